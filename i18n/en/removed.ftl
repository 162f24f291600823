# Recently removed: what the server has no more and Pombo still keeps.

removed-title = Recently removed
removed-empty = Nothing was removed lately
removed-empty-text = What leaves the server is kept here for 30 days.
removed-row = { $mailbox } · { $when }
removed-expunged = Removed on the server from { $mailbox }, { $when }.
removed-not-listed = The server lists it no more in { $mailbox }, noticed { $when }.
removed-here = Deleted for good from { $mailbox } with Pombo, { $when }.
removed-mailbox-gone = Gone with its mailbox { $mailbox }, { $when }.
removed-kept-text = Pombo kept its text and main headers. Put back, it is made again from them: the same to read, not the same octets.
removed-kept-parts = Attachments or a part of its text were never fetched, so it cannot be put back.
removed-kept-headers = It was never opened here, so only these headers are kept.
removed-put-back = Put back on the server
removed-forget = Forget…
removed-forget-all = Forget all now…
notice-put-back = The message goes back to { $mailbox }
notice-is-back = The message is on the server again already.
order-put-back = putting back { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
ask-forget = { $count ->
    [one] Forget { $count } removed message?
   *[other] Forget { $count } removed messages?
}
ask-forget-text = The server has no copy. What Pombo kept is deleted at once and cannot be brought back.
ask-forget-yes = Forget
