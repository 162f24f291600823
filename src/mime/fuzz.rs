//! A mail, spoilt: see `fuzz_kit`.

use super::{envelope, nature_of, origin, plan, raw_part, safe_name, structure, text};
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
