//! What the reading pane shows of texts, as sentences: `quote|kind|text` for each paragraph.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

use pombo::model::body::{Body, Text, TextKind};
use pombo::model::ids::PartId;
use pombo::render::{Kind, Page, page};

fn body(kind: TextKind, texts: &[&str]) -> Body {
    let texts = texts.iter().map(|text| Text {
        part: PartId("1".into()),
        kind,
        text: (*text).to_owned(),
        left_out: 0,
    });
    Body { texts: texts.collect(), ..Body::default() }
}

/// Every paragraph on a line; Text and no quote are not named, a gap is `-`.
fn show(page: &Page) -> Vec<String> {
    let paragraphs = page.paragraphs.iter().map(|p| {
        let quote = ">".repeat(usize::from(p.quote));
        let kind = match p.kind {
            Kind::Text => "",
            Kind::Mono => "mono ",
            Kind::Signature => "signature ",
            Kind::Heading => "heading ",
            Kind::Field => "field ",
            Kind::Gap => return format!("{quote}-"),
            Kind::Fold => return format!("{quote}…"),
        };
        let mut text = p.text.clone();
        for link in p.links.iter().rev() {
            assert!(link.from < link.to, "{p:?}");
            let shown = &p.text[link.from..link.to];
            let target = if shown == link.target { "" } else { &link.target };
            text.replace_range(link.from..link.to, &format!("[{shown}]({target})"));
        }
        format!("{quote}{kind}{}", text.replace('\n', "/"))
    });
    paragraphs.collect()
}

fn plain(text: &str) -> Vec<String> {
    show(&page(&body(TextKind::Plain { flowed: false, delsp: false }, &[text])))
}

fn flowed(text: &str, delsp: bool) -> Vec<String> {
    show(&page(&body(TextKind::Plain { flowed: true, delsp }, &[text])))
}

fn html(text: &str) -> Vec<String> {
    let page = page(&body(TextKind::Html, &[text]));
    assert!(page.reduced);
    show(&page)
}

#[test]
fn plain_text_keeps_its_lines_and_its_paragraphs() {
    assert_eq!(plain("one\ntwo\n\n\nthree\n"), ["one/two", "-", "three"]);
    assert_eq!(plain("\n\n  \n"), [""; 0]);
    assert_eq!(plain("bell\u{7} and \u{202e}back"), ["bell and back"]);
    assert_eq!(plain(">From me to you"), ["From me to you"]);
}

#[test]
fn quotes_are_told_by_their_marks_in_every_fashion() {
    assert_eq!(plain("> one\n> two\nme"), [">one/two", "me"]);
    assert_eq!(plain("> > > deep\n>>> deep too\n>> > deep again"), [">>>deep/deep too/deep again"]);
    assert_eq!(plain(" > shifted\n>tight"), [">shifted/tight"]);
    assert_eq!(plain("> a\n>\n> b\n\nme"), [">a", ">-", ">b", "-", "me"]);
    assert_eq!(plain("5 > 4 stays"), ["5 > 4 stays"]);
}

#[test]
fn flowed_text_is_joined_and_unstuffed() {
    assert_eq!(flowed("a long \nline\nshort\n", false), ["a long line/short"]);
    assert_eq!(flowed("delsp splits wo \nrds\n", true), ["delsp splits words"]);
    assert_eq!(flowed(" From here\n >not quoted\n", false), ["From here/>not quoted"]);
    assert_eq!(
        flowed("> soft \n> end\n>> deeper \n> back", false),
        [">soft end", ">>deeper", ">back"]
    );
    assert_eq!(flowed("> soft \nmine", false), [">soft", "mine"]);
    assert_eq!(flowed("text \n-- \nme \n", false), ["text", "signature --/me"]);
}

#[test]
fn a_signature_begins_at_the_last_separator_of_the_writer() {
    assert_eq!(plain("hi\n-- \nme\nhttp://a.org"), ["hi", "signature --/me/[http://a.org]()"]);
    assert_eq!(plain("a\n-- \nb\n-- \nc"), ["a/--/b", "signature --/c"]);
    assert_eq!(plain("> quoted\n> -- \n> them\nme"), [">quoted/--/them", "me"]);
    assert_eq!(plain("me\n-- \nsig\n> quote"), ["me", "signature --/sig", ">quote"]);
    assert_eq!(plain("me\n--\nsig"), ["me", "signature --/sig"]);
    let far = format!("me\n--\n{}", "text\n".repeat(30));
    assert!(plain(&far)[0].starts_with("me/--/text"));
}

#[test]
fn patches_code_and_tables_keep_their_columns() {
    let patch = "See:\n\ndiff --git a/x b/x\nindex 1..2\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n\n-b\n+c\nDone.";
    assert_eq!(
        plain(patch),
        [
            "See:",
            "-",
            "mono diff --git a/x b/x/index 1..2/--- a/x/+++ b/x/@@ -1,2 +1,2 @@/ a//-b/+c",
            "Done."
        ]
    );
    assert_eq!(
        plain("Try\n    make\n    make test\nnow"),
        ["Try", "mono     make/    make test", "now"]
    );
    assert_eq!(plain("Run\n\n\tmake\n\nnow"), ["Run", "-", "mono \tmake", "-", "now"]);
    assert_eq!(plain("    first line\nof a paragraph"), ["    first line/of a paragraph"]);
    assert_eq!(plain("+---+---+\n| a | b |\n+---+---+"), ["mono +---+---+/| a | b |/+---+---+"]);
    assert_eq!(plain("> -x\n> @@ -1 +1 @@\n> -a\n> +b"), [">-x", ">mono @@ -1 +1 @@/-a/+b"]);
    assert_eq!(plain("this | that\nor so"), ["this | that/or so"]);
}

#[test]
fn long_paragraphs_are_cut_at_blanks_and_never_within_a_character() {
    let words = "word ".repeat(2_000);
    let page = page(&body(TextKind::Plain { flowed: false, delsp: false }, &[words.trim()]));
    assert_eq!(page.paragraphs.len(), 3);
    assert!(page.paragraphs.iter().all(|p| p.text.chars().count() <= 4_000));
    assert!(page.paragraphs.iter().all(|p| p.text.starts_with("word") && p.text.ends_with("word")));
    for unit in ["x", "\u{4f60}", "e\u{301}", "\u{1f469}\u{200d}\u{1f467}", "\u{301}"] {
        let long = unit.repeat(10_001);
        let shown = super_page(&long);
        let joined: String = shown.paragraphs.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(joined, long);
        assert!(shown.paragraphs.iter().all(|p| p.text.chars().count() <= 4_000));
        if unit != "\u{301}" {
            assert!(shown.paragraphs.iter().all(|p| p.text.starts_with(unit)), "{unit}");
        }
    }
}

fn super_page(text: &str) -> Page {
    page(&body(TextKind::Plain { flowed: false, delsp: false }, &[text]))
}

#[test]
fn several_texts_are_set_apart() {
    let plain = TextKind::Plain { flowed: false, delsp: false };
    assert_eq!(show(&page(&body(plain, &["one", "two"]))), ["one", "-", "two"]);
    let mut cut = body(plain, &["one", "two"]);
    cut.texts[0].left_out = 5;
    cut.texts[1].left_out = 7;
    assert_eq!(page(&cut).left_out, 12);
    assert!(!page(&cut).reduced);
}

#[test]
fn html_is_reduced_to_its_words() {
    let cases: &[(&str, &[&str])] = &[
        ("<p>one\n two</p><p>three", &["one two", "-", "three"]),
        ("<div>a</div><div>b<br>c<br><br>d</div>", &["a", "b/c", "-", "d"]),
        ("<h1>Big <b>news</b></h1>text", &["heading Big news", "-", "text"]),
        (
            "a<blockquote>b<blockquote>c</blockquote></blockquote>d",
            &["a", "-", ">b", ">-", ">>c", "-", "d"],
        ),
        (
            "<ul><li>a<li>b<ul><li>c</ul></ul>d",
            &["\u{2022} a", "\u{2022} b", "-", "  \u{2022} c", "-", "d"],
        ),
        ("<ol start=3><li><p>a</p></li><li>b</ol>", &["3. a", "-", "4. b"]),
        ("<table><tr><td>a<td>b</tr><tr><td></td><td>c</td></tr></table>", &["a | b", "c"]),
        ("<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>", &["a", "-", "b"]),
        ("<pre>\n  x\n\n  y</pre>z", &["mono   x//  y", "-", "z"]),
        ("a&nbsp;&nbsp; &nbsp;b&#8204;&#847;&zwnj;", &["a b"]),
        ("\u{645}&zwnj;\u{62e} b&zwnj; c", &["\u{645}\u{200c}\u{62e} b c"]),
        ("<title>no</title><style>no</style><script>no</script><!-- no -->yes", &["yes"]),
        ("<div style='display: NONE'>no</div>yes<span hidden>no</span>", &["yes"]),
        ("<div style='display:none'>all of it", &["all of it"]),
        ("<img alt='A &amp; B'> c <img src=x>", &["A & B c"]),
        ("bell&#7; &#x202e;back", &["bell back"]),
        ("<div class=\"gmail_signature\">me</div>", &["signature me"]),
        ("<html>a\nb</html>\n____\nthe list\n", &["a b", "-", "____/the list"]),
        ("<html>a</html><html><p>b\nc", &["a", "-", "b c"]),
        ("text only", &["text only"]),
    ];
    for (text, wanted) in cases {
        assert_eq!(html(text), *wanted, "{text:?}");
    }
}

#[test]
fn links_of_html_are_kept_when_they_lead_to_the_web_or_to_a_mailbox() {
    let cases: &[(&str, &[&str])] = &[
        ("<a href=http://x/>here</a> now", &["[here](http://x/) now"]),
        ("see <a href='http://x/?a&amp;b'> <b>this</b> </a>.", &["see [this](http://x/?a&b) ."]),
        ("<a href=mailto:a@b.org>a@b.org</a>", &["[a@b.org](mailto:a@b.org)"]),
        ("<a href=javascript:alert(1)>no</a> <a href=/rel>no</a>", &["no no"]),
        (
            "<a href=http://x/>one<p>two</a>three",
            &["[one](http://x/)", "-", "[two](http://x/)three"],
        ),
        ("<a href=http://x/>a<a href=http://y/>b</a>c", &["[a](http://x/)[b](http://y/)c"]),
        ("plain http://z.org/ too", &["plain [http://z.org/]() too"]),
        ("<a href=http://x/><img src=y></a>", &["[http://x/]()"]),
        ("<ul><li><a href=http://x/>x</a></ul>", &["\u{2022} [x](http://x/)"]),
        ("<td>a<td><a href=http://x/>b</a>", &["a | [b](http://x/)"]),
    ];
    for (text, wanted) in cases {
        assert_eq!(html(text), *wanted, "{text:?}");
    }
}

#[test]
fn hostile_documents_are_only_long() {
    let cases = [
        "<div>".repeat(60_000) + "x",
        "<table><tr><td>".repeat(40_000) + "x",
        "<blockquote>".repeat(40_000) + "x",
        format!("x{}", "&nbsp;".repeat(60_000)),
        format!("x{}", "<a href=http://x/".repeat(60_000)),
        format!("x{}", "<a href=\"".repeat(60_000)),
        format!("x{}", "<!--".repeat(40_000)),
        format!("x{}", "<style>".repeat(40_000)),
        format!("x{}", "&".repeat(200_000)),
        format!("<b {}>x", "a=1 ".repeat(60_000)),
        format!("<a href=http://{}>{}", "x".repeat(15_000), "<p>x".repeat(50_000)),
        format!("x<pre>{}{}", " ".repeat(200_000), "<a href=http://x/></a>".repeat(20_000)),
        "<ul><li>".repeat(50_000) + "x",
        "</div></p></td>".repeat(50_000) + "x",
    ];
    for (at, text) in cases.iter().enumerate() {
        let page = page(&body(TextKind::Html, &[text]));
        assert!(page.paragraphs.iter().any(|p| p.text.contains('x')), "case {at}");
        let size: usize = page.paragraphs.iter().map(|p| p.text.len() + 16 * p.links.len()).sum();
        assert!(size <= 3 * text.len() + 1_000, "case {at}: {size}");
    }
}

#[test]
fn hostile_plain_texts_are_only_long() {
    for unit in [
        ">",
        "> ",
        "a@",
        "a.",
        "http://",
        "www.",
        "mailto:",
        "<http://a.b/(",
        "--- \n+++ \n",
        "| ",
        "\n\n",
        "x@y.z ",
    ] {
        let text = unit.repeat(20_000) + "\nend";
        assert!(super_page(&text).paragraphs.last().unwrap().text.ends_with("end"), "{unit}");
    }
}
