//! Places that keep secrets by name, and how a secret that is too long for one entry is kept in
//! pieces. Knows no account and no token.
//!
//! Where one entry holds it, a secret is one entry: it is replaced at once and as a whole. Where it
//! does not (the Credential Manager of Windows holds 2560 octets), it is cut:
//!
//! ```text
//! NAME            pieces:GENERATION:COUNT      the head: which pieces are good
//! NAME/0/0 …      GENERATION:text              pieces of even generations
//! NAME/1/0 …      GENERATION:text              pieces of odd ones
//! ```
//!
//! New pieces go beside the old ones, then the head is turned to them, then the old ones go. Until
//! the head is turned the old secret is whole, afterwards the new one is. A piece of another
//! generation than its head's tells of a torn write and is never taken.

use std::fmt;

use futures::future::BoxFuture;
use secrecy::ExposeSecret;

use super::Secret;
use crate::model::fault::{Fault, FaultKind, Place};

#[cfg(test)]
pub(super) mod tests;

/// What a head begins with. No secret that is kept this way does: tokens are a JSON object.
const HEAD: &str = "pieces:";

/// Pieces of one secret at most; more are not ours.
const PIECES_MAX: usize = 64;

/// Room in a piece for its generation.
const MARK: usize = 12;

/// Whether the person may be asked to unlock the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prompt {
    /// Work in the background: never.
    Never,
    /// Something that is needed to go on: once in this run.
    Once,
    /// The person does something with secrets at this moment.
    Allowed,
}

/// A place that keeps secrets by name. Each entry is written at once and as a whole, and read back.
pub(super) trait Shelf: Send + Sync + fmt::Debug {
    /// # Errors
    /// `NoPassword` where there is no such entry; `Locked`, `NoKeyring`, and what files give.
    fn read(&self, name: String, prompt: Prompt) -> BoxFuture<'_, Result<Secret, Fault>>;

    /// # Errors
    /// As `read`; what was there before is there still then.
    fn write(
        &self,
        name: String,
        secret: Secret,
        prompt: Prompt,
    ) -> BoxFuture<'_, Result<(), Fault>>;

    /// Nothing there is no error.
    fn delete(&self, name: String, prompt: Prompt) -> BoxFuture<'_, Result<(), Fault>>;

    /// UTF-16 units that one entry holds.
    fn longest(&self) -> usize;
}

/// Which pieces are good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Head {
    generation: u32,
    count: usize,
}

impl Head {
    fn read(text: &str) -> Option<Self> {
        let (generation, count) = text.strip_prefix(HEAD)?.split_once(':')?;
        let head = Self { generation: generation.parse().ok()?, count: count.parse().ok()? };
        (1..=PIECES_MAX).contains(&head.count).then_some(head)
    }

    fn write(self) -> String {
        format!("{HEAD}{}:{}", self.generation, self.count)
    }

    fn piece(self, name: &str, index: usize) -> String {
        piece_name(name, self.generation % 2, index)
    }
}

fn piece_name(name: &str, slot: u32, index: usize) -> String {
    format!("{name}/{slot}/{index}")
}

/// A secret of whatever length.
///
/// # Errors
/// As `Shelf::read`; `Damaged` where pieces are missing or of another generation.
pub(super) async fn read(shelf: &dyn Shelf, name: &str, prompt: Prompt) -> Result<Secret, Fault> {
    let entry = shelf.read(name.to_owned(), prompt).await?;
    if !entry.expose_secret().starts_with(HEAD) {
        return Ok(entry);
    }
    let head = Head::read(entry.expose_secret()).ok_or_else(torn)?;
    let mut pieces = Vec::with_capacity(head.count);

    for index in 0..head.count {
        let piece = shelf.read(head.piece(name, index), prompt).await;
        let piece = piece.map_err(|fault| match fault.kind {
            FaultKind::NoPassword => torn(),
            _ => fault,
        })?;
        let (generation, _) = piece.expose_secret().split_once(':').ok_or_else(torn)?;
        if generation != head.generation.to_string() {
            return Err(torn());
        }
        pieces.push(piece);
    }

    let text =
        |piece: &Secret| piece.expose_secret().split_once(':').map_or(0, |(_, text)| text.len());
    let mut whole = String::with_capacity(pieces.iter().map(text).sum());
    for piece in &pieces {
        whole.push_str(piece.expose_secret().split_once(':').map_or("", |(_, text)| text));
    }
    Ok(Secret::from(whole))
}

/// Puts a secret of whatever length in the place of the old one.
///
/// # Errors
/// As `Shelf::write`, `TooLarge`; the old secret is whole then, or the new one already is.
pub(super) async fn write(
    shelf: &dyn Shelf,
    name: &str,
    secret: &Secret,
    prompt: Prompt,
) -> Result<(), Fault> {
    let longest = shelf.longest();
    if longest == usize::MAX {
        return shelf.write(name.to_owned(), secret.clone(), prompt).await;
    }
    let old = match shelf.read(name.to_owned(), prompt).await {
        Ok(entry) => Head::read(entry.expose_secret()),
        Err(fault) if fault.kind == FaultKind::NoPassword => None,
        Err(fault) => return Err(fault),
    };

    if units(secret.expose_secret()) <= longest {
        shelf.write(name.to_owned(), secret.clone(), prompt).await?;
    } else {
        let generation = old.map_or(0, |old| old.generation.wrapping_add(1));
        write_pieces(shelf, name, secret, generation, prompt).await?;
    }
    if let Some(old) = old {
        for index in 0..old.count {
            if let Err(fault) = shelf.delete(old.piece(name, index), prompt).await {
                tracing::warn!(%fault, "Old pieces of a secret were left behind.");
            }
        }
    }
    Ok(())
}

async fn write_pieces(
    shelf: &dyn Shelf,
    name: &str,
    secret: &Secret,
    generation: u32,
    prompt: Prompt,
) -> Result<(), Fault> {
    let pieces = cut(secret.expose_secret(), shelf.longest().saturating_sub(MARK));
    let head = Head { generation, count: pieces.len() };
    if head.count > PIECES_MAX {
        let detail = "The secret is too long to be kept.";
        return Err(Fault::new(FaultKind::TooLarge, Place::Keyring, detail));
    }
    for (index, piece) in pieces.into_iter().enumerate() {
        let piece = Secret::from(format!("{generation}:{piece}"));
        shelf.write(head.piece(name, index), piece, prompt).await?;
    }

    shelf.write(name.to_owned(), Secret::from(head.write()), prompt).await
}

/// Deletes a secret and all pieces that ever may have been left of it.
///
/// # Errors
/// As `Shelf::delete`; some of it may be gone then.
pub(super) async fn delete(shelf: &dyn Shelf, name: &str, prompt: Prompt) -> Result<(), Fault> {
    if shelf.longest() < usize::MAX {
        for slot in 0..2 {
            for index in 0..PIECES_MAX {
                shelf.delete(piece_name(name, slot, index), prompt).await?;
            }
        }
    }

    shelf.delete(name.to_owned(), prompt).await
}

/// Pieces of at most so many UTF-16 units, which is what Windows counts.
fn cut(text: &str, longest: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;

    while !rest.is_empty() {
        let mut room = longest.max(2);
        let fits = |c: &char| {
            let left = room.checked_sub(c.len_utf16());
            room = left.unwrap_or(0);
            left.is_some()
        };
        let end = rest.chars().take_while(fits).map(char::len_utf8).sum();
        let (piece, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

fn torn() -> Fault {
    let detail = "A secret was kept in pieces, and they do not belong together.";
    Fault::new(FaultKind::Damaged, Place::Keyring, detail)
}
