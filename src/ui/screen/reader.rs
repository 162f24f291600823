//! The reading pane: the orders, then head, attachments and text of the open message; where a link
//! leads is told at its foot.

pub mod cards;
mod find;
mod foot;
mod head;
mod invitation;
mod remote;
mod report;
pub mod risk;
pub mod sender;
mod source;
mod thread;

use iced::widget::{Space, column, container, row, rule, stack, text};
use iced::{Alignment, Fill};

use self::head::{Company, Room};
use super::labels::names;
use super::{removed, toolbar};
use crate::app::design::Design;
use crate::app::effect::{Pane, Scroll};
use crate::app::reader::{Extent, Opened, Reader};
use crate::app::{self, Screen, State, hand, reader};
use crate::fl;
use crate::i18n;
use crate::model::fault::{Fault, FaultKind};
use crate::model::ids::MessageKey;
use crate::model::nature::Nature;
use crate::render::drawn::{self, Stretch};
use crate::render::xray::look;
use crate::ui::input;
use crate::ui::shell::{Message, Shell};
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::Element;
use crate::ui::widget::button::{self, Rank};
use crate::ui::widget::icon::{Icon, sized};
use crate::ui::widget::pane::{Asked, Content, Motion, Told};
use crate::ui::widget::prose::Prose;
use crate::ui::widget::sheet::Sheet;
use crate::ui::widget::small::empty;

/// Behind a page in a dark window: what the painter makes of white.
const DARK: iced::Color = iced::Color { r: 30.0 / 255.0, g: 30.0 / 255.0, b: 30.0 / 255.0, a: 1.0 };

pub fn view(shell: &Shell) -> Element<'_, Message> {
    let state = &shell.state;
    let content = match &state.reader {
        Reader::Empty => empty(Icon::MailOpen, fl!("reader-empty"), Some(fl!("reader-empty-text"))),
        Reader::Several(count) => empty(
            Icon::Mail,
            fl!("reader-several", count = *count),
            Some(fl!("reader-several-text")),
        ),
        Reader::Loading(key) => coming(shell, *key),
        Reader::Failed(_, fault) if matches!(state.screen, Screen::File) => no_file(state, fault),
        Reader::Failed(_, fault) => failed(fl!("reader-failed"), i18n::fault(fault)),
        Reader::Open(opened) => match state.source(opened.key) {
            Some(source) => source::view(shell, source, opened.key),
            None => open(shell, opened),
        },
    };
    let bar = toolbar::view(state).map(Message::App);
    let line = toolbar::line(state.pane == Pane::Reader && !matches!(state.screen, Screen::File))
        .map(Message::App);
    let find = state.find.as_ref().map(|find| find::bar(find).map(Message::App));
    column![bar, line, find, content].into()
}

/// What the pane offers a head.
fn room(shell: &Shell, key: MessageKey) -> Room {
    let unfolded = shell.unfolded == Some(key);
    let everyone = shell.everyone == Some(key);
    Room { key, width: shell.reader_width(), now: shell.seconds(), unfolded, everyone }
}

/// What stands beside and below the subject of a message.
fn company(shell: &Shell, key: MessageKey) -> Company<'_> {
    let state = &shell.state;
    Company { labels: names(state, key), kin: thread::above(state, room(shell, key)) }
}

fn coming(shell: &Shell, key: MessageKey) -> Element<'_, Message> {
    match shell.state.line(key) {
        Some(line) => head::coming(&line, company(shell, key), room(shell, key)),
        None => empty(Icon::Busy, fl!("reader-loading"), None),
    }
}

/// A file that cannot be read, or holds no message.
fn no_file<'a>(state: &State, fault: &Fault) -> Element<'a, Message> {
    let folder = state.folders.selected.and_then(|place| state.folders.folder(place));
    let name = folder.map_or_else(String::new, |folder| folder.name.clone());
    let why = match fault.kind {
        FaultKind::Damaged => fl!("file-no-message", name = name),
        _ => i18n::fault(fault),
    };
    failed(fl!("file-failed"), why)
}

fn failed<'a>(title: String, why: String) -> Element<'a, Message> {
    let again = Message::App(app::Message::Reader(reader::Message::RetryAsked));
    let again = button::words(Rank::Plain, fl!("reader-again"), Some(again));
    let pile = column![
        sized(Icon::Alert, space::ICON_HERO).style(surface::muted),
        text(title).size(font::HEADING).font(font::STRONG).center(),
        text(why).size(font::BODY).style(surface::muted).center(),
        again,
    ];
    let pile = pile.spacing(space::M).align_x(Alignment::Center).max_width(space::DIALOG);
    container(pile).center(Fill).padding(space::XL).into()
}

fn open<'a>(shell: &'a Shell, opened: &'a Opened) -> Element<'a, Message> {
    let state = &shell.state;
    let (serial, by) = shell.scrolls[1];
    let (key, envelope) = (opened.key, &opened.message.envelope);
    let nature = opened.body.nature.as_deref();
    let mut above = column![
        head::view(
            (envelope, state.sender.regard(key)),
            opened.message.row.received,
            company(shell, key),
            room(shell, key)
        ),
        sender::view(state, room(shell, key)),
        nature.and_then(|nature| nature.seal.as_ref()).map(report::seal),
        container(rule::horizontal(space::HAIRLINE).style(surface::line))
            .max_width(space::READING + 2.0 * space::XL)
            .padding([0.0, space::XL]),
        extent(opened),
    ];
    above = above.extend(nature.into_iter().flat_map(|nature| kinds(nature, room(shell, key))));
    above = above.push(remote::bar(state, opened).map(|bar| bar.map(Message::App)));
    let removed = removed::banner(state, shell.seconds());
    let left = removed.is_some();
    above = above.push(removed.map(|banner| banner.map(Message::App)));
    if !opened.body.attachments.is_empty() {
        above = above.push(cards::view(state, opened, shell.reader_width()).map(Message::App));
    }
    let is_told = nature.is_some_and(|nature| *nature != Nature::default());
    if opened.page.paragraphs.is_empty() && !left && !is_told {
        let nothing = text(fl!("reader-no-text")).size(font::BODY).style(surface::muted);
        above = above.push(container(nothing).padding([space::L, space::XL]));
    }
    if let Some(sheet) = opened.sheet.as_deref().filter(|_| opened.design == Design::Shown) {
        return drawn(shell, opened, sheet, above.into());
    }
    // A page that comes at once is not preceded by its text.
    let page = if opened.design == Design::Coming { shell.no_page() } else { &opened.page };
    let tell = |message| Message::App(app::Message::Reader(message));
    let sender = opened.sender_host();
    let (marks, current) = found(shell);
    let prose = Prose::new(page, opened.key.0)
        .header(above)
        .on_link(move |link| tell(reader::Message::LinkClicked(link)))
        .on_hover(Message::LinkHovered)
        .marks(move |text, target| look(text, target, sender).is_marked())
        .footer(kin_below(shell, opened))
        .folding(&opened.unfolded, fold_label, move |fold| tell(reader::Message::FoldToggled(fold)))
        .found(marks, current)
        .motion(serial, motion(by));
    with_foot(shell, with_hands(shell, opened, prose).into())
}

/// The messages of the conversation that are below.
fn kin_below<'a>(shell: &'a Shell, opened: &Opened) -> Element<'a, Message> {
    // They stand below a page, not where it will be.
    let is_there = opened.design != Design::Coming;
    let kin = is_there.then(|| thread::below(&shell.state, room(shell, opened.key))).flatten();
    kin.unwrap_or_else(|| Space::new().into())
}

/// What the message is besides its text.
fn kinds(nature: &Nature, room: Room) -> impl Iterator<Item = Element<'_, Message>> {
    let report = nature.report.as_ref().map(|report| report::card(report, room));
    report.into_iter().chain(invitation::cards(&nature.invitations, room))
}

/// What was found of what is looked for, and which of it is looked at.
fn found(shell: &Shell) -> (&[Stretch], Option<(u64, Stretch)>) {
    let find = shell.state.find.as_ref();
    let current = find.and_then(|find| Some((find.serial, find.current()?)));
    (find.map_or(&[][..], |find| &find.found), current)
}

/// The message as its sender designed it.
fn drawn<'a>(
    shell: &'a Shell,
    opened: &'a Opened,
    sheet: &'a drawn::Sheet,
    above: Element<'a, Message>,
) -> Element<'a, Message> {
    let (serial, by) = shell.scrolls[1];
    let is_light = !shell.is_dark() || opened.is_light || sheet.drawn.is_card;
    let ground = if is_light { iced::Color::WHITE } else { DARK };
    let pages = &shell.pages;
    let (marks, current) = found(shell);
    let link = |number: usize| app::Message::Reader(reader::Message::SheetLinkClicked(number));
    let target = move |number: Option<usize>| {
        Message::LinkHovered(number.and_then(|number| sheet.links.get(number).cloned()))
    };
    let page = Sheet::new(&sheet.drawn, &pages.tiles, pages.scale(), ground, opened.key.0)
        .header(above)
        .footer(kin_below(shell, opened))
        .on_link(move |number| Message::App(link(number)))
        .on_hover(target)
        .on_want(Message::TilesWanted)
        .on_zoom(|steps| Message::App(app::Message::Reader(reader::Message::Zoomed(steps))))
        .marks(marks, current)
        .wary(&opened.wary)
        .motion(serial, motion(by));
    with_foot(shell, with_hands(shell, opened, page).into())
}

/// What hands do in a pane besides reading is the mind's.
fn with_hands<'a, C: Content<'a, Message = Message>>(
    shell: &'a Shell,
    opened: &'a Opened,
    content: C,
) -> C {
    let hand = |message| Message::App(app::Message::Reader(reader::Message::Hand(message)));
    content
        .ring(opened.at.ring())
        .has_keyboard(shell.state.pane == Pane::Reader)
        .select_all(opened.at.all)
        .on_press(move |spot| hand(hand::Message::Pressed(spot)))
        .on_told(move |Told { selection, place }| {
            hand(hand::Message::Told { selection, place: input::point(place) })
        })
        .on_menu(move |Asked { at, stop, picture }| {
            hand(hand::Message::MenuAsked { at: input::point(at), stop, picture })
        })
}

/// A pane with the line that says where a link leads: the one under the pointer, else the one that
/// has the keyboard.
fn with_foot<'a>(shell: &'a Shell, pane: Element<'a, Message>) -> Element<'a, Message> {
    let stop = shell.state.stop_link().map(|link| shell.state.look_through(&link));
    let foot = foot::view(shell.link.as_ref().or(stop.as_ref()));
    stack![pane, foot].width(Fill).height(Fill).into()
}

/// What stands for the rest of a quote.
fn fold_label(lines: u32, is_open: bool) -> String {
    if is_open { fl!("fold-less") } else { fl!("fold-more", count = lines) }
}

/// Where an order to scroll takes the reader.
pub fn motion(by: Scroll) -> Motion {
    match by {
        Scroll::Lines(lines) => Motion::Pages(lines as f32 * 0.08),
        Scroll::Pages(pages) => Motion::Pages(pages as f32 * 0.9),
        Scroll::Top => Motion::Start,
        Scroll::Bottom => Motion::End,
        Scroll::Across(steps) => Motion::Across(steps as f32 * 0.1),
        Scroll::To(y) => Motion::To(f64::from(y)),
    }
}

/// Says in which form the message is shown, and what is not shown of it.
fn extent(opened: &Opened) -> Element<'_, Message> {
    let is_usual = matches!(opened.design, Design::None | Design::Coming | Design::Shown);
    if is_usual && opened.page.left_out == 0 {
        return Space::new().into();
    }
    let mut lines = column![].spacing(space::S);
    let toggle =
        |label| Some((label, Message::App(app::Message::Reader(reader::Message::FormToggled))));
    lines = match &opened.design {
        Design::None | Design::Coming | Design::Shown => lines,
        Design::Late => lines.push(info(Icon::Busy, fl!("reader-drawing"), None)),
        Design::Hiding => lines.push(info(
            Icon::FileCode,
            fl!("reader-hiding"),
            toggle(fl!("reader-as-designed")),
        )),
        Design::PutAside => lines.push(info(
            Icon::FileCode,
            fl!("reader-reduced"),
            toggle(fl!("reader-as-designed")),
        )),
        Design::Failed(_) => {
            lines.push(info(Icon::Alert, fl!("reader-not-drawn"), toggle(fl!("reader-again"))))
        }
    };
    if opened.page.left_out > 0 {
        let left = fl!("reader-left-out", size = i18n::size(opened.page.left_out));
        let whole = Message::App(app::Message::Reader(reader::Message::WholeAsked));
        lines = lines.push(match opened.extent {
            Extent::First => info(Icon::Info, left, Some((fl!("reader-whole"), whole))),
            Extent::Growing => info(Icon::Busy, fl!("reader-growing"), None),
            Extent::Whole | Extent::Capped => info(Icon::Info, left, None),
        });
    }
    container(lines).padding(iced::Padding::from([0.0, space::XL]).top(space::M)).into()
}

fn info<'a>(sign: Icon, words: String, offer: Option<(String, Message)>) -> Element<'a, Message> {
    let mut line = row![
        sized(sign, space::ICON_SMALL).style(surface::muted),
        text(words).size(font::SMALL).style(surface::muted).width(Fill),
    ]
    .spacing(space::S)
    .align_y(Alignment::Center);
    if let Some((label, pressed)) = offer {
        line = line.push(button::link(label, pressed));
    }
    container(line)
        .padding([space::S, space::M])
        .width(Fill)
        .max_width(space::READING)
        .style(surface::banner)
        .into()
}
