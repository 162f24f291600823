//! Renews an account's tokens before they end, while its connections go on: a server asks for a
//! token when one signs in, and then not again. Knows no connection.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::desk::{Desk, Signals, now_seconds};
use crate::model::fault::{Fault, FaultKind, Place};

/// The wall clock is looked at this often: the steady one stands still while the machine sleeps.
const LOOK: Duration = Duration::from_secs(30);

/// Whether there is no more to be had from the authorization server without the person.
pub fn is_over(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Grant(_)) && fault.place == Place::Authorization
}

/// Renews until the engine stops. Where the authorization server refuses, the person is asked at
/// once, though connections that stand go on.
pub async fn keep(desk: Arc<Desk>) {
    let mut signals = desk.signals();
    loop {
        let seen = *signals.borrow_and_update();
        if seen.stop {
            return;
        }
        let account = desk.account();
        let due = match &account.oauth {
            Some(_) => desk.vault.renews_at(&account).await,
            None => None,
        };
        let left = due.map(|at| u64::try_from(at.saturating_sub(now_seconds())).unwrap_or(0));
        let pause = match left {
            Some(0) => renew(&desk).await,
            Some(seconds) => Duration::from_secs(seconds).min(LOOK),
            None => LOOK,
        };
        pass(&mut signals, seen, pause).await;
    }
}

/// How long to wait before looking again.
async fn renew(desk: &Desk) -> Duration {
    let account = desk.account();
    match desk.vault.credentials(&account).await {
        Ok(_) => {
            let next = desk.vault.renews_at(&account).await;
            if next.is_none_or(|at| at > now_seconds()) {
                if desk.board().sign_in.is_some() {
                    // What was refused for a while is given again: whoever waits goes on.
                    desk.signed_in();
                }
                return Duration::ZERO;
            }
            // The server could not be reached; what there is may be good for a while.
            LOOK
        }
        Err(fault) => {
            tracing::info!(%fault, "The tokens cannot be renewed.");
            if is_over(&fault) {
                desk.want_sign_in(Some(fault));
            }
            LOOK
        }
    }
}

/// Waits this long, or until the person has signed in, or until the end.
async fn pass(signals: &mut watch::Receiver<Signals>, seen: Signals, pause: Duration) {
    let changed = |now: &Signals| now.stop || now.signed_in != seen.signed_in;
    // Time that is over is no error, and without a desk there is nobody left to renew for.
    let _ = tokio::time::timeout(pause, signals.wait_for(changed)).await;
}
