# Removidas há pouco: o que o servidor não tem mais e o Pombo ainda guarda.

removed-title = Removidas há pouco
removed-empty = Nada foi removido há pouco
removed-empty-text = O que sai do servidor fica guardado aqui por 30 dias.
removed-row = { $mailbox } · { $when }
removed-expunged = Removida de { $mailbox } no servidor, { $when }.
removed-not-listed = O servidor não a lista mais em { $mailbox }, notado { $when }.
removed-here = Excluída definitivamente de { $mailbox } com o Pombo, { $when }.
removed-mailbox-gone = Desapareceu junto com a caixa { $mailbox }, { $when }.
removed-kept-text = O Pombo guardou o texto e os cabeçalhos principais. Ao ser devolvida, ela é refeita a partir deles: a leitura é a mesma, os octetos não.
removed-kept-parts = Anexos ou uma parte do texto nunca foram buscados, por isso ela não pode ser devolvida.
removed-kept-headers = Ela nunca foi aberta aqui, por isso só estes cabeçalhos estão guardados.
removed-put-back = Devolver ao servidor
removed-forget = Esquecer…
removed-forget-all = Esquecer tudo agora…
notice-put-back = A mensagem volta para { $mailbox }
notice-is-back = A mensagem já está no servidor de novo.
order-put-back = devolver { $count ->
    [one] { $count } mensagem
   *[other] { $count } mensagens
}
ask-forget = { $count ->
    [one] Esquecer { $count } mensagem removida?
   *[other] Esquecer { $count } mensagens removidas?
}
ask-forget-text = O servidor não tem cópia. O que o Pombo guardou é apagado na hora e não pode ser recuperado.
ask-forget-yes = Esquecer
