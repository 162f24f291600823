//! The process that lays mail out, and which page it has open: it has one at a time, and opens one
//! again that another took the place of.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, watch};

use crate::broker::Broker;
use crate::model::body::Body;
use crate::render;
use crate::render::drawn::Named;
use crate::render::layout::Look;
use crate::sandbox::{Answer, Ask, Mail, Octets, Sandbox};
use crate::ui::widget::sheet::TILE;

/// How long a question about a page that is not wanted any more may go on: most are answered before
/// the process would be there again.
const GRACE: Duration = Duration::from_millis(300);

/// The process, and how many questions of the person's wait for it.
#[derive(Debug)]
pub(super) struct Door {
    waiting: AtomicUsize,
    inside: Mutex<Inside>,
}

/// See the module.
#[derive(Debug)]
struct Inside {
    sandbox: Sandbox,
    /// The number of the page that is open; none of one that was laid out ahead.
    open: Option<u64>,
}

/// What a page is laid out from.
#[derive(Debug)]
pub(super) struct Source {
    pub body: Arc<Body>,
    pub look: Look,
    /// Pictures of other people's servers that were fetched and may be shown.
    pub remote: Vec<String>,
    pub broker: Broker,
}

/// What is asked about a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// That it is laid out.
    Page,
    /// What is painted of it from this height on, pixels of the screen.
    Tile(u32),
}

impl Source {
    fn ask(&self) -> Ask {
        let fetched = self.remote.iter().filter_map(|url| {
            let octets = self.broker.kept(url)?.to_vec();
            Some((Named::Remote(url.clone()), Octets(octets)))
        });
        let given = self.body.pictures.iter().filter_map(|picture| {
            let octets = picture.octets.clone()?;
            Some((Named::Part(picture.content_id.clone()), Octets(octets)))
        });
        let pictures = given.chain(fetched).collect();
        let html = render::document(&self.body.texts);
        Ask::Open(Box::new(Mail { html, look: self.look, pictures }))
    }
}

impl Door {
    pub fn new(program: PathBuf) -> Self {
        let inside = Mutex::new(Inside { sandbox: Sandbox::new(program), open: None });
        Self { waiting: AtomicUsize::new(0), inside }
    }
}

impl Inside {
    /// Asks about the page of this number, which is opened first where it is not; `None` is a page
    /// that is laid out ahead.
    async fn ask(
        &mut self,
        number: Option<u64>,
        source: &Source,
        wish: Wish,
    ) -> Result<Answer, String> {
        let Wish::Tile(top) = wish else {
            self.open = None;
            let answer = self.put(&source.ask()).await?;
            self.open = number;
            return Ok(answer);
        };
        if number.is_some() && self.open != number {
            self.open = None;
            self.put(&source.ask()).await?;
            self.open = number;
        }
        self.put(&Ask::Tile { top, height: TILE }).await
    }

    async fn put(&mut self, ask: &Ask) -> Result<Answer, String> {
        let answer = self.sandbox.ask(ask).await;
        if answer.is_err() {
            self.open = None;
        }
        answer.map_err(|trouble| trouble.to_string())
    }
}

/// Asks as long as the page of this number is wanted.
pub(super) async fn ask(
    door: &Door,
    wanted: watch::Receiver<u64>,
    number: u64,
    source: &Source,
    wish: Wish,
) -> Result<Answer, String> {
    door.waiting.fetch_add(1, Ordering::Relaxed);
    let mut inside = door.inside.lock().await;
    door.waiting.fetch_sub(1, Ordering::Relaxed);
    if *wanted.borrow() != number {
        return Err(outdated());
    }
    tokio::select! {
        answer = inside.ask(Some(number), source, wish) => answer,
        () = outlived(wanted, number) => Err(outdated()),
    }
}

/// Lays a page out that may be wanted next, and paints these of its tiles; what the person wants comes
/// first.
pub(super) async fn ask_ahead(
    door: &Door,
    wanted: watch::Receiver<u64>,
    number: u64,
    source: &Source,
    tops: &[u32],
) -> Result<Vec<Answer>, String> {
    let mut answers = Vec::new();
    let wishes = std::iter::once(Wish::Page).chain(tops.iter().map(|top| Wish::Tile(*top)));
    // In one go: nothing else must be opened between the page and its tiles.
    let mut inside = door.inside.lock().await;
    for wish in wishes {
        if *wanted.borrow() != number || door.waiting.load(Ordering::Relaxed) > 0 {
            return Err(outdated());
        }
        let answer = tokio::select! {
            answer = inside.ask(None, source, wish) => answer?,
            () = outlived(wanted.clone(), number) => return Err(outdated()),
        };
        answers.push(answer);
    }
    Ok(answers)
}

/// Until a while after another page is wanted.
async fn outlived(mut wanted: watch::Receiver<u64>, number: u64) {
    let _ = wanted.wait_for(|now| *now != number).await;
    tokio::time::sleep(GRACE).await;
}

fn outdated() -> String {
    "another page is wanted".to_owned()
}
