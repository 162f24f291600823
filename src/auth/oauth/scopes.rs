//! Which scopes are about mail. They have no common names: what decides is a word in them.

/// Octets of a scope.
const LONGEST: usize = 256;

/// Scopes that are asked for.
const MOST: usize = 16;

/// Those of `offered` that reading and sending mail needs, and those that keep us signed in.
pub(super) fn choose(offered: &[String]) -> Vec<String> {
    let known = |scope: &&String| {
        is_about_mail(scope) || matches!(scope.as_str(), "offline_access" | "openid")
    };
    let mut chosen: Vec<String> = Vec::new();
    for scope in offered.iter().filter(|scope| is_scope(scope)).filter(known) {
        if !chosen.contains(scope) && chosen.len() < MOST {
            chosen.push(scope.clone());
        }
    }
    chosen
}

/// Whether what was granted lets us read mail, as far as names can tell: one of the scopes that were
/// asked for IMAP is in it, or, where none names IMAP, one of those for mail. Microsoft gives a scope
/// back with another host before it, so that the last part decides.
pub(super) fn good_for_mail(asked: &[String], granted: &[String]) -> bool {
    let for_imap: Vec<&String> =
        asked.iter().filter(|scope| scope.to_ascii_lowercase().contains("imap")).collect();
    let needed: Vec<&String> = if for_imap.is_empty() {
        asked.iter().filter(|scope| is_about_mail(scope)).collect()
    } else {
        for_imap
    };
    needed.is_empty()
        || needed.iter().any(|needed| granted.iter().any(|it| last(it) == last(needed)))
}

/// Scopes for mail, not for the person's address.
fn is_about_mail(scope: &str) -> bool {
    let scope = scope.to_ascii_lowercase();
    let address = scope.contains("email");
    ["imap", "smtp"].iter().any(|word| scope.contains(word)) || scope.contains("mail") && !address
}

/// What a scope may consist of (RFC 6749 section 3.3).
fn is_scope(scope: &str) -> bool {
    !scope.is_empty()
        && scope.len() <= LONGEST
        && scope.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
}

/// The part of a scope behind its last slash, in lower case.
fn last(scope: &str) -> String {
    let scope = scope.trim_end_matches('/');
    scope.rsplit('/').next().unwrap_or(scope).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{choose, good_for_mail};

    fn list(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn scopes_for_mail_are_chosen_and_no_others() {
        let offered = list("openid email profile offline_access imap smtp calendar mail.read imap");
        assert_eq!(choose(&offered), list("openid offline_access imap smtp mail.read"));
        assert_eq!(choose(&["im\u{1}ap".to_owned(), "i\"map".to_owned()]), list(""));
        assert_eq!(choose(&list("https://www.googleapis.com/auth/userinfo.email")), list(""));
    }

    #[test]
    fn what_was_granted_is_good_for_mail_when_one_of_the_needed_scopes_is_in_it() {
        for (asked, granted, good) in [
            ("https://mail.google.com/", "https://mail.google.com/", true),
            ("https://mail.google.com/", "openid", false),
            (
                "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
                "https://outlook.office365.com/IMAP.AccessAsUser.All",
                true,
            ),
            ("https://outlook.office.com/IMAP.AccessAsUser.All", "User.Read", false),
            ("imap smtp openid", "smtp openid", false),
            ("imap smtp openid", "openid imap", true),
            ("mail-w", "mail-w sdct-w", true),
            ("openid", "", true),
        ] {
            assert_eq!(good_for_mail(&list(asked), &list(granted)), good, "{asked} / {granted}");
        }
    }
}
