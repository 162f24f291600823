//! The configuration in XML that a domain publishes for mail programs (draft-ietf-mailmaint-
//! autoconfig). Servers without TLS in it are passed over. Knows no DNS.

use roxmltree::{Document, Node, ParsingOptions};
use url::form_urlencoded;

use super::address::host_name;
use super::{Address, Asking, is_loopback, server};
use crate::model::account::{Server, TlsMode};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::oauth::OAuth;
use crate::model::setup::{Candidate, Origin, Way};

/// Octets of a configuration; real ones have some thousand.
const SIZE_MAX: usize = 256 * 1024;
/// Elements, texts and comments of a configuration.
const NODES_MAX: u32 = 20_000;
/// Servers of one kind that are looked at.
const MOST_SERVERS: usize = 8;
/// Letters of a name on screen, of a login name, of a scope and of a URL.
const TEXT_MAX: usize = 512;
const MOST_SCOPES: usize = 20;

/// `https://autoconfig.DOMAIN/mail/config-v1.1.xml`.
pub(super) async fn ask_autoconfig(asking: &Asking<'_>) -> Result<Vec<Candidate>, Fault> {
    let host = format!("autoconfig.{}", asking.address.domain());
    let path = format!("/mail/config-v1.1.xml?{}", query(asking.address));
    ask(asking, Origin::Autoconfig, &host, &path).await
}

/// `https://DOMAIN/.well-known/autoconfig/mail/config-v1.1.xml`.
pub(super) async fn ask_well_known(asking: &Asking<'_>) -> Result<Vec<Candidate>, Fault> {
    let path = "/.well-known/autoconfig/mail/config-v1.1.xml";
    ask(asking, Origin::WellKnown, asking.address.domain(), path).await
}

/// What the domain of a mail exchanger says for all that it hosts. It is not told the address, and
/// it may not name itself: DNS led here, which nobody signed.
pub(super) async fn ask_host(asking: &Asking<'_>, base: &str) -> Result<Vec<Candidate>, Fault> {
    let host = format!("autoconfig.{base}");
    let found = ask(asking, Origin::Mx, &host, "/mail/config-v1.1.xml").await?;
    Ok(found.into_iter().map(|one| Candidate { provider: None, ..one }).collect())
}

fn query(address: &Address) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("emailaddress", address.whole())
        .finish()
}

async fn ask(
    asking: &Asking<'_>,
    origin: Origin,
    host: &str,
    path: &str,
) -> Result<Vec<Candidate>, Fault> {
    let Some(answer) = asking.page(host, path).await? else { return Ok(Vec::new()) };
    if answer.media_type == "text/html" || answer.media_type == "application/xhtml+xml" {
        // A web site that answers every question with its front page.
        return Ok(Vec::new());
    }
    if answer.body.len() > SIZE_MAX {
        let detail = format!("{host}: a configuration of {} octets", answer.body.len());
        return Err(Fault::new(FaultKind::TooLarge, Place::Discovery, detail));
    }
    let reading =
        Reading { origin, address: asking.address, near: asking.places.trusts_loopback() };
    let text = std::str::from_utf8(&answer.body).map_err(|_| nonsense(host, "it is not UTF-8"))?;
    reading.read(text).map_err(|why| nonsense(host, &why))
}

fn nonsense(host: &str, why: &str) -> Fault {
    let detail = format!("the configuration of {host} cannot be read: {why}");
    Fault::new(FaultKind::Nonsense, Place::Discovery, detail)
}

/// How one configuration is read.
struct Reading<'a> {
    origin: Origin,
    address: &'a Address,
    /// Whether it comes from this computer, and may name endpoints on it.
    near: bool,
}

impl Reading<'_> {
    /// The IMAP servers in their order; the reason where it is no configuration.
    fn read(&self, text: &str) -> Result<Vec<Candidate>, String> {
        let options = ParsingOptions { nodes_limit: NODES_MAX, ..ParsingOptions::default() };
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let document =
            Document::parse_with_options(text, options).map_err(|error| error.to_string())?;
        let root = document.root_element();
        if root.tag_name().name() != "clientConfig" {
            return Err("it is no client configuration".to_owned());
        }
        let Some(provider) = children(root, "emailProvider").next() else {
            return Ok(Vec::new());
        };
        let oauth = [root, provider]
            .into_iter()
            .flat_map(|node| children(node, "oAuth2"))
            .find_map(|node| self.oauth(node));
        let smtp = servers(provider, "outgoingServer", "smtp").find_map(|node| self.server(node));
        let name = self.text(provider, "displayName");
        let found = servers(provider, "incomingServer", "imap").filter_map(|node| {
            Some(Candidate {
                origin: self.origin,
                provider: name.clone(),
                imap: self.server(node)?,
                smtp: smtp.clone(),
                user: self
                    .text(node, "username")
                    .unwrap_or_else(|| self.address.whole().to_owned()),
                ways: ways(node, oauth.as_ref())?,
            })
        });
        Ok(found.collect())
    }

    /// A server that is protected; none for any other.
    fn server(&self, node: Node<'_, '_>) -> Option<Server> {
        let tls = match self.text(node, "socketType")?.to_ascii_uppercase().as_str() {
            "SSL" | "TLS" => TlsMode::Implicit,
            "STARTTLS" => TlsMode::StartTls,
            // `plain`, and what nobody has heard of.
            _ => return None,
        };
        let host = host_name(&self.text(node, "hostname")?)?;
        let port = self.text(node, "port")?.parse().ok().filter(|&port| port > 0)?;
        Some(server(host, port, tls))
    }

    /// Endpoints, where both are there and protected.
    fn oauth(&self, node: Node<'_, '_>) -> Option<OAuth> {
        let scopes = self.text(node, "scope").unwrap_or_default();
        let issuer = self.text(node, "issuer").and_then(|text| self.endpoint(&text));
        Some(OAuth {
            // Most write a mere host name there, which is no issuer (RFC 8414 section 2).
            issuer,
            authorize: self.endpoint(&self.text(node, "authURL")?)?,
            token: self.endpoint(&self.text(node, "tokenURL")?)?,
            scopes: scopes.split_whitespace().take(MOST_SCOPES).map(str::to_owned).collect(),
            ..OAuth::default()
        })
    }

    fn endpoint(&self, text: &str) -> Option<String> {
        endpoint(text, self.near)
    }

    /// The text of a child, with its placeholders filled in; none where there is none.
    fn text(&self, node: Node<'_, '_>, name: &'static str) -> Option<String> {
        let raw = children(node, name).next()?.text()?.trim();
        if raw.is_empty() || raw.len() > TEXT_MAX || raw.contains(char::is_control) {
            return None;
        }
        let filled = raw
            .replace("%EMAILLOCALPART%", self.address.local())
            .replace("%EMAILDOMAIN%", self.address.domain())
            .replace("%EMAILADDRESS%", self.address.whole());
        (filled.len() <= TEXT_MAX).then_some(filled)
    }
}

/// An endpoint as it may be used: HTTPS, or this computer where `near`; nothing hidden in it.
pub(super) fn endpoint(text: &str, near: bool) -> Option<String> {
    let url = url::Url::parse(text.trim()).ok()?;
    let safe = url.scheme() == "https" && (near || !is_loopback(&url));
    let own = near && url.scheme() == "http" && is_loopback(&url);
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    ((safe || own) && plain && url.has_host() && text.len() <= TEXT_MAX)
        .then(|| text.trim().to_owned())
}

fn children<'a, 'b: 'a>(
    node: Node<'a, 'b>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'b>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

fn servers<'a, 'b: 'a>(
    node: Node<'a, 'b>,
    name: &'static str,
    kind: &'static str,
) -> impl Iterator<Item = Node<'a, 'b>> {
    children(node, name).filter(move |at| at.attribute("type") == Some(kind)).take(MOST_SERVERS)
}

/// The ways of a server in its own order; none where it has no way that we know. Ways that need a
/// challenge (`password-encrypted`) are the password all the same: under TLS the servers that ask
/// for them take it, and those that do not, say so.
fn ways(node: Node<'_, '_>, oauth: Option<&OAuth>) -> Option<Vec<Way>> {
    let mut ways: Vec<Way> = Vec::new();
    let mut told = false;
    for way in children(node, "authentication").filter_map(|node| node.text()) {
        told = true;
        let way = match way.trim() {
            "OAuth2" => Way::Browser(Box::new(oauth.cloned().unwrap_or_default())),
            "password-cleartext" | "plain" | "password-encrypted" | "secure" => Way::Password,
            _ => continue,
        };
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    if !told {
        ways.push(Way::Password);
    }
    (!ways.is_empty()).then_some(ways)
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
