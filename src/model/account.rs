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
}

impl Account {
    /// What the account is called on screen.
    pub fn title(&self) -> &str {
        if self.label.is_empty() { &self.address } else { &self.label }
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
    use super::Fingerprint;

    #[test]
    fn a_fingerprint_in_two_lines_has_as_much_on_each() {
        let print = Fingerprint([0xAB; 32]);
        let half = ["AB"; 16].join(":");
        assert_eq!(print.in_two_lines().lines().collect::<Vec<_>>(), [half.as_str(); 2]);
        assert_eq!(print.to_string().parse(), Ok(print));
    }
}
