//! What other connections are told of a change, and when.

use super::*;

#[tokio::test]
async fn idle_hears_at_once_of_new_mail_flags_and_moves() {
    let demo = demo().await;
    let mut idle = Client::selected(&demo, "INBOX").await;
    let mut other = Client::selected(&demo, "INBOX").await;
    idle.idle().await;
    demo.deliver(b"Subject: new\n\nhello\n".to_vec());
    assert_eq!(idle.response().await, "* 38 EXISTS");
    assert_eq!(idle.response().await, "* 0 RECENT");
    other.ok("STORE 1 +FLAGS (\\Flagged)").await;
    assert_eq!(idle.response().await, "* 1 FETCH (FLAGS (\\Flagged \\Seen))");
    other.ok("MOVE 3 Archive").await;
    assert_eq!(idle.response().await, "* 3 EXPUNGE");
    assert!(idle.done().await.is_empty());
    let last = idle.ok("FETCH 37 BODY.PEEK[]").await;
    assert_eq!(last, ["* 37 FETCH (BODY[] {23}Subject: new\r\n\r\nhello\r\n)"]);
}

#[tokio::test]
async fn with_condstore_pushed_flags_carry_uid_and_modseq() {
    let demo = demo().await;
    let mut idle = Client::signed_in(&demo).await;
    idle.ok("SELECT INBOX (CONDSTORE)").await;
    let mut other = Client::selected(&demo, "INBOX").await;
    idle.idle().await;
    other.ok("UID STORE 1 -FLAGS (\\Seen)").await;
    let told = idle.response().await;
    assert!(told.starts_with("* 1 FETCH (FLAGS () UID 1 MODSEQ ("), "{told}");
    idle.done().await;
}

#[tokio::test]
async fn idle_in_no_mailbox_and_idle_ended_wrongly_are_survived() {
    let demo = demo().await;
    let mut client = Client::signed_in(&demo).await;
    client.idle().await;
    demo.deliver(b"Subject: x\n\n".to_vec());
    assert!(client.done().await.is_empty());
    client.idle().await;
    client.send(b"t9 NOOP\r\n").await;
    assert!(client.response().await.starts_with("idle BAD"));
    client.ok("NOOP").await;
}

#[tokio::test]
async fn numbers_stay_until_their_loss_may_be_told() {
    let demo = demo().await;
    let mut client = Client::selected(&demo, "INBOX").await;
    let third = client.ok("FETCH 3 UID").await;
    let mut other = Client::selected(&demo, "INBOX").await;
    other.ok("MOVE 1:2 Archive").await;
    // FETCH, STORE and SEARCH by number must not be told of an EXPUNGE (RFC 9051 section 7.5.1).
    assert_eq!(client.ok("FETCH 3 UID").await, third);
    let (untagged, status) = client.command("FETCH 1:3 UID").await;
    assert_eq!(untagged, third);
    assert!(status.starts_with("NO [EXPUNGEISSUED]"), "{status}");
    let (untagged, status) = client.command("STORE 1 +FLAGS (\\Flagged)").await;
    assert!(untagged.is_empty() && status.starts_with("NO [EXPUNGEISSUED]"), "{status}");
    assert_eq!(numbers(&client.ok("SEARCH 1:3").await), [3]);
    let (untagged, status) = client.command("COPY 1:3 Junk").await;
    assert!(status.starts_with("NO [EXPUNGEISSUED]"), "all or none: {status}");
    assert_eq!(untagged, ["* 2 EXPUNGE", "* 1 EXPUNGE"]);
    assert_eq!(client.ok("STATUS Junk (MESSAGES)").await, ["* STATUS Junk (MESSAGES 2)"]);
    let now_first = third[0].replace("* 3 ", "* 1 ");
    assert_eq!(client.ok("FETCH 1 UID").await, [now_first]);
}

#[tokio::test]
async fn what_one_connection_changes_is_not_told_to_itself_again() {
    let demo = demo().await;
    let mut client = Client::selected(&demo, "INBOX").await;
    assert_eq!(client.ok("STORE 1 +FLAGS (\\Flagged)").await.len(), 1);
    assert!(client.ok("STORE 1 -FLAGS.SILENT (\\Flagged)").await.is_empty());
    assert!(client.ok("NOOP").await.is_empty());
}

#[tokio::test]
async fn a_mailbox_deleted_under_an_idle_connection_ends_it() {
    let demo = demo().await;
    let mut other = Client::signed_in(&demo).await;
    other.ok("CREATE Gone").await;
    let mut idle = Client::selected(&demo, "Gone").await;
    idle.idle().await;
    other.ok("DELETE Gone").await;
    let (untagged, _) = idle.answer("idle NO").await;
    assert!(untagged.is_empty());
    assert!(idle.response().await.starts_with("* BYE"));
}

#[tokio::test]
async fn many_connections_at_once_agree_in_the_end() {
    let demo = demo().await;
    let mut clients = Vec::new();
    for _ in 0..6 {
        clients.push(Client::selected(&demo, "INBOX").await);
    }
    let work = clients.into_iter().zip(1..).map(|(mut client, turn)| async move {
        for round in 0..20 {
            let uid = (turn * 7 + round * 3) % 60 + 1;
            client.ok(&format!("UID STORE {uid} +FLAGS.SILENT (\\Deleted)")).await;
            client.ok(&format!("UID COPY {uid} INBOX")).await;
            client.ok(&format!("UID EXPUNGE {uid}")).await;
            client.ok("NOOP").await;
        }
        client
    });
    let mut clients = futures::future::join_all(work).await;
    let mut lists = Vec::new();
    for client in &mut clients {
        client.ok("NOOP").await;
        lists.push(client.ok("FETCH 1:* (UID FLAGS)").await);
    }
    assert!(lists.iter().all(|list| *list == lists[0]));
    let count = lists[0].len();
    assert_eq!(
        clients[0].ok("STATUS INBOX (MESSAGES)").await,
        [format!("* STATUS INBOX (MESSAGES {count})")]
    );
}
