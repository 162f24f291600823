//! Signing in with the settings by hand.

use std::io::Write;
use std::net::TcpListener;

use iced::keyboard::key::Named;
use pombo::app::{
    Screen,
    accounts::{Form, Stage},
};
use pombo::fl;
use pombo::model::account::{Fingerprint, SecretSource, TlsMode};

use crate::kit::{Home, Window};
use crate::support::dovecot::{Dovecot, PASSWORD, USER};
use crate::support::{certs, free_port, mails};

fn form(window: &Window) -> &Form {
    match &window.mind().screen {
        Screen::SignIn(sign_in) => match &sign_in.stage {
            Stage::Form(form) => form,
            other => panic!("the form is not on screen but {other:?}"),
        },
        other => panic!("the form is not on screen but {other:?}"),
    }
}

/// The form, filled for a server on loopback.
fn filled(home: &Home, protection: &'static str, port: u16, password: &str) -> Window {
    let mut window = home.open();
    window.click(&fl!("welcome-add"));
    window.click(&fl!("signin-by-hand"));
    window.click_id(protection);
    for (field, text) in [
        ("form name", "Ana Souza"),
        ("form address", "ana@test.example"),
        ("form host", "localhost"),
        ("form port", &port.to_string()),
        ("form user", USER),
        ("form password", password),
    ] {
        window.fill(field, text);
    }
    window
}

#[test]
fn the_form_is_filled_by_the_keyboard_alone_and_opens_the_mailbox() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let home = Home::fresh();
    let mut window = home.open();
    window.click(&fl!("welcome-add"));
    window.click(&fl!("signin-by-hand"));
    window.click_id("choose plain");
    let port = server.port.to_string();
    for text in ["Ana Souza?", "ana@test.example", "127.0.0.1", &port, USER, PASSWORD] {
        window.key(Named::Tab);
        window.stage.driver.type_text(text);
    }
    assert_eq!(form(&window).name, "Ana Souza?");
    assert_eq!(form(&window).password.expose(), PASSWORD);
    window.key(Named::Enter);
    window.until_rows(&["Message 3", "Message 2", "Message 1"]);
    let config = home.config();
    assert_eq!(config.accounts[0].address, "ana@test.example");
    assert_eq!(config.accounts[0].imap.tls, TlsMode::None);
    window.close();
}

#[test]
fn where_nothing_is_kept_the_person_is_told_and_asked_again_at_the_next_start() {
    let server = Dovecot::start();
    let home = Home::fresh();
    let mut window = filled(&home, "choose plain", server.port, PASSWORD);
    window.click(&fl!("signin-go"));
    window.see(&fl!("notice-this-run"));
    window.until_live();
    window.close();
    assert_eq!(home.config().accounts[0].secret, SecretSource::ThisRun);

    // The next run has to ask, and says why.
    let later = Home { vault: pombo::auth::Vault::for_this_run(), ..home };
    let mut window = later.open();
    window.see_part(&fl!("fault-no-password"));
    window.click(&fl!("strip-sign-in"));
    window.see(&fl!("signin-again-title"));
    window.fill("form password", PASSWORD);
    window.key(Named::Enter);
    window.until_live();
    window.close();
}

/// What answers on a port that is no IMAP server.
fn mail_relay() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let _ = stream.unwrap().write_all(b"220 relay.example ESMTP ready\r\n");
        }
    });
    port
}

#[test]
fn each_failure_has_its_own_sentence_and_the_form_stays_filled() {
    let server = Dovecot::start();
    let home = Home::fresh();
    let mut window = filled(&home, "choose plain", server.port, "wrong");
    let failures = [
        ("localhost", server.port, fl!("fault-wrong-password")),
        ("localhost", free_port(), fl!("fault-port-refused")),
        ("localhost", mail_relay(), fl!("fault-not-imap")),
        ("mail.example.org", server.port, fl!("signin-needs-tls")),
        ("not a host", server.port, fl!("signin-not-a-host")),
    ];
    for (host, port, sentence) in failures {
        window.fill("form host", host);
        window.fill("form port", &port.to_string());
        window.click(&fl!("signin-go"));
        window.see(&sentence);
        let form = form(&window);
        assert_eq!((form.host.as_str(), &form.port), (host, &port.to_string()), "{sentence}");
        assert_eq!(form.name, "Ana Souza", "{sentence}");
        assert_eq!(form.address, "ana@test.example", "{sentence}");
        assert_eq!((form.user.as_str(), form.password.expose()), (USER, "wrong"), "{sentence}");
    }
    window.click_id("choose tls");
    window.fill("form host", "no-such-host.invalid");
    window.click(&fl!("signin-go"));
    window.see(&fl!("fault-unknown-host"));
    // Nothing was kept of all this; corrected, the same form goes through.
    assert!(home.config().accounts.is_empty());
    window.click_id("choose plain");
    window.fill("form host", "localhost");
    window.fill("form port", &server.port.to_string());
    window.fill("form password", PASSWORD);
    window.key(Named::Enter);
    window.until_live();
    window.close();
}

#[test]
fn a_self_signed_certificate_is_shown_and_only_the_trusted_one_is_accepted() {
    let mut server = Dovecot::start();
    let home = Home::fresh();
    let mut window = filled(&home, "choose tls", server.tls_port, PASSWORD);
    let first = server.certs.fingerprint;
    window.click(&fl!("signin-go"));
    window.see(&fl!("certificate-unknown"));
    window.see_fingerprint(first);
    window.click(&fl!("certificate-decline"));
    window.see(&fl!("fault-certificate-unknown-issuer"));
    assert_eq!(form(&window).password.expose(), PASSWORD);
    window.click(&fl!("signin-go"));
    window.see_fingerprint(first);
    window.click(&fl!("certificate-trust"));
    window.until_live();
    window.close();
    assert_eq!(home.config().accounts[0].imap.trust.pinned, Some(Fingerprint(first)));

    // The same server with another certificate is not the same server.
    server.kill();
    server.certs = certs::make(server.dir.path(), &["localhost"]);
    server.restart();
    let second = server.certs.fingerprint;
    let mut window = home.open();
    window.see_part(&fl!("fault-certificate-changed"));
    window.click(&fl!("strip-sign-in"));
    window.see(&fl!("certificate-changed"));
    window.see_fingerprint(second);
    // The person knows why it changed, and need not type the password again.
    window.click(&fl!("certificate-trust"));
    window.until_live();
    window.close();
    assert_eq!(home.config().accounts[0].imap.trust.pinned, Some(Fingerprint(second)));
}
