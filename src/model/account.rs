//! An account: who the person is, and where their mail lives.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::ids::AccountId;
use super::oauth::OAuth;

/// How the wire is protected (RFC 8314).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TlsMode {
    /// TLS from the first byte, port 993.
    Implicit,
    /// STARTTLS before anything else, port 143.
    StartTls,
    /// No TLS: refused unless the address is a loopback one.
    None,
}

impl TlsMode {
    /// The port that IMAP has by custom in this mode.
    pub fn imap_port(self) -> u16 {
        match self {
            Self::Implicit => 993,
            Self::StartTls | Self::None => 143,
        }
    }
}

/// SHA-256 of a certificate's DER form, shown as `AB:CD:…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// As `Display` writes it, half of it on each of two lines: it is compared by eye.
    pub fn in_two_lines(&self) -> String {
        let whole = self.to_string();
        let parts: Vec<&str> = whole.split(':').collect();
        let (first, second) = parts.split_at(parts.len() / 2);
        format!("{}\n{}", first.join(":"), second.join(":"))
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, byte) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(":")?;
            }
            write!(f, "{byte:02X}")?;
        }
        Ok(())
    }
}

impl std::str::FromStr for Fingerprint {
    type Err = ();

    /// Reads what `Display` wrote.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut bytes = [0; 32];
        let mut hexes = text.split(':');
        for byte in &mut bytes {
            let hex = hexes.next().filter(|hex| hex.len() == 2).ok_or(())?;
            *byte = u8::from_str_radix(hex, 16).map_err(drop)?;
        }
        if hexes.next().is_some() { Err(()) } else { Ok(Self(bytes)) }
    }
}

/// Whom to believe beyond the system's certificate authorities.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trust {
    /// A PEM file with further authorities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca: Option<PathBuf>,
    /// The one certificate the person trusted by hand, whatever else is wrong with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<Fingerprint>,
}

/// Where to connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub tls: TlsMode,
    #[serde(default)]
    pub trust: Trust,
}

impl Server {
    /// Whether both are one server; how it is reached and believed aside.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.port == other.port && self.host.eq_ignore_ascii_case(&other.host)
    }
}

/// Where the password, or the tokens, come from. They are never part of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretSource {
    /// The system keyring.
    Keyring,
    /// The first line that this shell command prints, as in mbsync and aerc.
    Command(String),
    /// Held in memory until Pombo ends: no keyring was running.
    ThisRun,
    /// The encrypted file that the person opens with a passphrase: there is no keyring.
    File,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    /// What the person calls the account; empty for its address.
    pub label: String,
    /// The person's name, for the From field.
    pub name: String,
    pub address: String,
    pub imap: Server,
    /// The login name; often the address.
    pub user: String,
    pub secret: SecretSource,
    /// How tokens are had, where it signs in with them and not with a password. With
    /// `SecretSource::Command` the command prints an access token.
    pub oauth: Option<OAuth>,
    pub hue: Option<Hue>,
    /// Mailboxes that it is not subscribed to are left out of the sidebar.
    pub hide_unsubscribed: bool,
}

impl Account {
    /// What the account is called on screen.
    pub fn title(&self) -> &str {
        if self.label.trim().is_empty() { &self.address } else { self.label.trim() }
    }

    /// The colour that marks it: the one the person chose, else one by its number.
    pub fn shown_hue(&self) -> Hue {
        let own = usize::from(self.id.0.saturating_sub(1)) % Hue::ALL.len();
        self.hue.or_else(|| Hue::ALL.get(own).copied()).unwrap_or(Hue::Blue)
    }

    /// Whether both open the same mailbox: what is kept of one is true of the other.
    pub fn is_same_mailbox(&self, other: &Self) -> bool {
        self.imap.host.eq_ignore_ascii_case(&other.imap.host)
            && self.user == other.user
            && self.address.eq_ignore_ascii_case(&other.address)
    }

    /// Whether a connection made for one is good for the other: what differs is for people only.
    pub fn connects_like(&self, other: &Self) -> bool {
        let wire = |account: &Self| {
            let Self { id, address, imap, user, secret, oauth, .. } = account.clone();
            (id, address, imap, user, secret, oauth)
        };
        wire(self) == wire(other)
    }
}

/// One of the eight colours that mark accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hue {
    Blue,
    Teal,
    Green,
    Yellow,
    Orange,
    Red,
    Pink,
    Purple,
}

impl Hue {
    pub const ALL: [Self; 8] = [
        Self::Blue,
        Self::Teal,
        Self::Green,
        Self::Yellow,
        Self::Orange,
        Self::Red,
        Self::Pink,
        Self::Purple,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        let imap = Server {
            host: "imap.example.org".into(),
            port: 993,
            tls: TlsMode::Implicit,
            trust: Trust::default(),
        };
        Account {
            id: AccountId(1),
            label: String::new(),
            name: "Ana".into(),
            address: "ana@example.org".into(),
            imap,
            user: "ana".into(),
            secret: SecretSource::Keyring,
            oauth: None,
            hue: None,
            hide_unsubscribed: false,
        }
    }

    #[test]
    fn what_is_for_people_only_leaves_connections_alone() {
        let one = account();
        let said = Account {
            label: "Home".into(),
            name: "Ana S.".into(),
            hue: Some(Hue::Red),
            hide_unsubscribed: false,
            ..account()
        };
        assert!(one.connects_like(&said));
        let other = Account { secret: SecretSource::File, ..account() };
        assert!(!one.connects_like(&other));
    }

    #[test]
    fn a_mailbox_is_the_same_by_host_user_and_address() {
        let one = account();
        let mut other = account();
        other.imap = Server { port: 143, tls: TlsMode::StartTls, ..other.imap };
        other.imap.host = "IMAP.example.ORG".into();
        assert!(one.is_same_mailbox(&other));
        assert!(!one.is_same_mailbox(&Account { user: "bea".into(), ..account() }));
        assert!(!one.is_same_mailbox(&Account { address: "bea@example.org".into(), ..account() }));
        other.imap.host = "mail.example.org".into();
        assert!(!one.is_same_mailbox(&other));
    }

    #[test]
    fn every_account_has_a_colour_and_a_title() {
        let ids = [0, 1, 8, 9, u16::MAX].map(AccountId);
        let hues = ids.map(|id| Account { id, ..account() }.shown_hue());
        assert_eq!(hues, [Hue::Blue, Hue::Blue, Hue::Purple, Hue::Blue, Hue::Pink]);
        let chosen = Account { hue: Some(Hue::Green), ..account() };
        assert_eq!(chosen.shown_hue(), Hue::Green);
        assert_eq!(Account { label: "  ".into(), ..account() }.title(), "ana@example.org");
    }

    #[test]
    fn a_fingerprint_in_two_lines_has_as_much_on_each() {
        let print = Fingerprint([0xAB; 32]);
        let half = ["AB"; 16].join(":");
        assert_eq!(print.in_two_lines().lines().collect::<Vec<_>>(), [half.as_str(); 2]);
        assert_eq!(print.to_string().parse(), Ok(print));
    }
}
