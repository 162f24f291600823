//! A server that plays a written transcript, octet for octet, over a pipe in memory.
//!
//! ```text
//! C: A1 UID MOVE 7 Trash      waits for this command. The first word is a tag of the script's own;
//!                             the client's real one takes its place below. Quotes do not count,
//!                             and a line that ends with `...` need only begin like this.
//! C| ("x" "y")                waits for a line without a tag (IDLE's DONE, what follows a literal)
//! L: ab\r\n                   waits for exactly these octets (a literal; \r \n \\ are understood)
//! S: * OK [COPYUID 9 7 31]    sends a line
//! S: A1 OK done               the same, with the client's real tag
//! S- * 1 FET                  sends it without a line end
//! S# 2a200d0a                 sends these octets
//! X: close                    closes the connection at once
//! Z: deaf                     reads nothing more until the test says `Server::hear_again`
//! ```
//! After the last line the client may only hang up or LOGOUT.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::string_slice)]

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use pombo::auth::{Credentials, Secret};
use pombo::imap::{self, Greeted, Meter, Patience, Session};
use pombo::model::remote::WireName;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// No test waits longer than this for anything.
pub const DEADLINE: Duration = Duration::from_secs(60);

#[derive(Debug, Clone)]
enum Step {
    Command { tag: String, text: String },
    Line(String),
    Octets(Vec<u8>),
    Send(Vec<u8>),
    Close,
    Deaf,
}

/// A transcript, ready to be played.
#[derive(Debug, Clone, Default)]
pub struct Script(Vec<Step>);

impl Script {
    /// Reads the form above; empty lines and indentation do not count.
    pub fn new(text: &str) -> Self {
        let lines = text.lines().map(str::trim_start).filter(|line| !line.trim().is_empty());
        Self(lines.map(step).collect())
    }

    /// More of the script.
    #[must_use]
    pub fn then(mut self, text: &str) -> Self {
        self.0.extend(Self::new(text).0);
        self
    }

    /// Another script after this one.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The server sends these octets.
    #[must_use]
    pub fn send(mut self, octets: impl Into<Vec<u8>>) -> Self {
        self.0.push(Step::Send(octets.into()));
        self
    }

    /// The client closes, whatever it has left to say is an error.
    pub fn play(self) -> (DuplexStream, Server) {
        let (client, server) = tokio::io::duplex(1 << 20);
        let wake = Arc::new(Notify::new());
        (client, Server(tokio::spawn(run(self, server, wake.clone())), wake))
    }
}

fn step(line: &str) -> Step {
    let (kind, rest) = line.split_at(2.min(line.len()));
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    match kind {
        "C:" => {
            let (tag, text) = rest.split_once(' ').expect("a tag and a command");
            Step::Command { tag: tag.to_owned(), text: text.to_owned() }
        }
        "C|" => Step::Line(rest.to_owned()),
        "L:" => Step::Octets(unescaped(rest)),
        "S:" => Step::Send(format!("{rest}\r\n").into_bytes()),
        "S-" => Step::Send(rest.as_bytes().to_vec()),
        "S#" => Step::Send(
            (0..rest.len() / 2)
                .map(|at| u8::from_str_radix(&rest[at * 2..at * 2 + 2], 16).expect("hex"))
                .collect(),
        ),
        "X:" => Step::Close,
        "Z:" => Step::Deaf,
        _ => panic!("not a line of a transcript: {line}"),
    }
}

fn unescaped(text: &str) -> Vec<u8> {
    text.replace("\\r", "\r").replace("\\n", "\n").replace("\\\\", "\\").into_bytes()
}

/// The playing server.
pub struct Server(JoinHandle<Result<(), String>>, Arc<Notify>);

impl Server {
    /// Waits for its end, after the client has hung up.
    pub async fn finish(self) {
        let end = timeout(DEADLINE, self.0).await.expect("the server came to its end");
        if let Err(why) = end.expect("the server did not panic") {
            panic!("{why}");
        }
    }

    /// Ends its deafness.
    pub fn hear_again(&self) {
        self.1.notify_one();
    }

    /// What the client did wrong, if anything.
    pub async fn outcome(self) -> Result<(), String> {
        timeout(DEADLINE, self.0).await.expect("the server came to its end").expect("no panic")
    }
}

async fn run(script: Script, stream: DuplexStream, wake: Arc<Notify>) -> Result<(), String> {
    let (read, mut write) = tokio::io::split(stream);
    let mut read = BufReader::new(read);
    let mut tags: HashMap<String, String> = HashMap::new();
    for step in script.0 {
        match step {
            Step::Command { tag, text } => {
                let line = line(&mut read).await.ok_or_else(|| format!("no {text}"))?;
                let (theirs, said) = line.split_once(' ').unwrap_or((&line, ""));
                agree(&text, said)?;
                tags.insert(tag, theirs.to_owned());
            }
            Step::Line(text) => {
                let line = line(&mut read).await.ok_or_else(|| format!("no {text}"))?;
                agree(&text, &line)?;
            }
            Step::Octets(octets) => {
                let mut said = vec![0; octets.len()];
                let whole = read.read_exact(&mut said).await;
                whole.map_err(|error| format!("no literal: {error}"))?;
                if said != octets {
                    return Err(format!("expected {octets:?}, the client sent {said:?}"));
                }
            }
            Step::Send(octets) => {
                // The client may have hung up already: what it does about it is the test's part.
                let _ = write.write_all(&with_tag(&octets, &tags)).await;
            }
            Step::Close => return Ok(()),
            Step::Deaf => wake.notified().await,
        }
    }
    while let Some(line) = line(&mut read).await {
        let (tag, said) = line.split_once(' ').unwrap_or((&line, ""));
        if said != "LOGOUT" {
            return Err(format!("unexpected: {line}"));
        }
        let bye = format!("* BYE see you\r\n{tag} OK\r\n");
        let _ = write.write_all(bye.as_bytes()).await;
    }
    Ok(())
}

/// The line with the client's tag in the place of the script's.
fn with_tag(octets: &[u8], tags: &HashMap<String, String>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(octets) else { return octets.to_vec() };
    match text.split_once(' ') {
        Some((tag, rest)) if tags.contains_key(tag) => format!("{} {rest}", tags[tag]).into_bytes(),
        _ => octets.to_vec(),
    }
}

async fn line(read: &mut (impl AsyncReadExt + Unpin)) -> Option<String> {
    let mut line = Vec::new();
    loop {
        match read.read_u8().await {
            Ok(b'\n') => break,
            Ok(byte) => line.push(byte),
            Err(_) if line.is_empty() => return None,
            Err(_) => break,
        }
    }
    Some(String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned())
}

fn agree(expected: &str, said: &str) -> Result<(), String> {
    let (expected, said) = (expected.replace('"', ""), said.replace('"', ""));
    let agrees = match expected.strip_suffix("...") {
        Some(beginning) => said.starts_with(beginning),
        None => said == expected,
    };
    if agrees { Ok(()) } else { Err(format!("expected {expected}\nthe client said {said}")) }
}

/// Short limits, so that a server that falls silent does not hold up a test.
pub fn hasty() -> Patience {
    Patience {
        connect: Duration::from_secs(20),
        greeting: Duration::from_millis(1_500),
        probe: Duration::from_millis(200),
        command: Duration::from_secs(1),
        idle: Duration::from_secs(1),
        quiet: Duration::from_millis(300),
    }
}

/// `anna` with the password `secret`.
pub fn anna() -> Credentials {
    credentials("anna", "secret")
}

pub fn credentials(user: &str, password: &str) -> Credentials {
    Credentials::Password { user: user.to_owned(), password: Secret::from(password.to_owned()) }
}

/// A mailbox name.
pub fn named(name: &str) -> WireName {
    WireName(name.to_owned())
}

/// Connects to a script that begins with its greeting.
pub async fn greeted(script: Script) -> (Greeted, Server) {
    let (stream, server) = script.play();
    let greeted = imap::greet(stream, Meter::default(), Patience::default()).await;
    (greeted.expect("the greeting"), server)
}

/// A session with a server that offers `capabilities`, playing `script` after the login.
pub async fn session(capabilities: &str, script: &str) -> (Session, Server) {
    session_of(capabilities, Script::new(script), Patience::default()).await
}

pub async fn session_of(
    capabilities: &str,
    script: Script,
    patience: Patience,
) -> (Session, Server) {
    let hello = format!(
        "S: * OK [CAPABILITY IMAP4rev1] ready
         C: L LOGIN anna secret
         S: L OK [CAPABILITY IMAP4rev1 {capabilities}] welcome"
    );
    let mut whole = Script::new(&hello);
    whole.0.extend(script.0);
    let (stream, server) = whole.play();
    let greeted = imap::greet(stream, Meter::default(), patience).await.expect("the greeting");
    (greeted.login(&anna()).await.expect("the login"), server)
}

/// SELECT of INBOX in a script, with that many messages.
pub fn inbox(exists: u32) -> String {
    format!(
        "C: I SELECT INBOX
         S: * FLAGS (\\Answered \\Seen)
         S: * {exists} EXISTS
         S: * OK [UIDVALIDITY 9] .
         S: * OK [UIDNEXT 1000] .
         S: I OK [READ-WRITE] done\n"
    )
}

/// A session with INBOX selected, playing `script` afterwards.
pub async fn in_inbox(capabilities: &str, exists: u32, script: &str) -> (Session, Server) {
    in_inbox_within(Patience::default(), capabilities, exists, script).await
}

pub async fn in_inbox_within(
    patience: Patience,
    capabilities: &str,
    exists: u32,
    script: &str,
) -> (Session, Server) {
    let whole = Script::new(&inbox(exists)).then(script);
    let (mut session, server) = session_of(capabilities, whole, patience).await;
    session.select(&named("INBOX")).await.expect("INBOX opens");
    (session, server)
}

/// The value, or a panic after the deadline instead of a test that hangs.
pub async fn soon<T>(future: impl Future<Output = T>) -> T {
    timeout(DEADLINE, future).await.expect("it came to an end")
}

/// Runs a future that cannot end as far as it goes, and drops it there.
pub async fn give_up_half_way<T>(future: impl Future<Output = T>) {
    let mut future = std::pin::pin!(future);
    for _ in 0..1_000 {
        let ended = futures::future::poll_immediate(&mut future).await;
        assert!(ended.is_none(), "it was not to end");
        // The server has its turn.
        tokio::task::yield_now().await;
    }
}
