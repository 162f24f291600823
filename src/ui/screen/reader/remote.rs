//! The bar above a page that names pictures on other people's servers: how many, and whether to
//! fetch them; then how that goes and how it went.

use iced::widget::{column, container, row, text};
use iced::{Alignment, Fill};

use crate::app::design::Design;
use crate::app::reader::Opened;
use crate::app::remote::{Message, Tally, sender};
use crate::app::{self, State};
use crate::fl;
use crate::model::pictures::Whose;
use crate::ui::screen::Element;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::Cut;
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::icon::{Icon, sized};

/// Letters of a name on a button.
const NAME: usize = 34;

/// See the module; nothing where the page names nothing elsewhere.
pub fn bar<'a>(state: &'a State, opened: &'a Opened) -> Option<Element<'a>> {
    let tally = opened.remote.tally();
    if opened.design != Design::Shown || tally == Tally::default() {
        return None;
    }
    let (sign, said) = words(&tally);
    let about = button::link(fl!("pictures-tried"), app::Message::Remote(Message::PanelAsked));
    let head = row![
        sized(sign, space::ICON_SMALL).style(surface::muted),
        text(said).size(font::SMALL).width(Fill),
        about,
    ]
    .spacing(space::S)
    .align_y(Alignment::Center);
    let offers = offers(state, opened, &tally);
    let bar = container(column![head, offers].spacing(space::S))
        .padding([space::S, space::M])
        .width(Fill)
        .max_width(space::READING)
        .style(surface::banner);
    Some(container(bar).padding(iced::Padding::from([space::S, space::XL])).into())
}

/// How it stands, the most urgent first.
fn words(tally: &Tally) -> (Icon, String) {
    let trackers = (tally.trackers > 0).then(|| fl!("pictures-trackers", count = tally.trackers));
    let with = |said: String| match &trackers {
        Some(trackers) => format!("{said} {trackers}"),
        None => said,
    };
    let all = tally.coming + tally.fetched + tally.failed;
    if tally.coming > 0 {
        let done = tally.fetched + tally.failed;
        return (Icon::Busy, fl!("pictures-coming", done = done, count = all));
    }
    if tally.failed > 0 && tally.waiting == 0 {
        return (Icon::Alert, with(fl!("pictures-failed", count = tally.failed)));
    }
    if tally.waiting > 0 {
        let count = fl!("pictures-count", count = tally.waiting + tally.trackers);
        let hosts = fl!("pictures-hosts", count = tally.hosts);
        let said = match tally.trackers {
            0 => fl!("pictures-waiting", pictures = count, hosts = hosts),
            trackers => fl!(
                "pictures-waiting-watched",
                pictures = count,
                hosts = hosts,
                trackers = trackers
            ),
        };
        return (Icon::FileImage, said);
    }
    match (tally.fetched, &trackers) {
        (0, None) => (Icon::Done, fl!("pictures-others", count = tally.others)),
        (0, Some(trackers)) => (Icon::Done, trackers.clone()),
        (fetched, _) => (Icon::FileImage, with(fl!("pictures-fetched", count = fetched))),
    }
}

/// What can be done about it.
fn offers<'a>(state: &'a State, opened: &'a Opened, tally: &Tally) -> Option<Element<'a>> {
    let press = |rank, label: String, message| {
        button::small(rank, label, Some(app::Message::Remote(message)))
    };
    if tally.coming > 0 {
        return None;
    }
    let again =
        (tally.failed > 0).then(|| press(Rank::Quiet, fl!("pictures-again"), Message::AgainAsked));
    if tally.waiting == 0 {
        return again;
    }
    let once = press(Rank::Plain, fl!("pictures-once"), Message::OnceAllowed);
    if state.is_junk_open() {
        let junk = Cut::new(fl!("pictures-junk")).size(font::SMALL).style(surface::muted);
        let line = row![once, again, junk].spacing(space::S).align_y(Alignment::Center);
        return Some(line.into());
    }
    let from_sender = sender(opened).map(|sender| {
        let label = fl!("pictures-always-sender", name = short(sender));
        press(Rank::Quiet, label, Message::AlwaysAllowed(Whose::Sender(sender.to_owned())))
    });
    let from_host = match opened.remote.waiting_hosts().as_slice() {
        [host] => {
            let label = fl!("pictures-always-host", name = short(host));
            press(Rank::Quiet, label, Message::AlwaysAllowed(Whose::Host((*host).to_owned())))
        }
        _ => press(Rank::Quiet, fl!("pictures-choose-hosts"), Message::PanelAsked),
    };
    let line = row![once, from_sender, from_host, again].spacing(space::XS);
    Some(line.wrap().vertical_spacing(space::XS).into())
}

fn short(name: &str) -> String {
    match name.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}
