//! Everybody else who changes the same mail: a second client, and an administrator on the server.

use fastrand::Rng;

use super::judge::Judge;
use super::{Change, Held, Look, MAILBOXES, Mark};
use crate::support::client::Client;
use crate::support::dovecot::{Dovecot, PASSWORD};
use crate::support::mails;

/// The server and whose mail it is.
pub struct Others<'a> {
    pub server: &'a Dovecot,
    pub user: &'a str,
    /// The second client can move in one step.
    pub moves: bool,
}

/// One message where it is.
struct Found {
    mailbox: String,
    number: u32,
}

impl Others<'_> {
    fn client(&self) -> Client {
        Client::login(self.server.port, self.user, PASSWORD)
    }

    /// What the server holds and does not count as deleted. A message that is there twice is told
    /// to the judge's face.
    pub fn held(&self) -> Held {
        let mut client = self.client();
        let mut held = Held::new();
        for name in MAILBOXES {
            let mut looks = std::collections::BTreeSet::new();
            for mail in client.mails(name) {
                if mail.flags.contains("\\Deleted") {
                    continue;
                }
                let number = mail.id.trim_start_matches('m').split('@').next().unwrap();
                let has = |flag| mail.flags.contains(flag);
                let (seen, starred) = (has("\\Seen"), has("\\Flagged"));
                let look = Look { number: number.parse().unwrap(), seen, starred };
                let twice = looks.iter().any(|other: &Look| other.number == look.number);
                assert!(!twice, "message {number} is twice in {name}");
                looks.insert(look);
            }
            held.insert(name.to_owned(), looks);
        }
        held
    }

    /// A message that is theirs to touch, if there is any.
    fn choose(&self, rng: &mut Rng, theirs: impl Fn(u32) -> bool) -> Option<Found> {
        let held = self.held();
        let all: Vec<Found> = held
            .iter()
            .flat_map(|(mailbox, looks)| {
                let mine = looks.iter().filter(|look| theirs(look.number));
                mine.map(|look| Found { mailbox: mailbox.clone(), number: look.number })
            })
            .collect();
        let at = rng.usize(..all.len().max(1));
        all.into_iter().nth(at)
    }

    fn change(&self, rng: &mut Rng, from: &str) -> Change {
        match rng.u8(..10) {
            0..=3 => {
                let others: Vec<&str> =
                    MAILBOXES.into_iter().filter(|name| *name != from).collect();
                Change::Move { to: others[rng.usize(..others.len())].to_owned() }
            }
            4..=5 => Change::Delete,
            n => {
                let mark = if n % 2 == 0 { Mark::Seen } else { Mark::Starred };
                Change::Flag { mark, on: rng.u8(..3) > 0 }
            }
        }
    }

    /// Somebody does something; what it was.
    pub fn act(&self, rng: &mut Rng, judge: &mut Judge, theirs: impl Fn(u32) -> bool) -> String {
        let by_hand = rng.bool();
        if rng.u8(..4) == 0 {
            let number = judge.new_message();
            let mailbox = MAILBOXES[rng.usize(..2)];
            judge.arrived(number, mailbox);
            if by_hand {
                self.client().append(mailbox, "", &mails::plain(number));
            } else {
                let words = ["save", "-m", mailbox];
                self.server.doveadm(self.user, &words, &mails::plain(number)).unwrap();
            }
            return format!("others: {number} arrives in {mailbox} ({})", who(by_hand));
        }
        let Some(found) = self.choose(rng, theirs) else { return "others: nothing".into() };
        let change = self.change(rng, &found.mailbox);
        let done = match by_hand {
            true => self.by_client(&found, &change),
            false => self.by_doveadm(&found, &change),
        };
        // It may have been moved away meanwhile: then it may have been touched, or not.
        judge.touched(found.number, &change, done);
        let (number, at, by) = (found.number, found.mailbox, who(by_hand));
        format!("others: {change:?} of {number} in {at} ({by}): {done}")
    }

    fn by_client(&self, found: &Found, change: &Change) -> bool {
        let mut client = self.client();
        let id = format!("m{}@test.example", found.number);
        let Some(uid) = client.uid(&found.mailbox, &id) else { return false };
        match change {
            Change::Move { to } if self.moves => {
                let answer = client.run(&format!("UID MOVE {uid} \"{to}\""));
                answer.iter().any(|line| line.contains("COPYUID"))
            }
            Change::Move { to } => {
                client.ok(&format!("UID COPY {uid} \"{to}\""));
                client.ok(&format!("UID STORE {uid} +FLAGS (\\Deleted)"));
                client.ok("EXPUNGE");
                true
            }
            Change::Delete => {
                client.ok(&format!("UID STORE {uid} +FLAGS (\\Deleted)"));
                client.ok("EXPUNGE");
                true
            }
            Change::Flag { mark, on } => {
                let sign = if *on { '+' } else { '-' };
                client.ok(&format!("UID STORE {uid} {sign}FLAGS ({})", word(*mark)));
                true
            }
        }
    }

    fn by_doveadm(&self, found: &Found, change: &Change) -> bool {
        let id = format!("m{}@test.example", found.number);
        let which = ["mailbox", &found.mailbox, "header", "message-id", &id];
        match change {
            Change::Move { to } => self.doveadm(&[&["move", to], &which[..]].concat(), b""),
            Change::Delete => self.doveadm(&[&["expunge"], &which[..]].concat(), b""),
            Change::Flag { mark, on } => {
                let how = if *on { "add" } else { "remove" };
                let words = ["flags", how, word(*mark)];
                self.doveadm(&[&words[..], &which[..]].concat(), b"")
            }
        }
    }

    /// It may have come too late.
    fn doveadm(&self, words: &[&str], stdin: &[u8]) -> bool {
        self.server.doveadm(self.user, words, stdin).is_ok()
    }
}

fn who(by_hand: bool) -> &'static str {
    if by_hand { "client" } else { "doveadm" }
}

fn word(mark: Mark) -> &'static str {
    match mark {
        Mark::Seen => "\\Seen",
        Mark::Starred => "\\Flagged",
    }
}
