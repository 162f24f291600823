//! The one subscription: what the engine tells, gathered for a moment so that the window is drawn
//! once for many facts. With `effects`, the only place that knows both the engine and the app.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use iced::Subscription;
use iced::futures::{SinkExt, Stream};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::model::event::Event;

/// How long facts are gathered after a drawing.
const GATHER: Duration = Duration::from_millis(50);
/// At most so many facts at once, so that no single update takes long.
const AT_ONCE: usize = 64;

/// The receiving end of an engine, to be taken by its subscription once.
#[derive(Debug, Clone)]
pub struct Feed {
    number: u32,
    events: Arc<Mutex<Option<UnboundedReceiver<Event>>>>,
}

impl Feed {
    /// `number` sets engines apart.
    pub fn new(number: u32, events: UnboundedReceiver<Event>) -> Self {
        Self { number, events: Arc::new(Mutex::new(Some(events))) }
    }

    /// The facts of this engine in small batches, in their order.
    pub fn subscription(&self) -> Subscription<Vec<Event>> {
        Subscription::run_with(self.clone(), Self::batches)
    }

    /// Sets engines apart.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The batches themselves; only the first to ask gets any.
    pub fn batches(&self) -> impl Stream<Item = Vec<Event>> + use<> {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner).take();
        iced::stream::channel(1, async move |mut output| {
            let Some(mut events) = events else { return };
            loop {
                let mut batch = Vec::new();
                if events.recv_many(&mut batch, AT_ONCE).await == 0 {
                    return;
                }
                if output.send(batch).await.is_err() {
                    return;
                }
                tokio::time::sleep(GATHER).await;
            }
        })
    }
}

impl Hash for Feed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}
