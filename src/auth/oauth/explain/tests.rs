//! What servers said, and what it means.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use GrantProblem as P;

fn problem(error: &str, description: &str) -> Option<P> {
    match explain(error, description).kind {
        FaultKind::Grant(problem) => Some(problem),
        FaultKind::Unavailable => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_table_is_read_and_says_nothing_twice() {
    let rules = toml::from_str::<Rules>(TABLE).unwrap().rule;
    assert_eq!(rules.len(), RULES.len());
    let mut codes = BTreeSet::new();
    for rule in &rules {
        assert!(!(rule.codes.is_empty() && rule.error.is_empty() && rule.says.is_empty()));
        for code in &rule.codes {
            assert!(codes.insert(*code), "AADSTS{code} has two meanings");
        }
        for text in rule.error.iter().chain(&rule.says) {
            assert_eq!(text, &text.to_lowercase(), "it would never be found");
        }
    }
    assert!(codes.len() >= 100, "{}", codes.len());
}

#[test]
fn numbers_of_microsoft_say_what_the_error_does_not() {
    for (code, expected) in [
        (50020, P::AccountBlocked),
        (50034, P::AccountBlocked),
        (50053, P::AccountBlocked),
        (50055, P::Ended),
        (50057, P::AccountBlocked),
        (50058, P::Consent),
        (50076, P::Policy),
        (50079, P::Policy),
        (50105, P::AdminConsent),
        (50126, P::Ended),
        (50158, P::Policy),
        (50173, P::Ended),
        (53000, P::Policy),
        (53001, P::Policy),
        (53002, P::Policy),
        (53003, P::Policy),
        (53004, P::Policy),
        (54005, P::Replayed),
        (65001, P::Consent),
        (65004, P::Denied),
        (65006, P::AdminConsent),
        (70000, P::Ended),
        (70008, P::Ended),
        (70011, P::Scope),
        (700016, P::ClientRefused),
        (700082, P::Ended),
        (700084, P::Ended),
        (7000112, P::ClientRefused),
        (7000218, P::ClientRefused),
        (900144, P::Other),
        (90014, P::Other),
        (90019, P::Other),
        (90072, P::AccountBlocked),
        (90094, P::AdminConsent),
        (90095, P::AdminConsent),
        (135010, P::Ended),
        (500113, P::RedirectRefused),
        (500011, P::Scope),
        (530003, P::Policy),
        (50011, P::RedirectRefused),
    ] {
        let said = format!("AADSTS{code}: Words that change.\r\nTrace ID: x");
        assert_eq!(problem("invalid_grant", &said), Some(expected), "{code}");
    }
    assert_eq!(problem("invalid_grant", "AADSTS90033: A transient error"), None);
}

#[test]
fn words_of_others_are_understood() {
    for (error, said, expected) in [
        ("invalid_grant", "Token has been expired or revoked.", P::Ended),
        ("invalid_grant", "Bad Request", P::Ended),
        ("invalid_grant", "Malformed auth code.", P::BadRedirect),
        ("invalid_grant", "Account has been deleted", P::AccountBlocked),
        ("admin_policy_enforced", "", P::AdminConsent),
        ("disallowed_useragent", "", P::ClientRefused),
        ("org_internal", "", P::AccountBlocked),
        ("deleted_client", "The OAuth client was deleted.", P::ClientRefused),
        ("invalid_client", "The OAuth client was not found.", P::ClientRefused),
        ("invalid_request", "client_secret is missing.", P::ClientRefused),
        ("redirect_uri_mismatch", "", P::RedirectRefused),
        ("access_denied", "", P::Denied),
        ("access_denied", "Policy evaluation failed for this request", P::Policy),
        ("invalid_grant", "Session not active", P::Ended),
        ("invalid_grant", "Code not valid", P::Replayed),
        ("invalid_grant", "Account disabled", P::AccountBlocked),
        ("INVALID_REFRESH_TOKEN", "", P::Ended),
        ("unauthorized_client", "", P::ClientRefused),
        ("invalid_scope", "", P::Scope),
        ("login_required", "", P::Consent),
        ("expired_token", "", P::Unanswered),
        ("something_new", "", P::Other),
        ("", "", P::Other),
    ] {
        assert_eq!(problem(error, said), Some(expected), "{error}: {said}");
    }
    assert_eq!(problem("temporarily_unavailable", ""), None);
    assert_eq!(problem("server_error", ""), None);
}

#[test]
fn every_form_of_error_json_is_read() {
    let kind = |json| Refusal::of(&json).map(|it| it.fault(Place::Authorization, &[]).kind);
    let grant = |problem| Some(FaultKind::Grant(problem));
    assert_eq!(
        kind(json!({"error": "invalid_grant", "error_codes": [50076, "x", -1]})),
        grant(P::Policy)
    );
    assert_eq!(
        kind(json!({"error": "invalid_grant", "suberror": "bad_token", "error_description": 7})),
        grant(P::Ended)
    );
    assert_eq!(
        kind(json!({"error": {"errorId": "INVALID_REDIRECT_URI", "message": "no"}})),
        grant(P::RedirectRefused)
    );
    assert_eq!(
        kind(json!({"error": {"code": 403, "message": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}})),
        grant(P::Scope)
    );
    assert_eq!(kind(json!({"error": []})), grant(P::Other));
    for none in [json!({"error": null}), json!({}), json!([]), json!("error"), json!(1)] {
        assert_eq!(kind(none), None);
    }
}

#[test]
fn what_a_mail_server_says_of_a_token_is_understood() {
    let google = r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#;
    for (json, expected) in [
        (google, FaultKind::Grant(P::Ended)),
        (r#"{"status":"401","schemes":"bearer mac"}"#, FaultKind::Grant(P::Ended)),
        (r#"{"status":401}"#, FaultKind::Grant(P::Ended)),
        (r#"{"status":"invalid_token","scope":"mail"}"#, FaultKind::Grant(P::Ended)),
        (r#"{"status":"insufficient_scope"}"#, FaultKind::Grant(P::Scope)),
        (r#"{"error":"invalid_token"}"#, FaultKind::Grant(P::Ended)),
        (r#"{"status":"503"}"#, FaultKind::Unavailable),
        (r#"{"status":"invalid_request"}"#, FaultKind::Grant(P::Ended)),
        (r#"{"status":[]}"#, FaultKind::Grant(P::Ended)),
        ("", FaultKind::Grant(P::Ended)),
        ("no JSON", FaultKind::Grant(P::Ended)),
        ("[]", FaultKind::Grant(P::Ended)),
    ] {
        let fault = explain_sasl(json.as_bytes());
        assert_eq!((fault.kind, fault.place), (expected, Place::SignIn), "{json}");
    }
    assert!(explain_sasl(google.as_bytes()).detail.contains("https://mail.google.com/"));
    let deep = "[".repeat(8_000);
    let wide = format!("{{\"status\":\"{}\"}}", "x".repeat(100_000));
    for hostile in [deep.as_bytes(), wide.as_bytes(), b"\xff\xfe{}"] {
        assert_eq!(explain_sasl(hostile).kind, FaultKind::Grant(P::Ended));
    }
}

#[test]
fn no_secret_is_shown() {
    let id = "4765445b-32c6-49b0-83e6-1d93765276ca";
    for (said, shown) in [
        ("refresh token 1//0gAbCdEfGhIjKlMnOpQrSt is bad", "x: refresh token … is bad".to_owned()),
        ("code=hunter2 is bad", "x: code=… is bad".to_owned()),
        (
            "see https://login.example/x?code=hunter2#y now",
            "x: see https://login.example/x now".to_owned(),
        ),
        ("token \"eyJhbGciOiJSUzI1NiJ9.e30.abc\"", "x: token \"…\"".to_owned()),
        ("two\r\nlines\u{202e}\u{0}", "x: two lines".to_owned()),
    ] {
        assert_eq!(Refusal::new("x", said).fault(Place::Browser, &["hunter2"]).detail, shown);
    }
    let said = format!("AADSTS50076: Trace ID: {id}");
    assert!(explain("x", &said).detail.ends_with(id));
    let long = explain("é", &"ü ".repeat(100_000)).detail;
    assert!(long.chars().count() <= MOST_SHOWN + 1, "{}", long.len());
}
