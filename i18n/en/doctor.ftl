# The sign-in doctor: its steps, what they show, what to do, and the report for others.

# The steps.
doctor-address = The address
doctor-discovery = Servers of the address
doctor-dns = Address of { $host }
doctor-tcp = Connection to port { $port }
doctor-tls = Encryption and certificate
doctor-greeting = Greeting of the server
doctor-capabilities = What the server can do
doctor-mechanisms = Ways to sign in
doctor-token = Password or permission
doctor-login = Signing in
doctor-inbox = Opening the inbox

# What came of a step.
doctor-ok = ok
doctor-failed = failed
doctor-warning = ok, but
doctor-skipped = not tried
doctor-messages = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
doctor-connected = the port answers
doctor-reached = { $good } of { $all } addresses answer
doctor-encrypted = the connection is encrypted, the certificate is good
doctor-encrypted-until = { $version }; the certificate is good until { $date }
doctor-plain = not encrypted, on this machine only
doctor-pinned = the connection is encrypted, the certificate is the one that is trusted
doctor-greeted = it speaks IMAP
doctor-mechanism = { $name } is offered and taken
doctor-password = there is a password
doctor-token-here = there is a permission
doctor-token-until = there is a permission until { $date }
doctor-token-renewed = the permission was renewed
doctor-signed-in = the server lets us in
doctor-found = { $host }:{ $port }, told by { $origin }
doctor-no-account = No account with this server: signing in was not tried.
doctor-all-well = Everything is well.
doctor-well-so-far = Everything that could be tried is well.

# Where servers are looked for.
doctor-origin-table = Pombo’s own table
doctor-origin-pacc = the domain’s signed settings
doctor-origin-autoconfig = autoconfig of the domain
doctor-origin-well-known = the domain’s website
doctor-origin-srv = SRV records of the domain
doctor-origin-mx = the domain’s mail exchanger
doctor-origin-guess = a usual name, guessed
doctor-answer-nothing = knows nothing
doctor-answer-unasked = was not needed

# What is worth a word though it works.
doctor-caution-silent = Some of the server’s addresses do not answer, so connecting may be slow at times. Tell whoever runs the server, or your network.
doctor-caution-ends = The certificate ends { $days ->
    [0] today
    [one] in { $days } day
   *[other] in { $days } days
}. Whoever runs the server has to renew it.
doctor-caution-scope = The provider gave less than was asked for. If mail cannot be read, sign in again and allow access to it.
doctor-caution-not-renewable = The permission cannot be renewed by itself: when it ends, you have to sign in again.
doctor-caution-unconfirmed = Nobody has vouched for this server. Give it a password only if you know that it is yours.

# What to do.
doctor-do-check-address = Write the whole address, such as name@example.org.
doctor-do-set-up-by-hand = Look up the IMAP server on the provider’s help pages and type it in by hand.
doctor-do-check-connection = Check that this computer is online: does a website open? If so, try again in a few minutes.
doctor-do-check-host = Check how the server’s name is spelt, letter by letter, on the provider’s help pages.
doctor-do-check-port = Check the port (usually 993), and whether a firewall or your network blocks it: try another network.
doctor-do-check-encryption = Try the other kind of encryption with its own port: TLS with 993, STARTTLS with 143.
doctor-do-log-in-to-network = Check the port. On a network of a hotel, train or café, open any website in the browser and log in to the network first.
doctor-do-check-date = Check the date and time of this computer. If they are right, whoever runs the server has to renew the certificate.
doctor-do-compare-fingerprint = Ask whoever runs the server for the certificate’s fingerprint. Trust it only if it is the same, letter by letter.
doctor-do-use-certificate-name = Use the server’s name as its certificate has it, if it is of the same provider.
doctor-do-ask-before-trusting = Do not go on. Ask whoever runs the server whether the certificate was changed; somebody may be listening.
doctor-do-check-password = Type user name and password once more, and try them on the provider’s web page. With two-step sign-in you need an app password.
doctor-do-use-app-password = Open the security settings on the provider’s web page, make an app password for Pombo, and type that in here.
doctor-do-sign-in-in-browser = Sign in again through the browser, with this account, and allow access to your mail.
doctor-do-confirm-on-the-web = Sign in on the provider’s web page, confirm there that it was you, then try again.
doctor-do-switch-imap-on = Open the mail settings on the provider’s web page and switch IMAP on. At work or school, ask the administrator.
doctor-do-change-password = Change the password on the provider’s web page, then sign in with the new one.
doctor-do-have-it-unlocked = Sign in on the provider’s web page to see why, or ask whoever runs the account to unlock it.
doctor-do-ask-administrator = Send this report to your organisation’s administrator and ask to have Pombo allowed.
doctor-do-give-client = Use an app password instead, or give a client id of your own in the settings.
doctor-do-give-password = Sign in to this account again, so that there is a password.
doctor-do-unlock-keyring = Start or unlock the system keyring, then try again.
doctor-do-try-command = Run the password command in a terminal: it has to print the password and end without an error.
doctor-do-close-others = Close other mail programs and devices that use this account, or wait a quarter of an hour.
doctor-do-wait = Wait { $minutes ->
    [one] about a minute
   *[other] about { $minutes } minutes
}, then try again.
doctor-do-try-later = Try again in a few minutes. If it stays so, look whether the provider reports a disturbance.
doctor-do-ask-operator = Send this report to whoever runs the server.
doctor-do-make-room = Delete mail on the provider’s web page, or get more room there.
doctor-do-check-file = Check the file that the details name: it has to be there and hold certificates in PEM form.
doctor-do-report = Send this report to the makers of Pombo.

# The report, and the details of a step in it.
report-title = Pombo sign-in report
report-private = User names, tokens and the address of this computer have been left out.
report-version = Pombo { $version } on { $system }
report-date = Made: { $date }
report-address = Address: { $address }
report-server = Server: { $host }:{ $port } ({ $encryption })
report-verdict = What is wrong: { $what }
report-advice = What to do: { $what }
report-detail = Details: { $detail }
report-addresses = Addresses: { $list }
report-reach-good = { $address }: answers in { $ms } ms
report-reach-bad = { $address }: does not answer ({ $why })
report-certificate-for = Certificate for: { $list }
report-certificate-by = Signed by: { $issuer }
report-certificate-dates = Good from { $from } until { $until }
report-fingerprint = SHA-256: { $fingerprint }
report-greeting = Greeting: { $words }
report-capabilities = Capabilities: { $list }
report-mechanisms = Offered: { $list }
report-scopes = Permission for: { $list }
