//! The texts of a message as one document, for the engine that draws. Knows no engine.

use super::{Kind, Page, Paragraph};
use crate::model::body::{Body, Text, TextKind};

/// One document of all texts in reading order. A text that is no HTML keeps its lines.
pub fn document(texts: &[Text]) -> String {
    if let [only] = texts
        && only.kind == TextKind::Html
    {
        return only.text.clone();
    }
    let mut out = String::new();
    for text in texts {
        match text.kind {
            TextKind::Html => out.push_str(&text.text),
            TextKind::Plain { .. } => {
                out.push_str("<pre>");
                escape(&text.text, &mut out);
                out.push_str("</pre>");
            }
        }
        // Whatever the text left open, the next one is not inside of it.
        out.push_str("</div></td></tr></table></div><hr>");
    }
    out.trim_end_matches("<hr>").to_owned()
}

/// The document that is printed: as its sender drew it, and where nobody did, as it is read here.
pub fn printed(texts: &[Text]) -> String {
    if texts.iter().any(|text| text.kind == TextKind::Html) {
        return document(texts);
    }
    let body = Body { texts: texts.to_vec(), ..Body::default() };
    article(&super::page(&body))
}

/// A page of paragraphs as mark-up; whatever was folded stands open.
fn article(page: &Page) -> String {
    let mut out = "<body style=\"font:15px/1.45 'IBM Plex Sans'\">".to_owned();
    let mut depth = 0;
    for paragraph in page.paragraphs.iter().filter(|paragraph| paragraph.kind != Kind::Fold) {
        while depth < paragraph.quote {
            out.push_str(
                "<div style=\"border-left:2px solid #b4bac4;padding-left:10px;color:#404750\">",
            );
            depth += 1;
        }
        while depth > paragraph.quote {
            out.push_str("</div>");
            depth -= 1;
        }
        set(paragraph, &mut out);
    }
    (0..depth).for_each(|_| out.push_str("</div>"));
    out.push_str("</body>");
    out
}

fn set(paragraph: &Paragraph, out: &mut String) {
    let style = match paragraph.kind {
        Kind::Gap | Kind::Fold => {
            out.push_str("<div style=\"height:10px\"></div>");
            return;
        }
        Kind::Mono | Kind::Field => "font:13px/1.4 'IBM Plex Mono'",
        Kind::Signature => "color:#5c6470",
        Kind::Heading => "font-weight:bold;font-size:18px",
        Kind::Text => "",
    };
    out.push_str(&format!("<div style=\"white-space:pre-wrap;{style}\">"));
    let mut from = 0;
    for link in &paragraph.links {
        let part = |from, to| paragraph.text.get(from..to).unwrap_or_default();
        escape(part(from, link.from), out);
        out.push_str("<a href=\"");
        escape(&link.target, out);
        out.push_str("\">");
        escape(part(link.from, link.to), out);
        out.push_str("</a>");
        from = link.to;
    }
    escape(paragraph.text.get(from..).unwrap_or_default(), out);
    out.push_str("</div>");
}

/// Text as mark-up, in an attribute too.
pub(super) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::PartId;

    fn text(kind: TextKind, text: &str) -> Text {
        Text { part: PartId("1".into()), kind, text: text.to_owned(), left_out: 0 }
    }

    #[test]
    fn a_text_is_printed_as_it_is_read() {
        let kind = TextKind::Plain { flowed: false, delsp: false };
        let said = "Look at https://a.org/?b=\"1&2 <now>\n\n> > old\n> less old\n-- \nAna";
        let html = printed(&[text(kind, said)]);
        assert!(html.contains("Look at <a href=\"https://a.org/?b=\">"), "{html}");
        assert!(html.contains("&quot;1&amp;2 &lt;now>"), "{html}");
        assert_eq!(html.matches("border-left").count(), 2);
        assert_eq!(html.matches("<div").count(), html.matches("</div>").count());
        assert!(html.contains("color:#5c6470\">"), "{html}");
        assert_eq!(printed(&[text(TextKind::Html, "<p>a")]), "<p>a");
    }

    #[test]
    fn one_text_is_the_document_and_several_stand_below_each_other() {
        let html = text(TextKind::Html, "<p>a");
        let plain = text(TextKind::Plain { flowed: false, delsp: false }, "x < y\n--\nlist");
        assert_eq!(document(std::slice::from_ref(&html)), "<p>a");
        let both = document(&[html, plain]);
        assert!(both.starts_with("<p>a</div>"));
        assert!(both.contains("<hr><pre>x &lt; y\n--\nlist</pre>"));
    }
}
