//! The person's language: Fluent messages from `i18n/`, built in. Knows what a fault is called, and
//! how a date, a size and a number are written. Knows nothing of windows.

use std::sync::atomic::{AtomicUsize, Ordering};

use fluent_bundle::{FluentArgs, FluentValue};

mod dates;
pub mod exam;
mod faults;
mod languages;
pub mod meeting;
pub mod report;
#[cfg(test)]
mod tests;
pub mod upkeep;

pub use dates::{full_date, minute, short_date, when};
pub use faults::fault;
use languages::{LANGUAGES, Language};

use crate::model::mailbox::Role;
use crate::model::order::NameProblem;

/// The place of the language in use in `LANGUAGES`.
static IN_USE: AtomicUsize = AtomicUsize::new(0);

/// A value in a message.
#[derive(Debug, Clone)]
pub enum Arg {
    Text(String),
    /// Written with the language's separators: give a port or a year as text.
    Number(i64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
impl From<i32> for Arg {
    fn from(number: i32) -> Self {
        Self::Number(i64::from(number))
    }
}
impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}
impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// `fl!("key")`, `fl!("key", count = 3, name = "x")`: a message in the person's language.
#[macro_export]
macro_rules! fl {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::i18n::words($key, &[$((stringify!($name), $crate::i18n::Arg::from($value))),*])
    };
}

/// Chooses the language: this tag, else the system's, else English. May be called again.
pub fn set_language(tag: Option<&str>) {
    let wanted = tag.map(str::to_owned).into_iter();
    let index = languages::negotiate(wanted.chain(sys_locale::get_locales()));

    IN_USE.store(index, Ordering::Relaxed);
}

/// The tag in use, such as `en` or `pt-BR`.
pub fn language() -> &'static str {
    in_use().tag
}

/// Whether the country of the system's language prints on Letter rather than A4 (CLDR,
/// `measurementData`).
pub fn prints_on_letter() -> bool {
    const COUNTRIES: [&str; 14] =
        ["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"];
    let country = |tag: String| {
        let mut parts = tag.split(['-', '_', '.']).skip(1);
        parts.find(|part| part.len() == 2).map(str::to_uppercase)
    };
    let country = sys_locale::get_locale().and_then(country);
    country.is_some_and(|country| COUNTRIES.contains(&country.as_str()))
}

/// The words of a message in the language in use (English where it lacks them; the key itself last).
pub fn words(key: &str, args: &[(&str, Arg)]) -> String {
    words_in(in_use(), key, args)
}

/// A count with the language's separators: `1,234` or `1.234`.
pub fn count(number: u64) -> String {
    in_use().grouped(&number.to_string())
}

/// A size as people read it, in powers of 1,000: `812 bytes`, `34 kB`, `1.2 MB`.
pub fn size(bytes: u64) -> String {
    size_in(in_use(), bytes)
}

/// What a special mailbox is called, whatever name the server has for it.
pub fn role(role: Role) -> String {
    match role {
        Role::Inbox => fl!("mailbox-inbox"),
        Role::Drafts => fl!("mailbox-drafts"),
        Role::Sent => fl!("mailbox-sent"),
        Role::Archive => fl!("mailbox-archive"),
        Role::Junk => fl!("mailbox-junk"),
        Role::Trash => fl!("mailbox-trash"),
        Role::All => fl!("mailbox-all"),
        Role::Flagged => fl!("mailbox-flagged"),
    }
}

/// Why a mailbox cannot be called so.
pub fn name_problem(problem: NameProblem) -> String {
    match problem {
        NameProblem::Empty => fl!("folder-name-empty"),
        NameProblem::TooLong => fl!("folder-name-long"),
        NameProblem::Control => fl!("folder-name-control"),
        NameProblem::Sign(sign) => fl!("folder-name-sign", sign = sign.to_string()),
        NameProblem::Odd => fl!("folder-name-odd"),
        NameProblem::Taken => fl!("folder-name-taken"),
    }
}

fn in_use() -> &'static Language {
    LANGUAGES.get(IN_USE.load(Ordering::Relaxed)).unwrap_or_else(|| languages::english())
}

fn words_in(language: &Language, key: &str, args: &[(&str, Arg)]) -> String {
    let args: FluentArgs<'_> = args.iter().map(|(name, arg)| (*name, value(arg))).collect();
    let found = language.words(key, &args).or_else(|| languages::english().words(key, &args));

    found.unwrap_or_else(|| {
        tracing::error!(key, "A message is missing.");
        key.to_owned()
    })
}

fn value(arg: &Arg) -> FluentValue<'_> {
    match arg {
        Arg::Text(text) => FluentValue::from(text.as_str()),
        Arg::Number(number) => FluentValue::from(*number),
    }
}

fn size_in(language: &Language, bytes: u64) -> String {
    const KILO: u64 = 1000;
    const MEGA: u64 = 1000 * KILO;
    const GIGA: u64 = 1000 * MEGA;
    // Rounded, in tenths or units of the next; 999,950 octets are `1.0 MB`, not `1000 kB`.
    let tenths = |unit: u64| {
        let tenths = bytes / (unit / 10) + u64::from(bytes % (unit / 10) >= unit / 20);
        Arg::Text(language.decimal(tenths))
    };

    if bytes < KILO {
        words_in(language, "size-bytes", &[("count", Arg::from(bytes))])
    } else if bytes < MEGA - KILO / 2 {
        let rounded = bytes.saturating_add(KILO / 2) / KILO;
        words_in(language, "size-kilobytes", &[("amount", Arg::from(rounded))])
    } else if bytes < GIGA - MEGA / 20 {
        words_in(language, "size-megabytes", &[("amount", tenths(MEGA))])
    } else {
        words_in(language, "size-gigabytes", &[("amount", tenths(GIGA))])
    }
}
