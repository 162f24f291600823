//! The two palettes. Every pair of text and ground keeps a contrast of 4.5 to 1 (WCAG 2.1, 1.4.3);
//! the tests below measure it.

use iced::Color;
use iced::color;

use crate::model::account::Hue;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    #[default]
    Light,
    Dark,
}

impl Mode {
    pub fn colors(self) -> &'static Colors {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }

    /// What iced calls the theme; people never read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "Pombo light",
            Self::Dark => "Pombo dark",
        }
    }
}

/// What each colour is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colors {
    /// Behind the list and the reader: the window itself.
    pub ground: Color,
    /// Behind the sidebar and bars.
    pub side: Color,
    /// Cards, fields, menus.
    pub raised: Color,
    /// Under the pointer.
    pub hover: Color,
    /// A chosen row in the pane that has the keyboard.
    pub selected: Color,
    /// A chosen row in a pane that has not.
    pub selected_idle: Color,
    /// A folder that a dragged message would fall into.
    pub drop: Color,
    /// Lines between things.
    pub line: Color,
    /// Lines around fields and buttons.
    pub edge: Color,
    pub text: Color,
    /// What matters less: dates, subjects that were read.
    pub muted: Color,
    /// What must do something: the main button, the cursor, unread.
    pub accent: Color,
    pub accent_hover: Color,
    pub on_accent: Color,
    pub link: Color,
    /// Behind selected words.
    pub marked: Color,
    pub star: Color,
    pub success: Color,
    pub warning: Color,
    pub danger: Color,
    pub danger_hover: Color,
    pub on_danger: Color,
    /// The strip that says something waits.
    pub strip: Color,
    pub on_strip: Color,
    /// A notice: inverted, so that it stands out on any pane.
    pub notice: Color,
    pub on_notice: Color,
    pub notice_action: Color,
    /// Words of others, by depth.
    pub quotes: [Color; 4],
    /// Behind a dialog.
    pub shield: Color,
    /// Behind a message that has not arrived yet.
    pub blank: Color,
    pub thumb: Color,
    pub thumb_hover: Color,
    /// Behind the letter that stands for a person.
    pub people: [Color; 8],
    pub on_people: Color,
    /// Dots that mark accounts, in the order of `Hue::ALL`.
    pub hues: [Color; 8],
}

impl Colors {
    /// The tint of a quotation; depth 1 is the first.
    pub fn quote(&self, depth: u8) -> Color {
        let place = usize::from(depth.saturating_sub(1)) % self.quotes.len();
        self.quotes.get(place).copied().unwrap_or(self.muted)
    }

    /// The dot of an account.
    pub fn hue(&self, hue: Hue) -> Color {
        let place = Hue::ALL.iter().position(|&one| one == hue).unwrap_or(0);
        self.hues.get(place).copied().unwrap_or(self.accent)
    }

    /// The circle of a person, always the same for the same name or address.
    pub fn person(&self, name: &str) -> Color {
        let place = crc32fast::hash(name.trim().to_lowercase().as_bytes()) as usize;
        self.people.get(place % self.people.len()).copied().unwrap_or(self.accent)
    }
}

const LIGHT: Colors = Colors {
    ground: color!(0xfdfdfc),
    side: color!(0xf1f4f5),
    raised: color!(0xffffff),
    hover: color!(0xf0f4f5),
    selected: color!(0xd8eaec),
    selected_idle: color!(0xe6ebed),
    drop: color!(0xb9e0e0),
    line: color!(0xe3e8ea),
    edge: color!(0xc6d0d4),
    text: color!(0x1b2429),
    muted: color!(0x4c5a61),
    accent: color!(0x1c6b74),
    accent_hover: color!(0x175a62),
    on_accent: color!(0xffffff),
    link: color!(0x125f85),
    marked: color!(0xb5dde2),
    star: color!(0xba7700),
    success: color!(0x1f6f4a),
    warning: color!(0x8a5a00),
    danger: color!(0xb0302c),
    danger_hover: color!(0x962623),
    on_danger: color!(0xffffff),
    strip: color!(0xfbefd2),
    on_strip: color!(0x614200),
    notice: color!(0x263238),
    on_notice: color!(0xf1f5f6),
    notice_action: color!(0x8fd6dd),
    quotes: [color!(0x1c6b74), color!(0x6a4a92), color!(0x86580f), color!(0x984161)],
    shield: Color { r: 0.07, g: 0.10, b: 0.12, a: 0.36 },
    blank: color!(0xe8ecee),
    thumb: color!(0xc2cbd0),
    thumb_hover: color!(0x93a0a7),
    people: [
        color!(0x2f6f78),
        color!(0x5a5fa0),
        color!(0x8a5470),
        color!(0x7a632c),
        color!(0x3f7350),
        color!(0x8b5340),
        color!(0x4a6a8f),
        color!(0x75578f),
    ],
    on_people: color!(0xffffff),
    hues: [
        color!(0x2f72d6),
        color!(0x0f8585),
        color!(0x3a8a2e),
        color!(0xa47a00),
        color!(0xc8621a),
        color!(0xcb3a36),
        color!(0xc74588),
        color!(0x8152c9),
    ],
};

const DARK: Colors = Colors {
    ground: color!(0x171b1e),
    side: color!(0x111518),
    raised: color!(0x20262a),
    hover: color!(0x1f2529),
    selected: color!(0x1d3c42),
    selected_idle: color!(0x272e33),
    drop: color!(0x1a454b),
    line: color!(0x272e32),
    edge: color!(0x3d474d),
    text: color!(0xe6eaec),
    muted: color!(0xa6b2b8),
    accent: color!(0x6cc3cc),
    accent_hover: color!(0x86d2da),
    on_accent: color!(0x06242a),
    link: color!(0x7fc4ea),
    marked: color!(0x224a52),
    star: color!(0xf1bd4b),
    success: color!(0x7acb9c),
    warning: color!(0xe9b95c),
    danger: color!(0xf28b82),
    danger_hover: color!(0xf6a49d),
    on_danger: color!(0x3a0b08),
    strip: color!(0x3a2f14),
    on_strip: color!(0xf3d48c),
    notice: color!(0xdfe6e9),
    on_notice: color!(0x1b2429),
    notice_action: color!(0x14616a),
    quotes: [color!(0x7cc7cf), color!(0xb9a0e0), color!(0xd8b06a), color!(0xe39bb4)],
    shield: Color { r: 0.0, g: 0.0, b: 0.0, a: 0.55 },
    blank: color!(0x272e32),
    thumb: color!(0x3f4a50),
    thumb_hover: color!(0x66737a),
    people: [
        color!(0x2f6f78),
        color!(0x5a5fa0),
        color!(0x8a5470),
        color!(0x7a632c),
        color!(0x3f7350),
        color!(0x8b5340),
        color!(0x4a6a8f),
        color!(0x75578f),
    ],
    on_people: color!(0xffffff),
    hues: [
        color!(0x6ea6f5),
        color!(0x3fc1bd),
        color!(0x79c465),
        color!(0xe0b93f),
        color!(0xf0984f),
        color!(0xf27a73),
        color!(0xee86bb),
        color!(0xb493f0),
    ],
};

#[cfg(test)]
mod tests {
    use super::{Color, Hue, Mode};

    fn luminance(color: Color) -> f32 {
        let line = |c: f32| {
            if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * line(color.r) + 0.7152 * line(color.g) + 0.0722 * line(color.b)
    }

    fn contrast(a: Color, b: Color) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn check(mode: Mode, what: &str, text: Color, ground: Color, least: f32) {
        let found = contrast(text, ground);
        assert!(found >= least, "{mode:?} {what}: {found:.2} is under {least}");
    }

    #[test]
    fn text_can_be_read_on_every_ground_it_stands_on() {
        for mode in [Mode::Light, Mode::Dark] {
            let c = mode.colors();
            let grounds =
                [c.ground, c.side, c.raised, c.hover, c.selected, c.selected_idle, c.drop];
            for ground in grounds {
                check(mode, "text", c.text, ground, 4.5);
                check(mode, "muted", c.muted, ground, 4.5);
            }
            for ground in [c.ground, c.side, c.raised, c.hover] {
                check(mode, "accent", c.accent, ground, 4.5);
                check(mode, "danger", c.danger, ground, 4.5);
                check(mode, "success", c.success, ground, 4.5);
                check(mode, "warning", c.warning, ground, 4.5);
            }
            check(mode, "link", c.link, c.ground, 4.5);
            check(mode, "link marked", c.link, c.marked, 4.5);
            check(mode, "text marked", c.text, c.marked, 4.5);
            check(mode, "on accent", c.on_accent, c.accent, 4.5);
            check(mode, "on accent hover", c.on_accent, c.accent_hover, 4.5);
            check(mode, "on danger", c.on_danger, c.danger, 4.5);
            check(mode, "on danger hover", c.on_danger, c.danger_hover, 4.5);
            check(mode, "strip", c.on_strip, c.strip, 4.5);
            check(mode, "text on strip", c.text, c.strip, 4.5);
            check(mode, "notice", c.on_notice, c.notice, 4.5);
            check(mode, "notice action", c.notice_action, c.notice, 4.5);
        }
    }

    #[test]
    fn quotes_and_letters_in_circles_can_be_read() {
        for mode in [Mode::Light, Mode::Dark] {
            let c = mode.colors();
            for quote in c.quotes {
                check(mode, "quote", quote, c.ground, 4.5);
            }
            for person in c.people {
                check(mode, "person", c.on_people, person, 4.5);
            }
        }
    }

    #[test]
    fn signs_without_words_are_seen() {
        for mode in [Mode::Light, Mode::Dark] {
            let c = mode.colors();
            for ground in [c.ground, c.hover] {
                check(mode, "star", c.star, ground, 3.0);
            }
            for hue in Hue::ALL {
                let grounds = [c.side, c.ground, c.raised, c.hover, c.selected, c.selected_idle];
                for ground in grounds {
                    check(mode, "dot", c.hue(hue), ground, 3.0);
                }
            }
        }
    }

    #[test]
    fn dots_of_two_colours_are_two_colours() {
        for mode in [Mode::Light, Mode::Dark] {
            let c = mode.colors();
            for (at, one) in Hue::ALL.into_iter().enumerate() {
                for other in Hue::ALL.into_iter().skip(at + 1) {
                    let (a, b) = (c.hue(one), c.hue(other));
                    let far = (a.r - b.r).hypot(a.g - b.g).hypot(a.b - b.b);
                    assert!(far > 0.12, "{mode:?} {one:?} {other:?}: {far:.2}");
                }
            }
        }
    }

    #[test]
    fn a_person_keeps_a_colour_whatever_the_case() {
        let c = Mode::Light.colors();
        assert_eq!(c.person("Ana@Example.org "), c.person("ana@example.org"));
    }
}
