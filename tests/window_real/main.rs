//! The real window: the program itself on a virtual display with a window manager, a real keyring,
//! and hands made of xdotool, against a private Dovecot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr
)]

#[path = "../window_kit/mod.rs"]
mod kit;
#[path = "../support/mod.rs"]
mod support;

#[path = "../setup_kit/dns.rs"]
#[allow(dead_code)]
mod dns;
#[path = "../setup_kit/web.rs"]
#[allow(dead_code)]
mod web;

mod demo;
mod hands;
mod oauth;
mod opener;
mod starting;

use std::path::Path;

use hands::Hands;
use pombo::fl;
use support::display::Display;
use support::dovecot::{Dovecot, Options, USER};
use support::{mails, until};

/// Everything that is hard to quote and can be typed on every keyboard: for a letter that is not on
/// it xdotool changes the keyboard, and the key after it is lost now and then.
const PASSWORD: &str = "p\"ss w0rd\\1 $#";

fn server_with(messages: u32) -> Dovecot {
    let server = Dovecot::with(&Options { password: PASSWORD, ..Options::default() });
    server.fill("INBOX", (1..=messages).map(mails::plain));
    server
}

#[test]
fn a_person_signs_in_reads_drags_three_messages_and_comes_back_another_day() {
    let server = server_with(12);
    let display = Display::start();
    let home = tempfile::tempdir().unwrap();

    let mut hands = Hands::start(&display, home.path(), "first");
    sign_in(&mut hands, &server);
    hands.wait("the list", |line| line["milestone"] == "list shown" && line["rows"] == 12);
    hands.twin.see("Message 12");
    hands.click("Message 11");
    hands.wait("the body", |line| line["milestone"] == "body shown");
    drag_three_to_the_archive(&mut hands, &server);
    hands.close();

    the_password_is_in_the_keyring_and_nowhere_else(&display, home.path());

    let mut hands = Hands::start(&display, home.path(), "second");
    hands.wait("the list of the cache", |line| {
        line["milestone"] == "list shown" && line["rows"] == 9 && line["source"] == "cache"
    });
    hands.wait("to be in step", |line| line["milestone"] == "in step");
    hands.close();
}

/// By mouse and keyboard, the certificate trusted on the way.
fn sign_in(hands: &mut Hands<'_>, server: &Dovecot) {
    hands.click(&fl!("welcome-add"));
    hands.wait("the address", |line| line["stage"] == "address");
    hands.click(&fl!("signin-by-hand"));
    hands.wait("the form", |line| line["stage"] == "to be filled");
    let port = server.tls_port.to_string();
    hands.click_id("form name");
    for (at, text) in
        ["Ana Souza", "ana@test.example", "localhost", &port, USER, PASSWORD].iter().enumerate()
    {
        if at > 0 {
            hands.key("Tab");
        }
        hands.type_text(text);
    }
    hands.key("Return");
    hands.wait("the certificate", |line| line["stage"] == "certificate asked");
    hands.twin.see_fingerprint(server.certs.fingerprint);
    hands.click(&fl!("certificate-trust"));
}

fn drag_three_to_the_archive(hands: &mut Hands<'_>, server: &Dovecot) {
    let (first, last) = (hands.place("Message 9"), hands.place("Message 7"));
    let (held, archive) = (hands.place("Message 8"), hands.place(&fl!("mailbox-archive")));
    hands.display.click(first);
    hands.display.xdo(&["keydown", "shift"]);
    hands.display.click(last);
    hands.display.xdo(&["keyup", "shift"]);
    hands.display.drag(held, archive);
    hands.wait("the move", |line| line["milestone"] == "action confirmed");
    let mut judge = server.client();
    let mut archived = judge.message_ids("Archive");
    archived.sort();
    assert_eq!(archived, ["m7@test.example", "m8@test.example", "m9@test.example"]);
    let left = judge.message_ids("INBOX");
    assert_eq!(left.len(), 9, "{left:?}");
}

fn the_password_is_in_the_keyring_and_nowhere_else(display: &Display, home: &Path) {
    let look = "secret-tool search --all username imap:1:ana@test.example 2>&1";
    let found = display.session(home, look).output().unwrap();
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(found.contains(&format!("secret = {PASSWORD}")), "{found}");
    let mut files = 0;
    for file in files_below(&home.join("profile")) {
        let bytes = std::fs::read(&file).unwrap();
        let held = bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes());
        assert!(!held, "{} holds the password", file.display());
        files += 1;
    }
    assert!(files > 3, "the profile has {files} files");
}

fn files_below(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let mut dirs = vec![dir.to_owned()];
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { dirs.push(path) } else { files.push(path) }
        }
    }
    files
}

#[test]
fn a_drag_let_go_outside_the_window_or_given_up_by_escape_moves_nothing() {
    let server = server_with(5);
    let display = Display::start();
    let home = tempfile::tempdir().unwrap();
    let profile = kit::Home::signed_in(server.port);
    profile.configure(|config| {
        let command = format!("printf '%s\\n' '{PASSWORD}'");
        config.accounts[0].secret = pombo::model::account::SecretSource::Command(command);
    });
    copy(profile.dir.path(), &home.path().join("profile"));

    let mut hands = Hands::start(&display, home.path(), "run");
    // The twin is at the same place by the same profile.
    hands.twin = profile.open_sized(hands.size());
    hands.wait("the list", |line| line["milestone"] == "list shown" && line["rows"] == 5);
    hands.twin.see("Message 5");
    let (row, archive) = (hands.place("Message 3"), hands.place(&fl!("mailbox-archive")));
    display.travel(archive, row);
    display.xdo(&["mousedown", "1"]);
    display.travel(row, archive);
    hands.key("Escape");
    display.xdo(&["mouseup", "1"]);

    // Out of the window over its left edge, beside the mailboxes.
    let outside = (hands.corner.0 - 30, archive.1);
    display.travel(archive, row);
    display.xdo(&["mousedown", "1"]);
    display.travel(row, archive);
    display.travel(archive, outside);
    display.xdo(&["mouseup", "1"]);

    // A drag that ends well shows that the others are over, and that they came to nothing.
    display.travel(outside, row);
    display.drag(row, archive);
    hands.wait("the move", |line| line["milestone"] == "action confirmed");
    hands.close();
    assert_eq!(server.client().message_ids("Archive"), ["m3@test.example"]);
    until("the others", || (server.client().message_ids("INBOX").len() == 4).then_some(()));
}

fn copy(from: &Path, to: &Path) {
    let status = std::process::Command::new("cp").arg("-r").arg(from).arg(to).status().unwrap();
    assert!(status.success());
}
