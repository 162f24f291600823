//! Greeting, TLS, STARTTLS, LOGIN and AUTHENTICATE.

use super::*;

#[tokio::test]
async fn the_account_opens_over_tls_with_its_certificate() {
    let demo = demo().await;
    let account = demo.account();
    assert_eq!((account.imap.port, account.imap.tls), (demo.imap_port(), TlsMode::Implicit));
    assert_eq!(account.imap.trust.pinned, Some(demo.fingerprint));
    let mut client = Client::plain(account.imap.port).await.encrypted(&demo).await;
    let greeting = client.response().await;
    assert!(greeting.contains("[CAPABILITY IMAP4rev1 "), "{greeting}");
    assert!(!greeting.contains("STARTTLS"), "{greeting}");
    let login = format!("LOGIN {} {}", account.user, demo.password().expose());
    client.ok(&login).await;
    client.ok("SELECT INBOX").await;
    assert_eq!(client.ok("LOGOUT").await.len(), 1);
    assert_eq!(client.response().await, "(hung up)");
}

#[tokio::test]
async fn starttls_forgets_what_was_said_in_plain_text() {
    let demo = demo().await;
    let mut client = Client::greeted(&demo).await;
    assert!(client.ok("CAPABILITY").await[0].contains(" STARTTLS"));
    // The NOOP behind it is what an attacker would slip in; it must never be answered.
    client.send(b"s STARTTLS\r\nevil NOOP\r\n").await;
    assert!(client.response().await.starts_with("s OK"));
    let mut client = client.encrypted(&demo).await;
    let (untagged, status) = client.command("CAPABILITY").await;
    assert!(status.starts_with("OK"));
    assert_eq!(untagged.len(), 1);
    assert!(!untagged[0].contains("STARTTLS"), "{untagged:?}");
    assert!(client.status("STARTTLS").await.starts_with("BAD"));
}

#[tokio::test]
async fn authenticate_plain_works_with_and_without_its_answer_in_the_command() {
    let demo = demo().await;
    let answer = base64(&format!("\0{}\0{}", seed::ADDRESS, demo.password().expose()));
    let mut at_once = Client::greeted(&demo).await;
    at_once.ok(&format!("AUTHENTICATE PLAIN {answer}")).await;
    at_once.ok("SELECT INBOX").await;
    let mut asked = Client::greeted(&demo).await;
    asked.send(b"a AUTHENTICATE PLAIN\r\n").await;
    assert_eq!(asked.response().await, "+ ");
    asked.send(format!("{answer}\r\n").as_bytes()).await;
    assert!(asked.response().await.starts_with("a OK [CAPABILITY "));
    let mut cancelled = Client::greeted(&demo).await;
    cancelled.send(b"a AUTHENTICATE PLAIN\r\n*\r\n").await;
    assert_eq!(cancelled.response().await, "+ ");
    assert!(cancelled.response().await.starts_with("a BAD"));
    assert!(cancelled.status("AUTHENTICATE CRAM-MD5").await.starts_with("NO"));
}

#[tokio::test]
async fn a_wrong_password_opens_nothing_and_the_fifth_ends_the_connection() {
    let demo = demo().await;
    let mut client = Client::greeted(&demo).await;
    for _ in 0..4 {
        let status = client.status(&format!("LOGIN {} wrong", seed::ADDRESS)).await;
        assert!(status.starts_with("NO [AUTHENTICATIONFAILED]"), "{status}");
        assert!(client.status("SELECT INBOX").await.starts_with("BAD"));
    }
    let (untagged, status) = client.command("LOGIN nobody wrong").await;
    assert!(untagged[0].starts_with("* BYE"), "{untagged:?}");
    assert!(status.starts_with("NO"));
    assert_eq!(client.response().await, "(hung up)");
}

#[tokio::test]
async fn the_password_is_not_shown() {
    let demo = demo().await;
    let password = demo.password();
    assert!(!format!("{password:?}").contains(password.expose()));
}

#[tokio::test]
async fn a_dropped_demo_hangs_up_and_frees_its_port() {
    let demo = demo().await;
    let port = demo.starttls_port();
    let mut client = Client::signed_in(&demo).await;
    drop(demo);
    assert_eq!(client.response().await, "(hung up)");
    let refused = timeout(DEADLINE, async {
        while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            tokio::task::yield_now().await;
        }
    });
    assert!(refused.await.is_ok());
}

#[tokio::test]
async fn the_thirty_third_connection_is_told_that_there_are_too_many() {
    let demo = demo().await;
    let mut clients = Vec::new();
    for _ in 0..32 {
        clients.push(Client::greeted(&demo).await);
    }
    let mut refused = Client::plain(demo.starttls_port()).await;
    assert!(refused.response().await.starts_with("* BYE"));
    let mut last = clients.pop().unwrap();
    last.ok("LOGOUT").await;
    assert_eq!(last.response().await, "(hung up)");
    let welcome = timeout(DEADLINE, async {
        loop {
            let mut client = Client::plain(demo.starttls_port()).await;
            if client.response().await.starts_with("* OK") {
                break;
            }
        }
    });
    assert!(welcome.await.is_ok());
}

/// RFC 4648 section 4.
pub fn base64(text: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for three in text.as_bytes().chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte))
            << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize] as char;
            encoded.push(if place <= three.len() { letter } else { '=' });
        }
    }
    encoded
}
