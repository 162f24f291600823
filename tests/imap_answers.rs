//! What async-imap gets wrong (a NO, a BAD or a lost connection given out as success), one
//! transcript each: here every one ends in an error or in the right answer.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/transcript.rs"]
mod transcript;

use pombo::imap::{News, Patience, UidSet};
use pombo::model::fault::{FaultKind, Refusal};
use pombo::model::flags::Flags;
use pombo::model::remote::{ModSeq, Uid};
use transcript::*;

fn uids(uids: &[u32]) -> UidSet {
    UidSet::from_uids(uids.iter().copied().map(Uid))
}

#[tokio::test]
async fn a_no_to_any_command_is_an_error_and_the_session_goes_on() {
    let (mut session, server) = in_inbox(
        "MOVE UIDPLUS",
        5,
        "C: A1 UID FETCH 1:5 ...
         S: A1 NO [UNAVAILABLE] UID FETCH Server error
         C: A2 UID SEARCH ALL
         S: A2 NO [LIMIT] not today
         C: A3 UID STORE 7 +FLAGS.SILENT (\\Seen)
         S: A3 NO [NOPERM] read only
         C: A4 UID EXPUNGE 7
         S: A4 NO [CANNOT] no
         C: A5 LIST \"\" \"*\"
         C: A6 LSUB \"\" \"*\"
         S: A5 NO broken
         S: A6 NO broken
         C: A7 UID MOVE 7 Trash
         S: A7 NO [TRYCREATE] no such mailbox
         C: A8 UID COPY 7 Trash
         S: A8 NO [OVERQUOTA] full
         C: A9 NOOP
         S: A9 OK still here",
    )
    .await;
    let seven = uids(&[7]);
    let refused = |refusal| FaultKind::Refused(refusal);
    let fault = session.headers(&uids(&[1, 2, 3, 4, 5]), &mut |_| {}).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unavailable);
    assert_eq!(session.uids().await.unwrap_err().kind, refused(Refusal::Limit));
    let fault = session.store(&seven, true, Flags::SEEN).await.unwrap_err();
    assert_eq!(fault.kind, refused(Refusal::NoPermission));
    assert_eq!(session.expunge(&seven).await.unwrap_err().kind, refused(Refusal::Cannot));
    assert_eq!(session.list().await.unwrap_err().kind, FaultKind::Unavailable);
    let fault = session.move_to(&seven, &named("Trash")).await.unwrap_err();
    assert_eq!(fault.kind, refused(Refusal::TryCreate));
    let fault = session.copy(&seven, &named("Trash")).await.unwrap_err();
    assert_eq!(fault.kind, refused(Refusal::OverQuota));
    assert!(session.is_open());
    session.noop().await.unwrap();
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_bad_to_noop_is_an_error() {
    let (mut session, server) = session("", "C: A1 NOOP\nS: A1 BAD what?").await;
    assert_eq!(session.noop().await.unwrap_err().kind, FaultKind::NotUnderstood);
    assert!(session.is_open());
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_connection_that_ends_within_a_fetch_is_an_error() {
    for end in ["X: close", "S: * BYE going\nX: close"] {
        let script = format!(
            "C: A1 UID FETCH 1:5 ...
             S: * 1 FETCH (UID 1 FLAGS () RFC822.SIZE 9)
             S: * 2 FETCH (UID 2 FLAGS () RFC822.SIZE 9)
             {end}"
        );
        let (mut session, server) = in_inbox("", 5, &script).await;
        let mut rows = 0;
        let fault = session.headers(&uids(&[1, 2, 3, 4, 5]), &mut |_| rows += 1).await.unwrap_err();
        assert!(matches!(fault.kind, FaultKind::Lost | FaultKind::Unavailable), "{fault}");
        assert!(!session.is_open());
        assert_eq!(session.noop().await.unwrap_err().kind, FaultKind::Lost);
        server.finish().await;
    }
}

#[tokio::test]
async fn a_connection_that_ends_within_search_select_status_or_noop_is_an_error() {
    let (mut it, _) = in_inbox("", 5, "C: A1 UID SEARCH ALL\nX: close").await;
    assert_eq!(it.uids().await.unwrap_err().kind, FaultKind::Lost);

    let (mut it, _) = session("", "C: A1 SELECT INBOX\nS: * 5 EXISTS\nX: close").await;
    assert_eq!(it.select(&named("INBOX")).await.unwrap_err().kind, FaultKind::Lost);
    assert_eq!(it.selected(), None);

    let (mut it, _) = session("", "C: A1 STATUS a ...\nX: close").await;
    assert_eq!(it.status(&[named("a")]).await.unwrap_err().kind, FaultKind::Lost);

    let (mut it, _) = session("", "C: A1 NOOP\nX: close").await;
    assert_eq!(it.noop().await.unwrap_err().kind, FaultKind::Lost);
}

#[tokio::test]
async fn a_connection_that_ends_within_idle_is_an_error() {
    let (mut session, _) = in_inbox("IDLE", 5, "C: A1 IDLE\nS: + idling\nX: close").await;
    let wake = tokio::sync::Notify::new();
    let ended = soon(session.idle(&wake, DEADLINE)).await;
    assert_eq!(ended.unwrap_err().kind, FaultKind::Lost);
}

#[tokio::test]
async fn an_untagged_no_in_select_is_a_warning_and_select_goes_on() {
    let (mut session, server) = session(
        "",
        "C: A1 SELECT INBOX
         S: * 3 EXISTS
         S: * NO [ALERT] 95% of quota
         S: * OK [UIDVALIDITY 9] .
         S: A1 OK [READ-ONLY] done
         C: A2 NOOP
         S: A2 OK",
    )
    .await;
    let selected = session.select(&named("INBOX")).await.unwrap();
    assert_eq!((selected.exists, selected.read_only, selected.uid_next), (3, true, None));
    assert_eq!(session.take_news(), [News::Alert("95% of quota".into())]);
    session.noop().await.unwrap();
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_hundred_and_fifty_expunges_in_one_noop_all_arrive() {
    let all: Vec<String> = (1..=200).map(|uid: u32| (uid * 2).to_string()).collect();
    let script = format!(
        "C: A1 UID SEARCH ALL
         S: * SEARCH {}
         S: A1 OK
         C: A2 NOOP
         {}S: * 50 EXISTS
         S: A2 OK",
        all.join(" "),
        "S: * 1 EXPUNGE\n".repeat(150)
    );
    let (mut session, server) = in_inbox("", 200, &script).await;
    assert_eq!(session.uids().await.unwrap().len(), 200);
    session.noop().await.unwrap();
    let gone = UidSet::from_uids((1..=150).map(|n| Uid(n * 2)));
    assert_eq!(session.take_news(), [News::Gone(gone), News::Exists(50)]);
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn exists_before_the_continuation_of_append_is_news() {
    let (mut session, server) = in_inbox(
        "",
        5,
        "C: A1 APPEND Sent (\\Seen) {9}
         S: * 6 EXISTS
         S: + go on
         L: a: b\\r\\n\\r\\nc
         C|
         S: A1 OK [APPENDUID 9 71] done
         C: A2 NOOP
         S: A2 OK",
    )
    .await;
    let uid = session.append(&named("Sent"), Flags::SEEN, b"a: b\r\n\r\nc").await.unwrap();
    assert_eq!(uid, Some(Uid(71)));
    assert_eq!(session.take_news(), [News::Exists(6)]);
    session.noop().await.unwrap();
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn an_append_given_up_half_way_closes_the_session_instead_of_spoiling_the_message() {
    let script = Script::new("C: A1 APPEND Sent () {3000000}\nS: + go on\nZ: deaf");
    let (mut session, server) = session_of("", script, Patience::default()).await;
    let message = vec![b'm'; 3_000_000];
    {
        let (sent, flags) = (named("Sent"), Flags::NONE);
        // The pipe holds a third of it: the future stays in the midst of the literal.
        give_up_half_way(session.append(&sent, flags, &message)).await;
    }
    assert!(!session.is_open());
    assert_eq!(session.noop().await.unwrap_err().kind, FaultKind::Lost);
    drop(session);
    server.hear_again();
    let said = server.outcome().await.unwrap_err();
    assert!(!said.contains("NOOP"), "a command went into the message: {said}");
}

#[tokio::test]
async fn the_mod_sequence_of_one_mailbox_is_never_given_to_the_next() {
    let (mut session, server) = session(
        "CONDSTORE",
        "C: A1 SELECT a (CONDSTORE)
         S: * 1 EXISTS
         S: * OK [UIDVALIDITY 1] .
         S: * OK [HIGHESTMODSEQ 777] .
         S: A1 OK
         C: A2 SELECT b (CONDSTORE)
         S: * 2 EXISTS
         S: * OK [UIDVALIDITY 2] .
         S: * OK [NOMODSEQ] .
         S: A2 OK",
    )
    .await;
    let a = session.select(&named("a")).await.unwrap();
    assert_eq!(a.highest_modseq, Some(ModSeq(777)));
    let b = session.select(&named("b")).await.unwrap();
    assert_eq!((b.highest_modseq, b.uid_validity.0), (None, 2));
    drop(session);
    server.finish().await;
}

#[tokio::test]
async fn a_command_whose_future_was_dropped_is_never_mixed_up_with_the_next() {
    let (mut session, _server) = in_inbox("", 5, "C: A1 UID FETCH ...").await;
    {
        let five = uids(&[5]);
        give_up_half_way(session.flags(&five, None)).await;
    }
    assert_eq!(session.uids().await.unwrap_err().kind, FaultKind::Lost);
}

#[tokio::test]
async fn a_line_that_cannot_be_read_is_passed_over_and_the_session_goes_on() {
    let (mut session, server) = in_inbox(
        "",
        2,
        "C: A1 UID FETCH 1:2 ...
         S: * XYZZY (((
         S: * 1 FETCH (UID 1 FLAGS (\\Seen) ENVELOPE (\"no end
         S: * 1 FETCH (UID 1 FLAGS (\\Seen))
         S: * NAMESPACE ((\"\" \"/\")) NIL NIL
         S: * THREAD (2)(3 6 (4 23))
         S: * OK [ALERT]\u{e9}
         S: * 2 FETCH (UID 2 INTERNALDATE NIL FLAGS ())
         S# ff00fe0d0a
         S: garbage
         S: * 99999999999999999999 FETCH (UID 3)
         S: A1 OK done
         C: A2 NOOP
         S: A2 OK",
    )
    .await;
    let flags = session.flags(&uids(&[1, 2]), None).await.unwrap();
    let told: Vec<_> = flags.iter().map(|row| (row.uid.0, row.flags)).collect();
    assert_eq!(told, [(1, Flags::SEEN), (2, Flags::NONE)]);
    assert_eq!(session.take_news(), [News::Alert("\u{e9}".into())]);
    session.noop().await.unwrap();
    drop(session);
    server.finish().await;
}
