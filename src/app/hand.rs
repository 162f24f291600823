//! What hands do in the reading pane besides reading: pressing, going from link to link by keyboard,
//! asking for a menu, copying, saving a picture. The pane tells what is selected and where; nothing
//! here knows pixels.

mod menu;
mod stops;

use std::sync::Arc;

use super::Point;
use super::effect::{Effect, Pane, Scroll, Turn};
use super::notice::Text;
use super::reader::{Opened, Reader};
use super::state::State;
use crate::mime;
use crate::model::ids::MessageKey;
use crate::render::drawn::{Sheet, Spot, Stop, Stretch};
pub use menu::Order;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The left button was pressed in the pane, nearest to this spot.
    Pressed(Spot),
    /// What is selected now, and where a menu belongs that a key opens.
    Told { selection: Option<Stretch>, place: Point },
    /// The right button was pressed, on a link and a picture where there are.
    MenuAsked { at: Point, stop: Option<Stop>, picture: Option<usize> },
    /// The answer to `Effect::FindPicture`.
    PictureFound { key: MessageKey, picture: Option<Found> },
}

/// A picture that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// As the sender calls it, with the ending of its kind; not made safe.
    pub name: String,
    pub octets: Arc<[u8]>,
}

/// Where hands are in the open message.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct At {
    /// What the keyboard stopped at.
    pub stop: Option<Stop>,
    /// Rises with each stop.
    pub serial: u64,
    /// Rises when everything is to be selected.
    pub all: u64,
    pub selection: Option<Stretch>,
    /// Where the pane was pressed: from there the keyboard goes on.
    from: Option<Spot>,
    place: Point,
}

impl At {
    /// What has the keyboard, with the number that sets it apart from the one before.
    pub fn ring(&self) -> Option<(u64, Stop)> {
        self.stop.map(|stop| (self.serial, stop))
    }
}

impl Opened {
    /// The design, while it is what is shown.
    fn shown_sheet(&self) -> Option<&Sheet> {
        self.sheet.as_deref().filter(|_| self.design == super::design::Design::Shown)
    }

    /// Whether a paragraph of the text is folded away.
    fn is_folded(&self, paragraph: usize) -> bool {
        let after = self.page.folds.partition_point(|fold| fold.at < paragraph);
        let Some(number) = after.checked_sub(1) else { return false };
        let fold = self.page.folds.get(number).filter(|fold| paragraph < fold.to);
        fold.is_some() && !self.unfolded.contains(&number)
    }

    /// The words of a stretch.
    fn words(&self, stretch: Stretch) -> String {
        match self.shown_sheet() {
            Some(sheet) => sheet.drawn.text(stretch.0, stretch.1),
            None => self.page.text(stretch, |paragraph| !self.is_folded(paragraph)),
        }
    }
}

impl State {
    pub(super) fn hand(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::Pressed(spot) => {
                self.pane = Pane::Reader;
                if let Reader::Open(opened) = &mut self.reader {
                    opened.at.stop = None;
                    opened.at.from = Some(spot);
                }
            }
            Message::Told { selection, place } => {
                if let Reader::Open(opened) = &mut self.reader {
                    (opened.at.selection, opened.at.place) = (selection, place);
                }
            }
            Message::MenuAsked { at, stop, picture } => {
                self.pane = Pane::Reader;
                self.open_hand_menu(at, stop, picture);
            }
            Message::PictureFound { key, picture } => self.picture_found(key, picture, turn),
        }
    }

    pub(super) fn copy_selected(&mut self, turn: &mut Turn) {
        let Some(opened) = self.reader.opened() else { return };
        if let Some(selection) = opened.at.selection {
            turn.push(Effect::CopyText(opened.words(selection)));
        }
    }

    /// Copies what is selected, or everything, as the source of an HTML document.
    pub(super) fn copy_html(&mut self, turn: &mut Turn) {
        let Some(opened) = self.reader.opened() else { return };
        let sheet = opened.sheet.clone().filter(|_| opened.shown_sheet().is_some());
        let end = sheet.as_ref().map_or(opened.page.end(), |sheet| sheet.drawn.end());
        turn.push(Effect::CopyHtml {
            body: Arc::clone(&opened.body),
            page: Arc::clone(&opened.page),
            sheet,
            stretch: opened.at.selection.unwrap_or((Spot::default(), end)),
        });
        self.say(Text::HtmlCopied, None, turn);
    }

    pub(super) fn select_page(&mut self) {
        if let Reader::Open(opened) = &mut self.reader {
            opened.at.all += 1;
        }
    }

    /// Looks for the octets of a picture of the page.
    fn save_picture(&mut self, number: usize, turn: &mut Turn) {
        let Some(opened) = self.reader.opened() else { return };
        let picture = opened.sheet.as_ref().and_then(|sheet| sheet.pictures.get(number));
        if let Some(picture) = picture {
            turn.push(Effect::FindPicture {
                key: opened.key,
                body: Arc::clone(&opened.body),
                number,
                named: picture.named.clone(),
            });
        }
    }

    fn picture_found(&mut self, key: MessageKey, picture: Option<Found>, turn: &mut Turn) {
        match picture {
            Some(found) if self.reader.key() == Some(key) => {
                let name = mime::safe_name(&found.name, "");
                self.ask_where_picture(key, name, found.octets, turn);
            }
            Some(_) => {}
            None => self.say(Text::PictureGone, None, turn),
        }
    }

    /// Scrolls to where a link within the page leads; nowhere where there is no such place.
    pub(super) fn go_within(&self, fragment: &str, turn: &mut Turn) {
        let sheet = self.reader.opened().and_then(Opened::shown_sheet);
        if let Some(y) = sheet.and_then(|sheet| sheet.drawn.anchor(fragment)) {
            turn.push(Effect::Scroll { pane: Pane::Reader, by: Scroll::To(y.max(0.0) as u32) });
        }
    }

    /// What is shown is another form of the message: nothing of the one before counts.
    pub(super) fn forget_stop(&mut self) {
        if let Reader::Open(opened) = &mut self.reader {
            opened.at = At { place: opened.at.place, all: opened.at.all, ..At::default() };
        }
    }
}
