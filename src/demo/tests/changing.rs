//! Changing mailboxes and messages: STORE, COPY, MOVE, EXPUNGE, APPEND, CREATE.

use super::*;

/// The UIDVALIDITY of a mailbox.
async fn validity(client: &mut Client, mailbox: &str) -> u32 {
    let status = client.ok(&format!("STATUS {mailbox} (UIDVALIDITY)")).await;
    let (_, number) = status[0].rsplit_once(' ').unwrap();
    number.trim_end_matches(')').parse().unwrap()
}

/// A mailbox with messages `one`, `two`, … and nothing else, opened.
async fn workshop(demo: &Demo) -> Client {
    let mut client = Client::signed_in(demo).await;
    client.ok("CREATE Work").await;
    client.ok("CREATE Else").await;
    for word in ["one", "two", "three", "four"] {
        let status = client.append("Work", &format!("Subject: {word}\r\n\r\n{word}\r\n")).await;
        assert!(status.starts_with("OK"), "{status}");
    }
    client.ok("SELECT Work").await;
    client
}

#[tokio::test]
async fn a_move_tells_the_new_uids_before_the_old_numbers_go() {
    let demo = demo().await;
    let mut client = workshop(&demo).await;
    let to = validity(&mut client, "Else").await;
    let (untagged, status) = client.command("UID MOVE 1,3:4,77 Else").await;
    assert!(status.starts_with("OK"), "{status}");
    assert_eq!(
        untagged,
        [
            format!("* OK [COPYUID {to} 1,3:4 1:3] Moved").as_str(),
            "* 4 EXPUNGE",
            "* 3 EXPUNGE",
            "* 1 EXPUNGE"
        ]
    );
    assert_eq!(client.ok("FETCH 1 UID").await, ["* 1 FETCH (UID 2)"]);
    client.ok("SELECT Else").await;
    let bodies = client.ok("FETCH 1:* (BODY.PEEK[TEXT])").await;
    assert_eq!(bodies[2], "* 3 FETCH (BODY[TEXT] {6}four\r\n)");
}

#[tokio::test]
async fn a_copy_leaves_the_originals_and_an_unknown_target_says_to_create_it() {
    let demo = demo().await;
    let mut client = workshop(&demo).await;
    let to = validity(&mut client, "Else").await;
    client.ok("STORE 2 +FLAGS (\\Flagged $Forwarded)").await;
    let status = client.status("COPY 2:3 Else").await;
    assert!(status.starts_with(&format!("OK [COPYUID {to} 2:3 1:2]")), "{status}");
    for verb in ["COPY", "MOVE", "UID COPY", "UID MOVE"] {
        let status = client.status(&format!("{verb} 1 Nowhere")).await;
        assert!(status.starts_with("NO [TRYCREATE]"), "{verb}: {status}");
    }
    assert!(client.status("COPY 1 Projects").await.starts_with("NO [CANNOT]"));
    assert!(client.status("COPY 9 Else").await.starts_with("BAD"));
    assert!(client.status("UID COPY 900 Else").await.starts_with("OK There was nothing"));
    client.ok("SELECT Else").await;
    let flags = client.ok("FETCH 1:* FLAGS").await;
    assert_eq!(flags, ["* 1 FETCH (FLAGS (\\Flagged $Forwarded))", "* 2 FETCH (FLAGS ())"]);
}

#[tokio::test]
async fn store_adds_removes_replaces_and_can_be_silent() {
    let demo = demo().await;
    let mut client = workshop(&demo).await;
    for (order, told) in [
        ("STORE 1 +FLAGS (\\Seen)", vec!["* 1 FETCH (FLAGS (\\Seen))"]),
        ("STORE 1 +FLAGS.SILENT \\Flagged", vec![]),
        ("UID STORE 1 -FLAGS (\\Seen)", vec!["* 1 FETCH (FLAGS (\\Flagged) UID 1)"]),
        ("STORE 1 FLAGS (\\Draft Work)", vec!["* 1 FETCH (FLAGS (\\Draft Work))"]),
        ("STORE 1 -FLAGS (wORK)", vec!["* 1 FETCH (FLAGS (\\Draft))"]),
        ("UID STORE 99 +FLAGS (\\Seen)", vec![]),
    ] {
        assert_eq!(client.ok(order).await, told, "{order}");
    }
}

#[tokio::test]
async fn unchangedsince_spares_what_somebody_else_changed() {
    let demo = demo().await;
    let mut client = workshop(&demo).await;
    client.ok("ENABLE CONDSTORE").await;
    let row = client.ok("FETCH 1 MODSEQ").await;
    let modseq: u64 =
        row[0].split_once("MODSEQ (").unwrap().1.trim_end_matches("))").parse().unwrap();
    let mut other = Client::selected(&demo, "Work").await;
    other.ok("STORE 1 +FLAGS (\\Flagged)").await;
    let order = format!("UID STORE 1 (UNCHANGEDSINCE {modseq}) +FLAGS.SILENT (\\Seen)");
    let (untagged, status) = client.command(&order).await;
    assert!(status.starts_with("OK [MODIFIED 1]"), "{status}");
    let newer = modseq + 4;
    assert_eq!(untagged, [format!("* 1 FETCH (FLAGS (\\Flagged) UID 1 MODSEQ ({newer}))")]);
    let order = format!("UID STORE 1 (UNCHANGEDSINCE {newer}) +FLAGS.SILENT (\\Seen)");
    let told = client.ok(&order).await;
    assert_eq!(told, [format!("* 1 FETCH (UID 1 MODSEQ ({}))", newer + 1)]);
    let changed = client.ok(&format!("UID FETCH 1:* (FLAGS) (CHANGEDSINCE {modseq})")).await;
    assert_eq!(changed.len(), 4, "{changed:?}");
    let changed = client.ok(&format!("UID FETCH 1:* (FLAGS) (CHANGEDSINCE {newer})")).await;
    assert_eq!(changed.len(), 1, "{changed:?}");
    let found = client.ok(&format!("SEARCH MODSEQ {newer}")).await;
    assert_eq!(found, [format!("* SEARCH 1 (MODSEQ {})", newer + 1)]);
}

#[tokio::test]
async fn only_deleted_messages_are_expunged_and_uid_expunge_takes_only_those_named() {
    let demo = demo().await;
    let mut client = workshop(&demo).await;
    client.ok("STORE 1,3:4 +FLAGS.SILENT (\\Deleted)").await;
    assert_eq!(client.ok("UID EXPUNGE 2:3").await, ["* 3 EXPUNGE"]);
    assert_eq!(client.ok("EXPUNGE").await, ["* 3 EXPUNGE", "* 1 EXPUNGE"]);
    client.ok("STORE 1 +FLAGS.SILENT (\\Deleted)").await;
    client.ok("UNSELECT").await;
    assert_eq!(client.ok("STATUS Work (MESSAGES)").await, ["* STATUS Work (MESSAGES 1)"]);
    client.ok("SELECT Work").await;
    assert!(client.ok("CLOSE").await.is_empty(), "CLOSE is silent");
    assert_eq!(client.ok("STATUS Work (MESSAGES)").await, ["* STATUS Work (MESSAGES 0)"]);
    assert!(client.status("FETCH 1 FLAGS").await.starts_with("BAD"));
}

#[tokio::test]
async fn an_appended_message_keeps_its_date_its_flags_and_its_octets() {
    let demo = demo().await;
    let mut client = workshop(&demo).await;
    let raw = "Subject: kept\n\nbare line feeds\n";
    let order = format!(
        "APPEND Work (\\Seen $Later) \"01-Feb-2020 10:00:00 +0200\" {{{}+}}\r\n{raw}",
        raw.len()
    );
    let (untagged, status) = client.command(&order).await;
    assert!(status.starts_with("OK [APPENDUID ") && status.contains(" 5]"), "{status}");
    assert_eq!(untagged, ["* 5 EXISTS", "* 0 RECENT"]);
    let row = client.ok("FETCH 5 (FLAGS INTERNALDATE BODY.PEEK[])").await;
    let date = "\"01-Feb-2020 08:00:00 +0000\"";
    let told = format!("FLAGS (\\Seen $Later) INTERNALDATE {date} BODY[] {{{}}}{raw}", raw.len());
    assert_eq!(row, [format!("* 5 FETCH ({told})")]);
    assert!(client.append("Nowhere", raw).await.starts_with("NO [TRYCREATE]"));
    assert!(client.status("APPEND Work {0+}\r\n").await.starts_with("NO"));
}

#[tokio::test]
async fn mailboxes_are_made_renamed_unsubscribed_and_removed() {
    let demo = demo().await;
    let mut client = workshop(&demo).await;
    assert!(client.status("CREATE Work").await.starts_with("NO [ALREADYEXISTS]"));
    assert!(client.status("CREATE inbox").await.starts_with("NO [ALREADYEXISTS]"));
    client.ok("RENAME Work \"Far/Away\"").await;
    assert_eq!(client.ok("FETCH 1 UID").await, ["* 1 FETCH (UID 1)"], "it stays open");
    let shape =
        ["* LIST (\\HasChildren \\Noselect) \"/\" Far", "* LIST (\\HasNoChildren) \"/\" Far/Away"];
    assert_eq!(client.ok("LIST \"\" Far*").await, shape);
    client.ok("UNSUBSCRIBE Far/Away").await;
    assert!(client.ok("LSUB \"\" Far/*").await.is_empty());
    assert!(client.ok("LIST (SUBSCRIBED) \"\" Far/*").await.is_empty());
    assert!(client.status("DELETE INBOX").await.starts_with("NO"));
    let (untagged, status) = client.command("DELETE Far/Away").await;
    assert!(status.starts_with("OK") && untagged.is_empty());
    assert!(client.response().await.starts_with("* BYE"), "it was the selected one");
}
