//! Host names: whose they are, which ones a text names, and whether one can be shown in its own
//! letters without being taken for another (after UTS #39 and what browsers do).

use std::net::IpAddr;

use unicode_script::{Script, UnicodeScript};
use url::Url;

/// Octets of a link's words that are read, and names in them that count.
const MAX_TEXT: usize = 2 * 1024;
const MAX_NAMES: usize = 8;

/// A host that a text names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// As the text has it: a host, or a mail address.
    pub(super) shown: String,
    /// As it goes over the wire.
    pub(super) host: String,
    /// Without `http://` or `www.`: it may be the name of a file.
    bare: bool,
}

impl Named {
    /// Whether it is rather the name of a file at this address: `readme.md`, `main.rs`.
    pub(super) fn is_file_of(&self, url: &Url) -> bool {
        self.bare && url.as_str().to_ascii_lowercase().contains(&self.shown.to_ascii_lowercase())
    }
}

/// A name in its own letters.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) unicode: String,
    /// It cannot be taken for a name of other letters.
    pub(super) safe: bool,
    /// Alphabets are mixed that nobody mixes.
    pub(super) mixed: bool,
}

/// The domain that somebody registered, of which a host is a part: `example.co.uk`.
pub(super) fn registrable(host: &str) -> &str {
    if host.starts_with('[') || host.parse::<IpAddr>().is_ok() {
        return host;
    }
    psl::domain_str(host).unwrap_or(host)
}

/// Whether two hosts belong to the same owner.
pub(super) fn same_owner(one: &str, other: &str) -> bool {
    one == other || registrable(one) == registrable(other)
}

/// The hosts that a text names: addresses of pages in it, or the whole of it. In order.
pub(super) fn named(text: &str) -> Vec<Named> {
    let end = text.floor_char_boundary(MAX_TEXT);
    let text: String =
        text.get(..end).unwrap_or_default().chars().filter(|c| !is_invisible(*c)).collect();
    let mut tokens = text.split_whitespace().map(bare);
    let mut names: Vec<Named> = tokens.clone().filter_map(address).take(MAX_NAMES).collect();
    if let (Some(only), None) = (tokens.next(), tokens.next())
        && names.is_empty()
    {
        names.extend(whole(only));
    }
    names
}

/// Without what a sentence puts around a word.
fn bare(token: &str) -> &str {
    token.trim_matches(|c: char| "<>()[]{}\"'“”‘’«»„.,;:!?*_…→›".contains(c))
}

/// `https://host/…` or `www.host/…`.
fn address(token: &str) -> Option<Named> {
    let small = token.to_ascii_lowercase();
    let after = ["http://", "https://"].into_iter().find_map(|scheme| {
        let at = small.find(scheme)?;
        token.get(at + scheme.len()..)
    });
    let after = after.or_else(|| small.starts_with("www.").then_some(token))?;
    let host = authority(after);
    Some(Named { shown: host.to_owned(), host: on_wire(host)?, bare: false })
}

/// A text that is a host or a mail address and nothing else.
fn whole(token: &str) -> Option<Named> {
    let (_, after) = token.rsplit_once('@').unwrap_or(("", token));
    let host = authority(after);
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    if !host.contains('.') || host.starts_with('.') || !host.chars().all(plain) {
        return None;
    }
    let wire = on_wire(host)?;
    let suffix = psl::suffix(wire.as_bytes())?;
    if !suffix.is_known() || suffix.as_bytes().len() == wire.len() {
        return None;
    }
    let shown = if token.contains('@') { token } else { host };
    Some(Named { shown: shown.to_owned(), host: wire, bare: true })
}

/// The host at the beginning of what follows a scheme.
fn authority(text: &str) -> &str {
    let end = text.find(['/', '?', '#', '\\', '>', '<', '"', ')', ',']).unwrap_or(text.len());
    let authority = text.get(..end).unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => host,
        _ => host,
    }
}

/// A host as it goes over the wire: in small letters, punycode where there is need.
pub(super) fn on_wire(host: &str) -> Option<String> {
    let url = Url::parse(&format!("http://{host}/")).ok()?;
    let wire = url.host_str()?.trim_end_matches('.');
    (wire.contains('.') && url.path() == "/").then(|| wire.to_owned())
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Reads a name that may be in punycode.
pub(super) fn read(ascii: &str) -> Read {
    if !ascii.split('.').any(|label| label.starts_with("xn--")) {
        return Read { unicode: ascii.to_owned(), safe: true, mixed: false };
    }
    let (unicode, result) = idna::domain_to_unicode(ascii);
    let mixed = unicode.split('.').any(is_mixed);
    let safe = result.is_ok() && !mixed && unicode.chars().all(is_plain);
    Read { unicode, safe, mixed }
}

/// The alphabets of a label, without signs that belong to all.
pub(super) fn scripts(label: &str) -> Vec<Script> {
    let mut scripts = Vec::new();
    for script in label.chars().map(|c| c.script()) {
        let common = matches!(script, Script::Common | Script::Inherited);
        if !common && !scripts.contains(&script) {
            scripts.push(script);
        }
    }
    scripts
}

/// Whether a label mixes alphabets that no language mixes (UTS #39, "highly restrictive").
fn is_mixed(label: &str) -> bool {
    const TOGETHER: [&[Script]; 3] = [
        &[Script::Latin, Script::Han, Script::Hiragana, Script::Katakana],
        &[Script::Latin, Script::Han, Script::Bopomofo],
        &[Script::Latin, Script::Han, Script::Hangul],
    ];
    let scripts = scripts(label);
    let fits = |together: &&[Script]| scripts.iter().all(|script| together.contains(script));
    scripts.len() > 1 && !TOGETHER.iter().any(fits)
}

/// Letters that people write. Phonetic ones and other odd Latin are not, nor are signs that look
/// like a slash or a dot.
fn is_plain(c: char) -> bool {
    match c {
        '\u{131}' | '\u{138}' | '\u{149}' | '\u{17f}' => false,
        '-' | '.' | '_' | '\u{b7}' | '\u{30fb}' | '\u{30fc}' | '\u{3007}' => true,
        _ if c.is_ascii() => c.is_ascii_alphanumeric(),
        _ if c.script() == Script::Latin => {
            matches!(c, '\u{df}'..='\u{17f}' | '\u{1a0}'..='\u{1a1}' | '\u{1af}'..='\u{1b0}')
                || matches!(c, '\u{1cd}'..='\u{1dc}' | '\u{218}'..='\u{21b}' | '\u{1ea0}'..='\u{1ef9}')
        }
        _ => c.is_alphanumeric() || c.script() == Script::Inherited,
    }
}
