# The accounts page and the sign-in doctor in the window.

accounts-back = Back to the mail (Esc)
accounts-up = Move up (Alt+↑)
accounts-down = Move down (Alt+↓)
accounts-order = Drag an account to change the order.
accounts-demo = The demo account lives inside Pombo. Nothing of it is kept.
accounts-going = Being removed…
accounts-offline = Offline since { $since }.

accounts-called = What it is called
accounts-label = Name of the account
accounts-called-text = The name of the account is seen only here. Your name stands above what you write.
accounts-mailboxes = Folders
accounts-unsubscribed = Show unsubscribed folders
accounts-unsubscribed-text = Where this is off, the sidebar leaves out what you are not subscribed to. The inbox and other special folders always stay.
accounts-colour = Colour

accounts-signing-in = Signing in
accounts-how = How
accounts-by-browser = In the browser
accounts-by-browser-of = In the browser, at { $provider }
accounts-by-password = With the password
accounts-by-app-password = With an app password
accounts-by-command = With a password that a command prints
accounts-by-token-command = With a permission that a command prints
accounts-kept = Kept
accounts-in-keyring = In the keyring of this system
accounts-in-file = In Pombo’s encrypted file
accounts-in-memory = Until Pombo ends; then you sign in again
accounts-in-command = Nowhere: the command is run whenever it is needed
accounts-permission = Permission
accounts-looking = Looking…
accounts-renewed = Renewed by itself
accounts-renewed-next = Renewed by itself when it is needed next
accounts-renewed-until = Renewed by itself; the present one ends in { $time }
accounts-not-renewed = Lasts until the provider ends it; then you sign in again
accounts-ends = Ends in { $time }; then you sign in again
accounts-over = It has ended: sign in again
accounts-no-permission = Nothing is known of it: it is not there, or the keyring does not answer
accounts-test = Test the connection

time-seconds = less than a minute
time-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
time-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
time-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}

accounts-server = Server
accounts-owner = Signed in by
accounts-certificate = Certificate
accounts-pinned = Trusted by hand, this one only
accounts-edit = Change the settings…
accounts-edit-title = Change the settings
accounts-edit-text = Pombo signs in with the new settings before it keeps them. Until then the old ones count.
accounts-kept-hint = As it is, unless you type another
accounts-edit-go = Sign in and keep
accounts-elsewhere = This is another mailbox: its mail is fetched anew and the password is needed. The copies of the old one on this computer are deleted; its mail on the server stays.
accounts-elsewhere-waiting = { $count ->
    [one] { $count } action still waits for the old server and is given up.
   *[other] { $count } actions still wait for the old server and are given up.
}

accounts-remove = Remove…
accounts-remove-text = Removing an account deletes nothing on the server.
accounts-leaving = It is removed as soon as the server has the rest: { $what }.
accounts-keep = Keep the account

ask-remove-stays = Its mail stays on the server.
ask-remove-copies = The copies of its mail on this computer are deleted.
ask-remove-password = Its password is forgotten.
ask-remove-permission = The permission to read its mail is given back and forgotten.
ask-remove-waiting = { $count ->
    [one] { $count } action has not reached the server yet: { $what }.
   *[other] { $count } actions have not reached the server yet: { $what }.
}
ask-remove-soon = Finish first, or they are given up.
ask-remove-offline = The account is not connected, so they are given up if you remove it now.
ask-remove-doubtful = It is not certain whether the server did it, and Pombo will not find out any more.
ask-remove-finish = Finish, then remove
ask-remove-now = Remove now

hue-blue = Blue
hue-teal = Teal
hue-green = Green
hue-yellow = Yellow
hue-orange = Orange
hue-red = Red
hue-pink = Pink
hue-purple = Purple

command-accounts = Accounts
settings-manage = Manage the accounts…
menu-account = Account settings…
notice-account-removed = { $title } was removed.
notice-not-forgotten = The account was removed, but its password or permission could not be taken out of the keyring. { $why }

find-out = Find out why
doctor-title = The way to your mail
doctor-running = Trying each step…
doctor-ms = { $ms } ms
doctor-again = Try again
doctor-copy = Copy the report
doctor-copied = Copied, without names, addresses and secrets
