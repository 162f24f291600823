//! What is said of senders, and which way out of a list is offered.

use super::*;
use crate::model::address::Address;

const SIGNED: &str = "DKIM-Signature: d=news.example; s=one; b=AbCdEf; \
    h=from:list-unsubscribe:list-unsubscribe-post\r\n";
const LIST: &str = "List-Id: News <n.news.example>\r\n\
    List-Unsubscribe: <mailto:leave@news.example>, <https://news.example/leave?t=1>\r\n\
    List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";

fn home() -> Home {
    Home { host: "imap.own.example".into(), domain: "own.example".into() }
}

fn judged(header: &str, sender: &str) -> Regard {
    let origin = mime::origin(format!("{header}\r\n").as_bytes());
    judge(&origin, Some(sender), Some(("own.example", &home())))
}

/// With these results of the own server on top.
fn with(results: &str, sender: &str) -> Checked {
    judged(&format!("Authentication-Results: mx.own.example; {results}\r\n"), sender).checked
}

fn server() -> String {
    "mx.own.example".into()
}

#[test]
fn a_domain_is_confirmed_only_by_what_answers_for_it() {
    let confirmed = |domain: &str| Checked::Confirmed { server: server(), domain: domain.into() };
    let through = |by: &str| Checked::Through { server: server(), by: by.into() };
    let domain = || "news.example".to_owned();
    for (results, wanted) in [
        ("dmarc=pass header.from=news.example", confirmed("news.example")),
        ("dmarc=pass", confirmed("news.example")),
        ("dkim=pass header.d=News.Example; dmarc=none", confirmed("news.example")),
        ("dkim=pass header.i=@news.example", confirmed("news.example")),
        ("spf=pass smtp.mailfrom=bounce@news.example", confirmed("news.example")),
        ("dkim=pass header.d=mailer.example", through("mailer.example")),
        ("dkim=pass header.d=le.news.example", through("le.news.example")),
        ("dkim=pass header.d=ews.example", through("ews.example")),
        (
            "spf=pass smtp.helo=news.example; dkim=none",
            Checked::Unconfirmed { server: server(), domain: domain() },
        ),
        ("dkim=pass header.d=example", Checked::Unconfirmed { server: server(), domain: domain() }),
        (
            "dkim=fail header.d=news.example",
            Checked::Unconfirmed { server: server(), domain: domain() },
        ),
        (
            "dkim=pass header.d=news.example; dmarc=fail",
            Checked::Failed { server: server(), domain: domain() },
        ),
        (
            "dmarc=pass header.from=evil.example; dmarc=fail",
            Checked::Failed { server: server(), domain: domain() },
        ),
        ("none", Checked::Nothing),
    ] {
        assert_eq!(with(results, "news.example"), wanted, "{results}");
    }
    assert_eq!(
        with("dkim=pass header.d=news.example", "le.News.example"),
        confirmed("le.news.example")
    );
}

#[test]
fn nothing_is_confirmed_before_the_own_server_is_known_or_for_several_senders() {
    let header = "Authentication-Results: mx.own.example; dmarc=pass\r\n\r\n";
    let origin = mime::origin(header.as_bytes());
    assert_eq!(judge(&origin, Some("a.example"), None).checked, Checked::Nothing);
    assert_eq!(judge(&origin, None, Some(("own.example", &home()))).checked, Checked::Nothing);
    let two = ["a@a.example", "b@b.example"]
        .map(|email| Address { name: String::new(), email: email.into() });
    assert_eq!(sender_domain(&Envelope { from: two.to_vec(), ..Envelope::default() }), None);
}

#[test]
fn one_click_is_offered_only_where_a_confirmed_signature_covers_it() {
    const PASSED: &str = "Authentication-Results: mx.own.example; dkim=pass header.d=news.example \
        header.s=one header.b=AbCd\r\n";
    let first = |header: &str| judged(header, "news.example").leave.into_iter().next();
    let url = "https://news.example/leave?t=1".to_owned();
    let click = Leave::OneClick { url: url.clone(), host: "news.example".into() };
    let mail =
        Leave::Mail { url: "mailto:leave@news.example".into(), to: "leave@news.example".into() };
    let page = Leave::Page { url, host: "news.example".into() };
    let whole = format!("{PASSED}{SIGNED}{LIST}");
    assert_eq!(judged(&whole, "news.example").leave, [click, mail.clone(), page.clone()]);
    for (why, header) in [
        ("no result", whole.replace(PASSED, "")),
        ("not passed", whole.replace("dkim=pass", "dkim=fail")),
        ("of another method", whole.replace("dkim=pass", "spf=pass")),
        ("another's signature", whole.replace("header.d=news", "header.d=evil")),
        ("another key", whole.replace("header.s=one", "header.s=two")),
        ("another of the same key", whole.replace("header.b=AbCd", "header.b=AbCx")),
        ("not covered", whole.replace(":list-unsubscribe-post", "")),
        ("results of others", whole.replace("mx.own.example", "mx.evil.example")),
        ("below others", format!("Received: by mx.evil.example\r\n{whole}")),
        ("a second field", format!("List-Unsubscribe: <https://evil.example/>\r\n{whole}")),
        ("one of two is forged", format!("{}{whole}", SIGNED.replace(":list-unsubscribe", ""))),
        ("no word of it", whole.replace("One-Click", "Two-Clicks")),
    ] {
        let found = first(&header);
        assert!(!matches!(found, Some(Leave::OneClick { .. })), "{why}: {found:?}");
    }
    assert_eq!(first(&whole.replace("dkim=pass", "dkim=fail")), Some(mail));
    let plain = whole.replace("https://news", "http://news");
    assert!(
        !judged(&plain, "news.example")
            .leave
            .iter()
            .any(|way| matches!(way, Leave::OneClick { .. }))
    );
    let no_mail = whole.replace("<mailto:leave@news.example>, ", "").replace("dkim=pass", "");
    assert_eq!(first(&no_mail), Some(page));
}

#[test]
fn answers_that_go_elsewhere_are_told_apart_from_those_of_a_list() {
    let person = |email: &str| Address { name: String::new(), email: email.to_owned() };
    let told = |replies: &[&str], post: &str| {
        let envelope = Envelope {
            from: vec![person("ana@a.example")],
            reply_to: replies.iter().map(|email| person(email)).collect(),
            ..Envelope::default()
        };
        match replies_elsewhere(&envelope, post) {
            Some(Remark::RepliesElsewhere { to }) => to,
            _ => String::new(),
        }
    };
    assert_eq!(told(&["bo@b.example"], ""), "bo@b.example");
    assert_eq!(told(&["ana@a.example", "bo@b.example"], ""), "bo@b.example");
    assert_eq!(told(&["ANA@a.example"], ""), "");
    assert_eq!(told(&["all@list.example"], "all@list.example"), "");
    assert_eq!(told(&[""], ""), "");
    assert_eq!(told(&[], ""), "");
}
