//! A program that makes itself known to the demo (RFC 7591), and where the browser may be sent back
//! to: this very machine, on whatever port (RFC 8252 section 7.3).

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::error::Error;

/// Addresses that one program may name.
const REDIRECTS: usize = 8;
/// Characters of a name that are shown.
const NAME: usize = 60;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// What it calls itself.
    pub name: String,
    pub redirects: Vec<String>,
}

/// What of RFC 7591 section 2 is looked at.
#[derive(Debug, Deserialize)]
struct Wish {
    #[serde(default)]
    redirect_uris: Vec<String>,
    #[serde(default)]
    client_name: Option<String>,
    #[serde(default)]
    token_endpoint_auth_method: Option<String>,
}

/// What it is told (RFC 7591 section 3.2.1).
#[derive(Debug, Serialize)]
pub struct Registration<'c> {
    pub client_id: &'c str,
    client_name: &'c str,
    redirect_uris: &'c [String],
    token_endpoint_auth_method: &'static str,
    grant_types: [&'static str; 3],
    response_types: [&'static str; 1],
}

impl Client {
    pub fn read(json: &[u8]) -> Result<Self, Error> {
        let wish: Wish = serde_json::from_slice(json).map_err(|_| Error::InvalidMetadata)?;
        // A program on a person's computer keeps no secret (RFC 8252 section 8.5).
        if wish.token_endpoint_auth_method.is_some_and(|method| method != "none") {
            return Err(Error::InvalidMetadata);
        }
        let all_fit = wish.redirect_uris.iter().all(|uri| loopback(uri).is_some());
        if !all_fit || wish.redirect_uris.len() > REDIRECTS {
            return Err(Error::InvalidRedirect);
        }
        let name = wish.client_name.unwrap_or_default();
        let name = name.chars().filter(|letter| !letter.is_control()).take(NAME).collect();
        Ok(Self { name, redirects: wish.redirect_uris })
    }

    pub fn registration<'c>(&'c self, client_id: &'c str) -> Registration<'c> {
        Registration {
            client_id,
            client_name: &self.name,
            redirect_uris: &self.redirects,
            token_endpoint_auth_method: "none",
            grant_types: super::GRANT_TYPES,
            response_types: ["code"],
        }
    }

    /// Whether the browser may be sent there: to a registered address, its port aside.
    pub fn may_return_to(&self, redirect: &str) -> bool {
        let Some(wished) = loopback(redirect) else { return false };
        self.redirects.iter().filter_map(|own| loopback(own)).any(|own| own == wished)
    }
}

/// An `http` address of this machine without its port; nothing for any other.
fn loopback(uri: &str) -> Option<Url> {
    let mut url = Url::parse(uri).ok().filter(|url| url.scheme() == "http")?;
    let here = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    url.set_port(None).ok()?;
    (here && bare).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(redirect: &str) -> Result<Client, Error> {
        Client::read(format!(r#"{{"redirect_uris":["{redirect}"]}}"#).as_bytes())
    }

    #[test]
    fn the_port_of_a_loopback_address_is_free_and_nothing_else_is() {
        let client = client("http://127.0.0.1/back").unwrap();
        assert!(client.may_return_to("http://127.0.0.1:49152/back"));
        for other in [
            "http://127.0.0.1:49152/",
            "http://localhost:49152/back",
            "https://127.0.0.1:49152/back",
            "http://evil@127.0.0.1:49152/back",
            "http://127.0.0.1:49152/back#x",
            "http://127.0.0.1.evil.example/back",
            "back",
        ] {
            assert!(!client.may_return_to(other), "{other}");
        }
    }

    #[test]
    fn no_program_registers_an_address_of_another_machine_or_a_secret() {
        for foreign in ["https://evil.example/", "http://10.0.0.1/", "javascript:alert(1)", ""] {
            assert_eq!(client(foreign), Err(Error::InvalidRedirect), "{foreign}");
        }
        let secret = br#"{"token_endpoint_auth_method":"client_secret_basic"}"#;
        assert_eq!(Client::read(secret), Err(Error::InvalidMetadata));
        for nonsense in ["", "1", "{\"redirect_uris\":1}", "{\"redirect_uris\":[[]]}"] {
            assert_eq!(Client::read(nonsense.as_bytes()), Err(Error::InvalidMetadata));
        }
        let many = format!(
            r#"{{"redirect_uris":[{}"http://127.0.0.1/"]}}"#,
            "\"http://127.0.0.1/\",".repeat(8)
        );
        assert_eq!(Client::read(many.as_bytes()), Err(Error::InvalidRedirect));
    }
}
