//! Messages that leave for a file or for paper: saved as they lie on the server, written as a PDF,
//! shown to be printed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::effect::{Effect, FieldId, Turn};
use super::keys::Command;
use super::menu;
use super::notice::{Button, Text};
use super::overlay::Overlay;
use super::saves::Picked;
use super::state::State;
use crate::mime;
use crate::model::fault::{Fault, FaultKind};
use crate::model::ids::{JobId, MessageKey, PartId};
use crate::model::request::Ask;

/// Messages that are saved at once.
const MOST: usize = 2_000;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The answer to `Effect::PickExport`.
    Picked { job: JobId, answer: Picked },
    /// The answer to `Effect::Print`.
    Printed { name: String, result: Result<Printed, Fault> },
}

/// What was done with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printed {
    Written {
        path: PathBuf,
        /// Its end is missing.
        is_cut: bool,
    },
    /// Another program shows it and prints it.
    Shown,
    /// It went to the printer of this name.
    Sent(String),
    /// The person named no file.
    Nothing,
}

/// What is to become of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    File,
    Printer,
}

/// Messages on their way to files.
#[derive(Debug, Default)]
pub struct Exports {
    /// The person is being asked where to; what each message is called.
    asking: Option<(JobId, Vec<(MessageKey, String)>)>,
    running: BTreeMap<JobId, String>,
    /// Of those that were asked for together.
    done: usize,
    failed: Option<(String, Fault)>,
}

impl Exports {
    /// How many messages are still on their way.
    pub fn running(&self) -> usize {
        self.running.len()
    }
}

impl State {
    pub(super) fn export(&mut self, message: Message, turn: &mut Turn) {
        match message {
            Message::Picked { job, answer } => self.export_picked(job, answer, turn),
            Message::Printed { name, result } => self.printed(name, result, turn),
        }
    }

    /// Orders about messages as files.
    pub(super) fn export_ordered(&mut self, command: Command, turn: &mut Turn) {
        match (command, self.list.chosen().first().copied()) {
            (Command::SaveMessage, _) => self.save_messages(turn),
            (Command::SavePdf, _) => self.print(Way::File, turn),
            (Command::Print, _) => self.print(Way::Printer, turn),
            (Command::Source, _) => self.toggle_source(turn),
            (Command::MessageMenu, Some(key)) => self.open_row_menu(key, menu::END_OF_BAR),
            _ => {}
        }
    }

    /// Whether the path that is asked for is that of messages.
    pub fn exports(&self, job: JobId) -> bool {
        self.exports.asking.as_ref().is_some_and(|(asked, _)| *asked == job)
    }

    /// Saves what is chosen: one message in a file, several in a folder.
    pub(super) fn save_messages(&mut self, turn: &mut Turn) {
        let mut keys = self.list.chosen().to_vec();
        if keys.is_empty() {
            keys.extend(self.reader.key());
        }
        keys.truncate(MOST);
        if self.exports.running() > 0 {
            return;
        }
        let named: Vec<(MessageKey, String)> =
            keys.into_iter().map(|key| (key, self.name_of(key, "eml"))).collect();
        let suggested = match named.as_slice() {
            [] => return,
            [(_, name)] => Some(name.clone()),
            _ => None,
        };
        let job = self.saves.next_job();
        self.exports.asking = Some((job, named));
        turn.push(Effect::PickExport { job, suggested });
    }

    /// What a message is called in a folder.
    fn name_of(&self, key: MessageKey, ending: &str) -> String {
        let open = self.reader.opened().filter(|opened| opened.key == key);
        let subject = match (self.line(key), open) {
            (Some(line), _) => line.subject.to_owned(),
            (None, Some(opened)) => opened.message.envelope.subject.clone(),
            (None, None) => String::new(),
        };
        file_name(&subject, ending)
    }

    fn export_picked(&mut self, job: JobId, answer: Picked, turn: &mut Turn) {
        let asked = self.exports.asking.as_ref().filter(|(asked, _)| *asked == job);
        let Some((_, named)) = asked else { return };
        match answer {
            Picked::Nothing => self.exports.asking = None,
            Picked::Path(path) => self.begin_export(job, &path, turn),
            Picked::NoDialog => {
                let path = match named.as_slice() {
                    [(_, name)] => self.downloads.join(name),
                    _ => self.downloads.clone(),
                };
                let text = path.to_string_lossy().into_owned();
                self.overlay = Overlay::SavePath { job, text };
                turn.push(Effect::Focus(FieldId::SavePath));
            }
        }
    }

    /// Whether the path that was typed is for messages; then they are on their way.
    pub(super) fn export_typed(&mut self, job: JobId, path: &Path, turn: &mut Turn) -> bool {
        let is_for = self.exports(job);
        if is_for {
            self.begin_export(job, path, turn);
        }
        is_for
    }

    /// Nobody wants to say where to any more.
    pub(super) fn export_dropped(&mut self, job: JobId) {
        self.exports.asking.take_if(|(asked, _)| *asked == job);
    }

    fn begin_export(&mut self, job: JobId, place: &Path, turn: &mut Turn) {
        let asked = self.exports.asking.take_if(|(asked, _)| *asked == job);
        let named = asked.map(|(_, named)| named).unwrap_or_default();
        (self.exports.done, self.exports.failed) = (0, None);
        let is_one = named.len() == 1;
        for (key, name) in named {
            let to = if is_one { place.to_owned() } else { place.join(&name) };
            let job = self.saves.next_job();
            self.exports.running.insert(job, name);
            let part = PartId(String::new());
            turn.send(key.account(), Ask::SavePart { job, key, part, to });
        }
    }

    /// Whether the job was a message on its way to a file. What came of all of them is said once.
    pub(super) fn export_ended(
        &mut self,
        job: JobId,
        result: &Result<PathBuf, Fault>,
        turn: &mut Turn,
    ) -> bool {
        let Some(name) = self.exports.running.remove(&job) else { return false };
        match result {
            Ok(_) => self.exports.done += 1,
            Err(fault) if fault.kind == FaultKind::Cancelled => {}
            Err(fault) => self.exports.failed = Some((name.clone(), fault.clone())),
        }
        if !self.exports.running.is_empty() {
            return true;
        }
        if let Some((name, fault)) = self.exports.failed.take() {
            self.say_fault(Text::NotSaved { name, fault: fault.clone() }, fault, turn);
        }
        if let (Ok(path), count @ 1..) = (result, self.exports.done) {
            let text = Text::Exported { count, name };
            self.say(text, Some(Button::ShowFile(path.clone())), turn);
        }
        true
    }

    /// Makes a document of the open message.
    pub(super) fn print(&mut self, way: Way, turn: &mut Turn) {
        let Some(opened) = self.reader.opened() else { return };
        turn.push(Effect::Print {
            way,
            name: self.name_of(opened.key, "pdf"),
            envelope: Box::new(opened.message.envelope.clone()),
            body: opened.body.clone(),
            remote: opened.remote.given(),
            downloads: self.downloads.clone(),
        });
    }

    fn printed(&mut self, name: String, result: Result<Printed, Fault>, turn: &mut Turn) {
        match result {
            Ok(Printed::Nothing) => {}
            Ok(Printed::Written { path, is_cut }) => {
                let name =
                    path.file_name().map_or(name, |name| name.to_string_lossy().into_owned());
                let text =
                    if is_cut { Text::PaperCut { name } } else { Text::PaperWritten { name } };
                self.say(text, Some(Button::ShowFile(path)), turn);
            }
            Ok(Printed::Shown) => self.say(Text::PaperShown, None, turn),
            Ok(Printed::Sent(printer)) => self.say(Text::PaperSent { printer }, None, turn),
            Err(fault) => self.say_fault(Text::NotPrinted(fault.clone()), fault, turn),
        }
    }
}

/// What a message is called as a file.
pub fn file_name(subject: &str, ending: &str) -> String {
    let subject = if subject.trim().is_empty() { "message" } else { subject.trim() };
    mime::safe_name(&format!("{subject}.{ending}"), "message/rfc822")
}
