//! One quiet notice at a time; more wait in a queue. Holds what is to be said, not the words.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;

use super::effect::{Effect, Turn};
use super::mailboxes::{Tending, Told};
use super::overlay::Overlay;
use super::state::State;
use crate::model::action::Action;
use crate::model::fault::Fault;
use crate::model::ids::{AccountId, EntryId, JobId};
use crate::model::mailbox::Role;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Expired(u64),
    Dismissed,
    /// The notice's button was pressed.
    Pressed,
}

/// What is said now and what waits.
#[derive(Debug, Default)]
pub struct Notices {
    pub current: Option<Notice>,
    waiting: VecDeque<Notice>,
    /// What is said once the entry is on disk.
    promised: BTreeMap<EntryId, (Text, Option<Button>)>,
    next: u64,
}

/// One notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    pub id: u64,
    pub text: Text,
    pub button: Option<Button>,
}

/// What a notice says.
#[derive(Debug, Clone, PartialEq)]
pub enum Text {
    /// So many messages were moved to the mailbox of this name.
    Moved {
        count: usize,
        to: String,
    },
    Archived {
        count: usize,
    },
    Trashed {
        count: usize,
    },
    DeletedForGood {
        count: usize,
    },
    /// So many messages are being copied to the mailbox of this name.
    Copying {
        count: usize,
        to: String,
    },
    /// So many messages are on their way to the mailbox of this name in another account.
    Bringing {
        count: usize,
        to: String,
    },
    PutBack {
        /// The mailbox that it goes to.
        to: String,
    },
    /// So many messages were taken out of the mailbox of this name, whose label they had.
    TakenOut {
        count: usize,
        of: String,
    },
    /// Only what is in the trash or the junk can be deleted for good there.
    OnlyFromTrash,
    /// So many messages have other labels.
    Labelled {
        count: usize,
    },
    MarkedRead {
        count: usize,
    },
    MarkedUnread {
        count: usize,
    },
    Starred {
        count: usize,
    },
    Unstarred {
        count: usize,
    },
    Undone {
        count: usize,
    },
    /// Of an order about a mailbox.
    Mailbox(Told),
    /// Nothing is left that could be undone.
    NothingToUndo,
    /// It was deleted for good before it could be taken back.
    TooLate,
    /// It was put back before that could be taken back.
    IsBack,
    /// It was copied, or brought to another account, before that could be taken back.
    IsThere,
    /// The server refused for good; what was shown is as it was before.
    Refused {
        what: What,
        count: usize,
        fault: Fault,
    },
    /// It cannot be known whether the server did it.
    Doubtful {
        what: What,
        count: usize,
        fault: Fault,
    },
    /// The journal could not be written: nothing was done.
    NotWritten {
        what: What,
        count: usize,
        fault: Fault,
    },
    /// The account has no mailbox of this kind.
    NoMailboxFor(Role),
    /// The password is held until Pombo ends: no keyring answers.
    PasswordForThisRun,
    /// The account of this title is gone from here.
    AccountRemoved(String),
    /// The password or permission of a removed account could not be taken out of where it is.
    NotForgotten(Fault),
    /// The cache of this account (by its address) was damaged and is filled anew.
    CacheRebuilt(String),
    /// A part of a message was copied as the source of a document.
    HtmlCopied,
    /// A picture is shown and its octets are not here any more.
    PictureGone,
    Saved {
        name: String,
        job: JobId,
    },
    NotSaved {
        name: String,
        fault: Fault,
    },
    /// This text is in the clipboard now.
    Copied(String),
    LinkNotOpened(Fault),
    /// The rest of a long message could not be had.
    RestNotLoaded(Fault),
    /// This host took the request to be taken off its list.
    ListLeft {
        host: String,
    },
    ListNotLeft {
        host: String,
        fault: Fault,
    },
    ConfigNotSaved(Fault),
    DemoFailed(Fault),
    /// So many messages were saved; one has this name.
    Exported {
        count: usize,
        name: String,
    },
    /// A document of this name was written; or its beginning.
    PaperWritten {
        name: String,
    },
    PaperCut {
        name: String,
    },
    /// Another program shows the document, to print it.
    PaperShown,
    PaperSent {
        printer: String,
    },
    NotPrinted(Fault),
    /// So many attachments were saved together.
    AllSaved {
        count: usize,
    },
    NotAllSaved {
        count: usize,
        failed: usize,
        fault: Fault,
    },
    /// Another program could not be given an attachment.
    FileNotOpened(Fault),
}

/// What was attempted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Move,
    Flag,
    Delete,
    /// To the mailbox of this name.
    Mailbox(Tending, String),
    PutBack,
    Copy,
    Label,
}

/// What a notice offers.
#[derive(Debug, Clone, PartialEq)]
pub enum Button {
    Undo(AccountId, EntryId),
    Details(Fault),
    ShowInFolder(JobId),
    /// Show this file in its folder.
    ShowFile(PathBuf),
}

/// How long a notice stays, milliseconds: longer than an action is held for undo.
const STAY: u64 = 7_000;
/// A failure is read more slowly.
const STAY_FAULT: u64 = 15_000;
/// More than these wait no further: the oldest is dropped.
const WAITING_MAX: usize = 8;

impl Text {
    /// So many messages are as they were; none where it was about a mailbox.
    pub(super) fn undone(count: usize) -> Self {
        if count == 0 { Self::Mailbox(Told::Undone) } else { Self::Undone { count } }
    }

    /// The same of another number of messages.
    pub(super) fn with_count(self, count: usize) -> Self {
        match self {
            Self::Moved { to, .. } => Self::Moved { count, to },
            Self::Archived { .. } => Self::Archived { count },
            Self::Trashed { .. } => Self::Trashed { count },
            Self::TakenOut { of, .. } => Self::TakenOut { count, of },
            other => other,
        }
    }
}

impl What {
    pub(super) fn of(action: &Action) -> Self {
        match action {
            Action::Flag { .. } => Self::Flag,
            Action::Label { .. } => Self::Label,
            Action::Move { .. }
            | Action::Across { keep: false, .. }
            | Action::Retract { back: Some(_), .. } => Self::Move,
            Action::Copy { .. } | Action::Across { keep: true, .. } => Self::Copy,
            Action::Delete { .. } | Action::Retract { .. } => Self::Delete,
            Action::Mailbox(order) => Self::Mailbox(Tending::of(order), String::new()),
            Action::PutBack { .. } => Self::PutBack,
        }
    }
}

impl Notice {
    fn is_fault(&self) -> bool {
        matches!(self.button, Some(Button::Details(_)))
            || matches!(self.text, Text::Doubtful { .. })
    }

    fn stay(&self) -> u64 {
        if self.is_fault() { STAY_FAULT } else { STAY }
    }
}

impl Notices {
    /// Says it when the entry is on disk.
    pub(super) fn promise(&mut self, entry: EntryId, text: Text, button: Option<Button>) {
        self.promised.insert(entry, (text, button));
    }

    fn take_promised(&mut self, entry: EntryId) -> Option<(Text, Option<Button>)> {
        self.promised.remove(&entry)
    }

    /// The entry came to nothing, or was taken back: what was to be said of it is not said.
    pub(super) fn forget(&mut self, entry: EntryId) {
        self.promised.remove(&entry);
        let is_about = |notice: &Notice| matches!(notice.button, Some(Button::Undo(_, about)) if about == entry);
        self.waiting.retain(|notice| !is_about(notice));
        self.current.take_if(|notice| is_about(notice));
    }

    /// Shows the next one that waits, if nothing is shown.
    fn advance(&mut self, turn: &mut Turn) {
        if self.current.is_none()
            && let Some(notice) = self.waiting.pop_front()
        {
            let message = Message::Expired(notice.id);
            turn.after(notice.stay(), super::Message::Notice(message));
            self.current = Some(notice);
        }
    }

    /// A failure is never pushed away by what comes after it; anything else is.
    fn say(&mut self, text: Text, button: Option<Button>, turn: &mut Turn) {
        self.next += 1;
        let notice = Notice { id: self.next, text, button };
        if self.current.as_ref().is_none_or(|current| !current.is_fault()) {
            self.current = None;
            self.waiting.push_front(notice);
        } else {
            self.waiting.push_back(notice);
        }
        if self.waiting.len() > WAITING_MAX {
            let unimportant = self.waiting.iter().position(|notice| !notice.is_fault());
            self.waiting.remove(unimportant.unwrap_or(0));
        }
        self.advance(turn);
    }
}

impl State {
    pub(super) fn notice(&mut self, message: Message, turn: &mut Turn) {
        let is_current = |id| self.notices.current.as_ref().is_some_and(|notice| notice.id == id);
        match message {
            Message::Expired(id) if !is_current(id) => return,
            Message::Expired(_) | Message::Dismissed => self.notices.current = None,
            Message::Pressed => {
                let button = self.notices.current.take().and_then(|notice| notice.button);
                self.notice_pressed(button, turn);
            }
        }
        self.notices.advance(turn);
    }

    fn notice_pressed(&mut self, button: Option<Button>, turn: &mut Turn) {
        match button {
            Some(Button::Undo(account, entry)) => self.undo_entry(account, entry, turn),
            Some(Button::Details(fault)) => self.overlay = Overlay::Details(fault),
            Some(Button::ShowInFolder(job)) => self.show_saved(job, turn),
            Some(Button::ShowFile(path)) => turn.push(Effect::ShowInFolder(path)),
            None => {}
        }
    }

    pub(super) fn say(&mut self, text: Text, button: Option<Button>, turn: &mut Turn) {
        self.notices.say(text, button, turn);
    }

    pub(super) fn say_fault(&mut self, text: Text, fault: Fault, turn: &mut Turn) {
        self.notices.say(text, Some(Button::Details(fault)), turn);
    }

    /// The entry is on disk: now it may be said.
    pub(super) fn journalled(&mut self, entry: EntryId, turn: &mut Turn) {
        if let Some((text, button)) = self.notices.take_promised(entry) {
            self.notices.say(text, button, turn);
        }
    }
}
