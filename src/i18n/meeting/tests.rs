//! Invitations in both languages.

use super::*;
use crate::i18n::languages::LANGUAGES;
use crate::model::address::Address;
use crate::model::invitation::Guest;

/// In English, then in Portuguese.
fn both(say: impl Fn(&Language) -> String) -> [String; 2] {
    let [english, portuguese] = &*LANGUAGES;
    let said = [english, portuguese].map(say);
    assert!(said.iter().all(|words| !words.contains(['{', '$'])), "{said:?}");
    said
}

fn berlin(seconds: i64) -> Option<Moment> {
    let zone = Some(Zone { name: "Europe/Berlin".to_owned(), offset: 3_600 });
    Some(Moment::At { seconds, zone })
}

fn said(meeting: &Meeting, zone: &str) -> [String; 2] {
    let zone = TimeZone::get(zone).unwrap();
    both(|language| {
        let (here, there) = when_in(language, &zone, meeting).unwrap();
        there.map_or(here.clone(), |there| format!("{here} | {there}"))
    })
}

#[test]
fn the_time_is_told_here_and_where_it_was_written_down() {
    let (starts, ends) = (berlin(1_772_456_400), berlin(1_772_460_000));
    let meeting = Meeting { starts, ends, ..Meeting::default() };
    let [en, pt] = said(&meeting, "Europe/Berlin");
    assert_eq!(en, "Monday, 2 March 2026, 14:00 – 15:00");
    assert_eq!(pt, "segunda-feira, 2 de março de 2026, 14:00 – 15:00");
    let [en, pt] = said(&meeting, "America/Sao_Paulo");
    assert_eq!(en, "Monday, 2 March 2026, 10:00 – 11:00 | 14:00 – 15:00 in Berlin (UTC+1)");
    assert_eq!(
        pt,
        "segunda-feira, 2 de março de 2026, 10:00 – 11:00 | 14:00 – 15:00 no horário de Berlin (UTC+1)"
    );
    let [en, _] = said(&meeting, "Pacific/Auckland");
    assert_eq!(
        en,
        "Tuesday, 3 March 2026, 02:00 – 03:00 | Monday, 2 March 2026, 14:00 – 15:00 in Berlin (UTC+1)"
    );
}

#[test]
fn days_nights_and_clocks_without_a_zone_are_told() {
    let day = |day| Some(Moment::Day(Day { year: 2026, month: 3, day }));
    let one = Meeting { starts: day(2), ..Meeting::default() };
    assert_eq!(said(&one, "UTC")[0], "Monday, 2 March 2026, all day");
    let three = Meeting { starts: day(2), ends: day(4), ..Meeting::default() };
    assert_eq!(
        said(&three, "UTC"),
        [
            "Monday, 2 March 2026 – Wednesday, 4 March 2026, all day",
            "segunda-feira, 2 de março de 2026 – quarta-feira, 4 de março de 2026, o dia todo"
        ]
    );
    let local =
        |day, minute| Some(Moment::Local { day: Day { year: 2026, month: 3, day }, minute });
    let night = Meeting { starts: local(2, 1_380), ends: local(3, 60), ..Meeting::default() };
    let words = "Monday, 2 March 2026, 23:00 – Tuesday, 3 March 2026, 01:00";
    assert_eq!(said(&night, "Asia/Tokyo")[0], words);
    let zone = Some(Zone { name: "(UTC+05:30) Ours".to_owned(), offset: 19_800 });
    let starts = Some(Moment::At { seconds: 1_772_456_400, zone });
    let odd = Meeting { starts, ..Meeting::default() };
    let words = "Monday, 2 March 2026, 13:00 | 18:30 by the organiser’s clock (UTC+5:30)";
    assert_eq!(said(&odd, "UTC")[0], words);
    assert_eq!(when_in(&LANGUAGES[0], &TimeZone::UTC, &Meeting::default()), None);
}

#[test]
fn rules_are_told_in_words() {
    let until = End::Until(Day { year: 2027, month: 3, day: 3 });
    let friday = On::Weekday { nth: -1, day: 5 };
    for (rule, end, en, pt) in [
        (
            Rule::Weekly { every: 1, days: vec![1, 3] },
            until,
            "Repeats every week on Monday and Wednesday until 3 March 2027",
            "Repete-se toda semana, na segunda-feira e na quarta-feira, até 3 de março de 2027",
        ),
        (
            Rule::Monthly { every: 1, on: vec![friday] },
            End::Times(10),
            "Repeats on the last Friday of each month, 10 times",
            "Repete-se todo mês, na última sexta-feira, 10 vezes",
        ),
        (
            Rule::Monthly { every: 2, on: vec![On::Day(15), On::Day(-1)] },
            End::Never,
            "Repeats every 2 months on day 15 and the last day",
            "Repete-se a cada 2 meses, no dia 15 e no último dia",
        ),
        (
            Rule::Monthly { every: 1, on: vec![On::Workday { nth: 1 }] },
            End::Never,
            "Repeats on the first working day of each month",
            "Repete-se todo mês, no primeiro dia útil",
        ),
        (
            Rule::Yearly { every: 1, months: vec![3], on: vec![On::Weekday { nth: -2, day: 7 }] },
            End::Never,
            "Repeats every year on the last but one Sunday of March",
            "Repete-se todo ano, no penúltimo domingo de março",
        ),
        (
            Rule::Yearly { every: 1, months: vec![5], on: vec![On::Day(4)] },
            End::Never,
            "Repeats every year on day 4 of May",
            "Repete-se todo ano, no dia 4 de maio",
        ),
    ] {
        let repeats = Repeats { rule, end };
        assert_eq!(both(|language| repeats_in(language, &repeats)), [en, pt]);
    }
}

#[test]
fn days_and_weeks_are_told_in_words() {
    for (rule, end, en, pt) in [
        (Rule::Daily { every: 1 }, End::Never, "Repeats every day", "Repete-se todos os dias"),
        (
            Rule::Daily { every: 3 },
            End::Times(2),
            "Repeats every 3 days, 2 times",
            "Repete-se a cada 3 dias, 2 vezes",
        ),
        (
            Rule::Weekly { every: 1, days: WORKDAYS.into() },
            End::Never,
            "Repeats every day from Monday to Friday",
            "Repete-se de segunda a sexta-feira",
        ),
        (
            Rule::Weekly { every: 2, days: vec![6, 7] },
            End::Never,
            "Repeats every 2 weeks on Saturday and Sunday",
            "Repete-se a cada 2 semanas, no sábado e no domingo",
        ),
        (Rule::Other, End::Times(1), "Repeats, once", "Repete-se, 1 vez"),
    ] {
        let repeats = Repeats { rule, end };
        assert_eq!(both(|language| repeats_in(language, &repeats)), [en, pt]);
    }
}

#[test]
fn a_heading_tells_what_it_is_for() {
    let guest = |answer| Guest {
        who: Address { name: "Ana".to_owned(), email: "ana@x.example".to_owned() },
        answer,
    };
    let answered = |answer| Meeting { guests: vec![guest(answer)], ..Meeting::default() };
    let changed = Meeting { is_changed: true, ..Meeting::default() };
    let one_date = Meeting { is_one_of_series: true, ..Meeting::default() };
    for (method, meeting, en, pt) in [
        (Method::Request, Meeting::default(), "Invitation", "Convite"),
        (Method::Request, changed, "Changed invitation", "Convite alterado"),
        (Method::Publish, Meeting::default(), "Appointment", "Compromisso"),
        (Method::Cancel, Meeting::default(), "Cancelled", "Cancelado"),
        (
            Method::Cancel,
            one_date,
            "One date of a series is cancelled",
            "Uma data da série foi cancelada",
        ),
        (Method::Reply, answered(Answer::Accepted), "Ana accepted", "Ana aceitou"),
        (Method::Reply, answered(Answer::Declined), "Ana declined", "Ana recusou"),
        (Method::Reply, Meeting::default(), "Somebody answered", "Alguém respondeu"),
        (
            Method::Counter,
            answered(Answer::Tentative),
            "Ana proposes another time",
            "Ana propõe outro horário",
        ),
    ] {
        assert_eq!(both(|language| heading_in(language, method, &meeting)), [en, pt]);
    }
}
