//! What is fetched before it is asked for, and who answers whom, against a real server: the texts of
//! two neighbours and nothing else of them, unread as before, after what the person waits for, once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pombo::model::event::{Fact, Source};
use pombo::model::ids::MessageKey;
use pombo::model::link::Link;
use pombo::model::request::{Ask, BodyLimit};
use pombo::sync::Terms;
use support::dovecot::Dovecot;
use support::mails;
use support::proxy::Proxy;
use sync_kit::{App, LIVE};

/// Long enough for what should not happen to happen.
const WHILE: Duration = Duration::from_millis(700);

async fn live(profile: &Path, port: u16) -> App {
    in_step(App::start(profile, port, LIVE)).await
}

async fn in_step(mut app: App) -> App {
    app.until("the link", |app| (app.link == Some(Link::Live)).then_some(())).await;
    app
}

async fn keys(app: &mut App, mailbox: &str, subjects: &[&str]) -> Vec<MessageKey> {
    let mut keys = Vec::new();
    for subject in subjects {
        keys.push(app.until_row(mailbox, subject).await.key);
    }
    keys
}

fn fetches(proxy: &Proxy) -> Vec<String> {
    let sent = proxy.sent();
    let lines = sent.lines().filter(|line| line.contains("UID FETCH"));
    lines.filter(|line| line.contains("BODY")).map(str::to_owned).collect()
}

fn told(app: &App, key: MessageKey) -> Option<(bool, Source)> {
    app.told.iter().find_map(|fact| match fact {
        Fact::BodyLoaded { key: of, result, source } if *of == key => {
            Some((result.is_ok(), *source))
        }
        _ => None,
    })
}

fn ahead(near: &[MessageKey], kept: &[MessageKey]) -> Ask {
    Ask::Ahead { near: near.to_vec(), kept: kept.to_vec() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_texts_of_neighbours_are_fetched_peeking_and_once() {
    let server = Dovecot::start();
    server.fill("INBOX", [mails::plain(1), mails::with_attachment(2, 90_000), mails::plain(3)]);
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = live(profile.path(), proxy.port).await;
    let near = keys(&mut app, "INBOX", &["Attachment 2", "Message 3"]).await;
    proxy.forget();
    app.forget();
    app.ask(ahead(&near, &[]));
    for key in &near {
        let told = app.until("a body", |app| told(app, *key)).await;
        assert_eq!(told, (true, Source::Server));
    }
    let asked = fetches(&proxy);
    assert_eq!(asked.len(), 4, "structure and text of two: {asked:?}");
    assert!(asked.iter().all(|ask| !ask.contains("BODY[") && !ask.contains("PEEK[2")), "{asked:?}");
    let mut client = server.client();
    for id in ["m2@test.example", "m3@test.example"] {
        assert!(!client.flags("INBOX", id).unwrap().contains("\\Seen"));
    }

    // It is kept: to open it takes no round trip, and to wish for it again neither.
    proxy.forget();
    let (body, source) = app.body(near[1]).await;
    assert!(body.unwrap().texts[0].text.contains("body of message 3"));
    assert_eq!(source, Source::Cache);
    app.forget();
    app.ask(ahead(&near, &[]));
    let from = app.until("a body", |app| told(app, near[0])).await;
    assert_eq!(from, (true, Source::Cache));
    app.hear(WHILE).await;
    assert_eq!(fetches(&proxy), [""; 0]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_person_asks_for_comes_first_and_what_is_only_recalled_is_not_fetched() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=5).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = live(profile.path(), proxy.port).await;
    let all = keys(&mut app, "INBOX", &["Message 1", "Message 2", "Message 3", "Message 4"]).await;
    proxy.forget();
    app.forget();
    app.ask(Ask::Body { key: all[1], limit: BodyLimit::First });
    app.ask(ahead(&[all[0], all[2]], &[all[3]]));
    for key in &all[..3] {
        app.until("a body", |app| told(app, *key)).await;
    }
    app.hear(WHILE).await;
    let uid = |number: u32| {
        let id = format!("m{number}@test.example");
        format!("UID FETCH {} ", server.client().uid("INBOX", &id).unwrap())
    };
    let asked = fetches(&proxy);
    assert!(asked[0].contains(&uid(2)) && asked[1].contains(&uid(2)), "{asked:?}");
    assert!(!asked.iter().any(|ask| ask.contains(&uid(4))), "{asked:?}");
    assert_eq!(told(&app, all[3]), None, "nothing is said of what is not kept");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_texts_and_other_mailboxes_are_left_alone() {
    let server = Dovecot::start();
    let mut long = mails::plain(1);
    for _ in 0..6_000 {
        long.extend_from_slice(b"Sixty octets of nothing much, again and again and again.\r\n");
    }
    server.fill("INBOX", [long, mails::plain(2)]);
    server.fill("Archive", [mails::plain(3)]);
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = live(profile.path(), proxy.port).await;
    let mut near = keys(&mut app, "INBOX", &["Message 1"]).await;
    near.extend(keys(&mut app, "Archive", &["Message 3"]).await);
    app.hear(WHILE).await;
    for asked in [1, 0] {
        proxy.forget();
        app.forget();
        app.ask(ahead(&near, &[]));
        app.hear(WHILE).await;
        assert_eq!(fetches(&proxy).len(), asked, "its structure, and never again");
        assert!(near.iter().all(|key| told(&app, *key).is_none()));
        assert!(!proxy.sent().contains("SELECT"), "{}", proxy.sent());
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_most_of_a_days_traffic_is_used_nothing_is_fetched_ahead() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let terms = Terms { budget: Arc::new(|_| Some(1)), ..Terms::default() };
    let mut app = in_step(App::start_by(profile.path(), proxy.port, LIVE, terms)).await;
    let near = keys(&mut app, "INBOX", &["Message 1", "Message 3"]).await;
    assert!(app.traffic().await.paused);
    proxy.forget();
    app.ask(ahead(&near, &[]));
    app.hear(WHILE).await;
    assert_eq!(fetches(&proxy), [""; 0]);
    app.stop().await;
}

/// A mail that answers these.
fn answer(number: u32, to: &[u32]) -> Vec<u8> {
    let ids: Vec<String> = to.iter().map(|number| format!("<m{number}@test.example>")).collect();
    let fields = match ids.last() {
        Some(last) => format!("In-Reply-To: {last}\r\nReferences: {}\r\n", ids.join("\r\n ")),
        None => String::new(),
    };
    let at = 10 + number;
    format!(
        "{fields}From: Bo <bo@test.example>\r\nTo: Ana <ana@test.example>\r\n\
         Subject: Message {number}\r\nDate: Tue, 14 Nov 2023 22:{at}:20 +0000\r\n\
         Message-ID: <m{number}@test.example>\r\n\r\nThis is the body of message {number}.\r\n"
    )
    .into_bytes()
}

fn conversed(app: &App, key: MessageKey) -> Option<Vec<MessageKey>> {
    app.told.iter().rev().find_map(|fact| match fact {
        Fact::Conversed { key: of, members } if *of == key => Some(members.clone()),
        _ => None,
    })
}

async fn conversation(app: &mut App, key: MessageKey) -> Vec<MessageKey> {
    app.forget();
    app.ask(Ask::Conversation(key));
    app.until("the conversation", |app| conversed(app, key)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_is_told_across_mailboxes_and_with_what_comes_later() {
    let server = Dovecot::start();
    // The same mail is in two of them.
    server.fill("Archive", [answer(1, &[]), answer(2, &[1])]);
    server.fill("INBOX", [answer(2, &[1]), answer(5, &[])]);
    server.fill("Sent", [answer(3, &[1, 2])]);
    server.fill("Trash", [answer(4, &[1, 2, 3])]);
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = live(profile.path(), proxy.port).await;
    let one = keys(&mut app, "Archive", &["Message 1"]).await[0];
    let inbox = keys(&mut app, "INBOX", &["Message 2", "Message 5"]).await;
    let three = keys(&mut app, "Sent", &["Message 3"]).await[0];
    let four = keys(&mut app, "Trash", &["Message 4"]).await[0];
    proxy.forget();
    assert_eq!(conversation(&mut app, inbox[0]).await, [one, inbox[0], three]);
    assert_eq!(conversation(&mut app, one).await.len(), 3);
    assert_eq!(conversation(&mut app, four).await.last(), Some(&four), "whoever looks there");
    assert_eq!(conversation(&mut app, inbox[1]).await, [inbox[1]]);
    assert_eq!(fetches(&proxy), [""; 0], "never a packet");

    server.client().append("INBOX", "", &answer(6, &[1, 2, 3]));
    let six = keys(&mut app, "INBOX", &["Message 6"]).await[0];
    assert_eq!(conversation(&mut app, inbox[0]).await, [one, inbox[0], three, six]);
    app.stop().await;
}
