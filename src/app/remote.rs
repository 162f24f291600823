//! What an open message names on other people's servers: nothing is fetched without a yes, trackers
//! never. Keeps the yes, and what became of each picture. Fetches nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::effect::{Effect, Turn};
use super::overlay::Overlay;
use super::reader::{Opened, Reader};
use super::state::{Place, State};
use crate::model::ids::MessageKey;
use crate::model::mailbox::Role;
use crate::model::pictures::{Unfetched, Whose};
use crate::render::drawn::{Named, Sheet};

/// Milliseconds after which what has come is shown, while the rest is on its way.
const GLANCE: u64 = 1_000;
/// Messages of which it is remembered, for this run, what was fetched.
const REMEMBERED: usize = 64;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The pictures are to be shown, as long as the message is open.
    OnceAllowed,
    /// The pictures are to be shown, from now on.
    AlwaysAllowed(Whose),
    /// No longer.
    Forgotten(Whose),
    /// What failed was asked for again.
    AgainAsked,
    /// What the message tried was asked for.
    PanelAsked,
    /// A picture came, so many octets, or did not: an answer to `Effect::Fetch`.
    Fetched { key: MessageKey, opening: u64, url: String, result: Result<usize, Unfetched> },
    /// All that was asked for has been told.
    Ended { key: MessageKey, opening: u64 },
    /// It takes so long that what is here is shown.
    Takes { key: MessageKey, opening: u64 },
}

/// What an open message names elsewhere, and what became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remote {
    things: Vec<Thing>,
    /// The yes for this opening.
    once: bool,
    outcomes: BTreeMap<String, Outcome>,
    /// Fetched when the message was open before: octets by URL.
    hoped: BTreeMap<String, usize>,
    is_fetching: bool,
    /// Something came that is not on the page yet.
    is_news: bool,
}

/// One thing that a message names elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    pub url: String,
    pub host: String,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Picture,
    /// A picture behind something.
    Background,
    /// Only there to watch.
    Tracker,
    /// A sheet, a font, a script, a frame, a film: never loaded, whatever the yes.
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Coming,
    Fetched(usize),
    Failed(Unfetched),
}

/// What became of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nobody said yes.
    Waiting,
    /// A tracker.
    Blocked,
    /// Nothing of its kind is ever loaded.
    Never,
    Coming,
    /// Octets.
    Fetched(usize),
    Failed(Unfetched),
}

/// How many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub waiting: usize,
    pub trackers: usize,
    /// Servers of what is waiting and of the trackers.
    pub hosts: usize,
    pub coming: usize,
    pub fetched: usize,
    pub failed: usize,
    /// Sheets, fonts, scripts, frames, films.
    pub others: usize,
}

impl Remote {
    /// Learns from a page what the message names.
    fn know(&mut self, sheet: &Sheet) {
        self.things.clear();
        for picture in &sheet.pictures {
            let Named::Remote(url) = &picture.named else { continue };
            let kind = match () {
                () if picture.is_tracker => Kind::Tracker,
                () if picture.is_background => Kind::Background,
                () => Kind::Picture,
            };
            self.things.push(Thing { url: url.clone(), host: host_of(url), kind });
            if let Some(size) = self.hoped.remove(url).filter(|_| picture.is_shown) {
                self.outcomes.entry(url.clone()).or_insert(Outcome::Fetched(size));
            }
        }
        for url in &sheet.others {
            self.things.push(Thing { url: url.clone(), host: host_of(url), kind: Kind::Other });
        }
    }

    /// What the page may be given: what was fetched.
    pub fn given(&self) -> Vec<String> {
        let fetched = self.fetched().map(|(url, _)| url.clone());
        fetched.chain(self.hoped.keys().cloned()).collect()
    }

    fn fetched(&self) -> impl Iterator<Item = (&String, usize)> {
        self.outcomes.iter().filter_map(|(url, outcome)| match outcome {
            Outcome::Fetched(size) => Some((url, *size)),
            _ => None,
        })
    }

    fn coming(&self) -> Vec<String> {
        // In the order of the page: what is at its top comes first.
        let is_coming = |url: &String| self.outcomes.get(url) == Some(&Outcome::Coming);
        self.things.iter().map(|thing| &thing.url).filter(|url| is_coming(url)).cloned().collect()
    }

    /// Each thing, in the order of the message, and what became of it.
    pub fn fates(&self) -> impl Iterator<Item = (&Thing, Fate)> {
        self.things.iter().map(|thing| (thing, self.fate(thing)))
    }

    fn fate(&self, thing: &Thing) -> Fate {
        match (thing.kind, self.outcomes.get(&thing.url)) {
            (Kind::Tracker, _) => Fate::Blocked,
            (Kind::Other, _) => Fate::Never,
            (_, None) => Fate::Waiting,
            (_, Some(Outcome::Coming)) => Fate::Coming,
            (_, Some(Outcome::Fetched(size))) => Fate::Fetched(*size),
            (_, Some(Outcome::Failed(why))) => Fate::Failed(*why),
        }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        let mut hosts = BTreeSet::new();
        for (thing, fate) in self.fates() {
            let count = match fate {
                Fate::Waiting => &mut tally.waiting,
                Fate::Blocked => &mut tally.trackers,
                Fate::Never => &mut tally.others,
                Fate::Coming => &mut tally.coming,
                Fate::Fetched(_) => &mut tally.fetched,
                Fate::Failed(_) => &mut tally.failed,
            };
            *count += 1;
            if matches!(fate, Fate::Waiting | Fate::Blocked) {
                hosts.insert(thing.host.as_str());
            }
        }
        tally.hosts = hosts.len();
        tally
    }

    /// The servers that would be asked for what is waiting, in the order of the message.
    pub fn waiting_hosts(&self) -> Vec<&str> {
        let mut hosts = Vec::new();
        for (thing, fate) in self.fates() {
            if fate == Fate::Waiting && !hosts.contains(&thing.host.as_str()) {
                hosts.push(thing.host.as_str());
            }
        }
        hosts
    }

    /// The page could not be laid out with what was fetched: it is to be tried without.
    pub(super) fn give_up(&mut self) {
        self.hoped.clear();
        for outcome in self.outcomes.values_mut() {
            if matches!(outcome, Outcome::Fetched(_)) {
                *outcome = Outcome::Failed(Unfetched::NoPicture);
            }
        }
    }
}

/// The address that a yes for the sender counts for: the one that the message says it is from.
pub fn sender(opened: &Opened) -> Option<&str> {
    let from = match opened.message.envelope.from.as_slice() {
        [] => &opened.message.row.from,
        [one] => one,
        _ => return None,
    };
    Some(from.email.as_str()).filter(|address| address.contains('@'))
}

pub(super) fn host_of(url: &str) -> String {
    let url = Url::parse(url).ok();
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

impl State {
    pub(super) fn remote(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::OnceAllowed => self.allow_once(turn),
            Message::AlwaysAllowed(whose) => {
                if !self.is_junk_open() && self.settings.pictures.add(&whose) {
                    self.save_config(turn);
                    self.fetch_allowed(turn);
                } else if matches!(whose, Whose::Sender(_)) {
                    self.allow_once(turn);
                }
            }
            Message::Forgotten(whose) => {
                self.settings.pictures.remove(&whose);
                self.save_config(turn);
            }
            Message::AgainAsked => {
                if let Reader::Open(opened) = &mut self.reader {
                    let failed = |outcome: &Outcome| matches!(outcome, Outcome::Failed(_));
                    opened.remote.outcomes.retain(|_, outcome| !failed(outcome));
                }
                self.fetch_allowed(turn);
            }
            Message::PanelAsked => self.overlay = Overlay::Tried,
            Message::Fetched { key, opening, url, result } => {
                self.fetched(key, opening, url, result);
            }
            Message::Ended { key, opening } => self.fetching_ended(key, opening, turn),
            Message::Takes { key, opening } => self.fetching_takes(key, opening, turn),
        }
    }

    /// Whether the open message is taken for junk: nobody's pictures are always shown there.
    pub fn is_junk_open(&self) -> bool {
        let Some(opened) = self.reader.opened() else { return false };
        let mailbox = self.whereabouts(opened.key).unwrap_or(opened.message.mailbox);
        let place = Place { account: opened.key.account(), mailbox };
        self.mailbox(place).is_some_and(|mailbox| mailbox.role == Some(Role::Junk))
    }

    fn allow_once(&mut self, turn: &mut Turn) {
        if let Reader::Open(opened) = &mut self.reader {
            opened.remote.once = true;
        }
        self.fetch_allowed(turn);
    }

    /// Whether pictures of this server may be fetched for the open message.
    fn is_allowed(&self, opened: &Opened, host: &str) -> bool {
        let always = &self.settings.pictures;
        let is_known = sender(opened).is_some_and(|sender| always.has_sender(sender));
        opened.remote.once || (!self.is_junk_open() && (is_known || always.has_host(host)))
    }

    /// A page tells what the message names.
    pub(super) fn know_remote(&mut self, sheet: &Sheet, turn: &mut Turn) {
        if let Reader::Open(opened) = &mut self.reader {
            opened.remote.know(sheet);
        }
        self.fetch_allowed(turn);
    }

    /// What was fetched when this message was open before, as far as it is still allowed.
    pub(super) fn hope(&mut self) {
        let Some(opened) = self.reader.opened() else { return };
        let known = self.reading.fetched.get(&opened.key);
        let hoped: BTreeMap<String, usize> = known
            .into_iter()
            .flatten()
            .filter(|(url, _)| self.is_allowed(opened, &host_of(url)))
            .cloned()
            .collect();
        if let Reader::Open(opened) = &mut self.reader {
            opened.remote.hoped = hoped;
        }
    }

    /// Fetches what is allowed and was not asked for yet.
    fn fetch_allowed(&mut self, turn: &mut Turn) {
        let Some(opened) = self.reader.opened() else { return };
        let wanted: Vec<String> = opened
            .remote
            .fates()
            .filter(|(thing, fate)| *fate == Fate::Waiting && self.is_allowed(opened, &thing.host))
            .map(|(thing, _)| thing.url.clone())
            .collect();
        let (key, opening) = (opened.key, self.opening());
        let Reader::Open(opened) = &mut self.reader else { return };
        if wanted.is_empty() {
            return;
        }
        let remote = &mut opened.remote;
        remote.outcomes.extend(wanted.into_iter().map(|url| (url, Outcome::Coming)));
        // One errand takes the place of the one before, and has its rest with it.
        let urls = remote.coming();
        if !std::mem::replace(&mut remote.is_fetching, true) {
            turn.after(GLANCE, super::Message::Remote(Message::Takes { key, opening }));
        }
        turn.push(Effect::Fetch { key, opening, urls });
    }

    fn fetched(
        &mut self,
        key: MessageKey,
        opening: u64,
        url: String,
        result: Result<usize, Unfetched>,
    ) {
        let Some(opened) = self.opened_now(key, opening) else { return };
        let remote = &mut opened.remote;
        if let Some(outcome) = remote.outcomes.get_mut(&url) {
            remote.is_news |= result.is_ok();
            *outcome = result.map_or_else(Outcome::Failed, Outcome::Fetched);
        }
    }

    fn fetching_ended(&mut self, key: MessageKey, opening: u64, turn: &mut Turn) {
        let Some(opened) = self.opened_now(key, opening) else { return };
        let remote = &mut opened.remote;
        remote.is_fetching = false;
        for outcome in remote.outcomes.values_mut() {
            if *outcome == Outcome::Coming {
                *outcome = Outcome::Failed(Unfetched::Unreachable);
            }
        }
        let fetched = remote.fetched().map(|(url, size)| (url.clone(), size)).collect();
        self.reading.fetched.insert(key, fetched);
        while self.reading.fetched.len() > REMEMBERED {
            self.reading.fetched.pop_first();
        }
        self.draw_news(turn);
    }

    fn fetching_takes(&mut self, key: MessageKey, opening: u64, turn: &mut Turn) {
        if self.opened_now(key, opening).is_some_and(|opened| opened.remote.is_fetching) {
            self.draw_news(turn);
            turn.after(GLANCE, super::Message::Remote(Message::Takes { key, opening }));
        }
    }

    fn draw_news(&mut self, turn: &mut Turn) {
        if let Reader::Open(opened) = &mut self.reader
            && std::mem::take(&mut opened.remote.is_news)
        {
            self.draw_again(turn);
        }
    }
}
