pictures-count = { $count ->
    [one] { $count } imagem
   *[other] { $count } imagens
}
pictures-hosts = { $count ->
    [one] { $count } servidor
   *[other] { $count } servidores
}
pictures-waiting = { $pictures } de { $hosts } sem carregar.
pictures-waiting-watched = { $trackers ->
    [one] { $pictures } de { $hosts } sem carregar; { $trackers } delas é um rastreador.
   *[other] { $pictures } de { $hosts } sem carregar; { $trackers } delas são rastreadores.
}
pictures-trackers = { $count ->
    [one] { $count } rastreador bloqueado.
   *[other] { $count } rastreadores bloqueados.
}
pictures-coming = Carregando imagens: { $done } de { $count }…
pictures-failed = { $count ->
    [one] { $count } imagem não pôde ser carregada.
   *[other] { $count } imagens não puderam ser carregadas.
}
pictures-fetched = { $count ->
    [one] { $count } imagem carregada.
   *[other] { $count } imagens carregadas.
}
pictures-others = { $count ->
    [one] { $count } coisa que não é imagem não foi carregada.
   *[other] { $count } coisas que não são imagens não foram carregadas.
}
pictures-once = Mostrar desta vez
pictures-always-sender = Sempre de { $name }
pictures-always-host = Sempre de { $name }
pictures-choose-hosts = Escolher servidores…
pictures-again = Tentar de novo
pictures-junk = No spam, nada é mostrado sempre.
pictures-tried = O que esta mensagem tentou

tried-title = O que esta mensagem tentou
tried-text = O que a mensagem cita em outros servidores. Carregar conta a esse servidor quando, e de qual endereço de rede, a mensagem é lida.
tried-more = { $count ->
    [one] e mais { $count }
   *[other] e mais { $count }
}
tried-hosts = Servidores cujas imagens podem ser sempre carregadas
tried-always = Sempre carregar
tried-picture = Imagem
tried-background = Fundo
tried-tracker = Rastreador
tried-other = Folha de estilo, fonte, script, quadro ou vídeo
tried-plain = sem criptografia
tried-waiting = espera o seu sim
tried-blocked = bloqueado
tried-never = nunca é carregado
tried-coming = carregando
tried-fetched = carregada, { $size }
tried-no-address = não carregada: não é um endereço comum da web
tried-unknown-host = não carregada: esse servidor não existe
tried-private = não carregada: leva a uma rede privada
tried-to-tracker = não carregada: leva a um rastreador
tried-redirected = não carregada: o servidor redireciona sem fim ou para fora da criptografia
tried-too-slow = não carregada: o servidor demorou demais
tried-too-large = não carregada: é grande demais
tried-no-picture = não carregada: o que veio não é uma imagem
tried-answered = não carregada: o servidor respondeu { $status }
tried-untrusted = não carregada: o servidor não provou quem é
tried-unreachable = não carregada: não foi possível alcançar o servidor
tried-too-many = não carregada: a mensagem cita coisas demais

settings-pictures = Imagens sempre carregadas de
settings-pictures-ask = Ninguém: cada mensagem pergunta.
settings-pictures-remove = Remover

settings-light-for = Sempre em fundo claro na janela escura
settings-light-nobody = Nenhum remetente. D mostra a mensagem em fundo claro e lembra o remetente.
