//! The table of wrappers, shorteners, imitated names and letters that look alike, from
//! `resources/links.toml`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

pub(super) const TABLE: &str = include_str!("../../../resources/links.toml");

/// Where a wrapper keeps the true address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum How {
    Query,
    Base64,
    Segment,
    Bare,
    Underscores,
    #[serde(rename = "proofpoint-2")]
    Proofpoint2,
    #[serde(rename = "proofpoint-3")]
    Proofpoint3,
}

/// A service that leads links through itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wrapper {
    pub(super) who: String,
    pub(super) hosts: Vec<String>,
    #[serde(default)]
    pub(super) path: String,
    pub(super) how: How,
    #[serde(default)]
    pub(super) keys: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stored {
    #[serde(default)]
    pub(super) wrapper: Vec<Wrapper>,
    #[serde(default)]
    pub(super) hidden: Hidden,
    #[serde(default)]
    pub(super) known: Known,
    #[serde(default)]
    pub(super) alike: BTreeMap<char, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hidden {
    pub(super) shorteners: Vec<String>,
    pub(super) trackers: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    pub(super) hosts: Vec<String>,
}

/// The table, ready to be asked.
struct Table {
    wrappers: Vec<Wrapper>,
    hidden: HashSet<String>,
    known: Vec<String>,
    alike: HashMap<char, char>,
}

/// A table that cannot be read is empty; a test reads it.
static LINKS: LazyLock<Table> = LazyLock::new(|| {
    let stored: Stored = toml::from_str(TABLE).unwrap_or_default();
    let letters = stored.alike.iter();
    Table {
        wrappers: stored.wrapper,
        hidden: stored.hidden.shorteners.into_iter().chain(stored.hidden.trackers).collect(),
        known: stored.known.hosts,
        alike: letters.flat_map(|(to, from)| from.chars().map(|from| (from, *to))).collect(),
    }
});

/// The wrappers that a host with this path may be, in the order of the table.
pub(super) fn wrappers(host: &str, path: &str) -> impl Iterator<Item = &'static Wrapper> {
    LINKS.wrappers.iter().filter(move |wrapper| {
        path.starts_with(&wrapper.path) && wrapper.hosts.iter().any(|own| is_of(host, own))
    })
}

/// Whether a host leads on to where only it knows.
pub(super) fn is_hidden(host: &str) -> bool {
    let mut rest = host;
    loop {
        if LINKS.hidden.contains(rest) {
            // The site of a tracker's maker is no tracker.
            return rest != host.strip_prefix("www.").unwrap_or_default();
        }
        match rest.split_once('.') {
            Some((_, above)) => rest = above,
            None => return false,
        }
    }
}

/// Domains that are often imitated.
pub(super) fn known() -> impl Iterator<Item = &'static str> {
    LINKS.known.iter().map(String::as_str)
}

/// The Latin letter that this one looks like.
pub(super) fn alike(letter: char) -> Option<char> {
    LINKS.alike.get(&letter).copied()
}

/// Whether a host is this one or lies below it; `.*` at the end stands for any public suffix.
fn is_of(host: &str, own: &str) -> bool {
    if let Some(base) = own.strip_suffix(".*") {
        let rest = host.strip_prefix(base).and_then(|rest| rest.strip_prefix('.'));
        return rest.is_some_and(|rest| psl::suffix_str(host) == Some(rest));
    }
    let before = host.strip_suffix(own);
    before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
}
