//! Pixels as they go to the screen, and why there are none.

use serde::{Deserialize, Serialize};

/// A rectangle of pixels: red, green, blue, alpha, an octet each, line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pixels {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

/// Why a file cannot be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hindrance {
    /// It is not what it says it is, or damaged.
    Broken,
    /// It wants a password.
    Encrypted,
    /// It is larger than is shown here.
    TooLarge,
}

impl Pixels {
    /// Whether there are as many as it says, and its sides have at most so many.
    pub fn is_sound(&self, most: u32) -> bool {
        let octets = u64::from(self.width) * u64::from(self.height) * 4;
        let sides = (1..=most).contains(&self.width) && (1..=most).contains(&self.height);
        sides && u64::try_from(self.rgba.len()).is_ok_and(|length| length == octets)
    }
}
