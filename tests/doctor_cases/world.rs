//! Everything around a recorded failure: name server, certificates, mail server, token endpoint,
//! and an account that knows them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pombo::auth::clients::Clients;
use pombo::auth::discovery::Places;
use pombo::auth::http::Http;
use pombo::auth::oauth::Pages;
use pombo::auth::{Secret, Tokens, Vault};
use pombo::imap::Patience;
use pombo::model::account::{Account, Fingerprint, SecretSource, Server as Place, TlsMode, Trust};
use pombo::model::exam::Report;
use pombo::model::ids::AccountId;
use pombo::model::oauth::OAuth;
use pombo::setup::Tools;
use pombo::setup::doctor::{Target, examine_within};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::TempDir;
use tokio::sync::mpsc;

use super::case::{Case, TokenAnswer};
use super::name_server::NameServer;
use super::provider;
use super::server::Server;

/// What must be nowhere in a report.
pub const LOCAL_PART: &str = "zenobia.quill";
pub const PASSWORD: &str = "opensesame-9z";
pub const ACCESS: &str = "ya29.a0AfH6SMBx9kQ2vLm3NpR7sT";
pub const REFRESH: &str = "1//0gPqRsTuVwXyZ0123456789abcdef";

type Identity = (CertificateDer<'static>, PrivateKeyDer<'static>);

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "Authority of the tests");
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// The server's certificate, as the case has it.
fn identity(case: &Case, known: &CertifiedIssuer<'static, KeyPair>) -> Identity {
    let name = match case.cert.as_deref() {
        Some("wrong-host") => "web17.hoster.example",
        _ => case.host(),
    };
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let (from, until) = match case.cert.as_deref() {
        Some("expired") => (2019, 2020),
        Some("future") => (2090, 2091),
        _ => (2020, 2095),
    };
    params.not_before = rcgen::date_time_ymd(from, 1, 1);
    params.not_after = rcgen::date_time_ymd(until, 1, 1);
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate().unwrap();
    let signed = match case.cert.as_deref() {
        Some("self-signed") => params.self_signed(&key),
        Some("stranger") => params.signed_by(&key, &authority()),
        _ => params.signed_by(&key, known),
    };
    let der = signed.unwrap().der().clone();
    (der, PrivateKeyDer::try_from(key.serialize_der()).unwrap())
}

/// Whatever a case needs, running.
pub struct World {
    pub tools: Tools,
    pub account: Account,
    patience: Patience,
    _dir: TempDir,
    _names: NameServer,
    _server: Server,
}

impl World {
    pub async fn of(case: &Case) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let known = authority();
        std::fs::write(dir.path().join("ca.pem"), known.pem()).unwrap();
        let server = Server::start(case, identity(case, &known)).await;
        let names = NameServer::start(case.dns.clone()).await;
        let mut account = account(case, server.port);
        account.imap.trust.ca = Some(dir.path().join("ca.pem"));
        if case.cert.as_deref() == Some("changed") {
            account.imap.trust = Trust { ca: None, pinned: Some(Fingerprint([9; 32])) };
        }
        let tools = Tools {
            vault: Vault::for_this_run(),
            http: Http::new(None).unwrap(),
            clients: Clients::default(),
            places: Places { name_server: Some(names.address), ..Places::default() },
            pages: Pages::default(),
        };
        let world = Self {
            tools,
            account,
            patience: patience(case.short),
            _dir: dir,
            _names: names,
            _server: server,
        };
        world.with_secret(case).await
    }

    async fn with_secret(mut self, case: &Case) -> Self {
        let vault = &self.tools.vault;
        match case.secret.as_deref() {
            Some("none") => {}
            Some("command") => {
                let command = "echo 'gpg: decryption failed: No secret key' >&2; exit 2";
                self.account.secret = SecretSource::Command(command.to_owned());
            }
            _ if case.oauth => {
                let usual = TokenAnswer { status: 400, body: "{}".to_owned() };
                let url = provider::start(case.token.clone().unwrap_or(usual)).await;
                self.account.oauth = Some(OAuth {
                    authorize: url.replace("/token", "/authorize"),
                    token: url,
                    client_id: "pombo-test".to_owned(),
                    ..OAuth::default()
                });
                let tokens = tokens(case.fresh);
                vault.keep_tokens(&self.account, tokens).await;
            }
            _ => vault.hold(self.account.id, Secret::from(PASSWORD)),
        }
        self
    }

    /// What the doctor says.
    pub async fn examined(&self) -> Report {
        let (tell, mut told) = mpsc::unbounded_channel();
        let target = Target::Account(Box::new(self.account.clone()));
        let report = examine_within(&self.tools, target, self.patience, &tell).await;
        let mut findings = Vec::new();
        while let Ok(finding) = told.try_recv() {
            findings.push(finding);
        }
        assert_eq!(findings, report.findings, "what is told is what is reported");
        report
    }
}

fn account(case: &Case, port: u16) -> Account {
    let tls = match case.tls.as_deref() {
        Some("starttls") => TlsMode::StartTls,
        _ => TlsMode::Implicit,
    };
    Account {
        id: AccountId(1),
        label: String::new(),
        name: "Zenobia Quill".to_owned(),
        address: format!("{LOCAL_PART}@example.org"),
        imap: Place { host: case.host().to_owned(), port, tls, trust: Trust::default() },
        user: LOCAL_PART.to_owned(),
        secret: SecretSource::ThisRun,
        oauth: None,
        hue: None,
        hide_unsubscribed: false,
    }
}

fn tokens(fresh: bool) -> Tokens {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = i64::try_from(now).unwrap();
    Tokens {
        access: Secret::from(ACCESS),
        refresh: Some(Secret::from(REFRESH)),
        expires_at: Some(if fresh { now + 3_600 } else { now - 60 }),
        scopes: Vec::new(),
        client_secret: None,
    }
}

/// Long where something is to come, short where nothing is.
fn patience(short: bool) -> Patience {
    let wait = if short { Duration::from_millis(900) } else { Duration::from_secs(50) };
    let (probe, quiet) = (wait / 2, Patience::default().quiet);
    Patience { connect: wait, greeting: wait, probe, command: wait, idle: wait, quiet }
}
