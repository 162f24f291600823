//! The sign-in doctor: goes from an address to its inbox step by step, tells what each step showed
//! and ends at the first that fails. Sends a password or a token only to the server of an account
//! that the person has set up. Knows no words.

mod chart;
mod dns;
mod means;
mod reach;
mod search;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::Tools;
use crate::auth::Credentials;
use crate::imap::{self, Greeted, Meter, Passed, Patience};
use crate::model::account::{Account, Server, TlsMode};
use crate::model::exam::{Caution, Finding, Mask, Report, Seen, Step, Tls};
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};
use crate::model::remote::WireName;
use chart::{Chart, Stopped};

/// A certificate that ends so soon is worth a word: those who renew by themselves do it earlier.
const SOON: i64 = 14;

/// What is examined.
#[derive(Debug, Clone)]
pub enum Target {
    /// An address without an account: its servers are found; nobody signs in.
    Address(String),
    /// An account, up to its inbox.
    Account(Box<Account>),
    /// A server, up to what it can do.
    Server(Box<Server>),
}

/// Examines; each finding is told as it is made, and again in the report, where every step after
/// the last one is `Skipped`. Dropping the future ends it.
pub async fn examine(tools: &Tools, target: Target, tell: &UnboundedSender<Finding>) -> Report {
    examine_heard(tools, target, Meter::default(), tell).await
}

/// `examine` on a meter that may have an ear: see `imap::Log`.
pub async fn examine_heard(
    tools: &Tools,
    target: Target,
    meter: Meter,
    tell: &UnboundedSender<Finding>,
) -> Report {
    let patience = Patience::default();
    let chart = Chart::new(tell.clone(), blank(&target));
    let mut exam = Exam { tools, meter, patience, chart };
    // Why it stopped is in the chart.
    let _ = exam.run(target).await;
    exam.chart.close()
}

/// `examine` with limits of one's own.
#[doc(hidden)]
pub async fn examine_within(
    tools: &Tools,
    target: Target,
    patience: Patience,
    tell: &UnboundedSender<Finding>,
) -> Report {
    let chart = Chart::new(tell.clone(), blank(&target));
    let mut exam = Exam { tools, meter: Meter::default(), patience, chart };
    // Why it stopped is in the chart.
    let _ = exam.run(target).await;
    exam.chart.close()
}

fn blank(target: &Target) -> Report {
    let (address, server, names) = match target {
        Target::Address(address) => (Some(address.clone()), None, vec![address.as_str()]),
        Target::Server(server) => (None, Some(server.as_ref()), Vec::new()),
        Target::Account(account) => {
            let owner = account.oauth.as_ref().and_then(|oauth| oauth.owner.as_deref());
            let names = [account.address.as_str(), &account.user, &account.name];
            let names = names.into_iter().chain(owner).collect();
            (Some(account.address.clone()), Some(&account.imap), names)
        }
    };
    Report {
        address,
        server: server.map(|server| (server.host.clone(), server.port, server.tls)),
        findings: Vec::new(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        system: chart::system(),
        at: chart::now(),
        mask: Mask::new(names),
    }
}

/// An examination under way.
struct Exam<'t> {
    tools: &'t Tools,
    meter: Meter,
    patience: Patience,
    chart: Chart,
}

impl Exam<'_> {
    async fn run(&mut self, target: Target) -> Result<(), Stopped> {
        let (server, account) = match target {
            Target::Address(address) => (self.find(&address).await?, None),
            Target::Account(account) => (account.imap.clone(), Some(account)),
            Target::Server(server) => (*server, None),
        };
        let addresses = self.resolve(&server).await?;
        let addresses = self.reach(&server, addresses).await?;
        let mut greeted = self.connect(&server, &addresses).await?;
        let offered = match greeted.capabilities().await {
            Ok(offered) => offered,
            Err(fault) => return Err(self.chart.failed(Step::Capabilities, fault, Seen::Nothing)),
        };
        self.chart.fine(Step::Capabilities, Seen::Capabilities(offered.0.clone()));
        let let_in = greeted.is_signed_in();
        let (seen, fits) = means::compare(&offered, account.as_deref(), let_in);
        match fits {
            Ok(()) => self.chart.fine(Step::Mechanisms, seen),
            Err(fault) => return Err(self.chart.failed(Step::Mechanisms, fault, seen)),
        }
        match account {
            Some(account) => self.sign_in(&account, greeted, &addresses).await,
            None => Ok(()),
        }
    }

    /// The server of an address that is no account.
    async fn find(&mut self, address: &str) -> Result<Server, Stopped> {
        match search::domain(address) {
            Ok(domain) => self.chart.fine(Step::Address, Seen::Domain(domain)),
            Err(fault) => return Err(self.chart.failed(Step::Address, fault, Seen::Nothing)),
        }
        let (seen, found) = search::servers(self.tools, address).await;
        match found {
            Ok(candidate) => {
                let caution = candidate.needs_consent().then_some(Caution::Unconfirmed);
                self.chart.done(Step::Discovery, caution, seen);
                let server = candidate.imap;
                self.chart.report.server = Some((server.host.clone(), server.port, server.tls));
                Ok(server)
            }
            Err(fault) => Err(self.chart.failed(Step::Discovery, fault, seen)),
        }
    }

    async fn resolve(&mut self, server: &Server) -> Result<Vec<SocketAddr>, Stopped> {
        let limit = self.patience.connect;
        match dns::addresses(&self.tools.places, &server.host, server.port, limit).await {
            Ok(addresses) => {
                let seen = Seen::Addresses(addresses.iter().map(SocketAddr::ip).collect());
                self.chart.fine(Step::Dns, seen);
                Ok(addresses)
            }
            Err(fault) => Err(self.chart.failed(Step::Dns, fault, Seen::Nothing)),
        }
    }

    /// Tries each address where there are several; gives those that answer.
    async fn reach(
        &mut self,
        server: &Server,
        addresses: Vec<SocketAddr>,
    ) -> Result<Vec<SocketAddr>, Stopped> {
        // One is tried by connecting; without TLS only this machine is connected to, and at once.
        if addresses.len() < 2 || server.tls == TlsMode::None {
            return Ok(addresses);
        }
        let tried = reach::each(&addresses, self.patience.connect).await;
        let answering: Vec<SocketAddr> =
            tried.iter().filter(|reach| reach.failed.is_none()).map(|r| r.address).collect();
        let seen = Seen::Reached(tried.clone());
        if answering.is_empty() {
            return Err(self.chart.failed(Step::Tcp, reach::worst(&server.host, &tried), seen));
        }
        let caution = (answering.len() < tried.len()).then_some(Caution::SomeSilent);
        self.chart.done(Step::Tcp, caution, seen);
        Ok(answering)
    }

    async fn connect(
        &mut self,
        server: &Server,
        addresses: &[SocketAddr],
    ) -> Result<Greeted, Stopped> {
        let mut shown = Tls::default();
        let mut early = false;
        let chart = &mut self.chart;
        let mut watch = |passed: Passed| match passed {
            Passed::Dns => {}
            Passed::Tcp => chart.fine(Step::Tcp, Seen::Nothing),
            Passed::Early => early = true,
            Passed::Shown(tls) => shown = tls,
            Passed::Tls if server.tls == TlsMode::None => chart.fine(Step::Tls, Seen::Plain),
            Passed::Tls => {
                let caution = ends_soon(&shown);
                chart.done(Step::Tls, caution, Seen::Tls(std::mem::take(&mut shown)));
            }
            Passed::Greeting(words) => chart.fine(Step::Greeting, Seen::Greeting(words)),
        };
        let meter = self.meter.clone();
        let connected =
            imap::connect_at(server, addresses.to_vec(), meter, self.patience, &mut watch).await;
        connected.map_err(|fault| {
            let next = match self.chart.last() {
                None | Some(Step::Address | Step::Discovery | Step::Dns) => Step::Tcp,
                Some(Step::Tcp) if server.tls == TlsMode::StartTls && !early => Step::Greeting,
                Some(Step::Tcp) => Step::Tls,
                Some(_) => Step::Greeting,
            };
            // The wire calls every end of a connection one of connecting.
            let step = Step::of(fault.place).max(next);
            let seen = if step == Step::Tls { Seen::Tls(shown) } else { Seen::Nothing };
            self.chart.failed(step, fault, seen)
        })
    }

    async fn sign_in(
        &mut self,
        account: &Account,
        greeted: Greeted,
        addresses: &[SocketAddr],
    ) -> Result<(), Stopped> {
        let credentials = self.credentials(account).await?;
        let signed = match greeted.login(&credentials).await {
            Err(fault) if fault.kind == FaultKind::Grant(GrantProblem::Ended) => {
                self.with_another(account, &credentials, addresses, fault).await
            }
            other => other,
        };
        let mut session = match signed {
            Ok(session) => session,
            Err(fault) => return Err(self.chart.failed(Step::Login, fault, Seen::Nothing)),
        };
        self.chart.fine(Step::Login, Seen::Nothing);
        let inbox = WireName("INBOX".to_owned());
        match session.select(&inbox).await {
            Ok(selected) => {
                self.chart.fine(Step::Inbox, Seen::Inbox { messages: selected.exists });
            }
            Err(fault) => return Err(self.chart.failed(Step::Inbox, fault, Seen::Nothing)),
        }
        session.logout().await;
        Ok(())
    }

    /// What the account signs in with; a token that ends soon is renewed, one that does not is left
    /// alone: to renew is to make the old ones useless for another Pombo that is running.
    async fn credentials(&mut self, account: &Account) -> Result<Credentials, Stopped> {
        let vault = &self.tools.vault;
        let before = match account.oauth {
            Some(_) => vault.grant(account).await,
            None => None,
        };
        let credentials = match vault.credentials(account).await {
            Ok(credentials) => credentials,
            Err(fault) => {
                let seen = before.map_or(Seen::Nothing, |grant| means::token(grant, false));
                return Err(self.chart.failed(Step::Token, fault, seen));
            }
        };
        let Some(oauth) = &account.oauth else {
            self.chart.fine(Step::Token, Seen::Password);
            return Ok(credentials);
        };
        let grant = vault.grant(account).await.unwrap_or_default();
        let renewed = before.is_some_and(|before| before.expires_at != grant.expires_at);
        let caution = means::doubts(oauth, &grant);
        self.chart.done(Step::Token, caution, means::token(grant, renewed));
        Ok(credentials)
    }

    /// Once more with a new token, on a new connection.
    async fn with_another(
        &mut self,
        account: &Account,
        refused: &Credentials,
        addresses: &[SocketAddr],
        fault: Fault,
    ) -> Result<imap::Session, Fault> {
        let Credentials::Token { token, .. } = refused else { return Err(fault) };
        let credentials = self.tools.vault.renewed(account, token).await?;
        let server = &account.imap;
        let (addresses, meter) = (addresses.to_vec(), self.meter.clone());
        let again = imap::connect_at(server, addresses, meter, self.patience, &mut |_| {}).await?;
        again.login(&credentials).await
    }
}

/// What is worth a word about a certificate that is believed.
fn ends_soon(tls: &Tls) -> Option<Caution> {
    let days = tls.certificate.as_ref()?.days_left(chart::now());
    (!tls.by_hand && days < SOON).then_some(Caution::EndsSoon { days })
}

/// A whole time as milliseconds.
fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A fault of looking for servers.
fn discovery(kind: FaultKind, detail: impl Into<String>) -> Fault {
    Fault::new(kind, Place::Discovery, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::exam::Certificate;

    #[test]
    fn a_certificate_that_ends_soon_is_told_of_unless_it_was_trusted_by_hand() {
        let mut tls = Tls::default();
        assert_eq!(ends_soon(&tls), None);
        let certificate = Certificate {
            fingerprint: crate::model::account::Fingerprint([0; 32]),
            subject: String::new(),
            issuer: String::new(),
            names: Vec::new(),
            not_before: 0,
            not_after: chart::now() + 12 * 24 * 60 * 60 + 3_600,
        };
        tls.certificate = Some(Box::new(certificate));
        assert_eq!(ends_soon(&tls), Some(Caution::EndsSoon { days: 12 }));
        tls.by_hand = true;
        assert_eq!(ends_soon(&tls), None);
    }
}
