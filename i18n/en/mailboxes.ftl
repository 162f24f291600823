# What special mailboxes are called, whatever name the server has for them.

mailbox-inbox = Inbox
mailbox-drafts = Drafts
mailbox-sent = Sent
mailbox-archive = Archive
mailbox-junk = Junk
mailbox-trash = Trash
mailbox-all = All mail
mailbox-flagged = Starred

# Headings of mailboxes that are not the person’s own.

sidebar-others = Other people
sidebar-shared = Shared

# Folders are made, renamed, nested, deleted.

command-new-folder = New folder…
command-rename-folder = Rename folder…
command-folder-menu = Menu of the folder, or of the message
key-menu = Menu
menu-new-inside = New folder inside…
menu-delete-folder = Delete folder…
menu-subscribe = Subscribe
menu-unsubscribe = Unsubscribe

folder-new-title = New folder
folder-new-inside = It will lie in { $name }.
folder-new-account = At the top level of { $account }.
folder-new-yes = Create
folder-rename-title = Rename { $name }
folder-rename-yes = Rename
folder-name = Name
folder-name-empty = A folder needs a name.
folder-name-long = This name is too long for a server.
folder-name-control = This name holds a character that cannot be seen.
folder-name-sign = “{ $sign }” cannot be part of a name on this server.
folder-name-odd = A name needs more than dots and strokes.
folder-name-taken = There is a folder of this name already.

folder-delete-title = Delete the folder { $name } for good?
folder-delete-empty = It is empty.
folder-delete-messages = { $count ->
    [one] { $count } message goes with it.
   *[other] { $count } messages go with it.
}
folder-delete-inside = { $count ->
    [one] So does the folder in it:
   *[other] So do the { $count } folders in it:
}
folder-delete-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
folder-delete-last = The server removes all of it at once. This cannot be undone later.

folder-made = The folder { $name } was created
folder-renamed = The folder is now called { $name }
folder-nested = { $name } now lies in { $into }
folder-unnested = { $name } now lies at the top level
folder-deleted = The folder { $name } was deleted
folder-subscribed = Subscribed to { $name }: other programs show it too
folder-unsubscribed = Unsubscribed from { $name }: other programs may hide it
folder-stays = { $name } is needed as it is. It cannot be renamed, moved or deleted.
folder-undone = Undone: the folder is as it was
folder-to-top = To the top level

order-folder-create = creating the folder { $name }
order-folder-rename = changing the folder { $name }
order-folder-delete = deleting the folder { $name }
order-folder-subscribe = changing the subscription of { $name }
order-folders = { $count ->
    [one] changing { $count } folder
   *[other] changing { $count } folders
}
