# The commands that need no window: their help and what they say.

help-about = A desktop e-mail application: the mail stays on the server. Without a command, the window opens.
help-exit-codes =
    Exit codes:
      0  done
      1  failed
      2  wrong use
      3  no such account, mailbox, message or file
      4  the server cannot be reached; an action that was given is kept and waits
      5  sign-in needed
      6  refused by the server
      7  another Pombo uses this profile
      8  an audit found differences from the server
help-usage = Usage:
help-commands = Commands
help-command = COMMAND
help-arguments = Arguments
help-options = Options
help-any-options = [OPTIONS]
help-one-of = one of { $values }
help-default = { $value } unless said
help-help = Show this help
help-version = Show the version
help-marks = The signs: ~ an action waits for the server, ● unread, ★ flagged, @ has attachments.
help-demo = Use the built-in demo account; nothing is kept on disk
help-profile = Keep settings, data and cache of this run under this folder; POMBO_PROFILE does the same
help-json = Write one JSON object a line, and nothing else, to standard output
help-account = Add, list or remove accounts
help-account-add = Sign in and keep the account
help-account-list = List the accounts
help-account-remove = Forget an account, its password and its cache; the mail stays on the server
help-account-which = The account: its address or its number
help-name = Your name, as others see it
help-address = Your e-mail address
help-imap = The IMAP server; without this it is found from the address
help-tls = How the connection is protected; "none" only to this machine
help-user = The login name, if it is not the address
help-ca = A PEM file with a further certificate authority
help-fingerprint = Trust the certificate with this SHA-256 fingerprint (AB:CD:…), and only this one
help-password-command = A command whose first line is the password, such as "pass show mail/home"
help-password-stdin = Read the password from the first line of standard input, keep it in the system keyring
help-browser = Sign in through the browser; what it shows at the end may be pasted into standard input
help-device = Sign in with a code that you type on another device
help-client-id = Who Pombo is to the provider, where you have registered a client id of your own
help-issuer = The authorization server, where it is not found from the mail server
help-mailboxes = List, create, rename or delete mailboxes, subscribe to them
help-mailbox-list = List the mailboxes, from the cache, with unread and all messages
help-mailbox-marks = The signs: ~ an order about it waits for the server, - not subscribed to.
help-mailbox-create = Create a mailbox; what lies above it must be there
help-mailbox-rename = Call a mailbox otherwise, or hang it elsewhere, with all that lies in it
help-mailbox-delete = Delete a mailbox for good, with all that lies in it; says first what that is
help-mailbox-subscribe = Subscribe to a mailbox: programs that show subscribed mailboxes show it
help-mailbox-unsubscribe = Unsubscribe from a mailbox; it stays where it is
help-mailbox-path = The path of the mailbox, such as Projects/House
help-mailbox-new-path = Its new path from the top, such as Archive/House
help-mailbox-yes = Yes, delete it; without this, it is only said what would go
help-sync = Bring the cache up to date
help-once = End when everything is up to date
help-list = List the messages of a mailbox, newest first, from the cache
help-mailbox = The mailbox: its path, or inbox, drafts, sent, archive, junk, trash
help-limit = At most this many messages
help-show = Show a message's headers, text and parts
help-render = Draw a message as its sender designed it into a picture
help-render-file = A message in a file
help-render-width = How wide the page is, in pixels
help-render-images = Which pictures are shown: those that the message brings along, or none
help-message = A message's key from "pombo list", or a file
help-move = Move messages to another mailbox
help-copy = Copy messages to another mailbox
help-keys = Keys of messages, from "pombo list"
help-to = The mailbox to bring them to
help-flag = Add or remove flags of messages
help-add = Flags to add
help-remove = Flags to remove
help-delete = Move messages to the trash
help-for-good = Remove them for good instead; there is no way back
help-doctor = Try a server step by step and say in plain words what is wrong
help-doctor-host = A server’s name, or an address: of an account that you have added, or any other
help-doctor-report = Write a report that can be given to others: no user name, no token, nothing secret
help-screenshot = Write a picture of the window; needs no display
help-out = The picture to write
help-size = Width and height in pixels
help-theme = Light or dark
help-scene = Show this of the demo account, instead of the window as it opens on the profile
help-scale = Device pixels to one of the window

usage-no-command = There is no command "{ $name }".
usage-unknown = There is no option { $arg } here.
usage-no-value = { $arg } needs a value.
usage-one-of = "{ $value }" cannot be used for { $arg }. It is one of { $values }.
usage-bad-value = "{ $value }" cannot be used for { $arg }.
usage-missing = { $args } is missing.
usage-conflict = { $arg } cannot be given together with { $other }.
usage-not-unicode = What was given is not readable text.
usage-wrong = The command was given wrongly.
usage-meant = Perhaps you mean: { $meant }.
usage-more = "{ $command }" says more.

cli-lost = The connection was lost. Try again.
cli-timed-out = The server does not answer. Check its address and port, or try again later.
cli-nonsense = The server’s answer makes no sense. Try again, or ask whoever runs the server.
cli-unavailable = The server cannot do this right now. Try again later.
cli-too-many-connections = The server allows no more connections. Close other mail programs, then try again.
cli-no-password = No password is kept for this account. Remove it and add it again, with a keyring running or with --password-command.
cli-keyring-away = The system keyring is not running, or it is locked, so the password of this account cannot be had.
cli-invalid = This cannot be used.
cli-fingerprint =
    To trust this certificate, and only this one, add the account with this option. First compare the fingerprint with the one that whoever runs the server gives you.
    --fingerprint { $fingerprint }
cli-no-account = There is no account yet. Add one with "pombo account add", or try "pombo --demo".
cli-which-account = There is more than one account: say which one with --account.
cli-unknown-account = There is no account "{ $account }". "pombo account list" shows them.
cli-unknown-mailbox = There is no mailbox "{ $mailbox }". Run "pombo sync --once" first if it is new.
cli-unknown-message = There is no message "{ $key }". "pombo list" shows the keys.
cli-no-mailbox = "{ $mailbox }" holds no messages, only other mailboxes.
cli-two-accounts = These messages are of more than one account. Give one command for each account.
cli-no-file = "{ $file }" is neither a key from "pombo list" nor a file that can be read ({ $why }).
cli-account-known = There is an account like this already: { $address }. "pombo account list" shows it.
cli-bad-address = "{ $address }" is not an e-mail address.
cli-demo-window = The demo account is for the window and for screenshots: it is gone when Pombo ends.
cli-bad-host = "{ $host }" is not a server: write HOST or HOST:PORT.
cli-bad-fingerprint = A fingerprint is 32 pairs of hexadecimal digits with colons between them.
cli-bad-size = "{ $size }" is not a size: write WIDTHxHEIGHT, such as 1280x800.
cli-empty-password = Standard input held no password.
cli-no-keyring = The password is right, but no keyring is running that could keep it: the account was not added. Start a keyring, or use --password-command.
cli-no-keyring-browser = Signing in worked, but no keyring is running that could keep the permission: the account was not added. Start a keyring, then try again.
cli-guessed = The server { $host } was only guessed, or told by DNS that nobody signed. If it is yours, say so with --imap { $host }:{ $port }.
cli-no-way-in = It is not known where one signs in to { $host } through the browser. Give the authorization server with --issuer, or use a password.
cli-no-client = This Pombo has no client id for this provider. Register one of your own{ $page ->
    [none] {""}
   *[other] {" "}at { $page }
}, then give it with --client-id; or use an app password.
cli-found = Found: { $host }:{ $port }, told by { $origin }.
cli-registering = Making Pombo known to the server…
cli-open = Open this address in a browser and sign in there:
    { $url }
    If nothing happens at the end, paste the address that the browser shows here.
cli-type-code = Open { $url } on any device and type this code: { $code }
cli-exchanging = The browser came back. Getting the permission…
cli-connecting = Signing in to the mail server…
cli-flag-twice = The same flag cannot be added and removed.
cli-in-trash = This is in the trash already. With --for-good it is removed for good; there is no way back.
cli-no-trash = This account has no trash. Use --for-good, or create a mailbox called Trash.
cli-account-added = { $address } was added.
cli-account-removed = { $address } was removed. Its mail stays on the server.{ $given_up ->
    [0] {""}
    [one] {" "}One action that waited for the server was given up.
   *[other] {" "}{ $given_up } actions that waited for the server were given up.
}
cli-mailboxes = { $count ->
    [one] { $count } mailbox
   *[other] { $count } mailboxes
}
cli-filled = { $mailbox }: { $known } of { $total }
cli-rebuilt = The cache could not be read. It was moved aside and is filled again from the server.
cli-synced = Up to date. Received { $down }, sent { $up }.
cli-not-synced = Not everything is up to date. Received { $down }, sent { $up }.
cli-stopped = Stopped. Received { $down }, sent { $up }.
cli-in-step = Up to date.
cli-arrived = { $mailbox }: { $count ->
    [one] { $count } new message
   *[other] { $count } new messages
}
cli-unneeded = { $count ->
    [one] Nothing to do for { $count } message: it is so already.
   *[other] Nothing to do for { $count } messages: it is so already.
}
cli-doubtful = { $count ->
    [one] It cannot be known whether this was done for { $count } message. Look at it. { $why }
   *[other] It cannot be known whether this was done for { $count } messages. Look at them. { $why }
}
cli-settled = { $count ->
    [one] Done: the server has confirmed { $count } message.
   *[other] Done: the server has confirmed { $count } messages.
}
cli-refused = { $count ->
    [one] Not done: { $count } message is as it was. { $why }
   *[other] Not done: { $count } messages are as they were. { $why }
}
cli-waits = { $why }
    { $count ->
        [one] Kept: the order for { $count } message waits. The next "pombo sync" or the window carries it out.
       *[other] Kept: the order for { $count } messages waits. The next "pombo sync" or the window carries it out.
    }
cli-tend-create = creating the mailbox "{ $name }"
cli-tend-rename = renaming the mailbox "{ $name }"
cli-tend-delete = deleting the mailbox "{ $name }"
cli-tend-subscribe = subscribing to the mailbox "{ $name }"
cli-tend-unsubscribe = unsubscribing from the mailbox "{ $name }"
cli-tend-settled = Done: { $what }.
cli-tend-refused = Not done: { $what }. { $why }
cli-tend-doubtful = It cannot be known whether this was done: { $what }. { $why }
cli-tend-unneeded = Nothing to do: it is so already.
cli-tend-waits = { $why }
    Kept, and waits: { $what }. The next "pombo sync" or the window carries it out.
cli-mailbox-would-go = "{ $mailbox }" would be deleted for good, { $count ->
    [0] and no message with it.
    [one] and { $count } message with it.
   *[other] and { $count } messages with it.
}
cli-mailbox-would-go-too = { $count ->
    [one] So would the mailbox in it:
   *[other] So would the { $count } mailboxes in it:
}
cli-mailbox-say-yes = Nothing was deleted. Say --yes if this is what you want; there is no way back.
cli-mailbox-in-itself = "{ $mailbox }" cannot lie in itself.
cli-mailbox-holds-none = No mailbox can lie in "{ $mailbox }".
cli-picture = The picture is in { $file }.
cli-not-drawn = "{ $file }" could not be drawn: { $why }

show-from = From: { $value }
show-to = To: { $value }
show-cc = Cc: { $value }
show-subject = Subject: { $value }
show-date = Date: { $value }
show-attachment = Attachment: { $name } ({ $size })
show-left-out = Not shown: { $size } more.
help-render-out = The file to write: a picture (.png) or a document for paper (.pdf)
cli-pdf = Written: { $file } ({ $count ->
    [one] one page
   *[other] { $count } pages
}).
cli-pdf-cut = The end was left out: the message is too long for one document.
help-open-file = "pombo FILE.eml" opens a window on a message in a file.
help-screenshot-file = The window on a message in a file
help-show-more = With --json, of a message in a file its parts, its links and what is to be said of them, what it would fetch, its sender and how well it can be read are told too.
