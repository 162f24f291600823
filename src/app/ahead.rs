//! What may be opened next: bodies that were opened or told ahead of it, kept so that opening them
//! takes no time, and the wish for those beside the open message once it is quiet. Fetches nothing.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use super::design::Design;
use super::effect::{Effect, Turn};
use super::reader::{Extent, Message};
use super::state::State;
use crate::model::body::{Body, Picture};
use crate::model::envelope;
use crate::model::ids::MessageKey;
use crate::model::request::Ask;
use crate::render::Page;

/// Bodies that are kept, and octets of all of them.
const MOST: usize = 16;
const ROOM: usize = 24 * 1024 * 1024;
/// Milliseconds after which it is quiet.
const QUIET: u64 = 300;
/// Messages of a conversation whose texts are looked up where they are kept.
const KIN: usize = 10;

/// The number of no opening: a page that is made ahead.
pub(super) const AHEAD: u64 = 0;

/// A body that is kept, with the page of its text once that is made.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub key: MessageKey,
    pub message: Arc<envelope::Message>,
    pub body: Arc<Body>,
    pub page: Option<Arc<Page>>,
}

impl Kept {
    pub fn of(
        key: MessageKey,
        (message, body): (&Arc<envelope::Message>, &Arc<Body>),
        page: &Arc<Page>,
    ) -> Self {
        let (message, body) = (Arc::clone(message), Arc::clone(body));
        Self { key, message, body, page: Some(Arc::clone(page)) }
    }
}

/// The bodies that were last opened or told, the latest at the end.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    kept: VecDeque<Kept>,
    /// Those that were asked for ahead and may come.
    expected: BTreeSet<MessageKey>,
}

impl Shelf {
    pub fn put(&mut self, new: Kept) {
        self.kept.retain(|kept| kept.key != new.key);
        if octets(&new.body) > ROOM / 2 {
            return;
        }
        self.kept.push_back(new);
        let mut all: usize = self.kept.iter().map(|kept| octets(&kept.body)).sum();
        while self.kept.len() > MOST || all > ROOM {
            let Some(gone) = self.kept.pop_front() else { return };
            all = all.saturating_sub(octets(&gone.body));
        }
    }

    /// A body with its page, which is opened now.
    pub fn take(&mut self, key: MessageKey) -> Option<(Kept, Arc<Page>)> {
        self.expected.remove(&key);
        let kept = self.kept.iter().find(|kept| kept.key == key)?;
        kept.page.clone().map(|page| (kept.clone(), page))
    }

    pub fn has(&self, key: MessageKey) -> bool {
        self.kept.iter().any(|kept| kept.key == key)
    }

    /// The page of a body as it was made.
    pub fn page(&self, key: MessageKey) -> Option<&Arc<Page>> {
        self.kept.iter().find(|kept| kept.key == key)?.page.as_ref()
    }

    fn body(&self, key: MessageKey) -> Option<&Arc<Body>> {
        self.kept.iter().find(|kept| kept.key == key).map(|kept| &kept.body)
    }

    /// The same body with more of it.
    pub fn renew(&mut self, key: MessageKey, body: &Arc<Body>) {
        if let Some(kept) = self.kept.iter().find(|kept| kept.key == key).cloned() {
            self.put(Kept { body: Arc::clone(body), ..kept });
        }
    }

    /// Keys are given anew.
    pub fn forget_all(&mut self) {
        *self = Self::default();
    }

    fn set_page(&mut self, key: MessageKey, page: Arc<Page>) {
        if let Some(kept) = self.kept.iter_mut().find(|kept| kept.key == key) {
            kept.page = Some(page);
        }
    }
}

/// About what a body takes.
fn octets(body: &Body) -> usize {
    let picture = |picture: &Picture| picture.octets.as_ref().map_or(0, Vec::len);
    let pictures: usize = body.pictures.iter().map(picture).sum();
    body.texts.iter().fold(pictures, |sum, text| sum.saturating_add(text.text.len()))
}

impl State {
    /// Whether a message can be opened without asking anybody.
    pub fn is_at_hand(&self, key: MessageKey) -> bool {
        self.reading.shelf.page(key).is_some()
    }

    /// Something is shown: when it has been quiet for a moment, what may be next is wished for.
    pub(super) fn await_quiet(&self, key: MessageKey, turn: &mut Turn) {
        if self.settings.prefetch || self.conversation.is_some() {
            let opening = self.opening();
            turn.after(QUIET, super::Message::Reader(Message::Quieted { key, opening }));
        }
    }

    pub(super) fn quieted(&mut self, key: MessageKey, opening: u64, turn: &mut Turn) {
        let Some(opened) = self.opened_now(key, opening) else { return };
        let is_coming = matches!(opened.design, Design::Coming | Design::Late);
        if is_coming || opened.extent == Extent::Growing || self.drag.carry().is_some() {
            return self.await_quiet(key, turn);
        }
        let beside = if self.settings.prefetch { self.beside() } else { Vec::new() };
        beside.iter().for_each(|key| self.lay_ahead(*key, turn));
        let is_lacking = |key: &MessageKey| !self.reading.shelf.has(*key);
        let near: Vec<MessageKey> = beside.into_iter().filter(is_lacking).collect();
        let is_kept = |key: &MessageKey| is_lacking(key) && !near.contains(key);
        let kept: Vec<MessageKey> = self.kin(key).into_iter().filter(is_kept).take(KIN).collect();
        if near.is_empty() && kept.is_empty() {
            return;
        }
        self.reading.shelf.expected = near.iter().chain(&kept).copied().collect();
        turn.send(key.account(), Ask::Ahead { near, kept });
    }

    /// The messages below and above the chosen one in the list.
    fn beside(&self) -> Vec<MessageKey> {
        let ([chosen], Some(shown)) = (self.list.chosen(), self.shown()) else { return Vec::new() };
        let Some(at) = shown.index_of(*chosen).filter(|_| !self.shows_removed()) else {
            return Vec::new();
        };
        let below = shown.key_at(at + 1);
        let above = at.checked_sub(1).and_then(|at| shown.key_at(at));
        below.into_iter().chain(above).collect()
    }

    /// Has the design of one laid out that is at hand.
    fn lay_ahead(&self, key: MessageKey, turn: &mut Turn) {
        if let Some(body) = self.reading.shelf.body(key).filter(|body| body.has_html()) {
            turn.push(Effect::LayAhead { key, body: Arc::clone(body) });
        }
    }

    /// The other messages of the conversation, those nearest to this one first.
    fn kin(&self, key: MessageKey) -> Vec<MessageKey> {
        let members = self.members();
        let Some(at) = members.iter().position(|member| *member == key) else { return Vec::new() };
        let mut kin: Vec<(usize, MessageKey)> =
            members.iter().enumerate().map(|(place, key)| (place.abs_diff(at), *key)).collect();
        kin.sort_by_key(|(far, _)| *far);
        kin.into_iter().map(|(_, key)| key).skip(1).collect()
    }

    /// A body came that nobody has opened: it is kept, if it was wished for.
    pub(super) fn told_ahead(
        &mut self,
        key: MessageKey,
        loaded: (envelope::Message, Body),
        turn: &mut Turn,
    ) {
        if !self.reading.shelf.expected.remove(&key) {
            return;
        }
        let (message, body) = (Arc::new(loaded.0), Arc::new(loaded.1));
        self.reading.shelf.put(Kept { key, message, body: Arc::clone(&body), page: None });
        turn.push(Effect::MakePage { key, opening: AHEAD, body });
    }

    pub(super) fn page_made_ahead(&mut self, key: MessageKey, page: Arc<Page>, turn: &mut Turn) {
        self.reading.shelf.set_page(key, page);
        if self.settings.prefetch && self.beside().contains(&key) {
            self.lay_ahead(key, turn);
        }
        if self.conversation.as_ref().is_some_and(|conversation| conversation.has(key)) {
            self.read_words();
            self.hide_quoted();
        }
    }
}
