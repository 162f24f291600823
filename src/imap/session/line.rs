//! Command lines: text, strings as the server can take them, UID sets cut to a length.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::imap::names;
use crate::imap::types::UidSet;
use crate::model::fault::{Fault, Place};
use crate::model::remote::WireName;

/// A command without its tag and line end.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    pub(super) pieces: Vec<Piece<'a>>,
    /// Where its refusal belongs.
    pub(super) place: Place,
    /// The mailbox that it is about, decoded.
    pub(super) mailbox: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) enum Piece<'a> {
    Text(String),
    Literal(Cow<'a, [u8]>),
}

impl<'a> Line<'a> {
    pub(super) fn new(text: impl Into<String>, place: Place) -> Self {
        Self { pieces: vec![Piece::Text(text.into())], place, mailbox: None }
    }

    pub(super) fn text(mut self, text: &str) -> Self {
        match self.pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
        self
    }

    /// Octets, about: without lengths of literals.
    pub(super) fn octets(&self) -> usize {
        let of = |piece: &Piece<'_>| match piece {
            Piece::Text(text) => text.len(),
            Piece::Literal(octets) => octets.len(),
        };
        self.pieces.iter().map(of).sum()
    }

    /// What it begins with, before the first literal.
    pub(super) fn beginning(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Text(text)) => text,
            _ => "",
        }
    }

    pub(super) fn literal(mut self, octets: impl Into<Cow<'a, [u8]>>) -> Self {
        self.pieces.push(Piece::Literal(octets.into()));
        self
    }

    /// A space and a mailbox name, quoted where it is printable ASCII, else as a literal.
    ///
    /// # Errors
    /// `Invalid`: a name with a line end or NUL, which no server can mean.
    pub(super) fn mailbox(mut self, name: &WireName) -> Result<Self, Fault> {
        self.mailbox = Some(names::decode(&name.0));
        self.text(" ").string(name)
    }

    /// A name, in the same form.
    ///
    /// # Errors
    /// As `mailbox`.
    pub(super) fn string(self, name: &WireName) -> Result<Self, Fault> {
        let octets = names::to_wire(name);
        if octets.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            let detail = "a mailbox name cannot hold a line end or NUL";
            return Err(crate::imap::faults::invalid(Place::Mailbox, detail));
        }
        if octets.iter().all(|byte| (b' '..=b'~').contains(byte)) {
            let escaped = name.0.replace('\\', "\\\\").replace('"', "\\\"");
            Ok(self.text(&format!("\"{escaped}\"")))
        } else {
            Ok(self.literal(octets))
        }
    }
}

/// The set as `1:5,7`, rising, in pieces of at most `most` octets.
pub(super) fn cut(set: &UidSet, most: usize) -> Vec<String> {
    pieces(set, most).into_iter().map(|(piece, _)| piece).collect()
}

/// The set in parts that are at most `most` octets long when they are written.
pub(super) fn parts(set: &UidSet, most: usize) -> Vec<UidSet> {
    pieces(set, most).into_iter().map(|(_, ranges)| UidSet::from_ranges(ranges)).collect()
}

fn pieces(set: &UidSet, most: usize) -> Vec<(String, Vec<(u32, u32)>)> {
    let mut pieces: Vec<(String, Vec<(u32, u32)>)> = Vec::new();
    for &(low, high) in set.ranges() {
        let mut range = low.to_string();
        if high == u32::MAX {
            range.push_str(":*");
        } else if high > low {
            // Writing to a String cannot fail.
            let _ = write!(range, ":{high}");
        }
        match pieces.last_mut() {
            Some((piece, ranges)) if piece.len() + 1 + range.len() <= most => {
                piece.push(',');
                piece.push_str(&range);
                ranges.push((low, high));
            }
            _ => pieces.push((range, vec![(low, high)])),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::remote::Uid;

    #[test]
    fn a_long_set_is_cut_into_rising_pieces_that_hold_every_uid_once() {
        let set = UidSet::from_uids((1..20_000).map(|n| Uid(n * 3)));
        let pieces = cut(&set, 1_000);
        assert!(pieces.len() > 50);
        let mut last = 0;
        for piece in &pieces {
            assert!(piece.len() <= 1_000);
            for uid in piece.split(',') {
                let uid: u32 = uid.parse().unwrap();
                assert_eq!(uid, last + 3);
                last = uid;
            }
        }
        assert_eq!(last, 59_997);
        let parts = parts(&set, 1_000);
        assert_eq!(parts.len(), pieces.len());
        let all = parts.iter().flat_map(|part| part.ranges().to_vec());
        assert_eq!(UidSet::from_ranges(all), set);
        assert_eq!(cut(&UidSet::from_ranges([(9, 5), (1, 1)]), 100), ["1,5:9"]);
        assert_eq!(cut(&UidSet::range(Uid(7), Uid(u32::MAX)), 100), ["7:*"]);
        assert!(cut(&UidSet::default(), 100).is_empty());
    }
}
