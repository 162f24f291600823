//! What glyphs say: the engine paints glyphs, and the texts that they stand for are read from the
//! layouts that they come from, so that what is printed can be found and copied.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use blitz_dom::BaseDocument;
use parley::{GlyphRun, Layout, PositionedLayoutItem, Run};
use peniko::FontData;

use super::font::Axes;

/// A row of glyphs as text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    pub text: String,
    /// Octets of the text that each glyph stands for.
    pub ranges: Vec<Range<usize>>,
    pub axes: Axes,
}

/// See the module: by what identifies a row of glyphs.
#[derive(Default)]
pub struct Texts {
    rows: HashMap<u64, Said>,
}

impl Texts {
    /// Reads all texts of a document.
    pub fn read(doc: &BaseDocument) -> Self {
        let mut texts = Self::default();
        for (_, node) in doc.tree().iter() {
            if let Some(data) = node.element_data()
                && let Some(inline) = data.inline_layout_data.as_ref()
            {
                texts.layout(&inline.layout, &inline.text);
            }
        }
        texts
    }

    /// What a row of glyphs says, by its font, its size, and each glyph with its place.
    pub fn of(&self, font: &FontData, size: f32, glyphs: &[(u32, f32, f32)]) -> Option<&Said> {
        self.rows.get(&key(font, size, glyphs)).filter(|said| said.ranges.len() == glyphs.len())
    }

    fn layout<B: parley::Brush>(&mut self, layout: &Layout<B>, text: &str) {
        for line in layout.lines() {
            let (mut run, mut glyphs) = (None, Vec::new().into_iter());
            for item in line.items() {
                let PositionedLayoutItem::GlyphRun(row) = item else { continue };
                // Of a run with several styles each row takes the glyphs that follow.
                if run.replace(row.run().index()) != Some(row.run().index()) {
                    glyphs = said(row.run()).into_iter();
                }
                self.row(&row, &mut glyphs, text);
            }
        }
    }

    /// `glyphs`: what is left of those of the run, of which the row takes the next ones.
    fn row<B: parley::Brush>(
        &mut self,
        row: &GlyphRun<'_, B>,
        glyphs: &mut impl Iterator<Item = (u32, Range<usize>)>,
        text: &str,
    ) {
        let placed: Vec<(u32, f32, f32)> =
            row.positioned_glyphs().map(|glyph| (glyph.id, glyph.x, glyph.y)).collect();
        let mut said = Said::default();
        let mut last = None;
        for (id, _, _) in &placed {
            let Some((_, range)) = glyphs.next().filter(|(known, _)| known == id) else { return };
            if last.as_ref() != Some(&range) {
                let from = said.text.len();
                said.text.push_str(text.get(range.clone()).unwrap_or_default());
                said.ranges.push(from..said.text.len());
            } else if let Some(again) = said.ranges.last().cloned() {
                said.ranges.push(again);
            }
            last = Some(range);
        }
        let synthesis = row.run().synthesis();
        let settings = synthesis.variation_settings().iter();
        said.axes = settings.map(|(name, at)| (name.into_bytes(), *at)).collect();
        self.rows.insert(key(row.run().font(), row.run().font_size(), &placed), said);
    }
}

/// The glyphs of a run from left to right, each with the octets of the text that it stands for. What
/// is part of a ligature belongs to the glyph of the ligature.
fn said<B: parley::Brush>(run: &Run<'_, B>) -> Vec<(u32, Range<usize>)> {
    let mut out: Vec<(u32, Range<usize>)> = Vec::new();
    let mut pending: Option<Range<usize>> = None;
    for cluster in run.visual_clusters() {
        let range = cluster.text_range();
        if cluster.is_ligature_continuation() {
            if run.is_rtl() {
                pending = Some(joined(pending, range));
            } else if let Some((_, last)) = out.last().cloned() {
                let whole = last.start.min(range.start)..last.end.max(range.end);
                let same = out.iter_mut().rev().take_while(|(_, range)| *range == last);
                same.for_each(|(_, range)| *range = whole.clone());
            }
            continue;
        }
        let range = joined(pending.take(), range);
        out.extend(cluster.glyphs().map(|glyph| (glyph.id, range.clone())));
    }
    out
}

fn joined(one: Option<Range<usize>>, other: Range<usize>) -> Range<usize> {
    match one {
        Some(one) => one.start.min(other.start)..one.end.max(other.end),
        None => other,
    }
}

fn key(font: &FontData, size: f32, glyphs: &[(u32, f32, f32)]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (font.data.id(), font.index, size.to_bits(), glyphs.len()).hash(&mut hasher);
    for (id, x, y) in glyphs {
        (id, x.to_bits(), y.to_bits()).hash(&mut hasher);
    }
    hasher.finish()
}
