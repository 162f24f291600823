//! The parts of a message as ranges of its octets (RFC 2046 section 5.1), found without recursion
//! and with caps on depth and count: what lies deeper stays one part.

use std::ops::Range;

use super::header::{self, Parameterised};

const DEPTH: usize = 32;
const NODES: usize = 1_000;

/// `nodes[0]` is the message itself.
#[derive(Debug)]
pub struct Tree {
    pub nodes: Vec<Node>,
}

#[derive(Debug)]
pub struct Node {
    /// With the empty line that ends it.
    pub header: Range<usize>,
    pub body: Range<usize>,
    pub media: Media,
    pub kind: Kind,
    depth: usize,
}

/// What a part holds, by place in `Tree::nodes`.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    Leaf,
    /// Never empty.
    Multipart(Vec<usize>),
    /// The root of the message inside.
    Message(usize),
}

/// Content-Type.
#[derive(Debug)]
pub struct Media {
    pub main: Vec<u8>,
    pub sub: Vec<u8>,
    pub params: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Media {
    fn of(header: &[u8], digest: bool) -> Self {
        let value = header::value(header, "Content-Type").unwrap_or_default();
        let parsed = Parameterised::parse(&value);
        let mut halves = parsed.value.splitn(2, |&byte| byte == b'/').map(<[u8]>::trim_ascii);
        match (halves.next(), halves.next()) {
            (Some(main), Some(sub)) if !main.is_empty() && !sub.is_empty() => {
                Self { main: main.to_vec(), sub: sub.to_vec(), params: parsed.params }
            }
            // RFC 2046 section 5.1.5: inside a digest, a part is a message unless it says otherwise.
            _ if digest => Self::plain("message", "rfc822"),
            _ => Self {
                params: vec![(b"charset".to_vec(), b"us-ascii".to_vec())],
                ..Self::plain("text", "plain")
            },
        }
    }

    fn plain(main: &str, sub: &str) -> Self {
        Self { main: main.into(), sub: sub.into(), params: Vec::new() }
    }

    pub fn is(&self, main: &str, sub: &str) -> bool {
        self.main.eq_ignore_ascii_case(main.as_bytes())
            && self.sub.eq_ignore_ascii_case(sub.as_bytes())
    }

    pub fn is_multipart(&self) -> bool {
        self.main.eq_ignore_ascii_case(b"multipart")
    }

    pub fn param(&self, name: &str) -> Option<&[u8]> {
        let found = self.params.iter().find(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes()));
        found.map(|(_, value)| value.as_slice())
    }
}

impl Tree {
    pub fn of(message: &[u8]) -> Self {
        let mut tree = Self { nodes: Vec::new() };
        tree.push(message, 0..message.len(), 0, false);
        let mut place = 0;
        while let Some(node) = tree.nodes.get(place) {
            let (body, depth) = (node.body.clone(), node.depth + 1);
            let room = depth <= DEPTH;
            if node.media.is_multipart() && room {
                let digest = node.media.sub.eq_ignore_ascii_case(b"digest");
                let boundary = node.media.param("boundary").unwrap_or_default().to_vec();
                let mut children = Vec::new();
                for part in split(message, body, &boundary, NODES.saturating_sub(place)) {
                    if tree.nodes.len() < NODES {
                        children.push(tree.push(message, part, depth, digest));
                    }
                }
                if !children.is_empty() {
                    tree.set(place, Kind::Multipart(children));
                }
            } else if node.media.is("message", "rfc822") && room && transparent(message, node) {
                let inner = tree.push(message, body, depth, false);
                tree.set(place, Kind::Message(inner));
            }
            place += 1;
        }
        tree
    }

    fn push(&mut self, message: &[u8], range: Range<usize>, depth: usize, digest: bool) -> usize {
        let header_end = header_end(message, range.clone());
        let header = range.start..header_end;
        let media = Media::of(message.get(header.clone()).unwrap_or_default(), digest);
        let body = header_end..range.end;
        self.nodes.push(Node { header, body, media, kind: Kind::Leaf, depth });
        self.nodes.len() - 1
    }

    fn set(&mut self, place: usize, kind: Kind) {
        if let Some(node) = self.nodes.get_mut(place) {
            node.kind = kind;
        }
    }

    /// The part that FETCH calls by these numbers (RFC 9051 section 6.4.5.1).
    pub fn part(&self, numbers: impl IntoIterator<Item = u32>) -> Option<&Node> {
        // A message's numbers count the parts of what it holds, so the step differs inside one.
        let mut inside = true;
        let mut place = 0;
        for number in numbers {
            if let (false, Kind::Message(root)) = (inside, &self.nodes.get(place)?.kind) {
                (inside, place) = (true, *root);
            }
            let child = (number as usize).checked_sub(1)?;
            match &self.nodes.get(place)?.kind {
                Kind::Multipart(children) => place = *children.get(child)?,
                _ if inside && child == 0 => {}
                _ => return None,
            }
            inside = false;
        }
        self.nodes.get(place)
    }
}

/// Whether a part's octets are those of the message inside, not an encoding of them.
fn transparent(message: &[u8], node: &Node) -> bool {
    let header = message.get(node.header.clone()).unwrap_or_default();
    header::value(header, "Content-Transfer-Encoding").is_none_or(|encoding| {
        [b"7bit".as_slice(), b"8bit", b"binary"].iter().any(|e| e.eq_ignore_ascii_case(&encoding))
    })
}

/// Behind the empty line, or the end where there is none.
fn header_end(message: &[u8], range: Range<usize>) -> usize {
    let bytes = message.get(..range.end).unwrap_or_default();
    let mut at = range.start;
    while at < bytes.len() {
        let end = header::line_end(bytes, at);
        if matches!(bytes.get(at..end), Some(b"\r\n" | b"\n")) {
            return end;
        }
        at = end;
    }
    bytes.len()
}

/// The ranges between the lines of a boundary. The line end before such a line belongs to it.
fn split(message: &[u8], body: Range<usize>, boundary: &[u8], most: usize) -> Vec<Range<usize>> {
    let bytes = message.get(..body.end).unwrap_or_default();
    let mut parts = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = body.start;
    while at < bytes.len() && parts.len() < most {
        let end = header::line_end(bytes, at);
        match delimiter(bytes.get(at..end).unwrap_or_default(), boundary) {
            Delimiter::No => {}
            found => {
                let before = bytes.get(body.start..at).unwrap_or_default();
                let ended = before
                    .strip_suffix(b"\n")
                    .map_or(before, |b| b.strip_suffix(b"\r").unwrap_or(b));
                if let Some(start) = open {
                    parts.push(start..(body.start + ended.len()).max(start));
                }
                open = (found == Delimiter::Between).then_some(end);
                if found == Delimiter::Last {
                    break;
                }
            }
        }
        at = end;
    }
    parts.extend(open.filter(|_| parts.len() < most).map(|start| start..bytes.len()));
    parts
}

#[derive(Debug, PartialEq, Eq)]
enum Delimiter {
    No,
    Between,
    Last,
}

fn delimiter(line: &[u8], boundary: &[u8]) -> Delimiter {
    let Some(rest) = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary)) else {
        return Delimiter::No;
    };
    match rest.trim_ascii_end() {
        _ if boundary.is_empty() => Delimiter::No,
        b"" => Delimiter::Between,
        b"--" => Delimiter::Last,
        _ => Delimiter::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NESTED: &[u8] = b"Content-Type: multipart/mixed; boundary=a\r\n\r\npreamble\r\n\
        --a\r\n\r\none\r\n\
        --a\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\nContent-Type: multipart/mixed; boundary=\"b b\"\r\n\r\n\
        --b b\r\n\r\ntwo\r\n--b b \r\nX: y\r\n\r\nthree\r\n--b b--\r\n\
        --a\r\nContent-Type: message/rfc822\r\n\r\nSubject: single\r\n\r\nfour\r\n\
        --a--\r\nepilogue";

    fn body(numbers: &[u32]) -> Option<String> {
        let tree = Tree::of(NESTED);
        let node = tree.part(numbers.iter().copied())?;
        Some(String::from_utf8_lossy(&NESTED[node.body.clone()]).into_owned())
    }

    #[test]
    fn parts_are_numbered_as_fetch_numbers_them() {
        let table: [(&[u32], Option<&str>); 8] = [
            (&[1], Some("one")),
            (&[2, 1], Some("two")),
            (&[2, 2], Some("three")),
            (&[3], Some("Subject: single\r\n\r\nfour")),
            (&[3, 1], Some("four")),
            (&[3, 2], None),
            (&[1, 1], None),
            (&[4], None),
        ];
        for (numbers, text) in table {
            assert_eq!(body(numbers).as_deref(), text, "{numbers:?}");
        }
    }

    #[test]
    fn a_message_without_parts_has_part_1() {
        let message = b"Subject: x\r\n\r\nbody";
        let tree = Tree::of(message);
        assert_eq!(&message[tree.part([1]).unwrap().body.clone()], b"body");
        assert!(tree.part([2]).is_none());
        assert!(tree.part([1, 1]).is_none());
        assert!(tree.part([0]).is_none());
    }

    #[test]
    fn a_thousand_levels_are_cut_off_and_nothing_overflows() {
        let mut deep = Vec::new();
        for level in 0..1000 {
            deep.extend(
                format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n")
                    .bytes(),
            );
        }
        assert!(Tree::of(&deep).nodes.len() <= DEPTH + 1);
        let wide = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n".to_vec();
        let wide = [wide, b"--b\r\n\r\nx\r\n".repeat(5000)].concat();
        assert_eq!(Tree::of(&wide).nodes.len(), NODES);
    }

    #[test]
    fn a_multipart_with_no_part_in_it_is_a_leaf() {
        for message in [
            "Content-Type: multipart/mixed\r\n\r\n--\r\nx",
            "Content-Type: multipart/mixed; boundary=x\r\n\r\nnothing",
            "",
            "\r\n",
            "Content-Type: multipart/mixed; boundary=x",
        ] {
            assert_eq!(Tree::of(message.as_bytes()).nodes[0].kind, Kind::Leaf, "{message:?}");
        }
    }
}
