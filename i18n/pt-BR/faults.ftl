# O que deu errado e o que fazer.

# Chegar ao servidor.
fault-unknown-host = Nenhum servidor tem esse nome. Confira como o endereço está escrito e se você está conectado à internet.
fault-port-refused = O servidor não responde nessa porta. Confira a porta e o tipo de criptografia.
fault-timed-out-dns = A procura pelo nome do servidor demorou demais. Confira sua conexão com a internet.
fault-timed-out-connect = O servidor não responde. Confira o endereço e a porta, ou tente de novo mais tarde.
fault-timed-out = O servidor demorou demais para responder. O Pombo tenta de novo sozinho.
fault-lost = A conexão caiu. O Pombo se reconecta sozinho.
fault-not-imap = O que responde ali não é um servidor de e-mail IMAP. Confira o endereço e a porta.
fault-nonsense = A resposta do servidor não faz sentido. O Pombo se reconecta sozinho.
fault-unavailable = O servidor não pode fazer isso agora. O Pombo tenta de novo sozinho.
fault-throttled = O servidor pede para esperar. O Pombo continua { $minutes ->
    [0] em instantes
    [one] em cerca de um minuto
   *[other] em cerca de { $minutes } minutos
}.
fault-too-many-connections = O servidor não aceita mais conexões. Feche outros programas de e-mail; o Pombo tenta de novo sozinho.

# Criptografia e certificados.
fault-no-tls = O servidor não oferece criptografia desse jeito. Escolha outro tipo de criptografia, com a porta dele.
fault-plaintext-refused = Sem criptografia, o Pombo só se conecta a este computador. Escolha TLS ou STARTTLS.
fault-certificate-unknown-issuer = Ninguém conhecido aqui assinou o certificado do servidor; talvez o próprio servidor o tenha assinado. Só confie nele se você conhece a impressão digital.
fault-certificate-expired = O certificado do servidor não vale hoje. Confira a data deste computador ou fale com quem cuida do servidor.
fault-certificate-wrong-host = O certificado do servidor foi feito para outro nome. Confira como o endereço do servidor está escrito.
fault-certificate-changed = O servidor mostra um certificado diferente daquele em que você confiou. Fale com quem cuida do servidor antes de confiar nele.
fault-certificate-other = Não dá para confiar no certificado do servidor. Fale com quem cuida do servidor.

# Entrar na conta.
fault-wrong-password = O servidor não aceita esse usuário com essa senha. Confira os dois; alguns provedores pedem uma senha de aplicativo.
fault-no-password = A senha desta conta não é conhecida. Digite-a, por favor.
fault-no-keyring = O chaveiro do sistema não está em execução ou está bloqueado. Desbloqueie-o ou digite a senha só para esta vez.
fault-password-command = O comando da senha falhou. Experimente-o em um terminal.
fault-unavailable-sign-in = O servidor não consegue receber ninguém agora. O Pombo tenta de novo sozinho.

# O que o servidor não faz.
fault-refused-over-quota = Não há mais espaço no servidor. Exclua alguns e-mails e tente de novo.
fault-refused-no-permission = O servidor não permite isso.
fault-refused-cannot = O servidor não consegue fazer isso.
fault-refused-nonexistent = Isso não está mais no servidor.
fault-refused-already-exists = O servidor já tem algo com esse nome.
fault-refused-read-only = Esta pasta só pode ser lida, não alterada.
fault-refused-limit = Isso passa de um limite do servidor.
fault-refused-try-create = A pasta de destino não existe mais no servidor.
fault-not-understood = O servidor não entendeu o Pombo. Por favor, informe isso com os detalhes.
fault-gone-mailbox = Esta pasta não está mais no servidor.
fault-gone-message = Esta mensagem não está mais no servidor.
fault-too-large = Isso é grande demais para ser mostrado ou baixado.

# Este computador.
fault-in-use = Outro Pombo já está usando este perfil. Mude para ele ou feche-o antes.
fault-disk = Não foi possível ler ou gravar um arquivo. Confira se o disco não está cheio e se a pasta é sua.
fault-disk-journal = Sua alteração não pôde ser gravada no disco e por isso não foi feita. Libere espaço no disco e tente de novo.
fault-disk-config = Não foi possível ler ou salvar as configurações. Confira se o disco não está cheio e se a pasta é sua.
fault-disk-cache = Não foi possível guardar os e-mails neste computador. Confira se o disco não está cheio; nada se perdeu no servidor.
fault-damaged = Um arquivo está danificado. Os detalhes dizem qual.
fault-damaged-journal = O registro das suas alterações está danificado em um ponto. O que pode ser lido foi mantido.
fault-damaged-config = O arquivo de configurações está danificado e foi deixado como está. Corrija-o ou mova-o; os detalhes dizem a linha.
fault-damaged-cache = Os e-mails guardados neste computador estão danificados. O Pombo os baixa de novo do servidor.
fault-damaged-message = Esta mensagem está danificada e não pode ser mostrada.
fault-invalid = Isso não pode ser usado assim. Os detalhes dizem por quê.
fault-cancelled = Cancelado.
fault-no-display = Não há tela em que abrir uma janela. Inicie o Pombo a partir de uma área de trabalho, ou use "pombo screenshot" e os outros comandos de "pombo --help".
