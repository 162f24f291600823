//! `pombo doctor HOST|ADDRESS`: each step towards the mail with its time, a plain sentence where
//! one fails. Sends a password only for an account that the person has added.

use std::time::{Duration, Instant};

use serde_json::json;

use super::account::{host_port, trust};
use super::args::DoctorWish;
use super::out::{cell, merged, right};
use super::problem::{end_of, fields, sentence, with_detail};
use super::{Context, End, Problem};
use crate::fl;
use crate::imap::{self, Greeted};
use crate::model::account::{Account, Server, TlsMode};
use crate::model::fault::{Fault, Place};
use crate::model::remote::WireName;

pub async fn run(context: &Context, wish: DoctorWish) -> Result<End, Problem> {
    let (server, account) = patient(context, &wish)?;
    let mut chart = Chart { context, server: &server, since: Instant::now() };
    match chart.examine(account.as_ref()).await {
        Ok(()) => Ok(End::Done),
        Err(Broken::Step(step, fault)) => {
            chart.failed(step, &fault)?;
            Ok(end_of(&fault))
        }
        Err(Broken::Told(problem)) => Err(problem),
    }
}

/// The server to examine, and the account to sign in with where there is one.
fn patient(context: &Context, wish: &DoctorWish) -> Result<(Server, Option<Account>), Problem> {
    if wish.host.contains('@') {
        let account = context.account(Some(&wish.host))?;
        return Ok((account.imap.clone(), Some(account)));
    }
    let tls = wish.tls.map(TlsMode::from);
    let (host, port) = host_port(&wish.host, tls.unwrap_or(TlsMode::Implicit))?;
    // Where no port was written, each kind of encryption has its own.
    let written =
        host_port(&wish.host, TlsMode::Implicit)?.1 == host_port(&wish.host, TlsMode::StartTls)?.1;
    let account = context.config.accounts.iter().find(|account| {
        account.imap.host.eq_ignore_ascii_case(&host)
            && (!written || account.imap.port == port)
            && tls.is_none_or(|tls| account.imap.tls == tls)
    });
    if let Some(account) = account.filter(|_| wish.ca.is_none() && wish.fingerprint.is_none()) {
        return Ok((account.imap.clone(), Some(account.clone())));
    }
    let trust = trust(wish.ca.as_deref(), wish.fingerprint.as_deref())?;
    Ok((Server { host, port, tls: tls.unwrap_or(TlsMode::Implicit), trust }, None))
}

/// A step that can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Dns,
    Tcp,
    Tls,
    Greeting,
    Capabilities,
    Login,
    Inbox,
}

impl Step {
    fn word(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::Greeting => "greeting",
            Self::Capabilities => "capabilities",
            Self::Login => "login",
            Self::Inbox => "inbox",
        }
    }

    /// The step that a fault of connecting belongs to.
    fn of(place: Place) -> Self {
        match place {
            Place::Dns => Self::Dns,
            Place::Connect => Self::Tcp,
            Place::Tls | Place::File => Self::Tls,
            _ => Self::Greeting,
        }
    }
}

/// Why the examination ends early.
enum Broken {
    Step(Step, Fault),
    Told(Problem),
}

impl From<Problem> for Broken {
    fn from(problem: Problem) -> Self {
        Self::Told(problem)
    }
}

/// What is written down of an examination.
struct Chart<'c> {
    context: &'c Context,
    server: &'c Server,
    since: Instant,
}

impl Chart<'_> {
    async fn examine(&mut self, account: Option<&Account>) -> Result<(), Broken> {
        let mut greeted = self.connect().await?;
        let offered =
            greeted.capabilities().await.map_err(|f| Broken::Step(Step::Capabilities, f))?;
        self.well(Step::Capabilities, &offered.0.join(" "))?;
        match account {
            None => Ok(self.context.out.say(&fl!("doctor-no-account"))?),
            Some(account) => self.sign_in(greeted, account).await,
        }
    }

    async fn connect(&mut self) -> Result<Greeted, Broken> {
        let mut reached: Vec<(Place, Instant)> = Vec::new();
        let meter = self.context.meter();
        let connected = imap::connect_watched(self.server, meter, &mut |place| {
            reached.push((place, Instant::now()));
        })
        .await;
        for (place, at) in reached {
            let detail = match place {
                Place::Dns => String::new(),
                Place::Connect => fl!("doctor-connected"),
                Place::Tls if self.server.tls == TlsMode::None => fl!("doctor-plain"),
                Place::Tls if self.server.trust.pinned.is_some() => fl!("doctor-pinned"),
                Place::Tls => fl!("doctor-encrypted"),
                _ => fl!("doctor-greeted"),
            };
            self.well_at(Step::of(place), &detail, at)?;
        }
        connected.map_err(|fault| Broken::Step(Step::of(fault.place), fault))
    }

    async fn sign_in(&mut self, greeted: Greeted, account: &Account) -> Result<(), Broken> {
        let login = |fault| Broken::Step(Step::Login, fault);
        let credentials = self.context.vault.credentials(account).await.map_err(login)?;
        self.since = Instant::now();
        let mut session = greeted.login(&credentials).await.map_err(login)?;
        self.well(Step::Login, &fl!("doctor-signed-in"))?;
        let inbox = WireName("INBOX".to_owned());
        let selected = session.select(&inbox).await.map_err(|f| Broken::Step(Step::Inbox, f))?;
        self.well(Step::Inbox, &fl!("doctor-messages", count = selected.exists))?;
        session.logout().await;
        Ok(())
    }

    fn well(&mut self, step: Step, detail: &str) -> Result<(), Problem> {
        self.well_at(step, detail, Instant::now())
    }

    fn well_at(&mut self, step: Step, detail: &str, at: Instant) -> Result<(), Problem> {
        let ms = millis(at.saturating_duration_since(self.since));
        self.since = at;
        let value = json!({ "step": step.word(), "ok": true, "ms": ms, "detail": detail });
        self.context.out.record(&value, || {
            let title = self.title(step);
            let said = if detail.is_empty() { title } else { format!("{title}: {detail}") };
            line(&fl!("doctor-ok"), ms, &said)
        })
    }

    fn failed(&self, step: Step, fault: &Fault) -> Result<(), Problem> {
        let ms = millis(self.since.elapsed());
        let said = sentence(fault);
        let value = json!({ "step": step.word(), "ok": false, "ms": ms, "error": said });
        let value = merged(value, fields(fault));
        self.context.out.record(&value, || {
            let title = line(&fl!("doctor-failed"), ms, &self.title(step));
            format!("{title}\n{}", with_detail(&said, fault))
        })
    }

    fn title(&self, step: Step) -> String {
        match step {
            Step::Dns => fl!("doctor-dns", host = self.server.host.as_str()),
            Step::Tcp => fl!("doctor-tcp", port = self.server.port.to_string()),
            Step::Tls => fl!("doctor-tls"),
            Step::Greeting => fl!("doctor-greeting"),
            Step::Capabilities => fl!("doctor-capabilities"),
            Step::Login => fl!("doctor-login"),
            Step::Inbox => fl!("doctor-inbox"),
        }
    }
}

fn line(outcome: &str, ms: i64, said: &str) -> String {
    format!("{}  {}  {said}", cell(outcome, 6), right(&format!("{ms} ms"), 9))
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
