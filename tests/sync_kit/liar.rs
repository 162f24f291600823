//! Stands before a real server and lies in its name: line by line, what the server says may be
//! changed, left out or added to. Remembers what the client sent.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What becomes of one line of the server's (without its line end): the lines that are said.
type Lie = dyn Fn(&str) -> Vec<String> + Send + Sync;

pub struct Liar {
    pub port: u16,
    sent: Arc<Mutex<Vec<String>>>,
}

impl Liar {
    /// Before the server on this port of 127.0.0.1.
    pub fn before(target: u16, lie: impl Fn(&str) -> Vec<String> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let sent: Arc<Mutex<Vec<String>>> = Arc::default();
        let (lie, record): (Arc<Lie>, _) = (Arc::new(lie), sent.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", target)) else { return };
                let (client2, server2) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let (lie, record) = (lie.clone(), record.clone());
                std::thread::spawn(move || {
                    pump(client, server, |line| {
                        record.lock().unwrap().push(command(line));
                        vec![line.to_owned()]
                    });
                });
                std::thread::spawn(move || pump(server2, client2, |line| lie(line)));
            }
        });
        Self { port, sent }
    }

    /// Every command that came, without tags.
    pub fn sent(&self) -> Vec<String> {
        self.sent.lock().unwrap().clone()
    }

    /// How many of the commands hold these words.
    pub fn count(&self, words: &str) -> usize {
        self.sent().iter().filter(|command| command.contains(words)).count()
    }
}

fn command(line: &str) -> String {
    line.split_once(' ').map_or(line, |(_, command)| command).to_owned()
}

fn pump(from: TcpStream, mut to: TcpStream, say: impl Fn(&str) -> Vec<String>) {
    let mut input = BufReader::new(from.try_clone().unwrap());
    let mut line = Vec::new();
    while matches!(input.read_until(b'\n', &mut line), Ok(1..)) {
        // What is no text passes as it is.
        let said = match std::str::from_utf8(&line).ok().and_then(|text| text.strip_suffix("\r\n"))
        {
            Some(text) => say(text).iter().map(|line| format!("{line}\r\n")).collect::<String>(),
            None => String::from_utf8_lossy(&line).into_owned(),
        };
        if to.write_all(said.as_bytes()).is_err() {
            break;
        }
        line.clear();
    }
    let _ = from.shutdown(std::net::Shutdown::Both);
    let _ = to.shutdown(std::net::Shutdown::Both);
}
