# What special mailboxes are called, whatever name the server has for them.

mailbox-inbox = Inbox
mailbox-drafts = Drafts
mailbox-sent = Sent
mailbox-archive = Archive
mailbox-junk = Junk
mailbox-trash = Trash
mailbox-all = All mail
mailbox-flagged = Starred
