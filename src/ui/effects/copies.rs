//! Copies parts of messages as HTML, and writes what is here to files. The system's clipboard takes
//! text alone, so that the source is copied as such.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use iced::Task;

use crate::app;
use crate::model::body::Body;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::JobId;
use crate::render::drawn::{Sheet, Stretch};
use crate::render::{Page, document, excerpt};
use crate::ui::shell::{Message, Shell};

/// Names that are tried before giving up.
const NAMES: u32 = 1_000;

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
        let written = written(&to, &octets);
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

fn written(to: &Path, octets: &[u8]) -> io::Result<PathBuf> {
    for number in 1..NAMES {
        let place = numbered(to, number);
        match OpenOptions::new().write(true).create_new(true).open(&place) {
            Ok(mut file) => {
                file.write_all(octets)?;
                file.sync_all()?;
                return Ok(place);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("no free name"))
}

/// `name.ext`, then `name (2).ext`.
fn numbered(to: &Path, number: u32) -> PathBuf {
    if number < 2 {
        return to.to_owned();
    }
    let stem = to.file_stem().unwrap_or_default().to_string_lossy();
    let end = to.extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
    to.with_file_name(format!("{stem} ({number}){end}"))
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn nothing_that_is_there_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("a picture.png");
        let first = written(&to, b"one").unwrap();
        let second = written(&to, b"two").unwrap();
        assert_eq!((&first, second.file_name()), (&to, Some("a picture (2).png".as_ref())));
        assert_eq!(std::fs::read(first).unwrap(), b"one");
        assert_eq!(std::fs::read(second).unwrap(), b"two");
        assert!(written(&folder.path().join("no folder/a.png"), b"x").is_err());
    }
}
