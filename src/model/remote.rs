//! Where the server keeps a message. Known to `imap/`, `sync/` and `store/`; never to `app/`.

use serde::{Deserialize, Serialize};

use super::ids::MailboxId;

/// A unique identifier within one mailbox and UIDVALIDITY (RFC 9051 section 2.3.1.1); never 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Uid(pub u32);

/// RFC 9051 section 2.3.1.1: when it changes, every UID of the mailbox is void.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UidValidity(pub u32);

/// A mod-sequence (RFC 7162 section 3.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ModSeq(pub u64);

/// A mailbox name in the very bytes the server used (modified UTF-7 or UTF-8), as text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WireName(pub String);

/// One message on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RemoteRef {
    pub mailbox: MailboxId,
    pub uidvalidity: UidValidity,
    pub uid: Uid,
}
