//! The engine draws the borders of a table that shares them among its cells as one grid, made of its
//! first cell's border. Here tables whose cells differ keep their borders apart, without space
//! between the cells, and of two borders that lie beside each other one is left out.

use blitz_dom::{BaseDocument, Node, NodeId};
use style::computed_values::border_collapse::T as BorderCollapse;
use style::properties::ComputedValues;
use style::values::specified::box_::DisplayInside;

use super::mend::{Mends, restyled};

/// Cells of all tables that are mended.
const MAX_CELLS: usize = 10_000;

/// CSS pixels of the sides of a box: top, right, bottom, left.
type Sides = [f32; 4];
const NAMES: [&str; 4] = ["top", "right", "bottom", "left"];

/// A cell, its borders, and those of them that are left out.
struct Cell {
    id: NodeId,
    sides: Sides,
    is_off: [bool; 4],
    /// What its row draws below and above it.
    more: String,
}

/// Finds what has to be changed in a document that was laid out once.
pub fn tables(doc: &BaseDocument, mends: &mut Mends) {
    let mut count = 0;
    for (id, node) in doc.tree().iter() {
        let Some(styles) = node.primary_styles() else { continue };
        if styles.clone_display().inside() != DisplayInside::Table
            || styles.clone_border_collapse() != BorderCollapse::Collapse
        {
            continue;
        }
        let mut rows = rows(doc, node);
        count += rows.iter().map(Vec::len).sum::<usize>();
        if count > MAX_CELLS {
            return;
        }
        let own = sides(&styles);
        if is_grid(own, &rows) {
            continue;
        }
        let off = share(own, &mut rows);
        let style = "border-collapse:separate!important;border-spacing:0!important;\
                     padding:0!important;";
        mends.styles.push((id, restyled(node, &format!("{style}{}", without(off)))));
        for cell in rows.into_iter().flatten() {
            let more = without(cell.is_off) + &cell.more;
            if !more.is_empty()
                && let Some(node) = doc.get_node(cell.id)
            {
                mends.styles.push((cell.id, restyled(node, &more)));
            }
        }
    }
}

/// The rows of a table, as they stand in its mark-up.
fn rows(doc: &BaseDocument, table: &Node) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let mut stack: Vec<NodeId> = table.children.iter().rev().copied().collect();
    while let Some(id) = stack.pop() {
        let Some(node) = doc.get_node(id) else { continue };
        let Some(styles) = node.primary_styles() else { continue };
        match styles.clone_display().inside() {
            DisplayInside::TableRow => rows.push(cells(doc, node, &styles)),
            DisplayInside::TableRowGroup
            | DisplayInside::TableHeaderGroup
            | DisplayInside::TableFooterGroup => {
                stack.extend(node.children.iter().rev());
            }
            _ => {}
        }
    }
    rows
}

fn cells(doc: &BaseDocument, row: &Node, styles: &ComputedValues) -> Vec<Cell> {
    let of_row = sides(styles);
    let cell = |id: &NodeId| {
        let node = doc.get_node(*id)?;
        let own = node.primary_styles()?;
        if own.clone_display().inside() != DisplayInside::TableCell {
            return None;
        }
        let mut sides = sides(&own);
        let mut more = String::new();
        // Rows have no borders of their own where they are kept apart.
        for side in [0, 2] {
            if let (Some(width), Some(line), Some(name)) =
                (sides.get_mut(side), of_row.get(side), NAMES.get(side))
                && *width == 0.0
                && *line > 0.0
            {
                *width = *line;
                more.push_str(&format!(
                    "border-{name}:{line}px {}!important;",
                    drawn(styles, side)
                ));
            }
        }
        Some(Cell { id: *id, sides, is_off: [false; 4], more })
    };
    row.children.iter().filter_map(cell).collect()
}

/// How a side of a row is drawn: a style and a colour.
fn drawn(styles: &ComputedValues, side: usize) -> String {
    use style::values::computed::BorderStyle;
    let border = styles.get_border();
    let (line, colour) = if side == 0 {
        (border.border_top_style, border.border_top_color.clone())
    } else {
        (border.border_bottom_style, border.border_bottom_color.clone())
    };
    let line = match line {
        BorderStyle::Dashed => "dashed",
        BorderStyle::Dotted => "dotted",
        BorderStyle::Double => "double",
        _ => "solid",
    };
    let colour = colour.resolve_to_absolute(&styles.clone_color());
    let colour = colour.to_color_space(style::color::ColorSpace::Srgb);
    let part = |part: f32| (part.clamp(0.0, 1.0) * 255.0).round();
    let parts = colour.components;
    format!(
        "{line} rgba({},{},{},{})",
        part(parts.0),
        part(parts.1),
        part(parts.2),
        colour.alpha.clamp(0.0, 1.0)
    )
}

fn sides(styles: &ComputedValues) -> Sides {
    let border = styles.get_border();
    let width = |width: f32, is_none: bool| if is_none { 0.0 } else { width };
    [
        width(border.border_top_width.0.to_f32_px(), border.border_top_style.none_or_hidden()),
        width(border.border_right_width.0.to_f32_px(), border.border_right_style.none_or_hidden()),
        width(
            border.border_bottom_width.0.to_f32_px(),
            border.border_bottom_style.none_or_hidden(),
        ),
        width(border.border_left_width.0.to_f32_px(), border.border_left_style.none_or_hidden()),
    ]
}

/// Whether all borders are the same, which the engine draws well.
fn is_grid(table: Sides, rows: &[Vec<Cell>]) -> bool {
    let mut cells = rows.iter().flatten();
    let Some(first) = cells.next() else { return true };
    let [top, ..] = first.sides;
    first.sides.iter().all(|side| *side == top)
        && cells.all(|cell| cell.sides == first.sides && cell.more.is_empty())
        && table.iter().all(|side| *side <= top)
}

/// Marks what is left out of two borders that lie beside each other; says which ones of the table
/// are.
fn share(table: Sides, rows: &mut [Vec<Cell>]) -> [bool; 4] {
    let has = |cell: Option<&Cell>, side: usize| {
        cell.and_then(|cell| cell.sides.get(side)).is_some_and(|width| *width > 0.0)
    };
    let mut off = [
        rows.first().is_some_and(|row| row.iter().any(|cell| has(Some(cell), 0))),
        rows.iter().any(|row| has(row.last(), 1)),
        rows.last().is_some_and(|row| row.iter().any(|cell| has(Some(cell), 2))),
        rows.iter().any(|row| has(row.first(), 3)),
    ];
    for (off, width) in off.iter_mut().zip(table) {
        *off &= width > 0.0;
    }
    let mut is_lined = false;
    for row in rows.iter_mut() {
        let mut is_beside = false;
        for cell in row.iter_mut() {
            let [top, right, _, left] = cell.sides;
            cell.is_off = [is_lined && top > 0.0, false, false, is_beside && left > 0.0];
            is_beside = right > 0.0;
        }
        is_lined = row.iter().all(|cell| has(Some(cell), 2)) && !row.is_empty();
    }
    off
}

fn without(off: [bool; 4]) -> String {
    let names = NAMES.iter().zip(off).filter(|(_, is_off)| *is_off);
    names.map(|(name, _)| format!("border-{name}-width:0!important;")).collect()
}
