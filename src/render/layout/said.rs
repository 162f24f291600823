//! Counts the words that a laid-out document has to show: those that no style hides. What the
//! engine dropped by mistake is among them, so that a page that lacks it is known.

use blitz_dom::node::NodeData;
use blitz_dom::{BaseDocument, NodeId};
use style::values::specified::Display;

/// What is left to be done at a place of the document.
enum Step {
    Enter(NodeId),
    /// What follows stands on a line of its own.
    Break,
}

/// Words as they are read: what only mark-up parts is one word, what stands in two blocks is two.
pub fn words(doc: &BaseDocument) -> usize {
    let mut count = 0;
    let mut is_in_word = false;
    let mut stack = vec![Step::Enter(doc.root_element().id)];
    while let Some(step) = stack.pop() {
        let Step::Enter(id) = step else {
            is_in_word = false;
            continue;
        };
        let Some(node) = doc.get_node(id) else { continue };
        match &node.data {
            NodeData::Text(text) => {
                for c in text.content.chars() {
                    let begins = !c.is_whitespace() && !is_in_word;
                    count += usize::from(begins);
                    is_in_word = !c.is_whitespace();
                }
            }
            NodeData::Element(_) => {
                // What lies in an element that is not shown has no style at all.
                let Some(display) = node.primary_styles().map(|styles| styles.clone_display())
                else {
                    continue;
                };
                if display == Display::None {
                    continue;
                }
                if display != Display::Inline || node.children.is_empty() {
                    is_in_word = false;
                    stack.push(Step::Break);
                }
                stack.extend(node.children.iter().rev().map(|child| Step::Enter(*child)));
            }
            _ => {}
        }
    }
    count
}
