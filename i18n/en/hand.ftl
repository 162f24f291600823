# What hands do in the reading pane.

menu-open-link = Open link
menu-copy-address = Copy address
menu-copy-words = Copy words of the link
menu-save-picture = Save picture as…
menu-show-pictures = Load pictures
menu-show-senders = Always load from this sender
menu-show-hosts = Always from { $host }
menu-copy-html = Copy HTML source
menu-select-all = Select all
menu-find = Find…
menu-on-light = Show on a light ground
menu-as-window = Show as the window is
notice-html-copied = Copied as HTML source
notice-picture-gone = The picture is not here any more. Open the message again to save it.
command-copy-html = Copy as HTML source
