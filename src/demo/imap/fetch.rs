//! FETCH (RFC 9051 section 6.4.5) with its CONDSTORE modifier (RFC 7162 section 3.1.4).

use std::borrow::Cow;

use imap_codec::imap_types::IntoStatic;
use imap_codec::imap_types::command::FetchModifier;
use imap_codec::imap_types::core::{Literal, NString, Vec1};
use imap_codec::imap_types::datetime::DateTime;
use imap_codec::imap_types::fetch::{
    MacroOrMessageDataItemNames, MessageDataItem, MessageDataItemName as Item, Section,
};
use imap_codec::imap_types::response::Data;
use imap_codec::imap_types::sequence::SequenceSet;

use super::change::no_such_number;
use super::reply::{self, Outcome, nz, nz64};
use super::{Ended, Session, Stage};
use crate::demo::message::tree::Tree;
use crate::demo::message::{section, structure};
use crate::demo::world::{Change, Marks, Message, No};

/// So many messages are read at once; between, others may use the mail.
const BATCH: usize = 64;
/// So many octets are gathered before they are sent.
const SEND: usize = 256 << 10;

impl Session {
    pub(super) async fn fetch(
        &mut self,
        set: &SequenceSet,
        items: MacroOrMessageDataItemNames<'static>,
        uid: bool,
        modifiers: &[FetchModifier],
    ) -> Result<Outcome, Ended> {
        let Some((items, since)) = order(items, uid, modifiers) else {
            return Ok(Outcome::bad("I cannot fetch that"));
        };
        let Stage::Selected(view) = &mut self.stage else { return Ok(no_such_number()) };
        let Some(chosen) = view.chosen(set, uid) else { return Ok(no_such_number()) };
        let (validity, reads) = (view.validity, !view.read_only && items.iter().any(reads));
        let mut gone = false;
        for batch in chosen.chunks(BATCH) {
            if reads {
                self.mark_seen(validity, batch, since);
            }
            let messages = self.batch(validity, batch, since, &mut gone);
            for (number, message) in messages {
                respond(&mut self.out, number, &message, &items);
                if self.out.len() > SEND {
                    self.flush().await?;
                }
            }
            tokio::task::yield_now().await;
        }
        Ok(match gone && !uid {
            true => No::Gone.into(),
            false => Outcome::ok("Fetched"),
        })
    }

    /// Reading a body marks it read (RFC 9051 section 6.4.5); every connection, this one too, is
    /// told of it by its news.
    fn mark_seen(&mut self, validity: u32, batch: &[(u32, u32)], since: u64) {
        let unread = self.shared.look(|world| {
            let unread = |uid| {
                let message = world.opened(validity).and_then(|mailbox| mailbox.find(uid));
                message.is_some_and(|m| m.modseq > since && !m.marks.has(Marks::SEEN))
            };
            batch.iter().map(|&(_, uid)| uid).filter(|&uid| unread(uid)).collect::<Vec<_>>()
        });
        if !unread.is_empty() {
            self.shared.change(|world| {
                if let Some(mailbox) = world.opened_mut(validity) {
                    for uid in unread {
                        mailbox.mark(uid, Change::Add, &Marks::system(Marks::SEEN));
                    }
                }
            });
        }
    }

    /// The messages of a batch that are there and newer than `since`.
    fn batch(
        &self,
        validity: u32,
        batch: &[(u32, u32)],
        since: u64,
        gone: &mut bool,
    ) -> Vec<(u32, Message)> {
        self.shared.look(|world| {
            let mailbox = world.opened(validity);
            let mut found = Vec::with_capacity(batch.len());
            for &(number, uid) in batch {
                match mailbox.and_then(|mailbox| mailbox.find(uid)) {
                    Some(message) if message.modseq > since => {
                        found.push((number, message.clone()))
                    }
                    Some(_) => {}
                    None => *gone = true,
                }
            }
            found
        })
    }
}

/// The items to send and the mod-sequence they must be above; nothing for what is not served.
fn order(
    items: MacroOrMessageDataItemNames<'static>,
    uid: bool,
    modifiers: &[FetchModifier],
) -> Option<(Vec<Item<'static>>, u64)> {
    let mut items = match items {
        MacroOrMessageDataItemNames::Macro(short) => {
            short.expand().into_iter().map(IntoStatic::into_static).collect()
        }
        MacroOrMessageDataItemNames::MessageDataItemNames(items) => items,
    };
    let mut since = 0;
    for modifier in modifiers {
        match modifier {
            FetchModifier::ChangedSince(modseq) => since = modseq.get(),
            FetchModifier::Vanished => return None,
        }
    }
    if items.iter().any(|item| matches!(item, Item::Binary { .. } | Item::BinarySize { .. })) {
        return None;
    }
    // UID comes with every UID command, MODSEQ with CHANGEDSINCE, asked for or not.
    if uid && !items.contains(&Item::Uid) {
        items.insert(0, Item::Uid);
    }
    if since > 0 && !items.contains(&Item::ModSeq) {
        items.push(Item::ModSeq);
    }
    Some((items, since))
}

fn reads(item: &Item<'_>) -> bool {
    matches!(item, Item::BodyExt { peek: false, .. } | Item::Rfc822 | Item::Rfc822Text)
}

/// One FETCH response.
fn respond(out: &mut Vec<u8>, number: u32, message: &Message, items: &[Item<'static>]) {
    let bytes = message.content.bytes();
    let tree = items.iter().any(needs_tree).then(|| Tree::of(&bytes));
    let mut sent = Vec::with_capacity(items.len());
    // What a section holds may be made for this response (chosen header fields), so it is kept
    // here while the response borrows it.
    let sections: Vec<_> = items.iter().map(|item| octets(&bytes, tree.as_ref(), item)).collect();
    for (item, octets) in items.iter().zip(&sections) {
        sent.extend(data_item(message, &bytes, tree.as_ref(), item, octets.as_deref()));
    }
    if !sent.is_empty() {
        let items = Vec1::unvalidated(sent);
        reply::data(out, Data::Fetch { seq: nz(number), items });
    }
}

fn needs_tree(item: &Item<'_>) -> bool {
    use Item as I;
    match item {
        I::BodyExt { section, .. } => section.is_some(),
        I::Body | I::BodyStructure | I::Envelope | I::Rfc822Header | I::Rfc822Text => true,
        _ => false,
    }
}

/// The octets that an item shows of the message, if it shows any.
fn octets<'m>(bytes: &'m [u8], tree: Option<&Tree>, item: &Item<'static>) -> Option<Cow<'m, [u8]>> {
    match item {
        Item::Rfc822 => Some(Cow::Borrowed(bytes)),
        Item::Rfc822Header => section::octets(bytes, tree?, Some(&Section::Header(None))),
        Item::Rfc822Text => section::octets(bytes, tree?, Some(&Section::Text(None))),
        Item::BodyExt { section: None, partial, .. } => {
            Some(section::partial(Cow::Borrowed(bytes), *partial))
        }
        Item::BodyExt { section, partial, .. } => {
            Some(section::partial(section::octets(bytes, tree?, section.as_ref())?, *partial))
        }
        _ => None,
    }
}

fn data_item<'m>(
    message: &Message,
    bytes: &[u8],
    tree: Option<&Tree>,
    item: &Item<'static>,
    octets: Option<&'m [u8]>,
) -> Option<MessageDataItem<'m>> {
    use MessageDataItem as D;
    Some(match item {
        Item::Uid => D::Uid(nz(message.uid)),
        Item::Flags => D::Flags(reply::fetched_flags(&message.marks)),
        Item::InternalDate => D::InternalDate(internal_date(message.received)?),
        Item::Rfc822Size => D::Rfc822Size(u32::try_from(bytes.len()).unwrap_or(u32::MAX)),
        Item::ModSeq => D::ModSeq(nz64(message.modseq)),
        Item::Envelope => {
            D::Envelope(structure::envelope(bytes.get(tree?.nodes.first()?.header.clone())?))
        }
        Item::Body => D::Body(structure::structure(bytes, tree?, false)?),
        Item::BodyStructure => D::BodyStructure(structure::structure(bytes, tree?, true)?),
        Item::Rfc822 => D::Rfc822(literal(octets)),
        Item::Rfc822Header => D::Rfc822Header(literal(octets)),
        Item::Rfc822Text => D::Rfc822Text(literal(octets)),
        Item::BodyExt { section, partial, .. } => D::BodyExt {
            section: section.clone(),
            origin: partial.map(|(offset, _)| offset),
            data: literal(octets),
        },
        Item::Binary { .. } | Item::BinarySize { .. } => return None,
    })
}

/// NIL for a part that is not there.
fn literal(octets: Option<&[u8]>) -> NString<'_> {
    octets.and_then(|octets| Literal::try_from(octets).ok()).map_or(NString::NIL, NString::from)
}

/// In UTC.
fn internal_date(seconds: i64) -> Option<DateTime> {
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    let text = moment.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string();
    // The type inside is of a crate that is not ours to name.
    let year = text.split_once('-').map_or(0, |(year, _)| year.len());
    (year == 4).then(|| text.parse().ok().map(DateTime::unvalidated)).flatten()
}
