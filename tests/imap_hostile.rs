//! Servers at their worst: connections cut at every octet, spoilt and endless answers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/transcript.rs"]
mod transcript;

use pombo::imap::{self, Meter, UidSet};
use pombo::model::fault::{Fault, FaultKind};
use pombo::model::flags::Flags;
use pombo::model::remote::Uid;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use transcript::*;

/// What a server says in a whole session, answer by answer, to a client that always sends the
/// same: the tags are known.
const ANSWERS: [&str; 6] = [
    "* OK [CAPABILITY IMAP4rev1] ready\r\n",
    "* OK [ALERT] hello\r\nA0001 OK [CAPABILITY IMAP4rev1] in\r\n",
    "* 2 EXISTS\r\n* OK [UIDVALIDITY 9] .\r\n* OK [UIDNEXT 30] .\r\nP1 OK [READ-WRITE] done\r\n",
    "* 1 FETCH (UID 10 FLAGS () RFC822.SIZE 4 BODY[HEADER.FIELDS (DATE)] {4}\r\na:\r\n)\r\n\
     * 2 FETCH (UID 20 FLAGS (\\Seen) RFC822.SIZE 4 BODY[HEADER.FIELDS (DATE)] \"\")\r\nP2 OK\r\n",
    "* SEARCH 10 20\r\nP3 OK done\r\n",
    "* OK [COPYUID 9 10 31] .\r\n* 1 EXPUNGE\r\nP4 OK done\r\n",
];

/// The whole session; what each step brought, up to the first fault.
async fn run(stream: impl imap::Duplex + 'static) -> (usize, Result<(), Fault>) {
    let mut done = 0;
    let outcome = async {
        let greeted = imap::greet(stream, Meter::default(), imap::Patience::default()).await?;
        done = 1;
        let mut session = greeted.login(&anna()).await?;
        done = 2;
        let (selected, rows) = session.select_newest(&named("INBOX"), 2).await?;
        assert_eq!((selected.exists, rows.len()), (2, 2));
        done = 4;
        let uids = session.uids().await?;
        assert_eq!(uids, UidSet::from_uids([Uid(10), Uid(20)]));
        done = 5;
        let of = UidSet::from_uids([Uid(10)]);
        let copied = session.move_to(&of, &named("Trash")).await?;
        assert_eq!(copied.uids.map(|(_, pairs)| pairs), Some(vec![(Uid(10), Uid(31))]));
        done = 6;
        Ok(())
    };
    let outcome = soon(outcome).await;
    (done, outcome)
}

/// Plays the answers up to so many octets, then hangs up.
async fn cut_after(octets: usize) -> (usize, Result<(), Fault>) {
    let (client, mut server) = tokio::io::duplex(1 << 16);
    let server = tokio::spawn(async move {
        let mut left = octets;
        for (number, answer) in ANSWERS.iter().enumerate() {
            if number > 0 {
                let mut line = Vec::new();
                while !line.ends_with(b"\r\n") {
                    line.push(server.read_u8().await?);
                }
            }
            let some = answer.len().min(left);
            server.write_all(&answer.as_bytes()[..some]).await?;
            left -= some;
            if left == 0 {
                break;
            }
        }
        Ok::<(), std::io::Error>(())
    });
    let outcome = run(client).await;
    server.await.unwrap().unwrap();
    outcome
}

#[tokio::test]
async fn a_session_cut_at_any_octet_ends_in_an_error_and_never_in_a_wrong_answer() {
    let ends: Vec<usize> = ANSWERS
        .iter()
        .scan(0, |sum, answer| {
            *sum += answer.len();
            Some(*sum)
        })
        .collect();
    let whole = ends[ends.len() - 1];
    for octets in 0..whole {
        let (done, outcome) = cut_after(octets).await;
        let fault = outcome.expect_err("it was cut");
        assert_eq!(fault.kind, FaultKind::Lost, "after {octets} octets: {fault}");
        // Whatever was answered whole has been given out, and nothing else has.
        let answered = ends.iter().filter(|&&end| end <= octets).count();
        let expected = if answered == 3 { 2 } else { answered };
        // A line without its line feed is no line yet; its answer does not count.
        assert_eq!(done, expected, "after {octets} octets");
    }
    let (done, outcome) = cut_after(whole).await;
    assert_eq!((done, outcome), (6, Ok(())));
}

#[tokio::test]
async fn answers_spoilt_at_random_end_in_time_and_without_a_panic() {
    let mut random = fastrand::Rng::with_seed(11);
    for _ in 0..600 {
        let mut answers: Vec<Vec<u8>> = ANSWERS.iter().map(|a| a.as_bytes().to_vec()).collect();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(0..answers.len());
            let answer = &mut answers[at];
            let place = random.usize(0..answer.len());
            match random.u8(0..3) {
                0 => answer[place] = random.u8(..),
                1 => drop(answer.remove(place)),
                _ => answer.insert(place, b"(){}\"[]\r\n\0\xff 9*+"[random.usize(0..15)]),
            }
        }
        let (client, mut server) = tokio::io::duplex(1 << 16);
        let server = tokio::spawn(async move {
            for answer in answers {
                // A client that gave up has hung up.
                if server.write_all(&answer).await.is_err() {
                    return;
                }
            }
        });
        // Wrong answers are caught by the assertions of `run` where a mutation made one: here
        // only ends count, so each step stands alone.
        let outcome = async {
            let greeted = imap::greet(client, Meter::default(), imap::Patience::default()).await?;
            let mut session = greeted.login(&anna()).await?;
            session.select_newest(&named("INBOX"), 2).await?;
            session.uids().await?;
            let of = UidSet::from_uids([Uid(10)]);
            session.move_to(&of, &named("Trash")).await.map(drop)
        };
        let _: Result<(), Fault> = soon(outcome).await;
        server.await.unwrap();
    }
}

#[tokio::test]
async fn a_mail_nested_two_thousand_deep_is_read() {
    let leaf = "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)";
    let deep = format!("{}{leaf}{}", "(".repeat(2_000), " \"mixed\")".repeat(2_000));
    let script = format!(
        "C: A1 UID FETCH 7 (UID BODYSTRUCTURE)\nS: * 1 FETCH (UID 7 BODYSTRUCTURE {deep})\nS: A1 OK"
    );
    let (mut session, server) = in_inbox("", 1, &script).await;
    let structure = session.structure(Uid(7)).await.unwrap();
    assert_eq!(structure.parts[0].media, "multipart/mixed");
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_million_uids_in_one_line_are_listed() {
    let mut line = "* SEARCH".to_owned();
    for uid in 1..=1_000_000 {
        line.push(' ');
        line.push_str(&uid.to_string());
    }
    let script = Script::new(&inbox(1_000_000)).then("C: A1 UID SEARCH ALL").send(line);
    let script = script.send("\r\n").then("S: A1 OK");
    let (mut session, server) = session_of("", script, imap::Patience::default()).await;
    session.select(&named("INBOX")).await.unwrap();
    assert_eq!(session.uids().await.unwrap().ranges(), [(1, 1_000_000)]);
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_literal_beyond_the_limit_closes_the_connection_before_it_is_read() {
    for length in ["67108865", "99999999999999999999"] {
        let script = format!("C: A1 UID FETCH ...\nS: * 1 FETCH (UID 7 BODY[] {{{length}}}\nS: x");
        let (mut session, _server) = in_inbox("", 1, &script).await;
        let part = pombo::model::ids::PartId(String::new());
        let fault = session.part(Uid(7), &part, 0, 10).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::TooLarge);
        assert!(!session.is_open());
    }
}

#[tokio::test]
async fn a_server_that_falls_silent_is_given_up() {
    let script = "C: A1 UID STORE ...\nS: * 1 FETCH (FLA";
    let (mut session, server) = in_inbox_within(hasty(), "", 1, script).await;
    let of = UidSet::from_uids([Uid(7)]);
    let fault = soon(session.store(&of, true, Flags::SEEN)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::TimedOut);
    assert!(!session.is_open());
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_slow_answer_is_waited_for_as_long_as_something_comes() {
    let patience = hasty();
    let limit = patience.command;
    let (client, mut server) = tokio::io::duplex(64);
    let speaker = tokio::spawn(async move {
        server.write_all(ANSWERS[0].as_bytes()).await.unwrap();
        let mut line = [0; 29];
        server.read_exact(&mut line).await.unwrap();
        server.write_all(ANSWERS[1].as_bytes()).await.unwrap();
        let mut noop = [0; 9];
        server.read_exact(&mut noop).await.unwrap();
        // The pace is the case: longer in all than the limit for silence, never silent so long.
        for octet in b"* OK patience\r\nP1 OK\r\n" {
            tokio::time::sleep(limit / 10).await;
            server.write_all(&[*octet]).await.unwrap();
        }
    });
    let greeted = imap::greet(client, Meter::default(), patience).await.unwrap();
    let mut session = greeted.login(&anna()).await.unwrap();
    soon(session.noop()).await.unwrap();
    speaker.await.unwrap();
}
