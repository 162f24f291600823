//! Takes links out of what services wrap around them, from what the link itself holds. Bounded:
//! five wrappers deep, eight kilobytes long.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;
use url::{Position, Url};

use super::Via;
use super::table::{self, How, Wrapper};

const MAX_DEPTH: usize = 5;
/// Octets of a link that is looked into.
const MAX_LENGTH: usize = 8 * 1024;

/// What services write, with padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The innermost page, and who stands around it, outermost first.
pub(super) fn unwrap(mut url: Url) -> (Url, Vec<Via>) {
    let mut via = Vec::new();
    while via.len() < MAX_DEPTH && url.as_str().len() <= MAX_LENGTH {
        let Some((inner, one)) = step(&url) else { break };
        via.push(one);
        url = inner;
    }
    (url, via)
}

fn step(url: &Url) -> Option<(Url, Via)> {
    let host = url.host_str()?.trim_end_matches('.');
    table::wrappers(host, url.path()).find_map(|wrapper| {
        let inner = page(&inner(url, wrapper)?)?;
        Some((inner, Via { who: &wrapper.who, host: host.to_owned() }))
    })
}

/// A page that may be opened; what a wrapper holds besides is left in it.
fn page(address: &str) -> Option<Url> {
    let url = super::read(address).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

fn inner(url: &Url, wrapper: &Wrapper) -> Option<String> {
    match wrapper.how {
        How::Query => value(url, wrapper),
        How::Base64 => from_base64(&value(url, wrapper)?),
        How::Segment => url.path_segments()?.find_map(segment),
        How::Bare => decoded(url.query()?),
        How::Underscores => {
            let (_, after) = url[Position::BeforePath..].split_once("___")?;
            let (held, _) = after.split_once("___")?;
            decoded(held)
        }
        How::Proofpoint2 => {
            let coded = value(url, wrapper)?;
            decoded(&coded.replace('-', "%").replace('_', "/"))
        }
        How::Proofpoint3 => proofpoint3(url),
    }
}

fn value(url: &Url, wrapper: &Wrapper) -> Option<String> {
    wrapper.keys.iter().find_map(|key| {
        let (_, value) = url.query_pairs().find(|(name, _)| name == key.as_str())?;
        Some(value.into_owned())
    })
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// A segment of a path that holds an address, perhaps behind a name (`RU=https%3a…`).
fn segment(segment: &str) -> Option<String> {
    let text = decoded(segment)?;
    let at = text.find("http://").or_else(|| text.find("https://"))?;
    text.get(at..).map(str::to_owned)
}

/// An address in base64: alone, behind a sign of version (`a1aHR0c…`), or within JSON.
fn from_base64(value: &str) -> Option<String> {
    // "http" in base64.
    let bare = value.find("aHR0c").and_then(|at| value.get(at..));
    [Some(value), bare].into_iter().flatten().find_map(|coded| {
        let coded = coded.replace(['+', ' '], "-").replace('/', "_");
        let octets = BASE64.decode(coded).ok()?;
        let text = String::from_utf8(octets).ok()?.replace('\\', "");
        let at = text.find("http://").or_else(|| text.find("https://"))?;
        let address = text.get(at..)?;
        let end = address.find(['"', '<', '>']).unwrap_or(address.len());
        address.get(..end).map(str::to_owned)
    })
}

/// `/v3/__ADDRESS__;OCTETS!…`: a `*` in the address stands for the next of the characters that
/// follow in base64, `**` and a sign for as many of them as the sign says.
fn proofpoint3(url: &Url) -> Option<String> {
    let whole = url.as_str().split_once("/v3/__")?.1;
    let (address, after) = whole.rsplit_once("__;")?;
    let (coded, _) = after.split_once('!')?;
    let address = decoded(address)?;
    let letters = String::from_utf8(BASE64.decode(coded).ok()?).ok()?;
    let mut letters = letters.chars();
    let mut out = String::with_capacity(address.len());
    let mut rest = address.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '*' {
            out.push(c);
        } else if rest.next_if_eq(&'*').is_some() {
            out.extend(letters.by_ref().take(run(rest.next()?)?));
        } else {
            out.push(letters.next()?);
        }
    }
    // Proxies make one slash of two.
    match out.split_once(":/") {
        Some((scheme, rest)) if !rest.starts_with('/') => Some(format!("{scheme}://{rest}")),
        _ => Some(out),
    }
}

/// How many characters a sign of length stands for: `A` is two.
fn run(sign: char) -> Option<usize> {
    let signs = URL_SAFE.as_str();
    signs.find(sign).map(|place| place + 2)
}
