//! What the pages of the demo say, in the person's language; who starts the demo brings it.

/// The texts of the pages. Empty ones leave their place empty.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// A language tag, for the pages' `lang`.
    pub language: String,
    /// That all of this is the demo.
    pub demo: String,
    /// That the page is part of Pombo, that no password is asked and nothing leaves this computer.
    pub about: String,
    /// The question whether to sign in and allow.
    pub consent: String,
    pub program: String,
    /// Stands for a program that did not tell its name.
    pub nameless: String,
    pub account: String,
    pub wants: String,
    pub imap: String,
    pub smtp: String,
    pub offline: String,
    pub allow: String,
    pub deny: String,
    /// The question for the code that another device shows.
    pub device: String,
    pub device_text: String,
    pub device_go_on: String,
    pub device_unknown: String,
    pub done: String,
    pub done_text: String,
    pub denied: String,
    pub denied_text: String,
    /// The list of programs that may read the demo's mail.
    pub access: String,
    pub access_text: String,
    pub access_none: String,
    pub take_back: String,
    pub taken_back: String,
    /// The mail that tells of a new permission; the text is followed by the page of the list.
    pub mail_subject: String,
    pub mail_text: String,
    /// The request cannot be answered; its code of RFC 6749 follows.
    pub broken: String,
    pub broken_text: String,
}
