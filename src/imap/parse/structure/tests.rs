//! BODYSTRUCTURE as servers write it, rightly and wrongly.

use super::*;

fn structure(text: &str) -> Structure {
    let mut scan = Scan::new(text.as_bytes());
    let read = read(&mut scan).expect("it ends").expect("it makes sense");
    assert!(scan.at_end(), "{:?}", scan.rest());
    read
}

/// `id media` of each part, in order.
fn outline(structure: &Structure) -> Vec<String> {
    structure.parts.iter().map(|part| format!("{} {}", part.id.0, part.media)).collect()
}

#[test]
fn a_single_part_is_number_one() {
    let text = r#"("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 3028 92)"#;
    let structure = structure(text);
    assert_eq!(outline(&structure), ["1 text/plain"]);
    let part = &structure.parts[0];
    assert_eq!((part.size, part.encoding.as_str(), part.parent), (3028, "7bit", None));
    assert_eq!(part.param("charset"), Some("US-ASCII"));
}

/// The example of RFC 9051 section 6.4.5.1, whose numbers are given there.
#[test]
fn parts_are_numbered_as_the_standard_numbers_them() {
    let t = r#"("text" "plain" NIL NIL NIL "7bit" 1 1)"#;
    let o = r#"("application" "octet-stream" NIL NIL NIL "base64" 1)"#;
    let gif = r#"("image" "gif" NIL NIL NIL "base64" 1)"#;
    let envelope = "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)";
    let message =
        |body: &str| format!(r#"("message" "rfc822" NIL NIL NIL "7bit" 9 {envelope} {body} 4)"#);
    let inner = message(&format!(r#"({t}{o} "mixed")"#));
    let alternative = message(&format!(r#"({t}({t}{t} "alternative") "mixed")"#));
    let nested = format!(r#"({gif}{alternative} "mixed")"#);
    let single = message(t);
    let root = format!(r#"({t}{o}{inner}{nested}{single} "mixed" ("boundary" "b"))"#);
    assert_eq!(
        outline(&structure(&root)),
        [
            " multipart/mixed",
            "1 text/plain",
            "2 application/octet-stream",
            "3 message/rfc822",
            "3.TEXT multipart/mixed",
            "3.1 text/plain",
            "3.2 application/octet-stream",
            "4 multipart/mixed",
            "4.1 image/gif",
            "4.2 message/rfc822",
            "4.2.TEXT multipart/mixed",
            "4.2.1 text/plain",
            "4.2.2 multipart/alternative",
            "4.2.2.1 text/plain",
            "4.2.2.2 text/plain",
            "5 message/rfc822",
            "5.1 text/plain",
        ]
    );
    let parents: Vec<_> = structure(&root).parts.iter().map(|part| part.parent).collect();
    assert_eq!(parents[3..8], [Some(0), Some(3), Some(4), Some(4), Some(0)]);
}

#[test]
fn names_and_dispositions_are_found() {
    let of = |text: &str| structure(text).parts.remove(0);
    let part = of(r#"("image" "png" ("name" "a.png") "<id@x>" NIL "BASE64" 9 NIL
        ("ATTACHMENT" ("FILENAME" "b.png")) NIL NIL)"#);
    assert_eq!(part.disposition, Some(Disposition::Attachment));
    assert_eq!((part.name.as_str(), part.content_id.as_str()), ("b.png", "id@x"));

    let part = of(r#"("image" "png" ("name" "a.png") NIL NIL "base64" 9 NIL "inline" NIL)"#);
    assert_eq!((part.disposition, part.name.as_str()), (Some(Disposition::Inline), "a.png"));

    let part = of(r#"("text" "plain" NIL NIL NIL "7bit" 9 1 NIL ("x-odd" ("filename" "c")) "en")"#);
    assert_eq!((part.disposition, part.name.as_str()), (Some(Disposition::Attachment), "c"));

    let part = of(r#"("text" "plain" NIL NIL NIL "7bit" 9 1 NIL NIL ("en" "de") NIL)"#);
    assert_eq!(part.disposition, None);
}

#[test]
fn rfc_2231_names_are_joined_and_decoded() {
    let name = |params: &str| {
        let text = format!(r#"("a" "b" NIL NIL NIL "7bit" 9 NIL ("attachment" ({params})))"#);
        structure(&text).parts.remove(0).name
    };
    for (params, expected) in [
        (r#""filename*" "UTF-8'pt'a%C3%A7%C3%A3o.pdf""#, "ação.pdf"),
        (r#""filename*1*" "%20b" "filename*0*" "utf-8''a" "filename*2" "%20c""#, "a b%20c"),
        (r#""filename" "old" "filename*" "iso-8859-1''n%E9w""#, "néw"),
        (r#""filename*" "''plain%2""#, "plain%2"),
        (r#""filename*" "no quotes""#, "no quotes"),
        (r#""filename*" "gb2312''%C4%E3""#, "=?gb2312?Q?=C4=E3?="),
        (r#""filename" "=?utf-8?Q?a=C3=A7?=""#, "=?utf-8?Q?a=C3=A7?="),
        (r#""filename" NIL"#, ""),
        (r#""filename""#, ""),
    ] {
        assert_eq!(name(params), expected, "{params}");
    }
}

#[test]
fn structures_of_careless_servers_make_sense() {
    for (text, expected) in [
        // An empty multipart, in three spellings.
        (r#"("mixed" ("boundary" "x") NIL NIL)"#, vec![" multipart/mixed"]),
        (r#"(NIL "mixed" ("boundary" "x"))"#, vec![" multipart/mixed"]),
        ("()", vec!["1 application/octet-stream"]),
        (r#"(() "mixed")"#, vec![" multipart/mixed", "1 application/octet-stream"]),
        // Missing trailing fields, and missing everything.
        (r#"("text" "html")"#, vec!["1 text/html"]),
        (r#"("TEXT" NIL NIL NIL NIL NIL NIL)"#, vec!["1 text/plain"]),
        ("(NIL NIL NIL NIL NIL \"7BIT\" 0 0)", vec!["1 text/plain"]),
        // Gmail: a message in base64 has no envelope.
        (r#"("message" "rfc822" NIL NIL NIL "base64" 9 NIL NIL NIL)"#, vec!["1 message/rfc822"]),
        (r#"("message" "rfc822" NIL NIL NIL "base64" 9)"#, vec!["1 message/rfc822"]),
        // `param NIL`, a number too many, a negative size.
        (r#"("text" "plain" ("charset" NIL) NIL NIL "7bit" -1 1)"#, vec!["1 text/plain"]),
    ] {
        assert_eq!(outline(&structure(text)), expected, "{text}");
    }
    let odd = structure(r#"("a" "b" NIL NIL NIL "extra" "base64" 77)"#);
    assert_eq!((odd.parts[0].size, odd.parts[0].encoding.as_str()), (77, "base64"));
    let short = structure(r#"("a" "b" NIL NIL "base64" 77)"#);
    assert_eq!((short.parts[0].size, short.parts[0].encoding.as_str()), (77, "base64"));
}

#[test]
fn a_mail_nested_beyond_reason_is_read_to_a_reasonable_depth() {
    for depth in [99, 100, 101, 2_000, 100_000] {
        let leaf = r#"("text" "plain" NIL NIL NIL "7bit" 1 1)"#;
        let text = format!("{}{leaf}{}", "(".repeat(depth), " \"mixed\")".repeat(depth));
        let found = structure(&text);
        assert!(found.parts.len() <= MOST_DEPTH + 1, "{depth}: {}", found.parts.len());
        assert_eq!(found.parts[0].media, "multipart/mixed");
    }
    let message = r#"("message" "rfc822" NIL NIL NIL "7bit" 9 (NIL) "#;
    let text = format!("{}(){}", message.repeat(50_000), " 1)".repeat(50_000));
    assert!(structure(&text).parts.len() <= MOST_DEPTH);
}

#[test]
fn a_structure_that_does_not_end_is_no_structure() {
    for text in ["(", "((", "(\"text\" \"plain", "(\"a\" ("] {
        assert_eq!(read(&mut Scan::new(text.as_bytes())), None, "{text}");
    }
}
