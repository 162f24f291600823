//! Tries every address of a server: one that does not answer makes connecting slow at times, which
//! nobody would notice from the one that does.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

use super::millis;
use crate::model::exam::Reach;
use crate::model::fault::{Fault, FaultKind, Place};

/// Addresses that are tried.
const MOST: usize = 10;
/// How long the others may take once one has answered.
const LATE: Duration = Duration::from_secs(2);

/// Connects to each, all at once; in the order given.
pub(super) async fn each(addresses: &[SocketAddr], limit: Duration) -> Vec<Reach> {
    let begin = Instant::now();
    let mut end = begin + limit;
    let mut tried: Vec<Reach> = addresses.iter().take(MOST).map(|&a| silent(a, limit)).collect();
    let mut trials: FuturesUnordered<_> = tried
        .iter()
        .map(|reach| reach.address)
        .map(|address| async move {
            let made = timeout(limit, TcpStream::connect(address)).await;
            (address, made.unwrap_or_else(|_| Err(ErrorKind::TimedOut.into())).map(drop))
        })
        .collect();
    while let Ok(Some((address, made))) = timeout_at(end, trials.next()).await {
        if made.is_ok() {
            end = end.min(Instant::now() + LATE);
        }
        if let Some(reach) = tried.iter_mut().find(|reach| reach.address == address) {
            reach.ms = millis(begin.elapsed());
            reach.failed = made.err().map(|error| kind(&error));
        }
    }
    tried
}

fn silent(address: SocketAddr, limit: Duration) -> Reach {
    Reach { address, ms: millis(limit), failed: Some(FaultKind::TimedOut) }
}

fn kind(error: &io::Error) -> FaultKind {
    match error.kind() {
        ErrorKind::ConnectionRefused => FaultKind::PortRefused,
        ErrorKind::TimedOut => FaultKind::TimedOut,
        _ => FaultKind::Lost,
    }
}

/// None answered: the most telling failure decides, as it does in connecting.
pub(super) fn worst(host: &str, tried: &[Reach]) -> Fault {
    let has = |kind: &FaultKind| tried.iter().any(|reach| reach.failed.as_ref() == Some(kind));
    let kind = [FaultKind::PortRefused, FaultKind::TimedOut].into_iter().find(has);
    let detail = format!("{host}: none of {} addresses answers", tried.len());
    Fault::new(kind.unwrap_or(FaultKind::Lost), Place::Connect, detail)
}
