//! A private Courier on a loopback port. Courier's own imaplogin asks a daemon at a fixed place for
//! passwords; its part, the sign-in before imapd takes over the socket, is played here.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tempfile::TempDir;

use super::{Server, home, libraries};
use crate::support::client::Client;
use crate::support::dovecot::{PASSWORD, USER};

/// As the Debian package has it, but for the quota.
const CAPABILITY: &str = "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES \
                          SORT IDLE";

/// A running server.
pub struct Courier {
    port: u16,
    ended: Arc<AtomicBool>,
    children: Arc<Mutex<Vec<Child>>>,
    _dir: TempDir,
}

impl Courier {
    pub fn start() -> Self {
        let dir = tempfile::Builder::new().prefix("pombo-courier").tempdir().unwrap();
        make_maildir(dir.path());
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (ended, children) = (Arc::new(AtomicBool::new(false)), Arc::default());
        let (over, all, at) = (ended.clone(), Arc::clone(&children), dir.path().to_owned());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let (all, at) = (Arc::clone(&all), at.clone());
                std::thread::spawn(move || serve(stream, &at, &all));
            }
        });
        Self { port, ended, children, _dir: dir }
    }
}

impl Server for Courier {
    fn port(&self) -> u16 {
        self.port
    }

    fn client(&self) -> Client {
        Client::login(self.port, USER, PASSWORD)
    }

    fn wire(&self, name: &str) -> String {
        format!("INBOX.{name}")
    }

    fn path(&self, name: &str) -> String {
        format!("INBOX/{name}")
    }

    fn lacks(&self) -> &'static [&'static str] {
        &["MOVE", "CONDSTORE", "QRESYNC", "ESEARCH", "LIST-STATUS", "SPECIAL-USE", "NOTIFY"]
    }

    fn offers(&self) -> &'static [&'static str] {
        &["IDLE", "UIDPLUS"]
    }

    /// It looks once a minute.
    fn tells(&self) -> bool {
        false
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the accepting thread so that it sees the end.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        for child in self.children.lock().unwrap().iter_mut() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn make_maildir(dir: &Path) {
    let home = home("courier");
    let make = |words: &[&str]| {
        let mut command = Command::new(home.join("usr/bin/maildirmake.courier"));
        command.args(words).current_dir(dir).env("LD_LIBRARY_PATH", libraries(&home));
        assert!(command.status().unwrap().success());
    };
    make(&["Maildir"]);
    for name in ["Drafts", "Sent", "Archive", "Junk", "Trash"] {
        make(&["-f", name, "Maildir"]);
    }
}

fn serve(mut stream: TcpStream, dir: &Path, children: &Mutex<Vec<Child>>) {
    let Some(tag) = admit(&mut stream) else { return };
    let home = home("courier");
    let log = fs::File::options().create(true).append(true).open(dir.join("log")).unwrap();
    let end = |stream: &TcpStream| Stdio::from(OwnedFd::from(stream.try_clone().unwrap()));
    let child = Command::new(home.join("usr/bin/imapd"))
        .arg("Maildir")
        .current_dir(dir)
        .env_clear()
        .env("LD_LIBRARY_PATH", libraries(&home))
        .env("AUTHENTICATED", USER)
        .env("MAILDIR", "Maildir")
        .env("HOME", dir)
        .env("IMAP_CAPABILITY", CAPABILITY)
        .env("IMAP_EMPTYTRASH", "")
        .env("IMAPLOGINTAG", tag)
        .env("TCPREMOTEIP", "127.0.0.1")
        .env("TCPREMOTEPORT", "1")
        .stdin(end(&stream))
        .stdout(end(&stream))
        .stderr(log)
        .spawn()
        .unwrap();
    children.lock().unwrap().push(child);
}

/// Courier's imaplogin: greets, and gives the tag of the LOGIN that was right. Not one octet more
/// than that is read.
fn admit(stream: &mut TcpStream) -> Option<String> {
    let greeting =
        format!("* OK [CAPABILITY {CAPABILITY} ENABLE UTF8=ACCEPT] Courier-IMAP ready.\r\n");
    stream.write_all(greeting.as_bytes()).ok()?;
    loop {
        let command = command(stream)?;
        let (tag, rest) = command.split_once(' ')?;
        let quoted = PASSWORD.replace('\\', "\\\\").replace('"', "\\\"");
        let word = rest.split(' ').next()?.to_ascii_uppercase();
        let answer = match word.as_str() {
            "LOGIN" if [PASSWORD, &quoted].iter().any(|known| rest.contains(known)) => {
                return Some(tag.to_owned());
            }
            "LOGIN" => format!("{tag} NO Login failed.\r\n"),
            "CAPABILITY" => {
                format!("* CAPABILITY {CAPABILITY}\r\n{tag} OK CAPABILITY completed\r\n")
            }
            "NOOP" => format!("{tag} OK NOOP completed\r\n"),
            "LOGOUT" => return None,
            _ => format!("{tag} NO Error in IMAP command received by server.\r\n"),
        };
        stream.write_all(answer.as_bytes()).ok()?;
    }
}

/// A command with its literals.
fn command(stream: &mut TcpStream) -> Option<String> {
    let mut all = Vec::new();
    loop {
        let mut octet = [0];
        stream.read_exact(&mut octet).ok()?;
        all.push(octet[0]);
        let Some(line) = all.strip_suffix(b"\r\n") else { continue };
        let Some(line) = line.strip_suffix(b"}") else {
            return Some(String::from_utf8_lossy(line).into_owned());
        };
        let open = line.iter().rposition(|&octet| octet == b'{')?;
        let number = std::str::from_utf8(&line[open + 1..]).ok()?;
        let mut literal = vec![0; number.trim_end_matches('+').parse().ok()?];
        if !number.ends_with('+') {
            stream.write_all(b"+ OK\r\n").ok()?;
        }
        stream.read_exact(&mut literal).ok()?;
        all.extend(literal);
    }
}
