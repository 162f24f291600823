//! What left the server: a row is kept for 30 days in a mailbox that no server lists, with a record
//! of when, why and from where it left. Its body stays with its key. A message that turns up again
//! takes row and body back.
//!
//! ```text
//! form u8 = 1 | why u8 | when signed | mailbox u32 | spot: 0 or 1, UIDVALIDITY u32, UID u32 |
//! look: 0 or 1, hash u64, size u32, received signed | name of the mailbox
//! ```

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;

use super::backend::{Backend, Order};
use super::codec::{Reader, Writer, unseal};
use super::keys::{Kind, Slot, key, place};
use super::pages::{Content, Entry, damaged};
use super::plan::Plan;
use super::recall::{Spot, id_hash};
use super::shelf::Edit;
use crate::model::fault::Fault;
use crate::model::flags::Flags;
use crate::model::ids::MailboxId;
use crate::model::remote::{Uid, UidValidity};
use crate::model::removed::{KEPT_FOR, Why};

/// The mailbox that holds the rows.
pub(super) const YARD: u32 = MailboxId::REMOVED.0;
/// Rows of an account that are kept; the oldest go first.
pub(super) const MOST: usize = 20_000;
/// Octets of the name of a mailbox.
const NAME: usize = 1_000;
const FORM: u8 = 1;
/// Places of one message that are remembered: more labels than that are not looked through.
const TWINS: usize = 16;
const WHYS: [Why; 4] = [Why::Expunged, Why::NotListed, Why::DeletedHere, Why::MailboxGone];

/// What a message is known by when its UID is of no help: Message-ID, size and INTERNALDATE, which
/// COPY and MOVE keep (RFC 9051 section 6.4.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Look {
    id: u64,
    size: u32,
    received: i64,
}

impl Look {
    /// `None` without a Message-ID: then two messages may look alike.
    pub fn of(content: &Content) -> Option<Self> {
        let id = id_hash(&content.rest.message_id);
        let (size, received) = (content.line.size, content.line.received);
        (id != 0).then_some(Self { id, size, received })
    }
}

/// The record of one that left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tomb {
    pub why: Why,
    /// Seconds since 1970 UTC.
    pub at: i64,
    pub from: u32,
    /// Where it was on the server; unknown for a row that waited for its UID.
    pub spot: Option<Spot>,
    pub look: Option<Look>,
    pub name: String,
}

impl Tomb {
    fn seal(&self, number: u64) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.u8(FORM);
        let why = WHYS.iter().position(|&each| each == self.why).unwrap_or(0);
        writer.u8(why as u8);
        writer.signed(self.at);
        writer.u32(self.from);
        writer.u8(u8::from(self.spot.is_some()));
        if let Some((_, validity, uid)) = self.spot {
            writer.u32(validity.0);
            writer.u32(uid.0);
        }
        writer.u8(u8::from(self.look.is_some()));
        if let Some(look) = self.look {
            writer.u64(look.id);
            writer.u32(look.size);
            writer.signed(look.received);
        }
        writer.text(&self.name);
        writer.seal_raw(&key(YARD, Kind::Tomb, number))
    }

    fn read(key: &[u8], value: &[u8]) -> Option<Self> {
        let unsealed = unseal(key, value)?;
        let mut reader = Reader(&unsealed);
        if reader.u8()? != FORM {
            return None;
        }
        let why = *WHYS.get(usize::from(reader.u8()?))?;
        let (at, from) = (reader.signed()?, reader.u32()?);
        let spot = match reader.u8()? {
            0 => None,
            _ => Some((from, UidValidity(reader.u32()?), Uid(reader.u32()?))),
        };
        let look = match reader.u8()? {
            0 => None,
            _ => Some(Look { id: reader.u64()?, size: reader.u32()?, received: reader.signed()? }),
        };
        let name = reader.text()?;
        reader.end().map(|()| Self { why, at, from, spot, look, name })
    }

    /// The record of this one.
    pub fn find(backend: &dyn Backend, number: u64) -> Result<Option<Self>, Fault> {
        let key = key(YARD, Kind::Tomb, number);
        let Some(value) = backend.get(&key)? else { return Ok(None) };
        Self::read(&key, &value).map(Some).ok_or_else(|| damaged("a record of what left"))
    }

    /// All of them, by number.
    pub fn all(backend: &dyn Backend) -> Result<Vec<(u64, Self)>, Fault> {
        let (from, to) = (key(YARD, Kind::Tomb, 0), key(YARD, Kind::Tomb, u64::MAX));
        let (mut all, mut bad) = (Vec::new(), false);
        backend.scan(&from, &to, Order::Rising, &mut |key, value| {
            match Self::read(key, value) {
                Some(tomb) => all.push((place(key), tomb)),
                None => bad = true,
            }
            ControlFlow::Continue(())
        })?;
        if bad { Err(damaged("a record of what left")) } else { Ok(all) }
    }
}

/// The name that is kept of a mailbox.
pub(super) fn name_of(path: &[String]) -> String {
    let mut name = path.join("/");
    let end = (0..=NAME.min(name.len())).rev().find(|&at| name.is_char_boundary(at));
    name.truncate(end.unwrap_or(0));
    name
}

/// What is being taken away, before it is.
#[derive(Debug)]
pub(super) struct Leaving {
    pub entry: Entry,
    pub spot: Option<Spot>,
    pub why: Why,
}

/// The mailbox that rows leave, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left<'a> {
    pub mailbox: u32,
    pub path: &'a [String],
    pub at: i64,
}

/// All that left, to be found by what a server tells. Read when it is first needed.
#[derive(Debug, Default)]
pub(super) struct Tombs {
    read: bool,
    known: HashMap<u64, (i64, Option<Spot>, Option<Look>)>,
    spots: HashMap<Spot, u64>,
    looks: HashMap<Look, u64>,
    by_age: BTreeSet<(i64, u64)>,
}

impl Tombs {
    /// Reads what is on disk, once.
    pub fn ready(&mut self, backend: &dyn Backend) -> Result<&mut Self, Fault> {
        if !self.read {
            *self = Self { read: true, ..Self::default() };
            for (number, tomb) in Tomb::all(backend)? {
                self.insert(number, &tomb);
            }
        }
        Ok(self)
    }

    /// A change did not come to disk: what is known may be wrong.
    pub fn forget(&mut self) {
        self.read = false;
    }

    fn insert(&mut self, number: u64, tomb: &Tomb) {
        self.known.insert(number, (tomb.at, tomb.spot, tomb.look));
        self.by_age.insert((tomb.at, number));
        self.spots.extend(tomb.spot.map(|spot| (spot, number)));
        self.looks.extend(tomb.look.map(|look| (look, number)));
    }

    pub fn at(&self, spot: &Spot) -> Option<u64> {
        self.spots.get(spot).copied()
    }

    /// One that is the same message.
    pub fn like(&self, content: &Content) -> Option<u64> {
        if self.looks.is_empty() {
            return None;
        }
        self.looks.get(&Look::of(content)?).copied()
    }

    /// Lays rows down. The oldest make room; those that are over their time go.
    pub fn bury(&mut self, left: Left<'_>, leaving: Vec<Leaving>, plan: &mut Plan) {
        let name = name_of(left.path);
        for Leaving { entry, spot, why } in leaving {
            let (number, look) = (entry.mark.number, Look::of(&entry.content));
            let (at, from) = (left.at, left.mailbox);
            let tomb = Tomb { why, at, from, spot, look, name: name.clone() };
            let slot = Slot(number);
            let flags = entry.mark.flags.without(Flags::DELETED);
            plan.edit((YARD, slot), Edit::Put(number, flags, 0, Box::new(entry.content)));
            plan.point(number, Some((YARD, slot)));
            plan.changes.insert(key(YARD, Kind::Tomb, number), Some(tomb.seal(number)));
            self.insert(number, &tomb);
        }
        self.make_room(left.at, plan);
    }

    fn make_room(&mut self, now: i64, plan: &mut Plan) {
        while let Some(&(at, number)) = self.by_age.first() {
            if self.by_age.len() <= MOST && at >= now.saturating_sub(KEPT_FOR) {
                return;
            }
            self.drop_one(number, plan);
        }
    }

    /// Those that left before this time.
    pub fn before(&self, time: i64) -> Vec<u64> {
        self.by_age.iter().take_while(|(at, _)| *at < time).map(|(_, number)| *number).collect()
    }

    pub fn is_here(&self, number: u64) -> bool {
        self.known.contains_key(&number)
    }

    /// Nothing is kept of it any more.
    pub fn drop_one(&mut self, number: u64, plan: &mut Plan) {
        plan.edit((YARD, Slot(number)), Edit::Take);
        plan.point(number, None);
        plan.dead.push(number);
        self.raise(number, plan);
    }

    /// Its row goes elsewhere: the record goes.
    pub fn raise(&mut self, number: u64, plan: &mut Plan) {
        plan.changes.insert(key(YARD, Kind::Tomb, number), None);
        let Some((at, spot, look)) = self.known.remove(&number) else { return };
        self.by_age.remove(&(at, number));
        if let Some(spot) = spot.filter(|spot| self.spots.get(spot) == Some(&number)) {
            self.spots.remove(&spot);
        }
        if let Some(look) = look.filter(|look| self.looks.get(look) == Some(&number)) {
            self.looks.remove(&look);
        }
    }
}

/// The last messages that came: one that leaves a mailbox and is among them was moved by somebody
/// else, whose news came in the other order.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    looks: HashMap<Look, Vec<u64>>,
    order: VecDeque<Look>,
    /// A first sync brings very many: this hash is quicker than the one that goes to disk.
    hash: RandomState,
}

impl Arrivals {
    pub fn note(&mut self, content: &Content, number: u64) {
        let Some(look) = self.look(content) else { return };
        let numbers = self.looks.entry(look).or_default();
        if numbers.is_empty() {
            self.order.push_back(look);
        }
        if numbers.len() < TWINS {
            numbers.push(number);
        }
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.looks.remove(&oldest);
        }
    }

    fn look(&self, content: &Content) -> Option<Look> {
        let id = &content.rest.message_id;
        let (size, received) = (content.line.size, content.line.received);
        (!id.is_empty()).then(|| Look { id: self.hash.hash_one(id), size, received })
    }

    /// The numbers under which this message came elsewhere.
    pub fn heirs(&self, entry: &Entry) -> impl Iterator<Item = u64> + '_ {
        let twins = self.look(&entry.content).and_then(|look| self.looks.get(&look));
        let own = entry.mark.number;
        twins.into_iter().flatten().copied().filter(move |&number| number != own)
    }
}
