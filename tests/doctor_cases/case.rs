//! The table of recorded failures: see the head of `cases.toml`.

use pombo::model::exam::Step;
use pombo::model::fault::FaultKind;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
struct Table {
    case: Vec<Case>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Case {
    pub name: String,
    pub host: Option<String>,
    pub dns: Dns,
    pub tcp: Option<String>,
    pub tls: Option<String>,
    pub cert: Option<String>,
    pub raw: Option<String>,
    pub alert: Option<u8>,
    pub greeting: Option<String>,
    pub capability: Option<String>,
    pub starttls_says: Option<String>,
    pub capability_says: Option<String>,
    pub login_says: Option<String>,
    pub select_says: Option<String>,
    pub challenge: Option<String>,
    /// The account signs in with a token, one that has ended unless it is `fresh`.
    pub oauth: bool,
    pub fresh: bool,
    pub token: Option<TokenAnswer>,
    pub secret: Option<String>,
    pub short: bool,
    /// The step that is to be named.
    pub step: String,
    /// The kind, or kinds with `|` between them: `Certificate:Expired`.
    pub kind: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Dns {
    Word(String),
    Addresses(Vec<std::net::IpAddr>),
}

impl Default for Dns {
    fn default() -> Self {
        Self::Addresses(vec![std::net::Ipv4Addr::LOCALHOST.into()])
    }
}

#[derive(Debug, Clone, Deserialize)]
pub struct TokenAnswer {
    pub status: u16,
    pub body: String,
}

/// All of them.
pub fn all() -> Vec<Case> {
    let table: Table = toml::from_str(include_str!("cases.toml")).unwrap();
    table.case
}

impl Case {
    pub fn host(&self) -> &str {
        self.host.as_deref().unwrap_or("imap.example.org")
    }

    pub fn step(&self) -> Step {
        let step = Step::ALL.into_iter().find(|step| format!("{step:?}") == self.step);
        step.unwrap_or_else(|| panic!("{}: no step {}", self.name, self.step))
    }

    /// Whether this is one of the kinds that fit.
    pub fn is_kind(&self, kind: &FaultKind) -> bool {
        let told = match kind {
            FaultKind::Certificate { problem, .. } => format!("Certificate:{problem:?}"),
            FaultKind::Grant(problem) => format!("Grant:{problem:?}"),
            FaultKind::Refused(refusal) => format!("Refused:{refusal:?}"),
            FaultKind::Throttled { .. } => "Throttled".to_owned(),
            plain => format!("{plain:?}"),
        };
        self.kind.split('|').any(|kind| kind == told)
    }
}
