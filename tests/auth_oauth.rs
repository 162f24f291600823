//! Signing in by OAuth 2.0 as it goes when everybody behaves: the browser, a pasted address, a typed
//! code, renewing, registering, revoking. Real sockets, a server that says what the test wants.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod oauth_kit;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth_kit::flow::{Begin, http, oauth};
use oauth_kit::{Asked, Given, Server, json};
use pombo::auth::oauth::{Device, refresh, register, revoke};
use pombo::auth::{Secret, Tokens};
use pombo::model::fault::{Fault, FaultKind, GrantProblem, Place};
use pombo::model::oauth::Redirect;
use pombo::model::setup::Progress;
use secrecy::ExposeSecret;
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

fn grants(_: &str, _: &Asked) -> Given {
    json(
        200,
        &json!({
            "access_token": "at-1", "token_type": "bEaReR", "expires_in": "3600",
            "refresh_token": "rt-1", "scope": "imap offline_access",
        }),
    )
}

fn old_tokens() -> Tokens {
    Tokens {
        access: Secret::from("at-0"),
        refresh: Some(Secret::from("rt-0")),
        expires_at: Some(1),
        scopes: vec!["imap".to_owned()],
        client_secret: None,
    }
}

fn shown(secret: &Secret) -> &str {
    secret.expose_secret()
}

fn kind<T>(result: Result<T, Fault>) -> FaultKind {
    result.map(drop).unwrap_err().kind
}

fn now() -> i64 {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

#[tokio::test]
async fn the_browser_brings_a_code_and_the_code_brings_tokens() {
    let server = Server::start(grants).await;
    let begin = Begin::at(&server).with(|oauth| {
        oauth.extra.insert("access_type".to_owned(), "offline".to_owned());
        oauth.extra.insert("state".to_owned(), "theirs".to_owned());
    });
    let mut flow = begin.go().await;
    let (asks, port) = (flow.asks(), flow.port());
    assert_eq!(asks["theme"], "calm");
    assert_eq!(asks["response_type"], "code");
    assert_eq!(asks["client_id"], "pombo-test");
    assert_eq!(asks["scope"], "imap offline_access");
    assert_eq!(asks["login_hint"], "ana@example.org");
    assert_eq!(asks["access_type"], "offline");
    assert_eq!(asks["code_challenge_method"], "S256");
    assert_eq!(asks["redirect_uri"], format!("http://127.0.0.1:{port}/"));
    assert!(asks["state"].len() >= 22, "fewer than 128 bits: {}", asks["state"]);
    assert_eq!(flow.url.query_pairs().filter(|(name, _)| name == "state").count(), 1);

    let page = flow.bring("good").await.unwrap();
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<html lang=\"pt-BR\"") && page.body.contains("Tudo certo"));
    assert!(!page.body.contains("<script") && !page.body.contains("good<"));
    for header in [
        "content-security-policy: default-src 'none'",
        "cache-control: no-store",
        "referrer-policy: no-referrer",
        "content-type: text/html; charset=utf-8",
    ] {
        assert!(page.head.contains(header), "{header} is not in {}", page.head);
    }
    assert_eq!(flow.told.recv().await, Some(Progress::Exchanging));

    let tokens = flow.end().await.unwrap();
    assert_eq!(shown(&tokens.access), "at-1");
    assert_eq!(tokens.refresh.as_ref().map(shown), Some("rt-1"));
    assert_eq!(tokens.scopes, ["imap", "offline_access"]);
    assert!((now() + 3500..=now() + 3600).contains(&tokens.expires_at.unwrap()));

    let form = server.asked_at("/token")[0].form();
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
    assert_eq!(challenge, asks["code_challenge"]);
    assert_eq!((&*form["grant_type"], &*form["code"]), ("authorization_code", "good"));
    assert_eq!(form["redirect_uri"], asks["redirect_uri"]);
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err(), "the port is still open");
}

#[tokio::test]
async fn the_redirect_is_spelt_as_the_provider_wants_it() {
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).with(|oauth| oauth.redirect = Redirect::Localhost).go().await;
    let port = flow.port();
    assert_eq!(flow.asks()["redirect_uri"], format!("http://localhost:{port}/"));
    let page = flow.knock("GET", &format!("/?code=good&state={}", flow.state()), "").await;
    assert_eq!(page.unwrap().status, 200);
    flow.end().await.unwrap();
}

#[tokio::test]
async fn a_form_may_have_led_to_the_redirect() {
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).go().await;
    let headers = "Origin: null\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
    let target = format!("/?code=good&state={}", flow.state());
    assert_eq!(flow.knock("GET", &target, headers).await.unwrap().status, 200);
    flow.end().await.unwrap();
}

#[tokio::test]
async fn the_address_of_the_last_page_can_be_pasted() {
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).go().await;
    flow.paste.send("  \n".to_owned()).unwrap();
    let address = format!("http://127.0.0.1:1/?state={}&code=pasted%2F1#\n", flow.state());
    flow.paste.send(address).unwrap();
    flow.end().await.unwrap();
    assert_eq!(server.asked_at("/token")[0].form()["code"], "pasted/1");
}

#[tokio::test]
async fn a_code_alone_can_be_pasted() {
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).go().await;
    flow.paste.send(" 4/0AX4XfWh-x_y ".to_owned()).unwrap();
    flow.end().await.unwrap();
    assert_eq!(server.asked_at("/token")[0].form()["code"], "4/0AX4XfWh-x_y");
}

#[tokio::test]
async fn a_sign_in_that_is_given_up_frees_its_port() {
    let server = Server::start(grants).await;
    let flow = Begin::at(&server).go().await;
    let port = flow.port();
    flow.task.abort();
    assert!(flow.task.await.unwrap_err().is_cancelled());
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err(), "the port is still open");
}

#[tokio::test]
async fn a_no_in_the_browser_is_told_with_its_reason() {
    for (error, description, problem) in [
        ("access_denied", "The+user+said+no", GrantProblem::Denied),
        ("access_denied", "AADSTS65004%3A+User+declined", GrantProblem::Denied),
        ("consent_required", "AADSTS90094%3A+Admin", GrantProblem::AdminConsent),
        ("invalid_request", "The+redirect_uri+is+not+registered", GrantProblem::RedirectRefused),
    ] {
        let server = Server::start(grants).await;
        let flow = Begin::at(&server).go().await;
        let state = flow.state();
        let query = format!("error={error}&error_description={description}&state={state}");
        let page = flow.visit(&query).await.unwrap();
        assert!(page.body.contains("Não deu certo") && page.body.contains(error));
        let fault = flow.end().await.unwrap_err();
        assert_eq!((fault.kind, fault.place), (FaultKind::Grant(problem), Place::Browser));
        assert_eq!(server.asked().len(), 0);
    }
}

#[tokio::test]
async fn who_does_not_come_is_not_waited_for_longer_than_the_limit() {
    let server = Server::start(grants).await;
    let fault = Begin::at(&server).impatient().go().await.end().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Grant(GrantProblem::Unanswered));
    assert_eq!(fault.place, Place::Browser);
}

#[tokio::test]
async fn without_a_client_id_nothing_begins() {
    let server = Server::start(grants).await;
    let mut settings = oauth(&server);
    settings.client_id.clear();
    let (_paste, pasted) = mpsc::unbounded_channel();
    let (tell, mut told) = mpsc::unbounded_channel();
    let pages = oauth_kit::flow::pages();
    let result =
        pombo::auth::oauth::by_browser(&http(), &settings, None, "", &pages, pasted, &tell).await;
    assert_eq!(kind(result), FaultKind::Grant(GrantProblem::NoClient));
    assert!(told.try_recv().is_err());
}

#[tokio::test]
async fn a_secret_that_is_refused_in_the_body_is_shown_in_the_header() {
    let server = Server::start(|base, asked| {
        // "pombo-test" and "s:cret", each coded as in a form first (RFC 6749 section 2.3.1).
        if asked.head.to_lowercase().contains("authorization: basic cg9tym8tdgvzddpzjtnby3jlda==") {
            return grants(base, asked);
        }
        json(401, &json!({"error": "invalid_client"}))
    })
    .await;
    let begin = Begin { secret: Some(Secret::from("s:cret")), ..Begin::at(&server) };
    let flow = begin.go().await;
    flow.bring("good").await.unwrap();
    let tokens = flow.end().await.unwrap();
    assert_eq!(tokens.client_secret.as_ref().map(shown), Some("s:cret"));
    let asked = server.asked_at("/token");
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].form()["client_secret"], "s:cret");
    assert!(!asked[1].body.contains("cret"));
}

#[tokio::test]
async fn renewing_takes_the_new_refresh_token_and_else_keeps_the_old_one() {
    let server = Server::start(grants).await;
    let tokens = refresh(&http(), &oauth(&server), &old_tokens()).await.unwrap();
    assert_eq!(tokens.refresh.as_ref().map(shown), Some("rt-1"));
    let form = server.asked_at("/token")[0].form();
    assert_eq!((&*form["grant_type"], &*form["refresh_token"]), ("refresh_token", "rt-0"));

    let server = Server::start(|_, _| {
        json(200, &json!({"access_token": "at-2", "token_type": "Bearer", "refresh_token": ""}))
    })
    .await;
    let tokens = refresh(&http(), &oauth(&server), &old_tokens()).await.unwrap();
    assert_eq!(shown(&tokens.access), "at-2");
    assert_eq!(tokens.refresh.as_ref().map(shown), Some("rt-0"));
    assert_eq!((tokens.expires_at, tokens.scopes), (None, vec!["imap".to_owned()]));
}

#[tokio::test]
async fn a_refresh_token_that_is_over_is_told_from_a_server_that_cannot_answer() {
    let ended = FaultKind::Grant(GrantProblem::Ended);
    let wait = Duration::from_secs(60);
    for (status, media_type, body, expected) in [
        (400, "application/json", r#"{"error":"invalid_grant"}"#, ended.clone()),
        (503, "text/html", "<h1>Busy</h1>", FaultKind::Unavailable),
        (429, "text/html", "<h1>Busy</h1>", FaultKind::Throttled { wait }),
        (503, "application/json", r#"{"error":"temporarily_unavailable"}"#, FaultKind::Unavailable),
        (200, "application/json", r#"{"error":"invalid_grant"}"#, ended.clone()),
    ] {
        let server = Server::start(move |_, _| oauth_kit::answer(status, media_type, body)).await;
        let result = refresh(&http(), &oauth(&server), &old_tokens()).await;
        assert_eq!(kind(result), expected, "{status} {body}");
    }
    let server = Server::start(grants).await;
    let none = Tokens { refresh: None, ..old_tokens() };
    assert_eq!(kind(refresh(&http(), &oauth(&server), &none).await), ended);
    assert_eq!(server.asked().len(), 0);
}

/// Signs in with a typed code; the token endpoint answers the polls one after the other.
async fn by_code(polls: &'static [&'static str]) -> (Result<Tokens, Fault>, Option<Progress>) {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |base, asked| {
        if asked.path == "/device" {
            return json(
                200,
                &json!({
                    "device_code": "dc", "user_code": "WDJB-MJHT", "interval": 0,
                    "verification_uri": format!("{base}/code"), "expires_in": 300,
                }),
            );
        }
        assert_eq!(asked.form()["device_code"], "dc");
        match polls[count.fetch_add(1, Ordering::SeqCst).min(polls.len() - 1)] {
            "" => grants(base, asked),
            error => json(400, &json!({"error": error})),
        }
    })
    .await;
    let (http, oauth) = (http(), oauth(&server));
    let (tell, mut told) = mpsc::unbounded_channel();
    let second = Duration::from_millis(2);
    let device = Device { http: &http, oauth: &oauth, secret: None, second };
    let result = tokio::time::timeout(Duration::from_secs(30), device.run(&tell)).await.unwrap();
    (result, told.try_recv().ok())
}

#[tokio::test]
async fn a_typed_code_is_asked_for_until_it_was_typed() {
    let (tokens, progress) = by_code(&["authorization_pending", "slow_down", ""]).await;
    assert_eq!(shown(&tokens.unwrap().access), "at-1");
    let Some(Progress::Device { code, url, expires_at, .. }) = progress else {
        panic!("no code was told");
    };
    assert_eq!(code, "WDJB-MJHT");
    assert!(url.ends_with("/code") && expires_at > now() + 200);
}

#[tokio::test]
async fn a_typed_code_may_be_refused_or_run_out() {
    for (polls, problem) in [
        (&["authorization_pending", "access_denied"][..], GrantProblem::Denied),
        (&["expired_token"], GrantProblem::Unanswered),
        (&["authorization_pending"], GrantProblem::Unanswered),
        (&["invalid_client"], GrantProblem::ClientRefused),
    ] {
        let (result, _) = by_code(polls).await;
        assert_eq!(kind(result), FaultKind::Grant(problem), "{polls:?}");
    }
}

#[tokio::test]
async fn a_server_that_registers_learns_who_we_are() {
    let server = Server::start(|_, _| json(201, &json!({"client_id": "dyn-1"}))).await;
    let registered = register(&http(), &oauth(&server)).await.unwrap();
    assert_eq!(registered.client_id, "dyn-1");
    assert!(registered.client_secret.is_none());
    let told = server.asked_at("/register")[0].json();
    assert_eq!(told["redirect_uris"], json!(["http://127.0.0.1/"]));
    assert_eq!(told["token_endpoint_auth_method"], "none");
    assert_eq!(told["application_type"], "native");
    assert_eq!(told["response_types"], json!(["code"]));
    assert_eq!(told["scope"], "imap offline_access");

    let server =
        Server::start(|_, _| json(201, &json!({"client_id": "dyn-2", "client_secret": "s"}))).await;
    let registered = register(&http(), &oauth(&server)).await.unwrap();
    assert_eq!(registered.client_secret.as_ref().map(shown), Some("s"));
}

#[tokio::test]
async fn a_server_that_does_not_register_us_says_so() {
    for (status, body) in [
        (400, json!({"error": "invalid_redirect_uri"})),
        (400, json!({"error": "invalid_client_metadata", "error_description": "no"})),
        (403, json!({})),
    ] {
        let server = Server::start(move |_, _| json(status, &body)).await;
        let result = register(&http(), &oauth(&server)).await;
        assert_eq!(kind(result), FaultKind::Grant(GrantProblem::ClientRefused));
    }
}

#[tokio::test]
async fn tokens_that_are_over_are_given_back() {
    let server = Server::start(|_, _| oauth_kit::answer(200, "", "")).await;
    revoke(&http(), &oauth(&server), &old_tokens()).await.unwrap();
    let form = server.asked_at("/revoke")[0].form();
    assert_eq!((&*form["token"], &*form["token_type_hint"]), ("rt-0", "refresh_token"));
    assert_eq!(form["client_id"], "pombo-test");

    let mut settings = oauth(&server);
    settings.revoke = None;
    revoke(&http(), &settings, &old_tokens()).await.unwrap();
    assert_eq!(server.asked().len(), 1);
}
