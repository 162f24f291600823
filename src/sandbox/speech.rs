//! What is asked and answered, and how it is written: the length of a message in four octets (the
//! most significant first), then the message (postcard).

use std::io::{self, Read, Write};

use serde::de::{DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::render::drawn::{Named, Sheet};
use crate::render::layout::Look;

/// Octets of one message; more is no message of ours.
pub const MOST: u32 = 192 * 1024 * 1024;

/// Pixels of a tile's width.
const MAX_SIDE: u32 = 8_192;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// Answered by `Answer::Opened`. The mail before it is forgotten.
    Open(Box<Mail>),
    /// The part of the open mail from a height on, pixels of the screen. Answered by
    /// `Answer::Tile`.
    Tile { top: u32, height: u32 },
}

/// A mail to be laid out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mail {
    pub html: String,
    pub look: Look,
    /// Pictures that may be shown, by what names them.
    pub pictures: Vec<(Named, Octets)>,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    Opened(Box<Sheet>),
    Tile {
        width: u32,
        height: u32,
        rgba: Octets,
    },
    /// The engine could not do it; it goes on with the next question.
    Failed(String),
}

impl Answer {
    /// Whether it answers this, and makes sense: nothing that comes from a process which read a mail
    /// is believed as it stands.
    pub fn fits(&self, ask: &Ask) -> bool {
        match (ask, self) {
            (_, Self::Failed(_)) => true,
            (Ask::Open(_), Self::Opened(sheet)) => sheet.is_sound(),
            (Ask::Tile { height: wanted, .. }, Self::Tile { width, height, rgba }) => {
                let octets = u64::from(*width) * u64::from(*height) * 4;
                let is_whole = u64::try_from(rgba.0.len()).is_ok_and(|length| length == octets);
                height == wanted && (1..=MAX_SIDE).contains(width) && is_whole
            }
            _ => false,
        }
    }
}

/// Octets that are written and read as a whole, not each as a number of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Octets(pub Vec<u8>);

impl Serialize for Octets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Octets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Whole;

        impl Visitor<'_> for Whole {
            type Value = Octets;

            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("octets")
            }

            fn visit_bytes<E: serde::de::Error>(self, octets: &[u8]) -> Result<Octets, E> {
                Ok(Octets(octets.to_vec()))
            }
        }
        deserializer.deserialize_bytes(Whole)
    }
}

/// Writes a message.
///
/// # Errors
/// Those of the pipe; a message that is too large.
pub fn write(message: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    let octets = encode(message)?;
    out.write_all(&octets)?;
    out.flush()
}

/// A message as it is written.
///
/// # Errors
/// It is too large.
pub fn encode(message: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut octets = postcard::to_extend(message, vec![0; 4]).map_err(io::Error::other)?;
    let length = octets.len().saturating_sub(4);
    let length = u32::try_from(length).ok().filter(|length| *length <= MOST);
    let length = length.ok_or_else(|| io::Error::other("a message is too large"))?;
    for (octet, length) in octets.iter_mut().zip(length.to_be_bytes()) {
        *octet = length;
    }
    Ok(octets)
}

/// Reads a message; nothing where the other side has ended.
///
/// # Errors
/// Those of the pipe; what is no message.
pub fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = length_of(length)?;
    let mut octets = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut octets)?;
    decode(&octets).map(Some)
}

/// The length that four octets tell.
///
/// # Errors
/// It is too large.
pub fn length_of(octets: [u8; 4]) -> io::Result<u32> {
    let length = u32::from_be_bytes(octets);
    let error = || io::Error::new(io::ErrorKind::InvalidData, "a message is too large");
    (length <= MOST).then_some(length).ok_or_else(error)
}

/// What a message says.
///
/// # Errors
/// It is none.
pub fn decode<T: DeserializeOwned>(octets: &[u8]) -> io::Result<T> {
    postcard::from_bytes(octets).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_its_end_is_one() {
        let asks = [
            Ask::Tile { top: 1, height: 2 },
            Ask::Open(Box::new(Mail {
                html: "x".to_owned(),
                look: Look { width: 800.0, scale: 2.0, zoom: 1.0, is_dark: true },
                pictures: vec![(Named::Part("a".to_owned()), Octets(vec![1, 2]))],
            })),
        ];
        let mut octets = Vec::new();
        for ask in &asks {
            write(ask, &mut octets).unwrap();
        }
        let mut from = octets.as_slice();
        for ask in asks {
            assert_eq!(read::<Ask>(&mut from).unwrap(), Some(ask));
        }
        assert_eq!(read::<Ask>(&mut from).unwrap(), None);
    }

    #[test]
    fn answers_that_make_no_sense_do_not_fit() {
        let tile =
            |width, height, octets| Answer::Tile { width, height, rgba: Octets(vec![0; octets]) };
        let ask = Ask::Tile { top: 0, height: 2 };
        assert!(tile(3, 2, 24).fits(&ask));
        for wrong in [tile(3, 2, 23), tile(3, 1, 12), tile(0, 2, 0), tile(u32::MAX, 2, 8)] {
            assert!(!wrong.fits(&ask));
        }
        let mail = Mail {
            html: String::new(),
            look: Look { width: 1.0, scale: 1.0, zoom: 1.0, is_dark: false },
            pictures: Vec::new(),
        };
        let open = Ask::Open(Box::new(mail));
        let sheet = |height| {
            let mut sheet = Sheet::default();
            sheet.drawn.height = height;
            Answer::Opened(Box::new(sheet))
        };
        assert!(sheet(10.0).fits(&open));
        assert!(!sheet(10.0).fits(&ask));
        for wrong in [f32::NAN, f32::INFINITY, -1.0, 1e9] {
            assert!(!sheet(wrong).fits(&open), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_message_is_an_error() {
        assert!(read::<Ask>(&mut [0xff, 0xff, 0xff, 0xff, 0].as_slice()).is_err());
        assert!(read::<Ask>(&mut [0, 0, 0, 2, 0xff, 0xff].as_slice()).is_err());
        assert!(read::<Ask>(&mut [0, 0, 0, 9, 2].as_slice()).is_err());
    }
}
