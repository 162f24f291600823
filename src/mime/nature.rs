//! What a message is besides its texts, by its structure and a few small parts of it: which these
//! are, and what they say. Fetches nothing.

use super::plan::{self, Form};
use super::{calendar, envelope, report, text};
use crate::model::body::{Body, Part, Structure, Text};
use crate::model::ids::PartId;
use crate::model::nature::{Closes, Nature, Scheme, Seal};
use crate::model::report::Report;

/// Octets of a calendar, a report, and the header of the message that it is about.
const CALENDAR: u64 = calendar::MAX_TEXT as u64;
const REPORT: u64 = 64 * 1024;
const HEADER: u64 = 16 * 1024;
/// Calendars of one message.
const MAX_CALENDARS: usize = 2;

/// A small part that says what the message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// Place in `Structure::parts`.
    pub place: usize,
    /// What is to be fetched: the part, or the header of the message that it is.
    pub part: PartId,
    /// Octets of it that are read.
    pub limit: u64,
}

/// The small parts to fetch with the texts.
pub fn asides(structure: &Structure) -> Vec<Aside> {
    let outer = plan::outer(structure, Form::Html);
    let calendars = calendars(structure, &outer);
    let kinds: Vec<(usize, Kind)> = outer
        .iter()
        .filter_map(|&place| Some((place, kind(structure.parts.get(place)?)?)))
        .collect();
    let is_report =
        kinds.iter().any(|(_, kind)| matches!(kind, Kind::Delivery | Kind::Notification));
    let mut taken = Vec::new();
    let aside = |(place, kind): (usize, Kind)| {
        let part = structure.parts.get(place)?;
        let limit = match kind {
            Kind::Calendar => return None,
            _ if !is_report => return None,
            _ if taken.iter().filter(|known| **known == kind).count() >= most(kind) => return None,
            Kind::Delivery | Kind::Notification => REPORT,
            Kind::Original | Kind::Headers => HEADER,
        };
        taken.push(kind);
        let part = match kind {
            Kind::Original => PartId(format!("{}.HEADER", part.id.0)),
            _ => part.id.clone(),
        };
        Some(Aside { place, part, limit })
    };
    let reports: Vec<Aside> = kinds.into_iter().filter_map(aside).collect();
    let calendar = |place: usize| {
        let part = structure.parts.get(place)?.id.clone();
        Some(Aside { place, part, limit: CALENDAR })
    };
    calendars.into_iter().filter_map(calendar).chain(reports).collect()
}

/// What the message is: `read` are its small parts with their octets, as far as they could be had,
/// `texts` are those that are shown.
pub fn nature(structure: &Structure, read: &[(Aside, Vec<u8>)], texts: &[Text]) -> Nature {
    let mut nature = Nature { seal: seal(structure, texts), ..Nature::default() };
    let (mut receivers, mut more, mut subject) = (Vec::new(), 0, String::new());
    for (aside, bytes) in read {
        let Some(part) = structure.parts.get(aside.place) else { continue };
        match kind(part) {
            Some(Kind::Calendar) => {
                let text = text(part, bytes).text;
                let found = calendar::invitation(&text, part.param("method"));
                nature.invitations.extend(found.filter(|one| !nature.invitations.contains(one)));
            }
            Some(Kind::Delivery) => {
                let (read, left) = report::delivery(&text(part, bytes).text);
                receivers.extend(read);
                more += left;
            }
            Some(Kind::Notification) => {
                receivers.extend(report::disposition(&text(part, bytes).text))
            }
            Some(Kind::Original) => subject = envelope(bytes).subject,
            Some(Kind::Headers) => subject = envelope(text(part, bytes).text.as_bytes()).subject,
            None => {}
        }
    }
    if !receivers.is_empty() {
        nature.report = Some(Report { receivers, more, subject });
    }
    nature
}

/// So many parts of a kind are read: some servers put their words into a report of its own.
fn most(kind: Kind) -> usize {
    if kind == Kind::Delivery { 2 } else { 1 }
}

/// The same of a whole message and its parts, as `structure` gives them.
pub fn nature_of(message: &[u8], structure: &Structure, raw: &[Vec<u8>], texts: &[Text]) -> Nature {
    let octets = |aside: Aside| {
        let part = structure.parts.get(aside.place)?;
        let bytes = match kind(part)? {
            Kind::Original => super::raw_part(message, &part.id)?,
            _ => raw.get(aside.place)?.as_slice(),
        };
        let most = usize::try_from(aside.limit).unwrap_or(usize::MAX);
        let bytes = bytes.get(..most).unwrap_or(bytes).to_vec();
        Some((aside, bytes))
    };
    let read: Vec<_> = asides(structure).into_iter().filter_map(octets).collect();
    nature(structure, &read, texts)
}

/// Whether something of a body that was kept before its nature was asked for may tell it.
pub fn may_tell(body: &Body) -> bool {
    let tells = |media: &str, name: &str| {
        let sub = media.rsplit('/').next().unwrap_or_default();
        let is_told = ["calendar", "ics", "delivery-status", "disposition-notification"];
        is_told.contains(&sub)
            || name.ends_with(".ics")
            || sub.starts_with("pgp-")
            || is_pkcs7(media)
    };
    body.nature.is_none() && body.attachments.iter().any(|one| tells(&one.media, &one.name))
}

/// What a small part tells about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Calendar,
    Delivery,
    Notification,
    /// The message that a report is about.
    Original,
    /// Its header alone.
    Headers,
}

fn kind(part: &Part) -> Option<Kind> {
    let is_plain = matches!(part.encoding.as_str(), "7bit" | "8bit" | "binary");
    match part.media.as_str() {
        "text/calendar" | "application/ics" => Some(Kind::Calendar),
        "application/octet-stream" if part.name.to_ascii_lowercase().ends_with(".ics") => {
            Some(Kind::Calendar)
        }
        "message/delivery-status" | "message/global-delivery-status" => Some(Kind::Delivery),
        "message/disposition-notification" | "message/global-disposition-notification" => {
            Some(Kind::Notification)
        }
        "message/rfc822" | "message/global" if is_plain && !part.id.0.is_empty() => {
            Some(Kind::Original)
        }
        "text/rfc822-headers" | "message/global-headers" => Some(Kind::Headers),
        _ => None,
    }
}

/// The calendars that are read: the one that is sent as an invitation, else the first small ones.
fn calendars(structure: &Structure, outer: &[usize]) -> Vec<usize> {
    let part = |place: &usize| structure.parts.get(*place);
    let all = || {
        let is_it = |place: &usize| part(place).and_then(kind) == Some(Kind::Calendar);
        outer.iter().copied().filter(is_it)
    };
    let is_sent = |place: &usize| part(place).is_some_and(|part| part.param("method").is_some());
    if let Some(sent) = all().find(is_sent) {
        return vec![sent];
    }
    let is_small = |place: &usize| part(place).is_some_and(|part| part.size <= CALENDAR);
    all().filter(is_small).take(MAX_CALENDARS).collect()
}

fn is_pkcs7(media: &str) -> bool {
    matches!(media, "application/pkcs7-mime" | "application/x-pkcs7-mime")
}

/// Whether and how it is closed: by the outermost part that says so, else by its text.
fn seal(structure: &Structure, texts: &[Text]) -> Option<Seal> {
    let outer = plan::outer(structure, Form::Html);
    let parts = outer.iter().filter_map(|&place| Some((place, structure.parts.get(place)?)));
    parts
        .filter_map(|(place, part)| sealed(structure, place, part))
        .next()
        .or_else(|| inline(texts))
}

fn sealed(structure: &Structure, place: usize, part: &Part) -> Option<Seal> {
    let param = |name: &str| part.param(name).unwrap_or_default().to_ascii_lowercase();
    let inside = || structure.parts.iter().filter(move |other| other.parent == Some(place));
    match part.media.as_str() {
        "multipart/signed" => {
            let signature = inside().find(|other| plan::is_signature(&other.media));
            let says = signature.map_or_else(|| param("protocol"), |other| other.media.clone());
            let scheme = if says.contains("pgp") { Scheme::OpenPgp } else { Scheme::Smime };
            let signature = signature.map(plan::attachment);
            Some(Seal { closes: Closes::Signed, scheme, signature })
        }
        "multipart/encrypted" => {
            let is_pgp = param("protocol").contains("pgp")
                || inside().any(|other| other.media == "application/pgp-encrypted");
            let scheme = if is_pgp { Scheme::OpenPgp } else { Scheme::Smime };
            Some(Seal { closes: Closes::Encrypted, scheme, signature: None })
        }
        media if is_pkcs7(media) => {
            // RFC 8551 section 3.2.2.
            let closes = match param("smime-type").as_str() {
                "signed-data" => Closes::Within,
                "certs-only" => return None,
                _ if part.name.to_ascii_lowercase().ends_with(".p7c") => return None,
                _ => Closes::Encrypted,
            };
            Some(Seal { closes, scheme: Scheme::Smime, signature: None })
        }
        _ => None,
    }
}

/// OpenPGP armour in a text (RFC 9580 section 6.2), at the beginning of a line.
fn inline(texts: &[Text]) -> Option<Seal> {
    let closes =
        texts.iter().flat_map(|text| text.text.lines()).find_map(|line| match line.trim_end() {
            "-----BEGIN PGP MESSAGE-----" => Some(Closes::Encrypted),
            "-----BEGIN PGP SIGNED MESSAGE-----" => Some(Closes::Signed),
            _ => None,
        })?;
    Some(Seal { closes, scheme: Scheme::OpenPgp, signature: None })
}

#[cfg(test)]
mod tests;
