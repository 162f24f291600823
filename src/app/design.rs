//! The form in which the open message is shown: as its sender designed it, or its text. Lays
//! nothing out itself; what was laid out counts only for the opening that asked for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::effect::{Effect, Turn};
use super::reader::{Extent, Message, Opened, Reader};
use super::remote::sender;
use super::state::State;
use crate::model::body::Body;
use crate::model::envelope;
use crate::model::fault::Fault;
use crate::model::ids::MessageKey;
use crate::model::request::{Ask, BodyLimit};
use crate::model::settings::ThemeChoice;
use crate::render::drawn::{Named, Sheet};
use crate::render::xray::look;

/// Milliseconds that a design may take before the text is shown in its place.
const SOON: u64 = 150;

/// What is known of the design of an open message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Design {
    /// It has none: it is text.
    None,
    /// It is being laid out, and nothing is shown yet.
    Coming,
    /// It is being laid out, and takes long enough for its text to be shown.
    Late,
    Shown,
    /// The person wants the text.
    PutAside,
    /// It would show much less than the text of the message says.
    Hiding,
    /// It could not be laid out: why, technical, English.
    Failed(String),
}

impl Opened {
    /// Whether the page names pictures that came with the message and were not fetched.
    fn lacks_pictures(&self) -> bool {
        let Some(sheet) = self.sheet.as_ref().filter(|_| !self.pictures_asked) else {
            return false;
        };
        let is_missing = |id: &str| {
            let here = &self.body.pictures;
            here.iter().any(|picture| picture.content_id == id && picture.octets.is_none())
        };
        sheet.pictures.iter().any(|picture| match &picture.named {
            Named::Part(id) => !picture.is_shown && is_missing(id),
            _ => false,
        })
    }
}

impl State {
    /// Which opening of the pane this is.
    pub fn opening(&self) -> u64 {
        self.reading.opening
    }

    /// Has the design laid out, where one is to be shown.
    pub(super) fn draw(&mut self, turn: &mut Turn) {
        let opening = self.reading.opening;
        let Some(opened) = self.reader.opened().filter(|opened| opened.design == Design::Coming)
        else {
            return;
        };
        let key = opened.key;
        self.draw_again(turn);
        turn.after(SOON, super::Message::Reader(Message::DrawingTakes { key, opening }));
    }

    /// Has the page laid out with what is here now.
    pub(super) fn draw_again(&self, turn: &mut Turn) {
        let Some(opened) = self.reader.opened() else { return };
        turn.push(Effect::Draw {
            key: opened.key,
            opening: self.reading.opening,
            body: Arc::clone(&opened.body),
            zoom: opened.zoom,
            is_light: opened.is_light,
            remote: opened.remote.given(),
        });
    }

    pub(super) fn opened_now(&mut self, key: MessageKey, opening: u64) -> Option<&mut Opened> {
        match &mut self.reader {
            Reader::Open(opened) if opened.key == key && self.reading.opening == opening => {
                Some(opened)
            }
            _ => None,
        }
    }

    pub(super) fn drawn(
        &mut self,
        key: MessageKey,
        opening: u64,
        result: Result<Arc<Sheet>, String>,
        turn: &mut Turn,
    ) {
        let Some(opened) = self.opened_now(key, opening) else { return };
        match result {
            Ok(sheet) => {
                let hides = sheet.drawn.hides_text();
                if matches!(opened.design, Design::Coming | Design::Late) {
                    opened.design = if hides { Design::Hiding } else { Design::Shown };
                }
                opened.wary = wary(&sheet, opened.sender_host());
                opened.sheet = Some(Arc::clone(&sheet));
                if opened.lacks_pictures() {
                    opened.pictures_asked = true;
                    turn.send(key.account(), Ask::Body { key, limit: BodyLimit::Pictures });
                }
                self.know_remote(&sheet, turn);
            }
            Err(why) => {
                opened.sheet = None;
                opened.remote.give_up();
                opened.design = Design::Failed(why);
            }
        }
        self.look_again(false);
    }

    pub(super) fn drawing_takes(&mut self, key: MessageKey, opening: u64) {
        if let Some(opened) = self.opened_now(key, opening)
            && opened.design == Design::Coming
        {
            opened.design = Design::Late;
        }
    }

    pub(super) fn toggle_form(&mut self, turn: &mut Turn) {
        let Reader::Open(opened) = &mut self.reader else { return };
        opened.design = match &opened.design {
            Design::None => return,
            Design::PutAside | Design::Hiding | Design::Failed(_) if opened.sheet.is_none() => {
                Design::Coming
            }
            Design::PutAside | Design::Hiding | Design::Failed(_) => Design::Shown,
            Design::Coming | Design::Late | Design::Shown => Design::PutAside,
        };
        self.forget_stop();
        self.look_again(true);
        self.draw(turn);
    }

    /// Shows a page on light in a dark window, or as the window is again; from now on all mail of its
    /// sender.
    pub(super) fn toggle_light(&mut self, turn: &mut Turn) {
        let Reader::Open(opened) = &mut self.reader else { return };
        if opened.sheet.is_none() {
            return;
        }
        opened.is_light = !opened.is_light;
        turn.push(Effect::Refit);
        let is_light = opened.is_light;
        // In a window that is always light there is nothing to remember.
        let sender = sender(opened).filter(|_| self.settings.theme != ThemeChoice::Light);
        let Some(sender) = sender.map(str::to_owned) else { return };
        if is_light {
            self.settings.light.add(&sender);
        } else {
            self.settings.light.remove(&sender);
        }
        self.save_config(turn);
    }

    /// Mail of some senders is shown on light from the beginning.
    pub(super) fn recall_light(&mut self) {
        if let Reader::Open(opened) = &mut self.reader {
            opened.is_light = sender(opened).is_some_and(|sender| self.settings.light.has(sender));
        }
    }

    pub(super) fn zoom_page(&mut self, steps: i8, turn: &mut Turn) {
        let Reader::Open(opened) = &mut self.reader else { return };
        if opened.sheet.is_none() {
            return;
        }
        let zoom = if steps == 0 { 100 } else { i32::from(opened.zoom) + i32::from(steps) * 10 };
        let zoom = u16::try_from(zoom.clamp(50, 300)).unwrap_or(100);
        if zoom != opened.zoom {
            opened.zoom = zoom;
            turn.push(Effect::Refit);
        }
    }

    pub(super) fn sheet_link(&mut self, number: usize, turn: &mut Turn) {
        let sheet = self.reader.opened().and_then(|opened| opened.sheet.as_ref());
        if let Some(link) = sheet.and_then(|sheet| sheet.links.get(number).cloned()) {
            self.link_clicked(link, turn);
        }
    }

    /// The pictures that came with the open message are here, or could not be had: whether this was
    /// what an answer told.
    pub(super) fn pictures_loaded(
        &mut self,
        key: MessageKey,
        result: &Result<Box<(envelope::Message, Body)>, Fault>,
        turn: &mut Turn,
    ) -> bool {
        let Reader::Open(opened) = &mut self.reader else { return false };
        if opened.key != key || !opened.pictures_asked || opened.extent == Extent::Growing {
            return false;
        }
        if let Ok(loaded) = result
            && loaded.1.texts == opened.body.texts
            && loaded.1.pictures != opened.body.pictures
        {
            let body = Arc::new(loaded.1.clone());
            opened.body = Arc::clone(&body);
            self.reading.shelf.renew(key, &body);
            self.draw_again(turn);
        }
        true
    }
}

/// The links that lead elsewhere than they seem to.
fn wary(sheet: &Sheet, sender: Option<&str>) -> BTreeSet<usize> {
    let links = sheet.links.iter().enumerate();
    links
        .filter(|(_, link)| !link.is_inside() && look(&link.text, &link.target, sender).is_marked())
        .map(|(number, _)| number)
        .collect()
}
