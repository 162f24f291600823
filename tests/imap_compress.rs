//! COMPRESS=DEFLATE on a real server: the same rows in a fraction of the octets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;

use pombo::auth::{Credentials, Secret};
use pombo::imap::{self, Meter, Session, UidSet};
use pombo::model::account::{Server, TlsMode, Trust};
use pombo::model::flags::Flags;
use pombo::model::ids::PartId;
use pombo::model::remote::{Uid, WireName};
use support::dovecot::{Dovecot, Options, PASSWORD, USER};
use support::mails;

const EXTRA: &str = "protocol imap {\n  mail_plugins = imap_zlib\n}\n";

async fn session(port: u16, meter: &Meter) -> Session {
    let host = "127.0.0.1".to_owned();
    let server = Server { host, port, tls: TlsMode::None, trust: Trust::default() };
    let greeted = imap::connect(&server, meter.clone()).await.unwrap();
    let (user, password) = (USER.to_owned(), Secret::from(PASSWORD.to_owned()));
    greeted.login(&Credentials::Password { user, password }).await.unwrap()
}

/// The header rows of INBOX, and what they cost on the wire.
async fn rows(session: &mut Session, meter: &Meter) -> (Vec<imap::RawRow>, u64) {
    session.select(&WireName("INBOX".to_owned())).await.unwrap();
    let (before, mut rows) = (meter.down(), Vec::new());
    let all = UidSet::range(Uid(1), Uid(u32::MAX));
    session.headers(&all, &mut |row| rows.push(row)).await.unwrap();
    (rows, meter.down() - before)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_rows_come_in_a_fraction_of_the_octets_and_everything_else_works_as_well() {
    let server = Dovecot::with(&Options { extra: EXTRA, ..Options::default() });
    server.fill("INBOX", (1..=2_000).map(mails::plain));
    let meter = Meter::default();
    let mut session = session(server.port, &meter).await;
    let (plain, cost) = rows(&mut session, &meter).await;
    assert!(session.capabilities().has("COMPRESS=DEFLATE"));
    assert!(!session.wants_compression(), "this computer is near");
    session.compress().await.unwrap();
    let (compressed, less) = rows(&mut session, &meter).await;
    println!("2,000 header rows: {cost} octets plain, {less} compressed");
    assert_eq!((plain.len(), plain == compressed), (2_000, true));
    assert!(less * 3 < cost, "{less} of {cost}");

    // Literals both ways, of a size that no buffer holds at once and that does not shrink.
    let big = mails::with_attachment(9_999, 700_000);
    let inbox = WireName("INBOX".to_owned());
    let uid = session.append(&inbox, Flags::SEEN, &big).await.unwrap().unwrap();
    let whole = session.part(uid, &PartId(String::new()), 0, 4_000_000).await.unwrap();
    assert!(whole == big, "{} of {} octets came back", whole.len(), big.len());
    let woken = tokio::sync::Notify::new();
    server.client().append("INBOX", "", &mails::plain(2_001));
    session.noop().await.unwrap();
    assert!(!session.take_news().is_empty());
    woken.notify_one();
    session.idle(&woken, std::time::Duration::from_secs(30)).await.unwrap();
    session.logout().await;
}
