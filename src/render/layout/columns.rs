//! The engine takes no notice of the shares of a table's width that cells ask for. Here the columns
//! of such tables are told how wide they are at the least, from the outermost table inwards; where a
//! table does not fit then, it stays as it was.

use std::collections::BTreeSet;

use blitz_dom::{BaseDocument, Node, NodeId, QualName, local_name, ns};
use style::properties::ComputedValues;
use style::values::computed::Size;
use style::values::specified::box_::DisplayInside;

/// Tables in tables that are looked at: each round lays the document out again.
const MAX_ROUNDS: usize = 3;
/// Tables that are mended in one round, and columns of one.
const MAX_TABLES: usize = 200;
const MAX_COLUMNS: usize = 40;
/// CSS pixels that a column may be away from what it asks for.
const NEAR: f32 = 6.0;

/// A table and how wide its columns are at the least, in CSS pixels; 0 for any width.
struct Wanted {
    table: NodeId,
    columns: Vec<f32>,
}

/// Mends a document that was laid out; it is laid out when this ends.
pub fn fit(doc: &mut BaseDocument) {
    let mut done = BTreeSet::new();
    for _ in 0..MAX_ROUNDS {
        let wanted = outermost(doc, &mut done);
        if wanted.is_empty() {
            return;
        }
        let groups: Vec<(NodeId, NodeId)> =
            wanted.iter().map(|wanted| (wanted.table, insert(doc, wanted))).collect();
        doc.resolve(0.0);
        let wide: Vec<NodeId> = groups
            .into_iter()
            .filter(|(table, _)| is_too_wide(doc, *table))
            .map(|(_, group)| group)
            .collect();
        if !wide.is_empty() {
            let mut mutator = doc.mutate();
            for group in wide {
                mutator.remove_and_drop_node(group);
            }
            drop(mutator);
            doc.resolve(0.0);
        }
    }
}

/// The tables whose columns are not as wide as they ask, without those that lie in one of them.
fn outermost(doc: &BaseDocument, done: &mut BTreeSet<NodeId>) -> Vec<Wanted> {
    let mut found = Vec::new();
    let mut stack = vec![doc.root_element().id];
    while let Some(id) = stack.pop() {
        let Some(node) = doc.get_node(id) else { continue };
        if !done.contains(&id)
            && let Some(columns) = columns(doc, node)
        {
            done.insert(id);
            found.push(Wanted { table: id, columns });
            if found.len() >= MAX_TABLES {
                return found;
            }
            continue;
        }
        stack.extend(node.children.iter().rev());
    }
    found
}

/// How wide the columns of a table are to be; nothing where they are so, or do not ask.
fn columns(doc: &BaseDocument, table: &Node) -> Option<Vec<f32>> {
    let styles = table.primary_styles()?;
    if styles.clone_display().inside() != DisplayInside::Table || share(&styles).is_none() {
        return None;
    }
    let mut shares: Vec<f32> = Vec::new();
    let mut widths: Vec<f32> = Vec::new();
    let mut stack: Vec<NodeId> = table.children.iter().rev().copied().collect();
    while let Some(id) = stack.pop() {
        let Some(node) = doc.get_node(id) else { continue };
        let Some(display) = node.primary_styles().map(|styles| styles.clone_display()) else {
            continue;
        };
        match display.inside() {
            DisplayInside::TableColumn | DisplayInside::TableColumnGroup => return None,
            DisplayInside::TableRow => row(doc, node, &mut shares, &mut widths),
            DisplayInside::TableRowGroup
            | DisplayInside::TableHeaderGroup
            | DisplayInside::TableFooterGroup => stack.extend(node.children.iter().rev()),
            _ => {}
        }
    }
    let sum: f32 = shares.iter().sum();
    let is_asked = shares.len() > 1 && shares.len() <= MAX_COLUMNS && (0.01..1.05).contains(&sum);
    let room: f32 = widths.iter().sum();
    let wanted: Vec<f32> = shares.iter().map(|share| (share / sum.max(1.0)) * room).collect();
    let differs = |(wanted, width): (&f32, &f32)| *wanted > 0.0 && (wanted - width).abs() > NEAR;
    (is_asked && wanted.iter().zip(&widths).any(differs)).then_some(wanted)
}

/// The shares that the cells of a row ask for, and how wide they are, where it has all columns.
fn row(doc: &BaseDocument, row: &Node, shares: &mut Vec<f32>, widths: &mut Vec<f32>) {
    let mut asked = Vec::new();
    let mut have = Vec::new();
    for cell in row.children.iter().filter_map(|id| doc.get_node(*id)) {
        let (Some(data), Some(styles)) = (cell.element_data(), cell.primary_styles()) else {
            continue;
        };
        let is_cell = styles.clone_display().inside() == DisplayInside::TableCell;
        let spans = |name| data.attr(name).is_some_and(|span| span.trim() != "1");
        if !is_cell || spans(local_name!("colspan")) || spans(local_name!("rowspan")) {
            return;
        }
        asked.push(share(&styles).filter(|share| *share <= 1.0).unwrap_or(0.0));
        have.push(cell.unrounded_layout().size.width);
    }
    if have.len() < widths.len() {
        return;
    }
    *widths = have;
    shares.resize(asked.len(), 0.0);
    for (share, asked) in shares.iter_mut().zip(asked) {
        *share = share.max(asked);
    }
}

/// The width that a box asks for: a share of 1, or more where it is a length; nothing for any.
fn share(styles: &ComputedValues) -> Option<f32> {
    match styles.clone_width() {
        Size::LengthPercentage(width) => match width.0.to_percentage() {
            Some(share) => Some(share.0),
            None => Some(f32::MAX),
        },
        _ => None,
    }
}

fn insert(doc: &mut BaseDocument, wanted: &Wanted) -> NodeId {
    let mut mutator = doc.mutate();
    let named = |name| QualName::new(None, ns!(html), name);
    let style = QualName::new(None, ns!(), local_name!("style"));
    let group = mutator.create_element(named(local_name!("colgroup")), Vec::new());
    for width in &wanted.columns {
        let column = mutator.create_element(named(local_name!("col")), Vec::new());
        if *width > 0.0 {
            mutator.set_attribute(column, style.clone(), &format!("min-width:{width}px"));
        }
        mutator.append_children(group, &[column]);
    }
    mutator.prepend_nodes(wanted.table, &[group]);
    group
}

/// Whether a cell of a table ends outside of it, or what is in a cell outside of that.
fn is_too_wide(doc: &BaseDocument, table: NodeId) -> bool {
    let Some(node) = doc.get_node(table) else { return false };
    let width = node.unrounded_layout().size.width;
    let cells = node.layout_children.borrow();
    cells.iter().flatten().filter_map(|id| doc.get_node(*id)).any(|cell| {
        let layout = cell.unrounded_layout();
        layout.location.x + layout.size.width > width + 1.0
            || layout.scrollable_overflow_rect.right > layout.size.width + 1.0
    })
}
