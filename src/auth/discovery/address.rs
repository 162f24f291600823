//! What a person typed, as a local part and a domain in ASCII; and names of hosts. Knows no network.

/// The longest local part and the longest address (RFC 5321 section 4.5.3.1).
const LOCAL_MAX: usize = 64;
const ADDRESS_MAX: usize = 254;
/// The longest name and label of a host (RFC 1035 section 2.3.4).
const NAME_MAX: usize = 253;
const LABEL_MAX: usize = 63;

/// A mail address whose servers can be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    whole: String,
    at: usize,
}

impl Address {
    /// Reads an address; the domain becomes lower case and ASCII (RFC 5891). The local part stays
    /// as it is: only its server knows what it means. Quoted local parts and domains that are
    /// numbers are refused: no server is found from them.
    pub fn parse(text: &str) -> Option<Self> {
        let (local, domain) = text.trim().rsplit_once('@')?;
        let odd = |c: char| c.is_whitespace() || c.is_control() || "\"(),:;<>@[\\]".contains(c);
        if local.is_empty() || local.len() > LOCAL_MAX || local.contains(odd) {
            return None;
        }
        let domain = host_name(domain)?;
        let whole = format!("{local}@{domain}");
        (whole.len() <= ADDRESS_MAX).then_some(Self { whole, at: local.len() })
    }

    /// `ana@example.org`.
    pub fn whole(&self) -> &str {
        &self.whole
    }

    /// `ana`.
    pub fn local(&self) -> &str {
        self.whole.get(..self.at).unwrap_or_default()
    }

    /// `example.org`.
    pub fn domain(&self) -> &str {
        self.whole.get(self.at + 1..).unwrap_or_default()
    }
}

/// The name of a host in lower case and ASCII, without the dot of the root. None for what is no
/// name: an address in numbers, blanks, empty or overlong labels.
pub(super) fn host_name(text: &str) -> Option<String> {
    // What a URL would decode or cut is no name: `url` means well with it.
    if text.contains(['%', '\t', '\r', '\n']) {
        return None;
    }
    let text = text.strip_suffix('.').unwrap_or(text);
    let Ok(url::Host::Domain(name)) = url::Host::parse(text) else { return None };
    let letter = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-' || c == b'_';
    let good = |label: &str| {
        !label.is_empty()
            && label.len() <= LABEL_MAX
            && label.bytes().all(letter)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    (name.len() <= NAME_MAX && name.split('.').all(good)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_type_them() {
        for (text, local, domain) in [
            ("ana@example.org", "ana", "example.org"),
            ("  Ana.Lima+list@Example.ORG \n", "Ana.Lima+list", "example.org"),
            ("ana@example.org.", "ana", "example.org"),
            ("josé@exemplo.com.br", "josé", "exemplo.com.br"),
            ("ana@bücher.example", "ana", "xn--bcher-kva.example"),
            ("ana@例え.テスト", "ana", "xn--r8jz45g.xn--zckzah"),
            ("o'neil@mail-1.example", "o'neil", "mail-1.example"),
            ("ana@localhost", "ana", "localhost"),
        ] {
            let address = Address::parse(text).unwrap();
            assert_eq!((address.local(), address.domain()), (local, domain), "{text}");
            assert_eq!(address.whole(), format!("{local}@{domain}"));
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let (long, label) = ("a".repeat(65), "a".repeat(64));
        let far = ["a"; 200].join(".");
        for text in [
            "",
            "@",
            "ana",
            "ana@",
            "@example.org",
            "ana@@example.org",
            "a b@example.org",
            "ana@exam ple.org",
            "ana@example.org\nbcc: x",
            "ana@.org",
            "ana@example..org",
            "ana@-example.org",
            "ana@127.0.0.1",
            "ana@[127.0.0.1]",
            "ana@0x7f.1",
            "ana@example.org/path",
            "ana@example.org:993",
            "ana@exam%70le.org",
            "\"a@b\"@example.org",
            "Ana <ana@example.org>",
            &format!("{long}@example.org"),
            &format!("ana@{label}.org"),
            &format!("ana@{far}"),
        ] {
            assert_eq!(Address::parse(text), None, "{text:?}");
        }
    }
}
