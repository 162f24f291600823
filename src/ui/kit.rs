//! A window without a screen: runs a view, gives it events as hands would, and takes pictures. For
//! tests and for `pombo screenshot`. Keeps the widget tree between events, as a real window does, so
//! focus, scrolling and drags live on. Knows no application: a state, its view and its update.

mod frame;
mod look;

use iced::advanced::clipboard;
use iced::advanced::renderer::{Headless, Style};
use iced::advanced::widget::Id;
use iced::advanced::widget::operation::{Operation, Outcome};
use iced::keyboard::key::{Named, NativeCode, Physical};
use iced::keyboard::{Key, Location, Modifiers};
use iced::mouse::{self, Button, Cursor, ScrollDelta};
use iced::time::Instant;
use iced::{Event, Pixels, Point, Rectangle, Renderer, Size, Theme, event, keyboard, window};
use iced_runtime::UserInterface;
use iced_runtime::user_interface::Cache;

pub use frame::Frame;
pub use look::Seen;

use super::theme::{self, Mode, font};
use super::widget::Element;

/// Moves that a drag is made of: enough to pass every threshold on the way.
const DRAG_STEPS: u16 = 12;
/// Rounds of "redraw, messages, view" after an event, as in iced's own loop.
const SETTLE: usize = 3;

type View<State, Message> = Box<dyn for<'a> Fn(&'a State) -> Element<'a, Message>>;
type Update<State, Message> = Box<dyn FnMut(&mut State, Message)>;
type Ear<State, Message> = Box<dyn Fn(&State, &Event, event::Status) -> Option<Message>>;

/// The software renderer could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The software renderer is not part of this build.")]
pub struct NoRenderer;

/// A view under remote control.
pub struct Driver<State, Message> {
    pub state: State,
    view: View<State, Message>,
    update: Update<State, Message>,
    ear: Ear<State, Message>,
    theme: Box<dyn Fn(&State) -> Theme>,
    renderer: Renderer,
    cache: Cache,
    size: Size,
    scale: f32,
    cursor: Cursor,
    modifiers: Modifiers,
    interaction: mouse::Interaction,
    board: Board,
}

impl<State, Message> Driver<State, Message> {
    /// A window of this size in logical pixels. Loads the bundled fonts.
    pub fn new(
        size: Size,
        state: State,
        view: impl for<'a> Fn(&'a State) -> Element<'a, Message> + 'static,
        update: impl FnMut(&mut State, Message) + 'static,
    ) -> Result<Self, NoRenderer> {
        use futures::FutureExt;

        font::load();
        // The software renderer is ready at once; another one is not wanted here.
        let renderer =
            <Renderer as Headless>::new(font::REGULAR, Pixels(font::BODY), Some("tiny-skia"))
                .now_or_never()
                .flatten()
                .ok_or(NoRenderer)?;
        let mut driver = Self {
            state,
            view: Box::new(view),
            update: Box::new(update),
            ear: Box::new(|_, _, _| None),
            theme: Box::new(|_| theme::theme(Mode::Light)),
            renderer,
            cache: Cache::new(),
            size,
            scale: 1.0,
            cursor: Cursor::Unavailable,
            modifiers: Modifiers::empty(),
            interaction: mouse::Interaction::None,
            board: Board::default(),
        };
        driver.settle();

        Ok(driver)
    }

    /// The theme of a state; light without this.
    pub fn with_theme(mut self, theme: impl Fn(&State) -> Theme + 'static) -> Self {
        self.theme = Box::new(theme);
        self
    }

    /// What a subscription to raw events tells of one that the widgets have had, and ignored or
    /// taken; the state is the one before their messages.
    pub fn with_ear(
        mut self,
        ear: impl Fn(&State, &Event, event::Status) -> Option<Message> + 'static,
    ) -> Self {
        self.ear = Box::new(ear);
        self
    }

    /// Device pixels to a logical one, for pictures.
    pub fn with_scale(mut self, scale: f32) -> Self {
        self.scale = scale.max(0.25);
        self
    }

    pub fn set_scale(&mut self, scale: f32) {
        self.scale = scale.clamp(0.25, 4.0);
    }

    /// A message from elsewhere than the window.
    pub fn tell(&mut self, message: Message) {
        (self.update)(&mut self.state, message);
        self.settle();
    }

    /// An event, all that follows from it, and the frame after it.
    pub fn send(&mut self, event: Event) {
        self.pass(&[event]);
        self.settle();
    }

    pub fn resize(&mut self, size: Size) {
        self.size = size;
        self.send(Event::Window(window::Event::Resized(size)));
    }

    pub fn move_to(&mut self, at: Point) {
        self.cursor = Cursor::Available(at);
        self.mouse(mouse::Event::CursorMoved { position: at });
    }

    /// The pointer leaves the window; a button that is down keeps it in touch, as window systems do.
    pub fn leave(&mut self) {
        self.cursor = Cursor::Unavailable;
        self.mouse(mouse::Event::CursorLeft);
    }

    pub fn press(&mut self, button: Button) {
        self.mouse(mouse::Event::ButtonPressed(button));
    }

    pub fn release(&mut self, button: Button) {
        self.mouse(mouse::Event::ButtonReleased(button));
    }

    pub fn click_at(&mut self, at: Point) {
        self.move_to(at);
        self.press(Button::Left);
        self.release(Button::Left);
    }

    /// Clicks the middle of the first text that reads exactly so. False if there is none.
    #[must_use]
    pub fn click(&mut self, text: &str) -> bool {
        let place = self.find(text);
        if let Some(bounds) = place {
            self.click_at(bounds.center());
        }

        place.is_some()
    }

    /// Clicks the middle of the container or field with this id. False if there is none.
    #[must_use]
    pub fn click_id(&mut self, id: impl Into<Id>) -> bool {
        let place = self.find_id(id);
        if let Some(bounds) = place {
            self.click_at(bounds.center());
        }

        place.is_some()
    }

    /// From the press to the release, with moves on the way.
    pub fn drag(&mut self, from: Point, to: Point) {
        self.drag_hold(from, to);
        self.release(Button::Left);
    }

    /// A drag that is not let go of.
    pub fn drag_hold(&mut self, from: Point, to: Point) {
        self.move_to(from);
        self.press(Button::Left);
        for step in 1..=DRAG_STEPS {
            self.move_to(from + (to - from) * (f32::from(step) / f32::from(DRAG_STEPS)));
        }
    }

    /// Notches of a wheel; positive goes up.
    pub fn wheel(&mut self, at: Point, notches: f32) {
        self.move_to(at);
        self.mouse(mouse::Event::WheelScrolled {
            delta: ScrollDelta::Lines { x: 0.0, y: notches },
        });
    }

    /// Pixels of a touch pad; positive goes up.
    pub fn wheel_pixels(&mut self, at: Point, pixels: f32) {
        self.move_to(at);
        self.mouse(mouse::Event::WheelScrolled {
            delta: ScrollDelta::Pixels { x: 0.0, y: pixels },
        });
    }

    /// Holds these from now on.
    pub fn hold(&mut self, modifiers: Modifiers) {
        self.modifiers = modifiers;
        self.keyboard(keyboard::Event::ModifiersChanged(modifiers));
    }

    /// A key with these held, down and up.
    pub fn key(&mut self, named: Named, modifiers: Modifiers) {
        self.stroke(Key::Named(named), None, modifiers);
    }

    /// A letter with these held, such as Ctrl and `a`; with none it types.
    pub fn letter(&mut self, letter: &str, modifiers: Modifiers) {
        let typed = (!modifiers.command() && !modifiers.alt()).then_some(letter);
        self.stroke(Key::Character(letter.into()), typed, modifiers);
    }

    /// Types a text, one letter at a time.
    pub fn type_text(&mut self, text: &str) {
        let mut bytes = [0; 4];
        for letter in text.chars() {
            self.letter(letter.encode_utf8(&mut bytes), Modifiers::empty());
        }
    }

    /// Lets an operation, such as giving a field the keyboard, walk the widgets to its end.
    pub fn operate(&mut self, mut operation: Box<dyn Operation>) {
        loop {
            self.with_ui(|ui, renderer| ui.operate(renderer, operation.as_mut()));
            match operation.finish() {
                Outcome::Chain(next) => operation = next,
                Outcome::None | Outcome::Some(()) => break,
            }
        }
        self.settle();
    }

    /// Every text in the window with its place, as far as widgets report it.
    pub fn texts(&mut self) -> Vec<Seen> {
        let mut look = look::Look::default();
        self.with_ui(|ui, renderer| ui.operate(renderer, &mut look));

        look.texts
    }

    /// The place of the first text that reads exactly so.
    pub fn find(&mut self, text: &str) -> Option<Rectangle> {
        self.texts().into_iter().find(|seen| seen.text == text).map(|seen| seen.bounds)
    }

    /// The place of a container or field with this id.
    pub fn find_id(&mut self, id: impl Into<Id>) -> Option<Rectangle> {
        let id = id.into();
        let mut look = look::Look::default();
        self.with_ui(|ui, renderer| ui.operate(renderer, &mut look));

        look.places.into_iter().find(|(found, _)| *found == id).map(|(_, bounds)| bounds)
    }

    /// The shape the pointer has after the last event.
    pub fn interaction(&self) -> mouse::Interaction {
        self.interaction
    }

    /// What was copied last.
    pub fn clipboard(&self) -> Option<&str> {
        self.board.text.as_deref()
    }

    /// What will be pasted.
    pub fn set_clipboard(&mut self, text: &str) {
        self.board.text = Some(text.to_owned());
    }

    /// Views, lays out and draws without making pixels: the part of a frame that is ours.
    pub fn draw(&mut self) {
        let theme = (self.theme)(&self.state);
        let style = Style { text_color: theme.palette().text };
        // Buttons learn how they look from this event, and this view has not had it yet.
        let now = [Event::Window(window::Event::RedrawRequested(Instant::now()))];
        let cursor = self.cursor;
        let mut unheard = Vec::new();
        self.with_ui(|ui, renderer| {
            ui.update(&now, cursor, renderer, &mut clipboard::Null, &mut unheard);
            ui.draw(renderer, &theme, &style, cursor);
        });
        for message in unheard {
            (self.update)(&mut self.state, message);
        }
    }

    /// A picture of the window.
    pub fn screenshot(&mut self) -> Frame {
        self.draw();
        let ground = (self.theme)(&self.state).palette().background;
        let width = (self.size.width * self.scale).round().clamp(1.0, 16_384.0) as u32;
        let height = (self.size.height * self.scale).round().clamp(1.0, 16_384.0) as u32;
        let rgba = self.renderer.screenshot(Size::new(width, height), self.scale, ground);

        Frame { width, height, rgba }
    }

    fn mouse(&mut self, event: mouse::Event) {
        self.send(Event::Mouse(event));
    }

    fn keyboard(&mut self, event: keyboard::Event) {
        self.send(Event::Keyboard(event));
    }

    fn stroke(&mut self, key: Key, text: Option<&str>, modifiers: Modifiers) {
        let before = self.modifiers;
        if modifiers != before {
            self.hold(modifiers);
        }
        let physical_key = Physical::Unidentified(NativeCode::Unidentified);
        self.keyboard(keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key.clone(),
            physical_key,
            location: Location::Standard,
            modifiers,
            text: text.map(Into::into),
            repeat: false,
        });
        self.keyboard(keyboard::Event::KeyReleased {
            key: key.clone(),
            modified_key: key,
            physical_key,
            location: Location::Standard,
            modifiers,
        });
        if modifiers != before {
            self.hold(before);
        }
    }

    /// Frames until no widget has anything left to say about the last event.
    fn settle(&mut self) {
        for _ in 0..SETTLE {
            if !self.pass(&[Event::Window(window::Event::RedrawRequested(Instant::now()))]) {
                break;
            }
        }
    }

    /// Gives events to the view and its messages to the state; whether there were any.
    fn pass(&mut self, events: &[Event]) -> bool {
        let mut messages = Vec::new();
        let root = (self.view)(&self.state);
        let cache = std::mem::take(&mut self.cache);
        let mut ui = UserInterface::build(root, self.size, cache, &mut self.renderer);
        let (state, statuses) =
            ui.update(events, self.cursor, &mut self.renderer, &mut self.board, &mut messages);
        if let iced_runtime::user_interface::State::Updated { mouse_interaction, .. } = state {
            self.interaction = mouse_interaction;
        }
        self.cache = ui.into_cache();

        let told = events.iter().zip(statuses);
        messages.extend(told.filter_map(|(event, status)| (self.ear)(&self.state, event, status)));
        let any = !messages.is_empty();
        for message in messages {
            (self.update)(&mut self.state, message);
        }

        any
    }

    fn with_ui(
        &mut self,
        act: impl FnOnce(&mut UserInterface<'_, Message, Theme, Renderer>, &mut Renderer),
    ) {
        let root = (self.view)(&self.state);
        let cache = std::mem::take(&mut self.cache);
        let mut ui = UserInterface::build(root, self.size, cache, &mut self.renderer);
        act(&mut ui, &mut self.renderer);
        self.cache = ui.into_cache();
    }
}

/// A clipboard of its own, so that no test reads or writes the person's.
#[derive(Debug, Default)]
struct Board {
    text: Option<String>,
}

impl clipboard::Clipboard for Board {
    fn read(&self, _: clipboard::Kind) -> Option<String> {
        self.text.clone()
    }

    fn write(&mut self, kind: clipboard::Kind, contents: String) {
        if kind == clipboard::Kind::Standard {
            self.text = Some(contents);
        }
    }
}
