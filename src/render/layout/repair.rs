//! The engine drops what stands in a table without being a cell, a row or a group of rows by its
//! style (as mails ask of cells in narrow panes). Here such cells get rows of their own.

use blitz_dom::{BaseDocument, NodeId, QualName, local_name, ns};
use style::values::specified::Display;
use style::values::specified::box_::DisplayInside;

/// Cells that are mended; a table of more is no layout.
const MAX_CELLS: usize = 2_000;

/// Mends a document that was laid out once. Whether it has to be laid out again.
pub fn tables(doc: &mut BaseDocument) -> bool {
    let cells = strays(doc, &["td", "th"], DisplayInside::TableCell, &["tr"]);
    let groups =
        strays(doc, &["tbody", "thead", "tfoot"], DisplayInside::TableRowGroup, &["table"]);
    let rows = strays(doc, &["tr"], DisplayInside::TableRow, &["tbody", "thead", "tfoot", "table"]);
    let is_changed = !(cells.is_empty() && groups.is_empty() && rows.is_empty());
    let mut mutator = doc.mutate();
    let style = QualName::new(None, ns!(), local_name!("style"));
    let restyle =
        |mutator: &mut blitz_dom::DocumentMutator<'_>, id: NodeId, old: &str, display: &str| {
            mutator.set_attribute(id, style.clone(), &format!("{old};display:{display}!important"));
        };
    for stray in groups.iter().chain(&rows) {
        let display =
            if rows.iter().any(|row| row.id == stray.id) { "table-row" } else { "table-row-group" };
        restyle(&mut mutator, stray.id, &stray.style, display);
    }
    for cell in &cells {
        restyle(&mut mutator, cell.id, &cell.style, "table-cell");
        // The last one keeps the row, the others get rows above it, in their order.
        if cell.is_last {
            continue;
        }
        let row = QualName::new(None, ns!(html), local_name!("tr"));
        let row = mutator.create_element(row, Vec::new());
        mutator.insert_nodes_before(cell.parent, &[row]);
        mutator.append_children(row, &[cell.id]);
    }
    drop(mutator);
    is_changed
}

/// An element of a table that is none by its style.
struct Stray {
    id: NodeId,
    parent: NodeId,
    style: String,
    is_last: bool,
}

fn strays(
    doc: &BaseDocument,
    names: &[&str],
    wanted: DisplayInside,
    parents: &[&str],
) -> Vec<Stray> {
    let mut found: Vec<Stray> = Vec::new();
    for (id, node) in doc.tree().iter() {
        let Some(element) = node.element_data() else { continue };
        let Some(parent) = node.parent.and_then(|parent| doc.get_node(parent)) else { continue };
        let is_named = |node: &blitz_dom::Node, names: &[&str]| {
            node.element_data().is_some_and(|data| names.contains(&data.name.local.as_ref()))
        };
        if found.len() >= MAX_CELLS || !is_named(node, names) || !is_named(parent, parents) {
            continue;
        }
        let Some(display) = node.primary_styles().map(|styles| styles.clone_display()) else {
            continue;
        };
        if display == Display::None || display.inside() == wanted {
            continue;
        }
        let style = element.attr(local_name!("style")).unwrap_or_default().to_owned();
        let is_last = parent.children.iter().rfind(|child| {
            doc.get_node(**child).is_some_and(|child| child.element_data().is_some())
        }) == Some(&id);
        found.push(Stray { id, parent: parent.id, style, is_last });
    }
    found
}
