//! The window's own state around the mind's: engines, clock, pointer, theme. Turns messages of the
//! window system into messages of the mind, and the mind's effects into tasks.

use std::collections::BTreeMap;
use std::time::Duration;

use iced::{Size, Subscription, Task, Theme, window};

use super::engine::{Engines, StartedDemo};
pub use super::engine::{HOLD, Launch};
use super::milestones::Milestones;
use super::shape::Shape;
use super::theme::space;
use super::widget::split;
use super::{effects, input, screen, scrolls, theme};
use crate::app::effect::{Pane, Scroll};
use crate::app::{self, Now, State};
use crate::config::Config;
use crate::model::account::Account;
use crate::model::event::Event;
use crate::model::ids::MessageKey;
use crate::model::settings::{Network, Settings, ThemeChoice};
use crate::paths::{self, Paths};
use crate::render::Page;
use crate::render::xray::{Link, Xray};
use crate::trace;

/// The window at its first opening, logical pixels.
pub const WINDOW: Size = Size::new(1280.0, 800.0);

/// How long the pane keeps its width until a page is laid out anew for it.
const PANE_RESTS: Duration = Duration::from_millis(80);
/// How long the window keeps its shape until it is written down.
const SHAPE_RESTS: Duration = Duration::from_millis(700);

#[derive(Debug, Clone)]
pub enum Message {
    App(app::Message),
    Facts(Vec<Event>),
    DemoStarted(StartedDemo),
    Input(input::Input),
    /// The window is there, in this size.
    Opened(Size),
    Resized(Size),
    SplitMoved(Splits),
    /// The pointer came over a link, or left it.
    LinkHovered(Option<Link>),
    /// The addresses of this message were folded out or in.
    PeopleToggled(MessageKey),
    /// All the many addresses of this message were asked for.
    EveryoneAsked(MessageKey),
    /// The window has kept its shape for a moment: worth remembering.
    ShapeRested(u64),
    SystemTheme(iced::theme::Mode),
    /// The page of this number was laid out.
    Drawn(u64, app::reader::Message),
    /// These pixels of the page on screen came into view.
    TilesWanted(std::ops::Range<u32>),
    Tile(effects::pages::Painted),
    /// Of the attachment that is looked at.
    Looks(effects::looks::Told),
    /// A page that may be opened next was laid out.
    LaidAhead(effects::pages::Ready),
    /// The pane has kept its width for a moment.
    PaneRested(u64),
    /// So many pixels of the screen are one of the window.
    Rescaled(f32),
    Painted,
}

/// The window.
pub struct Shell {
    pub state: State,
    pub engines: Engines,
    pub now: Now,
    pub pointer: input::Pointer,
    /// The latest order to scroll a pane, with a number that sets it apart from the one before.
    pub scrolls: [(u64, Scroll); 2],
    pub splits: Splits,
    /// Where the link under the pointer leads, and what is to be said of it.
    pub link: Option<Xray>,
    /// The message whose addresses are all shown.
    pub unfolded: Option<MessageKey>,
    /// The message of whose many addresses none is left out.
    pub everyone: Option<MessageKey>,
    /// How often the window has changed its shape.
    shapes: u64,
    /// On no screen: dialogs and other programs stay away.
    pub is_staged: bool,
    /// Everything is being brought to its end.
    pub is_ending: bool,
    /// The window at a zoom of 100 %, logical pixels.
    window: Size,
    last_account: u16,
    /// What runs for the sign-in screens: one thing at a time.
    pub(super) running: Option<effects::sign_in::Running>,
    /// The examination under way.
    pub(super) exam: Option<effects::accounts::Exam>,
    pub(super) writer: effects::accounts::Writer,
    /// Client ids of the settings, by the provider's key.
    clients: BTreeMap<String, String>,
    /// How to look for servers, as the settings say.
    network: Network,
    system: iced::theme::Mode,
    /// The page on screen, where mail is shown as its sender designed it.
    pub pages: effects::pages::Pages,
    /// The pictures that are fetched for it.
    pub(super) errand: Option<effects::pictures::Errand>,
    /// This very program, which lays mail out in a process of its own.
    pub(super) program: std::path::PathBuf,
    /// The file whose message is shown, where the window was opened on one.
    pub(super) file: Option<std::path::PathBuf>,
    /// The attachment that is looked at.
    pub looks: effects::looks::Looks,
    /// Where attachments lie that were opened.
    pub(super) private: Option<effects::parts::Private>,
    /// Pixels of the screen to a logical pixel.
    pub pixels: f32,
    blank: Page,
    /// How often the pane has changed its width.
    widths: u64,
    painted: bool,
    milestones: Milestones,
}

/// Where the lines between the panes stand: widths of sidebar and list, pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Splits {
    pub side: f32,
    pub list: f32,
}

impl Shell {
    /// The window at its first moment, and what it does first.
    pub fn new(launch: Launch) -> (Self, Task<Message>) {
        let last_account = launch.config.last_account;
        let clients = launch.config.clients.clone();
        let network = launch.config.network.clone();
        let next_entry = launch.engines.next_entry();
        let next_account = launch.config.next_account();
        let state = State::new(app::Start {
            accounts: launch.config.accounts,
            settings: launch.config.settings,
            next_entry,
            next_account,
            downloads: paths::downloads(),
            hold: i64::try_from(launch.engines.hold.as_millis()).unwrap_or(i64::MAX),
        });
        let shape = launch.engines.paths.as_ref().map(Shape::load).unwrap_or_default();
        let shell = Self {
            state,
            engines: launch.engines,
            now: now(),
            pointer: input::Pointer::default(),
            scrolls: [(0, Scroll::Top); 2],
            splits: shape.splits,
            link: None,
            unfolded: None,
            everyone: None,
            shapes: 0,
            is_staged: false,
            is_ending: false,
            window: shape.size,
            last_account,
            running: None,
            exam: None,
            writer: effects::accounts::Writer::default(),
            clients,
            network,
            system: iced::theme::Mode::None,
            pages: effects::pages::Pages::new(launch.program.clone()),
            looks: effects::looks::Looks::new(launch.program.clone()),
            program: launch.program,
            file: launch.file,
            errand: None,
            private: None,
            pixels: 1.0,
            blank: Page::default(),
            widths: 0,
            painted: false,
            milestones: Milestones::default(),
        };
        let demo = match (launch.demo, &shell.file) {
            (Some(demo), _) => Task::done(Message::DemoStarted(demo)),
            (None, Some(file)) => effects::file::open(&shell, file.clone()),
            (None, None) => Task::none(),
        };
        (shell, Task::batch([demo, iced::system::theme().map(Message::SystemTheme)]))
    }

    pub fn update(&mut self, message: Message) -> Task<Message> {
        self.now = now();
        let task = match message {
            Message::App(message) => self.app(message),
            Message::Facts(events) => {
                self.milestones.hear(&events);
                self.app(app::Message::Engine(events))
            }
            Message::DemoStarted(demo) => self.demo_started(demo),
            Message::Input(input) => self.input(input),
            Message::Resized(size) => self.resized(size),
            Message::SplitMoved(splits) => {
                self.splits = splits;
                Task::batch([self.shape_changed(), self.pane_changed()])
            }
            Message::ShapeRested(number) => self.shape_rested(number),
            Message::LinkHovered(link) => {
                self.link = link.map(|link| self.state.look_through(&link));
                Task::none()
            }
            Message::EveryoneAsked(key) => {
                self.everyone = Some(key);
                Task::none()
            }
            Message::PeopleToggled(key) => {
                self.everyone = None;
                self.unfolded = (self.unfolded != Some(key)).then_some(key);
                Task::none()
            }
            Message::SystemTheme(mode) => self.system_theme(mode),
            Message::Opened(size) => {
                trace::mark("window open", &[]);
                self.resized(size)
            }
            Message::Drawn(number, message) => {
                let message = effects::pages::laid_out(self, number, message);
                self.told(message)
            }
            Message::Looks(told) => effects::looks::take(self, told),
            Message::TilesWanted(pixels) => effects::pages::want(self, pixels),
            Message::Tile(painted) => effects::pages::painted(self, painted),
            Message::LaidAhead(ready) => self.pages.keep_ready(ready),
            Message::PaneRested(number) if number == self.widths => effects::pages::refit(self),
            Message::PaneRested(_) => Task::none(),
            Message::Rescaled(pixels) => {
                self.pixels = pixels;
                self.pane_changed()
            }
            Message::Painted => {
                if !std::mem::replace(&mut self.painted, true) {
                    trace::mark("first frame", &[]);
                }
                Task::none()
            }
        };
        self.milestones.note(&self.state, self.pages.painted());
        let more = effects::looks::want(self);
        Task::batch([task, more])
    }

    /// What came of work outside goes to the mind, where it is still wanted.
    pub(super) fn told(&mut self, message: Option<app::Message>) -> Task<Message> {
        message.map_or_else(Task::none, |message| self.app(message))
    }

    pub fn scroll_preview(&mut self, by: Scroll) -> Task<Message> {
        let number = self.looks.scroll.0 + 1;
        self.looks.scroll = (number, by);
        scrolls::by(screen::preview::scroll_id(), by)
    }

    /// Hands the mind a message and does what it wants done.
    fn app(&mut self, message: app::Message) -> Task<Message> {
        let before = (self.state.folders.selected, self.state.reader.key());
        let stop = self.state.stop_link();
        let chosen = screen::accounts::line_at(&self.state);
        let wanted = app::update(&mut self.state, message, self.now);
        let mut tasks: Vec<_> =
            wanted.into_iter().map(|effect| effects::run(self, effect)).collect();
        if stop != self.state.stop_link() {
            // The line at the foot tells of what was gone to last.
            self.link = None;
        }
        if before.1 != self.state.reader.key() {
            self.link = None;
            // Nobody looks at it any more.
            self.errand = self.errand.take().filter(|errand| errand.is_for(&self.state));
        }
        if let Some(place) = self.state.folders.selected.filter(|place| before.0 != Some(*place)) {
            let line = screen::sidebar::line_at(&self.state, place);
            tasks.extend(line.map(|line| scrolls::reveal(screen::sidebar::scroll_id(), line)));
        }
        if let Some(line) = screen::accounts::line_at(&self.state).filter(|_| self.shows_accounts())
            && chosen != Some(line)
        {
            tasks.push(scrolls::reveal(screen::accounts::scroll_id(), line));
        }
        Task::batch(tasks)
    }

    /// A row that the pointer holds is where the pointer is.
    fn shows_accounts(&self) -> bool {
        matches!(self.state.screen, app::Screen::Accounts) && !self.state.lifts_account()
    }

    fn input(&mut self, input: input::Input) -> Task<Message> {
        let messages = self.pointer.feed(input, &self.state, self.size(), self.splits.side);
        Task::batch(messages.into_iter().map(|message| self.app(message)).collect::<Vec<_>>())
    }

    fn resized(&mut self, size: Size) -> Task<Message> {
        self.window = size * self.scale_factor();
        Task::batch([self.shape_changed(), self.pane_changed()])
    }

    /// The portal's answer is sometimes followed by a `None` that means nothing.
    fn system_theme(&mut self, mode: iced::theme::Mode) -> Task<Message> {
        if mode != iced::theme::Mode::None {
            self.system = mode;
        }
        effects::pages::refit(self)
    }

    fn demo_started(&mut self, demo: StartedDemo) -> Task<Message> {
        let result = self.engines.take_demo(demo).map(Box::new);
        self.app(app::Message::Accounts(app::accounts::Message::DemoStarted(result)))
    }

    pub fn subscription(&self) -> Subscription<Message> {
        let facts = self.engines.feeds().map(|feed| feed.subscription().map(Message::Facts));
        let mut all: Vec<Subscription<Message>> = facts.collect();
        all.push(input::subscription(&self.state).map(Message::Input));
        all.push(iced::system::theme_changes().map(Message::SystemTheme));
        all.push(iced::event::listen_with(|event, _, _| windowed(&event)));
        if !self.painted {
            all.push(window::frames().map(|_| Message::Painted));
        }
        Subscription::batch(all)
    }

    pub fn view(&self) -> super::widget::Element<'_, Message> {
        screen::view(self)
    }

    /// `Pombo`, with the mailbox on screen before it.
    pub fn title(&self) -> String {
        let folder = self.state.folders.selected.and_then(|place| self.state.folders.folder(place));
        match folder {
            Some(folder) => {
                format!("{} – Pombo", screen::sidebar::name_of(folder.role, &folder.name))
            }
            None => "Pombo".to_owned(),
        }
    }

    pub fn theme(&self) -> Theme {
        theme::theme(if self.is_dark() { theme::Mode::Dark } else { theme::Mode::Light })
    }

    pub fn is_dark(&self) -> bool {
        match self.state.settings.theme {
            ThemeChoice::Dark => true,
            ThemeChoice::Light => false,
            ThemeChoice::System => self.system == iced::theme::Mode::Dark,
        }
    }

    /// Waits for the pane to rest: a page is laid out anew for a width that stays.
    fn pane_changed(&mut self) -> Task<Message> {
        self.widths += 1;
        let number = self.widths;
        Task::future(async move { tokio::time::sleep(PANE_RESTS).await })
            .map(move |()| Message::PaneRested(number))
    }

    /// Now, seconds since 1970 UTC.
    pub fn seconds(&self) -> i64 {
        self.now.0.div_euclid(1_000)
    }

    /// The window in the pixels that widgets count in: a larger zoom makes it smaller.
    pub fn size(&self) -> Size {
        self.window * self.scale_factor().recip()
    }

    pub fn scale_factor(&self) -> f32 {
        f32::from(self.state.settings.zoom) / 100.0
    }

    /// The settings to be written. No number of an account is forgotten.
    pub fn remember(&mut self, accounts: Vec<Account>, settings: Settings) -> Config {
        let highest = accounts.iter().map(|account| account.id.0).fold(self.last_account, u16::max);
        self.last_account = highest;
        let (network, clients) = (self.network.clone(), self.clients.clone());
        Config { accounts, settings, network, last_account: highest, clients }
    }

    /// Takes a client id of the person's own into use, and into the settings that are written next.
    pub(super) fn keep_client(&mut self, provider: String, id: String) {
        self.clients.insert(provider, id);
        self.engines.know_clients(self.clients.clone());
    }

    pub fn scroll(&mut self, pane: Pane, by: Scroll) -> Task<Message> {
        let at = match pane {
            Pane::Folders => return scrolls::by(screen::sidebar::scroll_id(), by),
            Pane::List => &mut self.scrolls[0],
            Pane::Reader => &mut self.scrolls[1],
        };
        *at = (at.0 + 1, by);
        Task::none()
    }

    /// A page on which nothing is written.
    pub fn no_page(&self) -> &Page {
        &self.blank
    }

    /// The width of the reading pane.
    pub fn reader_width(&self) -> f32 {
        if matches!(self.state.screen, app::Screen::File) {
            return self.size().width;
        }
        let (side, list) = (self.splits.side, self.splits.list);
        let least = (space::SIDEBAR_LEAST, space::LIST_LEAST + space::READER_LEAST);
        let width = self.size().width;
        let rest = width - split::place(side, least, width);
        rest - split::place(list, (space::LIST_LEAST, space::READER_LEAST), rest)
    }

    /// What is remembered of the window; nothing where there is no profile to keep it in.
    pub fn shape(&self) -> Option<(Paths, Shape)> {
        let paths = self.engines.paths.clone()?;
        Some((paths, Shape { size: self.window, splits: self.splits }))
    }

    /// Waits for the shape to rest: a window that is pulled larger changes with every frame.
    fn shape_changed(&mut self) -> Task<Message> {
        if self.engines.paths.is_none() {
            return Task::none();
        }
        self.shapes += 1;
        let number = self.shapes;
        Task::future(async move { tokio::time::sleep(SHAPE_RESTS).await })
            .map(move |()| Message::ShapeRested(number))
    }

    fn shape_rested(&self, number: u64) -> Task<Message> {
        if let Some((paths, shape)) = self.shape().filter(|_| number == self.shapes) {
            let work = self.engines.runtime.spawn_blocking(move || shape.save(&paths));
            return Task::future(work).discard();
        }
        Task::none()
    }
}

/// What the window system says of the window itself.
fn windowed(event: &iced::Event) -> Option<Message> {
    let iced::Event::Window(event) = event else { return None };
    match event {
        window::Event::Opened { size, .. } => Some(Message::Opened(*size)),
        window::Event::Resized(size) => Some(Message::Resized(*size)),
        window::Event::Rescaled(pixels) => Some(Message::Rescaled(*pixels)),
        window::Event::CloseRequested => Some(Message::App(app::Message::CloseAsked)),
        _ => None,
    }
}

fn now() -> Now {
    Now(jiff::Timestamp::now().as_millisecond())
}
