//! Command lines stay as short as the server takes them, however many messages are named: every set
//! rising, every UID in it once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/transcript.rs"]
mod transcript;

use std::sync::{Arc, Mutex};

use pombo::imap::{self, Meter, Patience, Session, UidSet};
use pombo::model::flags::Flags;
use pombo::model::remote::Uid;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream};
use transcript::{anna, named, soon};

type Lines = Arc<Mutex<Vec<String>>>;

/// Says yes to everything and remembers it.
async fn yes(stream: DuplexStream, offers: String, lines: Lines) {
    let (read, mut write) = tokio::io::split(stream);
    let mut read = BufReader::new(read).lines();
    let _ = write.write_all(b"* OK [CAPABILITY IMAP4rev1] ready\r\n").await;
    while let Ok(Some(line)) = read.next_line().await {
        let (tag, command) = line.split_once(' ').unwrap();
        let answer = match command.split(' ').next().unwrap() {
            "LOGIN" => format!("{tag} OK [CAPABILITY IMAP4rev1 {offers}] in\r\n"),
            "SELECT" => format!(
                "* 10000 EXISTS\r\n* OK [UIDVALIDITY 9] v\r\n* OK [UIDNEXT 99000000] n\r\n\
                 {tag} OK [READ-WRITE] open\r\n"
            ),
            _ => format!("{tag} OK done\r\n"),
        };
        lines.lock().unwrap().push(line);
        if write.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn open(offers: &str) -> (Session, Lines) {
    let (client, server) = tokio::io::duplex(1 << 20);
    let lines = Lines::default();
    tokio::spawn(yes(server, offers.to_owned(), lines.clone()));
    let greeted = imap::greet(client, Meter::default(), Patience::default()).await.unwrap();
    let mut session = greeted.login(&anna()).await.unwrap();
    session.select(&named("INBOX")).await.unwrap();
    lines.lock().unwrap().clear();
    (session, lines)
}

/// What was sent since the last call: every line short enough, and all sets together `all`.
fn check(lines: &Lines, verb: &str, limit: usize, all: &UidSet) {
    let sent = std::mem::take(&mut *lines.lock().unwrap());
    let mut last = 0;
    let mut named = Vec::new();
    assert!(sent.len() > 1, "{verb}");
    for line in &sent {
        assert!(line.len() + 2 <= limit, "{verb}: {} octets", line.len() + 2);
        let words: Vec<&str> = line.split(' ').collect();
        assert_eq!(words[1..3].join(" "), verb);
        for range in words[3].split(',') {
            let (low, high) = range.split_once(':').unwrap_or((range, range));
            let (low, high): (u32, u32) = (low.parse().unwrap(), high.parse().unwrap());
            assert!(last < low && low <= high, "{verb}: {range} after {last}");
            last = high;
            named.push((low, high));
        }
    }
    assert_eq!(UidSet::from_ranges(named), *all, "{verb}");
}

#[tokio::test]
async fn ten_thousand_scattered_messages_are_named_in_lines_that_the_server_takes() {
    let uids = UidSet::from_uids((1..=10_000).map(|n| Uid(n * 7_919)));
    for (offers, limit) in [("UIDPLUS MOVE", 8_000), ("UIDPLUS MOVE XYMHIGHESTMODSEQ", 1_000)] {
        let (mut session, lines) = open(offers).await;
        let to = named("A \"quoted\" \\ name of some length, as people have them");
        soon(session.store(&uids, true, Flags::SEEN.with(Flags::FLAGGED))).await.unwrap();
        check(&lines, "UID STORE", limit, &uids);
        soon(session.copy(&uids, &to)).await.unwrap();
        check(&lines, "UID COPY", limit, &uids);
        soon(session.move_to(&uids, &to)).await.unwrap();
        check(&lines, "UID MOVE", limit, &uids);
        soon(session.expunge(&uids)).await.unwrap();
        check(&lines, "UID EXPUNGE", limit, &uids);
        soon(session.headers(&uids, &mut |_| {})).await.unwrap();
        check(&lines, "UID FETCH", limit, &uids);
        soon(session.flags(&uids, None)).await.unwrap();
        check(&lines, "UID FETCH", limit, &uids);
        soon(session.sizes(&uids)).await.unwrap();
        check(&lines, "UID FETCH", limit, &uids);

        let parts = session.parts(&uids, &to);
        let all = parts.iter().flat_map(|part| part.ranges().to_vec());
        assert_eq!(UidSet::from_ranges(all), uids);
        for part in &parts {
            soon(session.move_to(part, &to)).await.unwrap();
            assert_eq!(lines.lock().unwrap().drain(..).count(), 1, "a part is one command");
        }
    }
}
