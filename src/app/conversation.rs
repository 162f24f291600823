//! The conversation of the open message: which messages answer each other, where the open one stands
//! among them, and going from one to the other. Knows no pixels; who answers whom is told by the engine.

use std::sync::Arc;

use super::effect::Turn;
use super::reader::Reader;
use super::state::{Place, State};
use crate::model::ids::{AccountId, MailboxId, MessageKey};
use crate::model::mail::Line;
use crate::model::mailbox::Role;
use crate::model::request::Ask;
use crate::render::quoted::{Said, hide};
use crate::render::{Kind, Page};

/// Letters of the first words of a message.
const WORDS: usize = 160;
/// So many lines above or below the open message are shown without asking.
const FEW: usize = 4;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A line of the conversation was clicked: this message is to be read.
    MemberOpened(MessageKey),
    /// The lines that are left out of a long conversation were asked for, or are to be left out again.
    WholeToggled,
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct Conversation {
    /// Oldest first.
    members: Vec<Member>,
    /// No line is left out.
    pub is_whole: bool,
}

#[derive(Debug, Clone)]
struct Member {
    key: MessageKey,
    /// How its text begins, where that is at hand.
    words: String,
}

/// A line of the conversation beside the open message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row<'a> {
    /// A message, and how its text begins where that is known.
    Folded(Line<'a>, &'a str),
    /// So many that are left out.
    More(usize),
    /// None is left out of many.
    Fewer,
}

impl Conversation {
    pub(super) fn has(&self, key: MessageKey) -> bool {
        self.members.iter().any(|member| member.key == key)
    }
}

impl State {
    pub(super) fn conversation(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::MemberOpened(key) => self.open_member(key, turn),
            Message::WholeToggled => {
                if let Some(conversation) = &mut self.conversation {
                    conversation.is_whole = !conversation.is_whole;
                }
            }
        }
    }

    /// Another message is opened: whose conversation it is in is asked, unless it is known.
    pub(super) fn ask_conversation(&mut self, key: MessageKey, turn: &mut Turn) {
        if self.conversation.as_ref().is_some_and(|known| known.has(key)) {
            return;
        }
        self.conversation = None;
        if self.settings.conversation && !self.is_removed(key) {
            turn.send(key.account(), Ask::Conversation(key));
        }
    }

    /// New mail may belong to the open conversation.
    pub(super) fn mail_arrived(&self, account: AccountId, turn: &mut Turn) {
        if let Some(key) = self.reader.key().filter(|key| key.account() == account)
            && self.settings.conversation
            && !self.is_removed(key)
        {
            turn.send(account, Ask::Conversation(key));
        }
    }

    pub(super) fn conversed(&mut self, key: MessageKey, members: Vec<MessageKey>, turn: &mut Turn) {
        if !self.settings.conversation || self.reader.key() != Some(key) {
            return;
        }
        let before = self.conversation.take().unwrap_or_default();
        if members.len() > 1 {
            let words = |key| {
                let known = before.members.iter().find(|member| member.key == key);
                known.map(|member| member.words.clone()).unwrap_or_default()
            };
            let member = |key| Member { key, words: words(key) };
            let members = members.into_iter().map(member).collect();
            self.conversation = Some(Conversation { members, is_whole: before.is_whole });
            self.read_words();
        }
        self.hide_quoted();
        if self.reader.opened().is_some() && self.conversation.is_some() {
            self.await_quiet(key, turn);
        }
    }

    /// The messages of the conversation that are to be seen, oldest first.
    pub(super) fn members(&self) -> Vec<MessageKey> {
        let open = self.reader.key();
        let all = self.conversation.iter().flat_map(|conversation| &conversation.members);
        let keys = all.map(|member| member.key);
        keys.filter(|key| Some(*key) == open || self.stands(*key)).collect()
    }

    /// Whether a message is where it can be read, and not thrown away.
    fn stands(&self, key: MessageKey) -> bool {
        let Some(mailbox) = self.whereabouts(key).filter(|_| self.line(key).is_some()) else {
            return false;
        };
        let place = Place { account: key.account(), mailbox };
        let role = self.mailbox(place).and_then(|mailbox| mailbox.role);
        let is_aside = matches!(role, Some(Role::Trash | Role::Junk | Role::Drafts));
        mailbox != MailboxId::REMOVED && (!is_aside || self.folders.selected == Some(place))
    }

    /// The lines above and below the open message; none where it stands alone.
    pub fn around(&self) -> (Vec<Row<'_>>, Vec<Row<'_>>) {
        let (Some(conversation), Some(open)) = (&self.conversation, self.reader.key()) else {
            return Default::default();
        };
        let (mut above, mut below) = (Vec::new(), Vec::new());
        let mut is_below = false;
        for member in &conversation.members {
            if member.key == open {
                is_below = true;
            } else if let Some(line) = self.line(member.key).filter(|_| self.stands(member.key)) {
                let rows = if is_below { &mut below } else { &mut above };
                rows.push(Row::Folded(line, &member.words));
            }
        }
        let is_whole = conversation.is_whole;
        (shortened(above, is_whole), shortened(below, is_whole))
    }

    /// A message of the conversation is read. Where the list has it, it is chosen there as well.
    fn open_member(&mut self, key: MessageKey, turn: &mut Turn) {
        if self.reader.key() == Some(key) || !self.stands(key) {
            return;
        }
        // So few lines are above that its head is in view.
        if let Some(conversation) = &mut self.conversation {
            conversation.is_whole = false;
        }
        self.with_list(|list, shown| {
            if shown.index_of(key).is_some() {
                list.choose_only(key, shown);
            }
        });
        if let [chosen] = self.list.chosen() {
            self.reading.followed = Some(*chosen);
        }
        self.open(key, turn);
    }

    /// The message before or after the open one in its conversation.
    pub(super) fn step_member(&mut self, forward: bool, turn: &mut Turn) {
        let members = self.members();
        let at = members.iter().position(|member| Some(*member) == self.reader.key());
        let to = match forward {
            true => at.map(|at| at + 1),
            false => at.and_then(|at| at.checked_sub(1)),
        };
        if let Some(key) = to.and_then(|to| members.get(to)) {
            self.open_member(*key, turn);
        }
    }

    /// The open message, where it is another one of the conversation than the list has chosen.
    pub(super) fn apart(&self) -> Option<MessageKey> {
        let [chosen] = self.list.chosen() else { return None };
        let open = self.reader.key()?;
        (open != *chosen && self.reading.followed == Some(*chosen)).then_some(open)
    }

    /// The open message is one apart and was thrown away: the pane goes back to the list's.
    pub(super) fn apart_has_left(&self) -> bool {
        self.apart().is_some_and(|open| !self.stands(open))
    }

    /// The chosen row was pressed while another message of its conversation was read.
    pub(super) fn come_back(&mut self, key: MessageKey) {
        if self.apart().is_some() && self.list.is_chosen(key) {
            self.reading.followed = None;
        }
    }

    pub(super) fn show_conversations(&mut self, on: bool, turn: &mut Turn) {
        self.settings.conversation = on;
        match self.reader.key() {
            Some(key) if on => self.ask_conversation(key, turn),
            _ => {
                self.conversation = None;
                self.reading.followed = None;
            }
        }
        self.hide_quoted();
    }

    /// How the texts begin that are at hand.
    pub(super) fn read_words(&mut self) {
        let shelf = &self.reading.shelf;
        for member in self.conversation.iter_mut().flat_map(|one| &mut one.members) {
            if let Some(page) = shelf.page(member.key).filter(|_| member.words.is_empty()) {
                member.words = words(page);
            }
        }
    }

    /// Folds what the open message quotes of those above it, as far as they are at hand.
    pub(super) fn hide_quoted(&mut self) {
        let Some((key, shown)) = self.reader.opened().map(|one| (one.key, &one.page)) else {
            return;
        };
        let Some(made) = self.reading.shelf.page(key) else { return };
        let mut said = Said::default();
        for member in self.members().into_iter().take_while(|member| *member != key) {
            self.reading.shelf.page(member).into_iter().for_each(|page| said.add(page));
        }
        let page = hide(made, &said).map_or_else(|| Arc::clone(made), Arc::new);
        if Arc::ptr_eq(&page, shown) || page == *shown {
            return;
        }
        if let Reader::Open(opened) = &mut self.reader {
            opened.page = page;
            opened.unfolded.clear();
        }
        self.look_again(false);
    }
}

/// The first and the last of many, and how many are between; all of them where none is left out.
fn shortened(mut rows: Vec<Row<'_>>, is_whole: bool) -> Vec<Row<'_>> {
    let (Some(first), Some(last)) = (rows.first().copied(), rows.last().copied()) else {
        return rows;
    };
    match rows.len() {
        ..=FEW => rows,
        _ if is_whole => {
            rows.push(Row::Fewer);
            rows
        }
        many => vec![first, Row::More(many - 2), last],
    }
}

/// How a text begins: the writer's own words on one line.
fn words(page: &Page) -> String {
    let is_own = |kind| matches!(kind, Kind::Text | Kind::Heading | Kind::Mono);
    let own = page.paragraphs.iter().filter(|one| one.quote == 0 && is_own(one.kind));
    let mut words = String::new();
    let mut left = WORDS;
    for word in own.flat_map(|one| one.text.split_whitespace()) {
        let length = word.chars().count();
        if length > left {
            break;
        }
        left = left.saturating_sub(length + 1);
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}
