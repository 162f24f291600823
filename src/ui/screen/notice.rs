//! What is said quietly: the notice at the foot of the window and the strip above the panes.

use super::{Element, mailboxes};
use crate::app::keys::Command;
use crate::app::link::Strip;
use crate::app::notice::{Button, Message, Notice, Text, What};
use crate::app::{self, State, accounts, doctor};
use crate::fl;
use crate::i18n;
use crate::ui::widget::above;
use crate::ui::widget::icon::Icon;

/// The notice that is up, if any.
pub fn view(state: &State) -> Option<Element<'_>> {
    let notice = state.notices.current.as_ref()?;
    let act = label(notice).map(|label| (label, app::Message::Notice(Message::Pressed)));
    let sign = matches!(notice.button, Some(Button::Details(_))).then_some(Icon::Alert);
    let leave = (fl!("close"), app::Message::Notice(Message::Dismissed));
    Some(above::foot([above::notice(sign, words(&notice.text), act, leave)]))
}

fn label(notice: &Notice) -> Option<String> {
    Some(match notice.button.as_ref()? {
        Button::Undo(..) => fl!("undo"),
        Button::Details(_) => fl!("details"),
        Button::ShowInFolder(_) | Button::ShowFile(_) => fl!("show-in-folder"),
    })
}

/// A notice's words.
pub fn words(said: &Text) -> String {
    match said {
        Text::Moved { count, to } => fl!("notice-moved", count = *count, to = to.as_str()),
        Text::Archived { count } => fl!("notice-archived", count = *count),
        Text::Trashed { count } => fl!("notice-trashed", count = *count),
        Text::DeletedForGood { count } => fl!("notice-deleted", count = *count),
        Text::Copying { count, to } => fl!("notice-copying", count = *count, to = to.as_str()),
        Text::Bringing { count, to } => fl!("notice-bringing", count = *count, to = to.as_str()),
        Text::PutBack { to } => fl!("notice-put-back", mailbox = to.as_str()),
        Text::Labelled { count } => fl!("notice-labelled", count = *count),
        Text::TakenOut { count, of } => {
            fl!("notice-taken-out", count = *count, mailbox = of.as_str())
        }
        Text::OnlyFromTrash => fl!("fault-refused-only-from-trash"),
        Text::MarkedRead { count } => fl!("notice-read", count = *count),
        Text::MarkedUnread { count } => fl!("notice-unread", count = *count),
        Text::Starred { count } => fl!("notice-starred", count = *count),
        Text::Unstarred { count } => fl!("notice-unstarred", count = *count),
        Text::Undone { count } => fl!("notice-undone", count = *count),
        Text::Mailbox(told) => mailboxes::told(told),
        Text::NothingToUndo => fl!("notice-nothing-to-undo"),
        Text::IsBack => fl!("notice-is-back"),
        Text::IsThere => fl!("notice-is-there"),
        Text::TooLate => fl!("notice-too-late"),
        Text::Refused { what, count, fault } => {
            fl!("notice-refused", what = order(what, *count), why = i18n::fault(fault))
        }
        Text::Doubtful { what, count, fault } => {
            fl!("notice-doubtful", what = order(what, *count), why = i18n::fault(fault))
        }
        Text::NotWritten { what, count, fault } => {
            fl!("notice-not-written", what = order(what, *count), why = i18n::fault(fault))
        }
        Text::NoMailboxFor(role) => fl!("notice-no-mailbox", mailbox = i18n::role(*role)),
        Text::AccountRemoved(title) => fl!("notice-account-removed", title = title.as_str()),
        Text::NotForgotten(fault) => fl!("notice-not-forgotten", why = i18n::fault(fault)),
        Text::PasswordForThisRun => fl!("notice-this-run"),
        Text::CacheRebuilt(address) => fl!("notice-rebuilt", address = address.as_str()),
        Text::Saved { name, .. } => fl!("notice-saved", name = name.as_str()),
        Text::NotSaved { name, fault } => {
            fl!("notice-not-saved", name = name.as_str(), why = i18n::fault(fault))
        }
        Text::RestNotLoaded(fault) => fl!("notice-rest", why = i18n::fault(fault)),
        Text::HtmlCopied => fl!("notice-html-copied"),
        Text::PictureGone => fl!("notice-picture-gone"),
        Text::Copied(what) => fl!("notice-copied", what = what.as_str()),
        Text::LinkNotOpened(fault) => fl!("notice-link", why = i18n::fault(fault)),
        Text::ListLeft { host } => fl!("notice-list-left", host = host.as_str()),
        Text::ListNotLeft { host, fault } => {
            fl!("notice-list-not-left", host = host.as_str(), why = i18n::fault(fault))
        }
        Text::ConfigNotSaved(fault) => fl!("notice-config", why = i18n::fault(fault)),
        Text::DemoFailed(fault) => fl!("notice-demo", why = i18n::fault(fault)),
        other => of_files(other),
    }
}

/// A notice's words about what was written to disk; all others were told before.
fn of_files(said: &Text) -> String {
    match said {
        Text::Exported { count: 1, name } => fl!("notice-saved", name = name.as_str()),
        Text::Exported { count, .. } => fl!("notice-exported", count = *count),
        Text::PaperWritten { name } => fl!("notice-saved", name = name.as_str()),
        Text::PaperCut { name } => fl!("notice-paper-cut", name = name.as_str()),
        Text::PaperShown => fl!("notice-paper-shown"),
        Text::PaperSent { printer } => fl!("notice-paper-sent", printer = printer.as_str()),
        Text::NotPrinted(fault) => fl!("notice-not-printed", why = i18n::fault(fault)),
        Text::AllSaved { count } => fl!("notice-all-saved", count = *count),
        Text::NotAllSaved { count, failed, fault } => {
            fl!("notice-not-all-saved", count = *count, failed = *failed, why = i18n::fault(fault))
        }
        Text::FileNotOpened(fault) => fl!("notice-file-not-opened", why = i18n::fault(fault)),
        _ => String::new(),
    }
}

fn order(what: &What, count: usize) -> String {
    match what {
        What::Move => fl!("order-move", count = count),
        What::Flag => fl!("order-flag", count = count),
        What::Delete => fl!("order-delete", count = count),
        What::Mailbox(what, name) => mailboxes::attempt(*what, name),
        What::Label => fl!("order-label", count = count),
        What::Copy => fl!("order-copy", count = count),
        What::PutBack => fl!("order-put-back", count = count),
    }
}

/// The strip above the panes, where there is something to know about the connection.
pub fn strip<'a>(strip: &Strip, now: i64) -> Element<'a> {
    let find_out = |account| {
        let asked = app::Message::Doctor(doctor::Message::AccountAsked(account));
        (fl!("find-out"), asked)
    };
    match strip {
        Strip::SignInNeeded { account, address, fault } => {
            let why = i18n::fault(fault);
            let asked = app::Message::Accounts(accounts::Message::SignInAsked(*account));
            let words = fl!("strip-signin", address = address.as_str(), why = why);
            let offers = [(fl!("strip-sign-in"), asked), find_out(*account)];
            above::strip(Icon::Key, words, offers)
        }
        Strip::Offline { account, since, .. } => {
            let words = fl!("strip-offline", since = i18n::when(*since, now));
            let again = app::Message::Ordered(Command::Refresh);
            let offers = [(fl!("strip-retry"), again), find_out(*account)];
            above::strip(Icon::Offline, words, offers)
        }
        Strip::Connecting { address, .. } => {
            above::strip(Icon::Busy, fl!("strip-connecting", address = address.as_str()), [])
        }
    }
}
