//! Signing in from a terminal: tells how it goes on, reads what the person types or pastes.

use std::io::{BufRead as _, IsTerminal as _, Read as _};

use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::auth::Secret;
use crate::cli::{Context, Problem};
use crate::fl;
use crate::model::account::Account;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::setup::Progress;
use crate::setup::Tools;
use crate::setup::sign_in::{Proof, sign_in};

/// Longest password that is read from stdin, octets.
const PASSWORD_LIMIT: u64 = 64 * 1024;
/// All that may be pasted, octets: an address with a code in it is some thousand.
const PASTE_LIMIT: u64 = 256 * 1024;

/// The first line of stdin.
pub(super) fn password() -> Result<Secret, Problem> {
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(PASSWORD_LIMIT)
        .read_to_string(&mut text)
        .map_err(|error| Fault::new(FaultKind::Disk, Place::File, format!("stdin: {error}")))?;
    match text.lines().next().unwrap_or_default() {
        "" => Err(Problem::usage(fl!("cli-empty-password"))),
        line => Ok(Secret::from(line)),
    }
}

/// The lines of stdin as they come. Read on a thread of its own, which nobody waits for: a read of
/// a terminal cannot be called off.
pub(super) fn pasted() -> mpsc::UnboundedReceiver<String> {
    let (send, pasted) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        let stdin = std::io::stdin().lock().take(PASTE_LIMIT);
        for line in stdin.lines().map_while(Result::ok) {
            let line = line.trim();
            if !line.is_empty() && send.send(line.to_owned()).is_err() {
                return;
            }
        }
    });
    pasted
}

/// Signs in, and tells how it goes on where the person has a part in it.
pub(super) async fn signed_in(
    context: &Context,
    tools: &Tools,
    account: Account,
    proof: Proof,
) -> Result<Account, Problem> {
    let by_token = matches!(proof, Proof::Browser(_) | Proof::Device);
    let (tell, mut progress) = mpsc::unbounded_channel();
    let signing = async move {
        // The channel ends with the sign-in.
        let tell = tell;
        sign_in(tools, account, proof, &tell).await
    };
    let telling = async {
        while let Some(step) = progress.recv().await {
            if by_token {
                told(context, &step)?;
            }
        }
        Ok::<(), Problem>(())
    };
    let (account, told) = tokio::join!(signing, telling);
    let account = account?;
    told?;
    Ok(account)
}

fn told(context: &Context, step: &Progress) -> Result<(), Problem> {
    context.out.progress(&value(step), || match step {
        Progress::Registering => fl!("cli-registering"),
        Progress::Browser { url } => fl!("cli-open", url = url),
        Progress::Device { code, url, .. } => fl!("cli-type-code", url = url, code = code),
        Progress::Exchanging => fl!("cli-exchanging"),
        Progress::Connecting => fl!("cli-connecting"),
    })?;
    let somebody_looks = !context.out.json && std::io::stderr().is_terminal();
    if let Progress::Browser { url } = step
        && somebody_looks
        && let Err(error) = open::that_detached(url)
    {
        // The address is on the screen already.
        tracing::info!(%error, "No browser could be opened.");
    }
    Ok(())
}

fn value(step: &Progress) -> Value {
    match step {
        Progress::Registering => json!({ "event": "registering" }),
        Progress::Browser { url } => json!({ "event": "browser", "url": url }),
        Progress::Device { code, url, whole_url, expires_at } => json!({
            "event": "device",
            "code": code,
            "url": url,
            "whole_url": whole_url,
            "expires_at": expires_at,
        }),
        Progress::Exchanging => json!({ "event": "exchanging" }),
        Progress::Connecting => json!({ "event": "connecting" }),
    }
}
