//! Mailboxes as labels of one mail: what copying and removing mean then. Knows no connection.

use super::world::{Folder, Mail, World};
use super::{Manner, Setup};

const GMAIL: &str = "IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS \
                     ENABLE MOVE CONDSTORE ESEARCH LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE";

/// Ten mails; six of them in INBOX, three labelled Work.
pub fn setup(manner: Manner) -> Setup {
    let folder = |name: &str, numbers: std::ops::RangeInclusive<u32>, attributes| {
        Folder::new(name, numbers).with_attributes(attributes)
    };
    let none = || std::ops::RangeInclusive::new(1, 0);
    let mut setup = Setup::new(GMAIL, &[("INBOX", 1..=6), ("Work", 1..=3)]).manner(manner);
    setup.labels = true;
    setup.greeting = "Gimap ready for requests";
    setup.folders.extend([
        folder("[Gmail]", none(), "\\HasChildren \\Noselect"),
        folder("[Gmail]/All Mail", 1..=10, "\\HasNoChildren \\All"),
        folder("[Gmail]/Trash", none(), "\\HasNoChildren \\Trash"),
        folder("[Gmail]/Spam", none(), "\\HasNoChildren \\Junk"),
    ]);
    setup
}

/// The label that a folder is, as it is told; none for that of all mail.
fn word(folder: &Folder) -> Option<String> {
    match folder.name.as_str() {
        "INBOX" => Some("\"\\\\Inbox\"".to_owned()),
        _ if folder.is("\\All") => None,
        _ if folder.is("\\Trash") => Some("\\Trash".to_owned()),
        _ if folder.is("\\Junk") => Some("\\Spam".to_owned()),
        name if name.contains([' ', '[', '&']) => Some(format!("\"{name}\"")),
        name => Some(name.to_owned()),
    }
}

/// X-GM-LABELS of a message: where else it is, and a word that is no mailbox.
pub(super) fn labels(world: &World, folder: &str, thing: u64) -> String {
    let holds = |other: &&Folder| {
        other.name != folder && other.mails.iter().any(|mail| mail.thing == thing)
    };
    let words = world.folders.values().filter(holds).filter_map(word);
    let words: Vec<String> = words.chain(["\\Important".to_owned()]).collect();
    format!("X-GM-LABELS ({})", words.join(" "))
}

/// STORE of labels; whether there are such.
pub(super) fn relabel(
    world: &mut World,
    folder: &str,
    uids: &[u32],
    add: bool,
    name: &str,
) -> bool {
    let name = name.trim_matches('"').replace("\\\\", "\\").replace("\\\"", "\"");
    let is = |other: &&Folder| match name.as_str() {
        "\\Inbox" => other.name == "INBOX",
        "\\Trash" | "\\Junk" => other.is(&name),
        _ => other.name == name,
    };
    let Some(to) = world.folders.values().find(is).map(|folder| folder.name.clone()) else {
        return false;
    };
    let mails: Vec<Mail> =
        uids.iter().filter_map(|&uid| world.folder(folder).mail(uid).cloned()).collect();
    for mail in mails {
        match add {
            true => drop(label(world, &mail, &to)),
            false => world.folder(&to).mails.retain(|other| other.thing != mail.thing),
        }
        touch(world, mail.thing);
    }
    true
}

/// Puts a label on the mail of this subject, or takes it away.
pub(super) fn set(world: &mut World, subject: &str, to: &str, add: bool) {
    let all = world.folders.values().flat_map(|folder| &folder.mails);
    let found: Vec<Mail> = all.filter(|mail| mail.subject() == subject).cloned().collect();
    let Some(mail) = found.first() else { return };
    match add {
        true => drop(label(world, mail, to)),
        false => world.folder(to).mails.retain(|other| other.thing != mail.thing),
    }
    touch(world, mail.thing);
}

/// The labels of a mail changed: whoever asks what changed is told of it under every label.
pub(super) fn touch(world: &mut World, thing: u64) {
    world.modseq += 1;
    let modseq = world.modseq;
    for folder in world.folders.values_mut() {
        for mail in folder.mails.iter_mut().filter(|mail| mail.thing == thing) {
            mail.modseq = modseq;
            folder.high = modseq;
        }
    }
}

/// A folder whose messages are in no other.
fn is_apart(world: &World, folder: &str) -> bool {
    world.folders.get(folder).is_some_and(|folder| folder.is("\\Trash") || folder.is("\\Junk"))
}

fn all(world: &World) -> Option<String> {
    world.folders.values().find(|folder| folder.is("\\All")).map(|folder| folder.name.clone())
}

/// Puts a label on messages; (original, where it is under the label). A message that has the label
/// already keeps its UID there.
pub(super) fn copy(world: &mut World, from: &str, uids: &[u32], to: &str) -> Vec<(u32, u32)> {
    let originals: Vec<Mail> =
        uids.iter().filter_map(|&uid| world.folder(from).mail(uid).cloned()).collect();
    let mut pairs = Vec::new();
    for mail in originals {
        let copy = label(world, &mail, to);
        pairs.push((mail.uid, copy));
        if is_apart(world, to) {
            let others: Vec<String> =
                world.folders.keys().filter(|name| *name != to).cloned().collect();
            for name in others.iter().filter(|name| name.as_str() != from) {
                world.folder(name).mails.retain(|other| other.thing != mail.thing);
            }
        } else if is_apart(world, from)
            && let Some(all) = all(world)
        {
            label(world, &mail, &all);
        }
        touch(world, mail.thing);
    }
    pairs
}

/// Adds or removes flags: they are the mail's, under every label, but for `\Deleted`.
pub(super) fn store(world: &mut World, folder: &str, uids: &[u32], add: bool, flags: &[&str]) {
    let things: Vec<u64> =
        uids.iter().filter_map(|&uid| Some(world.folder(folder).mail(uid)?.thing)).collect();
    let shared: Vec<&str> = flags.iter().copied().filter(|flag| *flag != "\\Deleted").collect();
    let others: Vec<String> =
        world.folders.keys().filter(|name| *name != folder).cloned().collect();
    for name in others.iter().filter(|_| !shared.is_empty()) {
        let mails = world.folder(name).mails.iter().filter(|mail| things.contains(&mail.thing));
        let twins: Vec<u32> = mails.map(|mail| mail.uid).collect();
        if !twins.is_empty() {
            world.store(name, &twins, add, &shared);
        }
    }
    world.store(folder, uids, add, flags);
}

fn label(world: &mut World, mail: &Mail, to: &str) -> u32 {
    let there = world.folder(to).mails.iter().find(|other| other.thing == mail.thing);
    if let Some(there) = there {
        return there.uid;
    }
    world.modseq += 1;
    let modseq = world.modseq;
    world.folder(to).add(mail.raw.clone(), mail.flags.clone(), modseq, mail.thing)
}
