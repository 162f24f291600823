//! Everybody else who changes the same mail: a second client, and an administrator on the server.

use fastrand::Rng;

use super::change::{Change, Mark};
use super::judge::Judge;
use super::process::Order;
use super::{FAR, Held, Look, Shelf, far_of, is_ours, is_tended, leaf};
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
    path: String,
    number: u32,
    /// Nothing else in that mailbox looks like it.
    only: bool,
}

/// The names in the answers to LIST or LSUB, of mailboxes that can be opened.
fn names(rows: &[String]) -> Vec<String> {
    let open = rows.iter().filter(|row| !row.contains("\\NonExistent") && !row.contains("\\Nosel"));
    let names = open.filter_map(|row| Some(row.split_once("\"/\" ")?.1.replace('"', "")));
    names.filter(|name| is_ours(name)).collect()
}

/// None where the mailbox has gone meanwhile.
fn looks(client: &mut Client, path: &str) -> Option<Vec<Look>> {
    let mails = client.mails(path)?;
    let mails = mails.iter().filter(|mail| !mail.flags.contains("\\Deleted"));
    let mut looks: Vec<Look> = mails
        .map(|mail| {
            let number = mail.id.trim_start_matches('m').split('@').next().unwrap();
            let has = |flag| mail.flags.contains(flag);
            let (seen, starred) = (has("\\Seen"), has("\\Flagged"));
            Look { number: number.parse().unwrap(), seen, starred }
        })
        .collect();
    looks.sort();
    Some(looks)
}

impl Others<'_> {
    fn client(&self) -> Client {
        Client::login(self.server.port, self.user, PASSWORD)
    }

    /// What the server holds and does not count as deleted.
    pub fn held(&self) -> Held {
        let mut client = self.client();
        let subscribed = names(&client.ok("LSUB \"\" \"*\""));
        let all = names(&client.ok("LIST \"\" \"*\""));
        let mut held: Held = all
            .into_iter()
            .map(|path| {
                let subscribed = subscribed.contains(&path);
                let looks = looks(&mut client, &path).or_else(|| {
                    client = self.client();
                    looks(&mut client, &path)
                });
                if looks.is_none() {
                    client = self.client();
                }
                let (ghost, looks) = (looks.is_none(), looks.unwrap_or_default());
                (path, Shelf { looks, subscribed, ghost })
            })
            .collect();
        let mut far = Client::login(self.server.port, &far_of(self.user), PASSWORD);
        let looks = looks(&mut far, "Archive").unwrap();
        held.insert(FAR.to_owned(), Shelf { looks, ..Shelf::default() });
        held
    }

    /// Somebody does something; what it was. `orders` is what is known of hers, and whether commands
    /// of hers may be on the wire.
    pub fn act(
        &self,
        rng: &mut Rng,
        judge: &mut Judge,
        theirs: impl Fn(u32) -> bool,
        orders: (&[Order], bool),
    ) -> String {
        let by_hand = rng.bool();
        match rng.u8(..12) {
            0..=2 => return self.write(rng, judge, by_hand),
            3..=4 => return self.tend(rng, judge, orders),
            _ => {}
        }
        let mut held = self.held();
        held.remove(FAR);
        held.retain(|_, shelf| !shelf.ghost);
        let Some(found) = choose(rng, &held, theirs) else { return "others: nothing".into() };
        let change = chosen(rng, &found, &held);
        let done = match by_hand || !found.only {
            true => self.by_client(&found, &change, &held),
            false => self.by_doveadm(&found, &change, &held),
        };
        // It may have been moved away meanwhile: then it may have been touched, or not.
        judge.touched(Some(found.number), change.clone(), done, orders);
        let (number, by) = (found.number, who(by_hand || !found.only));
        format!("others: {change} {number} ({by}): {done}")
    }

    fn write(&self, rng: &mut Rng, judge: &mut Judge, by_hand: bool) -> String {
        let number = judge.new_message();
        let mailbox = ["INBOX", "Archive"][rng.usize(..2)];
        judge.arrived(number, mailbox);
        if by_hand {
            self.client().append(mailbox, "", &mails::plain(number));
        } else {
            let words = ["save", "-m", mailbox];
            self.server.doveadm(self.user, &words, &mails::plain(number)).unwrap();
        }
        format!("others: {number} arrives in {mailbox} ({})", who(by_hand))
    }

    /// A mailbox is made, called otherwise, hung elsewhere, or deleted with all that is in it.
    fn tend(&self, rng: &mut Rng, judge: &mut Judge, orders: (&[Order], bool)) -> String {
        let mut client = self.client();
        let all = names(&client.ok("LIST \"\" \"*\""));
        let mut tended: Vec<&String> = all.iter().filter(|path| is_tended(path)).collect();
        rng.shuffle(&mut tended);
        let inside = match tended.last() {
            Some(parent) if rng.u8(..3) == 0 && tended.len() > 1 => Some(leaf(parent).to_owned()),
            _ => None,
        };
        let parent = inside.is_some().then(|| tended.last().copied()).flatten();
        let path = |name: &str| match parent {
            Some(parent) => format!("{parent}/{name}"),
            None => name.to_owned(),
        };
        let (change, command) = match (tended.first().copied(), rng.u8(..10)) {
            (Some(from), 0..=3) if parent.is_none_or(|parent| !parent.starts_with(from)) => {
                let to = judge.new_box();
                let command = format!("RENAME \"{from}\" \"{}\"", path(&to));
                (Change::Rename { name: leaf(from).to_owned(), inside, to }, command)
            }
            (Some(from), 4..=6) if !has_inside(from, &all) => {
                let names = vec![leaf(from).to_owned()];
                (Change::Unmake { names }, format!("DELETE \"{from}\""))
            }
            _ => {
                let name = judge.new_box();
                let command = format!("CREATE \"{}\"", path(&name));
                (Change::Make { inside, name }, command)
            }
        };
        let done = client.may(&command).is_some();
        judge.touched(None, change.clone(), done, orders);
        format!("others: {change} ({command}): {done}")
    }

    fn by_client(&self, found: &Found, change: &Change, held: &Held) -> bool {
        let mut client = self.client();
        let id = format!("m{}@test.example", found.number);
        let Some(uid) = uid(&mut client, &found.path, &id) else { return false };
        match change {
            Change::Move { to, .. } if self.moves => {
                let answer = client.run(&format!("UID MOVE {uid} \"{}\"", path_of(to, held)));
                answer.iter().any(|line| line.contains("COPYUID"))
            }
            Change::Move { to, .. } => {
                let copy = format!("UID COPY {uid} \"{}\"", path_of(to, held));
                client.may(&copy).is_some() && remove(&mut client, uid)
            }
            Change::Flag { mark, on, .. } => {
                let sign = if *on { '+' } else { '-' };
                client.may(&format!("UID STORE {uid} {sign}FLAGS ({})", word(*mark))).is_some()
            }
            _ => remove(&mut client, uid),
        }
    }

    /// It may come too late.
    fn by_doveadm(&self, found: &Found, change: &Change, held: &Held) -> bool {
        let id = format!("m{}@test.example", found.number);
        let which = ["mailbox", &found.path, "header", "message-id", &id];
        let words: Vec<&str> = match change {
            Change::Move { to, .. } => vec!["move", path_of(to, held)],
            Change::Flag { mark, on, .. } => {
                vec!["flags", if *on { "add" } else { "remove" }, word(*mark)]
            }
            _ => vec!["expunge"],
        };
        self.server.doveadm(self.user, &[&words[..], &which[..]].concat(), b"").is_ok()
    }
}

fn has_inside(path: &str, all: &[String]) -> bool {
    all.iter().any(|other| other.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
}

fn remove(client: &mut Client, uid: u32) -> bool {
    client.may(&format!("UID STORE {uid} +FLAGS (\\Deleted)")).is_some()
        && client.may("EXPUNGE").is_some()
}

/// The UID of a message, the mailbox being there still; selects it.
fn uid(client: &mut Client, path: &str, id: &str) -> Option<u32> {
    client.may(&format!("SELECT \"{path}\""))?;
    let rows = client.may(&format!("UID SEARCH HEADER MESSAGE-ID \"{id}\""))?;
    rows.iter().find_map(|row| row.strip_prefix("* SEARCH ")?.split(' ').next()?.parse().ok())
}

/// A message that is theirs to touch, if there is any.
fn choose(rng: &mut Rng, held: &Held, theirs: impl Fn(u32) -> bool) -> Option<Found> {
    let mut all: Vec<Found> = Vec::new();
    for (path, shelf) in held {
        for look in shelf.looks.iter().filter(|look| theirs(look.number)) {
            let only = shelf.looks.iter().filter(|other| other.number == look.number).count() == 1;
            all.push(Found { path: path.clone(), number: look.number, only });
        }
    }
    let at = rng.usize(..all.len().max(1));
    all.into_iter().nth(at)
}

fn chosen(rng: &mut Rng, found: &Found, held: &Held) -> Change {
    let from = leaf(&found.path).to_owned();
    match rng.u8(..10) {
        0..=3 => {
            let others: Vec<&String> = held.keys().filter(|path| **path != found.path).collect();
            Change::Move { from, to: leaf(others[rng.usize(..others.len())]).to_owned() }
        }
        4..=5 => Change::Delete { from },
        n => {
            let mark = if n % 2 == 0 { Mark::Seen } else { Mark::Starred };
            Change::Flag { mark, on: rng.u8(..3) > 0, from }
        }
    }
}

fn path_of<'a>(name: &'a str, held: &'a Held) -> &'a str {
    held.keys().find(|path| leaf(path) == name).map_or(name, String::as_str)
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
