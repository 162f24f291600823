//! Signing in with the address alone, and with a file of secrets where no keyring is.

use iced::keyboard::key::Named;
use pombo::app::Screen;
use pombo::app::accounts::Stage;
use pombo::auth::Vault;
use pombo::auth::discovery::Places;
use pombo::fl;
use pombo::model::account::{SecretSource, Server, TlsMode, Trust};
use pombo::model::setup::{Candidate, Origin, PASSPHRASE_MIN, Way};
use pombo::ui::shell::Launch;
use pombo::ui::stage::Stage as Window;
use tokio::runtime::Runtime;

use crate::kit::{self, Home, SIZE};
use crate::support::dovecot::{Dovecot, PASSWORD, USER};
use crate::support::mails;

const PASSPHRASE: &str = "seven quiet pigeons";

/// A window for which the servers of `test.example` are known, and that asks nobody outside.
fn knowing(home: &Home, server: &Dovecot) -> kit::Window {
    let runtime = Runtime::new().unwrap();
    let (vault, paths) = (home.vault.clone(), Some(home.paths()));
    let handle = runtime.handle().clone();
    let mut launch = Launch::of_profile(home.config(), vault, paths, home.hold, handle).unwrap();
    let candidate = Candidate {
        origin: Origin::Table,
        provider: Some("Test Mail".into()),
        imap: Server {
            host: "localhost".into(),
            port: server.tls_port,
            tls: TlsMode::Implicit,
            trust: Trust { ca: Some(server.certs.ca.clone()), pinned: None },
        },
        smtp: None,
        user: USER.into(),
        ways: vec![Way::Password],
    };
    launch.engines.places = Places {
        name_server: Some(([127, 0, 0, 1], 1).into()),
        web: Some("http://127.0.0.1:1".into()),
        ca: Some(server.certs.ca.clone()),
        known: vec![("test.example".into(), candidate)],
    };
    kit::Window::of(Window::new(launch, SIZE).unwrap(), runtime)
}

fn type_address(window: &mut kit::Window) {
    window.click(&fl!("welcome-add"));
    window.fill("form name", "Ana Souza");
    window.fill("form address", "ana@test.example");
    window.key(Named::Enter);
}

#[test]
fn an_address_and_a_password_are_all_that_is_typed() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let home = Home::fresh();
    let mut window = knowing(&home, &server);
    type_address(&mut window);
    window.see("Test Mail");
    window.see("localhost");
    window.fill("form password", "wrong");
    window.key(Named::Enter);
    window.see(&fl!("fault-wrong-password"));
    window.fill("form password", PASSWORD);
    window.key(Named::Enter);
    window.until_rows(&["Message 3", "Message 2", "Message 1"]);
    let account = home.config().accounts.remove(0);
    assert_eq!(
        (account.name.as_str(), account.address.as_str()),
        ("Ana Souza", "ana@test.example")
    );
    assert_eq!((account.imap.port, account.user.as_str()), (server.tls_port, USER));
    window.close();
}

#[test]
fn everything_can_be_pressed_by_the_keyboard() {
    let server = Dovecot::start();
    let home = Home::fresh();
    let mut window = knowing(&home, &server);
    type_address(&mut window);
    window.see("Test Mail");
    window.click_id("form password");
    // From the field over the link to the settings by hand, to the way back.
    window.key(Named::Tab);
    window.key(Named::Tab);
    window.key(Named::Enter);
    window.until("the address", |state| match &state.screen {
        Screen::SignIn(sign_in) => matches!(sign_in.stage, Stage::Address(_)),
        _ => false,
    });
    window.key(Named::Escape);
    window.see(&fl!("welcome-title"));
    window.close();
}

#[test]
fn without_a_keyring_the_password_goes_into_a_file_that_only_the_passphrase_opens() {
    let server = Dovecot::start();
    let mut home = Home::fresh();
    let file = home.paths().secrets_file();
    home.vault = Vault::for_this_run().with_file(file.clone());
    let mut window = knowing(&home, &server);
    type_address(&mut window);
    window.see("Test Mail");
    window.fill("form password", PASSWORD);
    window.key(Named::Enter);
    window.see(&fl!("keeping-missing"));
    window.click(&fl!("keeping-file"));
    window.fill("form passphrase", "short");
    window.key(Named::Enter);
    window.see(&fl!("keeping-too-short", least = PASSPHRASE_MIN));
    window.fill("form passphrase", PASSPHRASE);
    window.fill("form passphrase again", PASSPHRASE);
    window.key(Named::Enter);
    window.until_live();
    window.close();
    assert_eq!(home.config().accounts[0].secret, SecretSource::File);
    let octets = std::fs::read(&file).unwrap();
    assert!(!octets.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes()));

    // The next run asks for the passphrase and for nothing else.
    home.vault = Vault::for_this_run().with_file(file);
    let mut window = home.open();
    window.see_part(&fl!("fault-locked"));
    window.click(&fl!("strip-sign-in"));
    window.see(&fl!("keeping-open-file"));
    window.fill("form passphrase", "another passphrase");
    window.key(Named::Enter);
    window.see(&fl!("keeping-wrong"));
    window.fill("form passphrase", PASSPHRASE);
    window.key(Named::Enter);
    window.until_live();
    window.close();
}
