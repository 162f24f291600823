//! Messages on their way to files and to paper: the dialogs, the document, the printer. A document
//! is made in a process of its own, which the page on screen knows nothing of.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Instant;

use iced::Task;

use super::NOBODY_IS_THAT_FAST;
use crate::app;
use crate::app::effect::Effect;
use crate::app::export::{Message as Exported, Printed, Way};
use crate::app::saves::Picked;
use crate::broker::Broker;
use crate::model::body::Body;
use crate::model::envelope::Envelope;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::{JobId, PartId};
use crate::paths::fresh;
use crate::render;
use crate::render::drawn::Named;
use crate::render::layout::Look;
use crate::render::layout::paper;
use crate::sandbox::{Answer, Ask, Mail, Octets, Print, Sandbox, Trouble};
use crate::ui::paper::{head, sort};
use crate::ui::shell::{Message, Shell};

/// A document that is wanted.
struct Wanted {
    way: Way,
    name: String,
    envelope: Box<Envelope>,
    body: Arc<Body>,
    remote: Vec<String>,
    downloads: PathBuf,
    /// This very program.
    program: PathBuf,
}

/// The task of an effect of this kind.
pub fn run(shell: &Shell, effect: Effect) -> Task<Message> {
    match effect {
        Effect::PickExport { job, suggested } => pick(shell, job, suggested),
        Effect::Print { way, name, envelope, body, remote, downloads } => {
            let program = shell.program.clone();
            print(shell, Wanted { way, name, envelope, body, remote, downloads, program })
        }
        _ => Task::none(),
    }
}

/// Asks for a file, or for a folder where no name is suggested.
fn pick(shell: &Shell, job: JobId, suggested: Option<String>) -> Task<Message> {
    let staged = shell.is_staged;
    let pick = async move {
        match (staged, suggested) {
            (true, _) => Picked::NoDialog,
            (false, Some(name)) => file(name).await,
            (false, None) => folder().await,
        }
    };
    Task::future(pick)
        .map(move |answer| Message::App(app::Message::Export(Exported::Picked { job, answer })))
}

async fn file(name: String) -> Picked {
    let asked = Instant::now();
    let picked = rfd::AsyncFileDialog::new().set_file_name(name).save_file().await;
    answer(asked, picked.map(|file| file.path().to_path_buf()))
}

async fn folder() -> Picked {
    let asked = Instant::now();
    let picked = rfd::AsyncFileDialog::new().pick_folder().await;
    answer(asked, picked.map(|file| file.path().to_path_buf()))
}

fn answer(asked: Instant, picked: Option<PathBuf>) -> Picked {
    match picked {
        Some(path) => Picked::Path(path),
        None if asked.elapsed() < NOBODY_IS_THAT_FAST => Picked::NoDialog,
        None => Picked::Nothing,
    }
}

/// Makes the document and brings it where it belongs.
fn print(shell: &Shell, wanted: Wanted) -> Task<Message> {
    let broker = shell.engines.broker.clone();
    let (name, staged) = (wanted.name.clone(), shell.is_staged);
    let work = shell.engines.runtime.spawn(async move {
        let place = match (wanted.way, staged) {
            (Way::Printer, _) => None,
            (Way::File, true) => Some(Picked::NoDialog),
            (Way::File, false) => Some(file(wanted.name.clone()).await),
        };
        if place == Some(Picked::Nothing) {
            return Ok(Printed::Nothing);
        }
        let (pdf, is_cut) = document(&wanted, &broker).await.map_err(untold)?;
        let work = move || match place {
            Some(Picked::Path(path)) => {
                fresh::replace(&path, &pdf).map_err(|error| disk(&path, &error))?;
                Ok(Printed::Written { path, is_cut })
            }
            Some(_) => {
                let to = wanted.downloads.join(&wanted.name);
                let path = fresh::write(&to, &pdf).map_err(|error| disk(&to, &error))?;
                Ok(Printed::Written { path, is_cut })
            }
            None => show(&wanted.name, &pdf, staged),
        };
        tokio::task::spawn_blocking(work).await.map_err(broken)?
    });
    Task::future(work).map(move |result| {
        let result = result.unwrap_or_else(|error| Err(broken(error)));
        let name = name.clone();
        Message::App(app::Message::Export(Exported::Printed { name, result }))
    })
}

/// The PDF, and whether its end is missing.
async fn document(wanted: &Wanted, broker: &Broker) -> Result<(Vec<u8>, bool), Trouble> {
    let body = &wanted.body;
    let fetched = wanted.remote.iter().filter_map(|url| {
        let octets = broker.kept(url)?.to_vec();
        Some((Named::Remote(url.clone()), Octets(octets)))
    });
    let given = body.pictures.iter().filter_map(|picture| {
        Some((Named::Part(picture.content_id.clone()), Octets(picture.octets.clone()?)))
    });
    let look = Look { width: paper::WIDTH, scale: 1.0, zoom: 1.0, is_dark: false };
    let pictures = given.chain(fetched).collect();
    let mail = Mail { html: render::printed(&body.texts), look, pictures };
    let shown: Vec<PartId> = body.pictures.iter().map(|picture| picture.part.clone()).collect();
    let head = head(&wanted.envelope, &body.attachments, &shown);
    let ask = Ask::Paper(Box::new(Print { mail, head, sort: sort() }));
    match Sandbox::new(wanted.program.clone()).ask(&ask).await? {
        Answer::Paper { pdf, is_cut, .. } => {
            let is_cut = is_cut || body.texts.iter().any(|text| text.left_out > 0);
            Ok((pdf.0, is_cut))
        }
        _ => Err(Trouble::Failed("an answer to something else".to_owned())),
    }
}

/// A document for other programs, which nobody else can read.
fn show(name: &str, pdf: &[u8], staged: bool) -> Result<Printed, Fault> {
    let temporary = std::env::temp_dir();
    let dir = fresh::private_folder(&temporary).map_err(|error| disk(&temporary, &error))?;
    let path = dir.join(name);
    fresh::replace(&path, pdf).map_err(|error| disk(&path, &error))?;
    if !staged && open::that_detached(&path).is_ok() {
        return Ok(Printed::Shown);
    }
    let sent = if staged { Ok(Printed::Shown) } else { send(&path) };
    // The printer's queue has a copy.
    let _ = std::fs::remove_dir_all(&dir);
    sent
}

/// Where no program shows documents: the system's printer, if it has one (CUPS).
fn send(path: &Path) -> Result<Printed, Fault> {
    let no_printer = || Fault::new(FaultKind::Invalid, Place::File, "no viewer and no printer");
    let told = std::process::Command::new("lpstat").arg("-d").stdin(Stdio::null()).output();
    let told = told.map_err(|_| no_printer())?.stdout;
    let told = String::from_utf8_lossy(&told);
    let printer = told.rsplit_once(": ").map(|(_, name)| name.trim().to_owned());
    let printer = printer.filter(|name| !name.is_empty()).ok_or_else(no_printer)?;
    let mut command = std::process::Command::new("lp");
    command.arg("-d").arg(&printer).arg(path).stdin(Stdio::null()).stdout(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => Ok(Printed::Sent(printer)),
        _ => Err(no_printer()),
    }
}

fn disk(path: &Path, error: &std::io::Error) -> Fault {
    Fault::new(FaultKind::Disk, Place::File, format!("{}: {error}", path.display()))
}

fn untold(trouble: Trouble) -> Fault {
    Fault::new(FaultKind::Invalid, Place::Message, trouble.to_string())
}

fn broken(error: tokio::task::JoinError) -> Fault {
    Fault::new(FaultKind::Invalid, Place::Message, error.to_string())
}
