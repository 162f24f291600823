//! What SRV records (RFC 6186, RFC 8314) and mail exchangers say about a domain's servers. DNS is
//! not signed: what it alone says waits for the person's yes before a password goes there.

use super::dns::{Dns, Service};
use super::{Asking, autoconfig, server};
use crate::auth::providers;
use crate::model::account::{Server, TlsMode};
use crate::model::fault::Fault;
use crate::model::setup::{Candidate, Origin, Way};

/// So many exchangers of a domain are asked for their own configuration.
const MOST_BASES: usize = 2;

/// IMAP by TLS from the first byte first, which RFC 8314 section 3 prefers, then by STARTTLS.
pub(super) async fn ask_srv(asking: &Asking<'_>) -> Result<Vec<Candidate>, Fault> {
    let (dns, domain) = (asking.dns()?, asking.address.domain());
    let (imaps, imap, submissions, submission) = futures::join!(
        dns.services("_imaps._tcp", domain),
        dns.services("_imap._tcp", domain),
        dns.services("_submissions._tcp", domain),
        dns.services("_submission._tcp", domain),
    );
    // One question may fail where the other has an answer.
    let (imaps, imap) = match (imaps, imap) {
        (Err(fault), Err(_)) => return Err(fault),
        (imaps, imap) => (imaps.unwrap_or_default(), imap.unwrap_or_default()),
    };
    let smtp = servers(submissions.unwrap_or_default(), TlsMode::Implicit)
        .chain(servers(submission.unwrap_or_default(), TlsMode::StartTls))
        .next();
    let found = servers(imaps, TlsMode::Implicit).chain(servers(imap, TlsMode::StartTls));
    Ok(found
        .map(|imap| Candidate {
            origin: Origin::Srv,
            provider: None,
            imap,
            smtp: smtp.clone(),
            user: asking.address.whole().to_owned(),
            ways: vec![Way::Password],
        })
        .collect())
}

fn servers(found: Vec<Service>, tls: TlsMode) -> impl Iterator<Item = Server> {
    found.into_iter().map(move |at| server(at.host, at.port, tls))
}

/// The provider that runs the domain's exchanger; else what that exchanger's own domain says of
/// itself.
pub(super) async fn ask_mx(asking: &Asking<'_>) -> Result<Vec<Candidate>, Fault> {
    let dns: &Dns = asking.dns()?;
    let exchangers = dns.exchangers(asking.address.domain()).await?;
    if let Some(known) = exchangers.iter().find_map(|host| providers::known_exchanger(host)) {
        return asking.of_table(Origin::Mx, Some(known));
    }
    let mut last = Ok(Vec::new());
    for base in bases(&exchangers, asking.address.domain()) {
        match autoconfig::ask_host(asking, &base).await {
            Ok(found) if !found.is_empty() => return Ok(found),
            other => last = other,
        }
    }
    last
}

/// The domains that exchangers lie in: their names without the first label.
fn bases(exchangers: &[String], domain: &str) -> Vec<String> {
    let mut bases: Vec<String> = Vec::new();
    for host in exchangers {
        let base = host.split_once('.').map_or("", |(_, base)| base);
        // One label is a whole country's or trade's; the domain itself is asked already.
        if base.contains('.') && base != domain && !bases.iter().any(|known| known == base) {
            bases.push(base.to_owned());
        }
    }
    bases.truncate(MOST_BASES);
    bases
}

#[cfg(test)]
mod tests {
    use super::bases;

    #[test]
    fn an_exchanger_leads_to_the_domain_it_lies_in() {
        let hosts =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let found = bases(
            &hosts(&["mx1.hoster.example", "mx2.hoster.example", "mx.example.org", "mx.example"]),
            "example.org",
        );
        assert_eq!(found, ["hoster.example"]);
        let many: Vec<String> = (0..300).map(|n| format!("mx.hoster{n}.example")).collect();
        assert_eq!(bases(&many, "example.org").len(), 2);
    }
}
