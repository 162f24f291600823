//! What an account's page tells of the account's own work: whether it is like on the server, what
//! its connections carry, what was said on them. Knows no words and no wire.

use std::collections::BTreeMap;

use super::effect::{Effect, Turn};
use super::keys::{Key, Mods};
use super::overlay::Overlay;
use super::state::{Held, State};
use crate::model::audit::{Audit, Auditing, Verdict};
use crate::model::event::Fact;
use crate::model::ids::{AccountId, MailboxId};
use crate::model::link::Link;
use crate::model::request::Ask;
use crate::model::traffic::Traffic;
use crate::model::wirelog::LogLine;

/// Between two looks at the log while it is on screen, milliseconds.
const TICK: u64 = 1_000;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// All of this account is to be compared with the server.
    AuditAsked(AccountId),
    /// What is said on the connections of this account is to be seen.
    LogAsked(AccountId),
    /// Time went by since the log of this number was looked at.
    LogTicked(u64),
    /// The log goes to the clipboard, without names of mailboxes.
    LogCopied,
}

/// What is known of an account's own work.
#[derive(Debug, Default)]
pub struct Upkeep {
    /// The last audit of each mailbox.
    pub audits: BTreeMap<MailboxId, Audit>,
    /// How far the audit of this run has come.
    pub auditing: Option<Auditing>,
    pub traffic: Option<Traffic>,
    /// Oldest first; read only while it is on screen.
    pub log: Vec<LogLine>,
}

/// The connection log on screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPanel {
    pub account: AccountId,
    pub copied: bool,
    number: u64,
}

impl Held {
    /// What the last audits say of the mailboxes that are there; `None` before the first.
    pub fn verdict(&self) -> Option<Verdict> {
        let open = self.mail.mailboxes().iter().filter(|mailbox| mailbox.selectable);
        let audits = open.clone().filter_map(|mailbox| self.upkeep.audits.get(&mailbox.id));
        Verdict::of(audits, open.count())
    }

    /// Whether an audit can be asked for now.
    pub fn can_audit(&self) -> bool {
        let runs = matches!(self.upkeep.auditing, Some(Auditing::Running { .. }));
        !runs && matches!(self.link, Link::Live | Link::Syncing)
    }
}

impl State {
    pub(super) fn upkeep(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::AuditAsked(account) => {
                if self.held(account).is_some_and(Held::can_audit) {
                    turn.send(account, Ask::Audit(None));
                }
            }
            Message::LogAsked(account) => self.open_log(account, turn),
            Message::LogTicked(number) => self.look_at_log(number, turn),
            Message::LogCopied => self.copy_log(turn),
        }
    }

    pub(super) fn upkeep_told(&mut self, account: AccountId, fact: Fact) {
        let Some(held) = self.held_mut(account) else { return };
        let upkeep = &mut held.upkeep;
        match fact {
            Fact::Audited(audits) => {
                upkeep.audits.extend(audits.into_iter().map(|audit| (audit.mailbox, audit)));
            }
            Fact::Auditing(auditing) => upkeep.auditing = Some(auditing),
            Fact::TrafficRead(traffic) => upkeep.traffic = Some(*traffic),
            Fact::LogRead(log) => upkeep.log = log,
            _ => {}
        }
    }

    fn open_log(&mut self, account: AccountId, turn: &mut Turn) {
        if self.held(account).is_none() {
            return;
        }
        self.cancel_drag();
        self.close_overlay(turn);
        self.logs += 1;
        let number = self.logs;
        self.overlay = Overlay::Log(LogPanel { account, copied: false, number });
        self.look_at_log(number, turn);
    }

    fn look_at_log(&mut self, number: u64, turn: &mut Turn) {
        let Overlay::Log(panel) = &self.overlay else { return };
        if panel.number == number {
            turn.send(panel.account, Ask::ReadLog);
            turn.after(TICK, super::Message::Upkeep(Message::LogTicked(number)));
        }
    }

    fn copy_log(&mut self, turn: &mut Turn) {
        let Overlay::Log(panel) = &mut self.overlay else { return };
        panel.copied = true;
        let account = panel.account;
        if let Some(held) = self.held(account) {
            turn.push(Effect::CopyLog(held.upkeep.log.clone()));
        }
    }

    /// Keys while the log is open.
    pub(super) fn log_key(&mut self, key: Key, mods: Mods, turn: &mut Turn) {
        match key {
            Key::Escape | Key::Enter => self.close_overlay(turn),
            Key::Char('c') if !mods.alt => self.copy_log(turn),
            _ => {}
        }
    }
}
