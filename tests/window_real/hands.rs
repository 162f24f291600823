//! A person at the real window. Where things are is looked up in a twin: the same window in the same
//! size on no screen, to which the same is done.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};

use iced::keyboard::key::Named;
use iced::{Rectangle, Size};
use serde_json::Value;

use crate::kit::{Home, Window};
use crate::support::PATIENCE;
use crate::support::display::Display;
use crate::support::until;

/// Room on all sides, to let go of what is dragged.
const PLACE: (i32, i32) = (60, 20);
const SIZE: (u32, u32) = (1150, 720);

/// The running program and its twin.
pub struct Hands<'a> {
    pub display: &'a Display,
    pub twin: Window,
    session: Child,
    window: String,
    /// Where the window's contents begin on the screen.
    pub corner: (i32, i32),
    trace: PathBuf,
    errors: PathBuf,
    picture: PathBuf,
    /// Lines of the trace that were looked at.
    seen: usize,
    ended: bool,
    _home: Home,
}

impl<'a> Hands<'a> {
    /// Starts Pombo on the profile in this home, and waits for its first picture.
    pub fn start(display: &'a Display, home: &Path, run: &str) -> Self {
        Self::start_with(display, home, run, &[])
    }

    /// The same with something more in its environment: `INSTEAD` is an argument in place of those
    /// that name the profile.
    pub fn start_with(
        display: &'a Display,
        home: &Path,
        run: &str,
        environment: &[(&str, &str)],
    ) -> Self {
        let (trace, errors) = (home.join(format!("{run}.trace")), home.join(format!("{run}.err")));
        let script = "exec \"$POMBO\" ${INSTEAD:---profile \"$HOME/profile\"} 2>\"$ERRORS\"";
        let mut session = display
            .session(home, script)
            .env("POMBO", env!("CARGO_BIN_EXE_pombo"))
            .env("POMBO_TRACE", &trace)
            .env("ERRORS", &errors)
            .envs(environment.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let twin_home = Home::fresh();
        let test = std::thread::current().name().unwrap_or("window").replace("::", "-");
        let picture = format!("{test}-{run}.png");
        let picture = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(picture);
        let end = std::time::Instant::now() + PATIENCE;
        while display.find("Pombo").is_none() {
            let told = std::fs::read_to_string(&errors);
            let ended = session.try_wait().unwrap();
            let late = std::time::Instant::now() > end;
            if late || ended.is_some() {
                display.picture(&picture);
                let trace = std::fs::read_to_string(&trace);
                panic!("no window: {ended:?} {told:?} {trace:?}, {}", picture.display());
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let window = display.window("Pombo");
        let corner = display.place(&window, PLACE, SIZE);
        let twin = twin_home.open_sized(size_of(display, &window));
        let mut hands = Self {
            corner,
            display,
            twin,
            session,
            window,
            trace,
            errors,
            picture,
            seen: 0,
            ended: false,
            _home: twin_home,
        };
        hands.wait("the first frame", |line| line["milestone"] == "first frame");
        // A list may have come before it.
        hands.seen = 0;
        hands
    }

    pub fn size(&self) -> Size {
        size_of(self.display, &self.window)
    }

    fn lines(&self) -> Vec<Value> {
        let mut text = String::new();
        if let Ok(mut file) = File::open(&self.trace) {
            file.read_to_string(&mut text).unwrap();
        }
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Waits for a milestone after the one that was waited for before.
    #[track_caller]
    pub fn wait(&mut self, what: &str, wished: impl Fn(&Value) -> bool) {
        let end = std::time::Instant::now() + PATIENCE;
        loop {
            let lines = self.lines();
            if let Some(at) = lines.iter().skip(self.seen).position(&wished) {
                self.seen += at + 1;
                return;
            }
            let told = std::fs::read_to_string(&self.errors).unwrap_or_default();
            let late = std::time::Instant::now() > end;
            assert!(!late, "waited in vain for {what}: {lines:#?}\n{told}");
            self.twin.live_on();
        }
    }

    /// Where a point of the window is on the screen.
    pub fn at(&self, point: iced::Point) -> (i32, i32) {
        let corner = self.corner;
        (corner.0 + point.x.round() as i32, corner.1 + point.y.round() as i32)
    }

    fn on_screen(&self, place: Rectangle) -> (i32, i32) {
        self.at(place.center())
    }

    /// The middle of a text on the screen.
    #[track_caller]
    pub fn place(&mut self, text: &str) -> (i32, i32) {
        let place = self.twin.see(text);
        self.on_screen(place)
    }

    #[track_caller]
    pub fn click(&mut self, text: &str) {
        let at = self.place(text);
        self.display.click(at);
        self.twin.click(text);
    }

    #[track_caller]
    pub fn click_id(&mut self, name: &'static str) {
        let place = self.twin.see_id(name);
        self.display.click(self.on_screen(place));
        self.twin.click_id(name);
    }

    pub fn type_text(&mut self, text: &str) {
        self.display.type_text(text);
        self.twin.stage.driver.type_text(text);
    }

    pub fn key(&mut self, name: &str) {
        self.display.key(name);
        self.twin.key(match name {
            "Tab" => Named::Tab,
            "Return" => Named::Enter,
            "Escape" => Named::Escape,
            other => panic!("{other} is no key of this test"),
        });
    }

    /// Closes the window by the window manager's key and waits for a peaceful end.
    #[track_caller]
    pub fn close(self) {
        let told = self.close_talking();
        assert_eq!(told, "", "nothing is to be complained of");
    }

    /// The same where something is said on stderr; that.
    #[track_caller]
    pub fn close_talking(mut self) -> String {
        self.display.key("alt+F4");
        let status = self.end();
        let told = std::fs::read_to_string(&self.errors).unwrap_or_default();
        assert!(status.success(), "{status}: {told}");
        let lines = self.lines();
        let last = lines.last().unwrap();
        assert_eq!(last["milestone"], "finished", "{lines:#?}");
        assert!(last["down"].as_u64().unwrap() > 0 && last["peak_kib"].as_u64().unwrap() > 0);
        assert_eq!(lines.iter().filter(|line| line["milestone"] == "finished").count(), 1);
        self.ended = true;
        told
    }

    fn end(&mut self) -> ExitStatus {
        until("the program to end", || self.session.try_wait().unwrap())
    }
}

fn size_of(display: &Display, window: &str) -> Size {
    let (width, height) = display.size(window);
    Size::new(width as f32, height as f32)
}

impl Drop for Hands<'_> {
    #[expect(clippy::print_stderr, reason = "the output of a failed test")]
    fn drop(&mut self) {
        if !self.ended {
            if std::thread::panicking() {
                self.display.picture(&self.picture);
                eprintln!("A picture of the screen is in {}.", self.picture.display());
            }
            // With the program ends its session, its D-Bus and its keyring.
            let started = self.lines().into_iter().find_map(|line| line["pid"].as_u64());
            let pid = started.unwrap_or(self.session.id().into()).to_string();
            let _ = std::process::Command::new("kill").args(["-TERM", &pid]).status();
            let _ = self.session.wait();
        }
    }
}
