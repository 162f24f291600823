//! The sender of an open message: what the own server confirmed, who is not who they seem, and a list
//! that is left with one request.

use std::path::Path;

use iced::keyboard::key::Named;
use pombo::auth::http::{Http, Limits};
use pombo::fl;
use pombo::ui::shell::{Launch, Message};
use pombo::ui::stage::Stage;
use tokio::runtime::Runtime;

use crate::kit::{Home, SIZE, Window};
use crate::oauth_kit::{Server, acceptor, answer};
use crate::support::certs;
use crate::support::dovecot::Dovecot;

/// A mail with these fields on top, from this sender.
fn mail(number: u32, from: &str, top: &str) -> Vec<u8> {
    format!(
        "{top}From: {from}\r\nTo: Ana <ana@test.example>\r\nSubject: Message {number}\r\n\
         Date: Tue, 14 Nov 2023 22:13:{number:02} +0000\r\nMessage-ID: <m{number}@test.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         This is the body of message {number}.\r\n"
    )
    .into_bytes()
}

fn stamped(results: &str) -> String {
    format!(
        "Received: from x by mx.test.example; Tue, 14 Nov 2023 22:13:20 +0000\r\n\
         Authentication-Results: mx.test.example; {results}\r\n"
    )
}

fn fill(server: &Dovecot, leave: &str) {
    let list = format!(
        "{}DKIM-Signature: d=news.example; s=s; b=abc; h=from:list-unsubscribe:list-unsubscribe-post\r\n\
         List-Id: Bread News <bread.news.example>\r\nList-Unsubscribe: <{leave}>\r\n\
         List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
        stamped("dkim=pass header.d=news.example")
    );
    let passed = |domain: &str| stamped(&format!("dmarc=pass header.from={domain}"));
    let forged = "Received: from a by b.example\r\n\
        Authentication-Results: mx.test.example; dmarc=pass header.from=bank.example\r\n";
    server.fill(
        "INBOX",
        [
            mail(1, "Bo Berg <bo@one.example>", &passed("one.example")),
            mail(2, "Bo Berg <bo@one.example>", &passed("one.example")),
            mail(3, "Cy <cy@two.example>", &passed("two.example")),
            mail(4, "Di <di@three.example>", &passed("three.example")),
            mail(5, "News <crumbs@news.example>", &list),
            mail(6, "Bo Berg <bo@evil.example>", &stamped("dmarc=fail header.from=evil.example")),
            mail(7, "Bank <info@bank.example>", &(stamped("none") + forged)),
        ],
    );
}

fn open(home: &Home, ca: &Path) -> Window {
    let runtime = Runtime::new().unwrap();
    let handle = runtime.handle().clone();
    let (vault, paths) = (home.vault.clone(), Some(home.paths()));
    let mut launch = Launch::of_profile(home.config(), vault, paths, home.hold, handle).unwrap();
    let limits = Limits { private: true, ..Limits::default() };
    launch.engines.http = Some(Http::with_limits(Some(ca), limits).unwrap());
    let mut window = Window::of(Stage::new(launch, SIZE).unwrap(), runtime);
    window.until_live();
    window
}

fn read(window: &mut Window, number: u32) {
    window.click(&format!("Message {number}"));
    window.see(&format!("This is the body of message {number}."));
}

fn confirmed(domain: &str) -> String {
    fl!("sender-confirmed", domain = domain, server = "mx.test.example")
}

#[test]
fn senders_are_told_in_plain_words_and_a_list_is_left_by_one_request() {
    let dir = tempfile::tempdir().unwrap();
    let certs = certs::make(dir.path(), &["localhost"]);
    let runtime = Runtime::new().unwrap();
    let web = runtime.block_on(Server::start_tls(acceptor(&certs.cert, &certs.key), |_, _| {
        answer(200, "text/plain", "ok")
    }));
    let server = Dovecot::start();
    fill(&server, &format!("{}/leave?r=1", web.base));
    let home = Home::signed_in(server.port);
    let mut window = open(&home, &certs.ca);

    // Nobody is believed before the own server is known.
    read(&mut window, 1);
    window.see(&fl!("sender-first"));
    window.see_no(&confirmed("one.example"));
    read(&mut window, 3);
    read(&mut window, 4);
    window.see(&confirmed("three.example"));

    read(&mut window, 6);
    window.see(&fl!("sender-failed", domain = "evil.example", server = "mx.test.example"));
    window.see(&fl!("sender-other-address", name = "Bo Berg", known = "bo@one.example"));
    // What a sender wrote below the own server's word is not believed.
    read(&mut window, 7);
    window.see(&fl!("sender-first"));
    window.see_no(&confirmed("bank.example"));

    read(&mut window, 5);
    window.see(&fl!("list-of", name = "Bread News"));
    window.see(&fl!("leave-by-click", host = "localhost"));
    window.click(&fl!("leave"));
    window.see(&fl!("ask-leave-click", host = "localhost"));
    window.key(Named::Escape);
    window.click(&fl!("leave"));
    assert!(web.asked().is_empty(), "nothing goes without a yes");
    window.click(&fl!("ask-leave-click-yes"));
    window.see(&fl!("notice-list-left", host = "localhost"));
    window.see(&fl!("leave-done"));
    let asked = web.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!((asked[0].method.as_str(), asked[0].path.as_str()), ("POST", "/leave?r=1"));
    assert_eq!(asked[0].body, "List-Unsubscribe=One-Click");
    window.close();

    // From the cache, without a word to the server, the same is said.
    let mut window = open(&home, &certs.ca);
    read(&mut window, 1);
    window.see(&confirmed("one.example"));
    window.close();
}

#[test]
fn of_many_receivers_all_are_shown_to_whoever_asks() {
    let server = Dovecot::start();
    let all: Vec<String> = (1..=130).map(|n| format!("p{n}@many.example")).collect();
    let to = format!("To: {}", all.join(",\r\n "));
    let mail = String::from_utf8(mail(1, "Bo <bo@one.example>", "")).unwrap();
    server.fill("INBOX", [mail.replace("To: Ana <ana@test.example>", &to).into_bytes()]);
    let home = Home::signed_in(server.port);
    let mut window = home.open_live();
    read(&mut window, 1);
    let key = window.mind().reader.key().unwrap();
    window.stage.driver.tell(Message::PeopleToggled(key));
    window.see("p100@many.example");
    window.see(&fl!("reader-more", count = 30));
    window.stage.driver.tell(Message::EveryoneAsked(key));
    window.see_part("p101@many.example, p102@many.example");
    window.see_part("p130@many.example");
    window.see_no(&fl!("reader-more", count = 30));
    window.close();
}
