//! A mail, and files that came with one, spoilt: see `fuzz_kit`.

use super::{
    Decoder, archive, envelope, nature_of, origin, plan, raw_part, safe_name, structure, text, tnef,
};
use crate::fuzz_kit::{fuzz, hash, seeds};
use crate::model::body::Disposition;
use crate::model::origin::Way;

#[test]
fn fuzz_mime() {
    fuzz("mime", seeds::mails(), seeds::MAIL, 1_500, &mut |input, _| {
        let envelope = envelope(input);
        let longest = [&envelope.subject, &envelope.message_id, &envelope.list_id];
        assert!(longest.iter().all(|text| !text.contains(['\n', '\r', '\0'])), "{envelope:?}");
        let (structure, raw) = structure(input);
        let mut shape = Vec::new();
        for (place, part) in structure.parts.iter().enumerate() {
            assert!(part.parent.is_none_or(|parent| parent < place), "a part below a later one");
            let name = safe_name(&part.name, &part.media);
            assert!(!name.is_empty() && !name.starts_with('.'), "{name:?}");
            assert!(!name.contains(['/', '\\', '\0', '\n']) && name.len() <= 255, "{name:?}");
            let attached = part.disposition == Some(Disposition::Attachment);
            shape.push((part.parent, part.media.len().min(12), attached));
        }
        let origin = origin(input);
        assert!(origin.stamps.len() <= 60 && origin.ways.len() <= 8);
        for way in &origin.ways {
            let (Way::Secure(url) | Way::Plain(url) | Way::Mail(url)) = way;
            assert!(!url.contains(['\n', '\r', ' ']) && url.is_ascii(), "{url:?}");
        }
        let nature = nature_of(input, &structure, &raw, &[]);
        assert!(nature.invitations.len() <= 2);
        let planned = plan(&structure);
        for part in structure.parts.iter().filter(|part| part.media.starts_with("text/")).take(5) {
            let Some(raw) = raw_part(input, &part.id) else { continue };
            assert!(raw.len() <= input.len());
            let shown = text(part, raw);
            assert!(!shown.text.contains('\r'), "line ends are \\n");
        }
        shape.truncate(12);
        let trace = (origin.stamps.len().min(6), origin.ways.len().min(3), origin.one_click);
        let sums = (planned.texts.len(), planned.attachments.len(), envelope.from.len().min(4));
        let kinds = (nature.invitations.len(), nature.report.is_some(), nature.seal.is_some());
        hash(&(shape, sums, trace, kinds))
    });
}

/// The archive and the wrapper of the demo's mail that has attachments of every kind.
fn files() -> Vec<Vec<u8>> {
    let mail = include_bytes!("../../resources/demo/inbox/40-handrail.eml");
    let (structure, raw) = structure(mail);
    let parts = structure.parts.iter().zip(raw);
    let files = parts.filter(|(part, _)| {
        matches!(part.media.as_str(), "application/zip" | "application/ms-tnef")
    });
    let files = files.map(|(part, raw)| {
        let mut decoder = Decoder::new(&part.encoding);
        let mut octets = decoder.push(&raw);
        octets.extend(decoder.finish());
        octets
    });
    files.collect()
}

#[test]
fn fuzz_files() {
    let words: &[&[u8]] =
        &[b"PK\x01\x02", b"PK\x05\x06", b"\x02\x90\x06\x00", b"ustar", b"\xff\xff\xff\xff"];
    fuzz("files", files(), words, 1_500, &mut |input, _| {
        let mut counts = Vec::new();
        for listing in [archive::zip(input), archive::tar(input), archive::tar_gz(input)] {
            assert!(listing.as_ref().is_none_or(|listing| listing.is_sound()));
            counts.push(listing.map(|listing| (listing.entries.len().min(9), listing.is_cut)));
        }
        let unwrapped = tnef::unwrap(input);
        let held = unwrapped.iter().flat_map(|unwrapped| &unwrapped.octets).map(Vec::len);
        assert!(held.sum::<usize>() <= input.len());
        hash(&(counts, unwrapped.map(|unwrapped| unwrapped.octets.len())))
    });
}
