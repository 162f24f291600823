//! What an engine goes by: the time it is for the person, how often that is looked at, and what a
//! night and a day may carry. Knows no account and no wire.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;

use super::bill;
use crate::model::audit::NIGHT;

/// Tells the time, in the person's own zone.
pub type Clock = Arc<dyn Fn() -> Zoned + Send + Sync>;

/// Tells how many octets a day the server of this name lets one receive, where its provider says so.
pub type Budget = Arc<dyn Fn(&str) -> Option<u64> + Send + Sync>;

/// What an engine goes by. The default is what people get: their own clock, and what their
/// providers say.
#[derive(Clone)]
pub struct Terms {
    pub clock: Clock,
    /// The clock is looked at this often.
    pub tick: Duration,
    /// Octets that audits of their own accord may receive in a night for one account.
    pub night: u64,
    pub budget: Budget,
}

impl Default for Terms {
    fn default() -> Self {
        let (clock, budget) = (Arc::new(Zoned::now), Arc::new(bill::budget));
        Self { clock, tick: Duration::from_secs(5), night: NIGHT, budget }
    }
}

impl fmt::Debug for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tick, night, .. } = self;
        f.debug_struct("Terms").field("tick", tick).field("night", night).finish_non_exhaustive()
    }
}

impl Terms {
    /// Seconds since 1970 UTC.
    pub fn now(&self) -> i64 {
        (self.clock)().timestamp().as_second()
    }

    /// The hour of the person's day, 0 to 23.
    pub fn hour(&self) -> i8 {
        (self.clock)().hour()
    }

    /// Days since 1970-01-01 on the person's own calendar.
    pub fn today(&self) -> i32 {
        let now = (self.clock)();
        let local = now.timestamp().as_second().saturating_add(i64::from(now.offset().seconds()));
        i32::try_from(local.div_euclid(24 * 3_600)).unwrap_or(i32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_the_persons_own_midnight() {
        for (at, hour, today) in [
            ("1970-01-02T23:59:59-03:00[-03:00]", 23, 1),
            ("1970-01-03T00:00:00-03:00[-03:00]", 0, 2),
            ("1970-01-01T00:30:00+02:00[+02:00]", 0, 0),
            ("1969-12-31T23:30:00+00:00[UTC]", 23, -1),
        ] {
            let at: Zoned = at.parse().unwrap();
            let clock = Arc::new(move || at.clone());
            let terms = Terms { clock, ..Terms::default() };
            assert_eq!((terms.hour(), terms.today()), (hour, today));
        }
    }
}
