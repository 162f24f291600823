command-preview = Ver os anexos
kind-picture = Imagem
kind-text = Texto
kind-pdf = Documento PDF
kind-document = Documento
kind-sheet = Planilha
kind-slides = Apresentação
kind-archive = Arquivo compactado
kind-calendar = Agenda
kind-contact = Contato
kind-mail = Mensagem
kind-sound = Áudio
kind-film = Vídeo
kind-program = Programa
kind-wrapped = Anexos do Outlook
attachment-preview = Visualizar
attachment-open = Abrir com outro programa
attachment-save = Salvar como…
save-all = Salvar todos…
save-all-running = { $done } de { $count } salvos
notice-all-saved = { $count ->
    [one] { $count } anexo foi salvo.
   *[other] { $count } anexos foram salvos.
}
notice-not-all-saved = { $count } salvos, { $failed } não. { $why }
notice-file-not-opened = Não foi possível abrir o arquivo. { $why }
risk-program = Um programa: pode fazer qualquer coisa neste computador
risk-disguised = Um programa que se passa por um arquivo { $kind }
risk-turned = Um programa que esconde o nome com sinais invisíveis
risk-title = Salvar um programa?
risk-title-all = Salvar todos, com um programa entre eles?
risk-text = Programas que chegam por e-mail são o jeito mais comum de invadir um computador. Salve só se você conhece quem enviou e pediu por ele. O Pombo não o abre.
risk-yes = Salvar mesmo assim
risk-yes-all = Salvar todos mesmo assim
preview-place = { $at } de { $count }
preview-zoom = { $percent } %
preview-smaller = Diminuir (-)
preview-larger = Aumentar (+)
preview-previous = Anexo anterior (←)
preview-next = Próximo anexo (→)
preview-back = Voltar a todos os arquivos (Esc)
preview-close = Fechar (Esc)
preview-none = Não há visualização para este tipo de arquivo
preview-none-text = Salve-o ou abra-o com outro programa.
preview-large = Este arquivo tem { $size }. Ele ainda não foi baixado.
preview-fetch = Baixar e mostrar
preview-fetching = Baixando…
preview-looking = Abrindo…
preview-broken = Não é possível mostrar este arquivo
preview-broken-text = Ele está danificado ou não é o que o nome diz.
preview-encrypted = Este arquivo é protegido por senha
preview-encrypted-text = Abra-o com um programa que peça a senha.
preview-too-large = Este arquivo é grande demais para ser mostrado aqui
preview-too-large-text = Salve-o ou abra-o com outro programa.
preview-lost = Não foi possível baixar este arquivo
preview-ended = Não deu para mostrar este arquivo
preview-ended-text = Ele exigiu tempo ou memória demais. Nada mais foi afetado.
preview-cut = O começo de um arquivo longo. Salve-o para ler tudo.
preview-page = Página { $at } de { $count }
preview-more-pages = { $count ->
    [one] Mais { $count } página não é mostrada aqui.
   *[other] Mais { $count } páginas não são mostradas aqui.
}
preview-from = De
preview-entries = { $count ->
    [one] { $count } arquivo. Nada é descompactado aqui.
   *[other] { $count } arquivos. Nada é descompactado aqui.
}
preview-entries-cut = { $count ->
    [one] O primeiro arquivo; pode haver mais. Nada é descompactado aqui.
   *[other] Os primeiros { $count } arquivos; pode haver mais. Nada é descompactado aqui.
}
preview-programs = { $count ->
    [one] { $count } deles é um programa.
   *[other] { $count } deles são programas.
}
preview-entry-encrypted = Protegido por senha
preview-wrapped = { $count ->
    [0] O Outlook não embrulhou nenhum arquivo, só um texto.
    [one] O Outlook embrulhou { $count } arquivo neste.
   *[other] O Outlook embrulhou { $count } arquivos neste.
}
