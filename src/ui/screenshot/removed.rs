//! "Recently removed" for a picture: mails of the demo account deleted for good, and one of them
//! open where they are kept.

use super::{PATIENCE, open_mail, tell};
use crate::app::keys::Command;
use crate::app::reader::Reader;
use crate::app::{self, Place, folders, overlay};
use crate::model::fault::{Fault, FaultKind, Place as Where};
use crate::model::ids::MailboxId;
use crate::ui::shell::Shell;
use crate::ui::stage::Stage;

/// Mails that are deleted; each is opened before, as opening the next one does.
const GONE: u32 = 3;

pub(super) fn go_to(stage: &mut Stage) -> Result<(), Fault> {
    open_mail(stage, 3)?;
    let late = || Fault::new(FaultKind::TimedOut, Where::Message, "the removed mail");
    let Some(account) = stage.driver.state.state.accounts.first().map(|held| held.account.id)
    else {
        return Err(late());
    };
    let place = Place { account, mailbox: MailboxId::REMOVED };
    for gone in 1..=GONE {
        tell(stage, app::Message::Ordered(Command::DeleteForGood));
        tell(stage, app::Message::Overlay(overlay::Message::Confirmed));
        let there =
            |shell: &Shell| shell.state.counts(place).total >= gone && is_read(&shell.state.reader);
        if !stage.until(PATIENCE, there) {
            return Err(late());
        }
    }
    tell(stage, app::Message::Folders(folders::Message::Chosen(place)));
    if !stage.until(PATIENCE, |shell| shell.state.shown().is_some_and(|shown| shown.len() > 1)) {
        return Err(late());
    }
    tell(stage, app::Message::Ordered(Command::NextMessage));
    if stage.until(PATIENCE, |shell| is_read(&shell.state.reader)) { Ok(()) } else { Err(late()) }
}

fn is_read(reader: &Reader) -> bool {
    matches!(reader, Reader::Open(_))
}
