//! The odd ways of real servers, one personality each: what a person orders comes out right on all
//! of them, and nothing is hidden on the way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod support;
mod sync_kit;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pombo::model::action::Action;
use pombo::model::event::Fact;
use pombo::model::event::Source;
use pombo::model::fault::{FaultKind, Refusal};
use pombo::model::flags::Flags;
use pombo::model::ids::EntryId;
use pombo::model::journal::State;
use pombo::model::link::Link;
use pombo::model::request::Ask;
use support::PATIENCE;
use support::scripted::{Manner, Server, Setup, gmail};
use sync_kit::{App, How, LIVE, ONCE, witness};

/// Waits for a condition and asks to go on meanwhile, as a person would who presses "refresh".
async fn press(app: &mut App, what: &str, found: impl Fn(&App) -> bool) {
    let end = Instant::now() + PATIENCE;
    while !app.comes(Duration::from_millis(100), &found).await {
        assert!(Instant::now() < end, "waited in vain for {what}; {}", app.summary());
        app.ask(Ask::Refresh);
    }
}

/// Both sides are equal and nothing was ever hidden.
async fn equal(app: &mut App, server: &Server, name: &str) {
    let end = Instant::now() + PATIENCE;
    let same =
        |app: &App| app.link == Some(Link::Live) && witness::difference(app, server).is_none();
    while !app.comes(Duration::from_millis(150), same).await {
        let how = witness::difference(app, server).unwrap_or_default();
        assert!(Instant::now() < end, "{name}: {how}; {}", app.summary());
        app.ask(Ask::Refresh);
    }
    assert_eq!(witness::hidden(&app.told, server), Vec::<String>::new(), "{name}");
}

/// An order comes to this end.
async fn done(app: &mut App, id: EntryId, name: &str) {
    press(app, name, |app| app.is_over(id)).await;
    assert_eq!(app.entries[&id], State::Settled, "{name}");
}

/// Flag, move, delete, new mail, mail taken away: on any server the same.
async fn everyday(setup: Setup, how: How, to: &str, name: &str) -> Server {
    let server = setup.start();
    let mut app = App::in_memory(server.port, how);
    equal(&mut app, &server, name).await;
    let flag = app.order_flag("Message 1", "INBOX", Flags::SEEN, Flags::NONE);
    done(&mut app, flag, name).await;
    let moved = app.order_move(&["Message 2", "Message 3"], "INBOX", to);
    done(&mut app, moved, name).await;
    let keys = vec![app.row("INBOX", "Message 4").unwrap().key];
    let from = app.mailbox("INBOX");
    let deleted = app.order(Action::Delete { keys, from });
    done(&mut app, deleted, name).await;
    server.deliver("INBOX", 90);
    server.take_away("INBOX", "Message 6");
    equal(&mut app, &server, name).await;
    let there = server.folder_at(to).unwrap();
    for subject in ["Message 2", "Message 3"] {
        assert!(!server.holds("INBOX", subject) && server.holds(&there, subject), "{name}");
    }
    assert_eq!(server.all().iter().filter(|(_, at, _)| at == "Message 2").count(), 1, "{name}");
    assert!(!server.holds("INBOX", "Message 4"), "{name}");
    assert!(app.row("INBOX", "Message 90").is_some() && app.row("INBOX", "Message 6").is_none());
    app.stop().await;
    server
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_gmail_mail_is_archived_labelled_thrown_away_and_deleted_as_one_mail() {
    let mute = || {
        Manner::default().bend(|said, answer| {
            if said.verb == "UID MOVE" {
                answer.lines.retain(|line| !line.contains("COPYUID"));
            }
        })
    };
    for (name, manner) in [("telling", Manner::default()), ("mute", mute())] {
        let server = gmail(manner).start();
        let mut app = App::in_memory(server.port, LIVE);
        equal(&mut app, &server, name).await;
        let everywhere = |number: u32| {
            let subject = format!("Message {number}");
            let all = server.all();
            let at = all.iter().filter(|(_, at, _)| *at == subject).map(|(at, ..)| at.clone());
            at.collect::<Vec<String>>()
        };
        let archived = app.order_move(&["Message 1"], "INBOX", "[Gmail]/All Mail");
        done(&mut app, archived, "archive").await;
        assert_eq!(everywhere(1), ["Work", "[Gmail]/All Mail"], "{name}");
        let thrown = app.order_move(&["Message 2"], "INBOX", "[Gmail]/Trash");
        done(&mut app, thrown, "throw away").await;
        assert_eq!(everywhere(2), ["[Gmail]/Trash"], "{name}: out of every label");
        let labelled = app.order_move(&["Message 4"], "INBOX", "Work");
        done(&mut app, labelled, "label").await;
        assert_eq!(everywhere(4), ["Work", "[Gmail]/All Mail"], "{name}");
        equal(&mut app, &server, name).await;
        let keys = vec![app.row("[Gmail]/Trash", "Message 2").unwrap().key];
        let from = app.mailbox("[Gmail]/Trash");
        let deleted = app.order(Action::Delete { keys, from });
        done(&mut app, deleted, "delete").await;
        assert_eq!(everywhere(2), Vec::<String>::new(), "{name}");
        equal(&mut app, &server, name).await;
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_gmail_nothing_is_expunged_outside_trash_and_junk() {
    let server = gmail(Manner::default()).start();
    let mut app = App::in_memory(server.port, LIVE);
    equal(&mut app, &server, "before").await;
    for from in ["INBOX", "Work", "[Gmail]/All Mail"] {
        let keys = vec![app.row(from, "Message 3").unwrap().key];
        let from = app.mailbox(from);
        let id = app.order(Action::Delete { keys, from });
        press(&mut app, "a refusal", |app| app.is_over(id)).await;
        let State::Refused(fault) = &app.entries[&id] else { panic!("{:?}", app.entries[&id]) };
        assert_eq!(fault.kind, FaultKind::Refused(Refusal::OnlyFromTrash));
    }
    equal(&mut app, &server, "after").await;
    let asked = |word: &str| server.sent().iter().any(|sent| sent.contains(word));
    assert!(!asked("EXPUNGE") && !asked("Deleted"), "nothing was tried");
    // By way of the trash it goes for good, from every label.
    let thrown = app.order_move(&["Message 3"], "INBOX", "[Gmail]/Trash");
    done(&mut app, thrown, "throw away").await;
    let keys = vec![app.row("[Gmail]/Trash", "Message 3").unwrap().key];
    let from = app.mailbox("[Gmail]/Trash");
    let deleted = app.order(Action::Delete { keys, from });
    done(&mut app, deleted, "delete").await;
    assert!(server.all().iter().all(|(_, subject, _)| subject != "Message 3"));
    equal(&mut app, &server, "at the end").await;
    app.stop().await;
}

/// How often a text was asked for.
fn texts_asked(server: &Server) -> usize {
    let is_text = |sent: &&String| sent.contains("BODY.PEEK[") && !sent.contains("HEADER.FIELDS");
    server.sent().iter().filter(is_text).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_gmail_a_mail_is_read_once_and_marked_everywhere() {
    let server = gmail(Manner::default()).start();
    let mut app = App::in_memory(server.port, LIVE);
    equal(&mut app, &server, "before").await;
    let inbox = app.row("INBOX", "Message 3").unwrap().key;
    let (first, source) = app.body(inbox).await;
    assert_eq!((source, texts_asked(&server)), (Source::Server, 1));
    for label in ["[Gmail]/All Mail", "Work"] {
        let key = app.row(label, "Message 3").unwrap().key;
        assert_ne!(key, inbox);
        let (again, source) = app.body(key).await;
        assert_eq!((again, source), (first.clone(), Source::Cache), "{label}");
    }
    assert_eq!(texts_asked(&server), 1, "nothing came over the wire twice");
    let other = app.row("[Gmail]/All Mail", "Message 4").unwrap().key;
    assert_eq!(app.body(other).await.1, Source::Server);
    let star = app.order_flag("Message 3", "Work", Flags::FLAGGED, Flags::NONE);
    app.until_settled(star).await;
    let starred = |app: &App, label| app.row(label, "Message 3").unwrap().flags.has(Flags::FLAGGED);
    for label in ["INBOX", "[Gmail]/All Mail", "Work"] {
        assert!(starred(&app, label), "{label} waits for no news of the server");
    }
    equal(&mut app, &server, "after").await;
    // Its text goes along, and stays with those that are left.
    let archived = app.order_move(&["Message 3"], "INBOX", "[Gmail]/All Mail");
    done(&mut app, archived, "archive").await;
    let key = app.row("[Gmail]/All Mail", "Message 3").unwrap().key;
    assert_eq!(app.body(key).await.1, Source::Cache);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn identities_that_are_refused_left_out_or_all_the_same_do_no_harm() {
    let asks = |command: &str| command.contains("X-GM-MSGID");
    let refusing =
        Manner::default().refuse(move |said| asks(said.command).then(|| "BAD what".into()));
    let silent = Manner::default().bend(|_, answer| {
        answer.lines.iter_mut().for_each(|line| *line = line.replace("X-GM-MSGID", "X-NOTHING"));
    });
    let liar = Manner::default().bend(|_, answer| {
        for line in &mut answer.lines {
            if let Some((before, rest)) = line.split_once("X-GM-MSGID ") {
                let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                *line = format!("{before}X-GM-MSGID 7{rest}");
            }
        }
    });
    for (name, manner, most) in [("BAD", refusing, 1), ("silent", silent, 1), ("liar", liar, 99)] {
        let server = gmail(manner).start();
        let mut app = App::in_memory(server.port, ONCE);
        equal(&mut app, &server, name).await;
        let asked = server.sent().iter().filter(|sent| asks(sent)).count();
        assert!((1..=most).contains(&asked), "{name}: asked {asked} times");
        for (label, subject) in [("INBOX", 1), ("[Gmail]/All Mail", 2), ("Work", 3)] {
            let key = app.row(label, &format!("Message {subject}")).unwrap().key;
            let (body, source) = app.body(key).await;
            assert_eq!(source, Source::Server, "{name}");
            let text = &body.unwrap().texts[0].text;
            assert!(text.contains(&format!("body of message {subject}.")), "{name}: {text}");
        }
        let star = app.order_flag("Message 3", "Work", Flags::FLAGGED, Flags::NONE);
        done(&mut app, star, name).await;
        let starred = |row: &pombo::model::envelope::Row| row.flags.has(Flags::FLAGGED);
        assert!(!starred(&app.row("INBOX", "Message 2").unwrap()), "{name}");
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn microsoft_365_throttles_speaks_loosely_and_forgets_its_mailbox() {
    const OFFERS: &str = "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT \
                          CHILDREN IDLE NAMESPACE LITERAL+";
    let throttled = AtomicBool::new(false);
    let manner = Manner::default()
        .refuse(|said| {
            let first = said.talk == 1 && said.verb == "SELECT";
            first.then(|| "BAD User is authenticated but not connected.".to_owned())
        })
        .refuse(move |said| {
            let now = said.verb == "UID FETCH" && !throttled.swap(true, Ordering::SeqCst);
            let words = "BAD Request is throttled. Suggested Backoff Time: 20 milliseconds";
            now.then(|| words.to_owned())
        })
        .bend(|said, answer| {
            for line in &mut answer.lines {
                if line.contains("COPYUID") {
                    *line = line.replace("* OK [", "[");
                } else if line.starts_with("* STATUS") {
                    line.push(' ');
                } else if said.verb == "LIST" {
                    *line = line.replace("\"Sent Items\"", "Sent Items");
                }
            }
        });
    let folders = [("Archive", 21..=22), ("INBOX", 1..=9), ("Sent Items", 31..=33)];
    let setup = Setup::new(OFFERS, &folders).manner(manner);
    everyday(setup, ONCE, "Sent Items", "Microsoft 365").await;
}

/// Whether a set of numbers up to `top` names one.
fn names(set: &str, number: u32, top: u32) -> bool {
    let end = |text: &str| if text == "*" { top } else { text.parse().unwrap_or(0) };
    set.split(',').any(|range| {
        let (low, high) = range.split_once(':').unwrap_or((range, range));
        (end(low)..=end(high)).contains(&number)
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn yahoo_gives_rows_backwards_and_cannot_give_some_at_all() {
    const OFFERS: &str = "IMAP4rev1 ID MOVE NAMESPACE UIDPLUS LITERAL+ CHILDREN XYMHIGHESTMODSEQ";
    // One that is there from the beginning, one that comes later.
    for poison in [8, 10] {
        let manner = Manner::default()
            .refuse(move |said| {
                let set =
                    said.command.split(' ').find(|word| word.starts_with(char::is_numeric))?;
                let asked = said.command.contains("SUBJECT") && said.open == Some("INBOX");
                let hit = said.verb.ends_with("FETCH") && asked && names(set, poison, 99);
                hit.then(|| "NO [UNAVAILABLE] UID FETCH Server error".to_owned())
            })
            .bend(|said, answer| {
                if said.verb.ends_with("FETCH") {
                    answer.lines.reverse();
                }
            });
        let setup = Setup::new(OFFERS, &[("Draft", 21..=22), ("INBOX", 1..=9)]).manner(manner);
        let server = setup.start();
        let mut app = App::in_memory(server.port, LIVE);
        press(&mut app, "INBOX", |app| app.row("INBOX", "Message 9").is_some()).await;
        server.deliver("INBOX", 10);
        server.deliver("INBOX", 11);
        let all = if poison == 8 { "Message 10" } else { "Message 8" };
        let whole = |app: &App| {
            let here = ["Message 11", all, "Message 1"];
            here.iter().all(|subject| app.row("INBOX", subject).is_some())
        };
        press(&mut app, "all that can be had", whole).await;
        assert!(app.row("INBOX", &format!("Message {poison}")).is_none());
        let moved = app.order_move(&["Message 9"], "INBOX", "Draft");
        done(&mut app, moved, "Yahoo").await;
        let hidden = witness::hidden(&app.told, &server);
        assert_eq!(hidden, Vec::<String>::new(), "{poison}");
        app.stop().await;
    }
}

/// One comes, and the oldest is not shown any more.
fn slide(server: &Server, number: u32) {
    server.with(|world| {
        world.deliver("INBOX", number);
        let oldest = world.folder("INBOX").mails[0].uid;
        world.remove("INBOX", &[oldest]);
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_slides_out_of_yahoos_window_is_not_gone() {
    const OFFERS: &str = "IMAP4rev1 ID MOVE NAMESPACE UIDPLUS LITERAL+ IDLE XYMHIGHESTMODSEQ";
    let server = Setup::new(OFFERS, &[("Draft", 21..=22), ("INBOX", 1..=10_000)]).start();
    let profile = tempfile::tempdir().unwrap();
    let mut app = App::start(profile.path(), server.port, ONCE);
    app.until_live().await;
    app.stop().await;
    // While nobody looks, and while somebody listens.
    (10_001..=10_003).for_each(|number| slide(&server, number));
    let mut app = App::start(profile.path(), server.port, LIVE);
    press(&mut app, "what came", |app| app.row("INBOX", "Message 10003").is_some()).await;
    app.until_live().await;
    slide(&server, 10_004);
    press(&mut app, "what came", |app| app.row("INBOX", "Message 10004").is_some()).await;
    // What somebody else deletes within the window is gone.
    server.with(|world| {
        world.take_away("INBOX", "Message 9000");
        world.deliver("INBOX", 10_005);
    });
    press(&mut app, "what went", |app| app.row("INBOX", "Message 9000").is_none()).await;
    press(&mut app, "what came", |app| app.row("INBOX", "Message 10005").is_some()).await;
    let inbox = app.mailbox("INBOX");
    app.ask(Ask::Audit(Some(inbox)));
    let audit = app
        .until("the audit", |app| {
            app.told.iter().find_map(|fact| match fact {
                Fact::Audited(audits) => audits.iter().find(|one| one.mailbox == inbox).copied(),
                _ => None,
            })
        })
        .await;
    assert_eq!((audit.found.extra, audit.found.missing), (0, 0));
    let out_of_reach = FaultKind::Refused(Refusal::OutOfReach);
    for number in 1..=4 {
        let subject = format!("Message {number}");
        let row = app.row("INBOX", &subject).unwrap_or_else(|| panic!("{subject} is hidden"));
        assert_eq!(app.body(row.key).await.0.unwrap_err().kind, out_of_reach);
    }
    let moved = app.order_move(&["Message 1"], "INBOX", "Draft");
    let end = app.until_state(moved, |state| matches!(state, State::Refused(_))).await;
    assert!(matches!(end, State::Refused(fault) if fault.kind == out_of_reach));
    assert_eq!(app.subjects("INBOX").len(), 10_004);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn icloud_names_mails_as_vanished_that_are_there() {
    const OFFERS: &str = "XAPPLEPUSHSERVICE IMAP4 IMAP4rev1 SASL-IR AUTH=PLAIN ID IDLE CONDSTORE \
                          QRESYNC ENABLE ESEARCH UIDPLUS LITERAL+ QUOTA SORT";
    let manner = Manner::default().bend(|said, answer| {
        if said.verb == "SELECT" || said.verb == "UID FETCH" {
            answer.lines.insert(0, "* VANISHED (EARLIER) 1:5,7:9,".to_owned());
        }
    });
    let setup = Setup::new(OFFERS, &[("Archive", 21..=22), ("INBOX", 1..=9)]).manner(manner);
    everyday(setup, LIVE, "Archive", "iCloud").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn courier_tells_no_uidnext_and_keeps_everything_under_inbox() {
    const OFFERS: &str = "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT \
                          THREAD=REFERENCES SORT QUOTA IDLE ENABLE UTF8=ACCEPT";
    let manner = Manner::default().bend(|_, answer| {
        answer.lines.retain(|line| !line.contains("[UIDNEXT"));
        for line in answer.lines.iter_mut().filter(|line| line.starts_with("* STATUS")) {
            if let Some((before, after)) = line.clone().split_once("UIDNEXT ") {
                let after = after.trim_start_matches(char::is_numeric);
                *line = format!("{before}{}", after.trim_start());
            }
        }
    });
    let folders = [("INBOX", 1..=9), ("INBOX.Sent", 31..=33), ("INBOX.Work", 21..=22)];
    let mut setup = Setup::new(OFFERS, &folders).manner(manner);
    setup.delimiter = '.';
    everyday(setup, LIVE, "INBOX/Work", "Courier").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn proton_bridge_refuses_what_it_offers() {
    const OFFERS: &str = "IMAP4rev1 IDLE MOVE UIDPLUS UNSELECT LIST-STATUS SPECIAL-USE ID";
    let manner = Manner::default().refuse(|said| match said.verb {
        "LIST" if said.command.contains("RETURN") => Some("BAD unexpected RETURN".to_owned()),
        "UID EXPUNGE" => Some("NO UID EXPUNGE is not supported".to_owned()),
        _ => None,
    });
    let setup = Setup::new(OFFERS, &[("Archive", 21..=22), ("INBOX", 1..=9)]).manner(manner);
    let server = everyday(setup, LIVE, "Archive", "Proton Bridge").await;
    let plain = server.sent().iter().filter(|command| *command == "EXPUNGE").count();
    assert_eq!(plain, 1, "only because nothing else was marked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn netease_wants_a_name_and_tells_no_status() {
    let manner = Manner::default()
        .refuse(|said| {
            let named = said.before.iter().any(|verb| verb == "ID");
            let early = said.verb == "SELECT" && !named;
            early.then(|| "NO SELECT Unsafe Login. Please contact kefu@188.com for help".to_owned())
        })
        .bend(|_, answer| {
            answer.lines.retain(|line| !line.contains("[UIDNEXT"));
            for line in answer.lines.iter_mut().filter(|line| line.starts_with("* STATUS")) {
                let (before, _) = line.split_once(" (").unwrap();
                *line = format!("{before} ()");
            }
        });
    let folders = [("Archive", 21..=22), ("INBOX", 1..=9)];
    let setup = Setup::new("IMAP4rev1 ID UIDPLUS", &folders).manner(manner);
    everyday(setup, ONCE, "Archive", "163.com").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn yandex_ends_idle_by_itself_leaves_out_parts_and_never_answers_after_bye() {
    const OFFERS: &str = "IMAP4rev1 CHILDREN UNSELECT LITERAL+ NAMESPACE XLIST UIDPLUS ENABLE ID IDLE \
                          MOVE";
    let dropped = AtomicBool::new(false);
    let manner = Manner::default().bend(move |said, answer| match said.verb {
        "LOGOUT" => answer.lines.truncate(1),
        "IDLE" if !dropped.swap(true, Ordering::SeqCst) => {
            answer.lines.push("* BYE autologout".to_owned());
            answer.close = true;
        }
        "UID FETCH" if said.command.contains("BODY.PEEK[1]") => {
            for line in &mut answer.lines {
                let (kept, _) = line.split_once(" BODY[").unwrap_or((line, ""));
                *line = format!("{kept})");
            }
        }
        _ => {}
    });
    let setup = Setup::new(OFFERS, &[("Archive", 21..=22), ("INBOX", 1..=9)]).manner(manner);
    let server = setup.start();
    let mut app = App::in_memory(server.port, LIVE);
    equal(&mut app, &server, "Yandex").await;
    let key = app.row("INBOX", "Message 1").unwrap().key;
    let (body, _) = app.body(key).await;
    assert!(body.is_err(), "a part that is left out is not an empty one");
    let moved = app.order_move(&["Message 2"], "INBOX", "Archive");
    done(&mut app, moved, "Yandex").await;
    server.deliver("INBOX", 90);
    equal(&mut app, &server, "Yandex").await;
    let begun = Instant::now();
    app.stop().await;
    assert!(begun.elapsed() < PATIENCE, "nobody waits for an answer after BYE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hmailserver_takes_no_descending_ranges() {
    let manner = Manner::default().refuse(|said| {
        let set = said.command.split(' ').find(|word| word.starts_with(char::is_numeric))?;
        let falls = set.split(',').filter_map(|range| range.split_once(':')).any(|(low, high)| {
            matches!((low.parse::<u32>(), high.parse::<u32>()), (Ok(low), Ok(high)) if low > high)
                || low == "*"
        });
        falls.then(|| "BAD Command contains illegal range".to_owned())
    });
    let folders = [("Archive", 21..=22), ("INBOX", 1..=99)];
    let setup = Setup::new("IMAP4 IMAP4rev1 CHILDREN IDLE QUOTA SORT ACL NAMESPACE", &folders);
    everyday(setup.manner(manner), LIVE, "Archive", "hMailServer").await;
}
