//! The window's own state around the mind's: engines, clock, pointer, theme. Turns messages of the
//! window system into messages of the mind, and the mind's effects into tasks.

use std::sync::Arc;
use std::time::Duration;

use iced::{Size, Subscription, Task, Theme, window};
use tokio::runtime::Handle;

use super::engine::Feed;
use super::theme::space;
use super::{effects, input, screen, theme};
use crate::app::effect::{Pane, Scroll};
use crate::app::{self, Now, Screen, State};
use crate::auth::{Secret, Vault};
use crate::config::Config;
use crate::demo::Demo;
use crate::model::account::Account;
use crate::model::event::{Event, Fact, Source};
use crate::model::fault::Fault;
use crate::model::ids::{AccountId, EntryId};
use crate::model::request::Request;
use crate::model::settings::{Settings, ThemeChoice};
use crate::paths::{self, Paths};
use crate::sync::{Engine, Setup, Storage};
use crate::trace;

/// The window at its first opening, logical pixels.
pub const WINDOW: Size = Size::new(1280.0, 800.0);

/// How long an action waits for undo before the server hears of it.
pub const HOLD: Duration = Duration::from_secs(5);

/// What a window begins with.
pub struct Launch {
    pub config: Config,
    pub vault: Vault,
    /// Where the profile lies; nothing is written without it.
    pub paths: Option<Paths>,
    /// The engine of the profile's accounts, already started.
    pub engine: Option<(Engine, Feed)>,
    /// The demo account, where the window is opened on it.
    pub demo: Option<Demo>,
    /// How long an action waits for undo before the server hears of it.
    pub hold: Duration,
    /// Where the engine and other long work run.
    pub runtime: Handle,
}

impl Launch {
    /// The window of a profile, its engine started. Without paths nothing is written to any disk.
    ///
    /// # Errors
    /// `InUse` when another Pombo runs on this profile; `Disk` when nothing can be written.
    pub fn of_profile(
        config: Config,
        vault: Vault,
        paths: Option<Paths>,
        hold: Duration,
        runtime: Handle,
    ) -> Result<Self, Fault> {
        let setup = Setup {
            accounts: config.accounts.clone(),
            vault: vault.clone(),
            storage: paths.clone().map_or(Storage::Memory, Storage::Disk),
            hold,
            live: true,
        };
        let (engine, events) = {
            let _inside = runtime.enter();
            Engine::start(setup)?
        };
        let engine = Some((engine, Feed::new(1, events)));
        Ok(Self { config, vault, paths, engine, demo: None, hold, runtime })
    }

    /// A window without accounts, engine or profile.
    pub fn empty(runtime: Handle) -> Self {
        Self {
            config: Config::default(),
            vault: Vault::new(""),
            paths: None,
            engine: None,
            demo: None,
            hold: HOLD,
            runtime,
        }
    }
}

#[derive(Debug, Clone)]
pub enum Message {
    App(app::Message),
    Facts(Vec<Event>),
    DemoStarted(Arc<Demo>),
    Input(input::Input),
    /// The window is there, in this size.
    Opened(Size),
    Resized(Size),
    SplitMoved(Splits),
    SystemTheme(iced::theme::Mode),
    Painted,
}

/// The window.
pub struct Shell {
    pub state: State,
    pub vault: Vault,
    pub paths: Option<Paths>,
    pub runtime: Handle,
    pub now: Now,
    pub pointer: input::Pointer,
    /// The latest order to scroll a pane, with a number that sets it apart from the one before.
    pub scrolls: [(u64, Scroll); 2],
    pub splits: Splits,
    /// On no screen: dialogs and other programs stay away.
    pub is_staged: bool,
    /// Everything is being brought to its end.
    pub is_ending: bool,
    /// The window at a zoom of 100 %, logical pixels.
    window: Size,
    hold: Duration,
    engine: Option<(Engine, Feed)>,
    demo_engine: Option<(Engine, Feed)>,
    demo: Option<Arc<Demo>>,
    last_account: u16,
    system: iced::theme::Mode,
    painted: bool,
    shown: Shown,
}

/// Where the lines between the panes stand: widths of sidebar and list, pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Splits {
    pub side: f32,
    pub list: f32,
}

/// Which milestones were already noted.
#[derive(Debug, Default)]
struct Shown {
    /// Where the newest rows came from.
    source: Option<Source>,
    list: Option<(app::Place, usize)>,
    body: Option<crate::model::ids::MessageKey>,
}

impl Shown {
    fn hear(&mut self, events: &[Event]) {
        let sources = events.iter().filter_map(|event| match event.fact {
            Fact::RowsArrived { source, .. } => Some(source),
            _ => None,
        });
        self.source = sources.last().or(self.source);
    }
}

impl Shell {
    /// The window at its first moment, and what it does first.
    pub fn new(launch: Launch) -> (Self, Task<Message>) {
        let last_account = launch.config.last_account;
        let next_entry = launch.engine.as_ref().map_or(EntryId(1), |(e, _)| e.next_entry());
        let next_account = launch.config.next_account();
        let state = State::new(app::Start {
            accounts: launch.config.accounts,
            settings: launch.config.settings,
            next_entry,
            next_account,
            downloads: paths::downloads(),
            hold: i64::try_from(launch.hold.as_millis()).unwrap_or(i64::MAX),
        });
        let shell = Self {
            state,
            vault: launch.vault,
            paths: launch.paths,
            runtime: launch.runtime,
            now: now(),
            pointer: input::Pointer::default(),
            scrolls: [(0, Scroll::Top); 2],
            splits: Splits { side: space::SIDEBAR, list: space::LIST },
            is_staged: false,
            is_ending: false,
            window: WINDOW,
            hold: launch.hold,
            engine: launch.engine,
            demo_engine: None,
            demo: None,
            last_account,
            system: iced::theme::Mode::None,
            painted: false,
            shown: Shown::default(),
        };
        let demo = match launch.demo {
            Some(demo) => Task::done(Message::DemoStarted(Arc::new(demo))),
            None => Task::none(),
        };
        (shell, Task::batch([demo, iced::system::theme().map(Message::SystemTheme)]))
    }

    pub fn update(&mut self, message: Message) -> Task<Message> {
        self.now = now();
        let task = match message {
            Message::App(message) => self.app(message),
            Message::Facts(events) => {
                self.shown.hear(&events);
                self.app(app::Message::Engine(events))
            }
            Message::DemoStarted(demo) => self.demo_started(demo),
            Message::Input(input) => self.input(input),
            Message::Resized(size) => self.resized(size),
            Message::SplitMoved(splits) => {
                self.splits = splits;
                Task::none()
            }
            Message::SystemTheme(mode) => self.system_theme(mode),
            Message::Opened(size) => {
                trace::mark("window open", &[]);
                self.resized(size)
            }
            Message::Painted => {
                self.painted = true;
                trace::mark("first frame", &[]);
                Task::none()
            }
        };
        self.note_milestones();
        task
    }

    /// Hands the mind a message and does what it wants done.
    fn app(&mut self, message: app::Message) -> Task<Message> {
        let wanted = app::update(&mut self.state, message, self.now);
        Task::batch(wanted.into_iter().map(|effect| effects::run(self, effect)).collect::<Vec<_>>())
    }

    fn input(&mut self, input: input::Input) -> Task<Message> {
        let messages = self.pointer.feed(input, &self.state, self.size(), self.splits.side);
        Task::batch(messages.into_iter().map(|message| self.app(message)).collect::<Vec<_>>())
    }

    fn resized(&mut self, size: Size) -> Task<Message> {
        self.window = size * self.scale_factor();
        Task::none()
    }

    /// The portal's answer is sometimes followed by a `None` that means nothing.
    fn system_theme(&mut self, mode: iced::theme::Mode) -> Task<Message> {
        if mode != iced::theme::Mode::None {
            self.system = mode;
        }
        Task::none()
    }

    fn demo_started(&mut self, demo: Arc<Demo>) -> Task<Message> {
        let account = demo.account();
        self.vault.hold(account.id, Secret::from(demo.password().expose()));
        let _inside = self.runtime.enter();
        let started = Engine::start(Setup {
            accounts: vec![account.clone()],
            vault: self.vault.clone(),
            storage: Storage::Memory,
            hold: self.hold,
            live: true,
        });
        let result = started.map(|(engine, events)| {
            self.demo_engine = Some((engine, Feed::new(2, events)));
            self.demo = Some(demo);
            account
        });
        self.app(app::Message::Accounts(app::accounts::Message::DemoStarted(result)))
    }

    /// What the engines tell.
    pub(super) fn feeds(&self) -> impl Iterator<Item = &Feed> {
        [&self.engine, &self.demo_engine].into_iter().flatten().map(|(_, feed)| feed)
    }

    pub fn subscription(&self) -> Subscription<Message> {
        let facts = self.feeds().map(|feed| feed.subscription().map(Message::Facts));
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
        theme::theme(match (self.state.settings.theme, self.system) {
            (ThemeChoice::Dark, _) => theme::Mode::Dark,
            (ThemeChoice::System, iced::theme::Mode::Dark) => theme::Mode::Dark,
            (ThemeChoice::Light | ThemeChoice::System, _) => theme::Mode::Light,
        })
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

    /// The engine that keeps this account.
    pub fn engine_of(&self, account: AccountId) -> Option<Engine> {
        let is_demo = self.demo.as_ref().is_some_and(|demo| demo.account().id == account);
        let engine = if is_demo { &self.demo_engine } else { &self.engine };
        engine.as_ref().map(|(engine, _)| engine.clone())
    }

    pub fn engines(&self) -> Vec<Engine> {
        [&self.engine, &self.demo_engine].into_iter().flatten().map(|(e, _)| e.clone()).collect()
    }

    pub fn address(&self, id: AccountId) -> String {
        let held = self.state.accounts.iter().find(|held| held.account.id == id);
        held.map(|held| held.account.address.clone()).unwrap_or_default()
    }

    pub fn send(&self, request: Request) {
        if let Some(engine) = self.engine_of(request.account) {
            engine.send(request);
        }
    }

    pub fn keep(&self, account: Account) {
        if let Some(engine) = self.engine_of(account.id) {
            engine.add(account);
        }
    }

    /// The settings to be written. No number of an account is forgotten.
    pub fn remember(&mut self, accounts: Vec<Account>, settings: Settings) -> Config {
        let highest = accounts.iter().map(|account| account.id.0).fold(self.last_account, u16::max);
        self.last_account = highest;
        Config { accounts, settings, last_account: highest }
    }

    pub fn scroll(&mut self, pane: Pane, by: Scroll) {
        let at = match pane {
            Pane::Folders => return,
            Pane::List => &mut self.scrolls[0],
            Pane::Reader => &mut self.scrolls[1],
        };
        *at = (at.0 + 1, by);
    }

    fn note_milestones(&mut self) {
        if !matches!(self.state.screen, Screen::Mail) {
            return;
        }
        if let Some(place) = self.state.folders.selected {
            let rows = self.state.shown().map_or(0, |shown| shown.len());
            if rows > 0 && self.shown.list != Some((place, rows)) {
                self.shown.list = Some((place, rows));
                let name =
                    self.state.mailbox(place).map_or("", |mailbox| mailbox.name()).to_owned();
                let source = match self.shown.source {
                    Some(Source::Server) => "server",
                    Some(Source::Cache) | None => "cache",
                };
                let facts =
                    [("mailbox", name.into()), ("rows", rows.into()), ("source", source.into())];
                trace::mark("list shown", &facts);
            }
        }
        if let app::reader::Reader::Open(opened) = &self.state.reader
            && self.shown.body != Some(opened.key)
        {
            self.shown.body = Some(opened.key);
            trace::mark("body shown", &[("key", opened.key.to_string().into())]);
        }
    }
}

/// What the window system says of the window itself.
fn windowed(event: &iced::Event) -> Option<Message> {
    let iced::Event::Window(event) = event else { return None };
    match event {
        window::Event::Opened { size, .. } => Some(Message::Opened(*size)),
        window::Event::Resized(size) => Some(Message::Resized(*size)),
        window::Event::CloseRequested => Some(Message::App(app::Message::CloseAsked)),
        _ => None,
    }
}

fn now() -> Now {
    Now(jiff::Timestamp::now().as_millisecond())
}
