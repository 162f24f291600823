//! How long to wait before the next try to connect: 1, 2, 4 .. 300 seconds, a quarter more or
//! less by chance, so that a thousand clients do not come back in the same second.

use std::time::Duration;

const LONGEST: u64 = 300;

/// A connection that lived this long was healthy: the next failure counts as the first.
pub const HEALTHY: Duration = Duration::from_secs(60);

/// Counts failures in a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The wait after one more failure. `chance` is 0.0..=1.0.
    pub fn next(&mut self, chance: f64) -> Duration {
        let seconds = 1u64.checked_shl(self.failures).unwrap_or(LONGEST).min(LONGEST);
        self.failures = (self.failures + 1).min(16);
        Duration::from_secs(seconds).mul_f64(0.75 + 0.5 * chance.clamp(0.0, 1.0))
    }

    /// The connection lived this long before it broke.
    pub fn lived(&mut self, so_long: Duration) {
        if so_long >= HEALTHY {
            self.failures = 0;
        }
    }

    /// Begins anew: the person or the network asks to try at once.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_five_minutes_and_begin_anew_after_a_healthy_minute() {
        let mut backoff = Backoff::default();
        let waits: Vec<u64> = (0..11).map(|_| backoff.next(0.5).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        backoff.lived(Duration::from_secs(59));
        assert_eq!(backoff.next(0.5).as_secs(), 300);
        backoff.lived(HEALTHY);
        assert_eq!(backoff.next(0.5).as_secs(), 1);
    }

    #[test]
    fn chance_moves_a_wait_by_a_quarter_either_way() {
        for (chance, expected) in [(0.0, 750), (0.5, 1000), (1.0, 1250), (9.0, 1250)] {
            assert_eq!(Backoff::default().next(chance).as_millis(), expected);
        }
    }
}
