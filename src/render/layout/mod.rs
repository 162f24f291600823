//! Lays a cleaned document out and paints it. The only place that knows the HTML engine (Blitz).
//! Knows no files but those of the system's fonts, and nothing is ever fetched: the engine asks a
//! provider that has only the pictures it was given.

mod collapse;
pub mod colour;
mod columns;
mod contrast;
mod floats;
mod fonts;
#[cfg(test)]
mod fuzz;
mod inline;
mod lists;
mod mend;
pub mod paper;
mod provider;
mod read;
mod repair;
mod said;
mod tile;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use blitz_dom::{DocumentConfig, StyleThreading, UserAgentStylesheet};
use blitz_html::HtmlDocument;
use blitz_traits::shell::{ColorScheme, Viewport};

use super::clean::Clean;
use super::drawn::{Drawn, MOST_ANCHORS};
use colour::Rgb;
pub use fonts::Fonts;
pub use tile::Tile;

/// CSS pixels of a page's height; what is below is not shown.
const MAX_HEIGHT: f32 = 200_000.0;
/// Behind pages: in the sender's own style for dark screens, and else.
const OWN_DARK: Rgb = [0x12, 0x14, 0x18];
const WHITE: Rgb = [0xff, 0xff, 0xff];
/// How narrow a page that does not fit may be made.
const MIN_FIT: f32 = 0.6;

/// What a page is laid out for.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Look {
    /// CSS pixels that the pane is wide.
    pub width: f32,
    /// Pixels of the screen to a CSS pixel of the pane.
    pub scale: f32,
    /// What the person enlarged the mail by.
    pub zoom: f32,
    /// The window is dark.
    pub is_dark: bool,
}

/// A page that can be painted. Lives on one thread.
pub struct Page {
    doc: HtmlDocument,
    look: Look,
    /// What a page that is wider than its pane is made smaller by, 1 where it fits.
    fit: f32,
    drawn: Drawn,
    /// Pictures in dark pages keep their colours.
    inverts: bool,
}

impl Page {
    /// Lays a document out. `octets` are the pictures by their numbers.
    pub fn new(
        clean: &Clean,
        octets: BTreeMap<usize, Arc<[u8]>>,
        fonts: &Fonts,
        look: Look,
    ) -> Self {
        let is_dark = look.is_dark && clean.has_dark;
        let provider = Arc::new(provider::Provider::new(octets));
        let mut width = look.width;
        let mut fit = 1.0;
        let mut doc = lay_out(clean, &provider, fonts, look, width, 1.0, is_dark);
        let needed = read::width(&doc);
        if needed > width * 1.01 {
            fit = (width / needed).max(MIN_FIT);
            width /= fit;
            doc = lay_out(clean, &provider, fonts, look, width, fit, is_dark);
        }
        let mut drawn = read::drawn(&doc, fit * look.zoom, MAX_HEIGHT);
        drawn.anchors = read::anchors(&doc, &fragments(clean), fit * look.zoom);
        drawn.cut_off();
        drawn.words = (said::words(&doc), drawn.blocks.iter().map(words).sum());
        drawn.is_cut |= clean.is_cut;
        drawn.is_dark = is_dark;
        let inverts = look.is_dark && !is_dark;
        let (ground, shown): (_, fn(Rgb) -> Rgb) = match (is_dark, inverts) {
            (true, _) => (OWN_DARK, |colour| colour),
            (false, true) => (WHITE, colour::dark),
            (false, false) => (WHITE, |colour| colour),
        };
        drawn.contrast = contrast::worst(&doc, ground, shown);
        Self { doc, look, fit, drawn, inverts }
    }

    /// Lays a document out so that it can be read: on a dark screen as a light page where its texts
    /// could not be told from what lies behind them.
    pub fn readable(
        clean: &Clean,
        octets: &BTreeMap<usize, Arc<[u8]>>,
        fonts: &Fonts,
        look: Look,
    ) -> Self {
        let page = Self::new(clean, octets.clone(), fonts, look);
        if !look.is_dark || page.drawn.contrast >= colour::LEAST {
            return page;
        }
        let light = Look { is_dark: false, ..look };
        let mut page = Self::new(clean, octets.clone(), fonts, light);
        page.drawn.is_card = true;
        page
    }

    pub fn drawn(&self) -> &Drawn {
        &self.drawn
    }

    /// Paints a part of the page: from a height on, in pixels of the screen.
    pub fn tile(&mut self, top: u32, height: u32) -> Tile {
        let width = (self.drawn.width.max(self.look.width) * self.look.scale).ceil().min(8_192.0);
        let scale = f64::from(self.look.scale * self.look.zoom * self.fit);
        let pictures = if self.inverts { self.pictures() } else { Vec::new() };
        let is_own = self.look.is_dark && !self.inverts;
        let ground = if is_own { OWN_DARK } else { WHITE };
        let tile = tile::paint(&mut self.doc, scale, (width as u32, height), top, ground);
        if self.inverts { tile.inverted(top, &pictures) } else { tile }
    }

    /// Rectangles of the pictures in pixels of the screen: left, top, right, bottom.
    fn pictures(&self) -> Vec<[f32; 4]> {
        let scale = self.look.scale;
        self.drawn
            .pictures
            .iter()
            .map(|shown| {
                let area = shown.area;
                [area.x, area.y, area.x + area.width, area.y + area.height].map(|side| side * scale)
            })
            .collect()
    }
}

/// The names that links of the document lead to, as they are written and as they are meant.
fn fragments(clean: &Clean) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let inside = clean.links.iter().filter_map(|link| link.target.strip_prefix('#'));
    for name in inside.take(MOST_ANCHORS / 2) {
        names.insert(percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned());
        names.insert(name.to_owned());
    }
    names
}

fn words(block: &super::drawn::Block) -> usize {
    block.text.split_whitespace().count()
}

/// One layout from scratch: an engine that was told of another width keeps old styles.
fn lay_out(
    clean: &Clean,
    provider: &Arc<provider::Provider>,
    fonts: &Fonts,
    look: Look,
    width: f32,
    fit: f32,
    is_dark: bool,
) -> HtmlDocument {
    let scale = look.scale * look.zoom * fit;
    let pixels = |length: f32| (length * look.scale * fit).round().clamp(1.0, 60_000.0) as u32;
    let scheme = if is_dark { ColorScheme::Dark } else { ColorScheme::Light };
    // Heights of the window mean nothing in a page that is as high as it needs to be.
    let viewport = Viewport::new(pixels(width), pixels(800.0), scale, scheme);
    let mut sheets = vec![UserAgentStylesheet::default_sheet()];
    sheets.push(UserAgentStylesheet::parse(include_str!("mail.css")));
    sheets.push(UserAgentStylesheet::parse(&clean.hints));
    if is_dark {
        sheets.push(UserAgentStylesheet::parse(include_str!("dark.css")));
    }
    let config = DocumentConfig {
        viewport: Some(viewport),
        base_url: Some("https://mail.invalid/".to_owned()),
        ua_stylesheets: sheets,
        net_provider: Some(provider.clone()),
        font_ctx: Some(fonts.context()),
        style_threading: StyleThreading::Sequential,
        incremental: Some(false),
        ..DocumentConfig::default()
    };
    let mut doc = HtmlDocument::from_html(&clean.html, config);
    doc.resolve(0.0);
    // Pictures that came while it was laid out.
    doc.resolve(0.0);
    if mend::all(&mut doc) {
        doc.resolve(0.0);
    }
    columns::fit(&mut doc);
    doc
}
