//! The first line of a connection (RFC 9051 section 7.1), and what else may answer on a port.

use tokio::time::{Instant, timeout_at};

use super::faults;
use super::parse::status::human;
use super::parse::{Code, Condition, Response, response};
use super::types::Capabilities;
use super::wire::Wire;
use crate::model::fault::{Fault, FaultKind, Place};

/// What the greeting told.
#[derive(Debug)]
pub(super) struct Greeting {
    /// Where it told them.
    pub capabilities: Option<Capabilities>,
    /// PREAUTH: no login is needed.
    pub signed_in: bool,
    pub alerts: Vec<String>,
    /// The server's words for people.
    pub words: String,
}

impl Greeting {
    /// After STARTTLS nothing that was said before it counts.
    pub(super) fn forgotten() -> Self {
        Self { capabilities: None, signed_in: false, alerts: Vec::new(), words: String::new() }
    }
}

/// Sent into a long silence: a web server answers it in HTTP, a TLS server with an alert, and an
/// IMAP server after its greeting, with a line that nobody waits for.
const PROBE: &[u8] = b"S9 NOOP\r\n";

/// Reads the greeting.
///
/// # Errors
/// `NotImap`, `NoTls` (the port speaks TLS from the first byte), `Unavailable`,
/// `TooManyConnections`, `Throttled` (BYE), `TimedOut`, `Lost`.
pub(super) async fn read(wire: &mut Wire) -> Result<Greeting, Fault> {
    let patience = wire.patience;
    let start = Instant::now();
    let first = timeout_at(start + patience.probe, wire.next(patience.greeting)).await;
    let frame = match first {
        Ok(frame) => frame,
        Err(_) => {
            wire.send(PROBE).await?;
            let rest = wire.next(patience.greeting);
            timeout_at(start + patience.greeting, rest).await.unwrap_or_else(|_| {
                let detail = format!("no greeting in {} s", patience.greeting.as_secs());
                Err(Fault::new(FaultKind::TimedOut, Place::Greeting, detail))
            })
        }
    };
    let frame = match frame {
        Ok(frame) => frame,
        Err(fault) => return Err(stranger(wire.left()).unwrap_or(fault)),
    };
    understand(&frame)
}

fn understand(frame: &[u8]) -> Result<Greeting, Fault> {
    let Response::Status(line) = response(frame, false) else {
        return Err(stranger(frame).unwrap_or_else(|| not_imap("something", frame)));
    };
    let signed_in = match line.condition {
        Condition::Ok => false,
        Condition::Preauth => true,
        Condition::No | Condition::Bad | Condition::Bye => {
            return Err(faults::refusal(&line, Place::Greeting));
        }
    };
    let words = line.text.clone();
    let (capabilities, alerts) = match line.code {
        Code::Capability(told) => (Some(told), Vec::new()),
        Code::Alert => (None, vec![line.text]),
        _ => (None, Vec::new()),
    };
    Ok(Greeting { capabilities, signed_in, alerts, words })
}

/// Who it is that answers, if it is not an IMAP server; `None` where nothing came at all.
pub(super) fn stranger(first: &[u8]) -> Option<Fault> {
    if first.is_empty() || first.starts_with(b"*") {
        return None;
    }
    // A TLS record: alert or handshake, version 3.x.
    if let [0x15 | 0x16, 0x03, ..] = first {
        let detail = "the server speaks TLS from the first byte on this port";
        return Some(Fault::new(FaultKind::NoTls, Place::Greeting, detail));
    }
    let who = match first {
        [b'2' | b'4' | b'5', b'0'..=b'9', b'0'..=b'9', b' ' | b'-', ..] => "an SMTP or FTP server",
        [b'H', b'T', b'T', b'P', b'/', ..] | [b'<', ..] => "a web server",
        [b'S', b'S', b'H', b'-', ..] => "an SSH server",
        [b'+', b'O', b'K', ..] | [b'-', b'E', b'R', b'R', ..] => "a POP3 server",
        _ => "something that is not IMAP",
    };
    Some(not_imap(who, first))
}

fn not_imap(who: &str, first: &[u8]) -> Fault {
    let words: String = human(first).chars().take(80).collect();
    Fault::new(FaultKind::NotImap, Place::Greeting, format!("{who} answered: {words}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_answers_is_called_by_name() {
        for (banner, kind, word) in [
            (&b"220 mx.example ESMTP"[..], FaultKind::NotImap, "SMTP"),
            (b"SSH-2.0-OpenSSH_9.2", FaultKind::NotImap, "SSH"),
            (b"HTTP/1.1 400 Bad Request", FaultKind::NotImap, "web"),
            (b"+OK POP3 ready", FaultKind::NotImap, "POP3"),
            (b"\x15\x03\x03\x00\x02\x02\x46", FaultKind::NoTls, "TLS"),
            (b"\x00\xff\xfe", FaultKind::NotImap, "not IMAP"),
            (b"* HELLO", FaultKind::NotImap, "HELLO"),
            (b"* BYE too many connections", FaultKind::TooManyConnections, "many"),
            (b"* BYE Autologout", FaultKind::Unavailable, "Autologout"),
        ] {
            let fault = understand(banner).unwrap_err();
            assert_eq!(fault.kind, kind);
            assert!(fault.detail.contains(word), "{fault}");
        }
    }
}
