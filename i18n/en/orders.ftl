# What was ordered and the server has not confirmed.

command-orders = Waiting actions
orders-title = Waiting actions
orders-text = What you did and the server has not confirmed yet. Nothing here is lost when Pombo ends.
orders-none = The server has everything that you did.
orders-more = { $count ->
    [one] And { $count } more.
   *[other] And { $count } more.
}
orders-waiting = { $count ->
    [one] { $count } action waits
   *[other] { $count } actions wait
}
orders-undecided = { $count ->
    [one] { $count } action needs you
   *[other] { $count } actions need you
}
orders-somewhere = a mailbox that is gone
orders-move = { $count ->
    [one] Move a message to { $to }
   *[other] Move { $count } messages to { $to }
}
orders-copy = { $count ->
    [one] Copy a message to { $to }
   *[other] Copy { $count } messages to { $to }
}
orders-retract = { $count ->
    [one] Remove a copy from { $from }
   *[other] Remove { $count } copies from { $from }
}
orders-delete = { $count ->
    [one] Delete a message for good from { $from }
   *[other] Delete { $count } messages for good from { $from }
}
orders-put-back = Put a message back to { $to }
orders-read = { $count ->
    [one] Mark a message as read
   *[other] Mark { $count } messages as read
}
orders-unread = { $count ->
    [one] Mark a message as unread
   *[other] Mark { $count } messages as unread
}
orders-star = { $count ->
    [one] Star a message
   *[other] Star { $count } messages
}
orders-unstar = { $count ->
    [one] Take the star from a message
   *[other] Take the stars from { $count } messages
}
orders-mark = { $count ->
    [one] Mark a message
   *[other] Mark { $count } messages
}
orders-refused = Refused. { $why }
orders-doubtful = It is not certain whether the server did this. { $why }
orders-being-done = Being done
orders-broken-off = The connection broke while it was being done; what became of it is looked up first
orders-held = Held for a moment, so that you can take it back
orders-offline = Waits for the connection
orders-queued = Next
orders-retry = Try again
orders-take-back = Take back
orders-give-up = Give up
orders-all-retry = Try all again
orders-all-give-up = Give all up
