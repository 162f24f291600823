//! The demo account over its own sockets: scripts of commands and what must come back.

mod changing;
mod hostile;
mod pushing;
mod reading;
mod sending;
mod signing_in;
mod web;

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::wire::Socket;
use super::*;

const DEADLINE: Duration = Duration::from_secs(20);
/// 2026-03-01 12:00:00 UTC.
const NOW: i64 = 1_772_366_400;

async fn demo() -> Demo {
    Demo::start(Options { arrivals: false, fill: 0, now: NOW, words: Words::default() })
        .await
        .unwrap()
}

/// A client that knows nothing but lines, literals and tags.
struct Client {
    socket: Box<dyn Socket>,
    read: Vec<u8>,
    tags: u32,
}

impl Client {
    async fn plain(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        Self { socket: Box::new(stream), read: Vec::new(), tags: 0 }
    }

    /// The handshake, believing the demo's certificate and no other.
    async fn encrypted(self, demo: &Demo) -> Self {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_slice(demo.certificate_pem().as_bytes()).unwrap())
            .unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("127.0.0.1").unwrap();
        let connector = TlsConnector::from(Arc::new(config));
        let stream =
            timeout(DEADLINE, connector.connect(name, self.socket)).await.unwrap().unwrap();
        Self { socket: Box::new(stream), read: Vec::new(), tags: self.tags }
    }

    /// Over plain text, greeted.
    async fn greeted(demo: &Demo) -> Self {
        let mut client = Self::plain(demo.starttls_port()).await;
        assert!(client.response().await.starts_with("* OK ["));
        client
    }

    async fn signed_in(demo: &Demo) -> Self {
        let mut client = Self::greeted(demo).await;
        let login = format!("LOGIN {} {}", seed::ADDRESS, demo.password().expose());
        assert!(client.ok(&login).await.is_empty());
        client
    }

    /// Signed in, with this mailbox open.
    async fn selected(demo: &Demo, mailbox: &str) -> Self {
        let mut client = Self::signed_in(demo).await;
        client.ok(&format!("SELECT \"{mailbox}\"")).await;
        client
    }

    async fn send(&mut self, bytes: &[u8]) {
        self.socket.write_all(bytes).await.unwrap();
        self.socket.flush().await.unwrap();
    }

    /// More octets; false at the end.
    async fn fill(&mut self) -> bool {
        timeout(DEADLINE, self.socket.read_buf(&mut self.read)).await.unwrap().unwrap_or(0) > 0
    }

    /// The next line without its end; nothing when the server hung up.
    async fn line(&mut self) -> Option<Vec<u8>> {
        loop {
            if let Some(end) = self.read.windows(2).position(|two| two == b"\r\n") {
                let rest = self.read.split_off(end + 2);
                let mut line = std::mem::replace(&mut self.read, rest);
                line.truncate(end);
                return Some(line);
            }
            if !self.fill().await {
                return None;
            }
        }
    }

    /// The next response as text, its literals included after their `{n}`.
    async fn response(&mut self) -> String {
        let mut whole = Vec::new();
        loop {
            let Some(line) = self.line().await else { return "(hung up)".to_owned() };
            let text = String::from_utf8_lossy(&line).into_owned();
            whole.extend(line);
            let Some((_, digits)) = text.strip_suffix('}').and_then(|t| t.rsplit_once('{')) else {
                return String::from_utf8_lossy(&whole).into_owned();
            };
            let octets: usize = digits.parse().unwrap();
            while self.read.len() < octets {
                assert!(self.fill().await, "hung up inside a literal");
            }
            let rest = self.read.split_off(octets);
            whole.extend(std::mem::replace(&mut self.read, rest));
        }
    }

    /// Sends a command; its untagged responses, and its tagged one without the tag.
    async fn command(&mut self, command: &str) -> (Vec<String>, String) {
        self.tags += 1;
        let tag = format!("t{}", self.tags);
        self.send(format!("{tag} {command}\r\n").as_bytes()).await;
        self.answer(&tag).await
    }

    async fn answer(&mut self, tag: &str) -> (Vec<String>, String) {
        let mut untagged = Vec::new();
        loop {
            let response = self.response().await;
            match response.strip_prefix(tag) {
                Some(status) => return (untagged, status.trim_start().to_owned()),
                None if response == "(hung up)" => return (untagged, response),
                None => untagged.push(response),
            }
        }
    }

    /// The untagged responses to a command that must succeed.
    async fn ok(&mut self, command: &str) -> Vec<String> {
        let (untagged, status) = self.command(command).await;
        assert!(status.starts_with("OK"), "{command}: {status}");
        untagged
    }

    /// The status of a command, with its code.
    async fn status(&mut self, command: &str) -> String {
        self.command(command).await.1
    }

    /// Appends a message.
    async fn append(&mut self, mailbox: &str, message: &str) -> String {
        let command = format!("APPEND {mailbox} {{{}+}}\r\n{message}", message.len());
        self.status(&command).await
    }

    /// Starts IDLE and waits until it has begun.
    async fn idle(&mut self) {
        self.send(b"idle IDLE\r\n").await;
        assert!(self.response().await.starts_with('+'));
    }

    async fn done(&mut self) -> Vec<String> {
        self.send(b"DONE\r\n").await;
        let (untagged, status) = self.answer("idle").await;
        assert!(status.starts_with("OK"), "{status}");
        untagged
    }
}

/// The numbers of a SEARCH response.
fn numbers(responses: &[String]) -> Vec<u32> {
    let line = responses.iter().find_map(|line| line.strip_prefix("* SEARCH")).unwrap();
    let line = line.split('(').next().unwrap();
    line.split_whitespace().map(|number| number.parse().unwrap()).collect()
}
