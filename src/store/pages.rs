//! Pages: up to 64 messages of a mailbox in three values that share their key's slot: flags (with
//! slot and key of each), list lines, and the rest of the headers. Knows how they are laid out, not
//! where they belong.

use super::backend::MAX_VALUE;
use super::codec::{Reader, Writer, unseal};
use super::keys::{Kind, Slot, key};
use crate::model::address::Address;
use crate::model::envelope::{Envelope, Row};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, MessageKey};

/// Messages in a page, at most.
pub(super) const PAGE: usize = 64;

/// A message's place, name and flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub slot: Slot,
    /// The running number of its key.
    pub number: u64,
    pub flags: Flags,
    /// The mod-sequence of these flags; 0 where it is not known.
    pub modseq: u64,
}

/// What the list shows of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub received: i64,
    pub size: u32,
    pub attachment: bool,
    pub from: Address,
    pub subject: String,
}

impl Line {
    pub fn row(self, account: AccountId, mark: &Mark) -> Row {
        Row {
            key: MessageKey::new(account, mark.number),
            received: self.received,
            size: self.size,
            flags: mark.flags,
            attachment: self.attachment,
            from: self.from,
            subject: self.subject,
        }
    }
}

/// A message's headers. `rest` is an envelope without what the line holds already: the first
/// address of `from` is empty there, as is the subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Content {
    pub line: Line,
    pub rest: Envelope,
}

impl Content {
    pub fn envelope(self) -> Envelope {
        let Self { line, mut rest } = self;
        if let Some(first) = rest.from.first_mut() {
            *first = line.from;
        }
        rest.subject = line.subject;
        rest.attachment = line.attachment;
        rest
    }
}

/// A whole row of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub mark: Mark,
    pub content: Content,
}

/// The three values of a page under their keys.
pub(super) type Sealed = [([u8; 13], Vec<u8>); 3];

/// Writes a page. `None` when a value is over the limit: then it has to be cut in two.
pub(super) fn write(mailbox: u32, entries: &[Entry]) -> Option<Sealed> {
    let first = entries.first()?.mark.slot.0;
    let [flags, list, detail] =
        [Kind::Flags, Kind::List, Kind::Detail].map(|kind| key(mailbox, kind, first));
    let mut lines = Writer::default();
    let mut rests = Writer::default();
    lines.u8(entries.len() as u8);
    rests.u8(entries.len() as u8);
    let mut received = 0;
    for Entry { content: Content { line, rest }, .. } in entries {
        lines.signed(line.received.wrapping_sub(received));
        received = line.received;
        lines.var(u64::from(line.size));
        lines.u8(u8::from(line.attachment));
        write_address(&mut lines, &line.from);
        lines.text(&line.subject);
        write_rest(&mut rests, rest);
    }
    let marks: Vec<Mark> = entries.iter().map(|entry| entry.mark).collect();
    let sealed = [
        (flags, write_marks(mailbox, &marks).1),
        (list, lines.seal(&list)),
        (detail, rests.seal(&detail)),
    ];
    sealed.iter().all(|(_, value)| value.len() <= MAX_VALUE).then_some(sealed)
}

/// Writes the flags of a page.
pub(super) fn write_marks(mailbox: u32, marks: &[Mark]) -> ([u8; 13], Vec<u8>) {
    let first = marks.first().map_or(0, |mark| mark.slot.0);
    let key = key(mailbox, Kind::Flags, first);
    let mut writer = Writer::default();
    writer.u8(marks.len() as u8);
    let (mut slot, mut number) = (first, 0_u64);
    for mark in marks {
        writer.var(mark.slot.0.wrapping_sub(slot));
        writer.signed(mark.number.wrapping_sub(number) as i64);
        (slot, number) = (mark.slot.0, mark.number);
        writer.u16(mark.flags.0);
        writer.var(mark.modseq);
    }
    (key, writer.seal_raw(&key))
}

/// Reads the flags of the page that begins at `first`: rising slots, the first of them `first`.
pub(super) fn read_marks(mailbox: u32, first: Slot, value: &[u8]) -> Option<Vec<Mark>> {
    let unsealed = unseal(&key(mailbox, Kind::Flags, first.0), value)?;
    let mut reader = Reader(&unsealed);
    let count = usize::from(reader.u8()?);
    let mut marks: Vec<Mark> = Vec::with_capacity(count);
    let (mut slot, mut number) = (first.0, 0_u64);
    for place in 0..count {
        let step = reader.var()?;
        if (place == 0) != (step == 0) {
            return None;
        }
        slot = slot.checked_add(step)?;
        number = number.wrapping_add(reader.signed()? as u64);
        let flags = Flags(reader.u16()?);
        marks.push(Mark { slot: Slot(slot), number, flags, modseq: reader.var()? });
    }
    reader.end()?;
    (!marks.is_empty()).then_some(marks)
}

/// Reads the list lines of a page.
pub(super) fn read_lines(mailbox: u32, first: Slot, value: &[u8]) -> Option<Vec<Line>> {
    let unsealed = unseal(&key(mailbox, Kind::List, first.0), value)?;
    let mut reader = Reader(&unsealed);
    let count = usize::from(reader.u8()?);
    let mut lines = Vec::with_capacity(count);
    let mut received = 0_i64;
    for _ in 0..count {
        received = received.wrapping_add(reader.signed()?);
        lines.push(Line {
            received,
            size: u32::try_from(reader.var()?).ok()?,
            attachment: reader.u8()? != 0,
            from: read_address(&mut reader)?,
            subject: reader.text()?,
        });
    }
    reader.end()?;
    Some(lines)
}

/// Reads the rest of the headers of a page.
pub(super) fn read_rests(mailbox: u32, first: Slot, value: &[u8]) -> Option<Vec<Envelope>> {
    let unsealed = unseal(&key(mailbox, Kind::Detail, first.0), value)?;
    let mut reader = Reader(&unsealed);
    let count = usize::from(reader.u8()?);
    let mut rests = Vec::with_capacity(count);
    for _ in 0..count {
        rests.push(read_rest(&mut reader)?);
    }
    reader.end()?;
    Some(rests)
}

fn write_rest(writer: &mut Writer, rest: &Envelope) {
    writer.u8(u8::from(rest.date.is_some()));
    if let Some(date) = rest.date {
        writer.signed(date);
    }
    for addresses in [&rest.from, &rest.sender, &rest.reply_to, &rest.to, &rest.cc] {
        writer.var(addresses.len() as u64);
        addresses.iter().for_each(|address| write_address(writer, address));
    }
    writer.text(&rest.message_id);
    for ids in [&rest.in_reply_to, &rest.references] {
        writer.var(ids.len() as u64);
        ids.iter().for_each(|id| writer.text(id));
    }
    writer.text(&rest.list_id);
}

fn read_rest(reader: &mut Reader<'_>) -> Option<Envelope> {
    let date = if reader.u8()? == 0 { None } else { Some(reader.signed()?) };
    Some(Envelope {
        date,
        from: read_addresses(reader)?,
        sender: read_addresses(reader)?,
        reply_to: read_addresses(reader)?,
        to: read_addresses(reader)?,
        cc: read_addresses(reader)?,
        subject: String::new(),
        message_id: reader.text()?,
        in_reply_to: read_texts(reader)?,
        references: read_texts(reader)?,
        list_id: reader.text()?,
        attachment: false,
    })
}

fn write_address(writer: &mut Writer, address: &Address) {
    writer.text(&address.name);
    writer.text(&address.email);
}

fn read_address(reader: &mut Reader<'_>) -> Option<Address> {
    Some(Address { name: reader.text()?, email: reader.text()? })
}

fn read_addresses(reader: &mut Reader<'_>) -> Option<Vec<Address>> {
    (0..reader.count()?).map(|_| read_address(reader)).collect()
}

fn read_texts(reader: &mut Reader<'_>) -> Option<Vec<String>> {
    (0..reader.count()?).map(|_| reader.text()).collect()
}

/// A value of the cache that cannot be read.
pub(super) fn damaged(what: &str) -> Fault {
    Fault::new(FaultKind::Damaged, Place::Cache, format!("{what} cannot be read"))
}
