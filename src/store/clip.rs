//! Cuts hostile headers down to what a page can hold: a message's texts stay below 24 KB however
//! long its headers are. Knows nothing of pages.

use super::pages::{Content, Line};
use crate::model::address::Address;
use crate::model::envelope::Envelope;

/// Characters of a subject.
const SUBJECT: usize = 1_000;
/// Characters of a name.
const NAME: usize = 200;
/// Octets of an address (RFC 5321 section 4.5.3.1 allows 256 with its brackets).
const EMAIL: usize = 254;
/// Octets of a Message-ID: a line (RFC 5322 section 2.1.1).
const MESSAGE_ID: usize = 998;
/// Octets of an id in References and In-Reply-To; longer ones are left out, as half an id is wrong.
const REFERENCE: usize = 250;
/// Ids in References: the first, which names the thread, and the last ones.
const REFERENCES: usize = 64;
const LIST_ID: usize = 250;

/// What each list of addresses may hold: addresses, and octets in all.
const FROM: (usize, usize) = (8, 1_500);
const TO: (usize, usize) = (100, 5_000);
const CC: (usize, usize) = (100, 4_000);
const REFERENCES_OCTETS: usize = 8_000;
const IN_REPLY_TO: (usize, usize) = (4, 1_000);

/// Brings a message's headers into their stored form.
pub(super) fn content(received: i64, size: u32, envelope: Envelope) -> Content {
    let mut rest = envelope;
    rest.from = addresses(rest.from, FROM);
    rest.sender = addresses(rest.sender, FROM);
    rest.reply_to = addresses(rest.reply_to, FROM);
    rest.to = addresses(rest.to, TO);
    rest.cc = addresses(rest.cc, CC);
    rest.message_id = octets(rest.message_id, MESSAGE_ID);
    rest.list_id = octets(rest.list_id, LIST_ID);
    rest.in_reply_to = ids(rest.in_reply_to, IN_REPLY_TO.0, IN_REPLY_TO.1);
    rest.references = ids(rest.references, REFERENCES, REFERENCES_OCTETS);
    let from = rest.from.first_mut().map(std::mem::take).unwrap_or_default();
    let subject = characters(std::mem::take(&mut rest.subject), SUBJECT);
    let attachment = std::mem::take(&mut rest.attachment);
    Content { line: Line { received, size, attachment, from, subject }, rest }
}

fn addresses(all: Vec<Address>, (count, mut octets_left): (usize, usize)) -> Vec<Address> {
    let mut kept = Vec::with_capacity(all.len().min(count));
    for address in all.into_iter().take(count) {
        let address =
            Address { name: characters(address.name, NAME), email: octets(address.email, EMAIL) };
        let size = address.name.len() + address.email.len() + 4;
        if size > octets_left {
            break;
        }
        octets_left -= size;
        kept.push(address);
    }
    kept
}

/// The first id and as many of the last ones as fit, in their order.
fn ids(mut all: Vec<String>, count: usize, octets: usize) -> Vec<String> {
    all.retain(|id| !id.is_empty() && id.len() <= REFERENCE);
    let mut left = octets.saturating_sub(all.first().map_or(0, |id| id.len() + 2));
    let fitting = all
        .iter()
        .skip(1)
        .rev()
        .take(count.saturating_sub(1))
        .take_while(|id| {
            let fits = id.len() + 2 <= left;
            left = left.saturating_sub(id.len() + 2);
            fits
        })
        .count();
    let dropped = all.len().saturating_sub(fitting);
    if dropped > 1 {
        all.drain(1..dropped);
    }
    all
}

fn characters(mut text: String, most: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
    }
    text.shrink_to_fit();
    text
}

fn octets(mut text: String, most: usize) -> String {
    text.truncate(text.floor_char_boundary(most));
    text.shrink_to_fit();
    text
}
