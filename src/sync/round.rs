//! An audit on its way through the mailboxes of an account: which ones wait, what was found so far,
//! what it may cost, and when one may begin by itself. Pure; knows no wire, no cache and no clock.

use std::collections::VecDeque;
use std::time::Duration;

use crate::model::audit::{Auditing, Differences};
use crate::model::ids::MailboxId;
use crate::model::remote::Uid;

/// Nights begin audits between these hours of the person's own clock.
const HOURS: std::ops::Range<i8> = 2..5;
/// Without a wish of the person for so long.
const IDLE: Duration = Duration::from_secs(600);
/// And not again before so many seconds.
const AGAIN: i64 = 20 * 3_600;

/// Slices that one mailbox may begin anew before it is left out of this audit.
const TRIES: u8 = 5;

/// Whether an audit begins by itself. `hour` on the person's clock; `since` the last one, seconds.
pub fn is_time(hour: i8, idle: Duration, since: i64) -> bool {
    HOURS.contains(&hour) && idle >= IDLE && since >= AGAIN
}

/// An audit on its way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Round {
    /// Only this mailbox was asked for.
    pub only: Option<MailboxId>,
    /// What it may receive; as much as it takes where absent.
    pub budget: Option<u64>,
    /// `None` until the mailboxes are known.
    pub waiting: Option<VecDeque<MailboxId>>,
    pub course: Option<Course>,
    pub of: u32,
    pub done: u32,
    pub left_out: u32,
    /// Octets received so far.
    pub octets: u64,
}

/// The mailbox that is being compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    pub mailbox: MailboxId,
    pub phase: Phase,
    /// Something differed, was repaired, and is compared again.
    pub again: bool,
    pub found: Differences,
    pub left: Differences,
    pub rows: u32,
    pub tries: u8,
}

/// How far the comparing of a mailbox has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Which messages there are.
    Uids,
    /// On this connection the server did not list these: another one has to say the same.
    Doubt { connection: u64, lacking: Vec<Uid> },
    /// Flags and sizes, below this UID.
    Rows { below: Uid },
}

impl Course {
    pub fn new(mailbox: MailboxId) -> Self {
        let (found, left) = Default::default();
        Self { mailbox, phase: Phase::Uids, again: false, found, left, rows: 0, tries: 0 }
    }

    /// Adds what differs to what this comparing has found.
    pub fn count(&mut self, differences: Differences) {
        let sum = if self.again { &mut self.left } else { &mut self.found };
        *sum = sum.and(differences);
    }

    /// Every row was compared. Whether that was all: what was repaired is compared once more.
    pub fn is_over(&mut self) -> bool {
        let over = self.again || self.found.is_empty();
        if !over {
            (self.again, self.phase, self.rows, self.tries) = (true, Phase::Uids, 0, 0);
        }
        over
    }

    /// The server or the cache changed under it: it is tried again, a few times.
    pub fn has_tries(&mut self) -> bool {
        self.tries = self.tries.saturating_add(1);
        self.tries <= TRIES
    }
}

impl Round {
    /// What the person asked for: one mailbox or all, whatever it takes.
    pub fn asked(only: Option<MailboxId>) -> Self {
        Self { only, ..Self::default() }
    }

    /// By itself: what a night may receive, in octets.
    pub fn nightly(budget: u64) -> Self {
        Self { budget: Some(budget), ..Self::default() }
    }

    /// Takes the mailboxes that can be opened, in the order in which they are to be compared. A
    /// mailbox that an earlier night did not end with goes on.
    pub fn fill(&mut self, mailboxes: Vec<MailboxId>, parked: Option<Course>) {
        let mut waiting: VecDeque<MailboxId> =
            mailboxes.into_iter().filter(|id| self.only.is_none_or(|only| only == *id)).collect();
        self.of = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
        self.course = parked.filter(|course| waiting.contains(&course.mailbox));
        if let Some(course) = &self.course {
            waiting.retain(|id| *id != course.mailbox);
        }
        self.waiting = Some(waiting);
    }

    pub fn is_spent(&self) -> bool {
        self.budget.is_some_and(|budget| self.octets >= budget)
    }

    /// The mailbox to go on with.
    pub fn turn_to(&mut self) -> Option<MailboxId> {
        if self.course.is_none() {
            let next = self.waiting.as_mut()?.pop_front()?;
            self.course = Some(Course::new(next));
        }
        self.course.as_ref().map(|course| course.mailbox)
    }

    /// This mailbox cannot be compared now.
    pub fn leave_out(&mut self) {
        self.course = None;
        self.left_out += 1;
    }

    pub fn running(&self) -> Auditing {
        Auditing::Running { done: self.done, of: self.of, octets: self.octets }
    }

    pub fn ended(&self) -> Auditing {
        let Self { done, left_out, octets, .. } = *self;
        Auditing::Done { mailboxes: done, left_out, octets }
    }

    pub fn postponed(&self) -> Auditing {
        Auditing::Postponed { done: self.done, of: self.of, octets: self.octets }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::audit::NIGHT;

    #[test]
    fn a_night_begins_an_audit_once_and_only_when_nobody_wishes_for_anything() {
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        for (hour, idle, since, expected) in [
            (2, 10, 20 * 3_600, true),
            (4, 600, i64::MAX, true),
            (1, 10, i64::MAX, false),
            (5, 10, i64::MAX, false),
            (14, 600, i64::MAX, false),
            (3, 9, i64::MAX, false),
            (3, 600, 20 * 3_600 - 1, false),
            (3, 600, -5, false),
        ] {
            assert_eq!(is_time(hour, minutes(idle), since), expected, "{hour} {idle} {since}");
        }
    }

    #[test]
    fn mailboxes_come_in_their_order_and_one_that_was_parked_goes_on() {
        let ids = |all: &[u32]| -> Vec<MailboxId> { all.iter().copied().map(MailboxId).collect() };
        let mut round = Round::nightly(NIGHT);
        assert_eq!(round.turn_to(), None, "nothing is known yet");
        let parked = Course { phase: Phase::Rows { below: Uid(7) }, ..Course::new(MailboxId(2)) };
        round.fill(ids(&[1, 2, 3]), Some(parked.clone()));
        assert_eq!((round.of, round.turn_to()), (3, Some(MailboxId(2))));
        assert_eq!(round.course, Some(parked));
        round.course = None;
        assert_eq!(round.turn_to(), Some(MailboxId(1)));
        round.leave_out();
        assert_eq!(round.turn_to(), Some(MailboxId(3)));
        round.course = None;
        assert_eq!(round.turn_to(), None);
        let mut one = Round::asked(Some(MailboxId(3)));
        one.fill(ids(&[1, 2, 3]), None);
        assert_eq!((one.of, one.turn_to(), one.is_spent()), (1, Some(MailboxId(3)), false));
    }

    #[test]
    fn what_a_night_may_receive_is_bounded_and_what_is_asked_for_is_not() {
        let (mut night, mut asked) = (Round::nightly(NIGHT), Round::asked(None));
        for round in [&mut night, &mut asked] {
            round.octets = NIGHT - 1;
            assert!(!round.is_spent());
            round.octets = NIGHT;
        }
        assert!(night.is_spent() && !asked.is_spent());
    }

    #[test]
    fn what_was_repaired_is_compared_again_once() {
        let mut same = Course::new(MailboxId(1));
        assert!(same.is_over());
        let mut course = Course::new(MailboxId(1));
        course.count(Differences { flags: 3, ..Differences::default() });
        assert!(!course.is_over() && course.phase == Phase::Uids);
        course.count(Differences { flags: 1, ..Differences::default() });
        assert!(course.is_over());
        assert_eq!((course.found.flags, course.left.flags), (3, 1));
    }
}
