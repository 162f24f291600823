//! Signs in: by password, in the browser or with a device code; tries the result on the mail server;
//! keeps the secret only when that worked.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

use super::Tools;
use crate::auth::{Credentials, Secret, Tokens, oauth};
use crate::imap::{self, Meter};
use crate::model::account::{Account, SecretSource};
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place, Retry};
use crate::model::oauth::OAuth;
use crate::model::setup::Progress;

/// The longest that taking back a grant is waited for.
const REVOKE_LIMIT: Duration = Duration::from_secs(5);

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
/// registered, and with the place where the secret is (`ThisRun` where the place that was asked for
/// did not take it).
///
/// The mail server is connected to before the person is sent to the browser: a wrong certificate or
/// a host that is not there is told first, and no grant is left over.
///
/// A password goes to the account's host as it is. For one that was only guessed, whoever calls has
/// the person's yes (`Candidate::needs_consent`).
///
/// # Errors
/// What the browser, the authorization server, the keyring, connecting and signing in give; each
/// step has its own kind and place. A token that the mail server does not take is `Grant`.
pub async fn sign_in(
    tools: &Tools,
    account: Account,
    proof: Proof,
    tell: &mpsc::UnboundedSender<Progress>,
) -> Result<Account, Fault> {
    match proof {
        Proof::Kept => by_kept(tools, account, tell).await,
        Proof::Password(password) => by_password(tools, account, password, tell).await,
        Proof::Browser(pasted) => by_grant(tools, account, Some(pasted), tell).await,
        Proof::Device => by_grant(tools, account, None, tell).await,
    }
}

/// With what the vault has; a token that the server refuses is renewed once.
async fn by_kept(
    tools: &Tools,
    account: Account,
    tell: &mpsc::UnboundedSender<Progress>,
) -> Result<Account, Fault> {
    let credentials = tools.vault.credentials(&account).await?;
    let refused = match enter(&account, &credentials, tell).await {
        Ok(()) => return Ok(account),
        Err(fault) => fault,
    };
    match (&credentials, &refused.kind) {
        (Credentials::Token { token, .. }, FaultKind::Grant(GrantProblem::Ended)) => {
            let renewed = tools.vault.renewed(&account, token).await?;
            enter(&account, &renewed, tell).await?;
            Ok(account)
        }
        _ => Err(refused),
    }
}

async fn by_password(
    tools: &Tools,
    account: Account,
    password: Secret,
    tell: &mpsc::UnboundedSender<Progress>,
) -> Result<Account, Fault> {
    // From now on it is the password: tokens of before are none of this account's any more.
    let account = Account { oauth: None, ..account };
    let user = account.user.clone();
    enter(&account, &Credentials::Password { user, password: password.clone() }, tell).await?;
    let secret = keep_password(tools, &account, password).await;
    Ok(Account { secret, ..account })
}

/// Keeps it where the account says; for this run, where that place does not take it.
async fn keep_password(tools: &Tools, account: &Account, password: Secret) -> SecretSource {
    let secret = place_of(account);
    let account = Account { secret: secret.clone(), ..account.clone() };
    match tools.vault.try_keep(&account, password).await {
        Ok(()) => secret,
        Err(fault) => {
            tracing::warn!(%fault, "The password cannot be kept; it is held for this run.");
            SecretSource::ThisRun
        }
    }
}

/// Where the account's secret is to be kept.
fn place_of(account: &Account) -> SecretSource {
    match &account.secret {
        // It prints what it printed before; what was typed or granted is to be kept.
        SecretSource::Command(_) => SecretSource::Keyring,
        other => other.clone(),
    }
}

/// By OAuth: in the browser where something can be pasted, else with a device code.
async fn by_grant(
    tools: &Tools,
    account: Account,
    pasted: Option<mpsc::UnboundedReceiver<String>>,
    tell: &mpsc::UnboundedSender<Progress>,
) -> Result<Account, Fault> {
    let Some(known) = account.oauth.clone() else {
        let detail = "it is not known where this account gets its permission";
        return Err(grant(GrantProblem::NoClient, Place::Authorization, detail));
    };
    let mut greeted = imap::connect(&account.imap, Meter::default()).await?;
    let offered = greeted.capabilities().await?;
    drop(greeted);
    if !offered.has("AUTH=OAUTHBEARER") && !offered.has("AUTH=XOAUTH2") {
        let detail = format!("{} takes no tokens", account.imap.host);
        return Err(grant(GrantProblem::NotTaken, Place::SignIn, &detail));
    }

    let (oauth, secret) = with_client(tools, known, tell).await?;
    let hint = oauth.owner.as_deref().unwrap_or(&account.address);
    let mut tokens = match pasted {
        Some(pasted) => {
            let (http, secret) = (&tools.http, secret.as_ref());
            oauth::by_browser(http, &oauth, secret, hint, &tools.pages, pasted, tell).await?
        }
        None => oauth::by_device(&tools.http, &oauth, secret.as_ref(), tell).await?,
    };
    tokens.client_secret = tokens.client_secret.or(secret);

    let account = Account { oauth: Some(oauth), secret: place_of(&account), ..account };
    let credentials =
        Credentials::Token { user: account.user.clone(), token: tokens.access.clone() };
    if let Err(fault) = enter(&account, &credentials, tell).await {
        return Err(give_back(tools, &account, &tokens, fault).await);
    }
    let secret = tools.vault.keep_tokens(&account, tokens).await;
    Ok(Account { secret, ..account })
}

/// Who we are to the authorization server: told by the account, by the settings, or made known now.
async fn with_client(
    tools: &Tools,
    oauth: OAuth,
    tell: &mpsc::UnboundedSender<Progress>,
) -> Result<(OAuth, Option<Secret>), Fault> {
    let ours = oauth.provider.as_deref().and_then(|key| tools.clients.of(key));
    if let Some(client) = ours
        && (oauth.client_id.is_empty() || oauth.client_id == client.id)
    {
        let secret = match client.secret {
            Some(secret) => Some(secret),
            None => tools.vault.client_secret(&client.id, &oauth.token).await,
        };
        return Ok((OAuth { client_id: client.id, ..oauth }, secret));
    }
    if oauth.register.is_some() {
        // One that was registered for an earlier sign-in may have a secret that is lost with the
        // tokens, or be forgotten by the server: a new one costs nothing.
        let _ = tell.send(Progress::Registering);
        let registered = oauth::register(&tools.http, &oauth).await?;
        let oauth = OAuth { client_id: registered.client_id, ..oauth };
        return Ok((oauth, registered.client_secret));
    }
    if oauth.client_id.is_empty() {
        let detail = "nobody told who Pombo is to this provider";
        return Err(grant(GrantProblem::NoClient, Place::Authorization, detail));
    }
    let secret = tools.vault.client_secret(&oauth.client_id, &oauth.token).await;
    Ok((oauth, secret))
}

/// Signs in to the mail server, and out.
async fn enter(
    account: &Account,
    credentials: &Credentials,
    tell: &mpsc::UnboundedSender<Progress>,
) -> Result<(), Fault> {
    let _ = tell.send(Progress::Connecting);
    let greeted = imap::connect(&account.imap, Meter::default()).await?;
    greeted.login(credentials).await?.logout().await;
    Ok(())
}

/// A grant that is of no use is given back, and why it is none is told. Not after mere trouble on
/// the way: some servers take back every permission that the person ever gave to Pombo, that of
/// other computers included.
async fn give_back(tools: &Tools, account: &Account, tokens: &Tokens, fault: Fault) -> Fault {
    let for_good = matches!(fault.retry(), Retry::Never | Retry::SignIn);
    if let Some(oauth) = account.oauth.as_ref().filter(|_| for_good) {
        match timeout(REVOKE_LIMIT, oauth::revoke(&tools.http, oauth, tokens)).await {
            Ok(Ok(())) => {}
            Ok(Err(fault)) => tracing::info!(%fault, "The permission could not be given back."),
            Err(_) => tracing::info!("Giving back the permission took too long."),
        }
    }
    match fault.kind {
        // The token is fresh: it has not ended, and no password is wrong.
        FaultKind::WrongPassword | FaultKind::Grant(GrantProblem::Ended) => {
            Fault { kind: FaultKind::Grant(GrantProblem::NotTaken), ..fault }
        }
        _ => fault,
    }
}

fn grant(problem: GrantProblem, place: Place, detail: &str) -> Fault {
    Fault::new(FaultKind::Grant(problem), place, detail)
}
