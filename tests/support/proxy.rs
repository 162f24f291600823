//! A TCP proxy on loopback that writes down what passes and can cut or stall the wire.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A running proxy; its connections end when it is dropped.
pub struct Proxy {
    pub port: u16,
    address: String,
    shared: Arc<Shared>,
}

struct Shared {
    target: u16,
    open: AtomicBool,
    ended: AtomicBool,
    connections: Mutex<Vec<TcpStream>>,
    count: AtomicUsize,
    /// Bytes from the client and from the server, in the order in which they passed.
    record: Mutex<Vec<(Side, Vec<u8>)>>,
    /// What happens as soon as the client has sent something that holds this text.
    trap: Mutex<Option<(Vec<u8>, Trap, Then)>>,
    /// Nothing of the server's reaches the client any more.
    mute: AtomicBool,
    /// The trap has been sprung, and the server has done what it was to do.
    sprung: AtomicBool,
}

/// Who spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Client,
    Server,
}

/// What happens to the command that springs the trap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trap {
    /// The server never gets it.
    Before,
    /// The server gets it; its answer is swallowed.
    After,
}

/// What a sprung trap does to the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Cut,
    /// It stays open, and the client hears nothing more.
    Hang,
}

impl Proxy {
    /// To this port of 127.0.0.1.
    pub fn to(target: u16) -> Self {
        Self::between("127.0.0.1", target)
    }

    /// From this address of the machine to this port of 127.0.0.1.
    pub fn between(address: &str, target: u16) -> Self {
        let listener = TcpListener::bind((address, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            target,
            open: AtomicBool::new(true),
            ended: AtomicBool::new(false),
            connections: Mutex::default(),
            count: AtomicUsize::new(0),
            record: Mutex::default(),
            trap: Mutex::default(),
            mute: AtomicBool::new(false),
            sprung: AtomicBool::new(false),
        });
        let here = shared.clone();
        std::thread::spawn(move || accept(&listener, &here));
        Self { port, address: address.to_owned(), shared }
    }

    /// Ends every connection and accepts no new one until `mend`.
    pub fn cut(&self) {
        self.shared.open.store(false, Ordering::SeqCst);
        self.shared.end_all();
    }

    /// The wires stand, and nothing of the server's comes through them until `mend`.
    pub fn mute(&self) {
        self.shared.mute.store(true, Ordering::SeqCst);
    }

    pub fn mend(&self) {
        self.shared.mute.store(false, Ordering::SeqCst);
        self.shared.open.store(true, Ordering::SeqCst);
    }

    /// Cuts the wire, as `cut` does, at the first client bytes that hold `text`. `is_sprung` tells
    /// when it has happened: not every end of a connection is this one.
    pub fn cut_at(&self, text: &str, trap: Trap) {
        self.set_trap(text, trap, Then::Cut);
    }

    /// At the first client bytes that hold `text` the wire goes dead without an end: whoever waits
    /// for the answer waits on. `is_sprung` tells when it has happened.
    pub fn hang_at(&self, text: &str, trap: Trap) {
        self.set_trap(text, trap, Then::Hang);
    }

    /// A trap that was not sprung is taken away.
    pub fn disarm(&self) {
        *self.shared.trap.lock().unwrap() = None;
    }

    pub fn is_sprung(&self) -> bool {
        self.shared.sprung.load(Ordering::SeqCst)
    }

    fn set_trap(&self, text: &str, trap: Trap, then: Then) {
        self.shared.sprung.store(false, Ordering::SeqCst);
        *self.shared.trap.lock().unwrap() = Some((text.as_bytes().to_vec(), trap, then));
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.shared.count.load(Ordering::SeqCst)
    }

    /// Everything the client sent, as text.
    pub fn sent(&self) -> String {
        self.said(Side::Client)
    }

    /// Everything that one side said, as text.
    pub fn said(&self, side: Side) -> String {
        let record = self.shared.record.lock().unwrap();
        let bytes: Vec<u8> =
            record.iter().filter(|(who, _)| *who == side).flat_map(|(_, b)| b.clone()).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Forgets what passed so far.
    pub fn forget(&self) {
        self.shared.record.lock().unwrap().clear();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        self.shared.end_all();
        // Wakes the accepting thread so that it sees the end.
        let _ = TcpStream::connect((self.address.as_str(), self.port));
    }
}

impl Shared {
    fn end_all(&self) {
        end(&self.take_all());
    }

    /// The connections that stand now. Who has taken them ends them, and none that come later.
    fn take_all(&self) -> Vec<TcpStream> {
        std::mem::take(&mut *self.connections.lock().unwrap())
    }

    /// Whether these client bytes spring the trap, and which.
    fn springs(&self, bytes: &[u8]) -> Option<(Trap, Then)> {
        let mut trap = self.trap.lock().unwrap();
        let (text, kind, then) = trap.as_ref()?;
        let kind = (*kind, *then);
        if bytes.windows(text.len()).any(|window| window == text.as_slice()) {
            *trap = None;
            return Some(kind);
        }
        None
    }
}

fn end(connections: &[TcpStream]) {
    for stream in connections {
        let _ = stream.shutdown(Shutdown::Both);
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for client in listener.incoming() {
        if shared.ended.load(Ordering::SeqCst) {
            return;
        }
        let Ok(client) = client else { continue };
        if !shared.open.load(Ordering::SeqCst) {
            continue;
        }
        let Ok(server) = TcpStream::connect(("127.0.0.1", shared.target)) else { continue };
        shared.count.fetch_add(1, Ordering::SeqCst);
        {
            let mut all = shared.connections.lock().unwrap();
            all.push(client.try_clone().unwrap());
            all.push(server.try_clone().unwrap());
        }
        let (client2, server2) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        let (up, down) = (shared.clone(), shared.clone());
        std::thread::spawn(move || pump(client, server, Side::Client, &up));
        std::thread::spawn(move || pump(server2, client2, Side::Server, &down));
    }
}

fn pump(mut from: TcpStream, mut to: TcpStream, side: Side, shared: &Shared) {
    let mut buffer = [0; 65_536];
    while let Ok(n @ 1..) = from.read(&mut buffer) {
        let bytes = &buffer[..n];
        let trap = if side == Side::Client { shared.springs(bytes) } else { None };
        shared.record.lock().unwrap().push((side, bytes.to_vec()));
        if side == Side::Server && shared.mute.load(Ordering::SeqCst) {
            shared.sprung.store(true, Ordering::SeqCst);
            continue;
        }
        if let Some((kind, Then::Hang)) = trap {
            hang(&mut from, &mut to, bytes, kind, shared);
            break;
        }
        let trap = trap.map(|(kind, _)| kind);
        if trap == Some(Trap::Before) {
            shared.open.store(false, Ordering::SeqCst);
            shared.end_all();
            shared.sprung.store(true, Ordering::SeqCst);
            break;
        }
        if trap == Some(Trap::After) {
            shared.open.store(false, Ordering::SeqCst);
            let all = shared.take_all();
            // Nothing goes back to the client from here on; the server still gets the command.
            let _ = from.shutdown(Shutdown::Both);
            let _ = to.write_all(bytes);
            until_answered(&mut to);
            // A busy server may have taken long: by now others may be connected again.
            end(&all);
            shared.sprung.store(true, Ordering::SeqCst);
            break;
        }
        if to.write_all(bytes).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

/// Keeps the wire open until the client is gone; the server's answer is swallowed.
fn hang(client: &mut TcpStream, server: &mut TcpStream, bytes: &[u8], kind: Trap, shared: &Shared) {
    shared.open.store(false, Ordering::SeqCst);
    shared.mute.store(true, Ordering::SeqCst);
    match kind {
        Trap::Before => shared.sprung.store(true, Ordering::SeqCst),
        Trap::After => drop(server.write_all(bytes)),
    }
    let _ = std::io::copy(client, &mut std::io::sink());
}

/// Waits for the server's first bytes, so that it has surely worked on what it was sent.
fn until_answered(server: &mut TcpStream) {
    let _ = server.set_read_timeout(Some(super::PATIENCE));
    let _ = server.peek(&mut [0; 1]);
}
