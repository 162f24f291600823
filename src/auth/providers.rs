//! The settings of the widely used providers, from `resources/providers.toml`. Facts only: knows no
//! network, no address but its domain, and no client id.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::account::{Server, TlsMode, Trust};
use crate::model::oauth::OAuth;
use crate::model::setup::{Candidate, Origin, Way};

#[cfg(test)]
mod tests;

const TABLE: &str = include_str!("../../resources/providers.toml");

/// One provider.
#[derive(Debug, Clone, PartialEq)]
pub struct Provider {
    /// `google`, `microsoft`; stable, written into settings.
    pub key: String,
    pub name: String,
    pub imap: Server,
    pub smtp: Option<Server>,
    /// How the login name is made of an address of the provider's own domains.
    pub user: UserForm,
    /// Endpoints and scopes, without a client id.
    pub oauth: Option<OAuth>,
    /// Whether the password of the account is taken for IMAP.
    pub takes_password: bool,
    /// Whether app passwords are taken, and the page where they are made (empty where it has no
    /// address of its own).
    pub app_passwords: Option<String>,
    /// Where a person registers a client id of their own.
    pub registration: Option<String>,
    order: Vec<Kind>,
}

/// What an address is to be cut down to for the login name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserForm {
    #[default]
    Address,
    LocalPart,
}

/// A way to sign in, as the table names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Browser,
    Password,
    AppPassword,
}

/// What a domain or a mail exchanger belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known {
    Provider(&'static Provider),
    /// The provider of this name lets no other program read its mail.
    Closed(&'static str),
}

impl Provider {
    /// The ways to sign in, the preferred one first.
    pub fn ways(&self) -> Vec<Way> {
        let way = |kind: &Kind| match kind {
            Kind::Browser => self.oauth.clone().map(|oauth| Way::Browser(Box::new(oauth))),
            Kind::Password => Some(Way::Password),
            Kind::AppPassword => {
                let page = self.app_passwords.clone().filter(|page| !page.is_empty());
                Some(Way::AppPassword(page))
            }
        };
        self.order.iter().filter_map(way).collect()
    }

    /// The provider's servers for an address. Its login name is cut down only where the domain is
    /// the provider's own: for a domain that it hosts, the local part says nothing.
    pub fn candidate(&self, origin: Origin, address: &str) -> Candidate {
        let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
        let user = match (self.user, origin) {
            (UserForm::LocalPart, Origin::Table) => local,
            _ => address,
        };
        Candidate {
            origin,
            provider: Some(self.name.clone()),
            imap: self.imap.clone(),
            smtp: self.smtp.clone(),
            user: user.to_owned(),
            ways: self.ways(),
        }
    }
}

/// What is known of a domain (lower case, ASCII), by the table alone.
pub fn known_domain(domain: &str) -> Option<Known> {
    TABLES.domains.get(domain).map(|&row| TABLES.known(row))
}

/// What is known of a mail exchanger; the longest end of its name that the table holds decides.
pub fn known_exchanger(host: &str) -> Option<Known> {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let mut rest = host.as_str();
    loop {
        if let Some(&row) = TABLES.exchangers.get(rest) {
            return Some(TABLES.known(row));
        }
        rest = rest.split_once('.')?.1;
    }
}

/// The provider of a domain, by the table alone.
pub fn of_domain(domain: &str) -> Option<&'static Provider> {
    known_domain(&domain.to_ascii_lowercase()).and_then(provider)
}

/// The provider that runs this mail exchanger.
pub fn of_exchanger(host: &str) -> Option<&'static Provider> {
    known_exchanger(host).and_then(provider)
}

/// The provider of this key.
pub fn of_key(key: &str) -> Option<&'static Provider> {
    TABLES.providers.iter().find(|provider| provider.key == key)
}

/// The provider whose IMAP server has this name.
pub fn of_imap_host(host: &str) -> Option<&'static Provider> {
    let host = host.trim_end_matches('.');
    TABLES.providers.iter().find(|provider| provider.imap.host.eq_ignore_ascii_case(host))
}

fn provider(known: Known) -> Option<&'static Provider> {
    match known {
        Known::Provider(provider) => Some(provider),
        Known::Closed(_) => None,
    }
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    // A test reads every row: here the table cannot be wrong.
    read(TABLE).unwrap_or_else(|error| {
        tracing::error!("The table of providers cannot be read: {error}");
        Tables::default()
    })
});

/// The table, and its rows by what they are looked up by.
#[derive(Debug, Default)]
struct Tables {
    providers: Vec<Provider>,
    closed: Vec<String>,
    domains: HashMap<String, Row>,
    exchangers: HashMap<String, Row>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Provider(usize),
    Closed(usize),
}

impl Tables {
    fn known(&'static self, row: Row) -> Known {
        let found = match row {
            Row::Provider(at) => self.providers.get(at).map(Known::Provider),
            Row::Closed(at) => self.closed.get(at).map(|name| Known::Closed(name)),
        };
        found.unwrap_or(Known::Closed(""))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredTable {
    provider: Vec<StoredProvider>,
    closed: Vec<StoredClosed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct StoredProvider {
    key: String,
    name: String,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    mx: Vec<String>,
    imap: String,
    smtp: Option<String>,
    #[serde(default)]
    user: UserForm,
    ways: Vec<Kind>,
    app_password: Option<String>,
    registration: Option<String>,
    oauth: Option<OAuth>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredClosed {
    name: String,
    domains: Vec<String>,
    mx: Vec<String>,
}

fn read(text: &str) -> Result<Tables, String> {
    let stored: StoredTable = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut tables = Tables::default();
    for row in stored.provider {
        let at = Row::Provider(tables.providers.len());
        tables.domains.extend(row.domains.iter().map(|domain| (domain.clone(), at)));
        tables.exchangers.extend(row.mx.iter().map(|end| (end.clone(), at)));
        tables.providers.push(from_stored(row)?);
    }
    for row in stored.closed {
        let at = Row::Closed(tables.closed.len());
        tables.domains.extend(row.domains.into_iter().map(|domain| (domain, at)));
        tables.exchangers.extend(row.mx.into_iter().map(|end| (end, at)));
        tables.closed.push(row.name);
    }
    Ok(tables)
}

fn from_stored(row: StoredProvider) -> Result<Provider, String> {
    let server = |text: &str| server(text).ok_or_else(|| format!("{}: {text}", row.key));
    let imap = server(&row.imap)?;
    let smtp = row.smtp.as_deref().map(server).transpose()?;
    let takes_app_passwords = row.ways.contains(&Kind::AppPassword);
    Ok(Provider {
        imap,
        smtp,
        user: row.user,
        oauth: row.oauth.map(|oauth| OAuth { provider: Some(row.key.clone()), ..oauth }),
        takes_password: row.ways.contains(&Kind::Password),
        app_passwords: takes_app_passwords.then(|| row.app_password.unwrap_or_default()),
        registration: row.registration,
        order: row.ways,
        key: row.key,
        name: row.name,
    })
}

/// `host:port`, with a word after it where the port does not tell how the wire is protected.
fn server(text: &str) -> Option<Server> {
    let (place, word) = text.split_once(' ').unwrap_or((text, ""));
    let (host, port) = place.rsplit_once(':')?;
    let port = port.parse().ok()?;
    let tls = match (word, port) {
        ("starttls", _) | ("", 143 | 587) => TlsMode::StartTls,
        ("tls", _) | ("", 993 | 465) => TlsMode::Implicit,
        _ => return None,
    };
    Some(Server { host: host.to_owned(), port, tls, trust: Trust::default() })
}
