//! The scene of a conversation, on the demo account: all of it is read first, so that each line says how
//! its message begins.

use super::{PATIENCE, invalid, open_mail, tell};
use crate::app;
use crate::app::keys::Command;
use crate::model::fault::Fault;
use crate::model::ids::MessageKey;
use crate::ui::shell::Shell;
use crate::ui::stage::Stage;

/// The last message of the demo account's longest conversation.
const SUBJECT: &str = "Re: Casa Azul: a escada não cabe";

pub(super) fn go_to(stage: &mut Stage) -> Result<(), Fault> {
    open_mail(stage, 1)?;
    let place = stage.driver.find(SUBJECT).ok_or_else(|| invalid("no such row on screen"))?;
    stage.driver.click_at(place.center());
    until(stage, |shell| open(shell).is_some() && kin(shell) > 0)?;
    let all = kin(&stage.driver.state);
    for _ in 0..all {
        step(stage, Command::PreviousMember)?;
    }
    for _ in 1..all {
        step(stage, Command::NextMember)?;
    }
    Ok(())
}

/// Goes to another message of the conversation and waits for it.
fn step(stage: &mut Stage, to: Command) -> Result<(), Fault> {
    let before = open(&stage.driver.state);
    tell(stage, app::Message::Ordered(to));
    until(stage, |shell| open(shell).is_some() && open(shell) != before)
}

fn open(shell: &Shell) -> Option<MessageKey> {
    shell.state.reader.opened().map(|opened| opened.key)
}

fn kin(shell: &Shell) -> usize {
    let (above, below) = shell.state.around();
    above.len() + below.len()
}

fn until(stage: &mut Stage, wished: impl Fn(&Shell) -> bool) -> Result<(), Fault> {
    if stage.until(PATIENCE, wished) { Ok(()) } else { Err(invalid("the conversation is late")) }
}
