//! The inside of a message: its tree of parts, the texts that are shown, what is attached.

use serde::{Deserialize, Serialize};

use super::ids::PartId;
use super::nature::Nature;
use super::origin::Origin;

/// BODYSTRUCTURE (RFC 9051 section 7.5.2) as a flat list in reading order; `parts[0]` is the root.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Structure {
    pub parts: Vec<Part>,
}

/// One part of a message. Texts are decoded where the header allows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// As FETCH addresses it; empty for a multipart root, `1` for a single-part message.
    pub id: PartId,
    /// Place of the multipart or message/rfc822 above it in `Structure::parts`.
    pub parent: Option<usize>,
    /// `type/subtype`, lower case.
    pub media: String,
    /// Parameters of Content-Type, names in lower case, RFC 2231 and RFC 2047 forms decoded.
    pub params: Vec<(String, String)>,
    /// Lower case: `7bit`, `8bit`, `base64`, `quoted-printable`, …
    pub encoding: String,
    /// Octets as transferred, 0 for a multipart.
    pub size: u64,
    pub disposition: Option<Disposition>,
    /// From Content-Disposition `filename`, else Content-Type `name`; decoded, not made safe.
    pub name: String,
    /// Without the angle brackets.
    pub content_id: String,
}

impl Part {
    /// A parameter of its Content-Type.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn is_multipart(&self) -> bool {
        self.media.starts_with("multipart/")
    }
}

/// RFC 2183.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Disposition {
    Inline,
    Attachment,
}

/// What a text part holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextKind {
    /// RFC 3676: `flowed` lines are joined; with `delsp` their last space goes too.
    Plain {
        flowed: bool,
        delsp: bool,
    },
    Html,
}

/// A text part that is shown, decoded to Unicode with `\n` line ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub part: PartId,
    pub kind: TextKind,
    pub text: String,
    /// Octets on the server that were not fetched because the part is over the limit; 0 if whole.
    pub left_out: u64,
}

/// Something to save. Nothing of it has been fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub part: PartId,
    /// The sender's name for it, decoded; may be empty or hostile: `mime::safe_name` before use.
    pub name: String,
    /// `type/subtype`, lower case.
    pub media: String,
    /// Octets after decoding, estimated from the transfer size.
    pub size: u64,
    pub encoding: String,
}

/// An opened message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    pub texts: Vec<Text>,
    pub attachments: Vec<Attachment>,
    /// Pictures that its HTML may show, in the order of the parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
    /// Of a text in several forms this is the one that its sender designed. Older versions kept the
    /// plain one.
    #[serde(default)]
    pub is_designed: bool,
    /// What its header says of where it came from; unknown of bodies that were kept before it was
    /// asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Box<Origin>>,
    /// What it is besides its texts; unknown of bodies that were kept before it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nature: Option<Box<Nature>>,
}

/// A picture that came with a message for its HTML to show (RFC 2392).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub part: PartId,
    /// By which the HTML names it, without the angle brackets.
    pub content_id: String,
    pub encoding: String,
    /// Octets as transferred.
    pub size: u64,
    /// Decoded; nothing while it was not fetched.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "octets")]
    pub octets: Option<Vec<u8>>,
}

impl Body {
    /// The signature over it, where that is a part of its own.
    pub fn signature(&self) -> Option<&Attachment> {
        self.nature.as_ref()?.seal.as_ref()?.signature.as_ref()
    }

    /// Whether one of its texts is HTML.
    pub fn has_html(&self) -> bool {
        self.texts.iter().any(|text| text.kind == TextKind::Html)
    }
}

mod octets {
    //! Octets as base64: records are JSON.

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer, de};

    #[expect(clippy::ref_option, reason = "serde asks for it")]
    pub fn serialize<S: Serializer>(octets: &Option<Vec<u8>>, out: S) -> Result<S::Ok, S::Error> {
        match octets {
            Some(octets) => out.serialize_some(&STANDARD.encode(octets)),
            None => out.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<u8>>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| STANDARD.decode(text).map_err(de::Error::custom)).transpose()
    }
}
