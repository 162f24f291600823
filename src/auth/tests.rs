//! The vault without a keyring: memory, commands, and what it never shows.

use secrecy::ExposeSecret;

use super::*;
use crate::model::account::{Account, SecretSource, Server, TlsMode, Trust};
use crate::model::fault::{Fault, FaultKind};
use crate::model::ids::AccountId;

pub(super) fn account(secret: SecretSource) -> Account {
    Account {
        id: AccountId(3),
        name: "Ana Souza".to_owned(),
        address: "ana@example.org".to_owned(),
        imap: Server {
            host: "imap.example.org".to_owned(),
            port: 993,
            tls: TlsMode::Implicit,
            trust: Trust::default(),
        },
        user: "ana".to_owned(),
        secret,
        label: String::new(),
        oauth: None,
        hue: None,
        hide_unsubscribed: false,
    }
}

pub(super) fn shown(
    credentials: Result<Credentials, Fault>,
) -> Result<(String, String), FaultKind> {
    let Credentials::Password { user, password } = credentials.map_err(|fault| fault.kind)? else {
        panic!("a token");
    };
    Ok((user, password.expose_secret().to_owned()))
}

#[tokio::test]
async fn a_held_password_is_used_until_it_is_replaced() {
    let vault = Vault::new("");
    let account = account(SecretSource::ThisRun);
    assert_eq!(shown(vault.credentials(&account).await), Err(FaultKind::NoPassword));

    vault.hold(account.id, Secret::from("first"));
    vault.clone().hold(account.id, Secret::from("second"));
    let expected = ("ana".to_owned(), "second".to_owned());
    assert_eq!(shown(vault.credentials(&account).await), Ok(expected));
}

#[tokio::test]
async fn a_held_password_goes_before_the_keyring() {
    let vault = Vault::new("");
    let account = account(SecretSource::Keyring);
    vault.hold(account.id, Secret::from("tried"));
    let expected = ("ana".to_owned(), "tried".to_owned());
    assert_eq!(shown(vault.credentials(&account).await), Ok(expected));
}

#[tokio::test]
async fn a_command_gives_the_password() {
    let vault = Vault::new("");
    let account = account(SecretSource::Command("echo 'from a command'".to_owned()));
    let expected = ("ana".to_owned(), "from a command".to_owned());
    assert_eq!(shown(vault.credentials(&account).await), Ok(expected));
}

#[test]
fn nothing_that_is_printed_for_debugging_shows_a_secret() {
    let vault = Vault::new("");
    vault.hold(AccountId(1), Secret::from("hunter2"));
    let credentials =
        Credentials::Password { user: "ana".to_owned(), password: Secret::from("hunter2") };
    let printed = format!("{vault:?} {credentials:?}");
    assert!(printed.contains("ana") && !printed.contains("hunter2"), "{printed}");
}

#[tokio::test]
async fn a_vault_for_this_run_asks_no_keyring() {
    let vault = Vault::for_this_run();
    let account = account(SecretSource::Keyring);
    assert_eq!(shown(vault.credentials(&account).await), Err(FaultKind::NoKeyring));
    let kept = vault.keep(account.id, &account.address, Secret::from("one")).await;
    assert_eq!(kept, SecretSource::ThisRun);
    assert_eq!(shown(vault.credentials(&account).await), Ok(("ana".to_owned(), "one".to_owned())));
}
