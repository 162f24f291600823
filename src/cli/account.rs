//! `pombo account add|list|remove`.

use std::io::Read;

use serde_json::json;

use super::args::NewAccount;
use super::{Context, End};
use crate::auth::Secret;
use crate::fl;
use crate::model::account::{Account, SecretSource, Server, TlsMode, Trust};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::sync;

/// Longest password that is read from stdin, octets.
const PASSWORD_LIMIT: u64 = 64 * 1024;

/// Signs in once and keeps the account only when that worked.
pub async fn add(context: &mut Context, new: NewAccount) -> Result<End, Fault> {
    let tls = TlsMode::from(new.tls);
    let (host, port) = host_port(&new.imap, tls)?;
    let pinned = match new.fingerprint.as_deref().map(str::parse) {
        None => None,
        Some(Ok(fingerprint)) => Some(fingerprint),
        Some(Err(())) => return Err(invalid(fl!("cli-bad-fingerprint"))),
    };
    let id = context.config.next_account();
    let mut account = Account {
        id,
        name: new.name,
        user: new.user.unwrap_or_else(|| new.address.clone()),
        address: new.address,
        imap: Server { host, port, tls, trust: Trust { ca: new.ca, pinned } },
        secret: SecretSource::ThisRun,
    };
    let password = match new.password.password_command {
        Some(command) => {
            account.secret = SecretSource::Command(command);
            None
        }
        None => {
            let password = password_from_stdin()?;
            context.vault.hold(id, password.clone());
            Some(password)
        }
    };
    let credentials = context.vault.credentials(&account).await?;
    sync::try_sign_in(&account, &credentials).await?;
    if let Some(password) = password {
        account.secret = context.vault.keep(id, &account.address, password).await;
    }
    if account.secret == SecretSource::ThisRun {
        // A command line ends at once: "this run" would be a password that nobody has.
        return Err(Fault::new(FaultKind::NoKeyring, Place::Keyring, fl!("cli-no-keyring")));
    }
    context.config.last_account = context.config.last_account.max(id.0);
    context.config.accounts.push(account.clone());
    context.config.save(&context.paths)?;
    context.out.record(&json!({ "added": account.address, "account": account.id.0 }), || {
        fl!("cli-account-added", address = account.address.as_str())
    });
    Ok(End::Done)
}

pub fn list(context: &Context) -> Result<End, Fault> {
    for account in &context.config.accounts {
        let imap = format!("{}:{}", account.imap.host, account.imap.port);
        let value = json!({
            "account": account.id.0,
            "name": account.name,
            "address": account.address,
            "imap": imap,
            "tls": account.imap.tls,
            "user": account.user,
            "password": match &account.secret {
                SecretSource::Keyring => "keyring",
                SecretSource::Command(_) => "command",
                SecretSource::ThisRun => "this-run",
            },
        });
        context.out.record(&value, || {
            format!("{}\t{}\t{}\t{imap}", account.id.0, account.name, account.address)
        });
    }
    if context.config.accounts.is_empty() {
        context.out.say(&fl!("cli-no-account"));
    }
    Ok(End::Done)
}

/// Forgets account, password and cache. The mail stays on the server.
pub async fn remove(context: &mut Context, wanted: &str) -> Result<End, Fault> {
    let account = context.account(Some(wanted))?;
    let engine = super::sync::engine(context, vec![account.clone()], false)?;
    engine.0.remove(account.id).await?;
    engine.0.shutdown(super::sync::PATIENCE).await;
    context.config.accounts.retain(|a| a.id != account.id);
    context.config.save(&context.paths)?;
    if account.secret == SecretSource::Keyring
        && let Err(fault) = context.vault.forget(account.id, &account.address).await
    {
        context.out.fault(&fault, &crate::i18n::fault(&fault));
    }
    context.out.record(&json!({ "removed": account.address }), || {
        fl!("cli-account-removed", address = account.address.as_str())
    });
    Ok(End::Done)
}

/// `HOST`, `HOST:PORT` or `[IPv6]:PORT`.
pub fn host_port(text: &str, tls: TlsMode) -> Result<(String, u16), Fault> {
    let wrong = || invalid(fl!("cli-bad-host", host = text));
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => match text.split_once(':') {
            Some((host, port)) if !port.contains(':') => (host, Some(port)),
            // A bare IPv6 address has more than one colon.
            Some(_) => (text, None),
            None => (text, None),
        },
    };
    let port = match port {
        Some(port) => port.parse().ok().filter(|&port| port > 0).ok_or_else(wrong)?,
        None => tls.imap_port(),
    };
    if host.is_empty() || host.contains(char::is_whitespace) {
        return Err(wrong());
    }
    Ok((host.to_owned(), port))
}

/// The first line of stdin.
fn password_from_stdin() -> Result<Secret, Fault> {
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(PASSWORD_LIMIT)
        .read_to_string(&mut text)
        .map_err(|error| Fault::new(FaultKind::NoPassword, Place::SignIn, error.to_string()))?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(Fault::new(FaultKind::NoPassword, Place::SignIn, fl!("cli-empty-password")));
    }
    Ok(Secret::from(line))
}

fn invalid(detail: String) -> Fault {
    Fault::new(FaultKind::Invalid, Place::Config, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_written_as_host_and_port() {
        let of = |text| host_port(text, TlsMode::Implicit).ok();
        assert_eq!(of("mail.example"), Some(("mail.example".into(), 993)));
        assert_eq!(of("mail.example:1993"), Some(("mail.example".into(), 1993)));
        assert_eq!(of("[::1]:1143"), Some(("::1".into(), 1143)));
        assert_eq!(of("::1"), Some(("::1".into(), 993)));
        for wrong in ["", ":993", "mail.example:", "mail.example:0", "mail.example:99999", "a b"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }
}
