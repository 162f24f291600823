//! Whatever happens in whatever order, the fold says what a naive reading says.

use super::*;

/// The same by brute force: every message looked at, every entry laid over it.
#[derive(Default)]
struct Naive {
    truth: BTreeMap<MessageKey, (MailboxId, Row)>,
    entries: BTreeMap<EntryId, (Entry, bool)>,
}

impl Naive {
    fn fate(&self, key: MessageKey) -> Option<(Option<MailboxId>, Flags)> {
        let (mailbox, row) = self.truth.get(&key)?;
        let (mut place, mut flags) = (Some(*mailbox), row.flags);
        for (entry, undone) in self.entries.values() {
            let inverse = entry.action.inverse();
            let layers = match (undone, &inverse) {
                (false, _) => vec![&entry.action],
                (true, Some(inverse)) => vec![&entry.action, inverse],
                (true, None) => vec![],
            };
            for action in layers.into_iter().filter(|action| action.keys().contains(&key)) {
                match action {
                    Action::Mailbox(_)
                    | Action::Copy { .. }
                    | Action::Across { .. }
                    | Action::Label { .. }
                    | Action::Retract { .. } => {
                        unreachable!("none is ordered here")
                    }
                    Action::Flag { add, remove, .. } => flags = flags.with(*add).without(*remove),
                    Action::Move { to, .. } => place = Some(*to),
                    Action::Delete { .. } | Action::PutBack { .. } => place = None,
                }
            }
        }
        Some((place, flags))
    }

    fn list(&self, mailbox: MailboxId) -> Vec<(u64, Flags)> {
        let mut rows: Vec<(i64, MessageKey, Flags)> = self
            .truth
            .iter()
            .filter_map(|(&key, (_, row))| {
                let (place, flags) = self.fate(key)?;
                (place == Some(mailbox)).then_some((row.received, key, flags))
            })
            .collect();
        rows.sort_unstable_by_key(|row| std::cmp::Reverse((row.0, row.1)));
        rows.into_iter().map(|(_, key, flags)| (key.number(), flags)).collect()
    }

    fn counted(&self, mailbox: MailboxId) -> Fact {
        let rows = || self.truth.values().filter(|(at, _)| *at == mailbox);
        let unread = rows().filter(|(_, row)| !row.flags.has(Flags::SEEN)).count();
        let total = u32::try_from(rows().count()).unwrap();
        Fact::Counted { mailbox, total, unread: u32::try_from(unread).unwrap() }
    }
}

const ALL: [MailboxId; 3] = [INBOX, ARCHIVE, TRASH];

struct Run {
    rng: fastrand::Rng,
    mail: Mail,
    naive: Naive,
    next: u64,
}

impl Run {
    fn new(seed: u64) -> Self {
        let mut mail = Mail::default();
        let mailboxes = ALL.map(|id| mailbox(id, 0, 0)).to_vec();
        mail.apply(Fact::MailboxesListed { mailboxes, source: Source::Server });
        Self { rng: fastrand::Rng::with_seed(seed), mail, naive: Naive::default(), next: 1 }
    }

    fn keys(&mut self) -> Vec<MessageKey> {
        let count = self.rng.usize(1..6);
        let mut keys: Vec<MessageKey> = (0..count).map(|_| key(self.rng.u64(1..25))).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn place(&mut self) -> MailboxId {
        ALL[self.rng.usize(0..3)]
    }

    fn flags(&mut self) -> Flags {
        [Flags::NONE, Flags::SEEN, Flags::FLAGGED][self.rng.usize(0..3)]
    }

    fn is_in(&self, key: MessageKey, mailbox: MailboxId) -> bool {
        self.naive.truth.get(&key).is_some_and(|(at, _)| *at == mailbox)
    }

    /// Something of the server happens.
    fn server(&mut self) {
        let (keys, mailbox) = (self.keys(), self.place());
        match self.rng.u8(0..4) {
            0 => {
                let rows: Vec<Row> = keys.iter().map(|k| row(k.number(), self.flags())).collect();
                for row in &rows {
                    self.naive.truth.insert(row.key, (mailbox, row.clone()));
                }
                self.mail.apply(arrived(mailbox, rows));
            }
            1 => {
                let flags: Vec<_> = keys.iter().map(|&key| (key, self.flags())).collect();
                for (key, flags) in &flags {
                    if let Some((at, row)) = self.naive.truth.get_mut(key)
                        && *at == mailbox
                    {
                        row.flags = *flags;
                    }
                }
                self.mail.apply(Fact::FlagsChanged { mailbox, flags });
            }
            2 => {
                for &key in keys.iter().filter(|&&key| self.is_in(key, mailbox)).collect::<Vec<_>>()
                {
                    self.naive.truth.remove(&key);
                }
                self.mail.apply(Fact::Vanished { mailbox, keys });
            }
            _ => {
                let to = self.place();
                for &key in &keys {
                    if self.is_in(key, mailbox) {
                        self.naive.truth.get_mut(&key).unwrap().0 = to;
                    }
                }
                self.mail.apply(Fact::Moved { from: mailbox, to, keys });
            }
        }
    }

    /// The person orders something.
    fn person(&mut self) {
        let (keys, from, to) = (self.keys(), self.place(), self.place());
        let action = match self.rng.u8(0..4) {
            0 => Action::Flag { keys, add: Flags::SEEN, remove: Flags::NONE },
            1 => Action::Flag { keys, add: Flags::NONE, remove: Flags::SEEN },
            2 => Action::Move { keys, from, to },
            _ => Action::Delete { keys, from },
        };
        let entry = entry(self.next, action);
        self.next += 1;
        self.naive.entries.insert(entry.id, (entry.clone(), false));
        self.mail.promise(entry);
    }

    /// An entry goes on.
    fn journal(&mut self) {
        let ids: Vec<EntryId> = self.naive.entries.keys().copied().collect();
        let Some(&id) = self.rng.choice(&ids) else { return };
        match self.rng.u8(0..5) {
            0 => {
                self.mail.take_back(id);
                self.naive.entries.get_mut(&id).unwrap().1 = true;
            }
            1 => {
                self.mail.too_late(id);
                self.naive.entries.get_mut(&id).unwrap().1 = false;
            }
            2 => {
                self.naive.entries.remove(&id);
                self.mail.apply(Fact::EntryChanged(id, State::Cancelled));
            }
            3 => self.settle(id),
            _ => self.mail.apply(Fact::EntryChanged(id, State::InFlight(Step::Repeatable))),
        }
    }

    /// A move is settled here only when the news of it came before, so that brute force need not
    /// know how long a settled entry is kept.
    fn settle(&mut self, id: EntryId) {
        let (entry, undone) = self.naive.entries.get(&id).unwrap().clone();
        if undone {
            return;
        }
        match &entry.action {
            Action::Mailbox(_) => unreachable!("none is ordered here"),
            Action::Flag { keys, add, remove } => {
                for key in keys {
                    if let Some((_, row)) = self.naive.truth.get_mut(key) {
                        row.flags = row.flags.with(*add).without(*remove);
                    }
                }
            }
            Action::Move { keys, from, .. } | Action::Delete { keys, from } => {
                if keys.iter().any(|&key| self.is_in(key, *from)) {
                    return;
                }
            }
            Action::PutBack { .. }
            | Action::Copy { .. }
            | Action::Across { .. }
            | Action::Label { .. }
            | Action::Retract { .. } => {
                unreachable!("none is ordered here")
            }
        }
        self.naive.entries.remove(&id);
        self.mail.apply(Fact::EntryChanged(id, State::Settled));
    }

    fn check(&mut self, at: &str) {
        for mailbox in ALL {
            self.mail.apply(self.naive.counted(mailbox));
        }
        self.mail.refresh();
        for mailbox in ALL {
            let expected = self.naive.list(mailbox);
            let have: Vec<(u64, Flags)> = shown(&mut self.mail, mailbox)
                .into_iter()
                .map(|number| (number, self.mail.line(key(number)).unwrap().flags))
                .collect();
            assert_eq!(have, expected, "{at}, {mailbox:?}");
            let unread = expected.iter().filter(|(_, flags)| !flags.has(Flags::SEEN)).count();
            let counts = counts(&self.mail, mailbox);
            assert_eq!((counts.0 as usize, counts.1 as usize), (expected.len(), unread), "{at}");
        }
    }
}

#[test]
fn any_run_of_events_shows_what_brute_force_shows() {
    for seed in 0..300 {
        let mut run = Run::new(seed);
        for step in 0..80 {
            match run.rng.u8(0..10) {
                0..=4 => run.server(),
                5..=6 => run.person(),
                _ => run.journal(),
            }
            run.check(&format!("seed {seed}, step {step}"));
        }
    }
}
