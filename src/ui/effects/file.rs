//! One message in a file, asked as an engine is asked: everything is read from the file, anew each
//! time, and nothing is kept. No account, no profile, no connection.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use iced::Task;

use crate::app;
use crate::app::file::{Message as Opening, key, mailbox};
use crate::mime::{self, Decoder, Form};
use crate::model::address::Address;
use crate::model::body::{Body, Picture, Structure};
use crate::model::envelope::{Envelope, Message as Mail, Row};
use crate::model::event::{Event, Fact, Source};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::flags::Flags;
use crate::model::ids::{JobId, PartId};
use crate::model::request::{Ask, Request};
use crate::paths::fresh;
use crate::sync;
use crate::ui::shell::{Message, Shell};

/// Octets of the largest file that is read.
const LARGEST: u64 = 256 * 1024 * 1024;
/// Octets of all pictures of a message.
const PICTURES: usize = 24 * 1024 * 1024;
/// Octets that are shown of a source.
const SOURCE: usize = 1024 * 1024;
/// Octets of a header that are read for what it says of its sender.
const HEADER: usize = 256 * 1024;

/// Looks at the file, to be shown.
pub fn open(shell: &Shell, path: PathBuf) -> Task<Message> {
    let work = shell.engines.runtime.spawn_blocking(move || {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match read(&path) {
            Ok(octets) => {
                let envelope = mime::envelope(&octets);
                let row = Box::new(row(&envelope, octets.len()));
                let fault = (!is_message(&envelope)).then(|| no_message(&path));
                Opening::Opened { name, row, fault }
            }
            Err(fault) => {
                let envelope = Envelope { subject: name.clone(), ..Envelope::default() };
                Opening::Opened { name, row: Box::new(row(&envelope, 0)), fault: Some(fault) }
            }
        }
    });
    Task::future(work).then(|opened| match opened {
        Ok(opened) => Task::done(Message::App(app::Message::File(opened))),
        Err(_) => Task::none(),
    })
}

/// Answers a wish, as far as a file can.
pub fn take(shell: &Shell, path: PathBuf, request: Request) -> Task<Message> {
    let account = request.account;
    let work = shell.engines.runtime.spawn_blocking(move || answer(&path, request.ask));
    Task::future(work).then(move |facts| match facts {
        Ok(facts) if !facts.is_empty() => {
            let events = facts.into_iter().map(|fact| Event { account, fact }).collect();
            Task::done(Message::Facts(events))
        }
        _ => Task::none(),
    })
}

fn answer(path: &Path, ask: Ask) -> Vec<Fact> {
    match ask {
        Ask::Body { key, .. } => match body(path) {
            Ok((mail, body)) => {
                let origin = body.origin.clone().unwrap_or_default();
                let regard = Box::new(sync::regard_of_a_file(&mail.envelope, &origin));
                let result = Ok(Box::new((mail, body)));
                let loaded = Fact::BodyLoaded { key, result, source: Source::Server };
                vec![loaded, Fact::Regarded { key, regard }]
            }
            Err(fault) => {
                vec![Fact::BodyLoaded { key, result: Err(fault), source: Source::Server }]
            }
        },
        Ask::SavePart { job, part, to, .. } => {
            vec![Fact::PartSaved { job, result: save(path, &part, &to) }]
        }
        Ask::Source { job, .. } => vec![source(path, job)],
        _ => Vec::new(),
    }
}

fn body(path: &Path) -> Result<(Mail, Body), Fault> {
    let octets = read(path)?;
    let envelope = mime::envelope(&octets);
    if !is_message(&envelope) {
        return Err(no_message(path));
    }
    let (structure, raw) = mime::structure(&octets);
    let plan = mime::plan_as(&structure, Form::Html);
    let texts = plan.texts.iter();
    let texts: Vec<_> =
        texts.filter_map(|&at| Some(mime::text(structure.parts.get(at)?, raw.get(at)?))).collect();
    let nature = mime::nature_of(&octets, &structure, &raw, &texts);
    let header = octets.get(..octets.len().min(HEADER)).unwrap_or_default();
    let body = Body {
        texts,
        attachments: plan.attachments,
        pictures: pictures(&structure, &raw),
        is_designed: true,
        origin: Some(Box::new(mime::origin(header))),
        nature: Some(Box::new(nature)),
    };
    let row = row(&envelope, octets.len());
    Ok((Mail { mailbox: mailbox(), row, envelope }, body))
}

fn pictures(structure: &Structure, raw: &[Vec<u8>]) -> Vec<Picture> {
    let mut left = PICTURES;
    let mut pictures = Vec::new();
    for (at, id) in mime::pictures(structure) {
        let (Some(part), Some(raw)) = (structure.parts.get(at), raw.get(at)) else { continue };
        let Some(rest) = left.checked_sub(raw.len()) else { continue };
        left = rest;
        pictures.push(Picture {
            part: part.id.clone(),
            content_id: id.to_owned(),
            encoding: part.encoding.clone(),
            size: part.size,
            octets: Some(decoded(&part.encoding, raw)),
        });
    }
    pictures
}

fn decoded(encoding: &str, raw: &[u8]) -> Vec<u8> {
    let mut decoder = Decoder::new(encoding);
    let mut octets = decoder.push(raw);
    octets.extend(decoder.finish());
    octets
}

fn save(path: &Path, part: &PartId, to: &Path) -> Result<PathBuf, Fault> {
    let octets = read(path)?;
    let gone = || Fault::new(FaultKind::Gone, Place::Message, "the file has no such part");
    let raw = mime::raw_part(&octets, part).ok_or_else(gone)?;
    let (structure, _) = mime::structure(&octets);
    let known = structure.parts.iter().find(|known| known.id == *part && !part.0.is_empty());
    let octets = decoded(known.map_or("", |part| &part.encoding), raw);
    fresh::write(to, &octets).map_err(|error| {
        Fault::new(FaultKind::Disk, Place::File, format!("{}: {error}", to.display()))
    })
}

fn source(path: &Path, job: JobId) -> Fact {
    match read(path) {
        Ok(mut octets) => {
            let total = octets.len() as u64;
            octets.truncate(SOURCE);
            Fact::SourceRead { job, octets, total }
        }
        Err(fault) => Fact::PartSaved { job, result: Err(fault) },
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    let name = path.display();
    let fault =
        |error: io::Error| Fault::new(FaultKind::Disk, Place::File, format!("{name}: {error}"));
    let mut octets = Vec::new();
    let file = File::open(path).map_err(fault)?;
    file.take(LARGEST + 1).read_to_end(&mut octets).map_err(fault)?;
    match octets.len() as u64 > LARGEST {
        true => Err(Fault::new(FaultKind::TooLarge, Place::File, name.to_string())),
        false => Ok(octets),
    }
}

fn row(envelope: &Envelope, size: usize) -> Row {
    let nobody = Address { name: String::new(), email: String::new() };
    Row {
        key: key(),
        received: envelope.date.unwrap_or_default(),
        size: u32::try_from(size).unwrap_or(u32::MAX),
        flags: Flags::SEEN,
        attachment: envelope.attachment,
        from: envelope.from.first().cloned().unwrap_or(nobody),
        subject: envelope.subject.clone(),
    }
}

/// A message says at least something of itself (RFC 5322 section 3.6).
fn is_message(envelope: &Envelope) -> bool {
    let Envelope { date, from, to, subject, message_id, .. } = envelope;
    date.is_some()
        || !(from.is_empty() && to.is_empty() && subject.is_empty() && message_id.is_empty())
}

fn no_message(path: &Path) -> Fault {
    let detail = format!("{}: no field of a message is in it", path.display());
    Fault::new(FaultKind::Damaged, Place::Message, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "From: Ana <ana@a.example>\r\nReply-To: x@b.example\r\nSubject: Plan\r\n\
        Date: Tue, 14 Apr 2026 07:00:00 +0000\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\n\
        Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        aGVsbG8=\r\n--b--\r\n";

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mail.eml");
        std::fs::write(&path, text).unwrap();
        (dir, path)
    }

    #[test]
    fn a_file_answers_as_a_server_does() {
        let (dir, path) = file(MAIL);
        let facts =
            answer(&path, Ask::Body { key: key(), limit: crate::model::request::BodyLimit::First });
        let [Fact::BodyLoaded { result: Ok(loaded), .. }, Fact::Regarded { regard, .. }] =
            &facts[..]
        else {
            panic!("{facts:?}")
        };
        assert_eq!(loaded.0.envelope.subject, "Plan");
        assert_eq!(loaded.1.attachments.len(), 1);
        assert_eq!(regard.remarks.len(), 1, "{regard:?}");

        let to = dir.path().join("a.pdf");
        let part = loaded.1.attachments[0].part.clone();
        for expected in ["a.pdf", "a (2).pdf"] {
            let place = save(&path, &part, &to).unwrap();
            assert_eq!(place, dir.path().join(expected));
            assert_eq!(std::fs::read(place).unwrap(), b"hello");
        }
        let whole = save(&path, &PartId(String::new()), &dir.path().join("b.eml")).unwrap();
        assert_eq!(std::fs::read_to_string(whole).unwrap(), MAIL);
        let source = source(&path, JobId(1));
        assert!(matches!(source, Fact::SourceRead { total, .. } if total == MAIL.len() as u64));
    }

    #[test]
    fn what_is_no_message_and_what_is_no_file_are_told_apart() {
        let (_dir, path) = file("\u{89}PNG no message at all");
        assert_eq!(body(&path).unwrap_err().kind, FaultKind::Damaged);
        assert_eq!(body(Path::new("/nowhere/x.eml")).unwrap_err().kind, FaultKind::Disk);
        assert_eq!(body(Path::new("/")).unwrap_err().kind, FaultKind::Disk);
    }
}
