//! What a mail tried: each thing that it names on other people's servers, and what became of it.
//! Also for whom pictures are always fetched, in the settings.

use iced::padding::right;
use iced::widget::{column, container, row, text};
use iced::{Center, Fill, Size};

use super::Element;
use super::overlay::{answers, heading};
use crate::app::remote::{Fate, Kind, Message, Thing};
use crate::app::{self, State};
use crate::fl;
use crate::i18n;
use crate::model::pictures::{Always, Unfetched, Whose};
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::icon::{Icon, sized};
use crate::ui::widget::{Cut, Reach, TabOrder, small};

/// What the dialog takes besides its list, and the least that this gets, pixels.
const REST: f32 = 280.0;
const LEAST: f32 = 120.0;
/// More lines than these are only counted.
const LINES: usize = 300;
/// Letters of an address.
const LONGEST: usize = 300;

pub fn view(state: &State, window: Size) -> Element<'_> {
    let about = text(fl!("tried-text")).size(font::BODY).style(surface::muted);
    let head = column![heading(fl!("tried-title")), about].spacing(space::XS);
    let Some(opened) = state.reader.opened() else {
        return TabOrder::new(column![head, answers(None)].spacing(space::L)).into();
    };
    let fates: Vec<_> = opened.remote.fates().collect();
    let more = fates.len().saturating_sub(LINES);
    let more = (more > 0)
        .then(|| text(fl!("tried-more", count = more)).size(font::SMALL).style(surface::muted));
    let waiting = opened.remote.waiting_hosts();
    let is_junk = state.is_junk_open();
    let hosts = (!is_junk && !waiting.is_empty()).then(|| {
        let title = text(fl!("tried-hosts")).size(font::SMALL).font(font::STRONG);
        let hosts = waiting.into_iter().take(LINES).map(host);
        column![title.style(surface::muted)].extend(hosts).spacing(space::XS)
    });
    let lines = fates.into_iter().take(LINES).map(|(thing, fate)| line(thing, fate));
    let lines = column(lines).spacing(space::M);
    let all = column![lines, more, hosts].spacing(space::L).padding(right(space::L));
    let list = container(small::scrolling(all)).max_height((window.height - REST).max(LEAST));
    TabOrder::new(column![head, list, answers(None)].spacing(space::L)).into()
}

/// A server that may be allowed.
fn host(host: &str) -> Element<'_> {
    let message = app::Message::Remote(Message::AlwaysAllowed(Whose::Host(host.to_owned())));
    let yes = button::small(Rank::Plain, fl!("tried-always"), Some(message.clone()));
    let yes = Reach::new(yes, message);
    let name = container(Cut::new(host).size(font::BODY)).width(Fill);
    row![name, yes].spacing(space::M).align_y(Center).into()
}

fn line(thing: &Thing, fate: Fate) -> Element<'_> {
    let kind = match thing.kind {
        Kind::Picture => fl!("tried-picture"),
        Kind::Background => fl!("tried-background"),
        Kind::Tracker => fl!("tried-tracker"),
        Kind::Other => fl!("tried-other"),
    };
    let (sign, became) = became(fate);
    let plain = match thing.url.starts_with("http://") {
        true => format!(" · {}", fl!("tried-plain")),
        false => String::new(),
    };
    let url: String = thing.url.chars().take(LONGEST).collect();
    let said = column![
        Cut::new(thing.host.as_str()).size(font::BODY).font(font::STRONG),
        Cut::new(url).size(font::SMALL).style(surface::muted),
        text(format!("{kind} · {became}{plain}")).size(font::SMALL).style(surface::muted),
    ];
    row![sized(sign, space::ICON_SMALL).style(surface::muted), said.spacing(space::XS).width(Fill)]
        .spacing(space::M)
        .into()
}

fn became(fate: Fate) -> (Icon, String) {
    match fate {
        Fate::Waiting => (Icon::Clock, fl!("tried-waiting")),
        Fate::Blocked => (Icon::Lock, fl!("tried-blocked")),
        Fate::Never => (Icon::Lock, fl!("tried-never")),
        Fate::Coming => (Icon::Busy, fl!("tried-coming")),
        Fate::Fetched(octets) => {
            let size = i18n::size(u64::try_from(octets).unwrap_or(u64::MAX));
            (Icon::Check, fl!("tried-fetched", size = size))
        }
        Fate::Failed(why) => (Icon::Alert, why_not(why)),
    }
}

fn why_not(why: Unfetched) -> String {
    match why {
        Unfetched::NoAddress => fl!("tried-no-address"),
        Unfetched::UnknownHost => fl!("tried-unknown-host"),
        Unfetched::Private => fl!("tried-private"),
        Unfetched::Tracker => fl!("tried-to-tracker"),
        Unfetched::Redirected => fl!("tried-redirected"),
        Unfetched::TooSlow => fl!("tried-too-slow"),
        Unfetched::TooLarge => fl!("tried-too-large"),
        Unfetched::NoPicture => fl!("tried-no-picture"),
        Unfetched::Answered(status) => fl!("tried-answered", status = u32::from(status)),
        Unfetched::Untrusted => fl!("tried-untrusted"),
        Unfetched::Unreachable => fl!("tried-unreachable"),
        Unfetched::TooMany => fl!("tried-too-many"),
    }
}

/// For whom pictures are always fetched, each to be taken off the list.
pub fn always(always: &Always) -> Element<'_> {
    let senders = always.senders().map(|name| (name, Whose::Sender(name.to_owned())));
    let hosts = always.hosts().map(|name| (name, Whose::Host(name.to_owned())));
    let lines = senders.chain(hosts).map(|(name, whose)| {
        let sign = if matches!(whose, Whose::Sender(_)) { Icon::User } else { Icon::Globe };
        kept(sign, name, app::Message::Remote(Message::Forgotten(whose)))
    });
    listed(fl!("settings-pictures"), fl!("settings-pictures-ask"), lines.collect())
}

/// Names that are kept, under a title; or what it means that there are none.
pub(super) fn listed(title: String, none: String, lines: Vec<Element<'_>>) -> Element<'_> {
    let title = text(title).size(font::SMALL).font(font::STRONG).style(surface::muted);
    if lines.is_empty() {
        return column![title, text(none).size(font::SMALL)].spacing(space::S).into();
    }
    column![title].extend(lines).spacing(space::XS).into()
}

/// A name that is kept, and the button that takes it off the list.
pub(super) fn kept(sign: Icon, name: &str, remove: app::Message) -> Element<'_> {
    row![
        sized(sign, space::ICON_SMALL).style(surface::muted),
        container(Cut::new(name).size(font::BODY)).width(Fill),
        button::small(Rank::Quiet, fl!("settings-pictures-remove"), Some(remove)),
    ]
    .spacing(space::S)
    .align_y(Center)
    .into()
}
