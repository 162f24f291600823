//! One connection of the scripted server: reads commands, lets the manner and the trouble have their
//! part, says the answers. Knows the shape of commands, not what they do to the mail.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedReadHalf;

use super::House;
use super::text::{literal, words};
use super::trouble::{Ended, Outlet, What};

/// What is answered to a command.
#[derive(Debug, Default)]
pub struct Answer {
    /// Untagged responses, each with its `* ` and without its line end.
    pub lines: Vec<String>,
    /// What follows the tag; empty while in IDLE.
    pub tagged: String,
    /// The connection ends after the untagged responses.
    pub close: bool,
}

impl Answer {
    pub fn ok(lines: Vec<String>) -> Self {
        Self { lines, tagged: "OK done".to_owned(), close: false }
    }

    pub fn tagged(text: impl Into<String>) -> Self {
        Self { lines: Vec::new(), tagged: text.into(), close: false }
    }
}

/// A command and what came before it.
pub struct Said<'a> {
    pub tag: &'a str,
    /// Without its tag.
    pub command: &'a str,
    /// Such as `SELECT` or `UID FETCH`, in upper case.
    pub verb: &'a str,
    /// The running number of the connection, from 1.
    pub talk: usize,
    /// The verbs that were said before on this connection.
    pub before: &'a [String],
    /// The mailbox that is open.
    pub open: Option<&'a str>,
}

/// What the client was told of the mailbox that it has open.
pub(super) struct View {
    pub folder: String,
    /// By sequence number.
    pub uids: Vec<u32>,
    pub modseq: u64,
    pub condstore: bool,
    /// Changes that are not told, because the client asked for silence.
    pub silent: BTreeSet<u64>,
}

pub(super) struct Talk {
    pub house: Arc<House>,
    pub view: Option<View>,
    number: usize,
    read: BufReader<OwnedReadHalf>,
    /// A line that has come in part.
    partly: Vec<u8>,
    out: Outlet,
    before: Vec<String>,
}

/// A command as it came.
struct Command {
    tag: String,
    text: String,
    literal: Vec<u8>,
}

pub(super) async fn serve(house: Arc<House>, stream: TcpStream, number: usize) {
    let (read, write) = stream.into_split();
    let mut talk = Talk {
        house,
        view: None,
        number,
        read: BufReader::new(read),
        partly: Vec::new(),
        out: Outlet::new(write),
        before: Vec::new(),
    };
    // However it ends, the client sees the end of the stream.
    let _ = talk.run().await;
}

impl Talk {
    async fn run(&mut self) -> Result<(), Ended> {
        let house = self.house.clone();
        let greeting = format!("* OK [CAPABILITY {}] {}\r\n", house.capability, house.greeting);
        self.out.say(&house.plan, &[greeting.into_bytes()]).await?;
        loop {
            let command = self.command().await?;
            self.obey(command).await?;
        }
    }

    async fn line(&mut self) -> Result<String, Ended> {
        let read = self.read.read_until(b'\n', &mut self.partly).await;
        match read {
            Ok(1..) if self.partly.ends_with(b"\n") => {
                let line = std::mem::take(&mut self.partly);
                Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
            }
            _ => Err(Ended),
        }
    }

    async fn command(&mut self) -> Result<Command, Ended> {
        let mut line = self.line().await?;
        let mut octets = Vec::new();
        while let Some((length, unasked)) = literal(&line) {
            if !unasked {
                self.out.say(&self.house.plan, &[b"+ go on\r\n".to_vec()]).await?;
            }
            octets = vec![0; length];
            self.read.read_exact(&mut octets).await.map_err(|_| Ended)?;
            let rest = self.line().await?;
            line = format!("{} {rest}", line.rsplit_once(" {").map_or("", |(text, _)| text));
        }
        let (tag, text) = line.split_once(' ').unwrap_or((&line, ""));
        Ok(Command { tag: tag.to_owned(), text: text.trim_end().to_owned(), literal: octets })
    }

    async fn obey(&mut self, command: Command) -> Result<(), Ended> {
        let house = self.house.clone();
        let Command { tag, text, literal } = command;
        house.world().sent.push(text.clone());
        let words = words(&text);
        let mut verb = words[0].to_uppercase();
        if let (true, Some(second)) = (verb == "UID", words.get(1)) {
            verb = format!("UID {}", second.to_uppercase());
        }
        let mut late = false;
        match house.plan.command() {
            None => {}
            Some(What::No) => return self.say(&tag, Answer::tagged("NO not now")).await,
            Some(What::Bad) => return self.say(&tag, Answer::tagged("BAD what")).await,
            Some(What::Garbage) => {
                let garbage = super::text::garbage(text.len()).to_vec();
                self.out.say(&house.plan, &[garbage]).await?;
            }
            Some(What::DoneButNo) => late = true,
            Some(what) => return Err(self.out.end(what).await),
        }
        let mut answer = match self.refusal(&tag, &text, &verb) {
            Some(refusal) => Answer::tagged(refusal),
            None if verb == "IDLE" => return self.idle(&tag).await,
            None => self.carry_out(&tag, &verb, &words, literal),
        };
        self.bend(&tag, &text, &verb, &mut answer);
        if late {
            answer.tagged = "NO something went wrong".to_owned();
        }
        self.before.push(verb);
        self.say(&tag, answer).await
    }

    fn said<'a>(&'a self, tag: &'a str, command: &'a str, verb: &'a str) -> Said<'a> {
        let open = self.view.as_ref().map(|view| view.folder.as_str());
        Said { tag, command, verb, talk: self.number, before: &self.before, open }
    }

    fn refusal(&self, tag: &str, text: &str, verb: &str) -> Option<String> {
        let odd = self.house.odd.load(Ordering::SeqCst);
        let said = self.said(tag, text, verb);
        let refuse = self.house.manner.refuse.iter().filter(|_| odd);
        refuse.filter_map(|refuse| refuse(&said)).next()
    }

    fn bend(&self, tag: &str, text: &str, verb: &str, answer: &mut Answer) {
        if self.house.odd.load(Ordering::SeqCst) {
            let said = self.said(tag, text, verb);
            self.house.manner.bend.iter().for_each(|bend| bend(&said, answer));
        }
    }

    async fn say(&mut self, tag: &str, answer: Answer) -> Result<(), Ended> {
        let mut responses: Vec<Vec<u8>> =
            answer.lines.into_iter().map(|line| format!("{line}\r\n").into_bytes()).collect();
        if !answer.tagged.is_empty() && !answer.close {
            responses.push(format!("{tag} {}\r\n", answer.tagged).into_bytes());
        }
        let house = self.house.clone();
        self.out.say(&house.plan, &responses).await?;
        match answer.close {
            true => Err(self.out.end(What::Cut).await),
            false => Ok(()),
        }
    }

    async fn idle(&mut self, tag: &str) -> Result<(), Ended> {
        if !self.offers("IDLE") {
            return self.say(tag, Answer::tagged("BAD what")).await;
        }
        let house = self.house.clone();
        let mut changed = house.changed.subscribe();
        self.out.say(&house.plan, &[b"+ idling\r\n".to_vec()]).await?;
        loop {
            changed.mark_unchanged();
            let mut answer = Answer { lines: self.news(), ..Answer::default() };
            self.bend(tag, "IDLE", "IDLE", &mut answer);
            self.say(tag, answer).await?;
            let line = tokio::select! {
                line = self.line() => line?,
                _ = changed.changed() => continue,
            };
            let text = if line.eq_ignore_ascii_case("DONE") { "OK done" } else { "BAD not DONE" };
            return self.say(tag, Answer::tagged(text)).await;
        }
    }

    pub(super) fn offers(&self, name: &str) -> bool {
        self.house.capability.split(' ').any(|word| word == name)
    }
}
