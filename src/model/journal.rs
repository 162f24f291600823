//! What was promised: actions with their state, from the order to the server's confirmation.

use serde::{Deserialize, Serialize};

use super::action::Action;
use super::fault::Fault;
use super::ids::{AccountId, EntryId, MailboxId, MessageKey};
use super::remote::{RemoteRef, Uid, UidValidity, WireName};

/// An action that was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub id: EntryId,
    pub account: AccountId,
    pub action: Action,
    /// When it was ordered, milliseconds since 1970 UTC.
    pub at: i64,
    pub state: State,
}

impl Entry {
    /// Whether it still changes what is shown.
    pub fn is_pending(&self) -> bool {
        matches!(
            self.state,
            State::Held { .. } | State::Queued | State::InFlight(_) | State::Doubtful(_)
        )
    }
}

/// How far an entry is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Not told to the server before this time (milliseconds since 1970 UTC), so that undo is free.
    Held { until: i64 },
    /// To be carried out as soon as there is a connection.
    Queued,
    /// A command may have reached the server; the step says how to find out.
    InFlight(Step),
    /// Refused by the server: it changes nothing any more.
    Refused(Fault),
    /// It cannot be known whether it was done; the person is asked.
    Doubtful(Fault),
    /// The server holds it.
    Settled,
    /// Taken back before the server heard of it.
    Cancelled,
}

/// The step about to be taken and what is needed to tell, after a crash, whether it was taken.
/// Written to disk before the command is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// STORE of flags, or `\Deleted` and UID EXPUNGE: harmless to repeat.
    Repeatable,
    /// UID MOVE or UID COPY is being sent: look in the target from this UID on before repeating it.
    Sent { target: UidValidity, uid_next: Uid },
    /// COPY was confirmed: the originals are to be marked and expunged, the copies are there.
    /// `pairs` maps source to copy where COPYUID told it.
    Copied { target: UidValidity, uid_next: Uid, pairs: Vec<(Uid, Uid)> },
    /// RENAME is being sent (by earlier versions CREATE, too): these mailboxes will be listed by
    /// these names. Whoever finds one of the names in a list takes it for that mailbox.
    Named(Vec<(MailboxId, WireName)>),
    /// It is carried out together with later entries, as the one action that they come to: the last
    /// of them, this one, bears the evidence and shares its end.
    Folded { into: EntryId },
    /// CREATE is being sent: the mailbox will be listed by this name, unless others call it, or what
    /// it lies in, otherwise before. `newest` is the newest of those that were known until then:
    /// while a newer one is listed and this name is not, it may be that one.
    Making { mailbox: MailboxId, name: WireName, newest: MailboxId },
}

/// An entry as the journal file keeps it: with all that is needed to carry it out even when the
/// cache was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    pub entry: Entry,
    pub targets: Vec<Target>,
    /// The names on the server of the mailboxes that the action speaks of.
    pub mailboxes: Vec<(MailboxId, WireName)>,
    /// The last step that may have reached the server, also once the entry was given up: whoever
    /// carries it out again looks from there on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Step>,
    /// The name of a mailbox of another account that messages are brought to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub far: Option<WireName>,
    /// Up to where the mailboxes that it deletes were known when it was ordered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edges: Vec<Edge>,
}

/// Up to where a mailbox was known: what is from here on came later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    pub mailbox: MailboxId,
    pub uid_validity: UidValidity,
    pub uid_next: Uid,
}

impl Promise {
    /// The messages that it is known to have made in its target: source and copy. What lay there
    /// before it was begun is nobody's copy. `None` where nothing is known, or it makes none.
    pub fn made(&self) -> Option<(UidValidity, Vec<(Uid, Uid)>)> {
        let (Action::Copy { .. } | Action::Across { .. }) = self.entry.action else { return None };
        let Some(Step::Copied { target, uid_next, pairs }) = &self.last else { return None };
        let new = pairs.iter().copied().filter(|(_, copy)| copy >= uid_next);
        let made: Vec<(Uid, Uid)> = new.collect();
        (!made.is_empty() && target.0 > 0).then_some((*target, made))
    }

    /// The entry moved on.
    pub fn move_on(&mut self, state: State) {
        match &state {
            State::InFlight(step) => self.last = Some(step.clone()),
            // It goes its own way again.
            State::Queued if matches!(self.last, Some(Step::Folded { .. })) => self.last = None,
            _ => {}
        }
        self.entry.state = state;
    }
}

/// One message of a promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    pub key: MessageKey,
    pub remote: RemoteRef,
    pub message_id: String,
    pub size: u32,
}
