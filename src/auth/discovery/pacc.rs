//! The configuration in JSON that a domain publishes for mail programs (draft-ietf-mailmaint-pacc):
//! a page whose hash is in DNS, so that neither of the two can be changed alone. Knows no XML.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::address::host_name;
use super::autoconfig::endpoint;
use super::{Address, Asking, server};
use crate::model::account::TlsMode;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::oauth::OAuth;
use crate::model::setup::{Candidate, Origin, Way};

const SIZE_MAX: usize = 256 * 1024;
const NAME_MAX: usize = 100;

/// The page, and what DNS says about it.
pub(super) async fn ask(asking: &Asking<'_>) -> Result<Vec<Candidate>, Fault> {
    let domain = asking.address.domain();
    let host = format!("ua-auto-config.{domain}");
    let path = "/.well-known/user-agent-configuration.json";
    let Some(answer) = asking.page(&host, path).await? else { return Ok(Vec::new()) };
    if answer.media_type != "application/json" {
        return Ok(Vec::new());
    }
    if answer.body.len() > SIZE_MAX {
        let detail = format!("{host}: a configuration of {} octets", answer.body.len());
        return Err(Fault::new(FaultKind::TooLarge, Place::Discovery, detail));
    }
    let records = asking.dns()?.texts(&format!("_ua-auto-config.{domain}")).await?;
    if !records.iter().any(|record| vouches(record, &answer.body)) {
        return Err(nonsense(&host, "DNS does not vouch for it"));
    }
    read(&answer.body, asking.address, asking.places.trusts_loopback())
        .map_err(|why| nonsense(&host, &why))
}

fn nonsense(host: &str, why: &str) -> Fault {
    let detail = format!("the configuration of {host} cannot be believed: {why}");
    Fault::new(FaultKind::Nonsense, Place::Discovery, detail)
}

/// Whether a record (`v=UAAC1; a=sha256; d=<base64>`) holds the hash of this page.
fn vouches(record: &str, body: &[u8]) -> bool {
    let tag = |wanted: &str| {
        record.split(';').find_map(|tag| {
            let (name, value) = tag.split_once('=')?;
            name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim())
        })
    };
    let is = |name, wanted: &str| tag(name).is_some_and(|told| told.eq_ignore_ascii_case(wanted));
    let hash = tag("d").and_then(|text| STANDARD.decode(text).ok());
    is("v", "UAAC1")
        && is("a", "sha256")
        && hash.is_some_and(|hash| hash == Sha256::digest(body).as_slice())
}

#[derive(Deserialize)]
struct Config {
    protocols: Protocols,
    #[serde(default)]
    authentication: Authentication,
    #[serde(default)]
    info: Info,
}

#[derive(Deserialize)]
struct Protocols {
    imap: Option<Host>,
    smtp: Option<Host>,
}

#[derive(Deserialize)]
struct Host {
    host: String,
}

#[derive(Default, Deserialize)]
struct Authentication {
    #[serde(rename = "oauth-public")]
    oauth: Option<Issuer>,
    #[serde(default)]
    password: Value,
}

#[derive(Deserialize)]
struct Issuer {
    issuer: String,
}

#[derive(Default, Deserialize)]
struct Info {
    provider: Option<Provider>,
}

#[derive(Deserialize)]
struct Provider {
    name: Option<String>,
}

/// The IMAP server of a page; TLS from the first byte at the ports of RFC 8314, which the draft
/// takes for granted. The reason where it is no configuration.
fn read(body: &[u8], address: &Address, near: bool) -> Result<Vec<Candidate>, String> {
    let config: Config = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let at = |host: Option<Host>, port| {
        host_name(&host?.host).map(|host| server(host, port, TlsMode::Implicit))
    };
    let Some(imap) = at(config.protocols.imap, TlsMode::Implicit.imap_port()) else {
        return Ok(Vec::new());
    };
    let mut ways = Vec::new();
    if let Some(issuer) = config.authentication.oauth.and_then(|told| url(&told.issuer, near)) {
        // Its endpoints are in its own metadata (RFC 8414).
        let oauth = OAuth { issuer: Some(issuer), ..OAuth::default() };
        ways.push(Way::Browser(Box::new(oauth)));
    }
    let without = matches!(config.authentication.password, Value::Null | Value::Bool(false));
    if !without || ways.is_empty() {
        ways.push(Way::Password);
    }
    let name = config.info.provider.and_then(|provider| provider.name);
    Ok(vec![Candidate {
        origin: Origin::Pacc,
        provider: name.filter(|name| name.len() <= NAME_MAX && !name.contains(char::is_control)),
        imap,
        smtp: at(config.protocols.smtp, 465),
        user: address.whole().to_owned(),
        ways,
    }])
}

/// The issuer as a URL: the draft's examples have a mere host name.
fn url(issuer: &str, near: bool) -> Option<String> {
    match issuer.contains("://") {
        true => endpoint(issuer, near),
        false => Some(format!("https://{}", host_name(issuer)?)),
    }
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &[u8] = br#"{
        "protocols": {"imap": {"host": "imap.example.org"}, "smtp": {"host": "smtp.example.org"},
                      "jmap": {"url": "https://jmap.example.org"}},
        "authentication": {"oauth-public": {"issuer": "auth.example.org"}, "password": true},
        "info": {"provider": {"name": "Example", "shortName": "Ex"}}}"#;

    fn ana() -> Address {
        Address::parse("ana@example.org").unwrap()
    }

    #[test]
    fn a_page_is_believed_only_when_its_hash_is_in_dns() {
        let hash = STANDARD.encode(Sha256::digest(PAGE));
        for (record, good) in [
            (format!("v=UAAC1; a=sha256; d={hash}"), true),
            (format!(" D = {hash} ;A=SHA256;V=uaac1;"), true),
            (format!("v=UAAC2; a=sha256; d={hash}"), false),
            (format!("v=UAAC1; a=sha1; d={hash}"), false),
            (format!("v=UAAC1; a=sha256; d={}", STANDARD.encode([0; 32])), false),
            ("v=UAAC1; a=sha256; d=*".to_owned(), false),
            ("v=UAAC1; a=sha256".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(vouches(&record, PAGE), good, "{record}");
        }
    }

    #[test]
    fn servers_and_ways_are_read() {
        let found = read(PAGE, &ana(), false).unwrap().remove(0);
        assert_eq!((found.imap.host.as_str(), found.imap.port), ("imap.example.org", 993));
        assert_eq!(found.smtp.map(|smtp| (smtp.host, smtp.port)).unwrap().1, 465);
        assert_eq!(found.provider.as_deref(), Some("Example"));
        let [Way::Browser(oauth), Way::Password] = &found.ways[..] else { panic!() };
        assert_eq!(oauth.issuer.as_deref(), Some("https://auth.example.org"));
    }

    #[test]
    fn odd_pages_are_nothing_or_refused_and_never_a_panic() {
        let read = |text: &str| read(text.as_bytes(), &ana(), false);
        for text in [
            "{}",
            "[]",
            "",
            "{\"protocols\": 1}",
            "{\"protocols\": {\"imap\": {\"host\": 7}}}",
            &"[".repeat(100_000),
        ] {
            assert!(read(text).is_err(), "{text:.40}");
        }
        for host in ["", "a b", "127.0.0.1", "exa%6dple.org", "-"] {
            let text = format!("{{\"protocols\": {{\"imap\": {{\"host\": \"{host}\"}}}}}}");
            assert_eq!(read(&text), Ok(Vec::new()), "{host}");
        }
        let far = "{\"protocols\": {\"imap\": {\"host\": \"imap.example.org\"}}, \
                   \"authentication\": {\"oauth-public\": {\"issuer\": \"http://evil.example\"}}}";
        assert_eq!(read(far).unwrap()[0].ways, [Way::Password]);
    }
}
