//! Copies parts of messages as HTML, and writes what is here to files. The system's clipboard takes
//! text alone, so that the source is copied as such.

use std::path::PathBuf;
use std::sync::Arc;

use iced::Task;

use crate::app;
use crate::model::body::Body;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::JobId;
use crate::paths::fresh;
use crate::render::drawn::{Sheet, Stretch};
use crate::render::{Page, document, excerpt};
use crate::ui::shell::{Message, Shell};

/// Copies a stretch of a design, or of a text, as the source of a document.
pub fn copy_html(
    shell: &Shell,
    body: Arc<Body>,
    page: Arc<Page>,
    sheet: Option<Arc<Sheet>>,
    stretch: Stretch,
) -> Task<Message> {
    let work = shell.engines.runtime.spawn_blocking(move || match sheet {
        Some(sheet) => excerpt::of_design(&document(&body.texts), &sheet.drawn, stretch),
        None => excerpt::of_text(&page, stretch),
    });
    Task::future(work).then(|html| match html {
        Ok(html) => iced::clipboard::write(html),
        Err(_) => Task::none(),
    })
}

/// Writes a new file; a name that is taken gets a number.
pub fn write(shell: &Shell, job: JobId, to: PathBuf, octets: Arc<[u8]>) -> Task<Message> {
    let work = shell.engines.runtime.spawn_blocking(move || {
        let written = fresh::write(&to, &octets);
        written.map_err(|error| {
            Fault::new(FaultKind::Disk, Place::File, format!("{}: {error}", to.display()))
        })
    });
    Task::future(work).then(move |result| match result {
        Ok(result) => {
            let message = app::saves::Message::Written { job, result };
            Task::done(Message::App(app::Message::Saves(message)))
        }
        Err(_) => Task::none(),
    })
}
