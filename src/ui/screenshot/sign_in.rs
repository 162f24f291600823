//! The sign-in screens for pictures: the mind is led to each by the messages that lead a person there.
//! What it wants done outside is not done: nothing is looked for and nobody is signed in.

use crate::app::accounts::{Field, Keep, Keyring, Message, Password, Sealed};
use crate::app::{self, Now, Screen, State, update};
use crate::model::account::{Account, Fingerprint, SecretSource, Server, TlsMode, Trust};
use crate::model::event::{Event, Fact};
use crate::model::fault::{CertificateProblem, Fault, FaultKind, GrantProblem, Place};
use crate::model::ids::AccountId;
use crate::model::link::Link;
use crate::model::oauth::OAuth;
use crate::model::setup::{Candidate, Origin, Progress, Seek, SeekState, Way};

const ADDRESS: &str = "ana@example.org";
const HOST: &str = "imap.example.org";
/// The sign-in page of no provider.
const PAGE: &str = "https://accounts.example.org/authorize?response_type=code&state=x";

/// Where to stop on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    Address,
    Looking,
    NothingFound,
    /// A provider that signs in by the browser.
    Found,
    /// A provider that wants an app password.
    Password,
    /// A server that was guessed.
    Consent,
    /// Nobody told who Pombo is to the provider.
    NoClient,
    ClientId,
    Browser,
    Device,
    Failed,
    Again,
    Keyring,
    Passphrase,
    ByHand,
    Certificate,
}

/// Leads the mind there.
pub fn go_to(state: &mut State, stop: Stop, now: Now) {
    let mut guide = Guide { state, now };
    if stop == Stop::Again {
        return guide.again();
    }
    guide.tell(Message::AddChosen);
    guide.edit(Field::Name, "Ana Souza");
    guide.edit(Field::Address, ADDRESS);
    match stop {
        Stop::Address | Stop::Again => {}
        Stop::ByHand | Stop::Certificate => guide.by_hand(stop),
        Stop::Looking => guide.look(),
        Stop::NothingFound => {
            guide.look();
            guide.nothing();
        }
        Stop::Found => guide.found(vec![by_browser("an id"), by_password(Origin::Srv)]),
        Stop::Password => guide.found(vec![by_app_password()]),
        Stop::Consent => guide.found(vec![by_password(Origin::Guess)]),
        Stop::NoClient => guide.found(vec![by_browser("")]),
        Stop::ClientId => {
            guide.found(vec![by_browser("")]);
            guide.tell(Message::ClientAsked);
            let (provider, page) = ("google".to_owned(), Some(PAGE.to_owned()));
            guide.tell(Message::RegistrationFound { provider, page });
        }
        Stop::Browser | Stop::Device | Stop::Failed => guide.sign_in(stop),
        Stop::Keyring | Stop::Passphrase => {
            guide.found(vec![by_browser("an id")]);
            guide.tell(Message::Submitted);
            guide.places(Keyring::Missing);
            if stop == Stop::Passphrase {
                guide.tell(Message::KeepChosen(Keep::File));
            }
        }
    }
}

struct Guide<'a> {
    state: &'a mut State,
    now: Now,
}

impl Guide<'_> {
    fn tell(&mut self, message: Message) {
        self.pass(app::Message::Accounts(message));
    }

    fn pass(&mut self, message: app::Message) {
        // What is wanted outside is left undone.
        drop(update(self.state, message, self.now));
    }

    fn edit(&mut self, field: Field, text: &str) {
        self.tell(Message::FieldEdited(field, text.to_owned()));
    }

    /// The number of what is waited for.
    fn attempt(&self) -> u64 {
        match &self.state.screen {
            Screen::SignIn(sign_in) => sign_in.running().unwrap_or_default(),
            _ => 0,
        }
    }

    fn look(&mut self) {
        self.tell(Message::Submitted);
        for (origin, state) in [
            (Origin::Table, SeekState::Nothing),
            (Origin::Autoconfig, SeekState::Checking(HOST.to_owned())),
            (Origin::WellKnown, SeekState::Nothing),
            (Origin::Srv, SeekState::Found(HOST.to_owned())),
        ] {
            self.tell(Message::Sought { attempt: self.attempt(), seek: Seek { origin, state } });
        }
    }

    fn nothing(&mut self) {
        let fault = |kind, place| Fault::new(kind, place, "");
        for (origin, state) in Origin::ALL.map(|origin| (origin, SeekState::Nothing)) {
            let state = match origin {
                Origin::Srv => SeekState::Failed(fault(FaultKind::TimedOut, Place::Dns)),
                Origin::Guess => SeekState::Failed(fault(FaultKind::PortRefused, Place::Connect)),
                _ => state,
            };
            self.tell(Message::Sought { attempt: self.attempt(), seek: Seek { origin, state } });
        }
        let result = Err(fault(FaultKind::UnknownHost, Place::Discovery));
        self.tell(Message::Found { attempt: self.attempt(), result });
    }

    fn found(&mut self, candidates: Vec<Candidate>) {
        self.tell(Message::Submitted);
        self.tell(Message::Found { attempt: self.attempt(), result: Ok(candidates) });
    }

    fn places(&mut self, keyring: Keyring) {
        let (attempt, file) = (self.attempt(), Sealed::None);
        self.tell(Message::KeepingSeen { attempt, keyring, file });
    }

    fn progress(&mut self, progress: Progress) {
        self.tell(Message::Progressed { attempt: self.attempt(), progress });
    }

    fn sign_in(&mut self, stop: Stop) {
        self.found(vec![by_browser("an id")]);
        match stop {
            Stop::Device => self.tell(Message::DeviceChosen),
            _ => self.tell(Message::Submitted),
        }
        self.places(Keyring::Ready);
        match stop {
            Stop::Device => self.progress(Progress::Device {
                code: "WDJB-MJHT".to_owned(),
                url: "https://accounts.example.org/device".to_owned(),
                whole_url: None,
                expires_at: self.now.0 / 1_000 + 899,
            }),
            _ => self.progress(Progress::Browser { url: PAGE.to_owned() }),
        }
        if stop == Stop::Failed {
            self.progress(Progress::Exchanging);
            let kind = FaultKind::Grant(GrantProblem::AdminConsent);
            let detail = "AADSTS65001: The user or administrator has not consented to use the \
                          application.";
            let result = Err(Fault::new(kind, Place::Authorization, detail));
            self.tell(Message::Tried { attempt: self.attempt(), result });
        }
    }

    fn again(&mut self) {
        let account = Account {
            id: AccountId(1),
            label: String::new(),
            name: "Ana Souza".to_owned(),
            address: ADDRESS.to_owned(),
            imap: server(HOST),
            user: ADDRESS.to_owned(),
            secret: SecretSource::Keyring,
            oauth: None,
            hue: None,
            hide_unsubscribed: false,
        };
        self.tell(Message::DemoStarted(Ok(account.into())));
        let kind = FaultKind::WrongPassword;
        let fault = Fault::new(kind, Place::SignIn, "[AUTHENTICATIONFAILED] Invalid credentials");
        let event = Event { account: AccountId(1), fact: Fact::Linked(Link::SignInNeeded(fault)) };
        self.pass(app::Message::Engine(vec![event]));
        self.tell(Message::SignInAsked(AccountId(1)));
    }

    fn by_hand(&mut self, stop: Stop) {
        self.tell(Message::ByHandChosen);
        self.edit(Field::Host, "mail.example.org");
        if stop == Stop::ByHand {
            return;
        }
        let typed = Password::new("not a password".to_owned());
        self.tell(Message::SecretEdited(Field::Password, typed));
        self.tell(Message::Submitted);
        self.places(Keyring::Ready);
        let kind = FaultKind::Certificate {
            fingerprint: Fingerprint(std::array::from_fn(|at| (at * 37 + 11) as u8)),
            problem: CertificateProblem::UnknownIssuer,
        };
        let result = Err(Fault::new(kind, Place::Tls, "self-signed"));
        self.tell(Message::Tried { attempt: self.attempt(), result });
    }
}

fn server(host: &str) -> Server {
    Server { host: host.to_owned(), port: 993, tls: TlsMode::Implicit, trust: Trust::default() }
}

fn candidate(origin: Origin, provider: Option<&str>, ways: Vec<Way>) -> Candidate {
    Candidate {
        origin,
        provider: provider.map(str::to_owned),
        imap: server(HOST),
        smtp: None,
        user: ADDRESS.to_owned(),
        ways,
    }
}

fn by_browser(client_id: &str) -> Candidate {
    let oauth = OAuth {
        provider: Some("google".to_owned()),
        device: Some(PAGE.to_owned()),
        client_id: client_id.to_owned(),
        ..OAuth::default()
    };
    let ways = vec![Way::Browser(Box::new(oauth)), Way::AppPassword(Some(PAGE.to_owned()))];
    candidate(Origin::Table, Some("Example Mail"), ways)
}

fn by_app_password() -> Candidate {
    let ways = vec![Way::AppPassword(Some(PAGE.to_owned()))];
    candidate(Origin::Table, Some("Example Mail"), ways)
}

fn by_password(origin: Origin) -> Candidate {
    candidate(origin, None, vec![Way::Password])
}
