//! Changes to messages and mailboxes, by transcript.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/transcript.rs"]
mod transcript;

use pombo::imap::{self, Copied, Meter, News, Patience, UidSet};
use pombo::model::fault::{FaultKind, Refusal};
use pombo::model::flags::Flags;
use pombo::model::remote::{Uid, UidValidity};
use transcript::*;

fn uids(uids: &[u32]) -> UidSet {
    UidSet::from_uids(uids.iter().copied().map(Uid))
}

fn copied(validity: u32, pairs: &[(u32, u32)]) -> Copied {
    let pairs = pairs.iter().map(|&(from, to)| (Uid(from), Uid(to))).collect();
    Copied { uids: Some((UidValidity(validity), pairs)) }
}

#[tokio::test]
async fn a_move_learns_the_new_uids_wherever_the_server_tells_them() {
    for (answer, expected) in [
        ("S: * OK [COPYUID 9 7:8 31:32] .\nS: A1 OK done", copied(9, &[(7, 31), (8, 32)])),
        ("S: A1 OK [COPYUID 9 7,8 31,35] done", copied(9, &[(7, 31), (8, 35)])),
        ("S: [COPYUID 9 7 31]\nS: A1 OK done", copied(9, &[(7, 31)])),
        ("S: * OK [COPYUID 1  ] Completed\nS: A1 OK done", Copied::default()),
        ("S: * OK Moved.\nS: A1 OK done", Copied::default()),
        ("S: A1 OK No messages found.", Copied::default()),
        (
            "S: * OK [COPYUID 9 7 31] .\nS: * OK [COPYUID 8 8 32] .\nS: A1 OK done",
            Copied::default(),
        ),
        (
            // A few octets that would fill the memory, and more than was asked for.
            "S: * OK [COPYUID 9 1:4294967295 1:4294967295] .\nS: A1 OK done",
            Copied::default(),
        ),
        (
            "S: * OK [COPYUID 9 7:8 31:32] .\nS: * OK [COPYUID 9 1:9 1:9] .\nS: A1 OK done",
            Copied::default(),
        ),
    ] {
        let script = format!("C: A1 UID MOVE 7:8 \"Tr\\\\ash\"\n{answer}");
        let (mut session, server) = in_inbox("MOVE UIDPLUS", 5, &script).await;
        let outcome = session.move_to(&uids(&[7, 8]), &named("Tr\\ash")).await.unwrap();
        assert_eq!(outcome, expected, "{answer}");
        drop(session);
        server.finish().await;
    }
}

#[tokio::test]
async fn expunges_of_a_move_are_news() {
    let (mut session, server) = in_inbox(
        "MOVE",
        3,
        "C: A1 UID SEARCH ALL
         S: * SEARCH 6 7 8
         S: A1 OK
         C: A2 UID MOVE 7 Trash
         S: * OK [COPYUID 9 7 31] .
         S: * 2 EXPUNGE
         S: A2 OK done",
    )
    .await;
    session.uids().await.unwrap();
    session.move_to(&uids(&[7]), &named("Trash")).await.unwrap();
    assert_eq!(session.take_news(), [News::Gone(uids(&[7]))]);
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn flags_are_changed_as_deltas_and_an_empty_change_is_not_sent() {
    let (mut session, server) = in_inbox(
        "",
        5,
        "C: A1 UID STORE 2:3,9 +FLAGS.SILENT (\\Seen $Forwarded)
         S: A1 OK
         C: A2 UID STORE 2 -FLAGS.SILENT (\\Flagged)
         S: A2 OK",
    )
    .await;
    let flags = Flags::SEEN.with(Flags::FORWARDED);
    session.store(&uids(&[9, 3, 2]), true, flags).await.unwrap();
    session.store(&uids(&[2]), false, Flags::FLAGGED).await.unwrap();
    session.store(&uids(&[2]), true, Flags::NONE).await.unwrap();
    session.store(&UidSet::default(), true, Flags::SEEN).await.unwrap();
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn plain_expunge_is_sent_only_when_it_hits_nothing_else() {
    let exactly = "C: A1 UID SEARCH DELETED\nS: * SEARCH 3 5\nS: A1 OK\nC: A2 EXPUNGE\nS: A2 OK";
    let (mut it, server) = in_inbox("", 5, exactly).await;
    assert!(it.expunge_if_exactly(&uids(&[3, 5])).await.unwrap());
    drop(it);
    server.finish().await;
    for answer in ["S: * SEARCH 3 4 5\n", "S: * SEARCH 3\n", "S: * SEARCH\n", ""] {
        let script = format!("C: A1 UID SEARCH DELETED\n{answer}S: A1 OK");
        let (mut it, server) = in_inbox("", 5, &script).await;
        assert!(!it.expunge_if_exactly(&uids(&[3, 5])).await.unwrap(), "{answer}");
        assert!(!it.expunge_if_exactly(&UidSet::default()).await.unwrap());
        drop(it);
        server.finish().await;
    }
}

#[tokio::test]
async fn a_message_is_stored_with_and_without_waiting() {
    let (mut it, server) = session(
        "LITERAL+",
        "C: A1 APPEND Sent (\\Draft) {4+}\nL: a\\r\\nb\nC|\nS: A1 OK [APPENDUID 9 71] done",
    )
    .await;
    let uid = it.append(&named("Sent"), Flags::DRAFT, b"a\r\nb").await.unwrap();
    assert_eq!(uid, Some(Uid(71)));
    drop(it);
    server.finish().await;

    // Refused before its literal: nothing of the message is sent, and the session goes on.
    let (mut it, server) = session(
        "LITERAL-",
        "C: A1 APPEND Sent () {5000}\nS: A1 NO [TRYCREATE] none\nC: A2 CREATE Sent\nS: A2 OK",
    )
    .await;
    let fault = it.append(&named("Sent"), Flags::NONE, &[b'x'; 5000]).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Refused(Refusal::TryCreate));
    it.create(&named("Sent")).await.unwrap();
    drop(it);
    server.finish().await;
}

#[tokio::test]
async fn a_message_that_cannot_be_stored_is_not_sent() {
    let (mut it, server) = session("APPENDLIMIT=10", "").await;
    for (message, kind) in [
        (&b""[..], FaultKind::Invalid),
        (b"a\0b", FaultKind::Invalid),
        (b"0123456789x", FaultKind::TooLarge),
    ] {
        let fault = it.append(&named("Sent"), Flags::NONE, message).await.unwrap_err();
        assert_eq!(fault.kind, kind);
    }
    let fault = it.create(&named("a\r\nA9 DELETE b")).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Invalid);
    assert!(it.is_open());
    drop(it);
    server.finish().await;
}

#[tokio::test]
async fn a_mailbox_name_of_any_octets_is_sent_as_it_was_listed() {
    let script = Script::new("C: A1 LIST \"\" \"*\"\nC: A2 LSUB \"\" \"*\"")
        .send(b"* LIST () \"/\" \"Caf\xe9\"\r\n".to_vec())
        .then("S: A1 OK\nS: A2 OK\nC: A3 SELECT {4}\nS: + go");
    let (mut session, server) = session_of("", script, Patience::default()).await;
    let listed = session.list().await.unwrap();
    assert_eq!(listed[0].path, ["Café"]);
    let fault = session.select(&listed[0].wire).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Lost, "the script has no more");
    drop(session);
    // The kit reads text: the octet that is none is the sign of replacement there.
    assert!(server.outcome().await.unwrap_err().contains("Caf\u{FFFD}"));
}

#[tokio::test]
async fn a_copy_is_found_again_by_the_tail_of_its_mailbox() {
    let (mut session, server) = in_inbox(
        "",
        5,
        "C: A1 UID FETCH 40:* (UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])
         S: * 4 FETCH (UID 41 RFC822.SIZE 7 BODY[HEADER.FIELDS (MESSAGE-ID)] {23}
         S: message-id:
         S:  <a@b>
         S:
         S: )
         S: * 5 FETCH (UID 42 RFC822.SIZE 8 BODY[HEADER.FIELDS (MESSAGE-ID)] \"\")
         S: * 3 FETCH (UID 39 RFC822.SIZE 8 BODY[HEADER.FIELDS (MESSAGE-ID)] \"Message-Id: <c>\")
         S: A1 OK",
    )
    .await;
    let tail = session.tail(Uid(40)).await.unwrap();
    assert_eq!(tail, [(Uid(41), "a@b".into(), 7), (Uid(42), String::new(), 8)]);
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_structure_that_cannot_be_read_leaves_the_session_open() {
    let fetch = "C: A1 UID FETCH 7 (UID BODYSTRUCTURE)\n";
    let good = "S: * 1 FETCH (UID 7 BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 3 1))";
    for (answer, kind) in [
        (good, None),
        ("S: * 1 FETCH (UID 7 BODYSTRUCTURE NIL)", Some(FaultKind::Nonsense)),
        ("S: * 1 FETCH (UID 7)", Some(FaultKind::Nonsense)),
        ("", Some(FaultKind::Gone)),
    ] {
        let (mut it, server) = in_inbox("", 1, &format!("{fetch}{answer}\nS: A1 OK")).await;
        let structure = it.structure(Uid(7)).await;
        assert_eq!(structure.err().map(|fault| fault.kind), kind, "{answer}");
        assert!(it.is_open());
        drop(it);
        server.finish().await;
    }
}

#[tokio::test]
async fn long_sets_go_in_several_lines_in_one_flight() {
    let all: Vec<u32> = (1..=3_000).map(|n| n * 2).collect();
    let of = uids(&all);
    let script = "C: A1 UID FETCH 2,4,...
                  C: A2 UID FETCH ...
                  S: * 1 FETCH (UID 2 FLAGS ())
                  S: A1 OK
                  S: * 3000 FETCH (UID 6000 FLAGS ())
                  S: A2 NO [UNAVAILABLE] bad mail in here";
    let (mut it, server) = in_inbox("", 3_000, script).await;
    let fault = it.flags(&of, None).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unavailable);
    assert!(it.is_open());
    drop(it);
    server.finish().await;
}

#[tokio::test]
async fn octets_and_turns_are_counted() {
    let script = Script::new("S: * OK [CAPABILITY IMAP4rev1] ready\nC: L LOGIN ...")
        .then("S: L OK [CAPABILITY IMAP4rev1] in")
        .then(&inbox(3))
        .then("C: A1 FETCH 2:* ...\nS: * 3 FETCH (UID 9 RFC822.SIZE 4 FLAGS ())\nS: A1 OK");
    let (stream, server) = script.play();
    let meter = Meter::default();
    let greeted = imap::greet(stream, meter.clone(), Patience::default()).await.unwrap();
    let greeting = "* OK [CAPABILITY IMAP4rev1] ready\r\n".len() as u64;
    assert_eq!((meter.down(), meter.up(), meter.turns()), (greeting, 0, 0));
    let mut session = greeted.login(&anna()).await.unwrap();
    assert_eq!(meter.up(), "A0001 LOGIN \"anna\" \"secret\"\r\n".len() as u64);
    let (_, rows) = session.select_newest(&named("INBOX"), 2).await.unwrap();
    assert_eq!((rows.len(), meter.turns()), (1, 3), "login, select, fetch");
    drop(session);
    server.finish().await;
}
