//! Mailboxes as labels of one mail: what copying and removing mean then. Knows no connection.

use super::world::{Mail, World};

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
