//! What is said of senders, against a real server: asked for with the body and not apart, kept with
//! it, fetched once for what was kept before, learned for good.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::path::Path;

use pombo::model::body::Body;
use pombo::model::event::{Fact, Source};
use pombo::model::ids::MessageKey;
use pombo::model::link::Link;
use pombo::model::regard::{Checked, Leave, Regard, Remark};
use pombo::paths::Paths;
use pombo::store::Cache;
use support::dovecot::Dovecot;
use support::proxy::Proxy;
use sync_kit::{ACCOUNT, App, LIVE};

/// A mail with these fields on top.
fn mail(number: u32, from: &str, top: &str) -> Vec<u8> {
    format!(
        "{top}From: {from}\r\nTo: Ana <ana@test.example>\r\nSubject: Message {number}\r\n\
         Date: Tue, 14 Nov 2023 22:13:{number:02} +0000\r\nMessage-ID: <m{number}@test.example>\r\n\
         Content-Type: text/plain\r\n\r\nThis is the body of message {number}.\r\n"
    )
    .into_bytes()
}

fn passed(number: u32) -> Vec<u8> {
    let domain = format!("from{number}.example");
    let top = format!(
        "Authentication-Results: mx.test.example; dmarc=pass header.from={domain}\r\n\
         Received: from x by mx.test.example; Tue, 14 Nov 2023 22:13:20 +0000\r\n\
         List-Unsubscribe: <mailto:leave@{domain}>\r\n"
    );
    mail(number, &format!("Sender {number} <bo@{domain}>"), &top)
}

fn regards(app: &App, key: MessageKey) -> Vec<Regard> {
    let facts = app.told.iter().filter_map(|fact| match fact {
        Fact::Regarded { key: of, regard } if *of == key => Some((**regard).clone()),
        _ => None,
    });
    facts.collect()
}

/// Opens a message; where its body came from, and the first thing said of its sender.
async fn read(app: &mut App, number: u32) -> (MessageKey, Source, Regard) {
    let row = app.until_row("INBOX", &format!("Message {number}")).await;
    app.forget();
    let (body, source) = app.body(row.key).await;
    body.unwrap();
    let told = app.until("the regard", |app| regards(app, row.key).first().cloned()).await;
    (row.key, source, told)
}

async fn live(profile: &Path, port: u16) -> App {
    let mut app = App::start(profile, port, LIVE);
    app.until("the link", |app| (app.link == Some(Link::Live)).then_some(())).await;
    app
}

fn fetches(proxy: &Proxy) -> Vec<String> {
    let sent = proxy.sent();
    sent.lines().filter(|line| line.contains("UID FETCH")).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_mail_comes_from_costs_no_round_trip_of_its_own_and_is_kept() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=4).map(passed));
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = live(profile.path(), proxy.port).await;
    for number in 1..=2 {
        let (.., regard) = read(&mut app, number).await;
        assert_eq!(regard.checked, Checked::Nothing, "not known yet");
        assert_eq!(regard.remarks, [Remark::First]);
    }
    proxy.forget();
    let (.., source, regard) = read(&mut app, 3).await;
    assert_eq!(source, Source::Server);
    assert_eq!(fetches(&proxy).len(), 2, "structure with fields, text: {:?}", fetches(&proxy));
    let (server_name, domain) = ("mx.test.example".to_owned(), "from3.example".to_owned());
    assert_eq!(regard.checked, Checked::Confirmed { server: server_name, domain });
    let (url, to) = ("mailto:leave@from3.example".to_owned(), "leave@from3.example".to_owned());
    assert_eq!(regard.leave, [Leave::Mail { url, to }]);
    app.stop().await;

    // In another run it is known from the start, and said of what is in the cache.
    proxy.forget();
    let mut app = live(profile.path(), proxy.port).await;
    let (.., source, regard) = read(&mut app, 1).await;
    assert_eq!(source, Source::Cache);
    assert!(matches!(regard.checked, Checked::Confirmed { .. }), "{regard:?}");
    assert!(!proxy.sent().contains("BODYSTRUCTURE"));
    assert!(!proxy.sent().contains("AUTHENTICATION-RESULTS"));
    app.stop().await;
}

/// Takes away what was not asked for in earlier versions.
fn make_old(profile: &Path, key: MessageKey) -> Body {
    let dir = Paths::profile(profile).account_cache(ACCOUNT);
    let (cache, _) = Cache::open(&dir, ACCOUNT, &[]).unwrap();
    let body = cache.body(key).unwrap();
    assert!(body.origin.is_some());
    cache.put_body(key, &Body { origin: None, ..body.clone() }).unwrap();
    cache.close();
    body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_body_that_was_kept_before_the_origin_is_fetched_once() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(passed));
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = live(profile.path(), proxy.port).await;
    let (key, ..) = read(&mut app, 1).await;
    app.stop().await;
    let whole = make_old(profile.path(), key);

    proxy.forget();
    let mut app = live(profile.path(), proxy.port).await;
    let (_, source, regard) = read(&mut app, 1).await;
    assert_eq!((source, regard.leave.len()), (Source::Cache, 0), "the body waits for nothing");
    let told = app.until("more of it", |app| regards(app, key).get(1).cloned()).await;
    assert_eq!(told.leave.len(), 1);
    let asked = fetches(&proxy);
    let asked: Vec<&String> =
        asked.iter().filter(|line| line.contains("AUTHENTICATION-RESULTS")).collect();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(!asked[0].contains("BODYSTRUCTURE"), "{asked:?}");
    app.forget();
    let (again, source) = app.body(key).await;
    assert_eq!((again.unwrap(), source), (whole, Source::Cache));
    app.until("the regard", |app| regards(app, key).first().cloned()).await;
    app.stop().await;
    assert_eq!(fetches(&proxy).iter().filter(|line| line.contains("AUTHENT")).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_one_wrote_to_is_known_and_junk_makes_nobody_known() {
    let server = Dovecot::start();
    let own = b"From: Ana <ana@test.example>\r\nTo: Cy <CY@new.example>\r\nSubject: To Cy\r\n\
        Date: Tue, 14 Nov 2023 20:00:00 +0000\r\nMessage-ID: <own@test.example>\r\n\r\nx\r\n";
    server.fill("Sent", [own.to_vec()]);
    server.fill("Junk", [mail(1, "Di <di@spam.example>", "")]);
    server.fill(
        "INBOX",
        [
            mail(11, "Cy Long <cy@new.example>", ""),
            mail(12, "Di <di@spam.example>", ""),
            mail(13, "Cy Long <cy@evil.example>", ""),
            mail(14, "Ana <ana@test.example>", ""),
        ],
    );
    let profile = tempfile::tempdir().unwrap();
    let mut app = live(profile.path(), server.port).await;
    let known = Remark::OtherAddress { name: "Cy Long".into(), known: "cy@new.example".into() };
    for (number, wanted) in
        [(11, vec![]), (12, vec![Remark::First]), (13, vec![known, Remark::First]), (14, vec![])]
    {
        let (.., regard) = read(&mut app, number).await;
        assert_eq!(regard.remarks, wanted, "{number}");
    }
    app.stop().await;
}
