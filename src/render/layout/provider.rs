//! Answers what the engine asks for: the pictures that it was given by number, and nothing else.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use blitz_traits::net::{Bytes, NetHandler, NetProvider, Request};

use crate::render::clean::PICTURES;

/// Pixels of one picture, and of all pictures of a mail.
const MAX_PIXELS: u64 = 16_000_000;
const MAX_ALL: u64 = 60_000_000;

/// See the module.
pub struct Provider {
    octets: BTreeMap<usize, Arc<[u8]>>,
    pixels: AtomicU64,
}

impl Provider {
    pub fn new(octets: BTreeMap<usize, Arc<[u8]>>) -> Self {
        Self { octets, pixels: AtomicU64::new(0) }
    }

    /// The picture of an address, where it is small enough to be decoded.
    fn picture(&self, url: &str) -> Option<&Arc<[u8]>> {
        let number: usize = url.strip_prefix(PICTURES)?.parse().ok()?;
        let octets = self.octets.get(&number)?;
        let reader =
            image::ImageReader::new(Cursor::new(octets.as_ref())).with_guessed_format().ok()?;
        let (width, height) = reader.into_dimensions().ok()?;
        let pixels = u64::from(width) * u64::from(height);
        let before = self.pixels.fetch_add(pixels, Ordering::Relaxed);
        (pixels <= MAX_PIXELS && before + pixels <= MAX_ALL).then_some(octets)
    }
}

impl NetProvider for Provider {
    fn fetch(&self, _: usize, request: Request, handler: Box<dyn NetHandler>) {
        let url = request.url.to_string();
        // A question without an answer would keep the page from being painted at all.
        let octets =
            self.picture(&url).map_or_else(Bytes::new, |octets| Bytes::from(octets.to_vec()));
        handler.bytes(url, octets);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Arc<[u8]> {
        let mut octets = Vec::new();
        let mut encoder = png::Encoder::new(&mut octets, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let row = usize::try_from(width.div_ceil(8)).unwrap();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&vec![0; row * usize::try_from(height).unwrap()]).unwrap();
        drop(writer);
        octets.into()
    }

    #[test]
    fn only_pictures_that_were_given_and_can_be_decoded_are_had() {
        let octets =
            [(0, png(8, 8)), (1, png(10_000, 10_000)), (2, b"GIF89a no".as_slice().into())];
        let provider = Provider::new(octets.into());
        assert!(provider.picture("https://mail.invalid/p/0").is_some());
        for url in [
            "https://mail.invalid/p/1",
            "https://mail.invalid/p/2",
            "https://mail.invalid/p/3",
            "https://a.org/0",
        ] {
            assert!(provider.picture(url).is_none(), "{url}");
        }
    }
}
