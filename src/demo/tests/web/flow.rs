//! Ways that lead in.

use super::signing_in::base64;
use super::*;
use base64::Engine as _;

#[tokio::test]
async fn the_metadata_name_every_endpoint_and_what_the_account_is_found_with() {
    let demo = demo().await;
    let told = get(&demo, "/.well-known/oauth-authorization-server").await.json();
    let candidate = demo.candidate();
    let [Way::Browser(oauth)] = candidate.ways.as_slice() else { panic!("{candidate:?}") };
    let found = |name: &str| told[name].as_str().map(str::to_owned);
    assert_eq!(found("issuer"), oauth.issuer);
    assert_eq!(found("authorization_endpoint").as_ref(), Some(&oauth.authorize));
    assert_eq!(found("token_endpoint").as_ref(), Some(&oauth.token));
    assert_eq!(found("device_authorization_endpoint"), oauth.device);
    assert_eq!(found("registration_endpoint"), oauth.register);
    assert_eq!(found("revocation_endpoint"), oauth.revoke);
    assert_eq!(told["authorization_response_iss_parameter_supported"], oauth.names_issuer);
    assert_eq!(told["code_challenge_methods_supported"], serde_json::json!(["S256"]));
}

#[tokio::test]
async fn a_program_registers_is_allowed_and_reads_mail_with_its_token() {
    let demo = demo().await;
    let client = registered(&demo).await;
    let page = get(&demo, &wish(&client, &[])).await;
    assert!(page.body.contains("Try &lt;it&gt;") && page.body.contains(seed::ADDRESS));
    let policy = page.field("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self' http://127.0.0.1:4242"), "{policy}");
    let sent = post(&demo, "/answer", &[("ticket", &page.ticket()), ("answer", "allow")]).await;
    assert_eq!(sent.status, 303);
    assert!(sent.field("location").unwrap().starts_with(REDIRECT));
    assert_eq!(sent.sent_with("state").as_deref(), Some("st&te"));
    assert_eq!(sent.sent_with("iss").unwrap() + "/", demo.page());
    let told = redeemed(&demo, &client, &sent.sent_with("code").unwrap()).await;
    assert_eq!(told.field("cache-control"), Some("no-store"));
    let tokens = told.json();
    assert_eq!((text(&tokens, "token_type"), &tokens["expires_in"]), ("Bearer", &300.into()));
    let access = text(&tokens, "access_token");
    for (mechanism, said) in both(access) {
        let mut at_once = Client::greeted(&demo).await;
        at_once.ok(&format!("AUTHENTICATE {mechanism} {said}")).await;
        at_once.ok("SELECT INBOX").await;
        let mut asked = Client::greeted(&demo).await;
        asked.send(format!("a AUTHENTICATE {mechanism}\r\n").as_bytes()).await;
        assert_eq!(asked.response().await, "+ ");
        asked.send(format!("{said}\r\n").as_bytes()).await;
        assert!(asked.response().await.starts_with("a OK [CAPABILITY "));
    }
}

/// What a client says with a token, by mechanism.
fn both(access: &str) -> [(&'static str, String); 2] {
    let (user, port) = (seed::ADDRESS, 143);
    let xoauth2 = format!("user={user}\x01auth=Bearer {access}\x01\x01");
    let bearer =
        format!("n,a={user},\x01host=127.0.0.1\x01port={port}\x01auth=Bearer {access}\x01\x01");
    [("XOAUTH2", base64(&xoauth2)), ("OAUTHBEARER", base64(&bearer))]
}

#[tokio::test]
async fn a_token_that_is_not_good_is_explained_and_the_password_goes_on_to_work() {
    let demo = demo().await;
    for (mechanism, said) in both("made-up") {
        let mut client = Client::greeted(&demo).await;
        client.send(format!("a AUTHENTICATE {mechanism} {said}\r\n").as_bytes()).await;
        let why = client.response().await;
        let why = base64::engine::general_purpose::STANDARD
            .decode(why.strip_prefix("+ ").unwrap())
            .unwrap();
        let why: Value = serde_json::from_slice(&why).unwrap();
        assert_eq!((text(&why, "schemes"), text(&why, "scope")), ("Bearer", "imap"));
        assert!(["401", "invalid_token"].contains(&text(&why, "status")));
        client.send(b"AQ==\r\n").await;
        let refused = client.response().await;
        assert!(refused.starts_with("a NO [AUTHENTICATIONFAILED]"), "{refused}");
        let password = demo.password();
        client.ok(&format!("LOGIN {} {}", seed::ADDRESS, password.expose())).await;
    }
}

#[tokio::test]
async fn what_is_revoked_opens_nothing_and_ends_the_sessions_that_it_opened() {
    let demo = demo().await;
    let (client, tokens) = signed_in(&demo).await;
    let access = text(&tokens, "access_token");
    let [(_, said), _] = both(access);
    let mut idle = Client::greeted(&demo).await;
    idle.ok(&format!("AUTHENTICATE XOAUTH2 {said}")).await;
    idle.ok("SELECT INBOX").await;
    idle.idle().await;
    let mut own = Client::signed_in(&demo).await;

    let gone = post(&demo, "/revoke", &[("client_id", &client), ("token", access)]).await;
    assert_eq!(gone.status, 200);
    assert!(idle.response().await.starts_with("* BYE"));
    assert!(idle.response().await.starts_with("idle NO"));
    assert_eq!(idle.response().await, "(hung up)");
    own.ok("NOOP").await;
    let refresh = text(&tokens, "refresh_token");
    let pairs =
        [("grant_type", "refresh_token"), ("client_id", &client), ("refresh_token", refresh)];
    assert_eq!(post(&demo, "/token", &pairs).await.error(), "invalid_grant");
}

#[tokio::test]
async fn the_person_sees_who_may_read_and_takes_it_back() {
    let demo = demo().await;
    let (client, tokens) = signed_in(&demo).await;
    let page = get(&demo, "/").await;
    assert!(page.body.contains("<b>Try &lt;it&gt;</b>"), "{}", page.body);
    let after = post(&demo, "/answer", &[("ticket", &page.ticket()), ("answer", "allow")]).await;
    assert!(!after.body.contains("Try &lt;it&gt;"), "{}", after.body);
    let refresh = text(&tokens, "refresh_token");
    let pairs =
        [("grant_type", "refresh_token"), ("client_id", &client), ("refresh_token", refresh)];
    assert_eq!(post(&demo, "/token", &pairs).await.error(), "invalid_grant");
}

#[tokio::test]
async fn a_mail_tells_of_a_new_permission_and_where_it_can_be_taken_back() {
    let words = Words {
        mail_subject: "Permissão é dada".repeat(5),
        mail_text: "é".into(),
        ..Words::default()
    };
    let options = Options { arrivals: false, fill: 0, now: NOW, words };
    let demo = Demo::start(options).await.unwrap();
    let mut client = Client::signed_in(&demo).await;
    client.ok("SELECT INBOX").await;
    client.idle().await;
    signed_in(&demo).await;
    assert!(client.response().await.contains("EXISTS"));
    client.done().await;
    let told = client.ok("FETCH * (BODY[HEADER.FIELDS (SUBJECT)] BODY[TEXT])").await;
    assert!(told[0].contains("Subject: =?utf-8?B?UGVybWlzc8Ojby"), "{told:?}");
    assert!(told[0].contains(&demo.page()), "{told:?}");
    let words = told[0].lines().filter(|line| line.starts_with(" =?"));
    assert!(words.clone().count() > 0 && words.into_iter().all(|line| line.len() <= 78));
}

#[tokio::test]
async fn a_refresh_token_gives_new_tokens() {
    let demo = demo().await;
    let (client, tokens) = signed_in(&demo).await;
    let refresh = text(&tokens, "refresh_token");
    let pairs =
        [("grant_type", "refresh_token"), ("client_id", &client), ("refresh_token", refresh)];
    let renewed = post(&demo, "/token", &pairs).await.json();
    assert_ne!(text(&renewed, "refresh_token"), refresh);
    let [(_, said), _] = both(text(&renewed, "access_token"));
    Client::greeted(&demo).await.ok(&format!("AUTHENTICATE XOAUTH2 {said}")).await;
}

#[tokio::test]
async fn a_device_gets_its_tokens_when_the_person_typed_its_code() {
    let demo = demo().await;
    let client = registered(&demo).await;
    let codes = post(&demo, "/device_authorization", &[("client_id", &client)]).await.json();
    let whole = text(&codes, "verification_uri_complete");
    let path = whole.strip_prefix(demo.page().trim_end_matches('/')).unwrap();
    let code = text(&codes, "user_code");
    assert!(get(&demo, path).await.body.contains(code));
    let wrong = post(&demo, "/device/code", &[("user_code", "BBBB-BBBB")]).await;
    assert!(wrong.body.contains("user_code") && !wrong.body.contains("ticket"), "{}", wrong.body);
    let page = post(&demo, "/device/code", &[("user_code", code)]).await;
    let said = post(&demo, "/answer", &[("ticket", &page.ticket()), ("answer", "allow")]).await;
    assert_eq!(said.status, 200);
    let pairs = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("client_id", &client),
        ("device_code", text(&codes, "device_code")),
    ];
    let tokens = post(&demo, "/token", &pairs).await.json();
    let [_, (_, said)] = both(text(&tokens, "access_token"));
    Client::greeted(&demo).await.ok(&format!("AUTHENTICATE OAUTHBEARER {said}")).await;
}

#[tokio::test]
async fn smtp_takes_the_same_token_and_refuses_others() {
    let demo = demo().await;
    let (_, tokens) = signed_in(&demo).await;
    for (access, expected) in [(text(&tokens, "access_token"), "235"), ("made-up", "535")] {
        for (mechanism, said) in both(access) {
            let mut client = Client::plain(demo.smtp_port()).await;
            client.line().await.unwrap();
            client.send(format!("AUTH {mechanism} {said}\r\n").as_bytes()).await;
            let mut answer = String::from_utf8(client.line().await.unwrap()).unwrap();
            if answer.starts_with("334 ") {
                client.send(b"AQ==\r\n").await;
                answer = String::from_utf8(client.line().await.unwrap()).unwrap();
            }
            assert!(answer.starts_with(expected), "{mechanism}: {answer}");
        }
    }
}
