//! Tokens that are renewed when it is time, once, and never lost; against a real token endpoint on
//! loopback.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures::future::join_all;

use self::server::{Mood, Server};
use super::record::Record;
use super::*;
use crate::auth::shelf::tests::Fragile;
use crate::auth::shelf::{self, Prompt, Shelf};
use crate::auth::tests::account;
use crate::model::fault::GrantProblem;

mod crash;
mod places;
mod server;

const NAME: &str = "oauth:3:ana@example.org";

/// Seconds from now, as a time.
pub(super) fn soon(seconds: i64) -> Option<i64> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Some(i64::try_from(now.as_secs()).unwrap() + seconds)
}

/// The first tokens, which end in so many seconds.
pub(super) fn first(expires_at: Option<i64>) -> Tokens {
    Tokens {
        access: "access-1".into(),
        refresh: Some("refresh-1".into()),
        expires_at,
        scopes: vec!["mail".to_owned()],
        client_secret: Some("of the client".into()),
    }
}

/// An account whose tokens come from this endpoint.
pub(super) fn signing_in_at(url: &str, secret: SecretSource) -> Account {
    let oauth = OAuth {
        authorize: "https://auth.example/authorize".to_owned(),
        token: url.to_owned(),
        client_id: "pombo".to_owned(),
        scopes: vec!["mail".to_owned()],
        ..OAuth::default()
    };
    Account { oauth: Some(oauth), ..account(secret) }
}

/// A token endpoint, a shelf in the place of the keyring, and a vault and an account that use both.
pub(super) struct Scene {
    pub server: Server,
    pub shelf: Arc<Fragile>,
    pub vault: Vault,
    pub account: Account,
}

impl Scene {
    /// With the first tokens kept.
    pub async fn with(expires_at: Option<i64>) -> Self {
        Self::on(Fragile::new(usize::MAX), expires_at).await
    }

    /// They were had almost an hour ago.
    pub async fn on(shelf: Arc<Fragile>, expires_at: Option<i64>) -> Self {
        let server = Server::start().await;
        let vault = Vault::for_this_run().with_shelf(shelf.clone());
        let account = signing_in_at(&server.url, SecretSource::Keyring);
        let since = soon(-3500).unwrap();
        let record = Record { tokens: first(expires_at), endpoint: server.url.clone(), since };
        let record = record.write().unwrap();
        shelf::write(&*shelf, NAME, &record, Prompt::Never).await.unwrap();
        Self { server, shelf, vault, account }
    }

    /// What a process that is started now would have.
    pub fn restarted(&self) -> Vault {
        Vault::for_this_run().with_shelf(self.shelf.clone())
    }

    pub async fn token(&self) -> Result<String, FaultKind> {
        text(self.vault.credentials(&self.account).await)
    }

    pub async fn renewed(&self, refused: &str) -> Result<String, FaultKind> {
        text(self.vault.renewed(&self.account, &refused.into()).await)
    }

    /// The refresh token that is kept.
    pub async fn kept(&self) -> String {
        let tokens = self.restarted();
        let tokens = tokens.purses.tokens(&tokens, &self.account).await.unwrap();
        tokens.refresh.unwrap().expose_secret().to_owned()
    }
}

pub(super) fn text(credentials: Result<Credentials, Fault>) -> Result<String, FaultKind> {
    match credentials.map_err(|fault| fault.kind)? {
        Credentials::Token { user, token } => {
            assert_eq!(user, "ana");
            Ok(token.expose_secret().to_owned())
        }
        Credentials::Password { .. } => panic!("a password"),
    }
}

fn ended() -> FaultKind {
    FaultKind::Grant(GrantProblem::Ended)
}

#[tokio::test]
async fn tokens_that_are_good_for_a_while_are_given_as_they_are() {
    let scene = Scene::with(soon(3000)).await;
    assert_eq!(scene.token().await.unwrap(), "access-1");
    assert_eq!(text(scene.restarted().credentials(&scene.account).await).unwrap(), "access-1");
    let grant = scene.vault.grant(&scene.account).await.unwrap();
    assert!(grant.renewable && grant.expires_at == soon(3000).min(grant.expires_at));
    assert_eq!(grant.scopes, ["mail"]);
    let ahead = grant.expires_at.unwrap() - scene.vault.renews_at(&scene.account).await.unwrap();
    assert_eq!(ahead, 300);
    assert!(scene.server.came().is_empty());
}

#[tokio::test]
async fn tokens_near_their_end_are_renewed_once_for_all_who_ask() {
    for left in [100, -100] {
        let scene = Scene::with(soon(left)).await;
        let told = join_all((0..8).map(|_| scene.token())).await;
        assert_eq!(told, vec![Ok("access-2".to_owned()); 8]);
        assert_eq!(scene.server.came(), ["refresh-1"]);
        assert_eq!(scene.kept().await, "refresh-2");
        let after = scene.vault.purses.tokens(&scene.vault, &scene.account).await.unwrap();
        assert_eq!(after.client_secret.unwrap().expose_secret(), "of the client");
    }
}

#[tokio::test]
async fn tokens_that_never_live_long_are_not_renewed_at_every_turn() {
    let scene = Scene::with(soon(-1)).await;
    scene.server.set(|state| state.life = Some(60));
    let told = join_all((0..8).map(|_| scene.token())).await;
    assert_eq!(told, vec![Ok("access-2".to_owned()); 8]);
    assert_eq!(scene.token().await.unwrap(), "access-2");
    assert_eq!(scene.server.came().len(), 1);
    let grant = scene.vault.grant(&scene.account).await.unwrap();
    let renews_at = scene.vault.renews_at(&scene.account).await.unwrap();
    assert_eq!(grant.expires_at.unwrap() - renews_at, 30);
}

#[tokio::test]
async fn tokens_without_an_end_are_renewed_when_they_are_refused() {
    let scene = Scene::with(None).await;
    assert_eq!(scene.token().await.unwrap(), "access-1");
    assert_eq!(scene.vault.renews_at(&scene.account).await, None);
    let told = join_all((0..8).map(|_| scene.renewed("access-1"))).await;
    assert_eq!(told, vec![Ok("access-2".to_owned()); 8]);
    // Who is late with an old refusal gets what there is.
    assert_eq!(scene.renewed("access-1").await.unwrap(), "access-2");
    assert_eq!(scene.server.came(), ["refresh-1"]);
    assert_eq!(scene.renewed("access-2").await.unwrap(), "access-3");
}

#[tokio::test]
async fn a_server_that_gives_no_new_refresh_token_keeps_the_old_one() {
    let scene = Scene::with(soon(0)).await;
    scene.server.set(|state| state.rotates = false);
    assert_eq!(scene.token().await.unwrap(), "access-2");
    assert_eq!(scene.kept().await, "refresh-1");
    assert_eq!(scene.renewed("access-2").await.unwrap(), "access-3");
    assert_eq!(scene.server.came(), ["refresh-1", "refresh-1"]);
}

#[tokio::test]
async fn a_grant_that_ended_is_not_asked_for_again_and_again() {
    let scene = Scene::with(soon(100)).await;
    scene.server.set(|state| state.mood = Mood::Revoked);
    let told = join_all((0..8).map(|_| scene.token())).await;
    assert_eq!(told, vec![Err(ended()); 8]);
    assert_eq!(scene.token().await, Err(ended()));
    assert_eq!(scene.renewed("access-1").await, Err(ended()));
    assert_eq!(scene.server.came().len(), 1);
    assert!(!scene.vault.grant(&scene.account).await.unwrap().renewable);

    // The person signs in again.
    scene.server.set(|state| (state.mood, state.good) = (Mood::Good, 7));
    let new = Tokens { refresh: Some("refresh-7".into()), ..first(soon(0)) };
    assert_eq!(scene.vault.keep_tokens(&scene.account, new).await, SecretSource::Keyring);
    assert_eq!(scene.token().await.unwrap(), "access-3");
    assert_eq!(scene.kept().await, "refresh-8");
}

#[tokio::test]
async fn a_server_that_is_away_leaves_the_old_token_as_long_as_it_is_good() {
    let scene = Scene::with(soon(100)).await;
    scene.server.set(|state| state.mood = Mood::Ill);
    assert_eq!(scene.token().await.unwrap(), "access-1");
    let refused = scene.renewed("access-1").await.unwrap_err();
    assert!(!matches!(refused, FaultKind::Grant(_)), "{refused:?}");
    scene.server.set(|state| state.mood = Mood::Good);
    assert!(scene.renewed("access-1").await.unwrap().starts_with("access-"));
    assert_eq!(scene.kept().await, "refresh-2");

    let scene = Scene::with(soon(-1)).await;
    scene.server.set(|state| state.mood = Mood::Ill);
    let told = join_all((0..8).map(|_| scene.token())).await;
    assert!(told.iter().all(Result::is_err), "{told:?}");
    assert_eq!(scene.server.came().len(), 1);
}

#[tokio::test]
async fn without_a_refresh_token_only_the_person_can_help() {
    let scene = Scene::with(soon(3000)).await;
    let tokens = Tokens { refresh: None, ..first(soon(100)) };
    scene.vault.try_keep_tokens(&scene.account, tokens.clone()).await.unwrap();
    assert_eq!(scene.token().await.unwrap(), "access-1");
    assert!(!scene.vault.grant(&scene.account).await.unwrap().renewable);
    assert_eq!(scene.renewed("access-1").await, Err(ended()));
    let tokens = Tokens { expires_at: soon(-1), ..tokens };
    scene.vault.try_keep_tokens(&scene.account, tokens).await.unwrap();
    assert_eq!(scene.token().await, Err(ended()));
    assert!(scene.server.came().is_empty());
}

#[tokio::test]
async fn what_another_process_renewed_is_taken() {
    let scene = Scene::with(soon(100)).await;
    assert_eq!(scene.token().await.unwrap(), "access-2");
    let other = scene.restarted();
    assert_eq!(text(other.renewed(&scene.account, &"access-2".into()).await).unwrap(), "access-3");
    // A refresh token that comes twice would end the grant of both.
    assert_eq!(scene.renewed("access-2").await.unwrap(), "access-3");
    assert_eq!(scene.server.came(), ["refresh-1", "refresh-2"]);
}

#[tokio::test]
async fn a_process_that_is_faster_at_the_last_moment_does_not_end_the_grant() {
    let scene = Scene::with(soon(100)).await;
    let other = Scene::with(soon(3000)).await;
    let theirs = Tokens { access: "theirs".into(), ..first(soon(3000)) };
    other.vault.try_keep_tokens(&scene.account, theirs).await.unwrap();
    let record = other.shelf.entries.lock().unwrap()[NAME].clone();
    let shelf = scene.shelf.clone();
    scene.server.set(|state| {
        state.before = Some(Box::new(move |state| {
            state.mood = Mood::Revoked;
            shelf.entries.lock().unwrap().insert(NAME.to_owned(), record);
        }));
    });
    assert_eq!(scene.token().await.unwrap(), "theirs");
    assert_eq!(scene.server.came().len(), 1);
}

#[tokio::test]
async fn tokens_are_shown_to_no_other_server() {
    let scene = Scene::with(soon(-1)).await;
    let other = Server::start().await;
    let moved = signing_in_at(&other.url, SecretSource::Keyring);
    for vault in [&scene.vault, &scene.restarted()] {
        let fault = vault.credentials(&moved).await.map(drop).unwrap_err();
        assert_eq!((fault.kind, fault.place), (FaultKind::NoPassword, Place::SignIn));
        assert_eq!(vault.grant(&moved).await, None);
    }
    assert!(other.came().is_empty());
}

#[tokio::test]
async fn what_is_kept_and_makes_no_sense_asks_for_a_new_sign_in() {
    let scene = Scene::with(soon(3000)).await;
    let good = scene.shelf.entries.lock().unwrap()[NAME].clone();
    let huge = good.replace("mail", &"x".repeat(300_000));
    let typed = good.replace("\"since\"", "\"before\"");
    for bad in [
        "",
        "{}",
        "[1]",
        "pieces:0:3",
        "null",
        "\u{0}",
        good.strip_prefix('{').unwrap(),
        &typed,
        &huge,
    ] {
        scene.shelf.entries.lock().unwrap().insert(NAME.to_owned(), bad.to_owned());
        let read = scene.restarted().credentials(&scene.account).await.map(drop);
        assert_eq!(read.unwrap_err().kind, FaultKind::NoPassword, "{bad}");
    }
    let deep = "[".repeat(100_000);
    scene.shelf.entries.lock().unwrap().insert(NAME.to_owned(), deep);
    assert_eq!(scene.restarted().grant(&scene.account).await, None);
    scene.vault.try_keep_tokens(&scene.account, first(soon(3000))).await.unwrap();
    assert_eq!(text(scene.restarted().credentials(&scene.account).await).unwrap(), "access-1");
}

#[tokio::test]
async fn a_command_prints_the_token_and_is_run_again_when_that_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let runs = dir.path().join("runs");
    let command = format!("echo x >> {0}; wc -l < {0} | tr -d ' '", runs.display());
    let account = signing_in_at("http://127.0.0.1:1/", SecretSource::Command(command));
    let vault = Vault::for_this_run();
    assert_eq!(text(vault.credentials(&account).await).unwrap(), "1");
    let renewed = || async { text(vault.renewed(&account, &"1".into()).await) };
    let told = join_all((0..8).map(|_| renewed())).await;
    assert_eq!(told, vec![Ok("2".to_owned()); 8]);
    assert_eq!(std::fs::read_to_string(&runs).unwrap().lines().count(), 2);
    assert_eq!(vault.grant(&account).await, None);

    let broken = signing_in_at("http://127.0.0.1:1/", SecretSource::Command("exit 1".into()));
    let told = vault.renewed(&broken, &"1".into()).await.map(drop);
    assert_eq!(told.unwrap_err().kind, FaultKind::PasswordCommand);
}

#[tokio::test]
async fn a_password_that_is_refused_is_not_renewed() {
    let vault = Vault::for_this_run();
    let with = |source| account(source);
    vault.hold(account(SecretSource::ThisRun).id, "typed".into());
    let told = vault.renewed(&with(SecretSource::ThisRun), &"typed".into()).await.map(drop);
    assert_eq!(told.unwrap_err().kind, FaultKind::WrongPassword);
    let command = with(SecretSource::Command("echo newer".to_owned()));
    let told = vault.renewed(&command, &"typed".into()).await.unwrap();
    assert!(matches!(told, Credentials::Password { password, .. }
        if password.expose_secret() == "newer"));
}

#[tokio::test]
async fn nothing_that_is_printed_for_debugging_shows_a_token() {
    let scene = Scene::with(soon(100)).await;
    scene.token().await.unwrap();
    let tokens = scene.vault.purses.tokens(&scene.vault, &scene.account).await.unwrap();
    let printed = format!("{:?} {tokens:?}", scene.vault);
    for secret in ["access-", "refresh-", "of the client"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
