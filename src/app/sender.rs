//! What is said of the sender of the open message, and leaving the list that it came by: asked first,
//! then done in the best way that there is. Sends nothing by itself.

use std::collections::{HashSet, VecDeque};

use super::effect::{Effect, Turn};
use super::notice::Text;
use super::overlay::{Overlay, Question};
use super::state::State;
use crate::model::fault::Fault;
use crate::model::ids::MessageKey;
use crate::model::mailbox::Role;
use crate::model::regard::{Leave, Regard};

/// Senders of whom it is remembered what was told.
const TOLD: usize = 16;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The list of the open message is to be left, this way of those that are offered.
    LeaveAsked(usize),
    /// The answer to `Effect::Unsubscribe`.
    Left { key: MessageKey, host: String, result: Result<(), Fault> },
}

/// What is known of senders.
#[derive(Debug, Default)]
pub struct Sender {
    /// What was told of late, of what is open or may be opened next.
    told: VecDeque<(MessageKey, Regard)>,
    /// Messages whose lists were asked by one request to let the person go, and took it.
    left: HashSet<MessageKey>,
    /// Those whose request is on its way.
    leaving: HashSet<MessageKey>,
    /// Those whose request failed: the next way is offered.
    failed: HashSet<MessageKey>,
}

/// How it stands with leaving a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaving<'a> {
    /// There is no way, or it is not offered here.
    No,
    /// In these ways, the best first.
    By(Vec<&'a Leave>),
    Begun,
    Done,
}

impl Sender {
    /// What is said of the sender of this message.
    pub fn regard(&self, key: MessageKey) -> Option<&Regard> {
        self.told.iter().find(|(of, _)| *of == key).map(|(_, regard)| regard)
    }
}

impl State {
    /// How the list of this message can be left. From junk nobody asks to be taken off a list: it
    /// would only tell the sender that somebody reads it.
    pub fn leaving(&self, key: MessageKey) -> Leaving<'_> {
        if self.sender.left.contains(&key) {
            return Leaving::Done;
        }
        if self.sender.leaving.contains(&key) {
            return Leaving::Begun;
        }
        let junk = self.role(key.account(), Role::Junk).map(|place| place.mailbox);
        if junk.is_some() && self.whereabouts(key) == junk {
            return Leaving::No;
        }
        let ways = self.sender.regard(key).map_or(&[][..], |regard| &regard.leave);
        let failed = self.sender.failed.contains(&key);
        let fit = |way: &&Leave| !failed || !matches!(way, Leave::OneClick { .. });
        let ways: Vec<&Leave> = ways.iter().filter(fit).collect();
        if ways.is_empty() { Leaving::No } else { Leaving::By(ways) }
    }

    pub(super) fn regarded(&mut self, key: MessageKey, regard: Regard) {
        if self.reader.key() != Some(key) && !self.reading.shelf.has(key) {
            return;
        }
        let told = &mut self.sender.told;
        told.retain(|(of, _)| *of != key);
        told.push_back((key, regard));
        if told.len() > TOLD {
            told.pop_front();
        }
    }

    pub(super) fn sender(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::LeaveAsked(way) => self.ask_leave(way),
            Message::Left { key, host, result } => self.list_left(key, host, result, turn),
        }
    }

    fn ask_leave(&mut self, way: usize) {
        let Some(key) = self.reader.key() else { return };
        let Leaving::By(ways) = self.leaving(key) else { return };
        let Some(way) = ways.get(way).map(|way| (*way).clone()) else { return };
        let list = self.sender.regard(key).and_then(|regard| regard.list.as_ref());
        let list = list.map(|list| if list.name.is_empty() { &list.id } else { &list.name });
        let list = list.cloned().unwrap_or_default();
        self.overlay = Overlay::Question(Question::Leave { key, list, way });
    }

    /// Yes, the list is to be left this way.
    pub(super) fn leave_list(&mut self, key: MessageKey, way: Leave, turn: &mut Turn) {
        match way {
            Leave::OneClick { url, host } => {
                self.sender.leaving.insert(key);
                turn.push(Effect::Unsubscribe { key, url, host });
            }
            Leave::Mail { url, .. } | Leave::Page { url, .. } => turn.push(Effect::OpenUrl(url)),
        }
    }

    fn list_left(
        &mut self,
        key: MessageKey,
        host: String,
        result: Result<(), Fault>,
        turn: &mut Turn,
    ) {
        self.sender.leaving.remove(&key);
        match result {
            Ok(()) => {
                self.sender.left.insert(key);
                self.say(Text::ListLeft { host }, None, turn);
            }
            Err(fault) => {
                self.sender.failed.insert(key);
                self.say_fault(Text::ListNotLeft { host, fault: fault.clone() }, fault, turn);
            }
        }
    }
}
