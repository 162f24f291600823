//! Attachments looked at inside the window: read, handed to a process of their own that decodes, lists
//! or unwraps them, and what came of it but for words: pixels and octets.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use iced::Task;
use iced::advanced::image::Handle;
use tokio::io::AsyncReadExt;
use tokio::sync::Mutex;
use tokio::task::AbortHandle;

use crate::app::preview::{Failure, Letter, MOST, Message as Previewing, Shown, Source};
use crate::app::{self as mind};
use crate::mime;
use crate::model::attached::Form;
use crate::model::body::{Body, Part, Text, TextKind};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::PartId;
use crate::render;
use crate::render::pixels::Hindrance;
use crate::sandbox::{Answer, Ask, Octets, Sandbox, Trouble, What};
use crate::ui::shell::{Message, Shell};
use crate::ui::theme::space;

/// Octets of a text that are shown.
const TEXT: usize = 1024 * 1024;
/// Texts of a mail that are shown.
const TEXTS: usize = 64;
/// Pixels of a picture's longer side: at least, at most.
const SIDE: (f32, f32) = (1_024.0, 4_096.0);
/// Octets of painted pages that are kept; those that are farthest from what is in view go first.
const KEPT: usize = 96 * 1024 * 1024;
/// Logical pixels of a page's width at 100 %, at most.
const LEAF: f32 = 900.0;

/// What is looked at, and the process that looks.
#[derive(Debug)]
pub struct Looks {
    program: PathBuf,
    sandbox: Arc<Mutex<Sandbox>>,
    /// The number of the look that is wanted.
    wanted: Arc<AtomicU64>,
    work: Option<Work>,
    pub picture: Option<Handle>,
    /// Painted pages by their number.
    pub leaves: BTreeMap<u32, Leaf>,
    /// Pages that are asked for, with the width that they are to have.
    asked: BTreeMap<u32, u32>,
    /// The files of the wrapper that was looked at last.
    inner: Vec<Arc<Vec<u8>>>,
    /// Where the pane of pages is scrolled to and how high it is, logical pixels.
    view: (f32, f32),
    /// How often it was ordered to scroll, and the last order.
    pub scroll: (u64, crate::app::effect::Scroll),
}

/// Work under way; let go of, it ends.
#[derive(Debug)]
struct Work(AbortHandle);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A page that was painted.
#[derive(Debug, Clone)]
pub struct Leaf {
    pub handle: Handle,
    width: u32,
    octets: usize,
}

/// What is told of a look.
#[derive(Debug, Clone)]
pub enum Told {
    Looked(Looked),
    Painted(Painted),
    /// The pages were scrolled to here; the height of what is in view.
    Scrolled(f32, f32),
}

/// What came of a look.
#[derive(Debug, Clone)]
pub struct Looked {
    number: u64,
    result: Result<Arc<Shown>, Failure>,
    picture: Option<Handle>,
    inner: Vec<Arc<Vec<u8>>>,
}

/// What came of painting a page.
#[derive(Debug, Clone)]
pub struct Painted {
    look: u64,
    number: u32,
    leaf: Result<Leaf, String>,
}

impl Looks {
    pub fn new(program: PathBuf) -> Self {
        Self {
            sandbox: Arc::new(Mutex::new(Sandbox::new(program.clone()))),
            program,
            wanted: Arc::default(),
            work: None,
            picture: None,
            leaves: BTreeMap::new(),
            asked: BTreeMap::new(),
            inner: Vec::new(),
            view: (0.0, 0.0),
            scroll: (0, crate::app::effect::Scroll::Top),
        }
    }

    fn begin(&mut self, number: u64) {
        self.wanted.store(number, Ordering::Relaxed);
        self.work = None;
        self.picture = None;
        self.leaves.clear();
        self.asked.clear();
        self.view = (0.0, 0.0);
    }

    /// Everything that is asked for is here.
    pub fn is_painted(&self) -> bool {
        !self.leaves.is_empty() && self.asked.is_empty()
    }

    /// A file of the wrapper that was looked at last.
    pub fn inner(&self, place: usize) -> Option<Arc<Vec<u8>>> {
        self.inner.get(place).cloned()
    }

    fn forget_far(&mut self, middle: u32) {
        let mut all: usize = self.leaves.values().map(|leaf| leaf.octets).sum();
        while all > KEPT && self.leaves.len() > 1 {
            let far = self.leaves.keys().copied().max_by_key(|number| number.abs_diff(middle));
            let Some(leaf) = far.and_then(|number| self.leaves.remove(&number)) else { return };
            all -= leaf.octets;
        }
    }
}

/// Looks at a file; the look before ends.
pub fn look(shell: &mut Shell, number: u64, form: Form, source: Source) -> Task<Message> {
    let side = shell.size().width.max(shell.size().height) * shell.pixels * shell.scale_factor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand")]
    let most = (2.0 * side).clamp(SIDE.0, SIDE.1) as u32;
    shell.looks.begin(number);
    let given = match &source {
        Source::Inner(place) => shell.looks.inner(*place),
        Source::File(_) => None,
    };
    if given.is_none() {
        shell.looks.inner.clear();
    }
    let sandbox = Arc::clone(&shell.looks.sandbox);
    let work = shell.engines.runtime.spawn(async move {
        let octets = match (given, source) {
            (Some(given), _) => Arc::unwrap_or_clone(given),
            (None, Source::File(path)) => read(&path).await?,
            (None, Source::Inner(_)) => return Err(Failure::Hindered(Hindrance::Broken)),
        };
        look_at(form, octets, most, &sandbox).await
    });
    shell.looks.work = Some(Work(work.abort_handle()));
    Task::future(work).map(move |result| {
        let result = result.unwrap_or_else(|error| Err(Failure::Ended(error.to_string())));
        let (result, picture, inner) = match result {
            Ok(Found { shown, picture, inner }) => (Ok(Arc::new(shown)), picture, inner),
            Err(failure) => (Err(failure), None, Vec::new()),
        };
        Message::Looks(Told::Looked(Looked { number, result, picture, inner }))
    })
}

/// What was found in a file.
struct Found {
    shown: Shown,
    picture: Option<Handle>,
    inner: Vec<Arc<Vec<u8>>>,
}

impl From<Shown> for Found {
    fn from(shown: Shown) -> Self {
        Self { shown, picture: None, inner: Vec::new() }
    }
}

async fn read(path: &PathBuf) -> Result<Vec<u8>, Failure> {
    let lost = |error: std::io::Error| {
        Failure::Lost(Fault::new(FaultKind::Disk, Place::File, error.to_string()))
    };
    let file = tokio::fs::File::open(path).await.map_err(lost)?;
    let mut octets = Vec::new();
    file.take(MOST + 1).read_to_end(&mut octets).await.map_err(lost)?;
    if octets.len() as u64 > MOST {
        return Err(Failure::Hindered(Hindrance::TooLarge));
    }
    Ok(octets)
}

async fn look_at(
    form: Form,
    octets: Vec<u8>,
    most: u32,
    sandbox: &Mutex<Sandbox>,
) -> Result<Found, Failure> {
    let what = match form {
        Form::Text => return on_worker(move || text(&octets)).await,
        Form::Mail => return on_worker(move || letter(&octets)).await,
        Form::Picture => What::Picture { most },
        Form::Pdf => What::Pdf,
        Form::Zip => What::Zip,
        Form::Tar => What::Tar,
        Form::TarGz => What::TarGz,
        Form::Wrapped => What::Wrapped,
    };
    let ask = Ask::Look { what, octets: Octets(octets) };
    let answer = sandbox.lock().await.ask(&ask).await.map_err(|trouble| match trouble {
        Trouble::Failed(why) | Trouble::Ended(why) | Trouble::NoProcess(why) => Failure::Ended(why),
    })?;
    found(answer)
}

async fn on_worker(work: impl FnOnce() -> Shown + Send + 'static) -> Result<Found, Failure> {
    let shown = tokio::task::spawn_blocking(work).await;
    shown.map(Found::from).map_err(|error| Failure::Ended(error.to_string()))
}

fn found(answer: Answer) -> Result<Found, Failure> {
    Ok(match answer {
        Answer::Painted { width, height, shown: (across, down), rgba } => Found {
            picture: Some(Handle::from_rgba(across, down, rgba.0)),
            ..Shown::Picture { width, height }.into()
        },
        Answer::Leaves { count, sides } => Shown::Pdf { count, sides }.into(),
        Answer::Listed(listing) => Shown::Archive(listing).into(),
        Answer::Unwrapped(wrapped, octets) => {
            let kind = match wrapped.is_html {
                true => TextKind::Html,
                false => TextKind::Plain { flowed: false, delsp: false },
            };
            let (part, left_out) = (PartId(String::new()), 0);
            let text = Text { part, kind, text: wrapped.text, left_out };
            let page = render::page(&Body { texts: vec![text], ..Body::default() });
            let inner = octets.into_iter().map(|octets| Arc::new(octets.0)).collect();
            Found { inner, ..Shown::Wrapped { files: wrapped.files, page }.into() }
        }
        Answer::Refused(hindrance) => return Err(Failure::Hindered(hindrance)),
        _ => return Err(Failure::Ended("an answer to something else".to_owned())),
    })
}

fn text(octets: &[u8]) -> Shown {
    let start = octets.get(..TEXT).unwrap_or(octets);
    let part = Part {
        id: PartId(String::new()),
        parent: None,
        media: "text/plain".to_owned(),
        params: Vec::new(),
        encoding: "8bit".to_owned(),
        size: octets.len() as u64,
        disposition: None,
        name: String::new(),
        content_id: String::new(),
    };
    let text = mime::text(&part, start).text;
    Shown::Text { page: render::verbatim(&text), is_cut: octets.len() > TEXT }
}

/// A mail in a mail: its own attachments are only named, whatever is in them.
fn letter(octets: &[u8]) -> Shown {
    let envelope = mime::envelope(octets);
    let (structure, raw) = mime::structure(octets);
    let plan = mime::plan(&structure);
    let shown = plan.texts.iter().take(TEXTS);
    let pairs = shown.filter_map(|&place| structure.parts.get(place).zip(raw.get(place)));
    let texts = pairs.map(|(part, raw)| mime::text(part, raw.get(..TEXT).unwrap_or(raw))).collect();
    let page = render::page(&Body { texts, ..Body::default() });
    Shown::Mail(Box::new(Letter {
        from: envelope.from,
        to: envelope.to,
        date: envelope.date,
        subject: envelope.subject,
        page,
        attachments: plan.attachments,
    }))
}

/// Takes what is told; the mind hears what it is to know of it.
pub fn take(shell: &mut Shell, told: Told) -> Task<Message> {
    let message = match told {
        Told::Looked(result) => looked(shell, result),
        Told::Painted(page) => painted(shell, page),
        Told::Scrolled(top, height) => {
            shell.looks.view = (top, height);
            None
        }
    };
    shell.told(message)
}

/// What came of a look goes to the mind; none where another one is wanted meanwhile.
fn looked(shell: &mut Shell, looked: Looked) -> Option<mind::Message> {
    let looks = &mut shell.looks;
    if looks.wanted.load(Ordering::Relaxed) != looked.number {
        return None;
    }
    looks.picture = looked.picture;
    if !looked.inner.is_empty() {
        looks.inner = looked.inner;
    }
    let (number, result) = (looked.number, looked.result);
    Some(mind::Message::Preview(Previewing::Looked { number, result }))
}

/// Nobody looks any more: the process ends.
pub fn end(shell: &mut Shell) -> Task<Message> {
    let program = shell.looks.program.clone();
    let number = shell.looks.wanted.load(Ordering::Relaxed);
    let old = std::mem::replace(&mut shell.looks, Looks::new(program));
    // Pages that are still asked for there are not painted any more.
    old.wanted.store(u64::MAX, Ordering::Relaxed);
    shell.looks.wanted.store(number, Ordering::Relaxed);
    Task::none()
}

/// The sizes of the pages on screen, in a pane of this width.
pub fn leaf_sizes(sides: &[(f32, f32)], pane: f32, zoom: u16) -> Vec<(f32, f32)> {
    let width = (pane.min(LEAF) * f32::from(zoom) / 100.0).max(1.0);
    sides
        .iter()
        .map(|(across, down)| (width, (width * down / across).clamp(1.0, 20_000.0)))
        .collect()
}

/// Has the pages painted that are in view and not here.
pub fn want(shell: &mut Shell) -> Task<Message> {
    let Some(preview) = &shell.state.preview else { return Task::none() };
    let Some(Shown::Pdf { sides, .. }) = preview.shown() else { return Task::none() };
    let sizes =
        leaf_sizes(sides, crate::ui::screen::preview::room(shell.size()).width, preview.zoom);
    let scale = shell.pixels * shell.scale_factor();
    let (top, height) = shell.looks.view;
    let bottom = top + if height > 0.0 { height } else { shell.size().height };
    let mut from = 0.0;
    let mut wanted = Vec::new();
    for (number, (width, height)) in (0_u32..).zip(&sizes) {
        let to = from + height + space::M;
        if to > top && from < bottom {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page")]
            let pixels = (width * scale).round().clamp(16.0, 2_400.0) as u32;
            wanted.push((number, pixels));
        }
        from = to;
    }
    let middle = wanted.first().map_or(0, |(number, _)| *number);
    shell.looks.forget_far(middle);
    let tasks: Vec<_> =
        wanted.into_iter().map(|(number, width)| paint(shell, number, width)).collect();
    Task::batch(tasks)
}

fn paint(shell: &mut Shell, number: u32, width: u32) -> Task<Message> {
    let looks = &mut shell.looks;
    let is_here = looks.leaves.get(&number).is_some_and(|leaf| leaf.width == width);
    if is_here || looks.asked.get(&number) == Some(&width) {
        return Task::none();
    }
    looks.asked.insert(number, width);
    let look = looks.wanted.load(Ordering::Relaxed);
    let (sandbox, wanted) = (Arc::clone(&looks.sandbox), Arc::clone(&looks.wanted));
    let work = shell.engines.runtime.spawn(async move {
        let mut sandbox = sandbox.lock().await;
        if wanted.load(Ordering::Relaxed) != look {
            return Err("another file is looked at".to_owned());
        }
        match sandbox.ask(&Ask::Leaf { number, width }).await {
            Ok(Answer::Painted { shown: (across, down), rgba, .. }) => {
                let octets = rgba.0.len();
                Ok(Leaf { handle: Handle::from_rgba(across, down, rgba.0), width, octets })
            }
            Ok(_) => Err("an answer to something else".to_owned()),
            Err(trouble) => Err(trouble.to_string()),
        }
    });
    Task::future(work).map(move |leaf| {
        let leaf = leaf.unwrap_or_else(|error| Err(error.to_string()));
        Message::Looks(Told::Painted(Painted { look, number, leaf }))
    })
}

/// Keeps a page that came. Where one cannot be painted, that is said in place of all.
fn painted(shell: &mut Shell, painted: Painted) -> Option<mind::Message> {
    let looks = &mut shell.looks;
    if painted.look != looks.wanted.load(Ordering::Relaxed) {
        return None;
    }
    match painted.leaf {
        Ok(leaf) => {
            // It may be wanted in another width meanwhile.
            if looks.asked.get(&painted.number) == Some(&leaf.width) {
                looks.asked.remove(&painted.number);
            }
            looks.leaves.insert(painted.number, leaf);
            None
        }
        Err(why) => {
            let result = Err(Failure::Ended(why));
            Some(mind::Message::Preview(Previewing::Looked { number: painted.look, result }))
        }
    }
}
