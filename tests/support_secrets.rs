//! The search for secrets finds them in every form, and nothing where there is nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use support::secrets::Secrets;

const PASSWORD: &str = "p\"ss wörd\\1";
const TOKEN: &str = "ya29.a0AfH6SM-bQ_7";

fn secrets() -> Secrets {
    Secrets::new(&[("the password", PASSWORD), ("the token", TOKEN)])
}

#[test]
fn a_secret_is_found_in_every_form() {
    let bearer = format!("user=ana@test.example\u{1}auth=Bearer {TOKEN}\u{1}\u{1}");
    let plain = format!("\0ana\0{PASSWORD}");
    let field = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("refresh_token", TOKEN)
        .append_pair("password", PASSWORD)
        .finish();
    let mut texts = vec![
        format!("LOGIN ana {TOKEN}"),
        format!("LOGIN ana {PASSWORD:?}"),
        serde_json::json!({ "password": PASSWORD }).to_string(),
        format!("{:?}", TOKEN.as_bytes()),
        format!("{:02x?}", PASSWORD.as_bytes()),
        format!("b\"{}\"", PASSWORD.as_bytes().escape_ascii()),
        TOKEN.chars().rev().collect(),
        TOKEN.bytes().map(|b| format!("{b:02X}")).collect(),
        field.split_once('&').unwrap().0.to_owned(),
        field.split_once('&').unwrap().1.to_owned(),
        STANDARD.encode(&bearer),
        STANDARD.encode(&plain),
        URL_SAFE_NO_PAD.encode(&plain),
    ];
    for before in 0..7 {
        let around = format!("{}{PASSWORD}{}", "x".repeat(before), "y".repeat(before));
        texts.push(STANDARD.encode(around));
        let around = format!("{}{TOKEN}{}", "x".repeat(before), "y".repeat(before));
        texts.push(URL_SAFE_NO_PAD.encode(around));
    }
    let secrets = secrets();
    for text in texts {
        let found = secrets.in_octets(format!("before {text} after").as_bytes());
        assert!(!found.is_empty(), "{text}");
    }
    let wide: Vec<u8> = PASSWORD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(secrets.in_octets(&wide), ["the password, as UTF-16"]);
}

#[test]
fn what_is_no_secret_is_not_found() {
    let secrets = secrets();
    for text in ["", "p", "the password", "ya29.a0AfH6SM-bQ_8", "p\"ss word\\1", "AAAAAAAAAAAA"] {
        assert_eq!(secrets.in_octets(text.as_bytes()), [""; 0], "{text}");
    }
}

#[test]
fn files_are_looked_through_wherever_they_lie() {
    let dir = tempfile::tempdir().unwrap();
    let deep = dir.path().join("a/b");
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::write(deep.join("journal.log"), [b"\0\xFF", TOKEN.as_bytes(), b"\xFE"].concat())
        .unwrap();
    std::fs::write(deep.join(format!("{TOKEN}.txt")), "").unwrap();
    let mut found = secrets().in_folder(dir.path());
    found.sort();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].ends_with("journal.log: the token, as it is"), "{found:?}");
    let told = std::panic::catch_unwind(|| secrets().assert_in_none(&[], &[dir.path()]));
    assert!(told.is_err());
    secrets().assert_in_none(&[("the log", "nothing")], &[]);
}
