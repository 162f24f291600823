//! The whole window without a window system: the same state, views, tasks and engines, driven by
//! code and drawn in software. For pictures and for tests.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use iced::advanced::widget::Operation;
use iced::futures::StreamExt;
use iced::{Size, Task};
use iced_runtime::{Action, clipboard, task};
use tokio::runtime::Handle;

use super::input;
use super::kit::{Driver, NoRenderer};
use super::shell::{Launch, Message, Shell};

/// Between two looks at the window while nothing is told.
const GLANCE: Duration = Duration::from_millis(20);

/// A window on no screen. Hands work by its `driver`; time passes in `until`.
pub struct Stage {
    pub driver: Driver<Shell, Message>,
    inbox: Receiver<Told>,
    outbox: Sender<Told>,
    runtime: Handle,
    heard: BTreeSet<u32>,
    ended: bool,
}

/// What tasks and engines bring.
enum Told {
    Message(Message),
    Operation(Box<dyn Operation>),
    Copied(String),
    Exit,
}

impl Stage {
    /// No file dialog and no browser will open from it.
    ///
    /// # Errors
    /// When the software renderer is not part of this build.
    pub fn new(launch: Launch, size: Size) -> Result<Self, NoRenderer> {
        let runtime = launch.engines.runtime.clone();
        let (outbox, inbox) = channel();
        let (mut shell, first) = Shell::new(launch);
        shell.is_staged = true;
        spawn(&runtime, &outbox, first);
        let (handle, told) = (runtime.clone(), outbox.clone());
        let update = move |shell: &mut Shell, message| {
            let task = shell.update(message);
            spawn(&handle, &told, task);
        };
        let driver = Driver::new(size, shell, Shell::view, update)?
            .with_theme(Shell::theme)
            .with_ear(|shell, event, status| {
                input::heard(&shell.state, event, status).map(Message::Input)
            });
        let mut stage =
            Self { driver, inbox, outbox, runtime, heard: BTreeSet::new(), ended: false };
        stage.driver.tell(Message::Resized(size));
        Ok(stage)
    }

    /// Whether the window has closed by itself.
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// Lets the engines and tasks go on until the window is as wished, or the time is over.
    pub fn until(&mut self, limit: Duration, wished: impl Fn(&Shell) -> bool) -> bool {
        self.until_seen(limit, |stage| wished(&stage.driver.state))
    }

    /// The same with a wish about what can be seen.
    pub fn until_seen(&mut self, limit: Duration, wished: impl Fn(&mut Self) -> bool) -> bool {
        let end = Instant::now() + limit;
        loop {
            self.listen();
            if wished(self) {
                return true;
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            match self.inbox.recv_timeout(left.min(GLANCE)) {
                Ok(told) => self.take(told),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
    }

    fn take(&mut self, told: Told) {
        match told {
            Told::Message(message) => self.driver.tell(message),
            Told::Operation(operation) => self.driver.operate(operation),
            Told::Copied(text) => self.driver.set_clipboard(&text),
            Told::Exit => self.ended = true,
        }
    }

    /// Hears engines that have come since.
    fn listen(&mut self) {
        for feed in self.driver.state.engines.feeds() {
            if self.heard.insert(feed.number()) {
                let mut batches = Box::pin(feed.batches());
                let told = self.outbox.clone();
                self.runtime.spawn(async move {
                    while let Some(batch) = batches.next().await {
                        if told.send(Told::Message(Message::Facts(batch))).is_err() {
                            return;
                        }
                    }
                });
            }
        }
    }
}

/// Runs a task; of what it asks of a window system only what a stage has is done.
fn spawn(runtime: &Handle, outbox: &Sender<Told>, task: Task<Message>) {
    let Some(mut actions) = task::into_stream(task) else { return };
    let outbox = outbox.clone();
    runtime.spawn(async move {
        while let Some(action) = actions.next().await {
            let told = match action {
                Action::Output(message) => Told::Message(message),
                Action::Widget(operation) => Told::Operation(operation),
                Action::Clipboard(clipboard::Action::Write { contents, .. }) => {
                    Told::Copied(contents)
                }
                Action::Exit => Told::Exit,
                _ => continue,
            };
            if outbox.send(told).is_err() {
                return;
            }
        }
    });
}
