//! Mail as its sender designed it: asks the process that lays it out, keeps the tiles that came, and
//! has the next page laid out before it is wanted.

mod ahead;
mod inside;

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use iced::Task;
use iced::advanced::image::Handle;
use tokio::sync::watch;

pub use self::ahead::{Ready, lay_ahead};
use self::inside::{Door, Source, Wish};
use crate::app;
use crate::app::reader::Message as Reading;
use crate::model::body::Body;
use crate::model::ids::MessageKey;
use crate::render::layout::Look;
use crate::sandbox::Answer;
use crate::ui::shell::{Message, Shell};
use crate::ui::widget::sheet::{TILE, Tile, Tiles};

/// Octets of tiles that are kept, but for those in view or nearly; the farthest ones go first.
const KEPT: usize = 48 * 1024 * 1024;

/// The page on screen and the process that draws it.
#[derive(Debug)]
pub struct Pages {
    door: Arc<Door>,
    /// The number of the page that is wanted.
    wanted: watch::Sender<u64>,
    /// What the page is of: a message, and which opening of it.
    of: Option<(MessageKey, u64)>,
    /// What the page is laid out from.
    source: Option<Arc<Source>>,
    pub tiles: Tiles,
    /// Pixels of the screen that are asked for and not here yet.
    asked: Vec<u32>,
    /// Pages that were laid out before they were wanted, the latest at the end.
    ready: VecDeque<Ready>,
    /// Tiles of the page that is about to be shown.
    prepared: Option<Tiles>,
}

/// A tile that was painted.
#[derive(Debug, Clone)]
pub struct Painted {
    number: u64,
    top: u32,
    tile: Result<Tile, String>,
}

impl Pages {
    pub fn new(program: std::path::PathBuf) -> Self {
        Self {
            door: Arc::new(Door::new(program)),
            wanted: watch::Sender::new(0),
            of: None,
            source: None,
            tiles: BTreeMap::new(),
            asked: Vec::new(),
            ready: VecDeque::new(),
            prepared: None,
        }
    }

    /// The next page. What is shown of the one before stays until it comes, where it is of the same
    /// message.
    fn begin(&mut self, of: (MessageKey, u64), source: Source) -> u64 {
        if self.of != Some(of) {
            self.tiles.clear();
        }
        self.of = Some(of);
        self.source = Some(Arc::new(source));
        self.asked.clear();
        self.prepared = None;
        self.wanted.send_modify(|number| *number += 1);
        self.number()
    }

    fn number(&self) -> u64 {
        *self.wanted.borrow()
    }

    /// Something of the page is painted, and nothing is on its way.
    pub fn is_painted(&self) -> bool {
        !self.tiles.is_empty() && self.asked.is_empty()
    }

    /// The message of which that is so.
    pub fn painted(&self) -> Option<MessageKey> {
        self.of.filter(|_| self.is_painted()).map(|(key, _)| key)
    }

    fn look(&self) -> Option<Look> {
        self.source.as_ref().map(|source| source.look)
    }

    /// What the page on screen was laid out for.
    pub fn scale(&self) -> f32 {
        self.look().map_or(1.0, |look| look.scale)
    }

    /// Asks the process, as long as the page is wanted. One that is busy with a page that is not
    /// wanted any more is ended.
    fn ask(
        &self,
        wish: Wish,
    ) -> impl Future<Output = Result<Answer, String>> + Send + use<> + 'static {
        let (door, wanted, number) =
            (Arc::clone(&self.door), self.wanted.subscribe(), self.number());
        let source = self.source.clone();
        async move {
            let source = source.ok_or_else(|| "nothing is to be laid out".to_owned())?;
            inside::ask(&door, wanted, number, &source, wish).await
        }
    }
}

/// Lays a body out for the pane as it is.
pub fn draw(
    shell: &mut Shell,
    (key, opening): (MessageKey, u64),
    body: Arc<Body>,
    (zoom, is_light): (u16, bool),
    remote: Vec<String>,
) -> Task<Message> {
    let look = look(shell, zoom, is_light);
    let source = Source { body, look, remote, broker: shell.engines.broker.clone() };
    let ready = shell.pages.take_ready(key, &source);
    let number = shell.pages.begin((key, opening), source);
    if let Some((sheet, tiles)) = ready {
        shell.pages.prepared = Some(tiles);
        let drawn = Reading::Drawn { key, opening, result: Ok(sheet) };
        return Task::done(Message::Drawn(number, drawn));
    }
    let work = shell.engines.runtime.spawn(shell.pages.ask(Wish::Page));
    Task::future(work).map(move |result| {
        let result = match result {
            Ok(Ok(Answer::Opened(sheet))) => Ok(Arc::from(sheet)),
            Ok(Ok(_)) => Err("an answer to something else".to_owned()),
            Ok(Err(why)) => Err(why),
            Err(broken) => Err(broken.to_string()),
        };
        Message::Drawn(number, Reading::Drawn { key, opening, result })
    })
}

/// The pane has another width, the window another theme: the page is laid out anew, and shown as it
/// was until then.
pub fn refit(shell: &mut Shell) -> Task<Message> {
    let Some(opened) = shell.state.reader.opened().filter(|opened| opened.sheet.is_some()) else {
        return Task::none();
    };
    let (key, body) = (opened.key, Arc::clone(&opened.body));
    let (zoom, is_light) = (opened.zoom, opened.is_light);
    let remote = opened.remote.given();
    let opening = shell.state.opening();
    if shell.pages.look() == Some(look(shell, zoom, is_light)) {
        return Task::none();
    }
    draw(shell, (key, opening), body, (zoom, is_light), remote)
}

/// A page was laid out: the tiles of the one before are of no use any more. None where another one
/// was asked for meanwhile.
pub fn laid_out(shell: &mut Shell, number: u64, message: Reading) -> Option<app::Message> {
    let pages = &mut shell.pages;
    if pages.number() != number {
        return None;
    }
    pages.tiles = pages.prepared.take().unwrap_or_default();
    pages.asked.clear();
    Some(app::Message::Reader(message))
}

fn look(shell: &Shell, zoom: u16, is_light: bool) -> Look {
    Look {
        width: shell.reader_width().max(100.0).floor(),
        scale: shell.scale_factor() * shell.pixels,
        zoom: f32::from(zoom) / 100.0,
        is_dark: shell.is_dark() && !is_light,
    }
}

/// Paints what came into view, what is in the middle of it first.
pub fn want(shell: &mut Shell, pixels: Range<u32>) -> Task<Message> {
    let pages = &mut shell.pages;
    let number = pages.number();
    let mut tops: Vec<u32> = (pixels.start / TILE..pixels.end.div_ceil(TILE))
        .map(|row| row * TILE)
        .filter(|top| !pages.tiles.contains_key(top) && !pages.asked.contains(top))
        .collect();
    let middle = pixels.start.midpoint(pixels.end);
    tops.sort_by_key(|top| (top + TILE / 2).abs_diff(middle));
    pages.asked.extend(&tops);
    forget_far(&mut pages.tiles, &pixels);
    let tasks: Vec<_> = tops
        .into_iter()
        .map(|top| {
            let work = shell.engines.runtime.spawn(shell.pages.ask(Wish::Tile(top)));
            Task::future(work).map(move |answer| {
                let tile = match answer {
                    Ok(Ok(answer)) => tile(answer),
                    Ok(Err(why)) => Err(why),
                    Err(broken) => Err(broken.to_string()),
                };
                Message::Tile(Painted { number, top, tile })
            })
        })
        .collect();
    Task::batch(tasks)
}

/// The tile that an answer holds.
fn tile(answer: Answer) -> Result<Tile, String> {
    match answer {
        Answer::Tile { width, height, rgba } => {
            Ok(Tile { handle: Handle::from_rgba(width, height, rgba.0), width, height })
        }
        _ => Err("an answer to something else".to_owned()),
    }
}

/// Keeps a tile that came. A page that cannot be painted is not shown as one.
pub fn painted(shell: &mut Shell, painted: Painted) -> Task<Message> {
    let pages = &mut shell.pages;
    if painted.number != pages.number() {
        return Task::none();
    }
    pages.asked.retain(|top| *top != painted.top);
    match painted.tile {
        Ok(tile) => {
            pages.tiles.insert(painted.top, tile);
            Task::none()
        }
        Err(why) => match pages.of {
            Some((key, opening)) => Task::done(Message::Drawn(
                painted.number,
                Reading::Drawn { key, opening, result: Err(why) },
            )),
            None => Task::none(),
        },
    }
}

/// Forgets tiles that are farthest from these pixels of the screen until the rest is few enough.
fn forget_far(tiles: &mut Tiles, wanted: &Range<u32>) {
    let size = |tile: &Tile| usize::try_from(tile.width * tile.height * 4).unwrap_or(0);
    let far =
        |top: &u32| wanted.start.saturating_sub(top + TILE).max(top.saturating_sub(wanted.end));
    let is_near = |top: &u32| *top < wanted.end && top + TILE > wanted.start;
    let mut all: usize = tiles.values().map(size).sum();
    while all > KEPT {
        let farthest = tiles.keys().copied().filter(|top| !is_near(top)).max_by_key(far);
        let Some(tile) = farthest.and_then(|top| tiles.remove(&top)) else { return };
        all -= size(&tile);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_tall_a_page_is_few_tiles_are_kept_and_those_in_view_stay() {
        let (width, height) = (2_048, TILE);
        let tile = || {
            let handle = Handle::from_rgba(1, 1, vec![0; 4]);
            Tile { handle, width, height }
        };
        let mut tiles = Tiles::new();
        // Down a page of 200,000 pixels, a window at a time.
        for row in 0..400 {
            tiles.insert(row * TILE, tile());
            let wanted = row.saturating_sub(2) * TILE..(row + 1) * TILE;
            forget_far(&mut tiles, &wanted);
            assert!(tiles.contains_key(&(row * TILE)));
            assert!(tiles.len() * 2_048 * 512 * 4 <= KEPT, "{}", tiles.len());
        }
        // What is in view is kept even where it is too much.
        forget_far(&mut tiles, &(0..u32::MAX));
        let before = tiles.len();
        tiles.extend((0..40).map(|row| (row * TILE, tile())));
        forget_far(&mut tiles, &(0..40 * TILE));
        assert_eq!((tiles.len(), before <= 12), (40, true));
    }
}
