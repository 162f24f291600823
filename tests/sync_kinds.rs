//! What a message is besides its text, against a real server: the small parts that say it are fetched
//! with the text, nothing else is, and it is kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::path::Path;

use pombo::model::body::Body;
use pombo::model::event::Source;
use pombo::model::ids::MessageKey;
use pombo::model::invitation::Method;
use pombo::model::link::Link;
use pombo::model::nature::{Closes, Nature};
use pombo::model::report::Fate;
use pombo::paths::Paths;
use pombo::store::Cache;
use support::dovecot::Dovecot;
use support::proxy::{Proxy, Side};
use sync_kit::{ACCOUNT, App, LIVE};

/// A multipart message; a part is its header, an empty line and its body.
fn mail(number: u32, subtype: &str, parts: &[&str]) -> Vec<u8> {
    let parts: String = parts.iter().map(|part| format!("--edge\r\n{part}\r\n")).collect();
    format!(
        "From: Bo <bo@test.example>\r\nTo: Ana <ana@test.example>\r\nSubject: Message {number}\r\n\
         Date: Tue, 14 Nov 2023 22:13:{number:02} +0000\r\nMessage-ID: <m{number}@test.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/{subtype}; boundary=edge\r\n\r\n{parts}--edge--\r\n"
    )
    .into_bytes()
}

const TEXT: &str = "Content-Type: text/plain\r\n\r\nSee below.";

/// A large part that nobody asked for.
fn large(header: &str) -> String {
    format!("{header}\r\n\r\n{}", "All work and no play.\r\n".repeat(20_000))
}

fn fill(server: &Dovecot) {
    let event = "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n\
        BEGIN:VEVENT\r\nSUMMARY:Tea\r\nDTSTART:20260302T130000Z\r\nEND:VEVENT\r\nEND:VCALENDAR";
    let status = "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n\
        Final-Recipient: rfc822; cy@test.example\r\nAction: failed\r\nStatus: 5.2.2";
    let original = large("Content-Type: message/rfc822\r\n\r\nSubject: Plans\r\nX-Y: z");
    let signature = "Content-Type: application/pgp-signature; name=signature.asc\r\n\r\nabc";
    let file = large("Content-Type: application/pdf; name=a.pdf");
    server.fill(
        "INBOX",
        [
            mail(1, "mixed", &[TEXT, event, &file]),
            mail(2, "report; report-type=delivery-status", &[TEXT, status, &original]),
            mail(3, "signed; protocol=\"application/pgp-signature\"", &[TEXT, signature]),
            mail(4, "mixed", &[TEXT, &large("Content-Type: text/calendar; name=all.ics")]),
        ],
    );
}

async fn live(profile: &Path, port: u16) -> App {
    let mut app = App::start(profile, port, LIVE);
    app.until("the link", |app| (app.link == Some(Link::Live)).then_some(())).await;
    app
}

async fn read(app: &mut App, number: u32) -> (MessageKey, Source, Nature) {
    let row = app.until_row("INBOX", &format!("Message {number}")).await;
    let (body, source) = app.body(row.key).await;
    (row.key, source, *body.unwrap().nature.unwrap())
}

/// The parts that were asked for.
fn parts(proxy: &Proxy) -> Vec<String> {
    let sent = proxy.sent();
    let pieces = sent.split("BODY.PEEK[").skip(1).filter_map(|piece| piece.split_once(']'));
    let names = pieces.map(|(name, _)| name.to_owned());
    names.filter(|name| !name.starts_with("HEADER.FIELDS")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_small_parts_come_with_the_text_and_nothing_else_does() {
    let server = Dovecot::start();
    fill(&server);
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = live(profile.path(), proxy.port).await;
    app.until_row("INBOX", "Message 4").await;
    proxy.forget();

    let (.., nature) = read(&mut app, 1).await;
    let invitation = &nature.invitations[0];
    assert_eq!(
        (invitation.method, invitation.meetings[0].title.as_str()),
        (Method::Request, "Tea")
    );
    assert_eq!(parts(&proxy), ["1", "2"]);

    proxy.forget();
    let (.., nature) = read(&mut app, 2).await;
    let report = nature.report.unwrap();
    assert_eq!((report.receivers[0].fate, report.subject.as_str()), (Fate::Failed, "Plans"));
    assert_eq!(report.receivers[0].status, Some((5, 2, 2)));
    assert_eq!(parts(&proxy), ["1", "2", "3.HEADER"]);
    let told = proxy.said(Side::Server).len();
    assert!(told < 20_000, "{told} octets");

    proxy.forget();
    let (.., nature) = read(&mut app, 3).await;
    let seal = nature.seal.unwrap();
    assert_eq!(
        (seal.closes, seal.signature.unwrap().name.as_str()),
        (Closes::Signed, "signature.asc")
    );
    assert_eq!(parts(&proxy), ["1"]);

    proxy.forget();
    let (.., nature) = read(&mut app, 4).await;
    assert_eq!(nature, Nature::default(), "a large calendar is a file");
    assert_eq!(parts(&proxy), ["1"]);
    let told = proxy.said(Side::Server).len();
    assert!(told < 20_000, "{told} octets");
    app.stop().await;
}

/// Takes away what was not asked for in earlier versions.
fn make_old(profile: &Path, key: MessageKey) {
    let dir = Paths::profile(profile).account_cache(ACCOUNT);
    let (cache, _) = Cache::open(&dir, ACCOUNT, &[]).unwrap();
    let body = cache.body(key).unwrap();
    cache.put_body(key, &Body { nature: None, ..body }).unwrap();
    cache.close();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_kept_and_asked_for_once_of_what_was_kept_before() {
    let server = Dovecot::start();
    fill(&server);
    let proxy = Proxy::to(server.port);
    let profile = tempfile::tempdir().unwrap();
    let mut app = live(profile.path(), proxy.port).await;
    let (key, source, first) = read(&mut app, 1).await;
    assert_eq!(source, Source::Server);
    app.stop().await;

    proxy.forget();
    let mut app = live(profile.path(), proxy.port).await;
    assert_eq!(read(&mut app, 1).await, (key, Source::Cache, first.clone()));
    app.stop().await;
    assert_eq!(parts(&proxy), [""; 0]);

    make_old(profile.path(), key);
    let mut app = live(profile.path(), proxy.port).await;
    assert_eq!(read(&mut app, 1).await, (key, Source::Server, first.clone()));
    assert_eq!(read(&mut app, 1).await, (key, Source::Cache, first));
    app.stop().await;
}
