//! A picture of a window.

use std::io;
use std::path::Path;

/// Pixels in rows from the top, four octets each: red, green, blue, alpha.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

impl Frame {
    /// As a PNG file. A window is opaque, so its alpha is not written.
    pub fn png(&self) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header()?;
        let opaque: Vec<u8> =
            self.rgba.chunks_exact(4).flat_map(|pixel| pixel.iter().take(3)).copied().collect();
        writer.write_image_data(&opaque)?;
        writer.finish()?;

        Ok(out)
    }

    /// Writes the PNG, and the folders on the way to it.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }

        std::fs::write(path, self.png()?)
    }

    /// The pixel at this place; nothing outside the picture.
    pub fn pixel(&self, x: u32, y: u32) -> Option<[u8; 4]> {
        if x >= self.width || y >= self.height {
            return None;
        }

        let at = (y as usize * self.width as usize + x as usize) * 4;
        self.rgba.get(at..at + 4)?.try_into().ok()
    }

    /// How many different colours a stretch of it has: 1 where nothing was drawn.
    pub fn colours(&self, area: iced::Rectangle<u32>) -> usize {
        let mut found = std::collections::HashSet::new();
        for y in area.y..area.y.saturating_add(area.height) {
            for x in area.x..area.x.saturating_add(area.width) {
                found.extend(self.pixel(x, y));
            }
        }

        found.len()
    }
}
