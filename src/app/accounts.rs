//! Accounts: welcome, signing in, keeping, removing. Knows no wire and no words; what is typed stays
//! as it is whatever the trial says.

mod again;
mod card;
mod client;
mod flow;
mod form;
mod keeping;
mod looking;
mod sign_in;
mod trial;

pub use card::{Card, Consent};
pub use client::ClientForm;
pub use flow::{Flow, Leg, Station};
pub use form::{Form, Source};
pub use keeping::{Keep, Keeping, Keyring, Opening, Sealed};
pub use looking::{Looking, Step};
pub use sign_in::{Again, How, Plan, SignIn, Stage};
pub use trial::Trial;

use super::effect::{Effect, Turn};
use super::notice::Text;
use super::overlay::{Overlay, Question};
use super::state::{Held, Screen, State};
use crate::model::account::{Account, Hue, SecretSource, TlsMode};
use crate::model::fault::{Fault, FaultKind};
use crate::model::ids::AccountId;
use crate::model::link::Link;
use crate::model::request::Ask;
use crate::model::setup::{Candidate, Progress, Seek};

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The person wants to add an account.
    AddChosen,
    /// The person wants to look around with the demo account.
    DemoChosen,
    /// The answer to `Effect::StartDemo`.
    DemoStarted(Result<Box<Account>, Fault>),
    /// An account of ours is to be signed in again.
    SignInAsked(AccountId),
    RemovalAsked(AccountId),
    /// The settings of an account of ours are to be changed.
    EditAsked(AccountId),
    FieldEdited(Field, String),
    /// The same of a field whose content nobody else is to see.
    SecretEdited(Field, Password),
    /// On to the next thing, as Enter does.
    Submitted,
    /// One step back, as Escape does; what runs is stopped.
    Cancelled,
    ByHandChosen,
    TlsChosen(TlsMode),
    SourceChosen(Source),
    /// A step of `Effect::Discover`.
    Sought {
        attempt: u64,
        seek: Seek,
    },
    /// The answer to `Effect::Discover`: candidates, best first.
    Found {
        attempt: u64,
        result: Result<Vec<Candidate>, Fault>,
    },
    /// The list of other servers was folded out or in.
    OthersToggled,
    /// This one of the other servers is meant.
    CandidateChosen(usize),
    /// This one of the other ways to sign in is meant.
    WayChosen(usize),
    /// The field for the owner of a shared mailbox was asked for or is not needed.
    OwnerToggled,
    /// A client id of the person's own is to be entered.
    ClientAsked,
    /// The answer to `Effect::FindRegistration`.
    RegistrationFound {
        provider: String,
        page: Option<String>,
    },
    /// This page of the provider is to be opened.
    PageAsked(String),
    /// A step of `Effect::SignIn`.
    Progressed {
        attempt: u64,
        progress: Progress,
    },
    /// The answer to `Effect::SignIn`: the account as it is to be kept.
    Tried {
        attempt: u64,
        result: Result<Box<Account>, Fault>,
    },
    /// The page of the sign-in is to be opened once more.
    BrowserAsked,
    /// Its address, or the code for another device, goes to the clipboard.
    CopyAsked,
    /// The code is to be typed on another device.
    DeviceChosen,
    /// Time went by: what is left of it is shown anew.
    Ticked {
        attempt: u64,
    },
    /// The certificate on screen is to be trusted for this account.
    CertificateTrusted,
    CertificateDeclined,
    /// The answer to `Effect::SeeKeeping`.
    KeepingSeen {
        attempt: u64,
        keyring: Keyring,
        file: Sealed,
    },
    /// Where the secret is to be kept.
    KeepChosen(Keep),
    /// The answer to `Effect::Unlock` and `Effect::OpenFile`.
    Unlocked {
        attempt: u64,
        result: Result<(), Fault>,
    },
}

/// A password as it is typed: its Debug shows nothing and its memory is wiped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Password(secrecy::zeroize::Zeroizing<String>);

impl Password {
    pub fn new(typed: String) -> Self {
        Self(secrecy::zeroize::Zeroizing::new(typed))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}

/// A text field of signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Name,
    Address,
    Host,
    Port,
    User,
    Password,
    Command,
    /// Who signs in for a shared mailbox.
    Owner,
    ClientId,
    ClientSecret,
    /// What the browser showed at the end, where it did not come back by itself.
    Pasted,
    Passphrase,
    PassphraseAgain,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    Missing,
    /// Not of the form `name@host`.
    NotAnAddress,
    /// Not a number from 1 to 65535.
    NotAPort,
    /// Holds characters that no host name has.
    NotAHost,
    /// Without TLS only an address of this very machine is allowed.
    NeedsTls,
    /// Shorter than `model::setup::PASSPHRASE_MIN`.
    TooShort,
    /// Not the same as in the field before.
    NotTheSame,
    /// Holds white space, or is no text that a client id could be.
    NotAClientId,
}

/// What is wrong with which fields.
pub type Problems = Vec<(Field, Problem)>;

impl State {
    pub(super) fn accounts(&mut self, message: Message, turn: &mut Turn) {
        use Message as M;
        match message {
            M::AddChosen => self.begin_sign_in(turn),
            M::DemoChosen => turn.push(Effect::StartDemo),
            M::DemoStarted(result) => self.demo_started(result.map(|account| *account), turn),
            M::SignInAsked(account) => self.sign_in_again(account, turn),
            M::EditAsked(account) => self.edit_account(account, turn),
            M::RemovalAsked(account) => {
                self.overlay = Overlay::Question(Question::RemoveAccount(account));
            }
            M::FieldEdited(field, text) => self.with_sign_in(|it| it.edit(field, text)),
            M::SecretEdited(field, text) => self.with_sign_in(|it| it.edit_secret(field, text)),
            M::Submitted => self.submit(turn),
            M::Cancelled => self.step_back(turn),
            M::ByHandChosen => self.by_hand(turn),
            M::TlsChosen(tls) => self.with_form(|form| form.choose_tls(tls)),
            M::SourceChosen(source) => self.with_form(|form| form.choose(source)),
            M::Sought { attempt, seek } => self.sought(attempt, seek),
            M::Found { attempt, result } => self.found(attempt, result, turn),
            M::OthersToggled => self.with_card(|card| card.unfolded = !card.unfolded, turn),
            M::CandidateChosen(at) => self.with_card(|card| card.choose(at), turn),
            M::WayChosen(at) => self.with_card(|card| card.choose_way(at), turn),
            M::OwnerToggled => self.with_card(Card::toggle_owner, turn),
            M::ClientAsked => self.ask_for_client(turn),
            M::RegistrationFound { provider, page } => self.registration_found(&provider, page),
            M::PageAsked(url) => open_page(url, turn),
            M::Progressed { attempt, progress } => self.progressed(attempt, progress, turn),
            M::Tried { attempt, result } => {
                self.tried(attempt, result.map(|account| *account), turn);
            }
            M::BrowserAsked => self.open_again(turn),
            M::CopyAsked => self.copy_link(turn),
            M::DeviceChosen => self.use_a_device(turn),
            M::Ticked { attempt } => self.ticked(attempt, turn),
            M::CertificateTrusted => self.trust_certificate(turn),
            M::CertificateDeclined => self.with_trial(Trial::decline),
            M::KeepingSeen { attempt, keyring, file } => {
                self.keeping_seen(attempt, keyring, file, turn);
            }
            M::KeepChosen(keep) => self.choose_keeping(keep, turn),
            M::Unlocked { attempt, result } => self.unlocked(attempt, result, turn),
        }
    }

    /// The trial went well: the account is ours.
    fn keep_account(&mut self, mut account: Account, turn: &mut Turn) {
        let id = account.id;
        let again = self.held(id).is_some();
        let demo = self.is_of_demo(&account);
        let before = self.sign_in_mut().and_then(|sign_in| sign_in.again.take());
        if account.secret == SecretSource::ThisRun && !demo {
            self.say(Text::PasswordForThisRun, None, turn);
        }
        match self.held_mut(id) {
            Some(held) => {
                held.account = account.clone();
                held.link = Link::Connecting;
            }
            None => {
                account.hue = account.hue.or_else(|| self.free_hue());
                self.take_in(Held::new(account.clone(), demo));
            }
        }
        self.page.chosen = Some(id);
        self.screen = self.home();
        turn.push(Effect::KeepAccount(account));
        if let Some(before) = before.filter(|before| before.account.id != id) {
            self.take_the_place_of(before.account.id, id, turn);
        }
        if again {
            turn.send(id, Ask::SignedIn);
        }
        self.wake_the_locked(id, turn);
        self.save_config(turn);
    }

    /// Whether an account is one more way to the demo's mail: gone with this run, as the demo is.
    pub fn is_of_demo(&self, account: &Account) -> bool {
        self.demo().is_some_and(|demo| demo.imap.is_same_as(&account.imap))
    }

    /// The demo account, where it is open.
    pub fn demo(&self) -> Option<&Account> {
        self.accounts.iter().find(|held| held.demo).map(|held| &held.account)
    }

    /// What was opened for one account may be what others wait for.
    fn wake_the_locked(&self, but: AccountId, turn: &mut Turn) {
        for held in self.accounts.iter().filter(|held| held.account.id != but) {
            if let Link::SignInNeeded(fault) = &held.link
                && matches!(fault.kind, FaultKind::Locked | FaultKind::NoKeyring)
            {
                turn.send(held.account.id, Ask::SignedIn);
            }
        }
    }

    /// A colour that no other account has, while there are some.
    fn free_hue(&self) -> Option<Hue> {
        if self.accounts.is_empty() {
            return None;
        }
        let taken = |hue: &Hue| self.accounts.iter().any(|held| held.account.shown_hue() == *hue);
        Hue::ALL.into_iter().find(|hue| !taken(hue))
    }

    /// A number that no account has or had in this run.
    fn free_account(&self) -> AccountId {
        let free = |id: &AccountId| self.held(*id).is_none();
        (self.next_account.0..).map(AccountId).find(free).unwrap_or(self.next_account)
    }

    fn take_in(&mut self, held: Held) {
        let id = held.account.id;
        if !held.demo {
            self.next_account = self.next_account.max(AccountId(id.0.saturating_add(1)));
        }
        self.accounts.push(held);
        self.folders.arrange(&self.accounts);
    }

    /// An account that was set to another mailbox is another account; it stands where the old one
    /// stood.
    fn take_the_place_of(&mut self, old: AccountId, new: AccountId, turn: &mut Turn) {
        let place = |id| self.accounts.iter().position(|held| held.account.id == id);
        if let (Some(to), Some(from)) = (place(old), place(new)) {
            let held = self.accounts.remove(from);
            self.accounts.insert(to, held);
            self.remove_account(old, turn);
        }
    }

    /// Whether the account of this draft is here already: two that read one mailbox would show
    /// everything twice, and each undo what the other does.
    fn is_here_already(&self, account: &Account, but: Option<AccountId>) -> bool {
        let others = self.accounts.iter().filter(|held| !held.demo).map(|held| &held.account);
        let mut others = others.filter(|other| other.id != account.id && Some(other.id) != but);
        others.any(|other| {
            let (one, two) = (&account.imap, &other.imap);
            // On one machine several servers may differ by their port alone.
            let is_same_port = one.port == two.port || one.tls != TlsMode::None;
            let same = |one: &str, two: &str| one.eq_ignore_ascii_case(two);
            same(&one.host, &two.host)
                && is_same_port
                && (same(&account.address, &other.address) || account.user == other.user)
        })
    }

    fn demo_started(&mut self, result: Result<Account, Fault>, turn: &mut Turn) {
        match result {
            Ok(account) if self.held(account.id).is_none() => {
                self.screen = Screen::Mail;
                self.take_in(Held::new(account.clone(), true));
                turn.push(Effect::KeepAccount(account));
            }
            Ok(_) => self.screen = Screen::Mail,
            Err(fault) => self.say_fault(Text::DemoFailed(fault.clone()), fault, turn),
        }
    }

    /// The person said yes.
    pub(super) fn remove_account(&mut self, account: AccountId, turn: &mut Turn) {
        let Some(gone) = self.held(account).map(|held| held.account.clone()) else { return };
        self.accounts.retain(|held| held.account.id != account);
        self.undo.forget_account(account);
        self.forget_orders(account);
        self.folders.arrange(&self.accounts);
        if self.folders.selected.is_some_and(|place| place.account == account) {
            self.folders.selected = None;
            self.list.begin();
            self.close_reader();
        }
        turn.push(Effect::DropAccount(Box::new(gone)));
        self.save_config(turn);
        match self.accounts.first().map(|held| held.account.id) {
            Some(next) if self.folders.selected.is_none() => self.mailboxes_listed(next, turn),
            Some(_) => {}
            None => self.screen = Screen::Welcome,
        }
    }
}

/// Opens a page of the web. What a server names may be anything; nothing else is opened.
fn open_page(url: String, turn: &mut Turn) {
    if is_page(&url) {
        turn.push(Effect::OpenUrl(url));
    }
}

/// Whether it is the address of a page of the web.
fn is_page(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let plain = !url.contains(|c: char| c.is_whitespace() || c.is_control());
    plain && matches!(scheme.as_deref(), Some("https" | "http"))
}
