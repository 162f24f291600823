//! The configuration as it lies on disk: its names, its defaults, its limits. Apart from the live
//! shape, so that either can change alone. Knows no file.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::{Config, Network, Settings, ThemeChoice};
use crate::model::account::{Account, Hue, SecretSource, Server, TlsMode, Trust};
use crate::model::fault::Fault;
use crate::model::ids::AccountId;
use crate::model::names::Names;
use crate::model::oauth::OAuth;
use crate::model::pictures::Always;

/// Letters of a language tag at most (RFC 5646 section 4.4.1).
const TAG_MAX: usize = 35;

/// Why a text is no configuration, and where.
#[derive(Debug)]
pub(super) struct Problem {
    line: Option<usize>,
    reason: String,
}

impl Problem {
    pub(super) fn fault(&self, file: &Path) -> Fault {
        let reason = self.reason.trim_end();
        match self.line {
            Some(line) => super::damaged(file, &format!("line {line}: {reason}")),
            None => super::damaged(file, reason),
        }
    }

    fn whole(reason: String) -> Self {
        Self { line: None, reason }
    }

    fn parsing(error: &toml::de::Error, text: &str) -> Self {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map(|before| before.matches('\n').count() + 1);
        Self { line, reason: error.message().to_owned() }
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct StoredConfig {
    last_account: u16,
    settings: StoredSettings,
    #[serde(skip_serializing_if = "StoredNetwork::is_empty")]
    network: StoredNetwork,
    /// Client ids by provider.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    clients: BTreeMap<String, String>,
    account: Vec<StoredAccount>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct StoredSettings {
    #[serde(skip_serializing_if = "Option::is_none")]
    theme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mark_read_after: Option<Delay>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zoom: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compact: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefetch: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<bool>,
    /// Whose pictures are fetched without asking.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pictures_of_senders: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pictures_of_hosts: Vec<String>,
    /// Whose mail is shown on light in a dark window.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    light_for_senders: Vec<String>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct StoredNetwork {
    /// An address, with a port where it is not 53.
    #[serde(skip_serializing_if = "Option::is_none")]
    name_server: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    web: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ca: Option<PathBuf>,
}

/// Seconds, or the word `never`.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Delay {
    Seconds(f64),
    Word(String),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct StoredAccount {
    id: u16,
    #[serde(default)]
    name: String,
    address: String,
    /// The login name, where it is not the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    /// What the person calls it, where that is not the address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hue: Option<Hue>,
    /// Whether mailboxes that it is not subscribed to are left out of the sidebar.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    hide_unsubscribed: bool,
    password: SecretSource,
    imap: StoredServer,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    oauth: Option<OAuth>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct StoredServer {
    host: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
    tls: TlsMode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ca: Option<PathBuf>,
    /// The fingerprint of the one certificate that was trusted by hand, `AB:CD:…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    certificate: Option<String>,
}

/// Reads a configuration.
pub(super) fn parse(text: &str) -> Result<Config, Problem> {
    // Also what is not known here has to be kept when the file is written.
    let whole: Result<Table, _> = toml::from_str(text);
    whole.map_err(|error| Problem::parsing(&error, text))?;
    let stored: StoredConfig =
        toml::from_str(text).map_err(|error| Problem::parsing(&error, text))?;
    let accounts: Vec<_> = stored.account.into_iter().map(live).collect::<Result<_, _>>()?;
    let ids: BTreeSet<_> = accounts.iter().map(|account| account.id).collect();
    if ids.len() != accounts.len() {
        return Err(Problem::whole("Two accounts have the same id.".to_owned()));
    }

    Ok(Config {
        accounts,
        settings: stored.settings.live(),
        network: stored.network.live()?,
        last_account: stored.last_account,
        clients: stored.clients,
    })
}

/// Writes a configuration, with the keys of the old text that are not known here.
pub(super) fn write(config: &Config, old: &str) -> Result<String, Problem> {
    parse(old)?;
    let old: Table = toml::from_str(old).map_err(|error| Problem::parsing(&error, old))?;
    let stored = StoredConfig {
        last_account: config.highest_account(),
        settings: StoredSettings::from(&config.settings),
        network: StoredNetwork::from(&config.network),
        clients: config.clients.clone(),
        account: config.accounts.iter().map(StoredAccount::from).collect(),
    };

    let unwritable = |error: toml::ser::Error| Problem::whole(error.to_string());
    let mut new = Table::try_from(stored).map_err(unwritable)?;
    keep_unknown(&old, &mut new);
    toml::to_string(&new).map_err(unwritable)
}

/// Names of ours in a table: absent in the new text means that they were taken away.
const KNOWN: [&str; 26] = [
    "hide-unsubscribed",
    "network",
    "name-server",
    "web",
    "clients",
    "label",
    "hue",
    "oauth",
    "last-account",
    "settings",
    "account",
    "theme",
    "language",
    "mark-read-after",
    "zoom",
    "compact",
    "pictures-of-senders",
    "pictures-of-hosts",
    "light-for-senders",
    "user",
    "password",
    "imap",
    "port",
    "ca",
    "certificate",
    "id",
];

/// Copies what another version wrote, at the top, in the settings, and in accounts of the same id.
fn keep_unknown(old: &Table, new: &mut Table) {
    for (key, value) in old {
        match (new.get_mut(key), value) {
            (None, _) if !KNOWN.contains(&key.as_str()) => {
                new.insert(key.clone(), value.clone());
            }
            (Some(Value::Table(new)), Value::Table(old)) => keep_in_table(old, new),
            (Some(Value::Array(new)), Value::Array(old)) => keep_in_accounts(old, new),
            _ => {}
        }
    }
}

fn keep_in_table(old: &Table, new: &mut Table) {
    for (key, value) in old {
        if !KNOWN.contains(&key.as_str()) && !new.contains_key(key) {
            new.insert(key.clone(), value.clone());
        }
    }
}

fn keep_in_accounts(old: &[Value], new: &mut [Value]) {
    for new in new.iter_mut().filter_map(Value::as_table_mut) {
        let same = |old: &&Table| old.get("id") == new.get("id");
        let Some(old) = old.iter().filter_map(Value::as_table).find(same) else { continue };
        keep_in_table(old, new);
        if let (Some(Value::Table(old)), Some(Value::Table(new))) =
            (old.get("imap"), new.get_mut("imap"))
        {
            keep_in_table(old, new);
        }
    }
}

impl StoredSettings {
    /// Brings each value into its range; what makes no sense is the default.
    fn live(self) -> Settings {
        let default = Settings::default();

        Settings {
            theme: match self.theme.as_deref() {
                Some("light") => ThemeChoice::Light,
                Some("dark") => ThemeChoice::Dark,
                _ => ThemeChoice::System,
            },
            language: self.language.filter(|tag| !tag.is_empty() && tag.len() <= TAG_MAX),
            mark_read_after: match self.mark_read_after {
                Some(Delay::Seconds(seconds)) if seconds.is_finite() => {
                    let most = Settings::MARK_READ_MAX.as_secs_f64();
                    Some(Duration::from_secs_f64(seconds.clamp(0.0, most)))
                }
                Some(Delay::Word(word)) if word == "never" => None,
                _ => default.mark_read_after,
            },
            zoom: self.zoom.map_or(default.zoom, |zoom| {
                let (least, most) = (*Settings::ZOOM.start(), *Settings::ZOOM.end());
                u16::try_from(zoom.clamp(i64::from(least), i64::from(most))).unwrap_or(default.zoom)
            }),
            compact: self.compact.unwrap_or(default.compact),
            prefetch: self.prefetch.unwrap_or(default.prefetch),
            conversation: self.conversation.unwrap_or(default.conversation),
            pictures: Always::of(self.pictures_of_senders, self.pictures_of_hosts),
            light: Names::of(self.light_for_senders),
        }
    }
}

impl From<&Settings> for StoredSettings {
    fn from(settings: &Settings) -> Self {
        let theme = match settings.theme {
            ThemeChoice::System => "system",
            ThemeChoice::Light => "light",
            ThemeChoice::Dark => "dark",
        };

        Self {
            theme: Some(theme.to_owned()),
            language: settings.language.clone(),
            mark_read_after: Some(match settings.mark_read_after {
                Some(delay) => Delay::Seconds(delay.as_secs_f64()),
                None => Delay::Word("never".to_owned()),
            }),
            zoom: Some(i64::from(settings.zoom)),
            compact: Some(settings.compact),
            prefetch: Some(settings.prefetch),
            conversation: Some(settings.conversation),
            pictures_of_senders: settings.pictures.senders().map(str::to_owned).collect(),
            pictures_of_hosts: settings.pictures.hosts().map(str::to_owned).collect(),
            light_for_senders: settings.light.iter().map(str::to_owned).collect(),
        }
    }
}

fn live(stored: StoredAccount) -> Result<Account, Problem> {
    let wrong = |what: &str| Problem::whole(format!("Account {}: {what}", stored.id));
    let server = stored.imap;
    let pinned = match &server.certificate {
        Some(text) => Some(text.parse().map_err(|()| wrong("The certificate is no fingerprint."))?),
        None => None,
    };
    if server.host.is_empty() {
        return Err(wrong("The host is empty."));
    }
    if server.port == Some(0) {
        return Err(wrong("The port is 0."));
    }

    Ok(Account {
        id: AccountId(stored.id),
        name: stored.name,
        user: stored.user.unwrap_or_else(|| stored.address.clone()),
        address: stored.address,
        secret: stored.password,
        label: stored.label,
        oauth: stored.oauth,
        hue: stored.hue,
        hide_unsubscribed: stored.hide_unsubscribed,
        imap: Server {
            port: server.port.unwrap_or_else(|| server.tls.imap_port()),
            host: server.host,
            tls: server.tls,
            trust: Trust { ca: server.ca, pinned },
        },
    })
}

impl From<&Account> for StoredAccount {
    fn from(account: &Account) -> Self {
        let trust = &account.imap.trust;

        Self {
            id: account.id.0,
            name: account.name.clone(),
            address: account.address.clone(),
            user: Some(account.user.clone()).filter(|user| *user != account.address),
            label: account.label.clone(),
            hue: account.hue,
            hide_unsubscribed: account.hide_unsubscribed,
            password: account.secret.clone(),
            oauth: account.oauth.clone(),
            imap: StoredServer {
                host: account.imap.host.clone(),
                port: Some(account.imap.port),
                tls: account.imap.tls,
                ca: trust.ca.clone(),
                certificate: trust.pinned.map(|pinned| pinned.to_string()),
            },
        }
    }
}

/// The port of name servers.
const DNS: u16 = 53;

impl StoredNetwork {
    fn is_empty(&self) -> bool {
        self.name_server.is_none() && self.web.is_none() && self.ca.is_none()
    }

    fn live(self) -> Result<Network, Problem> {
        let name_server = match self.name_server.as_deref() {
            None => None,
            Some(text) => {
                let whole = text.parse().ok();
                let bare = || Some(SocketAddr::new(text.parse().ok()?, DNS));
                let wrong = || Problem::whole(format!("name-server = \"{text}\" is no address."));
                Some(whole.or_else(bare).ok_or_else(wrong)?)
            }
        };
        Ok(Network { name_server, web: self.web, ca: self.ca })
    }
}

impl From<&Network> for StoredNetwork {
    fn from(network: &Network) -> Self {
        Self {
            name_server: network.name_server.map(|address| address.to_string()),
            web: network.web.clone(),
            ca: network.ca.clone(),
        }
    }
}
