# O que foi pedido e o servidor ainda não confirmou.

command-orders = Ações pendentes
orders-title = Ações pendentes
orders-text = O que você fez e o servidor ainda não confirmou. Nada disto se perde quando o Pombo fecha.
orders-none = O servidor já tem tudo o que você fez.
orders-more = { $count ->
    [one] E mais { $count }.
   *[other] E mais { $count }.
}
orders-waiting = { $count ->
    [one] { $count } ação pendente
   *[other] { $count } ações pendentes
}
orders-undecided = { $count ->
    [one] { $count } ação precisa de você
   *[other] { $count } ações precisam de você
}
orders-somewhere = uma pasta que não existe mais
orders-move = { $count ->
    [one] Mover uma mensagem para { $to }
   *[other] Mover { $count } mensagens para { $to }
}
orders-copy = { $count ->
    [one] Copiar uma mensagem para { $to }
   *[other] Copiar { $count } mensagens para { $to }
}
orders-retract = { $count ->
    [one] Remover uma cópia de { $from }
   *[other] Remover { $count } cópias de { $from }
}
orders-delete = { $count ->
    [one] Excluir de vez uma mensagem de { $from }
   *[other] Excluir de vez { $count } mensagens de { $from }
}
orders-put-back = Devolver uma mensagem a { $to }
orders-read = { $count ->
    [one] Marcar uma mensagem como lida
   *[other] Marcar { $count } mensagens como lidas
}
orders-unread = { $count ->
    [one] Marcar uma mensagem como não lida
   *[other] Marcar { $count } mensagens como não lidas
}
orders-star = { $count ->
    [one] Pôr estrela em uma mensagem
   *[other] Pôr estrela em { $count } mensagens
}
orders-unstar = { $count ->
    [one] Tirar a estrela de uma mensagem
   *[other] Tirar a estrela de { $count } mensagens
}
orders-mark = { $count ->
    [one] Marcar uma mensagem
   *[other] Marcar { $count } mensagens
}
orders-refused = Recusada. { $why }
orders-doubtful = Não é certo se o servidor fez isto. { $why }
orders-being-done = Em andamento
orders-broken-off = A conexão caiu durante a ação; primeiro se verifica o que foi feito
orders-held = Aguarda um momento, para que você possa desfazer
orders-offline = Espera pela conexão
orders-queued = A próxima
orders-retry = Tentar de novo
orders-take-back = Desfazer
orders-give-up = Desistir
orders-all-retry = Tentar todas de novo
orders-all-give-up = Desistir de todas
