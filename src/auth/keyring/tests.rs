//! Against a real keyring: gnome-keyring on a D-Bus session of its own. The test runs itself again
//! as a child process for each step, as each start of Pombo is a process of its own.

use std::path::Path;
use std::process::Command;

use super::super::tests::{account, shown};
use super::super::{Credentials, KeyringState, Secret, Tokens, Vault};
use super::*;
use crate::model::account::{Account, SecretSource};
use crate::model::oauth::OAuth;

/// Tells a child process which step it is.
const STEP: &str = "POMBO_TEST_KEYRING_STEP";

const PASSWORD: &str = "pässword with spaces and \"quotes\"";

/// `$1` is this test program, `$2` the test's name. A keyring is made, used by four processes,
/// locked with nobody to unlock it, and used once more.
const SESSION: &str = r#"
set -eu
step() { POMBO_TEST_KEYRING_STEP="$1" "$PROGRAM" --exact "$TEST" --nocapture; }
PROGRAM="$1"
TEST="$2"
printf 'the password of the keyring' | gnome-keyring-daemon --unlock --components=secrets
step keep
step read
step restart
step lock
"#;

/// A new daemon takes the place of the old one, whose sessions it does not know.
const RESTART: &str = "printf 'the password of the keyring' | \
    gnome-keyring-daemon --replace --unlock --components=secrets";

const LOCK: &str = "dbus-send --session --print-reply --dest=org.freedesktop.secrets \
    /org/freedesktop/secrets org.freedesktop.Secret.Service.Lock \
    array:objpath:/org/freedesktop/secrets/collection/login";

#[test]
fn profiles_and_accounts_have_names_of_their_own() {
    assert_eq!(service(""), "pombo");
    assert_eq!(service("/tmp/a"), service("/tmp/a"));
    assert_ne!(service("/tmp/a"), service("/tmp/b"));
    assert_eq!(service("/tmp/a").len(), "pombo-".len() + 16);
    assert_eq!(imap_user(AccountId(7), "ana@example.org"), "imap:7:ana@example.org");
}

#[test]
fn a_password_outlives_the_process_in_a_real_keyring() {
    let this = "auth::keyring::tests::a_password_outlives_the_process_in_a_real_keyring";
    match std::env::var(STEP) {
        Ok(step) => block_on(run_step(&step)),
        Err(_) => {
            let home = tempfile::tempdir().unwrap();
            let mut session = Command::new("dbus-run-session");
            session.args(["--", "sh", "-c", SESSION, "sh"]);
            session.arg(std::env::current_exe().unwrap()).arg(this);
            succeed(&mut session, home.path());
        }
    }
}

#[test]
fn with_no_session_bus_the_password_is_held_for_this_run() {
    let this = "auth::keyring::tests::with_no_session_bus_the_password_is_held_for_this_run";
    match std::env::var(STEP) {
        Ok(_) => block_on(hold_without_a_bus()),
        Err(_) => {
            let home = tempfile::tempdir().unwrap();
            let mut program = Command::new(std::env::current_exe().unwrap());
            program.args(["--exact", this, "--nocapture"]).env(STEP, "alone");
            succeed(&mut program, home.path());
        }
    }
}

/// Runs it with a home of its own and no display; its output is shown when it fails.
fn succeed(command: &mut Command, home: &Path) {
    let output = command
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/no-bus", home.display()))
        .env_remove("XDG_DATA_HOME")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap_or_else(|error| panic!("{:?} cannot be run: {error}", command.get_program()));

    let (out, err) = (&output.stdout, &output.stderr);
    let shown = format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err));
    assert!(output.status.success(), "{shown}");
    assert!(shown.contains("1 passed"), "No step was run: {shown}");
}

fn block_on(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
}

/// The same person, signing in with tokens. They end in the far future.
fn with_tokens() -> (Account, Tokens) {
    let oauth = OAuth { token: "https://auth.example/token".into(), ..OAuth::default() };
    let tokens = Tokens {
        access: "access ".repeat(500).into(),
        refresh: Some("refresh".into()),
        expires_at: Some(4_000_000_000),
        scopes: Vec::new(),
        client_secret: None,
    };
    (Account { oauth: Some(oauth), ..account(SecretSource::Keyring) }, tokens)
}

async fn token(vault: &Vault) -> Result<String, FaultKind> {
    match vault.credentials(&with_tokens().0).await.map_err(|fault| fault.kind)? {
        Credentials::Token { token, .. } => Ok(token.expose_secret().to_owned()),
        Credentials::Password { .. } => panic!("a password"),
    }
}

async fn run_step(step: &str) {
    let vault = Vault::new("");
    assert_eq!(vault.keyring_state().await, KeyringState::Ready);
    match step {
        "keep" => keep(&vault).await,
        "read" => read(&vault).await,
        "restart" => restart(&vault).await,
        "lock" => lock(&vault).await,
        unknown => panic!("{unknown}"),
    }
}

fn kept() -> Result<(String, String), FaultKind> {
    Ok(("ana".to_owned(), PASSWORD.to_owned()))
}

async fn keep(vault: &Vault) {
    let account = account(SecretSource::Keyring);
    let (tokens_of, tokens) = with_tokens();
    assert_eq!(token(vault).await, Err(FaultKind::NoPassword));
    assert_eq!(vault.keep_tokens(&tokens_of, tokens).await, SecretSource::Keyring);
    let missing = vault.credentials(&account).await;
    assert_eq!(shown(missing), Err(FaultKind::NoPassword));
    for password in ["an old one", PASSWORD] {
        vault.hold(account.id, Secret::from("tried"));
        let source = vault.keep(account.id, &account.address, password.into()).await;
        assert_eq!(source, SecretSource::Keyring);
    }
    assert_eq!(shown(vault.credentials(&account).await), kept());
}

async fn read(vault: &Vault) {
    let account = account(SecretSource::Keyring);
    let access = with_tokens().1.access.expose_secret().to_owned();
    assert_eq!(shown(vault.credentials(&account).await), kept());
    assert_eq!(token(vault).await, Ok(access));
    let other = Vault::new("/another/profile");
    assert_eq!(token(&other).await, Err(FaultKind::NoPassword));
    assert_eq!(shown(other.credentials(&account).await), Err(FaultKind::NoPassword));
    for _ in 0..2 {
        assert_eq!(vault.forget(account.id, &account.address).await, Ok(()));
    }
    assert_eq!(shown(vault.credentials(&account).await), Err(FaultKind::NoPassword));
    assert_eq!(token(vault).await, Err(FaultKind::NoPassword));
}

async fn restart(vault: &Vault) {
    let account = account(SecretSource::Keyring);
    let source = vault.keep(account.id, &account.address, PASSWORD.into()).await;
    assert_eq!(source, SecretSource::Keyring);
    assert!(Command::new("sh").args(["-c", RESTART]).status().unwrap().success());
    assert_eq!(shown(vault.credentials(&account).await), kept());
}

async fn lock(vault: &Vault) {
    let account = account(SecretSource::Keyring);
    let (tokens_of, tokens) = with_tokens();
    let access = tokens.access.expose_secret().to_owned();
    let source = vault.keep(account.id, &account.address, PASSWORD.into()).await;
    assert_eq!(source, SecretSource::Keyring);
    assert!(Command::new("sh").args(["-c", LOCK]).status().unwrap().success());
    assert_eq!(vault.keyring_state().await, KeyringState::Locked);
    // Nothing here can show the window that asks for the keyring's password.
    for _ in 0..2 {
        let locked = Err(FaultKind::Locked);
        assert_eq!(shown(vault.credentials(&account).await), locked);
    }
    let wished = vault.try_keep(&account, PASSWORD.into()).await.unwrap_err();
    assert_eq!((wished.kind, wished.place), (FaultKind::Locked, Place::Keyring));
    let unlocked = vault.unlock_keyring().await.unwrap_err();
    assert!(matches!(unlocked.kind, FaultKind::Locked | FaultKind::Cancelled), "{unlocked}");
    let source = vault.keep(account.id, &account.address, PASSWORD.into()).await;
    assert_eq!(source, SecretSource::ThisRun);
    assert_eq!(vault.keep_tokens(&tokens_of, tokens).await, SecretSource::ThisRun);
    assert_eq!(shown(vault.credentials(&account).await), kept());
    assert_eq!(token(vault).await, Ok(access));
    assert_eq!(vault.keyring_state().await, KeyringState::Locked);
}

async fn hold_without_a_bus() {
    let vault = Vault::new("");
    let account = account(SecretSource::Keyring);
    assert_eq!(vault.keyring_state().await, KeyringState::Missing);
    let unlocked = vault.unlock_keyring().await.map_err(|fault| fault.kind);
    assert_eq!(unlocked, Err(FaultKind::NoKeyring));
    assert_eq!(shown(vault.credentials(&account).await), Err(FaultKind::NoKeyring));

    let source = vault.keep(account.id, &account.address, PASSWORD.into()).await;
    assert_eq!(source, SecretSource::ThisRun);
    let kept = Ok(("ana".to_owned(), PASSWORD.to_owned()));
    assert_eq!(shown(vault.credentials(&account).await), kept);
    let forgotten = vault.forget(account.id, &account.address).await;
    assert_eq!(forgotten.map_err(|fault| fault.kind), Err(FaultKind::NoKeyring));
    assert_eq!(shown(vault.credentials(&account).await), Err(FaultKind::NoKeyring));
}
