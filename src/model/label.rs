//! A label of a message, where mailboxes are labels of one mail (Gmail). Knows no wire.

use super::ids::MailboxId;

/// One label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// The message is in this mailbox, too.
    Mailbox(MailboxId),
    /// A label that is no mailbox of the list (yet), by its names from the root on, `/` between them.
    Name(String),
}

/// So many labels of one message are kept.
pub const MOST: usize = 64;

/// Labels in their one form: each once, in their order, not too many.
pub fn tidy(mut labels: Vec<Label>) -> Vec<Label> {
    labels.sort_unstable();
    labels.dedup();
    labels.truncate(MOST);
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_one_form_whatever_their_order() {
        let mailbox = |id| Label::Mailbox(MailboxId(id));
        let name = |name: &str| Label::Name(name.to_owned());
        let labels = tidy(vec![name("b"), mailbox(7), name("a"), mailbox(2), mailbox(7)]);
        assert_eq!(labels, [mailbox(2), mailbox(7), name("a"), name("b")]);
        assert_eq!(tidy((0..500).map(mailbox).collect()).len(), MOST);
    }
}
