//! What is asked of a message that a person opens, in one command: its structure, and the fields that
//! tell where it came from.

use super::Session;
use crate::imap::faults;
use crate::imap::parse::fetch::Section;
use crate::model::body::Structure;
use crate::model::fault::{Fault, Place};
use crate::model::remote::Uid;

/// The trace comes first: a server that gives the fields in the order in which they are named, not as
/// they stand, would make results of others look like its own otherwise.
const ORIGIN: &str = "BODY.PEEK[HEADER.FIELDS (RECEIVED AUTHENTICATION-RESULTS DKIM-SIGNATURE LIST-ID \
     LIST-POST LIST-UNSUBSCRIBE LIST-UNSUBSCRIBE-POST TO CC)]<0.65536>";

impl Session {
    /// BODYSTRUCTURE of one message, and its fields about where it came from: up to 64 KiB of header
    /// bytes, empty where the server left them out. `\Seen` stays as it is.
    ///
    /// # Errors
    /// As `structure`.
    pub async fn opening(&mut self, uid: Uid) -> Result<(Structure, Vec<u8>), Fault> {
        let items = format!("(UID BODYSTRUCTURE {ORIGIN})");
        let mut row = self.one(uid, &items, |row| row.structure.is_some()).await?;
        let fields = fields(&mut row.sections);
        let structure = row.structure.flatten().ok_or_else(|| {
            faults::nonsense(Place::Message, "the structure of the message cannot be read")
        })?;
        Ok((structure, fields))
    }

    /// The same fields alone.
    ///
    /// # Errors
    /// `Gone`, or the connection is gone.
    pub async fn origin(&mut self, uid: Uid) -> Result<Vec<u8>, Fault> {
        let items = format!("(UID {ORIGIN})");
        let mut row = self.one(uid, &items, |row| row.sections.iter().any(is_header)).await?;
        Ok(fields(&mut row.sections))
    }
}

fn is_header(section: &Section) -> bool {
    section.name.starts_with("HEADER") && section.origin.unwrap_or(0) == 0
}

fn fields(sections: &mut Vec<Section>) -> Vec<u8> {
    let at = sections.iter().position(is_header);
    at.map(|at| sections.swap_remove(at).data).unwrap_or_default()
}
