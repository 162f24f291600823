//! The pictures of a document: where each comes from, which are only there to watch, and what
//! stands in the place of one that is not shown.

use std::collections::BTreeMap;

use base64::Engine as _;
use url::Url;

/// Pictures of one mail.
const MAX_PICTURES: usize = 2_000;
/// Octets of all pictures that stand in the mark-up itself.
const MAX_DATA: usize = 16 * 1024 * 1024;
/// Octets of an address.
const MAX_URL: usize = 8 * 1024;
/// Beginnings of paths and names of hosts that only count who reads.
const TRACKERS: &str = include_str!("../../../resources/mail-trackers.txt");

/// Where a picture comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A part of the same mail, by its Content-ID (RFC 2392), decoded.
    Part(String),
    /// The mark-up itself (RFC 2397): the octets.
    Data(Vec<u8>),
    /// Somebody's server: an absolute http or https URL.
    Remote(String),
}

/// A picture that the document names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub source: Source,
    /// It is only there to tell the sender that the mail was opened.
    pub is_tracker: bool,
    /// It lies behind something.
    pub is_background: bool,
}

/// What becomes of an `<img>`.
#[derive(Debug, Default)]
pub struct Found {
    pub number: Option<usize>,
    pub is_shown: bool,
    pub place: Option<Place>,
}

/// What stands in the place of a picture.
#[derive(Debug)]
pub struct Place {
    pub style: String,
    pub alt: String,
}

/// See the module.
pub struct Pictures<'a> {
    has: &'a dyn Fn(&Source) -> bool,
    known: BTreeMap<Source, usize>,
    pictures: Vec<Picture>,
    data_left: usize,
}

impl<'a> Pictures<'a> {
    pub fn new(has: &'a dyn Fn(&Source) -> bool) -> Self {
        Self { has, known: BTreeMap::new(), pictures: Vec::new(), data_left: MAX_DATA }
    }

    pub fn finish(self) -> Vec<Picture> {
        self.pictures
    }

    /// A picture behind something: what its address becomes, or nothing where it is not shown.
    pub fn of_style(&mut self, url: &str) -> Option<String> {
        let source = self.source(url)?;
        let is_tracker = is_watching(&source);
        let number = self.number(source, is_tracker, true)?;
        self.is_shown(number).then(|| format!("{}{number}", super::PICTURES))
    }

    pub fn of_element(&mut self, attrs: &[(String, String)]) -> Found {
        let get = |wanted: &str| {
            attrs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
        };
        let size = Size::of(get("width"), get("height"), get("style").unwrap_or_default());
        let source = get("src").and_then(|url| self.source(url));
        // Of several sizes, which stand in a mail without the usual one, the first.
        let source = source.or_else(|| self.source(first_size(get("srcset")?)?));
        let is_tracker = source.as_ref().is_some_and(|source| {
            is_watching(source) || (size.is_tiny() && matches!(source, Source::Remote(_)))
        });
        let number = source.and_then(|source| self.number(source, is_tracker, false));
        let is_shown = number.is_some_and(|number| self.is_shown(number));
        let alt = get("alt").unwrap_or_default().trim();
        let place =
            (!is_shown && !is_tracker && !size.is_tiny()).then(|| size.place(alt)).flatten();
        Found { number, is_shown, place }
    }

    /// A tracker is never shown, whatever else is.
    fn is_shown(&self, number: usize) -> bool {
        self.pictures
            .get(number)
            .is_some_and(|picture| !picture.is_tracker && (self.has)(&picture.source))
    }

    fn number(&mut self, source: Source, is_tracker: bool, is_background: bool) -> Option<usize> {
        if let Some(number) = self.known.get(&source) {
            return Some(*number);
        }
        if self.pictures.len() >= MAX_PICTURES {
            return None;
        }
        let number = self.pictures.len();
        self.known.insert(source.clone(), number);
        self.pictures.push(Picture { source, is_tracker, is_background });
        Some(number)
    }

    fn source(&mut self, url: &str) -> Option<Source> {
        let url = url.trim();
        let scheme = url.split_once(':')?.0.to_ascii_lowercase();
        match scheme.as_str() {
            "cid" => {
                let id = url.get(4..)?;
                (id.len() <= MAX_URL).then(|| Source::Part(unescape(id)))
            }
            "data" => {
                let octets = data(url.get(5..)?, self.data_left)?;
                self.data_left -= octets.len();
                Some(Source::Data(octets))
            }
            "http" | "https" if url.len() <= MAX_URL => {
                Url::parse(url).ok().map(|url| Source::Remote(url.into()))
            }
            _ => None,
        }
    }
}

/// The address of the first picture of a list of sizes (`srcset`).
fn first_size(list: &str) -> Option<&str> {
    list.trim_start_matches([' ', '\t', '\r', '\n', ',']).split_ascii_whitespace().next()
}

/// The octets of a `data:` URL of a picture that can be decoded (no drawings, which may load).
fn data(rest: &str, most: usize) -> Option<Vec<u8>> {
    let (kind, octets) = rest.split_once(',')?;
    let kind = kind.to_ascii_lowercase();
    const KINDS: [&str; 5] = ["image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp"];
    let is_known = KINDS.iter().any(|known| kind.starts_with(known));
    if !is_known || !kind.ends_with("base64") || octets.len() / 4 * 3 > most {
        return None;
    }
    let clean: String = unescape(octets).chars().filter(|c| !c.is_whitespace()).collect();
    let forgiving = base64::engine::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        base64::engine::GeneralPurposeConfig::new()
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    forgiving.decode(clean).ok()
}

/// Undoes %XX; what is broken stays.
fn unescape(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|c| char::from(*c).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Whether an address is known to be there only to watch.
fn is_watching(source: &Source) -> bool {
    let Source::Remote(url) = source else { return false };
    Url::parse(url).is_ok_and(|url| is_tracker(&url))
}

/// Whether a URL is known to be there only to tell a sender that a mail was opened.
pub fn is_tracker(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    TRACKERS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).any(|line| {
        let (name, path) = line.split_once('/').unwrap_or((line, ""));
        let is_host = name == "*"
            || host == name
            || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
        is_host && url.path().trim_start_matches('/').starts_with(path)
    })
}

/// The size that a picture is to have, as far as it says so.
#[derive(Debug, Default)]
struct Size {
    width: Option<f32>,
    height: Option<f32>,
    is_hidden: bool,
    wide: bool,
}

impl Size {
    fn of(width: Option<&str>, height: Option<&str>, style: &str) -> Self {
        let mut size = Self {
            width: width.and_then(pixels),
            height: height.and_then(pixels),
            wide: width.is_some_and(|width| width.trim().ends_with('%')),
            is_hidden: false,
        };
        for declaration in style.split(';') {
            let Some((name, value)) = declaration.split_once(':') else { continue };
            let value = value.trim().trim_end_matches("!important").trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "width" if pixels(value).is_some() => size.width = pixels(value),
                "width" => size.wide |= value.ends_with('%'),
                "height" if pixels(value).is_some() => size.height = pixels(value),
                "max-width" | "max-height" if pixels(value).is_some_and(|most| most <= 2.0) => {
                    size.is_hidden = true;
                }
                "display" if value.eq_ignore_ascii_case("none") => size.is_hidden = true,
                "visibility" if value.eq_ignore_ascii_case("hidden") => size.is_hidden = true,
                _ => {}
            }
        }
        size
    }

    /// Too small to be seen.
    fn is_tiny(&self) -> bool {
        let tiny = |side: Option<f32>| side.is_some_and(|side| side <= 2.0);
        self.is_hidden
            || (tiny(self.width) && (tiny(self.height) || self.height.is_none()))
            || (tiny(self.height) && self.width.is_none_or(|width| width <= 2.0))
    }

    /// A box of the same size; nothing where neither its size nor what it shows is known.
    fn place(&self, alt: &str) -> Option<Place> {
        let mut style = String::new();
        match self.width {
            Some(width) => {
                style.push_str(&format!("width:{}px;max-width:100%;", width.min(4_000.0)))
            }
            None if self.wide => style.push_str("width:100%;"),
            None => {}
        }
        if let Some(height) = self.height {
            style.push_str(&format!("height:{}px;", height.min(4_000.0)));
        }
        if alt.is_empty() && (style.is_empty() || self.height.is_none()) {
            return None;
        }
        let end = alt.floor_char_boundary(500);
        Some(Place { style, alt: alt.get(..end).unwrap_or_default().to_owned() })
    }
}

fn pixels(value: &str) -> Option<f32> {
    let value = value.trim();
    let digits = value.strip_suffix("px").unwrap_or(value).trim();
    digits.parse().ok().filter(|number: &f32| number.is_finite() && *number >= 0.0)
}
