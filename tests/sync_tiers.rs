//! What is asked of a server by what it can do: QRESYNC, CONDSTORE, neither; and servers that offer
//! more than they can, or lie, which must never hide a message that is there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::sync::atomic::{AtomicBool, Ordering};

use pombo::model::event::Fact;
use pombo::model::fault::FaultKind;
use pombo::model::flags::Flags;
use pombo::model::link::Link;
use support::dovecot::{Dovecot, Options};
use support::mails;
use support::proxy::Proxy;
use sync_kit::liar::Liar;
use sync_kit::{App, ONCE};

/// A server with so many messages in INBOX, and a profile that knows them all.
async fn known(messages: u32, options: &Options) -> (Dovecot, tempfile::TempDir) {
    let server = Dovecot::with(options);
    server.fill("INBOX", (1..=messages).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), messages as usize);
    app.stop().await;
    (server, profile)
}

/// What another client does meanwhile: one is read, one goes, one comes.
fn meanwhile(server: &Dovecot, comes: u32) {
    let mut other = server.client();
    other.ok("SELECT INBOX");
    other.ok("UID STORE 2 +FLAGS (\\Flagged)");
    other.ok("UID STORE 3 +FLAGS (\\Deleted)");
    other.ok("EXPUNGE");
    other.append("INBOX", "", &mails::plain(comes));
}

/// The app shows what `meanwhile` left of so many messages.
fn assert_in_step(app: &App, messages: u32) {
    assert_eq!(app.subjects("INBOX").len(), messages as usize);
    assert!(app.row("INBOX", "Message 2").unwrap().flags.has(Flags::FLAGGED));
    assert!(app.row("INBOX", "Message 3").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_qresync_an_unchanged_mailbox_costs_one_round_trip() {
    let (server, profile) = known(1_200, &Options::default()).await;
    let mut other = server.client();
    // The list tells that something happened, and it is only a flag that came and went.
    other.ok("SELECT INBOX");
    other.ok("UID STORE 2 +FLAGS (\\Flagged)");
    other.ok("UID STORE 2 -FLAGS (\\Flagged)");
    let proxy = Proxy::to(server.port);
    let mut app = App::start(profile.path(), proxy.port, ONCE);
    app.until_live().await;
    let meter = app.engine.as_ref().unwrap().meter();
    let sent = proxy.sent();
    println!(
        "signed in and resynchronised 1,200 messages: {} octets down, {} up, {} round trips",
        meter.down(),
        meter.up(),
        meter.turns()
    );
    assert!(sent.contains("(QRESYNC ("), "{sent}");
    for what in ["FETCH", "SEARCH", "STATUS \""] {
        assert!(!sent.contains(what), "{what}: {sent}");
    }
    // LOGIN and its answer, LIST with ENABLE, SELECT.
    assert!(meter.turns() <= 5, "{} round trips", meter.turns());
    assert!(meter.down() < 4_000, "{} octets", meter.down());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_tier_learns_what_happened_meanwhile_in_its_own_way() {
    let rich = "IMAP4rev1 ENABLE CONDSTORE QRESYNC ESEARCH UIDPLUS MOVE LIST-EXTENDED LIST-STATUS";
    let flags = "IMAP4rev1 ENABLE CONDSTORE ESEARCH UIDPLUS MOVE LIST-EXTENDED LIST-STATUS";
    for (capability, has, lacks) in [
        (rich, &["(QRESYNC ("][..], &["SEARCH", "CHANGEDSINCE"][..]),
        (flags, &["CHANGEDSINCE", "(CONDSTORE)", "SEARCH"], &["QRESYNC"]),
        ("IMAP4rev1", &["(UID FLAGS)", "SEARCH ALL"], &["CONDSTORE", "MODSEQ"]),
    ] {
        let options = Options { capability, ..Options::default() };
        let (server, profile) = known(120, &options).await;
        meanwhile(&server, 121);
        let proxy = Proxy::to(server.port);
        let mut app = App::start(profile.path(), proxy.port, ONCE);
        app.until_live().await;
        assert_in_step(&app, 120);
        let sent = proxy.sent();
        has.iter().for_each(|what| assert!(sent.contains(what), "no {what}: {sent}"));
        lacks.iter().for_each(|what| assert!(!sent.contains(what), "{what}: {sent}"));
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_offered_and_not_enabled_is_not_used() {
    let (server, profile) = known(60, &Options::default()).await;
    meanwhile(&server, 61);
    let liar = Liar::before(server.port, |line| match line.starts_with("* ENABLED") {
        true => vec![],
        false => vec![line.to_owned()],
    });
    let mut app = App::start(profile.path(), liar.port, ONCE);
    app.until_live().await;
    assert_in_step(&app, 60);
    assert_eq!(liar.count("(QRESYNC ("), 0, "{:#?}", liar.sent());
    assert!(liar.count("CHANGEDSINCE") > 0, "{:#?}", liar.sent());
    app.stop().await;
}

/// What was told to have vanished, and is on the server.
fn hidden(app: &App, but: &[&str]) -> Vec<String> {
    let rows: std::collections::HashMap<_, _> = app
        .told
        .iter()
        .filter_map(|fact| match fact {
            Fact::RowsArrived { rows, .. } => Some(rows),
            _ => None,
        })
        .flatten()
        .map(|row| (row.key, row.subject.clone()))
        .collect();
    let gone = app.told.iter().filter_map(|fact| match fact {
        Fact::Vanished { keys, .. } => Some(keys),
        _ => None,
    });
    let subjects = gone.flatten().filter_map(|key| rows.get(key).cloned());
    subjects.filter(|subject| !but.contains(&subject.as_str())).collect()
}

/// A server that lies in one kind of line on every connection: what is there stays, what happened is
/// learnt all the same, and what it lies about is not asked for again.
async fn lied_to(name: &str, given_up: &str, lie: fn(&str) -> Vec<String>) {
    let (server, profile) = known(120, &Options::default()).await;
    meanwhile(&server, 121);
    let liar = Liar::before(server.port, lie);
    let mut app = App::start(profile.path(), liar.port, ONCE);
    app.until_live().await;
    assert_eq!(hidden(&app, &["Message 3"]), Vec::<String>::new(), "{name}");
    assert_in_step(&app, 120);
    assert!(liar.count(given_up) <= 1, "{name}: {:#?}", liar.sent());
    // And after one more thing happened.
    let mut other = server.client();
    other.ok("SELECT INBOX");
    other.ok("UID STORE 5 +FLAGS (\\Deleted)");
    other.ok("EXPUNGE");
    app.ask(pombo::model::request::Ask::Refresh);
    app.until_no_row("INBOX", "Message 5").await;
    app.until_live().await;
    assert_eq!(hidden(&app, &["Message 3", "Message 5"]), Vec::<String>::new(), "{name}");
    assert_eq!(app.subjects("INBOX").len(), 119, "{name}");
    assert!(liar.count(given_up) <= 1, "{name}: {:#?}", liar.sent());
    app.stop().await;
    // An honest server is believed again by the next run.
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), 119, "{name}");
    app.stop().await;
}

fn instead(line: &str, beginning: &str, said: &[&str]) -> Vec<String> {
    match line.starts_with(beginning) {
        true => said.iter().map(|line| (*line).to_owned()).collect(),
        false => vec![line.to_owned()],
    }
}

const VANISHED: &str = "* VANISHED (EARLIER)";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vanished_that_names_everything_hides_nothing() {
    let all = |line: &str| instead(line, VANISHED, &["* VANISHED (EARLIER) 1:*"]);
    lied_to("1:*", "(QRESYNC (", all).await;
    let most = |line: &str| instead(line, VANISHED, &["* VANISHED (EARLIER) 1:4294967295"]);
    lied_to("up to the last number", "(QRESYNC (", most).await;
    let known = |line: &str| instead(line, VANISHED, &["* VANISHED (EARLIER) 1:120"]);
    lied_to("all that are known", "(QRESYNC (", known).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vanished_that_cannot_be_read_hides_nothing() {
    let odd = |line: &str| instead(line, VANISHED, &["* VANISHED (EARLIER) 3,4,5:"]);
    lied_to("cut off", "(QRESYNC (", odd).await;
    let spaces = |line: &str| instead(line, VANISHED, &["* VANISHED (EARLIER) 3 4 5"]);
    lied_to("with spaces", "(QRESYNC (", spaces).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_qresync_leaves_out_is_found_by_the_number_of_messages() {
    lied_to("left out", "(QRESYNC (", |line| instead(line, VANISHED, &[])).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mod_sequences_that_are_wrong_are_not_relied_on() {
    // Message 2 was read meanwhile, and nothing about its mod-sequence can be believed.
    let without = |line: &str| match line.split_once(" MODSEQ (") {
        Some((before, after)) if line.contains("FETCH") => {
            let after = after.split_once(')').map_or("", |(_, after)| after);
            vec![format!("{before}{after}")]
        }
        _ => vec![line.to_owned()],
    };
    lied_to("rows without", "CHANGEDSINCE", without).await;
    let back = |line: &str| instead(line, "* OK [HIGHESTMODSEQ", &["* OK [HIGHESTMODSEQ 1] ."]);
    lied_to("back to the first", "CHANGEDSINCE", back).await;
    let none = |line: &str| instead(line, "* OK [HIGHESTMODSEQ", &["* OK [HIGHESTMODSEQ 0] ."]);
    lied_to("nought", "CHANGEDSINCE", none).await;
    let less = |line: &str| instead(line, "* OK [HIGHESTMODSEQ", &["* OK [HIGHESTMODSEQ -5] ."]);
    lied_to("negative", "CHANGEDSINCE", less).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn very_much_that_really_vanished_goes_after_a_listing_and_qresync_stays_in_use() {
    let (server, profile) = known(200, &Options::default()).await;
    let mut other = server.client();
    other.ok("SELECT INBOX");
    other.ok("UID STORE 1:150 +FLAGS.SILENT (\\Deleted)");
    other.ok("EXPUNGE");
    let liar = Liar::before(server.port, |line| vec![line.to_owned()]);
    let mut app = App::start(profile.path(), liar.port, ONCE);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), 50);
    assert_eq!(liar.count("AUTHENTICATE"), 2, "a fresh connection: {:#?}", liar.sent());
    assert!(liar.count("SEARCH") > 0, "{:#?}", liar.sent());
    let before = liar.count("(QRESYNC (");
    other.ok("UID STORE 160 +FLAGS (\\Deleted)");
    other.ok("EXPUNGE");
    app.ask(pombo::model::request::Ask::Refresh);
    app.until_no_row("INBOX", "Message 160").await;
    assert!(liar.count("(QRESYNC (") > before, "{:#?}", liar.sent());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_asks_to_be_slower_is_obeyed_and_then_gone_on_with() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=20).map(mails::plain));
    server.fill("Projects", (101..=103).map(mails::plain));
    let asked = AtomicBool::new(false);
    let liar = Liar::before(server.port, move |line| {
        let (tag, rest) = line.split_once(' ').unwrap_or((line, ""));
        // Once, to the first mailbox that is opened.
        if rest.contains("Select completed") && asked.swap(true, Ordering::SeqCst) {
            return vec![line.to_owned()];
        }
        match rest.contains("Select completed") {
            true => vec![format!(
                "{tag} BAD Request is throttled. Suggested Backoff Time: 1500 milliseconds"
            )],
            false => vec![line.to_owned()],
        }
    });
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), liar.port, ONCE);
    let wait = app
        .until("the account to rest", |app| match &app.link {
            Some(Link::Offline { fault, .. }) => match fault.kind {
                FaultKind::Throttled { wait } => Some(wait),
                _ => None,
            },
            _ => None,
        })
        .await;
    assert_eq!(wait.as_millis(), 1_500);
    assert_eq!(liar.count("SELECT"), 1, "nothing more is asked: {:#?}", liar.sent());
    app.until_live().await;
    assert_eq!((app.subjects("INBOX").len(), app.subjects("Projects").len()), (20, 3));
    app.stop().await;
}
