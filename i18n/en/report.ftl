# Reports on mail that was sent; mail that is signed or encrypted.

report-failed = Could not be delivered to { $who }: { $why }.
report-failed-plain = Could not be delivered to { $who }.
report-delayed = Not delivered to { $who } yet: { $why }. It is tried again.
report-delayed-plain = Not delivered to { $who } yet. It is tried again.
report-until = The server gives up on { $until }.
report-delivered = Was delivered to { $who }.
report-relayed = Was handed on for { $who } to a server that reports nothing more.
report-expanded = Was delivered to { $who }, which passes it on to others.
report-read = Was opened by { $who }.
report-deleted = Was deleted by { $who } without being opened.
report-processed = Was processed for { $who } without being opened.
report-nobody = a receiver
report-about = It is about your mail “{ $subject }”.
report-said = The server said: { $said }
report-more = { $count ->
    [one] and { $count } more receiver
   *[other] and { $count } more receivers
}

why-no-mailbox = the mailbox does not exist
why-no-domain = the part after the @ is no place that takes mail
why-bad-address = the address is not written correctly
why-ambiguous = the address could mean several mailboxes
why-moved = the receiver has moved and left no new address
why-sender-refused = your address was refused as the sender
why-takes-no-mail = no mail is taken for this address
why-address = something is wrong with the address
why-disabled = the mailbox takes no mail
why-full = the mailbox is full
why-too-large = the message is too large
why-list = the mailing list could not be reached
why-mailbox = something is wrong with the mailbox
why-system-full = the mail server has no room left
why-not-now = the mail server takes no mail at the moment
why-system = something is wrong with the mail server
why-no-answer = the mail server does not answer
why-lost = the connection to the mail server broke
why-lookup = the address could not be looked up
why-no-way = there is no way to the mail server
why-busy = the mail server is too busy
why-loop = the message went round in circles
why-too-long = it was tried for too long
why-network = the network failed
why-too-many = there are too many receivers
why-protocol = the mail servers did not understand each other
why-content = the receiver’s system cannot take what the message contains
why-not-allowed = you may not send mail there
why-not-proven = your mail server could not prove that it may send for your address
why-policy = the rules of the receiver’s server forbid it

seal-signed = Signed ({ $scheme }). This version does not check signatures.
seal-within = Signed ({ $scheme }). The message lies inside its signature, where this version cannot read it.
seal-encrypted = Encrypted ({ $scheme }). This version cannot read it.
seal-save = Save the signature
