//! What the header of a message says of where it came from, as it stands there. Anyone may have
//! written any of it: nothing here is believed by itself, `Regard` is what may be said of it.

use serde::{Deserialize, Serialize};

use super::address::Address;

/// The trace, signature and list fields of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// What servers put on it, the last one first, as the fields stand from the top.
    pub stamps: Vec<Stamp>,
    pub signatures: Vec<Signature>,
    pub list: Option<MailingList>,
    /// The ways that List-Unsubscribe names (RFC 2369 section 3.2), in its order.
    pub ways: Vec<Way>,
    /// There is one List-Unsubscribe and one List-Unsubscribe-Post, which says what RFC 8058
    /// section 3.1 wants.
    pub one_click: bool,
    /// All of To and Cc, where they are more than an envelope is kept with; else empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<Address>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cc: Vec<Address>,
}

/// A field that a server on the way put on top.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stamp {
    /// Received (RFC 5321 section 4.4): who took it, lower case; empty where that is not told.
    Received { by: String },
    /// Authentication-Results (RFC 8601).
    Results(Results),
}

/// What a server says it found out about a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    /// Its authserv-id, lower case; empty where it gives none.
    pub server: String,
    pub checks: Vec<Check>,
}

/// One method and what came of it (RFC 8601 section 2.2).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// `dkim`, `spf`, `dmarc`, …, lower case.
    pub method: String,
    /// `pass`, `fail`, `none`, …, lower case.
    pub result: String,
    /// Such as `header.d`, lower case, with its value as it stands.
    pub properties: Vec<(String, String)>,
}

/// A DKIM-Signature (RFC 6376 section 3.5), as far as it tells what it is about. Whether it holds is
/// not known here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// `d=` and `s=`, lower case.
    pub domain: String,
    pub selector: String,
    /// The beginning of `b=`, by which results name one of several (RFC 6008).
    pub mark: String,
    /// It covers both fields by which a list is left with one click (RFC 8058 section 4).
    pub covers_leaving: bool,
}

/// A mailing list (RFC 2919, RFC 2369).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailingList {
    /// Without the angle brackets.
    pub id: String,
    /// What it is called; may be empty.
    pub name: String,
    /// The address that writes to everyone; empty where nobody may, or it is not told.
    pub post: String,
}

/// A way to leave a list. All are made safe: nothing but what is named is in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// An https URL.
    Secure(String),
    /// An http URL.
    Plain(String),
    /// A mailto URL with an address, a subject and a text at most.
    Mail(String),
}

impl Check {
    /// The value of a property.
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn passed(&self) -> bool {
        self.result == "pass"
    }
}
