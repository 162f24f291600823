//! What of a message is shown and what is listed to be saved, by its structure alone.

use super::words;
use crate::model::body::{Attachment, Disposition, Part, Structure};

/// Texts that are shown one after the other; more than that are listed.
const MAX_TEXTS: usize = 100;
/// A plain alternative of no more octets than this says nothing.
const EMPTY: u64 = 4;

/// What of a message is shown, and what is only listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Places in `Structure::parts` of the texts to fetch, in reading order.
    pub texts: Vec<usize>,
    pub attachments: Vec<Attachment>,
}

/// Which form of a text is shown where a message has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Plain,
    Html,
}

/// Chooses the parts to show: of an alternative the plain text if it has any, else the HTML; of
/// related its root; every inline text of mixed. Nothing is lost: what is not shown is attached,
/// except the other forms of a text that is shown (an invitation among them that comes as a file,
/// too), the nameless pictures that belong to it, and the signature of what is signed.
/// A text that has a name is shown and attached.
pub fn plan(structure: &Structure) -> Plan {
    plan_as(structure, Form::Plain)
}

/// The same with another form of texts preferred.
pub fn plan_as(structure: &Structure, form: Form) -> Plan {
    let nodes = fates(structure, form);
    let mut plan = Plan::default();
    for (index, (part, fate)) in structure.parts.iter().zip(&nodes).enumerate() {
        let is_root_message = index == 0 && is_message(part);
        if *fate == Fate::Inside || part.is_multipart() || is_beside_signed(structure, part) {
            continue;
        }
        let shown = *fate == Fate::Shown && is_shown_text(part) && plan.texts.len() < MAX_TEXTS;
        if shown {
            plan.texts.push(index);
        }
        if is_root_message || (is_listed(part, *fate, shown) && !is_twin(structure, part)) {
            plan.attachments.push(attachment(part));
        }
    }
    plan
}

/// What becomes of a part because of what it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Shown,
    /// Another form of what is shown.
    OtherForm,
    /// Belongs to the root of a related.
    Companion,
    /// In a message that is attached.
    Inside,
}

/// Parts stand after what they lie in, so that one pass hands fates down.
fn fates(structure: &Structure, form: Form) -> Vec<Fate> {
    let chosen = choices(structure, form);
    let mut fates: Vec<Fate> = Vec::with_capacity(structure.parts.len());
    for (index, part) in structure.parts.iter().enumerate() {
        let parent = part.parent.filter(|parent| *parent < index);
        let above = parent.and_then(|p| Some((p, structure.parts.get(p)?, *fates.get(p)?)));
        fates.push(match above {
            None => Fate::Shown,
            Some((_, _, Fate::Inside)) => Fate::Inside,
            Some((place, holder, _)) if is_message(holder) && place > 0 => Fate::Inside,
            Some((place, holder, fate)) => {
                let is_chosen = chosen.get(place).copied().flatten() == Some(index);
                match holder.media.as_str() {
                    "multipart/alternative" if !is_chosen && fate == Fate::Shown => Fate::OtherForm,
                    "multipart/related" if !is_chosen => Fate::Companion,
                    _ => fate,
                }
            }
        });
    }
    fates
}

/// Places in `Structure::parts` of what is the message's own and not of a message that it brings.
pub(super) fn outer(structure: &Structure, form: Form) -> Vec<usize> {
    let fates = fates(structure, form);
    let all = fates.iter().enumerate().filter(|(_, fate)| **fate != Fate::Inside);
    all.map(|(place, _)| place).collect()
}

/// Whether a part is the signature over another (RFC 3156 section 5, RFC 8551 section 3.5.3).
pub(super) fn is_signature(media: &str) -> bool {
    const SIGNATURES: [&str; 3] = [
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    ];
    SIGNATURES.contains(&media)
}

/// Whether a part is the signature of what it lies beside: told with the message, not listed.
fn is_beside_signed(structure: &Structure, part: &Part) -> bool {
    let holder = part.parent.and_then(|parent| structure.parts.get(parent));
    is_signature(&part.media) && holder.is_some_and(|holder| holder.media == "multipart/signed")
}

/// What a part offers a reader, best last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Offer {
    Nothing,
    EmptyPlain,
    Html,
    Plain,
    /// HTML where that is preferred.
    Drawn,
}

/// The pictures that a text may show by their names: places in `Structure::parts`, each with its
/// Content-ID.
pub fn pictures(structure: &Structure) -> Vec<(usize, &str)> {
    let nodes = fates(structure, Form::Html);
    let parts = structure.parts.iter().zip(&nodes).enumerate();
    parts
        .filter(|(_, (part, fate))| {
            **fate != Fate::Inside
                && part.media.starts_with("image/")
                && !part.content_id.is_empty()
        })
        .map(|(index, (part, _))| (index, part.content_id.as_str()))
        .collect()
}

/// The chosen child of each alternative and related.
fn choices(structure: &Structure, form: Form) -> Vec<Option<usize>> {
    let parts = &structure.parts;
    let mut offers: Vec<Offer> = parts.iter().map(|part| offer(part, form)).collect();
    let mut chosen: Vec<Option<usize>> = vec![None; parts.len()];
    for (index, part) in parts.iter().enumerate().rev() {
        let Some(parent) = part.parent.filter(|parent| *parent < index) else { continue };
        let (Some(holder), Some(mine)) = (parts.get(parent), offers.get(index).copied()) else {
            continue;
        };
        let best = chosen.get(parent).copied().flatten();
        let best_offer = best.and_then(|best| offers.get(best).copied());
        let take = match holder.media.as_str() {
            "multipart/related" => {
                let starts = |at: usize| parts.get(at).is_some_and(|part| is_start(holder, part));
                is_start(holder, part) || !best.is_some_and(starts)
            }
            // Children come last first: of several HTML forms the last is the richest, of several
            // plain ones the first.
            "multipart/alternative" => match best_offer {
                Some(best) => mine > best || (mine == best && mine == Offer::Plain),
                None => mine > Offer::Nothing,
            },
            _ => false,
        };
        if take && let Some(slot) = chosen.get_mut(parent) {
            *slot = Some(index);
        }
        let counts = holder.media != "multipart/related" || take;
        if let Some(slot) = offers.get_mut(parent).filter(|_| counts && !is_message(holder)) {
            *slot = (*slot).max(mine);
        }
    }
    chosen
}

fn offer(part: &Part, form: Form) -> Offer {
    match part.media.as_str() {
        _ if !is_shown_text(part) => Offer::Nothing,
        "text/html" if form == Form::Html => Offer::Drawn,
        "text/html" => Offer::Html,
        _ if part.size <= EMPTY => Offer::EmptyPlain,
        _ => Offer::Plain,
    }
}

/// RFC 2387 section 3.2: the root is named by `start`, else it is the first.
fn is_start(related: &Part, part: &Part) -> bool {
    let start = related.param("start").unwrap_or_default().trim_matches(['<', '>', ' ']);
    !start.is_empty() && start == part.content_id
}

fn is_message(part: &Part) -> bool {
    matches!(part.media.as_str(), "message/rfc822" | "message/global")
}

/// Texts that can be read as they are and are not meant to be saved.
fn is_shown_text(part: &Part) -> bool {
    const SHOWN: [&str; 7] = [
        "text/plain",
        "text/html",
        "text/enriched",
        "text/richtext",
        "text/x-patch",
        "text/x-diff",
        "text/markdown",
    ];
    part.disposition != Some(Disposition::Attachment) && SHOWN.contains(&part.media.as_str())
}

fn is_listed(part: &Part, fate: Fate, shown: bool) -> bool {
    let named = !part.name.trim().is_empty();
    match fate {
        _ if named => true,
        _ if shown || part.size == 0 => false,
        Fate::OtherForm => !is_shown_text(part),
        Fate::Companion => {
            let picture = part.media.starts_with("image/") && !part.content_id.is_empty();
            !picture || part.disposition == Some(Disposition::Attachment)
        }
        Fate::Shown => true,
        Fate::Inside => false,
    }
}

/// Whether an invitation is another form of the text and comes once more as a file of its own.
fn is_twin(structure: &Structure, part: &Part) -> bool {
    const CALENDARS: [&str; 2] = ["text/calendar", "application/ics"];
    let is_calendar = |part: &Part| CALENDARS.contains(&part.media.as_str());
    let is_file = |other: &Part| is_calendar(other) && !other.name.trim().is_empty();
    let holder = part.parent.and_then(|parent| structure.parts.get(parent));
    let is_form = holder.is_some_and(|holder| holder.media == "multipart/alternative");
    is_form && is_calendar(part) && !is_file(part) && structure.parts.iter().any(is_file)
}

pub(super) fn attachment(part: &Part) -> Attachment {
    let size = match part.encoding.as_str() {
        // 57 octets in a line of 76 digits and its line end.
        "base64" if part.size > 78 => part.size.saturating_mul(57) / 78,
        "base64" => part.size / 4 * 3,
        _ => part.size,
    };
    Attachment {
        part: part.id.clone(),
        name: words::one_line_name(&part.name),
        media: part.media.clone(),
        size,
        encoding: part.encoding.clone(),
    }
}
