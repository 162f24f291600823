//! The process itself: one thread that lays out and paints what it is asked for.

use std::collections::BTreeMap;
use std::io::{self, BufReader, BufWriter};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::limits;
use super::looking;
use super::speech::{self, Answer, Ask, Mail, Octets, Print};
use crate::render::clean::{self, Clean, Source};
use crate::render::dom;
use crate::render::drawn::{Named, Pictured, Sheet};
use crate::render::layout::{Fonts, Look, Page, paper};
use crate::render::pdf::Paper;

/// The stack of the thread: what the deepest mail that is let through needs, many times over.
const STACK: usize = 64 * 1024 * 1024;

/// Answers questions until there are no more.
///
/// # Errors
/// The pipes broke; the limits of the process could not be set.
pub fn run() -> io::Result<()> {
    let mut fonts = Fonts::default();
    // Before there is a second thread: what is taken away from a thread its children do without.
    limits::close_in(&fonts.files())?;
    let thread = std::thread::Builder::new().name("mail".to_owned()).stack_size(STACK);
    let work = thread.spawn(move || serve(&fonts))?;
    work.join().map_err(|_| io::Error::other("the thread that lays out ended"))?
}

fn serve(fonts: &Fonts) -> io::Result<()> {
    let mut from = BufReader::new(io::stdin().lock());
    let mut to = BufWriter::new(io::stdout().lock());
    let mut room = Room { fonts, open: None, paper: None };
    while let Some(ask) = speech::read::<Ask>(&mut from)? {
        limits::begin_question()?;
        // The engine asserts what a mail can break; one question fails, the next is another one.
        let answer = catch_unwind(AssertUnwindSafe(|| room.answer(ask)));
        let answer = answer.unwrap_or_else(|_| {
            (room.open, room.paper) = (None, None);
            Answer::Failed("the engine gave up".to_owned())
        });
        speech::write(&answer, &mut to)?;
    }
    Ok(())
}

/// What is open.
struct Room<'a> {
    fonts: &'a Fonts,
    open: Option<Page>,
    paper: Option<Paper>,
}

impl Room<'_> {
    fn answer(&mut self, ask: Ask) -> Answer {
        match ask {
            Ask::Open(mail) => self.open(*mail),
            Ask::Tile { top, height } => match &mut self.open {
                Some(page) => {
                    let tile = page.tile(top, height);
                    Answer::Tile { width: tile.width, height: tile.height, rgba: Octets(tile.rgba) }
                }
                None => Answer::Failed("nothing is open".to_owned()),
            },
            Ask::Paper(print) => self.print(*print),
            Ask::Look { what, octets } => looking::look(what, octets.0, &mut self.paper),
            Ask::Leaf { number, width } => looking::leaf(self.paper.as_ref(), number, width),
        }
    }

    fn open(&mut self, mail: Mail) -> Answer {
        self.open = None;
        let look = mail.look;
        let (clean, octets) = cleaned(mail);
        self.lay_out(&clean, octets, look)
    }

    fn print(&mut self, print: Print) -> Answer {
        self.open = None;
        let look = paper::look(print.mail.look.width);
        let (clean, octets) = cleaned(print.mail);
        let page = Page::new(&clean, octets, self.fonts, look);
        match paper::print(page, &clean, &print.head, print.sort, self.fonts) {
            Some(paper) => Answer::Paper {
                pdf: Octets(paper.pdf),
                pages: u32::try_from(paper.pages).unwrap_or(u32::MAX),
                is_cut: paper.is_cut,
            },
            None => Answer::Failed("the document cannot be written".to_owned()),
        }
    }

    fn lay_out(&mut self, clean: &Clean, octets: BTreeMap<usize, Arc<[u8]>>, look: Look) -> Answer {
        let page = Page::readable(clean, &octets, self.fonts, look);
        let sheet = Sheet {
            drawn: page.drawn().clone(),
            pictures: clean
                .pictures
                .iter()
                .enumerate()
                .map(|(number, picture)| Pictured {
                    named: named(&picture.source),
                    is_tracker: picture.is_tracker,
                    is_background: picture.is_background,
                    is_shown: octets.contains_key(&number),
                })
                .collect(),
            others: clean.others.clone(),
            links: clean.links.clone(),
            has_dark: clean.has_dark,
        };
        self.open = Some(page);
        Answer::Opened(Box::new(sheet))
    }
}

/// A mail with only what can be looked at, and the pictures that are shown, by their numbers.
fn cleaned(mail: Mail) -> (Clean, BTreeMap<usize, Arc<[u8]>>) {
    let given: BTreeMap<Named, Arc<[u8]>> =
        mail.pictures.into_iter().map(|(name, octets)| (name, octets.0.into())).collect();
    let has = |source: &Source| match source {
        Source::Data(_) => true,
        other => given.contains_key(&named(other)),
    };
    let mut clean = clean::clean(&dom::parse(&mail.html), &has);
    let mut octets = BTreeMap::new();
    for (number, picture) in clean.pictures.iter_mut().enumerate() {
        let found = match &mut picture.source {
            Source::Data(data) => Some(std::mem::take(data).into()),
            other => given.get(&named(other)).cloned(),
        };
        if let Some(found) = found.filter(|_| !picture.is_tracker) {
            octets.insert(number, found);
        }
    }
    (clean, octets)
}

fn named(source: &Source) -> Named {
    match source {
        Source::Part(id) => Named::Part(id.clone()),
        Source::Data(octets) => Named::Data(octets.len()),
        Source::Remote(url) => Named::Remote(url.clone()),
    }
}
