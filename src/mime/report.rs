//! The machine's part of a report: message/delivery-status (RFC 3464), message/disposition-notification
//! (RFC 8098). Lenient: reports are written by every mail server there is. Checks nothing.

use super::header::{self, Header};
use super::words::{self, one_line};
use crate::model::report::{Fate, Receiver};

/// Receivers that are kept; the others are counted.
const MAX_RECEIVERS: usize = 50;
/// Characters of an address, and of what a server said.
const MAX_ADDRESS: usize = 320;
const MAX_SAID: usize = 400;

/// What a delivery report says of each receiver, and how many more it names.
pub fn delivery(text: &str) -> (Vec<Receiver>, u32) {
    let mut receivers = Vec::new();
    let mut more = 0_u32;
    for group in groups(text) {
        let bytes = group.as_bytes();
        let (fields, _) = Header::read(bytes, header::line_end(bytes), |_| false);
        let Some(receiver) = receiver(&fields) else { continue };
        if receivers.len() < MAX_RECEIVERS {
            receivers.push(receiver);
        } else {
            more = more.saturating_add(1);
        }
    }
    (receivers, more)
}

/// What a notification says became of a message.
pub fn disposition(text: &str) -> Option<Receiver> {
    let text: String = groups(text).collect();
    let bytes = text.as_bytes();
    let (fields, _) = Header::read(bytes, header::line_end(bytes), |_| false);
    let said = value(&fields, "Disposition")?;
    // `manual-action/MDN-sent-manually; displayed/error`
    let kind = said.rsplit(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let fate = match kind.split('/').next().unwrap_or_default().trim() {
        "displayed" => Fate::Read,
        "deleted" => Fate::Deleted,
        _ => Fate::Processed,
    };
    let address = address(&fields);
    Some(Receiver { address, fate, status: None, said: String::new(), until: None })
}

/// The pieces between empty lines.
fn groups(text: &str) -> impl Iterator<Item = String> {
    let mut lines = text.lines();
    std::iter::from_fn(move || {
        let mut group = String::new();
        for line in lines.by_ref() {
            match (line.trim().is_empty(), group.is_empty()) {
                (true, true) => {}
                (true, false) => return Some(group),
                (false, is_first) => {
                    // What goes on without being set in still goes on.
                    if !is_first && !is_field(line) {
                        group.push('\t');
                    }
                    group.push_str(line);
                    group.push('\n');
                }
            }
        }
        (!group.is_empty()).then_some(group)
    })
}

fn is_field(line: &str) -> bool {
    let is_name =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    line.split_once(':').is_some_and(|(name, _)| !name.is_empty() && is_name(name.trim_end()))
}

fn receiver(fields: &Header<'_>) -> Option<Receiver> {
    let status = value(fields, "Status");
    let action = value(fields, "Action").map(|action| action.to_ascii_lowercase());
    if status.is_none() && action.is_none() {
        return None;
    }
    let said = one_line(&typed(&value(fields, "Diagnostic-Code").unwrap_or_default()), MAX_SAID);
    let told = status.and_then(|text| code(&text)).into_iter().chain(code(&said)).reduce(better);
    let status = told.map(|told| better(told, by_words(told.0, &said)));
    let word = action.as_deref().and_then(|action| action.split([' ', '(', ';']).next());
    let fate = match (word, status) {
        (Some("failed"), _) => Fate::Failed,
        (Some("delayed"), _) => Fate::Delayed,
        (Some("delivered"), _) => Fate::Delivered,
        (Some("relayed"), _) => Fate::Relayed,
        (Some("expanded"), _) => Fate::Expanded,
        (_, Some((2, ..))) => Fate::Delivered,
        (_, Some((4, ..))) => Fate::Delayed,
        _ => Fate::Failed,
    };
    let until =
        value(fields, "Will-Retry-Until").and_then(|text| super::envelope::date(text.as_bytes()));
    Some(Receiver { address: address(fields), fate, status, said, until })
}

/// Whom the person wrote to, rather than where it was forwarded.
fn address(fields: &Header<'_>) -> String {
    let wanted = ["Original-Recipient", "Final-Recipient"];
    let found = wanted.iter().find_map(|name| {
        let address = typed(&value(fields, name)?);
        let address = address.trim().trim_matches(['<', '>']).to_owned();
        (!address.is_empty()).then_some(address)
    });
    one_line(&found.unwrap_or_default(), MAX_ADDRESS)
}

/// A field on one line, decoded.
fn value(fields: &Header<'_>, name: &str) -> Option<String> {
    let text = words::decode(fields.first(name)?, None);
    let text = one_line(&text, 4 * MAX_SAID);
    (!text.is_empty()).then_some(text)
}

/// What follows the type of a value: `rfc822; ana@example.org`.
fn typed(text: &str) -> String {
    match text.split_once(';') {
        Some((kind, value)) if !kind.contains(['@', ' ']) || kind.trim().len() < 16 => {
            value.trim().to_owned()
        }
        _ => text.trim().to_owned(),
    }
}

/// The first enhanced status code in a text (RFC 3463 section 2).
fn code(text: &str) -> Option<(u16, u16, u16)> {
    let is_sign = |c: char| c.is_ascii_digit() || c == '.';
    text.split(|c: char| !is_sign(c)).find_map(|word| {
        let mut numbers = word.trim_end_matches('.').split('.');
        let mut next = |digits: usize| {
            let number = numbers.next().filter(|n| (1..=digits).contains(&n.len()))?;
            number.parse::<u16>().ok()
        };
        let code = (next(1)?, next(3)?, next(3)?);
        (numbers.next().is_none() && matches!(code.0, 2 | 4 | 5)).then_some(code)
    })
}

/// The code that words stand for; class 0 where none are known.
fn by_words(class: u16, said: &str) -> (u16, u16, u16) {
    const WORDS: [(&str, u16, u16); 9] = [
        ("user unknown", 1, 1),
        ("unknown user", 1, 1),
        ("no such user", 1, 1),
        ("host unknown", 1, 2),
        ("mailbox full", 2, 2),
        ("mailbox is full", 2, 2),
        ("quota exceeded", 2, 2),
        ("over quota", 2, 2),
        ("timed out", 4, 1),
    ];
    let said = said.to_lowercase();
    let found = WORDS.iter().find(|(words, ..)| said.contains(words));
    found.map_or((0, 0, 0), |(_, subject, detail)| (class, *subject, *detail))
}

/// The code that says more: servers write `5.0.0` above what they were told.
fn better(one: (u16, u16, u16), other: (u16, u16, u16)) -> (u16, u16, u16) {
    let says = |code: (u16, u16, u16)| u8::from(code.1 != 0) + u8::from(code.1 != 0 && code.2 != 0);
    if says(other) > says(one) && other.0 == one.0 { other } else { one }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_tells_what_became_of_each_receiver() {
        let text = "Reporting-MTA: dns; mx.example\n\n\
            Original-Recipient: rfc822;Ana@example.org\nFinal-Recipient: RFC822; ana@elsewhere.example\n\
            Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550\n 5.1.1 <ana> User\n  unknown\n\n\n\
            Final-Recipient: rfc822; <bo@example.org>\nAction: Delayed\nStatus: 4.4.1 (no answer)\n\
            Will-Retry-Until: Tue, 14 Nov 2023 22:13:20 +0000\n\n\
            Final-recipient: bare@example.org\nstatus: 2.0.0\n\n\
            Action: relayed (to a system without reports)\n\n\
            Final-Recipient: rfc822; cy@example.org\nDiagnostic-Code: smtp; 550-no\n550 Unknown user\n\
            Status: 5.0.0\n";
        let (read, more) = delivery(text);
        let short: Vec<_> =
            read.iter().map(|one| (one.address.as_str(), one.fate, one.status)).collect();
        assert_eq!(
            short,
            [
                ("Ana@example.org", Fate::Failed, Some((5, 1, 1))),
                ("bo@example.org", Fate::Delayed, Some((4, 4, 1))),
                ("bare@example.org", Fate::Delivered, Some((2, 0, 0))),
                ("", Fate::Relayed, None),
                ("cy@example.org", Fate::Failed, Some((5, 1, 1))),
            ]
        );
        assert_eq!(more, 0);
        assert_eq!(read[0].said, "550 5.1.1 <ana> User unknown");
        assert_eq!(read[1].until, Some(1_700_000_000));
    }

    #[test]
    fn a_notification_tells_whether_it_was_read() {
        for (said, fate) in [
            ("manual-action/MDN-sent-manually; displayed", Fate::Read),
            ("automatic-action/MDN-sent-automatically;deleted", Fate::Deleted),
            ("manual-action/MDN-sent-manually; displayed/error", Fate::Read),
            ("processed", Fate::Processed),
        ] {
            let text = format!("Final-Recipient: rfc822; a@b.example\n\nDisposition: {said}\n");
            let read = disposition(&text).unwrap();
            assert_eq!((read.address.as_str(), read.fate), ("a@b.example", fate), "{said}");
        }
        assert_eq!(disposition("Final-Recipient: rfc822; a@b.example"), None);
    }

    #[test]
    fn nonsense_is_bounded() {
        for text in ["", "\n\n\n", ":", "Action\nStatus", "no fields\n\nat all"] {
            assert_eq!(delivery(text), (vec![], 0), "{text:?}");
        }
        let (read, more) = delivery(&"Action: failed\n\n".repeat(10_000));
        assert_eq!((read.len(), more), (MAX_RECEIVERS, 10_000 - 50));
        let long = format!("Action: failed\nDiagnostic-Code: x; {}\u{202e}", "é".repeat(100_000));
        let (read, _) = delivery(&long);
        assert!(read[0].said.chars().count() <= MAX_SAID && !read[0].said.contains('\u{202e}'));
        for (text, found) in [
            ("550-5.7.26 no", Some((5, 7, 26))),
            ("mx1.2.3.example 127.0.0.1 5.1.1.", Some((5, 1, 1))),
            ("1.2.3 9.9.9 5.1 5.1.1.1 5.1234.1", None),
            ("é5.2.2é", Some((5, 2, 2))),
        ] {
            assert_eq!(code(text), found, "{text}");
        }
    }
}
