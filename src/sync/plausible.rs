//! Whether what a server says is gone can be believed at once. What cannot is listed again on a
//! fresh connection before anything is hidden. Pure; knows no wire and no cache.

use std::time::{Duration, Instant};

use crate::model::remote::Uid;

/// Removals that one connection hears within this time are weighed together.
const WINDOW: Duration = Duration::from_secs(120);

/// Over fifty and over a fifth of a mailbox at once.
pub fn is_much(gone: usize, of: usize) -> bool {
    gone > 50 && gone.saturating_mul(5) > of
}

/// What was heard of a mailbox on one connection and needs another one's word.
#[derive(Debug, Clone, Default)]
pub struct Doubts {
    /// Rows that are said to be gone.
    pub gone: Option<(u64, Vec<Uid>)>,
    /// SELECT told a UIDNEXT below what it was.
    pub backward: Option<u64>,
    /// After a new UIDVALIDITY much was not found again.
    pub unfound: Option<u64>,
}

/// Whether a second connection says the same as the first. The first word is noted in `doubt`, the
/// second takes it away.
pub fn is_second(doubt: &mut Option<u64>, connection: u64) -> bool {
    match *doubt {
        Some(first) if first != connection => {
            *doubt = None;
            true
        }
        _ => {
            *doubt = Some(connection);
            false
        }
    }
}

/// Removals heard on one connection in one mailbox.
#[derive(Debug, Clone, Copy, Default)]
pub struct Heard {
    since: Option<Instant>,
    /// Rows at the beginning.
    rows: usize,
    gone: usize,
}

impl Heard {
    /// Adds removals from a mailbox of so many rows; whether together they are too many.
    pub fn add(&mut self, gone: usize, rows: usize, now: Instant) -> bool {
        if self.since.is_none_or(|since| now.duration_since(since) > WINDOW) {
            *self = Self { since: Some(now), rows, gone: 0 };
        }
        self.gone = self.gone.saturating_add(gone);
        is_much(self.gone, self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removals_one_by_one_add_up_within_their_time() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut heard = Heard::default();
        let told: Vec<bool> = (0..60).map(|n| heard.add(1, 200 - n, at(n as u64))).collect();
        assert_eq!(told.iter().position(|much| *much), Some(50));
        assert!(!heard.add(1, 140, at(121)), "a new time begins");
        assert!(heard.add(140, 139, at(122)));
        let mut large = Heard::default();
        assert!(!large.add(200, 1_000, start));
        assert!(large.add(1, 800, start));
    }

    #[test]
    fn a_doubt_ends_with_the_word_of_another_connection() {
        let mut doubt = None;
        for (connection, second) in [(1, false), (1, false), (2, true), (2, false)] {
            assert_eq!(is_second(&mut doubt, connection), second);
        }
    }
}
