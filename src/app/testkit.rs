//! For tests: a state with an account and mail in it, messages fed to it one by one.

use std::path::PathBuf;
use std::sync::Arc;

use super::keys::{self, Key, Mods};
use super::{Effect, Message, Now, Place, Point, Start, State, drag, list, reader, update};
use crate::model::account::{Account, SecretSource, Server, TlsMode, Trust};
use crate::model::address::Address;
use crate::model::body::{Attachment, Body, Text, TextKind};
use crate::model::envelope::{self, Envelope, Row};
use crate::model::event::{Event, Fact, Source};
use crate::model::fault::{Fault, FaultKind, Place as Where, Refusal};
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, EntryId, MailboxId, MessageKey, PartId};
use crate::model::journal::{Entry, State as Entered};
use crate::model::mailbox::{Mailbox, Role};
use crate::model::request::Ask;
use crate::model::settings::Settings;
use crate::render::Page;

pub const ME: AccountId = AccountId(1);
pub const INBOX: MailboxId = MailboxId(1);
pub const ARCHIVE: MailboxId = MailboxId(4);
pub const JUNK: MailboxId = MailboxId(5);
pub const TRASH: MailboxId = MailboxId(6);
/// Cannot be opened; has HOUSE in it.
pub const PROJECTS: MailboxId = MailboxId(7);
pub const HOUSE: MailboxId = MailboxId(8);

/// A mind under test.
pub struct Kit {
    pub state: State,
    pub now: Now,
}

pub fn place(mailbox: MailboxId) -> Place {
    Place { account: ME, mailbox }
}

pub fn key(number: u64) -> MessageKey {
    MessageKey::new(ME, number)
}

pub fn keys(numbers: &[u64]) -> Vec<MessageKey> {
    numbers.iter().copied().map(key).collect()
}

pub fn account(id: u16) -> Account {
    Account {
        id: AccountId(id),
        name: "Ana".into(),
        address: format!("ana{id}@example.org"),
        imap: Server {
            host: "imap.example.org".into(),
            port: 993,
            tls: TlsMode::Implicit,
            trust: Trust::default(),
        },
        user: format!("ana{id}@example.org"),
        secret: SecretSource::Keyring,
        label: String::new(),
        oauth: None,
        hue: None,
        hide_unsubscribed: false,
    }
}

/// A row whose time is its number: higher is newer.
pub fn row(number: u64) -> Row {
    Row {
        key: key(number),
        received: i64::try_from(number).unwrap(),
        size: 1_000,
        flags: Flags::NONE,
        attachment: false,
        from: Address { name: "Bea".into(), email: "bea@example.org".into() },
        subject: format!("Subject {number}"),
    }
}

pub fn mailbox(id: MailboxId, path: &[&str], role: Option<Role>) -> Mailbox {
    Mailbox {
        id,
        path: path.iter().copied().map(str::to_owned).collect(),
        role,
        selectable: id != PROJECTS,
        total: 0,
        unread: 0,
        subscribed: None,
    }
}

pub fn mailboxes() -> Vec<Mailbox> {
    vec![
        mailbox(TRASH, &["Trash"], Some(Role::Trash)),
        mailbox(HOUSE, &["Projects", "House"], None),
        mailbox(PROJECTS, &["Projects"], None),
        mailbox(ARCHIVE, &["Archive"], Some(Role::Archive)),
        mailbox(INBOX, &["INBOX"], Some(Role::Inbox)),
        mailbox(JUNK, &["Junk"], Some(Role::Junk)),
    ]
}

pub fn refusal() -> Fault {
    Fault::new(FaultKind::Refused(Refusal::OverQuota), Where::Mailbox, "over quota")
}

pub fn lost() -> Fault {
    Fault::new(FaultKind::Lost, Where::Connect, "the wire broke")
}

/// A body with one text and one attachment.
pub fn body(left_out: u64) -> Body {
    Body {
        texts: vec![Text {
            part: PartId("1".into()),
            kind: TextKind::Plain { flowed: false, delsp: false },
            text: "Hello".into(),
            left_out,
        }],
        attachments: vec![Attachment {
            part: PartId("2".into()),
            name: "../plan.pdf".into(),
            media: "application/pdf".into(),
            size: 300,
            encoding: "base64".into(),
        }],
        ..Body::default()
    }
}

impl Kit {
    /// Nothing but a new installation.
    pub fn empty() -> Self {
        Self::start(Vec::new())
    }

    fn start(accounts: Vec<Account>) -> Self {
        let state = State::new(Start {
            accounts,
            // Nothing happens by itself.
            settings: Settings { prefetch: false, conversation: false, ..Settings::default() },
            next_entry: EntryId(100),
            next_account: crate::model::ids::AccountId(100),
            hold: 5_000,
            downloads: PathBuf::from("/downloads"),
        });
        Self { state, now: Now(1_000) }
    }

    /// So many accounts without mail, numbered from 1.
    pub fn with_accounts(count: u16) -> Self {
        Self::start((1..=count).map(account).collect())
    }

    /// One account, its mailboxes, and messages 1 to `count` in the inbox on screen.
    pub fn with_mail(count: u64) -> Self {
        let mut kit = Self::start(vec![account(1)]);
        kit.tell(Fact::MailboxesListed { mailboxes: mailboxes(), source: Source::Cache });
        kit.arrive(INBOX, (1..=count).map(row).collect());
        kit
    }

    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        update(&mut self.state, message, self.now)
    }

    pub fn tell(&mut self, fact: Fact) -> Vec<Effect> {
        self.update(Message::Engine(vec![Event { account: ME, fact }]))
    }

    pub fn arrive(&mut self, mailbox: MailboxId, rows: Vec<Row>) {
        self.tell(Fact::RowsArrived { mailbox, rows, source: Source::Server });
    }

    pub fn key(&mut self, key: Key) -> Vec<Effect> {
        self.key_with(key, Mods::NONE)
    }

    pub fn key_with(&mut self, key: Key, mods: Mods) -> Vec<Effect> {
        self.update(Message::KeyPressed(key, mods))
    }

    pub fn letter(&mut self, letter: char) -> Vec<Effect> {
        self.key(Key::Char(letter))
    }

    pub fn order(&mut self, command: keys::Command) -> Vec<Effect> {
        self.update(Message::Ordered(command))
    }

    pub fn press(&mut self, number: u64, mods: Mods) -> Vec<Effect> {
        let at = Point { x: 400.0, y: 100.0 };
        self.update(Message::List(list::Message::Pressed { key: key(number), mods, at }))
    }

    pub fn release(&mut self, number: u64, mods: Mods) -> Vec<Effect> {
        let mut effects =
            self.update(Message::List(list::Message::Released { key: key(number), mods }));
        effects.extend(self.drag(drag::Message::Released));
        effects
    }

    pub fn click(&mut self, number: u64) -> Vec<Effect> {
        self.click_with(number, Mods::NONE)
    }

    pub fn click_with(&mut self, number: u64, mods: Mods) -> Vec<Effect> {
        let mut effects = self.press(number, mods);
        effects.extend(self.release(number, mods));
        effects
    }

    pub fn drag(&mut self, message: drag::Message) -> Vec<Effect> {
        self.update(Message::Drag(message))
    }

    pub fn move_to(&mut self, x: f32, y: f32) {
        self.drag(drag::Message::Moved(Point { x, y }));
    }

    /// Carries a row by the pointer and lets it go over a mailbox.
    pub fn carry(&mut self, number: u64, to: MailboxId) -> Vec<Effect> {
        self.press(number, Mods::NONE);
        self.move_to(380.0, 110.0);
        self.drag(drag::Message::Entered(place(to)));
        self.drag(drag::Message::Released)
    }

    /// The list on screen, by numbers.
    pub fn shown(&self) -> Vec<u64> {
        let Some(shown) = self.state.shown() else { return Vec::new() };
        (0..shown.len()).map(|at| shown.key_at(at).unwrap().number()).collect()
    }

    pub fn chosen(&self) -> Vec<u64> {
        self.state.list.chosen().iter().map(|key| key.number()).collect()
    }

    pub fn cursor(&self) -> Option<u64> {
        self.state.list.cursor().map(|key| key.number())
    }

    /// The engine answers with a body; its page is made and shown.
    pub fn load(&mut self, number: u64, left_out: u64) -> Vec<Effect> {
        let effects = self.answer(number, left_out);
        self.make_pages(effects)
    }

    /// The engine answers with a body.
    pub fn answer(&mut self, number: u64, left_out: u64) -> Vec<Effect> {
        let message =
            envelope::Message { mailbox: INBOX, row: row(number), envelope: Envelope::default() };
        let result = Ok(Box::new((message, body(left_out))));
        self.tell(Fact::BodyLoaded { key: key(number), result, source: Source::Server })
    }

    /// Answers every `MakePage` with an empty page.
    pub fn make_pages(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut after = Vec::new();
        for effect in effects {
            if let Effect::MakePage { key, opening, .. } = effect {
                let page = Arc::new(Page::default());
                let made = reader::Message::PageMade { key, opening, page };
                after.extend(self.update(Message::Reader(made)));
            }
        }
        after
    }

    /// Lets timers ring whose messages are among these.
    pub fn ring(&mut self, effects: &[Effect]) -> Vec<Effect> {
        let mut after = Vec::new();
        for effect in effects {
            if let Effect::After { message, .. } = effect {
                after.extend(self.update(message.clone()));
            }
        }
        after
    }

    pub fn entry_changed(&mut self, id: u64, state: Entered) -> Vec<Effect> {
        self.tell(Fact::EntryChanged(EntryId(id), state))
    }

    pub fn journalled(&mut self, id: u64) -> Vec<Effect> {
        self.tell(Fact::Journalled(EntryId(id)))
    }
}

/// What these effects ask of the engine.
pub fn asks(effects: &[Effect]) -> Vec<Ask> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send(request) => Some(request.ask.clone()),
            _ => None,
        })
        .collect()
}

/// The entries that these effects order.
pub fn orders(effects: &[Effect]) -> Vec<Entry> {
    asks(effects)
        .into_iter()
        .filter_map(|ask| match ask {
            Ask::Do(entry) => Some(entry),
            _ => None,
        })
        .collect()
}
