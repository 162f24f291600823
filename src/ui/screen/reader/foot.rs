//! The line at the reader's foot while the pointer is on a link: where it truly leads, the host so
//! that it is seen, through whom, and what is to be said of it.

use iced::widget::{Space, column, container, row, text};
use iced::{Alignment, Fill, Font, Theme};

use crate::render::xray::Xray;
use crate::ui::screen::link;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::icon::{Icon, sized};
use crate::ui::widget::{Cut, Element};

/// Characters of what stands before a host, and of a host, that have room.
const BEFORE: usize = 40;
const HOST: usize = 72;

pub fn view<'a, Message: 'a>(xray: Option<&Xray>) -> Element<'a, Message> {
    let Some(xray) = xray else { return Space::new().into() };
    let wary = xray.is_marked();
    let (before, host, after) = xray.parts();
    let part = |words: String, face: Font, style: fn(&Theme) -> text::Style| {
        text(words).size(font::SMALL).font(face).wrapping(text::Wrapping::None).style(style)
    };
    let host_style = if wary { surface::wrong } else { surface::plain };
    let address = row![
        part(front(before, BEFORE), font::REGULAR, surface::muted),
        part(back(host, HOST), font::STRONG, host_style),
        Cut::new(after).size(font::SMALL).style(surface::muted),
    ]
    .align_y(Alignment::Center);
    let mut lines = column![address].spacing(space::XS);
    let told: Vec<String> = link::via(xray).into_iter().chain(link::findings(xray)).collect();
    if !told.is_empty() {
        let style = if wary { surface::wrong } else { surface::muted };
        let words = Cut::new(told.join(" · ")).size(font::SMALL).style(style);
        let sign = wary.then(|| sized(Icon::Alert, space::ICON_SMALL).style(surface::wrong));
        lines = lines.push(row![sign, words].spacing(space::S).align_y(Alignment::Center));
    }
    let bar = container(lines).padding([space::XS, space::M]).width(Fill).style(surface::foot);
    column![Space::new().height(Fill), bar].width(Fill).height(Fill).into()
}

/// The beginning of a text that may be long.
fn front(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The end of a host that may be long: there it says whose it is.
fn back(host: &str, most: usize) -> String {
    let left_out = host.chars().count().saturating_sub(most);
    match host.char_indices().nth(left_out) {
        Some((from, _)) if from > 0 => format!("…{}", host.get(from..).unwrap_or_default()),
        _ => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{back, front};

    #[test]
    fn long_parts_keep_what_tells_most() {
        assert_eq!((front("https://", 40), back("a.org", 40)), ("https://".into(), "a.org".into()));
        assert_eq!(front("https://ann", 8), "https://…");
        assert_eq!(back("paypal.com.evil.org", 8), "…evil.org");
        assert_eq!((front("", 4), back("", 4)), (String::new(), String::new()));
    }
}
