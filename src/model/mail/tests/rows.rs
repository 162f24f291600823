//! Rows, their order and the ways to find them.

use super::*;

#[test]
fn rows_stand_newest_first_and_of_equal_times_the_higher_key_first() {
    let mut mail = mail();
    let late = |number, received| Row { received, ..row(number, Flags::NONE) };
    mail.apply(arrived(INBOX, vec![late(10, 3), late(11, -5), late(12, 99)]));
    mail.refresh();
    assert_eq!(shown(&mut mail, INBOX), [12, 4, 10, 3, 2, 1, 11]);
    let shown = mail.shown().unwrap();
    for at in 0..shown.len() {
        assert_eq!(shown.index_of(shown.key_at(at).unwrap()), Some(at));
    }
    assert_eq!(shown.index_of(key(77)), None);
    assert_eq!(shown.index_near(Rank::new(3, key(20))), 2);
}

#[test]
fn a_row_that_comes_again_replaces_the_one_with_its_key() {
    let mut mail = mail();
    let again = Row { subject: "Changed".into(), received: 50, ..row(2, Flags::SEEN) };
    mail.apply(arrived(INBOX, vec![row(2, Flags::NONE), again]));
    mail.refresh();
    assert_eq!(shown(&mut mail, INBOX), [2, 4, 3, 1]);
    let line = mail.line(key(2)).unwrap();
    assert_eq!((line.subject, line.received, line.flags), ("Changed", 50, Flags::SEEN));
    assert_eq!((line.from.name.as_str(), line.size, line.attachment), ("Sender 2", 1_000, true));
}

#[test]
fn a_message_is_in_one_mailbox_only() {
    let mut mail = mail();
    mail.apply(arrived(ARCHIVE, vec![row(2, Flags::NONE)]));
    mail.refresh();
    assert_eq!(shown(&mut mail, INBOX), [4, 3, 1]);
    assert_eq!(shown(&mut mail, ARCHIVE), [2]);
}

#[test]
fn a_mailbox_that_is_listed_no_more_takes_its_rows_with_it() {
    let mut mail = mail();
    mail.promise(moving(1, &[2], INBOX, ARCHIVE));
    mail.apply(Fact::MailboxesListed {
        mailboxes: vec![mailbox(ARCHIVE, 0, 0)],
        source: Source::Server,
    });
    mail.refresh();
    assert_eq!(shown(&mut mail, INBOX), [] as [u64; 0]);
    assert_eq!(shown(&mut mail, ARCHIVE), [] as [u64; 0]);
    assert!(mail.line(key(1)).is_none());
    assert_eq!(counts(&mail, ARCHIVE), (0, 0));
}

#[test]
fn counts_of_the_server_are_taken_as_they_are_and_never_fall_below_nothing() {
    let mut mail = mail();
    mail.apply(Fact::Counted { mailbox: INBOX, total: 1, unread: 0 });
    mail.apply(Fact::Vanished { mailbox: INBOX, keys: keys(&[1, 2, 3]) });
    assert_eq!(counts(&mail, INBOX), (0, 0));
}

#[test]
fn many_rows_in_any_order_and_many_removals_leave_the_right_ones() {
    let mut mail = Mail::default();
    let mut rng = fastrand::Rng::with_seed(7);
    let mut numbers: Vec<u64> = (0..20_000).collect();
    rng.shuffle(&mut numbers);
    for chunk in numbers.chunks(4_096) {
        mail.apply(arrived(INBOX, chunk.iter().map(|&n| row(n, Flags::NONE)).collect()));
    }
    rng.shuffle(&mut numbers);
    let (gone, left) = numbers.split_at(12_000);
    mail.apply(Fact::Vanished { mailbox: INBOX, keys: keys(gone) });
    mail.apply(arrived(INBOX, gone.iter().take(500).map(|&n| row(n, Flags::SEEN)).collect()));
    mail.refresh();
    let mut expected: Vec<u64> = left.iter().chain(gone.iter().take(500)).copied().collect();
    expected.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!(shown(&mut mail, INBOX), expected);
    for number in expected {
        assert_eq!(mail.line(key(number)).unwrap().subject, format!("Subject {number}"));
    }
}

#[test]
fn subjects_survive_the_gathering_of_their_places() {
    let mut mail = Mail::default();
    let long = |n: u64| Row { subject: format!("{n} {}", "é".repeat(400)), ..row(n, Flags::NONE) };
    mail.apply(arrived(INBOX, (0..4_000).map(long).collect()));
    mail.apply(Fact::Vanished { mailbox: INBOX, keys: keys(&(0..3_000).collect::<Vec<_>>()) });
    mail.apply(Fact::Vanished { mailbox: INBOX, keys: keys(&[3_000]) });
    for number in 3_001..4_000 {
        let subject = mail.line(key(number)).unwrap().subject;
        assert!(subject.starts_with(&format!("{number} éé")) && subject.len() <= 600);
    }
}
