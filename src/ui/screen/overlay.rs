//! What lies over the panes: questions, details, the path field, shortcuts.

use iced::padding::right;
use iced::widget::{column, row, scrollable, space as gap, text, text_input};

use super::{Element, picker, settings};
use crate::app::effect::FieldId;
use crate::app::keys::{self, Binding, Command, Key};
use crate::app::overlay::{Message, Overlay, Question};
use crate::app::{self, State, saves};
use crate::fl;
use crate::i18n;
use crate::model::fault::Fault;
use crate::ui::fields;
use crate::ui::theme::{field, font, space, surface};
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::{above, small};

/// Height of a dialog's list, pixels.
pub const TALL: f32 = 420.0;

/// What is open over the panes, if anything.
pub fn view(state: &State) -> Option<Element<'_>> {
    let content = match &state.overlay {
        Overlay::None => return None,
        Overlay::Question(question) => ask(state, question),
        Overlay::Picker(picker) => picker::view(state, picker),
        Overlay::SavePath { text, .. } => save_path(text),
        Overlay::Details(fault) => details(fault),
        Overlay::Settings => settings::view(state),
        Overlay::Shortcuts => shortcuts(),
    };
    Some(above::dialog(content, Some(app::Message::Overlay(Message::Closed))))
}

/// A dialog's heading.
pub fn heading<'a>(words: String) -> Element<'a> {
    text(words).size(font::HEADING).font(font::STRONG).into()
}

/// The row of a dialog's buttons; the last of the yes is whether there is a way back.
pub fn answers<'a>(yes: Option<(String, app::Message, bool)>) -> Element<'a> {
    let label = if yes.is_some() { fl!("cancel") } else { fl!("close") };
    let leave = Some(app::Message::Overlay(Message::Closed));
    let yes = yes.map(|(label, message, dangerous)| {
        let rank = if dangerous { Rank::Danger } else { Rank::Primary };
        button::words(rank, label, Some(message))
    });
    row![gap::horizontal(), button::words(Rank::Plain, label, leave), yes].spacing(space::S).into()
}

fn ask<'a>(state: &State, question: &Question) -> Element<'a> {
    let (title, more, yes) = match question {
        Question::DeleteForGood { keys, .. } => {
            (fl!("ask-delete", count = keys.len()), fl!("ask-delete-text"), fl!("ask-delete-yes"))
        }
        Question::RemoveAccount(id) => {
            let held = state.accounts.iter().find(|held| held.account.id == *id);
            let address = held.map(|held| held.account.address.clone()).unwrap_or_default();
            (fl!("ask-remove", address = address), fl!("ask-remove-text"), fl!("ask-remove-yes"))
        }
    };
    let confirmed = app::Message::Overlay(Message::Confirmed);
    column![
        heading(title),
        text(more).size(font::BODY).style(surface::muted),
        answers(Some((yes, confirmed, true)))
    ]
    .spacing(space::L)
    .into()
}

fn save_path(path: &str) -> Element<'_> {
    let confirmed = app::Message::Saves(saves::Message::PathConfirmed);
    column![
        heading(fl!("save-title")),
        text(fl!("save-text")).size(font::BODY).style(surface::muted),
        text_input("", path)
            .id(fields::id(FieldId::SavePath))
            .size(font::BODY)
            .padding(space::S)
            .style(field::input)
            .on_input(|typed| app::Message::Saves(saves::Message::PathEdited(typed)))
            .on_submit(confirmed.clone()),
        answers(Some((fl!("save"), confirmed, false)))
    ]
    .spacing(space::L)
    .into()
}

fn details<'a>(fault: &Fault) -> Element<'a> {
    column![
        heading(fl!("details")),
        text(i18n::fault(fault)).size(font::BODY),
        text(fault.detail.clone()).size(font::SMALL).font(font::MONO).style(surface::muted),
        answers(None)
    ]
    .spacing(space::L)
    .into()
}

fn shortcuts<'a>() -> Element<'a> {
    let lines = keys::BINDINGS.iter().filter_map(|binding| {
        let says = command(binding.command)?;
        Some(small::key_hint(key_names(binding), says))
    });
    let list = scrollable(column(lines).spacing(space::S).padding(right(space::L)))
        .style(surface::scroll)
        .height(TALL);
    column![heading(fl!("shortcuts-title")), list, answers(None)].spacing(space::L).into()
}

/// The keys of a binding, in the order in which they are pressed.
fn key_names(binding: &Binding) -> Vec<String> {
    let key = match binding.key {
        Key::Char(letter) => letter.to_string(),
        Key::Enter => fl!("key-enter"),
        Key::Space => fl!("key-space"),
        Key::Escape => fl!("key-escape"),
        Key::Tab => fl!("key-tab"),
        Key::Backspace => fl!("key-backspace"),
        Key::Delete => fl!("key-delete"),
        Key::Up => "↑".into(),
        Key::Down => "↓".into(),
        Key::Left => "←".into(),
        Key::Right => "→".into(),
        Key::PageUp => fl!("key-page-up"),
        Key::PageDown => fl!("key-page-down"),
        Key::Home => fl!("key-home"),
        Key::End => fl!("key-end"),
        Key::F5 => "F5".into(),
    };
    let held = [
        binding.mods.ctrl.then(|| fl!("key-ctrl")),
        binding.mods.alt.then(|| "Alt".to_owned()),
        binding.mods.shift.then(|| fl!("key-shift")),
    ];
    held.into_iter().flatten().chain([key]).collect()
}

/// What an order is called; steps of the cursor need no words.
fn command(command: Command) -> Option<String> {
    Some(match command {
        Command::Go(_) | Command::Extend(_) | Command::Fold | Command::Unfold => return None,
        Command::NextMessage => fl!("command-next"),
        Command::PreviousMessage => fl!("command-previous"),
        Command::SelectAll => fl!("command-select-all"),
        Command::Open => fl!("command-open"),
        Command::Escape => fl!("command-escape"),
        Command::ReadOn => fl!("command-read-on"),
        Command::ReadBack => fl!("command-read-back"),
        Command::MarkRead => fl!("command-mark-read"),
        Command::MarkUnread => fl!("command-mark-unread"),
        Command::Star => fl!("command-star"),
        Command::Archive => fl!("command-archive"),
        Command::Delete => fl!("command-delete"),
        Command::DeleteForGood => fl!("command-delete-for-good"),
        Command::Move => fl!("command-move"),
        Command::Undo => fl!("command-undo"),
        Command::Refresh => fl!("command-refresh"),
        Command::AddAccount => fl!("command-add-account"),
        Command::Settings => fl!("command-settings"),
        Command::Shortcuts => fl!("command-shortcuts"),
        Command::NextPane => fl!("command-next-pane"),
        Command::PreviousPane => fl!("command-previous-pane"),
        Command::ZoomIn => fl!("command-zoom-in"),
        Command::ZoomOut => fl!("command-zoom-out"),
        Command::ZoomReset => fl!("command-zoom-reset"),
        Command::Quit => fl!("command-quit"),
    })
}
