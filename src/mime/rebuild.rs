//! A message made again from what is kept of it: the header fields that are known and the texts as
//! they were read. Never the octets of the original, and marked as such. Deterministic.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::model::address::Address;
use crate::model::body::{Body, Text, TextKind};
use crate::model::envelope::Envelope;

/// The field that says what this message is.
const MARK: &str = "X-Pombo-Rebuilt: from the texts and main headers that Pombo kept\r\n";
/// Octets of text in one encoded word (RFC 2047 section 2: 75 characters in all).
const WORD: usize = 42;
/// Characters of base64 in a line (RFC 2045 section 6.8).
const LINE: usize = 76;

/// Whether all that a person can read of a message is kept: every text, and nothing is attached.
pub fn is_readable_whole(body: &Body) -> bool {
    !body.texts.is_empty()
        && body.attachments.is_empty()
        && body.signature().is_none()
        && body.pictures.is_empty()
        && body.texts.iter().all(|text| text.left_out == 0)
}

/// The message anew, with CRLF line ends; `message_id` where the original had none. `None` where
/// not all of it is kept.
pub fn rebuild(envelope: &Envelope, body: &Body, message_id: &str) -> Option<Vec<u8>> {
    if !is_readable_whole(body) {
        return None;
    }
    let id = match visible(&envelope.message_id) {
        id if id.is_empty() => visible(message_id),
        id => id,
    };
    let mut head = String::new();
    if let Some(date) = envelope.date.and_then(written) {
        head.push_str(&format!("Date: {date}\r\n"));
    }
    for (name, people) in [
        ("From", &envelope.from),
        ("Sender", &envelope.sender),
        ("Reply-To", &envelope.reply_to),
        ("To", &envelope.to),
        ("Cc", &envelope.cc),
    ] {
        addresses(&mut head, name, people);
    }
    head.push_str(&format!("Subject: {}\r\n", words(&envelope.subject)));
    head.push_str(&format!("Message-ID: <{id}>\r\n"));
    ids(&mut head, "In-Reply-To", &envelope.in_reply_to);
    ids(&mut head, "References", &envelope.references);
    let list = visible(&envelope.list_id);
    if !list.is_empty() {
        head.push_str(&format!("List-Id: <{list}>\r\n"));
    }
    head.push_str(MARK);
    head.push_str("MIME-Version: 1.0\r\n");
    Some(with_texts(head, &body.texts, &id))
}

fn with_texts(mut message: String, texts: &[Text], id: &str) -> Vec<u8> {
    if let [only] = texts {
        part(&mut message, only);
        return message.into_bytes();
    }
    let boundary = boundary(id);
    message.push_str(&format!("Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n"));
    for text in texts {
        message.push_str(&format!("--{boundary}\r\n"));
        part(&mut message, text);
    }
    message.push_str(&format!("--{boundary}--\r\n"));
    message.into_bytes()
}

/// Base64 holds no boundary: any that begins with `=_` will do (RFC 2045 section 6.7).
fn boundary(id: &str) -> String {
    let mark: String = id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    format!("=_pombo_{mark}")
}

fn part(message: &mut String, text: &Text) {
    let kind = match text.kind {
        TextKind::Html => "html; charset=utf-8".to_owned(),
        TextKind::Plain { flowed: false, .. } => "plain; charset=utf-8".to_owned(),
        TextKind::Plain { delsp, .. } => {
            let delsp = if delsp { "; delsp=yes" } else { "" };
            format!("plain; charset=utf-8; format=flowed{delsp}")
        }
    };
    message.push_str(&format!(
        "Content-Type: text/{kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    ));
    let encoded = STANDARD.encode(text.text.replace('\n', "\r\n"));
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at_checked(LINE.min(rest.len())).unwrap_or((rest, ""));
        message.push_str(line);
        message.push_str("\r\n");
        rest = after;
    }
}

/// RFC 5322 section 3.3.
fn written(seconds: i64) -> Option<String> {
    let time = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC);
    Some(time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string())
}

fn addresses(head: &mut String, name: &str, people: &[Address]) {
    let people: Vec<String> = people.iter().map(address).collect();
    if !people.is_empty() {
        head.push_str(&format!("{name}: {}\r\n", people.join(",\r\n ")));
    }
}

/// One that cannot stand in a header as it is becomes part of the name.
fn address(person: &Address) -> String {
    let email: String = person
        .email
        .chars()
        .filter(|c| c.is_ascii_graphic() && !"<>,;\"\\()".contains(*c))
        .collect();
    if email == person.email && !email.is_empty() {
        return match person.name.is_empty() {
            true => format!("<{email}>"),
            false => format!("{} <{email}>", encoded(&person.name)),
        };
    }
    let name = format!("{} {}", person.name, person.email);
    format!("{} <unknown@invalid>", encoded(name.trim()))
}

fn ids(head: &mut String, name: &str, ids: &[String]) {
    let ids: Vec<String> = ids.iter().map(|id| visible(id)).filter(|id| !id.is_empty()).collect();
    if !ids.is_empty() {
        head.push_str(&format!("{name}: <{}>\r\n", ids.join(">\r\n <")));
    }
}

/// What may stand between angle brackets.
fn visible(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_graphic() && !"<>".contains(*c)).collect()
}

/// Text of an unstructured field: as it is where it is short ASCII, else in encoded words.
fn words(text: &str) -> String {
    let plain = text.len() <= 60 && text.chars().all(|c| c == ' ' || c.is_ascii_graphic());
    if plain && !text.contains("=?") { text.to_owned() } else { encoded(text) }
}

/// Encoded words (RFC 2047), folded; nothing that could end the field stands in them.
fn encoded(text: &str) -> String {
    let mut all: Vec<String> = Vec::new();
    let mut chunk = String::new();
    for c in text.chars() {
        if chunk.len() + c.len_utf8() > WORD {
            all.push(std::mem::take(&mut chunk));
        }
        chunk.push(c);
    }
    all.push(chunk);
    let words: Vec<String> =
        all.iter().map(|chunk| format!("=?utf-8?B?{}?=", STANDARD.encode(chunk))).collect();
    words.join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mime;
    use crate::model::body::Attachment;
    use crate::model::ids::PartId;
    use crate::model::nature::{Closes, Nature, Scheme, Seal};

    fn text(kind: TextKind, text: &str) -> Text {
        Text { part: PartId("1".into()), kind, text: text.into(), left_out: 0 }
    }

    fn envelope() -> Envelope {
        let person = |name: &str, email: &str| Address { name: name.into(), email: email.into() };
        Envelope {
            date: Some(1_700_000_000),
            from: vec![person("Zoë, Müller", "zoe@x.example")],
            to: vec![person("", "a@x.example"), person("Ana", "b@x.example")],
            subject: "Grüße 📮 aus einer langen Zeile, die umgebrochen werden muss, weit".into(),
            message_id: "one@x.example".into(),
            in_reply_to: vec!["zero@x.example".into()],
            references: vec!["nought@x.example".into(), "zero@x.example".into()],
            list_id: "list.x.example".into(),
            ..Envelope::default()
        }
    }

    #[test]
    fn what_was_read_is_read_again_in_the_same_words() {
        let plain = TextKind::Plain { flowed: true, delsp: false };
        let body = Body {
            texts: vec![
                text(plain, "Grüße \nund mehr\n\n-- \nZoë"),
                text(TextKind::Html, "<p>Hé</p>"),
            ],
            ..Body::default()
        };
        let raw = rebuild(&envelope(), &body, "other").unwrap();
        assert_eq!(mime::envelope(&raw), Envelope { attachment: true, ..envelope() });
        let (structure, bytes) = mime::structure(&raw);
        let leaves = structure.parts.iter().zip(&bytes).filter(|(part, _)| !part.is_multipart());
        let read: Vec<(TextKind, String)> = leaves
            .map(|(part, raw)| mime::text(part, raw))
            .map(|text| (text.kind, text.text))
            .collect();
        let kept = |text: &Text| (text.kind, text.text.clone());
        assert_eq!(read, body.texts.iter().map(kept).collect::<Vec<_>>());
        assert_eq!(raw, rebuild(&envelope(), &body, "other").unwrap());
        assert!(raw.split(|&b| b == b'\n').all(|line| line.len() <= 100 && line.is_ascii()));
    }

    #[test]
    fn nothing_in_a_field_can_begin_another() {
        let evil = "x\r\nBcc: <evil@x.example>\r\n\r\nbody";
        let hostile = Envelope {
            from: vec![Address { name: evil.into(), email: evil.into() }],
            subject: evil.into(),
            message_id: evil.into(),
            references: vec![evil.into()],
            list_id: evil.into(),
            ..Envelope::default()
        };
        let plain = TextKind::Plain { flowed: false, delsp: false };
        let body = Body { texts: vec![text(plain, "hello")], ..Body::default() };
        let raw = String::from_utf8(rebuild(&hostile, &body, evil).unwrap()).unwrap();
        let (head, _) = raw.split_once("\r\n\r\n").unwrap();
        assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")));
        assert!(raw.ends_with("aGVsbG8=\r\n"));
    }

    #[test]
    fn what_is_not_kept_whole_is_not_made_again() {
        let plain = TextKind::Plain { flowed: false, delsp: false };
        let cut = Text { left_out: 1, ..text(plain, "beginning") };
        let attachment = Attachment {
            part: PartId("2".into()),
            name: "a.pdf".into(),
            media: "application/pdf".into(),
            size: 9,
            encoding: "base64".into(),
        };
        let seal = Seal {
            closes: Closes::Signed,
            scheme: Scheme::OpenPgp,
            signature: Some(attachment.clone()),
        };
        let nature = Some(Box::new(Nature { seal: Some(seal), ..Nature::default() }));
        for body in [
            Body::default(),
            Body { texts: vec![text(plain, "signed")], nature, ..Body::default() },
            Body { texts: vec![cut], ..Body::default() },
            Body {
                texts: vec![text(plain, "see a.pdf")],
                attachments: vec![attachment],
                ..Body::default()
            },
        ] {
            assert_eq!(rebuild(&envelope(), &body, "other"), None);
        }
    }
}
