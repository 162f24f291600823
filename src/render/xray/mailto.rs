//! Links that write to people (RFC 6068): to whom, and only with the fields that a person would see.

use percent_encoding::percent_decode_str;
use url::Url;

use super::{Finding, Xray, host, name};

/// Fields that a link may fill in. Others could attach files or write to people unseen
/// (RFC 6068 section 7).
const FIELDS: [&str; 5] = ["to", "cc", "subject", "body", "in-reply-to"];

pub(super) fn look(text: &str, url: &Url) -> Xray {
    // Blanks at the end of the target itself are none of it, nor are those before its fields.
    let people = url.path().trim();
    let mut target = format!("mailto:{people}");
    let fields = fields(url);
    if !fields.is_empty() {
        target = format!("{target}?{fields}");
    }
    let seen: String = percent_decode_str(people)
        .decode_utf8_lossy()
        .chars()
        .filter(|c| !c.is_control() && !super::super::is_unreadable(*c))
        .collect();
    let (local, domain) = seen.rsplit_once('@').unwrap_or((&seen, ""));
    let mut findings = Vec::new();
    // What a sentence left behind the address.
    let domain = domain.trim_end_matches(|c: char| !c.is_alphanumeric());
    let wire = host::on_wire(domain);
    let names = host::named(text);
    let strange = |named: &&host::Named| {
        !wire.as_deref().is_some_and(|wire| host::same_owner(&named.host, wire))
    };
    let other = names.iter().find(strange).filter(|_| wire.is_some());
    if let Some(other) = other {
        findings.push(Finding::OtherHost { named: other.shown.clone() });
    }
    let models = other.map(|named| named.host.as_str()).into_iter();
    let host = wire.map(|wire| name(&wire, models, &mut findings));
    let (before, after) = match host {
        Some(_) => (format!("{local}@"), String::new()),
        None => (seen.clone(), String::new()),
    };
    Xray { target, via: Vec::new(), host, findings, around: (before, after) }
}

/// The fields that may be filled in, as the link has them.
fn fields(url: &Url) -> String {
    let allowed = |field: &&str| {
        let name = field.split('=').next().unwrap_or_default();
        FIELDS.iter().any(|own| name.eq_ignore_ascii_case(own))
    };
    let fields: Vec<&str> = url.query().unwrap_or_default().split('&').filter(allowed).collect();
    fields.join("&")
}
