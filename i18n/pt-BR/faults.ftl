# O que deu errado e o que fazer.

# Chegar ao servidor.
fault-unknown-host = Nenhum servidor tem esse nome. Confira como o endereço está escrito e se você está conectado à internet.
fault-no-network = Este computador está sem rede. O Pombo se conecta sozinho quando ela voltar.
fault-port-refused = O servidor não responde nessa porta. Confira a porta e o tipo de criptografia.
fault-timed-out-dns = A procura pelo nome do servidor demorou demais. Confira sua conexão com a internet.
fault-timed-out-connect = O servidor não responde. Confira o endereço e a porta, ou tente de novo mais tarde.
fault-timed-out = O servidor demorou demais para responder. O Pombo tenta de novo sozinho.
fault-lost = A conexão caiu. O Pombo se reconecta sozinho.
fault-not-imap = O que responde ali não é um servidor de e-mail IMAP. Confira o endereço e a porta.
fault-nonsense = A resposta do servidor não faz sentido. O Pombo se reconecta sozinho.
fault-unavailable = O servidor não pode fazer isso agora. O Pombo tenta de novo sozinho.
fault-unavailable-dns = O serviço de nomes falha para este domínio ou não responde. Confira sua conexão com a internet ou tente de novo mais tarde.
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
fault-app-password-needed = O provedor não aceita a senha da conta aqui. Crie uma senha de aplicativo na página dele e use-a.
fault-password-not-taken = O servidor não aceita senhas. Entre pelo navegador.
fault-password-expired = A senha desta conta expirou. Troque-a na página do provedor e entre de novo.
fault-web-login-needed = O provedor quer que você entre antes na página dele. Entre lá, confirme que é você e tente de novo.
fault-imap-disabled = O IMAP está desligado para esta conta. Ligue-o nas configurações do provedor ou peça ao administrador.
fault-account-locked = O provedor diz que esta conta está bloqueada ou desativada. Fale com quem a administra.
fault-no-password = A senha desta conta não é conhecida. Digite-a, por favor.
fault-no-keyring = O chaveiro do sistema não está em execução ou está bloqueado. Desbloqueie-o ou digite a senha só para esta vez.
fault-password-command = O comando da senha falhou. Experimente-o em um terminal.
fault-unavailable-sign-in = O servidor não consegue receber ninguém agora. O Pombo tenta de novo sozinho.

# Entrar pelo navegador.
fault-locked = O chaveiro está bloqueado, ou o arquivo de segredos está. Desbloqueie e tente de novo.
fault-grant-ended = A permissão para ler este e-mail acabou: foi retirada, expirou ou a senha mudou. Entre de novo.
fault-grant-denied = O acesso foi recusado no navegador. Entre de novo e permita o acesso.
fault-grant-admin-consent = Sua organização precisa autorizar o Pombo antes. Peça ao administrador, citando o Pombo.
fault-grant-consent = O provedor quer que você concorde mais uma vez no navegador. Entre de novo.
fault-grant-policy = Uma regra da sua organização recusa este aparelho, lugar ou modo de entrar. Fale com o administrador.
fault-grant-account-blocked = O provedor diz que esta conta está desativada, bloqueada ou não é desta organização. Fale com quem a administra.
fault-grant-no-client = Este Pombo foi compilado sem um client id para este provedor. Use uma senha de aplicativo ou informe um client id seu.
fault-grant-client-refused = O provedor não aceita o client id do Pombo. Confira-o ou use uma senha de aplicativo.
fault-grant-redirect-refused = O provedor não conhece o endereço para o qual o navegador deve voltar. Registre http://127.0.0.1 para este client id.
fault-grant-scope = A permissão concedida não cobre e-mail por IMAP. Entre de novo e permita o acesso ao seu e-mail.
fault-grant-wrong-state = Chegou uma resposta que não é de nenhuma pergunta do Pombo, por isso ela não foi usada. Entre de novo.
fault-grant-wrong-issuer = Respondeu um servidor diferente do que foi perguntado, por isso a resposta não foi usada. Entre de novo; se repetir, fale com quem administra o servidor.
fault-grant-replayed = Esta entrada já foi usada. Comece de novo.
fault-grant-bad-redirect = O que voltou do navegador não é resposta à entrada. Comece de novo.
fault-grant-unanswered = Nada voltou do navegador a tempo. Comece de novo ou cole o endereço que o navegador mostra no fim.
fault-grant-wrong-account = No navegador entrou-se em outra conta, não na pedida. Comece de novo e escolha a certa.
fault-grant-not-taken = O provedor deu a permissão, mas o servidor de e-mail não a aceita. Confira o nome de usuário e se o IMAP está ligado nas configurações do provedor.
fault-grant-other = O provedor recusou a entrada. Os detalhes trazem as palavras dele.

# O que o servidor não faz.
fault-refused-over-quota = Não há mais espaço no servidor. Exclua alguns e-mails e tente de novo.
fault-refused-no-permission = O servidor não permite isso.
fault-refused-cannot = O servidor não consegue fazer isso.
fault-refused-nonexistent = Isso não está mais no servidor.
fault-refused-already-exists = O servidor já tem algo com esse nome.
fault-refused-read-only = Esta pasta só pode ser lida, não alterada.
fault-refused-limit = Isso passa de um limite do servidor.
fault-refused-try-create = A pasta de destino não existe mais no servidor.
fault-refused-more-inside = Há mais dentro dela do que foi dito a você. Nada mais foi excluído; confira de novo antes.
fault-refused-out-of-reach = O servidor só entrega as mensagens mais novas desta pasta, e esta é mais antiga. Talvez ela ainda possa ser vista na página do provedor.
fault-original-stays = A mensagem foi copiada para o destino, mas o original não pôde ser removido e continua aqui. { $why }
fault-refused-only-from-trash = Neste servidor, só se exclui de vez o que está na lixeira ou no spam. Mova para a lixeira antes.
fault-not-understood = O servidor não entendeu o Pombo. Por favor, informe isso com os detalhes.
fault-gone-mailbox = Esta pasta não está mais no servidor.
fault-gone-message = Esta mensagem não está mais no servidor.
fault-perhaps-elsewhere-message = A conexão caiu antes da resposta do servidor, e mensagens que chegaram à pasta já saíram dela: as cópias podem ter sido levadas adiante. O Pombo não as faz duas vezes por conta própria; tentar de novo copia.
fault-perhaps-elsewhere-mailbox = A conexão caiu antes da resposta do servidor, e a pasta pode ter sido renomeada em outro lugar desde então: procure por ela com outros nomes. O Pombo não a cria duas vezes por conta própria; tentar de novo cria a pasta.
fault-too-large = Isso é grande demais para ser mostrado ou baixado.

# Este computador.
fault-already-here = Esta conta já está no Pombo. Para entrar nela de novo ou alterá-la, abra a página de contas.
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
