//! Search keys made ready for use, and a message held against them. Texts are compared decoded
//! (as `crate::mime` reads them) and without case.

use std::borrow::Cow;
use std::cell::OnceCell;

use imap_codec::imap_types::datetime::NaiveDate;
use imap_codec::imap_types::search::SearchKey;
use imap_codec::imap_types::sequence::SequenceSet;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::demo::imap::sets::Ranges;
use crate::demo::message::header;
use crate::demo::world::{Marks, Message};
use crate::mime;
use crate::model::address::Address;
use crate::model::envelope::Envelope;

/// The mailbox that is searched, as its connection numbers it.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    pub count: u32,
    pub last_uid: Option<u32>,
}

/// A search key with its sets, dates and texts taken apart. Texts are in lower case.
pub enum Rule {
    Always,
    Never,
    Number(Ranges),
    Uid(Ranges),
    Has(u8),
    Keyword(String),
    Header(String, String),
    Body(String),
    Text(String),
    Received(Span, Date),
    Sent(Span, Date),
    Larger(u32),
    Smaller(u32),
    ModSeq(u64),
    Not(Box<Rule>),
    Or(Box<(Rule, Rule)>),
    And(Vec<Rule>),
}

#[derive(Debug, Clone, Copy)]
pub enum Span {
    Before,
    On,
    Since,
}

impl Rule {
    /// Nothing where the key names a message number that no message has. imap-codec caps the
    /// depth of keys at 9.
    pub fn of(key: &SearchKey<'_>, scope: Scope) -> Option<Self> {
        use SearchKey as K;
        let text = |text: &[u8]| String::from_utf8_lossy(text).to_lowercase();
        let header = |name: &str, value: &[u8]| Self::Header(name.to_owned(), text(value));
        Some(match key {
            K::And(keys) => {
                Self::And(keys.as_ref().iter().map(|k| Self::of(k, scope)).collect::<Option<_>>()?)
            }
            K::Not(key) => Self::not(Self::of(key, scope)?),
            K::Or(a, b) => Self::Or(Box::new((Self::of(a, scope)?, Self::of(b, scope)?))),
            K::SequenceSet(set) => Self::numbers(set, scope)?,
            K::Uid(set) => Self::Uid(Ranges::of(set, scope.last_uid)),
            K::All | K::Old => Self::Always,
            K::New | K::Recent => Self::Never,
            K::Answered => Self::Has(Marks::ANSWERED),
            K::Deleted => Self::Has(Marks::DELETED),
            K::Draft => Self::Has(Marks::DRAFT),
            K::Flagged => Self::Has(Marks::FLAGGED),
            K::Seen => Self::Has(Marks::SEEN),
            K::Unanswered => Self::not(Self::Has(Marks::ANSWERED)),
            K::Undeleted => Self::not(Self::Has(Marks::DELETED)),
            K::Undraft => Self::not(Self::Has(Marks::DRAFT)),
            K::Unflagged => Self::not(Self::Has(Marks::FLAGGED)),
            K::Unseen => Self::not(Self::Has(Marks::SEEN)),
            K::Keyword(name) => Self::Keyword(name.as_ref().to_owned()),
            K::Unkeyword(name) => Self::not(Self::Keyword(name.as_ref().to_owned())),
            K::From(value) => header("from", value.as_ref()),
            K::To(value) => header("to", value.as_ref()),
            K::Cc(value) => header("cc", value.as_ref()),
            K::Bcc(value) => header("bcc", value.as_ref()),
            K::Subject(value) => header("subject", value.as_ref()),
            K::Header(name, value) => header(&text(name.as_ref()), value.as_ref()),
            K::Body(value) => Self::Body(text(value.as_ref())),
            K::Text(value) => Self::Text(text(value.as_ref())),
            K::Before(date) => Self::day(date, |date| Self::Received(Span::Before, date)),
            K::On(date) => Self::day(date, |date| Self::Received(Span::On, date)),
            K::Since(date) => Self::day(date, |date| Self::Received(Span::Since, date)),
            K::SentBefore(date) => Self::day(date, |date| Self::Sent(Span::Before, date)),
            K::SentOn(date) => Self::day(date, |date| Self::Sent(Span::On, date)),
            K::SentSince(date) => Self::day(date, |date| Self::Sent(Span::Since, date)),
            K::Larger(octets) => Self::Larger(*octets),
            K::Smaller(octets) => Self::Smaller(*octets),
            K::ModSequence { modseq, .. } => Self::ModSeq(*modseq),
        })
    }

    fn not(rule: Self) -> Self {
        Self::Not(Box::new(rule))
    }

    fn numbers(set: &SequenceSet, scope: Scope) -> Option<Self> {
        let ranges = Ranges::of(set, Some(scope.count).filter(|&count| count > 0));
        (ranges.last() <= Some(scope.count)).then_some(Self::Number(ranges))
    }

    fn day(date: &NaiveDate, rule: impl FnOnce(Date) -> Self) -> Self {
        // The type inside is of a crate that is not ours to name; its text is ISO 8601.
        date.as_ref().to_string().parse().map_or(Self::Never, rule)
    }

    pub fn names_modseq(&self) -> bool {
        match self {
            Self::ModSeq(_) => true,
            Self::Not(rule) => rule.names_modseq(),
            Self::Or(pair) => pair.0.names_modseq() || pair.1.names_modseq(),
            Self::And(rules) => rules.iter().any(Self::names_modseq),
            _ => false,
        }
    }
}

/// A message that may fit; what is costly is read once and only if a rule asks for it.
pub struct Candidate<'m> {
    number: u32,
    message: &'m Message,
    bytes: OnceCell<Cow<'m, [u8]>>,
    envelope: OnceCell<Envelope>,
    body: OnceCell<String>,
}

impl<'m> Candidate<'m> {
    pub fn new(number: u32, message: &'m Message) -> Self {
        let (bytes, envelope, body) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { number, message, bytes, envelope, body }
    }

    pub fn fits(&self, rule: &Rule) -> bool {
        match rule {
            Rule::Always => true,
            Rule::Never => false,
            Rule::Number(ranges) => ranges.has(self.number),
            Rule::Uid(ranges) => ranges.has(self.message.uid),
            Rule::Has(bit) => self.message.marks.has(*bit),
            Rule::Keyword(name) => self.message.marks.keyword(name),
            Rule::Header(name, text) => self.header_has(name, text),
            Rule::Body(text) => self.body().contains(text),
            Rule::Text(text) => self.any_header_has(text) || self.body().contains(text),
            Rule::Received(span, date) => {
                day(self.message.received).is_some_and(|day| span.holds(day, *date))
            }
            Rule::Sent(span, date) => self.sent().is_some_and(|day| span.holds(day, *date)),
            Rule::Larger(octets) => self.bytes().len() > *octets as usize,
            Rule::Smaller(octets) => self.bytes().len() < *octets as usize,
            Rule::ModSeq(least) => self.message.modseq >= *least,
            Rule::Not(rule) => !self.fits(rule),
            Rule::Or(pair) => self.fits(&pair.0) || self.fits(&pair.1),
            Rule::And(rules) => rules.iter().all(|rule| self.fits(rule)),
        }
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get_or_init(|| self.message.content.bytes())
    }

    fn envelope(&self) -> &Envelope {
        self.envelope.get_or_init(|| mime::envelope(self.bytes()))
    }

    fn decoded(&self, name: &str) -> Option<String> {
        let envelope = self.envelope();
        let people = |list: &[Address]| {
            list.iter().map(Address::to_string).collect::<Vec<_>>().join(", ").to_lowercase()
        };
        match name {
            "subject" => Some(envelope.subject.to_lowercase()),
            "from" => Some(people(&envelope.from)),
            "to" => Some(people(&envelope.to)),
            "cc" => Some(people(&envelope.cc)),
            _ => None,
        }
    }

    fn header_has(&self, name: &str, text: &str) -> bool {
        let mut values = header::values(self.bytes(), name).peekable();
        // RFC 9051 section 6.4.4: an empty text asks whether the field is there.
        values.peek().is_some()
            && (values.any(|value| lower(&value).contains(text))
                || self.decoded(name).is_some_and(|decoded| decoded.contains(text)))
    }

    fn any_header_has(&self, text: &str) -> bool {
        header::fields(self.bytes()).any(|(_, line)| lower(line).contains(text))
            || ["subject", "from", "to", "cc"]
                .iter()
                .any(|name| self.decoded(name).is_some_and(|decoded| decoded.contains(text)))
    }

    /// Every text of the message, decoded, in lower case.
    fn body(&self) -> &str {
        self.body.get_or_init(|| {
            let (structure, _) = mime::structure(self.bytes());
            let texts = structure.parts.iter().filter(|part| part.media.starts_with("text/"));
            let mut all = String::new();
            for part in texts {
                if let Some(raw) = mime::raw_part(self.bytes(), &part.id) {
                    all.push_str(&mime::text(part, raw).text.to_lowercase());
                    all.push('\n');
                }
            }
            all
        })
    }

    /// The day in the Date field, whatever its time and zone (RFC 9051 section 6.4.4).
    fn sent(&self) -> Option<Date> {
        const MONTHS: [&str; 12] =
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let value = lower(&header::value(self.bytes(), "Date")?);
        let words: Vec<&str> = value.split([' ', ',', '\t']).filter(|w| !w.is_empty()).collect();
        words.windows(3).find_map(|window| {
            let [day, month, year] = window else { return None };
            let month = MONTHS.iter().position(|name| name == month)? + 1;
            Date::new(year.parse().ok()?, i8::try_from(month).ok()?, day.parse().ok()?).ok()
        })
    }
}

impl Span {
    fn holds(self, day: Date, asked: Date) -> bool {
        match self {
            Self::Before => day < asked,
            Self::On => day == asked,
            Self::Since => day >= asked,
        }
    }
}

fn day(seconds: i64) -> Option<Date> {
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    Some(moment.to_zoned(TimeZone::UTC).date())
}

fn lower(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).to_lowercase()
}
