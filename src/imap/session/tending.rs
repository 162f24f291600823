//! DELETE, RENAME, SUBSCRIBE (RFC 9051 sections 6.3.5 to 6.3.8), and how a new name is spelt.

use super::Session;
use super::line::Line;
use crate::imap::names;
use crate::model::fault::{Fault, Place};
use crate::model::remote::WireName;

impl Session {
    /// DELETE.
    ///
    /// # Errors
    /// `Refused(NonExistent)` and the like; many servers say no without a reason.
    pub async fn delete(&mut self, mailbox: &WireName) -> Result<(), Fault> {
        let line = Line::new("DELETE", Place::Mailbox).mailbox(mailbox)?;
        self.run(line, super::run::nothing).await.map(drop)
    }

    /// RENAME: what lies in the mailbox goes along.
    ///
    /// # Errors
    /// `Refused(AlreadyExists)` and the like.
    pub async fn rename(&mut self, from: &WireName, to: &WireName) -> Result<(), Fault> {
        let line = Line::new("RENAME", Place::Mailbox).mailbox(from)?.mailbox(to)?;
        self.run(line, super::run::nothing).await.map(drop)
    }

    /// SUBSCRIBE or UNSUBSCRIBE.
    ///
    /// # Errors
    /// The server does not want to.
    pub async fn subscribe(&mut self, mailbox: &WireName, on: bool) -> Result<(), Fault> {
        let command = if on { "SUBSCRIBE" } else { "UNSUBSCRIBE" };
        let line = Line::new(command, Place::Mailbox).mailbox(mailbox)?;
        self.run(line, super::run::nothing).await.map(drop)
    }

    /// How this server spells a name for a new mailbox, in modified UTF-7 or in UTF-8 (RFC 6855).
    pub fn spell(&self, name: &str) -> WireName {
        if self.state.utf8 { WireName(name.to_owned()) } else { names::encode(name) }
    }
}
