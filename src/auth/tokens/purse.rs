//! The tokens of each account in memory, and who may renew them when. Knows no mail server.
//!
//! A purse is opened by one at a time; who waits meanwhile gets what that gave. What is begun with
//! an open purse is done to its end, even when nobody waits for it any more: the server's answer
//! may be the only copy of a refresh token. The place where tokens are kept is the truth, and is
//! looked at again before a refresh, for another process may have renewed them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use secrecy::ExposeSecret;

use super::record::Record;
use super::{Tokens, terms};
use crate::auth::shelf::{self, Prompt};
use crate::auth::{Secret, Vault, command, keyring, oauth};
use crate::model::account::{Account, SecretSource};
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};
use crate::model::ids::AccountId;
use crate::model::oauth::Grant;

/// Seconds before its end in which an access token is renewed.
const MARGIN: i64 = 300;

/// How long the authorization server is left alone after it refused for a reason that may pass.
const REST: Duration = Duration::from_secs(600);

/// What is asked of a purse.
#[derive(Debug)]
pub(super) enum Wanted {
    /// A token that is good for a while, and not this one.
    Good(Option<Secret>),
    /// What this command prints, instead of this one.
    Printed(String, Secret),
}

/// The purses of all accounts.
#[derive(Debug, Clone, Default)]
pub(in crate::auth) struct Purses(Arc<Mutex<BTreeMap<AccountId, Arc<Purse>>>>);

#[derive(Debug, Default)]
struct Purse {
    /// How often somebody asked the server or the command, whatever came of it.
    rounds: AtomicU64,
    inside: tokio::sync::Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    kept: Option<Kept>,
    /// What the command printed at last.
    printed: Option<Secret>,
    /// How the last round failed, if it did.
    failed: Option<Fault>,
    /// The account is removed: nothing is written any more.
    is_forgotten: bool,
}

#[derive(Debug)]
struct Kept {
    record: Record,
    /// Where it is kept, which goes before what the account says: it may be an older copy.
    place: SecretSource,
    is_saved: bool,
    /// What the server refused to renew it with, and until when it is not asked again.
    ended: Option<(Fault, Option<Instant>)>,
}

impl Purses {
    fn of(&self, account: AccountId) -> Arc<Purse> {
        let mut purses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        purses.entry(account).or_default().clone()
    }

    pub(super) async fn token(
        &self,
        vault: &Vault,
        account: &Account,
        wanted: Wanted,
    ) -> Result<Secret, Fault> {
        let (purse, vault, account) = (self.of(account.id), vault.clone(), account.clone());
        let seen = purse.rounds();
        detached(async move {
            let mut inside = purse.inside.lock().await;
            match wanted {
                Wanted::Good(refused) => {
                    purse.good(&mut inside, &vault, &account, refused.as_ref(), seen).await
                }
                Wanted::Printed(command, refused) => {
                    purse.printed(&mut inside, &command, &refused, seen).await
                }
            }
        })
        .await
    }

    pub(super) async fn keep(
        &self,
        vault: &Vault,
        account: &Account,
        tokens: Tokens,
    ) -> Result<(), Fault> {
        let endpoint = terms(account)?.token.clone();
        let (purse, vault, account) = (self.of(account.id), vault.clone(), account.clone());
        detached(async move {
            let mut inside = purse.inside.lock().await;
            inside.live()?;
            let record = Record { tokens, endpoint, since: now() };
            let kept = Kept::new(record, SecretSource::ThisRun);
            let old = inside.kept.replace(kept).map(|old| old.place);
            inside.failed = None;
            inside.move_to(&vault, &account, &account.secret).await?;
            if let Some(old) = old.filter(|old| *old != account.secret) {
                vault.remove_from(&old, name(&account)).await;
            }
            Ok(())
        })
        .await
    }

    pub(super) async fn move_to(
        &self,
        vault: &Vault,
        account: &Account,
        place: &SecretSource,
    ) -> Result<(), Fault> {
        let (purse, vault, account) = (self.of(account.id), vault.clone(), account.clone());
        let place = place.clone();
        detached(async move {
            let mut inside = purse.inside.lock().await;
            inside.load(&vault, &account, Prompt::Allowed).await?;
            inside.move_to(&vault, &account, &place).await
        })
        .await
    }

    pub(super) async fn tokens(&self, vault: &Vault, account: &Account) -> Result<Tokens, Fault> {
        let purse = self.of(account.id);
        let mut inside = purse.inside.lock().await;
        Ok(inside.load(vault, account, Prompt::Never).await?.record.tokens.clone())
    }

    pub(super) async fn grant(&self, vault: &Vault, account: &Account) -> Option<Grant> {
        let purse = self.of(account.id);
        let mut inside = purse.inside.lock().await;
        let kept = inside.look(vault, account).await?;
        Some(Grant {
            expires_at: kept.record.tokens.expires_at,
            renewable: kept.is_renewable(),
            scopes: kept.record.tokens.scopes.clone(),
        })
    }

    pub(super) async fn renews_at(&self, vault: &Vault, account: &Account) -> Option<i64> {
        let purse = self.of(account.id);
        let mut inside = purse.inside.lock().await;
        let kept = inside.look(vault, account).await?;
        if kept.is_renewable() { kept.renews_at() } else { None }
    }

    /// Waits for what is under way, so that it does not write after the account is gone.
    pub(in crate::auth) async fn forget(&self, account: AccountId) {
        let purse = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&account);
        if let Some(purse) = purse {
            *purse.inside.lock().await = Inside { is_forgotten: true, ..Inside::default() };
        }
    }
}

impl Purse {
    fn rounds(&self) -> u64 {
        self.rounds.load(Ordering::SeqCst)
    }

    fn end_round(&self, inside: &mut Inside, result: &Result<Secret, Fault>) {
        inside.failed = result.as_ref().err().cloned();
        self.rounds.fetch_add(1, Ordering::SeqCst);
    }

    /// A token that is good for a while. `seen`: the rounds there were when it was asked for.
    async fn good(
        &self,
        inside: &mut Inside,
        vault: &Vault,
        account: &Account,
        refused: Option<&Secret>,
        seen: u64,
    ) -> Result<Secret, Fault> {
        inside.load(vault, account, Prompt::Once).await?;
        inside.save(vault, account).await;
        if let Some(token) = inside.usable(refused) {
            return Ok(token);
        }
        if self.rounds() != seen {
            if let Some(fault) = &inside.failed {
                return Err(fault.clone());
            }
            // It may live for less than the margin: it is as new as can be.
            if let Some(token) = inside.other_than(refused) {
                return Ok(token);
            }
        }
        let is_newer = inside.take_newer(vault, account).await;
        if let Some(token) = inside.usable(refused).filter(|_| is_newer) {
            return Ok(token);
        }

        let result = inside.renew(vault, account, refused).await;
        self.end_round(inside, &result);
        result
    }

    async fn printed(
        &self,
        inside: &mut Inside,
        command: &str,
        refused: &Secret,
        seen: u64,
    ) -> Result<Secret, Fault> {
        if self.rounds() != seen {
            if let Some(fault) = &inside.failed {
                return Err(fault.clone());
            }
            if let Some(token) = inside.printed.clone().filter(|token| !is_same(token, refused)) {
                return Ok(token);
            }
        }
        let result = command::first_line(command).await;
        inside.printed = result.as_ref().ok().cloned();
        self.end_round(inside, &result);
        result
    }
}

impl Inside {
    fn live(&self) -> Result<(), Fault> {
        if self.is_forgotten { Err(none("The account was removed.")) } else { Ok(()) }
    }

    /// The tokens, from memory or from their place.
    async fn load(
        &mut self,
        vault: &Vault,
        account: &Account,
        prompt: Prompt,
    ) -> Result<&Kept, Fault> {
        self.live()?;
        let endpoint = &terms(account)?.token;
        let fits = |kept: &Kept| kept.record.endpoint == *endpoint;
        let kept = match self.kept.take().filter(fits) {
            Some(kept) => kept,
            None => {
                let record = read(vault, account, &account.secret, endpoint, prompt).await?;
                Kept::new(record, account.secret.clone())
            }
        };
        Ok(self.kept.insert(kept))
    }

    /// The tokens, if they can be had without asking. It is a chance to keep what is not kept yet.
    async fn look(&mut self, vault: &Vault, account: &Account) -> Option<&Kept> {
        self.load(vault, account, Prompt::Never).await.ok()?;
        self.save(vault, account).await;
        self.kept.as_ref()
    }

    /// The access token, where it was not refused and is far from its end.
    fn usable(&self, refused: Option<&Secret>) -> Option<Secret> {
        let kept = self.kept.as_ref().filter(|kept| kept.ended().is_none())?;
        let is_fresh = kept.renews_at().is_none_or(|at| now() < at);
        if is_fresh { self.other_than(refused) } else { None }
    }

    /// The access token, where it was not refused and has not ended.
    fn other_than(&self, refused: Option<&Secret>) -> Option<Secret> {
        let tokens = &self.kept.as_ref()?.record.tokens;
        let is_refused = refused.is_some_and(|refused| is_same(refused, &tokens.access));
        let has_ended = tokens.expires_at.is_some_and(|end| end <= now());
        (!is_refused && !has_ended).then(|| tokens.access.clone())
    }

    /// Writes what could not be written when it came.
    async fn save(&mut self, vault: &Vault, account: &Account) {
        let Some(kept) = self.kept.as_mut().filter(|kept| !kept.is_saved) else { return };
        match write(vault, account, &kept.place, &kept.record, Prompt::Never).await {
            Ok(()) => {
                tracing::info!("Renewed tokens that could not be kept are kept now.");
                kept.is_saved = true;
            }
            Err(fault) => tracing::debug!(%fault, "Renewed tokens can still not be kept."),
        }
    }

    /// Takes what another process put into the place meanwhile; tells whether it did.
    async fn take_newer(&mut self, vault: &Vault, account: &Account) -> bool {
        let Some(kept) = self.kept.as_mut().filter(|kept| kept.is_saved) else { return false };
        let endpoint = kept.record.endpoint.clone();
        match read(vault, account, &kept.place, &endpoint, Prompt::Never).await {
            Ok(record) if !record.is_same(&kept.record) => {
                *kept = Kept::new(record, kept.place.clone());
                true
            }
            Ok(_) => false,
            Err(fault) => {
                tracing::debug!(%fault, "The tokens could not be read again.");
                false
            }
        }
    }

    async fn renew(
        &mut self,
        vault: &Vault,
        account: &Account,
        refused: Option<&Secret>,
    ) -> Result<Secret, Fault> {
        let can_be_renewed =
            self.kept.as_ref().is_some_and(|kept| kept.record.tokens.refresh.is_some());
        let fault = match self.exchange(vault, account).await {
            Err(fault) if can_be_renewed && matches!(fault.kind, FaultKind::Grant(_)) => fault,
            Err(fault) => {
                // There is time for another try as long as the old one is good.
                tracing::warn!(%fault, "The tokens could not be renewed.");
                return self.other_than(refused).ok_or(fault);
            }
            renewed => return renewed,
        };
        // Another process may have been faster, and used up our refresh token.
        if self.take_newer(vault, account).await {
            return match self.usable(refused) {
                Some(token) => Ok(token),
                None => self.exchange(vault, account).await,
            };
        }
        Err(fault)
    }

    /// Asks the server once.
    async fn exchange(&mut self, vault: &Vault, account: &Account) -> Result<Secret, Fault> {
        let kept = self.kept.as_mut().ok_or_else(|| none("There are no tokens."))?;
        if let Some(fault) = kept.ended() {
            return Err(fault.clone());
        }
        if kept.record.tokens.refresh.is_none() {
            // Not a word of the server, but the same thing: only the person can help.
            let detail = "There is no refresh token, and the access token is at its end.";
            let kind = FaultKind::Grant(GrantProblem::Ended);
            return Err(Fault::new(kind, Place::Authorization, detail));
        }
        match oauth::refresh(&vault.http()?, terms(account)?, &kept.record.tokens).await {
            Ok(tokens) => {
                kept.renew(tokens);
                kept.is_saved = match kept.place {
                    SecretSource::ThisRun => true,
                    _ => keep_renewed(vault, account, kept).await,
                };
                Ok(kept.record.tokens.access.clone())
            }
            Err(fault) => {
                if let FaultKind::Grant(problem) = fault.kind {
                    let rest = (problem != GrantProblem::Ended).then(|| Instant::now() + REST);
                    kept.ended = Some((fault.clone(), rest));
                }
                Err(fault)
            }
        }
    }

    async fn move_to(
        &mut self,
        vault: &Vault,
        account: &Account,
        place: &SecretSource,
    ) -> Result<(), Fault> {
        let kept = self.kept.as_mut().ok_or_else(|| none("There are no tokens."))?;
        if !matches!(place, SecretSource::ThisRun | SecretSource::Command(_)) {
            write(vault, account, place, &kept.record, Prompt::Allowed).await?;
        }
        let old = std::mem::replace(&mut kept.place, place.clone());
        kept.is_saved = true;
        if old != *place {
            vault.remove_from(&old, name(account)).await;
        }
        Ok(())
    }
}

impl Kept {
    fn new(record: Record, place: SecretSource) -> Self {
        Self { record, place, is_saved: true, ended: None }
    }

    /// Why the server is not asked now.
    fn ended(&self) -> Option<&Fault> {
        let (fault, until) = self.ended.as_ref()?;
        until.is_none_or(|until| Instant::now() < until).then_some(fault)
    }

    fn is_renewable(&self) -> bool {
        self.record.tokens.refresh.is_some() && self.ended().is_none()
    }

    /// Five minutes before its end, or after half of its life where that is less.
    fn renews_at(&self) -> Option<i64> {
        let end = self.record.tokens.expires_at?;
        let life = end.saturating_sub(self.record.since);
        Some(end.saturating_sub((life / 2).clamp(0, MARGIN)))
    }

    /// What the server does not repeat stays as it was.
    fn renew(&mut self, new: Tokens) {
        let old = self.record.tokens.clone();
        self.record.tokens = Tokens {
            access: new.access,
            refresh: new.refresh.or(old.refresh),
            expires_at: new.expires_at,
            scopes: if new.scopes.is_empty() { old.scopes } else { new.scopes },
            client_secret: new.client_secret.or(old.client_secret),
        };
        self.record.since = now();
        self.ended = None;
    }
}

/// Keeps tokens that just came. They are used even when that fails: the old ones are good no more.
async fn keep_renewed(vault: &Vault, account: &Account, kept: &Kept) -> bool {
    match write(vault, account, &kept.place, &kept.record, Prompt::Never).await {
        Ok(()) => true,
        Err(fault) => {
            tracing::warn!(%fault, "Renewed tokens cannot be kept yet; they are held in memory.");
            false
        }
    }
}

async fn read(
    vault: &Vault,
    account: &Account,
    place: &SecretSource,
    endpoint: &str,
    prompt: Prompt,
) -> Result<Record, Fault> {
    let shelf = vault.shelf(place)?;
    match shelf::read(&*shelf, &name(account), prompt).await {
        Ok(text) => Record::read(&text, endpoint),
        // Nobody can repair it; signing in again puts good ones in its place.
        Err(fault) if fault.kind == FaultKind::Damaged && fault.place == Place::Keyring => {
            Err(none(&fault.detail))
        }
        Err(fault) => Err(fault),
    }
}

async fn write(
    vault: &Vault,
    account: &Account,
    place: &SecretSource,
    record: &Record,
    prompt: Prompt,
) -> Result<(), Fault> {
    let shelf = vault.shelf(place)?;
    shelf::write(&*shelf, &name(account), &record.write()?, prompt).await
}

/// Does it to its end, whether anybody waits or not.
async fn detached<T: Send + 'static>(
    work: impl Future<Output = Result<T, Fault>> + Send + 'static,
) -> Result<T, Fault> {
    tokio::spawn(work).await.unwrap_or_else(|_| {
        let detail = "Working with the tokens broke off.";
        Err(Fault::new(FaultKind::Lost, Place::Authorization, detail))
    })
}

fn name(account: &Account) -> String {
    keyring::oauth_user(account.id, &account.address)
}

fn is_same(one: &Secret, other: &Secret) -> bool {
    one.expose_secret() == other.expose_secret()
}

/// Seconds since 1970 UTC; 0 where the clock stands before it.
fn now() -> i64 {
    let age = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(age.as_secs()).unwrap_or(i64::MAX)
}

fn none(detail: &str) -> Fault {
    Fault::new(FaultKind::NoPassword, Place::SignIn, detail)
}
