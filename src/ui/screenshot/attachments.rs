//! Pictures of attachments: as cards, each kind looked at, and the question before a program is saved.

use super::{PATIENCE, invalid, open_mail, tell};
use crate::app;
use crate::app::keys::{Key, Mods};
use crate::app::preview::{Message as Previewing, Shown, Stage as Stands};
use crate::app::saves::Message as Saving;
use crate::model::fault::Fault;
use crate::model::ids::PartId;
use crate::ui::shell::Shell;
use crate::ui::stage::Stage;

/// What is done with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attached {
    Cards,
    Picture,
    Pdf,
    /// Pages, enlarged.
    Zoomed,
    Archive,
    Text,
    Mail,
    Wrapped,
    /// A file that was wrapped.
    Inner,
    /// There is no preview of it.
    None,
    /// The question before a program is saved.
    Risk,
}

/// The subject of the demo account's message with attachments of every kind.
const SUBJECT: &str = "The handrail, all papers";
/// Rows that are looked through for it.
const ROWS: usize = 60;

pub fn go_to(stage: &mut Stage, attached: Attached) -> Result<(), Fault> {
    open_mail(stage, 1)?;
    find(stage)?;
    let name = match attached {
        Attached::Cards => return Ok(()),
        Attached::Picture => "stairs, as drawn.png",
        Attached::Pdf | Attached::Zoomed => "handrail.pdf",
        Attached::Archive => "handrail-all.zip",
        Attached::Text => "cut-list.txt",
        Attached::Mail => "Is the brass in.eml",
        Attached::Wrapped | Attached::Inner => "winmail.dat",
        Attached::None | Attached::Risk => "rechnung.pdf.exe",
    };
    let part = part(stage, name)?;
    if attached == Attached::Risk {
        tell(stage, app::Message::Saves(Saving::Asked(part)));
        return Ok(());
    }
    tell(stage, app::Message::Preview(Previewing::Asked(part)));
    shown(stage)?;
    if attached == Attached::Zoomed {
        tell(stage, app::Message::Preview(Previewing::Zoomed(3)));
        shown(stage)?;
    }
    if attached == Attached::Inner {
        tell(stage, app::Message::Preview(Previewing::InnerAsked(0)));
        shown(stage)?;
    }
    Ok(())
}

fn find(stage: &mut Stage) -> Result<(), Fault> {
    for _ in 0..ROWS {
        if !stage.until(PATIENCE, |shell| shell.state.reader.opened().is_some()) {
            break;
        }
        let opened = stage.driver.state.state.reader.opened();
        if opened.is_some_and(|opened| opened.message.envelope.subject == SUBJECT) {
            return Ok(());
        }
        tell(stage, app::Message::KeyPressed(Key::Down, Mods::NONE));
    }
    Err(invalid("no such message in the demo account"))
}

fn part(stage: &Stage, name: &str) -> Result<PartId, Fault> {
    let opened = stage.driver.state.state.reader.opened();
    let all = opened.map(|opened| opened.body.attachments.as_slice()).unwrap_or_default();
    let found = all.iter().find(|one| one.name == name).map(|one| one.part.clone());
    found.ok_or_else(|| invalid("no such attachment"))
}

/// Waits until it is there, and what is in view of it is painted.
fn shown(stage: &mut Stage) -> Result<(), Fault> {
    let is_there = |shell: &Shell| {
        shell.state.preview.as_ref().is_some_and(|preview| match &preview.stage {
            Stands::Shown(shown) => {
                !matches!(**shown, Shown::Pdf { .. }) || shell.looks.is_painted()
            }
            Stands::NoForm | Stands::Failed(_) => true,
            Stands::Question | Stands::Fetching(_) | Stands::Looking => false,
        })
    };
    if stage.until(PATIENCE, is_there) { Ok(()) } else { Err(invalid("nothing was shown")) }
}
