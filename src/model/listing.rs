//! What lies in an archive, as far as its lists tell it. Nothing of it was unpacked.

use serde::{Deserialize, Serialize};

/// Entries of one archive that are listed.
pub const MOST_ENTRIES: usize = 1_000;

/// Characters of a name.
pub const MOST_NAME: usize = 1_000;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// At most `MOST_ENTRIES`, in the order of the archive.
    pub entries: Vec<Entry>,
    /// There is more, or may be: the list ends before the archive does.
    pub is_cut: bool,
}

/// A file or folder in an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its path as the archive has it, on one line; not safe to use.
    pub name: String,
    /// Octets when unpacked, as the archive says.
    pub size: u64,
    pub is_folder: bool,
    pub is_encrypted: bool,
}

impl Listing {
    /// Whether it keeps its own bounds.
    pub fn is_sound(&self) -> bool {
        let fits = |entry: &Entry| entry.name.chars().nth(MOST_NAME).is_none();
        self.entries.len() <= MOST_ENTRIES && self.entries.iter().all(fits)
    }
}

/// What Outlook wrapped: the attachments and the text of `winmail.dat`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrapped {
    /// The text of the mail, where there is one.
    pub text: String,
    pub is_html: bool,
    pub files: Vec<WrappedFile>,
}

/// A file in a wrapper; its octets are elsewhere, in the same order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedFile {
    /// The sender's name for it; not safe to use.
    pub name: String,
    /// `type/subtype`; empty where it is not told.
    pub media: String,
    /// Octets.
    pub size: u64,
}
