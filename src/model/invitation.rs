//! An invitation, a change of it, an answer to it (RFC 5545, RFC 5546), as far as a person reads it.

use serde::{Deserialize, Serialize};

use super::address::Address;

/// What one calendar part says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub method: Method,
    /// The first ones.
    pub meetings: Vec<Meeting>,
    /// How many follow them.
    pub more: u32,
}

/// What is done by sending it (RFC 5546 section 1.4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// It is only told.
    #[default]
    Publish,
    Request,
    Cancel,
    Reply,
    /// A guest proposes something else.
    Counter,
    /// The organiser does not want that.
    DeclineCounter,
}

/// One meeting, or a series of them. Texts are on one line and not longer than a few lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    pub title: String,
    pub starts: Option<Moment>,
    /// Of whole days the last one.
    pub ends: Option<Moment>,
    pub place: String,
    /// Where it is met in a browser, an https URL; empty where that is not told.
    pub call: String,
    pub organizer: Option<Address>,
    /// The first ones.
    pub guests: Vec<Guest>,
    /// How many follow them.
    pub more_guests: u32,
    pub repeats: Option<Repeats>,
    /// It is about one date of a series.
    pub is_one_of_series: bool,
    /// It was changed since it was first sent (SEQUENCE).
    pub is_changed: bool,
    pub is_cancelled: bool,
    /// What a guest wrote with the answer.
    pub comment: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    pub who: Address,
    pub answer: Answer,
}

/// PARTSTAT (RFC 5545 section 3.2.12).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    #[default]
    None,
    Accepted,
    Tentative,
    Declined,
    Delegated,
}

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Day {
    pub year: i16,
    pub month: i8,
    pub day: i8,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Moment {
    /// All of it.
    Day(Day),
    /// Seconds since 1970 UTC.
    At {
        seconds: i64,
        /// The clock by which it was written down; nothing for UTC.
        zone: Option<Zone>,
    },
    /// By the clock of wherever one is: minutes since midnight.
    Local { day: Day, minute: u16 },
}

/// A clock at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// A name of the IANA database, or what the sender calls it.
    pub name: String,
    /// Seconds east of Greenwich.
    pub offset: i32,
}

/// RRULE (RFC 5545 section 3.3.10), as far as there are words for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeats {
    pub rule: Rule,
    pub end: End,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    Daily {
        every: u32,
    },
    /// On these days, 1 for Monday to 7 for Sunday.
    Weekly {
        every: u32,
        days: Vec<u8>,
    },
    Monthly {
        every: u32,
        on: Vec<On>,
    },
    /// In these months, from 1.
    Yearly {
        every: u32,
        months: Vec<u8>,
        on: Vec<On>,
    },
    /// In a way that takes more words than a line has.
    Other,
}

/// A day within a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum On {
    /// Counted from 1; from its end where negative.
    Day(i8),
    /// The first (1), second, last (-1) of a day of the week (1 for Monday).
    Weekday { nth: i8, day: u8 },
    /// The same of the days from Monday to Friday.
    Workday { nth: i8 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    Never,
    Times(u32),
    Until(Day),
}
