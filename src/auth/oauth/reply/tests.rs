//! Answers of token endpoints, in the forms that servers give them.

use secrecy::ExposeSecret;
use serde_json::json;

use super::*;

const NOW: i64 = 1_700_000_000;

fn read(more: &Value) -> Result<Tokens, Fault> {
    let mut answer = json!({"access_token": "at", "token_type": "Bearer"});
    for (name, value) in more.as_object().unwrap() {
        answer[name] = value.clone();
    }
    let oauth = OAuth { scopes: vec!["imap".to_owned()], ..OAuth::default() };
    serde_json::from_value::<Reply>(answer).unwrap().tokens(&oauth, None, None, NOW)
}

#[test]
fn a_life_is_read_in_every_form_and_only_believed_when_it_can_be() {
    for (told, expected) in [
        (json!(3600), Some(NOW + 3600)),
        (json!("3600"), Some(NOW + 3600)),
        (json!(" 3600 "), Some(NOW + 3600)),
        (json!(3599.9), Some(NOW + 3599)),
        (json!(0), None),
        (json!(-5), None),
        (json!(u64::MAX), None),
        (json!(1e300), None),
        (json!("soon"), None),
        (json!(null), None),
        (json!([1]), None),
    ] {
        let tokens = read(&json!({"expires_in": told})).unwrap();
        assert_eq!(tokens.expires_at, expected, "{told}");
    }
}

#[test]
fn scopes_are_read_as_a_text_and_as_a_list() {
    for told in [json!("imap  smtp"), json!(["imap", "smtp"]), json!(["imap smtp", 3])] {
        assert_eq!(read(&json!({"scope": told})).unwrap().scopes, ["imap", "smtp"]);
    }
    // What is not told is what was asked for (RFC 6749 section 5.1).
    for told in [json!(""), json!(null), json!(7)] {
        assert_eq!(read(&json!({"scope": told})).unwrap().scopes, ["imap"]);
    }
    let many = "imap ".repeat(100_000);
    assert_eq!(read(&json!({"scope": many})).unwrap().scopes.len(), MOST_SCOPES);
}

#[test]
fn a_token_that_cannot_be_sent_is_refused() {
    for token in ["", "a b", "a\u{1}b", "a\r\nb", "ä", &"x".repeat(LONGEST_TOKEN + 1)] {
        assert_eq!(read(&json!({"access_token": token})).unwrap_err().kind, FaultKind::Nonsense);
    }
    assert!(read(&json!({"refresh_token": "a\nb"})).is_err());
    let tokens = read(&json!({"access_token": "ya29.a0+/=~_-"})).unwrap();
    assert_eq!(tokens.access.expose_secret(), "ya29.a0+/=~_-");
}

#[test]
fn nothing_that_is_printed_for_debugging_shows_a_token() {
    let answer = json!({"access_token": "hunter2", "refresh_token": "hunter3", "token_type": "x"});
    let reply: Reply = serde_json::from_value(answer).unwrap();
    assert!(!format!("{reply:?}").contains("hunter"));
}
