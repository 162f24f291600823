# The commands that need no window: their help and what they say.

help-about = A desktop e-mail application: the mail stays on the server. Without a command, the window opens.
help-exit-codes =
    Exit codes: 0 done, 1 failed, 2 wrong use, 3 not found, 4 the server cannot be reached (an action that was given is kept and waits), 5 sign-in needed, 6 refused by the server, 7 another Pombo uses this profile.
help-demo = Use the built-in demo account; nothing is kept on disk
help-profile = Keep settings, data and cache of this run under this folder
help-json = Write one JSON object a line
help-account = Add, list or remove accounts
help-account-add = Sign in and keep the account
help-account-list = List the accounts
help-account-remove = Forget an account, its password and its cache; the mail stays on the server
help-account-which = The account: its address or its number
help-name = Your name, as others see it
help-address = Your e-mail address
help-imap = The IMAP server
help-tls = How the connection is protected; "none" only to this machine
help-user = The login name, if it is not the address
help-ca = A PEM file with a further certificate authority
help-fingerprint = Trust exactly the certificate with this SHA-256 fingerprint (AB:CD:…)
help-password-command = A command whose first line is the password, such as "pass show mail/home"
help-password-stdin = Read the password from the first line of standard input, keep it in the system keyring
help-sync = Bring the cache up to date
help-once = End when everything is up to date
help-list = List the messages of a mailbox, newest first, from the cache
help-mailbox = The mailbox: its path, or inbox, drafts, sent, archive, junk, trash
help-limit = At most this many messages
help-show = Show a message's headers, text and parts
help-message = A message's key from "pombo list", or a file
help-move = Move messages to another mailbox
help-keys = Keys of messages, from "pombo list"
help-to = The mailbox to move them to
help-flag = Add or remove flags of messages
help-add = Flags to add
help-remove = Flags to remove
help-delete = Move messages to the trash
help-for-good = Remove them for good instead; there is no way back
help-doctor = Try a server step by step and say in plain words what is wrong
help-doctor-host = A server's name, or the address of an account that you have added
help-screenshot = Write a picture of the window; needs no display
help-out = The picture to write
help-size = Width and height in pixels
help-theme = Light or dark
help-scene = What the picture shows

cli-no-account = There is no account yet. Add one with "pombo account add", or try "pombo --demo".
cli-which-account = There is more than one account: say which one with --account.
cli-unknown-account = There is no account "{ $account }". "pombo account list" shows them.
cli-unknown-mailbox = There is no mailbox "{ $mailbox }". Run "pombo sync --once" first if it is new.
cli-unknown-message = There is no message "{ $key }". "pombo list" shows the keys.
cli-bad-host = "{ $host }" is not a server: write HOST or HOST:PORT.
cli-bad-fingerprint = A fingerprint is 32 pairs of hexadecimal digits with colons between them.
cli-bad-size = "{ $size }" is not a size: write WIDTHxHEIGHT, such as 1280x800.
cli-empty-password = Standard input held no password.
cli-no-keyring = No keyring is running, so the password cannot be kept. Start one, or use --password-command.
cli-no-flags = Say which flags to add or to remove, each only once.
cli-no-trash = This account has no trash. Use --for-good, or create a mailbox called Trash.
cli-account-added = { $address } was added.
cli-account-removed = { $address } was removed. Its mail stays on the server.
cli-mailboxes = { $count ->
    [one] { $count } mailbox
   *[other] { $count } mailboxes
}
cli-filled = { $mailbox }: { $known } of { $total }
cli-rebuilt = The cache could not be read. It was moved aside and is filled again from the server.
cli-synced = Up to date. Received { $down }, sent { $up }.
cli-settled = { $count ->
    [one] Done: the server has confirmed { $count } message.
   *[other] Done: the server has confirmed { $count } messages.
}
cli-refused = { $count ->
    [one] Not done: { $count } message is as it was.
   *[other] Not done: { $count } messages are as they were.
}
cli-waits = { $count ->
    [one] Kept: { $count } message waits for the server. The next "pombo sync" or the window carries it out.
   *[other] Kept: { $count } messages wait for the server. The next "pombo sync" or the window carries them out.
}
cli-no-display = There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set. Start Pombo from a desktop, or use "pombo screenshot" and the other commands of "pombo --help".
cli-picture = The picture is in { $file }.

show-from = From: { $value }
show-to = To: { $value }
show-subject = Subject: { $value }
show-date = Date: { $value }
show-attachment = Attachment: { $name } ({ $size })

doctor-dns = Address of { $host }
doctor-tcp = Connection to port { $port }
doctor-tls = Encryption and certificate
doctor-greeting = Greeting of the server
doctor-capabilities = What the server can do
doctor-login = Signing in
doctor-inbox = Opening the inbox
doctor-ok = ok, { $ms } ms { $detail }
doctor-failed = failed after { $ms } ms
doctor-messages = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
doctor-connected = the port answers
doctor-encrypted = the connection is encrypted, the certificate is good
doctor-plain = not encrypted, on this machine only
doctor-greeted = it speaks IMAP
doctor-signed-in = the password is right
doctor-no-account = No account with this server: signing in was not tried.
