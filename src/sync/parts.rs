//! Saves a part of a message to a file: fetched in pieces, decoded as they come, written beside
//! its place and put there whole, never over something else.

use std::path::{Path, PathBuf};

use tokio::io::AsyncWriteExt;

use super::board::Save;
use super::bodies::{PIECE, gone};
use super::wire::Wire;
use crate::mime::Decoder;
use crate::model::event::Fact;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::{JobId, PartId};
use crate::model::remote::Uid;
use crate::paths::fresh::{NAMES, numbered};

/// A file that is being written: removed when it is dropped before it is whole.
struct Draft {
    path: PathBuf,
    file: Option<tokio::fs::File>,
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.file.take().is_some()
            && let Err(error) = std::fs::remove_file(&self.path)
        {
            tracing::warn!(%error, "A half-written file could not be removed.");
        }
    }
}

/// What became of it.
enum Saved {
    File(PathBuf),
    /// The first octets, and how many there are in all.
    Beginning(Vec<u8>, u64),
}

impl Wire {
    /// Saves a part and tells how it went. Only what broke the connection goes on.
    pub async fn save(&mut self, save: Save) -> Result<(), Fault> {
        let result = match &save.to {
            Some(to) => self.try_save(&save, to).await.map(Saved::File),
            None => self.begin(&save).await,
        };
        if let Err(fault) = &result
            && !self.session.is_open()
        {
            return Err(fault.clone());
        }
        {
            let mut board = self.desk.board();
            board.save_begun = None;
            board.cancelled.remove(&save.job);
        }
        let job = save.job;
        self.desk.tell(match result {
            Ok(Saved::File(path)) => Fact::PartSaved { job, result: Ok(path) },
            Ok(Saved::Beginning(octets, total)) => Fact::SourceRead { job, octets, total },
            Err(fault) => Fact::PartSaved { job, result: Err(fault) },
        });
        self.heed().await
    }

    /// Goes to where a message is: its UID and its size.
    async fn reach(&mut self, save: &Save) -> Result<(Uid, u64), Fault> {
        let known = self.desk.books.locate(vec![save.key]).await?.remove(&save.key);
        let Some((Some(remote), message)) = known else { return Err(gone()) };
        let selected = self.visit(remote.mailbox).await?;
        if selected.uid_validity != remote.uidvalidity {
            self.make_due(remote.mailbox);
            return Err(gone());
        }
        Ok((remote.uid, u64::from(message.row.size)))
    }

    /// The first piece of a message.
    async fn begin(&mut self, save: &Save) -> Result<Saved, Fault> {
        let (uid, total) = self.reach(save).await?;
        let octets = self.session.part(uid, &save.part, 0, PIECE).await?;
        Ok(Saved::Beginning(octets, total))
    }

    async fn try_save(&mut self, save: &Save, to: &Path) -> Result<PathBuf, Fault> {
        let (uid, size) = self.reach(save).await?;
        // The whole message is not in any encoding.
        let (encoding, total) = match save.part.0.as_str() {
            "" => (String::new(), size),
            _ => self.shape(save, uid).await?,
        };
        let mut draft = Draft::begin(to).await?;
        let mut decoder = Decoder::new(&encoding);
        let mut done = 0;
        loop {
            self.check(save.job)?;
            let piece = self.session.part(uid, &save.part, done, PIECE).await?;
            let last = (piece.len() as u64) < PIECE;
            done += piece.len() as u64;
            draft.write(&decoder.push(&piece)).await?;
            let total = total.max(done);
            self.desk.tell(Fact::PartProgressed { job: save.job, done, total });
            if last {
                break;
            }
        }
        draft.write(&decoder.finish()).await?;
        self.check(save.job)?;
        draft.put(to).await
    }

    fn check(&self, job: JobId) -> Result<(), Fault> {
        if self.desk.board().cancelled.contains(&job) {
            return Err(cancelled());
        }
        Ok(())
    }

    /// Transfer encoding and size in transfer of a part.
    async fn shape(&mut self, save: &Save, uid: Uid) -> Result<(String, u64), Fault> {
        match self.session.structure(uid).await {
            Ok(structure) => {
                let part = structure.parts.into_iter().find(|part| part.id == save.part);
                part.map(|part| (part.encoding, part.size)).ok_or_else(gone)
            }
            Err(fault) if !self.session.is_open() => Err(fault),
            Err(fault) => self.kept_shape(save, fault).await,
        }
    }

    /// A server that cannot tell the structure: what was read by hand when the message was opened.
    async fn kept_shape(&mut self, save: &Save, fault: Fault) -> Result<(String, u64), Fault> {
        let kept = self.desk.books.body(save.key).await?;
        let same = |id: &PartId| *id == save.part;
        let body = kept.map(|(_, body)| body).unwrap_or_default();
        let mut attached = body.attachments.iter().chain(body.signature());
        let found = attached.find(|attachment| same(&attachment.part));
        found.map(|attachment| (attachment.encoding.clone(), attachment.size)).ok_or(fault)
    }
}

impl Draft {
    /// Begins a file in the folder of `to`, so that the last step is a rename.
    async fn begin(to: &Path) -> Result<Self, Fault> {
        let name = format!(".pombo-{:016x}.part", fastrand::u64(..));
        let path = to.with_file_name(name);
        let mut options = tokio::fs::OpenOptions::new();
        let file = options.write(true).create_new(true).open(&path).await.map_err(disk(to))?;
        Ok(Self { path, file: Some(file) })
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_all(bytes).await.map_err(disk(&self.path))
    }

    /// Makes it durable and gives it its name, or the next free one beside it.
    async fn put(mut self, to: &Path) -> Result<PathBuf, Fault> {
        if let Some(file) = &mut self.file {
            file.flush().await.map_err(disk(to))?;
            file.sync_all().await.map_err(disk(to))?;
        }
        for number in 1..NAMES {
            let place = numbered(to, number);
            // The empty file takes the name, whoever else wants it; the rename then fills it.
            match tokio::fs::OpenOptions::new().write(true).create_new(true).open(&place).await {
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(disk(to)(error)),
            }
            tokio::fs::rename(&self.path, &place).await.map_err(disk(&place))?;
            self.file = None;
            return Ok(place);
        }
        Err(Fault::new(
            FaultKind::Disk,
            Place::File,
            format!("no free name beside {}", to.display()),
        ))
    }
}

fn disk(path: &Path) -> impl FnOnce(std::io::Error) -> Fault + '_ {
    move |error| Fault::new(FaultKind::Disk, Place::File, format!("{}: {error}", path.display()))
}

/// The person took it back.
pub fn cancelled() -> Fault {
    Fault::new(FaultKind::Cancelled, Place::File, "cancelled")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_never_goes_over_another_and_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("report.pdf");
        for expected in ["report.pdf", "report (2).pdf", "report (3).pdf"] {
            let mut draft = Draft::begin(&to).await.unwrap();
            draft.write(expected.as_bytes()).await.unwrap();
            let place = draft.put(&to).await.unwrap();
            assert_eq!(place, dir.path().join(expected));
        }
        let abandoned = Draft::begin(&to).await.unwrap();
        drop(abandoned);
        let mut files: Vec<(String, String)> = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                (name, std::fs::read_to_string(path).unwrap())
            })
            .collect();
        files.sort();
        let names = ["report (2).pdf", "report (3).pdf", "report.pdf"];
        assert_eq!(files, names.map(|name| (name.to_owned(), name.to_owned())));
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_is_a_fault_with_its_place() {
        let fault = Draft::begin(Path::new("/nowhere/at/all.txt")).await.err().unwrap();
        assert_eq!((fault.kind, fault.place), (FaultKind::Disk, Place::File));
    }
}
