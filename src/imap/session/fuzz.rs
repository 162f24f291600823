//! Whole conversations, spoilt: see `fuzz_kit`. What the server says is there from the start and
//! ends with the input, so that whoever waits for more is told of the end at once.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Notify;

use super::Session;
use crate::auth::{Credentials, Secret};
use crate::fuzz_kit::{fuzz, hash, seeds};
use crate::imap::{Meter, Patience, Since, UidSet, greet};
use crate::model::fault::Fault;
use crate::model::flags::Flags;
use crate::model::ids::PartId;
use crate::model::remote::{ModSeq, Uid, UidValidity, WireName};

/// Nothing is waited for here; what takes this long waits for what will not come.
const HANGS: Duration = Duration::from_secs(20);
/// Times that somebody may read behind the end before it counts as for ever.
const BEHIND: usize = 200;

/// A server that has said everything already. A line of its that begins with `@ ` answers the
/// command that waits for longest; `"@"` is that command's tag, too.
struct Pipe {
    rest: VecDeque<u8>,
    ready: VecDeque<u8>,
    piece: usize,
    behind: usize,
    /// What the client has said of its last line, and the tags that wait for an answer.
    line: Vec<u8>,
    tags: VecDeque<Vec<u8>>,
}

impl Pipe {
    fn new(input: &[u8], piece: usize) -> Self {
        let (ready, line, tags) = Default::default();
        let rest = input.iter().copied().collect();
        Self { rest, ready, piece, behind: 0, line, tags }
    }

    /// The next line with the tags in it.
    fn refill(&mut self) {
        let end = self.rest.iter().take(4_096).position(|octet| *octet == b'\n');
        let end = end.map_or(self.rest.len().min(4_096), |end| end + 1);
        let line: Vec<u8> = self.rest.drain(..end).collect();
        let first = self.tags.front().cloned().unwrap_or_else(|| b"P0".to_vec());
        if let Some(said) = line.strip_prefix(b"@ ") {
            self.tags.pop_front();
            self.ready.extend(first.iter().chain(b" ").chain(said));
            return;
        }
        match line.windows(3).position(|three| three == b"\"@\"") {
            Some(at) => {
                self.ready.extend(&line[..=at]);
                self.ready.extend(first);
                self.ready.extend(&line[at + 2..]);
            }
            None => self.ready.extend(line),
        }
    }
}

impl AsyncRead for Pipe {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.ready.is_empty() {
            this.refill();
        }
        if this.ready.is_empty() {
            this.behind += 1;
            assert!(this.behind < BEHIND, "it reads behind the end for ever");
        }
        let many = this.piece.min(buf.remaining()).min(this.ready.len());
        this.ready.drain(..many).for_each(|octet| buf.put_slice(&[octet]));
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        for octet in octets {
            if *octet != b'\n' {
                this.line.push(*octet);
                continue;
            }
            let line = std::mem::take(&mut this.line);
            let tag = line.split(|octet| *octet == b' ').next().unwrap_or_default();
            let numbered = tag.len() > 1 && tag[1..].iter().all(u8::is_ascii_digit);
            if numbered && matches!(tag[0], b'A' | b'P') {
                this.tags.push_back(tag.to_vec());
            }
        }
        Poll::Ready(Ok(octets.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// What a conversation came to: how each command ended, in their order.
type Ends = Vec<bool>;

/// Signs in and says everything there is to say, as far as the server lets it.
async fn converse(pipe: Pipe) -> Ends {
    let mut ends = Ends::new();
    let Ok(greeted) = greet(pipe, Meter::default(), Patience::default()).await else {
        return ends;
    };
    let password = Secret::from("secret".to_owned());
    let credentials = Credentials::Password { user: "anna".to_owned(), password };
    let Ok(mut session) = greeted.login(&credentials).await else { return ends };
    read(&mut session, &mut ends).await;
    change(&mut session, &mut ends).await;
    listen(&mut session, &mut ends).await;
    session.logout().await;
    ends
}

fn note<T>(ends: &mut Ends, session: &mut Session, result: Result<T, Fault>) -> Option<T> {
    ends.push(result.is_ok());
    let news = session.take_news();
    assert!(news.len() < 100_000, "{} pieces of news", news.len());
    if let Err(fault) = &result {
        assert!(fault.detail.len() < 2_000, "{} octets of detail", fault.detail.len());
    }
    result.ok()
}

fn inbox() -> WireName {
    WireName("INBOX".to_owned())
}

async fn read(session: &mut Session, ends: &mut Ends) {
    let result = session.settle().await;
    note(ends, session, result);
    let result = session.list().await;
    note(ends, session, result);
    let result = session.status(&[inbox()]).await;
    note(ends, session, result);
    let result = session.select_newest(&inbox(), 50).await;
    note(ends, session, result);
    let result = session.uids().await;
    note(ends, session, result);
    let all = UidSet::range(Uid(1), Uid(9));
    let mut rows = 0_usize;
    let result = session.headers(&all, &mut |_| rows += 1).await;
    note(ends, session, result);
    let result = session.flags(&all, Some(ModSeq(4))).await;
    note(ends, session, result);
    let result = session.sizes(&all).await;
    note(ends, session, result);
    let result = session.structure(Uid(3)).await;
    note(ends, session, result);
    let result = session.part(Uid(3), &PartId("1".to_owned()), 0, 100).await;
    if let Some(octets) = note(ends, session, result) {
        assert!(octets.len() <= 100, "more of a part than was asked for");
    }
    let result = session.tail(Uid(2)).await;
    note(ends, session, result);
}

async fn change(session: &mut Session, ends: &mut Ends) {
    let (some, to) = (UidSet::range(Uid(3), Uid(5)), WireName("Trash".to_owned()));
    let result = session.store(&some, true, Flags::SEEN).await;
    note(ends, session, result);
    for moves in [false, true] {
        let result = match moves {
            true => session.move_to(&some, &to).await,
            false => session.copy(&some, &to).await,
        };
        if let Some(Some((_, pairs))) = note(ends, session, result).map(|copied| copied.uids) {
            assert!(pairs.iter().all(|(from, to)| from.0 > 0 && to.0 > 0), "{pairs:?}");
        }
    }
    let result = session.expunge(&some).await;
    note(ends, session, result);
    let result = session.expunge_if_exactly(&some).await;
    note(ends, session, result);
    let result = session.append(&to, Flags::SEEN, b"Subject: x\r\n\r\nx\r\n").await;
    note(ends, session, result);
}

async fn listen(session: &mut Session, ends: &mut Ends) {
    let since = Since { uid_validity: UidValidity(7), modseq: ModSeq(4) };
    let result = session.select_since(&inbox(), since).await;
    note(ends, session, result);
    let result = session.noop().await;
    note(ends, session, result);
    let result = session.idle(&Notify::new(), Duration::from_secs(1_500)).await;
    note(ends, session, result);
    if session.wants_compression() {
        let result = session.compress().await;
        note(ends, session, result);
        let result = session.noop().await;
        note(ends, session, result);
    }
}

/// A server with everything, and what it answers to all of it.
const RICH: &str = "* OK [CAPABILITY IMAP4rev1 LITERAL+ SASL-IR AUTH=PLAIN] ready
@ OK [CAPABILITY IMAP4rev1 LITERAL+ ID ENABLE IDLE UIDPLUS MOVE CONDSTORE QRESYNC ESEARCH \
LIST-EXTENDED LIST-STATUS SPECIAL-USE NAMESPACE] welcome
* ID (\"name\" \"Rich\")
@ OK id
* NAMESPACE ((\"\" \"/\")) NIL NIL
@ OK divided
* ENABLED CONDSTORE QRESYNC
@ OK enabled
* LIST (\\HasNoChildren) \"/\" INBOX
* STATUS INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7 UNSEEN 1 HIGHESTMODSEQ 12)
* LIST (\\Trash) \"/\" {5}
Trash
* STATUS Trash (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 8 UNSEEN 0 HIGHESTMODSEQ 1)
@ OK listed
@ OK subscribed
* STATUS INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7 UNSEEN 1 HIGHESTMODSEQ 12)
@ OK told
* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)
* OK [PERMANENTFLAGS (\\Answered \\Seen \\*)] kept
* 3 EXISTS
* OK [UIDVALIDITY 7] valid
* OK [UIDNEXT 9] next
* OK [HIGHESTMODSEQ 12] highest
@ OK [READ-WRITE] selected
* 1 FETCH (UID 3 FLAGS (\\Seen) MODSEQ (5) RFC822.SIZE 400 INTERNALDATE \"17-Jul-1996 02:44:25 \
-0700\" BODY[HEADER.FIELDS (DATE FROM SUBJECT)] {16}
Subject: one

)
* 2 FETCH (UID 5 FLAGS () MODSEQ (6) RFC822.SIZE 401 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" \
BODY[HEADER.FIELDS (DATE FROM SUBJECT)] NIL)
@ OK fetched
* ESEARCH (TAG \"@\") UID ALL 3,5,8
@ OK searched
* 3 FETCH (UID 8 FLAGS () MODSEQ (7) RFC822.SIZE 90 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" \
BODY[HEADER.FIELDS (DATE FROM SUBJECT)] {4}
a: b)
@ OK fetched
* 1 FETCH (UID 3 FLAGS (\\Seen) MODSEQ (5))
@ OK flags
* 1 FETCH (UID 3 FLAGS (\\Seen) RFC822.SIZE 400 MODSEQ (5))
@ OK sizes
* 1 FETCH (UID 3 BODYSTRUCTURE (\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"7bit\" 5 1))
@ OK structure
* 1 FETCH (UID 3 BODY[1]<0> {5}
hello)
@ OK part
* 3 FETCH (UID 8 RFC822.SIZE 90 BODY[HEADER.FIELDS (MESSAGE-ID)] {21}
Message-ID: <a@b>

)
@ OK tail
* 1 FETCH (UID 3 FLAGS (\\Seen) MODSEQ (13))
@ OK stored
@ OK [COPYUID 8 3:5 11:12] copied
* OK [COPYUID 8 3,5 13:14] moved
* VANISHED 3,5
@ OK [HIGHESTMODSEQ 15] done
@ OK expunged
* ESEARCH (TAG \"@\") UID
@ OK none
@ OK [APPENDUID 8 15] appended
* OK [CLOSED] closed
* 1 EXISTS
* OK [UIDVALIDITY 7] valid
* OK [UIDNEXT 9] next
* OK [HIGHESTMODSEQ 20] highest
* VANISHED (EARLIER) 1:2,4
* 1 FETCH (UID 8 FLAGS (\\Flagged) MODSEQ (18))
@ OK [READ-WRITE] selected
@ OK noop
+ idling
* 2 EXISTS
@ OK idled
* BYE
@ OK out
";

/// One that can little and tells less.
const POOR: &str = "* PREAUTH [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE IDLE] hello
* LIST () \".\" INBOX
* LIST (\\Noselect) NIL \"Trash\"
@ OK listed
@ OK subscribed
* STATUS INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7 UNSEEN 1)
@ OK told
* 3 EXISTS
* OK [UIDVALIDITY 7] valid
@ OK [READ-WRITE] selected
* 1 FETCH (UID 3 FLAGS (\\Seen) RFC822.SIZE 400 BODY[HEADER.FIELDS (DATE)] {0}
)
@ OK fetched
* SEARCH 3 5 8
@ OK searched
* 9 EXISTS
@ OK fetched
@ NO [UNAVAILABLE] later
@ BAD what
@ NO structure
@ NO part
* 4 EXPUNGE
@ OK tail
@ OK stored
@ NO [TRYCREATE] there is none
@ BAD move
@ OK expunged
* SEARCH 3 4 5
@ OK searched
@ OK expunged
+ go on
@ OK appended
* 2 EXISTS
* OK [UIDVALIDITY 7] valid
@ OK selected
@ OK noop
+ idling
* 2 EXPUNGE
@ OK idled
@ NO not squeezed
@ OK noop
@ OK out
";

fn stories() -> Vec<Vec<u8>> {
    [RICH, POOR].map(|story| story.replace('\n', "\r\n").into_bytes()).to_vec()
}

fn clock() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap()
}

#[test]
fn what_is_not_spoilt_is_understood_to_its_end() {
    for (story, most) in stories().iter().zip([18, 10]) {
        let ends = clock().block_on(converse(Pipe::new(story, 7)));
        assert!(ends.len() >= 20, "{ends:?}");
        assert!(ends.iter().filter(|good| **good).count() >= most, "{ends:?}");
    }
}

#[test]
fn fuzz_session() {
    let clock = clock();
    let mut words: Vec<&[u8]> = vec![b"@ OK ", b"@ NO ", b"@ BAD ", b"\"@\"", b"+ \r\n"];
    words.extend(seeds::IMAP);
    fuzz("session", stories(), &words, 1_500, &mut |input, random| {
        let pipe = Pipe::new(input, random.usize(1..=600));
        let ends = clock.block_on(async { tokio::time::timeout(HANGS, converse(pipe)).await });
        hash(&ends.expect("it comes to an end"))
    });
}
