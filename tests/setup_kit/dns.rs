//! A name server for the names of one test, by UDP, and by TCP what is too large for that. Every
//! other name does not exist.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;

pub const A: u16 = 1;
pub const CNAME: u16 = 5;
pub const MX: u16 = 15;
pub const TXT: u16 = 16;
pub const SRV: u16 = 33;

/// Octets that go into a datagram.
const DATAGRAM: usize = 1200;

/// What is known: by name and type.
#[derive(Default)]
pub struct Zone {
    records: HashMap<(String, u16), Vec<Vec<u8>>>,
    silent: Vec<String>,
}

impl Zone {
    pub fn srv(mut self, name: &str, priority: u16, weight: u16, port: u16, target: &str) -> Self {
        let mut data: Vec<u8> =
            [priority, weight, port].iter().flat_map(|n| n.to_be_bytes()).collect();
        data.extend(labels(target));
        self.add(name, SRV, data);
        self
    }

    pub fn mx(mut self, name: &str, preference: u16, exchange: &str) -> Self {
        let mut data = preference.to_be_bytes().to_vec();
        data.extend(labels(exchange));
        self.add(name, MX, data);
        self
    }

    /// A text, in pieces of at most 255 octets.
    pub fn txt(mut self, name: &str, text: &str) -> Self {
        let pieces = text.as_bytes().chunks(255);
        let data = pieces.flat_map(|piece| [&[piece.len() as u8][..], piece].concat()).collect();
        self.add(name, TXT, data);
        self
    }

    pub fn a(mut self, name: &str, address: [u8; 4]) -> Self {
        self.add(name, A, address.to_vec());
        self
    }

    pub fn cname(mut self, name: &str, target: &str) -> Self {
        self.add(name, CNAME, labels(target));
        self
    }

    /// Questions about this name, and those below it, are never answered.
    pub fn silent(mut self, name: &str) -> Self {
        self.silent.push(name.to_owned());
        self
    }

    fn add(&mut self, name: &str, kind: u16, data: Vec<u8>) {
        self.records.entry((name.to_owned(), kind)).or_default().push(data);
    }

    /// The answer to a question; none where there is to be silence.
    fn answer(&self, question: &[u8]) -> Option<Vec<u8>> {
        let (name, end) = read_name(question, 12)?;
        let kind = u16::from_be_bytes(question.get(end..end + 2)?.try_into().ok()?);
        if self.silent.iter().any(|silent| name.ends_with(silent)) {
            return None;
        }
        let exists = self.records.keys().any(|(known, _)| *known == name);
        let of = |kind| self.records.get(&(name.clone(), kind)).map(|all| (kind, all));
        let (kind, found) = of(kind).or_else(|| of(CNAME)).unwrap_or((kind, const { &Vec::new() }));

        let mut answer = question.get(..2)?.to_vec();
        // An answer, recursion available; NXDOMAIN where the name is not known.
        answer.extend([0x81, if exists { 0x80 } else { 0x83 }, 0, 1]);
        answer.extend((found.len() as u16).to_be_bytes());
        answer.extend([0; 4]);
        answer.extend(question.get(12..end + 4)?);
        for data in found {
            answer.extend([0xC0, 12]);
            answer.extend(kind.to_be_bytes());
            answer.extend([0, 1, 0, 0, 0, 60]);
            answer.extend((data.len() as u16).to_be_bytes());
            answer.extend(data);
        }
        Some(answer)
    }
}

/// A name as labels; a dot at its end is of no account. `.` is the root.
fn labels(name: &str) -> Vec<u8> {
    let labels = name.split('.').filter(|label| !label.is_empty());
    let mut all: Vec<u8> =
        labels.flat_map(|label| [&[label.len() as u8][..], label.as_bytes()].concat()).collect();
    all.push(0);
    all
}

fn read_name(packet: &[u8], mut at: usize) -> Option<(String, usize)> {
    let mut labels = Vec::new();
    loop {
        let length = usize::from(*packet.get(at)?);
        at += 1;
        if length == 0 {
            return Some((labels.join(".").to_lowercase(), at));
        }
        labels.push(String::from_utf8(packet.get(at..at + length)?.to_vec()).ok()?);
        at += length;
    }
}

/// A running name server.
pub struct NameServer {
    pub address: SocketAddr,
    _tasks: JoinSet<()>,
}

impl NameServer {
    pub async fn start(zone: Zone) -> Self {
        let tcp = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = tcp.local_addr().unwrap();
        let udp = UdpSocket::bind(address).await.unwrap();
        let zone = Arc::new(zone);
        let mut tasks = JoinSet::new();
        tasks.spawn(by_udp(udp, zone.clone()));
        tasks.spawn(by_tcp(tcp, zone));
        Self { address, _tasks: tasks }
    }
}

async fn by_udp(socket: UdpSocket, zone: Arc<Zone>) {
    let mut packet = vec![0; 4096];
    while let Ok((length, from)) = socket.recv_from(&mut packet).await {
        let Some(mut answer) = zone.answer(&packet[..length]) else { continue };
        if answer.len() > DATAGRAM {
            // Cut: come by TCP.
            let (_, end) = read_name(&answer, 12).unwrap();
            answer.truncate(end + 4);
            answer[2] |= 0x02;
            answer[6..12].fill(0);
        }
        let _ = socket.send_to(&answer, from).await;
    }
}

async fn by_tcp(listener: TcpListener, zone: Arc<Zone>) {
    let mut connections = JoinSet::new();
    while let Ok((mut stream, _)) = listener.accept().await {
        let zone = zone.clone();
        connections.spawn(async move {
            while let Ok(length) = stream.read_u16().await {
                let mut question = vec![0; usize::from(length)];
                if stream.read_exact(&mut question).await.is_err() {
                    return;
                }
                let Some(answer) = zone.answer(&question) else { continue };
                let length = (answer.len() as u16).to_be_bytes();
                if stream.write_all(&[&length[..], &answer].concat()).await.is_err() {
                    return;
                }
            }
        });
    }
}
