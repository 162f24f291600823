//! The HTTP client against servers that want to take it elsewhere, hold it up or fill it. Real
//! sockets, real TLS.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod oauth_kit;
mod support;

use std::path::PathBuf;

use oauth_kit::flow::{hasty_http, http};
use oauth_kit::{Given, Server, acceptor, answer, free, greet, redirect};
use pombo::auth::http::{Answer, Http};
use pombo::model::account::Fingerprint;
use pombo::model::fault::{CertificateProblem, Fault, FaultKind, Place};
use support::certs::{self, Certs};

async fn get(http: &Http, url: &str) -> Result<Answer, Fault> {
    let answer = http.get(url, Place::Discovery).await;
    if let Err(fault) = &answer {
        assert_eq!(fault.place, Place::Discovery, "{fault}");
    }
    answer
}

async fn kind(http: &Http, url: &str) -> FaultKind {
    get(http, url).await.unwrap_err().kind
}

fn trusted(certs: &Certs) -> Http {
    Http::new(Some(&certs.ca)).unwrap()
}

struct Files {
    certs: Certs,
    _dir: tempfile::TempDir,
}

fn files(names: &[&str]) -> Files {
    let dir = tempfile::tempdir().unwrap();
    Files { certs: certs::make(dir.path(), names), _dir: dir }
}

async fn tls(files: &Files, body: &'static str) -> Server {
    let acceptor = acceptor(&files.certs.cert, &files.certs.key);
    Server::start_tls(acceptor, move |base, asked| match asked.path.as_str() {
        "/plain" => redirect(302, "http://127.0.0.1:9/"),
        "/far" => redirect(302, "http://example.org/"),
        "/file" => redirect(302, "file:///etc/passwd"),
        "/near" => redirect(307, "/"),
        "/loop" => redirect(302, &format!("{base}/loop")),
        _ => answer(200, "Text/Plain; charset=utf-8", body),
    })
    .await
}

#[tokio::test]
async fn an_answer_over_tls_is_whole_and_a_near_redirect_is_followed() {
    let files = files(&["localhost"]);
    let server = tls(&files, "hello").await;
    let http = trusted(&files.certs);
    for path in ["/", "/near"] {
        let answer = get(&http, &format!("{}{path}", server.base)).await.unwrap();
        assert_eq!((answer.status, &*answer.media_type), (200, "text/plain"));
        assert_eq!(answer.body, b"hello");
    }
    let head = server.asked()[0].head.to_lowercase();
    assert!(head.contains("user-agent: pombo/"));
    assert!(!head.contains("cookie") && !head.contains("accept-encoding"), "{head}");
}

#[tokio::test]
async fn a_redirect_leads_neither_out_of_tls_nor_round_and_round() {
    let files = files(&["localhost"]);
    let server = tls(&files, "").await;
    let http = trusted(&files.certs);
    for (path, expected) in [
        ("/plain", FaultKind::PlaintextRefused),
        ("/far", FaultKind::PlaintextRefused),
        ("/file", FaultKind::Invalid),
        ("/loop", FaultKind::Nonsense),
    ] {
        assert_eq!(kind(&http, &format!("{}{path}", server.base)).await, expected, "{path}");
    }
    assert_eq!(server.asked_at("/loop").len(), 4);
}

#[tokio::test]
async fn a_certificate_that_is_not_believed_is_shown_by_its_fingerprint() {
    for (names, trust, expected) in [
        (&["localhost"][..], false, CertificateProblem::UnknownIssuer),
        (&["other.example"], true, CertificateProblem::WrongHost),
    ] {
        let files = files(names);
        let server = tls(&files, "").await;
        let http = if trust { trusted(&files.certs) } else { http() };
        let fingerprint = Fingerprint(files.certs.fingerprint);
        let expected = FaultKind::Certificate { fingerprint, problem: expected };
        assert_eq!(kind(&http, &server.base).await, expected);
        assert_eq!(server.asked().len(), 0);
    }
}

#[tokio::test]
async fn a_server_that_answers_without_tls_where_tls_belongs_is_refused() {
    for octets in [&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], b"* OK IMAP4rev1 ready\r\n"] {
        let (port, _server) = greet(octets).await;
        assert_eq!(kind(&http(), &format!("https://127.0.0.1:{port}/")).await, FaultKind::NoTls);
    }
}

#[tokio::test]
async fn what_cannot_be_reached_is_told_apart() {
    let closed = free().await;
    assert_eq!(kind(&http(), &format!("http://127.0.0.1:{closed}/")).await, FaultKind::PortRefused);
    assert_eq!(kind(&http(), "https://no-such-host.invalid/").await, FaultKind::UnknownHost);
    for octets in ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhe"] {
        let given = move |_: &str, _: &_| Given { octets: octets.into(), hold: true };
        let server = Server::start(given).await;
        assert_eq!(kind(&hasty_http(), &server.base).await, FaultKind::TimedOut);
        let server = Server::start(move |_, _| octets.to_owned().into()).await;
        assert_eq!(kind(&http(), &server.base).await, FaultKind::Lost);
    }
    for octets in ["* OK IMAP4rev1 ready\r\n", "\0\0\0\0\r\n\r\n", "HTTP/1.1 ABC\r\n\r\n"] {
        let server = Server::start(move |_, _| octets.to_owned().into()).await;
        assert_eq!(kind(&http(), &server.base).await, FaultKind::Nonsense, "{octets}");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let body = "x".repeat(2_000_000);
    let head = "HTTP/1.1 200 OK\r\n";
    for octets in [
        format!("{head}Content-Length: 99999999999\r\n\r\nx"),
        format!("{head}\r\n{body}"),
        format!("{head}Transfer-Encoding: chunked\r\n\r\n1e8480\r\n{body}\r\n"),
    ] {
        let given = move |_: &str, _: &_| Given { octets: octets.clone().into(), hold: true };
        let server = Server::start(given).await;
        assert_eq!(kind(&http(), &server.base).await, FaultKind::TooLarge);
    }
}

#[tokio::test]
async fn only_https_is_spoken_but_to_this_machine() {
    for (url, expected) in [
        ("http://example.org/", FaultKind::PlaintextRefused),
        ("http://192.168.0.1/", FaultKind::PlaintextRefused),
        ("http://[::ffff:7f00:1]/", FaultKind::PlaintextRefused),
        ("ftp://127.0.0.1/", FaultKind::Invalid),
        ("data:text/html,x", FaultKind::Invalid),
        ("https://ana:word@example.org/", FaultKind::Invalid),
        ("no url", FaultKind::Invalid),
    ] {
        assert_eq!(kind(&http(), url).await, expected, "{url}");
    }
    let server = Server::start(|_, _| answer(204, "", "")).await;
    let url = format!("http://localhost:{}/?q=hidden", server.port);
    assert_eq!(get(&http(), &url).await.unwrap().status, 204);
}

#[tokio::test]
async fn a_fault_does_not_show_the_query() {
    let closed = free().await;
    let url = format!("http://127.0.0.1:{closed}/path?emailaddress=ana@example.org");
    let fault = get(&http(), &url).await.unwrap_err();
    assert!(fault.detail.contains("/path") && !fault.detail.contains("ana"), "{fault}");
}

#[test]
fn a_file_of_authorities_has_to_hold_some() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str, text: &str| -> PathBuf {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let kind = |path: PathBuf| Http::new(Some(&path)).unwrap_err().kind;
    assert_eq!(kind(dir.path().join("none.pem")), FaultKind::Disk);
    assert_eq!(kind(path("empty.pem", "")), FaultKind::Invalid);
    assert_eq!(kind(path("odd.pem", "-----BEGIN CERTIFICATE-----\n!\n")), FaultKind::Invalid);
    assert_eq!(kind(path("large.pem", &"x".repeat(5 << 20))), FaultKind::TooLarge);
}
