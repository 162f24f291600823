# Conversations, and what is fetched ahead.

thread-more = { $count ->
    [one] { $count } more message
   *[other] { $count } more messages
}
thread-fewer = Show fewer
command-previous-member = Previous message of the conversation
command-next-member = Next message of the conversation
command-conversation = Show conversations, or single messages
settings-conversation = Show an opened message
settings-conversation-on = In its conversation
settings-conversation-off = Alone
settings-prefetch = Fetch before it is asked for
settings-prefetch-on = The messages above and below the open one
settings-prefetch-off = Nothing
