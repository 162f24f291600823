//! The one request by which a list is left (RFC 8058 section 3.2): these words, once, to the host that
//! the person was told.

use iced::Task;

use crate::app::{self, sender};
use crate::model::fault::Fault;
use crate::model::ids::MessageKey;
use crate::ui::engine::Engines;
use crate::ui::shell::Message;

/// What the request says, and all that it says.
const ORDER: [(&str, &str); 1] = [("List-Unsubscribe", "One-Click")];

/// Sends the request; tells whether it was taken.
pub fn run(engines: &Engines, key: MessageKey, url: String, host: String) -> Task<Message> {
    let http = engines.web();
    let work = engines.runtime.spawn(async move { http?.post_to_stranger(&url, &ORDER).await });
    Task::future(work).then(move |ended| {
        let result: Result<(), Fault> =
            ended.unwrap_or_else(|broken| Err(lost(&broken.to_string())));
        let left = sender::Message::Left { key, host: host.clone(), result };
        Task::done(Message::App(app::Message::Sender(left)))
    })
}

fn lost(why: &str) -> Fault {
    use crate::model::fault::{FaultKind, Place};
    Fault::new(FaultKind::Lost, Place::Web, why)
}
