//! The connection log holds what was said, and nothing of what it was about: a whole session with
//! secrets and marked mail, and none of the marks is in it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use pombo::i18n::upkeep::{log_line, log_report};
use pombo::model::event::Fact;
use pombo::model::flags::Flags;
use pombo::model::link::Link;
use pombo::model::mailbox::Mailbox;
use pombo::model::request::Ask;
use pombo::model::wirelog::LogLine;
use support::dovecot::{Dovecot, PASSWORD};
use support::mails;
use support::secrets::Secrets;
use sync_kit::{App, LIVE, ONCE};

const WRONG: &str = "wrong-marked-password-8812";

/// What is marked in the mail, by where it is.
const MARKS: [(&str, &str); 8] = [
    ("the sender's name", "SenderMark4711"),
    ("the sender's address", "addressmark4712"),
    ("the subject", "SubjectMark4713"),
    ("the Message-ID", "idmark4714"),
    ("the text", "TextMark4715"),
    ("the attachment's name", "NameMark4716"),
    ("the attachment", "AttachedMark4717"),
    ("the recipient", "recipientmark4718"),
];

fn marked(number: u32) -> Vec<u8> {
    let [name, address, subject, id, text, file, attached, to] = MARKS.map(|(_, mark)| mark);
    format!(
        "From: {name} <{address}@test.example>\r\n\
         To: {to}@test.example\r\n\
         Subject: {subject} {number}\r\n\
         Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n\
         Message-ID: <{id}.{number}@test.example>\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"edge\"\r\n\r\n\
         --edge\r\nContent-Type: text/plain\r\n\r\n{text}\r\n\
         --edge\r\nContent-Type: text/plain; name=\"{file}.txt\"\r\n\
         Content-Disposition: attachment; filename=\"{file}.txt\"\r\n\r\n{attached}\r\n--edge--\r\n"
    )
    .into_bytes()
}

async fn log(app: &mut App) -> Vec<LogLine> {
    let from = app.told.len();
    app.ask(Ask::ReadLog);
    app.until("the log", |app| {
        app.told[from..].iter().find_map(|fact| match fact {
            Fact::LogRead(lines) => Some(lines.clone()),
            _ => None,
        })
    })
    .await
}

fn written(lines: &[LogLine]) -> String {
    lines.iter().map(|line| log_line(line) + "\n").collect()
}

fn secrets() -> Secrets {
    let mut secrets = Secrets::new(&MARKS);
    secrets.add("the password", PASSWORD);
    secrets.add("the wrong password", WRONG);
    secrets
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_session_leaves_no_secret_and_nothing_of_the_mail_in_the_log() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(marked));
    server.client().ok("CREATE Divorce");
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start_with(profile.path(), server.port, LIVE, WRONG);
    app.until("to be asked for the password", |app| {
        matches!(app.link, Some(Link::SignInNeeded(_))).then_some(())
    })
    .await;
    app.know_password();
    app.ask(Ask::SignedIn);
    app.until_live().await;
    let subject = |number: u32| format!("SubjectMark4713 {number}");
    let row = app.row("INBOX", &subject(1)).unwrap();
    let text = app.body(row.key).await.0.unwrap();
    assert!(text.texts[0].text.contains("TextMark4715"));
    let star = app.order_flag(&subject(2), "INBOX", Flags::FLAGGED, Flags::NONE);
    app.until_settled(star).await;
    let moved = app.order_move(&[&subject(3)], "INBOX", "Divorce");
    app.until_settled(moved).await;
    server.client().append("INBOX", "", &marked(4));
    app.until_row("INBOX", &subject(4)).await;
    app.until_live().await;

    let lines = log(&mut app).await;
    let (shown, report) = (written(&lines), log_report(&lines));
    for told in [
        "LOGIN",
        "← NO [AUTHENTICATIONFAILED]",
        "SELECT \"INBOX\"",
        "UID FETCH",
        "UID STORE",
        "IDLE",
        "EXISTS",
        "\"Divorce\"",
        " ms",
    ] {
        assert!(shown.contains(told), "{told} is not in\n{shown}");
    }
    for name in ["Divorce", "INBOX"] {
        assert!(!report.contains(name), "{report}");
    }
    let raw = format!("{lines:?}");
    secrets().assert_in_none(
        &[("the window", &shown), ("the report", &report), ("the lines", &raw)],
        &[],
    );
    assert!(lines.len() <= 500);
    app.stop().await;
    // In memory alone: no line of it is on the disk.
    let mark = Secrets::new(&[("a line of the log", "← NO [AUTHENTICATIONFAILED]")]);
    mark.assert_in_none(&[], &[profile.path()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_of_very_many_lines_keeps_the_last_ones() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(mails::plain));
    let mut client = server.client();
    for number in 0..60 {
        client.ok(&format!("CREATE Box{number}"));
    }
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    let before = log(&mut app).await;
    assert!(before.len() > 100 && before.len() <= 500);
    let all: Vec<String> = app.mailboxes.iter().map(Mailbox::name).map(str::to_owned).collect();
    assert!(all.len() > 60);
    for _ in 0..3 {
        let from = app.told.len();
        app.ask(Ask::Audit(None));
        app.until("the audit to end", |app| {
            let over = |fact: &&Fact| {
                use pombo::model::audit::Auditing;
                matches!(fact, Fact::Auditing(Auditing::Done { .. }))
            };
            app.told[from..].iter().find(over).map(drop)
        })
        .await;
    }
    let after = log(&mut app).await;
    assert_eq!(after.len(), 500);
    assert!(after[0].at >= before[0].at && after.is_sorted_by_key(|line| line.at));
    app.stop().await;
}
