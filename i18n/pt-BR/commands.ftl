# Os comandos que não precisam de janela: sua ajuda e o que dizem.

help-about = Um aplicativo de e-mail: as mensagens ficam no servidor. Sem um comando, a janela se abre.
help-exit-codes =
    Códigos de saída:
      0  feito
      1  falhou
      2  uso errado
      3  não há essa conta, pasta, mensagem ou arquivo
      4  o servidor não responde; uma ação já dada fica guardada e espera
      5  é preciso entrar na conta
      6  recusado pelo servidor
      7  outro Pombo usa este perfil
      8  uma comparação encontrou diferenças em relação ao servidor
help-usage = Uso:
help-commands = Comandos
help-command = COMANDO
help-arguments = Argumentos
help-options = Opções
help-any-options = [OPÇÕES]
help-one-of = um de { $values }
help-default = { $value } se nada for dito
help-help = Mostrar esta ajuda
help-version = Mostrar a versão
help-marks = Os sinais: ~ uma ação espera pelo servidor, ● não lida, ★ marcada, @ tem anexos.
help-demo = Usar a conta de demonstração embutida; nada é gravado em disco
help-profile = Guardar configurações, dados e cache desta execução nesta pasta; POMBO_PROFILE faz o mesmo
help-json = Escrever um objeto JSON por linha, e nada mais, na saída padrão
help-account = Adicionar, listar ou remover contas
help-account-add = Entrar na conta e guardá-la
help-account-list = Listar as contas
help-account-remove = Esquecer uma conta, sua senha e seu cache; as mensagens ficam no servidor
help-account-which = A conta: seu endereço ou seu número
help-name = Seu nome, como os outros o veem
help-address = Seu endereço de e-mail
help-imap = O servidor IMAP; sem isso, ele é procurado a partir do endereço
help-tls = Como a conexão é protegida; "none" só para esta máquina
help-user = O nome de usuário, se não for o endereço
help-ca = Um arquivo PEM com mais uma autoridade certificadora
help-fingerprint = Confiar no certificado com esta impressão digital SHA-256 (AB:CD:…), e só nele
help-password-command = Um comando cuja primeira linha é a senha, como "pass show mail/casa"
help-password-stdin = Ler a senha da primeira linha da entrada padrão e guardá-la no chaveiro do sistema
help-browser = Entrar pelo navegador; o que ele mostra no fim pode ser colado na entrada padrão
help-device = Entrar com um código que você digita em outro aparelho
help-client-id = Quem é o Pombo para o provedor, se você registrou um client id seu
help-issuer = O servidor de autorização, se ele não for achado a partir do servidor de e-mail
help-mailboxes = Listar, criar, renomear ou apagar pastas, inscrever-se nelas
help-mailbox-list = Listar as pastas, a partir do cache, com mensagens não lidas e todas
help-mailbox-marks = Os sinais: ~ uma ordem sobre ela espera pelo servidor, - sem inscrição.
help-mailbox-create = Criar uma pasta; o que fica acima dela já deve existir
help-mailbox-rename = Renomear uma pasta ou pô-la em outro lugar, com tudo o que há nela
help-mailbox-delete = Apagar uma pasta para sempre, com tudo o que há nela; antes diz o que é
help-mailbox-subscribe = Inscrever-se em uma pasta: programas que mostram as pastas com inscrição a mostram
help-mailbox-unsubscribe = Cancelar a inscrição em uma pasta; ela fica onde está
help-mailbox-path = O caminho da pasta, como Projetos/Casa
help-mailbox-new-path = O novo caminho a partir do topo, como Arquivo/Casa
help-mailbox-yes = Sim, apagar; sem isto, só se diz o que iria embora
help-sync = Atualizar o cache
help-once = Terminar quando tudo estiver atualizado
help-list = Listar as mensagens de uma pasta, as mais novas primeiro, a partir do cache
help-mailbox = A pasta: seu caminho, ou inbox, drafts, sent, archive, junk, trash
help-limit = No máximo este número de mensagens
help-show = Mostrar cabeçalhos, texto e partes de uma mensagem
help-render = Desenhar uma mensagem como o remetente a criou, numa imagem
help-render-file = Uma mensagem num arquivo
help-render-width = Largura da página, em pixels
help-render-images = Quais imagens aparecem: as que vêm com a mensagem, ou nenhuma
help-message = A chave de uma mensagem de "pombo list", ou um arquivo
help-move = Mover mensagens para outra pasta
help-copy = Copiar mensagens para outra pasta
help-keys = Chaves de mensagens, de "pombo list"
help-to = A pasta de destino
help-flag = Acrescentar ou tirar marcas de mensagens
help-add = Marcas a acrescentar
help-remove = Marcas a tirar
help-delete = Mover mensagens para a lixeira
help-for-good = Em vez disso, apagá-las para sempre; não há volta
help-doctor = Testar um servidor passo a passo e dizer com clareza o que está errado
help-doctor-host = O nome de um servidor ou um endereço: de uma conta já adicionada ou qualquer outro
help-doctor-report = Escrever um relatório que pode ser dado a outros: sem nome de usuário, sem token, sem segredos
help-screenshot = Gravar uma imagem da janela; não precisa de tela
help-out = A imagem a gravar
help-size = Largura e altura em pixels
help-theme = Claro ou escuro
help-scene = Mostrar isto da conta de demonstração, em vez da janela como se abre com o perfil
help-scale = Pixels do aparelho para cada um da janela

usage-no-command = Não há nenhum comando "{ $name }".
usage-unknown = Não há nenhuma opção { $arg } aqui.
usage-no-value = { $arg } precisa de um valor.
usage-one-of = "{ $value }" não serve para { $arg }. Use um de { $values }.
usage-bad-value = "{ $value }" não serve para { $arg }.
usage-missing = Falta { $args }.
usage-conflict = { $arg } não pode ser usado junto com { $other }.
usage-not-unicode = O que foi dado não é um texto legível.
usage-wrong = O comando foi dado de forma errada.
usage-meant = Talvez você queira dizer: { $meant }.
usage-more = "{ $command }" diz mais.

cli-lost = A conexão caiu. Tente de novo.
cli-timed-out = O servidor não responde. Confira o endereço e a porta, ou tente de novo mais tarde.
cli-nonsense = A resposta do servidor não faz sentido. Tente de novo ou fale com quem cuida do servidor.
cli-unavailable = O servidor não pode fazer isso agora. Tente de novo mais tarde.
cli-too-many-connections = O servidor não aceita mais conexões. Feche outros programas de e-mail e tente de novo.
cli-no-password = Nenhuma senha está guardada para esta conta. Remova-a e adicione-a de novo, com um chaveiro em execução ou com --password-command.
cli-keyring-away = O chaveiro do sistema não está em execução ou está bloqueado; por isso não há como obter a senha desta conta.
cli-invalid = Isso não pode ser usado.
cli-fingerprint =
    Para confiar neste certificado, e só nele, adicione a conta com esta opção. Antes, compare a impressão digital com a que informa quem cuida do servidor.
    --fingerprint { $fingerprint }
cli-no-account = Ainda não há nenhuma conta. Adicione uma com "pombo account add" ou experimente "pombo --demo".
cli-which-account = Há mais de uma conta: diga qual com --account.
cli-unknown-account = Não há nenhuma conta "{ $account }". "pombo account list" mostra as contas.
cli-unknown-mailbox = Não há nenhuma pasta "{ $mailbox }". Se ela é nova, execute antes "pombo sync --once".
cli-unknown-message = Não há nenhuma mensagem "{ $key }". "pombo list" mostra as chaves.
cli-no-mailbox = "{ $mailbox }" não contém mensagens, só outras pastas.
cli-two-accounts = Estas mensagens são de mais de uma conta. Dê um comando para cada conta.
cli-no-file = "{ $file }" não é uma chave de "pombo list" nem um arquivo que possa ser lido ({ $why }).
cli-account-known = Já há uma conta assim: { $address }. "pombo account list" a mostra.
cli-bad-address = "{ $address }" não é um endereço de e-mail.
cli-demo-window = A conta de demonstração é para a janela e para imagens: ela some quando o Pombo termina.
cli-bad-host = "{ $host }" não é um servidor: escreva HOST ou HOST:PORTA.
cli-bad-fingerprint = Uma impressão digital são 32 pares de dígitos hexadecimais separados por dois-pontos.
cli-bad-size = "{ $size }" não é um tamanho: escreva LARGURAxALTURA, como 1280x800.
cli-empty-password = A entrada padrão não continha nenhuma senha.
cli-no-keyring = A senha está certa, mas nenhum chaveiro está em execução para guardá-la: a conta não foi adicionada. Inicie um chaveiro ou use --password-command.
cli-no-keyring-browser = A entrada deu certo, mas não há nenhum chaveiro em execução que possa guardar a permissão: a conta não foi adicionada. Inicie um chaveiro e tente de novo.
cli-guessed = O servidor { $host } foi só uma tentativa, ou dito por um DNS que ninguém assinou. Se é o seu, diga isso com --imap { $host }:{ $port }.
cli-no-way-in = Não se sabe onde se entra em { $host } pelo navegador. Informe o servidor de autorização com --issuer ou use uma senha.
cli-no-client = Este Pombo não tem client id para este provedor. Registre um seu{ $page ->
    [none] {""}
   *[other] {" "}em { $page }
} e informe-o com --client-id; ou use uma senha de aplicativo.
cli-found = Encontrado: { $host }:{ $port }, segundo { $origin }.
cli-registering = Apresentando o Pombo ao servidor…
cli-open = Abra este endereço em um navegador e entre lá:
    { $url }
    Se nada acontecer no fim, cole aqui o endereço que o navegador mostra.
cli-type-code = Abra { $url } em qualquer aparelho e digite este código: { $code }
cli-exchanging = O navegador voltou. Obtendo a permissão…
cli-connecting = Entrando no servidor de e-mail…
cli-flag-twice = A mesma marca não pode ser acrescentada e tirada.
cli-in-trash = Isto já está na lixeira. Com --for-good é apagado para sempre; não há volta.
cli-no-trash = Esta conta não tem lixeira. Use --for-good ou crie uma pasta chamada Trash.
cli-account-added = { $address } foi adicionada.
cli-account-removed = { $address } foi removida. As mensagens ficam no servidor.{ $given_up ->
    [0] {""}
    [one] {" "}Uma ação que esperava pelo servidor foi abandonada.
   *[other] {" "}{ $given_up } ações que esperavam pelo servidor foram abandonadas.
}
cli-mailboxes = { $count ->
    [one] { $count } pasta
   *[other] { $count } pastas
}
cli-filled = { $mailbox }: { $known } de { $total }
cli-rebuilt = O cache não pôde ser lido. Ele foi posto de lado e está sendo preenchido de novo a partir do servidor.
cli-synced = Tudo atualizado. Recebidos { $down }, enviados { $up }.
cli-not-synced = Nem tudo está atualizado. Recebidos { $down }, enviados { $up }.
cli-stopped = Interrompido. Recebidos { $down }, enviados { $up }.
cli-in-step = Tudo atualizado.
cli-arrived = { $mailbox }: { $count ->
    [one] { $count } mensagem nova
   *[other] { $count } mensagens novas
}
cli-unneeded = { $count ->
    [one] Nada a fazer para { $count } mensagem: já está assim.
   *[other] Nada a fazer para { $count } mensagens: já estão assim.
}
cli-doubtful = { $count ->
    [one] Não há como saber se isso foi feito para { $count } mensagem. Confira-a. { $why }
   *[other] Não há como saber se isso foi feito para { $count } mensagens. Confira-as. { $why }
}
cli-settled = { $count ->
    [one] Feito: o servidor confirmou { $count } mensagem.
   *[other] Feito: o servidor confirmou { $count } mensagens.
}
cli-refused = { $count ->
    [one] Não foi feito: { $count } mensagem está como estava. { $why }
   *[other] Não foi feito: { $count } mensagens estão como estavam. { $why }
}
cli-waits = { $why }
    { $count ->
        [one] Guardado: a ordem para { $count } mensagem espera. O próximo "pombo sync" ou a janela a executa.
       *[other] Guardado: a ordem para { $count } mensagens espera. O próximo "pombo sync" ou a janela a executa.
    }
cli-tend-create = criar a pasta "{ $name }"
cli-tend-rename = renomear a pasta "{ $name }"
cli-tend-delete = apagar a pasta "{ $name }"
cli-tend-subscribe = inscrever-se na pasta "{ $name }"
cli-tend-unsubscribe = cancelar a inscrição na pasta "{ $name }"
cli-tend-settled = Feito: { $what }.
cli-tend-refused = Não foi feito: { $what }. { $why }
cli-tend-doubtful = Não há como saber se isto foi feito: { $what }. { $why }
cli-tend-unneeded = Nada a fazer: já está assim.
cli-tend-waits = { $why }
    Guardado, e espera: { $what }. O próximo "pombo sync" ou a janela a executa.
cli-mailbox-would-go = "{ $mailbox }" seria apagada para sempre, { $count ->
    [0] e nenhuma mensagem com ela.
    [one] e { $count } mensagem com ela.
   *[other] e { $count } mensagens com ela.
}
cli-mailbox-would-go-too = { $count ->
    [one] A pasta dentro dela também:
   *[other] As { $count } pastas dentro dela também:
}
cli-mailbox-say-yes = Nada foi apagado. Diga --yes se é isto o que você quer; não há volta.
cli-mailbox-in-itself = "{ $mailbox }" não pode ficar dentro de si mesma.
cli-mailbox-holds-none = Nenhuma pasta pode ficar dentro de "{ $mailbox }".
cli-picture = A imagem está em { $file }.
cli-not-drawn = Não foi possível desenhar "{ $file }": { $why }

show-from = De: { $value }
show-to = Para: { $value }
show-cc = Cc: { $value }
show-subject = Assunto: { $value }
show-date = Data: { $value }
show-attachment = Anexo: { $name } ({ $size })
show-left-out = Não mostrado: mais { $size }.
help-render-out = O arquivo a gravar: uma imagem (.png) ou um documento para papel (.pdf)
cli-pdf = Gravado: { $file } ({ $count ->
    [one] uma página
   *[other] { $count } páginas
}).
cli-pdf-cut = O fim ficou de fora: a mensagem é longa demais para um só documento.
help-open-file = "pombo ARQUIVO.eml" abre uma janela com a mensagem de um arquivo.
help-screenshot-file = A janela com a mensagem de um arquivo
help-show-more = Com --json, de uma mensagem num arquivo também são informados as partes, os links e o que se sabe deles, o que ela buscaria em outros servidores, o remetente e se dá para ler bem.
