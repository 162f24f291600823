//! Reading: the list, a body on a click, news from elsewhere, attachments.

use std::time::Duration;

use pombo::app::reader::Reader;
use pombo::fl;

use crate::kit::{Home, Window};
use crate::support::dovecot::Dovecot;
use crate::support::proxy::Proxy;
use crate::support::{mails, until};

/// What the client asked for of messages besides their headers, in its own words.
fn bodies_asked(proxy: &Proxy) -> Vec<String> {
    let sent = proxy.sent();
    let asks = sent.lines().filter(|line| line.contains("FETCH"));
    let of_body = asks.filter(|line| {
        let mut sections = line.split("BODY.PEEK[").skip(1).chain(line.split("BODY[").skip(1));
        sections.any(|section| !section.starts_with("HEADER")) || line.contains("BINARY")
    });
    of_body.map(str::to_owned).collect()
}

#[test]
fn the_list_is_newest_first_and_a_body_is_fetched_only_when_its_row_is_clicked() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=80).map(mails::plain));
    server.fill("Archive", (81..=90).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let home = Home::signed_in(proxy.port);
    let mut window = home.open_live();
    window.see(&fl!("list-messages", count = 80));
    let rows = window.rows();
    assert!(rows.len() >= 8, "{rows:?}");
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(*row, format!("Message {}", 80 - at));
    }
    assert_eq!(bodies_asked(&proxy), [""; 0]);

    window.click("Message 78");
    window.see("This is the body of message 78.");
    let asked = bodies_asked(&proxy);
    assert!(!asked.is_empty());
    let uid = server.client().uid("INBOX", "m78@test.example").unwrap();
    for ask in asked {
        assert!(ask.contains(&format!("FETCH {uid} ")), "{ask}");
    }
    window.close();
}

#[test]
fn an_opened_message_becomes_read_after_the_time_of_the_settings() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let home = Home::signed_in(server.port);
    home.configure(|config| config.settings.mark_read_after = Some(Duration::from_secs(1)));
    let mut client = server.client();
    let mut window = home.open_live();
    window.click("Message 2");
    window.see("This is the body of message 2.");
    assert!(!client.flags("INBOX", "m2@test.example").unwrap().contains("\\Seen"));
    until("the server to have it read", || {
        window.live_on();
        client.flags("INBOX", "m2@test.example").unwrap().contains("\\Seen").then_some(())
    });
    assert!(!client.flags("INBOX", "m1@test.example").unwrap().contains("\\Seen"));
    window.close();
}

#[test]
fn a_message_stays_unread_where_the_settings_say_so() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=2).map(mails::plain));
    let home = Home::signed_in(server.port);
    let mut client = server.client();
    let mut window = home.open_live();
    window.click("Message 2");
    window.see("This is the body of message 2.");
    window.order("s");
    until("the star", || {
        window.live_on();
        client.flags("INBOX", "m2@test.example").unwrap().contains("\\Flagged").then_some(())
    });
    assert!(!client.flags("INBOX", "m2@test.example").unwrap().contains("\\Seen"));
    window.close();
}

fn unread(window: &Window, subject: &str) -> Option<bool> {
    let shown = window.mind().shown()?;
    let line = (0..shown.len()).filter_map(|at| shown.line_at(at));
    let mut lines = line.filter(|line| line.subject == subject);
    lines.next().map(|line| !line.flags.has(pombo::model::flags::Flags::SEEN))
}

#[test]
fn what_another_client_does_appears_by_itself() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    window.until_rows(&["Message 3", "Message 2", "Message 1"]);
    let mut other = server.client();
    other.append("INBOX", "", &mails::plain(4));
    window.until_rows(&["Message 4", "Message 3", "Message 2", "Message 1"]);
    let uid = other.uid("INBOX", "m2@test.example").unwrap();
    assert_eq!(unread(&window, "Message 2"), Some(true));
    other.ok(&format!("UID STORE {uid} +FLAGS (\\Seen)"));
    until("the message to be read", || {
        window.live_on();
        (unread(&window, "Message 2") == Some(false)).then_some(())
    });
    other.ok(&format!("UID MOVE {uid} Archive"));
    window.until_rows(&["Message 4", "Message 3", "Message 1"]);
    let uid = other.uid("INBOX", "m1@test.example").unwrap();
    other.ok(&format!("UID STORE {uid} +FLAGS (\\Deleted)"));
    other.ok(&format!("UID EXPUNGE {uid}"));
    window.until_rows(&["Message 4", "Message 3"]);
    window.close();
}

#[test]
fn an_attachment_is_saved_where_the_person_writes_and_only_its_part_is_fetched() {
    const SIZE: usize = 300_000;
    let server = Dovecot::start();
    server.fill("INBOX", [mails::with_attachment(5, SIZE)]);
    let proxy = Proxy::to(server.port);
    let home = Home::signed_in(proxy.port);
    let mut window = home.open_live();
    window.click("Attachment 5");
    window.see("See the report, number 5.");
    let before = bodies_asked(&proxy);
    assert!(before.iter().all(|ask| !ask.contains("[2")), "{before:?}");

    window.click("report 5.bin");
    window.see(&fl!("save-title"));
    let target = home.dir.path().join("saved report.bin");
    window.fill("save path", target.to_str().unwrap());
    window.click(&fl!("save"));
    window.see_part(&fl!("notice-saved", name = "report 5.bin"));
    let saved = std::fs::read(&target).unwrap();
    let sent: Vec<u8> = (0..SIZE).map(|i| (i * 31 % 251) as u8).collect();
    assert!(saved == sent, "{} of {} octets", saved.len(), sent.len());
    for ask in bodies_asked(&proxy).iter().skip(before.len()) {
        assert!(ask.contains("[2"), "{ask}");
    }
    // The mail is still open: letters typed into the path were no orders.
    assert!(matches!(window.mind().reader, Reader::Open(_)));
    window.close();
}
