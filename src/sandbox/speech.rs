//! What is asked and answered, and how it is written: the length of a message in four octets (the
//! most significant first), then the message (postcard).

use std::io::{self, Read, Write};

use serde::de::{DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::listing::{Listing, Wrapped};
use crate::render::drawn::{Named, Sheet};
use crate::render::layout::Look;
use crate::render::layout::paper::{Head, MAX_OCTETS, MAX_PAGES, Sort};
use crate::render::pdf::{MOST_HEIGHT, MOST_LEAVES};
use crate::render::pixels::{Hindrance, Pixels};

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
    /// A mail as it is printed. Answered by `Answer::Paper`. What was open is forgotten.
    Paper(Box<Print>),
    /// A file that is looked at by itself; the one before is forgotten. Answered according to what it
    /// is, or by `Answer::Refused`.
    Look { what: What, octets: Octets },
    /// A page of the PDF file that is open, painted so many pixels wide; the first is 0. Answered by
    /// `Answer::Painted`.
    Leaf { number: u32, width: u32 },
}

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// Answered by `Answer::Painted`, its longer side of at most so many pixels.
    Picture {
        most: u32,
    },
    /// Answered by `Answer::Leaves`.
    Pdf,
    /// These three are answered by `Answer::Listed`.
    Zip,
    Tar,
    TarGz,
    /// Answered by `Answer::Unwrapped`.
    Wrapped,
}

/// A mail to be printed; of its look only the width counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Print {
    pub mail: Mail,
    pub head: Head,
    pub sort: Sort,
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
    /// A document; `is_cut`: something was left out because of a limit.
    Paper {
        pdf: Octets,
        pages: u32,
        is_cut: bool,
    },
    /// The engine could not do it; it goes on with the next question.
    Failed(String),
    /// A picture, or a page; width and height are those of the picture itself, which may be larger.
    Painted {
        width: u32,
        height: u32,
        shown: (u32, u32),
        rgba: Octets,
    },
    /// Pages in all, and the width and height of those that can be painted, points.
    Leaves {
        count: u32,
        sides: Vec<(f32, f32)>,
    },
    Listed(Listing),
    /// With the octets of the files, in their order.
    Unwrapped(Wrapped, Vec<Octets>),
    /// The file cannot be looked at.
    Refused(Hindrance),
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
            (Ask::Paper(_), Self::Paper { pdf, pages, .. }) => {
                let pages = usize::try_from(*pages).unwrap_or(usize::MAX);
                pdf.0.starts_with(b"%PDF-")
                    && pdf.0.len() <= MAX_OCTETS
                    && (1..=MAX_PAGES).contains(&pages)
            }
            (Ask::Look { .. }, Self::Refused(_)) => true,
            (Ask::Look { what: What::Picture { most }, .. }, Self::Painted { .. }) => {
                self.is_painted(*most)
            }
            (Ask::Leaf { .. }, Self::Painted { .. }) => self.is_painted(MOST_HEIGHT),
            (Ask::Look { what: What::Pdf, .. }, Self::Leaves { count, sides }) => {
                let is_side = |side: f32| side.is_finite() && (1.0..=20_000.0).contains(&side);
                let are_sides =
                    sides.iter().all(|(width, height)| is_side(*width) && is_side(*height));
                let shown = usize::try_from(*count).unwrap_or(usize::MAX).min(MOST_LEAVES);
                !sides.is_empty() && sides.len() == shown && are_sides
            }
            (
                Ask::Look { what: What::Zip | What::Tar | What::TarGz, .. },
                Self::Listed(listing),
            ) => listing.is_sound(),
            (
                Ask::Look { what: What::Wrapped, octets: given },
                Self::Unwrapped(wrapped, octets),
            ) => is_unwrapped(wrapped, octets, given.0.len()),
            _ => false,
        }
    }

    /// Whether it is a picture whose sides have at most so many pixels.
    fn is_painted(&self, most: u32) -> bool {
        let Self::Painted { width, height, shown, rgba } = self else { return false };
        let octets = u64::from(shown.0) * u64::from(shown.1) * 4;
        let is_side = |side: &u32| (1..=most).contains(side);
        *width > 0
            && *height > 0
            && is_side(&shown.0)
            && is_side(&shown.1)
            && u64::try_from(rgba.0.len()).is_ok_and(|length| length == octets)
    }
}

impl From<Pixels> for Answer {
    fn from(pixels: Pixels) -> Self {
        let (width, height) = (pixels.width, pixels.height);
        Self::Painted { width, height, shown: (width, height), rgba: Octets(pixels.rgba) }
    }
}

/// Whether a wrapper of so many octets can hold this.
fn is_unwrapped(wrapped: &Wrapped, octets: &[Octets], given: usize) -> bool {
    let all: usize = octets.iter().map(|octets| octets.0.len()).sum();
    let sizes = wrapped.files.iter().zip(octets);
    wrapped.files.len() == octets.len()
        && all <= given
        && sizes.into_iter().all(|(file, octets)| file.size == octets.0.len() as u64)
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
    use crate::model::listing::WrappedFile;

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
        let paper =
            |pdf: &[u8], pages| Answer::Paper { pdf: Octets(pdf.to_vec()), pages, is_cut: false };
        let Ask::Open(mail) = &open else { panic!() };
        let print = Print { mail: (**mail).clone(), head: Head::default(), sort: Sort::A4 };
        let print = Ask::Paper(Box::new(print));
        assert!(paper(b"%PDF-1.7", 1).fits(&print));
        for wrong in [paper(b"%PNG", 1), paper(b"%PDF-1.7", 0), paper(b"%PDF-1.7", 501)] {
            assert!(!wrong.fits(&print));
        }
        assert!(!paper(b"%PDF-1.7", 1).fits(&open));
        assert!(sheet(10.0).fits(&open));
        assert!(!sheet(10.0).fits(&ask));
        for wrong in [f32::NAN, f32::INFINITY, -1.0, 1e9] {
            assert!(!sheet(wrong).fits(&open), "{wrong}");
        }
    }

    #[test]
    fn answers_about_files_are_believed_within_bounds() {
        let look = |what| Ask::Look { what, octets: Octets(vec![0; 10]) };
        let painted = |shown: (u32, u32), octets| Answer::Painted {
            width: 2,
            height: 2,
            shown,
            rgba: Octets(vec![0; octets]),
        };
        let picture = look(What::Picture { most: 4 });
        assert!(painted((2, 4), 32).fits(&picture));
        for wrong in [painted((2, 5), 40), painted((2, 2), 15), painted((0, 2), 0)] {
            assert!(!wrong.fits(&picture), "{wrong:?}");
        }
        assert!(!painted((2, 2), 16).fits(&look(What::Pdf)));
        let leaves = |count, sides: &[(f32, f32)]| Answer::Leaves { count, sides: sides.to_vec() };
        assert!(leaves(1, &[(10.0, 10.0)]).fits(&look(What::Pdf)));
        for wrong in [leaves(2, &[(1.0, 1.0)]), leaves(1, &[(f32::NAN, 1.0)]), leaves(0, &[])] {
            assert!(!wrong.fits(&look(What::Pdf)), "{wrong:?}");
        }
        let wrapped = |size, octets: usize| {
            let files = vec![WrappedFile { size, ..WrappedFile::default() }];
            let wrapped = Wrapped { files, ..Wrapped::default() };
            Answer::Unwrapped(wrapped, vec![Octets(vec![0; octets])])
        };
        assert!(wrapped(10, 10).fits(&look(What::Wrapped)));
        assert!(!wrapped(9, 10).fits(&look(What::Wrapped)));
        assert!(!wrapped(11, 11).fits(&look(What::Wrapped)), "more than was given");
    }

    #[test]
    fn what_is_no_message_is_an_error() {
        assert!(read::<Ask>(&mut [0xff, 0xff, 0xff, 0xff, 0].as_slice()).is_err());
        assert!(read::<Ask>(&mut [0, 0, 0, 2, 0xff, 0xff].as_slice()).is_err());
        assert!(read::<Ask>(&mut [0, 0, 0, 9, 2].as_slice()).is_err());
    }
}
