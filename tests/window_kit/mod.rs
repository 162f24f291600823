//! A window under test: what a person sees in it, and what hands do to it. Waits for conditions.

// Each test binary uses its own choice of these.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::mouse::Button;
use iced::{Point, Rectangle, Size};
use pombo::app;
use pombo::auth::{Secret, Vault};
use pombo::config::Config;
use pombo::model::account::{Account, Fingerprint, SecretSource, Server, TlsMode, Trust};
use pombo::model::ids::AccountId;
use pombo::model::link::Link;
use pombo::paths::Paths;
use pombo::ui::shell::{Launch, Message, Shell};
use pombo::ui::stage::Stage;
use pombo::ui::widget::Icon;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::support::PATIENCE;
use crate::support::dovecot::{PASSWORD, USER};

pub const SIZE: Size = Size::new(1280.0, 800.0);
pub const ACCOUNT: AccountId = AccountId(1);

/// A profile on disk, and the memory that passwords of this run lie in.
pub struct Home {
    pub dir: TempDir,
    pub vault: Vault,
    /// How long an action waits for undo.
    pub hold: Duration,
}

/// An open window.
pub struct Window {
    pub stage: Stage,
    // Ends after the stage.
    _runtime: Runtime,
}

impl Home {
    /// Nobody has signed in yet.
    pub fn fresh() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { dir, vault: Vault::for_this_run(), hold: Duration::ZERO }
    }

    /// Signed in to the server on this port of loopback; nothing becomes read or is fetched by itself.
    pub fn signed_in(port: u16) -> Self {
        let home = Self::fresh();
        home.vault.hold(ACCOUNT, Secret::from(PASSWORD));
        home.configure(|config| config.accounts = vec![account(port)]);
        home
    }

    pub fn paths(&self) -> Paths {
        Paths::profile(self.dir.path())
    }

    pub fn config(&self) -> Config {
        Config::load(&self.paths()).unwrap()
    }

    pub fn configure(&self, change: impl FnOnce(&mut Config)) {
        let mut config = self.config();
        config.settings.mark_read_after = None;
        config.settings.prefetch = false;
        change(&mut config);
        config.save(&self.paths()).unwrap();
    }

    pub fn open(&self) -> Window {
        self.open_sized(SIZE)
    }

    pub fn open_sized(&self, size: Size) -> Window {
        let runtime = Runtime::new().unwrap();
        let handle = runtime.handle().clone();
        let (vault, paths) = (self.vault.clone(), Some(self.paths()));
        let launch = Launch::of_profile(self.config(), vault, paths, self.hold, handle).unwrap();
        Window { stage: Stage::new(launch, size).unwrap(), _runtime: runtime }
    }

    /// Opened and in step with the server.
    pub fn open_live(&self) -> Window {
        let mut window = self.open();
        window.until_live();
        window
    }
}

/// Ana's account on this port of loopback, its password held for this run.
pub fn account(port: u16) -> Account {
    let (tls, trust) = (TlsMode::None, Trust::default());
    Account {
        id: ACCOUNT,
        name: "Ana".into(),
        address: "ana@test.example".into(),
        imap: Server { host: "127.0.0.1".into(), port, tls, trust },
        user: USER.into(),
        secret: SecretSource::ThisRun,
        label: String::new(),
        oauth: None,
        hue: None,
        hide_unsubscribed: false,
    }
}

impl Window {
    /// A window made by hand.
    pub fn of(stage: Stage, runtime: Runtime) -> Self {
        Self { stage, _runtime: runtime }
    }

    pub fn mind(&self) -> &app::State {
        &self.stage.driver.state.state
    }

    /// Waits until the window is as wished.
    ///
    /// # Panics
    /// Names what was wished, and leaves a picture.
    #[track_caller]
    pub fn until(&mut self, what: &str, wished: impl Fn(&app::State) -> bool) {
        let there = self.stage.until(PATIENCE, |shell: &Shell| wished(&shell.state));
        assert!(there, "waited in vain for {what}; {}", self.account_for_it());
    }

    #[track_caller]
    pub fn until_live(&mut self) {
        self.until("the account to be in step", |state| {
            let mut accounts = state.accounts.iter();
            !state.accounts.is_empty() && accounts.all(|held| held.link == Link::Live)
        });
    }

    /// Lets engine and tasks go on for a moment, in a loop that waits for something else.
    pub fn live_on(&mut self) {
        self.stage.until(Duration::from_millis(50), |_| false);
    }

    /// Waits until this text stands somewhere in the window, exactly so.
    #[track_caller]
    pub fn see(&mut self, text: &str) -> Rectangle {
        let there = self.stage.until_seen(PATIENCE, |stage| stage.driver.find(text).is_some());
        assert!(there, "waited in vain for {text:?}; {}", self.account_for_it());
        self.stage.driver.find(text).unwrap()
    }

    /// Waits until some text holds these words.
    #[track_caller]
    pub fn see_part(&mut self, words: &str) {
        let there = self.stage.until_seen(PATIENCE, |stage| {
            stage.driver.texts().iter().any(|seen| seen.text.contains(words))
        });
        assert!(there, "waited in vain for {words:?}; {}", self.account_for_it());
    }

    /// Waits until this fingerprint is shown, on however many lines.
    #[track_caller]
    pub fn see_fingerprint(&mut self, fingerprint: [u8; 32]) {
        let digits = |text: &str| text.replace(|c: char| c == ':' || c.is_whitespace(), "");
        let wished = digits(&Fingerprint(fingerprint).to_string());
        let there = self.stage.until_seen(PATIENCE, |stage| {
            stage.driver.texts().iter().any(|seen| digits(&seen.text) == wished)
        });
        assert!(there, "waited in vain for {wished}; {}", self.account_for_it());
    }

    /// Waits until this text is gone.
    #[track_caller]
    pub fn see_no(&mut self, text: &str) {
        let gone = self.stage.until_seen(PATIENCE, |stage| stage.driver.find(text).is_none());
        assert!(gone, "{text:?} did not go; {}", self.account_for_it());
    }

    /// What is on screen and where its picture lies, for the message of a failure.
    fn account_for_it(&mut self) -> String {
        let mut texts: Vec<String> =
            self.stage.driver.texts().into_iter().map(|seen| seen.text).collect();
        texts.dedup();
        let name = std::thread::current().name().unwrap_or("window").replace("::", "-");
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
        let kept = self.stage.driver.screenshot().save(&file);
        let link = self.mind().accounts.first().map(|held| held.link.clone());
        format!("on screen {texts:?}; link {link:?}; picture {} ({kept:?})", file.display())
    }

    /// Subjects of the rows on screen, from the top.
    pub fn rows(&mut self) -> Vec<String> {
        // A row tells three texts with the same place: sender, subject, date.
        let texts = self.stage.driver.texts();
        let in_list = texts.windows(3).filter(|three| {
            let [sender, subject, date] = three else { return false };
            sender.bounds == subject.bounds && subject.bounds == date.bounds
        });
        in_list.map(|three| three[1].text.clone()).collect()
    }

    #[track_caller]
    pub fn until_rows(&mut self, wished: &[&str]) {
        let end = std::time::Instant::now() + PATIENCE;
        while self.rows() != wished {
            self.stage.until(Duration::from_millis(20), |_| false);
            let late = std::time::Instant::now() > end;
            assert!(!late, "rows {:?}; {}", self.rows(), self.account_for_it());
        }
    }

    /// Waits for the text and clicks its middle.
    #[track_caller]
    pub fn click(&mut self, text: &str) {
        let place = self.see(text);
        self.stage.driver.click_at(place.center());
    }

    /// Clicks the button with this sign to the right of the mailboxes.
    #[track_caller]
    pub fn click_sign(&mut self, sign: Icon) {
        let name = sign.code().to_string();
        let side = self.stage.driver.state.splits.side;
        let mut texts = self.stage.driver.texts().into_iter();
        let found = texts.find(|seen| seen.text == name && seen.bounds.x > side);
        let place = found.unwrap_or_else(|| panic!("no {sign:?}; {}", self.account_for_it()));
        self.stage.driver.click_at(place.bounds.center());
    }

    /// Waits for what has this name.
    #[track_caller]
    pub fn see_id(&mut self, name: &'static str) -> Rectangle {
        let there = self.stage.until_seen(PATIENCE, |stage| stage.driver.find_id(name).is_some());
        assert!(there, "there is no {name:?}; {}", self.account_for_it());
        self.stage.driver.find_id(name).unwrap()
    }

    /// Waits for what has this name and clicks its middle.
    #[track_caller]
    pub fn click_id(&mut self, name: &'static str) {
        let place = self.see_id(name);
        self.stage.driver.click_at(place.center());
    }

    /// Holds these keys while clicking.
    #[track_caller]
    pub fn click_with(&mut self, text: &str, modifiers: Modifiers) {
        self.stage.driver.hold(modifiers);
        self.click(text);
        self.stage.driver.hold(Modifiers::empty());
    }

    pub fn key(&mut self, key: Named) {
        self.stage.driver.key(key, Modifiers::empty());
    }

    /// A letter as an order, not into a field.
    pub fn order(&mut self, letter: &str) {
        self.stage.driver.letter(letter, Modifiers::empty());
    }

    pub fn ctrl(&mut self, letter: &str) {
        self.stage.driver.letter(letter, Modifiers::CTRL);
    }

    /// Waits until this field is there, clicks it, replaces what it holds.
    #[track_caller]
    pub fn fill(&mut self, field: &'static str, text: &str) {
        self.click_id(field);
        self.ctrl("a");
        self.stage.driver.type_text(text);
    }

    /// Picks up the row of this subject and holds it over a mailbox of the sidebar.
    #[track_caller]
    pub fn carry(&mut self, subject: &str, mailbox: &str) {
        let (from, to) = (self.see(subject), self.see(mailbox));
        self.stage.driver.drag_hold(from.center(), to.center());
    }

    pub fn let_go(&mut self) {
        self.stage.driver.release(Button::Left);
    }

    pub fn move_to(&mut self, x: f32, y: f32) {
        self.stage.driver.move_to(Point::new(x, y));
    }

    /// Keeps a picture for a person to look at.
    pub fn picture(&mut self, file: &Path) {
        self.stage.driver.screenshot().save(file).unwrap();
    }

    /// Closes it as the window manager does, and waits for its end.
    pub fn close(mut self) {
        self.stage.driver.tell(Message::App(app::Message::CloseAsked));
        let ended = self.stage.until_seen(PATIENCE, |stage| stage.has_ended());
        assert!(ended, "the window does not end; {}", self.account_for_it());
    }
}
