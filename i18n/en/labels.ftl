labels-title = { $count ->
    [one] Labels of { $count } message
   *[other] Labels of { $count } messages
}
labels-hint = Type part of a label
labels-nothing = No label has this name.
labels-apply = Apply
labels-more = +{ $count }
command-label = Labels
menu-label = Labels…

notice-labelled = { $count ->
    [one] Labels changed
   *[other] Labels of { $count } messages changed
}
notice-taken-out = { $count ->
    [one] Message taken out of { $mailbox }
   *[other] { $count } messages taken out of { $mailbox }
}

order-label = { $count ->
    [one] changing the labels of { $count } message
   *[other] changing the labels of { $count } messages
}
orders-label = { $count ->
    [one] Label a message { $labels }
   *[other] Label { $count } messages { $labels }
}
orders-unlabel = { $count ->
    [one] Take the label { $labels } off a message
   *[other] Take the label { $labels } off { $count } messages
}
orders-relabel = { $count ->
    [one] Label a message { $added }, no longer { $removed }
   *[other] Label { $count } messages { $added }, no longer { $removed }
}
