//! Everything that is on screen and behind it.

use std::path::PathBuf;

use super::accounts::SignIn;
use super::accounts_page::Page;
use super::attention::Attention;
use super::conversation::Conversation;
use super::drag::Drag;
use super::effect::{Pane, Turn};
use super::export::Exports;
use super::find::Find;
use super::folders::Folders;
use super::list::List;
use super::notice::Notices;
use super::overlay::Overlay;
use super::preview::Preview;
use super::reader::{Reader, Reading};
use super::saves::Saves;
use super::sender::Sender;
use super::source::Source;
use super::undo::Undo;
use super::upkeep::Upkeep;
use crate::model::account::Account;
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, EntryId, MailboxId, MessageKey};
use crate::model::link::Link;
use crate::model::mail::{Counts, Filled, Line, Mail, Shown};
use crate::model::mailbox::{Mailbox, Role};
use crate::model::settings::Settings;

/// A mailbox of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub account: AccountId,
    pub mailbox: MailboxId,
}

/// What the window shows as a whole.
#[derive(Debug, Clone, Default)]
pub enum Screen {
    /// No account yet: two choices.
    #[default]
    Welcome,
    SignIn(Box<SignIn>),
    Mail,
    /// The accounts, one of them in full.
    Accounts,
    /// One message, which lies in a file.
    File,
}

/// What the mind begins with.
#[derive(Debug, Clone)]
pub struct Start {
    pub accounts: Vec<Account>,
    pub settings: Settings,
    /// The first journal entry id that was never used.
    pub next_entry: EntryId,
    /// The first account id that was never used.
    pub next_account: AccountId,
    /// How long an action is held for undo, milliseconds.
    pub hold: i64,
    /// Where attachments go when no file dialog asks.
    pub downloads: PathBuf,
}

/// An account with its mail.
#[derive(Debug)]
pub struct Held {
    pub account: Account,
    pub mail: Mail,
    pub link: Link,
    /// It was offline and is trying to connect.
    pub again: bool,
    /// The demo account: never written to the settings.
    pub demo: bool,
    /// It goes as soon as the server has all that was ordered.
    pub leaving: bool,
    pub upkeep: Upkeep,
}

/// Everything that is on screen and behind it. `ui/` reads it; only `update` changes it.
#[derive(Debug)]
pub struct State {
    pub screen: Screen,
    pub accounts: Vec<Held>,
    pub folders: Folders,
    pub list: List,
    pub reader: Reader,
    /// The messages that the open one belongs together with.
    pub conversation: Option<Conversation>,
    /// What is looked for in the open message.
    pub find: Option<Find>,
    pub sender: Sender,
    pub saves: Saves,
    pub exports: Exports,
    pub(super) source: Option<Source>,
    /// The attachment that is looked at.
    pub preview: Option<Box<Preview>>,
    /// The key that makes copies of what is dropped is held.
    pub copy_held: bool,
    pub drag: Drag,
    pub overlay: Overlay,
    pub notices: Notices,
    pub settings: Settings,
    pub(super) attention: Attention,
    pub page: Page,
    /// The pane that has the keyboard.
    pub pane: Pane,
    pub(super) reading: Reading,
    pub(super) undo: Undo,
    pub(super) next_entry: EntryId,
    pub(super) next_account: AccountId,
    pub(super) hold: i64,
    pub(super) downloads: PathBuf,
    /// The mailbox of the sidebar under the pointer.
    pub(super) hover: Option<Place>,
    /// How many carries there have been.
    pub(super) carries: u64,
    /// How many trials to sign in there have been.
    pub(super) attempts: u64,
    /// How many examinations there have been, and which one runs.
    pub(super) exams: u64,
    pub(super) examining: Option<u64>,
    /// How often a connection log was opened.
    pub(super) logs: u64,
    /// How often something was looked at.
    pub(super) looks: u64,
}

impl State {
    pub fn new(start: Start) -> Self {
        let accounts: Vec<Held> =
            start.accounts.into_iter().map(|account| Held::new(account, false)).collect();
        let mut state = Self {
            screen: if accounts.is_empty() { Screen::Welcome } else { Screen::Mail },
            accounts,
            folders: Folders::default(),
            list: List::default(),
            reader: Reader::default(),
            conversation: None,
            find: None,
            sender: Sender::default(),
            saves: Saves::default(),
            exports: Exports::default(),
            source: None,
            preview: None,
            copy_held: false,
            drag: Drag::default(),
            overlay: Overlay::default(),
            notices: Notices::default(),
            settings: start.settings,
            attention: Attention::default(),
            page: Page::default(),
            pane: Pane::default(),
            reading: Reading::default(),
            undo: Undo::default(),
            next_entry: start.next_entry,
            next_account: start.next_account,
            hold: start.hold,
            downloads: start.downloads,
            hover: None,
            carries: 0,
            attempts: 0,
            exams: 0,
            examining: None,
            logs: 0,
            looks: 0,
        };
        state.folders.arrange(&state.accounts);
        state
    }

    pub fn held(&self, account: AccountId) -> Option<&Held> {
        self.accounts.iter().find(|held| held.account.id == account)
    }

    pub(super) fn held_mut(&mut self, account: AccountId) -> Option<&mut Held> {
        self.accounts.iter_mut().find(|held| held.account.id == account)
    }

    pub fn mailbox(&self, place: Place) -> Option<&Mailbox> {
        self.held(place.account)?.mail.mailbox(place.mailbox)
    }

    /// How many messages a mailbox is shown to have.
    pub fn counts(&self, place: Place) -> Counts {
        self.held(place.account).map(|held| held.mail.counts(place.mailbox)).unwrap_or_default()
    }

    /// How much of a mailbox's list is known here.
    pub fn filled(&self, place: Place) -> Option<Filled> {
        self.held(place.account)?.mail.filled(place.mailbox)
    }

    /// The list on screen.
    pub fn shown(&self) -> Option<Shown<'_>> {
        let place = self.folders.selected?;
        self.held(place.account)?.mail.shown().filter(|shown| shown.mailbox() == place.mailbox)
    }

    /// A message as it is shown.
    pub fn line(&self, key: MessageKey) -> Option<Line<'_>> {
        self.held(key.account())?.mail.line(key)
    }

    /// Whether the newest order can be taken back.
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    pub(super) fn flags(&self, key: MessageKey) -> Option<Flags> {
        self.line(key).map(|line| line.flags)
    }

    pub(super) fn whereabouts(&self, key: MessageKey) -> Option<MailboxId> {
        self.held(key.account())?.mail.whereabouts(key)
    }

    /// The mailbox of an account that has this role.
    pub(super) fn role(&self, account: AccountId, role: Role) -> Option<Place> {
        let mailboxes = self.held(account)?.mail.mailboxes();
        let found = mailboxes.iter().find(|m| m.role == Some(role) && m.selectable)?;
        Some(Place { account, mailbox: found.id })
    }

    /// Ends every turn: lists are ready to be read, the selection holds only what is shown, and
    /// the reading pane follows it.
    pub(super) fn settle(&mut self, turn: &mut Turn) {
        self.settle_accounts(turn);
        self.settle_doctor(turn);
        self.settle_tree(turn);
        let mut changed = false;
        for held in &mut self.accounts {
            changed |= held.mail.refresh();
        }
        if !self.folders.shows_removed(&self.accounts) {
            self.folders.arrange(&self.accounts);
        }
        if let Some(place) = self.folders.selected.filter(|_| changed) {
            let mut list = std::mem::take(&mut self.list);
            list.keep(|key| {
                key.account() == place.account && self.whereabouts(key) == Some(place.mailbox)
            });
            self.list = list;
        }
        self.follow(turn);
        self.settle_preview(turn);
    }
}

impl Held {
    pub(super) fn new(account: Account, demo: bool) -> Self {
        let (mail, link) = (Mail::default(), Link::Connecting);
        let upkeep = Upkeep::default();
        Self { account, mail, link, again: false, demo, leaving: false, upkeep }
    }

    /// Whether nothing can be carried out now, and it is known why.
    pub fn is_away(&self) -> bool {
        matches!(self.link, Link::Offline { .. } | Link::SignInNeeded(_))
    }
}
