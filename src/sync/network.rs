//! Notices that the machine's network changed: by which of its addresses a server would be reached
//! now, whether any way leads out at all, and what that means for the connections of an account.
//! Nothing is sent for it: a datagram socket that is connected only asks the system for the way.
//!
//! Linux says at once that something changed (`events`); elsewhere, and where it may not be heard,
//! the ways are compared every few seconds. Knows no command of the wire.

mod events;

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::watch;

use super::desk::{Desk, Signals};
use crate::imap::Meter;
use crate::model::fault::{Fault, FaultKind, Place};

/// The ways are compared this often, whatever is heard of them.
const LOOK: Duration = Duration::from_secs(5);

/// What happens within this time after the first sign of a change is looked at together.
const TOGETHER: Duration = Duration::from_secs(1);

/// Something changed, but not the ways: connections are tried at most this often.
const PROBE: Duration = Duration::from_secs(60);

/// After a change every connection has to hear something of its server within this time.
const ANSWER: Duration = Duration::from_secs(10);

/// Without any way out, a try is made only this often: should the system be wrong about it.
pub const NO_WAY: Duration = Duration::from_secs(300);

/// Addresses that are nobody's (RFC 5737, RFC 3849): the way to them is the way to the world.
const WORLD: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(198, 51, 100, 1)),
    IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
];

/// By which of our addresses something would be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    From(IpAddr),
    /// No way leads there.
    Nowhere,
    /// The system does not tell.
    Unknown,
}

impl Source {
    fn to(target: IpAddr) -> Self {
        let any: IpAddr = match target {
            IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let asked = UdpSocket::bind((any, 0)).and_then(|socket| {
            // The port does not matter: nothing is sent to it.
            socket.connect((target, 993))?;
            socket.local_addr()
        });
        match asked {
            Ok(local) => Self::From(local.ip()),
            Err(error) => match error.kind() {
                ErrorKind::NetworkUnreachable
                | ErrorKind::HostUnreachable
                | ErrorKind::NetworkDown
                | ErrorKind::AddrNotAvailable
                | ErrorKind::Unsupported => Self::Nowhere,
                _ => Self::Unknown,
            },
        }
    }
}

/// The ways out, as they are at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// To the server, where its address is known.
    server: Source,
    /// To the world, by IPv4 and by IPv6.
    world: [Source; 2],
}

impl Ways {
    /// As they are now. To a server on this computer leads the same way whatever happens.
    pub fn now(server: Option<IpAddr>) -> Self {
        let near = server.is_some_and(|server| server.to_canonical().is_loopback());
        let world = if near { [Source::Nowhere; 2] } else { WORLD.map(Source::to) };
        Self { server: server.map_or(Source::Nowhere, Source::to), world }
    }

    /// Whether any leads out.
    pub fn any(&self) -> bool {
        self.world.iter().chain([&self.server]).any(|source| *source != Source::Nowhere)
    }
}

/// What a look at the network comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Same,
    /// The ways are the same, but something happened: the connections are tried.
    Doubtful,
    /// Other ways: connections are tried, and whoever waits for a connection waits no longer.
    Changed,
    /// No way leads out any more.
    Gone,
}

/// `heard`: the system said that something changed. `probed`: how long ago connections were tried.
fn judge(before: &Ways, now: &Ways, heard: bool, probed: Option<Duration>) -> Verdict {
    match (before.any(), now.any()) {
        (true, false) => Verdict::Gone,
        (false, false) => Verdict::Same,
        _ if before != now => Verdict::Changed,
        _ if heard && probed.is_none_or(|ago| ago >= PROBE) => Verdict::Doubtful,
        _ => Verdict::Same,
    }
}

/// Hears of changes for as long as somebody holds what this gives. The number rises with each; one
/// in a second at most.
pub fn listen(runtime: &Handle) -> watch::Receiver<u64> {
    let (changes, receiver) = watch::channel(0);
    runtime.spawn(async move {
        tokio::select! {
            () = changes.closed() => {}
            ended = hear(&changes) => if let Err(error) = ended {
                tracing::debug!(%error, "The system does not tell of its network: it is looked at.");
            }
        }
    });
    receiver
}

async fn hear(changes: &watch::Sender<u64>) -> std::io::Result<()> {
    let mut events = events::Events::open()?;
    loop {
        events.next().await?;
        changes.send_modify(|count| *count += 1);
        // The first sign is acted on at once; what follows it closely is one change more.
        tokio::time::sleep(TOGETHER).await;
    }
}

/// Watches the network for one account until it stops.
pub async fn keep(desk: Arc<Desk>, mut changes: watch::Receiver<u64>) {
    let mut signals = desk.signals();
    let mut before = Ways::now(server(&desk));
    let mut known = server(&desk);
    let mut probed: Option<Instant> = None;
    loop {
        let heard = tokio::select! {
            () = heard(&mut changes) => true,
            () = tokio::time::sleep(LOOK) => false,
            stopped = signals.wait_for(|now| now.stop) => {
                // Without a desk there is nothing to watch for, either.
                drop(stopped);
                return;
            }
        };
        let server = server(&desk);
        let now = Ways::now(server);
        // Another server is no other network.
        let same_server = std::mem::replace(&mut known, server) == server;
        let last = std::mem::replace(&mut before, now);
        if !same_server {
            continue;
        }
        let verdict = judge(&last, &now, heard, probed.map(|at| at.elapsed()));
        if verdict == Verdict::Same {
            continue;
        }
        tracing::info!(?verdict, "The network changed.");
        probed = Some(Instant::now());
        desk.signal(|signals| {
            signals.network += 1;
            signals.ways += u64::from(verdict == Verdict::Changed);
        });
    }
}

async fn heard(changes: &mut watch::Receiver<u64>) {
    if changes.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Where the server was last reached, else where its host says that it is.
fn server(desk: &Desk) -> Option<IpAddr> {
    let known = desk.board().server;
    known.or_else(|| {
        let host = desk.account().imap.host;
        let literal = host.trim().trim_start_matches('[').trim_end_matches(']');
        let here = literal.eq_ignore_ascii_case("localhost");
        literal.parse().ok().or_else(|| here.then_some(Ipv4Addr::LOCALHOST.into()))
    })
}

/// Whether no way leads out now.
pub fn is_gone(desk: &Desk) -> bool {
    !Ways::now(server(desk)).any()
}

/// Until there is a way out again; looks by itself, too.
pub async fn back(desk: &Desk) {
    let until = Instant::now() + NO_WAY;
    while is_gone(desk) && Instant::now() < until {
        tokio::time::sleep(TOGETHER).await;
    }
}

/// Until a connection between these ends is of no use because the network changed: our address is
/// gone, no way leads to the server, or nothing was heard of it for a while after the change.
pub async fn lapse(
    mut signals: watch::Receiver<Signals>,
    ends: Option<(SocketAddr, SocketAddr)>,
    meter: Meter,
) -> Fault {
    let mut seen = signals.borrow_and_update().network;
    loop {
        if signals.wait_for(|now| now.network != seen).await.is_err() {
            // The desk is gone, and with it whoever waits for this.
            std::future::pending::<()>().await;
        }
        seen = signals.borrow_and_update().network;
        if let Some(fault) = ends.and_then(|(ours, theirs)| severed(ours.ip(), theirs.ip())) {
            return fault;
        }
        let before = meter.down();
        let again = signals.wait_for(|now| now.network != seen);
        let silent = tokio::time::timeout(ANSWER, again).await.is_err();
        if silent && meter.down() == before {
            let detail = "nothing was heard of the server after the network changed";
            return Fault::new(FaultKind::TimedOut, Place::Connect, detail);
        }
    }
}

/// Why nothing can pass any more between our address and theirs.
fn severed(ours: IpAddr, theirs: IpAddr) -> Option<Fault> {
    let lost = |detail| Some(Fault::new(FaultKind::Lost, Place::Connect, detail));
    match UdpSocket::bind((ours, 0)) {
        Err(error) if error.kind() == ErrorKind::AddrNotAvailable && !is_scoped(ours) => {
            lost("the network went away by which the server was reached")
        }
        _ if Source::to(theirs) == Source::Nowhere && !is_scoped(theirs) => {
            lost("no network leads to the server any more")
        }
        _ => None,
    }
}

/// An address that means something only together with an interface.
fn is_scoped(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(six) if six.is_unicast_link_local())
}

#[cfg(test)]
mod tests;
