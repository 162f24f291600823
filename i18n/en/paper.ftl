# A message on paper.
paper-from = From
paper-to = To
paper-cc = Cc
paper-date = Date
paper-files = Attachments
paper-more = { $list } and { $count } more
