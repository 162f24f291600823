//! A second IMAP client, as plain as can be: what another device does, and the judge of what the
//! server holds. Shares no code with Pombo.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// A signed-in plaintext connection.
pub struct Client {
    stream: BufReader<TcpStream>,
    tag: u32,
}

/// A message as the server has it.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Its Message-ID without angle brackets.
    pub id: String,
    /// As the server writes them.
    pub flags: String,
}

impl Client {
    pub fn login(port: u16, user: &str, password: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(super::PATIENCE)).unwrap();
        let mut client = Self { stream: BufReader::new(stream), tag: 0 };
        let greeting = client.response();
        assert!(greeting.starts_with("* OK"), "{greeting}");
        client.send_raw(&format!("a0 LOGIN {user} {{{}}}\r\n", password.len()));
        assert!(client.response().starts_with('+'));
        client.send_raw(&format!("{password}\r\n"));
        let answer = client.until_tag("a0");
        assert!(answer.last().unwrap().starts_with("a0 OK"), "{answer:?}");
        client
    }

    fn send_raw(&mut self, text: &str) {
        self.stream.get_mut().write_all(text.as_bytes()).unwrap();
    }

    /// One response, its literals included.
    fn response(&mut self) -> String {
        self.response_or_end().expect("the server closed the connection")
    }

    fn response_or_end(&mut self) -> Option<String> {
        let mut all = Vec::new();
        loop {
            let mut line = Vec::new();
            self.stream.read_until(b'\n', &mut line).unwrap();
            if line.is_empty() {
                return None;
            }
            all.extend_from_slice(&line);
            match literal(&line) {
                Some(len) => {
                    let mut bytes = vec![0; len];
                    self.stream.read_exact(&mut bytes).unwrap();
                    all.extend_from_slice(&bytes);
                }
                None => return Some(String::from_utf8_lossy(&all).trim_end().to_owned()),
            }
        }
    }

    fn until_tag(&mut self, tag: &str) -> Vec<String> {
        self.until_tag_or_end(tag).expect("the server closed the connection")
    }

    fn until_tag_or_end(&mut self, tag: &str) -> Option<Vec<String>> {
        let mut responses = Vec::new();
        loop {
            let response = self.response_or_end()?;
            let end = response.starts_with(&format!("{tag} "));
            responses.push(response);
            if end {
                return Some(responses);
            }
        }
    }

    /// Sends a command and gives its responses, the tagged one last.
    pub fn run(&mut self, command: &str) -> Vec<String> {
        self.run_or_end(command).expect("the server closed the connection")
    }

    fn run_or_end(&mut self, command: &str) -> Option<Vec<String>> {
        self.tag += 1;
        let tag = format!("a{}", self.tag);
        self.send_raw(&format!("{tag} {command}\r\n"));
        self.until_tag_or_end(&tag)
    }

    /// Sends a command that has to succeed; gives the untagged responses.
    pub fn ok(&mut self, command: &str) -> Vec<String> {
        let mut responses = self.run(command);
        let last = responses.pop().unwrap();
        assert!(last.split(' ').nth(1) == Some("OK"), "{command}: {last}");
        responses
    }

    /// APPEND with these flags, such as `\Seen`.
    pub fn append(&mut self, mailbox: &str, flags: &str, message: &[u8]) {
        self.tag += 1;
        let tag = format!("a{}", self.tag);
        self.send_raw(&format!("{tag} APPEND \"{mailbox}\" ({flags}) {{{}}}\r\n", message.len()));
        loop {
            let response = self.response();
            assert!(!response.starts_with(&format!("{tag} ")), "{response}");
            if response.starts_with('+') {
                break;
            }
        }
        self.stream.get_mut().write_all(message).unwrap();
        self.send_raw("\r\n");
        let answer = self.until_tag(&tag);
        assert!(answer.last().unwrap().starts_with(&format!("{tag} OK")), "{answer:?}");
    }

    /// Message-IDs in a mailbox, in the order of their UIDs, without angle brackets.
    pub fn message_ids(&mut self, mailbox: &str) -> Vec<String> {
        self.ok(&format!("SELECT \"{mailbox}\""));
        self.ok("UID FETCH 1:* (BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
            .iter()
            .filter_map(|row| Some(row.split_once('<')?.1.split_once('>')?.0.to_owned()))
            .collect()
    }

    /// Sends a command that may be refused, and then gives nothing; so does a server that hangs up
    /// over it, as Dovecot does when the open mailbox is deleted.
    pub fn may(&mut self, command: &str) -> Option<Vec<String>> {
        let mut responses = self.run_or_end(command)?;
        let last = responses.pop()?;
        (last.split(' ').nth(1) == Some("OK")).then_some(responses)
    }

    /// Every message of a mailbox; selects it. None where that is refused.
    pub fn mails(&mut self, mailbox: &str) -> Option<Vec<Mail>> {
        self.may(&format!("SELECT \"{mailbox}\""))?;
        let rows = self.may("UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")?;
        let mail = |row: &String| {
            let flags = row.split_once("FLAGS (")?.1.split_once(')')?.0.to_owned();
            let id = row.split_once('<')?.1.split_once('>')?.0.to_owned();
            Some(Mail { id, flags })
        };
        Some(rows.iter().filter_map(mail).collect())
    }

    /// The flags of the message with this Message-ID in a mailbox, as the server writes them.
    pub fn flags(&mut self, mailbox: &str, message_id: &str) -> Option<String> {
        let uid = self.uid(mailbox, message_id)?;
        let rows = self.ok(&format!("UID FETCH {uid} (FLAGS)"));
        let row = rows.iter().find(|row| row.contains(&format!("UID {uid}")))?;
        Some(row.split_once("FLAGS (")?.1.split_once(')')?.0.to_owned())
    }

    /// The UID of the message with this Message-ID; selects the mailbox.
    pub fn uid(&mut self, mailbox: &str, message_id: &str) -> Option<u32> {
        self.ok(&format!("SELECT \"{mailbox}\""));
        let rows = self.ok(&format!("UID SEARCH HEADER MESSAGE-ID \"{message_id}\""));
        rows.iter().find_map(|row| row.strip_prefix("* SEARCH ")?.split(' ').next()?.parse().ok())
    }
}

fn literal(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\r\n")?.strip_suffix(b"}")?;
    let open = line.iter().rposition(|&byte| byte == b'{')?;
    std::str::from_utf8(&line[open + 1..]).ok()?.trim_end_matches('+').parse().ok()
}
