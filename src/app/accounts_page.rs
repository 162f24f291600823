//! The accounts page: what an account is called, its colour and its place among the others, how it
//! signs in, and how it is removed. Knows no words, no keyring and no wire.

mod order;
mod removal;

use std::collections::BTreeMap;

pub use order::Lifted;
pub use removal::Leave;

use super::effect::{Effect, FieldId, Turn};
use super::keys::{Command, Key, Mods};
use super::notice::Text;
use super::state::{Held, Screen, State};
use super::{accounts, doctor, keys, upkeep};
use crate::model::account::{Account, Hue};
use crate::model::fault::Fault;
use crate::model::ids::AccountId;
use crate::model::oauth::Grant;
use crate::model::request::Ask;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The page was asked for, at this account or where it was left.
    Opened(Option<AccountId>),
    Left,
    Chosen(AccountId),
    LabelEdited(String),
    NameEdited(String),
    HueChosen(Hue),
    /// Mailboxes that it is not subscribed to are to be shown, or not.
    UnsubscribedShown(bool),
    /// Nothing was typed for a moment.
    Rested(u64),
    /// The chosen account goes up (negative) or down by so many places.
    Moved(i32),
    /// A row of the list was taken hold of.
    Pressed(AccountId),
    /// The pointer came over a row.
    Entered(AccountId),
    /// The answer to `Effect::SeeProof`.
    ProofSeen {
        account: AccountId,
        proof: Proof,
    },
    /// Time went by: what ends soon is looked at anew.
    Ticked(u64),
    /// The person said how an account is to go.
    RemovalChosen(AccountId, Leave),
    /// The answer to `Effect::DropAccount`, where something of it stayed.
    NotForgotten(Fault),
    /// It is not to be removed after all.
    Kept(AccountId),
}

/// How an account proves who the person is, as far as it can be seen from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// What the provider is called.
    pub provider: Option<String>,
    /// Its servers take only passwords made for one program.
    pub app_password: bool,
    /// Of its tokens; none where it has none, or the keyring is silent.
    pub grant: Option<Grant>,
}

/// What the page holds.
#[derive(Debug, Default)]
pub struct Page {
    /// The account on the right.
    pub chosen: Option<AccountId>,
    /// The row under the pointer while its button is down.
    pub lifted: Option<Lifted>,
    pub proofs: BTreeMap<AccountId, Proof>,
    /// Whoever leaves a sign-in comes back here.
    pub(super) is_behind: bool,
    /// Accounts with changes that are not written yet.
    unwritten: Vec<AccountId>,
    /// How often something was typed.
    edits: u64,
    /// How often the page was opened.
    openings: u64,
}

/// Hands rest so long until a name that was typed is written, milliseconds.
const RESTS: u64 = 800;
/// Between two looks at what ends soon, milliseconds.
const TICK: u64 = 30_000;
/// Letters of a name at most.
const NAME_MAX: usize = 200;

impl State {
    pub(super) fn accounts_page(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::Opened(at) => self.show_accounts(at, turn),
            Message::Left => self.leave_accounts(turn),
            Message::Chosen(account) => self.choose_account(account, turn),
            Message::LabelEdited(text) => self.retitle(turn, |account| account.label = name(text)),
            Message::NameEdited(text) => self.retitle(turn, |account| account.name = name(text)),
            Message::HueChosen(hue) => {
                self.retitle(turn, |account| account.hue = Some(hue));
                self.write_accounts(turn);
            }
            Message::UnsubscribedShown(shown) => self.show_unsubscribed(shown, turn),
            Message::Rested(edits) if edits == self.page.edits => self.write_accounts(turn),
            Message::Rested(_) => {}
            Message::Moved(by) => self.move_chosen(by, turn),
            Message::Pressed(account) => {
                self.choose_account(account, turn);
                self.lift(account);
            }
            Message::Entered(account) => self.carry_row_over(account),
            Message::ProofSeen { account, proof } => {
                if self.held(account).is_some() {
                    self.page.proofs.insert(account, proof);
                }
            }
            Message::Ticked(opening) => self.tick_accounts(opening, turn),
            Message::RemovalChosen(account, leave) => self.removal_chosen(account, leave, turn),
            Message::NotForgotten(fault) => {
                self.say_fault(Text::NotForgotten(fault.clone()), fault, turn);
            }
            Message::Kept(account) => {
                if let Some(held) = self.held_mut(account) {
                    held.leaving = false;
                }
            }
        }
    }

    /// The account on the right of the page.
    pub fn page_account(&self) -> Option<&Held> {
        self.held(self.page.chosen?)
    }

    pub(super) fn show_accounts(&mut self, at: Option<AccountId>, turn: &mut Turn) {
        if self.accounts.is_empty() || matches!(self.screen, Screen::SignIn(_)) {
            return;
        }
        self.cancel_drag();
        self.close_overlay(turn);
        self.screen = Screen::Accounts;
        self.page.openings += 1;
        let shown = self.folders.selected.map(|place| place.account);
        let known = |id: &AccountId| self.held(*id).is_some();
        let chosen = at.or(self.page.chosen).or(shown).filter(known);
        self.page.chosen = chosen.or_else(|| self.accounts.first().map(|held| held.account.id));
        turn.push(Effect::Focus(FieldId::Nowhere));
        self.tick_accounts(self.page.openings, turn);
    }

    fn leave_accounts(&mut self, turn: &mut Turn) {
        self.write_accounts(turn);
        self.page.lifted = None;
        self.page.is_behind = false;
        if matches!(self.screen, Screen::Accounts) {
            self.screen = self.home();
        }
    }

    /// Where a person is who leaves what they were at.
    pub(super) fn home(&self) -> Screen {
        match () {
            () if self.accounts.is_empty() => Screen::Welcome,
            () if self.page.is_behind => Screen::Accounts,
            () => Screen::Mail,
        }
    }

    fn choose_account(&mut self, account: AccountId, turn: &mut Turn) {
        if self.page.chosen == Some(account) || self.held(account).is_none() {
            return;
        }
        self.write_accounts(turn);
        self.page.chosen = Some(account);
        turn.push(Effect::Focus(FieldId::Nowhere));
        self.look_at_proof(turn);
    }

    fn look_at_proof(&self, turn: &mut Turn) {
        if let Some(held) = self.page_account() {
            turn.push(Effect::SeeProof(held.account.clone()));
            turn.send(held.account.id, Ask::ReadTraffic);
        }
    }

    fn tick_accounts(&mut self, opening: u64, turn: &mut Turn) {
        let is_open = matches!(self.screen, Screen::Accounts);
        if is_open && opening == self.page.openings {
            self.look_at_proof(turn);
            turn.after(TICK, super::Message::AccountsPage(Message::Ticked(opening)));
        }
    }

    /// Changes what concerns only people; it is written when the hands rest.
    fn retitle(&mut self, turn: &mut Turn, change: impl FnOnce(&mut Account)) {
        let Some(id) = self.page.chosen else { return };
        let Some(held) = self.held_mut(id) else { return };
        let before = held.account.clone();
        change(&mut held.account);
        if held.account == before {
            return;
        }
        if !self.page.unwritten.contains(&id) {
            self.page.unwritten.push(id);
        }
        self.page.edits += 1;
        let rested = Message::Rested(self.page.edits);
        turn.after(RESTS, super::Message::AccountsPage(rested));
    }

    fn show_unsubscribed(&mut self, shown: bool, turn: &mut Turn) {
        self.retitle(turn, |account| account.hide_unsubscribed = !shown);
        self.write_accounts(turn);
        self.folders.arrange(&self.accounts);
    }

    /// Writes what was typed, if anything was.
    pub(super) fn write_accounts(&mut self, turn: &mut Turn) {
        let unwritten = std::mem::take(&mut self.page.unwritten);
        if unwritten.is_empty() {
            return;
        }
        for id in unwritten {
            let Some(held) = self.held_mut(id) else { continue };
            let account = &mut held.account;
            account.label = account.label.trim().to_owned();
            account.name = account.name.trim().to_owned();
            turn.push(Effect::KeepAccount(account.clone()));
        }
        self.save_config(turn);
    }

    /// Keys while the page is on screen and no field has them.
    pub(super) fn accounts_key(&mut self, key: Key, mods: Mods, turn: &mut Turn) {
        let chosen = self.page.chosen.filter(|id| self.held(*id).is_some());
        match (key, mods.alt) {
            (Key::Escape, _) if self.page.lifted.is_some() => self.put_row_back(),
            (Key::Escape, _) => self.leave_accounts(turn),
            (Key::Up, true) => self.move_chosen(-1, turn),
            (Key::Down, true) => self.move_chosen(1, turn),
            (Key::Up, false) => self.step_accounts(false, turn),
            (Key::Down, false) => self.step_accounts(true, turn),
            (Key::Enter, _) => turn.push(Effect::Focus(FieldId::AccountLabel)),
            (Key::Delete, _) => {
                if let Some(id) = chosen {
                    self.accounts(accounts::Message::RemovalAsked(id), turn);
                }
            }
            (Key::Char(letter), false) if mods == Mods::NONE => {
                if let Some(id) = chosen {
                    self.accounts_letter(letter, id, turn);
                }
            }
            _ => match keys::command(key, mods) {
                Some(command @ (Command::AddAccount | Command::Settings)) => {
                    self.ordered(command, turn);
                }
                Some(Command::Accounts) => self.leave_accounts(turn),
                _ => {}
            },
        }
    }

    /// The first letters of what the buttons do.
    fn accounts_letter(&mut self, letter: char, account: AccountId, turn: &mut Turn) {
        match letter {
            's' => self.accounts(accounts::Message::SignInAsked(account), turn),
            't' => self.doctor(doctor::Message::AccountAsked(account), turn),
            'e' => self.accounts(accounts::Message::EditAsked(account), turn),
            'c' => self.upkeep(upkeep::Message::AuditAsked(account), turn),
            'u' => {
                let hidden = self.held(account).is_some_and(|held| held.account.hide_unsubscribed);
                self.show_unsubscribed(hidden, turn);
            }
            'l' => self.upkeep(upkeep::Message::LogAsked(account), turn),
            _ => {}
        }
    }

    fn step_accounts(&mut self, down: bool, turn: &mut Turn) {
        let Some(at) = self.page.chosen.and_then(|id| self.place_of(id)) else { return };
        let to = if down { at.saturating_add(1) } else { at.saturating_sub(1) };
        if let Some(next) = self.accounts.get(to).map(|held| held.account.id) {
            self.choose_account(next, turn);
        }
    }

    /// Ends every turn: accounts that are done leave, and the page shows only what there is.
    pub(super) fn settle_accounts(&mut self, turn: &mut Turn) {
        self.let_go_of_the_done(turn);
        let known = |id: &AccountId| self.accounts.iter().any(|held| held.account.id == *id);
        let first = self.accounts.first().map(|held| held.account.id);
        self.page.chosen = self.page.chosen.filter(known).or(first);
        self.page.lifted.take_if(|lifted| !known(&lifted.account));
        self.page.proofs.retain(|id, _| known(id));
        if self.accounts.is_empty() {
            self.page.is_behind = false;
        }
        if matches!(self.screen, Screen::Accounts) {
            self.page.is_behind = true;
        } else if matches!(self.screen, Screen::Mail | Screen::Welcome) {
            self.page.is_behind = false;
        }
    }
}

/// A name as it may be kept: on one line, and of a length that can be shown.
fn name(typed: String) -> String {
    typed.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect()
}
