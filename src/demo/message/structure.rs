//! ENVELOPE and BODYSTRUCTURE (RFC 9051 section 7.5.2) from the raw header fields: encoded words
//! and RFC 2231 parameters stay as they are, as every server leaves them.

use imap_codec::imap_types::body::{
    BasicFields, Body, BodyStructure, Disposition, Language, Location, MultiPartExtensionData,
    SinglePartExtensionData, SpecificFields,
};
use imap_codec::imap_types::core::{IString, NString, Quoted, Vec1};
use imap_codec::imap_types::envelope::Envelope;

use super::address::{self, nstring};
use super::header::{self, Parameterised};
use super::tree::{Kind, Node, Tree};

/// The envelope of the message whose header this is.
pub fn envelope(header: &[u8]) -> Envelope<'static> {
    let text = |name| nstring(header::value(header, name).map(|value| value.into_owned()));
    let people = |name: &str| {
        let fields = header::values(header, name);
        fields.flat_map(|value| address::list(&value)).collect::<Vec<_>>()
    };
    let from = people("From");
    let or_from = |list: Vec<_>| if list.is_empty() { from.clone() } else { list };
    Envelope {
        date: text("Date"),
        subject: text("Subject"),
        sender: or_from(people("Sender")),
        reply_to: or_from(people("Reply-To")),
        to: people("To"),
        cc: people("Cc"),
        bcc: people("Bcc"),
        in_reply_to: text("In-Reply-To"),
        message_id: text("Message-ID"),
        from,
    }
}

/// The structure of a whole message; `extended` is what BODYSTRUCTURE has over BODY.
pub fn structure(message: &[u8], tree: &Tree, extended: bool) -> Option<BodyStructure<'static>> {
    // Children come after their parents in the tree, so going backwards finds every child ready.
    let mut done: Vec<Option<BodyStructure<'static>>> = tree.nodes.iter().map(|_| None).collect();
    for (place, node) in tree.nodes.iter().enumerate().rev() {
        let header = message.get(node.header.clone())?;
        let built = match &node.kind {
            Kind::Multipart(children) => {
                let bodies: Vec<_> =
                    children.iter().filter_map(|&child| done.get_mut(child)?.take()).collect();
                BodyStructure::Multi {
                    bodies: Vec1::try_from(bodies).ok()?,
                    subtype: istring(&node.media.sub),
                    extension_data: extended.then(|| multi_extension(header, node)),
                }
            }
            kind => {
                let inner = match kind {
                    Kind::Message(root) => {
                        let envelope = message.get(tree.nodes.get(*root)?.header.clone())?;
                        Some((envelope, done.get_mut(*root)?.take()?))
                    }
                    _ => None,
                };
                BodyStructure::Single {
                    body: single(message, header, node, inner),
                    extension_data: extended.then(|| single_extension(header)),
                }
            }
        };
        *done.get_mut(place)? = Some(built);
    }
    done.into_iter().next().flatten()
}

/// A part that is no multipart, with the header and structure of the message in it.
fn single(
    message: &[u8],
    header: &[u8],
    node: &Node,
    inner: Option<(&[u8], BodyStructure<'static>)>,
) -> Body<'static> {
    let octets = message.get(node.body.clone()).unwrap_or_default();
    let number_of_lines = count(octets.iter().filter(|&&byte| byte == b'\n').count());
    let specific = match inner {
        Some((embedded, body_structure)) => SpecificFields::Message {
            envelope: Box::new(envelope(embedded)),
            body_structure: Box::new(body_structure),
            number_of_lines,
        },
        None if node.media.main.eq_ignore_ascii_case(b"text") => {
            SpecificFields::Text { subtype: istring(&node.media.sub), number_of_lines }
        }
        // A message that was not looked into, or a multipart with nothing in it, is just octets.
        None if node.media.is("message", "rfc822") || node.media.is_multipart() => {
            SpecificFields::Basic {
                r#type: istring(b"application"),
                subtype: istring(b"octet-stream"),
            }
        }
        None => SpecificFields::Basic {
            r#type: istring(&node.media.main),
            subtype: istring(&node.media.sub),
        },
    };
    let encoding = header::value(header, "Content-Transfer-Encoding");
    let encoding = encoding.filter(|encoding| !encoding.is_empty());
    let basic = BasicFields {
        parameter_list: params(&node.media.params),
        id: text(header, "Content-ID"),
        description: text(header, "Content-Description"),
        content_transfer_encoding: istring(encoding.as_deref().unwrap_or(b"7bit")),
        size: count(octets.len()),
    };
    Body { basic, specific }
}

fn single_extension(header: &[u8]) -> SinglePartExtensionData<'static> {
    SinglePartExtensionData { md5: text(header, "Content-MD5"), tail: Some(disposition(header)) }
}

fn multi_extension(header: &[u8], node: &Node) -> MultiPartExtensionData<'static> {
    MultiPartExtensionData {
        parameter_list: params(&node.media.params),
        tail: Some(disposition(header)),
    }
}

fn disposition(header: &[u8]) -> Disposition<'static> {
    let disposition = header::value(header, "Content-Disposition").map(|value| {
        let parsed = Parameterised::parse(&value);
        (istring(&parsed.value), params(&parsed.params))
    });
    let language = header::value(header, "Content-Language").unwrap_or_default();
    let language =
        header::split(&language, b",").filter(|l| !l.is_empty()).map(|l| istring(&l)).collect();
    let location = Location { location: text(header, "Content-Location"), extensions: Vec::new() };
    Disposition { disposition, tail: Some(Language { language, tail: Some(location) }) }
}

fn params(params: &[(Vec<u8>, Vec<u8>)]) -> Vec<(IString<'static>, IString<'static>)> {
    params.iter().map(|(name, value)| (istring(name), istring(value))).collect()
}

fn text(header: &[u8], name: &str) -> NString<'static> {
    nstring(header::value(header, name).map(|value| value.into_owned()))
}

/// Header values hold no NUL by now, so every one of them can be a string.
fn istring(bytes: &[u8]) -> IString<'static> {
    IString::try_from(bytes.to_vec()).unwrap_or_else(|_| IString::Quoted(Quoted::unvalidated("")))
}

fn count(octets: usize) -> u32 {
    u32::try_from(octets).unwrap_or(u32::MAX)
}
