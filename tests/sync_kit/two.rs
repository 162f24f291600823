//! Two accounts between which messages go: Ana's, the person's, and Bruno's.

use std::path::Path;

use pombo::auth::{Secret, Vault};
use pombo::model::account::Account;
use pombo::model::action::Action;
use pombo::model::ids::{AccountId, EntryId};
use pombo::model::journal::State;
use pombo::model::link::Link;
use pombo::paths::Paths;
use pombo::sync::Storage;

use super::{ACCOUNT, App, How, LIVE, account};
use crate::support::client::Client;
use crate::support::dovecot::{Dovecot, PASSWORD, USERS};
use crate::support::mails;
use crate::support::proxy::Proxy;

pub const FAR: AccountId = AccountId(2);

fn far_account(port: u16) -> Account {
    Account {
        id: FAR,
        address: "bruno@test.example".into(),
        user: USERS[1].into(),
        ..account(port)
    }
}

/// Ana's account behind the first port, Bruno's behind the second.
pub async fn open(profile: &Path, (near, far): (u16, u16), how: How) -> App {
    let vault = Vault::new("test");
    for id in [ACCOUNT, FAR] {
        vault.hold(id, Secret::from(PASSWORD.to_owned()));
    }
    let storage = Storage::Disk(Paths::profile(profile));
    let accounts = vec![account(near), far_account(far)];
    App::with_all(storage, accounts, vault, how)
}

pub async fn until_both(app: &mut App) {
    app.until_live().await;
    app.until("the second account", |app| (app.far.link == Some(Link::Live)).then_some(())).await;
}

/// Both accounts in step, Bruno's behind a proxy.
pub async fn behind_a_proxy(server: &Dovecot, profile: &Path) -> (App, Proxy) {
    let far = Proxy::to(server.port);
    let mut app = open(profile, (server.port, far.port), LIVE).await;
    until_both(&mut app).await;
    (app, far)
}

/// Bruno's account goes away, and Message 2 is ordered to his archive: it waits.
pub async fn order_while_away(app: &mut App, far: &Proxy) -> EntryId {
    far.cut();
    let offline = |app: &App| matches!(app.far.link, Some(Link::Offline { .. })).then_some(());
    app.until("the second account to be offline", offline).await;
    let id = order(app, &["Message 2"], "Archive", false);
    app.until_state(id, |state| *state == State::Queued).await;
    id
}

/// Messages of Ana's inbox for a mailbox of Bruno's.
pub fn order(app: &mut App, subjects: &[&str], to: &str, keep: bool) -> EntryId {
    let keys = subjects.iter().map(|subject| app.row("INBOX", subject).unwrap().key).collect();
    let found = app.far.mailboxes.iter().find(|mailbox| mailbox.path.join("/") == to);
    let (from, to) = (app.mailbox("INBOX"), found.unwrap().id);
    app.order(Action::Across { keys, from, account: FAR, to, keep })
}

pub fn bruno(server: &Dovecot) -> Client {
    Client::login(server.port, USERS[1], PASSWORD)
}

pub fn ids(mut client: Client, mailbox: &str) -> Vec<String> {
    let mut all = client.message_ids(mailbox);
    all.sort();
    all
}

pub fn named(numbers: &[u32]) -> Vec<String> {
    let mut all: Vec<String> = numbers.iter().map(|n| format!("m{n}@test.example")).collect();
    all.sort();
    all
}

pub fn two_users() -> Dovecot {
    let server = Dovecot::start();
    server.fill("INBOX", (1..=4).map(mails::plain));
    server.fill_for(USERS[1], "INBOX", [mails::plain(50)]);
    server.fill_for(USERS[1], "Archive", []);
    server
}

/// The octets of a message as a client fetches them.
pub fn octets(client: &mut Client, mailbox: &str, id: &str) -> Vec<String> {
    let uid = client.uid(mailbox, id).unwrap();
    client.ok(&format!("EXAMINE {mailbox}"));
    let mut said = client.ok(&format!("UID FETCH {uid} (INTERNALDATE BODY.PEEK[])"));
    // Its numbers are not the same.
    let head = said[0].clone();
    let date = head.split_once("INTERNALDATE ").unwrap().1.split_once(" BODY").unwrap().0;
    said[0] = format!("{date} {}", head.rsplit_once("BODY").unwrap().1);
    said
}
