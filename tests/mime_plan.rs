//! What of a message is shown and what is listed, told from messages as they come.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

use pombo::mime::{plan, structure};
use pombo::model::body::{Disposition, Part, Structure};
use pombo::model::ids::PartId;

/// Builds a multipart; a part is its header, an empty line and its body.
fn multipart(subtype: &str, boundary: &str, parts: &[&str]) -> String {
    let parts: String = parts.iter().map(|part| format!("--{boundary}\n{part}\n")).collect();
    format!("Content-Type: multipart/{subtype}; boundary={boundary}\n\n{parts}--{boundary}--\n")
}

const PLAIN: &str = "Content-Type: text/plain\n\nplain words";
const HTML: &str = "Content-Type: text/html\n\n<p>html words";
const PDF: &str =
    "Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment\n\n%PDF";
const LOGO: &str = "Content-Type: image/png\nContent-ID: <logo@x>\n\nPNG";
const PHOTO: &str = "Content-Type: image/png; name=p.png\nContent-ID: <p@x>\n\nPNG";

/// The numbers of the shown parts, then of the listed ones.
fn told(message: &str) -> String {
    let (structure, _) = structure(message.as_bytes());
    let plan = plan(&structure);
    let shown: Vec<&str> = plan.texts.iter().map(|at| structure.parts[*at].id.0.as_str()).collect();
    let listed: Vec<&str> = plan.attachments.iter().map(|a| a.part.0.as_str()).collect();
    format!("show {} list {}", shown.join(" "), listed.join(" ")).trim_end().to_owned()
}

#[test]
fn single_parts_are_shown_when_they_are_texts_and_listed_when_they_are_not() {
    assert_eq!(told(PLAIN), "show 1 list");
    assert_eq!(told(HTML), "show 1 list");
    assert_eq!(told("no header"), "show 1 list");
    assert_eq!(told(PDF), "show  list 1");
    assert_eq!(told("Content-Type: text/calendar\n\nBEGIN"), "show  list 1");
    assert_eq!(
        told("Content-Type: text/plain\nContent-Disposition: attachment\n\nx"),
        "show  list 1"
    );
    assert_eq!(told("Content-Type: text/plain; name=log.txt\n\nx"), "show 1 list 1");
}

#[test]
fn of_an_alternative_the_plain_text_is_shown_if_it_says_anything() {
    assert_eq!(told(&multipart("alternative", "b", &[PLAIN, HTML])), "show 1 list");
    assert_eq!(told(&multipart("alternative", "b", &[HTML, PLAIN])), "show 2 list");
    assert_eq!(told(&multipart("alternative", "b", &[HTML])), "show 1 list");
    let empty = "Content-Type: text/plain\n\n\n";
    assert_eq!(told(&multipart("alternative", "b", &[empty, HTML])), "show 2 list");
    let invitation = "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR";
    assert_eq!(told(&multipart("alternative", "b", &[PLAIN, HTML, invitation])), "show 1 list 3");
    let file = "Content-Type: application/ics; name=invite.ics\n\nBEGIN:VCALENDAR";
    let forms = multipart("alternative", "b", &[PLAIN, HTML, invitation]);
    assert_eq!(told(&multipart("mixed", "m", &[&forms, file])), "show 1.1 list 2");
    let related = multipart("related", "r", &[HTML, LOGO, PHOTO]);
    assert_eq!(told(&multipart("alternative", "b", &[PLAIN, &related])), "show 1 list 2.3");
    let mixed = multipart("mixed", "m", &[HTML, PDF, HTML]);
    assert_eq!(told(&multipart("alternative", "b", &[PLAIN, &mixed])), "show 1 list 2.2");
    assert_eq!(told(&multipart("alternative", "b", &[&mixed, PLAIN])), "show 2 list 1.2");
}

#[test]
fn of_a_related_the_root_is_shown_and_nameless_pictures_are_its_own() {
    assert_eq!(told(&multipart("related", "r", &[HTML, LOGO, PHOTO])), "show 1 list 3");
    let started = multipart(
        "related; start=\"<main>\"",
        "r",
        &[LOGO, "Content-Type: text/html\nContent-ID: <main>\n\nx"],
    );
    assert_eq!(told(&started), "show 2 list");
    let inner = multipart("alternative", "a", &[PLAIN, HTML]);
    assert_eq!(told(&multipart("related", "r", &[&inner, LOGO])), "show 1.1 list");
    let nameless = "Content-Type: image/png\n\nPNG";
    assert_eq!(told(&multipart("related", "r", &[HTML, nameless, PDF])), "show 1 list 2 3");
    assert_eq!(told(&multipart("mixed", "m", &[HTML, LOGO])), "show 1 list 2");
}

#[test]
fn every_inline_text_of_mixed_is_shown_in_order() {
    let footer = "Content-Type: text/plain\n\n____\nthe list";
    assert_eq!(told(&multipart("mixed", "m", &[HTML, PDF, footer])), "show 1 3 list 2");
    let patch = "Content-Type: text/x-patch; name=1.patch\nContent-Disposition: inline\n\n--- a";
    assert_eq!(told(&multipart("mixed", "m", &[PLAIN, patch])), "show 1 2 list 2");
    let inner = multipart("alternative", "a", &[PLAIN, HTML]);
    assert_eq!(told(&multipart("mixed", "m", &[&inner, PDF])), "show 1.1 list 2");
}

#[test]
fn messages_are_listed_whole_and_signatures_only_where_they_sign_nothing() {
    let forwarded = "Content-Type: message/rfc822\n\nSubject: in\n\nhidden";
    assert_eq!(told(&multipart("mixed", "m", &[PLAIN, forwarded])), "show 1 list 2");
    let signature = "Content-Type: application/pgp-signature\n\n-----BEGIN";
    assert_eq!(told(&multipart("signed", "s", &[PLAIN, signature])), "show 1 list");
    assert_eq!(told(&multipart("mixed", "s", &[PLAIN, signature])), "show 1 list 2");
    let status = "Content-Type: message/delivery-status\n\nAction: failed";
    assert_eq!(told(&multipart("report", "r", &[PLAIN, status, forwarded])), "show 1 list 2 3");
    assert_eq!(told(forwarded), "show 1.1 list 1");
}

fn part(id: &str, parent: Option<usize>, media: &str) -> Part {
    Part {
        id: PartId(id.into()),
        parent,
        media: media.into(),
        params: Vec::new(),
        encoding: "base64".into(),
        size: 7_800,
        disposition: None,
        name: String::new(),
        content_id: String::new(),
    }
}

#[test]
fn names_are_decoded_and_sizes_are_those_of_the_saved_file() {
    let cases = [
        ("=?utf-8?B?4oKsLnBkZg==?=", "\u{20ac}.pdf"),
        ("na\u{c3}\u{af}ve.pdf", "na\u{ef}ve.pdf"),
        ("na\u{ef}ve.pdf", "na\u{ef}ve.pdf"),
        ("=?utf-8?Q?a=2E?= =?utf-8?Q?pdf?=", "a.pdf"),
        ("two\r\n lines.pdf", "two lines.pdf"),
        ("../../x", "../../x"),
    ];
    for (name, wanted) in cases {
        let mut pdf = part("1", None, "application/pdf");
        pdf.name = name.into();
        pdf.disposition = Some(Disposition::Attachment);
        let listed = plan(&Structure { parts: vec![pdf] }).attachments;
        assert_eq!(listed[0].name, wanted, "{name:?}");
        assert_eq!(listed[0].size, 5_700);
    }
}

#[test]
fn trees_that_no_server_should_send_are_survived() {
    assert_eq!(plan(&Structure::default()), Default::default());
    // Parents that do not exist, come later, or are the part itself.
    let odd = [Some(0), Some(7), Some(2), Some(1)];
    let parts = odd.into_iter().map(|parent| part("1", parent, "multipart/alternative")).collect();
    assert_eq!(plan(&Structure { parts }), Default::default());
    let mut parts: Vec<Part> =
        (0..5_000).map(|at: usize| part("1", at.checked_sub(1), "multipart/mixed")).collect();
    parts.push(part("1.1", Some(4_999), "text/plain"));
    assert_eq!(plan(&Structure { parts }).texts, [5_000]);
    let many = (0..5_000).map(|_| part("1", None, "text/plain")).collect();
    let plan = plan(&Structure { parts: many });
    assert_eq!(plan.texts.len() + plan.attachments.len(), 5_000);
}
