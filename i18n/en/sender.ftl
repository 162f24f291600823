# What is said of the sender of an open message, and leaving mailing lists.

sender-confirmed = Your server ({ $server }) confirmed that this came from { $domain }.
sender-through = Your server ({ $server }) confirmed that this was sent through { $by }, but not who wrote it.
sender-unconfirmed = Your server ({ $server }) could not confirm that this came from { $domain }.
sender-failed = This may not come from { $domain }. It failed the check that { $domain } asks for, says your server ({ $server }).
sender-other-address = You know { $name } by another address: { $known }.
sender-address-in-name = The name shows { $shown }, but the mail comes from another address.
sender-replies-elsewhere = Replies go to { $to }, not to the sender.
sender-first = This is the first mail from this address here.

list-of = Mailing list: { $name }
list-id = The list is known as { $id }.
list-post = Mail to { $address } goes to everyone on the list.
leave = Unsubscribe
leave-by-click = by one request to { $host }
leave-by-mail = by a mail to { $to }
leave-by-page = on a page of { $host }
leave-begun = Asking to take you off the list…
leave-done = You asked to be taken off this list.

ask-leave = Unsubscribe from this list?
ask-leave-click = Pombo sends one request to { $host } that takes you off the list. It says nothing but what this mail brought for it, and no page is opened.
ask-leave-click-yes = Send the request
ask-leave-mail = It is done by a mail to { $to }. Pombo does not send mail yet: your system’s mail program opens with the mail ready to be sent.
ask-leave-mail-yes = Open the mail program
ask-leave-page = A page of { $host } opens in your browser. What to do there, the page says.
ask-leave-page-yes = Open the page
notice-list-left = { $host } has taken your request to leave the list.
notice-list-not-left = You were not taken off the list at { $host }. { $why }

fault-timed-out-web = The web server took too long to answer. Try again later.
fault-unavailable-web = The web server did not take the request.
fault-invalid-web = This address leads into a private network or to an odd port, and is not opened by itself.
