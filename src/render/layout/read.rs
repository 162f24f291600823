//! Reads a laid-out document: where its texts, links and pictures came to be.

use std::collections::BTreeSet;

use blitz_dom::{BaseDocument, Node, NodeId, local_name};
use parley::PositionedLayoutItem;

use crate::render::clean::{LINKS, PICTURES, PLACES};
use crate::render::drawn::{Anchor, Area, Block, Drawn, Letter, Line, Link, MOST_BLOCKED, Shown};

/// Letters whose places are told; the rest of a mail cannot be selected.
const MAX_LETTERS: usize = 2_000_000;

/// CSS pixels that the document needs to be wide, before it is made to fit.
pub fn width(doc: &BaseDocument) -> f32 {
    let mut most = 0.0_f32;
    visit(doc, |node, x, _| {
        if node.flags.is_inline_root() || is_replaced(node) || node.flags.is_table_root() {
            let layout = node.unrounded_layout();
            most = most.max(x + layout.size.width.max(layout.scrollable_overflow_rect.right));
        }
    });
    most
}

/// Everything that is told of the page; `factor`: CSS pixels of the pane to one of the document.
pub fn drawn(doc: &BaseDocument, factor: f32, max_height: f32) -> Drawn {
    let root = doc.root_element().unrounded_layout();
    let mut drawn = Drawn {
        width: root.size.width.max(root.scrollable_overflow_rect.right) * factor,
        height: root.size.height.max(root.scrollable_overflow_rect.bottom) * factor,
        ..Drawn::default()
    };
    drawn.is_cut = drawn.height > max_height;
    drawn.height = drawn.height.min(max_height);
    let mut letters = 0;
    visit(doc, |node, x, y| {
        if node.flags.is_inline_root()
            && letters < MAX_LETTERS
            && let Some(block) = block(node, x, y, factor)
        {
            letters += block.lines.iter().map(|line| line.letters.len()).sum::<usize>();
            drawn.blocks.push(block);
        }
        if let Some(number) = picture(node) {
            let size = node.unrounded_layout().size;
            let area = Area { x, y, width: size.width, height: size.height };
            drawn.pictures.push(Shown { number, area: scaled(area, factor) });
        }
        if let Some(number) = blocked(node)
            && drawn.blocked.len() < MOST_BLOCKED
        {
            let size = node.unrounded_layout().size;
            let area = Area { x, y, width: size.width, height: size.height };
            drawn.blocked.push(Shown { number, area: scaled(area, factor) });
        }
    });
    drawn.links = links(doc, factor);
    drawn
}

/// Goes through all boxes in the order in which they are read, with their places. Nothing calls
/// itself, whatever lies in what.
fn visit<'a>(doc: &'a BaseDocument, mut tell: impl FnMut(&'a Node, f32, f32)) {
    let mut stack: Vec<(NodeId, f32, f32)> = vec![(doc.root_element().id, 0.0, 0.0)];
    while let Some((id, x, y)) = stack.pop() {
        let Some(node) = doc.get_node(id) else { continue };
        if node.element_data().is_none_or(|data| data.layout_data.is_none()) {
            continue;
        }
        let place = node.unrounded_layout().location;
        let (x, y) = (x + place.x, y + place.y);
        tell(node, x, y);
        let children = node.layout_children.borrow();
        stack.extend(children.iter().flatten().rev().map(|child| (*child, x, y)));
    }
}

fn is_replaced(node: &Node) -> bool {
    picture(node).is_some()
}

/// The number of a picture that is shown.
fn picture(node: &Node) -> Option<usize> {
    let element = node.element_data()?;
    element.raster_image_data()?;
    element.attr(local_name!("src"))?.strip_prefix(PICTURES)?.parse().ok()
}

/// The number of a picture in whose place something else stands.
fn blocked(node: &Node) -> Option<usize> {
    let element = node.element_data().filter(|data| data.name.local == local_name!("span"))?;
    element.attr(local_name!("name"))?.strip_prefix(PLACES)?.parse().ok()
}

fn scaled(area: Area, factor: f32) -> Area {
    Area {
        x: area.x * factor,
        y: area.y * factor,
        width: area.width * factor,
        height: area.height * factor,
    }
}

/// The text of an inline root, with the places of its letters.
fn block(node: &Node, x: f32, y: f32, factor: f32) -> Option<Block> {
    let data = node.element_data()?.inline_layout_data.as_ref()?;
    if data.text.trim().is_empty() {
        return None;
    }
    let layout = node.unrounded_layout();
    let (left, top) = (
        x + layout.padding.left + layout.border.left,
        y + layout.padding.top + layout.border.top + data.block_offset,
    );
    let scale = data.layout.scale();
    let mut block = Block { text: data.text.clone(), lines: Vec::new() };
    for line in data.layout.lines() {
        let metrics = line.metrics();
        let mut drawn = Line {
            y: (top + metrics.block_min_coord / scale) * factor,
            height: (metrics.block_max_coord - metrics.block_min_coord) / scale * factor,
            letters: Vec::new(),
        };
        let mut last_run = None;
        for item in line.items() {
            let PositionedLayoutItem::GlyphRun(run) = item else { continue };
            // A run of one font is told once for each style in it.
            if last_run == Some(run.run().index()) {
                continue;
            }
            last_run = Some(run.run().index());
            let mut at = run.offset();
            for cluster in run.run().visual_clusters() {
                let range = cluster.text_range();
                let (Ok(from), Ok(to)) = (u32::try_from(range.start), u32::try_from(range.end))
                else {
                    continue;
                };
                let width = cluster.advance() / scale;
                let place = (left + at / scale) * factor;
                at += cluster.advance();
                let is_rtl = cluster.is_rtl();
                drawn.letters.push(Letter { from, to, x: place, width: width * factor, is_rtl });
            }
        }
        block.lines.push(drawn);
    }
    Some(block)
}

fn links(doc: &BaseDocument, factor: f32) -> Vec<Link> {
    let mut links = Vec::new();
    for (id, node) in doc.tree().iter() {
        let number = node
            .element_data()
            .filter(|data| data.name.local == local_name!("a"))
            .and_then(|data| data.attr(local_name!("href")))
            .and_then(|href| href.strip_prefix(LINKS)?.parse().ok());
        let Some(number) = number.filter(|_| node.primary_styles().is_some()) else { continue };
        let areas: Vec<Area> = doc
            .node_client_rects(id)
            .into_iter()
            .map(|rect| Area {
                x: rect.x as f32,
                y: rect.y as f32,
                width: rect.width as f32,
                height: rect.height as f32,
            })
            .filter(|area| area.width > 0.0 && area.height > 0.0)
            .map(|area| scaled(area, factor))
            .collect();
        if !areas.is_empty() {
            links.push(Link { number, areas });
        }
    }
    links
}

/// Where the elements of these names are; the first one of each name counts.
pub fn anchors(doc: &BaseDocument, names: &BTreeSet<String>, factor: f32) -> Vec<Anchor> {
    let mut left: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let mut anchors = Vec::new();
    for (id, node) in doc.tree().iter() {
        let Some(data) = node.element_data().filter(|_| !left.is_empty()) else { continue };
        let named = [data.attr(local_name!("id")), data.attr(local_name!("name"))];
        for name in named.into_iter().flatten() {
            if left.contains(name)
                && let Some(y) = top(doc, id)
            {
                left.remove(name);
                anchors.push(Anchor { name: name.to_owned(), y: y * factor });
            }
        }
    }
    anchors
}

/// Elements above one without a place of its own that are asked for theirs.
const MOST_ABOVE: usize = 64;

/// How far below the top of the page an element begins, or what it stands in.
fn top(doc: &BaseDocument, id: NodeId) -> Option<f32> {
    let mut at = Some(id);
    for _ in 0..MOST_ABOVE {
        let id = at?;
        if let Some(rect) = doc.node_client_rects(id).first() {
            return Some(rect.y as f32);
        }
        at = doc.get_node(id)?.parent;
    }
    None
}
