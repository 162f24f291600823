//! The words of the SASL mechanisms: PLAIN (RFC 4616), OAUTHBEARER (RFC 7628) and XOAUTH2, which
//! Google and Microsoft had before it. Knows no stream.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose::STANDARD};
use secrecy::zeroize::Zeroizing;

use crate::auth::oauth;
use crate::imap::faults;
use crate::imap::parse::StatusLine;
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

/// What a server says of a token that it does not take: the line behind the `+`, JSON in base64.
pub(super) fn complaint(challenge: &[u8]) -> Fault {
    let text = challenge.trim_ascii();
    let text = if text.len() > CHALLENGE_MAX { &[] } else { text };
    oauth::explain_sasl(&LENIENT.decode(text).unwrap_or_default())
}

/// The refusal of a token: the tagged answer, and what was said before it.
pub(super) fn token_refusal(line: &StatusLine, complaint: Option<&Fault>) -> Fault {
    let mut fault = faults::sign_in_refusal(line);
    let is_plain = fault.kind == FaultKind::WrongPassword
        || complaint.is_some() && fault.kind == FaultKind::NotUnderstood;
    if is_plain {
        let ended = FaultKind::Grant(GrantProblem::Ended);
        fault.kind = match complaint.map(|told| &told.kind).filter(|told| **told != ended) {
            Some(told) => told.clone(),
            // It is known who this is, and they may not come in: no other token changes that.
            None if matches!(line.code.name(), "AUTHORIZATIONFAILED" | "NOPERM") => {
                FaultKind::Grant(GrantProblem::NotTaken)
            }
            None => ended,
        };
    }
    if let Some(told) = complaint {
        fault.detail.push_str(&format!(" ({})", told.detail));
    }
    fault
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
        let (ended, scope) = (GrantProblem::Ended, GrantProblem::Scope);
        let long = format!(r#"{{"status":"403","x":"{}"}}"#, "x".repeat(CHALLENGE_MAX));
        for (challenge, problem) in [
            (coded(r#"{"status":"400","schemes":"Bearer","scope":"https://x.example/"}"#), ended),
            (coded(r#"{"status":403}"#), scope),
            (b" eyJzdGF0dXMiOiI0MDMifQ ".to_vec(), scope),
            (coded(r#"{"status":["403"],"scope":null}"#), ended),
            (coded("no json"), ended),
            (coded(&"[".repeat(6_000)), ended),
            (b"no base64!".to_vec(), ended),
            (Vec::new(), ended),
            (coded(&long), ended),
        ] {
            let told = complaint(&challenge);
            assert_eq!((told.kind, told.place), (FaultKind::Grant(problem), Place::SignIn));
        }
    }
}
