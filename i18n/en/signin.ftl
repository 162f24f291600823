# Signing in.

signin-title = Add an account
signin-again-title = Sign in again
signin-address-text = Your address is all that Pombo needs to know.
signin-text = The settings of your IMAP server. Your provider’s help pages name them.
signin-name = Your name
signin-name-hint = As others see it
signin-address = E-mail address
signin-address-hint = you@example.org
signin-address-demo = { $address }, to try it with the demo
signin-host = IMAP server
signin-port = Port
signin-user = User name
signin-protection = Encryption
signin-tls = TLS
signin-starttls = STARTTLS
signin-plain = None (this computer only)
signin-browser = Browser
signin-typed = Password
signin-command = Password command
signin-password = Password
signin-command-label = Command whose first line is the password
signin-continue = Continue
signin-go = Sign in
signin-back = Back
signin-retry = Try again
signin-by-hand = Set up by hand
signin-trying = Signing in…
signin-kept = It goes into the keyring of this system. Where none is running, Pombo asks you first.
signin-command-kept = Pombo runs it whenever it signs in, and keeps no password.
signin-missing = This is needed.
signin-not-an-address = Write an address such as ana@example.org.
signin-not-a-port = A port is a number from 1 to 65535.
signin-not-a-host = Write a server name such as imap.example.org.
signin-needs-tls = Without encryption Pombo connects only to this computer (localhost).

# Looking for the servers of an address.
looking-title = Looking for your mail server
looking-nothing = No mail server was found
looking-nothing-text = Nobody says where the mail of { $address } is. Check the address, or write the server yourself.
seek-checking = Connecting to { $host }…
seek-found = { $host } answers
seek-nothing = Nothing there
seek-failed = { $host }: { $why }
origin-table = Known to Pombo
origin-pacc = The domain’s signed settings
origin-autoconfig = The domain’s settings page
origin-well-known = The domain’s well-known page
origin-srv = The domain’s DNS records
origin-mx = Whoever receives its mail
origin-guess = Names that many servers have

# A server that was found.
card-found = Found your mail server
card-tls = Encrypted (TLS, port { $port })
card-starttls = Encrypted (STARTTLS, port { $port })
card-plain = Not encrypted (port { $port })
card-browser = Sign in in the browser
card-browser-text = Your provider’s own page opens in your browser. Pombo never sees your password there.
card-device = Use a code on another device
card-shared = This is a shared mailbox
card-not-shared = This is not a shared mailbox
card-owner = Sign in as
card-owner-text = The address of a person who may open this mailbox.
card-app-password = App password
card-app-password-text = { $provider } wants a password that is made for one program. Make one for Pombo on your provider’s page, then paste it here.
card-make-password = Make an app password
card-use-browser = Sign in in the browser instead
card-use-password = Use the password instead
card-use-app-password = Use an app password instead
card-others = { $count ->
    [one] Choose another server ({ $count } more)
   *[other] Choose another server ({ $count } more)
}
card-no-client = { $provider } signs in by the browser only those programs that it knows by a client id. This Pombo was built without one.
card-password-choice = Works at once. Your provider makes a password for Pombo alone.
card-own-client = Enter a client id of your own
card-own-text = For those who register programs with their provider.

consent-title = Is this your mail server?
consent-guess = { $host } was guessed from your address; nobody vouches for it.
consent-srv = The DNS of { $domain } names { $host }, but nobody signed that.
consent-ask = Nothing of yours is sent there before you say so.
consent-yes = Yes, use it

# A client id of the person's own.
client-title = Your own client id
client-text = With it, { $provider } knows this Pombo as a program that you registered.
client-step-page = Open the page of { $provider } on which programs are registered, and make a new one.
client-step-kind = Choose a desktop or native program, without a server.
client-step-redirect = Allow it to be sent back to { $redirect }, on any port.
client-step-scope = Allow it to read and change mail over IMAP.
client-step-copy = Copy the client id to this field.
client-open = Open the page of { $provider }
client-id = Client id
client-secret = Client secret, if you were given one
client-not-an-id = This cannot be a client id. It has no spaces and no accents.
client-go = Use it and sign in

# In the browser, or on another device.
flow-starting = One moment…
flow-browser = Continue in your browser
flow-browser-text = Sign in on the page that has opened. Pombo comes back to the front by itself.
flow-device = Type this code
flow-device-text = On any device with a browser, open
flow-nearly = Nearly there
flow-failed = Signing in did not work
flow-open-again = Open again
flow-open-here = Open it here
flow-copy-link = Copy the link
flow-copy-code = Copy the code
flow-copied = Copied
flow-paste = Nothing happens? Paste the address that the browser shows at the end
flow-paste-hint = http://127.0.0.1…
flow-take = Go on
flow-step-register = Pombo introduces itself to the provider
flow-step-browser = You sign in in the browser
flow-step-device = You sign in on another device
flow-step-exchange = The provider gives its permission
flow-step-mail = { $host } lets you in
flow-minutes = { $count ->
    [one] { $count } minute left
   *[other] { $count } minutes left
}
flow-seconds = { $count ->
    [one] { $count } second left
   *[other] { $count } seconds left
}
flow-over = The time is over.

# Where the secret is kept.
keeping-locked = The keyring is locked
keeping-locked-text = The keyring of this system keeps your passwords. It has to be unlocked first.
keeping-missing = No keyring is running
keeping-missing-text = The keyring of this system would keep what signs you in. Where should Pombo keep it?
keeping-missing-kept = What signs you in is kept in the keyring of this system, and that does not answer.
keeping-unlock = Unlock the keyring
keeping-unlock-text = Your system asks for the password of the keyring.
keeping-keyring = Keep it in the keyring
keeping-keyring-text = It is running and unlocked.
keeping-retry = Look for the keyring again
keeping-retry-text = After you have started one.
keeping-run = For this run only
keeping-run-text = Pombo forgets it when it ends, and asks again next time.
keeping-anew = Sign in anew
keeping-anew-text = Without what was kept.
keeping-file = In an encrypted file
keeping-file-text = With a passphrase that you choose and type at each start.
keeping-file-there = Pombo has one already; your passphrase opens it.
keeping-unlocking = Waiting for you to unlock it…
keeping-looking = Looking…
keeping-new-file = A file with a passphrase
keeping-new-file-text = What signs you in is encrypted on this computer. You type the passphrase whenever Pombo starts.
keeping-open-file = Open the encrypted file
keeping-open-file-text = Type the passphrase that you chose for it.
keeping-warning = Nobody can open the file without the passphrase, not even you. Whoever has the file can guess at leisure: take several words, { $least } characters at least.
keeping-passphrase = Passphrase
keeping-passphrase-again = The same once more
keeping-create = Make the file
keeping-open = Open
keeping-sealing = Opening it takes a moment, by intent…
keeping-wrong = This passphrase does not open the file.
keeping-too-short = It needs { $least } characters at least.
keeping-not-the-same = The two are not the same.

# What the browser shows at the end.
page-done-title = You are signed in
page-done-text = You can close this page and go back to Pombo.
page-failed-title = Signing in did not work
page-failed-text = Go back to Pombo: it says why, and what you can do.

# A certificate that is not to be believed as it is.
certificate-unknown = Nobody that this computer knows vouches for the server's certificate. Trust it only if you know this server and the fingerprint below is its own.
certificate-expired = The server's certificate is out of date. Trust it only if you know this server and the fingerprint below is its own.
certificate-host = The server's certificate was made for another server name. Trust it only if the fingerprint below is the one you expect.
certificate-changed = The server shows another certificate than the one you trusted. Somebody may be in between. Trust the new one only if you know why it changed.
certificate-other = The server's certificate cannot be checked. Trust it only if you know this server and the fingerprint below is its own.
certificate-fingerprint = SHA-256 fingerprint
certificate-trust = Trust this certificate
certificate-decline = Do not connect
