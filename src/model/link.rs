//! How an account stands with its server, worst first, so that `min()` is the account's state.

use super::fault::Fault;

/// The state of a connection or of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// The server refused the credentials, or there are none: nothing goes on until they are given.
    SignInNeeded(Fault),
    /// No connection since then (seconds since 1970 UTC); the next try comes by itself.
    Offline {
        since: i64,
        fault: Fault,
        retry_at: i64,
    },
    Connecting,
    /// Connected and working: fetching lists, headers or carrying out actions.
    Syncing,
    /// Connected, in step, listening.
    Live,
}
