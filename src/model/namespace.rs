//! Whose mailboxes are whose (RFC 2342): parts of the tree that are the person's own, other people's,
//! or shared by many, as paths show them. Knows no spelling of names on the wire.

use serde::{Deserialize, Serialize};

/// Whose a part of the tree is.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Realm {
    #[default]
    Own,
    /// Of other people, who let this one see it.
    Others,
    /// Of nobody in particular.
    Shared,
}

/// A part of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    pub realm: Realm,
    /// The path in which it lies, decoded; empty where it is the whole tree.
    pub root: Vec<String>,
    /// The last of `root` is no level of its own, but how the first name begins (`~` of `~ana`).
    pub begins: bool,
}

impl Area {
    /// How many levels of this path only say that it lies here; none where it does not.
    fn levels(&self, path: &[String]) -> Option<usize> {
        let (last, above) = match self.root.split_last() {
            Some((last, above)) if self.begins => (Some(last), above),
            _ => (None, self.root.as_slice()),
        };
        let rest = path.strip_prefix(above)?;
        let first = rest.first()?;
        last.is_none_or(|begin| first.starts_with(begin.as_str())).then_some(above.len())
    }
}

/// The parts of an account's tree, as its server tells them; nothing where it does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Areas(pub Vec<Area>);

impl Areas {
    /// Whose a mailbox is, and how many levels of its path, from the root on, only say so: they are
    /// not worth a line of their own. What lies in nobody's part is the person's own.
    pub fn place(&self, path: &[String]) -> (Realm, usize) {
        if is_inbox(path) {
            return (Realm::Own, 0);
        }
        let fitting = self.0.iter().filter_map(|area| {
            let levels = match area.levels(path) {
                Some(levels) => levels,
                // The place itself, where it is listed.
                None if area.root == path => path.len().saturating_sub(1),
                None => return None,
            };
            Some((area, levels))
        });
        // The narrowest one; where two are as narrow, the person's own.
        let narrowest = fitting.min_by_key(|(area, _)| {
            (std::cmp::Reverse((area.root.len(), !area.begins)), area.realm)
        });
        match narrowest {
            // There the inbox itself is what they lie in.
            Some((area, _)) if is_inbox(&area.root) => (area.realm, 0),
            Some((area, levels)) => (area.realm, levels),
            None => (Realm::Own, 0),
        }
    }

    /// Whether this is nothing but the place in which the mailboxes of others or shared ones lie.
    pub fn is_foreign_root(&self, path: &[String]) -> bool {
        let foreign = self.0.iter().filter(|area| area.realm != Realm::Own && !area.begins);
        !is_inbox(path) && foreign.into_iter().any(|area| area.root == path)
    }

    /// Where the person's own mailboxes of the top level lie; none where that is not told.
    pub fn home(&self) -> Option<&[String]> {
        let own = self.0.iter().find(|area| area.realm == Realm::Own && !area.begins);
        own.map(|area| area.root.as_slice())
    }
}

/// INBOX is INBOX in any case (RFC 9051 section 5.1).
fn is_inbox(path: &[String]) -> bool {
    matches!(path, [only] if only.eq_ignore_ascii_case("INBOX"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<String> {
        text.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    fn areas(each: &[(Realm, &str)]) -> Areas {
        let area = |(realm, root): &(Realm, &str)| {
            let begins = root.ends_with('~');
            Area { realm: *realm, root: path(root), begins }
        };
        Areas(each.iter().map(area).collect())
    }

    #[test]
    fn a_mailbox_lies_in_the_narrowest_part_that_holds_it() {
        use Realm::{Others, Own, Shared};
        let dovecot = areas(&[(Own, ""), (Others, "user/"), (Shared, "Public/Firm")]);
        let cyrus = areas(&[(Own, "INBOX"), (Others, "user"), (Shared, "")]);
        let courier = areas(&[(Own, "INBOX"), (Shared, "#shared"), (Shared, "shared")]);
        let tilde = areas(&[(Own, "mail"), (Others, "~")]);
        let equal = areas(&[(Shared, ""), (Own, "")]);
        let none = Areas::default();
        for (areas, at, expected) in [
            (&dovecot, "Work/House", (Own, 0)),
            (&dovecot, "user/bob/Work", (Others, 1)),
            (&dovecot, "user", (Others, 0)),
            (&dovecot, "users/bob", (Own, 0)),
            (&dovecot, "Public/Firm/News", (Shared, 2)),
            (&dovecot, "Public/Firm", (Shared, 1)),
            (&dovecot, "Public", (Own, 0)),
            (&cyrus, "INBOX", (Own, 0)),
            (&cyrus, "inbox", (Own, 0)),
            (&cyrus, "INBOX/Work", (Own, 0)),
            (&cyrus, "user/bob", (Others, 1)),
            (&cyrus, "Board", (Shared, 0)),
            (&courier, "#shared/team/News", (Shared, 1)),
            (&courier, "INBOX/shared", (Own, 0)),
            (&tilde, "~bob/Work", (Others, 0)),
            (&tilde, "mail/Work", (Own, 1)),
            (&tilde, "mail", (Own, 0)),
            (&equal, "Work", (Own, 0)),
            (&none, "Work", (Own, 0)),
        ] {
            assert_eq!(areas.place(&path(at)), expected, "{at} in {areas:?}");
        }
        assert!(dovecot.is_foreign_root(&path("user")) && !dovecot.is_foreign_root(&path("x")));
        assert_eq!(courier.home(), Some(path("INBOX").as_slice()));
        assert_eq!((none.home(), tilde.home().map(<[String]>::len)), (None, Some(1)));
    }
}
