//! The accounts page and the doctor for pictures: accounts of nobody, led to each state by the
//! messages that lead a person there. What the mind wants done outside is not done.

mod upkeep;

use crate::app::accounts_page::{Message, Proof};
use crate::app::doctor;
use crate::app::{self, Now, State, accounts, overlay, update};
use crate::model::account::{Account, Fingerprint, Hue, SecretSource, Server, TlsMode, Trust};
use crate::model::action::Action;
use crate::model::event::{Event, Fact};
use crate::model::exam::{Caution, Finding, Mask, Mechanism, Outcome, Report, Seen, Step, Tls};
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};
use crate::model::flags::Flags;
use crate::model::ids::{AccountId, EntryId, MailboxId, MessageKey};
use crate::model::journal::{Entry, State as Entered};
use crate::model::link::Link;
use crate::model::oauth::{Grant, OAuth};

/// What of them is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    One,
    Several,
    /// A dozen, some with very long names.
    Many,
    /// One that has to be signed in again.
    Refused,
    /// The question before one is removed.
    Removal,
    /// One that goes when its actions are done.
    Leaving,
    /// The settings of one, changed to another server.
    Edit,
    /// The doctor at work, before a failure, where all is well.
    Examining,
    Examined,
    Healthy,
    /// Differences were found and repaired; what the connections carried.
    Compared,
    /// What was said on the connections.
    Log,
}

/// The accounts of a view.
pub fn cast(view: View) -> Vec<Account> {
    let many = [
        "a.very.long.name.that.somebody.gave.their.mailbox.years.ago@department.university.example.org",
        "support@example.org",
        "newsletters@example.net",
        "marta@example.pt",
        "treasurer@choir.example.org",
        "ana.souza+lists@example.com",
        "info@example.org",
        "会議@example.jp",
    ];
    let all = [
        account(1, "ana@example.org", "Home", None),
        account(2, "ana.souza@example.com", "", Some("google")),
        account(3, "a.souza@university.example.edu", "University", None),
        account(4, "ana@choir.example.net", "", None),
    ];
    let rest = (5..).zip(many).map(|(id, address)| account(id, address, "", None));
    match view {
        View::One => all.into_iter().take(1).collect(),
        View::Many => all.into_iter().chain(rest).collect(),
        _ => all.into_iter().collect(),
    }
}

fn account(id: u16, address: &str, label: &str, provider: Option<&str>) -> Account {
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let pinned = (id == 3).then(|| Fingerprint(std::array::from_fn(|at| (at * 37 + 11) as u8)));
    let oauth = provider.map(|key| OAuth { provider: Some(key.to_owned()), ..OAuth::default() });
    Account {
        id: AccountId(id),
        label: label.to_owned(),
        name: "Ana Souza".to_owned(),
        address: address.to_owned(),
        imap: Server {
            host: format!("imap.{domain}"),
            port: 993,
            tls: TlsMode::Implicit,
            trust: Trust { ca: None, pinned },
        },
        user: address.to_owned(),
        secret: match id {
            4 => SecretSource::Command("pass show mail/choir".to_owned()),
            3 => SecretSource::File,
            _ => SecretSource::Keyring,
        },
        oauth,
        hue: (id == 1).then_some(Hue::Purple),
        hide_unsubscribed: false,
    }
}

/// Leads the mind there.
pub fn go_to(state: &mut State, view: View, now: Now) {
    let mut guide = Guide { state, now };
    guide.live();
    let (first, second) = (AccountId(1), AccountId(2));
    let shown = if view == View::One { first } else { second };
    guide.page(Message::Opened(Some(shown)));
    let grant = Grant {
        expires_at: Some(seconds(now) + 42 * 60 + 30),
        renewable: true,
        scopes: Vec::new(),
    };
    let proof =
        Proof { provider: Some("Gmail".to_owned()), app_password: false, grant: Some(grant) };
    guide.page(Message::ProofSeen { account: second, proof });
    match view {
        View::One | View::Several => {}
        View::Many => guide.page(Message::Chosen(AccountId(5))),
        View::Refused => guide.link(second, Link::SignInNeeded(ended())),
        View::Removal => {
            guide.wait(second);
            guide.tell(app::Message::Accounts(accounts::Message::RemovalAsked(second)));
        }
        View::Leaving => {
            guide.wait(second);
            guide.tell(app::Message::Accounts(accounts::Message::RemovalAsked(second)));
            guide.tell(app::Message::Overlay(overlay::Message::Confirmed));
        }
        View::Edit => {
            guide.wait(first);
            guide.tell(app::Message::Accounts(accounts::Message::EditAsked(first)));
            let host = "mail.example.org".to_owned();
            let edited = accounts::Message::FieldEdited(accounts::Field::Host, host);
            guide.tell(app::Message::Accounts(edited));
        }
        View::Examining | View::Examined | View::Healthy => guide.examine(second, view),
        View::Compared | View::Log => upkeep::show(&mut guide, second, view),
    }
}

struct Guide<'a> {
    state: &'a mut State,
    now: Now,
}

impl Guide<'_> {
    fn tell(&mut self, message: app::Message) {
        // What is wanted outside is left undone.
        drop(update(self.state, message, self.now));
    }

    fn page(&mut self, message: Message) {
        self.tell(app::Message::AccountsPage(message));
    }

    fn fact(&mut self, account: AccountId, fact: Fact) {
        self.tell(app::Message::Engine(vec![Event { account, fact }]));
    }

    fn link(&mut self, account: AccountId, link: Link) {
        self.fact(account, Fact::Linked(link));
    }

    fn live(&mut self) {
        let ids: Vec<AccountId> = self.state.accounts.iter().map(|held| held.account.id).collect();
        for id in ids {
            let fault = Fault::new(FaultKind::TimedOut, Place::Connect, "no answer in 20 s");
            let link = match id.0 {
                3 => Link::Offline { since: seconds(self.now) - 900, fault, retry_at: 0 },
                7 => Link::SignInNeeded(ended()),
                8 => Link::Syncing,
                _ => Link::Live,
            };
            self.link(id, link);
        }
    }

    /// Actions that the server has not confirmed.
    fn wait(&mut self, account: AccountId) {
        let keys = |count: u64| (1..=count).map(|n| MessageKey::new(account, n)).collect();
        let (from, to) = (MailboxId(1), MailboxId(2));
        let actions = [
            Action::Move { keys: keys(3), from, to },
            Action::Flag { keys: keys(12), add: Flags::SEEN, remove: Flags::NONE },
        ];
        let entries = (1..).zip(actions).map(|(id, action)| {
            let (id, state) = (EntryId(id), Entered::Queued);
            Entry { id, account, action, at: self.now.0, state }
        });
        self.fact(account, Fact::JournalOpened(entries.collect()));
    }

    fn examine(&mut self, account: AccountId, view: View) {
        self.tell(app::Message::Doctor(doctor::Message::AccountAsked(account)));
        let all = findings();
        let count = match view {
            View::Examining => 5,
            View::Examined => 6,
            _ => all.len(),
        };
        let mut made: Vec<Finding> = all.into_iter().take(count).collect();
        if view == View::Examined {
            let outcome = Outcome::Failed(ended());
            made.push(Finding { step: Step::Token, ms: 312, outcome, seen: Seen::Nothing });
        }
        for finding in made.iter().cloned() {
            self.tell(app::Message::Doctor(doctor::Message::Found {
                number: 1,
                finding: Box::new(finding),
            }));
        }
        if view != View::Examining {
            let report = Box::new(report(made, self.now));
            self.tell(app::Message::Doctor(doctor::Message::Ended { number: 1, report }));
        }
    }
}

fn ended() -> Fault {
    let detail = "invalid_grant: Token has been expired or revoked.";
    Fault::new(FaultKind::Grant(GrantProblem::Ended), Place::Authorization, detail)
}

fn findings() -> Vec<Finding> {
    let fine = |step, ms, seen| Finding { step, ms, outcome: Outcome::Fine, seen };
    let offered = ["PLAIN", "XOAUTH2", "OAUTHBEARER"].map(str::to_owned).to_vec();
    let tls = Tls { version: Some("TLS 1.3".to_owned()), ..Tls::default() };
    let words = ["IMAP4rev1", "IDLE", "UIDPLUS", "MOVE", "SASL-IR", "AUTH=XOAUTH2"];
    let ours = Some(Mechanism::OAuthBearer);
    let soon = Outcome::Warning(Caution::EndsSoon { days: 9 });
    vec![
        fine(Step::Dns, 23, Seen::Addresses(vec![[192, 0, 2, 17].into(), [192, 0, 2, 18].into()])),
        fine(Step::Tcp, 41, Seen::Nothing),
        Finding { outcome: soon, ..fine(Step::Tls, 96, Seen::Tls(tls)) },
        fine(Step::Greeting, 38, Seen::Greeting("ready".to_owned())),
        fine(Step::Capabilities, 39, Seen::Capabilities(words.map(str::to_owned).to_vec())),
        fine(Step::Mechanisms, 0, Seen::Mechanisms { offered, ours }),
        fine(Step::Token, 4, Seen::Password),
        fine(Step::Login, 187, Seen::Nothing),
        fine(Step::Inbox, 52, Seen::Inbox { messages: 1_284 }),
    ]
}

fn report(mut findings: Vec<Finding>, now: Now) -> Report {
    for step in Step::ALL {
        if findings.iter().all(|finding| finding.step != step) {
            let (outcome, seen) = (Outcome::Skipped, Seen::Nothing);
            findings.push(Finding { step, ms: 0, outcome, seen });
        }
    }
    findings.sort_by_key(|finding| finding.step);
    Report {
        address: None,
        server: Some(("imap.example.com".to_owned(), 993, TlsMode::Implicit)),
        findings,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        system: std::env::consts::OS.to_owned(),
        at: seconds(now),
        mask: Mask::default(),
    }
}

fn seconds(now: Now) -> i64 {
    now.0.div_euclid(1_000)
}
