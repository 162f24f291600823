//! Which known name may have been meant by an unknown one. Knows no mailbox.

/// Characters of a name that are compared; a longer one is not guessed at.
const LONGEST: usize = 64;

/// Names that are offered.
const MOST: usize = 3;

/// The known names that are most like this one, the nearest first: its last level has the same name,
/// or one that differs by a slip or two.
pub fn near<'n>(wanted: &str, known: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let wanted = fold(wanted);
    let mut found: Vec<(usize, &str)> = known
        .filter_map(|name| {
            let folded = fold(name);
            let whole = slips(&wanted, &folded);
            let last = slips(last(&wanted), last(&folded));
            let nearest = [whole, last].into_iter().flatten().min()?;
            Some((nearest, name))
        })
        .collect();
    found.sort();
    found.truncate(MOST);
    found.into_iter().map(|(_, name)| name).collect()
}

fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// How many characters are to be put in, taken out or exchanged (Levenshtein); none where that are
/// too many for a slip.
fn slips(one: &str, other: &str) -> Option<usize> {
    let longest = one.chars().count().max(other.chars().count());
    if longest > LONGEST || one.is_empty() || other.is_empty() {
        return None;
    }
    Some(strsim::levenshtein(one, other)).filter(|&slips| slips <= 2 && slips * 3 <= longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_seen_through_and_a_stranger_is_not_taken_for_a_friend() {
        let known = ["INBOX", "Projects", "Projects/House", "Água", "Archive"];
        let of = |wanted| near(wanted, known.iter().copied());
        for (wanted, expected) in [
            ("Project", vec!["Projects"]),
            ("projetcs", vec!["Projects"]),
            ("House", vec!["Projects/House"]),
            ("Archive/House", vec!["Projects/House"]),
            ("Agua", vec!["Água"]),
            ("inbix", vec!["INBOX"]),
            ("Holiday", vec![]),
            ("x", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(of(wanted), expected, "{wanted}");
        }
        let long = "x".repeat(5_000);
        assert_eq!(near(&long, std::iter::once(long.as_str())), [] as [&str; 0]);
        let many = ["Aaaa", "Aaab", "Aaac", "Aaad"];
        assert_eq!(near("Aaaa", many.into_iter()), ["Aaaa", "Aaab", "Aaac"]);
    }

    #[test]
    fn slips_are_counted_as_in_the_books() {
        for (one, other, expected) in [
            ("projects", "projects", Some(0)),
            ("projects", "project", Some(1)),
            ("projects", "rpojects", Some(2)),
            ("projects", "objects", None),
            ("sitting", "kitten", None),
            ("ab", "cd", None),
        ] {
            assert_eq!(slips(one, other), expected, "{one} {other}");
            assert_eq!(slips(other, one), expected, "{other} {one}");
        }
    }
}
