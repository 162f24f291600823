//! What stands above a mail on paper, in the person's language, and which paper it is.

use crate::app::saves::name_of;
use crate::fl;
use crate::i18n;
use crate::model::address::Address;
use crate::model::body::Attachment;
use crate::model::envelope::Envelope;
use crate::model::ids::PartId;
use crate::render::layout::paper::{Head, Sort};

/// Addresses and names of files of one line; how many more there are is told.
const MOST: usize = 40;

/// Subject, people, date, and the attachments that are not shown in the text.
pub fn head(envelope: &Envelope, attachments: &[Attachment], shown: &[PartId]) -> Head {
    let attachments: Vec<&Attachment> =
        attachments.iter().filter(|attachment| !shown.contains(&attachment.part)).collect();
    let mut rows = Vec::new();
    let mut row = |name: String, value: String| {
        if !value.is_empty() {
            rows.push((name, value));
        }
    };
    row(fl!("paper-from"), people(&envelope.from));
    row(fl!("paper-to"), people(&envelope.to));
    row(fl!("paper-cc"), people(&envelope.cc));
    row(fl!("paper-date"), envelope.date.map(i18n::full_date).unwrap_or_default());
    let files = attachments.iter().map(|attachment| name_of(attachment));
    row(fl!("paper-files"), listed(files, attachments.len()));
    let subject =
        if envelope.subject.is_empty() { fl!("list-no-subject") } else { envelope.subject.clone() };
    Head { subject, rows, date: envelope.date }
}

/// The paper of the person's country.
pub fn sort() -> Sort {
    if i18n::prints_on_letter() { Sort::Letter } else { Sort::A4 }
}

fn people(people: &[Address]) -> String {
    listed(people.iter().map(ToString::to_string), people.len())
}

fn listed(names: impl Iterator<Item = String>, count: usize) -> String {
    let list = names.take(MOST).collect::<Vec<_>>().join(", ");
    match count.checked_sub(MOST) {
        Some(more) if more > 0 => fl!("paper-more", list = list, count = more),
        _ => list,
    }
}
