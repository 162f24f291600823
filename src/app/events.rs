//! What the engine tells, taken in: facts about mail go to the mail, answers to those who asked.

use super::effect::Turn;
use super::mailboxes::Tending;
use super::notice::{Button, Text, What};
use super::state::State;
use crate::model::action::Action;
use crate::model::event::{Event, Fact};
use crate::model::fault::{Fault, FaultKind};
use crate::model::ids::{AccountId, EntryId};
use crate::model::journal::{self, Entry};

impl State {
    pub(super) fn engine(&mut self, events: Vec<Event>, turn: &mut Turn) {
        for Event { account, fact } in events {
            if self.held(account).is_some() {
                self.fact(account, fact, turn);
            }
        }
    }

    fn fact(&mut self, account: AccountId, fact: Fact, turn: &mut Turn) {
        match fact {
            Fact::Linked(link) => self.linked(account, link, turn),
            Fact::CacheRebuilt => self.cache_rebuilt(account, turn),
            Fact::BodyLoaded { key, result, .. } => self.body_loaded(key, result, turn),
            Fact::Regarded { key, regard } => self.regarded(key, *regard),
            Fact::PartProgressed { job, done, total } => self.part_progressed(job, done, total),
            Fact::PartSaved { job, result } => self.saved(job, result, turn),
            Fact::SourceRead { job, octets, total } => self.source_read(job, &octets, total),
            Fact::Journalled(entry) => self.journalled(entry, turn),
            Fact::CancelledTooLate(entry) => self.cancelled_too_late(account, entry, turn),
            Fact::JournalFailed(entry, ref fault) => {
                self.not_written(account, entry, fault.clone(), turn);
                self.tell_mail(account, fact);
            }
            Fact::EntryChanged(entry, ref state) => {
                self.entry_changed(account, entry, state.clone(), turn);
                self.tell_mail(account, fact);
            }
            Fact::MailboxesListed { .. } => {
                self.tell_mail(account, fact);
                self.mailboxes_listed(account, turn);
            }
            // The rows came by themselves; to tell the person is the desktop's business.
            Fact::MailArrived { .. } => self.mail_arrived(account, turn),
            Fact::Conversed { key, members } => self.conversed(key, members, turn),
            Fact::CanUndo(entries) => self.undo.remember(entries),
            Fact::Audited(_) | Fact::Auditing(_) | Fact::TrafficRead(_) | Fact::LogRead(_) => {
                self.upkeep_told(account, fact);
            }
            Fact::JournalOpened(entries) => self.journal_opened(account, entries, turn),
            Fact::Counted { .. }
            | Fact::RowsArrived { .. }
            | Fact::Filled { .. }
            | Fact::FlagsChanged { .. }
            | Fact::Vanished { .. }
            | Fact::Moved { .. }
            | Fact::Removed(_)
            | Fact::Separated(_)
            | Fact::Divided(_)
            | Fact::HasLabels(_)
            | Fact::Labelled(_) => self.tell_mail(account, fact),
        }
    }

    fn tell_mail(&mut self, account: AccountId, fact: Fact) {
        if let Some(held) = self.held_mut(account) {
            held.mail.apply(fact);
        }
    }

    /// What was left in doubt by an earlier run is still shown as done: the person is told.
    fn journal_opened(&mut self, account: AccountId, entries: Vec<Entry>, turn: &mut Turn) {
        let doubtful: Vec<Entry> = entries
            .iter()
            .filter(|entry| matches!(entry.state, journal::State::Doubtful(_)))
            .cloned()
            .collect();
        for entry in &entries {
            self.take_note(account, entry, &entry.state, turn);
        }
        self.tell_mail(account, Fact::JournalOpened(entries));
        for entry in doubtful {
            self.entry_changed(account, entry.id, entry.state, turn);
        }
    }

    fn cache_rebuilt(&mut self, account: AccountId, turn: &mut Turn) {
        self.reading.shelf.forget_all();
        self.conversation = None;
        let address = self.held(account).map(|held| held.account.address.clone());
        self.say(Text::CacheRebuilt(address.unwrap_or_default()), None, turn);
    }

    /// What an entry was about, while it is still known.
    fn about(&self, account: AccountId, entry: EntryId) -> Option<(What, usize)> {
        let entry = self.held(account)?.mail.entry(entry)?;
        let what = match &entry.action {
            Action::Mailbox(order) => {
                What::Mailbox(Tending::of(order), self.name_in(account, order))
            }
            action => What::of(action),
        };
        Some((what, entry.action.count()))
    }

    fn not_written(&mut self, account: AccountId, entry: EntryId, fault: Fault, turn: &mut Turn) {
        self.notices.forget(entry);
        self.undo.forget(entry);
        let known = self.held(account).and_then(|held| held.mail.entry(entry));
        if fault.kind == FaultKind::Gone
            && known.is_some_and(|known| matches!(known.action, Action::Retract { .. }))
        {
            // Nobody knows which messages they are.
            return self.say(Text::IsThere, None, turn);
        }
        if let Some((what, count)) = self.about(account, entry) {
            let text = Text::NotWritten { what, count, fault: fault.clone() };
            self.say_fault(text, fault, turn);
        }
    }

    fn entry_changed(
        &mut self,
        account: AccountId,
        entry: EntryId,
        state: journal::State,
        turn: &mut Turn,
    ) {
        self.note_state(account, entry, &state, turn);
        let Some((what, count)) = self.about(account, entry) else { return };
        match state {
            journal::State::Refused(fault) => {
                self.notices.forget(entry);
                self.undo.forget(entry);
                // Flags of a message that is gone are nothing to speak of.
                if what != What::Flag || fault.kind != FaultKind::Gone {
                    let text = Text::Refused { what, count, fault: fault.clone() };
                    self.say_fault(text, fault, turn);
                }
            }
            journal::State::Doubtful(fault) => {
                let text = Text::Doubtful { what, count, fault };
                self.say(text, Some(Button::Undo(account, entry)), turn);
            }
            journal::State::Cancelled => {
                self.undo.forget(entry);
                self.cancelled(count, turn);
            }
            journal::State::Held { .. }
            | journal::State::Queued
            | journal::State::InFlight(_)
            | journal::State::Settled => {}
        }
    }
}
