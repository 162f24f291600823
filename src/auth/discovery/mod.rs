//! Looks for the servers of an address, in all places at once. Says what they claim; whether it is
//! true is for `setup` to try. Nothing but the domain leaves this machine, except that the
//! autoconfig URL of the domain itself may hold the address.

use tokio::sync::mpsc;

use super::http::Http;
use crate::model::fault::Fault;
use crate::model::setup::{Candidate, Origin};

/// What one place says: candidates, best first; none where it knows nothing.
pub type Found = (Origin, Result<Vec<Candidate>, Fault>);

/// Where to ask. The default is the system's resolver and the well-known URLs.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// A name server (address and port) instead of the system's; for tests and odd networks.
    pub name_server: Option<std::net::SocketAddr>,
}

/// Asks every place; each answer is told as it comes, exactly one per `Origin`.
pub async fn look(http: &Http, places: &Places, address: &str, tell: mpsc::UnboundedSender<Found>) {
    let _ = (http, places, address, tell);
}
