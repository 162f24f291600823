//! What an account does by itself by the clock: it compares what is kept with the server at night
//! while nobody is there, in slices; and where most of a day's traffic is used, it leaves what
//! nobody asked for until midnight.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{Span, Zoned};
use pombo::model::audit::{Audit, Auditing};
use pombo::model::event::Fact;
use pombo::model::flags::Flags;
use pombo::model::ids::MailboxId;
use pombo::model::request::Ask;
use pombo::model::traffic::Traffic;
use pombo::sync::Terms;
use support::dovecot::Dovecot;
use support::mails;
use sync_kit::{App, LIVE};

/// The person's clock. It stands until the test sets it, or goes on by a second with each look.
struct Clock {
    now: Mutex<Zoned>,
    looks: AtomicI64,
    goes: bool,
}

impl Clock {
    fn at(text: &str, goes: bool) -> Arc<Self> {
        Arc::new(Self { now: Mutex::new(moment(text)), looks: AtomicI64::new(0), goes })
    }

    fn set(&self, text: &str) {
        *self.now.lock().unwrap() = moment(text);
    }

    fn look(&self) -> Zoned {
        self.looks.fetch_add(1, Ordering::SeqCst);
        let mut now = self.now.lock().unwrap();
        if self.goes {
            *now = now.checked_add(Span::new().seconds(1)).unwrap();
        }
        now.clone()
    }

    fn terms(self: &Arc<Self>, night: u64, budget: Option<u64>) -> Terms {
        let clock = self.clone();
        Terms {
            clock: Arc::new(move || clock.look()),
            tick: Duration::from_millis(50),
            night,
            budget: Arc::new(move |_| budget),
        }
    }

    /// The engine has looked at the clock several times since.
    async fn is_looked_at(&self, app: &mut App) {
        let enough = self.looks.load(Ordering::SeqCst) + 20;
        let end = tokio::time::Instant::now() + support::PATIENCE;
        while self.looks.load(Ordering::SeqCst) < enough {
            assert!(tokio::time::Instant::now() < end, "nobody looks at the clock");
            app.hear(Duration::from_millis(20)).await;
        }
    }
}

/// Such as `2026-03-10T14:00:00`.
fn moment(text: &str) -> Zoned {
    format!("{text}-03:00[-03:00]").parse().unwrap()
}

/// Everything in the cache, and nothing runs.
async fn synced(profile: &Path, port: u16) -> Traffic {
    let mut app = App::start(profile, port, LIVE);
    app.until_live().await;
    let traffic = app.traffic().await;
    app.stop().await;
    traffic
}

/// How often an audit of all mailboxes was told to be over.
fn ended(app: &App) -> usize {
    let over = |fact: &&Fact| matches!(fact, Fact::Auditing(Auditing::Done { .. }));
    app.told.iter().filter(over).count()
}

fn began(app: &App) -> bool {
    app.told.iter().any(|fact| matches!(fact, Fact::Auditing(_)))
}

fn audits(told: &[Fact]) -> Vec<Audit> {
    let audits = told.iter().filter_map(|fact| match fact {
        Fact::Audited(audits) => Some(audits.clone()),
        _ => None,
    });
    audits.flatten().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_audit_begins_by_itself_at_night_and_only_while_nobody_is_there() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=5).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    synced(profile.path(), server.port).await;
    let clock = Clock::at("2026-03-10T14:00:00", false);
    let terms = clock.terms(1_000_000, None);
    let mut app = App::start_by(profile.path(), server.port, LIVE, terms);
    app.until_live().await;

    clock.set("2026-03-10T23:59:59");
    clock.is_looked_at(&mut app).await;
    assert!(!began(&app), "it is no night yet");
    clock.set("2026-03-11T01:58:00");
    app.ask(Ask::Refresh);
    app.traffic().await;
    app.until_live().await;
    clock.set("2026-03-11T02:07:59");
    clock.is_looked_at(&mut app).await;
    assert!(!began(&app), "the person was there a moment ago");
    clock.set("2026-03-11T02:14:00");
    app.until("the audit of the night", |app| (ended(app) == 1).then_some(())).await;
    let all = audits(&app.told);
    assert_eq!(all.len(), app.mailboxes.iter().filter(|mailbox| mailbox.selectable).count());
    let checked = moment("2026-03-11T02:14:00").timestamp().as_second();
    for audit in all {
        assert!(audit.at == checked && audit.found.is_empty(), "{audit:?}");
    }

    clock.set("2026-03-11T04:59:00");
    clock.is_looked_at(&mut app).await;
    assert_eq!(ended(&app), 1, "once a night");
    clock.set("2026-03-12T05:00:00");
    clock.is_looked_at(&mut app).await;
    assert_eq!(ended(&app), 1, "it is day");
    app.stop().await;

    // When the last one was is known after a restart, too.
    clock.set("2026-03-11T04:30:00");
    let terms = clock.terms(1_000_000, None);
    let mut app = App::start_by(profile.path(), server.port, LIVE, terms);
    app.until_live().await;
    clock.set("2026-03-11T04:45:00");
    clock.is_looked_at(&mut app).await;
    assert!(!began(&app), "this night had its audit");
    clock.set("2026-03-12T03:00:00");
    app.until("the next night's audit", |app| (ended(app) == 1).then_some(())).await;
    app.stop().await;
}

/// What the night brings: the mailboxes that were compared, in their order, and octets.
async fn night(app: &mut App) -> (Vec<MailboxId>, u64) {
    let from = app.told.len();
    let octets = app
        .until("the night's work to end", |app| {
            app.told[from..].iter().find_map(|fact| match fact {
                Fact::Auditing(Auditing::Postponed { octets, .. }) => Some(*octets),
                Fact::Auditing(Auditing::Done { octets, .. }) => panic!("all of it: {octets}"),
                _ => None,
            })
        })
        .await;
    (audits(&app.told[from..]).iter().map(|audit| audit.mailbox).collect(), octets)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_night_has_no_room_for_comes_the_next_nights_longest_ago_first() {
    const NIGHT: u64 = 2_000;
    let server = Dovecot::start();
    server.fill("INBOX", (1..=5).map(mails::plain));
    server.fill("Projects", (11..=15).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    synced(profile.path(), server.port).await;
    let clock = Clock::at("2026-03-01T14:00:00", true);
    let terms = clock.terms(NIGHT, None);
    let mut app = App::start_by(profile.path(), server.port, LIVE, terms);
    app.until_live().await;
    let all = app.mailboxes.iter().filter(|mailbox| mailbox.selectable).count();
    let mut order: Vec<MailboxId> = Vec::new();
    let mut nights = Vec::new();
    for day in 2..=28 {
        clock.set(&format!("2026-03-{day:02}T02:00:00"));
        let (compared, octets) = night(&mut app).await;
        // The slice that goes over it is the last.
        assert!((NIGHT..NIGHT + 3_000).contains(&octets), "{octets}");
        nights.push(compared.len());
        order.extend(compared);
        if order.len() > 2 * all {
            break;
        }
    }
    assert!(order.len() > 2 * all, "after {} nights: {order:?}", nights.len());
    assert!(nights.iter().all(|&compared| compared < all), "{nights:?}");
    let mut first = order[..all].to_vec();
    first.sort_unstable();
    first.dedup();
    assert_eq!(first.len(), all, "each has its turn before one has a second: {order:?}");
    let again = order.iter().zip(order.iter().cycle().skip(all)).take(order.len() - all);
    for (before, after) in again {
        assert_eq!(before, after, "in the same order: {order:?}");
    }
    app.stop().await;
}

/// Whether it was told, each time that traffic was told, that most of the day's is used.
fn pauses(app: &App) -> Vec<bool> {
    let told = app.told.iter().filter_map(|fact| match fact {
        Fact::TrafficRead(traffic) => Some(traffic.paused),
        _ => None,
    });
    let mut all: Vec<bool> = told.collect();
    all.dedup();
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_four_fifths_of_the_budget_history_waits_for_midnight_and_the_person_does_not() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=5).map(mails::plain));
    server.fill("Projects", (11..=40).map(mails::plain));
    let profile = tempfile::tempdir().unwrap();
    let clock = Clock::at("2026-03-10T22:00:00", false);
    // Carries something on that day, within no budget.
    let free = clock.terms(1_000_000, None);
    let mut app = App::start_by(profile.path(), server.port, LIVE, free);
    app.until_live().await;
    let used = app.traffic().await.total().down;
    assert!(used > 8_000, "{used}");
    app.stop().await;
    server.fill("Old", (201..=500).map(mails::plain));

    let terms = clock.terms(1_000_000, Some(used));
    let mut app = App::start_by(profile.path(), server.port, LIVE, terms);
    app.until_row("Old", "Message 500").await;
    app.until_live().await;
    assert_eq!(pauses(&app), [true], "told by itself, so that the account's page says it");
    assert_eq!(app.subjects("Old").len(), 50, "the newest come as ever");
    let key = app.row("Projects", "Message 12").unwrap().key;
    let body = format!("{:?}", app.body(key).await.0.unwrap());
    assert!(body.contains("This is the body of message 12."), "{body}");
    let star = app.order_flag("Message 13", "Projects", Flags::FLAGGED, Flags::NONE);
    let moved = app.order_move(&["Message 14"], "Projects", "Archive");
    for entry in [star, moved] {
        app.until_settled(entry).await;
    }
    app.ask(Ask::Audit(Some(app.mailbox("Projects"))));
    app.until("the audit that was asked for", |app| (ended(app) == 1).then_some(())).await;
    server.client().append("INBOX", "", &mails::plain(6));
    app.until_row("INBOX", "Message 6").await;
    app.ask(Ask::Refresh);
    clock.is_looked_at(&mut app).await;
    app.until_live().await;
    assert_eq!((pauses(&app), app.subjects("Old").len()), (vec![true], 50), "still the same day");

    // Nobody does anything.
    clock.set("2026-03-11T00:00:00");
    app.until("the history", |app| (app.subjects("Old").len() == 300).then_some(())).await;
    app.until("the pause of the next day", |app| (pauses(app).len() == 3).then_some(())).await;
    assert_eq!(pauses(&app), [true, false, true]);
    app.stop().await;
}
