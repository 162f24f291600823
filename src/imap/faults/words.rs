//! What servers say in plain English where no response code says it: providers' own texts, met in
//! the wild. Small letters; all words of a row have to be there; the first row that fits decides.

use crate::model::fault::FaultKind;

/// What a row means. Apart from `FaultKind`, so that a table can hold it.
#[derive(Debug, Clone, Copy)]
enum Means {
    AppPassword,
    NoPasswords,
    WebLogin,
    ImapOff,
    Expired,
    Locked,
    NoTls,
    Later,
    Wrong,
}

/// Answers to credentials.
const SIGN_IN: &[(&[&str], Means)] = &[
    // Yandex names three causes in one sentence, QQ five; the first of them is the usual one.
    (&["invalid credentials or imap"], Means::Wrong),
    (&["password is incorrect"], Means::Wrong),
    // Google, Yahoo, Mail.ru, Fastmail, Zoho, QQ, Seznam.
    (&["application-specific password"], Means::AppPassword),
    (&["application specific password"], Means::AppPassword),
    (&["app-specific password"], Means::AppPassword),
    (&["application password"], Means::AppPassword),
    (&["app password"], Means::AppPassword),
    (&["authorization code"], Means::AppPassword),
    // Google, Outlook.com.
    (&["web login"], Means::WebLogin),
    (&["web browser"], Means::WebLogin),
    (&["unsafe login"], Means::WebLogin),
    (&["verify your identity"], Means::WebLogin),
    // Google, Zoho, GMX, Exchange, iMail.
    (&["not enabled for imap"], Means::ImapOff),
    (&["not yet enabled for imap"], Means::ImapOff),
    (&["imap", "is disabled"], Means::ImapOff),
    (&["imap", "is not enabled"], Means::ImapOff),
    (&["imap", "not allowed"], Means::ImapOff),
    (&["imap", "not available"], Means::ImapOff),
    (&["imap disabled"], Means::ImapOff),
    (&["enable imap"], Means::ImapOff),
    (&["protocol", "disabled for user"], Means::ImapOff),
    // Microsoft 365 since 2022.
    (&["basicauth"], Means::NoPasswords),
    (&["basic auth"], Means::NoPasswords),
    (&["password", "expired"], Means::Expired),
    (&["password", "must be changed"], Means::Expired),
    (&["account", "locked"], Means::Locked),
    (&["account", "disabled"], Means::Locked),
    (&["account", "suspended"], Means::Locked),
    (&["account", "blocked"], Means::Locked),
    (&["account", "inactive"], Means::Locked),
    (&["user", "disabled"], Means::Locked),
    (&["user", "suspended"], Means::Locked),
    (&["mailbox", "disabled"], Means::Locked),
    // Dovecot, Courier, Cyrus without response codes.
    (&["plaintext", "disallowed"], Means::NoTls),
    (&["plaintext", "disabled"], Means::NoTls),
    (&["starttls", "first"], Means::NoTls),
    (&["temporary"], Means::Later),
    (&["temporarily"], Means::Later),
    (&["try again later"], Means::Later),
    (&["internal error"], Means::Later),
    (&["server unavailable"], Means::Later),
    (&["backend"], Means::Later),
    (&["authenticated but not connected"], Means::Later),
];

/// What the words of an answer to credentials say, where they say more than no.
pub(super) fn sign_in(words: &str) -> Option<FaultKind> {
    let fits = |row: &[&str]| row.iter().all(|word| words.contains(word));
    let means = SIGN_IN.iter().find(|(row, _)| fits(row)).map(|(_, means)| *means)?;
    Some(match means {
        Means::AppPassword => FaultKind::AppPasswordNeeded,
        Means::NoPasswords => FaultKind::PasswordNotTaken,
        Means::WebLogin => FaultKind::WebLoginNeeded,
        Means::ImapOff => FaultKind::ImapDisabled,
        Means::Expired => FaultKind::PasswordExpired,
        Means::Locked => FaultKind::AccountLocked,
        Means::NoTls => FaultKind::NoTls,
        Means::Later => FaultKind::Unavailable,
        Means::Wrong => FaultKind::WrongPassword,
    })
}
