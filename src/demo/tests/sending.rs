//! The SMTP sink: what it takes and where that goes.

use super::signing_in::base64;
use super::*;

impl Client {
    async fn mail(demo: &Demo) -> Self {
        let mut client = Self::plain(demo.smtp_port()).await;
        assert!(client.reply().await.starts_with("220 "));
        client
    }

    /// A reply, its lines joined.
    async fn reply(&mut self) -> String {
        let mut lines = Vec::new();
        loop {
            let Some(line) = self.line().await else { return "(hung up)".to_owned() };
            let line = String::from_utf8(line).unwrap();
            let more = line.as_bytes().get(3) == Some(&b'-');
            lines.push(line);
            if !more {
                return lines.join("\n");
            }
        }
    }

    async fn say(&mut self, line: &str) -> String {
        self.send(format!("{line}\r\n").as_bytes()).await;
        self.reply().await
    }

    async fn play(&mut self, script: &[(&str, &str)]) {
        for (line, code) in script {
            let reply = self.say(line).await;
            assert!(reply.starts_with(code), "{line}: {reply}");
        }
    }
}

fn plain(demo: &Demo) -> String {
    let answer = format!("\0{}\0{}", seed::ADDRESS, demo.password().expose());
    format!("AUTH PLAIN {}", base64(&answer))
}

#[tokio::test]
async fn what_one_sends_to_oneself_comes_into_the_inbox() {
    let demo = demo().await;
    let mut reader = Client::selected(&demo, "INBOX").await;
    reader.idle().await;
    let mut client = Client::mail(&demo).await;
    assert!(client.say("EHLO me").await.contains("250-STARTTLS"));
    client.play(&[("STARTTLS", "220")]).await;
    let mut client = client.encrypted(&demo).await;
    let hello = client.say("EHLO me").await;
    assert!(hello.contains("250-SIZE ") && !hello.contains("STARTTLS"), "{hello}");
    client
        .play(&[
            ("MAIL FROM:<marina@atelier.example>", "530"),
            (&plain(&demo), "235"),
            ("MAIL FROM:<marina@atelier.example> SIZE=40 BODY=8BITMIME", "250"),
            ("RCPT TO:<Marina@Atelier.example>", "250"),
            ("RCPT TO:<tomas@ferraz-duarte.example>", "250"),
            ("DATA", "354"),
            ("Subject: me\r\n\r\n..dots\r\n.", "250"),
            ("QUIT", "221"),
        ])
        .await;
    assert_eq!(reader.response().await, "* 38 EXISTS");
    let sent = demo.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].to, ["Marina@Atelier.example", "tomas@ferraz-duarte.example"]);
    assert_eq!(sent[0].message, b"Subject: me\r\n\r\n.dots\r\n");
}

#[tokio::test]
async fn what_goes_to_others_is_kept_and_goes_nowhere() {
    let demo = demo().await;
    let mut client = Client::mail(&demo).await;
    client
        .play(&[
            (&plain(&demo), "235"),
            ("MAIL FROM:<>", "250"),
            ("RCPT TO:<a@b.example>", "250"),
            ("DATA", "354"),
            (".", "250"),
        ])
        .await;
    assert_eq!(demo.sent().len(), 1);
    let mut reader = Client::signed_in(&demo).await;
    assert_eq!(reader.ok("STATUS INBOX (MESSAGES)").await, ["* STATUS INBOX (MESSAGES 37)"]);
}

#[tokio::test]
async fn auth_login_works_and_a_wrong_password_does_not() {
    let demo = demo().await;
    let mut client = Client::mail(&demo).await;
    let (user, password) = (base64(seed::ADDRESS), base64(demo.password().expose()));
    client
        .play(&[
            ("AUTH LOGIN", "334 VXNlcm5hbWU6"),
            (&user, "334 UGFzc3dvcmQ6"),
            ("d3Jvbmc=", "535"),
            ("AUTH PLAIN", "334"),
            ("!!!", "501"),
            (&format!("AUTH LOGIN {user}"), "334"),
            (&password, "235"),
            ("AUTH PLAIN", "503"),
        ])
        .await;
}

#[tokio::test]
async fn commands_out_of_order_are_refused_and_hostile_ones_end_the_connection() {
    let demo = demo().await;
    let mut client = Client::mail(&demo).await;
    client
        .play(&[
            (&plain(&demo), "235"),
            ("RCPT TO:<a@b.example>", "503"),
            ("DATA", "503"),
            ("MAIL TO:<a@b.example>", "501"),
            ("MAIL FROM:<a@b.example> SIZE=99999999999999999999", "552"),
            ("MAIL FROM:<a@b.example>", "250"),
            ("RCPT TO:nobody", "501"),
            ("RCPT TO:<nobody>", "550"),
            ("RSET", "250"),
            ("RCPT TO:<a@b.example>", "503"),
        ])
        .await;
    client.send(&b"\xff\xff\r\n".repeat(40)).await;
    let mut last = String::new();
    loop {
        match client.reply().await.as_str() {
            "(hung up)" => break,
            line => last = line.to_owned(),
        }
    }
    assert!(last.starts_with("421"), "{last}");
}
