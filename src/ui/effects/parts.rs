//! Parts of mails in a private folder of this run: fetched there to be looked at or opened by another
//! program, gone with the window.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use iced::Task;

use super::app;
use crate::app::saves::{Message as Saving, Picked};
use crate::app::{self as mind};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::{JobId, MessageKey, PartId};
use crate::model::request::{Ask, Request};
use crate::paths::fresh;
use crate::ui::shell::{Message, Shell};

/// A folder that only this person can look into. Dropping it takes it away with all that is in it.
#[derive(Debug)]
pub struct Private(PathBuf);

impl Private {
    fn make() -> io::Result<Self> {
        fresh::private_folder(&std::env::temp_dir()).map(Self)
    }

    /// A folder for one part: two of the same name do not meet.
    fn room(&self) -> io::Result<PathBuf> {
        fresh::private_folder(&self.0)
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "The folder of opened attachments could not be removed.");
        }
    }
}

/// Has a part fetched into the private folder.
pub fn fetch(
    shell: &mut Shell,
    job: JobId,
    key: MessageKey,
    part: PartId,
    name: &str,
) -> Task<Message> {
    let to = match room(shell) {
        Ok(room) => room.join(name),
        Err(error) => return written(job, Err(disk(&error))),
    };
    let account = key.account();
    super::send(shell, Request { account, ask: Ask::SavePart { job, key, part, to } })
}

fn room(shell: &mut Shell) -> io::Result<PathBuf> {
    if shell.private.is_none() {
        shell.private = Some(Private::make()?);
    }
    shell.private.as_ref().map_or_else(|| Err(io::ErrorKind::NotFound.into()), Private::room)
}

/// Takes a file out of the private folder, and its room with it.
pub fn discard(shell: &Shell, path: PathBuf) -> Task<Message> {
    let is_ours = shell.private.as_ref().is_some_and(|private| path.starts_with(&private.0));
    if let Some(room) = path.parent().filter(|_| is_ours).map(Path::to_path_buf) {
        shell.engines.runtime.spawn_blocking(move || std::fs::remove_dir_all(room));
    }
    Task::none()
}

/// Opens a file of the private folder.
pub fn open(shell: &Shell, path: PathBuf) -> Task<Message> {
    let is_ours = shell.private.as_ref().is_some_and(|private| path.starts_with(&private.0));
    if shell.is_staged || !is_ours {
        return Task::none();
    }
    let work = shell.engines.runtime.spawn_blocking(move || open::that_detached(&path));
    Task::future(work).then(|opened| match opened {
        Ok(Err(error)) => app(mind::Message::Saves(Saving::NotOpened(disk(&error)))),
        _ => Task::none(),
    })
}

/// Writes octets to a file of this name, or the next free one beside it.
pub fn write(
    shell: &Shell,
    job: JobId,
    octets: Option<Arc<Vec<u8>>>,
    to: PathBuf,
) -> Task<Message> {
    let work = shell.engines.runtime.spawn_blocking(move || {
        let octets = octets.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        fresh::write(&to, &octets)
    });
    Task::future(work).then(move |result| {
        let result = result.unwrap_or_else(|error| Err(io::Error::other(error)));
        written(job, result.map_err(|error| disk(&error)))
    })
}

/// Asks for a folder.
pub fn pick_folder(shell: &Shell, job: JobId) -> Task<Message> {
    let staged = shell.is_staged;
    let pick = async move { if staged { Picked::NoDialog } else { super::pick(None).await } };
    Task::future(pick).then(move |answer| app(mind::Message::Saves(Saving::Picked { job, answer })))
}

fn written(job: JobId, result: Result<PathBuf, Fault>) -> Task<Message> {
    app(mind::Message::Saves(Saving::Written { job, result }))
}

fn disk(error: &io::Error) -> Fault {
    Fault::new(FaultKind::Disk, Place::File, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_private_folder_is_nobody_elses_and_goes() {
        use std::os::unix::fs::PermissionsExt;

        let private = Private::make().unwrap();
        let (one, two) = (private.room().unwrap(), private.room().unwrap());
        assert_ne!(one, two);
        for folder in [&private.0, &one] {
            assert_eq!(std::fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
        }
        std::fs::write(one.join("a.pdf"), b"x").unwrap();
        let path = private.0.clone();
        drop(private);
        assert!(!path.exists());
    }
}
