//! The reading pane: the one message that is open, on its way, or could not be had. An answer
//! counts only for the opening that asked for it. Knows no pixels and fetches nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ahead::{AHEAD, Kept, Shelf};
use super::design::Design;
use super::effect::{Effect, Pane, Scroll, Turn};
use super::hand::At;
use super::notice::Text;
use super::remote::Remote;
use super::state::State;
use crate::model::body::Body;
use crate::model::envelope;
use crate::model::fault::{Fault, Retry};
use crate::model::ids::{AccountId, MessageKey};
use crate::model::request::{Ask, BodyLimit};
use crate::render::Page;
use crate::render::drawn::Sheet;
use crate::render::xray::Link;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The answer to `Effect::MakePage`.
    PageMade {
        key: MessageKey,
        opening: u64,
        page: Arc<Page>,
    },
    /// The answer to `Effect::Draw`, and to another width of the pane.
    Drawn {
        key: MessageKey,
        opening: u64,
        result: Result<Arc<Sheet>, String>,
    },
    /// The message did not come as a page at once: its text is shown until it does.
    DrawingTakes {
        key: MessageKey,
        opening: u64,
    },
    /// The text without its design was asked for, or the design again.
    FormToggled,
    /// The page was enlarged by so many steps; none is its own size.
    Zoomed(i8),
    /// A link of the page was clicked; its number.
    SheetLinkClicked(usize),
    /// The rest of a long message was asked for.
    WholeAsked,
    /// What failed was asked for again.
    RetryAsked,
    /// A link of the message was clicked: the one way in, from text and HTML alike.
    LinkClicked(Link),
    /// The quote behind this fold of the page was folded out or in.
    FoldToggled(usize),
    LinkFailed(Fault),
    TextCopied(String),
    /// What hands did in the pane besides.
    Hand(super::hand::Message),
    /// It has been quiet for a moment since the message came.
    Quieted {
        key: MessageKey,
        opening: u64,
    },
    /// The message has been open for as long as the settings say.
    Stayed {
        key: MessageKey,
        opening: u64,
    },
}

/// What the reading pane shows.
#[derive(Debug, Clone, Default)]
pub enum Reader {
    /// Nothing is chosen.
    #[default]
    Empty,
    /// So many messages are chosen.
    Several(usize),
    /// Asked for, not here yet.
    Loading(MessageKey),
    Open(Box<Opened>),
    Failed(MessageKey, Fault),
}

/// An open message.
#[derive(Debug, Clone)]
pub struct Opened {
    pub key: MessageKey,
    pub message: Arc<envelope::Message>,
    pub body: Arc<Body>,
    pub page: Arc<Page>,
    pub extent: Extent,
    /// As its sender designed it, where it is HTML.
    pub design: Design,
    /// The design was laid out.
    pub sheet: Option<Arc<Sheet>>,
    /// What the page is enlarged by, percent.
    pub zoom: u16,
    /// The person wants it on light though the window is dark.
    pub is_light: bool,
    /// The pictures that came with it are on their way, or were.
    pub pictures_asked: bool,
    /// Links of the design that lead elsewhere than they seem to, by number.
    pub wary: BTreeSet<usize>,
    /// The folds of the page that are open.
    pub unfolded: BTreeSet<usize>,
    /// What it names on other people's servers.
    pub remote: Remote,
    /// Where hands are in it.
    pub at: At,
}

/// How much of an open message is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Whole,
    /// The beginning; the rest may be asked for.
    First,
    /// The beginning; the rest is on its way.
    Growing,
    /// As much as is ever shown; the rest stays on the server.
    Capped,
}

/// What goes on behind the pane.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Rises with each opening, so that an answer to an earlier one is known as such.
    pub(super) opening: u64,
    /// A body whose page is being made.
    arrived: Option<(Arc<envelope::Message>, Arc<Body>)>,
    /// The person said that it stays unread.
    stays_unread: bool,
    /// The chosen message that the pane went to; it may show another one of its conversation since.
    pub(super) followed: Option<MessageKey>,
    /// What can be opened without asking anybody.
    pub(super) shelf: Shelf,
    /// Pictures that were fetched for messages in this run, and how many octets they are.
    pub(super) fetched: BTreeMap<MessageKey, Vec<(String, usize)>>,
}

impl Reader {
    /// The message that the pane is about.
    pub fn key(&self) -> Option<MessageKey> {
        match self {
            Self::Empty | Self::Several(_) => None,
            Self::Loading(key) | Self::Failed(key, _) => Some(*key),
            Self::Open(opened) => Some(opened.key),
        }
    }

    pub fn opened(&self) -> Option<&Opened> {
        match self {
            Self::Open(opened) => Some(opened),
            _ => None,
        }
    }
}

impl State {
    pub(super) fn reader(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::PageMade { key, opening, page } => self.page_made(key, opening, page, turn),
            Message::Drawn { key, opening, result } => self.drawn(key, opening, result, turn),
            Message::DrawingTakes { key, opening } => self.drawing_takes(key, opening),
            Message::FormToggled => self.toggle_form(turn),
            Message::Zoomed(steps) => self.zoom_page(steps, turn),
            Message::SheetLinkClicked(number) => self.sheet_link(number, turn),
            Message::WholeAsked => self.ask_whole(turn),
            Message::RetryAsked => self.retry_body(turn),
            Message::LinkClicked(link) => self.link_clicked(link, turn),
            Message::FoldToggled(fold) => self.fold_toggled(fold),
            Message::LinkFailed(fault) => {
                self.say_fault(Text::LinkNotOpened(fault.clone()), fault, turn)
            }
            Message::TextCopied(text) => {
                self.say(Text::Copied(text.clone()), None, turn);
                turn.push(Effect::CopyText(text));
            }
            Message::Hand(message) => self.hand(message, turn),
            Message::Quieted { key, opening } => self.quieted(key, opening, turn),
            Message::Stayed { key, opening } => self.stayed(key, opening, turn),
        }
    }

    /// Lets the reading pane follow what is chosen in the list.
    pub(super) fn follow(&mut self, turn: &mut Turn) {
        match (self.list.chosen(), self.reader.key()) {
            // It is open, as one of its conversation or before the list was there.
            ([key], Some(open)) if open == *key => self.reading.followed = Some(*key),
            ([key], open) => {
                let key = *key;
                let is_new = self.reading.followed != Some(key) || open.is_none();
                if is_new || self.apart_has_left() {
                    self.reading.followed = Some(key);
                    self.open(key, turn);
                }
            }
            ([], None) => self.close_reader(),
            ([], Some(open)) => {
                // Gone from the list by another hand: it stays open until something else is chosen.
                let here = self.folders.selected.map(|place| place.mailbox);
                let followed = self.reading.followed.unwrap_or(open);
                if here.is_some() && self.whereabouts(followed) == here {
                    self.close_reader();
                }
            }
            (several, _) => {
                let count = several.len();
                self.close_reader();
                self.reader = Reader::Several(count);
            }
        }
    }

    pub(super) fn close_reader(&mut self) {
        self.reader = Reader::Empty;
        self.reading.arrived = None;
        self.reading.followed = None;
        self.conversation = None;
    }

    /// Opens a message: at once where its body is at hand. The engine is told in any case, which knows
    /// what is to be said of its sender.
    pub(super) fn open(&mut self, key: MessageKey, turn: &mut Turn) {
        self.reading.opening += 1;
        self.reading.arrived = None;
        self.reading.stays_unread = false;
        self.close_find(turn);
        self.source = None;
        self.reader = Reader::Loading(key);
        turn.send(key.account(), Ask::Body { key, limit: BodyLimit::First });
        turn.push(Effect::Scroll { pane: Pane::Reader, by: Scroll::Top });
        self.ask_conversation(key, turn);
        if let Some((kept, page)) = self.reading.shelf.take(key) {
            self.reading.arrived = Some((kept.message, kept.body));
            self.page_made(key, self.reading.opening, page, turn);
        }
    }

    fn retry_body(&mut self, turn: &mut Turn) {
        if let Reader::Failed(key, _) = self.reader {
            self.open(key, turn);
        }
    }

    /// The connection is back: what failed for want of it is asked for again.
    pub(super) fn retry_lost_body(&mut self, account: AccountId, turn: &mut Turn) {
        if let Reader::Failed(key, fault) = &self.reader
            && key.account() == account
            && matches!(fault.retry(), Retry::Reconnect | Retry::SignIn)
        {
            self.retry_body(turn);
        }
    }

    fn ask_whole(&mut self, turn: &mut Turn) {
        if let Reader::Open(opened) = &mut self.reader
            && opened.extent == Extent::First
        {
            opened.extent = Extent::Growing;
            let key = opened.key;
            turn.send(key.account(), Ask::Body { key, limit: BodyLimit::Whole });
        }
    }

    pub(super) fn body_loaded(
        &mut self,
        key: MessageKey,
        result: Result<Box<(envelope::Message, Body)>, Fault>,
        turn: &mut Turn,
    ) {
        if self.pictures_loaded(key, &result, turn) {
            return;
        }
        let growing = matches!(&self.reader, Reader::Open(opened)
            if opened.key == key && opened.extent == Extent::Growing);
        let loading = matches!(&self.reader, Reader::Loading(asked) if *asked == key);
        match result {
            Ok(loaded) if loading || growing => {
                let (message, body) = *loaded;
                let body = Arc::new(body);
                self.reading.arrived = Some((Arc::new(message), Arc::clone(&body)));
                let opening = self.reading.opening;
                turn.push(Effect::MakePage { key, opening, body });
            }
            Err(fault) if loading => self.reader = Reader::Failed(key, fault),
            Err(fault) if growing => {
                if let Reader::Open(opened) = &mut self.reader {
                    opened.extent = Extent::First;
                }
                self.say_fault(Text::RestNotLoaded(fault.clone()), fault, turn);
            }
            Ok(loaded) if self.reader.key() != Some(key) => self.told_ahead(key, *loaded, turn),
            _ => {}
        }
    }

    fn page_made(&mut self, key: MessageKey, opening: u64, page: Arc<Page>, turn: &mut Turn) {
        if opening == AHEAD {
            return self.page_made_ahead(key, page, turn);
        }
        if self.reading.opening != opening || self.reader.key() != Some(key) {
            return;
        }
        let Some((message, body)) = self.reading.arrived.take() else { return };
        self.reading.shelf.put(Kept::of(key, (&message, &body), &page));
        let whole = body.texts.iter().all(|text| text.left_out == 0);
        let grown = matches!(self.reader, Reader::Open(_));
        let unfolded = match &mut self.reader {
            Reader::Open(opened) => std::mem::take(&mut opened.unfolded),
            _ => BTreeSet::new(),
        };
        let extent = match (whole, grown) {
            (true, _) => Extent::Whole,
            (false, false) => Extent::First,
            (false, true) => Extent::Capped,
        };
        let (zoom, is_light, aside, remote) = match &mut self.reader {
            Reader::Open(opened) => {
                let remote = std::mem::take(&mut opened.remote);
                (opened.zoom, opened.is_light, opened.design == Design::PutAside, remote)
            }
            _ => (100, false, false, Remote::default()),
        };
        let design = match body.has_html() {
            false => Design::None,
            true if aside => Design::PutAside,
            true => Design::Coming,
        };
        let opened = Opened {
            key,
            message,
            body,
            page,
            extent,
            design,
            sheet: None,
            zoom,
            is_light,
            pictures_asked: false,
            wary: BTreeSet::new(),
            unfolded,
            remote,
            at: At::default(),
        };
        self.reader = Reader::Open(Box::new(opened));
        self.read_words();
        self.hide_quoted();
        if grown {
            return self.draw(turn);
        }
        self.hope();
        self.recall_light();
        self.draw(turn);
        self.begin_stay(key, turn);
        self.await_quiet(key, turn);
    }

    /// From now on it counts: open for this long is read.
    fn begin_stay(&mut self, key: MessageKey, turn: &mut Turn) {
        let Some(delay) = self.settings.mark_read_after else { return };
        let opening = self.reading.opening;
        let ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        turn.after(ms, super::Message::Reader(Message::Stayed { key, opening }));
    }

    fn stayed(&mut self, key: MessageKey, opening: u64, turn: &mut Turn) {
        let open = self.reader.opened().is_some_and(|opened| opened.key == key);
        if open && self.reading.opening == opening && !self.reading.stays_unread {
            self.mark_read_by_itself(key, turn);
        }
    }

    /// The person marked it unread: it does not become read by staying open.
    pub(super) fn keep_unread(&mut self, keys: &[MessageKey]) {
        if self.reader.key().is_some_and(|key| keys.contains(&key)) {
            self.reading.stays_unread = true;
        }
    }
}
