//! The test kit itself: Dovecot starts, holds mail and lets a second client look.

mod support;

use support::dovecot::Dovecot;
use support::mails;
use support::proxy::Proxy;

#[test]
fn a_private_dovecot_holds_what_it_is_filled_with() {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=3).map(mails::plain));
    let mut client = server.client();
    client.append("Archive", "\\Seen", &mails::with_attachment(9, 1000));
    assert_eq!(
        client.message_ids("INBOX"),
        ["m1@test.example", "m2@test.example", "m3@test.example"]
    );
    assert_eq!(client.flags("Archive", "m9@test.example").unwrap(), "\\Seen \\Recent");
}

#[test]
fn the_proxy_writes_down_what_the_client_sent() {
    let server = Dovecot::start();
    let proxy = Proxy::to(server.port);
    let mut client = support::client::Client::login(
        proxy.port,
        support::dovecot::USER,
        support::dovecot::PASSWORD,
    );
    client.ok("NOOP");
    assert!(proxy.sent().contains("a1 NOOP\r\n"));
    assert_eq!(proxy.connections(), 1);
}
