//! What html5ever's parser builds the tree with.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, Namespace, QualName, ns};

use super::{Id, Kind, Tree};

/// See the module. The names of elements are kept beside the tree, as the parser asks for them.
#[derive(Debug, Default)]
pub struct Sink {
    tree: RefCell<Tree>,
    names: RefCell<Vec<Option<QualName>>>,
    /// How deep each node lies, as far as it was told.
    depths: RefCell<Vec<u32>>,
    depth: Cell<u32>,
}

impl Sink {
    /// About how deep the next node will lie.
    pub fn depth(&self) -> u32 {
        self.depth.get()
    }

    /// Something was left out.
    pub fn cut(&self) {
        self.tree.borrow_mut().is_cut = true;
    }

    pub fn into_tree(self) -> Tree {
        self.tree.into_inner()
    }

    fn depth_of(&self, id: Id) -> u32 {
        let place = usize::try_from(id.0).unwrap_or(usize::MAX);
        self.depths.borrow().get(place).copied().unwrap_or_default()
    }

    /// A node came to lie so deep.
    fn lies(&self, id: Id, depth: u32) {
        let place = usize::try_from(id.0).unwrap_or(usize::MAX);
        let mut depths = self.depths.borrow_mut();
        if depths.len() <= place {
            depths.resize(self.tree.borrow().count().max(place + 1), 0);
        }
        if let Some(slot) = depths.get_mut(place) {
            *slot = depth;
        }
        self.depth.set(depth);
    }

    /// How many nodes there are by now.
    pub fn nodes(&self) -> usize {
        self.tree.borrow().count()
    }

    fn add(&self, kind: Kind, name: Option<QualName>) -> Id {
        let id = self.tree.borrow_mut().add(kind);
        let mut names = self.names.borrow_mut();
        let place = usize::try_from(id.0).unwrap_or(usize::MAX).min(names.len() + 64 * 1024);
        if names.len() <= place {
            names.resize(place + 1, None);
        }
        if let Some(slot) = names.get_mut(place) {
            *slot = name;
        }
        id
    }
}

fn pairs(attrs: Vec<Attribute>) -> Vec<(String, String)> {
    attrs.into_iter().map(|attr| (attr.name.local.to_string(), attr.value.to_string())).collect()
}

/// The name of an element, as the parser asks for it.
#[derive(Debug)]
pub struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Tree;
    type ElemName<'a> = Name;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        Tree::ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Name {
        let place = usize::try_from(target.0).unwrap_or(usize::MAX);
        let known = self.names.borrow().get(place).cloned().flatten();
        Name(known.unwrap_or_else(|| QualName::new(None, ns!(html), "span".into())))
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Id {
        let kind = if name.ns == ns!(html) {
            Kind::Element { name: name.local.to_string(), attrs: pairs(attrs) }
        } else {
            Kind::Foreign
        };
        self.add(kind, Some(name))
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.add(Kind::Other, None)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.add(Kind::Other, None)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        if let NodeOrText::AppendNode(child) = &child {
            self.lies(*child, self.depth_of(*parent) + 1);
        }
        let mut tree = self.tree.borrow_mut();
        match child {
            NodeOrText::AppendNode(child) => tree.append(*parent, child),
            NodeOrText::AppendText(text) => tree.write(*parent, &text),
        }
    }

    fn append_based_on_parent_node(&self, element: &Id, before: &Id, child: NodeOrText<Id>) {
        let has_parent = self.tree.borrow().parent(*element).is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, public: StrTendril, system: StrTendril) {
        let public = public.to_ascii_lowercase();
        let is_old = ["-//w3c//dtd html 3", "-//ietf//", "-//w3o//"];
        let is_loose = public.starts_with("-//w3c//dtd html 4.") && system.is_empty();
        let is_quirky = is_loose || is_old.iter().any(|old| public.starts_with(old));
        self.tree.borrow_mut().is_quirky = is_quirky;
    }

    fn pop(&self, node: &Id) {
        self.depth.set(self.depth_of(*node).saturating_sub(1));
    }

    fn get_template_contents(&self, target: &Id) -> Id {
        *target
    }

    fn same_node(&self, one: &Id, other: &Id) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        if let NodeOrText::AppendNode(child) = &child {
            self.lies(*child, self.depth_of(*sibling));
        }
        let mut tree = self.tree.borrow_mut();
        match child {
            NodeOrText::AppendNode(child) => tree.insert(*sibling, child),
            NodeOrText::AppendText(text) => tree.write_before(*sibling, &text),
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attrs: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        let node = tree.node_mut(*target).map(|node| &mut node.kind);
        if let Some(Kind::Element { attrs: known, .. }) = node {
            for (name, value) in pairs(attrs) {
                if !known.iter().any(|(old, _)| *old == name) {
                    known.push((name, value));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.tree.borrow_mut().remove(*target);
    }

    fn reparent_children(&self, node: &Id, to: &Id) {
        let mut tree = self.tree.borrow_mut();
        while let Some(child) = tree.first(*node) {
            tree.append(*to, child);
        }
    }
}
