//! Namespaces (RFC 2342): asked for before the first command, in one flight with it. Mailboxes of
//! other people and shared ones that the list of all mailboxes leaves out (Courier, Exchange) are
//! listed by the place in which they lie.

use super::Session;
use crate::imap::types::{Listed, Namespace, Namespaces};
use crate::model::namespace::Realm;
use crate::model::remote::WireName;

/// Places that are listed apart.
const MOST_APART: usize = 8;

/// Places by convention of which nobody wants the whole list: all of Usenet, the files of a server
/// (RFC 2060 section 5.1.2, UW imapd).
const ENDLESS: [&str; 3] = ["#news.", "#ftp/", "#public/"];

/// What is known of namespaces on a connection.
#[derive(Debug, Default)]
pub(super) struct Spaces {
    /// What the server told on this connection.
    pub told: Option<Namespaces>,
    /// What it told on an earlier one.
    expected: Namespaces,
    /// Places that the list of all mailboxes goes into.
    within: Vec<WireName>,
    /// Places whose list was refused the last time.
    pub unlisted: Vec<WireName>,
}

impl Spaces {
    fn known(&self) -> &Namespaces {
        self.told.as_ref().unwrap_or(&self.expected)
    }

    /// Places of what is not the person's own, that have an end.
    fn foreign(&self) -> impl Iterator<Item = &Namespace> {
        let foreign = self.known().0.iter().filter(|one| one.realm != Realm::Own);
        foreign.filter(|one| {
            let name = one.prefix.0.as_str();
            // Without a delimiter at its end it stands for names that begin so: everybody's homes.
            let place = one.delimiter.is_some_and(|by| name.ends_with(by));
            place && !name.contains(['*', '%']) && !ENDLESS.contains(&name)
        })
    }

    /// Places to be listed apart.
    pub(super) fn apart(&self) -> Vec<WireName> {
        let apart = self.foreign().filter(|one| !self.within.contains(&one.prefix));
        apart.take(MOST_APART).map(|one| one.prefix.clone()).collect()
    }

    /// The same places as names of mailboxes, listed apart or not.
    pub(super) fn places(&self) -> Vec<WireName> {
        let name = |one: &Namespace| {
            let by = one.delimiter?;
            one.prefix.0.strip_suffix(by).map(|name| WireName(name.to_owned()))
        };
        self.foreign().take(MOST_APART).filter_map(name).collect()
    }

    /// Learns from the answer to the list of all mailboxes which places it goes into.
    pub(super) fn learn(&mut self, listed: &[Listed]) {
        for prefix in self.apart() {
            if listed.iter().any(|one| one.wire.0.starts_with(prefix.0.as_str())) {
                self.within.push(prefix);
            }
        }
    }
}

impl Session {
    /// The namespaces that the server told on this connection; none where it was not asked, did not
    /// answer yet, or has no answer.
    pub fn namespaces(&self) -> Option<&Namespaces> {
        self.state.spaces.told.as_ref()
    }

    /// Whether the server tells namespaces at all.
    pub fn offers_namespaces(&self) -> bool {
        self.state.capabilities.has("NAMESPACE")
    }

    /// What it told earlier: until it tells it again, `list` goes by that.
    pub fn expect_namespaces(&mut self, known: Namespaces) {
        self.state.spaces.expected = known;
    }

    /// The prefixes of namespaces whose list was refused when `list` was called last: what was known
    /// there may be there still.
    pub fn unlisted(&self) -> &[WireName] {
        &self.state.spaces.unlisted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(each: &[(Realm, &str, Option<char>)]) -> Spaces {
        let one = |(realm, prefix, delimiter): &(Realm, &str, Option<char>)| {
            let (prefix, root) = (WireName((*prefix).to_owned()), vec![]);
            Namespace { realm: *realm, prefix, delimiter: *delimiter, root }
        };
        Spaces { told: Some(Namespaces(each.iter().map(one).collect())), ..Spaces::default() }
    }

    #[test]
    fn only_places_of_others_that_have_an_end_and_are_not_listed_anyway_are_listed_apart() {
        use Realm::{Others, Own, Shared};
        let dot = Some('.');
        let mut spaces = told(&[
            (Own, "INBOX.", dot),
            (Others, "~", Some('/')),
            (Others, "user.", dot),
            (Shared, "", dot),
            (Shared, "#news.", dot),
            (Shared, "a*.", dot),
            (Shared, "#shared.", dot),
        ]);
        let names = |spaces: &Spaces| -> Vec<String> {
            spaces.apart().into_iter().map(|name| name.0).collect()
        };
        assert_eq!(names(&spaces), ["user.", "#shared."]);
        let listed = Listed {
            wire: WireName("user.bob".into()),
            path: vec!["user".into(), "bob".into()],
            role: None,
            selectable: true,
            delimiter: dot,
            status: None,
            subscribed: None,
        };
        spaces.learn(&[listed]);
        assert_eq!(names(&spaces), ["#shared."]);
        let many: Vec<String> = (0..20).map(|number| format!("s{number}.")).collect();
        let many: Vec<_> = many.iter().map(|name| (Shared, name.as_str(), dot)).collect();
        assert_eq!(names(&told(&many)).len(), MOST_APART);
    }

    #[test]
    fn what_no_server_could_tell_is_not_believed_of_a_file() {
        let one = |prefix: &str, delimiter| Namespace {
            realm: Realm::Shared,
            prefix: WireName(prefix.to_owned()),
            delimiter,
            root: Vec::new(),
        };
        let good = one("Public/", Some('/'));
        let long = "x".repeat(5_000);
        let bad = [one("a\r\nb/", Some('/')), one(&long, Some('/')), one("a\n", Some('\n'))];
        let all = Namespaces(bad.into_iter().chain([good.clone()]).collect());
        assert_eq!(all.believable(), Namespaces(vec![good.clone()]));
        assert!(Namespaces(vec![good; 1_000]).believable().0.len() < 100);
    }
}
