//! The circle that stands for a person, and numbers in pills.

use iced::widget::{container, text};
use iced::{Center, Padding, Theme};

use super::Element;
use crate::ui::theme::{colors, font, surface};

/// The first letter of a name on a circle of the name's own colour, `size` across.
pub fn avatar<'a, Message: 'a>(name: &str, size: f32) -> Element<'a, Message> {
    let name = name.to_owned();
    let letter = text(initial(&name)).size(size * 0.44).font(font::STRONG).line_height(1.0);

    container(letter)
        .center(size)
        .style(move |theme: &Theme| surface::circle(colors(theme).person(&name))(theme))
        .into()
}

/// A count that asks for attention, or (`quiet`) one that only tells. Nothing for zero.
pub fn badge<'a, Message: 'a>(count: u64, quiet: bool) -> Option<Element<'a, Message>> {
    if count == 0 {
        return None;
    }

    let style = if quiet { surface::badge_quiet } else { surface::badge };
    let number = text(short(count)).size(font::SMALL - 1.0).font(font::STRONG).line_height(1.0);
    let pill = container(number).padding(Padding::from([3.0, 7.0])).align_y(Center).style(style);

    Some(pill.into())
}

/// The first letter or digit of a name, as a capital.
fn initial(name: &str) -> String {
    name.chars()
        .find(|c| c.is_alphanumeric())
        .map_or_else(|| "?".to_owned(), |c| c.to_uppercase().to_string())
}

/// A number that stays short: 999, then 1k, 12k, 1M.
fn short(count: u64) -> String {
    match count {
        0..1_000 => count.to_string(),
        1_000..1_000_000 => format!("{}k", count / 1_000),
        _ => format!("{}M", count / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::{initial, short};

    #[test]
    fn the_initial_is_the_first_letter_that_can_be_read() {
        for (name, letter) in [
            ("ana", "A"),
            ("  \"Zoë\"", "Z"),
            ("<7up@x>", "7"),
            ("שרה", "ש"),
            ("", "?"),
            ("🎉", "?"),
        ] {
            assert_eq!(initial(name), letter, "{name}");
        }
    }

    #[test]
    fn large_numbers_stay_short() {
        for (count, shown) in
            [(7, "7"), (999, "999"), (1_000, "1k"), (12_900, "12k"), (3_000_000, "3M")]
        {
            assert_eq!(short(count), shown);
        }
    }
}
