//! The tree of an HTML document, as html5ever builds it. Lives in one vector; nothing in it calls
//! itself, so that no nesting can end the process. Knows no meaning of any element.

mod shallow;
mod sink;

use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};

use shallow::Shallow;

/// Octets of HTML that are read (`data:` pictures are counted apart before).
pub const MAX_INPUT: usize = 2 * 1024 * 1024;
/// Nodes of a tree. What comes after them is left out.
pub const MAX_NODES: usize = 60_000;
/// Octets that are given to the parser before the nodes are counted again.
const STEP: usize = 8 * 1024;

/// Place of a node in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(u32);

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Document,
    /// Lower-case local name of an HTML element, its attributes in order.
    Element {
        name: String,
        attrs: Vec<(String, String)>,
    },
    /// An element of another namespace (SVG, MathML). Nothing of it is kept.
    Foreign,
    Text(String),
    /// A comment or a processing instruction. Nothing of it is kept.
    Other,
}

#[derive(Debug, Clone)]
struct Node {
    kind: Kind,
    parent: Option<Id>,
    before: Option<Id>,
    after: Option<Id>,
    first: Option<Id>,
    last: Option<Id>,
}

/// See the module.
#[derive(Debug, Clone)]
pub struct Tree {
    nodes: Vec<Node>,
    /// Something of the document was left out because of a limit.
    pub is_cut: bool,
    /// The document asks for no mode: readers show it as they did before there were modes.
    pub is_quirky: bool,
}

/// Reads a document of any kind: what is no HTML becomes text in a body.
pub fn parse(html: &str) -> Tree {
    let end = html.floor_char_boundary(MAX_INPUT);
    let mut is_cut = end < html.len();
    let mut rest = html.get(..end).unwrap_or_default();
    // Nothing runs here, so what stands for readers without scripts is what is read. What is read
    // is written again for an engine in its modern mode, so that it is read in this mode here too.
    let opts = TreeBuilderOpts {
        scripting_enabled: false,
        iframe_srcdoc: true,
        ..TreeBuilderOpts::default()
    };
    let builder = TreeBuilder::new(sink::Sink::default(), opts);
    let parser = Tokenizer::new(Shallow { builder }, TokenizerOpts::default());
    let input = BufferQueue::default();
    while !rest.is_empty() {
        if parser.sink.builder.sink.nodes() > MAX_NODES {
            is_cut = true;
            break;
        }
        let (step, after) = rest.split_at(rest.floor_char_boundary(STEP));
        input.push_back(step.into());
        // It pauses for scripts, of which there are none, and for declared encodings, which were
        // seen to before.
        while !matches!(parser.feed(&input), TokenizerResult::Done) {}
        rest = after;
    }
    parser.end();
    let mut tree = parser.sink.builder.sink.into_tree();
    tree.is_cut |= is_cut;
    tree
}

impl Default for Tree {
    fn default() -> Self {
        let mut tree = Self { nodes: Vec::new(), is_cut: false, is_quirky: true };
        tree.add(Kind::Document);
        tree
    }
}

impl Tree {
    /// The document itself.
    pub const ROOT: Id = Id(0);

    pub fn kind(&self, id: Id) -> &Kind {
        self.node(id).map_or(&Kind::Other, |node| &node.kind)
    }

    pub fn parent(&self, id: Id) -> Option<Id> {
        self.node(id)?.parent
    }

    pub fn first(&self, id: Id) -> Option<Id> {
        self.node(id)?.first
    }

    pub fn after(&self, id: Id) -> Option<Id> {
        self.node(id)?.after
    }

    /// How many nodes there are.
    pub fn count(&self) -> usize {
        self.nodes.len()
    }

    /// Local name of an element, else nothing.
    pub fn name(&self, id: Id) -> &str {
        match self.kind(id) {
            Kind::Element { name, .. } => name,
            _ => "",
        }
    }

    /// Adds a node that lies nowhere yet. A tree that is full gives its last node again, which the
    /// parser then moves about; it is not fed any more.
    fn add(&mut self, kind: Kind) -> Id {
        let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let node = Node { kind, parent: None, before: None, after: None, first: None, last: None };
        self.nodes.push(node);
        Id(id)
    }

    fn node(&self, id: Id) -> Option<&Node> {
        self.nodes.get(usize::try_from(id.0).ok()?)
    }

    fn node_mut(&mut self, id: Id) -> Option<&mut Node> {
        self.nodes.get_mut(usize::try_from(id.0).ok()?)
    }

    /// Puts a node at the end of another one's children.
    fn append(&mut self, parent: Id, child: Id) {
        self.remove(child);
        let last = self.node(parent).and_then(|node| node.last);
        self.link(child, parent, last, None);
    }

    /// Puts a node in front of another one.
    fn insert(&mut self, sibling: Id, child: Id) {
        if sibling == child {
            return;
        }
        self.remove(child);
        let Some((parent, before)) =
            self.node(sibling).and_then(|node| Some((node.parent?, node.before)))
        else {
            return;
        };
        self.link(child, parent, before, Some(sibling));
    }

    fn link(&mut self, child: Id, parent: Id, before: Option<Id>, after: Option<Id>) {
        if let Some(node) = self.node_mut(child) {
            (node.parent, node.before, node.after) = (Some(parent), before, after);
        }
        match before.and_then(|id| self.node_mut(id)) {
            Some(node) => node.after = Some(child),
            None => {
                if let Some(node) = self.node_mut(parent) {
                    node.first = Some(child);
                }
            }
        }
        match after.and_then(|id| self.node_mut(id)) {
            Some(node) => node.before = Some(child),
            None => {
                if let Some(node) = self.node_mut(parent) {
                    node.last = Some(child);
                }
            }
        }
    }

    /// Takes a node out of where it lies, with everything in it.
    fn remove(&mut self, id: Id) {
        let Some(node) = self.node_mut(id) else { return };
        let (parent, before, after) = (node.parent.take(), node.before.take(), node.after.take());
        match before.and_then(|id| self.node_mut(id)) {
            Some(node) => node.after = after,
            None => {
                if let Some(node) = parent.and_then(|id| self.node_mut(id)) {
                    node.first = after;
                }
            }
        }
        match after.and_then(|id| self.node_mut(id)) {
            Some(node) => node.before = before,
            None => {
                if let Some(node) = parent.and_then(|id| self.node_mut(id)) {
                    node.last = before;
                }
            }
        }
    }

    /// Writes text at the end of a node's children, to the text that is there already if any.
    fn write(&mut self, parent: Id, text: &str) {
        let last = self.node(parent).and_then(|node| node.last);
        if let Some(Node { kind: Kind::Text(old), .. }) = last.and_then(|id| self.node_mut(id)) {
            old.push_str(text);
            return;
        }
        let child = self.add(Kind::Text(text.to_owned()));
        self.append(parent, child);
    }

    /// Writes text in front of a node.
    fn write_before(&mut self, sibling: Id, text: &str) {
        let before = self.node(sibling).and_then(|node| node.before);
        if let Some(Node { kind: Kind::Text(old), .. }) = before.and_then(|id| self.node_mut(id)) {
            old.push_str(text);
            return;
        }
        let child = self.add(Kind::Text(text.to_owned()));
        self.insert(sibling, child);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree as nested names, without recursion.
    fn shape(tree: &Tree) -> String {
        let mut out = String::new();
        let mut stack = vec![(Tree::ROOT, false)];
        while let Some((id, is_end)) = stack.pop() {
            if is_end {
                out.push(')');
                continue;
            }
            match tree.kind(id) {
                Kind::Element { name, .. } => out.push_str(name),
                Kind::Text(text) => out.push_str(&format!("{text:?}")),
                Kind::Document => out.push('#'),
                Kind::Foreign => out.push('!'),
                Kind::Other => out.push('?'),
            }
            let mut children = Vec::new();
            let mut child = tree.first(id);
            while let Some(id) = child {
                children.push((id, false));
                child = tree.after(id);
            }
            if !children.is_empty() {
                out.push('(');
                stack.push((id, true));
                stack.extend(children.into_iter().rev());
            }
        }
        out
    }

    #[test]
    fn a_document_is_a_tree_of_names_and_texts() {
        assert_eq!(
            shape(&parse("<p>One<b>two</b><!-- no --><table>x<tr><td>three")),
            "#(html(headbody(p(\"One\"b(\"two\")?)\"x\"table(tbody(tr(td(\"three\")))))))"
        );
    }

    #[test]
    fn what_stands_wrongly_in_a_table_is_put_before_it() {
        assert_eq!(
            shape(&parse("<table><tr>a<td>1</td>b</tr></table>")),
            "#(html(headbody(\"ab\"table(tbody(tr(td(\"1\")))))))"
        );
    }

    #[test]
    fn an_xhtml_document_and_a_drawing_are_read_as_html() {
        let html = "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0//EN\" \"x\">\
                    <html xmlns=\"http://www.w3.org/1999/xhtml\"><body><br/><svg><p>x</p></svg>";
        assert_eq!(shape(&parse(html)), "#(?html(headbody(br!p(\"x\"))))");
    }

    #[test]
    fn a_tree_stops_to_grow_at_its_limit() {
        let tree = parse(&"<i>".repeat(200_000));
        assert!(tree.is_cut);
        assert!(tree.count() < MAX_NODES + 2 * STEP);
    }

    #[test]
    fn a_hundred_thousand_nested_elements_are_read() {
        let tree = parse(&format!("{}deep", "<div>".repeat(100_000)));
        assert!(tree.is_cut);
        assert!(shape(&tree).contains("deep"));
        let wide = parse(&"<div><div>x</div></div>".repeat(2_000));
        assert!(!wide.is_cut);
    }
}
