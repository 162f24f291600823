//! Origins of mails that people and programs really send, and of mails that lie.

use super::*;
use crate::model::origin::Results;

const SIGNED: &str = "DKIM-Signature: v=1; a=rsa-sha256; d=News.Example; s=S1;\r\n\
    \th=From : Subject:\r\n\t list-unsubscribe:List-Unsubscribe-Post; b=AbC\r\n\tdEf; bh=x=\r\n";

fn of(header: &str) -> Origin {
    origin(header.as_bytes())
}

fn by_of(stamp: &Stamp) -> &str {
    match stamp {
        Stamp::Received { by } => by,
        Stamp::Results(Results { server, .. }) => server,
    }
}

#[test]
fn stamps_stand_in_the_order_in_which_they_were_put_on() {
    let origin = of(
        "Received: from x (by evil.example) by\r\n\t10.0.0.1 with LMTP;\r\n Mon, 1 Jan 2026\r\n\
         received: from y\r\n by MX.Own.Example. (Postfix)\r\n\
         Subject: none of them\r\n\
         AUTHENTICATION-RESULTS: mx.own.example; dkim=pass header.d=a.example\r\n\
         Received: (qmail 1 invoked from network)\r\n\
         Authentication-Results: forged.example; dkim=pass\r\n\r\n",
    );
    let names: Vec<&str> = origin.stamps.iter().map(by_of).collect();
    assert_eq!(names, ["10.0.0.1", "mx.own.example", "mx.own.example", "", "forged.example"]);
}

#[test]
fn a_signature_tells_its_domain_and_whether_leaving_is_covered() {
    let origin = of(&format!("{SIGNED}\r\n"));
    let signature = Signature {
        domain: "news.example".into(),
        selector: "s1".into(),
        mark: "AbCdEf".into(),
        covers_leaving: true,
    };
    assert_eq!(origin.signatures, [signature]);
    for (from, to) in [(":List-Unsubscribe-Post", ""), ("list-unsubscribe:", "")] {
        let partly = of(&SIGNED.replace(from, to));
        assert!(!partly.signatures[0].covers_leaving, "{from}");
    }
    for broken in ["d=News.Example; d=other.example", "", "d="] {
        let text = SIGNED.replace("d=News.Example", broken);
        assert_eq!(of(&text).signatures, [], "{broken}");
    }
}

#[test]
fn a_list_tells_its_name_and_where_to_write() {
    let cases = [
        (
            "List-Id: =?utf-8?q?Caf=C3=A9?= people <cafe.lists.example>\r\n\
             List-Post: <mailto:cafe@lists.example?subject=x>\r\n",
            Some(("cafe.lists.example", "Café people", "cafe@lists.example")),
        ),
        ("List-Id: cafe.lists.example\r\nList-Post: NO\r\n", Some(("cafe.lists.example", "", ""))),
        ("List-Id: \"Quoted, name\" <a.b>\r\n", Some(("a.b", "Quoted, name", ""))),
        ("List-Id:  \r\n", None),
        ("Subject: x\r\n", None),
    ];
    for (header, wanted) in cases {
        let list = of(header).list;
        let told = list.as_ref().map(|l| (l.id.as_str(), l.name.as_str(), l.post.as_str()));
        assert_eq!(told, wanted, "{header}");
    }
}

#[test]
fn ways_to_leave_are_taken_apart_and_written_anew() {
    let ways = |value: &str| of(&format!("List-Unsubscribe: {value}\r\n")).ways;
    assert_eq!(
        ways(
            "(Use it) <https://a.example/x?\r\n y=1>, <MAILTO:leave+1%40@a.example>,<mailto:leave@a.example>"
        ),
        [Way::Secure("https://a.example/x?y=1".into()), Way::Mail("mailto:leave@a.example".into()),]
    );
    let hostile = "<mailto:a+b@x.example?attach=/etc/passwd&Subject=un+sub%20me%0d%0aBcc:x\
        &cc=all@x.example&body=one%0Atwo&subject=again>";
    assert_eq!(
        ways(hostile),
        [Way::Mail("mailto:a+b@x.example?subject=un+sub%20me%20Bcc%3Ax&body=one%0Atwo".into())]
    );
    assert_eq!(ways("<http://a.example>"), [Way::Plain("http://a.example/".into())]);
    for none in [
        "https://a.example/no-brackets",
        "<javascript:alert(1)>",
        "<file:///etc/passwd>",
        "<https://user:word@a.example/>",
        "<https:///>",
        "<mailto:a@b,c@d>",
        "<mailto:a@b%0d%0aBcc:c@d>",
        "<mailto:>",
        "<https://a.example/never-closed",
        "",
    ] {
        assert_eq!(ways(none), [], "{none}");
    }
    let long = format!("<https://a.example/{}>", "x".repeat(MAX_URL));
    assert_eq!(ways(&long), []);
    assert_eq!(ways(&"<https://a.example/>,".repeat(500)).len(), MAX_WAYS);
}

#[test]
fn one_click_is_offered_where_the_header_says_so_once_and_is_whole() {
    const BOTH: &str = "List-Unsubscribe: <https://a.example/>\r\n\
        List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
    assert!(of(&format!("{BOTH}\r\n")).one_click);
    assert!(of(&format!("Subject: x\n{}\n", BOTH.replace('\r', ""))).one_click);
    for not in [
        BOTH.to_owned(),
        format!("{BOTH}{BOTH}\r\n"),
        format!("{BOTH}List-Unsubscribe: <https://evil.example/>\r\n\r\n"),
        format!("{BOTH}LIST-UNSUBSCRIBE-POST: List-Unsubscribe=One-Click\r\n\r\n"),
        format!("{}\r\n", BOTH.replace("One-Click", "One-Click&all=1")),
        "List-Unsubscribe: <https://a.example/>\r\n\r\n".to_owned(),
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\n".to_owned(),
    ] {
        assert!(!of(&not).one_click, "{not}");
    }
}

#[test]
fn fields_without_number_are_capped() {
    let many = format!("Received: by a.example\r\n{SIGNED}").repeat(500);
    let origin = of(&many);
    assert_eq!((origin.stamps.len(), origin.signatures.len()), (MAX_STAMPS, MAX_SIGNATURES));
}

#[test]
fn all_receivers_are_kept_where_there_are_more_than_a_row_keeps() {
    let to = |count: usize| {
        let all: Vec<String> = (0..count).map(|n| format!("p{n}@x.example")).collect();
        of(&format!("To: {}\r\nCc: one@x.example\r\n\r\n", all.join(",\r\n ")))
    };
    assert_eq!((to(100).to.len(), to(101).to.len(), to(101).cc.len()), (0, 101, 0));
}
