command-preview = Look at attachments
kind-picture = Picture
kind-text = Text
kind-pdf = PDF document
kind-document = Document
kind-sheet = Spreadsheet
kind-slides = Slides
kind-archive = Archive
kind-calendar = Calendar
kind-contact = Contact
kind-mail = Mail
kind-sound = Sound
kind-film = Film
kind-program = Program
kind-wrapped = Outlook attachments
attachment-preview = Preview
attachment-open = Open with another program
attachment-save = Save as…
save-all = Save all…
save-all-running = { $done } of { $count } saved
notice-all-saved = { $count ->
    [one] { $count } attachment was saved.
   *[other] { $count } attachments were saved.
}
notice-not-all-saved = { $count } saved, { $failed } not. { $why }
notice-file-not-opened = The file could not be opened. { $why }
risk-program = A program: it can do anything on this computer
risk-disguised = A program that looks like a { $kind } file
risk-turned = A program that hides its name with signs that are not shown
risk-title = Save a program?
risk-title-all = Save all, and a program among them?
risk-text = Programs that come by mail are the usual way to take a computer over. Save it only if you know the sender and asked for it. Pombo does not open it.
risk-yes = Save it anyway
risk-yes-all = Save all anyway
preview-place = { $at } of { $count }
preview-zoom = { $percent } %
preview-smaller = Smaller (-)
preview-larger = Larger (+)
preview-previous = Previous attachment (←)
preview-next = Next attachment (→)
preview-back = Back to all files (Esc)
preview-close = Close (Esc)
preview-none = There is no preview of this kind of file
preview-none-text = Save it, or open it with another program.
preview-large = This file has { $size }. It has not been fetched.
preview-fetch = Fetch and show
preview-fetching = Fetching…
preview-looking = Opening…
preview-broken = This file cannot be shown
preview-broken-text = It is damaged, or something else than its name says.
preview-encrypted = This file is protected by a password
preview-encrypted-text = Open it with a program that asks for the password.
preview-too-large = This file is too large to be shown here
preview-too-large-text = Save it, or open it with another program.
preview-lost = This file could not be fetched
preview-ended = Showing this file was given up
preview-ended-text = It took too much time or memory. Nothing else was affected.
preview-cut = The beginning of a long file. Save it to read all of it.
preview-page = Page { $at } of { $count }
preview-more-pages = { $count ->
    [one] { $count } more page is not shown here.
   *[other] { $count } more pages are not shown here.
}
preview-from = From
preview-entries = { $count ->
    [one] { $count } file. Nothing is unpacked here.
   *[other] { $count } files. Nothing is unpacked here.
}
preview-entries-cut = { $count ->
    [one] The first file; there may be more. Nothing is unpacked here.
   *[other] The first { $count } files; there may be more. Nothing is unpacked here.
}
preview-programs = { $count ->
    [one] { $count } of them is a program.
   *[other] { $count } of them are programs.
}
preview-entry-encrypted = Protected by a password
preview-wrapped = { $count ->
    [0] Outlook wrapped no files, only a text.
    [one] Outlook wrapped { $count } file into this one.
   *[other] Outlook wrapped { $count } files into this one.
}
