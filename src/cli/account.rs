//! `pombo account add|list|remove`.

mod add;

use std::path::Path;

use serde_json::{Value, json};

use super::out::{cell, line};
use super::{Context, End, PATIENCE, Problem};
use crate::config::Config;
use crate::fl;
use crate::model::account::{Account, Fingerprint, SecretSource, TlsMode, Trust};
use crate::model::event::Fact;
use crate::model::fault::{Fault, FaultKind, Place};
pub use add::add;

/// Widest column of names and addresses.
const WIDEST: usize = 40;

/// Whom to believe as the options say. The file is found from every folder later.
pub fn trust(ca: Option<&Path>, fingerprint: Option<&str>) -> Result<Trust, Problem> {
    let pinned = match fingerprint.map(str::parse::<Fingerprint>) {
        None => None,
        Some(Ok(fingerprint)) => Some(fingerprint),
        Some(Err(())) => return Err(Problem::usage(fl!("cli-bad-fingerprint"))),
    };
    let ca = match ca {
        None => None,
        Some(file) => Some(std::path::absolute(file).map_err(|error| {
            Fault::new(FaultKind::Disk, Place::File, format!("{}: {error}", file.display()))
        })?),
    };
    Ok(Trust { ca, pinned })
}

pub fn list(context: &Context) -> Result<End, Problem> {
    let accounts = &context.config.accounts;
    let widest = |text: fn(&Account) -> &str| {
        let width = |account| unicode_width::UnicodeWidthStr::width(text(account));
        accounts.iter().map(width).max().unwrap_or(0).min(WIDEST)
    };
    let (address, name) = (widest(|account| &account.address), widest(|account| &account.name));
    for account in accounts {
        context.out.record(&value(account), || {
            format!(
                "{:>3}  {}  {}  {}:{}",
                account.id.0,
                cell(&account.address, address),
                cell(&account.name, name),
                line(&account.imap.host),
                account.imap.port
            )
        })?;
    }
    if accounts.is_empty() {
        context.out.say(&fl!("cli-no-account"))?;
    }
    Ok(End::Done)
}

fn value(account: &Account) -> Value {
    json!({
        "account": account.id.0,
        "name": account.name,
        "address": account.address,
        "host": account.imap.host,
        "port": account.imap.port,
        "tls": account.imap.tls,
        "fingerprint": account.imap.trust.pinned.map(|pinned| pinned.to_string()),
        "ca": account.imap.trust.ca,
        "user": account.user,
        "password": match &account.secret {
            SecretSource::Keyring => "keyring",
            SecretSource::Command(_) => "command",
            SecretSource::ThisRun => "this-run",
            SecretSource::File => "file",
        },
    })
}

/// Forgets account, password and cache. The mail stays on the server.
pub async fn remove(context: &mut Context, wanted: &str) -> Result<End, Problem> {
    let account = context.account(Some(wanted))?;
    let (engine, mut events) = context.engine(vec![account.clone()], false)?;
    context.config = Config::load(&context.paths)?;
    let waiting = match events.recv().await.map(|event| event.fact) {
        Some(Fact::JournalOpened(entries)) => {
            entries.iter().filter(|entry| entry.is_pending()).count()
        }
        _ => 0,
    };
    engine.remove(account.id).await?;
    context.config.accounts.retain(|known| known.id != account.id);
    context.config.save(&context.paths)?;
    engine.shutdown(PATIENCE).await;
    let forgotten = match account.secret {
        SecretSource::Keyring | SecretSource::File => {
            if let Err(fault) = context.vault.revoke(&account).await {
                tracing::warn!(%fault, "The authorization server was not told that it is over.");
            }
            context.vault.forget(account.id, &account.address).await
        }
        SecretSource::Command(_) | SecretSource::ThisRun => Ok(()),
    };
    let value = json!({
        "event": "removed",
        "account": account.id.0,
        "address": account.address,
        "given_up": waiting,
    });
    context.out.record(&value, || {
        fl!("cli-account-removed", address = account.address.as_str(), given_up = waiting)
    })?;
    forgotten?;
    Ok(End::Done)
}

/// `HOST`, `HOST:PORT` or `[IPv6]:PORT`.
pub fn host_port(text: &str, tls: TlsMode) -> Result<(String, u16), Problem> {
    let wrong = || Problem::usage(fl!("cli-bad-host", host = text));
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, rest)) => (host, Some(rest.strip_prefix(':').ok_or_else(wrong)?)),
        None => match text.split_once(':') {
            Some((host, port)) if !port.contains(':') => (host, Some(port)),
            // A bare IPv6 address has more than one colon.
            Some(_) | None => (text, None),
        },
    };
    let port = match port {
        Some(port) => port.parse().ok().filter(|&port| port > 0).ok_or_else(wrong)?,
        None => tls.imap_port(),
    };
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || "/@".contains(c)) {
        return Err(wrong());
    }
    Ok((host.to_owned(), port))
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
        assert_eq!(of("[::1]"), Some(("::1".into(), 993)));
        assert_eq!(of("::1"), Some(("::1".into(), 993)));
        for wrong in [
            "",
            ":993",
            "mail.example:",
            "mail.example:0",
            "mail.example:99999",
            "a b",
            "[::1]993",
            "imaps://mail.example",
            "ana@mail.example",
        ] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_file_of_authorities_is_found_from_every_folder() {
        let trust = trust(Some(Path::new("ca.pem")), None).unwrap();
        assert!(trust.ca.unwrap().is_absolute());
        assert_eq!(super::trust(None, Some("AB")).unwrap_err().end(), End::WrongUse);
    }
}
