# Entrar na conta.

signin-title = Adicionar uma conta
signin-again-title = Entrar de novo
signin-address-text = Seu endereço é tudo o que o Pombo precisa saber.
signin-text = As configurações do seu servidor IMAP. As páginas de ajuda do seu provedor as informam.
signin-name = Seu nome
signin-name-hint = Como os outros o veem
signin-address = Endereço de e-mail
signin-address-hint = voce@example.org
signin-address-demo = { $address }, para testar com a demonstração
signin-host = Servidor IMAP
signin-port = Porta
signin-user = Nome de usuário
signin-protection = Criptografia
signin-tls = TLS
signin-starttls = STARTTLS
signin-plain = Nenhuma (só este computador)
signin-browser = Navegador
signin-typed = Senha
signin-command = Comando de senha
signin-password = Senha
signin-command-label = Comando cuja primeira linha é a senha
signin-continue = Continuar
signin-go = Entrar
signin-back = Voltar
signin-retry = Tentar de novo
signin-by-hand = Configurar à mão
signin-trying = Entrando…
signin-kept = Ela vai para o chaveiro deste sistema. Se nenhum estiver em execução, o Pombo pergunta antes.
signin-command-kept = O Pombo o executa sempre que entra na conta e não guarda senha nenhuma.
signin-missing = Isto é necessário.
signin-not-an-address = Escreva um endereço como ana@example.org.
signin-not-a-port = Uma porta é um número de 1 a 65535.
signin-not-a-host = Escreva um nome de servidor como imap.example.org.
signin-needs-tls = Sem criptografia, o Pombo só se conecta a este computador (localhost).

# A busca dos servidores de um endereço.
looking-title = Procurando seu servidor de e-mail
looking-nothing = Nenhum servidor de e-mail foi encontrado
looking-nothing-text = Ninguém informa onde está o e-mail de { $address }. Confira o endereço ou escreva o servidor você mesmo.
seek-checking = Conectando a { $host }…
seek-found = { $host } responde
seek-nothing = Nada lá
seek-failed = { $host }: { $why }
origin-table = Conhecido pelo Pombo
origin-pacc = As configurações assinadas do domínio
origin-autoconfig = A página de configurações do domínio
origin-well-known = A página conhecida do domínio
origin-srv = Os registros DNS do domínio
origin-mx = Quem recebe as mensagens dele
origin-guess = Nomes que muitos servidores têm

# Um servidor que foi encontrado.
card-found = Seu servidor de e-mail foi encontrado
card-tls = Criptografado (TLS, porta { $port })
card-starttls = Criptografado (STARTTLS, porta { $port })
card-plain = Sem criptografia (porta { $port })
card-browser = Entrar pelo navegador
card-browser-text = A página do próprio provedor se abre no seu navegador. O Pombo nunca vê sua senha ali.
card-device = Usar um código em outro aparelho
card-shared = Esta é uma caixa de correio compartilhada
card-not-shared = Esta não é uma caixa de correio compartilhada
card-owner = Entrar como
card-owner-text = O endereço de uma pessoa que pode abrir esta caixa de correio.
card-app-password = Senha de app
card-app-password-text = { $provider } quer uma senha feita para um só programa. Crie uma para o Pombo na página do provedor e cole-a aqui.
card-make-password = Criar uma senha de app
card-use-browser = Entrar pelo navegador
card-use-password = Usar a senha
card-use-app-password = Usar uma senha de app
card-others = { $count ->
    [one] Escolher outro servidor (mais { $count })
   *[other] Escolher outro servidor (mais { $count })
}
card-no-client = { $provider } só deixa entrar pelo navegador os programas que conhece por um id de cliente. Este Pombo foi feito sem um.
card-password-choice = Funciona na hora. Seu provedor cria uma senha só para o Pombo.
card-own-client = Informar um id de cliente próprio
card-own-text = Para quem registra programas com seu provedor.

consent-title = Este é o seu servidor de e-mail?
consent-guess = { $host } foi adivinhado a partir do seu endereço; ninguém responde por ele.
consent-srv = O DNS de { $domain } indica { $host }, mas ninguém assinou isso.
consent-ask = Nada seu é enviado para lá antes que você confirme.
consent-yes = Sim, usar este

# Um id de cliente da própria pessoa.
client-title = Seu próprio id de cliente
client-text = Com ele, { $provider } conhece este Pombo como um programa que você registrou.
client-step-page = Abra a página de { $provider } em que se registram programas e crie um novo.
client-step-kind = Escolha um programa de computador ou nativo, sem servidor.
client-step-redirect = Permita que ele volte para { $redirect }, em qualquer porta.
client-step-scope = Permita que ele leia e altere mensagens por IMAP.
client-step-copy = Copie o id de cliente para este campo.
client-open = Abrir a página de { $provider }
client-id = Id de cliente
client-secret = Segredo de cliente, se você recebeu um
client-not-an-id = Isto não pode ser um id de cliente. Ele não tem espaços nem acentos.
client-go = Usar e entrar

# No navegador ou em outro aparelho.
flow-starting = Um momento…
flow-browser = Continue no seu navegador
flow-browser-text = Entre na página que se abriu. O Pombo volta para a frente sozinho.
flow-device = Digite este código
flow-device-text = Em qualquer aparelho com um navegador, abra
flow-nearly = Quase lá
flow-failed = Não foi possível entrar
flow-open-again = Abrir de novo
flow-open-here = Abrir aqui
flow-copy-link = Copiar o link
flow-copy-code = Copiar o código
flow-copied = Copiado
flow-paste = Nada acontece? Cole o endereço que o navegador mostra no fim
flow-paste-hint = http://127.0.0.1…
flow-take = Continuar
flow-step-register = O Pombo se apresenta ao provedor
flow-step-browser = Você entra pelo navegador
flow-step-device = Você entra em outro aparelho
flow-step-exchange = O provedor dá a permissão
flow-step-mail = { $host } deixa você entrar
flow-minutes = { $count ->
    [one] Falta { $count } minuto
   *[other] Faltam { $count } minutos
}
flow-seconds = { $count ->
    [one] Falta { $count } segundo
   *[other] Faltam { $count } segundos
}
flow-over = O tempo acabou.

# Onde o segredo é guardado.
keeping-locked = O chaveiro está bloqueado
keeping-locked-text = O chaveiro deste sistema guarda suas senhas. É preciso desbloqueá-lo antes.
keeping-missing = Nenhum chaveiro está em execução
keeping-missing-text = O chaveiro deste sistema guardaria o que dá acesso à sua conta. Onde o Pombo deve guardar isso?
keeping-missing-kept = O que dá acesso à sua conta está no chaveiro deste sistema, e ele não responde.
keeping-unlock = Desbloquear o chaveiro
keeping-unlock-text = Seu sistema pede a senha do chaveiro.
keeping-keyring = Guardar no chaveiro
keeping-keyring-text = Ele está em execução e desbloqueado.
keeping-retry = Procurar o chaveiro de novo
keeping-retry-text = Depois que você tiver iniciado um.
keeping-run = Só desta vez
keeping-run-text = O Pombo esquece ao ser fechado e pergunta de novo na próxima vez.
keeping-anew = Entrar do começo
keeping-anew-text = Sem o que foi guardado.
keeping-file = Em um arquivo criptografado
keeping-file-text = Com uma frase secreta que você escolhe e digita a cada início.
keeping-file-there = O Pombo já tem um; sua frase secreta o abre.
keeping-unlocking = Esperando você desbloqueá-lo…
keeping-looking = Procurando…
keeping-new-file = Um arquivo com uma frase secreta
keeping-new-file-text = O que dá acesso à sua conta fica criptografado neste computador. Você digita a frase secreta sempre que o Pombo começa.
keeping-open-file = Abrir o arquivo criptografado
keeping-open-file-text = Digite a frase secreta que você escolheu para ele.
keeping-warning = Ninguém pode abrir o arquivo sem a frase secreta, nem você. Quem tiver o arquivo pode tentar adivinhá-la à vontade: use várias palavras, com pelo menos { $least } caracteres.
keeping-passphrase = Frase secreta
keeping-passphrase-again = A mesma, mais uma vez
keeping-create = Criar o arquivo
keeping-open = Abrir
keeping-sealing = Abri-lo leva um momento, de propósito…
keeping-wrong = Esta frase secreta não abre o arquivo.
keeping-too-short = Ela precisa de pelo menos { $least } caracteres.
keeping-not-the-same = As duas não são iguais.

# O que o navegador mostra no fim.
page-done-title = Você entrou
page-done-text = Você pode fechar esta página e voltar ao Pombo.
page-failed-title = Não foi possível entrar
page-failed-text = Volte ao Pombo: ele diz por quê e o que você pode fazer.

# Um certificado em que não se deve confiar como está.
certificate-unknown = Ninguém que este computador conheça responde pelo certificado do servidor. Confie nele só se você conhece este servidor e a impressão digital abaixo é a dele.
certificate-expired = O certificado do servidor está fora da validade. Confie nele só se você conhece este servidor e a impressão digital abaixo é a dele.
certificate-host = O certificado do servidor foi feito para outro nome de servidor. Confie nele só se a impressão digital abaixo é a que você espera.
certificate-changed = O servidor mostra um certificado diferente daquele em que você confiou. Pode haver alguém no meio do caminho. Confie no novo só se você sabe por que ele mudou.
certificate-other = O certificado do servidor não pode ser verificado. Confie nele só se você conhece este servidor e a impressão digital abaixo é a dele.
certificate-fingerprint = Impressão digital SHA-256
certificate-trust = Confiar neste certificado
certificate-decline = Não conectar
