# A janela.

cancel = Cancelar
close = Fechar
save = Salvar
undo = Desfazer
details = Detalhes
copy = Copiar
show-in-folder = Mostrar na pasta

welcome-title = Boas-vindas ao Pombo
welcome-text = Suas mensagens ficam no servidor. O Pombo as mostra e mantém todos os aparelhos contando a mesma história.
welcome-add = Adicionar uma conta
welcome-add-text = Seu endereço é tudo o que o Pombo precisa saber.
welcome-demo = Conhecer com a conta de demonstração
welcome-demo-text = Uma pequena caixa de correio dentro do Pombo. Nada é guardado, nada sai deste computador.

notice-moved = { $count ->
    [one] { $count } mensagem movida para { $to }
   *[other] { $count } mensagens movidas para { $to }
}
notice-copying = { $count ->
    [one] { $count } mensagem está sendo copiada para { $to }
   *[other] { $count } mensagens estão sendo copiadas para { $to }
}
notice-bringing = { $count ->
    [one] { $count } mensagem está a caminho de { $to }
   *[other] { $count } mensagens estão a caminho de { $to }
}
notice-archived = { $count ->
    [one] { $count } mensagem arquivada
   *[other] { $count } mensagens arquivadas
}
notice-trashed = { $count ->
    [one] { $count } mensagem movida para a lixeira
   *[other] { $count } mensagens movidas para a lixeira
}
notice-deleted = { $count ->
    [one] { $count } mensagem apagada para sempre
   *[other] { $count } mensagens apagadas para sempre
}
notice-read = { $count ->
    [one] { $count } mensagem marcada como lida
   *[other] { $count } mensagens marcadas como lidas
}
notice-unread = { $count ->
    [one] { $count } mensagem marcada como não lida
   *[other] { $count } mensagens marcadas como não lidas
}
notice-starred = { $count ->
    [one] { $count } mensagem com estrela
   *[other] { $count } mensagens com estrela
}
notice-unstarred = { $count ->
    [one] Estrela tirada de { $count } mensagem
   *[other] Estrelas tiradas de { $count } mensagens
}
notice-undone = { $count ->
    [one] Desfeito: { $count } mensagem está como antes
   *[other] Desfeito: { $count } mensagens estão como antes
}
notice-nothing-to-undo = Não há nada a desfazer.
notice-too-late = Já tinha sido apagada para sempre.
notice-is-there = Já está lá. Exclua a cópia de lá ou mova-a de volta.
notice-refused = O servidor recusou { $what }. { $why }
notice-doubtful = Não é certo se o servidor fez isto: { $what }. { $why }
notice-not-written = O Pombo não conseguiu guardar o pedido de { $what }; por isso nada foi feito. { $why }
notice-no-mailbox = Esta conta não tem pasta para { $mailbox }.
notice-this-run = O que dá acesso à sua conta fica guardado até o Pombo ser fechado. Na próxima vez ele pergunta de novo.
notice-rebuilt = O cache de { $address } não pôde ser lido. Ele foi posto de lado e está sendo preenchido de novo.
notice-saved = { $name } foi salvo.
notice-not-saved = { $name } não foi salvo. { $why }
notice-rest = O resto da mensagem não pôde ser buscado. { $why }
notice-copied = Copiado: { $what }
notice-link = O link não pôde ser aberto. { $why }
notice-config = As configurações não puderam ser salvas. { $why }
notice-demo = A conta de demonstração não pôde ser iniciada. { $why }

order-move = { $count ->
    [one] mover { $count } mensagem
   *[other] mover { $count } mensagens
}
order-copy = { $count ->
    [one] copiar { $count } mensagem
   *[other] copiar { $count } mensagens
}
order-flag = { $count ->
    [one] marcar { $count } mensagem
   *[other] marcar { $count } mensagens
}
order-delete = { $count ->
    [one] apagar { $count } mensagem
   *[other] apagar { $count } mensagens
}

strip-signin = { $address }: é preciso entrar. { $why }
strip-offline = Sem conexão desde { $since }. O que você faz fica guardado e é levado adiante depois.
strip-connecting = Conectando a { $address }…
strip-sign-in = Entrar
strip-retry = Tentar agora

link-signin = É preciso entrar
link-offline = Sem conexão
link-connecting = Conectando…
link-syncing = Atualizando…
link-live = Tudo atualizado

ask-delete = { $count ->
    [one] Apagar { $count } mensagem para sempre?
   *[other] Apagar { $count } mensagens para sempre?
}
ask-delete-text = O servidor a remove na hora. Isto não pode ser desfeito.
ask-delete-yes = Apagar para sempre
ask-remove = Remover { $address } do Pombo?
ask-remove-yes = Remover

save-title = Salvar anexo
save-text = Nenhuma janela de arquivos responde neste sistema. Escreva onde salvar.

picker-title = { $count ->
    [one] Mover { $count } mensagem para…
   *[other] Mover { $count } mensagens para…
}
picker-copy-title = { $count ->
    [one] Copiar { $count } mensagem para…
   *[other] Copiar { $count } mensagens para…
}
picker-hint = Digite parte do nome de uma pasta
picker-nothing = Nenhuma pasta tem este nome.
carrying = { $count ->
    [one] { $count } mensagem
   *[other] { $count } mensagens
}
carrying-copies = { $count ->
    [one] Copiar { $count } mensagem
   *[other] Copiar { $count } mensagens
}

settings-title = Configurações
settings-theme = Tema
settings-system = Como o sistema
settings-light = Claro
settings-dark = Escuro
settings-language = Idioma
settings-mark-read = Marcar como lida uma mensagem aberta
settings-at-once = Na hora
settings-seconds = { $count ->
    [one] Depois de { $count } segundo
   *[other] Depois de { $count } segundos
}
settings-never = Nunca sozinha
settings-zoom = Tamanho
settings-rows = Linhas da lista
settings-two-lines = Duas linhas
settings-compact = Uma linha
settings-percent = { $percent } %
settings-accounts = Contas

shortcuts-title = Teclado
key-enter = Enter
key-space = Espaço
key-escape = Esc
key-tab = Tab
key-backspace = Backspace
key-delete = Del
key-page-up = Page up
key-page-down = Page down
key-home = Home
key-end = End
key-ctrl = Ctrl
key-shift = Shift

command-go-down = Uma linha abaixo
command-go-up = Uma linha acima
command-extend-down = Selecionar para baixo
command-extend-up = Selecionar para cima
command-next = Próxima mensagem
command-previous = Mensagem anterior
command-select-all = Selecionar tudo
command-open = Ir para a mensagem
command-escape = Fechar, cancelar, não selecionar nada
command-read-on = Ler adiante
command-read-back = Ler para trás
command-mark-read = Marcar como lida
command-mark-unread = Marcar como não lida
command-star = Estrela
command-unstar = Tirar a estrela
command-archive = Arquivar
command-delete = Mover para a lixeira
command-delete-for-good = Apagar para sempre
command-move = Mover para uma pasta
command-copy = Copiar para uma pasta
command-put-back = Devolver ao servidor
command-undo = Desfazer
command-refresh = Procurar mensagens novas
command-add-account = Adicionar uma conta
command-settings = Configurações
command-shortcuts = Atalhos de teclado
command-next-pane = Próximo link da mensagem, ou próximo painel
command-previous-pane = Link anterior da mensagem, ou painel anterior
command-zoom-in = Maior
command-zoom-out = Menor
command-zoom-reset = Tamanho normal
command-find = Procurar na mensagem
command-toggle-form = Alternar entre desenho e texto simples
command-toggle-light = Mostrar as mensagens deste remetente sobre fundo claro
command-enlarge-page = Aumentar a mensagem
command-reduce-page = Diminuir a mensagem
command-own-size = Mostrar a mensagem no tamanho original
command-quit = Sair

menu-open = Abrir
menu-move = Mover para…
menu-copy = Copiar para…
menu-delete-for-good = Excluir de vez…
menu-show = Abrir
menu-fold = Recolher
menu-unfold = Expandir
menu-read-all = Marcar tudo como lido

list-empty = Nenhuma mensagem aqui
list-empty-text = As novas aparecem aqui sozinhas.
list-empty-drag = Arraste mensagens para cá, ou mova-as com V.
list-filling = Buscando a lista…
list-selected = { $count ->
    [one] { $count } selecionada
   *[other] { $count } selecionadas
}
list-messages = { $count ->
    [one] { $count } mensagem
   *[other] { $count } mensagens
}
list-known = { $known } de { $count } mensagens
list-no-sender = (sem remetente)
list-no-subject = (sem assunto)

reader-empty = Nenhuma mensagem selecionada
reader-empty-text = Escolha uma na lista ou pressione ↓.
reader-several = { $count ->
    [one] { $count } mensagem selecionada
   *[other] { $count } mensagens selecionadas
}
reader-several-text = Arraste-as para uma pasta ou use os botões acima.
reader-loading = Buscando a mensagem…
reader-failed = A mensagem não pôde ser buscada.
reader-again = Tentar de novo
reader-to = Para { $people }
reader-cc = Cc { $people }
reader-and-more = { $people } e mais { $count }
reader-unfold = Mostrar todos os endereços
reader-fold = Mostrar menos
reader-copy-address = Copiar o endereço
reader-label-from = Também de
reader-label-sender = Enviado por
reader-label-to = Para
reader-label-cc = Cc
reader-label-reply = Responder a
reader-label-date = Data
reader-more = e mais { $count }
reader-file = Arquivo
reader-reduced = Mostrada como texto. A mensagem foi escrita em HTML.
reader-as-text = Mostrar só o texto
reader-as-designed = Mostrar como foi criada
reader-drawing = Preparando a mensagem…
find-hint = Procurar nesta mensagem
find-count = { $at } de { $count }
find-nothing = Nada encontrado
find-next = Próxima (Enter)
find-previous = Anterior
find-close = Fechar (Esc)
reader-hiding = Esta mensagem foi desenhada de forma que a maior parte do texto não aparece; o texto é mostrado em seu lugar.
reader-not-drawn = Não foi possível montar a mensagem como foi criada. Este é o texto dela.
reader-left-out = Mais { $size } estão no servidor.
reader-whole = Mostrar tudo
reader-growing = Buscando o resto…
reader-no-text = Esta mensagem não tem texto.
reader-attachments = { $count ->
    [one] { $count } anexo
   *[other] { $count } anexos
}
save-asking = Escolhendo onde…
save-running = { $done } de { $total }
save-done = Salvo
save-failed = Não foi salvo
