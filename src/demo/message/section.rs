//! What `BODY[section]<partial>` holds (RFC 9051 section 6.4.5.1).

use std::borrow::Cow;
use std::num::NonZeroU32;

use imap_codec::imap_types::core::AString;
use imap_codec::imap_types::fetch::{Part, Section};

use super::header;
use super::tree::{Kind, Node, Tree};

/// The octets of a section; nothing where the message has no such part.
pub fn octets<'m>(
    message: &'m [u8],
    tree: &Tree,
    section: Option<&Section<'_>>,
) -> Option<Cow<'m, [u8]>> {
    let Some(section) = section else { return Some(Cow::Borrowed(message)) };
    let range = match section {
        Section::Part(part) => find(tree, part)?.body.clone(),
        Section::Mime(part) => find(tree, part)?.header.clone(),
        Section::Text(part) => inside(tree, part.as_ref())?.body.clone(),
        Section::Header(part) => inside(tree, part.as_ref())?.header.clone(),
        Section::HeaderFields(part, names) => {
            let header = message.get(inside(tree, part.as_ref())?.header.clone())?;
            return Some(Cow::Owned(chosen(header, names.as_ref(), true)));
        }
        Section::HeaderFieldsNot(part, names) => {
            let header = message.get(inside(tree, part.as_ref())?.header.clone())?;
            return Some(Cow::Owned(chosen(header, names.as_ref(), false)));
        }
    };
    message.get(range).map(Cow::Borrowed)
}

/// `<offset.count>` of a section: beyond its end there is nothing, and that is no error.
pub fn partial(octets: Cow<'_, [u8]>, partial: Option<(u32, NonZeroU32)>) -> Cow<'_, [u8]> {
    let Some((offset, count)) = partial else { return octets };
    let start = (offset as usize).min(octets.len());
    let end = start.saturating_add(count.get() as usize).min(octets.len());
    match octets {
        Cow::Borrowed(bytes) => Cow::Borrowed(bytes.get(start..end).unwrap_or_default()),
        Cow::Owned(bytes) => Cow::Owned(bytes.get(start..end).unwrap_or_default().to_vec()),
    }
}

fn find<'t>(tree: &'t Tree, part: &Part) -> Option<&'t Node> {
    tree.part(part.0.as_ref().iter().map(|number| number.get()))
}

/// HEADER and TEXT speak of the message itself or of the one inside a message/rfc822 part.
fn inside<'t>(tree: &'t Tree, part: Option<&Part>) -> Option<&'t Node> {
    let Some(part) = part else { return tree.nodes.first() };
    match find(tree, part)?.kind {
        Kind::Message(root) => tree.nodes.get(root),
        _ => None,
    }
}

/// The fields that are (or are not) named, and the empty line.
fn chosen(header: &[u8], names: &[AString<'_>], wanted: bool) -> Vec<u8> {
    let mut lines = Vec::new();
    for (name, line) in header::fields(header) {
        let named = names.iter().any(|n| n.as_ref().eq_ignore_ascii_case(name));
        if named == wanted {
            lines.extend_from_slice(line);
        }
    }
    lines.extend_from_slice(b"\r\n");
    lines
}
