# Conversas, e o que é buscado antes.

thread-more = { $count ->
    [one] mais { $count } mensagem
   *[other] mais { $count } mensagens
}
thread-fewer = Mostrar menos
command-previous-member = Mensagem anterior da conversa
command-next-member = Próxima mensagem da conversa
command-conversation = Mostrar conversas ou mensagens avulsas
settings-conversation = Mostrar uma mensagem aberta
settings-conversation-on = Na sua conversa
settings-conversation-off = Sozinha
settings-prefetch = Buscar antes de ser pedido
settings-prefetch-on = As mensagens acima e abaixo da aberta
settings-prefetch-off = Nada
