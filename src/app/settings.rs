//! What a person chooses once: theme, language, zoom, when a message counts as read.

use std::time::Duration;

use super::effect::{Effect, Turn};
use super::notice::Text;
use super::state::State;
use crate::model::account::Account;
use crate::model::fault::Fault;
use crate::model::settings::ThemeChoice;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    ThemeChosen(ThemeChoice),
    /// `None`: the system's language.
    LanguageChosen(Option<String>),
    /// `None`: never by itself.
    MarkReadChosen(Option<Duration>),
    /// In percent.
    ZoomChosen(u16),
    /// Rows of the list on one line each.
    CompactChosen(bool),
    /// Mail of this sender is not shown on light any more.
    LightForgotten(String),
    /// Whether the text of the messages beside the open one is fetched before it is asked for.
    PrefetchChosen(bool),
    /// Whether the open message stands among the others of its conversation.
    ConversationChosen(bool),
    /// The answer to `Effect::SaveConfig`.
    Saved(Result<(), Fault>),
}

/// The zooms that Ctrl+Plus and Ctrl+Minus go through, percent.
const ZOOMS: [u16; 11] = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 300];

impl State {
    pub(super) fn settings(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::ThemeChosen(theme) => self.settings.theme = theme,
            Message::LanguageChosen(language) => {
                self.settings.language.clone_from(&language);
                turn.push(Effect::SetLanguage(language));
            }
            Message::MarkReadChosen(after) => self.settings.mark_read_after = after,
            Message::ZoomChosen(percent) => self.settings.zoom = percent.clamp(50, 300),
            Message::CompactChosen(compact) => self.settings.compact = compact,
            Message::LightForgotten(sender) => self.settings.light.remove(&sender),
            Message::PrefetchChosen(on) => self.settings.prefetch = on,
            Message::ConversationChosen(on) => self.show_conversations(on, turn),
            Message::Saved(Ok(())) => return,
            Message::Saved(Err(fault)) => {
                return self.say_fault(Text::ConfigNotSaved(fault.clone()), fault, turn);
            }
        }
        self.save_config(turn);
    }

    pub(super) fn zoom_in(&mut self, turn: &mut Turn) {
        let next = ZOOMS.into_iter().find(|&zoom| zoom > self.settings.zoom);
        self.settings(Message::ZoomChosen(next.unwrap_or(300)), turn);
    }

    pub(super) fn zoom_out(&mut self, turn: &mut Turn) {
        let next = ZOOMS.into_iter().rev().find(|&zoom| zoom < self.settings.zoom);
        self.settings(Message::ZoomChosen(next.unwrap_or(50)), turn);
    }

    /// Writes accounts and settings; the demo account leaves no trace.
    pub(super) fn save_config(&mut self, turn: &mut Turn) {
        let real = self.accounts.iter().filter(|held| !held.demo);
        let accounts: Vec<Account> = real.map(|held| held.account.clone()).collect();
        turn.push(Effect::SaveConfig { accounts, settings: self.settings.clone() });
    }
}
