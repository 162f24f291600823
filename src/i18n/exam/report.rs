//! An examination as a text that can be given to others: plain Markdown, redacted.

use super::{advice, all_well, answer, caution, origin, outcome, protection, seen, step, what};
use crate::fl;
use crate::i18n::short_date;
use crate::model::exam::{Asked, Certificate, Finding, Outcome, Reach, Report, Seen};
use crate::model::fault::{Fault, Place};

/// The report. It is redacted here, whoever asks for it.
pub fn report(report: &Report) -> String {
    let report = &report.redacted();
    let mut text = format!("# {}\n\n", fl!("report-title"));
    let (version, system) = (&report.version, &report.system);
    point(&mut text, &fl!("report-version", version = version, system = system));
    point(&mut text, &fl!("report-date", date = short_date(report.at)));
    if let Some(address) = &report.address {
        point(&mut text, &fl!("report-address", address = address));
    }
    let server = report.server.as_ref().map(|(host, port, _)| (host.as_str(), *port));
    if let Some((host, port, tls)) = &report.server {
        let (port, encryption) = (port.to_string(), protection(*tls));
        point(&mut text, &fl!("report-server", host = host, port = port, encryption = encryption));
    }
    text.push('\n');
    match report.verdict() {
        None => text.push_str(&all_well(report)),
        Some(verdict) => {
            let said = format!("{}: {}", step(verdict.step, server), what(verdict.fault));
            text.push_str(&fl!("report-verdict", what = said));
            text.push_str("\n\n");
            text.push_str(&fl!("report-advice", what = advice(verdict.advice)));
        }
    }
    text.push_str("\n\n");
    for finding in &report.findings {
        write_finding(&mut text, finding, server);
    }
    text.push('\n');
    text.push_str(&fl!("report-private"));
    text.push('\n');
    text
}

fn point(text: &mut String, line: &str) {
    text.push_str("- ");
    text.push_str(&plain(line));
    text.push('\n');
}

/// What belongs to the point before.
fn more(text: &mut String, line: &str) {
    text.push_str("  ");
    point(text, line);
}

/// Others' words, so that they mean nothing in Markdown or a terminal.
fn plain(words: &str) -> String {
    let odd = |c: char| c.is_control() || matches!(c, '`' | '<' | '>');
    words.chars().map(|c| if odd(c) { ' ' } else { c }).collect()
}

fn write_finding(text: &mut String, finding: &Finding, server: Option<(&str, u16)>) {
    let title = step(finding.step, server);
    if finding.outcome == Outcome::Skipped {
        return point(text, &format!("{title}: {}", outcome(&finding.outcome)));
    }
    let head = format!("{title}: {} ({} ms)", outcome(&finding.outcome), finding.ms);
    point(text, &head);
    match &finding.outcome {
        Outcome::Failed(fault) => {
            more(text, &what(fault));
            more(text, &fl!("report-detail", detail = detail(fault)));
        }
        Outcome::Warning(what) => more(text, &caution(*what)),
        Outcome::Fine | Outcome::Skipped => {}
    }
    for line in lines(finding) {
        more(text, &line);
    }
}

/// Kind and place as the program has them, with the technical text.
fn detail(fault: &Fault) -> String {
    let kind = format!("{:?}", fault.kind);
    let kind = kind.split([' ', '{']).next().unwrap_or_default();
    let place: Place = fault.place;
    format!("{kind}, {place:?}: {}", fault.detail)
}

/// What a step showed, in full.
fn lines(finding: &Finding) -> Vec<String> {
    match &finding.seen {
        Seen::Servers { asked, .. } => {
            let chosen = Some(seen(finding)).filter(|line| !line.is_empty());
            let places = asked.iter().map(place);
            chosen.into_iter().chain(places).collect()
        }
        Seen::Addresses(all) => {
            let list: Vec<String> = all.iter().map(ToString::to_string).collect();
            vec![fl!("report-addresses", list = list.join(", "))]
        }
        Seen::Reached(tried) => tried.iter().map(reach).collect(),
        Seen::Tls(tls) => {
            let version = tls.version.clone();
            version
                .into_iter()
                .chain(tls.certificate.iter().flat_map(|it| certificate(it)))
                .collect()
        }
        Seen::Greeting(words) if !words.is_empty() => vec![fl!("report-greeting", words = words)],
        Seen::Capabilities(words) => vec![fl!("report-capabilities", list = words.join(" "))],
        Seen::Mechanisms { offered, ours } => {
            let ours = ours.map(|ours| fl!("doctor-mechanism", name = ours.name()));
            let offered = fl!("report-mechanisms", list = offered.join(", "));
            std::iter::once(offered).chain(ours).collect()
        }
        Seen::Token(token) => {
            let scopes = &token.grant.scopes;
            let list = (!scopes.is_empty()).then(|| fl!("report-scopes", list = scopes.join(" ")));
            std::iter::once(seen(finding)).chain(list).collect()
        }
        _ => Some(seen(finding))
            .filter(|line| !line.is_empty() && finding.fault().is_none())
            .into_iter()
            .collect(),
    }
}

fn place(asked: &Asked) -> String {
    format!("{}: {}", origin(asked.origin), answer(&asked.answer))
}

fn reach(reach: &Reach) -> String {
    let address = reach.address.to_string();
    match &reach.failed {
        None => fl!("report-reach-good", address = address, ms = reach.ms),
        Some(kind) => {
            let why = what(&Fault::new(kind.clone(), Place::Connect, ""));
            fl!("report-reach-bad", address = address, why = why.trim_end_matches('.'))
        }
    }
}

fn certificate(certificate: &Certificate) -> Vec<String> {
    let dates = (short_date(certificate.not_before), short_date(certificate.not_after));
    vec![
        fl!("report-certificate-for", list = certificate.names.join(", ")),
        fl!("report-certificate-by", issuer = &certificate.issuer),
        fl!("report-certificate-dates", from = dates.0, until = dates.1),
        fl!("report-fingerprint", fingerprint = certificate.fingerprint.to_string()),
    ]
}
