//! What leads nowhere, and what it is told.

use super::*;

#[tokio::test]
async fn the_person_s_no_goes_back_to_the_program() {
    let demo = demo().await;
    let client = registered(&demo).await;
    let sent = answered(&demo, &client, "deny").await;
    assert_eq!(sent.sent_with("error").as_deref(), Some("access_denied"));
    assert_eq!(sent.sent_with("state").as_deref(), Some("st&te"));
    assert!(sent.sent_with("code").is_none() && sent.sent_with("iss").is_some());
}

#[tokio::test]
async fn a_foreign_redirect_or_program_is_told_on_the_page_and_never_followed() {
    let demo = demo().await;
    let client = registered(&demo).await;
    for (client, redirect) in [
        (client.as_str(), "https://evil.example/back"),
        (client.as_str(), "http://127.0.0.1:4242/elsewhere"),
        (client.as_str(), "http://127.0.0.1:4242@evil.example/back"),
        ("nobody", REDIRECT),
        ("", REDIRECT),
    ] {
        let page = get(&demo, &wish(client, &[("redirect_uri", redirect)])).await;
        assert_eq!(page.status, 400, "{redirect}");
        assert!(page.field("location").is_none());
        assert!(!page.body.contains("ticket"));
    }
}

#[tokio::test]
async fn a_request_without_pkce_or_for_what_is_not_there_goes_back_with_its_error() {
    let demo = demo().await;
    let client = registered(&demo).await;
    for (name, value, error) in [
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "imap root", "invalid_scope"),
    ] {
        let sent = get(&demo, &wish(&client, &[(name, value)])).await;
        assert_eq!(sent.sent_with("error").as_deref(), Some(error), "{name}={value}");
        assert!(sent.sent_with("code").is_none());
    }
    let twice = format!("{}&state=other", wish(&client, &[]));
    assert_eq!(get(&demo, &twice).await.status, 400);
}

#[tokio::test]
async fn a_ticket_answers_once_and_only_from_a_page_of_ours() {
    let demo = demo().await;
    let client = registered(&demo).await;
    let page = get(&demo, &wish(&client, &[])).await;
    let body = encoded(&[("ticket", &page.ticket()), ("answer", "allow")]);
    for site in ["cross-site", "same-site", "none"] {
        let fields = format!("{FORM}Sec-Fetch-Site: {site}\r\n");
        assert_eq!(call(&demo, "POST /answer", &fields, &body).await.status, 400, "{site}");
    }
    let own = format!("{FORM}Sec-Fetch-Site: same-origin\r\nOrigin: null\r\n");
    assert_eq!(call(&demo, "POST /answer", &own, &body).await.status, 303);
    assert_eq!(call(&demo, "POST /answer", &own, &body).await.status, 400, "used up");
    let guessed = post(&demo, "/answer", &[("ticket", "guessed"), ("answer", "allow")]).await;
    assert_eq!(guessed.status, 400);
    assert_eq!(get(&demo, "/answer?ticket=x&answer=allow").await.status, 404, "no GET answers");
}

#[tokio::test]
async fn no_page_of_a_browser_calls_the_endpoints_of_programs() {
    let demo = demo().await;
    let client = registered(&demo).await;
    for path in ["/token", "/register", "/revoke", "/device_authorization"] {
        for field in ["Origin: https://evil.example\r\n", "Sec-Fetch-Site: same-origin\r\n"] {
            let body = encoded(&[("client_id", &client)]);
            let start = format!("POST {path}");
            let refused = call(&demo, &start, &format!("{FORM}{field}"), &body).await;
            assert_eq!(refused.status, 400, "{path} {field}");
            assert!(refused.field("access-control-allow-origin").is_none());
        }
    }
}

#[tokio::test]
async fn another_host_name_that_leads_here_is_refused() {
    let demo = demo().await;
    let port = demo.page().rsplit_once(':').unwrap().1.replace('/', "");
    for host in ["evil.example", "localhost", "127.0.0.1", &format!("127.0.0.1.evil:{port}")] {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        assert_eq!(send(&demo, &request).await.status, 400, "{host}");
    }
    assert_eq!(get(&demo, "/").await.status, 200);
}

#[tokio::test]
async fn the_token_endpoint_says_in_json_what_is_wrong() {
    let demo = demo().await;
    let client = registered(&demo).await;
    let code = ("code", "x");
    let redirect = ("redirect_uri", REDIRECT);
    let kind = ("grant_type", "authorization_code");
    let own = ("client_id", client.as_str());
    let verifier = ("code_verifier", VERIFIER);
    let cases: [(&[(&str, &str)], &str); 7] = [
        (&[], "invalid_request"),
        (&[("grant_type", "password"), own], "unsupported_grant_type"),
        (&[kind, ("client_id", "nobody"), code, redirect, verifier], "invalid_client"),
        (&[kind, own, code, redirect], "invalid_request"),
        (&[kind, own, code, redirect, ("code_verifier", "short")], "invalid_request"),
        (&[kind, own, code, redirect, verifier], "invalid_grant"),
        (&[kind, kind, own, code, redirect, verifier], "invalid_request"),
    ];
    for (pairs, error) in cases {
        assert_eq!(post(&demo, "/token", pairs).await.error(), error, "{pairs:?}");
    }
}

#[tokio::test]
async fn what_is_too_long_or_no_http_is_refused_and_the_server_lives_on() {
    let demo = demo().await;
    let long = "x".repeat(20_000);
    let heard = call(&demo, "POST /token", FORM, &long).await;
    assert_eq!(heard.error(), "invalid_request");
    let head = "y".repeat(60_000);
    let heard = call(&demo, &format!("GET /?{head}"), "", "").await;
    assert!([414, 431].contains(&heard.status), "{}", heard.status);
    send(&demo, "\u{0}\u{1}\u{2}garbage\r\n\r\n").await;
    assert_eq!(get(&demo, "/").await.status, 200);
}

#[tokio::test]
async fn nothing_that_is_printed_for_debugging_shows_a_token() {
    let demo = demo().await;
    let (_, tokens) = signed_in(&demo).await;
    let printed = format!("{demo:?} {:?}", demo.candidate());
    assert!(!printed.contains(text(&tokens, "access_token")), "{printed}");
}
