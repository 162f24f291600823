//! Commands that change mail: STORE, COPY, MOVE, EXPUNGE, APPEND; and the table of the rest.

use imap_codec::imap_types::command::{CommandBody, StoreModifier};
use imap_codec::imap_types::core::Vec1;
use imap_codec::imap_types::extensions::binary::LiteralOrLiteral8;
use imap_codec::imap_types::fetch::MessageDataItem;
use imap_codec::imap_types::flag::{Flag, StoreResponse, StoreType};
use imap_codec::imap_types::response::{Code, Data};
use imap_codec::imap_types::sequence::{Sequence, SequenceSet};

use super::extended::{name, pattern};
use super::reply::{self, Outcome, nz, nz64};
use super::view::{self, View};
use super::{Session, Stage, sets};
use crate::demo::world::{Change, Copied, Mailbox, Marks, Message, No};

impl Session {
    /// Every command that is answered at once from the mail.
    pub(super) fn change(&mut self, body: CommandBody<'static>) -> Outcome {
        use CommandBody as C;
        match body {
            C::Select { mailbox, parameters } => self.select(&name(&mailbox), false, &parameters),
            C::Examine { mailbox, parameters } => self.select(&name(&mailbox), true, &parameters),
            C::Unselect => self.unselect(),
            C::Close => self.close(),
            C::Create { mailbox } => self.create(&name(&mailbox)),
            C::Delete { mailbox } => self.delete(&name(&mailbox)),
            C::Rename { from, to } => self.rename(&name(&from), &name(&to)),
            C::Subscribe { mailbox } => self.subscribe(&name(&mailbox), true),
            C::Unsubscribe { mailbox } => self.subscribe(&name(&mailbox), false),
            C::Lsub { reference, mailbox_wildcard } => {
                self.lsub(&name(&reference), &pattern(&mailbox_wildcard))
            }
            C::Status { mailbox, item_names } => self.status(&name(&mailbox), &item_names),
            C::Append { mailbox, flags, date, message } => {
                let at = date.map(|date| date.as_ref().timestamp());
                self.append(&name(&mailbox), &flags, at, message)
            }
            C::Store { sequence_set, kind, response, flags, uid, modifiers } => {
                let silent = response == StoreResponse::Silent;
                let StoreModifier::UnchangedSince(limit) =
                    modifiers.first().cloned().unwrap_or(StoreModifier::UnchangedSince(u64::MAX));
                let order = Store { kind, silent, uid, marks: reply::marks(&flags), limit };
                self.store(&sequence_set, &order)
            }
            C::Copy { sequence_set, mailbox, uid } => {
                self.copy(&sequence_set, &name(&mailbox), uid, false)
            }
            C::Move { sequence_set, mailbox, uid } => {
                self.copy(&sequence_set, &name(&mailbox), uid, true)
            }
            C::Expunge => self.expunge(None),
            C::ExpungeUid { sequence_set } => self.expunge(Some(&sequence_set)),
            _ => Outcome::bad("I cannot do that"),
        }
    }

    fn store(&mut self, set: &SequenceSet, order: &Store) -> Outcome {
        let condstore = self.condstore;
        let Some((view, out)) = writable(&mut self.stage, &mut self.out) else {
            return read_only();
        };
        let Some(chosen) = view.chosen(set, order.uid) else { return no_such_number() };
        let mut modified = Vec::new();
        let mut gone = false;
        self.shared.change(|world| {
            let Some(mailbox) = world.opened_mut(view.validity) else { return };
            // What others did is told first: after this, the client knows all but what follows.
            view.tell(mailbox, false, condstore, out);
            for (number, uid) in chosen {
                match order.apply(mailbox, uid) {
                    Stored::Gone => gone = true,
                    Stored::Newer => modified.push(if order.uid { uid } else { number }),
                    Stored::Done(message) => answer(out, number, message, order, condstore),
                }
            }
            view.caught_up(mailbox);
        });
        let outcome = match gone && !order.uid {
            true => No::Gone.into(),
            false => Outcome::ok("Stored"),
        };
        match sequence(&modified) {
            Some(set) => outcome.code(Code::Modified(set)),
            None => outcome,
        }
    }

    fn copy(&mut self, set: &SequenceSet, to: &str, uid: bool, moves: bool) -> Outcome {
        let Stage::Selected(view) = &self.stage else { return read_only() };
        if moves && view.read_only {
            return read_only();
        }
        let Some(chosen) = view.chosen(set, uid) else { return no_such_number() };
        let uids: Vec<u32> = chosen.into_iter().map(|(_, uid)| uid).collect();
        let done = self.shared.change(|world| {
            // UIDs that do not exist are passed over; numbers must all still stand for something.
            let there =
                |uid: &u32| world.opened(view.validity).is_some_and(|m| m.find(*uid).is_some());
            match moves {
                _ if !uid && !uids.iter().all(there) => Err(No::Gone),
                true => world.transfer(view.validity, &uids, to),
                false => world.copy(view.validity, &uids, to),
            }
        });
        match done {
            Err(No::Missing) => Outcome::no("No mailbox has that name").code(Code::TryCreate),
            Err(no) => no.into(),
            Ok(copied) => match (copy_uid(&copied), moves) {
                (None, _) => Outcome::ok("There was nothing to do"),
                // RFC 6851 section 4.3: before the EXPUNGE responses, which come with the news.
                (Some(code), true) => {
                    reply::untagged_ok(&mut self.out, code, "Moved");
                    Outcome::ok("Moved")
                }
                (Some(code), false) => Outcome::ok("Copied").code(code),
            },
        }
    }

    fn expunge(&mut self, set: Option<&SequenceSet>) -> Outcome {
        let Some((view, _)) = writable(&mut self.stage, &mut self.out) else {
            return read_only();
        };
        let uids: Vec<u32> = match set.map(|set| view.chosen(set, true).unwrap_or_default()) {
            Some(chosen) => chosen.into_iter().map(|(_, uid)| uid).collect(),
            None => view.uids.clone(),
        };
        let validity = view.validity;
        self.shared.change(|world| {
            if let Some(mailbox) = world.opened_mut(validity) {
                mailbox.expunge(&uids, |message| message.marks.has(Marks::DELETED));
            }
        });
        Outcome::ok("Removed for good")
    }

    fn append(
        &mut self,
        mailbox: &str,
        flags: &[Flag<'_>],
        at: Option<i64>,
        message: LiteralOrLiteral8<'_>,
    ) -> Outcome {
        let LiteralOrLiteral8::Literal(literal) = message else {
            return Outcome::no("I do not take binary mail").code(Code::UnknownCte);
        };
        let bytes = literal.as_ref().to_vec();
        if bytes.is_empty() {
            return Outcome::no("There is no message in it").named("CANNOT");
        }
        let at = at.unwrap_or_else(crate::demo::now);
        let marks = reply::marks(flags);
        match self.shared.change(|world| world.append(mailbox, bytes, at, marks)) {
            Ok((validity, uid)) => {
                let (uid_validity, uid) = (nz(validity), nz(uid));
                Outcome::ok("Appended").code(Code::AppendUid { uid_validity, uid })
            }
            Err(No::Missing) => Outcome::no("No mailbox has that name").code(Code::TryCreate),
            Err(no) => no.into(),
        }
    }
}

/// A STORE command.
struct Store {
    kind: StoreType,
    silent: bool,
    uid: bool,
    marks: Marks,
    /// UNCHANGEDSINCE (RFC 7162 section 3.1.3); without it, no mod-sequence is too high.
    limit: u64,
}

enum Stored<'m> {
    Done(&'m Message),
    /// Changed by somebody since then, so it was left alone.
    Newer,
    Gone,
}

impl Store {
    fn apply<'m>(&self, mailbox: &'m mut Mailbox, uid: u32) -> Stored<'m> {
        match mailbox.find(uid) {
            None => return Stored::Gone,
            Some(message) if message.modseq > self.limit => return Stored::Newer,
            Some(_) => {}
        }
        let change = match self.kind {
            StoreType::Add => Change::Add,
            StoreType::Remove => Change::Remove,
            StoreType::Replace => Change::Replace,
        };
        mailbox.mark(uid, change, &self.marks).map_or(Stored::Gone, Stored::Done)
    }
}

/// The FETCH response to a STORE: with .SILENT only the mod-sequence, for those who follow it.
fn answer(out: &mut Vec<u8>, number: u32, message: &Message, order: &Store, condstore: bool) {
    if !order.silent {
        view::flags(out, number, message, order.uid || condstore, condstore);
    } else if condstore {
        let items = vec![
            MessageDataItem::Uid(nz(message.uid)),
            MessageDataItem::ModSeq(nz64(message.modseq)),
        ];
        reply::data(out, Data::Fetch { seq: nz(number), items: Vec1::unvalidated(items) });
    }
}

fn copy_uid(copied: &Copied) -> Option<Code<'static>> {
    Some(Code::CopyUid {
        uid_validity: nz(copied.validity),
        source: sets::uid_set(&copied.from)?,
        destination: sets::uid_set(&copied.to)?,
    })
}

fn sequence(numbers: &[u32]) -> Option<SequenceSet> {
    let singles: Vec<Sequence> = numbers.iter().map(|&n| Sequence::from(nz(n))).collect();
    Vec1::try_from(singles).ok().map(SequenceSet)
}

fn writable<'s>(
    stage: &'s mut Stage,
    out: &'s mut Vec<u8>,
) -> Option<(&'s mut View, &'s mut Vec<u8>)> {
    match stage {
        Stage::Selected(view) if !view.read_only => Some((view, out)),
        _ => None,
    }
}

fn read_only() -> Outcome {
    Outcome::no("The mailbox was opened only to read").named("NOPERM")
}

pub(super) fn no_such_number() -> Outcome {
    Outcome::bad("No message has that number")
}
