//! Links as they are found in mail, honest and other, and what is seen of them.

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};

use super::table::{Stored, TABLE};
use super::{Finding, Xray, host, look};
use crate::fuzz_kit::{fuzz, hash};

/// The findings in short.
fn found(xray: &Xray) -> String {
    let short = |finding: &Finding| match finding {
        Finding::OtherHost { named } => format!("other {named}"),
        Finding::Lookalike { of } => format!("like {of}"),
        Finding::Punycode => "punycode".to_owned(),
        Finding::MixedScripts => "mixed".to_owned(),
        Finding::Address => "number".to_owned(),
        Finding::Port(port) => format!("port {port}"),
        Finding::Userinfo => "user".to_owned(),
        Finding::Hidden => "hidden".to_owned(),
        Finding::NotEncrypted => "plain".to_owned(),
        Finding::Scheme(scheme) => format!("scheme {scheme}"),
        Finding::Unreadable => "unreadable".to_owned(),
        Finding::Inside => "inside".to_owned(),
    };
    xray.findings.iter().map(short).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_table_can_be_read_and_every_host_in_it_is_one() {
    let stored: Stored = toml::from_str(TABLE).unwrap();
    assert!(stored.wrapper.len() > 30 && stored.known.hosts.len() > 50);
    let wrappers = stored.wrapper.iter().flat_map(|wrapper| &wrapper.hosts);
    let all = wrappers.chain(&stored.hidden.shorteners).chain(&stored.hidden.trackers);
    for host in all.chain(&stored.known.hosts) {
        let host = host.trim_end_matches(".*");
        assert!(host.contains('.') && !host.contains('/'), "{host}");
        assert_eq!(host.to_lowercase(), host);
    }
    for (letter, like) in &stored.alike {
        assert!(letter.is_ascii_lowercase());
        assert!(like.chars().all(|c| !c.is_ascii()), "{letter}: {like}");
    }
}

#[test]
fn what_should_make_one_wonder_is_found() {
    for (text, target, findings) in [
        // The words and the target.
        ("https://paypal.com/login", "https://evil.example/x", "other paypal.com"),
        ("www.paypal.com", "https://evil.example/x", "other www.paypal.com"),
        ("paypal.com", "https://evil.example/x", "other paypal.com"),
        ("Go to https://bank.example now", "https://evil.org", "other bank.example"),
        ("pay\u{200b}pal.com", "https://evil.example", "other paypal.com"),
        ("https://paypal.com@evil.org/", "https://evil.org/", ""),
        ("https://paypal.com https://evil.org", "https://evil.org", "other paypal.com"),
        ("ann@bank.co.uk", "mailto:eve@evil.org", "other ann@bank.co.uk"),
        ("a.co.uk", "https://b.co.uk", "other a.co.uk"),
        ("one.github.io", "https://two.github.io", "other one.github.io"),
        // Names that look like others.
        ("Sign in", "https://xn--pypal-4ve.com/", "like paypal.com, mixed"),
        ("Sign in", "https://www.xn--80ak6aa92e.com/", "like apple.com"),
        ("Sign in", "https://xn--80a1acny.com", ""),
        ("Sign in", "https://paypa1.com", "like paypal.com"),
        ("Sign in", "https://login.rnicrosoft.com", "like microsoft.com"),
        ("Sign in", "https://paypal.com.secure.example.org", "like paypal.com"),
        ("Sign in", "https://www.paypal.com-verify.org/a", "like paypal.com"),
        ("Sign in", "https://xn--ggle-0nda.com", "like google.com, mixed"),
        ("paypal.com", "https://paypai.com", "other paypal.com, like paypal.com"),
        // Numbers for names, in every notation.
        ("here", "https://192.0.2.7/", "number"),
        ("here", "https://3221225991/", "number"),
        ("here", "https://0xC0000207/", "number"),
        ("here", "https://0300.0.2.07/", "number"),
        ("here", "https://[2001:db8::1]/", "number"),
        ("here", "https://example.org:8443/", "port 8443"),
        ("here", "https://paypal.com@example.org/", "user"),
        ("here", "https://paypal.com\\@example.org/", ""),
        ("here", "https://bit.ly/abc", "hidden"),
        ("here", "https://u1.ct.sendgrid.net/ls/click?upn=x", "hidden"),
        ("here", "http://example.org/", "plain"),
        // What never opens.
        ("here", "javascript:alert(1)", "scheme javascript"),
        ("here", " JavaScript:alert(1)", "scheme javascript"),
        ("here", "java\nscript:alert(1)", "scheme javascript"),
        ("here", "data:text/html,x", "scheme data"),
        ("here", "file:///etc/passwd", "scheme file"),
        ("here", "smb://host/share", "scheme smb"),
        ("here", "ms-msdt:/id", "scheme ms-msdt"),
        ("here", "#top", "inside"),
        ("here", "//example.org", "unreadable"),
        ("here", "https://", "unreadable"),
        ("here", "https://exa\tmple.org", "unreadable"),
        ("here", "", "unreadable"),
    ] {
        let xray = look(text, target, None);
        assert_eq!(found(&xray), findings, "{text:?} -> {target:?}: {xray:?}");
        let closed = findings.contains("scheme") || findings.contains("unreadable");
        assert_eq!(xray.opens(), !closed, "{target}");
        let told = matches!(findings, "" | "hidden" | "plain" | "inside");
        assert_eq!(xray.is_marked(), !told, "{target}");
    }
}

#[test]
fn links_of_ordinary_mail_are_left_in_peace() {
    for (text, target) in [
        ("https://example.org/a", "https://example.org/a"),
        ("example.org", "https://www.example.org/?utm_source=mail"),
        ("Example.ORG", "https://click.mail.example.org/c/xyz"),
        ("http://www.example.co.uk", "https://news.example.co.uk/"),
        ("Read more", "https://news.example.org/42"),
        ("Order 3.14.15 of ACME Inc.", "https://shop.example/"),
        ("version 2.0", "https://example.org/"),
        ("README.md", "https://example.org/tree/README.md"),
        ("src/main.rs", "https://git.example.org/src/main.rs"),
        ("e.g.", "https://example.org/"),
        ("ann@example.org", "mailto:ann@example.org"),
        ("Ann", "mailto:ann@example.org?subject=Hello"),
        ("write to us", "mailto:ann@example.org"),
        ("ann@example.org,", "mailto:ann@example.org,"),
        ("amazon.com.br", "https://www.amazon.com.br/"),
        ("", "https://amazon.co.jp/x"),
        ("", "https://amazonaws.com/x"),
        ("", "https://a.b.c.example.museum/"),
        ("", "https://xn--mnchen-3ya.de/"),
        ("", "https://xn--e1afmkfd.xn--p1ai/"),
        ("", "https://xn--r8jz45g.jp/"),
        ("", "https://github.com:443/"),
        ("<https://example.org>", "https://example.org"),
        ("(www.example.org),", "https://example.org"),
    ] {
        let xray = look(text, target, Some("example.net"));
        assert!(!xray.is_marked(), "{text:?} -> {target:?}: {xray:?}");
    }
}

#[test]
fn the_sender_is_imitated_and_may_have_itself_counted() {
    let near = look("here", "https://northwlnd.example/", Some("northwind.example"));
    assert_eq!(found(&near), "like northwind.example");
    // The sender names itself and somebody counts the clicks: the usual newsletter.
    let tracked = "https://u7.ct.sendgrid.net/ls/click?upn=abc";
    assert!(!look("www.garden.example", tracked, Some("mail.garden.example")).is_marked());
    assert!(look("www.paypal.com", tracked, Some("mail.garden.example")).is_marked());
}

#[test]
fn names_are_shown_in_their_own_letters_where_that_is_safe() {
    for (target, shown) in [
        ("https://xn--mnchen-3ya.de/", "münchen.de"),
        ("https://xn--e1afmkfd.xn--p1ai/", "пример.рф"),
        ("https://münchen.de/", "münchen.de"),
        ("https://www.xn--80ak6aa92e.com/", "www.xn--80ak6aa92e.com"),
        ("https://xn--pypal-4ve.com/", "xn--pypal-4ve.com"),
    ] {
        let xray = look("", target, None);
        assert_eq!(xray.host.unwrap().shown, shown);
    }
    let xray = look("", "https://user@Example.ORG:8080/a?b#c", None);
    assert_eq!(xray.parts(), ("https://user@", "example.org", ":8080/a?b#c"));
    assert_eq!(look("", "mailto:a@example.org", None).parts(), ("a@", "example.org", ""));
}

const PAGE: &str = "https://www.example.com/path/page.html?a=b&c=d#e";

/// The page as a value of a query.
fn coded() -> String {
    percent_encoding::utf8_percent_encode(PAGE, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[test]
fn wrappers_are_taken_off() {
    let (coded, base64) = (coded(), URL_SAFE_NO_PAD.encode(PAGE));
    let json = PAGE.replace('/', "\\/");
    let json = format!(r#"{{"s":"x","v":1,"p":"{{\"u\":1,\"url\":\"{json}\",\"id\":\"2\"}}"}}"#);
    let proofpoint = coded.replace('%', "-");
    for (wrapped, who) in [
        (
            format!(
                "https://eur01.safelinks.protection.outlook.com/?url={coded}&data=05%7C&reserved=0"
            ),
            "Microsoft SafeLinks",
        ),
        (
            format!(
                "https://eur01.safelinks.protection.outlook.com/ap/t-59584e83/?url={coded}&data=x"
            ),
            "Microsoft SafeLinks",
        ),
        (format!("https://urldefense.proofpoint.com/v1/url?u={coded}&k=abc"), "Proofpoint"),
        (
            format!("https://urldefense.proofpoint.com/v2/url?u={proofpoint}&d=Dw&c=x&r=y"),
            "Proofpoint",
        ),
        (format!("https://urldefense.com/v3/__{PAGE}__;!!abc!def$"), "Proofpoint"),
        (format!("https://linkprotect.cudasvc.com/url?a={coded}&c=E,1,x"), "Barracuda"),
        (
            format!("https://us-west-2.protection.sophos.com/?d=example.com&u={base64}&i=x"),
            "Sophos",
        ),
        (format!("https://secure-web.cisco.com/1aB-c/{coded}"), "Cisco"),
        (format!("https://url.avanan.click/v2/___{PAGE}___.YXAz"), "Check Point"),
        (format!("https://www.google.com/url?sa=t&q={coded}&usg=x"), "Google"),
        (format!("https://www.google.co.uk/url?rct=j&url={coded}"), "Google"),
        (format!("https://www.bing.com/ck/a?!&&p=x&u=a1{base64}&ntb=1"), "Bing"),
        (format!("https://r.search.yahoo.com/_ylt=x/RV=2/RU={coded}/RK=2/RS=y"), "Yahoo"),
        (format!("https://l.facebook.com/l.php?u={coded}&h=AT0"), "Facebook"),
        (format!("https://www.linkedin.com/redir/redirect?url={coded}&urlhash=x"), "LinkedIn"),
        (format!("https://abc.r.us-east-1.awstrack.me/L0/{coded}/1/0100/x=1"), "Amazon SES"),
        (
            format!(
                "https://mandrillapp.com/track/click/1/example.com?p={}",
                URL_SAFE.encode(json)
            ),
            "Mandrill",
        ),
        (format!("http://t.sidekickopen01.com/e1t/c/5/f18?t={coded}&si=1&pi=2"), "HubSpot"),
        (format!("https://click.redditmail.com/CL0/{coded}/1/0100/x"), "Reddit"),
        (format!("https://href.li/?{PAGE}"), "href.li"),
    ] {
        let xray = look("Read more", &wrapped, None);
        assert_eq!(xray.via.first().map(|via| via.who), Some(who), "{wrapped}: {xray:?}");
        assert!(xray.target.starts_with("https://www.example.com/path/page.html?a=b"), "{xray:?}");
        assert!(!xray.is_marked(), "{xray:?}");
        // As text without markup shows it.
        assert!(!look(&wrapped, &wrapped, None).is_marked(), "{wrapped}");
    }
}

#[test]
fn proofpoints_third_writing_puts_letters_back() {
    for (wrapped, target) in [
        ("https://urldefense.com/v3/__https://a.example/*x*y__;IyM!!k$", "https://a.example/#x#y"),
        ("https://urldefense.com/v3/__https:/a.example/b__;!!k$", "https://a.example/b"),
        (
            "https://urldefense.com/v3/__https://a.example/**Bz__;w6nDqcOp!!k$",
            "https://a.example/%C3%A9%C3%A9%C3%A9z",
        ),
    ] {
        assert_eq!(look("", wrapped, None).target, target);
    }
}

#[test]
fn wrappers_within_wrappers_come_off_and_hostile_ones_end() {
    let mut wrapped = PAGE.to_owned();
    for depth in 1..=8 {
        let coded: String = url::form_urlencoded::byte_serialize(wrapped.as_bytes()).collect();
        wrapped = format!("https://l.facebook.com/l.php?u={coded}");
        let xray = look("", &wrapped, None);
        assert_eq!(xray.via.len(), depth.min(5));
        assert_eq!(xray.target.starts_with("https://www.example.com/"), depth <= 5);
    }
    // What is no page stays where it is.
    for inner in ["javascript:alert(1)", "file:///etc/passwd", "", "mailto:a@b.c", "/relative"] {
        let wrapped = format!("https://www.google.com/url?q={inner}");
        let xray = look("", &wrapped, None);
        assert!(xray.via.is_empty() && xray.opens(), "{inner}: {xray:?}");
        assert_eq!(xray.host.unwrap().ascii, "www.google.com");
    }
    // A wrapper's name on another's host is nothing.
    for strange in ["https://l.facebook.com.evil.org/l.php", "https://www.google.evil.org/url"] {
        let xray = look("", &format!("{strange}?u={PAGE}&q={PAGE}"), None);
        assert!(xray.via.is_empty(), "{xray:?}");
    }
    // The words named by a wrapper's inside are compared with the inside.
    let wrapped = "https://l.facebook.com/l.php?u=https%3A%2F%2Fevil.example%2F";
    assert!(look("paypal.com", wrapped, None).is_marked());
    assert!(!look("evil.example", wrapped, None).is_marked());
}

#[test]
fn writing_to_people_fills_in_nothing_unseen() {
    let target = "mailto:a@b.org?subject=Hi&attach=/etc/passwd&BCC=eve@x.org&body=x%20y";
    assert_eq!(look("", target, None).target, "mailto:a@b.org?subject=Hi&body=x%20y");
    assert_eq!(look("", "mailto:a@b.org?attachment=x", None).target, "mailto:a@b.org");
    assert_eq!(look("", "mailto: a@b.org ?x", None).target, "mailto:a@b.org");
    assert!(look("", "mailto:", None).opens());
}

#[test]
fn long_ones_are_not_looked_into() {
    let long = format!("https://l.facebook.com/l.php?u={PAGE}&x={}", "y".repeat(9_000));
    assert!(look("", &long, None).via.is_empty());
    let longer = format!("https://example.org/{}", "y".repeat(20_000));
    assert_eq!(found(&look("", &longer, None)), "unreadable");
    let text = format!("{} paypal.com", "x ".repeat(1_000_000));
    assert!(!look(&text, "https://example.org", None).is_marked());
}

#[test]
fn hosts_have_owners() {
    for (host, owner) in [
        ("www.example.co.uk", "example.co.uk"),
        ("a.b.github.io", "b.github.io"),
        ("localhost", "localhost"),
        ("192.0.2.7", "192.0.2.7"),
        ("[2001:db8::1]", "[2001:db8::1]"),
    ] {
        assert_eq!(host::registrable(host), owner);
    }
}

#[test]
fn fuzz_links() {
    let seeds: Vec<Vec<u8>> = [
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example&data=x",
        "https://urldefense.com/v3/__https://a.example/**Bz*__;w6nDqcOp!!k$",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__a.example_b&d=x",
        "https://www.bing.com/ck/a?u=a1aHR0cHM6Ly9hLmV4YW1wbGUv",
        "https://xn--80ak6aa92e.com:8080/@x",
        "mailto:a@b.org,c@xn--mnchen-3ya.de?subject=x&attach=y",
        "https://0x7f.1/\\@paypal.com.evil.org",
        "java\tscript:alert(1)",
    ]
    .map(|seed| seed.as_bytes().to_vec())
    .into();
    let words: &[&[u8]] = &[
        b"https://",
        b"xn--",
        b"___",
        b"%2F",
        b"**",
        b"__;",
        b"@",
        b"[::1]",
        b"\xd0\xb0",
        b"aHR0c",
    ];
    fuzz("links", seeds, words, 4_000, &mut |input, random| {
        let target = String::from_utf8_lossy(input);
        let text = if random.bool() { &target } else { "www.paypal.com" };
        let xray = look(text, &target, Some("paypal.com"));
        let scheme = xray.target.split(':').next().unwrap_or_default();
        if xray.opens() {
            assert!(["http", "https", "mailto"].contains(&scheme), "{xray:?}");
            assert!(!xray.target.contains(char::is_control), "{xray:?}");
            // What is opened is looked through: a second look finds the same target.
            if xray.via.len() < 5 {
                assert_eq!(look(text, &xray.target, None).target, xray.target);
            }
        }
        hash(&(xray.findings.len(), xray.via.len(), xray.host.is_some()))
    });
}
