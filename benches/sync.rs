//! What synchronising costs: `cargo bench --bench sync [-- MESSAGES]`. A private Dovecot over TLS on
//! loopback, once for each kind of server that there is: the first 50 rows, every row stored, a
//! second look at a mailbox in which nothing happened. Then a server of nothing but answers: a
//! SEARCH of a million UIDs and a million header rows.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use pombo::auth::{Credentials, Secret, Vault};
use pombo::imap::{self, Meter, UidSet};
use pombo::model::account::{Account, SecretSource, Server, TlsMode, Trust};
use pombo::model::event::{Event, Fact, Source};
use pombo::model::ids::AccountId;
use pombo::model::link::Link;
use pombo::model::remote::{Uid, WireName};
use pombo::paths::Paths;
use pombo::sync::{Engine, Setup, Storage};
use support::dovecot::{Dovecot, Options, PASSWORD, USER};
use support::mails;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::UnboundedReceiver;

const LIMIT: Duration = Duration::from_secs(900);
const MILLION: u32 = 1_000_000;

/// Servers by what they offer.
const SERVERS: [(&str, &str); 3] = [
    ("QRESYNC", ""),
    (
        "CONDSTORE",
        "IMAP4rev1 IDLE UIDPLUS MOVE CONDSTORE ESEARCH LIST-EXTENDED LIST-STATUS SPECIAL-USE LITERAL+",
    ),
    ("neither", "IMAP4rev1 IDLE UIDPLUS LITERAL+"),
];

fn main() {
    let words = std::env::args().skip(1);
    let messages: u32 = words.filter_map(|word| word.parse().ok()).next().unwrap_or(100_000);
    let runtime = Runtime::new().unwrap();
    for (name, capability) in SERVERS {
        let server = Dovecot::with(&Options { capability, ..Options::default() });
        server.fill("INBOX", (1..=messages).map(mails::plain));
        let home = tempfile::tempdir().unwrap();
        println!("{messages} messages, server with {name}:");
        runtime.block_on(first(&server, home.path(), messages));
        // Once more to end what the first run left for later.
        runtime.block_on(again(&server, home.path(), false));
        runtime.block_on(again(&server, home.path(), true));
    }
    runtime.block_on(answers());
}

fn account(server: &Dovecot) -> Account {
    let trust = Trust { ca: Some(server.certs.ca.clone()), pinned: None };
    let (host, port) = ("localhost".to_owned(), server.tls_port);
    Account {
        id: AccountId(1),
        name: "Ana".into(),
        address: "ana@test.example".into(),
        imap: Server { host, port, tls: TlsMode::Implicit, trust },
        user: USER.into(),
        secret: SecretSource::ThisRun,
        label: String::new(),
        oauth: None,
        hue: None,
        hide_unsubscribed: false,
    }
}

fn open(server: &Dovecot, home: &Path) -> (Engine, UnboundedReceiver<Event>) {
    let vault = Vault::new("bench");
    vault.hold(AccountId(1), Secret::from(PASSWORD.to_owned()));
    let storage = Storage::Disk(Paths::profile(home));
    let accounts = vec![account(server)];
    Engine::start(Setup { accounts, vault, storage, hold: Duration::ZERO, live: false }).unwrap()
}

async fn until(events: &mut UnboundedReceiver<Event>, what: &str, found: impl Fn(&Fact) -> bool) {
    let hear = async {
        while let Some(event) = events.recv().await {
            if found(&event.fact) {
                return;
            }
        }
        panic!("the engine ended while waiting for {what}");
    };
    tokio::time::timeout(LIMIT, hear).await.unwrap_or_else(|_| panic!("waited in vain for {what}"));
}

/// From nothing to every row on disk.
async fn first(server: &Dovecot, home: &Path, messages: u32) {
    forget_peak();
    let (before, cpu, start) = (memory("VmRSS:"), cpu(), Instant::now());
    let (engine, mut events) = open(server, home);
    let fifty = |fact: &Fact| matches!(fact, Fact::RowsArrived { rows, source: Source::Server, .. } if rows.len() >= 50);
    until(&mut events, "the first rows", fifty).await;
    let meter = engine.meter();
    println!(
        "  first 50 rows      {:>7} ms  {:>9} B down  {:>6} B up  {:>3} round trips",
        start.elapsed().as_millis(),
        meter.down(),
        meter.up(),
        meter.turns()
    );
    let live = |fact: &Fact| matches!(fact, Fact::Linked(Link::Live));
    until(&mut events, "every row", live).await;
    let took = start.elapsed();
    println!(
        "  every row stored   {:>7} ms  {:>9} B down  {:.0} rows/s  {:.1} s CPU  {} KiB more at most",
        took.as_millis(),
        meter.down(),
        f64::from(messages) / took.as_secs_f64(),
        self::cpu() - cpu,
        memory("VmHWM:").saturating_sub(before),
    );
    engine.shutdown(Duration::from_secs(30)).await;
}

/// The same mailbox, in which nothing happened.
async fn again(server: &Dovecot, home: &Path, tell: bool) {
    let (engine, mut events) = open(server, home);
    let start = Instant::now();
    let live = |fact: &Fact| matches!(fact, Fact::Linked(Link::Live));
    until(&mut events, "being in step", live).await;
    let meter = engine.meter();
    if tell {
        println!(
            "  nothing happened   {:>7} ms  {:>9} B down  {:>6} B up  {:>3} round trips, with signing in",
            start.elapsed().as_millis(),
            meter.down(),
            meter.up(),
            meter.turns()
        );
    }
    engine.shutdown(Duration::from_secs(30)).await;
}

/// A server that knows answers and no mail.
async fn answers() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        // Who has heard enough goes away.
        let _ = answer(&stream);
    });
    let server =
        Server { host: "127.0.0.1".into(), port, tls: TlsMode::None, trust: Trust::default() };
    let greeted = imap::connect(&server, Meter::default()).await.unwrap();
    let credentials =
        Credentials::Password { user: "ana".into(), password: Secret::from("x".to_owned()) };
    let mut session = greeted.login(&credentials).await.unwrap();
    session.select(&WireName("INBOX".into())).await.unwrap();
    let start = Instant::now();
    let uids = session.uids().await.unwrap();
    assert_eq!(uids.len(), u64::from(MILLION));
    println!("SEARCH of {MILLION} single UIDs: {} ms", start.elapsed().as_millis());

    forget_peak();
    let (before, cpu, start) = (memory("VmRSS:"), cpu(), Instant::now());
    let (mut rows, mut octets) = (0_u32, 0_usize);
    let all = UidSet::range(Uid(2), Uid(MILLION * 2));
    let mut sink = |row: imap::RawRow| {
        rows += 1;
        octets += row.header.len();
    };
    session.headers(&all, &mut sink).await.unwrap();
    assert_eq!(rows, MILLION);
    println!(
        "FETCH of {MILLION} rows ({} MB of headers): {:.0} rows/s, {:.1} s CPU with the server, {} KiB more at most",
        octets / 1_000_000,
        f64::from(rows) / start.elapsed().as_secs_f64(),
        self::cpu() - cpu,
        memory("VmHWM:").saturating_sub(before),
    );
}

fn answer(stream: &TcpStream) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(256 * 1024, stream.try_clone()?);
    writeln!(out, "* OK [CAPABILITY IMAP4rev1] ready\r")?;
    out.flush()?;
    for line in BufReader::new(stream).lines() {
        let line = line?;
        let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
        if command.starts_with("SELECT") {
            writeln!(out, "* {MILLION} EXISTS\r\n* OK [UIDVALIDITY 7] .\r")?;
            writeln!(out, "* OK [UIDNEXT {}] .\r", MILLION * 2 + 1)?;
        } else if command.starts_with("UID SEARCH") {
            write!(out, "* SEARCH")?;
            for number in 1..=MILLION {
                write!(out, " {}", number * 2)?;
            }
            writeln!(out, "\r")?;
        } else if command.starts_with("UID FETCH") {
            rows(&mut out)?;
        }
        writeln!(out, "{tag} OK done\r")?;
        out.flush()?;
    }
    Ok(())
}

fn rows(out: &mut impl Write) -> std::io::Result<()> {
    for number in 1..=MILLION {
        let header = format!(
            "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\nFrom: Person {number} <p{number}@host.example>\r\n\
             To: Ana <ana@test.example>, Bruno <bruno@test.example>\r\nSubject: About the matter \
             {number} of the quarter\r\nMessage-ID: <{number:x}.8d2f@mail.host.example>\r\nReferences: \
             <a{number:x}@mail.host.example> <b{number:x}@mail.host.example>\r\nContent-Type: \
             multipart/alternative; boundary=\"edge{number}\"\r\n\r\n"
        );
        write!(
            out,
            "* {number} FETCH (UID {} FLAGS (\\Seen) INTERNALDATE \"14-Nov-2023 22:13:20 +0000\" RFC822.SIZE \
             4423 BODY[HEADER.FIELDS (DATE FROM TO CC SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES LIST-ID \
             CONTENT-TYPE)] {{{}}}\r\n{header})\r\n",
            number * 2,
            header.len()
        )?;
    }
    Ok(())
}

/// A figure of this process, KiB.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// The most memory so far is forgotten.
fn forget_peak() {
    // Where it cannot be, the figures are those of all that went before.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Seconds of processor time of this process.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = behind
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|word| word.parse::<u64>().ok())
        .sum();
    // A tick is a hundredth on every Linux of today.
    ticks as f64 / 100.0
}
