//! `pombo list MAILBOX`: what is kept of a mailbox, newest first. Needs no connection.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::args::ListWish;
use super::kept::Kept;
use super::out::{cell, line, right, stamp};
use super::{Context, End, Problem};
use crate::i18n;
use crate::model::address::Address;
use crate::model::envelope::{Envelope, Row};
use crate::model::flags::Flags;
use crate::model::mailbox::{Mailbox, Role};
use crate::model::remote::Uid;
use crate::trace;

/// Rows whose headers are read together.
const AT_ONCE: usize = 1_024;
/// Columns of the sender.
const WHO: usize = 24;
/// Columns of the size: `999.9 MB`.
const SIZE: usize = 9;

pub fn run(context: &Context, wish: &ListWish) -> Result<End, Problem> {
    let account = context.account(wish.account.as_deref())?;
    let kept = Kept::open(context, &account)?;
    let mailbox = kept.mailbox(&wish.mailbox)?;
    let rows = kept.rows(mailbox.id, wish.limit.unwrap_or(usize::MAX))?;
    let widest = rows.iter().map(|row| row.key.to_string().len()).max().unwrap_or(0);
    // What we sent is known by whom it went to.
    let ours = matches!(mailbox.role, Some(Role::Sent | Role::Drafts));
    for some in rows.chunks(AT_ONCE) {
        let headers = if ours || context.out.json { kept.headers(some)? } else { HashMap::new() };
        for row in some {
            let (envelope, uid) = match headers.get(&row.key) {
                Some((message, uid)) => (Some(&message.envelope), *uid),
                None => (None, None),
            };
            let value = || value(&kept, mailbox, row, envelope, uid);
            let to = envelope.and_then(|envelope| envelope.to.first()).filter(|_| ours);
            let who = to.unwrap_or(&row.from).short();
            context.out.record_with(value, || readable(row, widest, who, kept.waits(row.key)))?;
        }
    }
    trace::mark(
        "list shown",
        &[
            ("mailbox", mailbox.id.0.into()),
            ("rows", rows.len().into()),
            ("source", "cache".into()),
        ],
    );
    kept.close();
    Ok(End::Done)
}

fn value(
    kept: &Kept,
    mailbox: &Mailbox,
    row: &Row,
    envelope: Option<&Envelope>,
    uid: Option<Uid>,
) -> Value {
    let nothing = Envelope::default();
    let envelope = envelope.unwrap_or(&nothing);
    json!({
        "key": row.key.to_string(),
        "mailbox": mailbox.path.join("/"),
        "uid": uid.map(|uid| uid.0),
        "flags": flag_names(row.flags),
        "date": stamp(row.received),
        "sent": envelope.date.map(stamp),
        "from": people(&envelope.from),
        "to": people(&envelope.to),
        "cc": people(&envelope.cc),
        "subject": row.subject,
        "size": row.size,
        "attachments": row.attachment,
        "message_id": envelope.message_id,
        "waits": kept.waits(row.key),
    })
}

fn readable(row: &Row, key_width: usize, who: &str, waits: bool) -> String {
    let sign = |shown: bool, sign: char| if shown { sign } else { ' ' };
    let marks: String = [
        sign(waits, '~'),
        sign(!row.flags.has(Flags::SEEN), '●'),
        sign(row.flags.has(Flags::FLAGGED), '★'),
        sign(row.attachment, '@'),
    ]
    .iter()
    .collect();
    format!(
        "{:key_width$} {marks} {}  {}  {}  {}",
        row.key.to_string(),
        i18n::minute(row.received),
        cell(who, WHO),
        right(&i18n::size(u64::from(row.size)), SIZE),
        line(&row.subject)
    )
}

/// Addresses as JSON.
pub fn people(all: &[Address]) -> Value {
    all.iter().map(|a| json!({ "name": a.name, "address": a.email })).collect()
}

/// Flags by their IMAP names without the backslash, in lower case.
pub fn flag_names(flags: Flags) -> Vec<&'static str> {
    const NAMES: [&str; 10] = [
        "seen",
        "answered",
        "flagged",
        "deleted",
        "draft",
        "$forwarded",
        "$junk",
        "$notjunk",
        "$mdnsent",
        "$phishing",
    ];
    Flags::EACH.iter().zip(NAMES).filter(|(flag, _)| flags.has(**flag)).map(|(_, n)| n).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{AccountId, MessageKey};
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn flags_have_the_names_that_imap_gives_them() {
        assert_eq!(flag_names(Flags::SEEN.with(Flags::FLAGGED)), ["seen", "flagged"]);
    }

    #[test]
    fn lines_stand_below_each_other_in_every_script() {
        let row = |number, name: &str, size, flags| Row {
            key: MessageKey::new(AccountId(1), number),
            received: 1_700_000_000,
            size,
            flags,
            attachment: false,
            from: Address { name: name.into(), email: String::new() },
            subject: "Subject".into(),
        };
        let before = |row: &Row| {
            let text = readable(row, 6, row.from.short(), false);
            text.split_once("Subject").map(|(before, _)| before.width())
        };
        let first = before(&row(7, "Ana", 282, Flags::NONE));
        assert!(first.is_some());
        for other in [
            row(1234, "João da Conceição de Albuquerque e Castro", 12_345_678, Flags::SEEN),
            row(99, "山田太郎", 0, Flags::FLAGGED),
        ] {
            assert_eq!(before(&other), first);
        }
    }
}
