//! Commands of a signed-in connection, by transcript.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/transcript.rs"]
mod transcript;

use std::time::Duration;

use pombo::imap::{FlagRow, IdleEnd, News, Patience, UidSet};
use pombo::model::fault::{FaultKind, Refusal};
use pombo::model::flags::Flags;
use pombo::model::ids::PartId;
use pombo::model::mailbox::Role;
use pombo::model::remote::{ModSeq, Uid, UidValidity};
use tokio::sync::Notify;
use transcript::*;

fn uids(uids: &[u32]) -> UidSet {
    UidSet::from_uids(uids.iter().copied().map(Uid))
}

#[tokio::test]
async fn the_newest_rows_come_with_select_in_two_round_trips() {
    let (mut session, server) = session(
        "CONDSTORE",
        "C: A1 SELECT INBOX (CONDSTORE)
         S: * 100 EXISTS
         S: * OK [UIDVALIDITY 9] .
         S: * OK [UIDNEXT 500] .
         S: * OK [HIGHESTMODSEQ 12] .
         S: A1 OK [READ-WRITE] done
         C: A2 FETCH 99:* (UID FLAGS INTERNALDATE RFC822.SIZE MODSEQ BODY.PEEK[HEADER.FIELDS (DATE ...
         S: * 100 FETCH (UID 450 FLAGS (\\Seen) INTERNALDATE \"01-Jan-2026 00:00:00 +0000\" RFC822.SIZE 77 MODSEQ (3) BODY[HEADER.FIELDS (DATE FROM)] {9}
         S: Date: x
         S-
         S: )
         S: * 3 FETCH (FLAGS (\\Answered))
         S: * 99 FETCH (UID 440 FLAGS () INTERNALDATE NIL RFC822.SIZE 5 BODY[HEADER.FIELDS (DATE FROM)] NIL)
         S: * 100 FETCH (UID 450 FLAGS (\\Seen \\Flagged))
         S: A2 OK done",
    )
    .await;
    let (selected, rows) = session.select_newest(&named("INBOX"), 2).await.unwrap();
    assert_eq!((selected.exists, selected.uid_next), (100, Some(Uid(500))));
    assert_eq!(selected.highest_modseq, Some(ModSeq(12)));
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].uid, rows[0].flags, rows[0].size), (Uid(450), Flags::SEEN, 77));
    assert_eq!((rows[0].received, rows[0].modseq), (Some(1_767_225_600), Some(ModSeq(3))));
    assert_eq!(rows[0].header, b"Date: x\r\n");
    assert_eq!((rows[1].uid, rows[1].received, rows[1].header.len()), (Uid(440), None, 0));
    let flags = Flags::SEEN.with(Flags::FLAGGED);
    let row = FlagRow { uid: Uid(450), flags, modseq: None };
    assert_eq!(session.take_news(), [News::Unclear, News::Flags(row)]);
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn an_empty_mailbox_is_opened_without_a_fetch() {
    let (mut session, server) =
        session("", "C: A1 SELECT Empty\nS: * 0 EXISTS\nS: * OK [UIDVALIDITY 9] .\nS: A1 OK").await;
    let (selected, rows) = session.select_newest(&named("Empty"), 50).await.unwrap();
    assert_eq!((selected.exists, rows.len()), (0, 0));
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_mailbox_without_uidvalidity_is_asked_for_it_and_given_up_without() {
    let script = |answer: &str| {
        format!(
            "C: A1 SELECT a\nS: * 1 EXISTS\nS: A1 OK\nC: A2 STATUS a (UIDNEXT UIDVALIDITY)
             S: * STATUS a ({answer})\nS: A2 OK"
        )
    };
    let (mut it, _) = session("", &script("UIDVALIDITY 4 UIDNEXT 8")).await;
    let selected = it.select(&named("a")).await.unwrap();
    assert_eq!((selected.uid_validity, selected.uid_next), (UidValidity(4), Some(Uid(8))));
    let (mut it, _) = session("", &script("")).await;
    assert_eq!(it.select(&named("a")).await.unwrap_err().kind, FaultKind::Nonsense);
    assert!(!it.is_open());
    let (mut it, _) = session("", "C: A1 SELECT a\nS: * OK [UIDVALIDITY 4] .\nS: A1 OK").await;
    assert_eq!(it.select(&named("a")).await.unwrap_err().kind, FaultKind::Nonsense);
}

#[tokio::test]
async fn what_is_said_of_one_mailbox_is_never_taken_for_the_next() {
    let script = format!(
        "{}C: A1 NOOP
         S: * 9 EXISTS
         S: A1 OK
         C: A2 SELECT b
         S: * 4 EXPUNGE
         S: * OK [CLOSED] .
         S: * 2 EXISTS
         S: * OK [UIDVALIDITY 5] .
         S: A2 OK
         C: A3 SELECT c
         S: A3 NO [NONEXISTENT] none",
        inbox(8)
    );
    let (mut session, server) = session("", &script).await;
    session.select(&named("INBOX")).await.unwrap();
    session.noop().await.unwrap();
    assert_eq!(session.select(&named("b")).await.unwrap().exists, 2);
    assert_eq!(session.take_news(), []);
    let fault = session.select(&named("c")).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Refused(Refusal::NonExistent));
    assert_eq!(session.selected(), None, "RFC 9051 section 6.3.2");
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn mailboxes_are_listed_with_their_counts_in_one_round_trip() {
    let (mut session, server) = session(
        "LIST-STATUS SPECIAL-USE LIST-EXTENDED",
        "C: A1 LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY))
         C: A2 LSUB \"\" \"*\"
         S: * LIST () \"/\" inbox
         S: * STATUS INBOX (MESSAGES 7 UNSEEN 2)
         S: * LIST (\\NonExistent) \"/\" gone
         S: * LIST (\\Sent \\Subscribed) \"/\" \"Sent\"
         S: * LIST (\\sent \\subscribed) \"/\" \"Sent\"
         S: A1 OK
         S: A2 OK",
    )
    .await;
    let listed = session.list().await.unwrap();
    assert_eq!(listed.len(), 3);
    assert_eq!(listed[0].status.unwrap().unseen, Some(2));
    assert_eq!(
        listed.iter().map(|l| l.role).collect::<Vec<_>>(),
        [Some(Role::Inbox), None, Some(Role::Sent)]
    );
    assert!(!listed[1].selectable);
    let subscribed = listed.iter().map(|l| l.subscribed).collect::<Vec<_>>();
    assert_eq!(subscribed, [Some(false), Some(false), Some(true)]);
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_list_that_is_refused_or_empty_is_asked_for_plainly() {
    for answer in ["S: A1 BAD no", "S: A1 OK nothing", "S: A1 NO broken mount point"] {
        let script = format!(
            "C: A1 LIST ...\nC: A2 LSUB ...\n{answer}\nS: A2 OK\n\
             C: A3 LIST \"\" \"*\"\nC: A4 LSUB \"\" \"*\"\n\
             S: * LIST () NIL a\nS: A3 OK\nS: A4 NO"
        );
        let (mut session, server) = session("LIST-STATUS", &script).await;
        let listed = session.list().await.unwrap();
        assert_eq!((listed.len(), listed[0].status, listed[0].subscribed), (1, None, None));
        drop(session);
        server.finish().await;
    }
}

#[tokio::test]
async fn a_server_without_the_extended_list_says_by_lsub_what_is_subscribed_to() {
    let (mut session, server) = session(
        "",
        "C: A1 LIST \"\" \"*\"
         C: A2 LSUB \"\" \"*\"
         S: * LIST () \".\" INBOX
         S: * LIST () \".\" INBOX.a
         S: * LIST () \".\" \"INBOX.Caf&AOk-\"
         S: A1 OK
         S: * LSUB () \".\" Inbox
         S: * LSUB () \".\" \"INBOX.Caf&AOk-\"
         S: * LSUB () \".\" INBOX.long.gone
         S: A2 OK",
    )
    .await;
    let listed = session.list().await.unwrap();
    let subscribed = listed.iter().map(|l| l.subscribed).collect::<Vec<_>>();
    assert_eq!(subscribed, [Some(true), Some(false), Some(true)]);
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_broken_mailbox_does_not_stop_the_status_of_the_rest() {
    let (mut session, server) = session(
        "",
        "C: A1 STATUS a (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)
         C: A2 STATUS b ...
         C: A3 STATUS {3}
         S: * STATUS a (MESSAGES 1)
         S: A1 OK
         S: A2 NO [NOPERM] not yours
         S: + go on
         L: ç!
         C|  (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)
         C: A4 STATUS Inbox ...
         S: * STATUS \"spelt otherwise\" (MESSAGES 3)
         S: A3 OK
         S: * STATUS INBOX (MESSAGES 4)
         S: A4 OK",
    )
    .await;
    let names = ["a", "b", "ç!", "Inbox"].map(named);
    let stati = session.status(&names).await.unwrap();
    let counts: Vec<_> = stati.iter().map(|s| s.as_ref().ok().and_then(|s| s.messages)).collect();
    assert_eq!(counts, [Some(1), None, Some(3), Some(4)]);
    assert_eq!(stati[1].as_ref().unwrap_err().kind, FaultKind::Refused(Refusal::NoPermission));
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn sixty_stati_go_in_flights_of_twenty_five() {
    let names: Vec<_> = (0..60).map(|n| named(&format!("m{n}"))).collect();
    let mut script = String::new();
    for flight in [0..25, 25..50, 50..60] {
        flight.clone().for_each(|n| script += &format!("C: T{n} STATUS m{n} ...\n"));
        flight.for_each(|n| {
            script += &format!("S: * STATUS m{n} (MESSAGES {n})\nS: T{n} OK\n");
        });
    }
    let (mut session, server) = session("", &script).await;
    let stati = session.status(&names).await.unwrap();
    for (n, status) in stati.into_iter().enumerate() {
        assert_eq!(status.unwrap().messages, Some(n as u32));
    }
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_listing_counts_only_when_it_is_as_long_as_the_mailbox() {
    // Expunged while it was listed: complete all the same.
    let script = "C: A1 UID SEARCH RETURN (ALL) ALL
                  S: * ESEARCH (TAG \"A1\") UID ALL 3,5
                  S: * 1 EXPUNGE
                  S: A1 OK";
    let (mut it, _) = in_inbox("ESEARCH", 3, script).await;
    assert_eq!(it.uids().await.unwrap(), uids(&[3, 5]));
    assert_eq!(it.take_news(), [News::Unclear]);

    // Short, and then whole.
    let short = "C: A1 UID SEARCH ALL\nS: * SEARCH 1\nS: A1 OK\nC: A2 NOOP\nS: A2 OK\n";
    let script = format!("{short}C: A3 UID SEARCH ALL\nS: * SEARCH 1 2\nS: * SEARCH 3\nS: A3 OK");
    let (mut it, _) = in_inbox("", 3, &script).await;
    assert_eq!(it.uids().await.unwrap(), uids(&[1, 2, 3]));

    // Twice the same: the server knows best.
    let script = format!("{short}C: A3 UID SEARCH ALL\nS: * SEARCH 1\nS: A3 OK");
    let (mut it, _) = in_inbox("", 3, &script).await;
    assert_eq!(it.uids().await.unwrap(), uids(&[1]));

    // Empty, or no answer at all: never believed.
    for answer in ["S: * SEARCH\n", ""] {
        let empty = format!("C: A1 UID SEARCH ALL\n{answer}S: A1 OK\nC: A2 NOOP\nS: A2 OK\n");
        let script = format!("{empty}C: A3 UID SEARCH ALL\n{answer}S: A3 OK");
        let (mut it, _) = in_inbox("", 3, &script).await;
        assert_eq!(it.uids().await.unwrap_err().kind, FaultKind::Nonsense);
        assert!(!it.is_open());
    }
}

#[tokio::test]
async fn a_listing_teaches_which_message_an_expunge_means() {
    let (mut session, server) = in_inbox(
        "ESEARCH",
        4,
        "C: A1 UID SEARCH RETURN (ALL) ALL
         S: A1 BAD what is RETURN
         C: A2 UID SEARCH ALL
         S: * SEARCH 10 20 30 40
         S: A2 OK
         C: A3 NOOP
         S: * 2 EXPUNGE
         S: * 2 FETCH (FLAGS (\\Seen))
         S: * ENABLED QRESYNC
         S: * VANISHED 40
         S: * 3 EXISTS
         S: * 3 FETCH (FLAGS (\\Seen))
         S: * 1 EXISTS
         S: A3 OK",
    )
    .await;
    assert_eq!(session.uids().await.unwrap(), uids(&[10, 20, 30, 40]));
    session.noop().await.unwrap();
    let seen = FlagRow { uid: Uid(30), flags: Flags::SEEN, modseq: None };
    assert_eq!(
        session.take_news(),
        [
            News::Gone(uids(&[20])),
            News::Flags(seen),
            News::Gone(uids(&[40])),
            News::Exists(3),
            News::Unclear,
            News::Exists(1),
        ]
    );
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn vanished_proves_nothing_to_whoever_did_not_enable_it() {
    let (mut session, server) = in_inbox(
        "QRESYNC",
        4,
        "C: A1 NOOP
         S: * VANISHED (EARLIER) 1:*
         S: * VANISHED (EARLIER) 41,43:116,118
         S: A1 OK
         C: A2 NOOP
         S: * VANISHED 1:40
         S: A2 OK
         C: A3 NOOP
         S: * ENABLED QRESYNC
         S: * VANISHED (EARLIER) 1:40
         S: A3 OK",
    )
    .await;
    for expected in [vec![News::Unclear], vec![News::Unclear], vec![]] {
        session.noop().await.unwrap();
        assert_eq!(session.take_news(), expected);
    }
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn rows_nobody_asked_for_are_news_at_most() {
    let (mut session, server) = in_inbox(
        "",
        9,
        "C: A1 UID FETCH 5,7 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[...
         S: * 7 FETCH (UID 7 FLAGS () RFC822.SIZE 3 BODY[HEADER.FIELDS (DATE)] \"a\")
         S: * 9 FETCH (UID 9 FLAGS (\\Seen) RFC822.SIZE 3 BODY[HEADER.FIELDS (DATE)] \"x\")
         S: * 5 FETCH (UID 5 FLAGS () RFC822.SIZE 3 BODY[HEADER.FIELDS (DATE)] \"b\")
         S: * 5 FETCH (UID 5 FLAGS () RFC822.SIZE 3 BODY[HEADER.FIELDS (DATE)] \"b\")
         S: A1 OK",
    )
    .await;
    let mut rows = Vec::new();
    session.headers(&uids(&[5, 7]), &mut |row| rows.push(row.uid.0)).await.unwrap();
    assert_eq!(rows, [7, 5, 5]);
    let row = FlagRow { uid: Uid(9), flags: Flags::SEEN, modseq: None };
    assert_eq!(session.take_news(), [News::Flags(row)]);
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn flags_changed_since_are_asked_for_where_the_mailbox_can_tell() {
    let script = "C: S SELECT a (CONDSTORE)
                  S: * 9 EXISTS
                  S: * OK [UIDVALIDITY 1] .
                  S: * OK [HIGHESTMODSEQ 50] .
                  S: S OK
                  C: A1 UID FETCH 1:* (UID FLAGS) (CHANGEDSINCE 44)
                  S: * 3 FETCH (UID 30 MODSEQ (45) FLAGS (\\Seen $Forwarded keyword))
                  S: A1 OK";
    let (mut it, server) = session("CONDSTORE", script).await;
    it.select(&named("a")).await.unwrap();
    let all = UidSet::range(Uid(1), Uid(u32::MAX));
    let rows = it.flags(&all, Some(ModSeq(44))).await.unwrap();
    let flags = Flags::SEEN.with(Flags::FORWARDED);
    assert_eq!(rows, [FlagRow { uid: Uid(30), flags, modseq: Some(ModSeq(45)) }]);
    drop(it);
    server.finish().await;

    let script = "C: A1 UID FETCH 1:* (UID FLAGS)\nS: A1 OK";
    let (mut it, _) = in_inbox("", 9, script).await;
    assert_eq!(it.flags(&all, Some(ModSeq(44))).await.unwrap(), []);
}

#[tokio::test]
async fn a_part_is_fetched_in_pieces_without_setting_seen() {
    let ask = "C: A1 UID FETCH 7 (UID BODY.PEEK[1.2]<4.3>)\n";
    for (answer, expected) in [
        ("S: * 3 FETCH (UID 7 BODY[1.2]<4> {3}\nS- efg\nS: )", Ok(&b"efg"[..])),
        ("S: * 3 FETCH (BODY[1.2]<4> \"ef\" UID 7)", Ok(b"ef")),
        ("S: * 3 FETCH (UID 7 BODY[1.2]<4> NIL)", Ok(b"")),
        // No notice taken of the range, or of its length.
        ("S: * 3 FETCH (UID 7 BODY[1.2] \"abcdefghij\")", Ok(b"efg")),
        ("S: * 3 FETCH (UID 7 BODY[1.2]<4> \"efghij\")", Ok(b"efg")),
        // The row comes twice, first without what was asked for.
        ("S: * 3 FETCH (UID 7 FLAGS ())\nS: * 3 FETCH (UID 7 BODY[1.2]<4> \"efg\")", Ok(b"efg")),
        ("S: * 3 FETCH (UID 7 FLAGS ())", Err(FaultKind::Unavailable)),
        ("S: * 3 FETCH (UID 8 BODY[1.2]<4> \"efg\")", Err(FaultKind::Gone)),
        ("S: * 3 FETCH (UID 7 BODY[1.2]<9> \"jkl\")", Err(FaultKind::Nonsense)),
        ("", Err(FaultKind::Gone)),
    ] {
        let (mut session, server) = in_inbox("", 3, &format!("{ask}{answer}\nS: A1 OK")).await;
        let part = session.part(Uid(7), &PartId("1.2".into()), 4, 3).await;
        assert_eq!(
            part.as_deref().map_err(|fault| &fault.kind),
            expected.as_ref().copied(),
            "{answer}"
        );
        assert!(session.is_open());
        drop(session);
        server.finish().await;
    }
}

#[tokio::test]
async fn a_part_name_cannot_carry_a_command() {
    let (mut session, server) = in_inbox("", 3, "").await;
    let hostile = PartId("1]\r\nA9 DELETE INBOX\r\n".into());
    let fault = session.part(Uid(7), &hostile, 0, 9).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Invalid);
    assert_eq!(session.part(Uid(7), &PartId("1".into()), 0, 0).await.unwrap(), b"");
    let huge = session.part(Uid(7), &PartId("1".into()), 0, u64::MAX).await;
    assert_eq!(huge.unwrap_err().kind, FaultKind::TooLarge);
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn idle_ends_with_news_a_wish_or_the_time() {
    let wake = Notify::new();
    let (mut it, server) = in_inbox(
        "IDLE",
        3,
        "C: A1 IDLE\nS: + idling\nS: * OK still here\nS: * 4 EXISTS\nC| DONE\nS: A1 OK",
    )
    .await;
    assert_eq!(soon(it.idle(&wake, DEADLINE)).await.unwrap(), IdleEnd::News);
    assert_eq!(it.take_news(), [News::Exists(4)]);
    drop(it);
    server.finish().await;

    let (mut it, _) = in_inbox("", 3, "C: A1 IDLE\nS: + idling\nC| DONE\nS: A1 OK").await;
    wake.notify_one();
    assert_eq!(soon(it.idle(&wake, DEADLINE)).await.unwrap(), IdleEnd::Woken);

    let (mut it, _) = in_inbox("", 3, "C: A1 IDLE\nS: + idling\nC| DONE\nS: A1 OK").await;
    let short = Duration::from_millis(20);
    assert_eq!(soon(it.idle(&wake, short)).await.unwrap(), IdleEnd::Renew);

    // Yandex ends it by itself; others refuse it; others fall silent.
    let (mut it, _) = in_inbox("", 3, "C: A1 IDLE\nS: + idling\nS: A1 OK enough").await;
    assert_eq!(soon(it.idle(&wake, DEADLINE)).await.unwrap(), IdleEnd::Renew);
    assert!(it.is_open());
    let (mut it, _) = in_inbox("", 3, "C: A1 IDLE\nS: A1 BAD no").await;
    assert_eq!(soon(it.idle(&wake, DEADLINE)).await.unwrap_err().kind, FaultKind::NotUnderstood);
    assert!(it.is_open());
    let silent = "C: A1 IDLE\nS: + idling\nC| DONE";
    let (mut it, _) = in_inbox_within(hasty(), "", 3, silent).await;
    assert_eq!(soon(it.idle(&wake, short)).await.unwrap_err().kind, FaultKind::TimedOut);
    assert!(!it.is_open());
    let (mut it, _) = in_inbox("", 3, "C: A1 IDLE\nS: + idling\nS: * BYE idle too long").await;
    assert_eq!(soon(it.idle(&wake, DEADLINE)).await.unwrap_err().kind, FaultKind::Unavailable);
}

#[tokio::test]
async fn news_that_came_with_the_continuation_are_not_slept_over() {
    let wake = Notify::new();
    let script = Script::new(&inbox(3)).then("C: A1 IDLE");
    let script = script.send("+ idling\r\n* 4 EXISTS\r\n* 5 EXISTS\r\n").then("C| DONE\nS: A1 OK");
    let (mut session, server) = session_of("IDLE", script, Patience::default()).await;
    session.select(&named("INBOX")).await.unwrap();
    assert_eq!(soon(session.idle(&wake, DEADLINE)).await.unwrap(), IdleEnd::News);
    // Not taken yet: IDLE does not begin at all.
    assert_eq!(soon(session.idle(&wake, DEADLINE)).await.unwrap(), IdleEnd::News);
    assert_eq!(session.take_news(), [News::Exists(4), News::Exists(5)]);
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_session_can_be_owned_by_a_task_of_its_own() {
    let (mut session, server) = session("", "C: A1 NOOP\nS: A1 OK").await;
    let task = tokio::spawn(async move {
        session.noop().await?;
        session.logout().await;
        Ok::<(), pombo::model::fault::Fault>(())
    });
    soon(task).await.unwrap().unwrap();
    server.finish().await;
}
