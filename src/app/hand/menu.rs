//! The menu of the reading pane: what can be done with the link, the picture and the text there.

use super::super::Point;
use super::super::design::Design;
use super::super::effect::{Effect, Turn};
use super::super::keys::Command;
use super::super::menu::{self, Item, Menu};
use super::super::notice::Text;
use super::super::overlay::Overlay;
use super::super::reader::{Opened, Reader};
use super::super::remote;
use super::super::state::State;
use crate::model::pictures::Whose;
use crate::model::settings::ThemeChoice;
use crate::render::drawn::{Named, Pictured, Stop};

/// What an item of this menu does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    OpenLink(Stop),
    /// Where the link truly leads.
    CopyAddress(Stop),
    /// The words that the link stands under.
    CopyWords(Stop),
    /// The picture of this number.
    SavePicture(usize),
    /// Show what the message names on other servers: now, or from its sender always.
    ShowPictures,
    ShowSenders,
    /// Always from the server of the picture of this number.
    ShowHosts(usize),
    CopyText,
    CopyHtml,
    SelectAll,
}

fn item(order: Order, open: bool) -> Item {
    Item::Order(menu::Order::Hand(order), open)
}

impl Opened {
    fn pictured(&self, number: usize) -> Option<&Pictured> {
        self.sheet.as_ref()?.pictures.get(number)
    }

    /// The server of a picture that is not shown and might be.
    pub fn blocked_host(&self, number: usize) -> Option<String> {
        let picture = self.pictured(number).filter(|picture| !picture.is_shown)?;
        match &picture.named {
            Named::Remote(url) if !picture.is_tracker => {
                Some(remote::host_of(url)).filter(|host| !host.is_empty())
            }
            _ => None,
        }
    }
}

impl State {
    pub(super) fn open_hand_menu(&mut self, at: Point, stop: Option<Stop>, picture: Option<usize>) {
        let Some(opened) = self.reader.opened() else { return };
        let mut items = Vec::new();
        if let Some(stop) = stop {
            self.add_link(opened, stop, &mut items);
        }
        self.add_picture(opened, picture, &mut items);
        let selected = opened.at.selection.is_some();
        items.extend([
            item(Order::CopyText, selected),
            item(Order::CopyHtml, true),
            item(Order::SelectAll, true),
            Item::Line,
        ]);
        let give = |command| Item::Order(menu::Order::Give(command), true);
        items.push(give(Command::Find));
        if opened.design != Design::None {
            items.push(give(Command::ToggleForm));
        }
        if opened.shown_sheet().is_some() && self.settings.theme != ThemeChoice::Light {
            items.push(give(Command::ToggleLight));
        }
        items.push(give(Command::Source));
        self.overlay = Overlay::Menu(Menu { at, of: None, items, cursor: None });
    }

    /// What can be done with the picture there, and what with all that wait for a yes.
    fn add_picture(&self, opened: &Opened, number: Option<usize>, items: &mut Vec<Item>) {
        let picture = number.and_then(|number| opened.pictured(number));
        if let Some(number) = number.filter(|_| picture.is_some_and(|picture| picture.is_shown)) {
            items.extend([item(Order::SavePicture(number), true), Item::Line]);
        }
        if opened.remote.tally().waiting == 0 {
            return;
        }
        items.push(item(Order::ShowPictures, true));
        let is_junk = self.is_junk_open();
        if remote::sender(opened).is_some() && !is_junk {
            items.push(item(Order::ShowSenders, true));
        }
        if let Some(number) = number.filter(|number| opened.blocked_host(*number).is_some())
            && !is_junk
        {
            items.push(item(Order::ShowHosts(number), true));
        }
        items.push(Item::Line);
    }

    fn add_link(&self, opened: &Opened, stop: Stop, items: &mut Vec<Item>) {
        let Some(link) = opened.link_at(stop) else { return };
        let xray = self.look_through(&link);
        items.push(item(Order::OpenLink(stop), xray.opens()));
        items.push(item(Order::CopyAddress(stop), xray.opens() && !xray.is_inside()));
        items.push(item(Order::CopyWords(stop), !link.text.trim().is_empty()));
        items.push(Item::Line);
    }

    /// The menu of what has the keyboard.
    pub(in crate::app) fn open_stop_menu(&mut self) {
        let Some(opened) = self.reader.opened() else { return };
        let (at, stop) = (opened.at.place, opened.at.stop);
        self.open_hand_menu(at, stop, None);
        self.step_menu(1);
    }

    pub(in crate::app) fn hand_ordered(&mut self, order: Order, turn: &mut Turn) {
        let link = |stop| self.reader.opened().and_then(|opened| opened.link_at(stop));
        match order {
            Order::OpenLink(stop) => {
                if let Some(link) = link(stop) {
                    self.link_clicked(link, turn);
                }
            }
            Order::CopyAddress(stop) => {
                if let Some(link) = link(stop) {
                    let target = self.look_through(&link).target;
                    self.copied(address(&target), turn);
                }
            }
            Order::CopyWords(stop) => {
                if let Some(link) = link(stop) {
                    self.copied(link.text.trim().to_owned(), turn);
                }
            }
            Order::SavePicture(number) => self.save_picture(number, turn),
            Order::ShowPictures => self.remote(remote::Message::OnceAllowed, turn),
            Order::ShowSenders => {
                let Reader::Open(opened) = &self.reader else { return };
                let whose = remote::sender(opened).map(|sender| Whose::Sender(sender.to_owned()));
                if let Some(whose) = whose {
                    self.remote(remote::Message::AlwaysAllowed(whose), turn);
                }
            }
            Order::ShowHosts(number) => {
                let host = self.reader.opened().and_then(|opened| opened.blocked_host(number));
                if let Some(host) = host {
                    self.remote(remote::Message::AlwaysAllowed(Whose::Host(host)), turn);
                }
            }
            Order::CopyText => self.copy_selected(turn),
            Order::CopyHtml => self.copy_html(turn),
            Order::SelectAll => self.select_page(),
        }
    }

    fn copied(&mut self, text: String, turn: &mut Turn) {
        self.say(Text::Copied(text.clone()), None, turn);
        turn.push(Effect::CopyText(text));
    }
}

/// What a person wants of a target: of `mailto:` and `tel:` who is meant.
fn address(target: &str) -> String {
    let whose = target.strip_prefix("mailto:").or_else(|| target.strip_prefix("tel:"));
    let Some(whose) = whose else { return target.to_owned() };
    let whose = whose.split('?').next().unwrap_or_default();
    let plain = percent_encoding::percent_decode_str(whose).decode_utf8_lossy();
    plain.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn of_a_mail_address_only_the_address_is_copied() {
        let cases = [
            ("mailto:ana@example.org?subject=Hi", "ana@example.org"),
            ("mailto:ana%2Bpost@example.org", "ana+post@example.org"),
            ("tel:+5511999", "+5511999"),
            ("https://example.org/?a=mailto:b", "https://example.org/?a=mailto:b"),
        ];
        for (target, wanted) in cases {
            assert_eq!(address(target), wanted);
        }
    }
}
