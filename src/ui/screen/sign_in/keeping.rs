//! Where is the secret to be kept, when the keyring is missing or locked?

use iced::Alignment;
use iced::widget::{column, row, text};

use super::super::Element;
use super::{Entry, alarm, boxed, busy, choice, foot, framed, head, link};
use crate::app::accounts::{Field, Keep, Keeping, Keyring, Message, Opening, Sealed};
use crate::fl;
use crate::model::setup::PASSPHRASE_MIN;
use crate::ui::theme::{font, space, surface};
use crate::ui::widget::button::Rank;
use crate::ui::widget::icon::{Icon, icon};

pub fn view(keeping: &Keeping) -> Element<'_> {
    let content = match keeping.asks_passphrase() {
        true => passphrase(keeping),
        false => places(keeping),
    };
    framed(space::DIALOG, content)
}

/// The places, and what each is good for.
fn places(keeping: &Keeping) -> Element<'_> {
    let (title, why) = match (keeping.keyring, keeping.wants_kept) {
        (Keyring::Locked, _) => (fl!("keeping-locked"), fl!("keeping-locked-text")),
        (_, false) => (fl!("keeping-missing"), fl!("keeping-missing-text")),
        (_, true) => (fl!("keeping-missing"), fl!("keeping-missing-kept")),
    };
    let mut content = column![head(Icon::Lock, title, why)];
    if let Opening::Failed(fault) = &keeping.opening {
        content = content.push(alarm(fault));
    }
    if keeping.is_busy() {
        let words = match keeping.keyring {
            Keyring::Locked => fl!("keeping-unlocking"),
            _ => fl!("keeping-looking"),
        };
        return content
            .push(busy(words))
            .push(foot(None, fl!("cancel"), None))
            .spacing(space::L)
            .into();
    }
    content
        .push(offers(keeping))
        .push(foot(None, fl!("signin-back"), None))
        .spacing(space::L)
        .into()
}

/// Each place that can be chosen.
fn offers(keeping: &Keeping) -> Element<'_> {
    let keep = |place| Message::KeepChosen(place);
    let keyring = match keeping.keyring {
        Keyring::Locked => choice(
            Icon::LockOpen,
            fl!("keeping-unlock"),
            fl!("keeping-unlock-text"),
            keep(Keep::Keyring),
        ),
        Keyring::Ready => choice(
            Icon::Lock,
            fl!("keeping-keyring"),
            fl!("keeping-keyring-text"),
            keep(Keep::Keyring),
        ),
        Keyring::Missing | Keyring::Unwanted => choice(
            Icon::Refresh,
            fl!("keeping-retry"),
            fl!("keeping-retry-text"),
            keep(Keep::Keyring),
        ),
    };
    let run = match keeping.wants_kept {
        true => {
            choice(Icon::Key, fl!("keeping-anew"), fl!("keeping-anew-text"), keep(Keep::ThisRun))
        }
        false => {
            choice(Icon::Clock, fl!("keeping-run"), fl!("keeping-run-text"), keep(Keep::ThisRun))
        }
    };
    let file = (!keeping.wants_kept || keeping.wants_file).then(|| {
        let text = match keeping.file {
            Sealed::None => fl!("keeping-file-text"),
            Sealed::Locked | Sealed::Open => fl!("keeping-file-there"),
        };
        choice(Icon::FileArchive, fl!("keeping-file"), text, keep(Keep::File))
    });
    column![keyring, run, file].spacing(space::M).into()
}

/// The passphrase of the file: once for one that is there, twice for a new one, after a warning.
fn passphrase(keeping: &Keeping) -> Element<'_> {
    let busy_now = keeping.is_busy();
    let problem = |field| keeping.problem.filter(|(of, _)| *of == field).map(|(_, wrong)| wrong);
    let entry = |field, label, value| {
        Entry::new(field, label, value).problem(problem(field)).rests(busy_now).view()
    };
    let new = keeping.is_new_file();
    let (title, why) = match new {
        true => (fl!("keeping-new-file"), fl!("keeping-new-file-text")),
        false => (fl!("keeping-open-file"), fl!("keeping-open-file-text")),
    };
    let warning = new.then(|| {
        row![
            icon(Icon::Warning).style(surface::caution),
            text(fl!("keeping-warning", least = PASSPHRASE_MIN)).size(font::BODY)
        ]
        .spacing(space::M)
    });
    let again = new.then(|| {
        entry(Field::PassphraseAgain, fl!("keeping-passphrase-again"), keeping.again.expose())
    });
    let failed = match &keeping.opening {
        Opening::Passphrase(Some(fault)) if !new && Keeping::is_wrong_passphrase(fault) => {
            let words = text(fl!("keeping-wrong")).size(font::BODY);
            Some(boxed(Icon::Alert, words.into()))
        }
        Opening::Passphrase(Some(fault)) => Some(alarm(fault)),
        _ => None,
    };
    let label = if new { fl!("keeping-create") } else { fl!("keeping-open") };
    let on = (!busy_now).then_some((Rank::Primary, label, Message::Submitted));
    let aside = match (busy_now, keeping.wants_file) {
        (true, _) => Some(busy(fl!("keeping-sealing"))),
        // The passphrase may be forgotten: there is a way on without the file.
        (false, true) => Some(link(fl!("keeping-anew"), Message::KeepChosen(Keep::ThisRun))),
        (false, false) => None,
    };
    column![
        head(Icon::FileArchive, title, why),
        warning,
        entry(Field::Passphrase, fl!("keeping-passphrase"), keeping.passphrase.expose()),
        again,
        failed,
        foot(aside, fl!("signin-back"), on),
    ]
    .spacing(space::L)
    .align_x(Alignment::Start)
    .into()
}
