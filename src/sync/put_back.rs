//! Puts a message back that left the server: made again from what is kept, looked for before it is
//! sent a second time, forgotten among the removed when the server has it.

use super::carry::Done;
use super::replay::{self, Next};
use super::wire::Wire;
use crate::mime;
use crate::model::action::Action;
use crate::model::envelope::Message;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;
use crate::model::ids::{MailboxId, MessageKey};
use crate::model::journal::{Promise, State, Step};
use crate::model::remote::{Uid, UidValidity};

/// A message as it goes to the server.
pub struct Parcel {
    pub message: Message,
    pub raw: Vec<u8>,
    /// Without angle brackets; never empty.
    pub message_id: String,
}

impl Wire {
    pub(super) async fn put_back(&mut self, promise: &Promise, next: Next) -> Result<Done, Fault> {
        let Action::PutBack { keys, to } = &promise.entry.action else { return Ok(Done::Settled) };
        let &[key] = keys.as_slice() else { return Err(replay::gone()) };
        let Some(parcel) = self.desk.books.parcel(key).await? else {
            // It turned up by itself, or what was kept of it is lost.
            let known = self.desk.books.locate(vec![key]).await?;
            return if known.is_empty() { Err(replay::gone()) } else { Ok(Done::Settled) };
        };
        let desk = self.desk.clone();
        let _turn = desk.turn(*to).await;
        if let Next::Look { target, uid_next } = next {
            match self.has_arrived(*to, target, uid_next, &parcel.message_id).await? {
                Some(true) => return self.arrived(*to, key).await,
                Some(false) => {}
                None => {
                    let detail = "the mailbox was made anew while the message was on its way";
                    let fault = Fault::new(FaultKind::Gone, Place::Mailbox, detail);
                    return Ok(Done::Doubtful(fault));
                }
            }
        }
        let (target, uid_next) = self.target_now(*to).await?;
        let sent = State::InFlight(Step::Sent { target, uid_next });
        self.desk.note(promise.entry.id, sent).await?;
        let name = self.name(*to)?;
        let flags = parcel.message.row.flags.without(Flags::DELETED);
        let received = Some(parcel.message.row.received);
        self.session.append_of(&name, flags, received, &parcel.raw).await?;
        self.arrived(*to, key).await
    }

    /// Whether a message with this Message-ID came to the mailbox since then; `None` when the
    /// mailbox is not the same any more.
    async fn has_arrived(
        &mut self,
        to: MailboxId,
        target: UidValidity,
        from: Uid,
        message_id: &str,
    ) -> Result<Option<bool>, Fault> {
        let Some(tail) = self.tail_of(to, target, from).await? else { return Ok(None) };
        Ok(Some(tail.iter().any(|(_, id, _)| replay::bare(id) == message_id)))
    }

    async fn arrived(&mut self, to: MailboxId, key: MessageKey) -> Result<Done, Fault> {
        self.desk.books.forget(vec![key]).await?;
        self.make_due(to);
        Ok(Done::Settled)
    }
}

impl super::books::Books {
    /// A message that left, made again; `None` when it is not kept whole.
    pub async fn parcel(&self, key: MessageKey) -> Result<Option<Parcel>, Fault> {
        self.on_worker(move |books| {
            let Some(message) = books.cache.removed_message(key)? else { return Ok(None) };
            let Some(body) = books.cache.body(key) else { return Ok(None) };
            let own = format!("{key}.{}@pombo.invalid", message.row.received);
            let Some(raw) = mime::rebuild(&message.envelope, &body, &own) else { return Ok(None) };
            // As the server will tell it back.
            let message_id = mime::envelope(&raw).message_id;
            Ok(Some(Parcel { message, raw, message_id }))
        })
        .await
    }
}
