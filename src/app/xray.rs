//! What a person does with the text of the open message: a click on a link, which opens where it truly
//! leads, or asks first; folding quotes out and in.

use super::effect::{Effect, Turn};
use super::overlay::Overlay;
use super::reader::{Opened, Reader};
use super::state::State;
use crate::render::xray::{Link, Xray, look};

/// A link that asks before it opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wary {
    pub link: Link,
    pub xray: Xray,
}

impl Opened {
    /// The domain that the message says it is from.
    pub fn sender_host(&self) -> Option<&str> {
        let from = self.message.envelope.from.first()?;
        from.email.rsplit_once('@').map(|(_, host)| host)
    }
}

impl State {
    /// What is seen of a link of the open message.
    pub fn look_through(&self, link: &Link) -> Xray {
        let sender = self.reader.opened().and_then(Opened::sender_host);
        look(&link.text, &link.target, sender)
    }

    pub(super) fn link_clicked(&mut self, link: Link, turn: &mut Turn) {
        if link.is_inside() {
            return self.go_within(link.target.trim_start_matches('#'), turn);
        }
        let xray = self.look_through(&link);
        if xray.is_marked() {
            self.overlay = Overlay::Link(Box::new(Wary { link, xray }));
        } else {
            turn.push(Effect::OpenUrl(xray.target));
        }
    }

    /// The person wants it opened all the same; some never are.
    pub(super) fn open_wary(&mut self, wary: Wary, turn: &mut Turn) {
        if wary.xray.opens() {
            turn.push(Effect::OpenUrl(wary.xray.target));
        }
    }

    pub(super) fn fold_toggled(&mut self, fold: usize) {
        if let Reader::Open(opened) = &mut self.reader
            && fold < opened.page.folds.len()
            && !opened.unfolded.remove(&fold)
        {
            opened.unfolded.insert(fold);
        }
    }

    /// All quotes of the open message out, or in when they are.
    pub(super) fn toggle_quotes(&mut self) {
        if let Reader::Open(opened) = &mut self.reader {
            let all = 0..opened.page.folds.len();
            let is_open = all.clone().all(|fold| opened.unfolded.contains(&fold));
            opened.unfolded = if is_open { Default::default() } else { all.collect() };
        }
    }
}
