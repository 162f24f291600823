//! What a person chooses once, and the accounts.

use std::time::Duration;

use iced::padding::right;
use iced::widget::{button, column, row, rule, text};
use iced::{Alignment, Length, Size};

use super::Element;
use super::accounts::link;
use super::overlay::{answers, heading, tall};
use crate::app::settings::Message;
use crate::app::{self, Held, State, accounts_page, keys};
use crate::fl;
use crate::model::names::Names;
use crate::model::settings::ThemeChoice;
use crate::ui::theme::{self, font, space, surface};
use crate::ui::widget::icon::Icon;
use crate::ui::widget::{Cut, dot, small};

/// The delays that are offered, seconds; `None` is never.
const DELAYS: [Option<u64>; 4] = [Some(0), Some(1), Some(5), None];
const ZOOMS: [u16; 5] = [80, 100, 125, 150, 200];
const LANGUAGES: [(Option<&str>, &str); 3] =
    [(None, ""), (Some("en"), "English"), (Some("pt-BR"), "Português (Brasil)")];

pub fn view(state: &State, window: Size) -> Element<'_> {
    let now = &state.settings;
    let themes = [
        (ThemeChoice::System, fl!("settings-system")),
        (ThemeChoice::Light, fl!("settings-light")),
        (ThemeChoice::Dark, fl!("settings-dark")),
    ];
    let theme = themes
        .map(|(choice, label)| option(label, now.theme == choice, Message::ThemeChosen(choice)));
    let language = LANGUAGES.map(|(tag, name)| {
        let label = if tag.is_none() { fl!("settings-system") } else { name.to_owned() };
        let chosen = now.language.as_deref() == tag;
        option(label, chosen, Message::LanguageChosen(tag.map(str::to_owned)))
    });
    let delay = DELAYS.map(|seconds| {
        let label = match seconds {
            None => fl!("settings-never"),
            Some(0) => fl!("settings-at-once"),
            Some(seconds) => fl!("settings-seconds", count = seconds_i64(seconds)),
        };
        let wait = seconds.map(Duration::from_secs);
        option(label, now.mark_read_after == wait, Message::MarkReadChosen(wait))
    });
    let zoom = ZOOMS.map(|percent| {
        let label = fl!("settings-percent", percent = u32::from(percent));
        option(label, now.zoom == percent, Message::ZoomChosen(percent))
    });
    let rows = [(false, fl!("settings-two-lines")), (true, fl!("settings-compact"))];
    let rows = rows.map(|(compact, label)| {
        option(label, now.compact == compact, Message::CompactChosen(compact))
    });
    let together =
        [(true, fl!("settings-conversation-on")), (false, fl!("settings-conversation-off"))];
    let together = together
        .map(|(on, label)| option(label, now.conversation == on, Message::ConversationChosen(on)));
    let ahead = [(true, fl!("settings-prefetch-on")), (false, fl!("settings-prefetch-off"))];
    let ahead =
        ahead.map(|(on, label)| option(label, now.prefetch == on, Message::PrefetchChosen(on)));
    let all = column![
        part(fl!("settings-theme"), theme),
        part(fl!("settings-language"), language),
        part(fl!("settings-mark-read"), delay),
        part(fl!("settings-conversation"), together),
        part(fl!("settings-prefetch"), ahead),
        part(fl!("settings-rows"), rows),
        part(fl!("settings-zoom"), zoom),
        super::tried::always(&now.pictures),
        light(&now.light),
        rule::horizontal(space::HAIRLINE).style(surface::line),
        accounts(state),
    ]
    .spacing(space::L);
    let all = small::scrolling(all.padding(right(space::L))).height(tall(window));
    column![heading(fl!("settings-title")), all, answers(None)].spacing(space::L).into()
}

/// Whose mail is shown on light, each to be taken off the list.
fn light(senders: &Names) -> Element<'_> {
    let forgotten = |name: &str| app::Message::Settings(Message::LightForgotten(name.to_owned()));
    let lines = senders.iter().map(|name| super::tried::kept(Icon::Sun, name, forgotten(name)));
    let lines: Vec<Element<'_>> = lines.collect();
    super::tried::listed(fl!("settings-light-for"), fl!("settings-light-nobody"), lines)
}

fn seconds_i64(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

fn part<'a, const N: usize>(title: String, options: [Element<'a>; N]) -> Element<'a> {
    column![
        text(title).size(font::SMALL).font(font::STRONG).style(surface::muted),
        row(options).spacing(space::XS).wrap().vertical_spacing(space::XS),
    ]
    .spacing(space::S)
    .into()
}

fn option<'a>(label: String, chosen: bool, message: Message) -> Element<'a> {
    button(text(label).size(font::SMALL))
        .padding([space::XS, space::M])
        .style(theme::button::segment(chosen))
        .on_press(app::Message::Settings(message))
        .into()
}

fn accounts(state: &State) -> Element<'_> {
    let lines = state.accounts.iter().map(account);
    let order = |label: String, command| {
        button(text(label).size(font::SMALL))
            .padding([space::XS, space::M])
            .style(theme::button::plain)
            .on_press(app::Message::Ordered(command))
    };
    let orders = row![
        order(fl!("settings-manage"), keys::Command::Accounts),
        order(fl!("command-add-account"), keys::Command::AddAccount),
    ];
    column![
        text(fl!("settings-accounts")).size(font::SMALL).font(font::STRONG).style(surface::muted),
        column(lines).spacing(space::S),
        orders.spacing(space::S)
    ]
    .spacing(space::S)
    .into()
}

/// One account: a press shows all of it.
fn account(held: &Held) -> Element<'_> {
    let id = held.account.id;
    let link = text(link(&held.link)).size(font::SMALL).style(surface::muted);
    let line = row![
        dot(held.account.shown_hue(), space::DOT),
        Cut::new(held.account.title()).size(font::BODY),
        link,
    ];
    let opened = app::Message::AccountsPage(accounts_page::Message::Opened(Some(id)));
    button(line.spacing(space::S).align_y(Alignment::Center))
        .padding([space::XS, space::S])
        .width(Length::Fill)
        .style(theme::button::menu)
        .on_press(opened)
        .into()
}
