# Avisos sobre mensagens enviadas; mensagens assinadas ou criptografadas.

report-failed = Não pôde ser entregue a { $who }: { $why }.
report-failed-plain = Não pôde ser entregue a { $who }.
report-delayed = Ainda não foi entregue a { $who }: { $why }. Haverá novas tentativas.
report-delayed-plain = Ainda não foi entregue a { $who }. Haverá novas tentativas.
report-until = O servidor desiste em { $until }.
report-delivered = Foi entregue a { $who }.
report-relayed = Foi repassada, para { $who }, a um servidor que não informa mais nada.
report-expanded = Foi entregue a { $who }, que a repassa a outras pessoas.
report-read = Foi aberta por { $who }.
report-deleted = Foi excluída por { $who } sem ser aberta.
report-processed = Foi processada para { $who } sem ser aberta.
report-nobody = um destinatário
report-about = É sobre a sua mensagem “{ $subject }”.
report-said = O servidor disse: { $said }
report-more = { $count ->
    [one] e mais { $count } destinatário
   *[other] e mais { $count } destinatários
}

why-no-mailbox = a caixa de correio não existe
why-no-domain = o que vem depois da @ não é um lugar que recebe e-mail
why-bad-address = o endereço não está escrito corretamente
why-ambiguous = o endereço pode indicar várias caixas de correio
why-moved = o destinatário mudou e não deixou novo endereço
why-sender-refused = o seu endereço foi recusado como remetente
why-takes-no-mail = não se recebe e-mail nesse endereço
why-address = há algo errado com o endereço
why-disabled = a caixa de correio não recebe mensagens
why-full = a caixa de correio está cheia
why-too-large = a mensagem é grande demais
why-list = não foi possível alcançar a lista de e-mail
why-mailbox = há algo errado com a caixa de correio
why-system-full = o servidor de e-mail está sem espaço
why-not-now = o servidor de e-mail não recebe mensagens no momento
why-system = há algo errado com o servidor de e-mail
why-no-answer = o servidor de e-mail não responde
why-lost = a conexão com o servidor de e-mail caiu
why-lookup = não foi possível localizar o endereço
why-no-way = não há caminho até o servidor de e-mail
why-busy = o servidor de e-mail está sobrecarregado
why-loop = a mensagem ficou dando voltas
why-too-long = tentou-se por tempo demais
why-network = a rede falhou
why-too-many = há destinatários demais
why-protocol = os servidores de e-mail não se entenderam
why-content = o sistema do destinatário não aceita o que a mensagem contém
why-not-allowed = você não tem permissão para enviar mensagens para lá
why-not-proven = seu servidor não conseguiu provar que pode enviar pelo seu endereço
why-policy = as regras do servidor do destinatário não permitem

seal-signed = Assinada ({ $scheme }). Esta versão não verifica assinaturas.
seal-within = Assinada ({ $scheme }). A mensagem está dentro da assinatura, onde esta versão não consegue lê-la.
seal-encrypted = Criptografada ({ $scheme }). Esta versão não consegue lê-la.
seal-save = Salvar a assinatura
