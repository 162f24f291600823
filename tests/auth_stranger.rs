//! The one request to a host that a mail named: what it says, where it does not go, what counts as
//! taken. Real sockets, real TLS.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod oauth_kit;
mod support;

use std::time::Duration;

use oauth_kit::{Given, Server, acceptor, answer, redirect};
use pombo::auth::http::{Http, Limits};
use pombo::model::fault::{FaultKind, Place};
use support::certs::{self, Certs};

const ORDER: [(&str, &str); 1] = [("List-Unsubscribe", "One-Click")];

struct Files {
    certs: Certs,
    _dir: tempfile::TempDir,
}

fn files() -> Files {
    let dir = tempfile::tempdir().unwrap();
    Files { certs: certs::make(dir.path(), &["localhost", "127.0.0.1"]), _dir: dir }
}

/// One that reaches this machine, and waits no longer than that.
fn http(files: &Files, answer: Duration) -> Http {
    let limits = Limits { private: true, answer, ..Limits::default() };
    Http::with_limits(Some(&files.certs.ca), limits).unwrap()
}

async fn server(files: &Files) -> Server {
    let acceptor = acceptor(&files.certs.cert, &files.certs.key);
    Server::start_tls(acceptor, |base, asked| match asked.path.split('?').next().unwrap() {
        "/moved" => redirect(307, &format!("{base}/leave")),
        "/far" => redirect(302, "https://elsewhere.example/"),
        "/gone" => answer(410, "text/plain", "gone"),
        "/slow" => Given { octets: Vec::new(), hold: true },
        "/endless" => Given { octets: b"HTTP/1.1 200 X\r\n\r\nabc".to_vec(), hold: true },
        _ => answer(202, "text/plain", "taken"),
    })
    .await
}

#[tokio::test]
async fn one_post_says_these_words_and_nothing_of_the_person() {
    let files = files();
    let server = server(&files).await;
    let http = http(&files, Duration::from_secs(10));
    http.post_to_stranger(&format!("{}/leave?token=1", server.base), &ORDER).await.unwrap();
    let asked = server.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!((asked[0].method.as_str(), asked[0].path.as_str()), ("POST", "/leave?token=1"));
    assert_eq!(asked[0].body, "List-Unsubscribe=One-Click");
    let head = asked[0].head.to_lowercase();
    assert!(head.contains("content-type: application/x-www-form-urlencoded"), "{head}");
    for said in ["cookie", "authorization", "referer", "accept-language", "origin:"] {
        assert!(!head.contains(said), "{head}");
    }
    // The status is enough: an answer that never ends holds nobody up.
    http.post_to_stranger(&format!("{}/endless", server.base), &ORDER).await.unwrap();
}

#[tokio::test]
async fn what_is_not_taken_is_a_fault_and_no_redirect_is_followed() {
    let files = files();
    let server = server(&files).await;
    let http = http(&files, Duration::from_millis(700));
    for (path, kind) in [
        ("/moved", FaultKind::Unavailable),
        ("/far", FaultKind::Unavailable),
        ("/gone", FaultKind::Unavailable),
        ("/slow", FaultKind::TimedOut),
    ] {
        let url = format!("{}{path}?token=secret", server.base);
        let fault = http.post_to_stranger(&url, &ORDER).await.unwrap_err();
        assert_eq!((fault.kind, fault.place), (kind, Place::Web), "{path}");
        assert!(
            !fault.detail.contains("secret") && !fault.detail.contains(path),
            "{}",
            fault.detail
        );
    }
    assert_eq!(server.asked().len(), 4);
    assert!(server.asked().iter().all(|asked| !asked.path.starts_with("/leave")));
}

#[tokio::test]
async fn a_mail_reaches_no_private_network_no_odd_port_and_nothing_without_tls() {
    let files = files();
    let server = server(&files).await;
    let http = Http::new(Some(&files.certs.ca)).unwrap();
    for url in [
        format!("{}/leave", server.base),
        format!("https://127.0.0.1:{}/leave", server.port),
        "https://localhost/leave".to_owned(),
        "https://127.0.0.1/".to_owned(),
        "https://[::1]/".to_owned(),
        "https://[::ffff:10.0.0.1]/".to_owned(),
        "https://192.168.1.1/".to_owned(),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://0x7f000001/".to_owned(),
        "https://user:word@example.org/".to_owned(),
        "http://127.0.0.1/".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        let fault = http.post_to_stranger(&url, &ORDER).await.unwrap_err();
        assert_eq!((fault.kind, fault.place), (FaultKind::Invalid, Place::Web), "{url}");
    }
    let plain = http.post_to_stranger("http://example.org/", &ORDER).await.unwrap_err();
    assert_eq!(plain.kind, FaultKind::PlaintextRefused);
    assert!(server.asked().is_empty());
}
