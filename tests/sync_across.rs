//! Messages that go to another account, between two users of a real server: octet for octet, once,
//! whatever breaks on either side, and nothing leaves before it is seen there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use pombo::model::action::Action;
use pombo::model::event::Fact;
use pombo::model::fault::{FaultKind, Refusal};
use pombo::model::flags::Flags;
use pombo::model::ids::EntryId;
use pombo::model::journal::State;
use pombo::model::link::Link;
use pombo::model::request::Ask;
use support::dovecot::{Dovecot, Options, USERS};
use support::mails;
use support::proxy::{Proxy, Trap};
use sync_kit::two::{
    FAR, behind_a_proxy, bruno, ids, named, octets, open, order, order_while_away, two_users,
    until_both,
};
use sync_kit::{ACCOUNT, App, LIVE, ONCE};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_brought_octet_for_octet_with_date_and_flags_and_leave() {
    let server = two_users();
    let odd =
        b"From: x\r\nMessage-ID: <odd@test.example>\r\nSubject: Odd\r\nX: \xff\xfe \t\r\n\r\n\
                \xe2\x82\xac 8-bit\r\n.\r\nFrom here\r\n\r\n \r\n"
            .to_vec();
    server.client().append("INBOX", "\\Flagged \\Seen", &odd);
    let before = octets(&mut server.client(), "INBOX", "odd@test.example");
    let profile = tempfile::tempdir().unwrap();
    let mut app = open(profile.path(), (server.port, server.port), LIVE).await;
    until_both(&mut app).await;
    app.until_row("INBOX", "Odd").await;
    let id = order(&mut app, &["Odd", "Message 2"], "Archive", false);
    app.until_settled(id).await;
    app.until_no_row("INBOX", "Odd").await;
    assert_eq!(octets(&mut bruno(&server), "Archive", "odd@test.example"), before);
    let flags = bruno(&server).flags("Archive", "odd@test.example").unwrap();
    assert!(flags.contains("\\Flagged") && flags.contains("\\Seen"), "{flags}");
    assert_eq!(ids(server.client(), "INBOX"), named(&[1, 3, 4]));
    let there = |app: &App| app.far.subjects.iter().any(|subject| subject == "Odd").then_some(());
    app.until("the row in the second account", there).await;
    // It went; it was not removed.
    let kept = app.told.iter().rev().find_map(|fact| match fact {
        Fact::Removed(all) => Some(all.len()),
        Fact::Vanished { mailbox, .. } if *mailbox == pombo::model::ids::MailboxId::REMOVED => {
            Some(0)
        }
        _ => None,
    });
    assert_eq!(kept.unwrap_or_default(), 0);
    app.stop().await;
}

/// Nobody tells this engine of flags: it listens to nothing, and there are no mod-sequences.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_device_marked_a_moment_ago_is_marked_in_the_other_account() {
    let capability = "IMAP4rev1 LITERAL+";
    let server = Dovecot::with(&Options { capability, ..Options::default() });
    server.fill("INBOX", (1..=3).map(mails::plain));
    server.fill_for(USERS[1], "Archive", []);
    let profile = tempfile::tempdir().unwrap();
    let mut app = open(profile.path(), (server.port, server.port), ONCE).await;
    until_both(&mut app).await;
    let mut other = server.client();
    let uid = other.uid("INBOX", "m2@test.example").unwrap();
    other.ok(&format!("UID STORE {uid} +FLAGS (\\Seen \\Flagged)"));
    let id = order(&mut app, &["Message 2"], "Archive", true);
    app.until_settled(id).await;
    let flags = bruno(&server).flags("Archive", "m2@test.example").unwrap();
    assert!(flags.contains("\\Flagged") && flags.contains("\\Seen"), "{flags}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_for_another_account_leave_the_messages_where_they_are() {
    let server = two_users();
    let profile = tempfile::tempdir().unwrap();
    let mut app = open(profile.path(), (server.port, server.port), LIVE).await;
    until_both(&mut app).await;
    let id = order(&mut app, &["Message 1", "Message 2"], "INBOX", true);
    app.until_settled(id).await;
    assert_eq!(ids(bruno(&server), "INBOX"), named(&[1, 2, 50]));
    assert_eq!(ids(server.client(), "INBOX"), named(&[1, 2, 3, 4]));
    assert!(app.row("INBOX", "Message 1").is_some());
    app.stop().await;
}

/// Cuts a wire at a step, crashes, and goes on.
async fn broken_at(step: &str, trap: Trap, near_is_cut: bool, keep: bool) {
    let place = format!("{step} {trap:?} near {near_is_cut} keep {keep}");
    let server = two_users();
    let (near, far) = (Proxy::to(server.port), Proxy::to(server.port));
    let profile = tempfile::tempdir().unwrap();
    let mut app = open(profile.path(), (near.port, far.port), LIVE).await;
    until_both(&mut app).await;
    let cut = if near_is_cut { &near } else { &far };
    cut.cut_at(step, trap);
    let id = order(&mut app, &["Message 2", "Message 3"], "Archive", keep);
    app.until(&format!("the trap at {place}"), |app| {
        let link = if near_is_cut { &app.link } else { &app.far.link };
        matches!(link, Some(Link::Offline { .. })).then_some(())
    })
    .await;
    app.crash().await;
    cut.disarm();
    near.mend();
    far.mend();

    let mut app = open(profile.path(), (near.port, far.port), LIVE).await;
    app.until_resumed(id).await;
    until_both(&mut app).await;
    assert_eq!(ids(bruno(&server), "Archive"), named(&[2, 3]), "{place}");
    let left: &[u32] = if keep { &[1, 2, 3, 4] } else { &[1, 4] };
    assert_eq!(ids(server.client(), "INBOX"), named(left), "{place}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_when_the_far_wire_breaks() {
    for step in ["APPEND", "STATUS"] {
        for trap in [Trap::Before, Trap::After] {
            broken_at(step, trap, false, false).await;
        }
    }
    broken_at("APPEND", Trap::After, false, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_message_is_stored_once_when_the_far_wire_breaks_behind_it() {
    for keep in [true, false] {
        let server = two_users();
        let far = Proxy::to(server.port);
        let profile = tempfile::tempdir().unwrap();
        let mut app = open(profile.path(), (server.port, far.port), LIVE).await;
        until_both(&mut app).await;
        // The first is there, and known to be there.
        far.cut_at("<m3@test.example>", Trap::After);
        let id = order(&mut app, &["Message 2", "Message 3"], "Archive", keep);
        let offline = |app: &App| matches!(app.far.link, Some(Link::Offline { .. })).then_some(());
        app.until("the second account to be offline", offline).await;
        far.mend();
        let ask = pombo::model::request::Request { account: FAR, ask: Ask::Refresh };
        app.engine.as_ref().unwrap().send(ask);
        app.until_settled(id).await;
        assert_eq!(ids(bruno(&server), "Archive"), named(&[2, 3]), "keep {keep}");
        let left: &[u32] = if keep { &[1, 2, 3, 4] } else { &[1, 4] };
        assert_eq!(ids(server.client(), "INBOX"), named(left), "keep {keep}");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_when_the_near_wire_breaks() {
    for step in ["BODY.PEEK[]<0", "UID STORE", "UID EXPUNGE"] {
        for trap in [Trap::Before, Trap::After] {
            broken_at(step, trap, true, false).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_other_account_is_away_the_order_waits() {
    let server = two_users();
    let profile = tempfile::tempdir().unwrap();
    let (mut app, far) = behind_a_proxy(&server, profile.path()).await;
    let id = order_while_away(&mut app, &far).await;
    // Meanwhile the first account works on.
    let star = app.order_flag("Message 1", "INBOX", Flags::FLAGGED, Flags::NONE);
    app.until_settled(star).await;
    assert_eq!(app.entries.get(&id), Some(&State::Queued));
    assert_eq!(ids(server.client(), "INBOX"), named(&[1, 2, 3, 4]));
    far.mend();
    app.engine
        .as_ref()
        .unwrap()
        .send(pombo::model::request::Request { account: FAR, ask: Ask::Refresh });
    app.until_settled(id).await;
    assert_eq!(ids(bruno(&server), "Archive"), named(&[2]));
    assert_eq!(ids(server.client(), "INBOX"), named(&[1, 3, 4]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_other_server_refuses_stays_where_it_is() {
    let quota = "protocol imap {\n mail_plugins = $mail_plugins quota\n}\nplugin {\n quota = maildir:User quota\n \
                 quota_rule = *:storage=1K\n}\n";
    let near = two_users();
    let far = Dovecot::with(&Options { extra: quota, ..Options::default() });
    far.fill_for(USERS[1], "Archive", []);
    let profile = tempfile::tempdir().unwrap();
    let large = mails::with_attachment(9, 20_000);
    near.client().append("INBOX", "", &large);
    let mut app = open(profile.path(), (near.port, far.port), LIVE).await;
    until_both(&mut app).await;
    let inbox = app.mailbox("INBOX");
    let key = app
        .until("the large message", |app| {
            let rows = app.rows.get(&inbox)?;
            rows.values().find(|row| row.size > 10_000).map(|row| row.key)
        })
        .await;
    let to = app.far.mailboxes.iter().find(|mailbox| mailbox.path == ["Archive"]).unwrap().id;
    let action = Action::Across { keys: vec![key], from: inbox, account: FAR, to, keep: false };
    let id = app.order(action);
    let over =
        |state: &State| matches!(state, State::Refused(_) | State::Settled | State::Doubtful(_));
    let State::Refused(fault) = app.until_state(id, over).await else {
        panic!("{:?}", app.entries)
    };
    assert_eq!(fault.kind, FaultKind::Refused(Refusal::OverQuota), "{fault:?}");
    assert_eq!(near.client().message_ids("INBOX").len(), 5);
    assert_eq!(ids(bruno(&far), "Archive"), Vec::<String>::new());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_accounts_that_bring_each_other_messages_do_not_wait_for_ever() {
    let server = two_users();
    let profile = tempfile::tempdir().unwrap();
    let mut app = open(profile.path(), (server.port, server.port), LIVE).await;
    until_both(&mut app).await;
    let there = order(&mut app, &["Message 1", "Message 2", "Message 3"], "Archive", false);
    // Bruno sends his message the other way at the same time.
    let theirs = app.far.mailboxes.iter().find(|mailbox| mailbox.path == ["INBOX"]).unwrap().id;
    let key = pombo::model::ids::MessageKey::new(FAR, 1);
    let to = app.mailbox("INBOX");
    let action =
        Action::Across { keys: vec![key], from: theirs, account: ACCOUNT, to, keep: false };
    let entry = pombo::model::journal::Entry {
        id: EntryId(there.0 + 1_000),
        account: FAR,
        action,
        at: 0,
        state: State::Queued,
    };
    let ask = Ask::Do(entry);
    app.engine.as_ref().unwrap().send(pombo::model::request::Request { account: FAR, ask });
    app.until_settled(there).await;
    app.until_row("INBOX", "Message 50").await;
    assert_eq!(ids(bruno(&server), "Archive"), named(&[1, 2, 3]));
    assert_eq!(ids(server.client(), "INBOX"), named(&[4, 50]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_without_the_other_account_leaves_the_order_for_the_next() {
    let server = two_users();
    let profile = tempfile::tempdir().unwrap();
    let (mut app, far) = behind_a_proxy(&server, profile.path()).await;
    let id = order_while_away(&mut app, &far).await;
    app.stop().await;

    // A command works on the first account alone: it is in step, and refuses nothing.
    let mut alone = App::start(profile.path(), server.port, ONCE);
    alone.until_live().await;
    assert_eq!(alone.entries.get(&id), Some(&State::Queued));
    alone.stop().await;

    far.mend();
    let mut app = open(profile.path(), (server.port, far.port), LIVE).await;
    app.until("the journal", |app| (!app.told.is_empty()).then_some(())).await;
    app.until_settled(id).await;
    assert_eq!(ids(bruno(&server), "Archive"), named(&[2]));
    assert_eq!(ids(server.client(), "INBOX"), named(&[1, 3, 4]));
    app.stop().await;
}
