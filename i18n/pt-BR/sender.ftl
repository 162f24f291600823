# O que se diz do remetente de uma mensagem aberta, e como sair de listas de e-mail.

sender-confirmed = Seu servidor ({ $server }) confirmou que esta mensagem veio de { $domain }.
sender-through = Seu servidor ({ $server }) confirmou que esta mensagem foi enviada por { $by }, mas não quem a escreveu.
sender-unconfirmed = Seu servidor ({ $server }) não conseguiu confirmar que esta mensagem veio de { $domain }.
sender-failed = Talvez esta mensagem não venha de { $domain }. Ela não passou na verificação que { $domain } exige, segundo o seu servidor ({ $server }).
sender-other-address = Você conhece { $name } por outro endereço: { $known }.
sender-address-in-name = O nome mostra { $shown }, mas a mensagem vem de outro endereço.
sender-replies-elsewhere = As respostas vão para { $to }, e não para o remetente.
sender-first = Esta é a primeira mensagem deste endereço por aqui.

list-of = Lista de e-mail: { $name }
list-id = A lista se identifica como { $id }.
list-post = O que for enviado a { $address } chega a todos da lista.
leave = Cancelar inscrição
leave-by-click = com um único pedido a { $host }
leave-by-mail = com um e-mail para { $to }
leave-by-page = em uma página de { $host }
leave-begun = Pedindo para tirar você da lista…
leave-done = Você pediu para sair desta lista.

ask-leave = Cancelar a inscrição nesta lista?
ask-leave-click = O Pombo envia a { $host } um único pedido para tirar você da lista. Ele leva apenas o que esta mensagem trouxe para isso, e nenhuma página é aberta.
ask-leave-click-yes = Enviar o pedido
ask-leave-mail = Isso é feito com um e-mail para { $to }. O Pombo ainda não envia e-mails: o programa de e-mail do sistema abre com a mensagem pronta para ser enviada.
ask-leave-mail-yes = Abrir o programa de e-mail
ask-leave-page = Uma página de { $host } abre no seu navegador. O que fazer, ela mesma diz.
ask-leave-page-yes = Abrir a página
notice-list-left = { $host } recebeu seu pedido para sair da lista.
notice-list-not-left = Não foi possível tirar você da lista em { $host }. { $why }

fault-timed-out-web = O servidor web demorou demais para responder. Tente de novo mais tarde.
fault-unavailable-web = O servidor web não aceitou o pedido.
fault-invalid-web = Este endereço leva a uma rede privada ou a uma porta incomum e não é aberto automaticamente.
