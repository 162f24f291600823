//! Orders by key, button or menu: who carries them out. A table of contents.

use super::accounts;
use super::attention;
use super::effect::{Effect, Pane, Scroll, Turn};
use super::keys::{self, Command, Key, Mods, Step};
use super::overlay::Overlay;
use super::settings;
use super::state::{Screen, State};
use crate::model::request::Ask;

impl State {
    pub(super) fn key_pressed(&mut self, key: Key, mods: Mods, turn: &mut Turn) {
        let command = keys::command(key, mods);
        if key == Key::Escape && self.drag.carry().is_some() {
            return self.cancel_drag();
        }
        if let Some(command @ (Command::ZoomIn | Command::ZoomOut | Command::ZoomReset)) = command {
            return self.ordered(command, turn);
        }
        if command == Some(Command::Quit) {
            return self.quit(turn);
        }
        if self.overlay != Overlay::None {
            return self.overlay_key(key, mods, turn);
        }
        if self.preview.is_some() {
            return self.preview_key(key, mods, turn);
        }
        match (&self.screen, command, key) {
            (Screen::Mail, Some(command), _) => self.ordered(command, turn),
            (Screen::File, Some(command), _) => self.file_ordered(command, turn),
            (Screen::Accounts, _, _) => self.accounts_key(key, mods, turn),
            (Screen::SignIn(_), _, Key::Enter) => {
                self.accounts(accounts::Message::Submitted, turn);
            }
            (Screen::SignIn(_), _, Key::Escape) => {
                self.accounts(accounts::Message::Cancelled, turn);
            }
            _ => {}
        }
    }

    pub(super) fn ordered(&mut self, command: Command, turn: &mut Turn) {
        match command {
            Command::NextMessage => self.step_list(Step::Next, false),
            Command::PreviousMessage => self.step_list(Step::Previous, false),
            Command::Go(step) => self.go(step, turn),
            Command::Extend(step) => self.step_list(step, true),
            Command::SelectAll => self.with_list(|list, shown| list.choose_all(shown)),
            Command::Fold => self.go_aside(-1, turn),
            Command::Unfold => self.go_aside(1, turn),
            Command::Open => self.go_in(turn),
            Command::Escape => self.escape(turn),
            Command::ReadOn => scroll(Pane::Reader, Scroll::Pages(1), turn),
            Command::ReadBack => scroll(Pane::Reader, Scroll::Pages(-1), turn),
            Command::MarkRead => self.mark_read(turn),
            Command::MarkUnread => self.mark_unread(turn),
            Command::Star => self.star_chosen(turn),
            Command::Archive => self.archive(turn),
            Command::Delete => self.delete(turn),
            Command::DeleteForGood => self.ask_delete(turn),
            Command::Move => self.choose_target(turn),
            Command::Copy => self.choose_copies(turn),
            Command::Label => self.open_labels(turn),
            Command::NewMailbox => self.ask_new_mailbox(turn),
            Command::RenameMailbox => {
                if let Some(place) = self.folders.selected {
                    self.ask_rename(place, turn);
                }
            }
            Command::MailboxMenu if self.pane == Pane::Reader => self.open_stop_menu(),
            Command::MailboxMenu => self.open_selected_menu(),
            Command::PutBack => self.put_back(turn),
            Command::Undo => self.undo_last(turn),
            Command::Refresh => self.look_for_news(turn),
            Command::AddAccount => self.accounts(accounts::Message::AddChosen, turn),
            Command::Accounts => self.show_accounts(None, turn),
            Command::Orders => self.attention(attention::Message::Opened, turn),
            Command::Settings => self.overlay = Overlay::Settings,
            Command::Shortcuts => self.overlay = Overlay::Shortcuts,
            Command::NextPane => self.go_on(false),
            Command::PreviousPane => self.go_on(true),
            Command::Quotes => self.toggle_quotes(),
            Command::ZoomIn => self.zoom_in(turn),
            Command::ZoomOut => self.zoom_out(turn),
            Command::ZoomReset => self.settings(settings::Message::ZoomChosen(100), turn),
            Command::Find => self.open_find(turn),
            Command::ToggleForm => self.toggle_form(turn),
            Command::ToggleLight => self.toggle_light(turn),
            Command::EnlargePage => self.zoom_page(1, turn),
            Command::ReducePage => self.zoom_page(-1, turn),
            Command::OwnSize => self.zoom_page(0, turn),
            Command::Quit => self.quit(turn),
            other => self.ordered_of_message(other, turn),
        }
    }

    /// What is about the open message alone; all else was taken before.
    fn ordered_of_message(&mut self, command: Command, turn: &mut Turn) {
        match command {
            Command::Preview => self.look_at_first(turn),
            Command::CopyHtml => self.copy_html(turn),
            Command::PreviousMember => self.step_member(false, turn),
            Command::NextMember => self.step_member(true, turn),
            Command::Conversation => {
                let on = !self.settings.conversation;
                self.settings(settings::Message::ConversationChosen(on), turn);
            }
            other => self.export_ordered(other, turn),
        }
    }

    /// What was typed is written first.
    pub(super) fn quit(&mut self, turn: &mut Turn) {
        self.write_accounts(turn);
        turn.push(Effect::Quit);
    }

    fn step_list(&mut self, step: Step, extend: bool) {
        self.with_list(|list, shown| list.step(step, extend, shown));
    }

    fn go(&mut self, step: Step, turn: &mut Turn) {
        match self.pane {
            Pane::Folders => self.step_folder(step, turn),
            Pane::List => self.step_list(step, false),
            Pane::Reader => scroll(Pane::Reader, as_scroll(step), turn),
        }
    }

    /// To the next link of the message, or out of the pane behind the last one.
    fn go_on(&mut self, back: bool) {
        if !self.step_stop(back) {
            let next = next_pane(self.pane);
            self.pane = if back { next_pane(next) } else { next };
        }
    }

    /// Folds the mailbox in or out, or shows what is beside what is seen of a wide message.
    fn go_aside(&mut self, steps: i32, turn: &mut Turn) {
        match self.pane {
            Pane::Reader => scroll(Pane::Reader, Scroll::Across(steps), turn),
            Pane::Folders | Pane::List => self.fold_selected(steps < 0),
        }
    }

    /// Into the list from the sidebar, into the message from the list, along the link that has the
    /// keyboard.
    fn go_in(&mut self, turn: &mut Turn) {
        if self.press_stop(turn) {
            return;
        }
        self.pane = match self.pane {
            Pane::Folders => Pane::List,
            Pane::List | Pane::Reader => Pane::Reader,
        };
    }

    /// Step by step back to an idle list.
    fn escape(&mut self, turn: &mut Turn) {
        if self.drag.carry().is_some() {
            self.cancel_drag();
        } else if self.overlay != Overlay::None {
            self.close_overlay(turn);
        } else if self.find.is_some() {
            self.close_find(turn);
        } else if self.close_source(turn) {
            // The message is in its place again.
        } else if self.leave_stop() {
            self.pane = Pane::Reader;
        } else if self.pane == Pane::Reader {
            self.pane = Pane::List;
        } else {
            self.list.choose_none();
        }
    }

    fn fold_selected(&mut self, fold: bool) {
        if let (Pane::Folders, Some(place)) = (self.pane, self.folders.selected) {
            self.fold(place, fold);
        }
    }

    fn look_for_news(&mut self, turn: &mut Turn) {
        for held in &self.accounts {
            turn.send(held.account.id, Ask::Refresh);
        }
    }
}

fn scroll(pane: Pane, by: Scroll, turn: &mut Turn) {
    turn.push(Effect::Scroll { pane, by });
}

fn as_scroll(step: Step) -> Scroll {
    match step {
        Step::Previous => Scroll::Lines(-1),
        Step::Next => Scroll::Lines(1),
        Step::PageUp => Scroll::Pages(-1),
        Step::PageDown => Scroll::Pages(1),
        Step::First => Scroll::Top,
        Step::Last => Scroll::Bottom,
    }
}

fn next_pane(pane: Pane) -> Pane {
    match pane {
        Pane::Folders => Pane::List,
        Pane::List => Pane::Reader,
        Pane::Reader => Pane::Folders,
    }
}
