//! Whether what is kept is what the server has: an audit finds exactly what was changed behind
//! Pombo's back, repairs it, and says so; what is only on its way it does not take for a difference.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::path::Path;

use pombo::model::audit::{Audit, Auditing, Differences};
use pombo::model::event::Fact;
use pombo::model::flags::Flags;
use pombo::model::request::Ask;
use pombo::model::traffic::{Kind, Traffic};
use support::dovecot::{Dovecot, Options};
use support::mails;
use support::proxy::Proxy;
use support::spoil::Spoiler;
use sync_kit::{ACCOUNT, App, How, LIVE, ONCE};

/// Audits everything; what was told of each mailbox.
async fn audited(app: &mut App) -> Vec<Audit> {
    let from = app.told.len();
    app.ask(Ask::Audit(None));
    app.until("the audit to end", |app| {
        let over = |fact: &&Fact| matches!(fact, Fact::Auditing(Auditing::Done { .. }));
        app.told[from..].iter().find(over).map(drop)
    })
    .await;
    let told = app.told[from..].iter();
    told.filter_map(|fact| match fact {
        Fact::Audited(audits) => Some(audits.clone()),
        _ => None,
    })
    .flatten()
    .collect()
}

fn of(app: &App, audits: &[Audit], mailbox: &str) -> Audit {
    let id = app.mailbox(mailbox);
    *audits.iter().find(|audit| audit.mailbox == id).unwrap_or_else(|| panic!("no {mailbox}"))
}

fn assert_identical(audits: &[Audit]) {
    assert!(!audits.is_empty());
    for audit in audits {
        assert!(audit.found.is_empty() && audit.left.is_empty(), "{audit:?}");
    }
}

/// Everything in the cache, and nothing runs.
async fn synced(profile: &Path, port: u16) {
    let mut app = App::start(profile, port, ONCE);
    app.until_live().await;
    app.stop().await;
}

/// What the server has in a mailbox: UID, whether flagged, size.
fn there(server: &Dovecot, mailbox: &str) -> Vec<(u32, bool, u32)> {
    let mut client = server.client();
    client.ok(&format!("SELECT {mailbox}"));
    let rows = client.ok("UID FETCH 1:* (UID FLAGS RFC822.SIZE)");
    let number = |row: &str, name: &str| -> u32 {
        let rest = row.split_once(name).unwrap().1;
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().unwrap()
    };
    let rows = rows.iter().filter(|row| row.contains("FETCH"));
    rows.map(|row| (number(row, "UID "), row.contains("\\Flagged"), number(row, "RFC822.SIZE ")))
        .collect()
}

/// 29 messages in Projects, UIDs 1 to 30 without 10.
fn server(options: &Options) -> Dovecot {
    let server = Dovecot::with(options);
    server.fill("INBOX", (101..=105).map(mails::plain));
    server.fill("Projects", (1..=30).map(mails::plain));
    let mut client = server.client();
    client.ok("SELECT Projects");
    client.ok("UID STORE 10 +FLAGS.SILENT (\\Deleted)");
    client.ok("EXPUNGE");
    server
}

/// One row lost, one invented, one flagged, one of another size: as many as before.
fn spoil(profile: &Path) {
    let spoiler = Spoiler::of(profile, ACCOUNT, "Projects");
    spoiler.lose(&[3, 7]).invent(10, 1_000).invent(7, 9_999).flag(5, Flags::FLAGGED);
}

async fn finds_and_repairs(options: &Options, how: How) {
    let server = server(options);
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    synced(profile.path(), server.port).await;
    spoil(profile.path());

    let mut app = App::start(profile.path(), proxy.port, how);
    app.until_live().await;
    let normal = app.subjects("Projects").contains(&"Invented 10".to_owned());
    assert!(normal, "normal work sees nothing, so that it is the audit that finds it");
    if how.live {
        // The other connections come when the first list is shown.
        while proxy.connections() < 3 {
            tokio::task::yield_now().await;
        }
    }
    let connections = proxy.connections();
    let audits = audited(&mut app).await;
    let projects = of(&app, &audits, "Projects");
    let found = Differences { missing: 1, extra: 1, flags: 1, sizes: 1 };
    assert_eq!(projects.found, found);
    assert!(projects.left.is_empty(), "{projects:?}");
    assert_eq!(projects.rows, 29);
    assert!(projects.at > 1_700_000_000);
    let others: Vec<Audit> = audits.iter().copied().filter(|audit| *audit != projects).collect();
    assert_identical(&others);
    assert_eq!(proxy.connections(), connections + 1, "listed a second time, on a fresh connection");
    app.until_row("Projects", "Message 3").await;
    app.until_no_row("Projects", "Invented 10").await;
    app.until_row("Projects", "Message 7").await;
    assert_identical(&audited(&mut app).await);
    app.stop().await;

    let spoiler = Spoiler::of(profile.path(), ACCOUNT, "Projects");
    let kept = spoiler.rows().into_iter();
    let kept: Vec<_> =
        kept.map(|(uid, flags, size)| (uid, flags.has(Flags::FLAGGED), size)).collect();
    assert_eq!(kept, there(&server, "Projects"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_audit_finds_exactly_what_was_changed_and_repairs_it() {
    finds_and_repairs(&Options::default(), ONCE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_the_window_it_runs_behind_everything_else() {
    finds_and_repairs(&Options::default(), LIVE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_others_changed_meanwhile_is_news_and_no_difference() {
    let server = server(&Options::default());
    let profile = tempfile::tempdir().unwrap();
    synced(profile.path(), server.port).await;
    let mut client = server.client();
    client.ok("SELECT Projects");
    client.ok("UID STORE 5 +FLAGS.SILENT (\\Flagged)");
    client.ok("UID STORE 9 +FLAGS.SILENT (\\Deleted)");
    client.ok("EXPUNGE");
    client.append("Projects", "", &mails::plain(31));
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    client.ok("SELECT Projects");
    client.ok("UID STORE 6 +FLAGS.SILENT (\\Flagged)");
    client.ok("UID STORE 8 +FLAGS.SILENT (\\Deleted)");
    client.ok("EXPUNGE");
    client.append("Projects", "", &mails::plain(32));
    let audits = audited(&mut app).await;
    assert_identical(&audits);
    assert_eq!(of(&app, &audits, "Projects").rows, 29);
    app.until_row("Projects", "Message 32").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_audit_said_is_told_again_at_the_next_start() {
    let server = server(&Options::default());
    let profile = tempfile::tempdir().unwrap();
    synced(profile.path(), server.port).await;
    spoil(profile.path());
    let mut app = App::start(profile.path(), server.port, ONCE);
    let mut before = audited(&mut app).await;
    app.stop().await;
    let mut app = App::start(profile.path(), server.port, ONCE);
    let mut again = app
        .until("the audits of before", |app| {
            app.told.iter().find_map(|fact| match fact {
                Fact::Audited(audits) if !audits.is_empty() => Some(audits.clone()),
                _ => None,
            })
        })
        .await;
    before.sort_by_key(|audit| audit.mailbox);
    again.sort_by_key(|audit| audit.mailbox);
    assert_eq!(again, before);
    assert_eq!(of(&app, &again, "Projects").found.sum(), 4);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_mailbox_alone_can_be_compared() {
    let server = server(&Options::default());
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    app.ask(Ask::Audit(Some(app.mailbox("Projects"))));
    let over = app
        .until("the audit to end", |app| {
            app.told.iter().find_map(|fact| match fact {
                Fact::Auditing(over @ Auditing::Done { .. }) => Some(*over),
                _ => None,
            })
        })
        .await;
    let Auditing::Done { mailboxes, left_out, octets } = over else { panic!("{over:?}") };
    assert_eq!((mailboxes, left_out), (1, 0));
    assert!(octets > 500, "{octets}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_octet_is_booked_once_by_kind_and_mailbox_and_kept() {
    let server = server(&Options::default());
    server.fill("Archive", (201..=204).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    let key = app.row("Projects", "Message 3").unwrap().key;
    app.body(key).await.0.unwrap();
    audited(&mut app).await;
    let meter = app.engine.as_ref().unwrap().meter();
    // The last slice is booked a moment after the audit was told to be over.
    let all = loop {
        let all = app.traffic().await;
        if all.total().down == meter.down() && all.total().up == meter.up() {
            break all;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((all.connections, all.budget, all.paused), (1, None, false));
    let kinds: Vec<Kind> = all.kinds().into_iter().map(|(kind, _)| kind).collect();
    for kind in [Kind::SignIn, Kind::Lists, Kind::Headers, Kind::Bodies, Kind::Audit] {
        assert!(kinds.contains(&kind), "{kind:?} is not in {kinds:?}");
    }
    let projects = app.mailbox("Projects");
    assert_eq!(all.mailboxes()[0].0, projects, "most is there");
    let headers = |traffic: &Traffic| {
        traffic.of_today(|used| used.mailbox == Some(projects) && used.kind == Kind::Headers)
    };
    assert!(headers(&all).down > 29 * 100, "{:?}", headers(&all));
    app.stop().await;
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    let again = app.traffic().await;
    assert!(again.total().down > all.total().down && headers(&again) == headers(&all));
    app.stop().await;
}
