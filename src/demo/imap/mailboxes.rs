//! Commands about mailboxes: LIST, LSUB, STATUS, CREATE, DELETE, RENAME, SUBSCRIBE.

use imap_codec::imap_types::flag::FlagNameAttribute;
use imap_codec::imap_types::mailbox::Mailbox as Name;
use imap_codec::imap_types::response::Data;
use imap_codec::imap_types::status::{StatusDataItem, StatusDataItemName};

use super::Session;
use super::extended::List;
use super::matching::matches;
use super::reply::{self, Outcome, nz};
use crate::demo::world::{Mailbox, No, World};

const PATTERNS: usize = 20;
const PATTERN: usize = 1_000;

impl Session {
    pub(super) fn list(&mut self, list: &List) -> Outcome {
        let Some(items) = list.status.as_deref().map(status_items).unwrap_or(Some(Vec::new()))
        else {
            return Outcome::bad("I know no such status item");
        };
        if items.contains(&StatusDataItemName::HighestModSeq) {
            self.condstore = true;
        }
        let patterns: Vec<String> =
            list.patterns.iter().map(|p| format!("{}{p}", list.reference)).collect();
        if patterns.len() > PATTERNS || patterns.iter().any(|pattern| pattern.len() > PATTERN) {
            return Outcome::bad("No mailbox has such a name");
        }
        if list.patterns.iter().all(String::is_empty) && !list.patterns.is_empty() {
            // RFC 9051 section 6.3.9: an empty pattern asks for the delimiter.
            entry(&mut self.out, "", vec![FlagNameAttribute::Noselect], false);
            return Outcome::ok("That is the delimiter");
        }
        let out = &mut self.out;
        self.shared.look(|world| {
            for (name, mailbox) in world.each() {
                let wanted = patterns.iter().any(|pattern| matches(pattern, name))
                    && (!list.only_subscribed || mailbox.subscribed)
                    && (!list.only_special || mailbox.role.is_some());
                if wanted {
                    let told = list.only_subscribed || list.return_subscribed;
                    entry(out, name, attributes(world, name, mailbox, told), false);
                    if list.status.is_some() && mailbox.selectable {
                        status(out, name, mailbox, &items);
                    }
                }
            }
        });
        Outcome::ok("Those are the mailboxes")
    }

    pub(super) fn lsub(&mut self, reference: &str, pattern: &str) -> Outcome {
        let pattern = format!("{reference}{pattern}");
        if pattern.len() > PATTERN {
            return Outcome::bad("No mailbox has such a name");
        }
        let out = &mut self.out;
        self.shared.look(|world| {
            for (name, mailbox) in world.each() {
                if mailbox.subscribed && matches(&pattern, name) {
                    entry(out, name, attributes(world, name, mailbox, false), true);
                }
            }
        });
        Outcome::ok("Those are the subscribed mailboxes")
    }

    pub(super) fn status(&mut self, name: &str, items: &[StatusDataItemName]) -> Outcome {
        let out = &mut self.out;
        self.shared.look(|world| match world.named(name) {
            None => No::Missing.into(),
            Some(mailbox) if !mailbox.selectable => No::NotSelectable.into(),
            Some(mailbox) => {
                status(out, name, mailbox, items);
                Outcome::ok("So it stands")
            }
        })
    }

    pub(super) fn create(&mut self, name: &str) -> Outcome {
        done(self.shared.change(|world| world.create(name).map(drop)), "Created")
    }

    pub(super) fn delete(&mut self, name: &str) -> Outcome {
        done(self.shared.change(|world| world.delete(name)), "Deleted")
    }

    pub(super) fn rename(&mut self, from: &str, to: &str) -> Outcome {
        done(self.shared.change(|world| world.rename(from, to)), "Renamed")
    }

    pub(super) fn subscribe(&mut self, name: &str, subscribed: bool) -> Outcome {
        let known = self.shared.change(|world| {
            let mailbox = world.named_mut(name).ok_or(No::Missing)?;
            mailbox.subscribed = subscribed;
            Ok(())
        });
        done(known, if subscribed { "Subscribed" } else { "Not subscribed any more" })
    }
}

fn done(result: Result<(), No>, text: &'static str) -> Outcome {
    result.map_or_else(Outcome::from, |()| Outcome::ok(text))
}

/// One line of LIST or LSUB.
fn entry(out: &mut Vec<u8>, name: &str, items: Vec<FlagNameAttribute<'_>>, lsub: bool) {
    let Ok(mailbox) = Name::try_from(name) else { return };
    let delimiter = '/'.try_into().ok();
    reply::data(
        out,
        match lsub {
            true => Data::Lsub { items, delimiter, mailbox },
            false => Data::List { items, delimiter, mailbox },
        },
    );
}

fn attributes(
    world: &World,
    name: &str,
    mailbox: &Mailbox,
    subscribed: bool,
) -> Vec<FlagNameAttribute<'static>> {
    let children = if world.has_children(name) { "HasChildren" } else { "HasNoChildren" };
    let mut names = vec![children];
    names.extend((!mailbox.selectable).then_some("Noselect"));
    names.extend((subscribed && mailbox.subscribed).then_some("Subscribed"));
    names.extend(mailbox.role);
    let atoms = names.into_iter().filter_map(|name| name.try_into().ok());
    atoms.map(|atom: imap_codec::imap_types::core::Atom<'static>| atom.into()).collect()
}

fn status(out: &mut Vec<u8>, name: &str, mailbox: &Mailbox, names: &[StatusDataItemName]) {
    use StatusDataItemName as N;
    let items = names.iter().filter_map(|name| {
        Some(match name {
            N::Messages => StatusDataItem::Messages(mailbox.messages.len() as u32),
            N::Recent => StatusDataItem::Recent(0),
            N::UidNext => StatusDataItem::UidNext(nz(mailbox.uid_next)),
            N::UidValidity => StatusDataItem::UidValidity(nz(mailbox.validity)),
            N::Unseen => StatusDataItem::Unseen(mailbox.unseen() as u32),
            N::HighestModSeq => StatusDataItem::HighestModSeq(mailbox.modseq),
            N::Deleted | N::DeletedStorage => return None,
        })
    });
    let items = items.collect::<Vec<_>>().into();
    if let Ok(mailbox) = Name::try_from(name) {
        reply::data(out, Data::Status { mailbox, items });
    }
}

/// The items of LIST RETURN (STATUS (…)); nothing where one is not known.
fn status_items(names: &[String]) -> Option<Vec<StatusDataItemName>> {
    let item = |name: &String| {
        Some(match name.to_ascii_uppercase().as_str() {
            "MESSAGES" => StatusDataItemName::Messages,
            "RECENT" => StatusDataItemName::Recent,
            "UIDNEXT" => StatusDataItemName::UidNext,
            "UIDVALIDITY" => StatusDataItemName::UidValidity,
            "UNSEEN" => StatusDataItemName::Unseen,
            "HIGHESTMODSEQ" => StatusDataItemName::HighestModSeq,
            _ => return None,
        })
    };
    names.iter().map(item).collect()
}
