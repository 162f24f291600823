//! One place at which a server breaks, and the counting that finds it. Knows no command's meaning.

use std::sync::{Mutex, MutexGuard};

use tokio::io::AsyncWriteExt;
use tokio::net::tcp::OwnedWriteHalf;

use super::STALL;
use super::text::garbage;

/// Where, counted from 0 over all connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// After so many octets of what the server says.
    Byte(u64),
    /// Before this response of the server.
    Response(u64),
    /// When this command has come.
    Command(u64),
}

/// What.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The connection ends.
    Cut,
    /// Silence, then the connection ends.
    Stall,
    /// A line that makes no sense; then all goes on.
    Garbage,
    /// The command is refused.
    No,
    /// The command is not understood.
    Bad,
    /// The server leaves.
    Bye,
    /// The command is carried out, and yet refused.
    DoneButNo,
}

/// A break at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trouble {
    pub at: At,
    pub what: What,
}

/// How much was said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub bytes: u64,
    pub responses: u64,
    pub commands: u64,
}

#[derive(Debug, Default)]
struct Counting {
    trouble: Option<Trouble>,
    fired: bool,
    figures: Figures,
}

impl Counting {
    fn fire(&mut self) -> Option<Trouble> {
        self.fired = true;
        self.trouble.take()
    }
}

/// What is to break, and the counting up to there.
#[derive(Debug, Default)]
pub(super) struct Plan(Mutex<Counting>);

impl Plan {
    fn lock(&self) -> MutexGuard<'_, Counting> {
        self.0.lock().unwrap()
    }

    pub fn set(&self, trouble: Option<Trouble>) {
        *self.lock() = Counting { trouble, ..Counting::default() };
    }

    pub fn fired(&self) -> bool {
        self.lock().fired
    }

    pub fn figures(&self) -> Figures {
        self.lock().figures
    }

    /// A command has come: what goes wrong with it.
    pub fn command(&self) -> Option<What> {
        let mut counting = self.lock();
        let number = counting.figures.commands;
        counting.figures.commands += 1;
        let hit = counting.trouble.is_some_and(|trouble| trouble.at == At::Command(number));
        hit.then(|| counting.fire()).flatten().map(|trouble| trouble.what)
    }

    /// A response of this length is about to be sent: what goes wrong, and how many of its octets
    /// are sent before.
    fn response(&self, length: usize) -> Option<(What, usize)> {
        let mut counting = self.lock();
        let Figures { bytes, responses, .. } = counting.figures;
        counting.figures.responses += 1;
        counting.figures.bytes += length as u64;
        let before = match counting.trouble?.at {
            At::Response(number) if number == responses => 0,
            At::Byte(at) if (bytes..bytes + length as u64).contains(&at) => (at - bytes) as usize,
            _ => return None,
        };
        counting.fire().map(|trouble| (trouble.what, before))
    }
}

/// The connection ended.
#[derive(Debug)]
pub(super) struct Ended;

/// The way out to the client.
pub(super) struct Outlet {
    write: OwnedWriteHalf,
    waiting: Vec<u8>,
}

impl Outlet {
    pub fn new(write: OwnedWriteHalf) -> Self {
        Self { write, waiting: Vec::new() }
    }

    /// Sends complete responses, each with its line end.
    pub async fn say(&mut self, plan: &Plan, responses: &[Vec<u8>]) -> Result<(), Ended> {
        for response in responses {
            match plan.response(response.len()) {
                None => self.waiting.extend_from_slice(response),
                Some((What::Garbage, _)) => {
                    self.waiting.extend_from_slice(garbage(response.len()));
                    self.waiting.extend_from_slice(response);
                }
                Some((what, before)) => {
                    self.waiting.extend_from_slice(&response[..before]);
                    return Err(self.end(what).await);
                }
            }
        }
        self.flush().await
    }

    async fn flush(&mut self) -> Result<(), Ended> {
        let waiting = std::mem::take(&mut self.waiting);
        self.write.write_all(&waiting).await.map_err(|_| Ended)
    }

    /// Ends the connection in this way.
    pub async fn end(&mut self, what: What) -> Ended {
        if what == What::Bye {
            self.waiting.extend_from_slice(b"* BYE trouble\r\n");
        }
        let _ = self.flush().await;
        if what == What::Stall {
            tokio::time::sleep(STALL).await;
        }
        let _ = self.write.shutdown().await;
        Ended
    }
}
