//! What is kept, what is dropped, what is told.

use super::*;
use crate::render::dom;

fn cleaned(html: &str) -> Clean {
    clean(&dom::parse(html), &|source| !matches!(source, Source::Remote(_)))
}

/// The inside of the body.
fn body(html: &str) -> String {
    let clean = cleaned(html);
    let start = clean.html.find("<body").unwrap_or_default();
    let (_, inside) = clean.html.split_at(start);
    let inside = inside.split_once('>').map_or("", |(_, inside)| inside);
    inside.trim_end_matches("</html>").trim_end_matches("</body>").to_owned()
}

#[test]
fn what_is_only_looked_at_is_kept() {
    let cases = [
        (
            "<p class=x>One <b>two</b>&nbsp;&amp;&lt;</p>",
            "<p class=\"x\">One <b>two</b>&nbsp;&amp;&lt;</p>",
        ),
        (
            "<table width=600><tr><td align=CENTER>x",
            "<table width=\"600\"><tbody><tr><td align=\"center\">x</td></tr></tbody></table>",
        ),
        ("<o:p>x</o:p><blink>y</blink>", "xy"),
        (
            "<form action=http://a><input name=x><button>Go</button></form>",
            "<div><span>Go</span></div>",
        ),
        ("<!--[if mso]><p>old</p><![endif]--><![if !mso]><p>new</p><![endif]>", "<p>new</p>"),
        ("<details><summary>a</summary>b</details>", "<div><summary>a</summary>b</div>"),
        ("<noscript>x</noscript>", "x"),
    ];
    for (html, wanted) in cases {
        assert_eq!(body(html), wanted, "{html}");
    }
}

#[test]
fn what_runs_loads_or_asks_is_dropped() {
    let cases = [
        "<script>alert(1)</script>",
        "<iframe src=http://a></iframe>",
        "<object data=http://a></object>",
        "<embed src=http://a>",
        "<svg><image href=file:///etc/passwd></svg>",
        "<math><mi>x</mi></math>",
        "<link rel=stylesheet href=http://a>",
        "<meta http-equiv=refresh content=0;url=http://a>",
        "<base href=http://a>",
        "<video poster=http://a></video>",
        "<input type=image src=http://a>",
        "<select><option>x</option></select>",
        "<template><p>x</p></template>",
        "<textarea>x</textarea>",
    ];
    for html in cases {
        assert_eq!(body(html), "", "{html}");
    }
    assert_eq!(
        body("<p onclick=x onload=y style='behavior:url(http://a)'>z"),
        "<p style=\"\">z</p>"
    );
}

#[test]
fn links_become_numbers_and_only_harmless_ones_stay() {
    let clean = cleaned(
        "<a href=' HTTPS://A.org/x?y=1&z'>a</a><a href=javascript:alert(1)>b</a><a href='java\nscript:x'>c</a>\
         <a href=file:///etc>d</a><a href=mailto:a@b.c>e</a><a href=#top>f</a><a href=/x>g</a>\
         <a href=data:text/html,x>h</a>",
    );
    let targets: Vec<&str> = clean.links.iter().map(|link| link.target.as_str()).collect();
    assert_eq!(targets, ["HTTPS://A.org/x?y=1&z", "mailto:a@b.c", "#top"]);
    assert!(
        clean.html.contains("<a href=\"https://mail.invalid/l/0\">a</a><a>b</a><a>c</a><a>d</a>")
    );
}

#[test]
fn pictures_become_numbers_boxes_or_nothing() {
    let clean = cleaned(
        "<img src=cid:a%40b><img src='data:image/png;base64,AAAA'><img src=http://a.org/1.png width=20 height=10 alt='A <b>'>\
         <img src=http://a.org/2.gif width=1 height=1><img src=https://x.list-manage.com/track/open.php?u=1>\
         <img src=http://a.org/3.png><img src='data:image/svg+xml;base64,AAAA' alt=drawing><img src=cid:a@b>\
         <img srcset='http://a.org/s.png 1x, http://a.org/l.png 2x'>",
    );
    let numbers: Vec<_> = clean.pictures.iter().map(|p| p.is_tracker).collect();
    assert_eq!(numbers, [false, false, false, true, true, false, false]);
    assert_eq!(clean.pictures[6].source, Source::Remote("http://a.org/s.png".into()));
    assert_eq!(clean.pictures[0].source, Source::Part("a@b".into()));
    assert_eq!(clean.pictures[1].source, Source::Data(vec![0, 0, 0]));
    let wanted = "<img src=\"https://mail.invalid/p/0\"><img src=\"https://mail.invalid/p/1\">\
        <span class=\"pombo-picture\" style=\"width:20px;max-width:100%;height:10px;\" name=\"pombo-picture-2\">A &lt;b&gt;</span>";
    assert!(clean.html.contains(wanted), "{}", clean.html);
    assert!(clean.html.contains(">drawing</span><img src=\"https://mail.invalid/p/0\">"));
}

#[test]
fn styles_are_gathered_and_cannot_end_their_element() {
    let clean = cleaned(
        "<style>p{color:red}</style><body><style media='(max-width:9px)'>b{margin:0}</style>\
         <style>i{content:'</sty' 'le><script>'} @media (prefers-color-scheme: dark){p{color:#fff}}</style><p>x",
    );
    assert!(
        clean.html.contains("p{color:red;}\n@media (max-width:9px){b{margin:0;}\n}"),
        "{}",
        clean.html
    );
    assert!(clean.has_dark);
    assert!(!clean.html.contains("<script"));
    assert_eq!(clean.html.matches("</style>").count(), 1);
}

#[test]
fn old_attributes_become_rules_of_the_reader() {
    let clean = cleaned(
        "<table cellpadding=8 align=left width='100%'><tr><td valign=top><font color=ff0000 size=+1>x",
    );
    for wanted in [
        "table[cellpadding=\"8\"]>*>tr>td",
        "{float:left}",
        "{float:none}",
        "{vertical-align:top}",
        "font[color=\"#ff0000\"]{color:#ff0000}",
        "font[size=\"+1\"]{font-size:large}",
    ] {
        assert!(clean.hints.contains(wanted), "{wanted} in {}", clean.hints);
    }
}

#[test]
fn depth_is_bounded_and_nothing_in_it_is_lost() {
    let clean = cleaned(&format!("{}deep", "<div>".repeat(10_000)));
    assert!(clean.is_cut);
    assert!(clean.html.contains("deep"));
    assert!(clean.html.matches("<div>").count() <= MAX_DEPTH);
    let tables = cleaned(&format!("{}deep", "<table><tr><td>".repeat(1_000)));
    assert!(tables.html.contains("deep"));
    assert_eq!(tables.html.matches("<table").count(), MAX_TABLES);
}

#[test]
fn what_was_cleaned_is_not_changed_again() {
    let html = "<style>p{color:red}</style><body bgcolor=red><p style='margin:0'>a<table><tr><td>b</table>\
                <a href=https://a.org>c</a><ul><li>d</ul><pre>\n\n e</pre>";
    let once = cleaned(html).html;
    let again = cleaned(&once.replace(LINKS, "https://a.org/")).html;
    assert_eq!(again, once);
}

#[test]
fn a_text_without_an_end_is_cut_into_blocks() {
    let clean = cleaned(&"x".repeat(100_000));
    assert!(clean.html.matches("<div>").count() >= 3);
    assert_eq!(clean.html.matches('x').count(), 100_000);
}

#[test]
fn directions_are_found_and_lines_end_below_floats() {
    let cases = [
        ("<p dir=auto>12 <b>\u{5d0}a</b></p>", "<p dir=\"rtl\">12 <b>\u{5d0}a</b></p>"),
        ("<p dir=auto>a \u{5d0}</p>", "<p dir=\"ltr\">a \u{5d0}</p>"),
        ("a<br clear=all>b", "a<span style=\"display:block;clear:both\"></span>b"),
        ("a<br clear=none>b", "a<br clear=\"none\">b"),
    ];
    for (html, wanted) in cases {
        assert_eq!(body(html), wanted, "{html}");
    }
}

#[test]
fn words_in_the_place_of_a_picture_look_as_they_were_to() {
    let html = "<img src=https://a.org/x.png width=90 height=20 alt=Oars align=left \
                style='color:#fff;background:#123;behavior:url(x)'>";
    let style = "color:#fff;background:#123;width:90px;max-width:100%;height:20px;float:left";
    let head = format!("class=\"pombo-picture\" style=\"{style}\" name=\"pombo-picture-0\"");
    assert_eq!(body(html), format!("<span {head}>Oars</span>"));
}
