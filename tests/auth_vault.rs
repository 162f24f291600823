//! The vault and the desktop's own window that unlocks a keyring: gnome-keyring and its prompter on
//! a virtual display, answered by real keys. The test runs itself again inside that session.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, Command, Stdio};

use pombo::auth::{Credentials, KeyringState, Vault};
use pombo::model::account::{Account, SecretSource, Server, TlsMode, Trust};
use pombo::model::fault::FaultKind;
use pombo::model::ids::AccountId;
use support::display::Display;
use support::until;

/// Tells the process inside the session that it is the one.
const INSIDE: &str = "POMBO_TEST_INSIDE";

const LOCK: &str = "dbus-send --session --print-reply --dest=org.freedesktop.secrets \
    /org/freedesktop/secrets org.freedesktop.Secret.Service.Lock \
    array:objpath:/org/freedesktop/secrets/collection/login >/dev/null";

/// The title of the window that asks.
const WINDOW: &str = "Unlock";

#[test]
fn the_desktop_asks_for_a_locked_keyring_once_and_when_it_is_wished() {
    if std::env::var_os(INSIDE).is_some() {
        return tokio::runtime::Runtime::new().unwrap().block_on(inside());
    }
    let this = "the_desktop_asks_for_a_locked_keyring_once_and_when_it_is_wished";
    let home = tempfile::tempdir().unwrap();
    let display = Display::start();
    let program = std::env::current_exe().unwrap();
    let script = format!("'{}' --exact {this} --nocapture", program.display());
    let mut session = display.session(home.path(), &script);
    let log = home.path().join("log");
    session.env(INSIDE, "yes").stdin(Stdio::piped()).stdout(Stdio::piped());
    session.stderr(std::fs::File::create(&log).unwrap());
    let mut session = session.spawn().unwrap();
    let mut hands = session.stdin.take().unwrap();
    let mut told = Vec::new();

    for line in BufReader::new(session.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        match line.strip_prefix("ask ") {
            Some(key) => {
                answer(&display, key);
                told.push(line.clone());
            }
            None if line.starts_with("quiet") => {
                assert_eq!(display.find(WINDOW), None);
                go_on(&mut hands);
            }
            None => {}
        }
    }
    let ended = session.wait().unwrap();
    assert!(ended.success(), "{}", std::fs::read_to_string(log).unwrap());
    assert_eq!(told, ["ask x", "ask Escape", "ask x"]);
}

/// Waits for the window, types the password `x` and Return, or Escape.
fn answer(display: &Display, key: &str) {
    let window = until("the window that asks", || display.find(WINDOW));
    display.xdo(&["windowfocus", "--sync", &window]);
    display.key(key);
    if key != "Escape" {
        display.key("Return");
    }
    until("the window to go", || display.find(WINDOW).is_none().then_some(()));
}

fn go_on(hands: &mut ChildStdin) {
    hands.write_all(b"\n").unwrap();
}

/// Nobody is asked at this moment: the display is looked at.
fn quiet() {
    println!("\nquiet");
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

fn lock() {
    assert!(Command::new("sh").args(["-c", LOCK]).status().unwrap().success());
}

async fn inside() {
    let vault = Vault::new("");
    let account = account();
    vault.try_keep(&account, "hunter2".into()).await.unwrap();
    assert_eq!(vault.keyring_state().await, KeyringState::Ready);
    vault.unlock_keyring().await.unwrap();
    lock();
    assert_eq!(vault.keyring_state().await, KeyringState::Locked);
    quiet();

    // What is needed to go on asks once, for all who need it.
    println!("\nask x");
    let ask = || async { vault.credentials(&account).await };
    let (first, second, third) = tokio::join!(ask(), ask(), ask());
    for told in [first, second, third] {
        assert!(matches!(told, Ok(Credentials::Password { .. })), "{told:?}");
    }
    lock();
    for _ in 0..3 {
        let told = vault.credentials(&account).await.map(drop).unwrap_err();
        assert_eq!(told.kind, FaultKind::Locked);
    }
    quiet();

    println!("\nask Escape");
    let told = vault.unlock_keyring().await.unwrap_err();
    assert_eq!(told.kind, FaultKind::Cancelled);
    assert_eq!(vault.keyring_state().await, KeyringState::Locked);
    println!("\nask x");
    vault.unlock_keyring().await.unwrap();
    assert_eq!(vault.keyring_state().await, KeyringState::Ready);
    assert!(vault.credentials(&account).await.is_ok());
    quiet();
}

fn account() -> Account {
    Account {
        id: AccountId(1),
        label: String::new(),
        name: "Ana".to_owned(),
        address: "ana@test.example".to_owned(),
        imap: Server {
            host: "localhost".to_owned(),
            port: 143,
            tls: TlsMode::None,
            trust: Trust::default(),
        },
        user: "ana".to_owned(),
        secret: SecretSource::Keyring,
        oauth: None,
        hue: None,
        hide_unsubscribed: false,
    }
}
