//! The texts of a message as one document, for the engine that draws. Knows no engine.

use crate::model::body::{Text, TextKind};

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
                for c in text.text.chars() {
                    match c {
                        '&' => out.push_str("&amp;"),
                        '<' => out.push_str("&lt;"),
                        c => out.push(c),
                    }
                }
                out.push_str("</pre>");
            }
        }
        // Whatever the text left open, the next one is not inside of it.
        out.push_str("</div></td></tr></table></div><hr>");
    }
    out.trim_end_matches("<hr>").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::PartId;

    fn text(kind: TextKind, text: &str) -> Text {
        Text { part: PartId("1".into()), kind, text: text.to_owned(), left_out: 0 }
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
