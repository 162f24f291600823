//! Orders of the person against news of the server.

use super::*;

#[test]
fn a_move_leaves_one_list_and_joins_the_other_at_its_time_in_every_pending_state() {
    let states = [
        State::Held { until: 5 },
        State::Queued,
        State::InFlight(Step::Repeatable),
        State::Doubtful(refusal()),
    ];
    for state in states {
        let mut mail = mail();
        mail.apply(arrived(ARCHIVE, vec![row(1, Flags::SEEN), row(9, Flags::SEEN)]));
        mail.apply(arrived(INBOX, vec![row(1, Flags::NONE)]));
        mail.promise(Entry { state: state.clone(), ..moving(1, &[2, 3], INBOX, ARCHIVE) });
        assert_eq!(shown(&mut mail, INBOX), [4, 1], "{state:?}");
        assert_eq!(shown(&mut mail, ARCHIVE), [9, 3, 2], "{state:?}");
        assert_eq!((counts(&mail, INBOX), counts(&mail, ARCHIVE)), ((2, 2), (2, 2)), "{state:?}");
    }
}

#[test]
fn entries_that_are_over_change_nothing() {
    for state in [State::Refused(refusal()), State::Cancelled, State::Settled] {
        let mut mail = mail();
        mail.apply(Fact::JournalOpened(vec![Entry {
            state: state.clone(),
            ..moving(1, &[2], INBOX, ARCHIVE)
        }]));
        mail.refresh();
        assert_eq!(shown(&mut mail, INBOX), [4, 3, 2, 1], "{state:?}");
    }
}

#[test]
fn flags_and_deletions_are_shown_and_counted_at_once() {
    let mut mail = mail();
    mail.promise(marking(1, &[1, 2]));
    assert_eq!(unread(&mut mail, INBOX), [4, 3]);
    assert_eq!(counts(&mail, INBOX), (4, 2));
    mail.promise(entry(2, Action::Delete { keys: keys(&[2, 3]), from: INBOX }));
    assert_eq!(shown(&mut mail, INBOX), [4, 1]);
    assert_eq!(counts(&mail, INBOX), (2, 1));
}

#[test]
fn a_refused_entry_brings_the_rows_home_with_their_flags_and_counts() {
    let mut mail = mail();
    mail.promise(moving(1, &[2, 3], INBOX, ARCHIVE));
    mail.promise(marking(2, &[4]));
    changed(&mut mail, 1, State::Refused(refusal()));
    changed(&mut mail, 2, State::Refused(refusal()));
    assert_eq!(unread(&mut mail, INBOX), [4, 3, 2, 1]);
    assert_eq!(shown(&mut mail, ARCHIVE), [] as [u64; 0]);
    assert_eq!((counts(&mail, INBOX), counts(&mail, ARCHIVE)), ((4, 4), (0, 0)));
}

#[test]
fn an_entry_that_could_not_be_written_never_was() {
    let mut mail = mail();
    mail.promise(moving(1, &[2], INBOX, ARCHIVE));
    mail.apply(Fact::JournalFailed(EntryId(1), refusal()));
    mail.refresh();
    assert_eq!(shown(&mut mail, INBOX), [4, 3, 2, 1]);
}

#[test]
fn overlapping_entries_are_laid_over_each_other_in_their_order() {
    let mut mail = mail();
    mail.promise(moving(1, &[1, 2], INBOX, ARCHIVE));
    mail.promise(moving(2, &[2], ARCHIVE, TRASH));
    mail.promise(marking(3, &[2]));
    assert_eq!(shown(&mut mail, ARCHIVE), [1]);
    assert_eq!(shown(&mut mail, TRASH), [2]);
    assert_eq!(counts(&mail, TRASH), (1, 0));
    changed(&mut mail, 2, State::Refused(refusal()));
    assert_eq!(shown(&mut mail, ARCHIVE), [2, 1]);
    assert_eq!(counts(&mail, ARCHIVE), (2, 1));
}

#[test]
fn a_moved_row_is_shown_once_and_never_flickers_whatever_news_comes_first() {
    let settled = || Fact::EntryChanged(EntryId(1), State::Settled);
    let news: [fn() -> Fact; 2] =
        [|| moved(INBOX, ARCHIVE, &[2]), || arrived(ARCHIVE, vec![row(2, Flags::NONE)])];
    for (case, news) in news.into_iter().enumerate() {
        for settled_first in [false, true] {
            let mut mail = mail();
            mail.promise(moving(1, &[2], INBOX, ARCHIVE));
            let (first, second) =
                if settled_first { (settled(), news()) } else { (news(), settled()) };
            for fact in [first, second] {
                mail.apply(fact);
                mail.refresh();
                let at = format!("case {case}, settled first: {settled_first}");
                assert_eq!(shown(&mut mail, INBOX), [4, 3, 1], "{at}");
                assert_eq!(shown(&mut mail, ARCHIVE), [2], "{at}");
            }
            assert!(mail.entry(EntryId(1)).is_none(), "nothing is left of it");
        }
    }
}

#[test]
fn counts_hold_through_settling_in_either_order() {
    for settled_first in [false, true] {
        let mut mail = mail();
        mail.promise(moving(1, &[2], INBOX, ARCHIVE));
        let mut facts =
            [moved(INBOX, ARCHIVE, &[2]), Fact::EntryChanged(EntryId(1), State::Settled)];
        if settled_first {
            facts.reverse();
        }
        for fact in facts {
            mail.apply(fact);
            assert_eq!((counts(&mail, INBOX), counts(&mail, ARCHIVE)), ((3, 3), (1, 1)));
        }
    }
}

#[test]
fn a_message_that_comes_back_is_not_hidden_by_what_was_settled_before() {
    let mut mail = mail();
    mail.promise(moving(1, &[1, 2], INBOX, ARCHIVE));
    changed(&mut mail, 1, State::Settled);
    // The news of 1 came, that of 2 did not yet.
    mail.apply(moved(INBOX, ARCHIVE, &[1]));
    mail.promise(moving(2, &[1], ARCHIVE, INBOX));
    changed(&mut mail, 2, State::Settled);
    mail.apply(moved(ARCHIVE, INBOX, &[1]));
    mail.refresh();
    assert_eq!(shown(&mut mail, INBOX), [4, 3, 1]);
    assert_eq!(shown(&mut mail, ARCHIVE), [2]);
}

#[test]
fn messages_that_vanish_under_a_pending_move_leave_both_lists() {
    let mut mail = mail();
    mail.promise(moving(1, &[2, 3], INBOX, ARCHIVE));
    mail.apply(Fact::Vanished { mailbox: INBOX, keys: keys(&[2]) });
    mail.refresh();
    assert_eq!(shown(&mut mail, INBOX), [4, 1]);
    assert_eq!(shown(&mut mail, ARCHIVE), [3]);
    assert_eq!((counts(&mail, INBOX), counts(&mail, ARCHIVE)), ((2, 2), (1, 1)));
    changed(&mut mail, 1, State::Refused(refusal()));
    assert_eq!(shown(&mut mail, INBOX), [4, 3, 1]);
}

#[test]
fn late_news_that_a_message_vanished_from_where_it_was_do_not_touch_where_it_is() {
    let mut mail = mail();
    mail.apply(moved(INBOX, ARCHIVE, &[2]));
    mail.apply(Fact::Vanished { mailbox: INBOX, keys: keys(&[2]) });
    mail.refresh();
    assert_eq!(shown(&mut mail, ARCHIVE), [2]);
    assert_eq!(counts(&mail, INBOX), (3, 3));
}

#[test]
fn flags_of_another_client_shine_through_pending_ones() {
    let mut mail = mail();
    mail.promise(marking(1, &[1]));
    mail.apply(Fact::FlagsChanged { mailbox: INBOX, flags: vec![(key(1), Flags::FLAGGED)] });
    assert_eq!(mail.line(key(1)).unwrap().flags, Flags::FLAGGED.with(Flags::SEEN));
    assert_eq!(counts(&mail, INBOX), (4, 3));
    changed(&mut mail, 1, State::Settled);
    assert_eq!(mail.line(key(1)).unwrap().flags, Flags::FLAGGED.with(Flags::SEEN));
    assert_eq!(counts(&mail, INBOX), (4, 3));
    assert!(mail.entry(EntryId(1)).is_none());
}

#[test]
fn opposite_flag_changes_end_as_the_last_one_says() {
    let mut mail = mail();
    let unmark = entry(2, Action::Flag { keys: keys(&[1]), add: Flags::NONE, remove: Flags::SEEN });
    mail.promise(marking(1, &[1]));
    mail.promise(unmark);
    assert_eq!(unread(&mut mail, INBOX), [4, 3, 2, 1]);
    changed(&mut mail, 1, State::Settled);
    assert_eq!(unread(&mut mail, INBOX), [4, 3, 2, 1]);
    changed(&mut mail, 2, State::Settled);
    assert_eq!(unread(&mut mail, INBOX), [4, 3, 2, 1]);
    assert_eq!(counts(&mail, INBOX), (4, 4));
}

#[test]
fn what_is_taken_back_is_home_at_once_and_stays_home_when_cancelled() {
    let mut mail = mail();
    mail.promise(moving(1, &[2], INBOX, ARCHIVE));
    assert!(mail.take_back(EntryId(1)));
    assert!(!mail.take_back(EntryId(1)), "only once");
    assert_eq!(shown(&mut mail, INBOX), [4, 3, 2, 1]);
    changed(&mut mail, 1, State::Cancelled);
    assert_eq!(shown(&mut mail, INBOX), [4, 3, 2, 1]);
    assert_eq!((counts(&mail, INBOX), counts(&mail, ARCHIVE)), ((4, 4), (0, 0)));
}

#[test]
fn what_was_taken_back_too_late_stays_home_while_the_inverse_is_ordered() {
    let mut mail = mail();
    mail.promise(moving(1, &[2], INBOX, ARCHIVE));
    mail.take_back(EntryId(1));
    let home = |mail: &mut Mail| {
        mail.refresh();
        assert_eq!(shown(mail, INBOX), [4, 3, 2, 1]);
        assert_eq!(shown(mail, ARCHIVE), [] as [u64; 0]);
    };
    changed(&mut mail, 1, State::InFlight(Step::Repeatable));
    home(&mut mail);
    mail.apply(moved(INBOX, ARCHIVE, &[2]));
    home(&mut mail);
    changed(&mut mail, 1, State::Settled);
    home(&mut mail);
    let inverse = mail.too_late(EntryId(1)).unwrap();
    assert_eq!(inverse, Action::Move { keys: keys(&[2]), from: ARCHIVE, to: INBOX });
    mail.promise(entry(2, inverse));
    home(&mut mail);
    changed(&mut mail, 2, State::Settled);
    home(&mut mail);
    mail.apply(moved(ARCHIVE, INBOX, &[2]));
    home(&mut mail);
    assert_eq!((counts(&mail, INBOX), counts(&mail, ARCHIVE)), ((4, 4), (0, 0)));
}

#[test]
fn a_deletion_taken_back_shows_the_rows_until_it_is_known_to_be_too_late() {
    let mut mail = mail();
    mail.promise(entry(1, Action::Delete { keys: keys(&[2]), from: INBOX }));
    mail.take_back(EntryId(1));
    assert_eq!(shown(&mut mail, INBOX), [4, 3, 2, 1]);
    assert_eq!(mail.too_late(EntryId(1)), None);
    mail.refresh();
    assert_eq!(shown(&mut mail, INBOX), [4, 3, 1]);
}

#[test]
fn an_entry_found_at_the_start_is_laid_over_rows_that_come_later() {
    let mut mail = Mail::default();
    mail.apply(Fact::JournalOpened(vec![moving(1, &[2], INBOX, ARCHIVE)]));
    mail.apply(Fact::MailboxesListed {
        mailboxes: vec![mailbox(INBOX, 2, 2), mailbox(ARCHIVE, 0, 0)],
        source: Source::Cache,
    });
    mail.apply(arrived(INBOX, vec![row(1, Flags::NONE), row(2, Flags::NONE)]));
    mail.refresh();
    assert_eq!(shown(&mut mail, INBOX), [1]);
    assert_eq!(shown(&mut mail, ARCHIVE), [2]);
    assert_eq!((counts(&mail, INBOX), counts(&mail, ARCHIVE)), ((1, 1), (1, 1)));
}
