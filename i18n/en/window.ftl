# The window.

cancel = Cancel
close = Close
save = Save
undo = Undo
details = Details
copy = Copy
show-in-folder = Show in folder

welcome-title = Welcome to Pombo
welcome-text = Your mail stays on the server. Pombo shows it and keeps every device telling the same story.
welcome-add = Add an account
welcome-add-text = Your address is all that Pombo needs to know.
welcome-demo = Look around with the demo account
welcome-demo-text = A small mailbox inside Pombo. Nothing is kept, nothing leaves this computer.

notice-moved = { $count ->
    [one] { $count } message moved to { $to }
   *[other] { $count } messages moved to { $to }
}
notice-copying = { $count ->
    [one] { $count } message is being copied to { $to }
   *[other] { $count } messages are being copied to { $to }
}
notice-bringing = { $count ->
    [one] { $count } message is on its way to { $to }
   *[other] { $count } messages are on their way to { $to }
}
notice-archived = { $count ->
    [one] { $count } message archived
   *[other] { $count } messages archived
}
notice-trashed = { $count ->
    [one] { $count } message moved to the trash
   *[other] { $count } messages moved to the trash
}
notice-deleted = { $count ->
    [one] { $count } message deleted for good
   *[other] { $count } messages deleted for good
}
notice-read = { $count ->
    [one] { $count } message marked as read
   *[other] { $count } messages marked as read
}
notice-unread = { $count ->
    [one] { $count } message marked as unread
   *[other] { $count } messages marked as unread
}
notice-starred = { $count ->
    [one] { $count } message starred
   *[other] { $count } messages starred
}
notice-unstarred = { $count ->
    [one] Star taken from { $count } message
   *[other] Stars taken from { $count } messages
}
notice-undone = { $count ->
    [one] Undone: { $count } message is as it was
   *[other] Undone: { $count } messages are as they were
}
notice-nothing-to-undo = There is nothing to undo.
notice-too-late = It was already deleted for good.
notice-is-there = It is there already. Delete the copy there, or move it back.
notice-refused = The server refused { $what }. { $why }
notice-doubtful = It is not certain whether the server did { $what }. { $why }
notice-not-written = Pombo could not keep { $what }, so nothing was done. { $why }
notice-no-mailbox = This account has no mailbox for { $mailbox }.
notice-this-run = What signs you in is kept until Pombo ends. Pombo asks again next time.
notice-rebuilt = The cache of { $address } could not be read. It was moved aside and is filled again.
notice-saved = { $name } was saved.
notice-not-saved = { $name } was not saved. { $why }
notice-rest = The rest of the message could not be fetched. { $why }
notice-copied = Copied: { $what }
notice-link = The link could not be opened. { $why }
notice-config = The settings could not be saved. { $why }
notice-demo = The demo account could not be started. { $why }

order-move = { $count ->
    [one] moving { $count } message
   *[other] moving { $count } messages
}
order-copy = { $count ->
    [one] copying { $count } message
   *[other] copying { $count } messages
}
order-flag = { $count ->
    [one] marking { $count } message
   *[other] marking { $count } messages
}
order-delete = { $count ->
    [one] deleting { $count } message
   *[other] deleting { $count } messages
}

strip-signin = { $address }: sign-in needed. { $why }
strip-offline = Offline since { $since }. What you do is kept and carried out later.
strip-connecting = Connecting to { $address }…
strip-sign-in = Sign in
strip-retry = Try now

link-signin = Sign-in needed
link-offline = Offline
link-connecting = Connecting…
link-syncing = Bringing up to date…
link-live = Up to date

ask-delete = { $count ->
    [one] Delete { $count } message for good?
   *[other] Delete { $count } messages for good?
}
ask-delete-text = The server removes it at once. This cannot be undone.
ask-delete-yes = Delete for good
ask-remove = Remove { $address } from Pombo?
ask-remove-yes = Remove

save-title = Save attachment
save-text = No file dialog answers on this system. Write where to save it.

picker-title = { $count ->
    [one] Move { $count } message to…
   *[other] Move { $count } messages to…
}
picker-copy-title = { $count ->
    [one] Copy { $count } message to…
   *[other] Copy { $count } messages to…
}
picker-hint = Type part of a mailbox name
picker-nothing = No mailbox has this name.
carrying = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
carrying-copies = { $count ->
    [one] Copy { $count } message
   *[other] Copy { $count } messages
}

settings-title = Settings
settings-theme = Theme
settings-system = As the system
settings-light = Light
settings-dark = Dark
settings-language = Language
settings-mark-read = Mark an opened message as read
settings-at-once = At once
settings-seconds = { $count ->
    [one] After { $count } second
   *[other] After { $count } seconds
}
settings-never = Never by itself
settings-zoom = Size
settings-rows = Rows of the list
settings-two-lines = Two lines
settings-compact = One line
settings-percent = { $percent } %
settings-accounts = Accounts

shortcuts-title = Keyboard
key-enter = Enter
key-space = Space
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

command-go-down = Down a row
command-go-up = Up a row
command-extend-down = Select on downwards
command-extend-up = Select on upwards
command-next = Next message
command-previous = Previous message
command-select-all = Select all
command-open = Go to the message
command-escape = Close, cancel, select nothing
command-read-on = Read on
command-read-back = Read back
command-mark-read = Mark as read
command-mark-unread = Mark as unread
command-star = Star
command-unstar = Take the star away
command-archive = Archive
command-delete = Move to trash
command-delete-for-good = Delete for good
command-move = Move to a mailbox
command-copy = Copy to a mailbox
command-put-back = Put back on the server
command-undo = Undo
command-refresh = Look for new mail
command-add-account = Add an account
command-settings = Settings
command-shortcuts = Keyboard shortcuts
command-next-pane = Next link of the message, or next pane
command-previous-pane = Previous link of the message, or previous pane
command-zoom-in = Larger
command-zoom-out = Smaller
command-zoom-reset = Normal size
command-find = Find in the message
command-toggle-form = Switch between design and plain text
command-toggle-light = Show this sender’s mail on a light ground
command-enlarge-page = Enlarge the message
command-reduce-page = Reduce the message
command-own-size = Show the message in its own size
command-quit = Quit

menu-open = Open
menu-move = Move to…
menu-copy = Copy to…
menu-delete-for-good = Delete for good…
menu-show = Open
menu-fold = Fold
menu-unfold = Unfold
menu-read-all = Mark all as read

list-empty = No messages here
list-empty-text = New mail appears here by itself.
list-empty-drag = Drag messages here, or move them with V.
list-filling = Fetching the list…
list-selected = { $count ->
    [one] { $count } selected
   *[other] { $count } selected
}
list-messages = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
list-known = { $known } of { $count } messages
list-no-sender = (no sender)
list-no-subject = (no subject)

reader-empty = No message selected
reader-empty-text = Choose one in the list, or press ↓.
reader-several = { $count ->
    [one] { $count } message selected
   *[other] { $count } messages selected
}
reader-several-text = Drag them to a mailbox, or use the buttons above.
reader-loading = Fetching the message…
reader-failed = The message could not be fetched.
reader-again = Try again
reader-to = To { $people }
reader-cc = Cc { $people }
reader-and-more = { $people } and { $count } more
reader-unfold = Show all addresses
reader-fold = Show less
reader-copy-address = Copy the address
reader-label-from = Also from
reader-label-sender = Sent by
reader-label-to = To
reader-label-cc = Cc
reader-label-reply = Reply to
reader-label-date = Date
reader-more = and { $count } more
reader-file = File
reader-reduced = Shown as text. The message was written in HTML.
reader-as-text = Show plain text
reader-as-designed = Show as designed
reader-drawing = This message is being laid out…
find-hint = Find in this message
find-count = { $at } of { $count }
find-nothing = Not found
find-next = Next (Enter)
find-previous = Previous
find-close = Close (Esc)
reader-hiding = This message is designed so that most of its text cannot be seen; the text is shown instead.
reader-not-drawn = This message could not be laid out as designed. This is its text.
reader-left-out = { $size } more are on the server.
reader-whole = Show all
reader-growing = Fetching the rest…
reader-no-text = This message has no text.
reader-attachments = { $count ->
    [one] { $count } attachment
   *[other] { $count } attachments
}
save-asking = Choosing where…
save-running = { $done } of { $total }
save-done = Saved
save-failed = Not saved
