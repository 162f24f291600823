# Se uma conta está igual ao servidor, o que suas conexões carregam e o que se diz nelas.

audit-title = Comparação com o servidor
audit-never = Ainda não foi comparada com o servidor. O Pombo faz isso sozinho à noite, quando ninguém está trabalhando aqui.
audit-same = Idêntica ao servidor, verificada { $when }.
audit-repaired = Foram encontradas e corrigidas diferenças, verificada { $when }.
audit-left = { $count ->
    [one] { $count } diferença não pôde ser corrigida, verificada { $when }. Será tentada de novo na próxima vez.
   *[other] { $count } diferenças não puderam ser corrigidas, verificada { $when }. Serão tentadas de novo na próxima vez.
}
audit-missing = { $count ->
    [one] { $count } mensagem faltava aqui: foi buscada.
   *[other] { $count } mensagens faltavam aqui: foram buscadas.
}
audit-extra = { $count ->
    [one] { $count } mensagem estava aqui sem existir no servidor: foi removida, depois de uma segunda verificação.
   *[other] { $count } mensagens estavam aqui sem existir no servidor: foram removidas, depois de uma segunda verificação.
}
audit-flags = { $count ->
    [one] { $count } mensagem tinha outras marcações aqui: valem as do servidor.
   *[other] { $count } mensagens tinham outras marcações aqui: valem as do servidor.
}
audit-sizes = { $count ->
    [one] { $count } mensagem tinha outro tamanho aqui: seus cabeçalhos foram buscados de novo.
   *[other] { $count } mensagens tinham outro tamanho aqui: seus cabeçalhos foram buscados de novo.
}
audit-where = Em { $mailboxes }.
audit-unchecked = { $count ->
    [one] { $count } caixa ainda não foi comparada.
   *[other] { $count } caixas ainda não foram comparadas.
}
audit-running = { $of ->
    [0] Comparando…
   *[other] Comparando: { $done } de { $of } caixas, { $size }.
}
audit-postponed = { $done } de { $of } caixas foram comparadas na última noite; o resto fica para outra noite, para que uma noite não receba mais que { $budget }.
audit-left-out = { $count ->
    [one] { $count } caixa ficou de fora: não pode ser aberta ou ainda não está completa aqui.
   *[other] { $count } caixas ficaram de fora: não podem ser abertas ou ainda não estão completas aqui.
}
audit-go = Comparar agora

traffic-title = Tráfego de hoje
traffic-none = Nenhum ainda.
traffic-both = { $down } recebidos, { $up } enviados
traffic-total = No total
traffic-turns = Idas e voltas
traffic-connections = Conexões agora
traffic-budget = Limite diário
traffic-budget-text = { $used } de { $budget } que o provedor permite receber
traffic-paused = A maior parte do que o provedor permite por hoje já foi usada. Até amanhã o Pombo busca só o que você pedir; as mensagens mais antigas vêm depois.
traffic-mailboxes = Sobretudo para
traffic-mailbox = { $mailbox } ({ $size })
traffic-sign-in = Entrada na conta
traffic-lists = Listas de caixas
traffic-sync = Marcações e mudanças
traffic-headers = Cabeçalhos
traffic-bodies = Mensagens
traffic-attachments = Anexos
traffic-actions = Suas ações
traffic-idle = Escuta
traffic-audit = Comparação

log-title = Registro das conexões
log-text = O que se disse nas conexões há pouco: comandos, respostas e tamanhos. Senhas e e-mails nunca entram nele, e ele nunca é gravado em disco.
log-empty = Ainda não se disse nada.
log-copy = Copiar sem nomes
log-copied = Copiado, com números no lugar dos nomes das caixas
log-mailbox = caixa { $number }

help-audit = Compara o que está guardado com o servidor, mensagem por mensagem, e corrige o que difere
help-audit-more =
    Código de saída 8: foram encontradas diferenças (e corrigidas; veja "left").

    Com --json, um objeto por linha:
      "event": "audited"   "account", "mailbox", "at" (RFC 3339), "messages", "identical";
                           "found" e "left": cada um com "missing", "extra", "flags", "sizes"
                           (contagens; "found" antes da correção, "left" depois dela)
      "event": "progress"  "account", "done", "of", "down" (octetos)
      "event": "finished"  "exit", "mailboxes", "left_out", "found", "left" (somas), "down", "up", "turns"
help-audit-mailbox = Só esta caixa: seu caminho, ou inbox, drafts, sent, archive, junk, trash
help-traffic = Mostra o que as conexões carregaram, por tipo e por caixa
help-traffic-more =
    Com --json, um objeto por linha:
      "event": "traffic"   "account", "day" (AAAA-MM-DD), "mailbox" (ou null), "kind",
                           "down", "up" (octetos), "turns" (idas e voltas)
      "event": "total"     "account", "day" (hoje), "down", "up", "turns", "budget" (octetos por dia ou null)
help-doctor-log = Escreve também o que se disse na conexão, sem segredos nem nomes
cli-audited-same = { $mailbox }: idêntica, { $count ->
    [one] { $count } mensagem
   *[other] { $count } mensagens
}
cli-audited-differs = { $mailbox }: { $what }
cli-audit-left = { $count ->
    [one] { $count } diferença não pôde ser corrigida.
   *[other] { $count } diferenças não puderam ser corrigidas.
}
cli-audit-done = { $mailboxes ->
    [one] { $mailboxes } caixa comparada
   *[other] { $mailboxes } caixas comparadas
}: { $found ->
    [0] igual ao servidor.
    [one] { $found } diferença encontrada.
   *[other] { $found } diferenças encontradas.
} Recebidos { $down }, enviados { $up }.
