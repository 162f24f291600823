//! The text of what may be opened next, fetched before it is asked for: of the messages beside the open
//! one, when nothing else is to be done, and never twice. Nothing is said of what cannot be had.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use super::board::Line;
use super::bodies::FIRST;
use super::desk::Desk;
use super::wire::Wire;
use crate::mime::{self, Form};
use crate::model::body::{Body, Structure};
use crate::model::envelope::Message;
use crate::model::event::{Fact, Source};
use crate::model::fault::{Fault, FaultKind};
use crate::model::ids::MessageKey;
use crate::model::link::Link;
use crate::model::request::BodyLimit;

/// Messages of which it is remembered that their text is not fetched ahead.
const DECLINED: usize = 4_096;

/// What is to be fetched ahead.
#[derive(Debug, Default)]
pub struct Ahead {
    waiting: VecDeque<MessageKey>,
    /// Too long, or not to be had: not asked for again.
    declined: BTreeSet<MessageKey>,
    /// Rises with each wish, so that an earlier one ends.
    wishes: u64,
}

impl Ahead {
    pub fn next(&mut self) -> Option<MessageKey> {
        self.waiting.pop_front()
    }

    /// None of it is wanted any more.
    pub fn stop(&mut self) {
        self.waiting.clear();
    }

    fn begin(&mut self) -> u64 {
        self.stop();
        self.wishes += 1;
        self.wishes
    }

    fn push(&mut self, key: MessageKey) {
        if !self.declined.contains(&key) {
            self.waiting.push_back(key);
        }
    }

    fn decline(&mut self, key: MessageKey) {
        if self.declined.len() >= DECLINED {
            self.declined.clear();
        }
        self.declined.insert(key);
    }
}

/// Takes the wish of `Ask::Ahead`; what the person asks for meanwhile does not wait for it.
pub fn take(desk: &Arc<Desk>, near: Vec<MessageKey>, kept: Vec<MessageKey>) {
    let wish = desk.board().ahead.begin();
    tokio::spawn(look(Arc::clone(desk), wish, near, kept));
}

/// Tells what is kept, and has the rest of what is near fetched.
async fn look(desk: Arc<Desk>, wish: u64, near: Vec<MessageKey>, kept: Vec<MessageKey>) {
    let lacking = tell_kept(&desk, wish, &near).await;
    tell_kept(&desk, wish, &kept).await;
    let mut board = desk.board();
    let is_there = matches!(board.link, Link::Live | Link::Syncing);
    if board.ahead.wishes != wish || lacking.is_empty() || !is_there {
        return;
    }
    for key in lacking {
        board.ahead.push(key);
    }
    drop(board);
    desk.wake(Line::Commands);
}

/// Tells the bodies of these that are kept; gives those that are not.
async fn tell_kept(desk: &Arc<Desk>, wish: u64, keys: &[MessageKey]) -> Vec<MessageKey> {
    let mut lacking = Vec::new();
    for &key in keys {
        if desk.is_stopping() || desk.board().ahead.wishes != wish {
            break;
        }
        match desk.books.body(key).await {
            Ok(Some((message, body))) if body.is_designed || body.texts.is_empty() => {
                let result = Ok(Box::new((message, body)));
                desk.tell(Fact::BodyLoaded { key, result, source: Source::Cache });
            }
            Ok(_) => lacking.push(key),
            Err(fault) => tracing::debug!(%fault, "A kept body cannot be read."),
        }
    }
    lacking
}

/// What became of one.
enum Got {
    Text(Box<(Message, Body)>),
    /// The person asked for another one.
    NotNow,
    Declined,
}

impl Wire {
    /// Fetches the text of a message that may be opened next. Only what broke the connection goes on.
    pub async fn ahead(&mut self, key: MessageKey) -> Result<(), Fault> {
        match self.load_ahead(key).await {
            Ok(Got::Text(loaded)) => self.tell_ahead(key, loaded),
            Ok(Got::NotNow) => {}
            Ok(Got::Declined) => self.desk.board().ahead.decline(key),
            Err(fault @ Fault { kind: FaultKind::Throttled { .. }, .. }) => return Err(fault),
            Err(fault) if !self.session.is_open() => return Err(fault),
            Err(fault) => {
                tracing::debug!(%fault, "A text could not be fetched ahead.");
                self.desk.board().ahead.decline(key);
            }
        }
        self.heed().await
    }

    async fn load_ahead(&mut self, key: MessageKey) -> Result<Got, Fault> {
        let known = self.desk.books.locate(vec![key]).await?.remove(&key);
        let Some((Some(remote), message)) = known else { return Ok(Got::Declined) };
        // No mailbox is opened for it.
        let open = self.open.map(|open| (open.mailbox, open.selected.uid_validity));
        if open != Some((remote.mailbox, remote.uidvalidity)) {
            return Ok(Got::NotNow);
        }
        let (structure, fields) = self.session.opening(remote.uid).await?;
        if structure.parts.is_empty() || octets(&structure) > FIRST {
            return Ok(Got::Declined);
        }
        if self.is_wanted_elsewhere(key) {
            return Ok(Got::NotNow);
        }
        let body = self.texts(remote.uid, &structure, FIRST).await?;
        let body = Body { origin: Some(Box::new(mime::origin(&fields))), ..body };
        self.desk.books.put_body(key, body.clone()).await?;
        Ok(Got::Text(Box::new((message, body))))
    }

    /// Whether the person waits for something else.
    fn is_wanted_elsewhere(&self, key: MessageKey) -> bool {
        let board = self.desk.board();
        board.body.is_some_and(|ask| ask.key != key) || !board.queue.is_idle()
    }

    /// Who asked for it meanwhile has it.
    fn tell_ahead(&self, key: MessageKey, loaded: Box<(Message, Body)>) {
        let origin = loaded.1.origin.clone();
        let message = loaded.0.clone();
        let mut board = self.desk.board();
        board.body =
            board.body.take().filter(|ask| ask.key != key || ask.limit != BodyLimit::First);
        drop(board);
        self.desk.tell(Fact::BodyLoaded { key, result: Ok(loaded), source: Source::Server });
        self.desk.regards.push(message, origin);
    }
}

/// Octets in transfer of the texts that are shown.
fn octets(structure: &Structure) -> u64 {
    let plan = mime::plan_as(structure, Form::Html);
    let parts = plan.texts.iter().filter_map(|&place| structure.parts.get(place));
    parts.fold(0, |sum, part| sum.saturating_add(part.size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::AccountId;

    #[test]
    fn what_was_declined_is_not_asked_for_again_and_a_new_wish_ends_the_old() {
        let key = |number| MessageKey::new(AccountId(1), number);
        let mut ahead = Ahead::default();
        let first = ahead.begin();
        ahead.push(key(1));
        ahead.push(key(2));
        assert_eq!(ahead.next(), Some(key(1)));
        ahead.decline(key(1));
        assert_ne!(ahead.begin(), first);
        assert_eq!(ahead.next(), None);
        ahead.push(key(1));
        ahead.push(key(3));
        assert_eq!(ahead.next(), Some(key(3)));
    }
}
