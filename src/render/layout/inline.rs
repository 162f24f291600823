//! The engine paints no padding, border or rounded corner of what runs within a line, and makes no
//! room for them. Here what has one and is short becomes a box in the line that takes the same room.

use blitz_dom::node::NodeData;
use blitz_dom::{BaseDocument, Node, NodeId};
use style::properties::ComputedValues;
use style::values::computed::LengthPercentage;
use style::values::specified::Display;

use super::mend::{Mends, restyled};

/// Boxes that are made; a mail of more has no buttons.
const MAX_BOXES: usize = 500;
/// Octets of text in one. A longer one has to be broken at the ends of lines, which boxes are not.
const MAX_TEXT: usize = 160;
/// Nodes in one.
const MAX_NODES: usize = 24;

/// Finds what has to be changed in a document that was laid out once.
pub fn boxes(doc: &BaseDocument, mends: &mut Mends) {
    for (id, node) in doc.tree().iter() {
        if mends.styles.len() >= MAX_BOXES {
            return;
        }
        if let Some(style) = wanted(doc, node) {
            mends.styles.push((id, style));
        }
    }
}

/// The style that makes a box of an element that needs to be one.
fn wanted(doc: &BaseDocument, node: &Node) -> Option<String> {
    let styles = node.primary_styles()?;
    if styles.clone_display() != Display::Inline || !is_text(doc, node) {
        return None;
    }
    let room = Room::of(&styles);
    if !room.is_any() {
        return None;
    }
    // What is above and below the text of a line takes no room from other lines.
    let style = format!(
        "display:inline-block!important;width:auto!important;height:auto!important;\
         max-width:100%!important;text-indent:0!important;\
         margin-top:-{}px!important;margin-bottom:-{}px!important",
        room.top, room.bottom
    );
    Some(restyled(node, &style))
}

/// Whether there is nothing but short text in an element.
fn is_text(doc: &BaseDocument, node: &Node) -> bool {
    let (mut octets, mut nodes) = (0, 0);
    let mut stack: Vec<NodeId> = node.children.to_vec();
    while let Some(id) = stack.pop() {
        let Some(node) = doc.get_node(id) else { continue };
        nodes += 1;
        match &node.data {
            NodeData::Text(text) => octets += text.content.len(),
            NodeData::Element(_) => {
                let display = node.primary_styles().map(|styles| styles.clone_display());
                if !matches!(display, Some(Display::Inline | Display::InlineBlock)) {
                    return false;
                }
                stack.extend(&node.children);
            }
            _ => {}
        }
        if octets > MAX_TEXT || nodes > MAX_NODES {
            return false;
        }
    }
    octets > 0
}

/// CSS pixels around the text of an element.
struct Room {
    top: f32,
    bottom: f32,
    sides: f32,
}

impl Room {
    fn of(styles: &ComputedValues) -> Self {
        let border = styles.get_border();
        let pixels = |length: &LengthPercentage| length.to_length().map_or(0.0, |l| l.px());
        let line = |width: f32, is_none: bool| if is_none { 0.0 } else { width };
        let padding = styles.get_padding();
        Self {
            top: pixels(&padding.padding_top.0)
                + line(
                    border.border_top_width.0.to_f32_px(),
                    border.border_top_style.none_or_hidden(),
                ),
            bottom: pixels(&padding.padding_bottom.0)
                + line(
                    border.border_bottom_width.0.to_f32_px(),
                    border.border_bottom_style.none_or_hidden(),
                ),
            sides: pixels(&padding.padding_left.0)
                + pixels(&padding.padding_right.0)
                + line(
                    border.border_left_width.0.to_f32_px(),
                    border.border_left_style.none_or_hidden(),
                )
                + line(
                    border.border_right_width.0.to_f32_px(),
                    border.border_right_style.none_or_hidden(),
                ),
        }
    }

    fn is_any(&self) -> bool {
        self.top + self.bottom + self.sides > 0.0
    }
}
