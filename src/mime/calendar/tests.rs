//! Invitations as the usual programs send them, and as nobody should.

use super::*;
use crate::model::invitation::{Answer, Day, End, Meeting, Moment, On, Rule, Zone};

fn read(text: &str) -> Invitation {
    invitation(text, None).unwrap()
}

fn only(text: &str) -> Meeting {
    let mut read = read(text);
    assert_eq!((read.meetings.len(), read.more), (1, 0));
    read.meetings.remove(0)
}

/// A calendar with one meeting of these properties.
fn event(properties: &str) -> String {
    format!("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\n{properties}\nEND:VEVENT\nEND:VCALENDAR\n")
}

fn at(seconds: i64, name: &str, offset: i32) -> Option<Moment> {
    Some(Moment::At { seconds, zone: Some(Zone { name: name.to_owned(), offset }) })
}

fn day(year: i16, month: i8, day: i8) -> Option<Moment> {
    Some(Moment::Day(Day { year, month, day }))
}

#[test]
fn a_request_of_outlook_is_read_by_its_windows_zone() {
    let text = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nPRODID:Microsoft Exchange Server 2010\n\
        BEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T030000\n\
        TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\n\
        END:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nORGANIZER;CN=\"Weber, Jens\":MAILTO:jens@x.example\n\
        ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Marina:MAILTO:m@x.example\n\
        ATTENDEE;PARTSTAT=TENTATIVE;CN=b@x.example:mailto:b@x.example\n\
        SUMMARY;LANGUAGE=de-DE:Jour fixe\\, Raum 4\nLOCATION;LANGUAGE=de-DE:Microsoft Teams Meeting\n\
        DTSTART;TZID=W. Europe Standard Time:20260302T140000\n\
        DTEND;TZID=W. Europe Standard Time:20260302T150000\nSEQUENCE:2\n\
        RRULE:FREQ=WEEKLY;UNTIL=20270301T130000Z;INTERVAL=1;BYDAY=MO,WE;WKST=MO\n\
        X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.example/l/meet\n\
        BEGIN:VALARM\nDESCRIPTION:REMINDER\nSUMMARY:not this\nTRIGGER:-PT15M\nEND:VALARM\n\
        END:VEVENT\nEND:VCALENDAR\n";
    let read = read(text);
    assert_eq!(read.method, Method::Request);
    let meeting = &read.meetings[0];
    assert_eq!(meeting.title, "Jour fixe, Raum 4");
    assert_eq!(meeting.starts, at(1_772_456_400, "Europe/Berlin", 3_600));
    assert_eq!(meeting.ends, at(1_772_460_000, "Europe/Berlin", 3_600));
    assert_eq!(meeting.organizer.as_ref().unwrap().to_string(), "Weber, Jens <jens@x.example>");
    let guests: Vec<_> = meeting.guests.iter().map(|one| (one.who.short(), one.answer)).collect();
    assert_eq!(guests, [("Marina", Answer::None), ("b@x.example", Answer::Tentative)]);
    assert!(meeting.is_changed && !meeting.is_cancelled && !meeting.is_one_of_series);
    assert_eq!(meeting.call, "https://teams.example/l/meet");
    let repeats = meeting.repeats.as_ref().unwrap();
    assert_eq!(repeats.rule, Rule::Weekly { every: 1, days: vec![1, 3] });
    assert_eq!(repeats.end, End::Until(Day { year: 2027, month: 3, day: 1 }));
}

#[test]
fn a_zone_that_nobody_knows_is_taken_from_its_description_also_when_that_comes_after() {
    let text = |date: &str| {
        format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nDTSTART;TZID=Ours:{date}T140000\nEND:VEVENT\n\
             BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:19701025T030000\n\
             RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nTZOFFSETFROM:+0530\nTZOFFSETTO:+0430\n\
             END:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:19700329T020000\n\
             RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nTZOFFSETFROM:+0430\nTZOFFSETTO:+0530\n\
             END:DAYLIGHT\nEND:VTIMEZONE\nEND:VCALENDAR"
        )
    };
    for (date, offset) in
        [("20260302", 16_200), ("20260701", 19_800), ("20260329", 19_800), ("20261101", 16_200)]
    {
        let Some(Moment::At { zone: Some(zone), .. }) = only(&text(date)).starts else {
            panic!("no zone on {date}")
        };
        assert_eq!((zone.name.as_str(), zone.offset), ("Ours", offset), "{date}");
    }
}

#[test]
fn days_end_with_their_last_day_and_durations_count() {
    let one = only(&event("DTSTART;VALUE=DATE:20260302\nDTEND;VALUE=DATE:20260303"));
    assert_eq!((one.starts, one.ends), (day(2026, 3, 2), None));
    let three = only(&event("DTSTART;VALUE=DATE:20260302\nDTEND;VALUE=DATE:20260305"));
    assert_eq!(three.ends, day(2026, 3, 4));
    let lasting = only(&event("DTSTART;VALUE=DATE:20260302\nDURATION:P2D"));
    assert_eq!(lasting.ends, day(2026, 3, 3));
    let utc = |seconds| Some(Moment::At { seconds, zone: None });
    let hours = only(&event("DTSTART:20260302T130000Z\nDURATION:PT1H30M"));
    assert_eq!((hours.starts, hours.ends), (utc(1_772_456_400), utc(1_772_461_800)));
    let backwards = only(&event("DTSTART:20260302T130000Z\nDTEND:20260301T130000Z"));
    assert_eq!(backwards.ends, None);
    let floating = only(&event("DTSTART:20260302T233000\nDURATION:PT1H"));
    let local =
        |day, minute| Some(Moment::Local { day: Day { year: 2026, month: 3, day }, minute });
    assert_eq!((floating.starts, floating.ends), (local(2, 23 * 60 + 30), local(3, 30)));
    let unknown = only(&event("DTSTART;TZID=Nowhere:20260302T090000"));
    assert_eq!(unknown.starts, local(2, 9 * 60));
}

#[test]
fn answers_cancellations_and_single_dates_are_told_apart() {
    let reply = "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nATTENDEE;PARTSTAT=ACCEPTED;CN=Ana:\
        mailto:ana@x.example\nCOMMENT:See you\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR";
    let reply = read(reply);
    assert_eq!(reply.method, Method::Reply);
    assert_eq!(reply.meetings[0].guests[0].answer, Answer::Accepted);
    assert_eq!(reply.meetings[0].comment, "See you");
    let cancelled = only(&event("STATUS:CANCELLED\nRECURRENCE-ID:20260302T130000Z\nSUMMARY:x"));
    assert!(cancelled.is_cancelled && cancelled.is_one_of_series);
    let place = only(&event(
        "LOCATION:HTTPS://meet.example/a-b\nRRULE:FREQ=MONTHLY;BYDAY=-1FR\n\
        DTSTART:20260327T130000Z",
    ));
    assert_eq!((place.place.as_str(), place.call.as_str()), ("", "https://meet.example/a-b"));
    let friday = On::Weekday { nth: -1, day: 5 };
    assert_eq!(place.repeats.unwrap().rule, Rule::Monthly { every: 1, on: vec![friday] });
    assert_eq!(invitation(&event("SUMMARY:x"), Some("cancel")).unwrap().method, Method::Cancel);
    for place in
        ["https://user:pw@x.example/", "javascript:alert(1)", "https://", "http://x.example"]
    {
        assert_eq!(only(&event(&format!("LOCATION:{place}"))).call, "", "{place}");
    }
}

#[test]
fn what_was_never_closed_or_nests_is_read_as_far_as_it_goes() {
    for (text, meetings) in [
        ("BEGIN:VEVENT\nSUMMARY:a", 1),
        ("BEGIN:VEVENT\nSUMMARY:a\nBEGIN:VEVENT\nSUMMARY:b\nEND:VEVENT", 2),
        ("BEGIN:VEVENT\nBEGIN:VALARM\nSUMMARY:no\nBEGIN:VEVENT\nSUMMARY:b\nEND:VCALENDAR", 2),
        ("END:VEVENT\nEND:VTIMEZONE\nEND:STANDARD\nBEGIN:VEVENT", 1),
        ("BEGIN:VTIMEZONE\nBEGIN:VTIMEZONE\nBEGIN:DAYLIGHT\nBEGIN:VEVENT\nSUMMARY:a", 1),
    ] {
        assert_eq!(read(text).meetings.len(), meetings, "{text}");
    }
    for text in ["", "BEGIN:VCALENDAR\nEND:VCALENDAR", "BEGIN:VTODO\nSUMMARY:a\nEND:VTODO", "\u{0}"]
    {
        assert_eq!(invitation(text, Some("REQUEST")), None, "{text}");
    }
    let nested = "BEGIN:VALARM\n".repeat(100_000);
    assert_eq!(invitation(&nested, None), None);
}

#[test]
fn masses_are_counted_and_cut() {
    let many = "BEGIN:VEVENT\nEND:VEVENT\n".repeat(100_000);
    let read = invitation(&many, None).unwrap();
    assert_eq!(read.meetings.len(), MAX_MEETINGS);
    assert!(read.more > 1_000 && read.more < 20_000);
    let guests = "ATTENDEE:mailto:a@x.example\n".repeat(5_000);
    let meeting = only(&event(guests.trim_end()));
    assert_eq!((meeting.guests.len(), meeting.more_guests), (200, 4_800));
    let long = only(&event(&format!("SUMMARY:a\u{7}\u{202e}b\\nc{}", "é".repeat(9_000))));
    assert!(long.title.starts_with("ab cé") && long.title.chars().count() <= 300);
    let huge = format!("BEGIN:VEVENT\nSUMMARY:{}", "x".repeat(10 << 20));
    assert_eq!(read_title(&huge), "x".repeat(300));
}

fn read_title(text: &str) -> String {
    only(text).title
}
