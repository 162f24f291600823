//! What no client should send: nonsense, floods and lies end in BAD or BYE.

use super::*;

#[tokio::test]
async fn nonsense_is_answered_by_bad_and_the_session_goes_on() {
    let demo = demo().await;
    let mut client = Client::selected(&demo, "INBOX").await;
    let deep = format!("SEARCH {}ALL{}", "(".repeat(5000), ")".repeat(5000));
    for nonsense in [
        "",
        "WHAT",
        "FETCH",
        "FETCH 0 FLAGS",
        "FETCH 99 FLAGS",
        "FETCH 1 BODY[1",
        "FETCH 1 BINARY[1]",
        "FETCH 4294967296 FLAGS",
        "SELECT \"unended",
        "SELECT INBOX (QRESYNC (1 1))",
        "LOGIN again now",
        "STORE 1 FLAGS",
        "SEARCH",
        "SEARCH NOT",
        "SEARCH RETURN (WHAT) ALL",
        "SEARCH ON 32-Foo-2020",
        "LIST \"\" ((",
        "APPEND INBOX",
        "UID",
        "UID NOOP",
        "AUTHENTICATE PLAIN",
        "STATUS INBOX (WHAT)",
        "SELECT {3}x",
        "UID FETCH 1 (CHANGEDSINCE 1)",
        deep.as_str(),
    ] {
        let status = client.status(nonsense).await;
        assert!(status.starts_with("BAD"), "{nonsense}: {status}");
        client.ok("NOOP").await;
    }
    client.send(b"\xff\xfe\x00 \x80\r\n").await;
    assert!(client.response().await.starts_with("* BAD"));
    client.send(b"a SELECT {5+}\r\n\x00\xff\r\n\"\r\n").await;
    assert!(client.response().await.starts_with("a BAD"));
    client.ok("FETCH 1 FLAGS").await;
}

#[tokio::test]
async fn endless_nonsense_ends_the_connection() {
    let demo = demo().await;
    let mut client = Client::greeted(&demo).await;
    client.send(&b"x\r\n".repeat(100)).await;
    let mut last = String::new();
    loop {
        match client.response().await.as_str() {
            "(hung up)" => break,
            line => last = line.to_owned(),
        }
    }
    assert!(last.starts_with("* BYE"), "{last}");
}

#[tokio::test]
async fn nothing_works_before_signing_in() {
    let demo = demo().await;
    let mut client = Client::greeted(&demo).await;
    for command in
        ["SELECT INBOX", "LIST \"\" *", "IDLE", "FETCH 1 FLAGS", "SEARCH ALL", "ENABLE CONDSTORE"]
    {
        assert!(client.status(command).await.starts_with("BAD"), "{command}");
    }
    client.ok("NOOP").await;
    client.ok("ID NIL").await;
}

#[tokio::test]
async fn a_literal_over_the_limit_is_refused_unread() {
    let demo = demo().await;
    let mut client = Client::signed_in(&demo).await;
    client.send(b"a APPEND INBOX {99999999}\r\n").await;
    assert!(client.response().await.starts_with("a NO [TOOBIG]"));
    client.ok("NOOP").await;
    client.send(b"b APPEND INBOX {99999999+}\r\n").await;
    assert!(client.response().await.starts_with("* BYE"), "it would have come unasked");
    let mut stranger = Client::greeted(&demo).await;
    stranger.send(&vec![b'x'; 100_000]).await;
    assert!(stranger.response().await.starts_with("* BYE"));
}

#[tokio::test]
async fn a_mail_nested_a_thousand_deep_is_served_flat() {
    let demo = demo().await;
    let level = |i| format!("Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n");
    let nested: [String; 3] = [
        (0..1000).map(level).collect(),
        "Content-Type: message/rfc822\r\n\r\n".repeat(1000),
        format!("From: {}\r\n\r\n", "((((".repeat(20_000)),
    ];
    let mut client = Client::selected(&demo, "INBOX").await;
    for mail in nested {
        demo.deliver(mail.into_bytes());
        client.ok("NOOP").await;
        let row = client.ok("FETCH * (BODYSTRUCTURE BODY ENVELOPE BODY.PEEK[1.1.1.1])").await;
        assert_eq!(row.len(), 1);
        client.ok("SEARCH * TEXT \"anything\"").await;
    }
}

#[tokio::test]
async fn a_nul_in_a_mail_does_not_hide_the_mail() {
    let demo = demo().await;
    let mut client = Client::selected(&demo, "INBOX").await;
    demo.deliver(b"Subject: a\0b\n\nx\0y\n".to_vec());
    client.ok("NOOP").await;
    let row = client.ok("FETCH * (RFC822.SIZE BODY.PEEK[] ENVELOPE)").await;
    assert!(row[0].contains("BODY[] {21}Subject: a"), "{row:?}");
}
