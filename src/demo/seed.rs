//! The mail that a demo begins with: our own writing, kept as files in `resources/demo`.

mod dates;
pub mod fill;
mod table;

use super::Options;
use super::shared::transportable;
use super::world::{Content, Mailbox, Marks, World};

pub use self::table::ARRIVALS;

pub const NAME: &str = "Marina Duarte";
pub const ADDRESS: &str = "marina@atelier.example";

/// Mailboxes as on the wire (`Café & Chá` and `日本` in modified UTF-7), whether they hold mail, and
/// their special use (RFC 6154).
const MAILBOXES: [(&str, bool, Option<&str>); 14] = [
    ("INBOX", true, None),
    ("Drafts", true, Some("Drafts")),
    ("Sent", true, Some("Sent")),
    ("Archive", true, Some("Archive")),
    ("Junk", true, Some("Junk")),
    ("Trash", true, Some("Trash")),
    ("Projects", false, None),
    ("Projects/Casa Azul", true, None),
    ("Projects/Harbour Library", true, None),
    ("Family", true, None),
    ("Receipts", true, None),
    ("Newsletters", true, None),
    ("Caf&AOk- &- Ch&AOE-", true, None),
    ("&ZeVnLA-", true, None),
];

/// A mail of the table: its mailbox, its flags as letters (`s`een, `a`nswered, `f`lagged, `d`raft,
/// forwarde`w`), its bytes.
pub struct Mail {
    pub mailbox: &'static str,
    pub flags: &'static str,
    pub bytes: &'static [u8],
}

/// The mailboxes with all mail in them, each message as old as it says.
pub fn world(options: &Options) -> World {
    // A new UIDVALIDITY at each start: the mail is not the same as last time.
    let validity = u32::try_from(options.now).unwrap_or(1);
    let mut world = World::new(validity);
    for (name, selectable, role) in MAILBOXES {
        let _ = world.create(name);
        if let Some(mailbox) = world.named_mut(name) {
            mailbox.selectable = selectable;
            mailbox.role = role;
        }
    }
    let mut mails: Vec<_> = table::MAILS
        .iter()
        .map(|mail| {
            let (bytes, date) = dates::resolve(mail.bytes, options.now);
            (date.unwrap_or(options.now), mail, bytes)
        })
        .collect();
    mails.sort_by_key(|(date, ..)| *date);
    for (date, mail, bytes) in mails {
        if let Some(mailbox) = world.named_mut(mail.mailbox) {
            skip(mailbox);
            let content = Content::Bytes(transportable(&bytes).into());
            mailbox.add(content, date, marks(mail.flags));
        }
    }
    if options.fill > 0 {
        fill(&mut world, options.fill, options.now);
    }
    world
}

/// A message of the table with its dates relative to `now`.
pub fn fresh(bytes: &[u8], now: i64) -> Vec<u8> {
    dates::resolve(bytes, now).0
}

/// Leaves gaps in the UIDs, as a mailbox has that was lived in.
fn skip(mailbox: &mut Mailbox) {
    mailbox.uid_next += match mailbox.messages.len() % 7 {
        1 => 2,
        4 => 5,
        _ => 0,
    };
}

fn fill(world: &mut World, count: u32, now: i64) {
    if let Ok(mailbox) = world.create("Archive/Large") {
        for number in 1..=count {
            let at = fill::received(number, count, now);
            // Half a percent unread, in one place after another.
            let seen = if number % 200 == 0 { 0 } else { Marks::SEEN };
            mailbox.add(Content::Generated { number, at }, at, Marks::system(seen));
        }
    }
}

fn marks(letters: &str) -> Marks {
    let mut marks = Marks::default();
    for letter in letters.chars() {
        match letter {
            's' => marks.system |= Marks::SEEN,
            'a' => marks.system |= Marks::ANSWERED,
            'f' => marks.system |= Marks::FLAGGED,
            'd' => marks.system |= Marks::DRAFT,
            'w' => marks.keywords.push("$Forwarded".to_owned()),
            _ => {}
        }
    }
    marks
}

#[cfg(test)]
mod tests;
