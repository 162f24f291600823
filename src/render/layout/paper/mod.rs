//! A mail on paper: the laid-out document painted as PDF (ISO 32000), its texts as texts, page by
//! page. What is given makes what is written, octet by octet. Knows the engine's document, no files.

mod breaks;
mod convert;
mod font;
mod pictures;
mod scene;
mod shadow;
mod texts;

use std::collections::BTreeMap;

use blitz_dom::{BaseDocument, Point};
use krilla::action::{Action, LinkAction};
use krilla::annotation::{LinkAnnotation, Target};
use krilla::geom::{PathBuilder, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::{Page as Leaf, PageSettings};
use krilla::paint::FillRule;
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};
use serde::{Deserialize, Serialize};

use super::super::clean::{self, Clean};
use super::super::document::escape;
use super::super::dom;
use super::{Fonts, Look, Page};
use breaks::Slice;
use font::FontFiles;
use pictures::Pictures;
use scene::Painter;
use texts::Texts;

/// CSS pixels that a mail is wide on paper.
pub const WIDTH: f32 = 720.0;
/// CSS pixels that a mail can be given.
const NARROWEST: f32 = 300.0;
const WIDEST: f32 = 2_000.0;
/// Pages of one document; what is below is left out.
pub const MAX_PAGES: usize = 500;
/// Octets of one document.
pub const MAX_OCTETS: usize = 96 * 1024 * 1024;
/// Points around what is printed: 15 mm.
const MARGIN: f32 = 42.5;
/// Points from the lower edge to the top of the line with the page's number.
const FOOT: f32 = 31.0;
/// CSS pixels of that line.
const FOOT_LINE: f32 = 20.0;
/// CSS pixels between the head and the mail.
const BELOW_HEAD: f32 = 4.0;
/// Layouts are made finer than pixels, so that letters stand where they do on paper.
const FINE: f32 = 4.0;
/// Links that can be followed.
const MAX_LINKS: usize = 20_000;

/// What a mail is printed on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    /// ISO 216: 210 × 297 mm.
    #[default]
    A4,
    /// 8½ × 11 inches.
    Letter,
}

impl Sort {
    /// Width and height in points.
    fn size(self) -> (f32, f32) {
        match self {
            Self::A4 => (595.276, 841.89),
            Self::Letter => (612.0, 792.0),
        }
    }
}

/// What stands above the mail on the first page, in the person's language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub subject: String,
    /// What a line is, and what it says.
    pub rows: Vec<(String, String)>,
    /// Seconds since 1970: when the document says that it was made.
    pub date: Option<i64>,
}

/// A document that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub pdf: Vec<u8>,
    pub pages: usize,
    /// Something was left out because of a limit.
    pub is_cut: bool,
}

/// How a mail is laid out that is printed: light, whatever the window is. `width`: CSS pixels that it
/// is given.
pub fn look(width: f32) -> Look {
    let width = if width.is_finite() { width.clamp(NARROWEST, WIDEST) } else { WIDTH };
    Look { width, scale: FINE, zoom: 1.0, is_dark: false }
}

/// Prints a page that was laid out with [`look`]. Nothing where the writer of PDF refuses.
pub fn print(mail: Page, clean: &Clean, head: &Head, sort: Sort, fonts: &Fonts) -> Option<Paper> {
    let (width, height) = sort.size();
    let mut press = Press::new(width, height);
    let points = (width - 2.0 * MARGIN) / mail.drawn.width.max(mail.look.width);
    let room = (height - 2.0 * MARGIN) / points;
    let mut title = Written::new(laid_out(&head_html(head), fonts));
    let own = (width - 2.0 * MARGIN) / title.page.drawn.width.max(WIDTH);
    let above = (title.page.drawn.height + BELOW_HEAD) * own / points;
    let first = if above > room * 0.8 { 0.0 } else { above };
    let (slices, is_cut) = breaks::slices(&mail.drawn, room - first, room, MAX_PAGES);
    let mut feet = Written::new(laid_out(&feet_html(slices.len()), fonts));
    let mut mail = Written::new(mail);
    for (at, slice) in slices.iter().enumerate() {
        let top = MARGIN + if at == 0 { first * points } else { 0.0 };
        let placed = Placed { slice: *slice, top, points };
        let links = links(&mail.page, clean, &placed, press.links);
        press.links += links.len();
        press.leaf(links, |surface, pictures, files| {
            let mut put = |on: &mut Written, placed| paint(surface, on, &placed, pictures, files);
            if at == 0 && first > 0.0 {
                let slice = Slice { from: 0.0, to: title.page.drawn.height };
                put(&mut title, Placed { slice, top: MARGIN, points: own });
            }
            put(&mut mail, placed);
            let from = at as f32 * FOOT_LINE;
            let slice = Slice { from, to: from + FOOT_LINE };
            put(&mut feet, Placed { slice, top: height - FOOT, points: own });
        })?;
    }
    let is_cut = is_cut || mail.page.drawn.is_cut || press.pictures.is_cut();
    let pdf = press.finish(head)?;
    (pdf.len() <= MAX_OCTETS).then_some(Paper { pdf, pages: slices.len(), is_cut })
}

/// A page with what its glyphs say.
struct Written {
    page: Page,
    texts: Texts,
}

impl Written {
    fn new(page: Page) -> Self {
        let texts = Texts::read(&page.doc);
        Self { page, texts }
    }
}

/// A stretch of a document on a page.
struct Placed {
    slice: Slice,
    /// Points from the upper edge of the paper.
    top: f32,
    /// Points to a CSS pixel of the document.
    points: f32,
}

/// What all pages share.
struct Press {
    document: Document,
    pictures: Pictures,
    files: FontFiles,
    size: (f32, f32),
    links: usize,
}

impl Press {
    fn new(width: f32, height: f32) -> Self {
        let settings = SerializeSettings {
            xmp_metadata: false,
            enable_tagging: false,
            ..SerializeSettings::default()
        };
        Self {
            document: Document::new_with(settings),
            pictures: Pictures::default(),
            files: FontFiles::default(),
            size: (width, height),
            links: 0,
        }
    }

    /// One page: its links, and what is painted on it.
    fn leaf(
        &mut self,
        links: Vec<LinkAnnotation>,
        paint: impl FnOnce(&mut Surface<'_>, &mut Pictures, &mut FontFiles),
    ) -> Option<()> {
        let settings = PageSettings::from_wh(self.size.0, self.size.1)?;
        let mut leaf: Leaf<'_> = self.document.start_page_with(settings);
        let mut surface = leaf.surface();
        paint(&mut surface, &mut self.pictures, &mut self.files);
        surface.finish();
        for link in links {
            leaf.add_annotation(link.into());
        }
        leaf.finish();
        Some(())
    }

    fn finish(mut self, head: &Head) -> Option<Vec<u8>> {
        let mut metadata = Metadata::new().title(head.subject.clone());
        if let Some(date) = head.date.and_then(date) {
            metadata = metadata.creation_date(date);
        }
        self.document.set_metadata(metadata);
        let pdf = self.document.finish().ok()?;
        self.pictures.put_into(pdf)
    }
}

/// Paints a stretch of a document.
fn paint(
    surface: &mut Surface<'_>,
    on: &mut Written,
    placed: &Placed,
    pictures: &mut Pictures,
    files: &mut FontFiles,
) {
    let Written { page, texts } = on;
    let scale = page.look.scale * page.look.zoom * page.fit;
    let device = placed.points / page.look.scale;
    let wide = page.drawn.width.max(page.look.width) * page.look.scale;
    let high = (placed.slice.to - placed.slice.from) * page.look.scale;
    let Some(clip) = rectangle(0.0, 0.0, wide, high) else { return };
    surface.push_transform(&Transform::from_row(device, 0.0, 0.0, device, MARGIN, placed.top));
    surface.push_clip_path(&clip, &FillRule::NonZero);
    let doc: &mut BaseDocument = &mut page.doc;
    let top = f64::from(placed.slice.from * page.look.scale / scale);
    doc.set_viewport_scroll(Point { x: 0.0, y: top });
    let mut painter = Painter::new(surface, texts, pictures, files, f64::from(high));
    let (width, height) = (wide.ceil() as u32, high.ceil() as u32);
    blitz_paint::paint_scene(&mut painter, doc, f64::from(scale), width, height, 0, 0);
    painter.finish();
    surface.pop();
    surface.pop();
}

fn rectangle(left: f32, top: f32, width: f32, height: f32) -> Option<krilla::geom::Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(left, top, width, height)?);
    path.finish()
}

/// The links of a stretch that lead out of the document.
fn links(mail: &Page, clean: &Clean, placed: &Placed, before: usize) -> Vec<LinkAnnotation> {
    let Placed { slice: Slice { from, to }, top, points } = *placed;
    let mut links = Vec::new();
    for link in &mail.drawn.links {
        let target = clean.links.get(link.number).map(|link| link.target.as_str());
        let Some(target) = target.filter(|target| !target.starts_with('#')) else { continue };
        for area in &link.areas {
            let middle = area.y + area.height / 2.0;
            if !(from..to).contains(&middle) || before + links.len() >= MAX_LINKS {
                continue;
            }
            let rect = Rect::from_xywh(
                MARGIN + area.x * points,
                top + (area.y - from) * points,
                area.width * points,
                area.height * points,
            );
            let action = Action::Link(LinkAction::new(target.to_owned()));
            links.extend(rect.map(|rect| LinkAnnotation::new(rect, Target::Action(action))));
        }
    }
    links
}

/// A document of the program's own.
fn laid_out(html: &str, fonts: &Fonts) -> Page {
    let clean = clean::clean(&dom::parse(html), &|_| false);
    Page::new(&clean, BTreeMap::new(), fonts, look(WIDTH))
}

fn head_html(head: &Head) -> String {
    let mut html =
        "<body style=\"margin:0 16px\"><div style=\"font:13px 'IBM Plex Sans'\">".to_owned();
    html.push_str("<div style=\"font-size:22px;font-weight:bold;line-height:28px\">");
    escape(&head.subject, &mut html);
    html.push_str("</div><table cellspacing=0 cellpadding=0 style=\"margin:8px 0 12px\">");
    for (name, value) in &head.rows {
        html.push_str(
            "<tr><td valign=top style=\"color:#5c6470;padding:1px 16px 1px 0;white-space:nowrap\">",
        );
        escape(name, &mut html);
        html.push_str("</td><td valign=top style=\"padding:1px 0;color:#1a1d21\">");
        escape(value, &mut html);
        html.push_str("</td></tr>");
    }
    html.push_str("</table><hr style=\"margin:0\"></div></body>");
    html
}

/// The feet of all pages, one below the other.
fn feet_html(pages: usize) -> String {
    let mut html = format!(
        "<body style=\"margin:0 16px;font:11px/{FOOT_LINE}px 'IBM Plex Sans';color:#5c6470;text-align:right\">"
    );
    for page in 1..=pages {
        html.push_str(&format!("<div style=\"height:{FOOT_LINE}px\">{page} / {pages}</div>"));
    }
    html
}

fn date(seconds: i64) -> Option<DateTime> {
    let zoned = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC);
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    let date = DateTime::new(u16::try_from(zoned.year()).ok()?)
        .month(part(zoned.month()))
        .day(part(zoned.day()))
        .hour(part(zoned.hour()))
        .minute(part(zoned.minute()))
        .second(part(zoned.second()));
    Some(date.utc_offset_hour(0))
}

#[cfg(test)]
mod tests;
