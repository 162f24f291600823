//! What the fuzzing begins with: lines that servers send, from the transcripts of the tests, and
//! mails, from the corpus beside the project where it is present.

use crate::mime;
use std::fs;
use std::path::{Path, PathBuf};

/// Octets of a mail that are taken.
const MOST_OF_A_MAIL: usize = 12 * 1024;
/// Mails of the corpus that are taken.
const MOST_MAILS: usize = 400;

/// Lines of every kind, in case the transcripts hold none of it.
const LINES: [&str; 18] = [
    "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready",
    "* PREAUTH [ALERT] {5} hello",
    "* 100 EXISTS",
    "* 3 EXPUNGE",
    "* SEARCH 2 3 5 7 (MODSEQ 917162500)",
    "* ESEARCH (TAG \"P3\") UID ALL 1:3,9 COUNT 4 MODSEQ 5",
    "* VANISHED (EARLIER) 41,43:116,118",
    "* LIST (\\HasNoChildren \\Sent) \"/\" \"Entw&APw-rfe/x\" (\"CHILDINFO\" (\"SUBSCRIBED\"))",
    "* LIST () \".\" {5}\r\na.b c",
    "* STATUS \"a b\" (MESSAGES 231 UNSEEN 4 UIDNEXT 44292 UIDVALIDITY 7 HIGHESTMODSEQ 8)",
    "* OK [PERMANENTFLAGS (a]b \\*)] limited",
    "P4 OK [COPYUID 9 7,9:8 31:33] done",
    "* 7 FETCH (UID 31 FLAGS (\\Seen $Forwarded) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" \
     RFC822.SIZE 4423 MODSEQ (65402) BODY[HEADER.FIELDS (DATE FROM)] {9}\r\nDate: x\r\n)",
    "* 1 FETCH (UID 3 BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"7bit\" 5 1 \
     NIL (\"attachment\" (\"filename*0*\" \"utf-8''a%20\" \"filename*1\" \"b\")) NIL NIL)(\"message\" \
     \"rfc822\" NIL NIL NIL \"7bit\" 9 (NIL NIL NIL) (\"text\" \"html\" NIL NIL NIL \"8bit\" 3 1) 2) \
     \"mixed\" (\"boundary\" \"x\")))",
    "* 12 FETCH (UID 12 BODY[1.2]<0> {4+}\r\nab\r\n PREVIEW ~{3}\r\n(b) X-GM-LABELS (\"\\\\Inbox\"))",
    "* NAMESPACE ((\"\" \"/\")(\"#mh\" \"/\" \"X-PARAM\" (\"a\" \"b\"))) NIL NIL",
    "* ID (\"name\" \"Dovecot\" \"version\" NIL)",
    "+ idling {3}",
];

const MAILS: [&str; 5] = [
    "From: Ann <a@x.org>\r\nSubject: =?utf-8?Q?=E2=82=AC?=\r\nContent-Type: text/plain; \
     format=flowed\r\n\r\nsoft \r\nline\r\n> quote\r\n-- \r\nAnn\r\n",
    "Content-Type: multipart/mixed; boundary=\"a b\"\r\n\r\n--a b\r\nContent-Type: \
     multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Transfer-Encoding: base64\r\n\r\n\
     4oKs\r\n--c\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: \
     quoted-printable\r\n\r\n<table><tr><td><a href=3D\"http://x.org/?a&amp;b\">=E2=82=AC</a>\
     </table>\r\n--c--\r\n--a b\r\nContent-Type: application/pdf; name*0*=utf-8''%E2%82;\r\n \
     name*1*=%AC.pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF\r\n--a b\r\nContent-Type: \
     message/rfc822\r\n\r\nSubject: in\r\nContent-Type: multipart/related; boundary=d\r\n\r\n--d\r\n\
     \r\nx\r\n--d--\r\n--a b--\r\n",
    "From: \"=?iso-8859-1?q?J=F6rg?=\" <j@x>, group: a@b, c@d;\nTo: undisclosed-recipients:;\nDate: \
     Tue, 14 Nov 2023 22:13:20 +0000 (UTC)\nReferences: <a@b> <c@d>\n <e@f>\nMessage-ID: <g@h>\n\
     List-Id: A list <l.x.org>\nSubject: =?utf-8?b?4oKs?= =?utf-8?b?4oKs?=\n\nbody\n",
    "Received: from a (b (c)) by mx.x.org; Tue\r\nAuthentication-Results: mx.x.org 1; dkim=pass (ok) \
     header.d=x.org header.b=\"ab/c\"; dmarc = pass\r\nDKIM-Signature: d=x.org; s=s; b=ab/cd;\r\n h=from: \
     list-unsubscribe:list-unsubscribe-post\r\nList-Id: L <l.x.org>\r\nList-Post: <mailto:l@x.org>\r\n\
     List-Unsubscribe: <mailto:u@x.org?subject=a%20b&body=c>, <https://x.org/u?a=b>\r\n\
     List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nFrom: \"a@b.org\" <c@d.org>\r\n\r\nx\r\n",
    "Content-Type: text/html\r\n\r\n<div style=display:none>pre</div><ul><li>one<li>two</ul><pre>a\
     \n b</pre><blockquote>q &euro; &#x20ac;</blockquote><style>x{}</style><script>1<2</script>",
];

/// Words of IMAP.
pub const IMAP: &[&[u8]] = &[
    b"* ",
    b"NIL",
    b"UID",
    b"FETCH",
    b"FLAGS",
    b"BODY[",
    b"BODYSTRUCTURE",
    b"MODSEQ (",
    b"INTERNALDATE",
    b"RFC822.SIZE",
    b"EXISTS",
    b"EXPUNGE",
    b"VANISHED (EARLIER) ",
    b"SEARCH",
    b"ESEARCH (TAG \"P1\") UID ALL ",
    b"LIST",
    b"STATUS",
    b"OK [COPYUID 1 ",
    b"OK [UIDVALIDITY 1]",
    b"OK [UIDNEXT 1]",
    b"OK [HIGHESTMODSEQ 1]",
    b"OK [CLOSED]",
    b"OK",
    b"NO",
    b"BAD",
    b"BYE",
    b"CAPABILITY",
    b"ENABLED QRESYNC",
    b"1:*",
    b"1:4294967295",
    b"\r\n",
    b"\n",
    b"{4}\r\n",
    b"~{4+}\r\n",
    b"\\Seen",
    b"&-",
    b"&AOk-",
    b"()",
];

/// Words of mail.
pub const MAIL: &[&[u8]] = &[
    b"\r\n\r\n",
    b"\n\n",
    b"\r\n ",
    b"--",
    b"Content-Type: ",
    b"multipart/mixed; boundary=a",
    b"message/rfc822",
    b"text/html",
    b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: quoted-printable",
    b"Content-Disposition: attachment; filename*0*=utf-8''",
    b"charset=iso-2022-jp",
    b"charset=utf-7",
    b"charset=utf-16",
    b"=?utf-8?b?",
    b"=?utf-8?q?",
    b"?=",
    b"=E2=82",
    b"\x1b$B",
    b"From: ",
    b"Date: ",
    b"References: ",
    b"Message-ID: <",
    b"format=flowed; delsp=yes",
    b"<a href=\"",
    b"&#x110000;",
    b"<!--",
    b"<![CDATA[",
    b"</",
    b"\xe2\x80\xae",
    b"http://",
    b"mailto:",
];

/// Responses, each without its line end.
pub fn responses() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = LINES.iter().map(|line| line.as_bytes().to_vec()).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in files(&[root.join("tests"), root.join("src").join("imap")], "rs") {
        let text = fs::read_to_string(file).unwrap_or_default();
        all.extend(text.lines().filter_map(sent));
    }
    all.sort();
    all.dedup();
    all
}

/// Whole answers: several responses one after the other, each with its line end.
pub fn streams() -> Vec<Vec<u8>> {
    let responses = responses();
    let together = responses.chunks(6).map(|some| {
        let ended = some.iter().flat_map(|one| one.iter().chain(b"\r\n"));
        ended.copied().collect()
    });
    together.collect()
}

/// What a line of a transcript says that the server sends.
fn sent(line: &str) -> Option<Vec<u8>> {
    let (_, text) = line.split_once("S: ").or_else(|| line.split_once("\"* "))?;
    let text = text.trim_end().trim_end_matches(',');
    let text = text.strip_suffix('"').unwrap_or(text);
    let text = if line.contains("S: ") { text.to_owned() } else { format!("* {text}") };
    let plain = text.replace("\\r", "\r").replace("\\n", "\n");
    Some(plain.replace("\\\"", "\"").replace("\\\\", "\\").into_bytes())
}

/// Whole mails.
pub fn mails() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = MAILS.iter().map(|mail| mail.as_bytes().to_vec()).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/mail");
    let files = files(&[root], "eml");
    let step = (files.len() / MOST_MAILS).max(1);
    for file in files.iter().step_by(step) {
        let mut mail = fs::read(file).unwrap_or_default();
        mail.truncate(MOST_OF_A_MAIL);
        all.push(mail);
    }
    all
}

/// The HTML of mails as their senders designed them.
pub fn pages() -> Vec<Vec<u8>> {
    let files = files(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")], "eml");
    let pages = files.iter().filter_map(|file| {
        let (structure, raw) = mime::structure(&fs::read(file).ok()?);
        let at = structure.parts.iter().position(|part| part.media == "text/html")?;
        let mut html = mime::text(structure.parts.get(at)?, raw.get(at)?).text.into_bytes();
        html.truncate(MOST_OF_A_MAIL);
        Some(html)
    });
    pages.collect()
}

fn files(folders: &[PathBuf], extension: &str) -> Vec<PathBuf> {
    let mut open = folders.to_vec();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|has| has == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
