# O que as mãos fazem no painel de leitura.

menu-open-link = Abrir link
menu-copy-address = Copiar endereço
menu-copy-words = Copiar palavras do link
menu-save-picture = Salvar imagem como…
menu-show-pictures = Carregar imagens
menu-show-senders = Sempre carregar deste remetente
menu-show-hosts = Sempre de { $host }
menu-copy-html = Copiar código HTML
menu-select-all = Selecionar tudo
menu-find = Procurar…
menu-on-light = Mostrar sobre fundo claro
menu-as-window = Mostrar como a janela
notice-html-copied = Copiado como código HTML
notice-picture-gone = A imagem não está mais aqui. Abra a mensagem de novo para salvá-la.
command-copy-html = Copiar como código HTML
