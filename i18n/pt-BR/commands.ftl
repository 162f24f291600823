# Os comandos que não precisam de janela: sua ajuda e o que dizem.

help-about = Um aplicativo de e-mail: as mensagens ficam no servidor. Sem um comando, a janela se abre.
help-exit-codes =
    Códigos de saída: 0 feito, 1 falhou, 2 uso errado, 3 não encontrado, 4 o servidor não responde (uma ação já dada fica guardada e espera), 5 é preciso entrar na conta, 6 recusado pelo servidor, 7 outro Pombo usa este perfil.
help-demo = Usar a conta de demonstração embutida; nada é gravado em disco
help-profile = Guardar configurações, dados e cache desta execução nesta pasta
help-json = Escrever um objeto JSON por linha
help-account = Adicionar, listar ou remover contas
help-account-add = Entrar na conta e guardá-la
help-account-list = Listar as contas
help-account-remove = Esquecer uma conta, sua senha e seu cache; as mensagens ficam no servidor
help-account-which = A conta: seu endereço ou seu número
help-name = Seu nome, como os outros o veem
help-address = Seu endereço de e-mail
help-imap = O servidor IMAP
help-tls = Como a conexão é protegida; "none" só para esta máquina
help-user = O nome de usuário, se não for o endereço
help-ca = Um arquivo PEM com mais uma autoridade certificadora
help-fingerprint = Confiar exatamente no certificado com esta impressão digital SHA-256 (AB:CD:…)
help-password-command = Um comando cuja primeira linha é a senha, como "pass show mail/casa"
help-password-stdin = Ler a senha da primeira linha da entrada padrão e guardá-la no chaveiro do sistema
help-sync = Atualizar o cache
help-once = Terminar quando tudo estiver atualizado
help-list = Listar as mensagens de uma pasta, as mais novas primeiro, a partir do cache
help-mailbox = A pasta: seu caminho, ou inbox, drafts, sent, archive, junk, trash
help-limit = No máximo este número de mensagens
help-show = Mostrar cabeçalhos, texto e partes de uma mensagem
help-message = A chave de uma mensagem de "pombo list", ou um arquivo
help-move = Mover mensagens para outra pasta
help-keys = Chaves de mensagens, de "pombo list"
help-to = A pasta de destino
help-flag = Acrescentar ou tirar marcas de mensagens
help-add = Marcas a acrescentar
help-remove = Marcas a tirar
help-delete = Mover mensagens para a lixeira
help-for-good = Em vez disso, apagá-las para sempre; não há volta
help-doctor = Testar um servidor passo a passo e dizer com clareza o que está errado
help-doctor-host = O nome de um servidor, ou o endereço de uma conta já adicionada
help-screenshot = Gravar uma imagem da janela; não precisa de tela
help-out = A imagem a gravar
help-size = Largura e altura em pixels
help-theme = Claro ou escuro
help-scene = O que a imagem mostra

cli-no-account = Ainda não há nenhuma conta. Adicione uma com "pombo account add" ou experimente "pombo --demo".
cli-which-account = Há mais de uma conta: diga qual com --account.
cli-unknown-account = Não há nenhuma conta "{ $account }". "pombo account list" mostra as contas.
cli-unknown-mailbox = Não há nenhuma pasta "{ $mailbox }". Se ela é nova, execute antes "pombo sync --once".
cli-unknown-message = Não há nenhuma mensagem "{ $key }". "pombo list" mostra as chaves.
cli-bad-host = "{ $host }" não é um servidor: escreva HOST ou HOST:PORTA.
cli-bad-fingerprint = Uma impressão digital são 32 pares de dígitos hexadecimais separados por dois-pontos.
cli-bad-size = "{ $size }" não é um tamanho: escreva LARGURAxALTURA, como 1280x800.
cli-empty-password = A entrada padrão não continha nenhuma senha.
cli-no-keyring = Nenhum chaveiro está em execução; por isso a senha não pode ser guardada. Inicie um ou use --password-command.
cli-no-flags = Diga quais marcas acrescentar ou tirar, cada uma só uma vez.
cli-no-trash = Esta conta não tem lixeira. Use --for-good ou crie uma pasta chamada Trash.
cli-account-added = { $address } foi adicionada.
cli-account-removed = { $address } foi removida. As mensagens ficam no servidor.
cli-mailboxes = { $count ->
    [one] { $count } pasta
   *[other] { $count } pastas
}
cli-filled = { $mailbox }: { $known } de { $total }
cli-rebuilt = O cache não pôde ser lido. Ele foi posto de lado e está sendo preenchido de novo a partir do servidor.
cli-synced = Tudo atualizado. Recebidos { $down }, enviados { $up }.
cli-settled = { $count ->
    [one] Feito: o servidor confirmou { $count } mensagem.
   *[other] Feito: o servidor confirmou { $count } mensagens.
}
cli-refused = { $count ->
    [one] Não foi feito: { $count } mensagem está como estava.
   *[other] Não foi feito: { $count } mensagens estão como estavam.
}
cli-waits = { $count ->
    [one] Guardado: { $count } mensagem espera pelo servidor. O próximo "pombo sync" ou a janela a levará adiante.
   *[other] Guardado: { $count } mensagens esperam pelo servidor. O próximo "pombo sync" ou a janela as levará adiante.
}
cli-no-display = Não há tela: nem DISPLAY nem WAYLAND_DISPLAY está definida. Inicie o Pombo a partir de uma área de trabalho, ou use "pombo screenshot" e os outros comandos de "pombo --help".
cli-picture = A imagem está em { $file }.

show-from = De: { $value }
show-to = Para: { $value }
show-subject = Assunto: { $value }
show-date = Data: { $value }
show-attachment = Anexo: { $name } ({ $size })

doctor-dns = Endereço de { $host }
doctor-tcp = Conexão com a porta { $port }
doctor-tls = Criptografia e certificado
doctor-greeting = Saudação do servidor
doctor-capabilities = O que o servidor sabe fazer
doctor-login = Entrada na conta
doctor-inbox = Abertura da caixa de entrada
doctor-ok = certo, { $ms } ms { $detail }
doctor-failed = falhou depois de { $ms } ms
doctor-messages = { $count ->
    [one] { $count } mensagem
   *[other] { $count } mensagens
}
doctor-connected = a porta responde
doctor-encrypted = a conexão é criptografada, o certificado é bom
doctor-plain = sem criptografia, só dentro desta máquina
doctor-greeted = ele fala IMAP
doctor-signed-in = a senha está certa
doctor-no-account = Nenhuma conta com este servidor: a entrada não foi testada.
