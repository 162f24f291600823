//! An IMAP server in memory that can be as odd as some real ones are. Knows just the commands that
//! the engine sends.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What is odd about it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Oddity {
    pub capability: &'static str,
    /// SELECT and STATUS do not tell UIDNEXT (Courier, 163.com).
    pub no_uidnext: bool,
    /// MOVE and COPY do not tell COPYUID (hoodiecrow, pymap).
    pub no_copyuid: bool,
    /// A FETCH of this UID's header is refused, whatever else it asks for (Yahoo).
    pub poison: Option<u32>,
    /// The first so many listings leave out every second message, and yet say OK.
    pub lies: u32,
    /// SELECT of this mailbox ends the connection.
    pub deadly: &'static str,
    /// COPY is refused with this code.
    pub refuses_copy: &'static str,
    /// This mailbox is listed but not there until it is created.
    pub missing: &'static str,
}

#[derive(Debug, Clone)]
struct Mail {
    uid: u32,
    number: u32,
    flags: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct State {
    mailboxes: BTreeMap<String, (u32, Vec<Mail>)>,
    lies: u32,
    created: bool,
    /// What was refused is not refused any more.
    relents: bool,
    sent: Vec<String>,
    /// Said before the next LIST is answered.
    murmurs: Vec<String>,
    /// So many SELECTs open an empty mailbox, to their connections' ends.
    blind: u32,
    /// So many SELECTs tell UIDNEXT 1.
    backward: u32,
    /// Added to UIDVALIDITY.
    turned: u32,
    unlisted: BTreeSet<String>,
}

pub struct Odd {
    pub port: u16,
    state: Arc<Mutex<State>>,
}

impl Odd {
    /// With these mailboxes, holding messages of these numbers.
    pub fn start(oddity: Oddity, mailboxes: &[(&str, std::ops::RangeInclusive<u32>)]) -> Self {
        let mut state = State { lies: oddity.lies, ..State::default() };
        for (name, numbers) in mailboxes {
            let mails = numbers.clone().enumerate();
            let mails =
                mails.map(|(i, number)| Mail { uid: i as u32 + 1, number, flags: BTreeSet::new() });
            let mails: Vec<Mail> = mails.collect();
            state.mailboxes.insert((*name).to_owned(), (mails.len() as u32 + 1, mails));
        }
        let state = Arc::new(Mutex::new(state));
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut talk =
                    Talk { state: shared.clone(), oddity, selected: String::new(), blind: false };
                std::thread::spawn(move || talk.serve(stream));
            }
        });
        Self { port, state }
    }

    /// From now on COPY is taken.
    pub fn relent(&self) {
        self.state.lock().unwrap().relents = true;
    }

    /// Numbers of the messages in a mailbox; those marked `\Deleted` are left out.
    pub fn numbers(&self, mailbox: &str) -> Vec<u32> {
        let state = self.state.lock().unwrap();
        let mails = state.mailboxes[mailbox].1.iter();
        mails.filter(|mail| !mail.flags.contains("\\Deleted")).map(|mail| mail.number).collect()
    }

    /// Takes a message away without telling anybody.
    pub fn take_away(&self, mailbox: &str, number: u32) {
        let mut state = self.state.lock().unwrap();
        state.mailboxes.get_mut(mailbox).unwrap().1.retain(|mail| mail.number != number);
    }

    /// Moves a message as another device would.
    pub fn carry(&self, from: &str, number: u32, to: &str) {
        let mut state = self.state.lock().unwrap();
        let mails = &mut state.mailboxes.get_mut(from).unwrap().1;
        let at = mails.iter().position(|mail| mail.number == number).unwrap();
        let mail = mails.remove(at);
        let (next, mails) = state.mailboxes.get_mut(to).unwrap();
        mails.push(Mail { uid: *next, ..mail });
        *next += 1;
    }

    /// Says these untagged lines at the next LIST, true or not.
    pub fn murmur(&self, lines: impl IntoIterator<Item = String>) {
        self.state.lock().unwrap().murmurs.extend(lines);
    }

    /// The next so many SELECTs show an empty mailbox.
    pub fn go_blind(&self, times: u32) {
        self.state.lock().unwrap().blind = times;
    }

    /// The next so many SELECTs tell a UIDNEXT of 1.
    pub fn go_backward(&self, times: u32) {
        self.state.lock().unwrap().backward = times;
    }

    /// Every UIDVALIDITY is another from now on.
    pub fn turn(&self) {
        self.state.lock().unwrap().turned += 1;
    }

    /// Leaves a mailbox out of LIST, or lists it again.
    pub fn unlist(&self, mailbox: &str, unlisted: bool) {
        let mut state = self.state.lock().unwrap();
        match unlisted {
            true => state.unlisted.insert(mailbox.to_owned()),
            false => state.unlisted.remove(mailbox),
        };
    }

    /// How often somebody signed in.
    pub fn visits(&self) -> usize {
        self.sent().iter().filter(|command| command.starts_with("LOGIN")).count()
    }

    /// Every command that came, without tags.
    pub fn sent(&self) -> Vec<String> {
        self.state.lock().unwrap().sent.clone()
    }
}

struct Talk {
    state: Arc<Mutex<State>>,
    oddity: Oddity,
    selected: String,
    blind: bool,
}

impl Talk {
    fn serve(&mut self, stream: TcpStream) {
        let mut out = stream.try_clone().unwrap();
        let mut input = BufReader::new(stream);
        let _ = out
            .write_all(format!("* OK [CAPABILITY {}] odd\r\n", self.oddity.capability).as_bytes());
        let mut line = String::new();
        while matches!(
            {
                line.clear();
                input.read_line(&mut line)
            },
            Ok(1..)
        ) {
            let Some((tag, command)) = line.trim_end().split_once(' ') else { continue };
            self.state.lock().unwrap().sent.push(command.to_owned());
            let answer = self.answer(command);
            let Some((untagged, tagged)) = answer else { return };
            let mut text: String = untagged.iter().map(|line| format!("* {line}\r\n")).collect();
            text.push_str(&format!("{tag} {tagged}\r\n"));
            if out.write_all(text.as_bytes()).is_err() {
                return;
            }
        }
    }

    fn answer(&mut self, command: &str) -> Option<(Vec<String>, String)> {
        let ok = |untagged| Some((untagged, "OK done".to_owned()));
        let words: Vec<&str> = command.split(' ').collect();
        let rest = |n: usize| words[n..].join(" ");
        match words[0] {
            "LOGIN" | "NOOP" | "ID" | "ENABLE" => ok(vec![]),
            "CAPABILITY" => ok(vec![format!("CAPABILITY {}", self.oddity.capability)]),
            "LIST" => {
                let mut state = self.state.lock().unwrap();
                let mut lines = std::mem::take(&mut state.murmurs);
                let listed = state.mailboxes.keys().filter(|name| !state.unlisted.contains(*name));
                lines.extend(listed.map(|name| format!("LIST () \"/\" \"{name}\"")));
                ok(lines)
            }
            "CREATE" => {
                self.state.lock().unwrap().created = true;
                ok(vec![])
            }
            "STATUS" if self.lacks(words[1]) => Some((vec![], "NO there is none".into())),
            "STATUS" => ok(vec![self.status(words[1])]),
            "SELECT" => self.select(words[1].trim_matches('"')),
            "FETCH" => self.fetch(words[1], &rest(2), false),
            "UID" => match words[1] {
                "FETCH" => self.fetch(words[2], &rest(3), true),
                "SEARCH" => ok(vec![self.search(words[2])]),
                "STORE" => ok(self.store(words[2], words[3], &rest(4))),
                "COPY" | "MOVE" => self.copy(words[1], words[2], words[3].trim_matches('"')),
                "EXPUNGE" => ok(self.expunge(words[2])),
                _ => Some((vec![], "BAD what".into())),
            },
            "EXPUNGE" => ok(self.expunge("1:*")),
            _ => Some((vec![], "BAD what".into())),
        }
    }

    fn lacks(&self, quoted: &str) -> bool {
        quoted.trim_matches('"') == self.oddity.missing && !self.state.lock().unwrap().created
    }

    fn uidnext(&self, name: &str) -> u32 {
        self.state.lock().unwrap().mailboxes[name].0
    }

    fn status(&self, quoted: &str) -> String {
        let name = quoted.trim_matches('"');
        let next = self.uidnext(name);
        let told = if self.oddity.no_uidnext { String::new() } else { format!(" UIDNEXT {next}") };
        let state = self.state.lock().unwrap();
        let (count, validity) = (state.mailboxes[name].1.len(), 7 + state.turned);
        format!("STATUS {quoted} (MESSAGES {count} UNSEEN {count} UIDVALIDITY {validity}{told})")
    }

    fn select(&mut self, name: &str) -> Option<(Vec<String>, String)> {
        if name == self.oddity.deadly {
            return None;
        }
        if self.lacks(name) {
            return Some((vec![], "NO there is none".into()));
        }
        self.selected = name.to_owned();
        let mut state = self.state.lock().unwrap();
        let validity = 7 + state.turned;
        let back = state.backward > 0;
        state.backward -= u32::from(back);
        self.blind = state.blind > 0;
        state.blind -= u32::from(self.blind);
        let count = if self.blind { 0 } else { state.mailboxes[name].1.len() };
        drop(state);
        let mut lines = vec![format!("{count} EXISTS"), format!("OK [UIDVALIDITY {validity}] v")];
        if !self.oddity.no_uidnext {
            let next = if back { 1 } else { self.uidnext(name) };
            lines.push(format!("OK [UIDNEXT {next}] n"));
        }
        Some((lines, "OK [READ-WRITE] done".to_owned()))
    }

    fn fetch(&self, set: &str, items: &str, by_uid: bool) -> Option<(Vec<String>, String)> {
        let state = self.state.lock().unwrap();
        if self.blind {
            return Some((vec![], "OK done".to_owned()));
        }
        let mails = &state.mailboxes[&self.selected].1;
        let top = if by_uid { mails.last().map_or(0, |mail| mail.uid) } else { mails.len() as u32 };
        let mut lines = Vec::new();
        for (i, mail) in mails.iter().enumerate() {
            let sequence = i as u32 + 1;
            if !within(set, if by_uid { mail.uid } else { sequence }, top) {
                continue;
            }
            if items.contains("SUBJECT") && self.oddity.poison == Some(mail.number) {
                return Some((vec![], "NO [UNAVAILABLE] UID FETCH Server error".into()));
            }
            let flags: Vec<&str> = mail.flags.iter().map(String::as_str).collect();
            let mut row = format!("{sequence} FETCH (UID {} FLAGS ({})", mail.uid, flags.join(" "));
            if items.contains("HEADER.FIELDS") {
                let number = mail.number;
                let subject = match items.contains("SUBJECT") {
                    true => format!("Subject: Message {number}\r\n"),
                    false => String::new(),
                };
                let header = format!("Message-ID: <m{number}@test.example>\r\n{subject}\r\n");
                row.push_str(&format!(
                    " INTERNALDATE \"14-Nov-2023 22:13:20 +0000\" RFC822.SIZE {} \
                     BODY[HEADER.FIELDS (MESSAGE-ID SUBJECT)] {{{}}}\r\n{header}",
                    1_000 + number,
                    header.len()
                ));
            }
            lines.push(format!("{row})"));
        }
        Some((lines, "OK done".to_owned()))
    }

    fn search(&self, what: &str) -> String {
        if self.blind {
            return "SEARCH".to_owned();
        }
        let mut state = self.state.lock().unwrap();
        let lie = what == "ALL" && state.lies > 0;
        state.lies -= u32::from(lie);
        let mails = state.mailboxes[&self.selected].1.iter();
        let wanted = |mail: &&Mail| what != "DELETED" || mail.flags.contains("\\Deleted");
        let uids = mails.filter(wanted).filter(|mail| !lie || mail.uid % 2 == 0);
        let uids: Vec<String> = uids.map(|mail| mail.uid.to_string()).collect();
        format!("SEARCH {}", uids.join(" ")).trim_end().to_owned()
    }

    fn store(&self, set: &str, how: &str, flags: &str) -> Vec<String> {
        let mut state = self.state.lock().unwrap();
        let mails = &mut state.mailboxes.get_mut(&self.selected).unwrap().1;
        for mail in mails.iter_mut().filter(|mail| within(set, mail.uid, u32::MAX)) {
            for flag in flags.trim_matches(['(', ')']).split(' ') {
                if how.starts_with('+') {
                    mail.flags.insert(flag.to_owned());
                } else {
                    mail.flags.remove(flag);
                }
            }
        }
        vec![]
    }

    fn copy(&self, how: &str, set: &str, to: &str) -> Option<(Vec<String>, String)> {
        let relents = self.state.lock().unwrap().relents;
        if how == "COPY" && !self.oddity.refuses_copy.is_empty() && !relents {
            return Some((vec![], format!("NO [{}] no", self.oddity.refuses_copy)));
        }
        if self.lacks(to) {
            return Some((vec![], "NO [TRYCREATE] there is none".into()));
        }
        let mut state = self.state.lock().unwrap();
        let from = state.mailboxes[&self.selected].1.clone();
        let mut pairs = Vec::new();
        for mail in from.iter().filter(|mail| within(set, mail.uid, u32::MAX)) {
            let (next, mails) = state.mailboxes.get_mut(to).unwrap();
            mails.push(Mail { uid: *next, ..mail.clone() });
            pairs.push((mail.uid, *next));
            *next += 1;
        }
        drop(state);
        let mut lines = Vec::new();
        if how == "MOVE" {
            self.store(set, "+", "\\Deleted");
            lines = self.expunge(set);
        }
        let list = |pick: fn(&(u32, u32)) -> u32| {
            let uids: Vec<String> = pairs.iter().map(|pair| pick(pair).to_string()).collect();
            uids.join(",")
        };
        let told = match self.oddity.no_copyuid || pairs.is_empty() {
            true => String::new(),
            false => format!("[COPYUID 7 {} {}] ", list(|p| p.0), list(|p| p.1)),
        };
        Some((lines, format!("OK {told}done")))
    }

    fn expunge(&self, set: &str) -> Vec<String> {
        let mut state = self.state.lock().unwrap();
        let mails = &mut state.mailboxes.get_mut(&self.selected).unwrap().1;
        let mut lines = Vec::new();
        let mut place = 0;
        while place < mails.len() {
            let mail = &mails[place];
            if within(set, mail.uid, u32::MAX) && mail.flags.contains("\\Deleted") {
                mails.remove(place);
                lines.push(format!("{} EXPUNGE", place + 1));
            } else {
                place += 1;
            }
        }
        lines
    }
}

fn within(set: &str, number: u32, top: u32) -> bool {
    let end = |text: &str| if text == "*" { top } else { text.parse().unwrap() };
    set.split(',').any(|range| {
        let (a, b) = range.split_once(':').unwrap_or((range, range));
        let (a, b) = (end(a), end(b));
        (a.min(b)..=a.max(b)).contains(&number)
    })
}
