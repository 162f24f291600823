//! Whether the keyring is there and unlocked, and the desktop's own window that unlocks it. Reads
//! and writes no secret.

use super::super::shelf::Prompt;
use crate::model::fault::{Fault, FaultKind, Place};

#[cfg(all(unix, not(target_os = "macos")))]
mod service;

/// How things are with the keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyringState {
    Ready,
    /// It waits for its password, or was never set up: unlocking does that.
    Locked,
    /// None is running.
    Missing,
}

/// What is to be done with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// The entry has to be unlocked; nothing to do where there is none.
    Read,
    /// And there has to be an unlocked place for a new one.
    Write,
}

/// How things are. Never asks the person.
pub(in crate::auth) async fn state() -> KeyringState {
    match look(None).await {
        Ok(true) => KeyringState::Ready,
        Ok(false) => KeyringState::Locked,
        Err(_) => KeyringState::Missing,
    }
}

/// Asks the person to unlock the keyring, in the desktop's own window, for a minute. One that is
/// unlocked asks nothing.
///
/// # Errors
/// `Cancelled` when the person closed that window; `Locked` when it stayed locked; `NoKeyring`.
pub(in crate::auth) async fn unlock() -> Result<(), Fault> {
    open(None).await
}

/// Lets through to an entry that can be had without asking, or asks first where that is allowed.
///
/// # Errors
/// `Locked`, `NoKeyring`.
pub(super) async fn pass(
    service: &str,
    user: &str,
    wish: Wish,
    prompt: Prompt,
) -> Result<(), Fault> {
    let entry = Some((service, user, wish));
    if look(entry).await? {
        return Ok(());
    }
    let opened = match prompt {
        Prompt::Never => return Err(locked("It is locked.")),
        Prompt::Once => once(entry).await,
        Prompt::Allowed => open(entry).await,
    };
    opened.map_err(|fault| match fault.kind {
        FaultKind::Cancelled => locked("Its window was closed."),
        _ => fault,
    })
}

/// An entry: its service, its user, and what is to be done with it.
type Entry<'a> = (&'a str, &'a str, Wish);

#[cfg(all(unix, not(target_os = "macos")))]
async fn look(entry: Option<Entry<'_>>) -> Result<bool, Fault> {
    service::look(entry).await
}

#[cfg(all(unix, not(target_os = "macos")))]
async fn open(entry: Option<Entry<'_>>) -> Result<(), Fault> {
    service::open(entry).await
}

#[cfg(all(unix, not(target_os = "macos")))]
async fn once(entry: Option<Entry<'_>>) -> Result<(), Fault> {
    service::once(entry).await
}

/// The keyrings of other systems are unlocked with the person's session, or ask by themselves.
#[cfg(not(all(unix, not(target_os = "macos"))))]
async fn look(_: Option<Entry<'_>>) -> Result<bool, Fault> {
    match keyring::Entry::store_status() {
        Ok(()) => Ok(true),
        Err(error) => Err(super::silent(&error.to_string())),
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
async fn open(_: Option<Entry<'_>>) -> Result<(), Fault> {
    look(None).await.map(drop)
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
async fn once(_: Option<Entry<'_>>) -> Result<(), Fault> {
    look(None).await.map(drop)
}

fn locked(detail: &str) -> Fault {
    Fault::new(FaultKind::Locked, Place::Keyring, detail)
}
