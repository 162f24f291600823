//! A network that goes, comes back and changes under the engine, over the real kernel in a network
//! namespace of its own; and what the engine decides about a server that is not this computer.
//! Where no namespace may be made, or the machine has no address but loopback ones, the test says so.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::print_stdout)]

mod support;
mod sync_kit;

use std::process::Command;
use std::time::Duration;

use pombo::auth::{Secret, Vault};
use pombo::model::account::{Account, Server, TlsMode, Trust};
use pombo::model::event::Fact;
use pombo::model::fault::FaultKind;
use pombo::model::link::Link;
use pombo::model::request::Ask;
use pombo::model::wirelog::Said;
use pombo::sync::Storage;
use support::dovecot::{Dovecot, Options, PASSWORD};
use support::mails;
use support::proxy::Proxy;
use sync_kit::{ACCOUNT, App, LIVE};

/// Nobody's (RFC 5737), and ours in the namespace.
const HERE: &str = "203.0.113.9";
const OTHER: &str = "203.0.113.10";
const INSIDE: &str = "POMBO_TEST_NAMESPACE";
/// Without a word from the system the engine would need minutes.
const SOON: Duration = Duration::from_secs(40);

fn ip(words: &str) {
    let status = Command::new("ip").args(words.split(' ')).status().unwrap();
    assert!(status.success(), "ip {words}");
}

/// Runs a test of this file in a network namespace of its own, where nothing but loopback is.
/// `false`: this is not the inside of one.
fn inside(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        ip("link set lo up");
        return true;
    }
    let may = Command::new("unshare").args(["-n", "ip", "link", "set", "lo", "up"]).output();
    if !may.is_ok_and(|run| run.status.success()) {
        println!("LEFT OUT: no network namespace can be made here");
        return false;
    }
    let status = Command::new("unshare")
        .arg("-n")
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, "yes")
        .status()
        .unwrap();
    assert!(status.success(), "in the namespace");
    false
}

/// An account of the standard user on a server at this address, by TLS.
fn account(address: &str, port: u16, server: &Dovecot) -> Account {
    let trust = Trust { ca: Some(server.certs.ca.clone()), pinned: None };
    let imap = Server { host: address.to_owned(), port, tls: TlsMode::Implicit, trust };
    Account { imap, ..sync_kit::account(port) }
}

fn app(account: Account) -> App {
    let vault = Vault::new("test");
    vault.hold(ACCOUNT, Secret::from(PASSWORD.to_owned()));
    App::with(Storage::Memory, account, vault, LIVE)
}

fn is_offline(app: &App) -> bool {
    matches!(app.link, Some(Link::Offline { .. }))
}

fn times_offline(app: &App) -> usize {
    app.told.iter().filter(|fact| matches!(fact, Fact::Linked(Link::Offline { .. }))).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_that_goes_is_missed_at_once_and_used_at_once_when_it_is_back() {
    if !inside("a_network_that_goes_is_missed_at_once_and_used_at_once_when_it_is_back") {
        return;
    }
    ip(&format!("addr add {HERE}/32 dev lo"));
    let server = Dovecot::with(&Options { names: &[HERE], ..Options::default() });
    server.fill("INBOX", (1..=3).map(mails::plain));
    let proxy = Proxy::between(HERE, server.tls_port);
    let mut app = app(account(HERE, proxy.port, &server));
    app.until_live().await;

    app.forget();
    ip(&format!("addr del {HERE}/32 dev lo"));
    assert!(app.comes(SOON, is_offline).await, "{}", app.summary());
    let Some(Link::Offline { retry_at, since, fault }) = app.link.clone() else { unreachable!() };
    assert_eq!(fault.kind, FaultKind::NoNetwork);
    assert!(retry_at - since >= 290, "without a network nothing is tried every second");
    app.hear(Duration::from_secs(4)).await;
    assert_eq!(times_offline(&app), 1, "{}", app.summary());

    server.client().append("INBOX", "", &mails::plain(4));
    ip(&format!("addr add {HERE}/32 dev lo"));
    assert!(app.comes(SOON, |app| app.link == Some(Link::Live)).await, "{}", app.summary());
    app.until_row("INBOX", "Message 4").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wire_that_is_dead_since_the_network_changed_is_found_by_one_question() {
    if !inside("a_wire_that_is_dead_since_the_network_changed_is_found_by_one_question") {
        return;
    }
    ip(&format!("addr add {HERE}/32 dev lo"));
    let server = Dovecot::with(&Options { names: &[HERE], ..Options::default() });
    let proxy = Proxy::between(HERE, server.tls_port);
    let mut app = app(account(HERE, proxy.port, &server));
    app.until_live().await;
    // Idle: the wires stand, and many signs together are one change that they survive.
    app.hear(Duration::from_secs(2)).await;
    let before = proxy.connections();
    for number in 20..60 {
        ip(&format!("addr add 203.0.113.{number}/32 dev lo"));
    }
    app.forget();
    app.hear(Duration::from_secs(3)).await;
    assert_eq!((proxy.connections(), times_offline(&app)), (before, 0), "{}", app.summary());
    app.stop().await;

    let mut app = self::app(account(HERE, proxy.port, &server));
    app.until_live().await;
    app.hear(Duration::from_secs(2)).await;
    proxy.mute();
    app.forget();
    ip(&format!("addr add {OTHER}/32 dev lo"));
    assert!(app.comes(SOON, is_offline).await, "{}", app.summary());
    app.crash().await;
}

/// By which of its addresses this machine would speak to the world.
fn own_address() -> Option<String> {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("198.51.100.1:993").ok()?;
    let ours = socket.local_addr().ok()?.ip();
    (!ours.is_loopback()).then(|| ours.to_string())
}

async fn commands(app: &mut App) -> Vec<&'static str> {
    app.ask(Ask::ReadLog);
    let lines = app.until("the log", |app| {
        app.told.iter().rev().find_map(|fact| match fact {
            Fact::LogRead(lines) => Some(lines.clone()),
            _ => None,
        })
    });
    let word = |said: &Said| match said {
        Said::Command { word, .. } => Some(*word),
        _ => None,
    };
    lines.await.iter().filter_map(|line| word(&line.said)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_engine_compresses_what_comes_from_afar_and_nothing_on_this_computer() {
    let Some(address) = own_address() else {
        println!("LEFT OUT: this machine has no address but loopback ones");
        return;
    };
    let name: &'static str = Box::leak(address.clone().into_boxed_str());
    let names: &'static [&'static str] = Box::leak(vec![name, "127.0.0.1"].into_boxed_slice());
    let extra = "protocol imap {\n  mail_plugins = imap_zlib\n}\n";
    let server = Dovecot::with(&Options { names, extra, ..Options::default() });
    server.fill("INBOX", (1..=1_500).map(mails::plain));
    let far = Proxy::between(&address, server.tls_port);
    let near = Proxy::to(server.tls_port);
    let mut carried = Vec::new();
    for (address, port, compresses) in
        [(address.as_str(), far.port, true), ("127.0.0.1", near.port, false)]
    {
        let mut app = app(account(address, port, &server));
        app.until_live().await;
        assert_eq!(app.subjects("INBOX").len(), 1_500);
        let said = commands(&mut app).await;
        assert_eq!(said.contains(&"COMPRESS"), compresses, "{address}: {said:?}");
        carried.push(app.engine.as_ref().unwrap().meter().down());
        app.stop().await;
    }
    assert!(carried[0] * 2 < carried[1], "{carried:?} octets");
}
