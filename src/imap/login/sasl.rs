//! The words of the SASL mechanisms: PLAIN (RFC 4616), OAUTHBEARER (RFC 7628) and XOAUTH2, which
//! Google and Microsoft had before it. Knows no stream.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose::STANDARD};
use secrecy::zeroize::Zeroizing;
use serde_json::Value;

use crate::imap::faults;
use crate::imap::parse::status::human;
use crate::imap::parse::{Condition, StatusLine};
use crate::imap::types::Capabilities;
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};

/// A mechanism that we speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mechanism {
    Plain,
    OAuthBearer,
    XOAuth2,
}

/// Octets of a challenge that are looked at: what a server says of a token is some hundred.
const CHALLENGE_MAX: usize = 8 * 1024;

/// Octets of a line with the first response in it; some servers read no longer command
/// (RFC 9051 section 4.3 has 8192).
const LINE_MAX: usize = 8_000;

/// Encoders differ in whether they pad.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Mechanism {
    /// The mechanism for a token. OAUTHBEARER where there is a choice: its messages and errors are
    /// defined, XOAUTH2 is whatever a server makes of two vendors' pages. All who offer both
    /// (Google, Yahoo, Dovecot, Cyrus) take the same token for either; Microsoft has XOAUTH2 only.
    pub(super) fn for_token(offered: &Capabilities) -> Option<Self> {
        if offered.has("AUTH=OAUTHBEARER") {
            Some(Self::OAuthBearer)
        } else {
            offered.has("AUTH=XOAUTH2").then_some(Self::XOAuth2)
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::OAuthBearer => "OAUTHBEARER",
            Self::XOAuth2 => "XOAUTH2",
        }
    }

    pub(super) fn takes_token(self) -> bool {
        self != Self::Plain
    }

    /// What proves who one is, in base64 as it goes over the wire.
    pub(super) fn first_response(
        self,
        user: &str,
        secret: &str,
        host: &str,
        port: u16,
    ) -> Zeroizing<String> {
        let plain = Zeroizing::new(match self {
            // RFC 4616: authzid NUL authcid NUL passwd.
            Self::Plain => format!("\0{user}\0{secret}"),
            Self::XOAuth2 => format!("user={user}\x01auth=Bearer {secret}\x01\x01"),
            // RFC 7628 section 3.1, with the GS2 header of RFC 5801 section 4.
            Self::OAuthBearer => {
                let name = user.replace('=', "=3D").replace(',', "=2C");
                let place = place(host, port);
                format!("n,a={name},\x01{place}auth=Bearer {secret}\x01\x01")
            }
        });
        Zeroizing::new(STANDARD.encode(plain.as_bytes()))
    }

    /// Whether the first response goes with the command (RFC 4959).
    pub(super) fn at_once(self, offered: &Capabilities, first_response: &str) -> bool {
        offered.has("SASL-IR") && first_response.len() <= LINE_MAX
    }

    /// The answer to a challenge that comes after the first response. To those who refuse a token
    /// it says that the reason was read (RFC 7628 section 3.2.3); PLAIN has no second challenge.
    pub(super) fn acknowledgement(self) -> &'static [u8] {
        match self {
            Self::Plain => b"*\r\n",
            // One octet, %x01.
            Self::OAuthBearer => b"AQ==\r\n",
            Self::XOAuth2 => b"\r\n",
        }
    }
}

/// Where we are connected to; servers that share a port by name may want to know.
fn place(host: &str, port: u16) -> String {
    if host.is_empty() || !host.bytes().all(|byte| byte.is_ascii_graphic()) {
        return String::new();
    }
    format!("host={host}\x01port={port}\x01")
}

/// What a server says of a token that it does not take (RFC 7628 section 3.2.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Complaint {
    /// `invalid_token`, `insufficient_scope`; with XOAUTH2 an HTTP status such as `400`.
    pub status: String,
    /// The scope that it asks for, where it tells.
    pub scope: String,
}

impl Complaint {
    /// Reads a challenge: the line behind the `+`. What cannot be read says nothing.
    pub(super) fn read(challenge: &[u8]) -> Self {
        let text = challenge.trim_ascii();
        if text.len() > CHALLENGE_MAX {
            return Self::default();
        }
        let told = LENIENT.decode(text).ok();
        let told = told.and_then(|json| serde_json::from_slice::<Value>(&json).ok());
        let word = |key: &str| match told.as_ref().and_then(|told| told.get(key)) {
            Some(Value::String(text)) => human(text.as_bytes()).chars().take(80).collect(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        Self { status: word("status"), scope: word("scope") }
    }
}

/// The refusal of a token as a fault.
pub(super) fn token_refusal(line: &StatusLine, complaint: Option<&Complaint>) -> Fault {
    let mut fault = faults::sign_in_refusal(line);
    let complained = complaint.is_some() && line.condition == Condition::Bad;
    if fault.kind == FaultKind::WrongPassword
        || complained && fault.kind == FaultKind::NotUnderstood
    {
        fault.kind = match complaint.map(|complaint| complaint.status.as_str()) {
            Some("insufficient_scope" | "invalid_scope" | "403") => scope(),
            Some("temporarily_unavailable" | "server_error") => FaultKind::Unavailable,
            Some(status) if is_server_error(status) => FaultKind::Unavailable,
            // It is known who this is, and it may not come in: no other token changes that.
            _ if matches!(line.code.name(), "AUTHORIZATIONFAILED" | "NOPERM") => {
                FaultKind::Grant(GrantProblem::NotTaken)
            }
            _ => FaultKind::Grant(GrantProblem::Ended),
        };
    }
    if let Some(Complaint { status, scope }) = complaint {
        for (name, told) in [("status", status), ("scope", scope)] {
            if !told.is_empty() {
                fault.detail.push_str(&format!(" ({name} {told})"));
            }
        }
    }
    fault
}

fn scope() -> FaultKind {
    FaultKind::Grant(GrantProblem::Scope)
}

/// An HTTP status from 500 to 599.
fn is_server_error(status: &str) -> bool {
    status.len() == 3 && status.starts_with('5') && status.bytes().all(|byte| byte.is_ascii_digit())
}

/// Neither mechanism is there.
pub(super) fn no_mechanism() -> Fault {
    let detail = "the server offers neither OAUTHBEARER nor XOAUTH2 on this connection";
    Fault::new(FaultKind::Grant(GrantProblem::NotTaken), Place::SignIn, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(mechanism: Mechanism, user: &str, host: &str) -> String {
        let coded = mechanism.first_response(user, "tok", host, 993);
        String::from_utf8(STANDARD.decode(coded.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn the_first_response_is_spelt_as_each_mechanism_wants_it() {
        use Mechanism as M;
        for (mechanism, user, host, expected) in [
            (M::Plain, "ana", "h", "\0ana\0tok"),
            (M::XOAuth2, "ana@x.org", "h", "user=ana@x.org\x01auth=Bearer tok\x01\x01"),
            (
                M::OAuthBearer,
                "ana@x.org",
                "imap.x.org",
                "n,a=ana@x.org,\x01host=imap.x.org\x01port=993\x01auth=Bearer tok\x01\x01",
            ),
            (M::OAuthBearer, "a=b,c", "", "n,a=a=3Db=2Cc,\x01auth=Bearer tok\x01\x01"),
            (M::OAuthBearer, "ana", "h\x01x", "n,a=ana,\x01auth=Bearer tok\x01\x01"),
        ] {
            assert_eq!(decoded(mechanism, user, host), expected);
        }
    }

    #[test]
    fn a_complaint_is_read_where_it_can_be() {
        let coded = |json: &str| STANDARD.encode(json).into_bytes();
        let complaint = |status: &str, scope: &str| Complaint {
            status: status.to_owned(),
            scope: scope.to_owned(),
        };
        let long = coded(&format!("{{\"status\":\"{}\"}}", "x".repeat(CHALLENGE_MAX)));
        let deep = coded(&"[".repeat(6_000));
        for (challenge, expected) in [
            (
                coded(r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#),
                complaint("400", "https://mail.google.com/"),
            ),
            (coded(r#"{"status":401}"#), complaint("401", "")),
            (b" eyJzdGF0dXMiOiI0MDEifQ ".to_vec(), complaint("401", "")),
            (coded(r#"{"status":["x"],"scope":null}"#), complaint("", "")),
            (coded("{\"status\":\"a\\u0000b\\nc\"}"), complaint("abc", "")),
            (coded("no json"), complaint("", "")),
            (b"no base64!".to_vec(), complaint("", "")),
            (Vec::new(), complaint("", "")),
            (long, complaint("", "")),
            (deep, complaint("", "")),
        ] {
            assert_eq!(Complaint::read(&challenge), expected);
        }
    }
}
