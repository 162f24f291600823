//! Signing in step by step, over real sockets on loopback: the test is the browser.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod setup_kit;
mod support;

use std::collections::HashMap;

use pombo::auth::http::Http;
use pombo::auth::{Credentials, Secret, Tokens};
use pombo::model::account::{Account, SecretSource, Server, TlsMode, Trust};
use pombo::model::fault::{Fault, FaultKind, GrantProblem, Place};
use pombo::model::ids::AccountId;
use pombo::model::oauth::OAuth;
use pombo::model::setup::Progress;
use pombo::setup::Tools;
use pombo::setup::sign_in::{Proof, sign_in};
use secrecy::ExposeSecret;
use setup_kit::dns::{NameServer, Zone};
use setup_kit::mail::{Mail, PASSWORD, TOKEN};
use setup_kit::web::{Reply, Web};
use setup_kit::{ANA, soon, told, tools};
use tokio::sync::mpsc;

const TAKES_BOTH: &str = "IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=OAUTHBEARER";

/// Everything one sign-in meets.
struct Stage {
    mail: Mail,
    web: Web,
    tools: Tools,
    _dns: NameServer,
}

impl Stage {
    async fn new(capabilities: &'static str) -> Self {
        let mail = Mail::start(capabilities).await;
        let (dns, web) = (NameServer::start(Zone::default()).await, Web::start().await);
        let tools = tools(&dns, &web, Some(mail.ca.clone()));
        Self { mail, web, tools, _dns: dns }
    }

    fn account(&self, oauth: Option<OAuth>) -> Account {
        let trust = Trust { ca: Some(self.mail.ca.clone()), pinned: None };
        Account {
            id: AccountId(7),
            label: String::new(),
            name: "Ana".to_owned(),
            address: ANA.to_owned(),
            imap: Server {
                host: "localhost".to_owned(),
                port: self.mail.port,
                tls: TlsMode::Implicit,
                trust,
            },
            user: ANA.to_owned(),
            secret: SecretSource::ThisRun,
            oauth,
            hue: None,
            hide_unsubscribed: false,
        }
    }

    /// An authorization server that registers, gives this token, and takes it back.
    fn oauth(&self, token: &str) -> OAuth {
        let at = &self.web.url;
        self.web.reply("/register", Reply::json("{\"client_id\": \"a-new-client\"}"));
        let tokens = format!(
            "{{\"access_token\": \"{token}\", \"token_type\": \"Bearer\", \"expires_in\": 3600, \
             \"refresh_token\": \"a-refresh-token\"}}"
        );
        self.web.reply("/token", Reply::json(tokens));
        self.web.reply("/revoke", Reply::json("{}"));
        OAuth {
            authorize: format!("{at}/authorize"),
            token: format!("{at}/token"),
            register: Some(format!("{at}/register")),
            revoke: Some(format!("{at}/revoke")),
            scopes: vec!["imap".to_owned()],
            ..OAuth::default()
        }
    }

    /// Signs in; the test consents in the place of the person. With the steps that were told.
    async fn by_browser(&self, account: Account) -> (Result<Account, Fault>, Vec<Progress>) {
        let (tell, steps) = mpsc::unbounded_channel();
        let (_paste, pasted) = mpsc::unbounded_channel();
        let person = tokio::spawn(person(steps));
        let outcome = soon(sign_in(&self.tools, account, Proof::Browser(pasted), &tell)).await;
        drop(tell);
        (outcome, soon(person).await.unwrap())
    }

    async fn by(&self, account: Account, proof: Proof) -> (Result<Account, Fault>, Vec<Progress>) {
        let (tell, mut steps) = mpsc::unbounded_channel();
        let outcome = soon(sign_in(&self.tools, account, proof, &tell)).await;
        (outcome, told(&mut steps))
    }
}

/// Whoever sits before the window: opens what is told, and says yes.
async fn person(mut steps: mpsc::UnboundedReceiver<Progress>) -> Vec<Progress> {
    let mut all = Vec::new();
    while let Some(step) = steps.recv().await {
        if let Progress::Browser { url } = &step {
            consent(url);
        }
        all.push(step);
    }
    all
}

/// What a browser does when the person says yes: it goes where it is sent.
fn consent(url: &str) {
    let url = url::Url::parse(url).unwrap();
    let asked: HashMap<_, _> = url.query_pairs().into_owned().collect();
    let mut back = url::Url::parse(&asked["redirect_uri"]).unwrap();
    back.query_pairs_mut().append_pair("code", "a-code").append_pair("state", &asked["state"]);
    // The page comes when the exchange is done: nobody waits for it here.
    tokio::spawn(async move {
        let http = Http::new(None).unwrap();
        drop(http.get(back.as_str(), Place::Browser).await);
    });
}

fn kind<T>(result: Result<T, Fault>) -> Option<FaultKind> {
    result.err().map(|fault| fault.kind)
}

fn names(steps: &[Progress]) -> Vec<&'static str> {
    let name = |step: &Progress| match step {
        Progress::Registering => "registering",
        Progress::Browser { .. } => "browser",
        Progress::Device { .. } => "device",
        Progress::Exchanging => "exchanging",
        Progress::Connecting => "connecting",
    };
    steps.iter().map(name).collect()
}

#[tokio::test]
async fn the_right_password_is_kept_and_a_wrong_one_is_not() {
    let stage = Stage::new(TAKES_BOTH).await;
    let wrong = Proof::Password(Secret::from("not it"));
    let (refused, _) = stage.by(stage.account(None), wrong).await;
    assert_eq!(kind(refused), Some(FaultKind::WrongPassword));
    let nothing = stage.tools.vault.credentials(&stage.account(None)).await.map(drop);
    assert_eq!(kind(nothing), Some(FaultKind::NoPassword));

    let right = Proof::Password(Secret::from(PASSWORD));
    let before = stage.account(Some(stage.oauth(TOKEN)));
    let (account, steps) = stage.by(before, right).await;
    let account = account.unwrap();
    assert_eq!(names(&steps), ["connecting"]);
    assert_eq!((account.oauth.as_ref(), &account.secret), (None, &SecretSource::ThisRun));
    let kept = stage.tools.vault.credentials(&account).await.unwrap();
    let Credentials::Password { password, .. } = kept else { panic!("{kept:?}") };
    assert_eq!(password.expose_secret(), PASSWORD);

    // What is kept signs in again.
    let (again, _) = stage.by(account.clone(), Proof::Kept).await;
    assert_eq!(again.unwrap(), account);
}

#[tokio::test]
async fn the_browser_leads_to_kept_tokens_and_a_registered_name() {
    let stage = Stage::new(TAKES_BOTH).await;
    let (account, steps) = stage.by_browser(stage.account(Some(stage.oauth(TOKEN)))).await;
    let account = account.unwrap();
    assert_eq!(names(&steps), ["registering", "browser", "exchanging", "connecting"]);
    let oauth = account.oauth.as_ref().unwrap();
    assert_eq!(oauth.client_id, "a-new-client");
    assert_eq!(account.secret, SecretSource::ThisRun);
    let kept = stage.tools.vault.credentials(&account).await.unwrap();
    let Credentials::Token { user, token } = kept else { panic!("{kept:?}") };
    assert_eq!((user.as_str(), token.expose_secret()), (ANA, TOKEN));
    let exchange = stage.web.came_to("/token").remove(0).body;
    assert!(exchange.contains("code_verifier=") && exchange.contains("code=a-code"), "{exchange}");
    assert!(stage.web.came_to("/revoke").is_empty());
    // The address is the hint; a shared mailbox's owner goes before it.
    let Progress::Browser { url } = &steps[1] else { panic!("{steps:?}") };
    assert!(url.contains("login_hint=ana%40example.test"), "{url}");
}

#[tokio::test]
async fn a_kept_token_that_has_ended_is_renewed_once_before_the_person_is_asked() {
    let stage = Stage::new(TAKES_BOTH).await;
    let client_id = "an-old-client".to_owned();
    let account = stage.account(Some(OAuth { client_id, ..stage.oauth(TOKEN) }));
    let tokens = Tokens {
        access: Secret::from("an-ended-token"),
        refresh: Some(Secret::from("a-refresh-token")),
        expires_at: None,
        scopes: vec!["imap".to_owned()],
        client_secret: None,
    };
    stage.tools.vault.keep_tokens(&account, tokens).await;
    let (again, steps) = stage.by(account.clone(), Proof::Kept).await;
    assert_eq!(again.unwrap(), account);
    assert_eq!(names(&steps), ["connecting", "connecting"]);
    assert_eq!(stage.web.came_to("/token").len(), 1);
}

#[tokio::test]
async fn the_owner_of_a_shared_mailbox_is_the_one_who_is_asked() {
    let stage = Stage::new(TAKES_BOTH).await;
    let owner = Some("boss@example.test".to_owned());
    let shared = stage.account(Some(OAuth { owner, ..stage.oauth(TOKEN) }));
    let (account, steps) = stage.by_browser(shared).await;
    assert_eq!(account.unwrap().user, ANA);
    let Progress::Browser { url } = &steps[1] else { panic!("{steps:?}") };
    assert!(url.contains("login_hint=boss%40example.test"), "{url}");
}

#[tokio::test]
async fn a_grant_that_the_mail_server_does_not_take_is_given_back_and_not_kept() {
    let stage = Stage::new(TAKES_BOTH).await;
    let account = stage.account(Some(stage.oauth("another-token")));
    let (refused, steps) = stage.by_browser(account.clone()).await;
    assert_eq!(kind(refused), Some(FaultKind::Grant(GrantProblem::NotTaken)));
    assert_eq!(names(&steps), ["registering", "browser", "exchanging", "connecting"]);
    let bodies: String = stage.web.came_to("/revoke").into_iter().map(|came| came.body).collect();
    assert!(bodies.contains("a-refresh-token"), "{bodies}");
    let nothing = stage.tools.vault.credentials(&account).await.map(drop);
    assert!(nothing.is_err());
}

#[tokio::test]
async fn the_person_is_sent_to_the_browser_only_when_it_can_be_of_use() {
    // A server without tokens.
    let stage = Stage::new("IMAP4rev1 AUTH=PLAIN").await;
    let account = stage.account(Some(stage.oauth(TOKEN)));
    let (refused, steps) = stage.by_browser(account).await;
    assert_eq!(kind(refused), Some(FaultKind::Grant(GrantProblem::NotTaken)));
    assert_eq!(names(&steps), [""; 0]);

    // A certificate that is not believed.
    let stage = Stage::new(TAKES_BOTH).await;
    let mut account = stage.account(Some(stage.oauth(TOKEN)));
    account.imap.trust = Trust::default();
    let (refused, steps) = stage.by_browser(account).await;
    let Some(FaultKind::Certificate { .. }) = kind(refused) else { panic!() };
    assert_eq!(names(&steps), [""; 0]);

    // Nobody told who we are.
    let nobody = OAuth { register: None, ..stage.oauth(TOKEN) };
    let (refused, steps) = stage.by_browser(stage.account(Some(nobody))).await;
    assert_eq!(kind(refused), Some(FaultKind::Grant(GrantProblem::NoClient)));
    assert_eq!(names(&steps), [""; 0]);

    // Nor where.
    let (refused, _) = stage.by_browser(stage.account(None)).await;
    assert_eq!(kind(refused), Some(FaultKind::Grant(GrantProblem::NoClient)));
    assert!(stage.web.came().is_empty(), "{:?}", stage.web.came());
}

#[tokio::test]
async fn no_token_and_no_secret_is_in_what_is_told() {
    let stage = Stage::new(TAKES_BOTH).await;
    let account = stage.account(Some(stage.oauth("another-token")));
    let (refused, steps) = stage.by_browser(account).await;
    let told = format!("{refused:?} {steps:?} {:?}", stage.tools);
    for secret in ["another-token", "a-refresh-token", "a-code", PASSWORD] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
}
