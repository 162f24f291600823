labels-title = { $count ->
    [one] Marcadores de { $count } mensagem
   *[other] Marcadores de { $count } mensagens
}
labels-hint = Digite parte de um marcador
labels-nothing = Nenhum marcador tem esse nome.
labels-apply = Aplicar
labels-more = +{ $count }
command-label = Marcadores
menu-label = Marcadores…

notice-labelled = { $count ->
    [one] Marcadores alterados
   *[other] Marcadores de { $count } mensagens alterados
}
notice-taken-out = { $count ->
    [one] Mensagem retirada de { $mailbox }
   *[other] { $count } mensagens retiradas de { $mailbox }
}

order-label = { $count ->
    [one] alterar os marcadores de { $count } mensagem
   *[other] alterar os marcadores de { $count } mensagens
}
orders-label = { $count ->
    [one] Marcar uma mensagem com { $labels }
   *[other] Marcar { $count } mensagens com { $labels }
}
orders-unlabel = { $count ->
    [one] Retirar o marcador { $labels } de uma mensagem
   *[other] Retirar o marcador { $labels } de { $count } mensagens
}
orders-relabel = { $count ->
    [one] Marcar uma mensagem com { $added } em vez de { $removed }
   *[other] Marcar { $count } mensagens com { $added } em vez de { $removed }
}
