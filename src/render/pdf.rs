//! The pages of a PDF file as pixels. The home of the PDF engine; nothing that a file names elsewhere
//! is fetched, no script in it runs. Knows no files and no window.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use super::pixels::{Hindrance, Pixels};

/// Pages that are shown of a file.
pub const MOST_LEAVES: usize = 20;
/// Pixels of a painted page, across and down.
pub const MOST_WIDTH: u32 = 2_400;
pub const MOST_HEIGHT: u32 = 6_000;
/// Points of a page's side.
const MOST_POINTS: f32 = 20_000.0;

/// A PDF file that is open.
pub struct Paper(Pdf);

impl Paper {
    /// Opens a file.
    ///
    /// # Errors
    /// It wants a password; it is no PDF file, or one without pages.
    pub fn open(octets: Vec<u8>) -> Result<Self, Hindrance> {
        let pdf = Pdf::new(Arc::new(octets)).map_err(|error| match error {
            LoadPdfError::Decryption(_) => Hindrance::Encrypted,
            LoadPdfError::Invalid => Hindrance::Broken,
        })?;
        if pdf.pages().is_empty() { Err(Hindrance::Broken) } else { Ok(Self(pdf)) }
    }

    /// Pages in all.
    pub fn count(&self) -> usize {
        self.0.pages().len()
    }

    /// Width and height of those pages that are shown, points.
    pub fn leaves(&self) -> Vec<(f32, f32)> {
        self.0.pages().iter().take(MOST_LEAVES).map(|page| side(page.render_dimensions())).collect()
    }

    /// Paints a page on white, so many pixels wide; none where there is no such page.
    pub fn paint(&self, number: usize, width: u32) -> Option<Pixels> {
        let page = self.0.pages().get(number).filter(|_| number < MOST_LEAVES)?;
        let (across, down) = page.render_dimensions();
        if !(across.is_finite() && down.is_finite() && across >= 1.0 && down >= 1.0) {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "a few thousand pixels")]
        let (wide, high) = (width.clamp(16, MOST_WIDTH) as f32, MOST_HEIGHT as f32);
        // A hair more, so that what is cut off to whole pixels is none of them.
        let scale = (wide / across).min(high / down) * 1.000_01;
        if across * scale < 1.0 || down * scale < 1.0 {
            return None;
        }
        let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let (cache, reading) = (RenderCache::new(), InterpreterSettings::default());
        let painting = RenderSettings { glyph_caching: false, ..RenderSettings::default() };
        let pixmap = hayro::render(page, &cache, &reading, &painting, &settings);
        let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
        Some(Pixels { width, height, rgba: pixmap.data_as_u8_slice().to_vec() })
    }
}

/// A side that can be laid out, whatever the file says.
fn side((width, height): (f32, f32)) -> (f32, f32) {
    let side = |points: f32| if points.is_finite() { points.clamp(1.0, MOST_POINTS) } else { 1.0 };
    (side(width), side(height))
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A file of so many pages, each with a red square at its lower left.
    pub fn sample(pages: usize) -> Vec<u8> {
        let mut octets = b"%PDF-1.4\n".to_vec();
        let mut places = Vec::new();
        let mut object = |octets: &mut Vec<u8>, text: String| {
            places.push(octets.len());
            octets.extend(format!("{} 0 obj\n{text}\nendobj\n", places.len()).into_bytes());
        };
        object(&mut octets, "<< /Type /Catalog /Pages 2 0 R >>".into());
        let kids: Vec<String> = (0..pages).map(|page| format!("{} 0 R", page + 4)).collect();
        let kids = kids.join(" ");
        object(&mut octets, format!("<< /Type /Pages /Count {pages} /Kids [{kids}] >>"));
        let paint = "1 0 0 rg 0 0 50 50 re f";
        object(&mut octets, format!("<< /Length {} >>\nstream\n{paint}\nendstream", paint.len()));
        for _ in 0..pages {
            let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 3 0 R >>";
            object(&mut octets, page.into());
        }
        let start = octets.len();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
        for place in &places {
            table.push_str(&format!("{place:010} 00000 n \n"));
        }
        let size = places.len() + 1;
        table.push_str(&format!(
            "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
        ));
        octets.extend(table.into_bytes());
        octets
    }

    #[test]
    fn pages_are_counted_and_painted() {
        let paper = Paper::open(sample(25)).unwrap();
        assert_eq!(paper.count(), 25);
        assert_eq!(paper.leaves(), [(200.0, 100.0); MOST_LEAVES]);
        let pixels = paper.paint(0, 400).unwrap();
        assert_eq!((pixels.width, pixels.height), (400, 200));
        assert!(pixels.is_sound(MOST_HEIGHT));
        let at = |x: usize, y: usize| pixels.rgba[(y * 400 + x) * 4..][..4].to_vec();
        assert_eq!((at(50, 150), at(300, 20)), (vec![255, 0, 0, 255], vec![255; 4]));
        assert!(paper.paint(19, u32::MAX).is_some_and(|page| page.width <= MOST_WIDTH));
        assert_eq!(paper.paint(20, 400), None);
    }

    #[test]
    fn what_is_no_paper_is_said() {
        assert_eq!(Paper::open(b"not a PDF".to_vec()).err(), Some(Hindrance::Broken));
        assert_eq!(Paper::open(Vec::new()).err(), Some(Hindrance::Broken));
    }
}
