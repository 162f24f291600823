//! Accounts of the engine's tests that sign in with tokens.

use pombo::auth::Vault;
use pombo::auth::http::Http;
use pombo::auth::oauth::{self, Pages};
use pombo::model::account::Account;
use pombo::model::fault::Fault;
use pombo::model::link::Link;
use pombo::model::request::Ask;
use pombo::model::setup::Progress;
use tokio::sync::mpsc;

use super::{App, account};
use crate::support::oauth::{Provider, agree};
use crate::support::proxy::Proxy;
use crate::support::until;

/// The account on this port, with tokens from this provider.
pub fn with_tokens(provider: &Provider, port: u16) -> Account {
    Account { oauth: Some(provider.oauth()), ..account(port) }
}

/// Signs in as Pombo does, with a person who agrees; the tokens are in the vault afterwards.
pub async fn sign_in(account: &Account, vault: &Vault, user: &str) {
    let http = Http::new(None).unwrap();
    let pages = Pages { done_title: "Done".into(), ..Pages::default() };
    let (tell, mut told) = mpsc::unbounded_channel();
    let (_paste, pasted) = mpsc::unbounded_channel();
    let person = user.to_owned();
    let browser = tokio::spawn(async move {
        let Some(Progress::Browser { url }) = told.recv().await else { panic!("no URL") };
        let landed = tokio::task::spawn_blocking(move || agree(&url, &person)).await.unwrap();
        assert!(landed.page.contains("Done"), "{landed:?}");
    });
    let terms = account.oauth.as_ref().unwrap();
    let flow = oauth::by_browser(&http, terms, None, user, &pages, pasted, &tell);
    let tokens = flow.await.unwrap();
    browser.await.unwrap();
    vault.keep_tokens(account, tokens).await;
}

pub async fn until_sign_in_is_needed(app: &mut App) -> Fault {
    app.until("the question to sign in again", |app| match &app.link {
        Some(Link::SignInNeeded(fault)) => Some(fault.clone()),
        _ => None,
    })
    .await
}

/// Waits until tokens were renewed this often. The engine tells nothing of it.
pub fn until_refreshed(provider: &Provider, times: usize) {
    tokio::task::block_in_place(|| {
        until("a renewal", || (provider.state().refreshes >= times).then_some(()))
    });
}

/// Every connection ends; the engine notices, and may connect again at once.
pub async fn break_the_wire(app: &mut App, proxy: &Proxy) {
    proxy.cut();
    app.until("the account to be offline", |app| {
        matches!(app.link, Some(Link::Offline { .. })).then_some(())
    })
    .await;
    proxy.mend();
    app.forget();
    app.ask(Ask::Refresh);
}
