//! Reading: SELECT, FETCH in all its forms, SEARCH, LIST and STATUS.

use super::*;

const MAIL: &str = "From: \"Aubry, Claire\" <claire@x.example>\r\nTo: Friends: a@x.example, b@x.example;\r\n\
    Subject: =?utf-8?q?d=C3=A9j=C3=A0?=\r\n vu\r\nDate: Sun, 01 Mar 2026 23:30:00 -0500\r\nMessage-ID: <m@x.example>\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n\
    --b\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\r\nHello\r\nthere\r\n\
    --b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inside\r\n\r\nInner text\r\n\
    --b\r\nContent-Type: image/png; name=\"p.png\"\r\nContent-Transfer-Encoding: base64\r\n\
    Content-ID: <cid@x>\r\nContent-Disposition: attachment; filename=p.png\r\n\r\nAAAA\r\n\
    --b--\r\n";

async fn reader() -> (Demo, Client) {
    let demo = demo().await;
    let mut client = Client::signed_in(&demo).await;
    client.ok("CREATE Test").await;
    assert!(client.append("Test", MAIL).await.starts_with("OK [APPENDUID "));
    client.ok("SELECT Test").await;
    (demo, client)
}

#[tokio::test]
async fn every_mailbox_is_listed_with_its_use_and_its_counts_in_one_answer() {
    let demo = demo().await;
    let mut client = Client::signed_in(&demo).await;
    let lines = client.ok("LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (MESSAGES UNSEEN))").await;
    let has = |line: &str| assert!(lines.iter().any(|l| l == line), "{line} in {lines:#?}");
    has("* STATUS INBOX (MESSAGES 37 UNSEEN 14)");
    has("* LIST (\\HasNoChildren \\Junk) \"/\" Junk");
    has("* LIST (\\HasChildren \\Noselect) \"/\" Projects");
    has("* STATUS \"Projects/Casa Azul\" (MESSAGES 4 UNSEEN 0)");
    has("* STATUS \"Caf&AOk- &- Ch&AOE-\" (MESSAGES 2 UNSEEN 1)");
    has("* LIST (\\HasNoChildren) \"/\" &ZeVnLA-");
    let status = |l: &&String| l.starts_with("* STATUS");
    assert_eq!(lines.iter().filter(status).count(), 13, "one per mailbox that can be opened");
    let top = client.ok("LIST \"\" %").await;
    assert!(!top.iter().any(|line| line.contains("Casa Azul")), "{top:?}");
    assert_eq!(client.ok("LIST \"\" \"\"").await, ["* LIST (\\Noselect) \"/\" \"\""]);
    assert_eq!(client.ok("LIST Projects/ %").await.len(), 2);
    assert_eq!(client.ok("LIST (SPECIAL-USE) \"\" *").await.len(), 5);
    assert!(client.status("SELECT Projects").await.starts_with("NO [CANNOT]"));
    assert!(client.status("STATUS Nowhere (MESSAGES)").await.starts_with("NO [NONEXISTENT]"));
}

#[tokio::test]
async fn an_envelope_is_told_as_it_stands_in_the_header() {
    let (_demo, mut client) = reader().await;
    let lines = client.ok("FETCH 1 (ENVELOPE RFC822.SIZE)").await;
    let from = "((\"Aubry, Claire\" NIL \"claire\" \"x.example\"))";
    let to = "((NIL NIL \"Friends\" NIL)(NIL NIL \"a\" \"x.example\")(NIL NIL \"b\" \"x.example\")(NIL NIL NIL NIL))";
    assert_eq!(
        lines,
        [format!(
            "* 1 FETCH (ENVELOPE (\"Sun, 01 Mar 2026 23:30:00 -0500\" \"=?utf-8?q?d=C3=A9j=C3=A0?= vu\" \
             {from} {from} {from} {to} NIL NIL NIL \"<m@x.example>\") RFC822.SIZE {})",
            MAIL.len()
        )]
    );
}

#[tokio::test]
async fn the_structure_names_every_part_and_the_message_within() {
    let (_demo, mut client) = reader().await;
    assert_eq!(
        client.ok("FETCH 1 BODYSTRUCTURE").await,
        [
            "* 1 FETCH (BODYSTRUCTURE ((\"TEXT\" \"plain\" (\"charset\" \"utf-8\" \"format\" \"flowed\") NIL NIL \"7bit\" 12 1 NIL NIL NIL NIL)\
          (\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7bit\" 29 (NIL \"inside\" NIL NIL NIL NIL NIL NIL NIL NIL) \
          (\"TEXT\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 10 0 NIL NIL NIL NIL) 2 NIL NIL NIL NIL)\
          (\"image\" \"png\" (\"name\" \"p.png\") \"<cid@x>\" NIL \"base64\" 4 NIL (\"attachment\" (\"filename\" \"p.png\")) NIL NIL) \
          \"mixed\" (\"boundary\" \"b\") NIL NIL NIL))"
        ]
    );
}

#[tokio::test]
async fn every_section_gives_its_octets_and_a_missing_one_nil() {
    let (_demo, mut client) = reader().await;
    let table = [
        ("BODY.PEEK[1]", "BODY[1] {12}Hello\r\nthere"),
        ("BODY.PEEK[1]<2.4>", "BODY[1]<2> {4}llo\r"),
        ("BODY.PEEK[1]<99.4>", "BODY[1]<99> {0}"),
        ("BODY.PEEK[2]", "BODY[2] {29}Subject: inside\r\n\r\nInner text"),
        ("BODY.PEEK[2.1]", "BODY[2.1] {10}Inner text"),
        ("BODY.PEEK[2.TEXT]", "BODY[2.TEXT] {10}Inner text"),
        ("BODY.PEEK[2.HEADER]", "BODY[2.HEADER] {19}Subject: inside\r\n\r\n"),
        ("BODY.PEEK[2.MIME]", "BODY[2.MIME] {32}Content-Type: message/rfc822\r\n\r\n"),
        (
            "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID Subject)]",
            "BODY[HEADER.FIELDS (MESSAGE-ID Subject)] {71}Subject: =?utf-8?q?d=C3=A9j=C3=A0?=\r\n vu\r\n\
             Message-ID: <m@x.example>\r\n\r\n",
        ),
        ("BODY.PEEK[2.HEADER.FIELDS.NOT (SUBJECT)]", "BODY[2.HEADER.FIELDS.NOT (SUBJECT)] {2}\r\n"),
        ("BODY.PEEK[4]", "BODY[4] NIL"),
        ("BODY.PEEK[1.HEADER]", "BODY[1.HEADER] NIL"),
        ("BODY.PEEK[3.1]", "BODY[3.1] NIL"),
    ];
    for (asked, told) in table {
        assert_eq!(client.ok(&format!("FETCH 1 {asked}")).await, [format!("* 1 FETCH ({told})")]);
    }
    let whole = client.ok("FETCH 1 BODY.PEEK[]").await;
    assert_eq!(whole, [format!("* 1 FETCH (BODY[] {{{}}}{MAIL})", MAIL.len())]);
    assert_eq!(client.ok("FETCH 1 FLAGS").await, ["* 1 FETCH (FLAGS ())"], "peeking marks nothing");
}

#[tokio::test]
async fn reading_a_body_marks_it_read_unless_the_mailbox_was_only_examined() {
    let (_demo, mut client) = reader().await;
    client.ok("EXAMINE Test").await;
    client.ok("FETCH 1 BODY[1]").await;
    assert_eq!(client.ok("FETCH 1 FLAGS").await, ["* 1 FETCH (FLAGS ())"]);
    assert!(client.status("STORE 1 +FLAGS (\\Seen)").await.starts_with("NO [NOPERM]"));
    client.ok("SELECT Test").await;
    let lines = client.ok("FETCH 1 RFC822.TEXT").await;
    assert_eq!(lines[1..], ["* 1 FETCH (FLAGS (\\Seen))"]);
}

/// What a FETCH row must hold for a search key.
type Fits<'f> = &'f dyn Fn(&str) -> bool;

#[tokio::test]
async fn search_and_fetch_agree_on_every_message() {
    let demo = demo().await;
    let mut client = Client::selected(&demo, "INBOX").await;
    let items = "(UID FLAGS RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (FROM)])";
    let rows = client.ok(&format!("FETCH 1:* {items}")).await;
    assert_eq!(rows.len(), 37);
    let size = |row: &str| -> u32 {
        let (_, after) = row.split_once("RFC822.SIZE ").unwrap();
        after.split(' ').next().unwrap().parse().unwrap()
    };
    let day = "INTERNALDATE \"28-Feb-2026";
    let rules: [(&str, Fits<'_>); 9] = [
        ("ALL", &|_| true),
        ("UNSEEN", &|row| !row.contains("\\Seen")),
        ("FLAGGED SEEN", &|row| row.contains("\\Flagged") && row.contains("\\Seen")),
        ("NOT ANSWERED", &|row| !row.contains("\\Answered")),
        ("OR ANSWERED FLAGGED", &|row| row.contains("\\Answered") || row.contains("\\Flagged")),
        ("LARGER 3000", &|row| size(row) > 3000),
        ("SMALLER 1000 UNSEEN", &|row| size(row) < 1000 && !row.contains("\\Seen")),
        ("ON 28-Feb-2026", &|row| row.contains(day)),
        ("FROM ferraz-duarte", &|row| row.contains("@ferraz-duarte.example")),
    ];
    for (key, fits) in rules {
        let expected: Vec<u32> =
            rows.iter().zip(1..).filter(|(row, _)| fits(row)).map(|(_, number)| number).collect();
        assert_eq!(numbers(&client.ok(&format!("SEARCH {key}")).await), expected, "{key}");
        assert!(!expected.is_empty(), "{key} tells nothing");
    }
}

#[tokio::test]
async fn texts_are_found_in_any_script_charset_and_encoding() {
    let demo = demo().await;
    let mut client = Client::selected(&demo, "INBOX").await;
    for (key, text, from) in [
        ("SUBJECT", "casa azul: A ESCADA", "tomas@"),
        ("FROM", "Лебедева", "olga@"),
        ("BODY", "лиственницы", "olga@"),
        ("TEXT", "和紙の田中", "(nobody)"),
        ("BODY", "田中和紙店", "misaki@"),
        ("BODY", "großzügig", "jonas@"),
        ("TEXT", "πλακάκια", "eleni@"),
        ("BODY", "نارنج", "layla@"),
    ] {
        let command = format!("SEARCH CHARSET UTF-8 {key} {{{}+}}\r\n{text}", text.len());
        let found = numbers(&client.ok(&command).await);
        if from == "(nobody)" {
            assert!(found.is_empty());
            continue;
        }
        assert_eq!(found.len(), 1, "{text}");
        let row = client.ok(&format!("FETCH {} BODY.PEEK[HEADER.FIELDS (FROM)]", found[0])).await;
        assert!(row[0].contains(from), "{row:?}");
    }
    assert!(client.status("SEARCH CHARSET KLINGON ALL").await.starts_with("NO [BADCHARSET "));
}

#[tokio::test]
async fn esearch_tells_only_what_was_asked() {
    let demo = demo().await;
    let mut client = Client::selected(&demo, "INBOX").await;
    let found = numbers(&client.ok("UID SEARCH UNSEEN").await);
    let (first, last) = (found[0], found[found.len() - 1]);
    let line = client.ok("UID SEARCH RETURN (MIN MAX COUNT) UNSEEN").await;
    let told = format!("UID MIN {first} MAX {last} COUNT 14");
    assert_eq!(line, [format!("* ESEARCH (TAG \"t{}\") {told}", client.tags)]);
    let line = client.ok("SEARCH RETURN () UNSEEN 1:3").await;
    assert_eq!(line, [format!("* ESEARCH (TAG \"t{}\")", client.tags)], "nothing found");
    let line = client.ok("SEARCH RETURN (ALL) ALL").await;
    assert_eq!(line, [format!("* ESEARCH (TAG \"t{}\") ALL 1:37", client.tags)]);
}

#[tokio::test]
async fn a_large_mailbox_opens_at_once_and_is_written_as_it_is_read() {
    let options = Options { arrivals: false, fill: 100_000, now: NOW, ..Options::default() };
    let demo = Demo::start(options).await.unwrap();
    let mut client = Client::selected(&demo, "Archive/Large").await;
    let row = client.ok("FETCH 100000 (INTERNALDATE RFC822.SIZE BODY.PEEK[])").await;
    assert!(row[0].contains("(100000)\r\n") && row[0].contains("\"28-Feb-2026 12:00:00 +0000\""));
    let unseen = client.ok("SEARCH RETURN (COUNT) UNSEEN").await;
    assert!(unseen[0].ends_with("COUNT 500"), "{unseen:?}");
}
