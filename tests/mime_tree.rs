//! The parts of whole messages and their numbers, against the example of RFC 9051 section 6.4.5.1.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

use pombo::mime::{raw_part, structure};
use pombo::model::body::{Disposition, Structure};
use pombo::model::ids::PartId;

/// `number media size` of every part.
fn tree(message: &str) -> Vec<String> {
    let (structure, raw) = structure(message.as_bytes());
    assert_eq!(structure.parts.len(), raw.len());
    check(&structure, message.as_bytes(), &raw);
    structure.parts.iter().map(|p| format!("{} {} {}", p.id.0, p.media, p.size)).collect()
}

fn check(structure: &Structure, message: &[u8], raw: &[Vec<u8>]) {
    for (at, part) in structure.parts.iter().enumerate() {
        let parts = structure.parts.iter().filter(|p| p.parent == Some(at)).count();
        let bytes = raw_part(message, &part.id).expect("every part can be fetched");
        if parts == 0 {
            assert_eq!(bytes, raw[at], "{}", part.id.0);
            assert_eq!(bytes.len() as u64, part.size, "{}", part.id.0);
        }
        assert!(part.parent.is_none_or(|parent| parent < at));
    }
}

fn text(message: &str, part: &str) -> Option<String> {
    raw_part(message.as_bytes(), &PartId(part.into()))
        .map(|b| String::from_utf8(b.to_vec()).unwrap())
}

const NESTED: &str = "From: a@b\r
Content-Type: multipart/mixed; boundary=one\r
\r
preamble\r
--one\r
\r
first\r
--one\r
Content-Type: application/octet-stream\r
\r
second\r
--one\r
Content-Type: message/rfc822\r
\r
Subject: inner\r
Content-Type: multipart/mixed; boundary=\"two \"\r
\r
--two\r
\r
third one\r
\r
--two\r
Content-Type: application/octet-stream\r
\r
third two\r
--two--\r
epilogue\r
--one\r
Content-Type: multipart/mixed; boundary=three\r
\r
--three\r
Content-Type: image/gif\r
\r
GIF\r
--three\r
Content-Type: message/rfc822\r
\r
Subject: deep\r
Content-Type: multipart/mixed; boundary=four\r
\r
--four\r
Content-Type: text/plain\r
\r
plain\r
--four\r
Content-Type: multipart/alternative; boundary=five\r
\r
--five\r
\r
one way\r
--five\r
Content-Type: text/html\r
\r
another\r
--five--\r
--four--\r
--three--\r
--one--\r
after all\r
";

#[test]
fn parts_are_numbered_as_the_example_of_the_standard_numbers_them() {
    let wanted = [
        " multipart/mixed 0",
        "1 text/plain 5",
        "2 application/octet-stream 6",
        "3 message/rfc822 165",
        "3.TEXT multipart/mixed 0",
        "3.1 text/plain 11",
        "3.2 application/octet-stream 9",
        "4 multipart/mixed 0",
        "4.1 image/gif 3",
        "4.2 message/rfc822 249",
        "4.2.TEXT multipart/mixed 0",
        "4.2.1 text/plain 5",
        "4.2.2 multipart/alternative 0",
        "4.2.2.1 text/plain 7",
        "4.2.2.2 text/html 7",
    ];
    assert_eq!(tree(NESTED), wanted);
}

#[test]
fn raw_parts_are_exact_and_end_before_the_line_end_of_the_delimiter() {
    assert_eq!(text(NESTED, "1").unwrap(), "first");
    assert_eq!(text(NESTED, "3.1").unwrap(), "third one\r\n");
    assert!(text(NESTED, "3").unwrap().starts_with("Subject: inner\r\n"));
    assert!(text(NESTED, "3").unwrap().ends_with("--two--\r\nepilogue"));
    assert!(text(NESTED, "3.TEXT").unwrap().starts_with("--two\r\n"));
    assert_eq!(text(NESTED, "").unwrap(), NESTED);
    assert_eq!(text(NESTED, "5"), None);
}

#[test]
fn a_message_of_one_part_has_part_one() {
    assert_eq!(tree("Subject: x\n\nhello\n"), ["1 text/plain 6"]);
    assert_eq!(tree(""), ["1 text/plain 0"]);
    assert_eq!(tree("no header\nat all\n"), ["1 text/plain 17"]);
    assert_eq!(tree("Content-Type: image/png\n\nPNG"), ["1 image/png 3"]);
    assert_eq!(
        tree("Content-Type: message/rfc822\n\nSubject: in\n\nbody"),
        ["1 message/rfc822 17", "1.1 text/plain 4"]
    );
}

#[test]
fn broken_multiparts_lose_nothing() {
    let head = "Content-Type: multipart/mixed; boundary=b\n\n";
    let cases: &[(&str, &[&str])] = &[
        ("only text, no delimiter\n", &["1 text/plain 24"]),
        ("--b\n\nnever closed\n", &[" multipart/mixed 0", "1 text/plain 13"]),
        ("--b\n--b\n--b--\n", &[" multipart/mixed 0", "1 text/plain 0", "2 text/plain 0"]),
        ("--b\nno header here\n--b--\n", &[" multipart/mixed 0", "1 text/plain 14"]),
        ("--b--\n", &["1 text/plain 6"]),
        ("--bad\n--b \n\nx\n--b--", &[" multipart/mixed 0", "1 text/plain 1"]),
        (
            "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nopen\n--b\n\nnext\n--b--\n",
            &[" multipart/mixed 0", "1 multipart/mixed 0", "1.1 text/plain 4", "2 text/plain 4"],
        ),
        (
            "--b\nContent-Type: multipart/mixed; boundary=c\n\nno c\n--b--\n",
            &[" multipart/mixed 0", "1 text/plain 4"],
        ),
        (
            "--b\nContent-Type: message/rfc822\n\n--b\n\nx\n--b--\n",
            &[" multipart/mixed 0", "1 message/rfc822 0", "1.1 text/plain 0", "2 text/plain 1"],
        ),
    ];
    for (body, wanted) in cases {
        assert_eq!(tree(&format!("{head}{body}")), *wanted, "{body:?}");
    }
    assert_eq!(tree("Content-Type: multipart/mixed\n\ntext"), ["1 text/plain 4"]);
}

#[test]
fn parts_of_a_digest_are_messages_and_encoded_messages_stay_closed() {
    assert_eq!(
        tree("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: in\n\nx\n--b--"),
        [" multipart/digest 0", "1 message/rfc822 14", "1.1 text/plain 1"]
    );
    assert_eq!(
        tree(
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeAoKeQ=="
        ),
        ["1 message/rfc822 20"]
    );
}

#[test]
fn what_a_part_says_of_itself_is_read() {
    let (structure, _) = structure(
        b"Content-Type: TEXT/Plain; CharSet=\"UTF-8\"; format=flowed; name=\"=?utf-8?Q?=E2=82=AC?= 1.txt\"\n\
          Content-Transfer-Encoding: Quoted-Printable (or so)\n\
          Content-Disposition: ATTACHMENT;\n filename*0*=utf-8'en'na%C3%AFve; filename*1=\" plan.txt\"\n\
          Content-ID: <a@b>\n\nx",
    );
    let part = &structure.parts[0];
    assert_eq!(part.media, "text/plain");
    assert_eq!(part.param("charset"), Some("UTF-8"));
    assert_eq!(part.param("name"), Some("\u{20ac} 1.txt"));
    assert_eq!(part.encoding, "quoted-printable");
    assert_eq!(part.disposition, Some(Disposition::Attachment));
    assert_eq!(part.name, "na\u{ef}ve plan.txt");
    assert_eq!(part.content_id, "a@b");
}

#[test]
fn depth_and_count_are_capped_and_what_is_within_stays_attached() {
    let deep: String = (0..2_000)
        .map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n"))
        .collect();
    let (nested, _) = structure(deep.as_bytes());
    assert_eq!(nested.parts.len(), 101);
    assert_eq!(nested.parts[100].media, "application/octet-stream");
    assert!(nested.parts[100].size > 10_000);

    let messages = "Content-Type: message/rfc822\n\n".repeat(2_000);
    assert_eq!(structure(messages.as_bytes()).0.parts.len(), 101);

    let wide =
        format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(20_000));
    let (many, raw) = structure(wide.as_bytes());
    assert_eq!(many.parts.len(), 10_000);
    assert!(raw[9_999].len() > 50_000);
}
