# What went wrong, and what to do about it.

# Reaching the server.
fault-unknown-host = No server has this name. Check how its address is spelt, and that you are online.
fault-no-network = This computer has no network. Pombo connects by itself when it is back.
fault-port-refused = The server does not answer on this port. Check the port and the kind of encryption.
fault-timed-out-dns = Looking up the server’s name took too long. Check your connection to the internet.
fault-timed-out-connect = The server does not answer. Check its address and port, or try again later.
fault-timed-out = The server took too long to answer. Pombo tries again by itself.
fault-lost = The connection was lost. Pombo connects again by itself.
fault-not-imap = What answers there is not an IMAP mail server. Check the address and the port.
fault-nonsense = The server’s answer makes no sense. Pombo connects again by itself.
fault-unavailable = The server cannot do this right now. Pombo tries again by itself.
fault-unavailable-dns = The name service has a fault for this domain, or cannot be reached. Check your connection to the internet, or try again later.
fault-throttled = The server asks to wait. Pombo goes on in { $minutes ->
    [0] a moment
    [one] about a minute
   *[other] about { $minutes } minutes
}.
fault-too-many-connections = The server allows no more connections. Close other mail programs; Pombo tries again by itself.

# Encryption and certificates.
fault-no-tls = The server offers no encryption this way. Choose another kind of encryption, and its port.
fault-plaintext-refused = Without encryption Pombo connects to this computer only. Choose TLS or STARTTLS.
fault-certificate-unknown-issuer = The server’s certificate is signed by nobody known here, perhaps by the server itself. Trust it only if you know its fingerprint.
fault-certificate-expired = The server’s certificate is not valid today. Check this computer’s date, or ask whoever runs the server.
fault-certificate-wrong-host = The server’s certificate was made for another name. Check how the server’s address is spelt.
fault-certificate-changed = The server shows another certificate than the one you trusted. Ask whoever runs the server before you trust it.
fault-certificate-other = The server’s certificate cannot be believed. Ask whoever runs the server.

# Signing in.
fault-wrong-password = The server does not accept this user name and password. Check both; some providers want an app password.
fault-app-password-needed = The provider takes no account password here. Make an app password on its page, and use that.
fault-password-not-taken = The server takes no passwords. Sign in through the browser instead.
fault-password-expired = The password of this account has run out. Change it on the provider’s page, then sign in again.
fault-web-login-needed = The provider wants to see you on its web page first. Sign in there, confirm that it is you, then try again.
fault-imap-disabled = IMAP is switched off for this account. Switch it on in the provider’s settings, or ask the administrator.
fault-account-locked = The provider says that this account is locked or disabled. Ask whoever runs it.
fault-no-password = The password for this account is not known. Please enter it.
fault-no-keyring = The system keyring is not running, or it is locked. Unlock it, or enter the password for this run.
fault-password-command = The password command failed. Try it in a terminal.
fault-unavailable-sign-in = The server cannot sign anyone in right now. Pombo tries again by itself.

# Signing in through the browser.
fault-locked = The keyring is locked, or the file of secrets is. Unlock it, then try again.
fault-grant-ended = The permission to read this mail has ended: it was taken back, ran out, or the password was changed. Sign in again.
fault-grant-denied = Access was refused in the browser. Sign in again and allow it.
fault-grant-admin-consent = Your organisation has to allow Pombo first. Ask its administrator, naming Pombo.
fault-grant-consent = The provider wants you to agree once more in the browser. Sign in again.
fault-grant-policy = A rule of your organisation refuses this device, place or way to sign in. Ask its administrator.
fault-grant-account-blocked = The provider says that this account is disabled, locked or not of this organisation. Ask whoever runs it.
fault-grant-no-client = This Pombo was built without a client id for this provider. Use an app password, or enter a client id of your own.
fault-grant-client-refused = The provider does not accept Pombo’s client id. Check it, or use an app password.
fault-grant-redirect-refused = The provider does not know the address that the browser is to come back to. Register http://127.0.0.1 for this client id.
fault-grant-scope = The permission that was given does not cover mail over IMAP. Sign in again and allow access to your mail.
fault-grant-wrong-state = An answer came that belongs to no question of Pombo’s, so it was not used. Sign in again.
fault-grant-wrong-issuer = Another server answered than was asked, so its answer was not used. Sign in again; if this repeats, ask whoever runs the server.
fault-grant-replayed = This sign-in was used already. Begin again.
fault-grant-bad-redirect = What came back from the browser is no answer to the sign-in. Begin again.
fault-grant-unanswered = Nothing came back from the browser in time. Begin again, or paste the address that the browser shows at the end.
fault-grant-wrong-account = Another account was signed in to in the browser than the one asked for. Begin again and choose the right one.
fault-grant-not-taken = The provider gave a permission, but the mail server does not take it. Check the user name, and that IMAP is switched on in the provider’s settings.
fault-grant-other = The provider refused to sign you in. The details hold its own words.

# What the server will not do.
fault-refused-over-quota = There is no more room on the server. Delete some mail, then try again.
fault-refused-no-permission = The server does not allow this.
fault-refused-cannot = The server cannot do this.
fault-refused-nonexistent = This is not on the server any more.
fault-refused-already-exists = The server has something of this name already.
fault-refused-read-only = This folder can only be read, not changed.
fault-refused-limit = This goes beyond a limit of the server.
fault-refused-try-create = The target folder does not exist on the server any more.
fault-refused-more-inside = There is more in it than you were told. Nothing more was deleted; look at it again first.
fault-refused-out-of-reach = The server gives out only the newest messages of this folder, and this one is older. It may still be found on the provider’s web page.
fault-original-stays = It was copied to where it was to go, but the original could not be removed and is still here. { $why }
fault-refused-only-from-trash = On this server, mail is only deleted for good from Trash or Junk. Move it to Trash first.
fault-not-understood = The server did not understand Pombo. Please report this with the details.
fault-gone-mailbox = This folder is not on the server any more.
fault-gone-message = This message is not on the server any more.
fault-perhaps-elsewhere-message = The connection broke before the server answered, and mail that came to the folder has left it since: the copies may have been moved on. Pombo does not make them twice by itself; trying again copies.
fault-perhaps-elsewhere-mailbox = The connection broke before the server answered, and the folder may have been renamed elsewhere since: look for it under other names. Pombo does not create it twice by itself; trying again creates it.
fault-too-large = This is too large to be shown or fetched.

# This computer.
fault-already-here = This account is in Pombo already. To sign in to it again or change it, open the accounts page.
fault-in-use = Another Pombo is using this profile already. Switch to it, or close it first.
fault-disk = A file cannot be read or written. Check that the disk is not full and the folder is yours.
fault-disk-journal = Your change could not be written to the disk, so it was not made. Make room on the disk, then try again.
fault-disk-config = The settings cannot be read or saved. Check that the disk is not full and the folder is yours.
fault-disk-cache = Mail cannot be kept on this computer. Check that the disk is not full; nothing on the server is lost.
fault-damaged = A file is damaged. The details name it.
fault-damaged-journal = The record of your changes is damaged in one place. What can be read of it is kept.
fault-damaged-config = The settings file is damaged and was left as it is. Correct it or move it away; the details name the line.
fault-damaged-cache = The mail kept on this computer is damaged. Pombo fetches it from the server again.
fault-damaged-message = This message is damaged and cannot be shown.
fault-invalid = This cannot be used as it is. The details say why.
fault-cancelled = Cancelled.
fault-no-display = There is no display to open a window on. Start Pombo from a desktop, or use "pombo screenshot" and the other commands of "pombo --help".
