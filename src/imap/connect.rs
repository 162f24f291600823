//! From a host name to a protected stream: resolve, connect, TLS. Nothing secret is sent.

use std::io;
use std::net::SocketAddr;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::net::TcpStream;
use tokio::time::{Duration, sleep, timeout};

use super::greeting::{self, Greeting};
use super::parse::{Response, response};
use super::tls;
use super::types::{Capabilities, Meter};
use super::wire::{Duplex, Metered, Patience, Wire};
use crate::model::account::{Server, TlsMode};
use crate::model::exam::Tls;
use crate::model::fault::{Fault, FaultKind, Place};

/// Addresses of one name that are tried.
const MOST_ADDRESSES: usize = 10;
/// The lead that each address has over the next one (RFC 8305 section 5).
const LEAD: Duration = Duration::from_millis(250);
/// Responses before the answer to a command that has not even signed in.
const MOST_RESPONSES: usize = 100;

/// A step of connecting that is done.
#[derive(Debug, Clone)]
pub enum Passed {
    /// The name has addresses.
    Dns,
    /// The port answers.
    Tcp,
    /// What the server showed in the TLS handshake; that may have failed.
    Shown(Tls),
    /// The connection is protected as asked.
    Tls,
    /// An IMAP server greeted before the encryption began, which nothing proves.
    Early,
    /// An IMAP server greeted, with these words; none where it did so before the encryption.
    Greeting(String),
}

/// Connects as `server` says. With the greeting come the capabilities that still hold. `watch` is
/// told of each step once it is done.
pub(super) async fn open(
    server: &Server,
    meter: Meter,
    patience: Patience,
    watch: &mut (dyn FnMut(Passed) + Send),
) -> Result<(Wire, Greeting), Fault> {
    let addresses = resolve(bare(&server.host), server.port, patience.connect).await?;
    watch(Passed::Dns);
    open_at(server, addresses, meter, patience, watch).await
}

/// A host without the brackets of an IPv6 address.
fn bare(host: &str) -> &str {
    host.trim().trim_start_matches('[').trim_end_matches(']')
}

/// `open` from the addresses on, which somebody else has found.
pub(super) async fn open_at(
    server: &Server,
    addresses: Vec<SocketAddr>,
    meter: Meter,
    patience: Patience,
    watch: &mut (dyn FnMut(Passed) + Send),
) -> Result<(Wire, Greeting), Fault> {
    let host = bare(&server.host);
    let addresses = interleaved(allowed(host, addresses, server.tls)?);
    let stream = first_to_answer(host, addresses, patience.connect).await?;
    let ends = stream.local_addr().and_then(|ours| Ok((ours, stream.peer_addr()?))).ok();
    let far = stream.peer_addr().is_ok_and(|peer| !peer.ip().to_canonical().is_loopback());
    watch(Passed::Tcp);
    let stream: Box<dyn Duplex> = Box::new(Metered::new(stream, meter.clone()));
    let mut opened = match server.tls {
        TlsMode::Implicit => {
            let mut show = |tls| watch(Passed::Shown(tls));
            let limit = patience.connect;
            let plain = tls::no_tls_there;
            let stream = tls::protect(stream, host, &server.trust, limit, plain, &mut show).await?;
            watch(Passed::Tls);
            let mut wire = Wire::new(stream, meter, patience);
            let greeting = greeting::read(&mut wire).await?;
            (wire, greeting)
        }
        TlsMode::None => {
            watch(Passed::Tls);
            let mut wire = Wire::new(stream, meter, patience);
            let greeting = greeting::read(&mut wire).await?;
            (wire, greeting)
        }
        TlsMode::StartTls => {
            let mut wire = Wire::new(stream, meter, patience);
            let greeting = greeting::read(&mut wire).await?;
            watch(Passed::Early);
            start_tls(&mut wire, &greeting).await?;
            // The framer and whatever it may hold are dropped here: no octet from before the
            // handshake is ever read as IMAP, and what the server said of itself is forgotten.
            let (stream, meter, patience) = wire.into_stream();
            let mut show = |tls| watch(Passed::Shown(tls));
            let limit = patience.connect;
            let plain = |_: &[u8]| tampered();
            let stream = tls::protect(stream, host, &server.trust, limit, plain, &mut show).await?;
            watch(Passed::Tls);
            let greeting = Greeting::forgotten();
            (Wire::new(stream, meter, patience), greeting)
        }
    };
    opened.0.far = far;
    opened.0.ends = ends;
    watch(Passed::Greeting(opened.1.words.clone()));
    Ok(opened)
}

pub(super) async fn resolve(
    host: &str,
    port: u16,
    limit: Duration,
) -> Result<Vec<SocketAddr>, Fault> {
    let unknown = |why: String| {
        Fault::new(FaultKind::UnknownHost, Place::Dns, format!("no address for \"{host}\": {why}"))
    };
    let found = timeout(limit, tokio::net::lookup_host((host, port))).await.map_err(|_| {
        let detail = format!("the name \"{host}\" was not resolved in {} s", limit.as_secs());
        Fault::new(FaultKind::TimedOut, Place::Dns, detail)
    })?;
    let found: Vec<SocketAddr> = found.map_err(|error| unknown(error.to_string()))?.collect();
    if found.is_empty() {
        return Err(unknown("the name exists and has none".into()));
    }
    Ok(found)
}

/// The addresses that may be connected to: without TLS those of this computer only.
fn allowed(host: &str, mut found: Vec<SocketAddr>, tls: TlsMode) -> Result<Vec<SocketAddr>, Fault> {
    if tls == TlsMode::None {
        found.retain(|address| address.ip().to_canonical().is_loopback());
        if found.is_empty() {
            let detail = format!("{host} is not this computer: without TLS nothing is sent to it");
            return Err(Fault::new(FaultKind::PlaintextRefused, Place::Connect, detail));
        }
    }
    Ok(found)
}

/// The two families in turn, so that a broken one costs one lead (RFC 8305 section 4).
fn interleaved(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (one, other): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == first_is_v6);
    let (mut one, mut other) = (one.into_iter(), other.into_iter());
    let mut all = Vec::new();
    loop {
        let pair = [one.next(), other.next()];
        let before = all.len();
        all.extend(pair.into_iter().flatten());
        if all.len() == before || all.len() >= MOST_ADDRESSES {
            all.truncate(MOST_ADDRESSES);
            return all;
        }
    }
}

/// The first connection that stands, each address with a small lead over the next.
async fn first_to_answer(
    host: &str,
    addresses: Vec<SocketAddr>,
    limit: Duration,
) -> Result<TcpStream, Fault> {
    let tried = addresses.len();
    let mut attempts: FuturesUnordered<_> = addresses
        .into_iter()
        .zip(0_u32..)
        .map(|(address, number)| async move {
            sleep(LEAD * number).await;
            TcpStream::connect(address).await
        })
        .collect();
    let mut errors: Vec<io::Error> = Vec::new();
    let race = async {
        while let Some(outcome) = attempts.next().await {
            match outcome {
                Ok(stream) => return Some(stream),
                Err(error) => errors.push(error),
            }
        }
        None
    };
    let won = timeout(limit, race).await;
    match won {
        Ok(Some(stream)) => {
            // Small commands must not wait for one another; a stream without it works as well.
            let _ = stream.set_nodelay(true);
            Ok(stream)
        }
        Ok(None) => Err(unreachable(host, &errors)),
        Err(_) => {
            let detail =
                format!("none of {tried} addresses of {host} answered in {} s", limit.as_secs());
            Err(Fault::new(FaultKind::TimedOut, Place::Connect, detail))
        }
    }
}

/// Every address failed: the most telling error decides.
fn unreachable(host: &str, errors: &[io::Error]) -> Fault {
    let is = |kind| errors.iter().find(|error| error.kind() == kind);
    let refused = is(io::ErrorKind::ConnectionRefused).map(|e| (FaultKind::PortRefused, e));
    let slow = is(io::ErrorKind::TimedOut).map(|e| (FaultKind::TimedOut, e));
    let other = errors.first().map(|e| (FaultKind::Lost, e));
    match refused.or(slow).or(other) {
        Some((kind, error)) => Fault::new(kind, Place::Connect, format!("{host}: {error}")),
        None => Fault::new(FaultKind::Lost, Place::Connect, format!("{host}: no address")),
    }
}

/// STARTTLS up to its tagged OK. The next octet on the wire belongs to TLS.
async fn start_tls(wire: &mut Wire, greeting: &Greeting) -> Result<(), Fault> {
    let fail = |detail: String| Fault::new(FaultKind::NoTls, Place::Tls, detail);
    if greeting.signed_in {
        // RFC 9051 section 11: a PREAUTH greeting is how an attacker prevents STARTTLS.
        return Err(fail("the server signed us in before TLS, unasked".into()));
    }
    if let Some(capabilities) = &greeting.capabilities
        && !capabilities.has("STARTTLS")
    {
        return Err(fail("the server does not offer STARTTLS".into()));
    }
    wire.send(b"S0 STARTTLS\r\n").await?;
    let limit = wire.patience.command;
    for _ in 0..MOST_RESPONSES {
        match response(&wire.next(limit).await?, false) {
            Response::Tagged(tag, line) if tag == "S0" => {
                if !line.is_ok() {
                    return Err(fail(format!("the server refused STARTTLS: {}", line.text)));
                }
                if !wire.left().is_empty() {
                    return Err(tampered());
                }
                return Ok(());
            }
            // Nothing that came without protection is believed.
            _ => {}
        }
    }
    Err(fail("the server did not answer STARTTLS".into()))
}

/// Plain text came where the handshake was to begin. Its words are somebody's who wants them read:
/// they are not shown.
fn tampered() -> Fault {
    let detail = "something was sent between the answer to STARTTLS and the TLS handshake: somebody \
                  may be tampering with the connection";
    Fault::new(FaultKind::NoTls, Place::Tls, detail)
}

/// CAPABILITY, before the login.
pub(super) async fn ask_capabilities(wire: &mut Wire) -> Result<Capabilities, Fault> {
    wire.send(b"S1 CAPABILITY\r\n").await?;
    let limit = wire.patience.command;
    let mut found = Capabilities::default();
    for _ in 0..MOST_RESPONSES {
        match response(&wire.next(limit).await?, false) {
            Response::Capability(told) => found = told,
            Response::Tagged(tag, line) if tag == "S1" => {
                return if line.is_ok() {
                    Ok(found)
                } else {
                    Err(super::faults::refusal(&line, Place::Greeting))
                };
            }
            Response::Status(line) if line.condition == super::parse::Condition::Bye => {
                return Err(super::faults::refusal(&line, Place::Greeting));
            }
            _ => {}
        }
    }
    Err(super::faults::nonsense(Place::Greeting, "CAPABILITY was not answered"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_families_of_addresses_take_turns() {
        let address = |text: &str| text.parse::<SocketAddr>().unwrap();
        let (a, b, c) = (address("[::1]:1"), address("[::2]:1"), address("1.2.3.4:1"));
        assert_eq!(interleaved(vec![a, b, c]), [a, c, b]);
        assert_eq!(interleaved(vec![c, a, b]), [c, a, b]);
        assert_eq!(interleaved(vec![c; 50]).len(), MOST_ADDRESSES);
    }
}
