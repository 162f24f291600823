//! SELECT, EXAMINE, CLOSE, UNSELECT (RFC 9051 sections 6.3.2, 6.3.3, 6.4.1, 6.4.2).

use imap_codec::imap_types::command::SelectParameter;
use imap_codec::imap_types::flag::{Flag, FlagPerm};
use imap_codec::imap_types::response::{Code, Data};

use super::reply::{self, Outcome, nz, nz64};
use super::view::View;
use super::{Session, Stage};
use crate::demo::world::{Mailbox, Marks, No};

impl Session {
    pub(super) fn select(
        &mut self,
        name: &str,
        read_only: bool,
        parameters: &[SelectParameter],
    ) -> Outcome {
        if parameters.iter().any(|p| *p != SelectParameter::CondStore) {
            return Outcome::bad("I cannot resynchronise so quickly");
        }
        // Even when it fails, the mailbox that was selected is so no more.
        self.stage = Stage::SignedIn;
        let out = &mut self.out;
        let opened = self.shared.look(|world| {
            let mailbox = world.named(name).ok_or(No::Missing)?;
            if !mailbox.selectable {
                return Err(No::NotSelectable);
            }
            describe(out, mailbox, read_only);
            Ok(View::of(mailbox, read_only))
        });
        match opened {
            Err(no) => no.into(),
            Ok(view) => {
                self.stage = Stage::Selected(view);
                let code = if read_only { Code::ReadOnly } else { Code::ReadWrite };
                Outcome::ok("Opened").code(code)
            }
        }
    }

    pub(super) fn close(&mut self) -> Outcome {
        if let Stage::Selected(view) = &self.stage
            && !view.read_only
        {
            self.shared.change(|world| {
                if let Some(mailbox) = world.opened_mut(view.validity) {
                    mailbox.expunge(&view.uids, |message| message.marks.has(Marks::DELETED));
                }
            });
        }
        self.unselect()
    }

    pub(super) fn unselect(&mut self) -> Outcome {
        self.stage = Stage::SignedIn;
        Outcome::ok("Closed")
    }
}

fn describe(out: &mut Vec<u8>, mailbox: &Mailbox, read_only: bool) {
    let flags = [Flag::Answered, Flag::Flagged, Flag::Deleted, Flag::Seen, Flag::Draft];
    reply::data(out, Data::Flags(flags.to_vec()));
    let permanent = flags.into_iter().map(FlagPerm::Flag).chain([FlagPerm::Asterisk]);
    let permanent = permanent.filter(|_| !read_only).collect();
    reply::untagged_ok(out, Code::PermanentFlags(permanent), "Kept for good");
    reply::data(out, Data::Exists(mailbox.messages.len() as u32));
    reply::data(out, Data::Recent(0));
    let unseen = mailbox.messages.iter().position(|message| !message.marks.has(Marks::SEEN));
    if let Some(place) = unseen {
        reply::untagged_ok(out, Code::Unseen(nz(place as u32 + 1)), "The first unread one");
    }
    reply::untagged_ok(out, Code::UidValidity(nz(mailbox.validity)), "UIDs are valid");
    reply::untagged_ok(out, Code::UidNext(nz(mailbox.uid_next)), "The next UID");
    reply::untagged_ok(out, Code::HighestModSeq(nz64(mailbox.modseq)), "The last change");
}
