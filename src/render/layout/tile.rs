//! A painted part of a page.

use anyrender::{ImageRenderer, PaintScene};
use anyrender_vello_cpu::VelloCpuImageRenderer;
use blitz_dom::{BaseDocument, Point};
use peniko::kurbo::{Affine, Rect};
use peniko::{Color, Fill};

use super::colour::{DARK, Rgb, dark};

/// Pixels, four octets each: red, green, blue, opacity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

/// Paints what lies from a height on, on a ground that nothing can be seen through; `scale`: pixels
/// to a CSS pixel of the document.
pub fn paint(doc: &mut BaseDocument, scale: f64, size: (u32, u32), top: u32, ground: Rgb) -> Tile {
    let (width, height) = (size.0.clamp(1, 8_192), size.1.clamp(1, 8_192));
    doc.set_viewport_scroll(Point { x: 0.0, y: f64::from(top) / scale });
    let mut rgba = Vec::new();
    let mut renderer = VelloCpuImageRenderer::new(width, height);
    renderer.render_to_vec(
        |scene| {
            let all = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
            let [r, g, b] = ground;
            let ground = Color::from_rgb8(r, g, b);
            scene.fill(Fill::NonZero, Affine::IDENTITY, ground, None, &all);
            blitz_paint::paint_scene(scene, doc, scale, width, height, 0, 0);
        },
        &mut rgba,
    );
    Tile { width, height, rgba }
}

impl Tile {
    /// Makes light dark and dark light and keeps the hues; pictures stay as they are.
    pub fn inverted(mut self, top: u32, pictures: &[[f32; 4]]) -> Self {
        let width = usize::try_from(self.width).unwrap_or(1);
        let mut last = ([255; 3], DARK);
        for (row, line) in self.rgba.chunks_exact_mut(width * 4).enumerate() {
            let y = (row as u32 + top) as f32 + 0.5;
            let spared: Vec<(f32, f32)> = pictures
                .iter()
                .filter(|[_, from, _, to]| y >= *from && y < *to)
                .map(|[left, _, right, _]| (*left, *right))
                .collect();
            for (column, pixel) in line.chunks_exact_mut(4).enumerate() {
                let x = column as f32 + 0.5;
                if spared.iter().any(|(left, right)| x >= *left && x < *right) {
                    continue;
                }
                let [r, g, b, _] = pixel else { continue };
                let colour = [*r, *g, *b];
                // Most pixels are as the one before them.
                if last.0 != colour {
                    last = (colour, dark(colour));
                }
                [*r, *g, *b] = last.1;
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_keep_their_colours() {
        let tile = Tile { width: 2, height: 1, rgba: vec![255; 8] };
        let tile = tile.inverted(10, &[[1.0, 5.0, 2.0, 20.0]]);
        assert_eq!(tile.rgba[..3], DARK);
        assert_eq!(tile.rgba[4..7], [255, 255, 255]);
    }
}
