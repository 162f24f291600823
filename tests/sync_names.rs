//! Namespaces: where a server keeps the person's own mailboxes, those of other people and shared ones,
//! on real servers and on ones that lie about it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pombo::model::action::Action;
use pombo::model::event::Fact;
use pombo::model::fault::{FaultKind, Place};
use pombo::model::ids::MailboxId;
use pombo::model::link::Link;
use pombo::model::mail::Mail;
use pombo::model::mailbox::Role;
use pombo::model::namespace::{Areas, Realm};
use pombo::model::order::{MailboxOrder, Seat};
use pombo::model::request::Ask;
use support::dovecot::{Dovecot, Options};
use support::mails;
use support::scripted::{Manner, Setup};
use sync_kit::liar::Liar;
use sync_kit::{App, LIVE, ONCE};

/// As many hosters have it, and a tree that all share.
const HOSTER: &str = "namespace inbox {\n  prefix = INBOX.\n  separator = .\n}\n\
    namespace public {\n  type = public\n  prefix = Public.\n  separator = .\n  \
    location = maildir:~/public\n  list = children\n}\n";

/// The same with nothing before the person's own names.
const SHARING: &str = "namespace public {\n  type = public\n  prefix = Public/\n  separator = /\n  \
    location = maildir:~/public\n  list = children\n}\n";

fn dovecot(extra: &'static str) -> Dovecot {
    let server = Dovecot::with(&Options { extra, ..Options::default() });
    server.fill("INBOX", (1..=2).map(mails::plain));
    server
}

fn divided(app: &App) -> Areas {
    let told = app.told.iter().rev().find_map(|fact| match fact {
        Fact::Divided(areas) => Some(areas.clone()),
        _ => None,
    });
    told.unwrap_or_default()
}

fn realm(app: &App, name: &str) -> Realm {
    let path: Vec<String> = name.split('/').map(str::to_owned).collect();
    divided(app).place(&path).0
}

fn role(app: &App, role: Role) -> Option<String> {
    let found = app.mailboxes.iter().find(|mailbox| mailbox.role == Some(role));
    found.map(|mailbox| mailbox.path.join("/"))
}

/// The tree as a window has it.
fn mail(app: &App) -> Mail {
    let mut mail = Mail::default();
    for fact in &app.told {
        if matches!(fact, Fact::Divided(_) | Fact::Separated(_) | Fact::MailboxesListed { .. }) {
            mail.apply(fact.clone());
        }
    }
    mail
}

fn create(app: &mut App, inside: Option<MailboxId>, name: &str) -> pombo::model::ids::EntryId {
    let mailbox = MailboxId::planned(app.engine.as_ref().unwrap().next_entry());
    let seat = Seat { inside, name: name.to_owned() };
    app.order(Action::Mailbox(MailboxOrder::Create { mailbox, seat }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_keeps_below_the_inbox_is_told_from_what_many_share() {
    let server = dovecot(HOSTER);
    server.client().ok("CREATE Public.News");
    server.client().ok("CREATE Public.Sent");
    server.client().append("Public.News", "", &mails::plain(7));
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    assert_eq!(realm(&app, "Public/News"), Realm::Shared);
    assert_eq!(realm(&app, "INBOX/Sent"), Realm::Own);
    assert_eq!(app.subjects("Public/News"), ["Message 7"]);
    assert_eq!(role(&app, Role::Sent).as_deref(), Some("INBOX/Sent"));
    // Not all of it lies in the inbox, and what is new goes there all the same.
    let inbox = app.mailbox("INBOX");
    assert_eq!(mail(&app).root(), Some(inbox));
    let made = create(&mut app, Some(inbox), "Trips");
    app.until_settled(made).await;
    // An order from before anything was known of it.
    let made = create(&mut app, None, "Bills");
    app.until_settled(made).await;
    let listed = server.client().ok("LIST \"\" \"*\"").join("\n");
    assert!(listed.contains("INBOX.Trips") && listed.contains("INBOX.Bills"), "{listed}");
    let news = app.mailbox("Public/News");
    let made = create(&mut app, Some(news), "Old");
    app.until_settled(made).await;
    assert_eq!(realm(&app, "Public/News/Old"), Realm::Shared);
    app.stop().await;

    // Known again before there is a connection.
    drop(server);
    let mut app = App::start(profile.path(), 1, ONCE);
    app.until("the list", |app| (!app.mailboxes.is_empty()).then_some(())).await;
    assert_eq!(realm(&app, "Public/News"), Realm::Shared);
    assert_eq!(mail(&app).root(), Some(inbox));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_in_shared_mailboxes_comes_by_itself() {
    let server = dovecot(SHARING);
    server.client().ok("CREATE Public/News");
    server.client().append("Public/News", "", &mails::plain(7));
    let liar = Liar::before(server.port, |line| vec![line.to_owned()]);
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), liar.port, LIVE);
    app.until_live().await;
    support::until("NOTIFY and then IDLE", || {
        let sent = liar.sent();
        let ordered = sent.iter().position(|command| command.starts_with("NOTIFY SET STATUS"))?;
        sent[ordered..].iter().any(|command| command == "IDLE").then_some(())
    });
    app.until_live().await;
    assert_eq!(liar.count("NOTIFY"), 1, "it takes all of the order: {:#?}", liar.sent());
    let lists = liar.count("LIST ");
    server.client().append("Public/News", "", &mails::plain(8));
    app.until_row("Public/News", "Message 8").await;
    assert_eq!(liar.count("LIST "), lists, "nobody asked for it: {:#?}", liar.sent());
    server.client().ok("SUBSCRIBE Public/News");
    let news = app.mailbox("Public/News");
    app.until("the subscription", |app| {
        let news = app.mailboxes.iter().find(|mailbox| mailbox.id == news)?;
        (news.subscribed == Some(true)).then_some(())
    })
    .await;
    app.stop().await;
}

/// Offers NAMESPACE, tells it so, and lists what is shared only where it is asked for.
fn apart(told: &'static str) -> Manner {
    Manner::default().bend(move |said, answer| {
        if said.verb == "NAMESPACE" {
            answer.lines = vec![format!("* NAMESPACE {told}")];
            answer.tagged = "OK done".to_owned();
        } else if said.verb == "LIST" {
            let shared = said.command.contains("#shared.*");
            answer.lines.retain(|line| line.contains("#shared.") == shared);
        }
    })
}

const COURIER: &str = "((\"INBOX.\" \".\")) NIL ((\"#shared.\" \".\")(\"shared.\" \".\"))";
const OFFERS: &str = "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE";

fn folders() -> [(&'static str, std::ops::RangeInclusive<u32>); 3] {
    [("INBOX", 1..=3), ("INBOX.Trash", 11..=11), ("#shared.Trash", 21..=22)]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_list_leaves_out_is_listed_apart_and_a_refusal_is_no_proof_that_it_is_gone() {
    let refused = Arc::new(AtomicBool::new(false));
    let now = refused.clone();
    let manner = apart(COURIER).refuse(move |said| {
        let list = said.verb == "LIST" && said.command.contains("#shared.*");
        (list && now.load(Ordering::SeqCst)).then(|| "NO not at this moment".to_owned())
    });
    let mut setup = Setup::new(OFFERS, &folders()).manner(manner);
    setup.delimiter = '.';
    let server = setup.start();
    let mut app = App::in_memory(server.port, ONCE);
    app.until_live().await;
    assert_eq!(app.subjects("#shared/Trash").len(), 2, "{:#?}", server.sent());
    assert_eq!(realm(&app, "#shared/Trash"), Realm::Shared);
    assert_eq!(role(&app, Role::Trash).as_deref(), Some("INBOX/Trash"));
    refused.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        let lists = |app: &App| {
            let listed = |fact: &&Fact| matches!(fact, Fact::MailboxesListed { .. });
            app.told.iter().filter(listed).count()
        };
        let before = lists(&app);
        app.ask(Ask::Refresh);
        app.until("another list", |app| (lists(app) > before).then_some(())).await;
    }
    assert_eq!(app.subjects("#shared/Trash").len(), 2);
    app.mailbox("#shared/Trash");
    app.stop().await;
    // The question goes with others, once a connection.
    let asked = server.sent().iter().filter(|sent| sent.contains("NAMESPACE")).count();
    assert_eq!(asked, 1, "{:#?}", server.sent());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_and_refusals_leave_everything_the_persons_own() {
    for told in [
        "((((((",
        "NIL NIL NIL",
        "((\"\" \"/\")) NIL ((\"\" \"/\")(\"INBOX\" \"/\"))",
        "((\"\" \"/\" \"X\" (((((((((())))))))))) NIL NIL",
    ] {
        let setup = Setup::new(OFFERS, &[("INBOX", 1..=3), ("Work", 11..=12), ("Trash", 21..=21)]);
        let server = setup.manner(apart(told)).start();
        let mut app = App::in_memory(server.port, ONCE);
        app.until_live().await;
        assert_eq!(realm(&app, "INBOX"), Realm::Own, "{told}");
        assert_eq!(realm(&app, "Work"), Realm::Own, "{told}");
        assert_eq!(app.subjects("Work").len(), 2, "{told}");
        assert_eq!(role(&app, Role::Trash).as_deref(), Some("Trash"), "{told}");
        app.stop().await;
    }
    let refusing = |said: &support::scripted::Said<'_>| {
        (said.verb == "NAMESPACE").then(|| "NO there is none".to_owned())
    };
    let setup = Setup::new(OFFERS, &[("INBOX", 1..=3), ("Work", 11..=12)]);
    let server = setup.manner(Manner::default().refuse(refusing)).start();
    let mut app = App::in_memory(server.port, ONCE);
    app.until_live().await;
    assert_eq!((divided(&app), app.subjects("Work").len()), (Areas::default(), 2));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_that_was_none_is_seen_by_the_first_answer_and_tried_again() {
    let manner = Manner::default().refuse(|said| {
        let lost = said.verb == "NAMESPACE" && said.talk == 1;
        lost.then(|| "BAD User is authenticated but not connected.".to_owned())
    });
    let server = Setup::new(OFFERS, &[("INBOX", 1..=3)]).manner(manner).start();
    let mut app = App::in_memory(server.port, ONCE);
    app.until("the fault", |app| match &app.link {
        Some(Link::Offline { fault, .. }) => Some(fault.clone()),
        _ => None,
    })
    .await;
    let faults: Vec<_> = app
        .told
        .iter()
        .filter_map(|fact| match fact {
            Fact::Linked(Link::Offline { fault, .. }) => Some((fault.kind.clone(), fault.place)),
            _ => None,
        })
        .collect();
    assert_eq!(faults[0], (FaultKind::Unavailable, Place::SignIn));
    app.ask(Ask::Refresh);
    app.until_live().await;
    assert_eq!(app.subjects("INBOX").len(), 3);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_never_answers_the_question_is_not_asked() {
    let mut setup = Setup::new(OFFERS, &[("INBOX", 1..=3)]);
    setup.greeting = "Microsoft Exchange Server 2003 IMAP4rev1 server version 6.5.7638.1 ready.";
    let server = setup.start();
    let mut app = App::in_memory(server.port, ONCE);
    app.until_live().await;
    assert!(server.sent().iter().all(|sent| !sent.contains("NAMESPACE")), "{:#?}", server.sent());
    app.stop().await;
}
