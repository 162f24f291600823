//! Letters: the bundled faces and the roles they play. Without them text could be invisible on a
//! machine with no fonts, and an italic without an italic face would end the program.

use std::borrow::Cow;

use iced::Font;
use iced::font::{Style, Weight};

/// The bundled faces, to be loaded before the first text is shaped.
pub const FACES: [&[u8]; 8] = [
    include_bytes!("../../../resources/fonts/pombo-sans-regular.ttf"),
    include_bytes!("../../../resources/fonts/pombo-sans-semibold.ttf"),
    include_bytes!("../../../resources/fonts/pombo-sans-bold.ttf"),
    include_bytes!("../../../resources/fonts/pombo-sans-italic.ttf"),
    include_bytes!("../../../resources/fonts/pombo-sans-bolditalic.ttf"),
    include_bytes!("../../../resources/fonts/pombo-mono-regular.ttf"),
    include_bytes!("../../../resources/fonts/pombo-mono-bold.ttf"),
    include_bytes!("../../../resources/fonts/pombo-icons.ttf"),
];

pub const REGULAR: Font = Font::with_name("Pombo Sans");
/// Headings, unread rows, names of buttons.
pub const STRONG: Font = Font { weight: Weight::Semibold, ..REGULAR };
pub const BOLD: Font = Font { weight: Weight::Bold, ..REGULAR };
pub const ITALIC: Font = Font { style: Style::Italic, ..REGULAR };
pub const BOLD_ITALIC: Font = Font { weight: Weight::Bold, style: Style::Italic, ..REGULAR };
pub const MONO: Font = Font::with_name("Pombo Mono");
pub const ICONS: Font = Font::with_name("Pombo Icons");
/// Asked for by name, or a plain face that has the sign wins and the emoji loses its colours.
pub const EMOJI: Font = Font::with_name("Noto Color Emoji");

/// A code that is typed on another device.
pub const CODE: f32 = 30.0;
/// A page or dialog title.
pub const TITLE: f32 = 22.0;
/// The subject above an opened mail; a group's heading.
pub const HEADING: f32 = 18.0;
/// What is read at length.
pub const READING: f32 = 15.0;
/// Everything that is not named here.
pub const BODY: f32 = 14.0;
/// Dates, counts, hints.
pub const SMALL: f32 = 12.5;
/// Lines of text read at length are set further apart than labels.
pub const READING_LEADING: f32 = 1.5;
pub const LEADING: f32 = 1.3;

/// Gives the bundled faces to the text system of this process. Harmless to call again.
pub fn load() {
    use iced::advanced::graphics::text::font_system;

    // A poisoned lock means that another thread died while shaping; the faces still load.
    let mut system = font_system().write().unwrap_or_else(std::sync::PoisonError::into_inner);
    for face in FACES {
        system.load_font(Cow::Borrowed(face));
    }
}

/// Whether this machine has the colour emoji face that [`EMOJI`] names.
pub fn has_emoji() -> bool {
    use std::sync::OnceLock;

    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| {
        use iced::advanced::graphics::text::font_system;

        let mut system = font_system().write().unwrap_or_else(std::sync::PoisonError::into_inner);
        system
            .raw()
            .db()
            .faces()
            .any(|face| face.families.iter().any(|(name, _)| name == "Noto Color Emoji"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_face_is_found_by_its_name_weight_and_slant() {
        use iced::advanced::graphics::text::{cosmic_text::fontdb, font_system};

        load();
        let mut system = font_system().write().unwrap();
        let db = system.raw().db();
        let found = |family: &str, weight: fontdb::Weight, style: fontdb::Style| {
            db.faces().any(|face| {
                face.families.iter().any(|(name, _)| name == family)
                    && face.weight == weight
                    && face.style == style
            })
        };
        use fontdb::{Style, Weight};

        assert!(found("Pombo Sans", Weight::NORMAL, Style::Normal));
        assert!(found("Pombo Sans", Weight::SEMIBOLD, Style::Normal));
        assert!(found("Pombo Sans", Weight::BOLD, Style::Normal));
        assert!(found("Pombo Sans", Weight::NORMAL, Style::Italic));
        assert!(found("Pombo Sans", Weight::BOLD, Style::Italic));
        assert!(found("Pombo Mono", Weight::NORMAL, Style::Normal));
        assert!(found("Pombo Mono", Weight::BOLD, Style::Normal));
        assert!(found("Pombo Icons", Weight::NORMAL, Style::Normal));
    }
}
