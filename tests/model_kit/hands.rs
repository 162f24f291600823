//! The person's hands: what she wishes becomes an order about what is shown, as in the window.

use std::time::{SystemTime, UNIX_EPOCH};

use pombo::model::action::Action;
use pombo::model::flags::Flags;
use pombo::model::ids::{EntryId, MailboxId, MessageKey};
use pombo::model::journal::{Entry, State};
use pombo::model::order::{MailboxOrder, Seat};
use pombo::model::request::{Ask, BodyLimit};

use super::change::{ANYWHERE, Change, Mark};
use super::person::{Person, SECOND, number, say};
use crate::sync_kit::ACCOUNT;

impl Person {
    pub fn wish(&mut self, line: &str) {
        let action = match line {
            "undo" => return self.undo(),
            "putback" => self.put_back(),
            _ => match line.strip_prefix("read ") {
                Some(name) => {
                    self.read_all(name);
                    None
                }
                None => self.action(line),
            },
        };
        match action {
            Some(action) => {
                let id = self.order("order", action.clone());
                self.done.push((id, action));
            }
            None => say("nothing"),
        }
    }

    fn action(&mut self, line: &str) -> Option<Action> {
        let (change, numbers) = Change::read(line);
        match &change {
            Change::Move { from, to } => {
                let (keys, from, to) = self.between(from, to, &numbers)?;
                (from != to).then_some(Action::Move { keys, from, to })
            }
            Change::Copy { from, to } => {
                let (keys, from, to) = self.between(from, to, &numbers)?;
                (from != to).then_some(Action::Copy { keys, from, to })
            }
            Change::Bring { from, stays } => {
                let (keys, from, _) = self.between(from, from, &numbers)?;
                let mut far = self.app.far.mailboxes.iter();
                let to = far.find(|mailbox| mailbox.path == ["Archive"])?.id;
                Some(Action::Across { keys, from, account: SECOND, to, keep: *stays })
            }
            Change::Delete { from } => {
                let (keys, from, _) = self.between(from, from, &numbers)?;
                Some(Action::Delete { keys, from })
            }
            Change::Flag { mark, on, from } => {
                let flag = if *mark == Mark::Seen { Flags::SEEN } else { Flags::FLAGGED };
                let (mut keys, ..) = self.between(from, from, &numbers)?;
                let has = |key| self.mail.line(key).is_some_and(|line| line.flags.has(flag));
                keys.retain(|key| has(*key) != *on);
                let (add, remove) = if *on { (flag, Flags::NONE) } else { (Flags::NONE, flag) };
                (!keys.is_empty()).then_some(Action::Flag { keys, add, remove })
            }
            change => self.tending(change).map(Action::Mailbox),
        }
    }

    /// Those of these numbers that are shown in a mailbox, and where they are to go.
    fn between(
        &mut self,
        from: &str,
        to: &str,
        numbers: &[u32],
    ) -> Option<(Vec<MessageKey>, MailboxId, MailboxId)> {
        let (here, there) = (self.mailbox(from)?, self.mailbox(to)?);
        let shown = self.keys(here);
        let called = |key: &MessageKey, wanted: u32| {
            self.mail.line(*key).is_some_and(|line| number(line.subject) == wanted.to_string())
        };
        let find = |wanted: &u32| shown.iter().copied().find(|key| called(key, *wanted));
        let keys: Vec<MessageKey> = numbers.iter().filter_map(find).collect();
        (!keys.is_empty()).then_some((keys, here, there))
    }

    fn keys(&mut self, mailbox: MailboxId) -> Vec<MessageKey> {
        self.mail.open(mailbox);
        let shown = self.mail.shown().unwrap();
        (0..shown.len()).filter_map(|at| shown.key_at(at)).collect()
    }

    fn read_all(&mut self, name: &str) {
        let keys = self.mailbox(name).map(|mailbox| self.keys(mailbox)).unwrap_or_default();
        for key in keys {
            self.app.ask(Ask::Body { key, limit: BodyLimit::First });
        }
    }

    /// What left and was read goes back to where it was, else to the inbox.
    fn put_back(&mut self) -> Option<Action> {
        let gone = self.mail.removed_keys();
        let read = gone.iter().find(|key| self.read.contains(key)).or(gone.first());
        let key = *read?;
        let home = self.mail.departure(key)?.from;
        let open = |id: &MailboxId| self.mail.mailbox(*id).is_some_and(|known| known.selectable);
        let to = Some(home).filter(open).or_else(|| self.mailbox("INBOX"))?;
        Some(Action::PutBack { keys: vec![key], to })
    }

    fn seat(&self, inside: &Option<String>, name: &str) -> Option<Seat> {
        let inside = match inside {
            Some(parent) => Some(self.mailbox(parent)?),
            None => None,
        };
        Some(Seat { inside, name: name.to_owned() })
    }

    /// An order about a mailbox, where the window would let her give it.
    fn tending(&mut self, change: &Change) -> Option<MailboxOrder> {
        match change {
            Change::Make { inside, name } => {
                let (mailbox, seat) = (MailboxId::planned(self.next), self.seat(inside, name)?);
                Some(MailboxOrder::Create { mailbox, seat })
            }
            Change::Rename { name, inside, to } => {
                let (mailbox, to) = (self.mailbox(name)?, self.seat(inside, to)?);
                let from = self.mail.seat(mailbox)?;
                let into = self.mail.below(mailbox).map(|below| below.id).chain([mailbox]);
                let inward = into.into_iter().any(|id| to.inside == Some(id));
                let path = self.mail.path_at(&to)?;
                let taken = self.mail.mailboxes().iter().any(|known| known.path == path);
                (!inward && !taken).then_some(MailboxOrder::Rename { mailbox, from, to })
            }
            Change::Unmake { names } => {
                let mailbox = self.mailbox(&names[0])?;
                let seat = self.mail.seat(mailbox)?;
                let below: Vec<MailboxId> = self.mail.below(mailbox).map(|at| at.id).collect();
                let all: Vec<MailboxId> = below.iter().copied().chain([mailbox]).collect();
                let messages: u32 = all.iter().map(|id| self.mail.counts(*id).total).sum();
                // She is careful: she sees all of what she is told would go.
                let seen: usize = all.into_iter().map(|id| self.keys(id).len()).sum();
                let order = MailboxOrder::Delete { mailbox, seat, messages, below };
                (seen == usize::try_from(messages).unwrap()).then_some(order)
            }
            Change::Subscribe { name, on } => {
                let mailbox = self.mailbox(name)?;
                let now = self.mail.mailbox(mailbox)?.subscribed;
                (now != Some(*on)).then_some(MailboxOrder::Subscribe { mailbox, on: *on })
            }
            _ => None,
        }
    }

    /// While the server has not heard of the newest order, it is cancelled; afterwards the inverse
    /// is ordered.
    fn undo(&mut self) {
        let Some((id, action)) = self.done.pop() else { return say("nothing") };
        let unheard = self.mail.entry(id).is_some_and(|entry| {
            matches!(entry.state, State::Held { .. } | State::Queued | State::Doubtful(_))
        });
        let inverse = action.inverse().and_then(|inverse| self.mail.still_possible(inverse));
        if unheard && self.mail.take_back(id) {
            say(&format!("cancel {}", id.0));
            self.app.ask(Ask::Cancel(id));
        } else if let Some(inverse) = inverse {
            self.order("undo", inverse);
        } else {
            say("nothing");
        }
        self.mail.refresh();
    }

    pub fn undo_too_late(&mut self, id: EntryId) {
        if let Some(inverse) = self.mail.too_late(id) {
            self.order("late", inverse);
        }
    }

    fn order(&mut self, how: &str, action: Action) -> EntryId {
        let id = self.next;
        self.next = EntryId(id.0 + 1);
        say(&format!("{how} {} {}", id.0, self.told_of(&action)));
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let at = i64::try_from(since.as_millis()).unwrap();
        let entry = Entry { id, account: ACCOUNT, action, at, state: State::Queued };
        self.mail.promise(entry.clone());
        self.app.ask(Ask::Do(entry));
        self.mail.refresh();
        id
    }

    fn name(&self, id: MailboxId) -> String {
        self.mail.mailbox(id).map_or("gone", |mailbox| mailbox.name()).to_owned()
    }

    /// An order as it is told.
    fn told_of(&mut self, action: &Action) -> String {
        let change = match action {
            Action::Flag { keys, add, remove } => {
                let mark = if [add, remove].contains(&&Flags::SEEN) { "seen" } else { "starred" };
                let on = if *add == Flags::NONE { "off" } else { "on" };
                let mut homes = keys.iter().map(|key| self.mail.whereabouts(*key));
                let first = homes.next().flatten();
                let same = homes.all(|home| home == first);
                let from = first.filter(|_| same).map(|home| self.name(home));
                format!("flag {mark} {on} {}", from.unwrap_or_else(|| ANYWHERE.into()))
            }
            Action::Move { from, to, .. } => {
                format!("move {} {}", self.name(*from), self.name(*to))
            }
            Action::Copy { from, to, .. } => {
                format!("copy {} {}", self.name(*from), self.name(*to))
            }
            Action::Across { from, keep, .. } => {
                format!("bring {} {}", self.name(*from), if *keep { "stay" } else { "go" })
            }
            Action::Delete { from, .. } => format!("delete {}", self.name(*from)),
            Action::PutBack { to, .. } => format!("putback {}", self.name(*to)),
            Action::Mailbox(order) => return self.told_of_mailbox(order),
            Action::Retract { .. } | Action::Label { .. } => unreachable!("she orders none"),
        };
        format!("{change}{}", self.numbers(action.keys()))
    }

    fn told_of_mailbox(&mut self, order: &MailboxOrder) -> String {
        let inside = |seat: &Seat| seat.inside.map_or_else(|| "-".into(), |id| self.name(id));
        match order {
            MailboxOrder::Create { seat, .. } => format!("make {} {}", inside(seat), seat.name),
            MailboxOrder::Rename { mailbox, to, .. } => {
                format!("rename {} {} {}", self.name(*mailbox), inside(to), to.name)
            }
            MailboxOrder::Subscribe { mailbox, on } => {
                format!("subscribe {} {}", self.name(*mailbox), if *on { "on" } else { "off" })
            }
            MailboxOrder::Delete { mailbox, below, .. } => {
                let all: Vec<MailboxId> = [*mailbox].into_iter().chain(below.clone()).collect();
                let names: Vec<String> = all.iter().map(|id| self.name(*id)).collect();
                let keys: Vec<MessageKey> = all.iter().flat_map(|id| self.keys(*id)).collect();
                format!("unmake {}{}", names.join(","), self.numbers(&keys))
            }
        }
    }

    fn numbers(&self, keys: &[MessageKey]) -> String {
        let lines = keys.iter().filter_map(|key| self.mail.line(*key));
        let numbers = lines.map(|line| format!(" {}", number(line.subject)));
        numbers.collect()
    }
}
