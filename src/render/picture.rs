//! A picture that is looked at by itself: decoded, turned as its camera says, made no larger than a
//! window can show. Knows no files and no window.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};

use super::pixels::{Hindrance, Pixels};

/// Pixels of a picture that is decoded, and of one of its sides.
const MOST_PIXELS: u64 = 64_000_000;
const MOST_SIDE: u32 = 30_000;
/// Octets that a decoder may ask for.
const MOST_OCTETS: u64 = 640 * 1024 * 1024;

/// A picture as it is shown, and how large it is by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub pixels: Pixels,
    pub width: u32,
    pub height: u32,
}

/// Decodes a picture; its longer side has at most `most` pixels.
///
/// # Errors
/// It is larger than is decoded, or no picture of a known format.
pub fn decode(octets: &[u8], most: u32) -> Result<Picture, Hindrance> {
    let hindrance = |error| match error {
        ImageError::Limits(_) => Hindrance::TooLarge,
        _ => Hindrance::Broken,
    };
    let mut reader = ImageReader::new(Cursor::new(octets))
        .with_guessed_format()
        .map_err(|_| Hindrance::Broken)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_OCTETS);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(hindrance)?;
    let (width, height) = decoder.dimensions();
    let is_large = width > MOST_SIDE || height > MOST_SIDE;
    if is_large || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Hindrance::TooLarge);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(hindrance)?;
    if width.max(height) > most {
        image = image.thumbnail(most, most);
    }
    image.apply_orientation(orientation);
    let shown = image.into_rgba8();
    let is_turned = (shown.width() < shown.height()) != (width < height);
    let (width, height) = if is_turned { (height, width) } else { (width, height) };
    let (across, down) = shown.dimensions();
    let pixels = Pixels { width: across, height: down, rgba: shown.into_raw() };
    Ok(Picture { pixels, width, height })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut octets = Vec::new();
        let mut encoder = png::Encoder::new(&mut octets, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let row = usize::try_from(width.div_ceil(8)).unwrap();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&vec![0; row * usize::try_from(height).unwrap()]).unwrap();
        drop(writer);
        octets
    }

    #[test]
    fn a_picture_is_made_to_fit() {
        let picture = decode(&png(2_000, 1_000), 500).unwrap();
        assert_eq!((picture.width, picture.height), (2_000, 1_000));
        assert_eq!((picture.pixels.width, picture.pixels.height), (500, 250));
        assert!(picture.pixels.is_sound(500));
        let small = decode(&png(20, 10), 500).unwrap();
        assert_eq!((small.pixels.width, small.pixels.height), (20, 10));
    }

    #[test]
    fn what_is_too_large_or_broken_is_said() {
        assert_eq!(decode(&png(20_000, 20_000), 500).err(), Some(Hindrance::TooLarge));
        assert_eq!(decode(&png(40_000, 1), 500).err(), Some(Hindrance::TooLarge));
        assert_eq!(decode(b"GIF89a", 500).err(), Some(Hindrance::Broken));
        let whole = png(64, 64);
        for end in 0..whole.len() - 12 {
            let cut = decode(&whole[..end], 500);
            assert!(cut.is_err() || cut.is_ok_and(|picture| picture.pixels.is_sound(500)));
        }
    }
}
