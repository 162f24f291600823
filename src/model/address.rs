//! A mail address as a person reads it.

use serde::{Deserialize, Serialize};

/// A decoded display name (may be empty) and an addr-spec (RFC 5322 section 3.4.1; may be empty
/// for a group or a broken header).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    pub name: String,
    pub email: String,
}

impl Address {
    /// What a narrow column shows: the name, else the address.
    pub fn short(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.name.is_empty(), self.email.is_empty()) {
            (true, _) => f.write_str(&self.email),
            (false, true) => f.write_str(&self.name),
            (false, false) => write!(f, "{} <{}>", self.name, self.email),
        }
    }
}
