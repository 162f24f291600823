# Whether an account is like on the server, what its connections carry, and what is said on them.

audit-title = Compared with the server
audit-never = Not compared with the server yet. Pombo does it by itself at night, when nobody works here.
audit-same = Identical to the server, checked { $when }.
audit-repaired = Differences were found and repaired, checked { $when }.
audit-left = { $count ->
    [one] { $count } difference could not be repaired, checked { $when }. It is tried again the next time.
   *[other] { $count } differences could not be repaired, checked { $when }. They are tried again the next time.
}
audit-missing = { $count ->
    [one] { $count } message was missing here: it was fetched.
   *[other] { $count } messages were missing here: they were fetched.
}
audit-extra = { $count ->
    [one] { $count } message was here that the server does not have: it was removed, after a second look.
   *[other] { $count } messages were here that the server does not have: they were removed, after a second look.
}
audit-flags = { $count ->
    [one] { $count } message had other flags here: those of the server were taken.
   *[other] { $count } messages had other flags here: those of the server were taken.
}
audit-sizes = { $count ->
    [one] { $count } message had another size here: its headers were fetched anew.
   *[other] { $count } messages had another size here: their headers were fetched anew.
}
audit-where = In { $mailboxes }.
audit-unchecked = { $count ->
    [one] { $count } mailbox has not been compared yet.
   *[other] { $count } mailboxes have not been compared yet.
}
audit-running = { $of ->
    [0] Comparing…
   *[other] Comparing: { $done } of { $of } mailboxes, { $size }.
}
audit-postponed = { $done } of { $of } mailboxes were compared last night; the rest comes another night, so that a night receives no more than { $budget }.
audit-left-out = { $count ->
    [one] { $count } mailbox was left out: it cannot be opened, or it is not whole here yet.
   *[other] { $count } mailboxes were left out: they cannot be opened, or they are not whole here yet.
}
audit-go = Compare now

traffic-title = Today’s traffic
traffic-none = None yet.
traffic-both = { $down } received, { $up } sent
traffic-total = In all
traffic-turns = Round trips
traffic-connections = Connections now
traffic-budget = Daily limit
traffic-budget-text = { $used } of { $budget } that the provider lets one receive
traffic-paused = Most of what the provider allows for today is used. Until tomorrow Pombo fetches only what you ask for; older messages come later.
traffic-mailboxes = Mostly for
traffic-mailbox = { $mailbox } ({ $size })
traffic-sign-in = Signing in
traffic-lists = Lists of mailboxes
traffic-sync = Flags and changes
traffic-headers = Headers
traffic-bodies = Messages
traffic-attachments = Attachments
traffic-actions = Your actions
traffic-idle = Listening
traffic-audit = Comparing

log-title = Connection log
log-text = What was said on the connections of late: commands, answers and sizes. Passwords and mail never come into it, and it is never written to a disk.
log-empty = Nothing was said yet.
log-copy = Copy without names
log-copied = Copied, with numbers for the names of mailboxes
log-mailbox = mailbox { $number }

help-audit = Compare what is kept with the server, message by message, and repair what differs
help-audit-more =
    Exit code 8: differences were found (and repaired; see "left").

    With --json, one object a line:
      "event": "audited"   "account", "mailbox", "at" (RFC 3339), "messages", "identical";
                           "found" and "left": each "missing", "extra", "flags", "sizes"
                           (counts; "found" before the repair, "left" after it)
      "event": "progress"  "account", "done", "of", "down" (octets)
      "event": "finished"  "exit", "mailboxes", "left_out", "found", "left" (sums), "down", "up", "turns"
help-audit-mailbox = Only this mailbox: its path, or inbox, drafts, sent, archive, junk, trash
help-traffic = Show what the connections carried, by kind and by mailbox
help-traffic-more =
    With --json, one object a line:
      "event": "traffic"   "account", "day" (YYYY-MM-DD), "mailbox" (or null), "kind",
                           "down", "up" (octets), "turns" (round trips)
      "event": "total"     "account", "day" (today), "down", "up", "turns", "budget" (octets a day or null)
help-doctor-log = Write what was said on the connection, too, without secrets and names
cli-audited-same = { $mailbox }: identical, { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
cli-audited-differs = { $mailbox }: { $what }
cli-audit-left = { $count ->
    [one] { $count } difference could not be repaired.
   *[other] { $count } differences could not be repaired.
}
cli-audit-done = Compared { $mailboxes ->
    [one] { $mailboxes } mailbox
   *[other] { $mailboxes } mailboxes
}: { $found ->
    [0] identical to the server.
    [one] { $found } difference was found.
   *[other] { $found } differences were found.
} Received { $down }, sent { $up }.
