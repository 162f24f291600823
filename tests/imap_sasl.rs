//! Signing in with tokens, by transcript: OAUTHBEARER (RFC 7628) and XOAUTH2, honest servers and
//! hostile ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/transcript.rs"]
mod transcript;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pombo::auth::{Credentials, Secret};
use pombo::imap::{self, Meter, News, Session};
use pombo::model::fault::{Fault, FaultKind, GrantProblem, Place};
use transcript::*;

const TOKEN: &str = "ya29.a0AfH6SMBx-token_of_anna";
const IN: &str = "S: A OK [CAPABILITY IMAP4rev1 IDLE] in\n";

/// Signs in with `TOKEN` to a server that offers this and then plays the script.
async fn login(offered: &str, script: &str) -> Result<Session, Fault> {
    login_as(offered, Script::new(script), "anna", TOKEN).await
}

async fn login_as(
    offered: &str,
    script: Script,
    user: &str,
    token: &str,
) -> Result<Session, Fault> {
    let hello = Script::new(&format!("S: * OK [CAPABILITY IMAP4rev1 {offered}] ready"));
    let (stream, server) = hello.and(script).play();
    let token = Secret::from(token.to_owned());
    let credentials = Credentials::Token { user: user.to_owned(), token };
    let outcome = async {
        let greeted = imap::greet(stream, Meter::default(), hasty()).await?;
        greeted.login(&credentials).await
    };
    let outcome = soon(outcome).await;
    if let Err(fault) = &outcome {
        assert!(!format!("{fault} {fault:?}").contains("a0AfH6SMBx"), "{fault}");
        server.finish().await;
    }
    outcome
}

fn xoauth2() -> String {
    STANDARD.encode(format!("user=anna\x01auth=Bearer {TOKEN}\x01\x01"))
}

fn bearer() -> String {
    STANDARD.encode(format!("n,a=anna,\x01auth=Bearer {TOKEN}\x01\x01"))
}

fn grant(problem: GrantProblem) -> FaultKind {
    FaultKind::Grant(problem)
}

#[tokio::test]
async fn each_mechanism_is_spoken_with_the_command_where_the_server_reads_it_there() {
    for (offered, script) in [
        ("SASL-IR AUTH=XOAUTH2", format!("C: A AUTHENTICATE XOAUTH2 {}\n{IN}", xoauth2())),
        ("SASL-IR AUTH=OAUTHBEARER", format!("C: A AUTHENTICATE OAUTHBEARER {}\n{IN}", bearer())),
        ("auth=xoauth2", format!("C: A AUTHENTICATE XOAUTH2\nS: +\nC| {}\n{IN}", xoauth2())),
        (
            "AUTH=OAUTHBEARER",
            format!("C: A AUTHENTICATE OAUTHBEARER\nS: + go on\nC| {}\n{IN}", bearer()),
        ),
    ] {
        let session = login(offered, &script).await.unwrap();
        assert!(session.capabilities().has("IDLE"));
    }
}

#[tokio::test]
async fn of_two_mechanisms_the_one_with_a_standard_is_taken() {
    let script = format!("C: A AUTHENTICATE OAUTHBEARER {}\n{IN}", bearer());
    login("SASL-IR AUTH=XOAUTH2 AUTH=OAUTHBEARER AUTH=PLAIN", &script).await.unwrap();
}

#[tokio::test]
async fn a_token_too_long_for_a_command_is_waited_for() {
    let long = "x".repeat(7_000);
    let coded = STANDARD.encode(format!("user=anna\x01auth=Bearer {long}\x01\x01"));
    let script = Script::new(&format!("C: A AUTHENTICATE XOAUTH2\nS: +\nC| {coded}\n{IN}"));
    login_as("SASL-IR AUTH=XOAUTH2", script, "anna", &long).await.unwrap();
}

#[tokio::test]
async fn logins_switched_off_do_not_keep_a_token_out() {
    let script = format!("C: A AUTHENTICATE XOAUTH2 {}\n{IN}", xoauth2());
    login("SASL-IR LOGINDISABLED AUTH=XOAUTH2", &script).await.unwrap();
}

#[tokio::test]
async fn without_a_mechanism_for_tokens_nothing_is_sent() {
    for offered in ["AUTH=PLAIN", "LOGINDISABLED", "SASL-IR AUTH=GSSAPI", ""] {
        let fault = login(offered, "").await.unwrap_err();
        assert_eq!((fault.kind, fault.place), (grant(GrantProblem::NotTaken), Place::SignIn));
    }
}

/// Each challenge is acknowledged in its mechanism's way, and what it said decides.
#[tokio::test]
async fn what_the_server_says_of_a_token_is_read_and_told() {
    use GrantProblem as P;
    for (json, kind) in [
        (r#"{"status":"invalid_token","scope":"mail"}"#, grant(P::Ended)),
        (r#"{"status":"400","schemes":"Bearer","scope":"https://mail.example/"}"#, grant(P::Ended)),
        (r#"{"status":"401"}"#, grant(P::Ended)),
        (r#"{"status":401}"#, grant(P::Ended)),
        (r#"{}"#, grant(P::Ended)),
        (r#"{"status":"insufficient_scope","scope":"mail"}"#, grant(P::Scope)),
        (r#"{"status":"503"}"#, FaultKind::Unavailable),
    ] {
        let challenge = STANDARD.encode(json);
        for (mechanism, first, answer) in
            [("XOAUTH2", xoauth2(), ""), ("OAUTHBEARER", bearer(), "AQ==")]
        {
            let script = format!(
                "C: A AUTHENTICATE {mechanism} {first}
                 S: + {challenge}
                 C| {answer}
                 S: A NO [AUTHENTICATIONFAILED] no"
            );
            let fault = login(&format!("SASL-IR AUTH={mechanism}"), &script).await.unwrap_err();
            assert_eq!((&fault.kind, fault.place), (&kind, Place::SignIn), "{json}");
            if json.contains("invalid_token") {
                let told = "NO [AUTHENTICATIONFAILED] no (invalid_token: scope mail)";
                assert_eq!(fault.detail, told);
            }
        }
    }
}

#[tokio::test]
async fn a_refusal_without_a_challenge_is_told_apart_by_its_words() {
    use GrantProblem as P;
    for (answer, kind) in [
        ("NO AUTHENTICATE failed.", grant(P::Ended)),
        ("NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", grant(P::Ended)),
        ("NO [AUTHORIZATIONFAILED] not this mailbox", grant(P::NotTaken)),
        ("NO [UNAVAILABLE] later", FaultKind::Unavailable),
        ("BAD User is authenticated but not connected.", FaultKind::Unavailable),
        ("NO User is authenticated but not connected.", FaultKind::Unavailable),
        ("NO [LIMIT] Too many simultaneous connections.", FaultKind::TooManyConnections),
        ("BAD unknown command", FaultKind::NotUnderstood),
    ] {
        let script = format!("C: A AUTHENTICATE XOAUTH2 ...\nS: A {answer}");
        let fault = login("SASL-IR AUTH=XOAUTH2", &script).await.unwrap_err();
        assert_eq!((fault.kind, fault.place), (kind, Place::SignIn), "{answer}");
    }
}

#[tokio::test]
async fn challenges_that_say_nothing_do_no_harm() {
    for challenge in ["", "!!! no base64 !!!", "AAAA", "e30=", "W1tbW1tbW1tb"] {
        let script = format!(
            "C: A AUTHENTICATE OAUTHBEARER {}\nS: + {challenge}\nC| AQ==\nS: A NO no",
            bearer()
        );
        let fault = login("SASL-IR AUTH=OAUTHBEARER", &script).await.unwrap_err();
        assert_eq!(fault.kind, grant(GrantProblem::Ended), "{challenge}");
    }
}

#[tokio::test]
async fn a_challenge_without_a_space_or_a_line_that_is_no_response_is_passed_over() {
    let script = format!(
        "C: A AUTHENTICATE XOAUTH2
         S: +
         C| {}
         S: * 3 EXISTS
         S: +eyJzdGF0dXMiOiI0MDEifQ==
         C|
         S: nonsense
         S: A NO no",
        xoauth2()
    );
    let fault = login("AUTH=XOAUTH2", &script).await.unwrap_err();
    assert_eq!(fault.kind, grant(GrantProblem::Ended));
    assert_eq!(fault.detail, "NO no (401)");
}

#[tokio::test]
async fn a_challenge_of_a_megabyte_is_acknowledged_and_not_read() {
    let scope = format!(r#"{{"status":"insufficient_scope","x":"{}"}}"#, "x".repeat(1 << 20));
    let huge = format!("+ {}\r\n", STANDARD.encode(scope));
    let script = Script::new(&format!("C: A AUTHENTICATE OAUTHBEARER {}", bearer()))
        .send(huge)
        .then("C| AQ==\nS: A NO no");
    let fault = login_as("SASL-IR AUTH=OAUTHBEARER", script, "anna", TOKEN).await.unwrap_err();
    assert_eq!(fault.kind, grant(GrantProblem::Ended));
}

#[tokio::test]
async fn challenges_without_end_are_given_up_and_the_token_is_sent_once() {
    let again = "S: + e30=\nC| AQ==\n".repeat(4);
    let script = format!("C: A AUTHENTICATE OAUTHBEARER {}\n{again}S: + e30=", bearer());
    let fault = login("SASL-IR AUTH=OAUTHBEARER", &script).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Nonsense);
}

#[tokio::test]
async fn a_password_is_not_sent_a_second_time_to_a_server_that_asks_again() {
    let script = Script::new(&format!(
        "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN LOGINDISABLED] ready
         C: A AUTHENTICATE PLAIN
         S: +
         C| {}
         S: + and now?
         C| *
         S: A BAD cancelled",
        STANDARD.encode("\0anna\0secret")
    ));
    let (greeted, server) = greeted(script).await;
    let fault = soon(greeted.login(&anna())).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotUnderstood);
    server.finish().await;
}

#[tokio::test]
async fn an_ok_after_a_challenge_is_an_ok() {
    let script = format!(
        "C: A AUTHENTICATE XOAUTH2 {}\nS: + {}\nC|\n{IN}",
        xoauth2(),
        STANDARD.encode(r#"{"user":"anna"}"#)
    );
    login("SASL-IR AUTH=XOAUTH2", &script).await.unwrap();
}

#[tokio::test]
async fn a_wire_that_ends_in_the_exchange_is_lost_and_says_nothing_of_the_token() {
    for (end, kind) in [
        ("X: close", FaultKind::Lost),
        ("S- + eyJz\nX: close", FaultKind::Lost),
        ("S: + e30=\nX: close", FaultKind::Lost),
        ("S: * BYE [UNAVAILABLE] out of order\nX: close", FaultKind::Unavailable),
        ("", FaultKind::TimedOut),
    ] {
        let script = format!("C: A AUTHENTICATE OAUTHBEARER {}\n{end}", bearer());
        let fault = login("SASL-IR AUTH=OAUTHBEARER", &script).await.unwrap_err();
        assert_eq!(fault.kind, kind, "{end}");
    }
}

#[tokio::test]
async fn a_server_that_repeats_the_token_does_not_get_it_into_faults_or_alerts() {
    let coded = xoauth2();
    let piece = &coded[..40];
    let json = STANDARD.encode(format!(r#"{{"status":"{TOKEN}"}}"#));
    for (challenge, answer) in [
        (None, format!("A BAD what is AUTHENTICATE XOAUTH2 {coded}?")),
        (None, format!("A NO cut: {piece}")),
        (None, format!("A NO token {TOKEN} has ended")),
        (Some(json), "A NO no".to_owned()),
    ] {
        let told = challenge.map(|json| format!("S: + {json}\nC|\n")).unwrap_or_default();
        let script = format!("C: A AUTHENTICATE XOAUTH2 {coded}\n{told}S: {answer}");
        let fault = login("SASL-IR AUTH=XOAUTH2", &script).await.unwrap_err();
        assert!(!fault.detail.contains(&coded[..20]), "{fault}");
        assert!(!fault.detail.contains(&TOKEN[..14]), "{fault}");
    }
    let script = format!(
        "C: A AUTHENTICATE XOAUTH2 {coded}
         S: * OK [ALERT] hello {TOKEN}
         S: A OK [CAPABILITY IMAP4rev1] in"
    );
    let mut session = login("SASL-IR AUTH=XOAUTH2", &script).await.unwrap();
    assert_eq!(session.take_news(), [News::Alert("hello …".into())]);
}

#[tokio::test]
async fn words_that_would_break_the_message_are_refused_before_anything_is_sent() {
    for (user, token) in [
        ("an\x01na", TOKEN),
        ("anna\r\nA2 DELETE INBOX", TOKEN),
        ("anna", ""),
        ("anna", "to ken"),
        ("anna", "token\x01user=root"),
        ("anna", "tök"),
    ] {
        let offered = "SASL-IR AUTH=XOAUTH2";
        let fault = login_as(offered, Script::new(""), user, token).await.unwrap_err();
        assert_eq!((fault.kind, fault.place), (FaultKind::Invalid, Place::SignIn), "{user:?}");
    }
}
