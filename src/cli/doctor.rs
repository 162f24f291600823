//! `pombo doctor HOST|ADDRESS`: each step towards the mail with its time, a plain sentence where
//! one fails. Sends a password only for an account that the person has added.

use std::time::{Duration, Instant};

use serde_json::json;

use super::account::host_port;
use super::args::DoctorWish;
use super::{Context, End, end_of};
use crate::fl;
use crate::i18n;
use crate::imap::{self, Greeted, Meter};
use crate::model::account::{Account, Server, TlsMode, Trust};
use crate::model::fault::{Fault, Place};
use crate::model::remote::WireName;

pub async fn run(context: &Context, wish: DoctorWish) -> Result<End, Fault> {
    let (server, account) = patient(context, wish)?;
    let mut chart = Chart { context, server: &server, since: Instant::now() };
    match chart.examine(account.as_ref()).await {
        Ok(()) => Ok(End::Done),
        Err((step, fault)) => {
            chart.failed(step, &fault);
            Ok(end_of(&fault))
        }
    }
}

/// The server to examine, and the account to sign in with where there is one.
fn patient(context: &Context, wish: DoctorWish) -> Result<(Server, Option<Account>), Fault> {
    if let Some(account) = context
        .config
        .accounts
        .iter()
        .find(|a| a.address.eq_ignore_ascii_case(&wish.host) || a.imap.host == wish.host)
    {
        return Ok((account.imap.clone(), Some(account.clone())));
    }
    let tls = TlsMode::from(wish.tls);
    let (host, port) = host_port(&wish.host, tls)?;
    let trust = Trust { ca: wish.ca, pinned: None };
    Ok((Server { host, port, tls, trust }, None))
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
            Place::Tls => Self::Tls,
            _ => Self::Greeting,
        }
    }
}

/// What is written down of an examination.
struct Chart<'c> {
    context: &'c Context,
    server: &'c Server,
    since: Instant,
}

type Failure = (Step, Fault);

impl Chart<'_> {
    async fn examine(&mut self, account: Option<&Account>) -> Result<(), Failure> {
        let mut greeted = self.connect().await?;
        let offered = greeted.capabilities().await.map_err(|f| (Step::Capabilities, f))?;
        self.well(Step::Capabilities, &offered.0.join(" "));
        match account {
            None => {
                self.context.out.say(&fl!("doctor-no-account"));
                Ok(())
            }
            Some(account) => self.sign_in(greeted, account).await,
        }
    }

    async fn connect(&mut self) -> Result<Greeted, Failure> {
        let mut reached: Vec<(Place, Instant)> = Vec::new();
        let connected = imap::connect_watched(self.server, Meter::default(), &mut |place| {
            reached.push((place, Instant::now()));
        })
        .await;
        for (place, at) in reached {
            let detail = match place {
                Place::Dns => String::new(),
                Place::Connect => fl!("doctor-connected"),
                Place::Tls if self.server.tls == TlsMode::None => fl!("doctor-plain"),
                Place::Tls => fl!("doctor-encrypted"),
                _ => fl!("doctor-greeted"),
            };
            self.well_at(Step::of(place), &detail, at);
        }
        connected.map_err(|fault| (Step::of(fault.place), fault))
    }

    async fn sign_in(&mut self, greeted: Greeted, account: &Account) -> Result<(), Failure> {
        let credentials =
            self.context.vault.credentials(account).await.map_err(|f| (Step::Login, f))?;
        self.since = Instant::now();
        let mut session = greeted.login(&credentials).await.map_err(|f| (Step::Login, f))?;
        self.well(Step::Login, &fl!("doctor-signed-in"));
        let inbox = WireName("INBOX".to_owned());
        let selected = session.select(&inbox).await.map_err(|f| (Step::Inbox, f))?;
        self.well(Step::Inbox, &fl!("doctor-messages", count = selected.exists));
        session.logout().await;
        Ok(())
    }

    fn well(&mut self, step: Step, detail: &str) {
        self.well_at(step, detail, Instant::now());
    }

    fn well_at(&mut self, step: Step, detail: &str, at: Instant) {
        let ms = millis(at.saturating_duration_since(self.since));
        self.since = at;
        let value = json!({ "step": step.word(), "ok": true, "ms": ms, "detail": detail });
        self.context.out.record(&value, || {
            let said = fl!("doctor-ok", ms = ms, detail = detail);
            format!("{}: {said}", self.title(step))
        });
    }

    fn failed(&self, step: Step, fault: &Fault) {
        let ms = millis(self.since.elapsed());
        let sentence = i18n::fault(fault);
        let value = json!({
            "step": step.word(),
            "ok": false,
            "ms": ms,
            "problem": sentence,
            "kind": fault.kind,
            "detail": fault.detail,
        });
        self.context.out.record(&value, || {
            format!(
                "{}: {}. {sentence} ({})",
                self.title(step),
                fl!("doctor-failed", ms = ms),
                fault.detail
            )
        });
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

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
