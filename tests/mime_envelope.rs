//! Header fields as senders write them, and what is shown of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

use pombo::mime::{envelope, structure, text};
use pombo::model::body::TextKind;

fn subject(value: &[u8]) -> String {
    envelope(&[b"Subject: ", value, b"\r\n\r\n"].concat()).subject
}

#[test]
fn subjects_are_decoded_onto_one_line() {
    let cases: &[(&[u8], &str)] = &[
        (b"plain", "plain"),
        (b"  folded\r\n over\r\n\tlines  ", "folded over lines"),
        (b"=?utf-8?Q?caf=C3=A9?=", "caf\u{e9}"),
        (b"=?ISO-8859-1?q?caf=E9_noir?= now", "caf\u{e9} noir now"),
        (b"=?utf-8?B?Y2Fmw6k=?=\r\n =?utf-8?B?IG5vaXI=?=", "caf\u{e9} noir"),
        (b"=?utf-8?B?Y2Fmw4==?= =?utf-8?B?qQ==?=", "caf\u{e9}"),
        (b"=?utf-8?Q?split_=E2=82?=\r\n =?utf-8?Q?=AC_here?=", "split \u{20ac} here"),
        (b"=?x-unheard?Q?caf=C3=A9?=", "caf\u{e9}"),
        (b"=?x-unheard?Q?caf=E9?=", "caf\u{e9}"),
        (b"=?utf-8*en?Q?hi?=", "hi"),
        (b"=?gb2312?B?xOO6ww==?=", "\u{4f60}\u{597d}"),
        (b"=?iso-2022-jp?B?GyRCJUYbKEI=?= =?iso-2022-jp?B?GyRCJUYbKEI=?=", "\u{30c6}\u{30c6}"),
        (b"raw caf\xc3\xa9", "raw caf\u{e9}"),
        (b"raw caf\xe9", "raw caf\u{e9}"),
        (b"not =?a word?= and =?utf-8?X?no?=", "not =?a word?= and =?utf-8?X?no?="),
        (b"=?utf-8?Q?never closed", "=?utf-8?Q?never closed"),
        (b"=?utf-8?Q?lost =?utf-8?Q?found?=", "=?utf-8?Q?lost found"),
        (b"(=?utf-8?Q?a?=)=?utf-8?Q?b?=c", "(a)bc"),
        (b"=?utf-8?Q?line=0D=0Abreak=00?=", "line break"),
        ("evil \u{202e}gnp.exe\u{2066}".as_bytes(), "evil gnp.exe"),
        (b"", ""),
    ];
    for (value, wanted) in cases {
        assert_eq!(subject(value), *wanted, "{}", String::from_utf8_lossy(value));
    }
    assert_eq!(subject("x".repeat(100_000).as_bytes()).len(), 2_000);
}

#[test]
fn a_header_in_the_charset_of_its_text_is_read_in_it() {
    let header = b"From: \xcf\xe5\xf2\xf0 <p@x>\nSubject: \xcf\xf0\xe8\xe2\xe5\xf2\nContent-Type: text/plain; charset=windows-1251\n\n";
    let envelope = envelope(header);
    assert_eq!(envelope.subject, "\u{41f}\u{440}\u{438}\u{432}\u{435}\u{442}");
    assert_eq!(envelope.from[0].name, "\u{41f}\u{435}\u{442}\u{440}");
}

#[test]
fn all_fields_are_read_in_any_case_and_order_and_broken_ones_spoil_nothing() {
    let envelope = envelope(
        b"From nobody Thu Jan  1\r\n\
          DATE: Fri, 21 Nov 1997 09:55:06 -0600\r\n\
          not a field\r\n\
          from: Ann <a@x>\r\n\
          From: Bo <b@x>\r\n\
          Sender: s@x\r\n\
          Reply-To: Team: r@x, q@x;\r\n\
          To: undisclosed-recipients:;\r\n\
          Cc: c@x\r\n\
          subject :\r\n\
          Subject: second\r\n\
          Message-Id: <1@x>\r\n\
          In-Reply-To: <0@x> (yesterday)\r\n\
          References: <a@x>\r\n\t<b@x> <0@x>\r\n\
          List-Id: The list <list.x.org>\r\n\
          Content-Type: Multipart/Mixed; boundary=b\r\n\r\n",
    );
    let names = |list: &[pombo::model::address::Address]| -> Vec<String> {
        list.iter().map(ToString::to_string).collect()
    };
    assert_eq!(envelope.date, Some(880_127_706));
    assert_eq!(names(&envelope.from), ["Ann <a@x>", "Bo <b@x>"]);
    assert_eq!(names(&envelope.sender), ["s@x"]);
    assert_eq!(names(&envelope.reply_to), ["r@x", "q@x"]);
    assert_eq!(names(&envelope.to), ["undisclosed-recipients"]);
    assert_eq!(names(&envelope.cc), ["c@x"]);
    assert_eq!(envelope.subject, "second");
    assert_eq!(envelope.message_id, "1@x");
    assert_eq!(envelope.in_reply_to, ["0@x"]);
    assert_eq!(envelope.references, ["a@x", "b@x", "0@x"]);
    assert_eq!(envelope.list_id, "list.x.org");
    assert!(envelope.attachment);
}

#[test]
fn dates_are_seconds_or_nothing() {
    let cases = [
        ("Fri, 21 Nov 1997 09:55:06 -0600", Some(880_127_706)),
        ("21 Nov 97 09:55:06 GMT", Some(880_106_106)),
        ("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", Some(880_127_706)),
        ("Fri, 06 Sep 2002 11:12:45", Some(1_031_310_765)),
        ("Sat, 31 Dec 2016 23:59:60 +0000", Some(1_483_228_800)),
        ("Mon, 30 Jun 3609 15:33:50 +0600", None),
        ("yesterday", None),
        ("", None),
    ];
    for (value, wanted) in cases {
        assert_eq!(envelope(format!("Date: {value}\n\n").as_bytes()).date, wanted, "{value}");
    }
}

#[test]
fn something_attached_is_guessed_from_the_type() {
    let cases = [
        ("multipart/mixed; boundary=x", true),
        ("application/pdf", true),
        ("image/png; name=x", true),
        ("multipart/alternative; boundary=x", false),
        ("multipart/signed; boundary=x", false),
        ("TEXT/HTML", false),
        ("text", false),
        ("", false),
    ];
    for (value, wanted) in cases {
        let header = format!("Content-Type: {value}\n\n");
        assert_eq!(envelope(header.as_bytes()).attachment, wanted, "{value}");
    }
}

#[test]
fn hostile_headers_are_only_long() {
    let units = [
        "=?",
        "=?utf-8?Q?",
        "=?a?b?=",
        "<",
        "(",
        "\"",
        "a@b,",
        ":",
        "\\",
        "\u{e9}",
        " \n ",
        "x;y=\"",
        "=?utf-8?B?YQ==?= ",
    ];
    for unit in units {
        for field in ["Subject", "From", "References", "Content-Type", "Date", "List-Id"] {
            let header = format!("{field}: {}\nMessage-ID: <last@x>\n\n", unit.repeat(15_000));
            assert_eq!(envelope(header.as_bytes()).message_id, "last@x", "{field} {unit:?}");
        }
    }
    let many = "X: y\n".repeat(50_000);
    assert_eq!(envelope(many.as_bytes()), Default::default());
}

/// The text of a message of one part, and whether all of it was there.
fn decoded(message: &[u8], octets: usize) -> (String, u64) {
    let (structure, raw) = structure(message);
    let found = text(&structure.parts[0], &raw[0][..octets.min(raw[0].len())]);
    (found.text, found.left_out)
}

#[test]
fn texts_are_decoded_whole_or_from_their_beginning() {
    let quoted = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n=E2=82=AC one=\r\n two\r\n-- \r\nme\r\n";
    assert_eq!(decoded(quoted, 99), ("\u{20ac} one two\n-- \nme\n".into(), 0));
    assert_eq!(decoded(quoted, 8), (String::new(), 23));
    assert_eq!(decoded(quoted, 14), ("\u{20ac} one".into(), 17));
    let base64 = b"Content-Transfer-Encoding: base64\n\n4oKsIG9uZQ0KdHdv\n";
    assert_eq!(decoded(base64, 99), ("\u{20ac} one\ntwo".into(), 0));
    for cut in 0..17 {
        let (text, left) = decoded(base64, cut);
        assert!("\u{20ac} one\ntwo".starts_with(text.trim_end_matches('\n')), "{cut}: {text}");
        assert_eq!(left, 17 - cut as u64);
    }
    let eight = b"Content-Type: text/plain; charset=us-ascii\n\ncaf\xc3\xa9 \xe2\x82";
    assert_eq!(decoded(eight, 99).0, "caf\u{e9} ");
}

#[test]
fn texts_that_lie_about_themselves_are_repaired() {
    let cases: &[(&[u8], &str)] = &[
        (
            b"Content-Transfer-Encoding: base64\n\nnot at all, it is plain\n",
            "not at all, it is plain\n",
        ),
        (b"Content-Transfer-Encoding: base64\n\nYQ0K\n____\nthe list", "a\n____\nthe list"),
        (b"Content-Transfer-Encoding: x-odd\n\nas is =41", "as is =41"),
        (
            b"Content-Type: text/html\n\n<meta charset=\"windows-1251\">\xcf",
            "<meta charset=\"windows-1251\">\u{41f}",
        ),
        (b"Content-Type: text/plain; charset=\n\n\xe9t\xe9", "\u{e9}t\u{e9}"),
        (b"A: b\r\rone\rtwo", "one\ntwo"),
    ];
    for (message, wanted) in cases {
        assert_eq!(decoded(message, usize::MAX).0, *wanted, "{}", String::from_utf8_lossy(message));
    }
}

#[test]
fn the_kind_of_a_text_is_that_of_its_part() {
    let kind = |content: &str| {
        let (structure, raw) = structure(format!("Content-Type: {content}\n\nx").as_bytes());
        text(&structure.parts[0], &raw[0]).kind
    };
    assert_eq!(kind("text/html; format=flowed"), TextKind::Html);
    assert_eq!(kind("text/plain"), TextKind::Plain { flowed: false, delsp: false });
    assert_eq!(
        kind("text/plain; format=\"Flowed\"; DelSp=Yes"),
        TextKind::Plain { flowed: true, delsp: true }
    );
    assert_eq!(
        kind("text/x-patch; format=flowed"),
        TextKind::Plain { flowed: false, delsp: false }
    );
}
