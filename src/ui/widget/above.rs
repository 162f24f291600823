//! What lies above the rest: dialogs, menus, the ghost of a drag, notices.

use iced::widget::text::IntoFragment;
use iced::widget::{
    Space, button, column, container, mouse_area, opaque, pin, row, rule, stack, text,
};
use iced::{Center, Fill, Padding, Point, Size};

use super::Element;
use super::icon::{self, Icon};
use crate::ui::theme::{self, font, space, surface};

const MENU_WIDTH: f32 = 256.0;
const MENU_ROW: f32 = 32.0;
const MENU_LINE: f32 = 9.0;
const GHOST: Point = Point::new(14.0, 10.0);

/// A window with layers above its panes, the last one uppermost. The shape stays the same whether a
/// layer is there or not: otherwise the panes would forget what is pressed and scrolled just when a
/// ghost or a menu appears.
pub fn window<'a, Message: 'a>(
    panes: impl Into<Element<'a, Message>>,
    layers: impl IntoIterator<Item = Option<Element<'a, Message>>>,
) -> Element<'a, Message> {
    let none = || Element::from(Space::new());
    let layers = layers.into_iter().map(|layer| layer.unwrap_or_else(none));

    stack(std::iter::once(panes.into()).chain(layers)).width(Fill).height(Fill).into()
}

/// A dialog; what is below cannot be touched meanwhile. A press beside it sends `on_leave`.
pub fn dialog<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    on_leave: Option<Message>,
) -> Element<'a, Message> {
    of_width(space::DIALOG, content.into(), on_leave)
}

/// The same with room for a table.
pub fn wide_dialog<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    on_leave: Option<Message>,
) -> Element<'a, Message> {
    of_width(space::FORM + space::XL * 2.0, content.into(), on_leave)
}

/// The same as large as the window lets it be.
pub fn full<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    on_leave: Message,
) -> Element<'a, Message> {
    let card = container(content).width(Fill).height(Fill).style(surface::dialog);
    let shield = container(opaque(card)).padding(space::XL).style(surface::shield);

    opaque(mouse_area(shield).on_press(on_leave))
}

fn of_width<'a, Message: Clone + 'a>(
    width: f32,
    content: Element<'a, Message>,
    on_leave: Option<Message>,
) -> Element<'a, Message> {
    let card = container(content).max_width(width).padding(space::XL).style(surface::dialog);
    let shield = container(opaque(card)).center(Fill).padding(space::XL).style(surface::shield);
    let mut area = mouse_area(shield);
    if let Some(message) = on_leave {
        area = area.on_press(message);
    }

    opaque(area)
}

/// A line of a menu.
pub enum Item<Message> {
    Act {
        sign: Icon,
        label: String,
        /// The key that does the same.
        key: String,
        /// What it does; without that it is grey.
        on_press: Option<Message>,
        /// The arrow keys are at it.
        lit: bool,
    },
    Line,
}

/// A menu at a point, moved so that it fits the window; a press beside it sends `on_leave`.
pub fn menu<'a, Message: Clone + 'a>(
    at: Point,
    window: Size,
    items: Vec<Item<Message>>,
    on_leave: Message,
) -> Element<'a, Message> {
    let height: f32 = items
        .iter()
        .map(|item| if matches!(item, Item::Line) { MENU_LINE } else { MENU_ROW })
        .sum();
    let place = fit(at, Size::new(MENU_WIDTH, height + space::S), window);
    let lines = column(items.into_iter().map(menu_line));
    let card = container(lines).width(MENU_WIDTH).padding(space::XS).style(surface::dialog);
    let card = container(card).padding(space::HALO).style(surface::halo);
    let area = mouse_area(pin(opaque(card)).position(place).width(Fill).height(Fill))
        .on_press(on_leave.clone())
        .on_right_press(on_leave);

    opaque(area)
}

fn menu_line<'a, Message: Clone + 'a>(item: Item<Message>) -> Element<'a, Message> {
    let Item::Act { sign, label, key, on_press, lit } = item else {
        return container(rule::horizontal(space::HAIRLINE).style(surface::line))
            .height(MENU_LINE)
            .align_y(Center)
            .into();
    };
    let content = row![
        icon::icon(sign),
        text(label).size(font::BODY).width(Fill),
        text(key).size(font::SMALL).style(surface::muted),
    ]
    .spacing(space::S)
    .align_y(Center)
    .height(Fill);

    button(content)
        .width(Fill)
        .height(MENU_ROW)
        .padding(Padding::from([0.0, space::S]))
        .style(if lit { theme::button::menu_lit } else { theme::button::menu })
        .on_press_maybe(on_press)
        .into()
}

/// What is carried, at the pointer. It never takes a press, and stays inside the window.
pub fn ghost<'a, Message: 'a>(
    at: Point,
    window: Size,
    label: impl IntoFragment<'a>,
) -> Element<'a, Message> {
    ghost_of(Icon::Mail, at, window, label)
}

/// The same with a sign of its own.
pub fn ghost_of<'a, Message: 'a>(
    sign: Icon,
    at: Point,
    window: Size,
    label: impl IntoFragment<'a>,
) -> Element<'a, Message> {
    let words = text(label).size(font::BODY).font(font::STRONG);
    let chip = container(row![icon::icon(sign), words].spacing(space::S).align_y(Center))
        .padding(Padding::from([space::S, space::M]))
        .style(surface::ghost);
    // Its width is not known before it is laid out; this keeps most of it inside.
    let room = Size::new(space::DIALOG / 3.0, space::ICON_BUTTON);
    let place = fit(Point::new(at.x + GHOST.x, at.y + GHOST.y), room, window);

    pin(chip).position(place).width(Fill).height(Fill).into()
}

/// "3 moved · Undo", at the foot of the window.
pub fn notice<'a, Message: Clone + 'a>(
    sign: Option<Icon>,
    label: impl IntoFragment<'a>,
    action: Option<(String, Message)>,
    close: (String, Message),
) -> Element<'a, Message> {
    let act = action.map(|(label, message)| {
        button(text(label).size(font::BODY).font(font::STRONG))
            .padding(Padding::from([space::XS, space::S]))
            .style(theme::button::notice)
            .on_press(message)
    });
    let (leave, message) = close;
    let cross = button(icon::sized(Icon::Close, space::ICON_SMALL))
        .padding(space::XS)
        .style(theme::button::notice)
        .on_press(message);
    let sign = sign.map(icon::icon);
    let label = container(text(label).size(font::BODY)).max_width(space::READING);
    let content =
        row![sign, label, act, super::button::hint(cross, leave)].spacing(space::M).align_y(Center);

    container(content)
        .padding(Padding { top: space::S, bottom: space::S, left: space::L, right: space::S })
        .style(surface::notice)
        .into()
}

/// Things at the foot of a window, in the middle, that leave the rest usable.
pub fn foot<'a, Message: 'a>(
    notices: impl IntoIterator<Item = Element<'a, Message>>,
) -> Element<'a, Message> {
    let notices = notices.into_iter().map(opaque);
    let pile = iced::widget::Column::with_children(notices).spacing(space::S).align_x(Center);

    column![Space::new().height(Fill), pile]
        .width(Fill)
        .height(Fill)
        .padding(space::XL)
        .align_x(Center)
        .into()
}

/// "Offline since 9:12", as wide as the window.
pub fn strip<'a, Message: Clone + 'a>(
    sign: Icon,
    label: impl IntoFragment<'a>,
    actions: impl IntoIterator<Item = (String, Message)>,
) -> Element<'a, Message> {
    let mut content = row![icon::icon(sign), text(label).size(font::BODY).width(Fill)]
        .spacing(space::L)
        .align_y(Center);
    for (label, message) in actions {
        content = content.push(super::button::strip(label, message));
    }

    container(content)
        .width(Fill)
        .padding(Padding::from([space::S, space::L]))
        .style(surface::strip)
        .into()
}

/// The place nearest to a point at which a box lies inside the window.
pub fn fit(at: Point, size: Size, window: Size) -> Point {
    let within = |at: f32, size: f32, window: f32| at.min(window - size - space::XS).max(space::XS);

    Point::new(within(at.x, size.width, window.width), within(at.y, size.height, window.height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_at_the_edge_is_moved_inside() {
        let (size, window) = (Size::new(200.0, 100.0), Size::new(800.0, 600.0));
        assert_eq!(fit(Point::new(50.0, 60.0), size, window), Point::new(50.0, 60.0));
        assert_eq!(fit(Point::new(790.0, 590.0), size, window), Point::new(596.0, 496.0));
        assert_eq!(fit(Point::new(-9.0, -9.0), size, window), Point::new(4.0, 4.0));
    }
}
