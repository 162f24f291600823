//! A mailbox as the sidebar shows it.

use serde::{Deserialize, Serialize};

use super::ids::MailboxId;

/// What a mailbox is for (RFC 6154), the order in which the special ones are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    Inbox,
    Drafts,
    Sent,
    Archive,
    Junk,
    Trash,
    /// Every message of the account in one mailbox (Gmail's All Mail).
    All,
    Flagged,
}

/// One mailbox of the account's tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    pub id: MailboxId,
    /// Decoded names from the root to this one; the last is its own. Never empty.
    pub path: Vec<String>,
    pub role: Option<Role>,
    /// False for `\Noselect` and `\NonExistent`: shown for its children, never opened.
    pub selectable: bool,
    /// Messages in it, as the server last said.
    pub total: u32,
    /// Messages without `\Seen`, as the server last said.
    pub unread: u32,
    /// Whether programs that show subscribed mailboxes only show it (RFC 9051 section 6.3.7); none
    /// where the server does not tell.
    pub subscribed: Option<bool>,
}

impl Mailbox {
    /// Its own name, the last of its path.
    pub fn name(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// Whether it may be left out where only subscribed mailboxes are shown.
    pub fn is_unsubscribed(&self) -> bool {
        self.subscribed == Some(false) && self.role.is_none()
    }

    /// How deep it lies: 0 at the root.
    pub fn depth(&self) -> usize {
        self.path.len().saturating_sub(1)
    }
}
