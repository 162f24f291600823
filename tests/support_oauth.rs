//! The test kit itself: the OpenID provider checks what it is there to check, and a real browser
//! can sign in at it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;

use support::browser::Browser;
use support::oauth::visitor::Visitor;
use support::oauth::{CLIENT, Given, Provider, SCOPE};
use support::{free_port, http};
use url::Url;

fn renew(provider: &Provider, refresh_token: &str) -> http::Reply {
    let fields =
        [("grant_type", "refresh_token"), ("refresh_token", refresh_token), ("client_id", CLIENT)];
    http::post_form(&provider.url("/token"), &fields)
}

/// The authorization URL with these parameters besides the usual ones.
fn authorize(provider: &Provider, redirect: &str, more: &[(&str, &str)]) -> Url {
    let mut url = provider.url("/auth");
    url.query_pairs_mut()
        .extend_pairs([
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("scope", SCOPE),
            ("state", "the-state"),
            ("redirect_uri", redirect),
        ])
        .extend_pairs(more);
    url
}

/// The challenge of the verifier in RFC 7636 appendix B.
const S256: [(&str, &str); 2] = [
    ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
    ("code_challenge_method", "S256"),
];

#[test]
fn refresh_tokens_rotate_and_a_used_one_ends_everything() {
    let provider = Provider::start();
    let first = provider.tokens("ana", SCOPE);
    assert_eq!((first.scope.as_str(), first.expires_in), (SCOPE, 3_600));
    let second: Given = serde_json::from_str(&renew(&provider, &first.refresh_token).body).unwrap();
    assert_ne!(first.refresh_token, second.refresh_token);
    assert_ne!(first.access_token, second.access_token);
    for token in [&first.refresh_token, &second.refresh_token] {
        let refused = renew(&provider, token);
        assert_eq!(
            (refused.status, refused.json()["error"].as_str()),
            (400, Some("invalid_grant"))
        );
    }
    let state = provider.state();
    assert_eq!((state.refreshes, state.refused_refreshes, state.access_tokens), (1, 2, 0));
    let log: Vec<_> = state.requests.iter().filter(|request| request.path == "/token").collect();
    assert_eq!(log[0].grant_type.as_deref(), Some("authorization_code"));
    assert_eq!(log[2].error.as_deref(), Some("invalid_grant"));
}

#[test]
fn the_provider_insists_on_pkce_and_on_a_loopback_redirect() {
    let provider = Provider::start();
    let home = "http://127.0.0.1:9/";
    let plain = [S256[0], ("code_challenge_method", "plain")];
    for (redirect, more) in [
        (home, &[][..]),
        (home, &plain),
        ("http://127.0.0.1:9/elsewhere", &S256),
        ("http://mail.example/", &S256),
    ] {
        let mut visitor = Visitor::stopping_at(redirect);
        visitor.open(&authorize(&provider, redirect, more));
        let landed = visitor.landed();
        let sent_back = landed.query("error").is_some_and(|error| error == "invalid_request");
        assert!(sent_back || landed.status == 400, "{redirect} {more:?}: {landed:?}");
    }
}

#[test]
fn a_person_may_refuse_or_mistype() {
    let provider = Provider::start();
    let home = "http://localhost:9/";
    let mut visitor = Visitor::stopping_at(home);
    visitor.open(&authorize(&provider, home, &S256));
    visitor.submit(&[("user", "ana"), ("password", "wrong")]);
    assert!(visitor.landed().page.contains("The name or the password is wrong."));
    visitor.submit(&[("user", "ana@test.example"), ("password", "right")]);
    let consent = visitor.landed();
    let refuse = consent.page.split("action=\"").nth(2).unwrap().split('"').next().unwrap();
    visitor.submit_to(refuse);
    let landed = visitor.landed();
    assert_eq!(landed.query("error").as_deref(), Some("access_denied"));
    assert_eq!(landed.query("state").as_deref(), Some("the-state"));
    assert_eq!(landed.query("iss"), Some(provider.issuer()));
}

#[test]
fn a_code_for_another_device_is_agreed_to_in_a_browser() {
    let provider = Provider::start();
    let asked =
        http::post_form(&provider.url("/device/auth"), &[("client_id", CLIENT), ("scope", SCOPE)]);
    let asked = asked.json();
    let poll = || {
        let fields = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", asked["device_code"].as_str().unwrap()),
            ("client_id", CLIENT),
        ];
        http::post_form(&provider.url("/token"), &fields)
    };
    assert_eq!(poll().json()["error"], "authorization_pending");
    provider.agree_on_device(
        asked["verification_uri"].as_str().unwrap(),
        asked["user_code"].as_str().unwrap(),
        "ana",
    );
    let given: Given = serde_json::from_str(&poll().body).unwrap();
    assert_eq!(given.scope, SCOPE);
    assert_eq!(provider.state().device_codes, 1);
}

#[test]
fn metadata_are_where_each_standard_looks_for_them_and_clients_register_themselves() {
    let provider = Provider::start();
    let read = |path: &str| http::get(&provider.url(path)).json();
    for path in ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"] {
        let told = read(path);
        assert_eq!(told["issuer"], provider.issuer());
        assert_eq!(told["token_endpoint"], provider.oauth().token);
        assert_eq!(told["authorization_endpoint"], provider.oauth().authorize);
        assert_eq!(told["revocation_endpoint"], provider.oauth().revoke.unwrap());
        assert_eq!(told["device_authorization_endpoint"], provider.oauth().device.unwrap());
        assert_eq!(told["authorization_response_iss_parameter_supported"], true);
    }
    let resource = read("/.well-known/oauth-protected-resource");
    assert_eq!(resource["authorization_servers"][0], provider.issuer());
    let wanted = serde_json::json!({
        "client_name": "Somebody",
        "application_type": "native",
        "token_endpoint_auth_method": "none",
        "redirect_uris": ["http://127.0.0.1/"],
        "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token"],
    });
    let json = [("Content-Type", "application/json")];
    let told = http::send("POST", &provider.url("/reg"), &json, &wanted.to_string());
    assert_eq!(told.status, 201, "{}", told.body);
    assert!(told.json()["client_id"].as_str().is_some_and(|id| !id.is_empty()));
    assert!(told.json()["client_secret"].is_null());
    assert_eq!(provider.state().registrations, 1);
}

#[test]
fn a_real_browser_signs_in_and_is_sent_back() {
    let provider = Provider::start();
    let browser = Browser::start();
    // Nobody listens there: the browser shows an error of its own, at that address.
    let home = format!("http://127.0.0.1:{}/", free_port());
    browser.open(authorize(&provider, &home, &S256).as_str());
    assert_eq!(browser.language(), "en");
    assert!(browser.text().contains("Sign in"));
    browser.sign_in("ana");
    let url = support::until("the redirect", || {
        let url = browser.url();
        url.starts_with(&home).then_some(url)
    });
    let url = Url::parse(&url).unwrap();
    let query = |name: &str| url.query_pairs().find(|(known, _)| known == name).unwrap().1;
    assert!(!query("code").is_empty());
    assert_eq!((&*query("state"), &*query("iss")), ("the-state", provider.issuer().as_str()));
}
