//! The log of an account's connections: the last lines, in memory and never on a disk. What it
//! keeps of a command or a response is looked up in tables of ours, so that no octet of a
//! credential, a header or a text can come into it. Knows no words for people.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::parse::{Code, Condition, Response, StatusLine};
use crate::model::wirelog::{LogLine, Said, UidText};

/// Lines that are kept of an account.
const LINES: usize = 500;
/// Characters of a mailbox's name that are kept.
const NAME: usize = 120;

/// Commands that are ours; longer ones before those that they begin with.
const COMMANDS: [&str; 31] = [
    "UID FETCH",
    "UID SEARCH",
    "UID STORE",
    "UID COPY",
    "UID MOVE",
    "UID EXPUNGE",
    "FETCH",
    "SEARCH",
    "SELECT",
    "EXAMINE",
    "LIST",
    "STATUS",
    "NOOP",
    "IDLE",
    "DONE",
    "LOGOUT",
    "ID",
    "ENABLE",
    "NAMESPACE",
    "CREATE",
    "RENAME",
    "DELETE",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "APPEND",
    "EXPUNGE",
    "CAPABILITY",
    "NOTIFY",
    "COMPRESS",
    "CLOSE",
    "UNSELECT",
];

/// Response codes that are shown (RFC 9051 section 7.1, RFC 5530); any other is passed over.
const CODES: [&str; 32] = [
    "ALREADYEXISTS",
    "APPENDUID",
    "AUTHENTICATIONFAILED",
    "AUTHORIZATIONFAILED",
    "BADCHARSET",
    "CANNOT",
    "CLIENTBUG",
    "COMPRESSIONACTIVE",
    "CONTACTADMIN",
    "CORRUPTION",
    "EXPIRED",
    "EXPUNGEISSUED",
    "HASCHILDREN",
    "INUSE",
    "LIMIT",
    "MODIFIED",
    "NOMODSEQ",
    "NONEXISTENT",
    "NOPERM",
    "OVERQUOTA",
    "PARSE",
    "PERMANENTFLAGS",
    "PRIVACYREQUIRED",
    "SERVERBUG",
    "THROTTLED",
    "TOOBIG",
    "TRYCREATE",
    "UIDNOTSTICKY",
    "UNAVAILABLE",
    "UNKNOWN-CTE",
    "UNSEEN",
    "BADEVENT",
];

/// The last lines of an account. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Log(Arc<Mutex<VecDeque<LogLine>>>);

impl Log {
    /// What was said, oldest first.
    pub fn lines(&self) -> Vec<LogLine> {
        self.all().iter().cloned().collect()
    }

    /// An ear on one connection.
    pub fn ear(&self, connection: u64) -> Ear {
        Ear { log: self.clone(), connection, sent: Arc::default() }
    }

    fn all(&self) -> MutexGuard<'_, VecDeque<LogLine>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, line: LogLine) {
        let mut all = self.all();
        // Rows of an answer are one line.
        if let Some(last) = all.back_mut()
            && matches!(line.said, Said::Response { number: None, .. })
            && (last.connection, &last.said) == (line.connection, &line.said)
        {
            last.octets = last.octets.saturating_add(line.octets);
            last.count = last.count.saturating_add(line.count);
            return;
        }
        if all.len() >= LINES {
            all.pop_front();
        }
        all.push_back(line);
    }
}

/// Hears what is said on one connection.
#[derive(Debug, Clone)]
pub struct Ear {
    log: Log,
    connection: u64,
    /// When the last command was sent.
    sent: Arc<Mutex<Option<Instant>>>,
}

impl Ear {
    /// A command of ours. `text` is its beginning, before anything that is quoted or a literal;
    /// only words of our own are kept of it.
    pub(super) fn sent(&self, text: &str, mailbox: Option<&str>, octets: usize) {
        let word = known(&COMMANDS, |word| begins(text, word));
        // Of a command that is in no table nothing is kept at all.
        let rest = text.strip_prefix(word).unwrap_or_default().trim_start();
        let set = rest.split(' ').next().map(UidText::new).unwrap_or_default();
        let mailbox = mailbox.map(|name| name.chars().take(NAME).collect());
        let what = if word.ends_with("FETCH") { asked(rest) } else { "" };
        self.command(Said::Command { word, what, mailbox, set }, octets);
    }

    /// A sign-in by this mechanism; nothing else is ever heard of one.
    pub(super) fn signing_in(&self, word: &'static str, what: &'static str) {
        let (mailbox, set) = (None, UidText::default());
        self.command(Said::Command { word, what, mailbox, set }, 0);
    }

    fn command(&self, said: Said, octets: usize) {
        *self.sent.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        self.note(said, octets, None);
    }

    pub(super) fn heard(&self, response: &Response, octets: usize) {
        let (word, number) = match response {
            Response::Tagged(_, line) => return self.answered(line, octets),
            Response::Status(line) => (condition(line.condition), None),
            Response::Continue(_) => ("+", None),
            Response::Capability(_) => ("CAPABILITY", None),
            Response::Enabled(_) => ("ENABLED", None),
            Response::Id(_) => ("ID", None),
            Response::List(_) => ("LIST", None),
            Response::Subscribed(_) => ("LSUB", None),
            Response::MailboxStatus(..) => ("STATUS", None),
            Response::Namespace(_) => ("NAMESPACE", None),
            Response::Search(_) => ("SEARCH", None),
            Response::Esearch(_) => ("ESEARCH", None),
            Response::Vanished { .. } => ("VANISHED", None),
            Response::Exists(count) => ("EXISTS", Some(*count)),
            Response::Expunge(_) => ("EXPUNGE", None),
            Response::Fetch(..) => ("FETCH", None),
            Response::Ignored => ("·", None),
            Response::Unknown => ("?", None),
        };
        self.note(Said::Response { word, number }, octets, None);
    }

    /// A tagged answer.
    pub(super) fn answered(&self, line: &StatusLine, octets: usize) {
        let sent = *self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let ms = sent.map(|at| u64::try_from(at.elapsed().as_millis()).unwrap_or(u64::MAX));
        let said = Said::Answer { condition: condition(line.condition), code: code(&line.code) };
        self.note(said, octets, ms);
    }

    fn note(&self, said: Said, octets: usize, ms: Option<u64>) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let at = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        let (connection, octets) = (self.connection, octets as u64);
        self.log.push(LogLine { at, connection, said, octets, count: 1, ms });
    }
}

/// The first word of a table that fits; `?` where none does.
fn known(table: &[&'static str], fits: impl Fn(&str) -> bool) -> &'static str {
    table.iter().copied().find(|word| fits(word)).unwrap_or("?")
}

fn begins(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// What a FETCH asks for.
fn asked(items: &str) -> &'static str {
    const ITEMS: [(&str, &str); 6] = [
        ("HEADER.FIELDS", "headers"),
        ("BODYSTRUCTURE", "structure"),
        ("BODY", "text"),
        ("RFC822.SIZE", "flags, sizes"),
        ("FLAGS", "flags"),
        ("X-GM-LABELS", "labels"),
    ];
    ITEMS.iter().find(|(item, _)| items.contains(item)).map_or("", |(_, name)| name)
}

fn condition(condition: Condition) -> &'static str {
    match condition {
        Condition::Ok => "OK",
        Condition::No => "NO",
        Condition::Bad => "BAD",
        Condition::Bye => "BYE",
        Condition::Preauth => "PREAUTH",
    }
}

fn code(code: &Code) -> &'static str {
    match code {
        Code::None => "",
        Code::Alert => "ALERT",
        Code::Capability(_) => "CAPABILITY",
        Code::CopyUid(..) => "COPYUID",
        Code::AppendUid(..) => "APPENDUID",
        Code::UidValidity(_) => "UIDVALIDITY",
        Code::UidNext(_) => "UIDNEXT",
        Code::HighestModSeq(_) => "HIGHESTMODSEQ",
        Code::ReadOnly => "READ-ONLY",
        Code::ReadWrite => "READ-WRITE",
        Code::Closed => "CLOSED",
        Code::Other(name) => known(&CODES, |word| word == name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(log: &Log) -> Said {
        log.lines().pop().unwrap().said
    }

    #[test]
    fn of_a_command_only_words_of_ours_are_kept() {
        let log = Log::default();
        let ear = log.ear(3);
        for (text, word, what, set) in [
            ("UID FETCH 1:50 (UID FLAGS)", "UID FETCH", "flags", "1:50"),
            ("UID FETCH 7 (UID BODY.PEEK[1]<0.9>)", "UID FETCH", "text", "7"),
            ("LOGIN ana hunter2", "?", "", ""),
            ("AUTHENTICATE PLAIN c2VjcmV0", "?", "", ""),
            ("UID SEARCH HEADER MESSAGE-ID \"x@y\"", "UID SEARCH", "", ""),
            ("SELECTED secret", "?", "", ""),
            ("hunter2", "?", "", ""),
        ] {
            ear.sent(text, None, 9);
            let set = UidText::new(set);
            assert_eq!(last(&log), Said::Command { word, what, mailbox: None, set }, "{text}");
        }
    }

    #[test]
    fn rows_in_a_row_are_one_line_and_the_oldest_lines_go() {
        let log = Log::default();
        let (one, other) = (log.ear(1), log.ear(2));
        for _ in 0..50 {
            one.heard(&Response::Fetch(1, Box::default()), 100);
        }
        other.heard(&Response::Fetch(1, Box::default()), 7);
        let lines = log.lines();
        assert_eq!(lines.len(), 2);
        assert_eq!((lines[0].count, lines[0].octets, lines[1].octets), (50, 5_000, 7));
        for count in 0..1_000 {
            one.heard(&Response::Exists(count), 10);
        }
        assert_eq!(log.lines().len(), LINES);
        assert_eq!(last(&log), Said::Response { word: "EXISTS", number: Some(999) });
    }

    #[test]
    fn a_code_that_is_none_of_ours_is_not_kept() {
        assert_eq!(code(&Code::Other("OVERQUOTA".into())), "OVERQUOTA");
        assert_eq!(code(&Code::Other("HUNTER2".into())), "?");
    }
}
