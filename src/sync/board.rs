//! What an account has to do next: how far each mailbox is known, what was asked, which
//! connections there are. Pure; knows no wire, no cache and no clock of its own.

mod mark;

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

pub use self::mark::Mark;
use super::ahead::Ahead;
use super::books::Known;
use super::planner;
use super::queue::Queue;
use super::round::{Course, Round};
use crate::imap::{Status, Tier};
use crate::model::fault::Fault;
use crate::model::ids::{EntryId, JobId, MailboxId, MessageKey, PartId};
use crate::model::link::Link;
use crate::model::mailbox::Role;
use crate::model::remote::Uid;
use crate::model::request::BodyLimit;

/// Mailboxes that nobody listens to are asked about this often.
pub const POLL: Duration = Duration::from_secs(180);

/// Without mod-sequences every flag of INBOX and of the selected mailbox is looked at this often.
const SWEEP: Duration = Duration::from_secs(600);

/// IDLE is renewed this often: routers forget a silent connection sooner than the 29 minutes of
/// RFC 2177.
pub const RENEW: Duration = Duration::from_secs(9 * 60);

/// The connections of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Line {
    /// What is on screen: the selected mailbox, bodies, actions. Always there.
    Commands,
    /// Listens to INBOX.
    Watch,
    /// Older headers, other mailboxes, attachments.
    History,
}

/// How a connection stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// Not begun, or about to connect.
    #[default]
    Coming,
    Up,
    /// Refused, broken or not wanted: the others do its work.
    Away,
}

/// A message whose text is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyAsk {
    pub key: MessageKey,
    pub limit: BodyLimit,
    /// The body is here, but not where it comes from.
    pub only_origin: bool,
}

/// A part to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    pub job: JobId,
    pub key: MessageKey,
    pub part: PartId,
    /// Nowhere: its beginning is told.
    pub to: Option<PathBuf>,
    pub tries: u8,
}

/// What a connection does next.
#[derive(Debug, Clone, PartialEq)]
pub enum Job {
    Body(BodyAsk),
    Carry(EntryId),
    /// The list of mailboxes, with STATUS where the server tells both at once.
    List,
    /// STATUS of the mailboxes of which LIST did not tell it.
    Status,
    Update {
        mailbox: MailboxId,
        listening: bool,
    },
    Window(MailboxId),
    Sweep(MailboxId),
    Save(Save),
    /// The next slice of the audit.
    Audit,
    /// The text of a message that may be opened next.
    Ahead(MessageKey),
    /// Nothing to do for at most this long: listen to this mailbox.
    Rest {
        on: Option<MailboxId>,
        at_most: Duration,
    },
}

/// Everything an account knows about its own work.
#[derive(Debug)]
pub struct Board {
    pub marks: BTreeMap<MailboxId, Mark>,
    /// Special mailboxes first.
    pub order: Vec<MailboxId>,
    pub selected: Option<MailboxId>,
    pub queue: Queue,
    pub body: Option<BodyAsk>,
    pub body_begun: Option<BodyAsk>,
    pub ahead: Ahead,
    pub saves: VecDeque<Save>,
    pub save_begun: Option<Save>,
    pub cancelled: HashSet<JobId>,
    /// What parts the names of a path on the server.
    pub separator: Option<char>,
    pub listed: Option<Instant>,
    pub list_due: bool,
    pub status_due: bool,
    /// How the connection for commands stands; `Live` stands for "connected".
    pub link: Link,
    /// Why the person has to sign in again, though connections may stand.
    pub sign_in: Option<Fault>,
    pub announced: Option<Link>,
    /// Most of the day's traffic is used: nothing is fetched that nobody asked for.
    pub paused: bool,
    pub audit: Option<Round>,
    /// The mailbox that the last night's audit did not end with.
    pub parked: Option<Course>,
    /// What the server was found to be good for at most.
    pub trust: Tier,
    /// The server tells by itself what happens in mailboxes that nobody has open.
    pub told: bool,
    /// The server wants us to be slower until then.
    pub slow: Option<Instant>,
    /// Where the server was last reached.
    pub server: Option<IpAddr>,
    standings: BTreeMap<Line, Standing>,
}

impl Board {
    /// `live` accounts get all their connections, others only the one for commands.
    pub fn new(live: bool) -> Self {
        let other = if live { Standing::Coming } else { Standing::Away };
        Self {
            marks: BTreeMap::new(),
            order: Vec::new(),
            selected: None,
            queue: Queue::default(),
            body: None,
            body_begun: None,
            ahead: Ahead::default(),
            saves: VecDeque::new(),
            save_begun: None,
            cancelled: HashSet::new(),
            separator: None,
            listed: None,
            list_due: true,
            status_due: false,
            link: Link::Connecting,
            sign_in: None,
            announced: None,
            paused: false,
            audit: None,
            parked: None,
            trust: Tier::Qresync,
            told: false,
            slow: None,
            server: None,
            standings: BTreeMap::from([
                (Line::Commands, Standing::Coming),
                (Line::Watch, other),
                (Line::History, other),
            ]),
        }
    }

    pub fn standing(&self, line: Line) -> Standing {
        self.standings.get(&line).copied().unwrap_or_default()
    }

    pub fn stand(&mut self, line: Line, standing: Standing) {
        self.standings.insert(line, standing);
    }

    pub fn mark(&self, mailbox: MailboxId) -> Option<&Mark> {
        self.marks.get(&mailbox)
    }

    pub fn mark_mut(&mut self, mailbox: MailboxId) -> Option<&mut Mark> {
        self.marks.get_mut(&mailbox)
    }

    pub fn inbox(&self) -> Option<MailboxId> {
        let inbox = |id: &&MailboxId| {
            self.mark(**id).is_some_and(|mark| mark.stored.mailbox.role == Some(Role::Inbox))
        };
        self.order.iter().find(inbox).copied()
    }

    /// What the commands connection shows and listens to: the selected mailbox, else INBOX.
    pub fn shown(&self) -> Option<MailboxId> {
        let open = |id: &MailboxId| self.mark(*id).is_some_and(Mark::is_open);
        self.selected.filter(open).or_else(|| self.inbox().filter(open))
    }

    /// Takes the mailboxes as they are in the cache now, keeping what is known of them.
    pub fn take_list(&mut self, stored: Vec<Known>) {
        let mut ranked: Vec<_> =
            stored.iter().map(|(s, ..)| (s.mailbox.role, s.mailbox.id)).collect();
        ranked.sort_by_key(|(role, _)| role.map_or((1, None), |role| (0, Some(role))));
        self.order = ranked.into_iter().map(|(_, id)| id).collect();
        let mut before = std::mem::take(&mut self.marks);
        for (stored, state, rows) in stored {
            let id = stored.mailbox.id;
            let mark = match before.remove(&id) {
                Some(mut mark) => {
                    mark.counts = (stored.mailbox.total, stored.mailbox.unread);
                    mark.stored = stored;
                    mark
                }
                None => Mark::new(stored, state, rows),
            };
            self.marks.insert(id, mark);
        }
    }

    /// A new round begins.
    pub fn new_round(&mut self, now: Instant) {
        self.marks.values_mut().for_each(|mark| mark.forgive(now));
    }

    /// Takes what STATUS told of a mailbox.
    pub fn take_status(&mut self, mailbox: MailboxId, told: Status) {
        let Some(mark) = self.marks.get_mut(&mailbox) else { return };
        mark.status = Some(told);
        let skipped = u32::try_from(mark.skipped.len()).unwrap_or(u32::MAX);
        // How many of those that it does not show are unread is not known to the server's count.
        let unread = match (mark.beyond, told.unseen) {
            (Some(_), Some(unseen)) => unseen,
            _ => mark.rows.unread,
        };
        mark.due |= self.trust == Tier::Hostile
            || planner::moved(&mark.state, mark.in_reach(), unread, skipped, &told);
    }

    /// What this connection does next; `open` is what it has selected.
    pub fn next(&mut self, line: Line, open: Option<MailboxId>, now: Instant) -> Job {
        let job = match line {
            Line::Commands => self.next_command(open, now),
            Line::Watch => self.next_watch(open),
            Line::History => self.next_behind(now),
        };
        job.unwrap_or_else(|| self.rest(line, now))
    }

    fn next_command(&mut self, open: Option<MailboxId>, now: Instant) -> Option<Job> {
        if let Some(ask) = self.body.take() {
            self.body_begun = Some(ask);
            return Some(Job::Body(ask));
        }
        if self.listed.is_none() {
            return Some(Job::List);
        }
        if let Some(entry) = self.queue.take(now) {
            return Some(Job::Carry(entry));
        }
        let alone = self.standing(Line::History) == Standing::Away;
        let shown = self.shown();
        let shown_due = shown.is_some_and(|id| self.mark(id).is_some_and(Mark::wants_update));
        if let Some(mailbox) = shown.filter(|_| shown_due) {
            return Some(Job::Update { mailbox, listening: true });
        }
        let watched = self.standing(Line::Watch) == Standing::Up;
        if let Some(mailbox) = self.inbox().filter(|_| !watched)
            && self.mark(mailbox).is_some_and(Mark::wants_update)
        {
            return Some(Job::Update { mailbox, listening: false });
        }
        if let Some(key) = self.next_ahead(now) {
            return Some(Job::Ahead(key));
        }
        let behind = if alone { self.next_behind(now) } else { None };
        let back = || {
            let mailbox = shown.filter(|_| open != shown)?;
            Some(Job::Update { mailbox, listening: true })
        };
        behind.or_else(back)
    }

    /// Nobody asked for it: it waits for all that somebody did, and for traffic to spare.
    fn next_ahead(&mut self, now: Instant) -> Option<MessageKey> {
        let is_asked = self.body.is_some() || !self.saves.is_empty() || self.save_begun.is_some();
        if self.paused {
            self.ahead.stop();
        }
        if is_asked || self.is_slow(now).is_some() {
            return None;
        }
        self.ahead.next()
    }

    fn next_watch(&self, open: Option<MailboxId>) -> Option<Job> {
        let inbox = self.inbox()?;
        let mark = self.mark(inbox).filter(|mark| mark.is_open())?;
        let due = mark.due || open != Some(inbox);
        due.then_some(Job::Update { mailbox: inbox, listening: true })
    }

    /// Work behind what is on screen: every mailbox's newest rows before any mailbox's history.
    fn next_behind(&mut self, now: Instant) -> Option<Job> {
        if let Some(save) = self.saves.pop_front() {
            self.save_begun = Some(save.clone());
            return Some(Job::Save(save));
        }
        if self.is_slow(now).is_some() {
            return None;
        }
        let poll = self.poll();
        if self.list_due || self.listed.is_none_or(|at| now.duration_since(at) >= poll) {
            return Some(Job::List);
        }
        if self.status_due {
            return Some(Job::Status);
        }
        self.behind_mailboxes(now)
    }

    fn behind_mailboxes(&mut self, now: Instant) -> Option<Job> {
        let (shown, inbox) = (self.shown(), self.inbox());
        let alone = self.standing(Line::History) == Standing::Away;
        let watched = alone || self.standing(Line::Watch) == Standing::Up;
        let theirs = |id: MailboxId| Some(id) == shown || (watched && Some(id) == inbox);
        let due = |id: MailboxId| self.mark(id).is_some_and(Mark::wants_update) && !theirs(id);
        let unseen = |id: &MailboxId| {
            due(*id) && self.mark(*id).is_some_and(|mark| mark.state.uid_validity.is_none())
        };
        let first = self.order.iter().copied().find(unseen);
        if let Some(mailbox) = first.or_else(|| self.order.iter().copied().find(|id| due(*id))) {
            return Some(Job::Update { mailbox, listening: false });
        }
        if self.paused {
            return self.next_asked();
        }
        let wanted = |id: &MailboxId| self.mark(*id).is_some_and(Mark::wants_history);
        let mut near = shown.into_iter().chain(inbox).chain(self.order.iter().copied());
        if let Some(mailbox) = near.find(wanted) {
            return Some(Job::Window(mailbox));
        }
        self.start_sweeps(now);
        let swept = |id: &MailboxId| self.mark(*id).is_some_and(Mark::wants_sweep);
        let sweep = self.order.iter().copied().find(swept).map(Job::Sweep);
        sweep.or_else(|| self.audit.as_ref().map(|_| Job::Audit))
    }

    /// What goes on when little traffic is left: an audit that the person asked for.
    fn next_asked(&self) -> Option<Job> {
        self.audit.as_ref().filter(|round| round.budget.is_none()).map(|_| Job::Audit)
    }

    /// Without mod-sequences, what is on screen and INBOX are looked over from time to time.
    fn start_sweeps(&mut self, now: Instant) {
        for id in self.shown().into_iter().chain(self.inbox()) {
            if let Some(mark) = self.marks.get_mut(&id) {
                let plain = mark.state.complete && mark.state.highest_modseq.is_none();
                let old = mark.swept.is_some_and(|at| now.duration_since(at) >= SWEEP);
                if plain && old && mark.sweep.is_none() {
                    mark.sweep = Some(Uid(u32::MAX));
                }
            }
        }
    }

    fn rest(&self, line: Line, now: Instant) -> Job {
        let poll = self.poll();
        let until_poll = self.listed.map_or(poll, |at| poll.saturating_sub(now.duration_since(at)));
        let until_poll = self.is_slow(now).unwrap_or(until_poll);
        match line {
            Line::Commands => {
                let mut at_most = RENEW;
                if self.standing(Line::History) == Standing::Away {
                    at_most = at_most.min(until_poll);
                }
                if let Some(wait) = self.queue.next_try(now) {
                    at_most = at_most.min(wait);
                }
                Job::Rest { on: self.shown(), at_most: at_most.max(Duration::from_millis(50)) }
            }
            Line::Watch => Job::Rest { on: self.inbox(), at_most: RENEW },
            Line::History => {
                let at_most = until_poll.max(Duration::from_millis(50));
                Job::Rest { on: None, at_most }
            }
        }
    }

    /// Whether nothing is left to do: every mailbox that opens is complete, and nothing waits to
    /// be told to the server.
    pub fn is_in_step(&self) -> bool {
        self.listed.is_some()
            && !self.list_due
            && !self.status_due
            && self.queue.is_idle()
            && self.marks.values().all(|mark| mark.is_in_step() || self.paused && !mark.due)
    }

    /// The state of the account. The commands connection decides: while it is there the account
    /// works, even if the server does not give us the others.
    pub fn link_now(&self) -> Link {
        if let Some(fault) = &self.sign_in {
            return Link::SignInNeeded(fault.clone());
        }
        match (&self.link, self.is_in_step()) {
            (Link::Live, false) => Link::Syncing,
            (link, _) => link.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
