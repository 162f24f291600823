//! NOTIFY (RFC 5465): one connection hears of every mailbox. It is followed by IDLE: Dovecot pushes
//! what concerns the selected mailbox only then.

use super::Session;
use super::line::Line;
use super::run::nothing;
use crate::model::fault::{Fault, FaultKind, Place};

/// New mail, expunges and flags of every mailbox of the person's own, and mailboxes that are made,
/// renamed or deleted. The parentheses of the selected mailbox are double: Dovecot says BAD without.
/// Expunges wait for a command that may tell them, so that sequence numbers mean what they say.
const ORDER: &str = "NOTIFY SET STATUS (selected-delayed (MessageNew (UID FLAGS) MessageExpunge \
                     FlagChange)) (personal (MessageNew MessageExpunge FlagChange MailboxName))";

/// And whether one is subscribed to them; of every mailbox below a place, the same of what others
/// share. Not every server knows all of it.
const EVENTS: &str = "(MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange)";

impl Session {
    /// Whether the server can tell of other mailboxes and was not asked to yet.
    pub fn wants_notify(&self) -> bool {
        self.state.capabilities.has("NOTIFY") && !self.state.notifies && !self.notify_tried
    }

    /// Whether it tells of other mailboxes by itself.
    pub fn notifies(&self) -> bool {
        self.state.notifies
    }

    /// Asks to be told what happens in all mailboxes: `News::Mailbox` and `News::Mailboxes`. The
    /// server first tells the status of each, which is news, too.
    ///
    /// # Errors
    /// A refusal leaves the session open and as it was; it is not to be tried again.
    pub async fn notify(&mut self) -> Result<(), Fault> {
        self.notify_tried = true;
        self.state.notifies = true;
        let mut answer = self.run(self.widest_order()?, nothing).await;
        // NO [BADEVENT] (RFC 5465 section 5): it knows NOTIFY, and not all of this.
        if answer.as_ref().is_err_and(|fault| fault.kind != FaultKind::NotUnderstood) && self.open {
            answer = self.run(Line::new(ORDER, Place::Mailbox), nothing).await;
        }
        if answer.is_err() {
            self.state.notifies = false;
        }
        answer.map(drop)
    }

    /// The order with all that one wants to hear.
    fn widest_order(&self) -> Result<Line<'static>, Fault> {
        let own = ORDER.replace("(MessageNew MessageExpunge FlagChange MailboxName)", EVENTS);
        let mut line = Line::new(own, Place::Mailbox);
        for place in self.state.spaces.places() {
            line = line.text(" (subtree").mailbox(&place)?.text(&format!(" {EVENTS})"));
        }
        // They are many, or none.
        line.mailbox = None;
        Ok(line)
    }
}
