//! Responses as octets, and what a command came to.

use std::num::{NonZeroU32, NonZeroU64};

use imap_codec::ResponseCodec;
use imap_codec::encode::Encoder;
use imap_codec::imap_types::core::{Tag, Text};
use imap_codec::imap_types::flag::{Flag, FlagFetch};
use imap_codec::imap_types::response::{
    Bye, Code, CodeOther, Data, Response, Status, StatusBody, StatusKind, Tagged,
};

use crate::demo::world::{Marks, No};

/// What the server can do, in the order of its answer.
const CAPABILITIES: [&str; 19] = [
    "IMAP4rev1",
    "AUTH=PLAIN",
    "AUTH=XOAUTH2",
    "AUTH=OAUTHBEARER",
    "SASL-IR",
    "LITERAL+",
    "ID",
    "ENABLE",
    "IDLE",
    "NAMESPACE",
    "CHILDREN",
    "LIST-EXTENDED",
    "LIST-STATUS",
    "SPECIAL-USE",
    "UNSELECT",
    "UIDPLUS",
    "MOVE",
    "ESEARCH",
    "CONDSTORE",
];

/// The outcome of a command: what its tagged line says, and whether the session ends with it.
#[derive(Debug)]
pub struct Outcome {
    kind: StatusKind,
    code: Option<Code<'static>>,
    text: &'static str,
    pub next: Next,
}

/// Whether the session goes on after a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Command,
    StartTls,
    End,
}

impl Outcome {
    fn new(kind: StatusKind, code: Option<Code<'static>>, text: &'static str) -> Self {
        Self { kind, code, text, next: Next::Command }
    }

    pub fn ok(text: &'static str) -> Self {
        Self::new(StatusKind::Ok, None, text)
    }

    pub fn no(text: &'static str) -> Self {
        Self::new(StatusKind::No, None, text)
    }

    pub fn bad(text: &'static str) -> Self {
        Self::new(StatusKind::Bad, None, text)
    }

    pub fn then(mut self, next: Next) -> Self {
        self.next = next;
        self
    }

    pub fn code(mut self, code: Code<'static>) -> Self {
        self.code = Some(code);
        self
    }

    /// A code that imap-codec has no name for (RFC 5530).
    pub fn named(self, code: &'static str) -> Self {
        self.code(Code::Other(CodeOther::unvalidated(code.as_bytes())))
    }

    pub fn no_too_big() -> Self {
        Self::no("That is more than I take").code(Code::TooBig)
    }
}

impl From<No> for Outcome {
    fn from(no: No) -> Self {
        match no {
            No::Missing => Self::no("No mailbox has that name").named("NONEXISTENT"),
            No::Gone => Self::no("Some of them are gone").named("EXPUNGEISSUED"),
            No::Exists => Self::no("A mailbox has that name").named("ALREADYEXISTS"),
            No::NotSelectable => Self::no("It holds no messages").named("CANNOT"),
            No::Name => Self::no("That cannot be done to a mailbox of that name").named("CANNOT"),
            No::HasChildren => Self::no("It has mailboxes below it").named("HASCHILDREN"),
            No::OverQuota => Self::no("The account is full").code(Code::OverQuota),
            No::TooMany => Self::no("There are mailboxes enough").named("LIMIT"),
        }
    }
}

pub fn data(out: &mut Vec<u8>, data: Data<'_>) {
    out.extend(ResponseCodec::default().encode(&Response::Data(data)).dump());
}

/// The line that answers a command, or an untagged one where the command had no readable tag.
pub fn status(out: &mut Vec<u8>, tag: Option<Tag<'static>>, outcome: Outcome) {
    let body = StatusBody { kind: outcome.kind, code: outcome.code, text: text(outcome.text) };
    let status = match tag {
        Some(tag) => Status::Tagged(Tagged { tag, body }),
        None => Status::Untagged(body),
    };
    out.extend(ResponseCodec::default().encode(&Response::Status(status)).dump());
}

pub fn untagged_ok(out: &mut Vec<u8>, code: Code<'static>, text: &'static str) {
    status(out, None, Outcome::ok(text).code(code));
}

pub fn bye(out: &mut Vec<u8>, words: &'static str) {
    let status = Status::Bye(Bye { code: None, text: text(words) });
    out.extend(ResponseCodec::default().encode(&Response::Status(status)).dump());
}

pub fn greeting(out: &mut Vec<u8>, encrypted: bool) {
    status(out, None, Outcome::ok("Welcome to the demo account").code(code(encrypted, false)));
}

/// The capabilities as a response code.
pub fn code(encrypted: bool, signed_in: bool) -> Code<'static> {
    let list = format!("CAPABILITY {}", capabilities(encrypted, signed_in));
    Code::Other(CodeOther::unvalidated(list.into_bytes()))
}

/// The capabilities as text: imap-codec would shout `IMAP4REV1`, which some clients do not know.
pub fn capabilities(encrypted: bool, signed_in: bool) -> String {
    let tls = (!encrypted && !signed_in).then_some("STARTTLS");
    let all = CAPABILITIES.into_iter().filter(|name| !signed_in || !name.starts_with("AUTH="));
    all.chain(tls).collect::<Vec<_>>().join(" ")
}

fn text(words: &'static str) -> Text<'static> {
    Text::unvalidated(words)
}

/// Flags as a client reads them.
pub fn flags(marks: &Marks) -> Vec<Flag<'static>> {
    let system = [
        (Marks::ANSWERED, Flag::Answered),
        (Marks::FLAGGED, Flag::Flagged),
        (Marks::DELETED, Flag::Deleted),
        (Marks::SEEN, Flag::Seen),
        (Marks::DRAFT, Flag::Draft),
    ];
    let system = system.into_iter().filter(|(bit, _)| marks.has(*bit)).map(|(_, flag)| flag);
    let keywords = marks
        .keywords
        .iter()
        .filter_map(|keyword| Some(Flag::keyword(keyword.clone().try_into().ok()?)));
    system.chain(keywords).collect()
}

pub fn fetched_flags(marks: &Marks) -> Vec<FlagFetch<'static>> {
    flags(marks).into_iter().map(FlagFetch::Flag).collect()
}

/// Flags as a client wrote them; those that only the server may set are left out.
pub fn marks(flags: &[Flag<'_>]) -> Marks {
    let mut marks = Marks::default();
    for flag in flags {
        marks.add(&match flag {
            Flag::Answered => Marks::system(Marks::ANSWERED),
            Flag::Deleted => Marks::system(Marks::DELETED),
            Flag::Draft => Marks::system(Marks::DRAFT),
            Flag::Flagged => Marks::system(Marks::FLAGGED),
            Flag::Seen => Marks::system(Marks::SEEN),
            Flag::Keyword(atom) => Marks { system: 0, keywords: vec![atom.as_ref().to_owned()] },
            Flag::Extension(_) => continue,
        });
    }
    marks
}

/// Counts from 1 are never 0; where arithmetic says otherwise, 1 is as good.
pub fn nz(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

pub fn nz64(number: u64) -> NonZeroU64 {
    NonZeroU64::new(number).unwrap_or(NonZeroU64::MIN)
}
