//! A window on one message in a file: no account, no list, nothing that could be changed. The file
//! stands in for a server that has one mailbox with one message.

use super::effect::{Effect, Pane, Scroll, Turn};
use super::keys::{Command, Mods, Step};
use super::overlay::Overlay;
use super::reader::Reader;
use super::state::{Held, Place, Screen, State};
use crate::model::account::{Account, SecretSource, Server, TlsMode, Trust};
use crate::model::envelope::Row;
use crate::model::event::{Fact, Source};
use crate::model::fault::Fault;
use crate::model::ids::{AccountId, MailboxId, MessageKey};
use crate::model::link::Link;
use crate::model::mailbox::Mailbox;

/// Where the message is.
const PLACE: Place = Place { account: AccountId(1), mailbox: MailboxId(1) };

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The file of this name was looked at: what its message is, or why it is none.
    Opened { name: String, row: Box<Row>, fault: Option<Fault> },
}

/// The key of the message.
pub fn key() -> MessageKey {
    MessageKey::new(PLACE.account, 1)
}

/// The mailbox of the message.
pub fn mailbox() -> MailboxId {
    PLACE.mailbox
}

impl State {
    pub(super) fn file(&mut self, message: Message, turn: &mut Turn) {
        let Message::Opened { name, row, fault } = message;
        self.screen = Screen::File;
        self.pane = Pane::Reader;
        let mut held = Held::new(nobody(), true);
        held.link = Link::Live;
        let mailbox = Mailbox {
            id: PLACE.mailbox,
            path: vec![name],
            role: None,
            selectable: true,
            total: 1,
            unread: 0,
            subscribed: None,
        };
        let source = Source::Cache;
        held.mail.apply(Fact::MailboxesListed { mailboxes: vec![mailbox], source });
        held.mail.apply(Fact::RowsArrived { mailbox: PLACE.mailbox, rows: vec![*row], source });
        held.mail.refresh();
        self.accounts = vec![held];
        self.folders.arrange(&self.accounts);
        self.select(PLACE, turn);
        self.with_list(|list, shown| list.press(key(), Mods::NONE, shown));
        self.with_list(|list, shown| list.release(key(), Mods::NONE, shown));
        if let Some(fault) = fault {
            self.reader = Reader::Failed(key(), fault);
        }
    }

    /// What can be ordered where there is nothing but a message.
    pub(super) fn file_ordered(&mut self, command: Command, turn: &mut Turn) {
        let scroll = |by, turn: &mut Turn| {
            turn.push(Effect::Scroll { pane: Pane::Reader, by });
        };
        match command {
            Command::Go(Step::Next) | Command::NextMessage => scroll(Scroll::Lines(1), turn),
            Command::Go(Step::Previous) | Command::PreviousMessage => {
                scroll(Scroll::Lines(-1), turn);
            }
            Command::Go(Step::PageDown) => scroll(Scroll::Pages(1), turn),
            Command::Go(Step::PageUp) => scroll(Scroll::Pages(-1), turn),
            Command::Go(Step::First) => scroll(Scroll::Top, turn),
            Command::Go(Step::Last) => scroll(Scroll::Bottom, turn),
            Command::Escape => {
                if self.overlay != Overlay::None {
                    self.close_overlay(turn);
                } else if self.find.is_some() {
                    self.close_find(turn);
                } else {
                    self.close_source(turn);
                }
            }
            Command::ReadOn
            | Command::ReadBack
            | Command::Quotes
            | Command::Find
            | Command::ToggleForm
            | Command::ToggleLight
            | Command::EnlargePage
            | Command::ReducePage
            | Command::OwnSize
            | Command::Shortcuts
            | Command::SaveMessage
            | Command::SavePdf
            | Command::Print
            | Command::Source => self.ordered(command, turn),
            _ => {}
        }
    }
}

/// The account of nobody, which signs in nowhere.
fn nobody() -> Account {
    Account {
        id: PLACE.account,
        name: String::new(),
        address: String::new(),
        imap: Server {
            host: String::new(),
            port: 0,
            tls: TlsMode::Implicit,
            trust: Trust::default(),
        },
        user: String::new(),
        secret: SecretSource::Keyring,
        label: String::new(),
        oauth: None,
        hue: None,
        hide_unsubscribed: false,
    }
}
