//! What a server is good for, by transcript: ENABLE, SELECT with QRESYNC, NOTIFY, COMPRESS, and
//! servers that offer more than they can.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/transcript.rs"]
mod transcript;

use std::time::Duration;

use pombo::imap::{self, FlagRow, IdleEnd, Meter, News, Patience, Since, Status, Tier, UidSet};
use pombo::model::fault::FaultKind;
use pombo::model::flags::Flags;
use pombo::model::remote::{ModSeq, Uid, UidValidity};
use tokio::sync::Notify;
use transcript::*;

const ALL: &str = "ENABLE CONDSTORE QRESYNC";
const SINCE: Since = Since { uid_validity: UidValidity(9), modseq: ModSeq(44) };

/// ENABLE and what the server confirms of it, with the first command.
fn enabled(confirmed: &str) -> String {
    format!(
        "C: E ENABLE CONDSTORE QRESYNC
         C: N NOOP
         S: {confirmed}
         S: E OK done
         S: N OK\n"
    )
}

#[tokio::test]
async fn only_what_was_confirmed_to_be_enabled_counts() {
    for (offered, confirmed, expected) in [
        (ALL, "* ENABLED CONDSTORE QRESYNC", Tier::Qresync),
        (ALL, "* ENABLED qresync", Tier::Qresync),
        (ALL, "* ENABLED CONDSTORE", Tier::Condstore),
        (ALL, "* ENABLED", Tier::Condstore),
        (ALL, "* OK nothing said", Tier::Condstore),
    ] {
        let (mut session, server) = session(offered, &enabled(confirmed)).await;
        assert!(session.tier() < Tier::Qresync, "nothing was confirmed yet");
        session.noop().await.unwrap();
        assert_eq!(session.tier(), expected, "{confirmed}");
        session.lower(Tier::Plain);
        assert_eq!(session.tier(), Tier::Plain);
        session.lower(Tier::Qresync);
        assert_eq!(session.tier(), Tier::Plain, "trust does not come back");
        drop(session);
        server.finish().await;
    }
    // Without ENABLE neither is asked for, and CONDSTORE is still good in SELECT.
    for (offered, expected) in
        [("", Tier::Plain), ("CONDSTORE", Tier::Condstore), ("QRESYNC", Tier::Plain)]
    {
        let (mut session, server) = session(offered, "C: N NOOP\nS: N OK").await;
        session.noop().await.unwrap();
        assert_eq!(session.tier(), expected, "{offered}");
        drop(session);
        server.finish().await;
    }
}

#[tokio::test]
async fn a_server_that_is_known_to_get_it_wrong_is_not_asked() {
    let script = Script::new(
        "S: * OK [CAPABILITY IMAP4rev1] Proton Mail Bridge 03.21 ready
         C: L LOGIN anna secret
         S: L OK [CAPABILITY IMAP4rev1 UIDPLUS MOVE] welcome
         C: N NOOP
         S: * CAPABILITY IMAP4rev1 UIDPLUS MOVE IDLE
         S: N OK",
    );
    let (greeted, server) = greeted(script).await;
    let mut session = greeted.login(&anna()).await.unwrap();
    assert!(!session.capabilities().has("UIDPLUS"));
    session.noop().await.unwrap();
    let offered = session.capabilities();
    assert!(!offered.has("UIDPLUS") && offered.has("IDLE"), "nor when it is offered again");
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_server_that_says_what_it_is_in_id_is_known_from_then_on() {
    let script = "C: I ID (...
                  C: N NOOP
                  S: * ID (\"name\" \"ProtonMail\" \"vendor\" \"Proton Technologies AG\")
                  S: I OK
                  S: N OK";
    let (mut session, server) = session("ID UIDPLUS", script).await;
    assert!(session.capabilities().has("UIDPLUS"));
    session.noop().await.unwrap();
    assert!(!session.capabilities().has("UIDPLUS"));
    drop(session);
    server.finish().await;
}

/// SELECT with QRESYNC, answered so.
fn since(answer: &str) -> String {
    format!(
        "{}C: S SELECT INBOX (QRESYNC (9 44))
         S: * 3 EXISTS
         S: * OK [UIDVALIDITY 9] .
         S: * OK [UIDNEXT 60] .
         S: * OK [HIGHESTMODSEQ 50] .
         {answer}
         S: S OK [READ-WRITE] done",
        enabled("* ENABLED CONDSTORE QRESYNC")
    )
}

#[tokio::test]
async fn select_tells_what_happened_since() {
    let answer = "S: * VANISHED (EARLIER) 41,43:45
         S: * VANISHED (EARLIER) 7
         S: * 2 FETCH (UID 30 FLAGS (\\Seen) MODSEQ (48))";
    let (mut session, server) = session(ALL, &since(answer)).await;
    session.noop().await.unwrap();
    let (selected, told) = session.select_since(&named("INBOX"), SINCE).await.unwrap();
    assert_eq!((selected.exists, selected.highest_modseq), (3, Some(ModSeq(50))));
    let told = told.unwrap();
    assert_eq!(told.gone, UidSet::from_ranges([(7, 7), (41, 41), (43, 45)]));
    let row = FlagRow { uid: Uid(30), flags: Flags::SEEN, modseq: Some(ModSeq(48)) };
    assert_eq!((told.flags, told.malformed), (vec![row], false));
    assert_eq!(session.take_news(), [], "nothing of it is applied behind anybody's back");
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn what_cannot_be_read_of_it_is_told() {
    for answer in [
        "S: * VANISHED (EARLIER) 1:*",
        "S: * VANISHED (EARLIER)",
        "S: * VANISHED (EARLIER) 5,x",
        "S: * VANISHED (EARLIER) 5 6",
        "S: * VANISHED (EARLIER 5",
        "S: * VANISHED 5",
        "S: * 2 FETCH (FLAGS (\\Seen))",
        "S: * 2 EXPUNGE",
    ] {
        let (mut session, server) = session(ALL, &since(answer)).await;
        session.noop().await.unwrap();
        let (_, told) = session.select_since(&named("INBOX"), SINCE).await.unwrap();
        assert!(told.unwrap().malformed, "{answer}");
        drop(session);
        server.finish().await;
    }
}

#[tokio::test]
async fn a_mailbox_made_anew_tells_nothing_of_the_time_since() {
    let script = since("S: * OK [UIDVALIDITY 10] .\nS: * VANISHED (EARLIER) 1:9");
    let (mut session, server) = session(ALL, &script).await;
    session.noop().await.unwrap();
    let (selected, told) = session.select_since(&named("INBOX"), SINCE).await.unwrap();
    assert_eq!((selected.uid_validity, told), (UidValidity(10), None));
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_server_that_does_not_know_what_it_enabled_is_asked_plainly() {
    let script = format!(
        "{}C: S SELECT INBOX (QRESYNC (9 44))
         S: S BAD what is that
         C: T SELECT INBOX (CONDSTORE)
         S: * 3 EXISTS
         S: * OK [UIDVALIDITY 9] .
         S: * OK [HIGHESTMODSEQ 50] .
         S: T OK",
        enabled("* ENABLED QRESYNC")
    );
    let (mut session, server) = session(ALL, &script).await;
    session.noop().await.unwrap();
    let (selected, told) = session.select_since(&named("INBOX"), SINCE).await.unwrap();
    assert_eq!((selected.highest_modseq, told), (Some(ModSeq(50)), None));
    assert_eq!(session.tier(), Tier::Condstore);
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn what_vanishes_and_cannot_be_read_makes_a_listing_due_and_hides_nothing() {
    let (mut session, server) = in_inbox(
        "",
        3,
        "C: A1 NOOP\nS: * ENABLED QRESYNC\nS: * VANISHED 1:*\nS: * VANISHED 7,\nS: * VANISHED 8\nS: A1 OK",
    )
    .await;
    session.noop().await.unwrap();
    let gone = News::Gone(UidSet::from_uids([Uid(8)]));
    assert_eq!(session.take_news(), [News::Unclear, gone]);
    drop(session);
    server.finish().await;
}

/// The order of pushes, as Dovecot takes it.
const ORDER: &str = "C: A1 NOTIFY SET STATUS (selected-delayed (MessageNew (UID FLAGS) \
                     MessageExpunge FlagChange)) (personal (MessageNew MessageExpunge FlagChange \
                     MailboxName SubscriptionChange))\n";
/// The same for a server that knows NOTIFY and not all of that.
const LESS: &str = "C: A2 NOTIFY SET STATUS (selected-delayed (MessageNew (UID FLAGS) \
                    MessageExpunge FlagChange)) (personal (MessageNew MessageExpunge FlagChange \
                    MailboxName))\n";

#[tokio::test]
async fn other_mailboxes_are_told_of_where_that_was_ordered() {
    let script = format!(
        "{ORDER}S: * STATUS Projects (MESSAGES 3 UIDNEXT 4)
         S: A1 OK
         C: A2 IDLE
         S: + idling
         S: * STATUS Projects (MESSAGES 4 UIDNEXT 5)
         C| DONE
         S: A2 OK
         C: A3 NOOP
         S: * LIST () \"/\" New (\"OLDNAME\" (\"Old\"))
         S: * LIST (\\NonExistent) \"/\" Gone
         S: A3 OK
         C: A4 NOOP
         S: * OK [NOTIFICATIONOVERFLOW] too much
         S: * STATUS Projects (MESSAGES 9)
         S: A4 OK"
    );
    let (mut session, server) = in_inbox("NOTIFY IDLE", 3, &script).await;
    assert!(session.wants_notify());
    session.notify().await.unwrap();
    let told = |messages, next| {
        let status = Status { messages, uid_next: next, ..Status::default() };
        News::Mailbox(named("Projects"), status)
    };
    assert_eq!(session.take_news(), [told(Some(3), Some(Uid(4)))]);
    let end = soon(session.idle(&Notify::new(), DEADLINE)).await.unwrap();
    assert_eq!((end, session.take_news()), (IdleEnd::News, vec![told(Some(4), Some(Uid(5)))]));
    session.noop().await.unwrap();
    assert_eq!(session.take_news(), [News::Mailboxes]);
    session.noop().await.unwrap();
    assert_eq!(session.take_news(), [News::Mailboxes], "what it tells no more has to be asked");
    assert!(!session.notifies());
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_server_that_knows_fewer_pushes_is_asked_for_those() {
    let script = format!("{ORDER}S: A1 NO [BADEVENT (MessageNew)] no\n{LESS}S: A2 OK");
    let (mut session, server) = in_inbox("NOTIFY", 3, &script).await;
    session.notify().await.unwrap();
    assert!(session.notifies());
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_refused_order_of_pushes_is_given_up_and_harms_nothing() {
    let refused = [
        (format!("{ORDER}S: A1 BAD what\n"), "A2"),
        (format!("{ORDER}S: A1 NO [BADEVENT (MessageNew)] no\n{LESS}S: A2 NO no\n"), "A3"),
    ];
    for (order, next) in refused {
        let script = format!("{order}C: {next} NOOP\nS: * STATUS x (MESSAGES 1)\nS: {next} OK");
        let (mut session, server) = in_inbox("NOTIFY", 3, &script).await;
        assert!(session.notify().await.is_err());
        assert!(session.is_open() && !session.notifies() && !session.wants_notify());
        session.noop().await.unwrap();
        assert_eq!(session.take_news(), [], "what was not ordered is no news");
        drop(session);
        server.finish().await;
    }
}

#[tokio::test]
async fn a_wire_that_only_looks_alive_is_found_out_by_asking() {
    let wake = Notify::new();
    let quiet = "C: A1 IDLE\nS: + idling\nC| DONE\n";
    let (mut it, server) = in_inbox_within(hasty(), "", 3, &format!("{quiet}S: A1 OK")).await;
    assert_eq!(soon(it.idle(&wake, DEADLINE)).await.unwrap(), IdleEnd::Renew);
    drop(it);
    server.finish().await;
    let (mut it, _) = in_inbox_within(hasty(), "", 3, quiet).await;
    let fault = soon(it.idle(&wake, DEADLINE)).await.unwrap_err();
    assert_eq!((fault.kind, it.is_open()), (FaultKind::TimedOut, false));
    let usual = Patience::default();
    assert!(usual.quiet + usual.idle < Duration::from_secs(120));
    assert!(usual.command <= Duration::from_secs(60));
}

#[tokio::test]
async fn compression_that_is_refused_leaves_everything_as_it_was() {
    let script = "C: A1 COMPRESS DEFLATE
                  S: A1 NO [COMPRESSIONACTIVE] TLS does
                  C: A2 NOOP
                  S: A2 OK";
    let (mut session, server) = session("COMPRESS=DEFLATE", script).await;
    assert!(session.compress().await.is_err());
    assert!(session.is_open());
    session.noop().await.unwrap();
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn plain_words_or_garbage_in_a_compressed_stream_are_a_fault() {
    let hello = "S: * OK [CAPABILITY IMAP4rev1] ready
         C: L LOGIN anna secret
         S: L OK [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] welcome
         C: A1 COMPRESS DEFLATE";
    for behind in [&b"* OK this is not compressed\r\n"[..], &[0xff; 40], b"\x03\x00"] {
        let mut answer = b"P1 OK go on\r\n".to_vec();
        answer.extend_from_slice(behind);
        let script = Script::new(hello).send(answer).then("X: close");
        let (stream, _server) = script.play();
        let greeted = imap::greet(stream, Meter::default(), Patience::default()).await.unwrap();
        let mut session = greeted.login(&anna()).await.unwrap();
        session.compress().await.unwrap();
        let fault = soon(session.noop()).await.unwrap_err();
        assert_eq!((fault.kind, session.is_open()), (FaultKind::Lost, false), "{behind:?}");
    }
}

#[tokio::test]
async fn nobody_compresses_what_stays_on_this_computer() {
    let (session, server) = session("COMPRESS=DEFLATE", "").await;
    assert!(!session.wants_compression());
    drop(session);
    server.finish().await;
}
