//! Greetings and logins, by transcript.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/transcript.rs"]
mod transcript;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pombo::imap::{self, Meter, News, Session};
use pombo::model::fault::{Fault, FaultKind, Place, Refusal};
use transcript::*;

/// Signs in to a script with these credentials.
async fn login(script: &str, user: &str, password: &str) -> Result<Session, Fault> {
    let (stream, server) = Script::new(script).play();
    let outcome = async {
        let greeted = imap::greet(stream, Meter::default(), hasty()).await?;
        greeted.login(&credentials(user, password)).await
    };
    let outcome = soon(outcome).await;
    if let Ok(session) = &outcome {
        assert!(session.is_open());
    } else {
        server.finish().await;
    }
    outcome
}

const HELLO: &str = "S: * OK [CAPABILITY IMAP4rev1] ready\n";
const IN: &str = "S: A OK [CAPABILITY IMAP4rev1 IDLE] in\n";

#[tokio::test]
async fn words_with_quotes_and_backslashes_arrive_as_they_are() {
    // The kit takes no notice of quotes, so that only the backslashes are compared.
    let script = format!("{HELLO}C: A LOGIN an\\\\na se\\cr\\\\et\n{IN}");
    login(&script, "an\\na", "se\"cr\\et").await.unwrap();
}

#[tokio::test]
async fn words_beyond_ascii_go_as_literals_where_plain_is_not_offered() {
    let script =
        format!("{HELLO}C: A LOGIN anna {{9}}\nS: * OK wait\nS: + go on\nL: pässword\nC|\n{IN}");
    login(&script, "anna", "pässword").await.unwrap();

    let both =
        format!("{HELLO}C: A LOGIN {{6}}\nS: + 1\nL: ännä\nC|  {{3}}\nS: + 2\nL: ßx\nC|\n{IN}");
    login(&both, "ännä", "ßx").await.unwrap();

    let eager =
        "S: * OK [CAPABILITY IMAP4rev1 LITERAL+] ready\nC: A LOGIN anna {9+}\nL: pässword\nC|\n";
    login(&format!("{eager}{IN}"), "anna", "pässword").await.unwrap();
}

#[tokio::test]
async fn a_literal_that_the_server_refuses_ends_the_login() {
    let script = format!("{HELLO}C: A LOGIN anna {{9}}\nS: A NO [AUTHENTICATIONFAILED] never");
    let fault = login(&script, "anna", "pässword").await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::WrongPassword);
}

#[tokio::test]
async fn plain_is_used_where_login_is_off_or_the_words_need_it() {
    let coded = |text: &str| STANDARD.encode(text);
    for (offered, password) in
        [("AUTH=PLAIN LOGINDISABLED", "secret"), ("auth=plain", "pässword"), ("AUTH=PLAIN", "ß")]
    {
        let script = format!(
            "S: * OK [CAPABILITY IMAP4rev1 {offered}] ready
             C: A AUTHENTICATE PLAIN
             S: +
             C| {}\n{IN}",
            coded(&format!("\0anna\0{password}"))
        );
        login(&script, "anna", password).await.unwrap();
    }
}

#[tokio::test]
async fn a_password_refused_by_plain_is_a_wrong_password() {
    let script = format!(
        "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN LOGINDISABLED] ready
         C: A AUTHENTICATE PLAIN
         S: + bm90IG5lZWRlZA==
         C| {}
         S: A NO no",
        STANDARD.encode("\0anna\0secret")
    );
    let fault = login(&script, "anna", "secret").await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::WrongPassword);
}

#[tokio::test]
async fn a_server_that_takes_no_passwords_is_told_apart_from_a_wrong_one() {
    let script = "S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2] ready";
    let fault = login(script, "anna", "secret").await.unwrap_err();
    assert_eq!((fault.kind, fault.place), (FaultKind::Refused(Refusal::Cannot), Place::SignIn));
}

#[tokio::test]
async fn words_that_would_break_the_line_are_refused_before_anything_is_sent() {
    for (user, password) in [("a\nb", "x"), ("anna", "x\r\nA2 DELETE INBOX"), ("anna", "x\0")] {
        let fault = login(HELLO, user, password).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Invalid);
        assert!(!fault.to_string().contains("DELETE"));
    }
}

#[tokio::test]
async fn the_answer_decides_what_the_person_is_told() {
    let bye = "S: * BYE [UNAVAILABLE] out of order\nX: close";
    for (answer, kind) in [
        ("S: A NO [AUTHENTICATIONFAILED] wrong", FaultKind::WrongPassword),
        ("S: A NO LOGIN failed.", FaultKind::WrongPassword),
        ("S: A NO [UNAVAILABLE] later", FaultKind::Unavailable),
        ("S: A NO [LIMIT] too many connections", FaultKind::TooManyConnections),
        (
            "S: A BAD Request is throttled. Suggested Backoff Time: 1500 milliseconds",
            FaultKind::Throttled { wait: Duration::from_millis(1500) },
        ),
        ("S: A BAD unknown command", FaultKind::NotUnderstood),
        (bye, FaultKind::Unavailable),
        ("X: close", FaultKind::Lost),
        ("S- A OK not the end of the li\nX: close", FaultKind::Lost),
        ("", FaultKind::TimedOut),
    ] {
        let script = format!("{HELLO}C: A LOGIN anna secret\n{answer}");
        let fault = login(&script, "anna", "secret").await.unwrap_err();
        assert_eq!(fault.kind, kind, "{answer}: {fault}");
    }
}

#[tokio::test]
async fn a_server_that_repeats_the_password_does_not_get_it_into_the_fault() {
    let script = format!("{HELLO}C: A LOGIN anna hunter2\nS: A BAD what is LOGIN anna hunter2?");
    let fault = login(&script, "anna", "hunter2").await.unwrap_err();
    assert!(!format!("{fault} {fault:?}").contains("hunter2"), "{fault}");
}

#[tokio::test]
async fn lines_that_break_other_parsers_do_no_harm_during_the_login() {
    let script = format!(
        "{HELLO}C: A LOGIN anna secret
         S: * OK [ALERT]é
         S: * LIST (((
         S# ff2a0d0a
         S: * 1 FETCH (INTERNALDATE NIL)
         S: + what?
         S: Z9 OK not yours
         S: A OK [CAPABILITY IMAP4rev1 MOVE]é"
    );
    let mut session = login(&script, "anna", "secret").await.unwrap();
    assert!(session.capabilities().has("move"));
    assert_eq!(session.take_news(), [News::Alert("é".into())]);
}

#[tokio::test]
async fn capabilities_are_taken_from_wherever_the_server_tells_them() {
    let code = format!("{HELLO}C: A LOGIN ...\nS: A OK [CAPABILITY imap4rev1 idle] in");
    let line = format!("{HELLO}C: A LOGIN ...\nS: * CAPABILITY IMAP4rev1 IDLE\nS: A OK in");
    let asked = "S: * OK ready
         C: B CAPABILITY
         S: * CAPABILITY IMAP4rev1
         S: B OK
         C: A LOGIN ...
         S: A OK in
         C: B CAPABILITY
         S: * CAPABILITY IMAP4rev1 IDLE
         S: B OK";
    for script in [code, line, asked.to_owned()] {
        let session = login(&script, "anna", "secret").await.unwrap();
        assert!(session.capabilities().has("IDLE"), "{script}");
    }
}

#[tokio::test]
async fn a_connection_that_is_signed_in_already_needs_no_login() {
    let script = "S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE] welcome\nC: A NOOP\nS: A OK";
    let mut session = login(script, "anna", "secret").await.unwrap();
    assert!(session.capabilities().has("IDLE"));
    session.noop().await.unwrap();
}

#[tokio::test]
async fn nothing_that_follows_the_answer_to_the_login_is_lost() {
    // One segment: the answer, and what a hasty server says next.
    let script = Script::new(HELLO).then("C: A LOGIN ...").send(
        "A OK [CAPABILITY IMAP4rev1] in\r\n* OK [ALERT] hello\r\n* CAPABILITY IMAP4rev1 X-LATE\r\n",
    );
    let script = script.then("C: B NOOP\nS: B OK");
    let (greeted, server) = greeted(script).await;
    let mut session = greeted.login(&anna()).await.unwrap();
    session.noop().await.unwrap();
    assert_eq!(session.take_news(), [News::Alert("hello".into())]);
    assert!(session.capabilities().has("X-LATE"));
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn id_goes_with_the_first_command_and_its_answer_is_nobodys() {
    let (mut session, server) = session(
        "ID",
        "C: A ID ...
         C: B NOOP
         S: * ID (\"name\" \"x\")
         S: A NO I do not care
         S: B OK
         C: C NOOP
         S: C OK",
    )
    .await;
    session.noop().await.unwrap();
    session.noop().await.unwrap();
    drop(session);
    server.finish().await;
}

async fn greeting(script: &str) -> Fault {
    let (stream, _server) = Script::new(script).play();
    soon(imap::greet(stream, Meter::default(), hasty())).await.unwrap_err()
}

#[tokio::test]
async fn whoever_else_answers_is_named() {
    for (script, kind, word) in [
        ("S: 220 mx.example ESMTP Postfix", FaultKind::NotImap, "SMTP"),
        ("S: SSH-2.0-OpenSSH_9.2p1", FaultKind::NotImap, "SSH"),
        ("S: +OK POP3 ready", FaultKind::NotImap, "POP3"),
        ("C: S9 NOOP\nS: HTTP/1.1 400 Bad Request\nX: close", FaultKind::NotImap, "web"),
        ("C: S9 NOOP\nS# 15030300020246\nX: close", FaultKind::NoTls, "TLS"),
        ("C: S9 NOOP\nS# 1503030002020a\nX: close", FaultKind::NoTls, "TLS"),
        ("X: close", FaultKind::Lost, "closed"),
        ("S- * OK hal\nX: close", FaultKind::Lost, "closed"),
        ("S- 220 no line end\nX: close", FaultKind::NotImap, "SMTP"),
        ("C: S9 NOOP", FaultKind::TimedOut, "greeting"),
        ("S: * BYE Autologout", FaultKind::Unavailable, "Autologout"),
        ("S: * BYE [ALERT] Too many connections", FaultKind::TooManyConnections, "many"),
        ("S: * NO go away", FaultKind::Unavailable, "away"),
    ] {
        let fault = greeting(script).await;
        assert_eq!(fault.kind, kind, "{script}: {fault}");
        assert!(fault.detail.contains(word), "{script}: {fault}");
    }
}

#[tokio::test]
async fn a_slow_greeting_is_waited_for_and_the_probe_does_no_harm() {
    let script = Script::new(
        "C: P NOOP
         S: * OK [CAPABILITY IMAP4rev1] ready at last
         S: P OK
         C: A LOGIN ...
         S: A OK [CAPABILITY IMAP4rev1] in
         C: B NOOP
         S: B OK",
    );
    let (stream, server) = script.play();
    let greeted = imap::greet(stream, Meter::default(), hasty()).await.unwrap();
    let mut session = greeted.login(&anna()).await.unwrap();
    session.noop().await.unwrap();
    drop(session);
    server.finish().await;
}
