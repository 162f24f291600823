# O médico da entrada: seus passos, o que mostram, o que fazer e o relatório para os outros.

# Os passos.
doctor-address = O endereço
doctor-discovery = Servidores do endereço
doctor-dns = Endereço de { $host }
doctor-tcp = Conexão com a porta { $port }
doctor-tls = Criptografia e certificado
doctor-greeting = Saudação do servidor
doctor-capabilities = O que o servidor sabe fazer
doctor-mechanisms = Modos de entrar
doctor-token = Senha ou permissão
doctor-login = Entrada na conta
doctor-inbox = Abertura da caixa de entrada

# O que deu cada passo.
doctor-ok = certo
doctor-failed = falhou
doctor-warning = certo, mas
doctor-skipped = não testado
doctor-messages = { $count ->
    [one] { $count } mensagem
   *[other] { $count } mensagens
}
doctor-connected = a porta responde
doctor-reached = { $good } de { $all } endereços respondem
doctor-encrypted = a conexão é criptografada, o certificado é bom
doctor-encrypted-until = { $version }; o certificado vale até { $date }
doctor-plain = sem criptografia, só dentro desta máquina
doctor-pinned = a conexão é criptografada, o certificado é aquele em que se confia
doctor-greeted = ele fala IMAP
doctor-mechanism = { $name } é oferecido e serve
doctor-password = há uma senha
doctor-token-here = há uma permissão
doctor-token-until = há uma permissão até { $date }
doctor-token-renewed = a permissão foi renovada
doctor-signed-in = o servidor nos deixa entrar
doctor-found = { $host }:{ $port }, segundo { $origin }
doctor-no-account = Nenhuma conta com este servidor: a entrada não foi testada.
doctor-all-well = Está tudo bem.
doctor-well-so-far = Está bem tudo o que pôde ser testado.

# Onde se procuram servidores.
doctor-origin-table = a tabela do Pombo
doctor-origin-pacc = as configurações assinadas do domínio
doctor-origin-autoconfig = o autoconfig do domínio
doctor-origin-well-known = o site do domínio
doctor-origin-srv = registros SRV do domínio
doctor-origin-mx = o servidor MX do domínio
doctor-origin-guess = um nome comum, por tentativa
doctor-answer-nothing = não sabe de nada
doctor-answer-unasked = não foi preciso

# O que merece aviso embora funcione.
doctor-caution-silent = Alguns endereços do servidor não respondem; a conexão pode demorar às vezes. Avise quem cuida do servidor ou da sua rede.
doctor-caution-ends = O certificado termina { $days ->
    [0] hoje
    [one] em { $days } dia
   *[other] em { $days } dias
}. Quem cuida do servidor precisa renová-lo.
doctor-caution-scope = O provedor concedeu menos do que foi pedido. Se os e-mails não puderem ser lidos, entre de novo e permita o acesso.
doctor-caution-not-renewable = A permissão não se renova sozinha: quando terminar, será preciso entrar de novo.
doctor-caution-unconfirmed = Ninguém garantiu este servidor. Só dê a ele uma senha se souber que é o seu.

# O que fazer.
doctor-do-check-address = Escreva o endereço inteiro, como nome@example.org.
doctor-do-set-up-by-hand = Procure o servidor IMAP nas páginas de ajuda do provedor e digite-o à mão.
doctor-do-check-connection = Confira se este computador está conectado: algum site abre? Se sim, tente de novo em alguns minutos.
doctor-do-check-host = Confira o nome do servidor, letra por letra, nas páginas de ajuda do provedor.
doctor-do-check-port = Confira a porta (em geral 993) e se um firewall ou a sua rede a bloqueia: tente outra rede.
doctor-do-check-encryption = Experimente o outro tipo de criptografia com a porta dele: TLS com 993, STARTTLS com 143.
doctor-do-log-in-to-network = Confira a porta. Na rede de um hotel, trem ou café, abra antes um site qualquer no navegador e entre na rede.
doctor-do-check-date = Confira a data e a hora deste computador. Se estiverem certas, quem cuida do servidor precisa renovar o certificado.
doctor-do-compare-fingerprint = Peça a quem cuida do servidor a impressão digital do certificado. Só confie se for igual, letra por letra.
doctor-do-use-certificate-name = Use o nome do servidor como está no certificado, se for do mesmo provedor.
doctor-do-ask-before-trusting = Não continue. Pergunte a quem cuida do servidor se o certificado mudou; alguém pode estar escutando.
doctor-do-check-password = Digite usuário e senha de novo e experimente-os na página do provedor. Com a verificação em duas etapas é preciso uma senha de aplicativo.
doctor-do-use-app-password = Abra as configurações de segurança na página do provedor, crie uma senha de aplicativo para o Pombo e digite-a aqui.
doctor-do-sign-in-in-browser = Entre de novo pelo navegador, com esta conta, e permita o acesso aos seus e-mails.
doctor-do-confirm-on-the-web = Entre na página do provedor, confirme lá que foi você e tente de novo.
doctor-do-switch-imap-on = Abra as configurações de e-mail na página do provedor e ligue o IMAP. No trabalho ou na escola, peça ao administrador.
doctor-do-change-password = Troque a senha na página do provedor e entre com a nova.
doctor-do-have-it-unlocked = Entre na página do provedor para ver o motivo ou peça a quem administra a conta que a desbloqueie.
doctor-do-ask-administrator = Envie este relatório ao administrador da sua organização e peça que o Pombo seja permitido.
doctor-do-give-client = Use uma senha de aplicativo ou informe um client id seu nas configurações.
doctor-do-give-password = Entre nesta conta de novo, para que haja uma senha.
doctor-do-unlock-keyring = Inicie ou desbloqueie o chaveiro do sistema e tente de novo.
doctor-do-try-command = Execute o comando da senha em um terminal: ele deve escrever a senha e terminar sem erro.
doctor-do-close-others = Feche outros programas e aparelhos que usam esta conta ou espere um quarto de hora.
doctor-do-wait = Espere { $minutes ->
    [one] cerca de um minuto
   *[other] cerca de { $minutes } minutos
} e tente de novo.
doctor-do-try-later = Tente de novo em alguns minutos. Se continuar, veja se o provedor informa alguma falha.
doctor-do-ask-operator = Envie este relatório a quem cuida do servidor.
doctor-do-make-room = Exclua e-mails na página do provedor ou consiga mais espaço lá.
doctor-do-check-file = Confira o arquivo citado nos detalhes: ele deve existir e conter certificados no formato PEM.
doctor-do-report = Envie este relatório a quem faz o Pombo.

# O relatório e os detalhes de cada passo.
report-title = Relatório de entrada do Pombo
report-private = Nomes de usuário, tokens e o endereço deste computador foram omitidos.
report-version = Pombo { $version } em { $system }
report-date = Feito em: { $date }
report-address = Endereço: { $address }
report-server = Servidor: { $host }:{ $port } ({ $encryption })
report-verdict = O que está errado: { $what }
report-advice = O que fazer: { $what }
report-detail = Detalhes: { $detail }
report-addresses = Endereços: { $list }
report-reach-good = { $address }: responde em { $ms } ms
report-reach-bad = { $address }: não responde ({ $why })
report-certificate-for = Certificado para: { $list }
report-certificate-by = Assinado por: { $issuer }
report-certificate-dates = Vale de { $from } a { $until }
report-fingerprint = SHA-256: { $fingerprint }
report-greeting = Saudação: { $words }
report-capabilities = Capacidades: { $list }
report-mechanisms = Oferecidos: { $list }
report-scopes = Permissão para: { $list }
