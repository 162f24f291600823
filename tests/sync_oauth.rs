//! The engine with tokens: a real OpenID provider, a Dovecot that asks it, Pombo's own sign-in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::time::{SystemTime, UNIX_EPOCH};

use pombo::auth::{Credentials, Vault};
use pombo::imap::{self, Meter, Session};
use pombo::model::account::Account;
use pombo::model::event::Fact;
use pombo::model::fault::{Fault, FaultKind, GrantProblem, Place};
use pombo::model::journal::State;
use pombo::model::link::Link;
use pombo::model::request::Ask;
use pombo::sync::Storage;
use support::dovecot::{Dovecot, USER};
use support::mails;
use support::oauth::{Options, Provider};
use support::proxy::Proxy;
use sync_kit::tokens::{
    break_the_wire, sign_in, until_refreshed, until_sign_in_is_needed, with_tokens,
};
use sync_kit::{App, LIVE};

/// A provider whose tokens live this long, a server with mail, and a running engine that is in step.
async fn started(access_seconds: u32) -> (Provider, Dovecot, Proxy, Account, Vault, App) {
    let provider = Provider::with(&Options { access_seconds, ..Options::default() });
    let server = Dovecot::of(&provider);
    server.fill("INBOX", (1..=3).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let account = with_tokens(&provider, proxy.port);
    let vault = Vault::for_this_run();
    sign_in(&account, &vault, USER).await;
    let mut app = App::with(Storage::Memory, account.clone(), vault.clone(), LIVE);
    app.until_live().await;
    (provider, server, proxy, account, vault, app)
}

fn never_asked(app: &App) -> bool {
    !app.told.iter().any(|fact| matches!(fact, Fact::Linked(Link::SignInNeeded(_))))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_was_refused_is_renewed_once_for_all_connections() {
    let (provider, server, proxy, _account, _vault, mut app) = started(3_600).await;
    assert_eq!(provider.state().refreshes, 0);
    assert_eq!(provider.expire_access_tokens(), 1);
    // The server asked for the token when it was signed in to, and does not ask again.
    server.client().append("INBOX", "", &mails::plain(4));
    app.until_row("INBOX", "Message 4").await;
    assert_eq!(provider.state().refreshes, 0);

    break_the_wire(&mut app, &proxy).await;
    app.until_live().await;
    server.client().append("INBOX", "", &mails::plain(5));
    app.until_row("INBOX", "Message 5").await;
    let state = provider.state();
    assert_eq!((state.refreshes, state.refused_refreshes), (1, 0));
    assert!(never_asked(&app));
    app.stop().await;
}

/// Shows the token that the vault holds, which is refused, and then the one that it gives for it.
async fn enter_with_renewed(account: &Account, vault: &Vault) -> Result<Session, Fault> {
    let old = vault.credentials(account).await?;
    let refused = imap::connect(&account.imap, Meter::default()).await?.login(&old).await;
    let refused = refused.map(drop).unwrap_err();
    assert_eq!(refused.kind, FaultKind::Grant(GrantProblem::Ended), "{refused}");
    let Credentials::Token { token, .. } = &old else { panic!("a password") };
    let renewed = vault.renewed(account, token).await?;
    imap::connect(&account.imap, Meter::default()).await?.login(&renewed).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_connections_at_once_cause_one_refresh() {
    let provider = Provider::start();
    let server = Dovecot::of(&provider);
    let account = with_tokens(&provider, server.port);
    let vault = Vault::for_this_run();
    sign_in(&account, &vault, USER).await;
    provider.expire_access_tokens();
    let enter = || enter_with_renewed(&account, &vault);
    let sessions = futures::future::join_all((0..8).map(|_| enter())).await;
    assert!(sessions.iter().all(Result::is_ok), "{sessions:?}");
    let state = provider.state();
    assert_eq!((state.refreshes, state.refused_refreshes), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_are_renewed_in_the_background_while_listening_goes_on() {
    let (provider, server, proxy, _account, _vault, mut app) = started(6).await;
    let connections = proxy.connections();
    // Each renewal shows the refresh token that the one before it gave.
    until_refreshed(&provider, 2);
    server.client().append("INBOX", "", &mails::plain(4));
    app.until_row("INBOX", "Message 4").await;
    assert_eq!(proxy.connections(), connections, "IDLE went on");
    let state = provider.state();
    assert_eq!((state.codes, state.refused_refreshes), (1, 0));

    // The next connection is made with the newest.
    break_the_wire(&mut app, &proxy).await;
    app.until_live().await;
    assert!(never_asked(&app));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_permission_that_is_taken_back_is_asked_for_again_and_the_journal_waits_for_it() {
    let (provider, server, proxy, account, vault, mut app) = started(6).await;
    assert!(provider.revoke_grants() > 0);
    let fault = until_sign_in_is_needed(&mut app).await;
    assert_eq!(
        (fault.kind, fault.place),
        (FaultKind::Grant(GrantProblem::Ended), Place::Authorization)
    );

    // The session that stands goes on, in both directions.
    let mut other = server.client();
    other.append("INBOX", "", &mails::plain(4));
    app.until_row("INBOX", "Message 4").await;
    let moved = app.order_move(&["Message 1"], "INBOX", "Archive");
    app.until_settled(moved).await;

    // Without it, what is done waits.
    let refused = provider.state().refused_refreshes;
    let connections = proxy.connections();
    proxy.cut();
    proxy.mend();
    let waiting = app.order_move(&["Message 2"], "INBOX", "Archive");
    app.until("it is on disk", |app| app.told.contains(&Fact::Journalled(waiting)).then_some(()))
        .await;
    app.ask(Ask::Refresh);
    until_sign_in_is_needed(&mut app).await;
    assert!(app.entries.get(&waiting).is_none_or(|state| *state == State::Queued));
    assert_eq!(other.message_ids("Archive"), ["m1@test.example"]);
    assert_eq!(proxy.connections(), connections, "nothing is tried with a dead token");
    assert_eq!(provider.state().refused_refreshes, refused, "nor with a dead refresh token");

    sign_in(&account, &vault, USER).await;
    app.forget();
    app.ask(Ask::SignedIn);
    app.until_settled(waiting).await;
    app.until_live().await;
    let mut archived = other.message_ids("Archive");
    archived.sort();
    assert_eq!(archived, ["m1@test.example", "m2@test.example"]);
    assert!(never_asked(&app));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_again_while_the_session_stands_takes_the_question_back() {
    let (provider, _server, proxy, account, vault, mut app) = started(6).await;
    let connections = proxy.connections();
    provider.revoke_grants();
    until_sign_in_is_needed(&mut app).await;
    sign_in(&account, &vault, USER).await;
    app.forget();
    app.ask(Ask::SignedIn);
    app.until_live().await;
    until_refreshed(&provider, provider.state().refreshes + 1);
    assert_eq!(proxy.connections(), connections);
    assert!(never_asked(&app));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fresh_token_that_is_not_taken_is_not_fetched_again_and_again() {
    let provider = Provider::start();
    let server = Dovecot::of(&provider);
    let proxy = Proxy::to(server.port);
    let account = with_tokens(&provider, proxy.port);
    let vault = Vault::for_this_run();
    // Another person than the account's agreed in the browser.
    sign_in(&account, &vault, "bruno").await;
    let mut app = App::with(Storage::Memory, account.clone(), vault.clone(), LIVE);
    let fault = until_sign_in_is_needed(&mut app).await;
    assert_eq!(
        (fault.kind, fault.place),
        (FaultKind::Grant(GrantProblem::NotTaken), Place::SignIn)
    );
    assert_eq!(provider.state().refreshes, 1);
    assert_eq!(proxy.connections(), 2);

    sign_in(&account, &vault, USER).await;
    app.ask(Ask::SignedIn);
    app.until_live().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_of_the_provider_is_waited_for_and_asks_nothing_of_the_person() {
    let (mut provider, _server, proxy, account, vault, mut app) = started(4).await;
    provider.kill();
    let end = vault.grant(&account).await.unwrap().expires_at.unwrap();
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    support::until("the end of the token", || (now() > end.unsigned_abs()).then_some(()));
    proxy.cut();
    proxy.mend();
    let fault = app
        .until("the account to be offline", |app| match &app.link {
            Some(Link::Offline { fault, .. }) if fault.place == Place::Authorization => {
                Some(fault.clone())
            }
            _ => None,
        })
        .await;
    assert_eq!(fault.kind, FaultKind::PortRefused);
    assert!(never_asked(&app));
    app.stop().await;
}
