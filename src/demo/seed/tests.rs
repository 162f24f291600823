//! The seeded mail: every file is in the table, parses, and says when it came.

use std::collections::HashSet;
use std::path::Path;

use super::*;
use crate::demo::message::tree::{Kind, Tree};
use crate::mime;

/// 2026-03-01 12:00:00 UTC.
const NOW: i64 = 1_772_366_400;

fn seeded() -> World {
    world(&Options { arrivals: false, fill: 0, now: NOW, ..Options::default() })
}

/// Every message of every mailbox, with its mailbox's name.
fn each(world: &World) -> Vec<(String, crate::demo::world::Message)> {
    let mail = |(name, mailbox): (&str, &Mailbox)| {
        let name = name.to_owned();
        mailbox.messages.iter().map(move |m| (name.clone(), m.clone())).collect::<Vec<_>>()
    };
    world.each().flat_map(mail).collect()
}

#[test]
fn every_file_of_the_folder_is_in_the_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("resources/demo");
    let mut files = 0;
    for folder in std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()) {
        if folder.is_dir() {
            files += std::fs::read_dir(folder).unwrap().count();
        }
    }
    assert_eq!(files, table::MAILS.len() + ARRIVALS.len());
    assert_eq!(each(&seeded()).len(), table::MAILS.len(), "every mailbox of the table exists");
}

#[test]
fn every_mail_has_a_sender_a_date_of_its_own_and_a_message_id_that_is_unique() {
    let mut ids = HashSet::new();
    let world = seeded();
    let arrivals = ARRIVALS.iter().map(|bytes| (fresh(bytes, NOW), NOW));
    let mails = each(&world).into_iter().map(|(_, m)| (m.content.bytes().into_owned(), m.received));
    for (bytes, received) in mails.chain(arrivals) {
        let envelope = mime::envelope(&bytes);
        assert_eq!(envelope.from.len(), 1);
        assert!(envelope.from[0].email.ends_with(".example"), "{:?}", envelope.from);
        assert_eq!(envelope.date, Some(received), "{}", envelope.subject);
        assert!(received <= NOW);
        assert!(ids.insert(envelope.message_id.clone()), "{} twice", envelope.message_id);
        assert!(!String::from_utf8_lossy(&bytes).contains(" @-"), "{}", envelope.subject);
    }
}

#[test]
fn every_text_and_name_decodes_without_loss() {
    for (_, message) in each(&seeded()) {
        let bytes = message.content.bytes();
        let envelope = mime::envelope(&bytes);
        let (structure, _) = mime::structure(&bytes);
        let mut texts = format!("{} {:?}", envelope.subject, envelope.from);
        // A returned header is shown as it stood.
        let shown = |media: &str| media.starts_with("text/") && media != "text/rfc822-headers";
        for part in structure.parts.iter().filter(|part| shown(&part.media)) {
            let raw = mime::raw_part(&bytes, &part.id).unwrap();
            texts.push_str(&mime::text(part, raw).text);
        }
        for wrong in ['\u{fffd}', '\u{1b}'] {
            assert!(!texts.contains(wrong), "{}: {texts}", envelope.subject);
        }
        assert!(!texts.contains("=?"), "{texts}");
    }
}

#[test]
fn the_server_and_the_reader_see_the_same_parts() {
    for (_, message) in each(&seeded()) {
        let bytes = message.content.bytes();
        let tree = Tree::of(&bytes);
        let (structure, _) = mime::structure(&bytes);
        assert_eq!(structure.parts.len(), tree.nodes.len());
        // The multipart of a mail in the mail has no number of its own.
        let is_numbered = |id: &str| id.ends_with(|c: char| c.is_ascii_digit());
        for part in structure.parts.iter().filter(|part| is_numbered(&part.id.0)) {
            let numbers = part.id.0.split('.').map(|number| number.parse().unwrap());
            let node = tree.part(numbers).unwrap();
            let media = [node.media.main.as_slice(), b"/", &node.media.sub].concat();
            assert_eq!(String::from_utf8_lossy(&media).to_lowercase(), part.media);
            if node.kind == Kind::Leaf {
                let raw = mime::raw_part(&bytes, &part.id).unwrap();
                assert_eq!(raw, &bytes[node.body.clone()], "{} {}", part.id.0, part.media);
            }
        }
    }
}

#[test]
fn the_inbox_is_a_third_unread_and_its_uids_have_gaps() {
    let world = seeded();
    let inbox = world.named("INBOX").unwrap();
    let share = inbox.unseen() as f64 / inbox.messages.len() as f64;
    assert!((0.25..0.45).contains(&share), "{share}");
    assert!(inbox.uid_next as usize > inbox.messages.len() + 5);
    assert!(inbox.messages.windows(2).all(|two| two[0].received <= two[1].received));
    assert!(inbox.messages.iter().any(|message| message.marks.has(Marks::FLAGGED)));
    assert!(inbox.messages.iter().any(|message| message.marks.has(Marks::ANSWERED)));
}

#[test]
fn the_mail_is_as_varied_as_mail_is() {
    let world = seeded();
    let mut seen = HashSet::new();
    for (_, message) in each(&world) {
        let (structure, _) = mime::structure(&message.content.bytes());
        for part in structure.parts {
            seen.insert(part.param("charset").unwrap_or_default().to_lowercase());
            seen.insert(part.param("format").unwrap_or_default().to_lowercase());
            seen.insert(part.encoding.clone());
            seen.insert(part.media);
        }
    }
    for wanted in [
        "iso-8859-1",
        "iso-8859-7",
        "koi8-r",
        "iso-2022-jp",
        "utf-8",
        "windows-1252",
        "flowed",
        "base64",
        "quoted-printable",
        "8bit",
        "text/html",
        "multipart/report",
        "multipart/related",
        "multipart/alternative",
        "message/rfc822",
        "message/delivery-status",
        "application/pdf",
        "application/zip",
        "text/csv",
        "text/calendar",
        "image/png",
    ] {
        assert!(seen.contains(wanted), "{wanted}");
    }
}
