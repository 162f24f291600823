# Como se chamam as caixas especiais, seja qual for o nome delas no servidor.

mailbox-inbox = Caixa de entrada
mailbox-drafts = Rascunhos
mailbox-sent = Enviados
mailbox-archive = Arquivo
mailbox-junk = Spam
mailbox-trash = Lixeira
mailbox-all = Todos os e-mails
mailbox-flagged = Com estrela

# Headings of mailboxes that are not the person’s own.

sidebar-others = Outras pessoas
sidebar-shared = Compartilhadas

# Criar, renomear, aninhar e excluir pastas.

command-new-folder = Nova pasta…
command-rename-folder = Renomear pasta…
command-folder-menu = Menu da pasta, ou da mensagem
key-menu = Menu
menu-new-inside = Nova pasta aqui dentro…
menu-delete-folder = Excluir pasta…
menu-subscribe = Assinar
menu-unsubscribe = Cancelar assinatura

folder-new-title = Nova pasta
folder-new-inside = Ficará dentro de { $name }.
folder-new-account = No nível superior de { $account }.
folder-new-yes = Criar
folder-rename-title = Renomear { $name }
folder-rename-yes = Renomear
folder-name = Nome
folder-name-empty = A pasta precisa de um nome.
folder-name-long = Este nome é longo demais para um servidor.
folder-name-control = Este nome contém um caractere invisível.
folder-name-sign = “{ $sign }” não pode fazer parte de um nome neste servidor.
folder-name-odd = O nome precisa de mais do que pontos e barras.
folder-name-taken = Já existe uma pasta com este nome.

folder-delete-title = Excluir de vez a pasta { $name }?
folder-delete-empty = Ela está vazia.
folder-delete-messages = { $count ->
    [one] { $count } mensagem vai junto.
   *[other] { $count } mensagens vão junto.
}
folder-delete-inside = { $count ->
    [one] E também a pasta dentro dela:
   *[other] E também as { $count } pastas dentro dela:
}
folder-delete-more = { $count ->
    [one] e mais { $count }
   *[other] e mais { $count }
}
folder-delete-last = O servidor remove tudo na hora. Isto não pode ser desfeito depois.

folder-made = A pasta { $name } foi criada
folder-renamed = A pasta agora se chama { $name }
folder-nested = { $name } agora fica dentro de { $into }
folder-unnested = { $name } agora fica no nível superior
folder-deleted = A pasta { $name } foi excluída
folder-subscribed = { $name } foi assinada: outros programas também a mostram
folder-unsubscribed = A assinatura de { $name } foi cancelada: outros programas podem ocultá-la
folder-stays = { $name } é necessária como está. Não pode ser renomeada, movida nem excluída.
folder-undone = Desfeito: a pasta está como antes
folder-to-top = Para o nível superior

order-folder-create = criar a pasta { $name }
order-folder-rename = alterar a pasta { $name }
order-folder-delete = excluir a pasta { $name }
order-folder-subscribe = alterar a assinatura de { $name }
order-folders = { $count ->
    [one] alterar { $count } pasta
   *[other] alterar { $count } pastas
}
