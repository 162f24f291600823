//! Random histories against a naive model.

use std::collections::{BTreeMap, BTreeSet};

use super::naive::{Box, Naive};
use super::*;

/// A server with a few mailboxes, its cache, and what the cache must say.
struct World {
    random: fastrand::Rng,
    cache: Cache,
    naive: Naive,
    /// Which message is under which UID.
    server: BTreeMap<MailboxId, BTreeMap<u32, u32>>,
    next: BTreeMap<MailboxId, u32>,
    messages: u32,
    validities: u32,
}

impl World {
    fn new(seed: u64, cache: Cache) -> Self {
        let ids = list(&cache, &["INBOX", "Work", "Trash"]);
        let mut naive = Naive::default();
        for id in &ids {
            let validity = Some(UidValidity(1));
            naive.boxes.insert(*id, Box { validity, ..Box::default() });
            cache.commit(Batch { state: Some(state(UidValidity(1), 1)), ..batch(*id) }).unwrap();
            naive.boxes.get_mut(id).unwrap().uid_next = Some(1);
        }
        Self {
            random: fastrand::Rng::with_seed(seed),
            cache,
            naive,
            server: ids.iter().map(|id| (*id, BTreeMap::new())).collect(),
            next: ids.iter().map(|id| (*id, 1)).collect(),
            messages: 0,
            validities: 1,
        }
    }

    fn mailbox(&mut self) -> MailboxId {
        let ids: Vec<MailboxId> = self.server.keys().copied().collect();
        ids[self.random.usize(..ids.len())]
    }

    fn uid(&mut self, id: MailboxId) -> u32 {
        let next = self.next.get_mut(&id).unwrap();
        *next += self.random.u32(1..9);
        *next
    }

    fn arrive(&mut self) {
        let id = self.mailbox();
        for _ in 0..self.random.u32(1..150) {
            let uid = self.uid(id);
            self.messages += 1;
            self.server.get_mut(&id).unwrap().insert(uid, self.messages);
        }
    }

    /// Tells the cache of messages of the server: a part of them, in any order, with new flags, and
    /// the state only when all were told.
    fn sync(&mut self, id: MailboxId, all: bool) {
        let mut uids: Vec<(u32, u32)> = self.server[&id].iter().map(|(u, n)| (*u, *n)).collect();
        if !all {
            let unknown = |uid: &u32| !self.naive.boxes[&id].bound.contains_key(uid);
            let known = self.random.u32(0..4);
            uids.retain(|(uid, _)| unknown(uid) || uid % 4 == known);
        }
        self.random.shuffle(&mut uids);
        let add: Vec<NewMessage> = uids
            .iter()
            .map(|&(uid, n)| {
                let flags = Flags(self.random.u16(0..4));
                NewMessage { flags, ..mail(uid, n) }
            })
            .collect();
        let ns: Vec<u32> = uids.iter().map(|(_, n)| *n).collect();
        let next = self.next[&id] + 1;
        let mut expected = self.naive.commit(id, &add, &ns, next);
        expected.added.sort();
        let validity = self.naive.boxes[&id].validity.unwrap();
        let state = Some(state(validity, next));
        let done = self.cache.commit(Batch { add, state, ..batch(id) }).unwrap();
        assert_eq!(done.flags.iter().copied().collect::<BTreeMap<_, _>>(), expected.flags);
        let gone = |keys: &[MessageKey]| keys.iter().copied().collect::<BTreeSet<_>>();
        assert_eq!(gone(&done.gone), gone(&expected.gone));
        self.naive.learn(id, &expected, &done.added);
    }

    fn vanish(&mut self) {
        let id = self.mailbox();
        let uids: Vec<u32> = self.server[&id].keys().copied().collect();
        let share = self.random.u32(1..5);
        let mut gone: Vec<u32> =
            uids.into_iter().filter(|_| self.random.u32(0..5) < share).collect();
        let expected: Vec<_> = gone.iter().filter_map(|uid| self.naive.gone(id, *uid)).collect();
        let told = gone.iter().map(|uid| Uid(*uid)).collect();
        let done = self.cache.commit(Batch { gone: told, ..batch(id) }).unwrap();
        assert_eq!(done.gone, expected);
        // Some of it was not true: the server will tell of them again.
        gone.retain(|uid| uid % 7 != 0);
        gone.iter().for_each(|uid| {
            self.server.get_mut(&id).unwrap().remove(uid);
        });
    }

    fn shift(&mut self) {
        let (from, to) = (self.mailbox(), self.mailbox());
        let uids: Vec<u32> = self.naive.boxes[&from].bound.keys().copied().collect();
        if from == to || uids.is_empty() {
            return;
        }
        let told = self.random.bool();
        let seen_first = self.random.u8(0..4) == 0;
        let count = self.random.usize(1..20).min(uids.len());
        let at = self.random.usize(..=uids.len() - count);
        let mut moves = Vec::new();
        for &uid in &uids[at..at + count] {
            let Some(n) = self.server.get_mut(&from).unwrap().remove(&uid) else { continue };
            let new = self.uid(to);
            self.server.get_mut(&to).unwrap().insert(new, n);
            moves.push((uid, new));
        }
        if seen_first {
            self.sync(to, false);
        }
        let (mut pairs, mut replaced) = (Vec::new(), Vec::new());
        for (uid, new) in moves {
            let key = self.naive.boxes[&from].bound[&uid].key;
            let new = told.then_some(new);
            pairs.push((key, new.map(Uid)));
            replaced.extend(self.naive.moved((from, uid), to, new).map(|old| (old, key)));
        }
        let validity = self.naive.boxes[&to].validity.unwrap();
        let done = self.cache.moved(from, (to, validity), &pairs).unwrap();
        assert_eq!(done.replaced, replaced);
    }

    fn renumber(&mut self) {
        let id = self.mailbox();
        self.validities += 1;
        let validity = UidValidity(self.validities);
        self.next.insert(id, 1);
        let old = self.server.insert(id, BTreeMap::new()).unwrap();
        for n in old.into_values().filter(|n| n % 11 != 0) {
            let uid = self.uid(id);
            self.server.get_mut(&id).unwrap().insert(uid, n);
        }
        self.cache.begin_rebind(id, validity).unwrap();
        self.naive.begin_rebind(id, validity);
        self.naive.check(&self.cache);
        self.sync(id, true);
        let dropped: BTreeSet<_> = self.cache.finish_rebind(id).unwrap().into_iter().collect();
        assert_eq!(dropped, self.naive.finish_rebind(id));
    }

    fn step(&mut self) {
        match self.random.u8(0..12) {
            0..=2 => self.arrive(),
            3..=5 => {
                let id = self.mailbox();
                self.sync(id, false);
            }
            6 | 7 => self.vanish(),
            8..=10 => self.shift(),
            _ => self.renumber(),
        }
        self.naive.check(&self.cache);
    }
}

#[test]
fn whatever_happens_it_says_what_the_naive_form_says() {
    for seed in 0..8 {
        let mut world = World::new(seed, Cache::in_memory(ACCOUNT));
        for _ in 0..40 {
            world.step();
        }
    }
}

#[test]
fn after_every_restart_it_says_what_it_said_before() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::new(99, open(dir.path()));
    for _ in 0..40 {
        world.step();
        world.cache = Cache::in_memory(ACCOUNT);
        world.cache = open(dir.path());
        world.naive.check(&world.cache);
    }
}
