//! A signed-in connection. Every command is driven to its own tagged answer; after an `Err` the
//! session may only be dropped, unless `is_open` says otherwise. Futures must not be dropped
//! half-way: a session on which that happened refuses to go on. To cancel, drop the session with
//! the task that owns it.

mod appending;
mod auditing;
mod changes;
mod compress;
mod fetching;
#[cfg(test)]
mod fuzz;
mod identity;
mod idle;
mod labels;
mod line;
mod listing;
mod mailboxes;
mod namespace;
mod notify;
mod opening;
mod run;
mod state;
mod tending;

use std::net::SocketAddr;
use std::time::Duration;

use super::quirks::Quirks;
use super::types::*;
use super::wire::Wire;
use crate::model::fault::{Fault, Place};
use crate::model::remote::WireName;
use line::Line;
use state::State;

/// A signed-in connection.
pub struct Session {
    wire: Wire,
    state: State,
    /// Nothing went wrong and no command is half done.
    open: bool,
    /// The number in the last tag.
    tags: u32,
    /// Sent before the first command, in one flight with it.
    prelude: Vec<Line<'static>>,
    /// COMPRESS was sent, whatever came of it.
    squeezed: bool,
    /// So was NOTIFY.
    notify_tried: bool,
}

/// RFC 7162 section 4 asks clients to keep lines below 8,192 octets.
const LINE: usize = 8_000;

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("open", &self.open).finish_non_exhaustive()
    }
}

impl Session {
    pub(super) fn new(
        wire: Wire,
        capabilities: Capabilities,
        alerts: Vec<String>,
        quirks: Quirks,
    ) -> Self {
        let state = State::new(capabilities, alerts, quirks);
        let prelude = prelude(&state.capabilities);
        let (squeezed, notify_tried) = (false, false);
        Self { wire, state, open: true, tags: 0, prelude, squeezed, notify_tried }
    }

    /// What the server offers to this person.
    pub fn capabilities(&self) -> &Capabilities {
        &self.state.capabilities
    }

    /// How many messages of a mailbox this server shows at most, the newest, where that is known.
    pub fn window(&self) -> Option<u32> {
        self.state.quirks.window()
    }

    /// Octets of a command line at most.
    fn line_limit(&self) -> usize {
        self.state.quirks.line().map_or(LINE, |line| line.min(LINE))
    }

    /// What the extensions of this server are good for. Before the first answer to a command of this
    /// session nothing is enabled yet: see `settle`.
    pub fn tier(&self) -> Tier {
        self.state.tier()
    }

    /// It was found out that the server is not good for more than this.
    pub fn lower(&mut self, most: Tier) {
        self.state.most = self.state.most.min(most);
    }

    /// Sends what is waiting to go with the first command, if nothing was sent yet, so that `tier`
    /// is known: one round trip.
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn settle(&mut self) -> Result<(), Fault> {
        let lines = std::mem::take(&mut self.prelude);
        if lines.is_empty() {
            return Ok(());
        }
        self.run_all(lines, run::nothing).await.map(drop)
    }

    /// Unasked responses that came since the last call, in order. They also pile up during other
    /// commands: take them after each. What was said of a mailbox and not taken is dropped when
    /// another one is selected.
    pub fn take_news(&mut self) -> Vec<News> {
        self.state.news.take()
    }

    /// Whether the tagged answer of a failed command leaves the session usable: `Refused`,
    /// `Unavailable` by NO and `NotUnderstood` do, and so do answers about one message that make
    /// no sense or do not come; everything else has closed it.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Our address and the server's, where the connection goes over a network.
    pub fn ends(&self) -> Option<(SocketAddr, SocketAddr)> {
        self.wire.ends
    }

    /// The mailbox that is selected now.
    pub fn selected(&self) -> Option<&WireName> {
        self.state.selected.as_ref().map(|selected| &selected.name)
    }

    /// LOGOUT, in peace.
    pub async fn logout(mut self) {
        if self.open {
            let limit = Duration::from_secs(5);
            let line = Line::new("LOGOUT", Place::Connect);
            // The server ends the connection; how does not matter any more.
            let _ = tokio::time::timeout(limit, self.run(line, |_, it, _| Some(it))).await;
        }
        self.wire.close().await;
    }
}

/// What goes before the first command.
fn prelude(offered: &Capabilities) -> Vec<Line<'static>> {
    let mut prelude = Vec::new();
    if offered.has("ID") {
        // 163.com and its like refuse SELECT to a client that has no name.
        let version = env!("CARGO_PKG_VERSION");
        let id = format!("ID (\"name\" \"Pombo\" \"version\" \"{version}\")");
        prelude.push(Line::new(id, Place::SignIn));
    }
    if offered.has("NAMESPACE") {
        prelude.push(Line::new("NAMESPACE", Place::SignIn));
    }
    if offered.has("ENABLE") {
        // RFC 7162 section 3.2.3 has QRESYNC bring CONDSTORE along; not every server reads that.
        let mut wanted = Vec::new();
        if offered.has("CONDSTORE") || offered.has("QRESYNC") {
            wanted.push("CONDSTORE");
        }
        if offered.has("QRESYNC") {
            wanted.push("QRESYNC");
        }
        if offered.has("UTF8=ONLY") {
            wanted.push("UTF8=ACCEPT");
        }
        if !wanted.is_empty() {
            prelude.push(Line::new(format!("ENABLE {}", wanted.join(" ")), Place::SignIn));
        }
    }
    prelude
}
