//! Responses as servers write them, and bytes that no server should write.

use super::*;
use crate::imap::types::WireLabel;
use crate::model::flags::Flags;
use crate::model::mailbox::Role;
use crate::model::remote::{ModSeq, Uid, UidValidity, WireName};

fn read(line: &str) -> Response {
    response(line.as_bytes(), false)
}

fn listed(line: &str) -> Listed {
    match read(line) {
        Response::List(listed) => listed,
        other => panic!("{line}: {other:?}"),
    }
}

fn row(line: &str) -> FetchRow {
    match read(line) {
        Response::Fetch(_, row) => *row,
        other => panic!("{line}: {other:?}"),
    }
}

fn code(line: &str) -> Code {
    match read(line) {
        Response::Status(line) | Response::Tagged(_, line) => line.code,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn a_mailbox_is_listed_whatever_way_its_server_writes_it() {
    for (line, path) in [
        (r#"* LIST (\HasNoChildren) "/" "a/b c""#, vec!["a", "b c"]),
        (r#"* list () "/" a/b"#, vec!["a", "b"]),
        ("* LIST () \".\" {5}\r\na.b c", vec!["a", "b c"]),
        ("* LIST () \".\" {3}\r\na.b c", vec!["a", "b c"]),
        ("* LIST () \"/\" {9}\r\nSent", vec!["Sent"]),
        (r#"* LIST (\Noselect) NIL "a/b""#, vec!["a/b"]),
        (r#"* LIST () "\\" "a\\b \"q\"""#, vec!["a", "b \"q\""]),
        ("* LIST () \"/\" Com\tpany Folder", vec!["Com\u{fffd}pany Folder"]),
        (r#"* LIST () "/" "x" ("CHILDINFO" ("SUBSCRIBED"))"#, vec!["x"]),
        (r#"* LIST () "/" x (OLDNAME ("y"))"#, vec!["x"]),
        (r#"* LIST () "/" "Entw&APw-rfe/&AOk-""#, vec!["Entwürfe", "é"]),
        (r#"* LIST () "/" "Entwürfe""#, vec!["Entwürfe"]),
        (r#"* LIST () "/" "/a//b/""#, vec!["a", "b"]),
        (r#"* LIST () "/" "/""#, vec!["/"]),
    ] {
        assert_eq!(listed(line).path, path, "{line}");
    }
    let utf8 = response("* LIST () \"/\" \"A&-B/ü\"".as_bytes(), true);
    assert!(matches!(utf8, Response::List(one) if one.path == ["A&-B", "ü"]));
    assert_eq!(listed(r#"* LIST () "/" "a\"b""#).wire.0, "a\"b", "escapes are undone");
}

#[test]
fn attributes_are_read_in_any_case() {
    for (line, role, selectable) in [
        (r#"* LIST (\HasNoChildren \drafts) "/" D"#, Some(Role::Drafts), true),
        (r#"* LIST (\SENT) "/" S"#, Some(Role::Sent), true),
        (r#"* LIST (\All) "/" A"#, Some(Role::All), true),
        (r#"* LIST (\noselect) "/" N"#, None, false),
        (r#"* LIST (\NonExistent \HasChildren) "/" N"#, None, false),
        (r#"* LIST (\Trash) "/" inbox"#, Some(Role::Inbox), true),
        (r#"* LIST () "/" InBox/x"#, None, true),
    ] {
        let one = listed(line);
        assert_eq!((one.role, one.selectable), (role, selectable), "{line}");
    }
}

#[test]
fn a_status_is_read_with_items_of_every_kind() {
    let line = "* STATUS \"a b\" (MESSAGES 231 SIZE 99999999999 DELETED 3 MAILBOXID (F2-x) \
                UIDNEXT 44292 APPENDLIMIT NIL UNSEEN 4 HIGHESTMODSEQ 8 UIDVALIDITY 7) ";
    let Response::MailboxStatus(name, status) = read(line) else { panic!() };
    let expected = Status {
        messages: Some(231),
        unseen: Some(4),
        uid_next: Some(Uid(44292)),
        uid_validity: Some(UidValidity(7)),
        highest_modseq: Some(ModSeq(8)),
    };
    assert_eq!((name.as_str(), status), ("a b", expected));
    assert_eq!(
        read("* STATUS \"INBOX\" ()"),
        Response::MailboxStatus("INBOX".into(), Status::default())
    );
}

#[test]
fn searches_of_both_kinds_are_read() {
    let set = |ranges: &[(u32, u32)]| UidSet::from_ranges(ranges.iter().copied());
    let vanished = |ranges: &[(u32, u32)], whole| {
        let uids = UidSet::from_ranges(ranges.iter().copied());
        Response::Vanished { earlier: false, uids, whole }
    };
    for (line, expected) in [
        ("* SEARCH", Response::Search(set(&[]))),
        ("* SEARCH 5 2 3 ", Response::Search(set(&[(2, 3), (5, 5)]))),
        ("* SEARCH 5 9 (MODSEQ 917162500)", Response::Search(set(&[(5, 5), (9, 9)]))),
        ("* SEARCH 0 x 99999999999 4", Response::Search(set(&[(4, 4)]))),
        ("* ESEARCH (TAG \"A1\") UID ALL 1:3,9", Response::Esearch(set(&[(1, 3), (9, 9)]))),
        ("* ESEARCH (TAG A1) UID COUNT 3 ALL 9:7 MODSEQ 5", Response::Esearch(set(&[(7, 9)]))),
        ("* ESEARCH (TAG \"A1\") UID", Response::Esearch(set(&[]))),
        ("* ESEARCH (TAG \"A1\") ALL 1:3", Response::Unknown),
        (
            "* VANISHED (EARLIER) 41,43:116",
            Response::Vanished { earlier: true, uids: set(&[(41, 41), (43, 116)]), whole: true },
        ),
        ("* VANISHED 405", vanished(&[(405, 405)], true)),
        ("* VANISHED 405,", vanished(&[(405, 405)], false)),
        ("* VANISHED 1:*", vanished(&[], false)),
        ("* VANISHED 4 5", vanished(&[(4, 4)], false)),
        ("* VANISHED", vanished(&[], false)),
        ("* ID (\"name\" \"Dovecot\")", Response::Id("(\"name\" \"Dovecot\")".to_owned())),
    ] {
        assert_eq!(read(line), expected, "{line}");
    }
}

#[test]
fn a_million_uids_on_one_line_are_read() {
    let mut line = "* SEARCH".to_owned();
    for uid in 1..=1_000_000_u32 {
        line.push(' ');
        line.push_str(&(uid * 2).to_string());
    }
    let Response::Search(set) = read(&line) else { panic!() };
    assert_eq!(set.len(), 1_000_000);
}

#[test]
fn response_codes_are_read() {
    for (line, expected) in [
        ("A OK [COPYUID 9 7:8 31] x", Code::Other("COPYUID".into())),
        ("A OK [appenduid 38505 3955] x", Code::AppendUid(UidValidity(38505), Uid(3955))),
        ("* OK [UIDVALIDITY 0] x", Code::Other("UIDVALIDITY".into())),
        ("* OK [UIDNEXT 4392]", Code::UidNext(Uid(4392))),
        ("* OK [HIGHESTMODSEQ 715194045007] x", Code::HighestModSeq(ModSeq(715_194_045_007))),
        ("* OK [HIGHESTMODSEQ -1] x", Code::Other("HIGHESTMODSEQ".into())),
        ("* OK [NOMODSEQ] x", Code::Other("NOMODSEQ".into())),
        ("A OK [READ-ONLY]", Code::ReadOnly),
        ("* OK [PERMANENTFLAGS (a]b \\*)] x", Code::Other("PERMANENTFLAGS".into())),
        ("A BAD [Error=\"x]y\"] z", Code::Other("ERROR=\"X]Y\"".into())),
        ("* OK [ALERT]é", Code::Alert),
        ("A OK [open", Code::None),
        ("A OK", Code::None),
    ] {
        assert_eq!(code(line), expected, "{line}");
    }
    let Code::Capability(told) = code("A OK [CAPABILITY imap4rev1 Idle] in") else { panic!() };
    assert!(told.has("IMAP4REV1") && told.has("IDLE") && !told.has("MOVE"));
}

#[test]
fn copies_are_told_as_pairs_and_kept_as_the_ranges_that_came() {
    for (line, validity, expected) in [
        ("A OK [COPYUID 9 7,9:8 31:33] x", 9, vec![(7, 31), (8, 32), (9, 33)]),
        ("* OK [COPYUID 1  ] Completed", 1, vec![]),
        ("[COPYUID 1 2 3]", 1, vec![(2, 3)]),
        ("* [COPYUID 1 2 3]", 1, vec![(2, 3)]),
    ] {
        let Code::CopyUid(told, pairs) = code(line) else { panic!("{line}") };
        let found: Vec<_> = pairs.iter().map(|(from, to)| (from.0, to.0)).collect();
        assert_eq!((told.0, found), (validity, expected), "{line}");
        assert_eq!(pairs.len(), pairs.iter().count() as u64);
    }
    let Code::CopyUid(_, all) = code("A OK [COPYUID 9 1:4294967295 1:4294967295] x") else {
        panic!("it is as good a set as any")
    };
    assert_eq!(all.len(), u64::from(u32::MAX));
}

#[test]
fn a_row_is_read_with_its_items_in_any_order_and_strangers_among_them() {
    let row = row("* 7 FETCH (X-GM-LABELS (\"\\\\Inbox\" \"a b\") UID 31 PREVIEW ~{3}\r\n(b) \
                   MODSEQ (65402) BODY[HEADER.FIELDS (\"DATE\" FROM)] {4}\r\nA: b \
                   RFC822.SIZE 4294967297 ENVELOPE ((NIL (())) \"\\\"\") \
                   INTERNALDATE \" 7-Jul-1996 02:44:25 -0700\" FLAGS (\\seen \\Recent x]y) )");
    assert_eq!(row.uid, Some(Uid(31)));
    let named = |name: &str| WireLabel::Named(WireName(name.to_owned()));
    assert_eq!(row.labels, Some(vec![WireLabel::Role(Role::Inbox), named("a b")]));
    assert_eq!(row.mail, None);
    assert_eq!(row.flags, Some(Flags::SEEN));
    assert_eq!(row.modseq, Some(ModSeq(65402)));
    assert_eq!(row.size, Some(u32::MAX));
    assert_eq!(row.received, Some(836_732_665));
    assert_eq!(row.sections.len(), 1);
    assert_eq!(row.sections[0].name, "HEADER.FIELDS (DATE FROM)");
    assert_eq!(row.sections[0].data, b"A: b");
}

#[test]
fn rows_of_careless_servers_are_read_as_far_as_they_can_be() {
    assert_eq!(row("* 1 FETCH (INTERNALDATE NIL UID 3)").uid, Some(Uid(3)));
    assert!(row("* 1 FETCH (INTERNALDATE NIL UID 3)").dated);
    assert_eq!(row("* 1 FETCH (UID 3 )").uid, Some(Uid(3)));
    assert_eq!(row("* 1 FETCH (UID 3").uid, Some(Uid(3)));
    assert_eq!(row("* 1 FETCH (UID NIL FLAGS NIL)").flags, None);
    assert_eq!(row("* 1 FETCH (RFC822.SIZE -5 UID 3)").size, Some(0));
    assert_eq!(row("* 1 FETCH (MODSEQ (0) UID 3)").modseq, None);
    assert_eq!(row("* 1 FETCH (MODSEQ 12 UID 3)").modseq, Some(ModSeq(12)));
    for (told, mail) in [
        ("1278455344230334865", Some(1_278_455_344_230_334_865)),
        ("0", None),
        ("-4", None),
        ("99999999999999999999999", None),
        ("NIL", None),
        ("(1 (2))", None),
        ("\"a b\"", None),
    ] {
        let row = row(&format!("* 1 FETCH (X-GM-MSGID {told} UID 3)"));
        assert_eq!((row.mail, row.uid), (mail, Some(Uid(3))), "{told}");
    }
    assert_eq!(row("* 1 FETCH (BODY[1]<0> \"a\\\"b\" UID 3)").sections[0].data, b"a\"b");
    assert_eq!(row("* 1 FETCH (BODY[1]<0> \"a\" UID 3)").sections[0].origin, Some(0));
    assert_eq!(row("* 1 FETCH (BODY[TEXT] NIL UID 3)").sections[0].data, b"");
    assert_eq!(row("* 1 FETCH (BODY[1]{2}\r\nab UID 3)").sections[0].data, b"ab");
    for line in ["* 1 FETCH", "* 1 FETCH UID 3", "* 1 FETCH (UID 3 X \"open", "* 1 FETCH (BODY[1"] {
        assert_eq!(read(line), Response::Unknown, "{line}");
    }
}

#[test]
fn other_careless_lines_are_read_for_what_they_mean() {
    assert_eq!(read("* 1 EXPUNGED"), Response::Expunge(1));
    assert_eq!(read("* 3 recent"), Response::Ignored);
    assert_eq!(read("+"), Response::Continue(String::new()));
    assert_eq!(read("* 5 EXISTS and more"), Response::Exists(5));
    let bytes = b"* 1 FETCH (X \"a\0\xe9\" UID 3)";
    assert!(matches!(response(bytes, false), Response::Fetch(1, row) if row.uid == Some(Uid(3))));
}

#[test]
fn what_is_written_in_the_log_tells_nothing_of_the_mail() {
    assert_eq!(outline(b"* XSECRET my dear friend"), "XSECRET, 24 octets");
    assert_eq!(outline(b"my dear friend"), "my, 14 octets");
    assert_eq!(outline(b"\xff\xfe"), "?, 2 octets");
}

/// Good lines to spoil.
const LINES: [&str; 9] = [
    "* 7 FETCH (UID 31 FLAGS (\\Seen) BODY[HEADER.FIELDS (DATE)]<0> {4}\r\nA: b MODSEQ (5))",
    "* 1 FETCH (BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"7bit\" 5 1 NIL \
     (\"attachment\" (\"filename*0*\" \"utf-8''a%20\" \"filename*1\" \"b\")) NIL NIL)(\"message\" \
     \"rfc822\" NIL NIL NIL \"7bit\" 9 (NIL NIL NIL) (\"text\" \"html\" NIL NIL NIL \"8bit\" 3 1) 2) \
     \"mixed\" (\"boundary\" \"x\")))",
    "* LIST (\\Sent) \"/\" {6}\r\n&APw-/x (\"CHILDINFO\" (\"a\"))",
    "* STATUS \"a b\" (MESSAGES 231 MAILBOXID (F2) UIDNEXT 44292)",
    "* ESEARCH (TAG \"A1\") UID COUNT 3 ALL 1:3,9 MODSEQ 5",
    "* OK [COPYUID 9 7,9:8 31:33] done",
    "A1 NO [PERMANENTFLAGS (\\* a]b)] \"text\" {3}",
    "* VANISHED (EARLIER) 41,43:116,118",
    "* CAPABILITY IMAP4rev1 AUTH=PLAIN",
];

#[test]
fn spoilt_lines_and_random_octets_never_panic() {
    let mut random = fastrand::Rng::with_seed(20);
    let words: [&[u8]; 16] = [
        b"(",
        b")",
        b"\"",
        b"\\",
        b"{",
        b"}\r\n",
        b"{99}\r\n",
        b"[",
        b"]",
        b"<",
        b"NIL",
        b" ",
        b"\xff",
        b"\0",
        b"99999999999999999999",
        b"-",
    ];
    for case in 0..20_000 {
        let mut line = LINES[case % LINES.len()].as_bytes().to_vec();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(0..=line.len());
            match random.u8(0..4) {
                0 => line.truncate(at),
                1 => drop(line.splice(at..at, words[random.usize(0..words.len())].iter().copied())),
                2 if at < line.len() => line[at] = random.u8(..),
                _ => drop(line.drain(at..(at + 3).min(line.len()))),
            }
        }
        response(&line, case % 2 == 0);
        let noise: Vec<u8> = (0..random.usize(0..60)).map(|_| random.u8(..)).collect();
        response(&[b"* 1 FETCH (".as_slice(), &noise].concat(), false);
        response(&[b"* ".as_slice(), &noise].concat(), false);
        response(&noise, false);
    }
}
