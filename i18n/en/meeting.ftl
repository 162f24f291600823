# Invitations and other appointments. $month counts from 1, $weekday from Monday = 1.

meeting-invitation = Invitation
meeting-changed = Changed invitation
meeting-date-changed = Invitation to one date of a series
meeting-told = Appointment
meeting-cancelled = Cancelled
meeting-date-cancelled = One date of a series is cancelled
meeting-counter-declined = The other time was declined
meeting-accepted = { $who } accepted
meeting-tentative = { $who } accepted tentatively
meeting-declined = { $who } declined
meeting-delegated = { $who } sends somebody else
meeting-answered = { $who } answered
meeting-countered = { $who } proposes another time
meeting-somebody = Somebody
meeting-untitled = Without a title
meeting-organizer = Organised by { $who }
meeting-guests = { $count ->
    [one] { $count } person invited
   *[other] { $count } people invited
}
meeting-more-guests = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
meeting-more = { $count ->
    [one] The calendar holds { $count } more appointment.
   *[other] The calendar holds { $count } more appointments.
}
meeting-call = Join on { $host }
answer-accepted = accepted
answer-tentative = tentative
answer-declined = declined
answer-delegated = sends somebody else

meeting-day = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}, { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
meeting-date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
meeting-day-time = { $day }, { $time }
meeting-from-to = { $from } – { $to }
meeting-all-day = { $day }, all day
meeting-all-days = { $from } – { $to }, all day
meeting-in-city = { $span } in { $city } ({ $offset })
meeting-in-zone = { $span } by the organiser’s clock ({ $offset })

list-and = { $before } and { $last }
repeats-somehow = Repeats
repeats-daily = { $count ->
    [one] Repeats every day
   *[other] Repeats every { $count } days
}
repeats-workdays = Repeats every day from Monday to Friday
repeats-weekly = { $count ->
    [one] Repeats every week on { $days }
   *[other] Repeats every { $count } weeks on { $days }
}
repeats-monthly = { $count ->
    [one] Repeats on { $what } of each month
   *[other] Repeats every { $count } months on { $what }
}
repeats-yearly = { $count ->
    [one] Repeats every year on { $what } of { $months }
   *[other] Repeats every { $count } years on { $what } of { $months }
}
repeats-times = { $count ->
    [one] { $rule }, once
   *[other] { $rule }, { $count } times
}
repeats-until = { $rule } until { $day }
repeats-weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
repeats-day = day { $day }
repeats-last-day = the last day
repeats-nth-weekday = the { $nth ->
    [first] first
    [second] second
    [third] third
    [fourth] fourth
    [fifth] fifth
    [last-but-one] last but one
   *[last] last
} { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
repeats-nth-workday = the { $nth ->
    [first] first
    [second] second
    [third] third
    [fourth] fourth
    [fifth] fifth
    [last-but-one] last but one
   *[last] last
} working day
