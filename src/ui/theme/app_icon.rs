//! The pigeon, as the window system wants it.

use std::io::Cursor;

use iced::window::{Icon, icon};

const PNG: &[u8] = include_bytes!("../../../resources/icons/pombo-128.png");

/// The icon of every window of ours. A picture that cannot be read leaves the window without one.
pub fn app_icon() -> Option<Icon> {
    let mut reader = png::Decoder::new(Cursor::new(PNG)).read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut pixels).ok()?;
    pixels.truncate(info.buffer_size());

    icon::from_rgba(pixels, info.width, info.height).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_bundled_picture_is_an_icon() {
        assert!(super::app_icon().is_some());
    }
}
