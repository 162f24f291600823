//! What is to be done next, as a table of boards.

use super::mark::PENALTY;
use super::*;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::mailbox::Mailbox;
use crate::model::remote::{Uid, UidValidity, WireName};
use crate::store::{Stored, SyncState};
use crate::sync::books::Rows;

const INBOX: MailboxId = MailboxId(1);
const WORK: MailboxId = MailboxId(2);
const SENT: MailboxId = MailboxId(3);

fn known(id: MailboxId, role: Option<Role>) -> Known {
    let mailbox = Mailbox {
        id,
        path: vec![format!("m{}", id.0)],
        role,
        selectable: true,
        total: 0,
        unread: 0,
        subscribed: None,
    };
    let stored = Stored { mailbox, wire: WireName(format!("m{}", id.0)) };
    (stored, SyncState::default(), Rows::default())
}

/// Listed, every mailbox never seen, so that each is due.
fn board(live: bool) -> Board {
    let mut board = Board::new(live);
    let list =
        vec![known(WORK, None), known(SENT, Some(Role::Sent)), known(INBOX, Some(Role::Inbox))];
    board.take_list(list);
    board.list_due = false;
    board.listed = Some(Instant::now());
    for id in [INBOX, WORK, SENT] {
        board.take_status(id, Status::default());
    }
    board
}

fn seen(board: &mut Board, id: MailboxId, complete: bool) {
    let mark = board.mark_mut(id).unwrap();
    mark.due = false;
    mark.state.uid_validity = Some(UidValidity(1));
    mark.state.complete = complete;
    mark.state.highest_modseq = complete.then_some(crate::model::remote::ModSeq(1));
}

fn update(mailbox: MailboxId, listening: bool) -> Job {
    Job::Update { mailbox, listening }
}

#[test]
fn the_list_comes_first_then_what_is_on_screen() {
    let now = Instant::now();
    let mut board = board(true);
    board.listed = None;
    assert_eq!(board.next(Line::Commands, None, now), Job::List);
    board.listed = Some(now);
    assert_eq!(board.next(Line::Commands, None, now), update(INBOX, true));
    board.selected = Some(WORK);
    assert_eq!(board.next(Line::Commands, None, now), update(WORK, true));
}

#[test]
fn a_body_overtakes_everything_else() {
    let mut board = board(true);
    let ask = BodyAsk { key: MessageKey(1), limit: BodyLimit::First, only_origin: false };
    board.body = Some(ask);
    assert_eq!(board.next(Line::Commands, None, Instant::now()), Job::Body(ask));
    assert_eq!((board.body, board.body_begun), (None, Some(ask)));
}

#[test]
fn a_single_connection_brings_every_newest_before_any_history() {
    let now = Instant::now();
    let mut board = board(false);
    let mut order = Vec::new();
    let mut open = None;
    for _ in 0..7 {
        let job = board.next(Line::Commands, open, now);
        match &job {
            Job::Update { mailbox, .. } => {
                let complete = board.mark(*mailbox).unwrap().state.complete;
                seen(&mut board, *mailbox, complete);
                open = Some(*mailbox);
            }
            Job::Window(mailbox) => {
                seen(&mut board, *mailbox, true);
                open = Some(*mailbox);
            }
            _ => {}
        }
        order.push(job);
    }
    let rest = order.pop().unwrap();
    assert_eq!(
        order,
        [
            update(INBOX, true),
            update(SENT, false),
            update(WORK, false),
            Job::Window(INBOX),
            Job::Window(SENT),
            Job::Window(WORK),
        ]
    );
    assert_eq!(rest, update(INBOX, true), "at the end it goes back to what is on screen");
    board.link = Link::Live;
    assert_eq!(board.link_now(), Link::Live);
}

#[test]
fn with_three_connections_each_does_its_part() {
    let now = Instant::now();
    let mut board = board(true);
    for line in [Line::Commands, Line::Watch, Line::History] {
        board.stand(line, Standing::Up);
    }
    board.selected = Some(WORK);
    assert_eq!(board.next(Line::Commands, None, now), update(WORK, true));
    assert_eq!(board.next(Line::Watch, None, now), update(INBOX, true));
    assert_eq!(board.next(Line::History, None, now), update(SENT, false));
    for id in [INBOX, WORK, SENT] {
        seen(&mut board, id, false);
    }
    assert_eq!(board.next(Line::History, None, now), Job::Window(WORK));
    assert!(matches!(
        board.next(Line::Commands, Some(WORK), now),
        Job::Rest { on: Some(WORK), .. }
    ));
    assert!(matches!(board.next(Line::Watch, Some(INBOX), now), Job::Rest { on: Some(INBOX), .. }));
}

#[test]
fn a_broken_mailbox_stops_nothing_and_gets_another_chance() {
    let now = Instant::now();
    let mut board = board(false);
    seen(&mut board, INBOX, true);
    seen(&mut board, WORK, true);
    board.mark_mut(SENT).unwrap().broken = true;
    assert!(board.is_in_step());
    board.new_round(now);
    assert!(!board.is_in_step());
    assert_eq!(board.next(Line::Commands, Some(INBOX), now), update(SENT, false));
    board.mark_mut(SENT).unwrap().strike(true, now);
    board.new_round(now + Duration::from_secs(180));
    assert!(board.is_in_step(), "one that broke a connection waits longer");
    board.new_round(now + PENALTY);
    assert!(!board.is_in_step());
}

#[test]
fn only_the_third_broken_wire_in_a_row_is_held_against_a_mailbox() {
    let mut board = board(false);
    let mark = board.mark_mut(SENT).unwrap();
    for (strikes, broken) in [(1, false), (2, false), (3, true)] {
        mark.strike(false, Instant::now());
        assert_eq!((mark.strikes, mark.broken), (strikes, broken));
    }
}

#[test]
fn an_account_is_live_only_when_nothing_is_left_to_do() {
    let mut board = board(false);
    board.link = Link::Live;
    for id in [INBOX, WORK, SENT] {
        assert_eq!(board.link_now(), Link::Syncing);
        seen(&mut board, id, true);
    }
    assert_eq!(board.link_now(), Link::Live);
    board.mark_mut(WORK).unwrap().sweep = Some(Uid(9));
    assert_eq!(board.link_now(), Link::Syncing);
    let fault = Fault::new(FaultKind::Lost, Place::Connect, "");
    board.link = Link::Offline { since: 1, fault, retry_at: 2 };
    assert_eq!(board.link_now(), board.link);
}

#[test]
fn counts_follow_the_cache_when_all_is_known_and_the_server_while_it_is_not() {
    let rows = |turn, all, unread| Rows { turn, all, unread, marked: (0, 0) };
    let mut mark = {
        let (stored, state, rows) = known(INBOX, Some(Role::Inbox));
        Mark::new(stored, state, rows)
    };
    mark.counts = (1_000, 10);
    assert_eq!(mark.take_rows(rows(1, 50, 5), true), None, "history was counted already");
    assert_eq!(mark.take_rows(rows(2, 51, 6), false), Some((1_001, 11)), "new mail");
    assert_eq!(mark.take_rows(rows(3, 51, 4), false), Some((1_001, 9)), "two were read");
    assert_eq!(mark.take_rows(rows(1, 9, 9), false), None, "older figures do not count");
    mark.state.complete = true;
    assert_eq!(mark.take_rows(rows(4, 900, 3), true), Some((900, 3)));
}

#[test]
fn an_audit_comes_after_everything_else_and_before_rest() {
    let now = Instant::now();
    let mut board = board(true);
    board.stand(Line::Watch, Standing::Up);
    board.audit = Some(Round::nightly(crate::model::audit::NIGHT));
    for (id, complete) in [(INBOX, true), (SENT, true), (WORK, false)] {
        seen(&mut board, id, complete);
    }
    assert_eq!(board.next(Line::History, None, now), Job::Window(WORK));
    seen(&mut board, WORK, true);
    assert_eq!(board.next(Line::History, None, now), Job::Audit);
    board.status_due = true;
    assert_eq!(board.next(Line::History, None, now), Job::Status);
    board.status_due = false;
    assert!(matches!(board.next(Line::Commands, Some(INBOX), now), Job::Rest { .. }));
    board.audit = None;
    assert!(matches!(board.next(Line::History, None, now), Job::Rest { .. }));
}

#[test]
fn with_little_traffic_left_only_what_is_asked_for_goes_on() {
    let now = Instant::now();
    let mut board = board(true);
    board.stand(Line::Watch, Standing::Up);
    for (id, complete) in [(INBOX, true), (SENT, false), (WORK, false)] {
        seen(&mut board, id, complete);
    }
    board.link = Link::Live;
    assert_eq!(board.link_now(), Link::Syncing);
    board.paused = true;
    assert_eq!(board.link_now(), Link::Live, "what is left is left for tomorrow");
    assert!(matches!(board.next(Line::History, None, now), Job::Rest { .. }));
    board.audit = Some(Round::nightly(crate::model::audit::NIGHT));
    assert!(matches!(board.next(Line::History, None, now), Job::Rest { .. }));
    board.audit = Some(Round::asked(None));
    assert_eq!(board.next(Line::History, None, now), Job::Audit);
    board.mark_mut(WORK).unwrap().due = true;
    assert_eq!(board.next(Line::History, None, now), update(WORK, false), "new mail comes");
    board.selected = Some(SENT);
    board.mark_mut(SENT).unwrap().due = true;
    assert_eq!(board.next(Line::Commands, Some(INBOX), now), update(SENT, true));
}

/// Everything listed, known and complete.
fn quiet() -> Board {
    let mut board = board(true);
    [INBOX, WORK, SENT].into_iter().for_each(|id| seen(&mut board, id, true));
    [Line::Commands, Line::Watch, Line::History]
        .into_iter()
        .for_each(|line| board.stand(line, Standing::Up));
    board
}

#[test]
fn a_push_makes_a_mailbox_due_unless_somebody_has_it_open() {
    let now = Instant::now();
    let told = Status { messages: Some(9), ..Status::default() };
    let mut board = quiet();
    board.selected = Some(SENT);
    // INBOX is open where the push came, and what is shown is heard on another connection.
    board.pushed(INBOX, Some(INBOX), told);
    board.pushed(SENT, Some(INBOX), told);
    assert!(matches!(board.next(Line::History, None, now), Job::Rest { .. }));
    board.pushed(WORK, Some(INBOX), told);
    assert_eq!(board.next(Line::History, None, now), update(WORK, false));
    // Without its connection what is shown is nobody's.
    board.stand(Line::Commands, Standing::Coming);
    board.pushed(SENT, Some(INBOX), told);
    assert!(board.mark(SENT).unwrap().due);
}

#[test]
fn where_the_server_tells_by_itself_the_list_is_asked_for_less_often() {
    let (mut board, later) = (quiet(), Instant::now() + POLL + Duration::from_secs(1));
    assert_eq!(board.next(Line::History, None, later), Job::List);
    board.told = true;
    assert!(matches!(board.next(Line::History, None, later), Job::Rest { .. }));
    board.list_due = true;
    assert_eq!(board.next(Line::History, None, later), Job::List);
}

#[test]
fn while_the_server_wants_us_slower_only_what_somebody_waits_for_is_done() {
    let now = Instant::now();
    let mut board = quiet();
    board.mark_mut(WORK).unwrap().due = true;
    board.list_due = true;
    board.slow = Some(now + Duration::from_secs(30));
    let rest = Job::Rest { on: None, at_most: Duration::from_secs(30) };
    assert_eq!(board.next(Line::History, None, now), rest);
    board.mark_mut(INBOX).unwrap().due = true;
    assert_eq!(board.next(Line::Commands, None, now), update(INBOX, true));
    let ask = BodyAsk { key: MessageKey(1), limit: BodyLimit::First, only_origin: false };
    board.body = Some(ask);
    assert_eq!(board.next(Line::Commands, None, now), Job::Body(ask));
    let over = now + Duration::from_secs(31);
    assert_eq!(board.next(Line::History, None, over), Job::List);
}

#[test]
fn nothing_that_a_hostile_server_says_of_a_mailbox_saves_a_look() {
    let mut board = quiet();
    board.take_status(WORK, Status::default());
    assert!(!board.mark(WORK).unwrap().due);
    board.trust = Tier::Hostile;
    board.take_status(WORK, Status::default());
    assert!(board.mark(WORK).unwrap().due);
}
