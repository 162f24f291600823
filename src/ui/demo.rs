//! The demo account as this window starts it: the pages that it shows in the browser speak the
//! person's language.

use crate::demo::{Options, Words};
use crate::{fl, i18n};

/// The demo as a person meets it; new mail comes only where `arrivals` is set.
pub fn options(arrivals: bool) -> Options {
    Options { arrivals, words: words(), ..Options::default() }
}

fn words() -> Words {
    Words {
        language: i18n::language().to_owned(),
        demo: fl!("demo-badge"),
        about: fl!("demo-about"),
        consent: fl!("demo-consent"),
        program: fl!("demo-program"),
        nameless: fl!("demo-nameless"),
        account: fl!("demo-account"),
        wants: fl!("demo-wants"),
        imap: fl!("demo-imap"),
        smtp: fl!("demo-smtp"),
        offline: fl!("demo-offline"),
        allow: fl!("demo-allow"),
        deny: fl!("demo-deny"),
        device: fl!("demo-device"),
        device_text: fl!("demo-device-text"),
        device_go_on: fl!("demo-device-go-on"),
        device_unknown: fl!("demo-device-unknown"),
        done: fl!("demo-done"),
        done_text: fl!("demo-done-text"),
        denied: fl!("demo-denied"),
        denied_text: fl!("demo-denied-text"),
        access: fl!("demo-access"),
        access_text: fl!("demo-access-text"),
        access_none: fl!("demo-access-none"),
        take_back: fl!("demo-take-back"),
        taken_back: fl!("demo-taken-back"),
        mail_subject: fl!("demo-mail-subject"),
        mail_text: fl!("demo-mail-text"),
        broken: fl!("demo-broken"),
        broken_text: fl!("demo-broken-text"),
    }
}
