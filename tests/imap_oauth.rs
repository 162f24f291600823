//! Signing in with tokens to a real Dovecot that asks a real OpenID provider about them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;

use pombo::auth::{Credentials, Secret};
use pombo::imap::{self, Meter};
use pombo::model::account::{Server, TlsMode, Trust};
use pombo::model::fault::{Fault, FaultKind, GrantProblem, Place};
use support::dovecot::{Dovecot, Options, PASSWORD, USER};
use support::oauth::{Provider, SCOPE};
use support::proxy::Proxy;

/// Signs in to Dovecot on this port; the mailboxes that are there.
async fn login(port: u16, user: &str, token: &str) -> Result<usize, Fault> {
    let token = Secret::from(token.to_owned());
    login_with(port, &Credentials::Token { user: user.to_owned(), token }).await
}

async fn login_with(port: u16, credentials: &Credentials) -> Result<usize, Fault> {
    let server =
        Server { host: "127.0.0.1".into(), port, tls: TlsMode::None, trust: Trust::default() };
    let mut session = imap::connect(&server, Meter::default()).await?.login(credentials).await?;
    let mailboxes = session.list().await?;
    session.logout().await;
    Ok(mailboxes.len())
}

/// Servers with one of the mechanisms or both, with and without SASL-IR.
fn kinds(provider: &Provider) -> Vec<(&'static str, &'static str, Dovecot)> {
    [
        ("IMAP4rev1 SASL-IR IDLE", "xoauth2 oauthbearer", "OAUTHBEARER"),
        ("IMAP4rev1 IDLE", "oauthbearer", "OAUTHBEARER"),
        ("IMAP4rev1 SASL-IR IDLE", "xoauth2", "XOAUTH2"),
        ("IMAP4rev1 IDLE", "xoauth2", "XOAUTH2"),
    ]
    .map(|(capability, token_mechanisms, spoken)| {
        let issuer = Some(provider.issuer());
        let options = Options { capability, issuer, token_mechanisms, ..Options::default() };
        (capability, spoken, Dovecot::with(&options))
    })
    .into()
}

fn ended() -> (FaultKind, Place) {
    (FaultKind::Grant(GrantProblem::Ended), Place::SignIn)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dovecot_takes_the_providers_tokens_and_no_others_by_either_mechanism() {
    let provider = Provider::start();
    let good = provider.tokens(USER, SCOPE).access_token;
    let foreign = provider.tokens("bruno", SCOPE).access_token;
    let for_another_use = provider.tokens(USER, "calendar").access_token;
    for (capability, spoken, server) in kinds(&provider) {
        let proxy = Proxy::to(server.port);
        assert!(login(proxy.port, USER, &good).await.unwrap() >= 5, "{capability}");
        let sent = proxy.sent();
        let line = sent.lines().find(|line| line.contains("AUTHENTICATE")).unwrap();
        assert_eq!(line.split(' ').nth(2), Some(spoken), "{capability}");
        let words = if capability.contains("SASL-IR") { 4 } else { 3 };
        assert_eq!(line.split(' ').count(), words, "{capability} {spoken}");

        // Dovecot holds each refusal back for a while.
        let bad = [foreign.as_str(), for_another_use.as_str(), "garbage", &good[1..]];
        let answers = bad.map(|token| login(server.port, USER, token));
        for (token, answer) in bad.iter().zip(futures::future::join_all(answers).await) {
            let fault = answer.unwrap_err();
            assert_eq!((fault.kind.clone(), fault.place), ended(), "{spoken}: {fault}");
            assert!(!fault.detail.contains(token), "{fault}");
        }
        assert!(login(server.port, "bruno", &foreign).await.is_ok(), "{capability}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_good_until_it_ends_or_is_taken_back() {
    let provider = Provider::start();
    let server = Dovecot::of(&provider);
    let token = provider.tokens(USER, SCOPE).access_token;
    assert!(login(server.port, USER, &token).await.is_ok());
    assert_eq!(provider.expire_access_tokens(), 1);
    let fault = login(server.port, USER, &token).await.unwrap_err();
    assert_eq!((fault.kind, fault.place), ended());

    let token = provider.tokens(USER, SCOPE).access_token;
    assert!(login(server.port, USER, &token).await.is_ok());
    assert!(provider.revoke_grants() > 0);
    let fault = login(server.port, USER, &token).await.unwrap_err();
    assert_eq!((fault.kind, fault.place), ended());
    assert!(provider.state().introspections >= 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_of_the_provider_is_not_blamed_on_the_token() {
    let mut provider = Provider::start();
    let server = Dovecot::of(&provider);
    let token = provider.tokens(USER, SCOPE).access_token;
    provider.kill();
    let fault = login(server.port, USER, &token).await.unwrap_err();
    assert_eq!((fault.kind, fault.place), (FaultKind::Unavailable, Place::SignIn));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passwords_go_on_to_work_where_tokens_do() {
    let provider = Provider::start();
    let server = Dovecot::of(&provider);
    let password = Secret::from(PASSWORD.to_owned());
    let right = Credentials::Password { user: USER.to_owned(), password };
    assert!(login_with(server.port, &right).await.is_ok());
    let token = provider.tokens(USER, SCOPE).access_token;
    // A token is no password.
    let wrong = Credentials::Password { user: USER.to_owned(), password: Secret::from(token) };
    let fault = login_with(server.port, &wrong).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::WrongPassword);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_for_passwords_only_takes_no_token() {
    let server = Dovecot::start();
    let fault = login(server.port, USER, "token").await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Grant(GrantProblem::NotTaken));
}
