//! What lies over the panes: questions, details, the path field, shortcuts.

use std::collections::HashSet;

use iced::padding::right;
use iced::widget::{column, container, row, space as gap, text, text_input};
use iced::{Fill, Size};

use super::reader::{risk, sender};
use super::{
    Element, accounts, doctor, keys, labels, link, log, mailboxes, menu, orders, picker, settings,
    tried,
};
use crate::app::effect::FieldId;
use crate::app::keys::{BINDINGS, Command};
use crate::app::overlay::{Message, Overlay, Question};
use crate::app::{self, State, reader, saves};
use crate::fl;
use crate::i18n;
use crate::model::fault::Fault;
use crate::ui::fields;
use crate::ui::theme::{field, font, space, surface};
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::{above, small};

/// Height of a dialog's list at most, and what the rest of the dialog takes, pixels.
const TALL: f32 = 440.0;
const REST: f32 = 184.0;

/// Height of a dialog's list in this window.
pub fn tall(window: Size) -> f32 {
    (window.height - REST).clamp(REST / 2.0, TALL)
}

/// What is open over the panes, if anything.
pub fn view(state: &State, window: Size) -> Option<Element<'_>> {
    let content = match &state.overlay {
        Overlay::None => return None,
        Overlay::Question(question) => ask(state, question),
        Overlay::Menu(open) => return Some(menu::view(state, open, window)),
        Overlay::Picker(picker) => picker::view(state, picker, window),
        Overlay::Labels(panel) => labels::panel(panel, window),
        Overlay::Naming(naming) => mailboxes::naming(state, naming),
        Overlay::SavePath { job, text } => {
            let title = if state.exports(*job) { fl!("save-messages") } else { fl!("save-title") };
            save_path(title, text)
        }
        Overlay::Details(fault) => details(fault),
        Overlay::Link(wary) => link::ask(wary, window),
        Overlay::Settings => settings::view(state, window),
        Overlay::Shortcuts => shortcuts(window),
        Overlay::Orders => {
            let closed = Some(app::Message::Overlay(Message::Closed));
            return Some(above::wide_dialog(orders::view(state, window), closed));
        }
        Overlay::Tried => {
            let closed = Some(app::Message::Overlay(Message::Closed));
            return Some(above::wide_dialog(tried::view(state, window), closed));
        }
        Overlay::Doctor(open) => {
            let closed = Some(app::Message::Overlay(Message::Closed));
            return Some(above::wide_dialog(doctor::view(open, window), closed));
        }
        Overlay::Log(open) => {
            let closed = Some(app::Message::Overlay(Message::Closed));
            return Some(above::wide_dialog(log::view(state, open, window), closed));
        }
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

fn ask<'a>(state: &'a State, question: &Question) -> Element<'a> {
    let (title, more, yes) = match question {
        Question::DeleteForGood { keys, .. } => {
            (fl!("ask-delete", count = keys.len()), fl!("ask-delete-text"), fl!("ask-delete-yes"))
        }
        Question::DeleteMailbox { place, below, messages } => {
            return mailboxes::ask_delete(state, *place, below, *messages);
        }
        Question::Forget { keys, .. } => {
            (fl!("ask-forget", count = keys.len()), fl!("ask-forget-text"), fl!("ask-forget-yes"))
        }
        Question::Leave { list, way, .. } => return sender::ask(list, way),
        Question::Risk(open) => return risk::ask(open),
        Question::RemoveAccount(id) => {
            let held = state.held(*id);
            return held.map_or_else(|| answers(None), accounts::ask);
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

fn save_path(title: String, path: &str) -> Element<'_> {
    let confirmed = app::Message::Saves(saves::Message::PathConfirmed);
    column![
        heading(title),
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
    let detail = text(fault.detail.clone()).size(font::SMALL).font(font::MONO);
    let detail = container(detail.wrapping(text::Wrapping::WordOrGlyph))
        .padding(space::M)
        .width(Fill)
        .style(surface::banner);
    let copied = reader::Message::TextCopied(fault.detail.clone());
    let copy = button::words(Rank::Quiet, fl!("copy"), Some(app::Message::Reader(copied)));
    column![
        heading(fl!("details")),
        text(i18n::fault(fault)).size(font::BODY),
        detail,
        row![copy, answers(None)].spacing(space::S)
    ]
    .spacing(space::L)
    .into()
}

fn shortcuts<'a>(window: Size) -> Element<'a> {
    let mut commands: Vec<Command> = BINDINGS.iter().map(|binding| binding.command).collect();
    let mut seen = HashSet::new();
    commands.retain(|command| seen.insert(*command));
    let lines = commands.into_iter().filter_map(|command| {
        let all = BINDINGS.iter().filter(|binding| binding.command == command);
        Some(small::key_hint(all.map(keys::names), keys::command(command)?))
    });
    let list = small::scrolling(column(lines).spacing(space::S).padding(right(space::L)))
        .height(tall(window));
    column![heading(fl!("shortcuts-title")), list, answers(None)].spacing(space::L).into()
}
