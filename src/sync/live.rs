//! What a connection does to hear more and to send less: NOTIFY, what is pushed by it, compression,
//! and going slower when the server asks for it. Knows no mailbox by content.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::board::{Board, Line, Mark, POLL, Standing};
use super::desk::Desk;
use super::wire::Wire;
use crate::imap::{News, Status};
use crate::model::fault::{Fault, FaultKind};
use crate::model::ids::MailboxId;

/// Where the server tells what happens everywhere, the list is still asked for this often: nothing
/// proves that it tells all of it.
const POLL_TOLD: Duration = Duration::from_secs(15 * 60);

/// A push about a mailbox that is not in the list makes the list due, if that is older than this.
const NEW_NAME: Duration = Duration::from_secs(20);

impl Board {
    /// How often mailboxes that nobody listens to are asked about.
    pub fn poll(&self) -> Duration {
        if self.told { POLL_TOLD } else { POLL }
    }

    /// How long the server still wants us to be slower.
    pub fn is_slow(&self, now: Instant) -> Option<Duration> {
        let left = self.slow?.checked_duration_since(now)?;
        (!left.is_zero()).then_some(left)
    }

    /// The server pushed the status of a mailbox to a connection that has `open` open.
    pub(super) fn pushed(&mut self, mailbox: MailboxId, open: Option<MailboxId>, told: Status) {
        // Whoever has it open hears the same, and more.
        let shown = self.standing(Line::Commands) == Standing::Up && self.shown() == Some(mailbox);
        if !shown && open != Some(mailbox) {
            self.take_status(mailbox, told);
        }
    }
}

impl Wire {
    /// Takes the news that are not about the open mailbox; gives back the others.
    pub(super) fn take_pushes(&mut self, news: Vec<News>) -> Vec<News> {
        let is_push = |news: &News| matches!(news, News::Mailbox(..) | News::Mailboxes);
        let (pushes, news): (Vec<News>, Vec<News>) = news.into_iter().partition(is_push);
        if pushes.is_empty() {
            return news;
        }
        let open = self.open_mailbox();
        {
            let mut board = self.desk.board();
            let named = |mark: &Mark| folded(&mark.stored.wire.0);
            let ids: HashMap<String, MailboxId> =
                board.marks.iter().map(|(id, mark)| (named(mark), *id)).collect();
            let old = board.listed.is_none_or(|at| at.elapsed() >= NEW_NAME);
            for push in pushes {
                match push {
                    News::Mailbox(name, told) => match ids.get(&folded(&name.0)) {
                        Some(id) => board.pushed(*id, open, told),
                        None => board.list_due |= old,
                    },
                    _ => board.list_due = true,
                }
            }
            board.told = self.session.notifies();
        }
        self.wake_others();
        news
    }

    /// Orders pushes about all mailboxes, once. A server that refuses is not asked again on this
    /// connection, and one that never pushes is polled as before.
    pub(super) async fn order_pushes(&mut self) -> Result<(), Fault> {
        match self.session.notify().await {
            Err(fault) if self.session.is_open() => {
                tracing::debug!(%fault, "The server does not tell of other mailboxes.");
                Ok(())
            }
            Err(fault) => Err(fault),
            Ok(()) => {
                // How all of them stand now is its answer. Only a push proves that it pushes.
                self.take_news();
                self.desk.board().told = false;
                Ok(())
            }
        }
    }

    /// Compresses the connection, once, where that is worth it: after the first screen, so that
    /// nobody waits for the round trip.
    pub async fn shrink(&mut self) -> Result<(), Fault> {
        if !self.session.wants_compression() || !self.is_shown() {
            return Ok(());
        }
        match self.session.compress().await {
            Err(fault) if self.session.is_open() => {
                tracing::debug!(%fault, "The connection is not compressed.");
                Ok(())
            }
            compressed => compressed,
        }
    }

    /// Whether the person sees what they look at. The other connections begin only then.
    fn is_shown(&self) -> bool {
        let board = self.desk.board();
        let shown = board.shown().and_then(|id| board.mark(id));
        let ready = shown.is_none_or(|mark| mark.state.uid_validity.is_some() && !mark.due);
        self.line != Line::Commands || board.listed.is_some() && board.body.is_none() && ready
    }
}

impl Desk {
    /// Heeds a server that wants us to be slower, on all connections: what nobody waits for rests.
    pub fn heed_throttle(&self, fault: &Fault) {
        if let FaultKind::Throttled { wait } = fault.kind {
            let until = Instant::now() + wait;
            let mut board = self.board();
            board.slow = board.slow.max(Some(until));
            tracing::info!(seconds = wait.as_secs(), "The server asks to be slower.");
        }
    }
}

/// INBOX is the one name whose case does not count (RFC 9051 section 5.1).
fn folded(name: &str) -> String {
    if name.eq_ignore_ascii_case("INBOX") { "INBOX".to_owned() } else { name.to_owned() }
}
