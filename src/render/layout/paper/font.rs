//! The fonts of a document as those of the writer of PDF, and which of them hold pictures.

use std::collections::BTreeMap;

use krilla::Data;
use krilla::text::{Font, Tag};
use peniko::{FontData, ImageData};

/// Axes of a font and where on them it is.
pub type Axes = Vec<([u8; 4], f32)>;

/// See the module. Each font file is read once.
#[derive(Default)]
pub struct FontFiles {
    fonts: BTreeMap<Key, Option<Font>>,
    pictured: BTreeMap<(u64, u32), bool>,
    emoji: BTreeMap<(u64, u32, u32), ImageData>,
}

/// Glyphs that are drawn as pictures; more are left out.
const MAX_EMOJI: usize = 1_000;

type Key = (u64, u32, Vec<([u8; 4], u32)>);

impl FontFiles {
    /// The font; nothing where the writer cannot read it.
    pub fn font(&mut self, font: &FontData, axes: &Axes) -> Option<Font> {
        let places = axes.iter().map(|(name, at)| (*name, at.to_bits())).collect();
        let key = (font.data.id(), font.index, places);
        let read = || {
            let data = Data::from(font.data.clone().into_raw_parts().0);
            let axes: Vec<(Tag, f32)> =
                axes.iter().map(|(name, at)| (Tag::new(name), *at)).collect();
            Font::new_variable(data, font.index, &axes)
        };
        self.fonts.entry(key).or_insert_with(read).clone()
    }

    /// The picture of a glyph, which is made once.
    pub fn emoji(
        &mut self,
        font: &FontData,
        glyph: u32,
        draw: impl FnOnce(u32) -> ImageData,
    ) -> Option<ImageData> {
        let key = (font.data.id(), font.index, glyph);
        if !self.emoji.contains_key(&key) && self.emoji.len() >= MAX_EMOJI {
            return None;
        }
        Some(self.emoji.entry(key).or_insert_with(|| draw(glyph)).clone())
    }

    /// Whether its glyphs are pictures (emoji), which the writer does not draw.
    pub fn is_pictured(&mut self, font: &FontData) -> bool {
        let key = (font.data.id(), font.index);
        let look = || {
            let tables = tables(font.data.data(), font.index);
            tables.iter().any(|name| matches!(name, b"CBDT" | b"sbix"))
        };
        *self.pictured.entry(key).or_insert_with(look)
    }
}

/// The names of the tables of a font (OpenType 1.9, "Table directory").
fn tables(file: &[u8], index: u32) -> Vec<[u8; 4]> {
    let four = |at: usize| -> Option<[u8; 4]> { file.get(at..at + 4)?.try_into().ok() };
    let begin = if four(0) == Some(*b"ttcf") {
        let at = usize::try_from(index).unwrap_or_default().saturating_mul(4).saturating_add(12);
        four(at).map_or(0, |octets| u32::from_be_bytes(octets) as usize)
    } else {
        0
    };
    let count = file.get(begin + 4..begin + 6).and_then(|two| two.try_into().ok());
    let count = usize::from(count.map_or(0, u16::from_be_bytes));
    (0..count).filter_map(|table| four(begin + 12 + table * 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_of_a_font_are_known_by_their_names_and_rubbish_has_none() {
        let own = include_bytes!("../../../../resources/fonts/pombo-sans-regular.ttf");
        let names = tables(own, 0);
        assert!(names.contains(b"glyf") && !names.contains(b"CBDT"));
        assert!(tables(b"", 0).is_empty());
        assert!(tables(b"ttcf\0\0\0\0\0\0\0\x01\xff\xff\xff\xf0", 0).is_empty());
        assert!(tables(b"ttcf", u32::MAX).is_empty());
    }
}
