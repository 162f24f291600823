//! Cuts a whole message into its parts (RFC 2046 section 5.1) and numbers them as FETCH does
//! (RFC 9051 section 6.4.5.1). One pass over the lines; no recursion; knows no charset.

use std::ops::Range;

use super::header::{self, Header};
use super::part;
use crate::model::body::{Part, Structure};
use crate::model::ids::PartId;

/// Multiparts and messages within each other; deeper ones stay closed.
const MAX_DEPTH: usize = 100;
/// Parts of one message; the last one holds whatever follows.
const MAX_PARTS: usize = 10_000;

/// A part and where its body lies in the message.
struct Node {
    part: Part,
    body: Range<usize>,
}

/// A multipart or message that may still get parts.
struct Open {
    node: usize,
    /// None for a message.
    boundary: Option<Vec<u8>>,
    /// Before the numbers of its parts: empty or with a dot at its end.
    prefix: String,
    children: usize,
    /// The media type of parts that name none.
    default: &'static str,
    /// Its last delimiter was seen.
    done: bool,
}

/// The structure of a whole message in memory, numbered as FETCH numbers parts, with the raw
/// (transfer-encoded) bytes of each part in which there are no other parts.
pub fn structure(message: &[u8]) -> (Structure, Vec<Vec<u8>>) {
    let nodes = nodes(message);
    let is_parent = parents(&nodes);
    let raw = nodes.iter().zip(&is_parent).map(|(node, is_parent)| {
        let body = if *is_parent { None } else { message.get(node.body.clone()) };
        body.unwrap_or_default().to_vec()
    });
    let raw = raw.collect();
    (Structure { parts: nodes.into_iter().map(|node| node.part).collect() }, raw)
}

/// The raw bytes of a part of a whole message, as a server's FETCH would give them; of the empty
/// name, all of the message.
pub fn raw_part<'m>(message: &'m [u8], part: &PartId) -> Option<&'m [u8]> {
    if part.0.is_empty() {
        return Some(message);
    }
    let nodes = nodes(message);
    let node = nodes.iter().find(|node| node.part.id == *part)?;
    message.get(node.body.clone())
}

fn parents(nodes: &[Node]) -> Vec<bool> {
    let mut is_parent = vec![false; nodes.len()];
    for parent in nodes.iter().filter_map(|node| node.part.parent) {
        if let Some(flag) = is_parent.get_mut(parent) {
            *flag = true;
        }
    }
    is_parent
}

fn nodes(message: &[u8]) -> Vec<Node> {
    let end = header::line_end(message);
    let mut cutter = Cutter { message, end, nodes: Vec::new(), stack: Vec::new(), leaf: None };
    let mut at = cutter.begin(0);
    while let Some(line) = header::line_at(message, at, end) {
        let next = at + line.len();
        at = match cutter.delimiter(line) {
            None => next,
            Some((level, last)) => {
                cutter.close(level, before_line_end(message, at));
                if last {
                    cutter.finish(level);
                    next
                } else {
                    cutter.begin(next)
                }
            }
        };
    }
    cutter.into_nodes()
}

/// The line end before a delimiter belongs to the delimiter.
fn before_line_end(message: &[u8], at: usize) -> usize {
    let before = message.get(..at).unwrap_or_default();
    header::trim_end(before).len()
}

struct Cutter<'m> {
    message: &'m [u8],
    /// What ends its lines.
    end: u8,
    nodes: Vec<Node>,
    stack: Vec<Open>,
    /// The part that the next delimiter ends, if it is not on the stack.
    leaf: Option<usize>,
}

impl Cutter<'_> {
    /// Reads the header of the part that begins at `at`, and of the parts that begin with it.
    /// Returns where to go on.
    fn begin(&mut self, mut at: usize) -> usize {
        loop {
            let rest = self.message.get(at..).unwrap_or_default();
            let (header, len) = Header::read(rest, self.end, |line| self.delimiter(line).is_some());
            let default = self.stack.last().map_or("text/plain", |open| open.default);
            let part = part::read(&header, default);
            at += len;
            if !self.add(part, at) {
                return at;
            }
        }
    }

    /// Adds a part. Returns whether another part begins right where its body begins.
    fn add(&mut self, mut part: Part, at: usize) -> bool {
        let index = self.nodes.len();
        let room = self.stack.len() < MAX_DEPTH && index + 1 < MAX_PARTS;
        let boundary = boundary(&part);
        let message = is_message(&part);
        let in_message = self.stack.last().is_none_or(|open| open.boundary.is_none());
        if (part.is_multipart() || message) && !room {
            part.media = "application/octet-stream".to_owned();
        } else if part.is_multipart() && boundary.is_none() {
            part.media = "text/plain".to_owned();
        }
        part.parent = self.stack.last().map(|open| open.node);
        let number = self.stack.last_mut().map_or_else(
            || "1".to_owned(),
            |open| {
                open.children += 1;
                format!("{}{}", open.prefix, open.children)
            },
        );
        let multipart = room && part.is_multipart() && boundary.is_some();
        let mut prefix = format!("{number}.");
        if multipart && in_message {
            // The body of a message that is a multipart has no number of its own: its parts are
            // numbered as the message's.
            prefix = self.stack.last().map(|open| open.prefix.clone()).unwrap_or_default();
        }
        part.id = PartId(match part.parent {
            None if multipart => String::new(),
            Some(_) if multipart && in_message => format!("{prefix}TEXT"),
            _ => number,
        });
        let digest = part.media == "multipart/digest";
        let default = if digest { "message/rfc822" } else { "text/plain" };
        self.nodes.push(Node { part, body: at..at });
        if multipart || (message && room) {
            let boundary = boundary.filter(|_| multipart);
            let open = Open { node: index, boundary, prefix, children: 0, default, done: false };
            self.stack.push(open);
        } else {
            self.leaf = Some(index);
        }
        message && room
    }

    /// The open multipart to which a line is a delimiter, and whether it is its last one.
    fn delimiter(&self, line: &[u8]) -> Option<(usize, bool)> {
        let text = line.strip_prefix(b"--")?.trim_ascii_end();
        if self.nodes.len() >= MAX_PARTS {
            return None;
        }
        let mut open = self.stack.iter().enumerate().rev().filter(|(_, open)| !open.done);
        open.find_map(|(level, open)| {
            let rest = text.strip_prefix(open.boundary.as_deref()?)?;
            (rest.is_empty() || rest == b"--").then_some((level, !rest.is_empty()))
        })
    }

    /// What follows the last delimiter belongs to nobody.
    fn finish(&mut self, level: usize) {
        if let Some(open) = self.stack.get_mut(level) {
            open.done = true;
        }
    }

    /// Ends what is open within this level of the stack.
    fn close(&mut self, level: usize, end: usize) {
        let inner = self.stack.split_off((level + 1).min(self.stack.len()));
        let leaf = std::mem::take(&mut self.leaf);
        for index in inner.iter().map(|open| open.node).chain(leaf) {
            if let Some(node) = self.nodes.get_mut(index) {
                node.body.end = end.max(node.body.start);
            }
        }
        inner.into_iter().for_each(|open| self.settle(&open));
    }

    /// A multipart in which no delimiter was found is shown as the text that it is.
    fn settle(&mut self, open: &Open) {
        let Some(node) = self.nodes.get_mut(open.node) else { return };
        if open.boundary.is_some() && open.children == 0 {
            node.part.media = "text/plain".to_owned();
            node.part.id = match node.part.id.0.strip_suffix("TEXT") {
                Some(prefix) => PartId(format!("{prefix}1")),
                None if node.part.id.0.is_empty() => PartId("1".to_owned()),
                None => node.part.id.clone(),
            };
        }
    }

    /// Ends everything at the end of the message.
    fn into_nodes(mut self) -> Vec<Node> {
        let root = self.stack.first().map(|open| open.node);
        let end = self.message.len();
        self.close(0, end);
        if let Some(node) = root.and_then(|root| self.nodes.get_mut(root)) {
            node.body.end = end;
        }
        if let Some(open) = self.stack.pop() {
            self.settle(&open);
        }
        for node in &mut self.nodes {
            node.part.size = if node.part.is_multipart() { 0 } else { node.body.len() as u64 };
        }
        self.nodes
    }
}

/// The delimiter of a multipart; an empty one delimits nothing.
fn boundary(part: &Part) -> Option<Vec<u8>> {
    if !part.is_multipart() {
        return None;
    }
    let boundary = part.param("boundary")?.trim_end();
    (!boundary.is_empty()).then(|| boundary.as_bytes().to_vec())
}

/// A message that can be read where it lies (an encoded one cannot).
fn is_message(part: &Part) -> bool {
    matches!(part.media.as_str(), "message/rfc822" | "message/global")
        && !matches!(part.encoding.as_str(), "base64" | "quoted-printable")
}
