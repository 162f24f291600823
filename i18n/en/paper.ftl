# A message on paper.
paper-from = From
paper-to = To
paper-cc = Cc
paper-date = Date
paper-files = Attachments
paper-more = { $list } and { $count } more
command-save-message = Save as a file (.eml)
command-save-pdf = Save as a PDF
command-print = Print
command-source = Show the source
notice-exported = { $count ->
    [one] { $count } message was saved.
   *[other] { $count } messages were saved.
}
notice-paper-cut = { $name } was saved, without its end: the message is too long, or not all of it was loaded.
notice-paper-shown = The message was opened as a PDF. Print it from there.
notice-paper-sent = The message was sent to the printer { $printer }.
notice-not-printed = The message could not be made into a PDF. { $why }
source-coming = The source is being fetched…
source-title = The message as it lies on the server
source-part = The first { $shown } of { $total }. Save the message to have all of it.
source-back = Back to the message
source-save = Save as a file
source-failed = The source cannot be had. { $why }
command-message-menu = More for this message
file-failed = The file cannot be shown
file-no-message = { $name } holds no e-mail message, or it is damaged.
source-title-file = The message as it lies in the file
save-messages = Save as files
