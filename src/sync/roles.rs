//! Which mailbox is for what: SPECIAL-USE first (RFC 6154), else by well-known names in many
//! languages. Knows no wire and no cache.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use crate::imap::Listed;
use crate::model::mailbox::Role;
use crate::model::namespace::{Areas, Realm};

const NAMES: &str = include_str!("../../resources/mailbox-names.toml");

/// Roles that are recognised by name, with the table's word for each.
const BY_NAME: [(&str, Role); 5] = [
    ("drafts", Role::Drafts),
    ("sent", Role::Sent),
    ("archive", Role::Archive),
    ("junk", Role::Junk),
    ("trash", Role::Trash),
];

/// Every role that a server may tell.
const EACH: [Role; 8] = [
    Role::Inbox,
    Role::Drafts,
    Role::Sent,
    Role::Archive,
    Role::Junk,
    Role::Trash,
    Role::All,
    Role::Flagged,
];

/// A name's role and how usual it is: the lower, the more.
type Table = HashMap<String, Vec<(Role, usize)>>;

/// The role of each mailbox of a list, at most one mailbox for each role; the same list in any
/// order gives the same roles. What is not the person's own has none: mail is not sent to the trash
/// of somebody else.
pub fn assign(listed: &[Listed], areas: &Areas) -> Vec<Option<Role>> {
    let own: Vec<bool> = listed.iter().map(|at| areas.place(&at.path).0 == Realm::Own).collect();
    let own = |place: usize| own.get(place).copied().unwrap_or(false);
    let mut roles = vec![None; listed.len()];
    for role in EACH {
        let told = listed.iter().enumerate();
        let told = told.filter(|(place, at)| at.role == Some(role) && own(*place));
        if let Some((place, _)) = told.min_by_key(|(_, at)| (at.path.len(), &at.wire)) {
            set(&mut roles, place, role);
        }
    }
    for (_, role) in BY_NAME {
        if roles.contains(&Some(role)) {
            continue;
        }
        let named = listed.iter().enumerate().filter_map(|(place, at)| {
            let free = roles.get(place).is_some_and(Option::is_none) && at.selectable;
            let rank = rank(at, areas, role).filter(|_| free && own(place))?;
            Some((at.path.len(), rank, &at.wire, place))
        });
        if let Some((.., place)) = named.min() {
            set(&mut roles, place, role);
        }
    }
    roles
}

fn set(roles: &mut [Option<Role>], place: usize, role: Role) {
    if let Some(slot) = roles.get_mut(place) {
        *slot = Some(role);
    }
}

/// How well a mailbox's name fits a role. Only top-level mailboxes and those right below INBOX or
/// a provider's own root are looked at: a person's `Projects/Archive` stays a person's.
fn rank(listed: &Listed, areas: &Areas, role: Role) -> Option<usize> {
    let (name, above) = listed.path.split_last()?;
    let near = match above {
        [] => true,
        [root] if root.eq_ignore_ascii_case("INBOX") || root.starts_with('[') => true,
        above => areas.home() == Some(above),
    };
    if !near {
        return None;
    }
    let roles = table().get(&fold(name))?;
    roles.iter().find(|(of, _)| *of == role).map(|(_, rank)| *rank)
}

/// One spelling for comparing: lower case, single spaces.
fn fold(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| read(NAMES))
}

fn read(text: &str) -> Table {
    let by_role: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        toml::from_str(text).unwrap_or_default();
    let mut table = Table::new();
    for (word, role) in BY_NAME {
        let Some(languages) = by_role.get(word) else { continue };
        // English names come first because servers use them whatever the person speaks.
        let english = languages.get("en").into_iter();
        let others = languages.iter().filter(|(tag, _)| *tag != "en").map(|(_, names)| names);
        for (rank, name) in english.chain(others).flatten().enumerate() {
            let roles = table.entry(fold(name)).or_default();
            if roles.iter().all(|(of, _)| *of != role) {
                roles.push((role, rank));
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::namespace::Area;
    use crate::model::remote::WireName;

    fn at(path: &str, role: Option<Role>) -> Listed {
        Listed {
            wire: WireName(path.to_owned()),
            path: path.split('/').map(str::to_owned).collect(),
            role,
            selectable: true,
            delimiter: Some('/'),
            status: None,
            subscribed: None,
        }
    }

    fn roles(listed: &[Listed]) -> Vec<(String, Role)> {
        let given = assign(listed, &Areas::default());
        let named = listed.iter().zip(given);
        named.filter_map(|(at, role)| Some((at.wire.0.clone(), role?))).collect()
    }

    #[test]
    fn the_table_knows_every_role_in_at_least_twenty_five_languages() {
        let by_role: BTreeMap<String, BTreeMap<String, Vec<String>>> =
            toml::from_str(NAMES).unwrap();
        assert_eq!(by_role.len(), BY_NAME.len());
        for (role, languages) in by_role {
            assert!(languages.len() >= 25, "{role} has {}", languages.len());
            assert!(languages.values().all(|names| !names.is_empty()), "{role}");
        }
    }

    #[test]
    fn what_the_server_says_wins_over_any_name() {
        let list =
            [at("INBOX", Some(Role::Inbox)), at("Trash", None), at("Tonne", Some(Role::Trash))];
        assert_eq!(
            roles(&list),
            [("INBOX".to_owned(), Role::Inbox), ("Tonne".to_owned(), Role::Trash)]
        );
    }

    #[test]
    fn names_are_recognised_in_many_languages_and_places() {
        for (name, role) in [
            ("Enviados", Role::Sent),
            ("INBOX/Lixeira", Role::Trash),
            ("[Google Mail]/Corbeille", Role::Trash),
            ("entwürfe", Role::Drafts),
            ("垃圾邮件", Role::Junk),
            ("Архив", Role::Archive),
            ("  SENT   items ", Role::Sent),
        ] {
            assert_eq!(roles(&[at(name, None)]), [(name.to_owned(), role)], "{name}");
        }
        assert_eq!(roles(&[at("Projects/Archive", None), at("Sentinel", None)]), []);
    }

    #[test]
    fn one_mailbox_gets_a_role_and_the_order_of_the_list_does_not_matter() {
        let mut list = vec![
            at("INBOX/Sent", None),
            at("Sent Items", None),
            at("Sent", None),
            at("Gesendet", None),
        ];
        let expected = [("Sent".to_owned(), Role::Sent)];
        assert_eq!(roles(&list), expected);
        list.reverse();
        assert_eq!(roles(&list), expected);
    }

    #[test]
    fn a_mailbox_that_cannot_be_opened_gets_no_role_by_its_name() {
        let mut trash = at("Trash", None);
        trash.selectable = false;
        assert_eq!(
            roles(&[trash, at("INBOX/Trash", None)]),
            [("INBOX/Trash".to_owned(), Role::Trash)]
        );
    }

    #[test]
    fn roles_are_given_among_the_mailboxes_of_the_person_alone() {
        let area = |realm, root: &str| Area {
            realm,
            root: root.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            begins: false,
        };
        let areas = Areas(vec![
            area(Realm::Own, "mail"),
            area(Realm::Others, "user"),
            area(Realm::Shared, ""),
        ]);
        let list = [
            at("INBOX", Some(Role::Inbox)),
            at("user/Trash", Some(Role::Trash)),
            at("Sent", None),
            at("mail/Lixeira", None),
            at("mail/Enviados", None),
        ];
        let given = assign(&list, &areas);
        assert_eq!(given, [Some(Role::Inbox), None, None, Some(Role::Trash), Some(Role::Sent)]);
    }
}
