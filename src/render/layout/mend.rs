//! What the engine lays out otherwise than mails expect is mended in the laid-out document, which
//! is then laid out again. Knows which mends there are, not what they do.

use blitz_dom::{BaseDocument, Node, NodeId, QualName, local_name, ns};

use super::{collapse, floats, inline, lists, repair};

/// What is to be changed.
#[derive(Debug, Default)]
pub struct Mends {
    /// New values of `style` attributes.
    pub styles: Vec<(NodeId, String)>,
    /// Elements at whose end something has to stand that clears floats.
    pub ends: Vec<NodeId>,
}

/// Mends a document that was laid out once. Whether it has to be laid out again.
pub fn all(doc: &mut BaseDocument) -> bool {
    let finders: [fn(&BaseDocument, &mut Mends); 4] =
        [inline::boxes, lists::signs, collapse::tables, floats::ends];
    let mut is_changed = false;
    for find in finders {
        // One sees the attributes that the other has written.
        let mut mends = Mends::default();
        find(doc, &mut mends);
        is_changed |= mends.apply(doc);
    }
    repair::tables(doc) || is_changed
}

/// The `style` of an element with more at its end.
pub fn restyled(node: &Node, more: &str) -> String {
    let old = node.element_data().and_then(|data| data.attr(local_name!("style")));
    format!("{};{more}", old.unwrap_or_default())
}

impl Mends {
    fn apply(self, doc: &mut BaseDocument) -> bool {
        let is_any = !(self.styles.is_empty() && self.ends.is_empty());
        let mut mutator = doc.mutate();
        let name = QualName::new(None, ns!(), local_name!("style"));
        for (id, style) in self.styles {
            mutator.set_attribute(id, name.clone(), &style);
        }
        for id in self.ends {
            let end = QualName::new(None, ns!(html), local_name!("div"));
            let end = mutator.create_element(end, Vec::new());
            mutator.set_attribute(end, name.clone(), "clear:both");
            mutator.append_children(id, &[end]);
        }
        drop(mutator);
        is_any
    }
}
