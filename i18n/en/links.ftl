# Links and quotes in a message.

## Said of a link, one after the other
link-via = Through { $who }
link-other-host = The message names { $named }, the link leads elsewhere
link-lookalike = Looks like { $of }, but is not
link-punycode = The name has letters that can be mistaken for others
link-mixed = The name mixes letters of several alphabets
link-number = A number stands where a name should be
link-port = Unusual port { $port }
link-userinfo = A user name stands before the host
link-hidden = Leads on to a page that only this host knows
link-not-encrypted = Not encrypted
link-scheme = Links that begin with “{ $scheme }:” are never opened
link-unreadable = This is no address that could be opened
link-inside = A place in this message

## Before one opens that should make one wonder
link-ask = Open this link?
link-closed = This link is not opened
link-shows = The message shows
link-leads = It leads to
link-open = Open anyway
link-copy = Copy address

## Long quotes
fold-more = { $count ->
    [one] … 1 more line
   *[other] … { $count } more lines
}
fold-less = Show less
command-quotes = Show or fold quotes
