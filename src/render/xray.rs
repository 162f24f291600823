//! The x-ray of a link: where it truly leads, through whom, and what about it should make one
//! wonder. Looks at the link, the words that it stands under and the sender's domain; asks nobody.

mod alike;
mod host;
mod mailto;
mod table;
#[cfg(test)]
mod tests;
mod unwrap;

use url::{Position, Url};

use serde::{Deserialize, Serialize};

use super::links::MAX_TARGET;

/// A link as it stands in a message: the words that carry it and the target that they hide.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    pub text: String,
    pub target: String,
}

impl Link {
    /// Whether it leads to a place in the page that it stands in.
    pub fn is_inside(&self) -> bool {
        self.target.starts_with('#')
    }
}

/// What is seen of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Xray {
    /// What is opened: unwrapped, and written as a browser reads it (WHATWG URL). The words of the
    /// message itself where it cannot be opened.
    pub target: String,
    /// The services that the link would have led through, outermost first: those that gave the true
    /// target away.
    pub via: Vec<Via>,
    /// Absent where there is none (`mailto:` without an address, what cannot be read).
    pub host: Option<Host>,
    /// Each at most once.
    pub findings: Vec<Finding>,
    /// The target for eyes, before and after its host.
    around: (String, String),
}

/// A service that links are led through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Via {
    /// Its name, as people know it.
    pub who: &'static str,
    pub host: String,
}

/// Whose computer a link leads to: a domain or an IP address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// As it goes over the wire, punycode where there is need.
    pub ascii: String,
    /// As its owner writes it where that can be mistaken for no other, else as above.
    pub shown: String,
}

/// Something that a person should know before the link is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The words name this host (or this address), and the link leads elsewhere.
    OtherHost { named: String },
    /// The host can be taken for this one.
    Lookalike { of: String },
    /// The name has letters beyond ASCII that are not safe to be shown as such.
    Punycode,
    /// A name mixes alphabets of which one imitates the other.
    MixedScripts,
    /// A number instead of a name (IPv4 in any notation, IPv6).
    Address,
    /// Another port than the usual one.
    Port(u16),
    /// A name before an `@`, often made to look like the host.
    Userinfo,
    /// It leads on to where only its host knows.
    Hidden,
    /// Plain HTTP: others on the way can read and change the page.
    NotEncrypted,
    /// Neither a page nor a mail address: this never opens.
    Scheme(String),
    /// No address at all: this never opens.
    Unreadable,
    /// It leads to a place in the page that it stands in, and opens nothing.
    Inside,
}

impl Finding {
    /// Whether the link is marked, and asks before it opens. The others are only told.
    pub fn is_alarm(&self) -> bool {
        !matches!(self, Self::Hidden | Self::NotEncrypted | Self::Inside)
    }
}

impl Xray {
    /// Whether it is marked in the text and asks before it opens.
    pub fn is_marked(&self) -> bool {
        self.findings.iter().any(Finding::is_alarm)
    }

    /// Whether it may be opened at all.
    pub fn opens(&self) -> bool {
        let closed =
            |finding: &Finding| matches!(finding, Finding::Scheme(_) | Finding::Unreadable);
        !self.findings.iter().any(closed)
    }

    /// The target for eyes: what stands before the host, the host, what stands after it.
    pub fn parts(&self) -> (&str, &str, &str) {
        let host = self.host.as_ref().map_or("", |host| host.shown.as_str());
        (&self.around.0, host, &self.around.1)
    }

    /// Whether it leads to a place in the page that it stands in.
    pub fn is_inside(&self) -> bool {
        self.findings.contains(&Finding::Inside)
    }

    fn closed(target: &str, finding: Finding) -> Self {
        let end = target.floor_char_boundary(MAX_TARGET);
        let target: String = target.get(..end).unwrap_or_default().to_owned();
        let seen = target.chars().filter(|c| !super::is_unreadable(*c)).collect();
        Self {
            target,
            via: Vec::new(),
            host: None,
            findings: vec![finding],
            around: (seen, String::new()),
        }
    }
}

/// Looks through a link. `sender_host` is the domain of the From address. Bounded by the length of
/// the target; never fails.
pub fn look(text: &str, target: &str, sender_host: Option<&str>) -> Xray {
    if target.starts_with('#') {
        return Xray::closed(target, Finding::Inside);
    }
    let url = match read(target) {
        Ok(url) => url,
        Err(finding) => return Xray::closed(target, finding),
    };
    if url.scheme() == "mailto" {
        return mailto::look(text, &url);
    }
    let (inner, via) = unwrap::unwrap(url.clone());
    let mut findings = Vec::new();
    let ascii = inner.host_str().unwrap_or_default().trim_end_matches('.').to_owned();
    let sender = sender_host.map(|host| host.trim_end_matches('.').to_ascii_lowercase());
    let names = host::named(text);
    let hidden = table::is_hidden(&ascii);
    // The words may name the wrapper itself, as text without markup does.
    let outer = url.host_str().unwrap_or_default().trim_end_matches('.');
    let own = |named: &str| {
        hidden && sender.as_deref().is_some_and(|sender| host::same_owner(named, sender))
    };
    let strange = |named: &&host::Named| {
        !host::same_owner(&named.host, &ascii)
            && !host::same_owner(&named.host, outer)
            && !own(&named.host)
            && !named.is_file_of(&inner)
    };
    let other = names.iter().find(strange);
    if let Some(other) = other {
        findings.push(Finding::OtherHost { named: other.shown.clone() });
    }
    let host = if matches!(inner.host(), Some(url::Host::Domain(_))) {
        let models = other.map(|named| named.host.as_str()).into_iter().chain(sender.as_deref());
        name(&ascii, models, &mut findings)
    } else {
        findings.push(Finding::Address);
        Host { shown: ascii.clone(), ascii }
    };
    rest(&inner, hidden, &mut findings);
    let before = inner[..Position::BeforeHost].to_owned();
    let after = inner[Position::AfterHost..].to_owned();
    let around = (before, if after == "/" { String::new() } else { after });
    Xray { target: inner.into(), via, host: Some(host), findings, around }
}

/// The host of a link as it is shown, and what is to be said of its name.
fn name<'a>(
    ascii: &str,
    models: impl Iterator<Item = &'a str>,
    findings: &mut Vec<Finding>,
) -> Host {
    let read = host::read(ascii);
    if let Some(of) = alike::imitated(&read.unicode, ascii, models) {
        findings.push(Finding::Lookalike { of });
    }
    if read.mixed {
        findings.push(Finding::MixedScripts);
    }
    if !read.safe && findings.iter().all(|finding| matches!(finding, Finding::OtherHost { .. })) {
        findings.push(Finding::Punycode);
    }
    let safe = read.safe && !findings.iter().any(|f| matches!(f, Finding::Lookalike { .. }));
    let shown = if safe { read.unicode } else { ascii.to_owned() };
    Host { ascii: ascii.to_owned(), shown }
}

/// What is told by the other parts of an address.
fn rest(url: &Url, hidden: bool, findings: &mut Vec<Finding>) {
    if let Some(port) = url.port() {
        findings.push(Finding::Port(port));
    }
    if !url.username().is_empty() || url.password().is_some() {
        findings.push(Finding::Userinfo);
    }
    if hidden {
        findings.push(Finding::Hidden);
    }
    if url.scheme() == "http" {
        findings.push(Finding::NotEncrypted);
    }
}

/// A target that may be opened: a page with a host, or a mail address.
fn read(target: &str) -> Result<Url, Finding> {
    let target = target.trim();
    if target.len() > MAX_TARGET {
        return Err(Finding::Unreadable);
    }
    // Browsers drop tabs and line ends from within an address: `java\nscript:`.
    let url = Url::parse(target).map_err(|_| Finding::Unreadable)?;
    let odd = target.chars().any(char::is_control) || url.as_str().len() > MAX_TARGET;
    match url.scheme() {
        "http" | "https" | "mailto" if odd => Err(Finding::Unreadable),
        "http" | "https" if url.host_str().is_none_or(str::is_empty) => Err(Finding::Unreadable),
        "http" | "https" | "mailto" => Ok(url),
        scheme => Err(Finding::Scheme(scheme.chars().take(24).collect())),
    }
}
