//! An attachment looked at over the panes: a picture, a text, pages, a mail in the mail, what is in an
//! archive or a wrapper. Shows what is there; decodes nothing.

mod inside;

use iced::widget::scrollable::{Direction, Scrollbar};
use iced::widget::{Id, Space, column, container, image, row, rule, scrollable, text};
use iced::{Alignment, Center, Fill, Padding, Size};

use super::reader::cards::{kind_words, portion, sign};
use super::reader::motion;
use crate::app::preview::{Failure, Letter, Message as Previewing, Preview, Shown, Stage};
use crate::app::saves::{Message as Saving, SaveState};
use crate::app::{self, State};
use crate::fl;
use crate::i18n;
use crate::render::pixels::Hindrance;
use crate::ui::effects::looks::{Told, leaf_sizes};
use crate::ui::shell::{Message, Shell};
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::{self, Rank, icon_button};
use crate::ui::widget::icon::{Icon, sized};
use crate::ui::widget::pane::Content;
use crate::ui::widget::prose::Prose;
use crate::ui::widget::{Cut, Element, Reach, TabOrder, above, small};

/// Height of the bar above what is shown.
const BAR: f32 = 60.0;
/// Width of what is read: the column of words, and what is beside it.
const WORDS: f32 = space::READING + 2.0 * space::XL + space::SCROLLBAR;
/// What stays free at the edges of the dialog, and at its round corners.
const EDGE: Padding =
    Padding { top: 0.0, right: space::HAIRLINE, bottom: space::S, left: space::HAIRLINE };
/// Width of the progress bar.
const PROGRESS: f32 = 280.0;

/// What is scrolled by keys.
pub fn scroll_id() -> Id {
    Id::new("preview")
}

/// The room for pictures and pages in this window.
pub fn room(window: Size) -> Size {
    let around = 2.0 * (space::XL + space::L);
    let width = window.width - around - space::SCROLLBAR;
    Size::new(width.max(64.0), (window.height - around - BAR).max(64.0))
}

/// What is looked at, if anything.
pub fn view(shell: &Shell) -> Option<Element<'_, Message>> {
    let preview = shell.state.preview.as_deref()?;
    let line = rule::horizontal(space::HAIRLINE).style(surface::line);
    let content = column![bar(&shell.state, preview), line, stage(shell, preview)];
    Some(above::full(TabOrder::new(content), tell(Previewing::Closed)))
}

fn tell(message: Previewing) -> Message {
    Message::App(app::Message::Preview(message))
}

fn saving(message: Saving) -> Message {
    Message::App(app::Message::Saves(message))
}

/// A button that Tab reaches.
fn press<'a>(sign: Icon, label: String, message: Option<Message>) -> Element<'a, Message> {
    let shown = icon_button(sign, label, message.clone());
    match message {
        Some(message) => Reach::new(shown, message).into(),
        None => shown,
    }
}

/// What it is, and what can be done with it.
fn bar<'a>(state: &'a State, preview: &'a Preview) -> Element<'a, Message> {
    let kind = format!("{} · {}", kind_words(preview.kind), i18n::size(preview.size));
    let all = state.reader.opened().map(|opened| opened.body.attachments.as_slice());
    let all = all.unwrap_or_default();
    let at = all.iter().position(|one| one.part == preview.part).unwrap_or_default();
    let many = all.len() > 1 && preview.inner.is_none();
    let place = many.then(|| fl!("preview-place", at = at + 1, count = all.len()));
    let line = place.map_or_else(|| kind.clone(), |place| format!("{kind} · {place}"));
    let words = column![
        Cut::new(preview.name.as_str()).font(font::STRONG),
        Cut::new(line).size(font::SMALL).style(surface::muted),
    ];
    let sign = sized(sign(preview.kind), space::XL).style(surface::accent);
    let back = preview
        .inner
        .is_some()
        .then(|| press(Icon::ChevronLeft, fl!("preview-back"), Some(tell(Previewing::BackAsked))));
    let step = |sign, label, by: i8, can: bool| {
        press(sign, label, can.then(|| tell(Previewing::Stepped(by))))
    };
    let steps = many.then(|| {
        row![
            step(Icon::ChevronLeft, fl!("preview-previous"), -1, at > 0),
            step(Icon::ChevronRight, fl!("preview-next"), 1, at + 1 < all.len()),
        ]
    });
    let close = press(Icon::Close, fl!("preview-close"), Some(tell(Previewing::Closed)));
    row![back, sign, words.width(Fill), zoom(preview), steps, acts(state, preview), close]
        .spacing(space::S)
        .align_y(Center)
        .height(BAR)
        .padding(Padding::from([0.0, space::M]).left(space::L))
        .into()
}

fn zoom<'a>(preview: &Preview) -> Option<Element<'a, Message>> {
    let to = |steps| Some(tell(Previewing::Zoomed(steps)));
    let percent = text(fl!("preview-zoom", percent = u32::from(preview.zoom))).size(font::SMALL);
    preview.has_zoom().then(|| {
        row![
            press(Icon::Minus, fl!("preview-smaller"), to(-1)),
            percent.style(surface::muted),
            press(Icon::Plus, fl!("preview-larger"), to(1)),
        ]
        .align_y(Center)
        .into()
    })
}

/// Open it elsewhere, save it.
fn acts<'a>(state: &State, preview: &Preview) -> Element<'a, Message> {
    if let Some(place) = preview.inner {
        let save = saving(Saving::InnerAsked(place));
        return press(Icon::Download, fl!("attachment-save"), Some(save));
    }
    let is_warned = state.attachment_warning(&preview.part).is_some();
    let open = (!is_warned).then(|| {
        let asked = saving(Saving::OpenAsked(preview.part.clone()));
        press(Icon::ExternalLink, fl!("attachment-open"), Some(asked))
    });
    let save = saving(Saving::Asked(preview.part.clone()));
    row![open, press(Icon::Download, fl!("attachment-save"), Some(save))].into()
}

fn stage<'a>(shell: &'a Shell, preview: &'a Preview) -> Element<'a, Message> {
    match &preview.stage {
        Stage::NoForm => {
            small::empty(Icon::EyeOff, fl!("preview-none"), Some(fl!("preview-none-text")))
        }
        Stage::Question => question(preview),
        Stage::Fetching(job) => {
            let save = shell.state.saves.get(*job).map(|save| &save.state);
            let (done, total) = match save {
                Some(SaveState::Running { done, total }) => (*done, *total),
                _ => (0, preview.size),
            };
            fetching(done, total)
        }
        Stage::Looking => small::empty(Icon::Busy, fl!("preview-looking"), None),
        Stage::Failed(failure) => failed(failure),
        Stage::Shown(shown) => content(shell, preview, shown),
    }
}

fn question<'a>(preview: &Preview) -> Element<'a, Message> {
    let yes =
        button::words(Rank::Primary, fl!("preview-fetch"), Some(tell(Previewing::FetchConfirmed)));
    let words = fl!("preview-large", size = i18n::size(preview.size));
    pile(Icon::Download, words, None, Some(yes))
}

fn fetching<'a>(done: u64, total: u64) -> Element<'a, Message> {
    let far = fl!("save-running", done = i18n::size(done), total = i18n::size(total));
    let bar = container(small::progress(portion(done, total))).width(PROGRESS);
    let stop = button::words(Rank::Plain, fl!("cancel"), Some(tell(Previewing::Closed)));
    let pile = column![
        text(fl!("preview-fetching")).size(font::HEADING).font(font::STRONG),
        bar,
        text(far).size(font::SMALL).style(surface::muted),
        stop,
    ];
    container(pile.spacing(space::M).align_x(Center)).center(Fill).into()
}

fn failed<'a>(failure: &Failure) -> Element<'a, Message> {
    let again = || {
        let retry = tell(Previewing::RetryAsked);
        button::words(Rank::Plain, fl!("reader-again"), Some(retry))
    };
    let (words, more, offer) = match failure {
        Failure::Hindered(Hindrance::Broken) => {
            (fl!("preview-broken"), Some(fl!("preview-broken-text")), None)
        }
        Failure::Hindered(Hindrance::Encrypted) => {
            (fl!("preview-encrypted"), Some(fl!("preview-encrypted-text")), None)
        }
        Failure::Hindered(Hindrance::TooLarge) => {
            (fl!("preview-too-large"), Some(fl!("preview-too-large-text")), None)
        }
        Failure::Lost(fault) => (fl!("preview-lost"), Some(i18n::fault(fault)), Some(again())),
        Failure::Ended(_) => (fl!("preview-ended"), Some(fl!("preview-ended-text")), Some(again())),
    };
    pile(Icon::Alert, words, more, offer)
}

fn pile<'a>(
    sign: Icon,
    words: String,
    more: Option<String>,
    offer: Option<Element<'a, Message>>,
) -> Element<'a, Message> {
    let more = more.map(|more| text(more).size(font::BODY).style(surface::muted).center());
    let pile = column![
        sized(sign, space::ICON_HERO).style(surface::muted),
        text(words).size(font::HEADING).font(font::STRONG).center(),
        more,
        offer,
    ];
    let pile = pile.spacing(space::M).align_x(Center).max_width(space::DIALOG);
    container(pile).center(Fill).padding(space::XL).into()
}

fn content<'a>(shell: &'a Shell, preview: &'a Preview, shown: &'a Shown) -> Element<'a, Message> {
    match shown {
        Shown::Picture { width, height } => picture(shell, preview, (*width, *height)),
        Shown::Pdf { count, sides } => pages(shell, preview, *count, sides),
        Shown::Text { page, is_cut } => {
            let note = is_cut.then(|| {
                let words = text(fl!("preview-cut")).size(font::SMALL).style(surface::muted);
                container(words).padding(Padding::from([space::S, space::XL]).top(space::L))
            });
            prose(shell, preview, page, note.map(Element::from))
        }
        Shown::Mail(letter) => prose(shell, preview, &letter.page, Some(head(letter))),
        Shown::Archive(listing) => inside::archive(listing),
        Shown::Wrapped { files, page } => prose(shell, preview, page, Some(inside::wrapped(files))),
    }
}

fn prose<'a>(
    shell: &'a Shell,
    preview: &'a Preview,
    page: &'a crate::render::Page,
    head: Option<Element<'a, Message>>,
) -> Element<'a, Message> {
    let (serial, by) = shell.looks.scroll;
    let head = head.unwrap_or_else(|| Space::new().height(space::S).into());
    let prose = Prose::new(page, preview.number).header(head).motion(serial, motion(by));
    // In the middle, whatever the width of the window: lines stay easy to follow.
    let column = container(prose).max_width(WORDS).height(Fill);
    container(column).center_x(Fill).height(Fill).into()
}

/// The head of a mail in a mail.
fn head(letter: &Letter) -> Element<'_, Message> {
    let line = |label: String, words: String| {
        (!words.is_empty()).then(|| {
            let label = text(label).size(font::SMALL).style(surface::muted).width(space::XL * 3.0);
            row![label, text(words).size(font::SMALL).width(Fill)].spacing(space::S)
        })
    };
    let people = |people: &[crate::model::address::Address]| {
        let named = people.iter().take(inside::PEOPLE).map(|one| match one.name.as_str() {
            "" => one.email.clone(),
            name => format!("{name} <{}>", one.email),
        });
        named.collect::<Vec<_>>().join(", ")
    };
    let date = letter.date.map(i18n::full_date).unwrap_or_default();
    let subject = match letter.subject.as_str() {
        "" => fl!("list-no-subject"),
        subject => subject.to_owned(),
    };
    let lines = column![
        text(subject).size(font::HEADING).font(font::STRONG),
        line(fl!("preview-from"), people(&letter.from)),
        line(fl!("reader-label-to"), people(&letter.to)),
        line(fl!("reader-label-date"), date),
        inside::named(&letter.attachments),
        rule::horizontal(space::HAIRLINE).style(surface::line),
    ];
    container(lines.spacing(space::S).max_width(space::READING))
        .padding(Padding::from([space::L, space::XL]))
        .into()
}

fn picture<'a>(
    shell: &'a Shell,
    preview: &Preview,
    (width, height): (u32, u32),
) -> Element<'a, Message> {
    let Some(handle) = shell.looks.picture.clone() else { return Space::new().into() };
    let room = room(shell.size());
    #[expect(clippy::cast_precision_loss, reason = "a picture of some thousand pixels")]
    let (width, height) = (width as f32, height as f32);
    let fit = (room.width / width).min(room.height / height).min(1.0);
    let scale = fit * f32::from(preview.zoom) / 100.0;
    let shown = image(handle).width((width * scale).max(1.0)).height((height * scale).max(1.0));
    let shown = shown.content_fit(iced::ContentFit::Fill);
    let middle = container(shown).padding(space::L);
    let bars = Direction::Both { vertical: Scrollbar::new(), horizontal: Scrollbar::new() };
    let scrolled = scrollable(middle).id(scroll_id()).direction(bars).style(surface::scroll);
    container(scrolled).center(Fill).padding(EDGE).style(surface::table).into()
}

fn pages<'a>(
    shell: &'a Shell,
    preview: &Preview,
    count: u32,
    sides: &[(f32, f32)],
) -> Element<'a, Message> {
    let sizes = leaf_sizes(sides, room(shell.size()).width, preview.zoom);
    let leaves = (0_u32..).zip(sizes).map(|(number, (width, height))| {
        let leaf = shell.looks.leaves.get(&number).map(|leaf| {
            image(leaf.handle.clone())
                .width(width)
                .height(height)
                .content_fit(iced::ContentFit::Fill)
        });
        let label = fl!("preview-page", at = number + 1, count = count);
        let label = text(label).size(font::SMALL).style(surface::muted).center().width(width);
        let sheet = container(leaf).width(width).height(height).style(surface::paper);
        column![sheet, container(label).center_y(space::XL)].into()
    });
    let shown = u32::try_from(sides.len()).unwrap_or(u32::MAX);
    let more = (count > shown).then(|| {
        text(fl!("preview-more-pages", count = count - shown))
            .size(font::BODY)
            .style(surface::muted)
    });
    let all = column(leaves).push(more).align_x(Alignment::Center);
    let all = container(all).center_x(Fill).padding([space::L, space::L]);
    let vertical = Scrollbar::new();
    let direction = match preview.zoom {
        0..=100 => Direction::Vertical(vertical),
        _ => Direction::Both { vertical, horizontal: Scrollbar::new() },
    };
    let wide = preview.zoom > 100;
    let all: Element<'_, Message> = if wide { all.width(iced::Shrink).into() } else { all.into() };
    let scrolled = scrollable(all)
        .id(scroll_id())
        .direction(direction)
        .style(surface::scroll)
        .on_scroll(|viewport| {
            let (top, height) = (viewport.absolute_offset().y, viewport.bounds().height);
            Message::Looks(Told::Scrolled(top, height))
        })
        .width(Fill)
        .height(Fill);
    container(scrolled).padding(EDGE).style(surface::table).into()
}
