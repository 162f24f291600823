//! Attacks on signing in through the browser, over real sockets: each ends with a clear fault, and
//! none keeps the person from signing in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod oauth_kit;

use oauth_kit::flow::{Begin, NAVIGATES, hasty_http, oauth};
use oauth_kit::{Asked, Given, Server, answer, json, redirect, say};
use pombo::auth::oauth::refresh;
use pombo::auth::{Secret, Tokens};
use pombo::model::fault::{Fault, FaultKind, GrantProblem, Place};
use serde_json::json;
use tokio::net::TcpStream;

fn grants(_: &str, _: &Asked) -> Given {
    json(200, &json!({"access_token": "at-1", "token_type": "Bearer", "refresh_token": "rt-1"}))
}

fn grant(problem: GrantProblem) -> FaultKind {
    FaultKind::Grant(problem)
}

/// Brings a good code to a token endpoint that answers like this.
async fn exchanged(answer: impl Fn(&str, &Asked) -> Given + Send + Sync + 'static) -> Fault {
    let server = Server::start(answer).await;
    let flow = Begin::at(&server).go().await;
    let page = flow.bring("the-secret-code").await.unwrap();
    assert!(page.body.contains("Não deu certo"), "{}", page.body);
    let fault = flow.end().await.map(drop).unwrap_err();
    assert_eq!(fault.place, Place::Authorization);
    assert!(!fault.detail.contains("the-secret-code"), "{}", fault.detail);
    fault
}

#[tokio::test]
async fn an_answer_with_another_state_is_refused_and_the_right_one_still_comes_through() {
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).go().await;
    for query in ["code=evil&state=guess", "code=evil", "code=evil&state=", "error=access_denied"] {
        let page = flow.visit(query).await.unwrap();
        assert_eq!(page.status, 400);
        assert!(page.body.contains("Não deu certo") && page.body.contains("state"));
    }
    assert_eq!(server.asked().len(), 0);
    flow.bring("good").await.unwrap();
    flow.end().await.unwrap();
    assert_eq!(server.asked_at("/token")[0].form()["code"], "good");
}

#[tokio::test]
async fn an_answer_with_another_state_is_the_reason_when_nothing_better_comes() {
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).impatient().go().await;
    flow.visit("code=evil&state=guess").await.unwrap();
    let fault = flow.end().await.map(drop).unwrap_err();
    assert_eq!((fault.kind, fault.place), (grant(GrantProblem::WrongState), Place::Browser));
}

#[tokio::test]
async fn somebody_who_goes_on_guessing_the_state_ends_the_sign_in() {
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).go().await;
    for guess in 0..20 {
        assert!(!flow.task.is_finished());
        flow.visit(&format!("code=evil&state=guess-{guess}")).await.unwrap();
    }
    assert_eq!(flow.end().await.map(drop).unwrap_err().kind, grant(GrantProblem::WrongState));
}

#[tokio::test]
async fn a_pasted_address_of_another_sign_in_is_refused() {
    for (text, problem) in [
        ("http://127.0.0.1:9/?code=evil&state=guess", GrantProblem::WrongState),
        ("http://127.0.0.1:9/?code=evil", GrantProblem::WrongState),
        ("https://example.org/", GrantProblem::BadRedirect),
        ("two words", GrantProblem::BadRedirect),
        ("<img>", GrantProblem::BadRedirect),
    ] {
        let server = Server::start(grants).await;
        let flow = Begin::at(&server).go().await;
        flow.paste.send(text.to_owned()).unwrap();
        let fault = flow.end().await.map(drop).unwrap_err();
        assert_eq!(fault.kind, grant(problem), "{text}");
        assert_eq!(server.asked().len(), 0);
    }
}

#[tokio::test]
async fn a_code_that_was_used_already_is_told_as_such() {
    let refused = |description: &'static str| {
        move |_: &str, _: &Asked| {
            let error = json!({"error": "invalid_grant", "error_description": description});
            json(400, &error)
        }
    };
    for description in ["", "grant request is invalid", "AADSTS54005: already redeemed"] {
        let fault = exchanged(refused(description)).await;
        assert_eq!(fault.kind, grant(GrantProblem::Replayed), "{description}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_second_answer_is_told_that_it_is_too_late() {
    use std::sync::{Arc, Condvar, Mutex};
    // The exchange waits until the second answer was seen.
    let gate: Arc<(Mutex<bool>, Condvar)> = Arc::default();
    let opened = gate.clone();
    let server = Server::start(move |base, asked| {
        tokio::task::block_in_place(|| {
            let open = gate.0.lock().unwrap();
            let limit = std::time::Duration::from_secs(15);
            drop(gate.1.wait_timeout_while(open, limit, |open| !*open).unwrap());
        });
        grants(base, asked)
    });
    let server = server.await;
    let flow = Begin::at(&server).go().await;
    let first = async {
        let page = flow.bring("good").await.unwrap();
        assert!(page.body.contains("Tudo certo"), "{}", page.body);
    };
    let second = async {
        while server.asked().is_empty() {
            tokio::task::yield_now().await;
        }
        let page = flow.bring("good").await.unwrap();
        assert_eq!(page.status, 410);
        assert!(page.body.contains("already"));
        *opened.0.lock().unwrap() = true;
        opened.1.notify_all();
    };
    tokio::join!(first, second);
    let port = flow.port();
    flow.end().await.unwrap();
    assert_eq!(server.asked_at("/token").len(), 1);
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}

#[tokio::test]
async fn an_answer_of_another_authorization_server_is_refused() {
    for promised in [false, true] {
        let server = Server::start(grants).await;
        let begin = Begin::at(&server).with(|oauth| oauth.names_issuer = promised);
        let flow = begin.go().await;
        let query = format!("code=x&state={}&iss=https%3A%2F%2Fevil.example", flow.state());
        assert!(flow.visit(&query).await.unwrap().body.contains("another authorization server"));
        let fault = flow.end().await.map(drop).unwrap_err();
        assert_eq!((fault.kind, fault.place), (grant(GrantProblem::WrongIssuer), Place::Browser));
        assert_eq!(server.asked().len(), 0);
    }
}

#[tokio::test]
async fn an_answer_without_the_issuer_that_was_promised_is_refused() {
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).with(|oauth| oauth.names_issuer = true).go().await;
    flow.bring("x").await.unwrap();
    assert_eq!(flow.end().await.map(drop).unwrap_err().kind, grant(GrantProblem::WrongIssuer));

    let flow = Begin::at(&server).with(|oauth| oauth.names_issuer = true).go().await;
    flow.paste.send("4/0AX4XfWh".to_owned()).unwrap();
    assert_eq!(flow.end().await.map(drop).unwrap_err().kind, grant(GrantProblem::WrongIssuer));

    let flow = Begin::at(&server).with(|oauth| oauth.names_issuer = true).go().await;
    let issuer: String = url::form_urlencoded::byte_serialize(server.base.as_bytes()).collect();
    flow.visit(&format!("code=x&state={}&iss={issuer}", flow.state())).await.unwrap();
    flow.end().await.unwrap();
}

#[tokio::test]
async fn a_page_that_is_open_in_the_browser_cannot_answer() {
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).go().await;
    let target = format!("/?code=evil&state={}", flow.state());
    for headers in [
        "Origin: https://evil.example\r\n",
        "Origin: null\r\n",
        "Origin: https://evil.example\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
    ] {
        let page = flow.knock("GET", &target, headers).await.unwrap();
        assert_eq!(page.status, 403, "{headers}");
    }
    let posted = flow.knock("POST", &target, "Content-Length: 0\r\n").await.unwrap();
    assert_eq!(posted.status, 405);
    let elsewhere = flow.knock("GET", &format!("/x{target}"), NAVIGATES).await.unwrap();
    assert_eq!(elsewhere.status, 404);
    let early = format!("{NAVIGATES}Sec-Purpose: prefetch;prerender\r\n");
    assert_eq!(flow.knock("GET", &target, &early).await.unwrap().status, 503);

    assert!(!flow.task.is_finished());
    flow.bring("good").await.unwrap();
    flow.end().await.unwrap();
    assert_eq!(server.asked_at("/token")[0].form()["code"], "good");
}

#[tokio::test]
async fn a_page_that_tried_to_answer_is_the_reason_when_nothing_better_comes() {
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).impatient().go().await;
    let target = format!("/?code=evil&state={}", flow.state());
    flow.knock("GET", &target, "Origin: https://evil.example\r\n").await.unwrap();
    assert_eq!(flow.end().await.map(drop).unwrap_err().kind, grant(GrantProblem::BadRedirect));
}

#[tokio::test]
async fn a_name_that_was_bound_to_our_address_is_refused() {
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).go().await;
    let (port, state) = (flow.port(), flow.state());
    let target = format!("/?code=evil&state={state}");
    for request in [
        format!("GET {target} HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n"),
        format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        format!("GET {target} HTTP/1.1\r\n\r\n"),
        format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil\r\n\r\n"),
        format!("GET http://evil.example{target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
    ] {
        let page = say(port, request.as_bytes()).await.unwrap();
        assert!((400..500).contains(&page.status), "{request}: {}", page.status);
    }
    assert_eq!(server.asked().len(), 0);
    flow.bring("good").await.unwrap();
    flow.end().await.unwrap();
}

#[tokio::test]
async fn an_answer_that_says_something_twice_is_refused() {
    let query = |state: &str, more: &str| format!("code=a&state={state}{more}");
    for more in ["&code=b", "&iss=a&iss=a", "&error=access_denied"] {
        let server = Server::start(grants).await;
        let flow = Begin::at(&server).go().await;
        flow.visit(&query(&flow.state(), more)).await.unwrap();
        let fault = flow.end().await.map(drop).unwrap_err();
        assert_eq!(fault.kind, grant(GrantProblem::BadRedirect), "{more}");
        assert_eq!(server.asked().len(), 0);
    }
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).impatient().go().await;
    flow.visit(&query(&flow.state(), "&state=other")).await.unwrap();
    assert_eq!(flow.end().await.map(drop).unwrap_err().kind, grant(GrantProblem::BadRedirect));
}

#[tokio::test]
async fn an_answer_without_a_usable_code_is_refused() {
    for code in ["", "%00%01", "a+b", &"x".repeat(20_000)] {
        let server = Server::start(grants).await;
        let flow = Begin::at(&server).go().await;
        flow.bring(code).await.unwrap();
        assert_eq!(flow.end().await.map(drop).unwrap_err().kind, grant(GrantProblem::BadRedirect));
    }
}

#[tokio::test]
async fn a_thousand_garbage_requests_change_nothing() {
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).go().await;
    let port = flow.port();
    let huge = format!("GET /?{} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "x".repeat(300_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(5_000));
    let garbage: [&[u8]; 8] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\r\n\r\n\r\n\0\0\0\0",
        b"GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        huge.as_bytes(),
        many.as_bytes(),
    ];
    for round in 0..125 {
        let each = garbage.iter().map(|octets| say(port, octets));
        for page in futures::future::join_all(each).await.into_iter().flatten() {
            assert!(page.status >= 400, "round {round}: {page:?}");
        }
    }
    assert!(!flow.task.is_finished());
    flow.bring("good").await.unwrap();
    flow.end().await.unwrap();
}

#[tokio::test]
async fn connections_that_say_nothing_do_not_keep_the_browser_out() {
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).go().await;
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(TcpStream::connect(("127.0.0.1", flow.port())).await.unwrap());
    }
    let page = flow.bring("good").await.unwrap();
    assert!(page.body.contains("Tudo certo"));
    flow.end().await.unwrap();
}

#[tokio::test]
async fn tokens_of_another_type_are_of_no_use() {
    for token_type in ["mac", "DPoP", ""] {
        let fault = exchanged(move |_, _| {
            json(200, &json!({"access_token": "at-1", "token_type": token_type}))
        })
        .await;
        assert_eq!(fault.kind, FaultKind::Nonsense, "{token_type}");
    }
    let fault = exchanged(|_, _| json(200, &json!({"access_token": "at-1"}))).await;
    assert_eq!(fault.kind, FaultKind::Nonsense);
}

#[tokio::test]
async fn a_token_that_would_end_a_line_of_sasl_is_refused() {
    for token in ["", "a\u{1}auth=Bearer b", "a\r\nA1 LOGOUT", "é", &"x".repeat(40_000)] {
        let token = token.to_owned();
        let fault = exchanged(move |_, _| {
            json(200, &json!({"access_token": token, "token_type": "Bearer"}))
        })
        .await;
        assert_eq!(fault.kind, FaultKind::Nonsense);
    }
}

#[tokio::test]
async fn tokens_that_are_not_good_for_mail_are_refused() {
    let fault = exchanged(|_, _| {
        json(200, &json!({"access_token": "a", "token_type": "Bearer", "scope": "openid"}))
    })
    .await;
    assert_eq!(fault.kind, grant(GrantProblem::Scope));
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_no_answer() {
    let good = r#"{"access_token":"at-1","token_type":"Bearer"}"#;
    for (media_type, body) in [
        ("text/html", good),
        ("text/html", "<html>Sign in to the Wi-Fi</html>"),
        ("", good),
        ("application/json", "<html>"),
        ("application/json", "{\"access_token\":\"at-1\""),
        ("application/json", ""),
        ("application/json", "[]"),
        ("application/json", &"[".repeat(60_000)),
        ("application/jsonp", good),
    ] {
        let (media_type, body) = (media_type.to_owned(), body.to_owned());
        let fault = exchanged(move |_, _| answer(200, &media_type, &body)).await;
        assert_eq!(fault.kind, FaultKind::Nonsense, "{fault}");
        assert!(!fault.detail.contains("at-1"));
    }
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_cut_off() {
    let long = "x".repeat(2_000_000);
    let told = format!("{{\"access_token\":\"{long}\",\"token_type\":\"Bearer\"}}");
    let untold = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{told}");
    let fault = exchanged(move |_, _| answer(200, "application/json", &told)).await;
    assert_eq!(fault.kind, FaultKind::TooLarge);
    // Without a length, and without an end.
    let fault =
        exchanged(move |_, _| Given { octets: untold.clone().into_bytes(), hold: true }).await;
    assert_eq!(fault.kind, FaultKind::TooLarge);
}

#[tokio::test]
async fn a_long_winded_refusal_is_shown_in_short_and_without_secrets() {
    let fault = exchanged(|_, asked| {
        let said = format!("no {} {}", asked.form()["code"], "blah \u{202e}\u{7}".repeat(5_000));
        json(400, &json!({"error": "invalid_scope", "error_description": said}))
    })
    .await;
    assert_eq!(fault.kind, grant(GrantProblem::Scope));
    assert!(fault.detail.chars().count() <= 301 && !fault.detail.contains(char::is_control));

    let huge = "x".repeat(1_000_000);
    let fault = exchanged(move |_, _| json(400, &json!({"error_description": huge, "error": "x"})));
    let fault = fault.await;
    assert_eq!(fault.kind, grant(GrantProblem::Other));
    assert!(fault.detail.chars().count() <= 301);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n";
    for octets in ["", "HTTP/1.1 200", head, &format!("{head}{{\"access_token\":\"at-1\",")] {
        let given = octets.to_owned();
        let fault = exchanged(move |_, _| given.clone().into()).await;
        assert_eq!(fault.kind, FaultKind::Lost, "{octets}");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_end_is_not_waited_for() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{";
    for octets in ["", head] {
        let given = move |_: &str, _: &Asked| Given { octets: octets.into(), hold: true };
        let server = Server::start(given).await;
        let flow = Begin { http: hasty_http(), ..Begin::at(&server) }.go().await;
        flow.bring("good").await.unwrap();
        assert_eq!(flow.end().await.map(drop).unwrap_err().kind, FaultKind::TimedOut);
    }
}

#[tokio::test]
async fn the_code_is_not_sent_where_a_redirect_wants_it() {
    let elsewhere = Server::start(grants).await;
    for status in [301, 302, 303, 307, 308] {
        for to in [format!("{}/token", elsewhere.base), "https://evil.example/token".to_owned()] {
            let fault = exchanged(move |_, _| redirect(status, &to)).await;
            assert_eq!(fault.kind, FaultKind::Nonsense);
        }
    }
    assert_eq!(elsewhere.asked().len(), 0);
}

#[tokio::test]
async fn endpoints_without_tls_are_refused_before_anything_is_sent() {
    let server = Server::start(grants).await;
    let tokens = Tokens {
        access: Secret::from("at-0"),
        refresh: Some(Secret::from("rt-0")),
        expires_at: None,
        scopes: Vec::new(),
        client_secret: None,
    };
    for (url, kind) in [
        ("http://login.example.org/token", FaultKind::PlaintextRefused),
        ("http://127.0.0.1.example.org/token", FaultKind::PlaintextRefused),
        ("http://localhost.example.org/token", FaultKind::PlaintextRefused),
        ("http://10.0.0.1/token", FaultKind::PlaintextRefused),
        ("file:///etc/passwd", FaultKind::Invalid),
        ("javascript:alert(1)", FaultKind::Invalid),
        ("https://user:word@example.org/", FaultKind::Invalid),
        ("nonsense", FaultKind::Invalid),
    ] {
        for authorize in [true, false] {
            let mut settings = oauth(&server);
            let field = if authorize { &mut settings.authorize } else { &mut settings.token };
            *field = url.to_owned();
            let fault = refresh(&oauth_kit::flow::http(), &settings, &tokens).await.unwrap_err();
            assert_eq!((fault.kind, fault.place), (kind.clone(), Place::Authorization), "{url}");
        }
    }
    assert_eq!(server.asked().len(), 0);
}
