//! The real `pombo` killed at every step of an order, before the server got the command and after
//! it did. Whatever was killed, `pombo sync --once` brings it to its end, and every message is
//! there exactly once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod commands_kit;
mod support;

use commands_kit::{Profile, finish, ids, signal, there};
use support::dovecot::{Dovecot, Options};
use support::proxy::{Proxy, Trap};
use support::{mails, until};

const ALL: &str = "IMAP4rev1 IDLE UIDPLUS MOVE CONDSTORE ESEARCH LIST-EXTENDED LIST-STATUS \
                   SPECIAL-USE ENABLE LITERAL+";
const NO_MOVE: &str = "IMAP4rev1 IDLE UIDPLUS CONDSTORE ESEARCH LIST-EXTENDED LIST-STATUS \
                       SPECIAL-USE ENABLE LITERAL+";
const NO_UIDPLUS: &str = "IMAP4rev1 IDLE LITERAL+";

/// A server with four messages in INBOX and two in Projects, and a profile that knows them through
/// a proxy.
fn stage(capability: &'static str) -> (Dovecot, Proxy, Profile) {
    let server = Dovecot::with(&Options { capability, ..Options::default() });
    server.fill("INBOX", (1..=4).map(mails::plain));
    server.fill("Projects", (11..=12).map(mails::plain));
    let proxy = Proxy::to(server.port);
    let profile = Profile::on(proxy.port);
    profile.pombo(&["sync", "--once"]).ended(0);
    (server, proxy, profile)
}

/// Starts a command, kills it when it has sent this, and brings the wire back.
fn kill_at(profile: &Profile, proxy: &Proxy, words: &[&str], step: &str, trap: Trap) {
    proxy.hang_at(step, trap);
    let mut child = profile.start(words);
    until(&format!("{step} {trap:?}"), || {
        assert!(child.try_wait().unwrap().is_none(), "it ended before {step} {trap:?}");
        proxy.is_sprung().then_some(())
    });
    signal(&child, "-KILL");
    child.wait().unwrap();
    proxy.mend();
}

fn killed_moves(capability: &'static str, steps: &[&str]) {
    for step in steps {
        for trap in [Trap::Before, Trap::After] {
            let place = format!("{step} {trap:?}");
            let (server, proxy, profile) = stage(capability);
            let keys = profile.keys("inbox", &["Message 2", "Message 3"]);
            let words = ["move", &keys[0], &keys[1], "--to", "Projects"];
            kill_at(&profile, &proxy, &words, step, trap);
            // What was ordered is shown as done, whatever the server has of it.
            assert_eq!(profile.subjects("inbox"), ["Message 4", "Message 1"], "{place}");
            assert_eq!(profile.subjects("Projects").len(), 4, "{place}");

            let run = profile.pombo(&["sync", "--once", "--json"]).ended(0);
            assert_eq!(there(&server, "INBOX"), ids(&[1, 4]), "{place} {run:#?}");
            assert_eq!(there(&server, "Projects"), ids(&[11, 12, 2, 3]), "{place} {run:#?}");
            assert_eq!(profile.subjects("inbox"), ["Message 4", "Message 1"], "{place}");
            assert_eq!(profile.subjects("Projects").len(), 4, "{place}");
            assert!(profile.list("Projects").iter().all(|row| row["waits"] == false), "{place}");
            // The journal is empty now: nothing is done a second time.
            profile.pombo(&["sync", "--once"]).ended(0);
            assert_eq!(there(&server, "Projects"), ids(&[11, 12, 2, 3]), "{place}");
        }
    }
}

#[test]
fn a_killed_move_is_done_once_by_the_next_sync() {
    killed_moves(ALL, &["STATUS \"Projects\"", "UID MOVE"]);
}

#[test]
fn without_move_a_killed_copy_is_done_once_by_the_next_sync() {
    killed_moves(NO_MOVE, &["UID COPY", "UID STORE", "UID EXPUNGE"]);
}

#[test]
fn without_uidplus_a_killed_copy_is_done_once_by_the_next_sync() {
    killed_moves(NO_UIDPLUS, &["UID COPY", "UID STORE", "EXPUNGE"]);
}

#[test]
fn an_interrupted_move_says_that_it_waits() {
    let (server, proxy, profile) = stage(ALL);
    let key = profile.keys("inbox", &["Message 2"]).remove(0);
    proxy.hang_at("UID MOVE", Trap::After);
    let child = profile.start(&["move", &key, "--to", "Projects", "--json"]);
    until("the command to be sent", || proxy.is_sprung().then_some(()));
    signal(&child, "-INT");
    let told = finish(child).ended(4).json();
    assert_eq!((&told[0]["state"], &told[0]["messages"]), (&"waits".into(), &1.into()));
    proxy.mend();
    profile.pombo(&["sync", "--once"]).ended(0);
    assert_eq!(there(&server, "INBOX"), ids(&[1, 3, 4]));
    assert_eq!(there(&server, "Projects"), ids(&[11, 12, 2]));
}

#[test]
fn a_killed_deletion_and_a_killed_flag_are_done_by_the_next_sync() {
    for (words, step) in [
        (&["delete", "--for-good"][..], "UID STORE"),
        (&["delete", "--for-good"], "UID EXPUNGE"),
        (&["flag", "--add", "flagged", "--remove", "seen"], "+FLAGS.SILENT"),
    ] {
        for trap in [Trap::Before, Trap::After] {
            let place = format!("{words:?} {step} {trap:?}");
            let (server, proxy, profile) = stage(ALL);
            let key = profile.keys("inbox", &["Message 2"]).remove(0);
            kill_at(&profile, &proxy, &[words, &[&key]].concat(), step, trap);
            profile.pombo(&["sync", "--once"]).ended(0);
            let mut judge = server.client();
            if words[0] == "delete" {
                assert_eq!(judge.message_ids("INBOX"), ids(&[1, 3, 4]), "{place}");
                assert_eq!(profile.subjects("inbox").len(), 3, "{place}");
            } else {
                let flags = judge.flags("INBOX", "m2@test.example").unwrap();
                assert!(flags.contains("\\Flagged"), "{place}: {flags}");
                assert_eq!(judge.message_ids("INBOX"), ids(&[1, 2, 3, 4]), "{place}");
            }
        }
    }
}
