//! How well the texts of a page can be told from what lies behind them.

use blitz_dom::{BaseDocument, Node, NodeId};
use parley::PositionedLayoutItem;
use style::color::{AbsoluteColor, ColorSpace};

use super::colour::{Rgb, contrast};

/// A text that can be told from its ground by less than this was not meant to be seen.
const HIDDEN: f32 = 1.2;
/// Runs that are looked at; a page of more is judged by these.
const MAX_RUNS: usize = 20_000;

/// The contrast of the text that is hardest to read, 21 where there is none. `ground` lies behind
/// the page; `shown` is what becomes of a colour.
pub fn worst(doc: &BaseDocument, ground: Rgb, shown: impl Fn(Rgb) -> Rgb) -> f32 {
    let mut worst = 21.0_f32;
    let mut last: Option<NodeId> = None;
    let mut runs = 0;
    for (_, node) in doc.tree().iter() {
        let Some(data) = node.element_data().and_then(|data| data.inline_layout_data.as_ref())
        else {
            continue;
        };
        for line in data.layout.lines() {
            for item in line.items() {
                let PositionedLayoutItem::GlyphRun(run) = item else { continue };
                let id = run.style().brush.id;
                let is_blank = run.run().text_range().is_empty();
                if last == Some(id) || is_blank || runs >= MAX_RUNS {
                    continue;
                }
                last = Some(id);
                runs += 1;
                let Some((text, behind)) = colours(doc, id, ground) else { continue };
                if contrast(text, behind) >= HIDDEN {
                    worst = worst.min(contrast(shown(text), shown(behind)));
                }
            }
        }
    }
    worst
}

/// The colour of a text and of what it stands on; nothing where that is a picture.
fn colours(doc: &BaseDocument, id: NodeId, ground: Rgb) -> Option<(Rgb, Rgb)> {
    let mut node = doc.get_node(id)?;
    let mut text = None;
    loop {
        if let Some(styles) = node.primary_styles() {
            let current = styles.clone_color();
            let text = *text.get_or_insert(current);
            let behind = styles.clone_background_color().resolve_to_absolute(&current);
            if behind.alpha > 0.99 {
                let behind = rgb(&behind);
                return Some((over(&text, behind), behind));
            }
            if behind.alpha > 0.01 || has_picture(node) {
                return None;
            }
        }
        match node.parent.and_then(|parent| doc.get_node(parent)) {
            Some(parent) => node = parent,
            None => return text.map(|text| (over(&text, ground), ground)),
        }
    }
}

fn has_picture(node: &Node) -> bool {
    use style::values::generics::image::GenericImage;
    node.primary_styles().is_some_and(|styles| {
        let images = &styles.get_background().background_image;
        images.0.iter().any(|image| !matches!(image, GenericImage::None))
    })
}

fn rgb(colour: &AbsoluteColor) -> Rgb {
    let [r, g, b, _] = *colour.to_color_space(ColorSpace::Srgb).raw_components();
    [r, g, b].map(|part| (part.clamp(0.0, 1.0) * 255.0).round() as u8)
}

/// A colour that lets something through, on a ground.
fn over(colour: &AbsoluteColor, ground: Rgb) -> Rgb {
    let (alpha, top) = (colour.alpha.clamp(0.0, 1.0), rgb(colour));
    let mix = |top: u8, below: u8| {
        (f32::from(top) * alpha + f32::from(below) * (1.0 - alpha)).round() as u8
    };
    let [r, g, b] = top;
    [mix(r, ground[0]), mix(g, ground[1]), mix(b, ground[2])]
}
