//! Addresses or servers that the person said something about once for good. Knows not what.

use std::collections::BTreeSet;

/// Names that are kept; those that come later are not taken.
const MOST: usize = 2_000;
/// Octets of a name (RFC 5321 section 4.5.3.1.3 for an address, RFC 1035 section 3.1 for a host).
const LONGEST: usize = 256;

/// Names in their order, lower case, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(BTreeSet<String>);

impl Names {
    /// Of names as they were written down; what cannot be one is left out.
    pub fn of(names: impl IntoIterator<Item = String>) -> Self {
        let mut all = Self::default();
        for name in names {
            all.add(&name);
        }
        all
    }

    /// Whether it was taken: names that are empty or too long are not, nor is one too many.
    pub fn add(&mut self, name: &str) -> bool {
        let name = plain(name);
        let is_name = !name.is_empty() && name.len() <= LONGEST && !name.contains(char::is_control);
        is_name && self.0.len() < MOST && {
            self.0.insert(name);
            true
        }
    }

    pub fn remove(&mut self, name: &str) {
        self.0.remove(&plain(name));
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains(&plain(name))
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn plain(name: &str) -> String {
    name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_once_whatever_their_letters_and_nonsense_is_not() {
        let mut names = Names::default();
        assert!(names.add(" Bea@Example.ORG ") && names.add("bea@example.org"));
        assert_eq!(names.iter().collect::<Vec<_>>(), ["bea@example.org"]);
        assert!(names.has("BEA@example.org") && !names.has(""));
        names.remove("bea@EXAMPLE.org");
        assert!(names.is_empty());
        let hostile = ["", "  ", "a\nb", &"x".repeat(300)].map(str::to_owned);
        assert!(Names::of(hostile).is_empty());
        let many = (0..3_000).map(|number| format!("{number}.example"));
        assert_eq!(Names::of(many).iter().count(), MOST);
    }
}
