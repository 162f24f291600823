//! What the mind wants done outside of it. `ui/` turns each into a task.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Message, Now};
use crate::app::accounts::{Password, Plan};
use crate::app::doctor::Target;
use crate::app::export::Way;
use crate::app::preview::Source;
use crate::model::account::Account;
use crate::model::attached::Form;
use crate::model::body::Body;
use crate::model::envelope::Envelope;
use crate::model::exam::Report;
use crate::model::ids::{AccountId, JobId, MessageKey, PartId};
use crate::model::request::{Ask, Request};
use crate::model::settings::Settings;
use crate::model::wirelog::LogLine;
use crate::render::Page;
use crate::render::drawn::{Named, Sheet, Stretch};

/// One thing to be done outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// For the engine.
    Send(Request),
    /// Bring this message back after so many milliseconds.
    After {
        ms: u64,
        message: Message,
    },
    /// Run `render::page` on a worker; answered by `reader::Message::PageMade` with the same number.
    MakePage {
        key: MessageKey,
        opening: u64,
        body: Arc<Body>,
    },
    /// Lay a body out as its sender designed it; answered by `reader::Message::Drawn`.
    Draw {
        key: MessageKey,
        opening: u64,
        body: Arc<Body>,
        /// Percent.
        zoom: u16,
        /// On light, though the window may be dark.
        is_light: bool,
        /// Pictures of other people's servers that were fetched and may be shown.
        remote: Vec<String>,
    },
    /// Lay a body out that may be opened next, when nothing else is laid out; answered by nothing.
    LayAhead {
        key: MessageKey,
        body: Arc<Body>,
    },
    /// Fetch these pictures, for which the person said yes, in this order; the errand before this one
    /// ends. Each is answered by `remote::Message::Fetched`, all by `Ended`.
    Fetch {
        key: MessageKey,
        opening: u64,
        urls: Vec<String>,
    },
    /// Lay the page out anew for the pane, the window or the zoom as they are now; answered by
    /// `reader::Message::Drawn`.
    Refit,
    /// Open in the person's browser or mail program; http, https and mailto only. A failure is
    /// answered by `reader::Message::LinkFailed`.
    OpenUrl(String),
    /// Ask this host by one request to take the person off its list (RFC 8058); answered by
    /// `sender::Message::Left`.
    Unsubscribe {
        key: MessageKey,
        url: String,
        host: String,
    },
    /// Open the system's file manager at this file.
    ShowInFolder(PathBuf),
    /// Ask where to save; answered by `saves::Message::Picked`.
    PickSavePath {
        job: JobId,
        suggested: String,
    },
    /// Ask where to save messages: one in a file of this name, or several in a folder; answered by
    /// `export::Message::Picked`.
    PickExport {
        job: JobId,
        suggested: Option<String>,
    },
    /// Make a PDF of a message and write it where the person says, or bring it to a printer; answered
    /// by `export::Message::Printed`.
    Print {
        way: Way,
        /// What a file is called.
        name: String,
        envelope: Box<Envelope>,
        body: Arc<Body>,
        /// Pictures of other people's servers that were fetched and may be shown.
        remote: Vec<String>,
        /// Where it goes when no file dialog asks.
        downloads: PathBuf,
    },
    CopyText(String),
    /// Copy a stretch of the open message as the source of an HTML document: of its design where that
    /// is given, else of its text.
    CopyHtml {
        body: Arc<Body>,
        page: Arc<Page>,
        sheet: Option<Arc<Sheet>>,
        stretch: Stretch,
    },
    /// Bring the octets of the picture of this number; answered by `hand::Message::PictureFound`.
    FindPicture {
        key: MessageKey,
        body: Arc<Body>,
        number: usize,
        named: Named,
    },
    /// Write these octets to a new file; answered by `saves::Message::Written`.
    WriteFile {
        job: JobId,
        to: PathBuf,
        octets: Arc<[u8]>,
    },
    /// Look for the servers of an address; each step is told by `accounts::Message::Sought`, the end
    /// by `Found`.
    Discover {
        attempt: u64,
        address: String,
    },
    /// Sign in and out again as planned and keep the secret where `account.secret` says; steps are
    /// told by `accounts::Message::Progressed`, the end by `Tried`.
    SignIn {
        attempt: u64,
        plan: Plan,
    },
    /// What the person pasted is for the sign-in of this number.
    Paste {
        attempt: u64,
        text: Password,
    },
    /// Nobody waits for the answer of this number any more: end the work.
    Stop {
        attempt: u64,
    },
    /// Look at the keyring and the file of secrets, without asking the person for anything; answered
    /// by `accounts::Message::KeepingSeen`.
    SeeKeeping {
        attempt: u64,
    },
    /// Let the person unlock the keyring; answered by `accounts::Message::Unlocked`.
    Unlock {
        attempt: u64,
    },
    /// Open the file of secrets, or make a new one; answered by `accounts::Message::Unlocked`.
    OpenFile {
        attempt: u64,
        passphrase: Password,
        new: bool,
    },
    /// Find the page on which this provider registers client ids; answered by
    /// `accounts::Message::RegistrationFound`.
    FindRegistration {
        provider: String,
    },
    /// Use this client id for the provider from now on: `SaveConfig` follows, and writes it. Its
    /// secret is for this token endpoint alone. Without a provider only the account has the id.
    KeepClient {
        provider: Option<String>,
        token: String,
        id: String,
        secret: Option<Password>,
    },
    /// Bring the window to the front: what the person did elsewhere is done.
    ComeForward,
    /// Tell the engine to keep this account; one with the same id is replaced.
    KeepAccount(Account),
    /// Stop the account, delete its cache, give its tokens back, forget its password.
    DropAccount(Box<Account>),
    /// Look at how this account proves who the person is, without asking the person for anything;
    /// answered by `accounts_page::Message::ProofSeen`.
    SeeProof(Account),
    /// Go through the steps up to the inbox; each is told by `doctor::Message::Found`, the end by
    /// `Ended`, with the same number. One at a time: another one ends.
    Examine {
        number: u64,
        target: Target,
    },
    /// Nobody looks at the examination any more.
    EndExam,
    /// Copy the report without what is personal in it.
    CopyReport(Box<Report>),
    /// Copy a connection log with numbers for the names of mailboxes.
    CopyLog(Vec<LogLine>),
    /// Start the built-in demo account; answered by `accounts::Message::DemoStarted`.
    StartDemo,
    /// Write accounts and settings; answered by `settings::Message::Saved`.
    SaveConfig {
        accounts: Vec<Account>,
        settings: Settings,
    },
    /// Speak this language from now on; the system's where absent.
    SetLanguage(Option<String>),
    /// Put the keyboard into this field.
    Focus(FieldId),
    /// Scroll a pane.
    Scroll {
        pane: Pane,
        by: Scroll,
    },
    /// Let the engine end in peace, then end.
    Quit,
    /// Fetch a part into a private folder, under this name; answered by `PartProgressed` and
    /// `PartSaved`, or by `saves::Message::Written` where that folder cannot be had.
    FetchPart {
        job: JobId,
        key: MessageKey,
        part: PartId,
        name: String,
    },
    /// Take a file out of the private folder.
    Discard(PathBuf),
    /// Open a file of the private folder with the program that the system has for it. A failure is
    /// answered by `saves::Message::NotOpened`.
    OpenKept(PathBuf),
    /// Ask for a folder to save to; answered by `saves::Message::Picked`.
    PickFolder {
        job: JobId,
    },
    /// Write a file of the wrapper that was looked at last; answered by `saves::Message::Written`.
    WriteInner {
        job: JobId,
        place: usize,
        to: PathBuf,
    },
    /// Look at a file; answered by `preview::Message::Looked` with the same number. The look before
    /// ends.
    Look {
        number: u64,
        form: Form,
        source: Source,
    },
    /// Nobody looks at anything any more.
    EndLook,
    /// Scroll what is looked at.
    ScrollPreview(Scroll),
}

/// A text field that can be given the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldId {
    Form(super::accounts::Field),
    PickerFilter,
    /// What is looked for in the open message.
    Find,
    SavePath,
    /// What a mailbox is to be called.
    MailboxName,
    /// What the person calls an account, on the accounts page.
    AccountLabel,
    AccountName,
    /// No field: keys go to the application again.
    Nowhere,
}

/// A part of the window that has a keyboard focus and scrolls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Pane {
    Folders,
    #[default]
    List,
    Reader,
}

/// How far to scroll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scroll {
    /// So many lines; upwards where negative.
    Lines(i32),
    /// So many pages; upwards where negative.
    Pages(i32),
    Top,
    Bottom,
    /// So many steps to the right; to the left where negative.
    Across(i32),
    /// To so many logical pixels below the top of the page.
    To(u32),
}

/// One call of `update`: its moment and what it wants done.
#[derive(Debug)]
pub struct Turn {
    pub now: Now,
    effects: Vec<Effect>,
}

impl Turn {
    pub(super) fn new(now: Now) -> Self {
        Self { now, effects: Vec::new() }
    }

    pub(super) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(super) fn send(&mut self, account: AccountId, ask: Ask) {
        self.push(Effect::Send(Request { account, ask }));
    }

    pub(super) fn after(&mut self, ms: u64, message: Message) {
        self.push(Effect::After { ms, message });
    }

    pub(super) fn into_effects(self) -> Vec<Effect> {
        self.effects
    }
}
