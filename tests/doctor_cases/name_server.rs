//! A name server on loopback that has one answer for everything.

use std::net::{IpAddr, SocketAddr};

use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

use super::case::Dns;

/// Ends when dropped.
pub struct NameServer {
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl NameServer {
    pub async fn start(dns: Dns) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let task = tokio::spawn(async move {
            let mut question = [0; 1024];
            loop {
                let Ok((count, from)) = socket.recv_from(&mut question).await else { return };
                if let Some(answer) = answer(&dns, &question[..count]) {
                    let _ = socket.send_to(&answer, from).await;
                }
            }
        });
        Self { address, task }
    }
}

/// RFC 1035 section 4: the header and the question come back, the answers behind them.
fn answer(dns: &Dns, question: &[u8]) -> Option<Vec<u8>> {
    let mut end = 12;
    while question[end] != 0 {
        end += usize::from(question[end]) + 1;
    }
    end += 5;
    let wanted = u16::from_be_bytes([question[end - 4], question[end - 3]]);
    let (code, addresses): (u8, &[IpAddr]) = match dns {
        Dns::Addresses(addresses) => (0, addresses),
        Dns::Word(word) => match word.as_str() {
            "nodata" => (0, &[]),
            "servfail" => (2, &[]),
            "nxdomain" => (3, &[]),
            "refused" => (5, &[]),
            "silent" => return None,
            other => panic!("no such answer: {other}"),
        },
    };
    let octets = addresses.iter().filter_map(|address| match (wanted, address) {
        (1, IpAddr::V4(address)) => Some(address.octets().to_vec()),
        (28, IpAddr::V6(address)) => Some(address.octets().to_vec()),
        _ => None,
    });
    let records: Vec<Vec<u8>> = octets
        .map(|octets| {
            let mut record = vec![0xC0, 12];
            record.extend(wanted.to_be_bytes());
            record.extend([0, 1, 0, 0, 0, 60]);
            record.extend(u16::try_from(octets.len()).unwrap().to_be_bytes());
            record.extend(octets);
            record
        })
        .collect();
    let mut answer = question[..2].to_vec();
    answer.extend([0x81, 0x80 | code, 0, 1]);
    answer.extend(u16::try_from(records.len()).unwrap().to_be_bytes());
    answer.extend([0, 0, 0, 0]);
    answer.extend(&question[12..end]);
    answer.extend(records.concat());
    Some(answer)
}
