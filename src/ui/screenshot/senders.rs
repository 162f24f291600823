//! What is said of senders, for pictures, on the demo account: some mail is read first, so that the
//! account's server is known.

use super::{PATIENCE, invalid, open_mail, tell};
use crate::app;
use crate::app::keys::{Key, Mods};
use crate::app::reader::Reader;
use crate::app::sender::Message as Asked;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::regard::Checked;
use crate::ui::shell::{Message, Shell};
use crate::ui::stage::Stage;

/// Mails that are read before.
const READ: usize = 5;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A list that is left with one click.
    List,
    /// The same with all its addresses.
    Unfolded,
    /// The question before it is left.
    Question,
    /// The name of someone known, with another address.
    OtherAddress,
    /// Answers that go elsewhere.
    Replies,
}

pub(super) fn go_to(stage: &mut Stage, look: Look) -> Result<(), Fault> {
    open_mail(stage, 1)?;
    for _ in 1..READ {
        tell(stage, app::Message::KeyPressed(Key::Down, Mods::NONE));
        until(stage, is_told)?;
    }
    let subject = match look {
        Look::List | Look::Unfolded | Look::Question => "Crumb 212: In praise of the dark crust",
        Look::OtherAddress => "Nueva cuenta para el pago",
        Look::Replies => "Your door handles are polished",
    };
    let place = stage.driver.find(subject).ok_or_else(|| invalid("no such row on screen"))?;
    stage.driver.click_at(place.center());
    until(stage, |shell| is_told(shell) && is_checked(shell))?;
    match look {
        Look::Question => tell(stage, app::Message::Sender(Asked::LeaveAsked(0))),
        Look::Unfolded => {
            if let Some(key) = stage.driver.state.state.reader.key() {
                stage.driver.tell(Message::PeopleToggled(key));
            }
        }
        _ => {}
    }
    Ok(())
}

fn until(stage: &mut Stage, wished: impl Fn(&Shell) -> bool) -> Result<(), Fault> {
    let late = || Fault::new(FaultKind::TimedOut, Place::Message, "what is said of the sender");
    if stage.until(PATIENCE, wished) { Ok(()) } else { Err(late()) }
}

fn is_told(shell: &Shell) -> bool {
    let state = &shell.state;
    let open = matches!(state.reader, Reader::Open(_));
    open && state.reader.key().is_some_and(|key| state.sender.regard(key).is_some())
}

fn is_checked(shell: &Shell) -> bool {
    let state = &shell.state;
    let regard = state.reader.key().and_then(|key| state.sender.regard(key));
    regard.is_some_and(|regard| regard.checked != Checked::Nothing)
}
