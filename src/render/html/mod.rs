//! HTML to paragraphs, for reading without layout: blocks become paragraphs, the rest runs on.
//! Scripts, styles, comments and what the sender hid are left out; pictures are their
//! descriptions. No tree is built, so that no nesting can be too deep.

mod element;
mod entity;
mod flow;
mod token;

use super::sheet::Sheet;
use flow::{Flow, Hidden};

/// Octets of HTML that are read: what the engine fetches at most.
const MAX_INPUT: usize = 8 * 1024 * 1024;

/// Writes a document. One that shows nothing is read again with its hidden parts (a mail whose
/// markup is broken may hide all of itself), and at last as a list of its links.
pub fn write(sheet: &mut Sheet, html: &str) {
    let end = html.floor_char_boundary(MAX_INPUT);
    let html = html.get(..end).unwrap_or(html);
    for hidden in [Hidden::LeftOut, Hidden::Shown] {
        let mut flow = Flow::new(sheet, hidden);
        token::tokens(html).for_each(|token| flow.take(token));
        if flow.finish() {
            return;
        }
    }
    for target in token::tokens(html).filter_map(|token| token.href()).take(100) {
        if super::links::is_allowed(&target) {
            sheet.push(0, super::Kind::Text, &target, &[]);
        }
    }
}
