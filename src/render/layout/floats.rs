//! The engine forgets the room below the floats of a box that ends with them. Here such a box gets
//! an end that stands below them.

use blitz_dom::{BaseDocument, Node, NodeId};
use style::properties::ComputedValues;
use style::values::computed::Float;
use style::values::specified::box_::{DisplayInside, DisplayOutside};

/// Boxes that are mended.
const MAX_BOXES: usize = 1_000;
/// Elements between a float and the box that holds it.
const MAX_DEPTH: usize = 8;

/// Finds what has to be changed in a document that was laid out once.
pub fn ends(doc: &BaseDocument, mends: &mut super::mend::Mends) {
    for (_, node) in doc.tree().iter() {
        let is_float =
            node.primary_styles().is_some_and(|styles| styles.clone_float() != Float::None);
        if !is_float {
            continue;
        }
        if let Some(holder) = holder(doc, node)
            && mends.ends.len() < MAX_BOXES
            && mends.ends.last() != Some(&holder)
        {
            mends.ends.push(holder);
        }
    }
    mends.ends.sort_unstable();
    mends.ends.dedup();
}

/// The box that is as high as a float in it asks, where there is room at its lower end.
fn holder(doc: &BaseDocument, float: &Node) -> Option<NodeId> {
    let mut at = float.parent;
    for _ in 0..MAX_DEPTH {
        let id = at?;
        let node = doc.get_node(id)?;
        let styles = node.primary_styles()?;
        if holds(&styles) {
            return has_room(&styles).then_some(id);
        }
        at = node.parent;
    }
    None
}

fn holds(styles: &ComputedValues) -> bool {
    let display = styles.clone_display();
    matches!(display.inside(), DisplayInside::TableCell | DisplayInside::FlowRoot)
        || (display.inside() == DisplayInside::Flow
            && display.outside() == DisplayOutside::Block
            && (styles.clone_float() != Float::None || styles.clone_overflow_y().is_scrollable()))
}

fn has_room(styles: &ComputedValues) -> bool {
    let below = styles.clone_padding_bottom().0.to_length().map_or(0.0, |length| length.px());
    let border = styles.get_border();
    let line = border.border_bottom_width.0.to_f32_px();
    below > 0.0 || (line > 0.0 && !border.border_bottom_style.none_or_hidden())
}
