pictures-count = { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
}
pictures-hosts = { $count ->
    [one] { $count } server
   *[other] { $count } servers
}
pictures-waiting = { $pictures } from { $hosts } not loaded.
pictures-waiting-watched = { $trackers ->
    [one] { $pictures } from { $hosts } not loaded, { $trackers } of them a tracker.
   *[other] { $pictures } from { $hosts } not loaded, { $trackers } of them trackers.
}
pictures-trackers = { $count ->
    [one] { $count } tracker blocked.
   *[other] { $count } trackers blocked.
}
pictures-coming = Loading pictures: { $done } of { $count }…
pictures-failed = { $count ->
    [one] { $count } picture could not be loaded.
   *[other] { $count } pictures could not be loaded.
}
pictures-fetched = { $count ->
    [one] { $count } picture loaded.
   *[other] { $count } pictures loaded.
}
pictures-others = { $count ->
    [one] { $count } thing that is no picture was not loaded.
   *[other] { $count } things that are no pictures were not loaded.
}
pictures-once = Show once
pictures-always-sender = Always from { $name }
pictures-always-host = Always from { $name }
pictures-choose-hosts = Choose servers…
pictures-again = Try again
pictures-junk = Nothing is always shown in junk mail.
pictures-tried = What this mail tried

tried-title = What this mail tried
tried-text = What the message names on other servers. Loading it tells that server when, and from which network address, the message is read.
tried-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
tried-hosts = Servers whose pictures may always be loaded
tried-always = Always load
tried-picture = Picture
tried-background = Background
tried-tracker = Tracker
tried-other = Style sheet, font, script, frame or film
tried-plain = not encrypted
tried-waiting = waits for your yes
tried-blocked = blocked
tried-never = never loaded
tried-coming = being loaded
tried-fetched = loaded, { $size }
tried-no-address = not loaded: no usual web address
tried-unknown-host = not loaded: there is no such server
tried-private = not loaded: it leads into a private network
tried-to-tracker = not loaded: it leads to a tracker
tried-redirected = not loaded: the server leads on and on, or out of the encryption
tried-too-slow = not loaded: the server took too long
tried-too-large = not loaded: it is too large
tried-no-picture = not loaded: what came is no picture
tried-answered = not loaded: the server answered { $status }
tried-untrusted = not loaded: the server could not prove who it is
tried-unreachable = not loaded: the server cannot be reached
tried-too-many = not loaded: the message names too much

settings-pictures = Pictures are always loaded from
settings-pictures-ask = Nobody: each message asks.
settings-pictures-remove = Remove

settings-light-for = Always shown on light in a dark window
settings-light-nobody = Nobody’s mail. D shows a message on light and remembers its sender.
