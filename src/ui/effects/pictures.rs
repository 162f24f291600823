//! Has the pictures fetched that the person said yes to; tells the mind of each.

use iced::Task;
use iced::futures::{StreamExt, stream};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::app;
use crate::app::remote::Message as Remote;
use crate::model::ids::MessageKey;
use crate::ui::shell::{Message, Shell};

/// Pictures under way for one message. Dropping it ends them.
#[derive(Debug)]
pub struct Errand {
    work: AbortHandle,
    of: (MessageKey, u64),
}

impl Errand {
    /// Whether somebody still looks at what it is for.
    pub fn is_for(&self, state: &app::State) -> bool {
        state.reader.key() == Some(self.of.0) && state.opening() == self.of.1
    }
}

impl Drop for Errand {
    fn drop(&mut self) {
        self.work.abort();
    }
}

/// Fetches; the errand before this one ends.
pub fn fetch(shell: &mut Shell, key: MessageKey, opening: u64, urls: Vec<String>) -> Task<Message> {
    let (tell, told) = mpsc::unbounded_channel();
    let broker = shell.engines.broker.clone();
    let work = shell.engines.runtime.spawn(async move {
        let mut fetched = std::pin::pin!(broker.fetch(urls));
        while let Some((url, result)) = fetched.next().await {
            // Nobody listens any more when the window is closing.
            let _ = tell.send(Remote::Fetched { key, opening, url, result });
        }
        let _ = tell.send(Remote::Ended { key, opening });
    });
    shell.errand = Some(Errand { work: work.abort_handle(), of: (key, opening) });
    let messages = stream::unfold(told, async |mut told: mpsc::UnboundedReceiver<Remote>| {
        let message = told.recv().await?;
        Some((Message::App(app::Message::Remote(message)), told))
    });
    Task::run(messages, |message| message)
}
