//! `pombo account add`: finds the server where none is named, signs in once, by password, in the
//! browser or with a code for another device, and keeps the account only when that worked.

mod flow;

use serde_json::json;

use super::{host_port, trust};
use crate::auth::{oauth, providers};
use crate::cli::args::{NewAccount, ProofFrom, TlsArg};
use crate::cli::{Context, End, Problem};
use crate::config::Config;
use crate::fl;
use crate::i18n::exam as words;
use crate::model::account::{Account, SecretSource, Server, TlsMode};
use crate::model::oauth::OAuth;
use crate::model::setup::{Candidate, Way};
use crate::setup::Tools;
use crate::setup::discover::discover;
use crate::setup::sign_in::Proof;
use crate::store::ProfileLock;

/// Signs in once and keeps the account only when that worked.
pub async fn add(context: &mut Context, new: NewAccount) -> Result<End, Problem> {
    // An open window would write its own list of accounts over this one.
    let _lock = ProfileLock::take(&context.paths.data)?;
    context.config = Config::load(&context.paths)?;
    let tools = context.tools()?;
    let mut account = described(context, &tools, &new).await?;
    let by_token = new.proof.browser || new.proof.device;
    if by_token {
        account.oauth = Some(authority(&tools, &account, &new).await?);
    }
    let proof = proof(&mut account, new.proof)?;
    let account = flow::signed_in(context, &tools, account, proof).await?;
    if account.secret == SecretSource::ThisRun {
        // A command ends at once: "this run" would be a secret that nobody has.
        let sentence = if by_token { fl!("cli-no-keyring-browser") } else { fl!("cli-no-keyring") };
        return Err(Problem::Said { end: End::SignInNeeded, sentence });
    }
    context.config.last_account = context.config.last_account.max(account.id.0);
    context.config.accounts.push(account.clone());
    context.config.save(&context.paths)?;
    let value = json!({ "event": "added", "account": account.id.0, "address": account.address });
    context.out.record(&value, || fl!("cli-account-added", address = account.address.as_str()))?;
    Ok(End::Done)
}

/// The account that the options describe, with the server that was named or found.
async fn described(context: &Context, tools: &Tools, new: &NewAccount) -> Result<Account, Problem> {
    let address = new.address.as_ref().or(new.named.as_ref()).map_or("", String::as_str).trim();
    let parts = address.rsplit_once('@').filter(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !address.contains(char::is_whitespace)
    });
    if parts.is_none() {
        return Err(Problem::usage(fl!("cli-bad-address", address = address)));
    }
    let trust = trust(new.ca.as_deref(), new.fingerprint.as_deref())?;
    let (imap, found) = match &new.imap {
        Some(imap) => {
            let tls = new.tls.map_or(TlsMode::Implicit, TlsMode::from);
            let (host, port) = host_port(imap, tls)?;
            (Server { host, port, tls, trust }, None)
        }
        None => {
            known(context, address, None)?;
            let found = found(context, tools, address, new.tls).await?;
            (Server { trust, ..found.imap.clone() }, Some(found))
        }
    };
    let user = match (&new.user, &found) {
        (Some(user), _) => user.clone(),
        (None, Some(found)) => found.user.clone(),
        (None, None) => address.to_owned(),
    };
    known(context, address, Some((&imap, &user)))?;
    let oauth = found.and_then(|found| {
        found.ways.into_iter().find_map(|way| match way {
            Way::Browser(oauth) => Some(*oauth),
            _ => None,
        })
    });
    Ok(Account {
        id: context.config.next_account(),
        name: new.name.clone(),
        address: address.to_owned(),
        imap,
        user,
        secret: SecretSource::Keyring,
        label: String::new(),
        oauth,
        hue: None,
        hide_unsubscribed: false,
    })
}

/// Refuses an account that is there already.
fn known(context: &Context, address: &str, way: Option<(&Server, &str)>) -> Result<(), Problem> {
    let is_same = |known: &&Account| {
        known.address.eq_ignore_ascii_case(address)
            || way.is_some_and(|(imap, user)| {
                (&known.imap.host, known.imap.port) == (&imap.host, imap.port) && known.user == user
            })
    };
    match context.config.accounts.iter().find(is_same) {
        None => Ok(()),
        Some(_) => {
            let sentence = fl!("cli-account-known", address = address);
            Err(Problem::Said { end: End::Failed, sentence })
        }
    }
}

/// The server of an address. One that was only guessed has to be named by the person: a password
/// goes to it, or a token.
async fn found(
    context: &Context,
    tools: &Tools,
    address: &str,
    tls: Option<TlsArg>,
) -> Result<Candidate, Problem> {
    // What each place says is for the window and the doctor.
    let (tell, _) = tokio::sync::mpsc::unbounded_channel();
    let candidates = discover(tools, address, &tell).await?;
    let wanted = tls.map(TlsMode::from);
    let fits = |candidate: &Candidate| wanted.is_none_or(|tls| candidate.imap.tls == tls);
    let Some(best) = candidates.into_iter().find(fits) else {
        return Err(Problem::not_found(fl!("doctor-do-set-up-by-hand")));
    };
    let (host, port) = (best.imap.host.clone(), best.imap.port.to_string());
    if best.needs_consent() {
        let sentence = fl!("cli-guessed", host = host, port = port);
        return Err(Problem::Said { end: End::SignInNeeded, sentence });
    }
    let value = json!({ "event": "found", "host": host, "port": best.imap.port });
    context.out.progress(&value, || {
        fl!("cli-found", host = host, port = port, origin = words::origin(best.origin))
    })?;
    Ok(best)
}

/// Where the account gets its permission, and who we are there.
async fn authority(tools: &Tools, account: &Account, new: &NewAccount) -> Result<OAuth, Problem> {
    let host = account.imap.host.as_str();
    let domain = account.address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let of_table = || {
        let provider = providers::of_imap_host(host).or_else(|| providers::of_domain(domain));
        provider.and_then(|provider| provider.oauth.clone())
    };
    let known = match &new.issuer {
        Some(issuer) => oauth::metadata(&tools.http, &[issuer]).await?,
        None => match account.oauth.clone().or_else(of_table) {
            Some(known) => Some(known),
            None => oauth::metadata(&tools.http, &[host, domain]).await?,
        },
    };
    let Some(mut oauth) = known else {
        let sentence = fl!("cli-no-way-in", host = host);
        return Err(Problem::Said { end: End::SignInNeeded, sentence });
    };
    if let Some(id) = &new.client_id {
        // Whoever brings a client id of their own needs none that is made now.
        oauth = OAuth { client_id: id.trim().to_owned(), register: None, ..oauth };
    }
    let provider = oauth.provider.as_deref();
    if !oauth.has_client() && provider.and_then(|key| tools.clients.of(key)).is_none() {
        let page = provider.and_then(providers::of_key).and_then(|it| it.registration.as_deref());
        let sentence = fl!("cli-no-client", page = page.unwrap_or("none"));
        return Err(Problem::Said { end: End::SignInNeeded, sentence });
    }
    Ok(oauth)
}

/// What the options say about who the person is.
fn proof(account: &mut Account, from: ProofFrom) -> Result<Proof, Problem> {
    if from.device {
        return Ok(Proof::Device);
    }
    if from.browser {
        return Ok(Proof::Browser(flow::pasted()));
    }
    // A password is not what was found for tokens.
    account.oauth = None;
    match from.password_command {
        Some(command) => {
            account.secret = SecretSource::Command(command);
            Ok(Proof::Kept)
        }
        None => Ok(Proof::Password(flow::password()?)),
    }
}
