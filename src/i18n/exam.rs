//! What the sign-in doctor says: its steps, what they showed, what is wrong and what to do, and the
//! report that can be given to others. Knows no terminal and no window.

mod report;

use super::short_date;
use crate::fl;
use crate::model::account::TlsMode;
use crate::model::exam::TokenFacts;
use crate::model::exam::{Advice, Answer, Caution, Finding, Outcome, Report, Seen, Step, Tls};
use crate::model::fault::Fault;
use crate::model::setup::Origin;
pub use report::report;

/// What a step is called. `server`: host and port, where they are known already.
pub fn step(step: Step, server: Option<(&str, u16)>) -> String {
    let (host, port) = server.map_or(("?", String::from("?")), |(h, p)| (h, p.to_string()));
    match step {
        Step::Address => fl!("doctor-address"),
        Step::Discovery => fl!("doctor-discovery"),
        Step::Dns => fl!("doctor-dns", host = host),
        Step::Tcp => fl!("doctor-tcp", port = port),
        Step::Tls => fl!("doctor-tls"),
        Step::Greeting => fl!("doctor-greeting"),
        Step::Capabilities => fl!("doctor-capabilities"),
        Step::Mechanisms => fl!("doctor-mechanisms"),
        Step::Token => fl!("doctor-token"),
        Step::Login => fl!("doctor-login"),
        Step::Inbox => fl!("doctor-inbox"),
    }
}

/// One or two words for what came of a step.
pub fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Fine => fl!("doctor-ok"),
        Outcome::Warning(_) => fl!("doctor-warning"),
        Outcome::Failed(_) => fl!("doctor-failed"),
        Outcome::Skipped => fl!("doctor-skipped"),
    }
}

/// What a step that went well showed, on one line; empty where there is nothing to say.
pub fn seen(finding: &Finding) -> String {
    match &finding.seen {
        Seen::Nothing => match finding.step {
            Step::Tcp => fl!("doctor-connected"),
            Step::Login => fl!("doctor-signed-in"),
            _ => String::new(),
        },
        Seen::Domain(domain) => domain.clone(),
        Seen::Servers { chosen: None, .. } => String::new(),
        Seen::Servers { chosen: Some(chosen), .. } => {
            let port = chosen.port.to_string();
            fl!("doctor-found", host = &chosen.host, port = port, origin = origin(chosen.origin))
        }
        Seen::Addresses(all) => joined(all.iter().map(ToString::to_string)),
        Seen::Reached(tried) => {
            let good = tried.iter().filter(|reach| reach.failed.is_none()).count();
            fl!("doctor-reached", good = good, all = tried.len())
        }
        Seen::Plain => fl!("doctor-plain"),
        Seen::Tls(tls) => encrypted(tls),
        Seen::Greeting(_) => fl!("doctor-greeted"),
        Seen::Capabilities(words) => words.join(" "),
        Seen::Mechanisms { ours: Some(ours), .. } => fl!("doctor-mechanism", name = ours.name()),
        Seen::Mechanisms { offered, ours: None } => joined(offered.iter().cloned()),
        Seen::Password => fl!("doctor-password"),
        Seen::Token(token) => permission(token),
        Seen::Inbox { messages } => fl!("doctor-messages", count = *messages),
    }
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

fn encrypted(tls: &Tls) -> String {
    match (&tls.certificate, &tls.version) {
        _ if tls.by_hand => fl!("doctor-pinned"),
        (Some(certificate), Some(version)) if certificate.not_after != 0 => {
            let date = short_date(certificate.not_after);
            fl!("doctor-encrypted-until", version = version, date = date)
        }
        _ => fl!("doctor-encrypted"),
    }
}

fn permission(token: &TokenFacts) -> String {
    match token.grant.expires_at {
        _ if token.renewed => fl!("doctor-token-renewed"),
        Some(ends) => fl!("doctor-token-until", date = short_date(ends)),
        None => fl!("doctor-token-here"),
    }
}

/// What a place where servers are looked for is called.
pub fn origin(origin: Origin) -> String {
    match origin {
        Origin::Table => fl!("doctor-origin-table"),
        Origin::Pacc => fl!("doctor-origin-pacc"),
        Origin::Autoconfig => fl!("doctor-origin-autoconfig"),
        Origin::WellKnown => fl!("doctor-origin-well-known"),
        Origin::Srv => fl!("doctor-origin-srv"),
        Origin::Mx => fl!("doctor-origin-mx"),
        Origin::Guess => fl!("doctor-origin-guess"),
    }
}

/// What such a place said.
pub fn answer(answer: &Answer) -> String {
    match answer {
        Answer::Found(host) => host.clone(),
        Answer::Nothing => fl!("doctor-answer-nothing"),
        Answer::Failed(fault) => what(fault),
        Answer::Unasked => fl!("doctor-answer-unasked"),
    }
}

/// What is wrong, as one plain sentence: the first of a fault's, which says nothing of what to do.
pub fn what(fault: &Fault) -> String {
    let whole = super::fault(fault);
    let end = whole.find(". ").map_or(whole.len(), |dot| dot + 1);
    whole.get(..end).unwrap_or(&whole).to_owned()
}

/// What is not right though it works, and what to do about it.
pub fn caution(caution: Caution) -> String {
    match caution {
        Caution::SomeSilent => fl!("doctor-caution-silent"),
        Caution::EndsSoon { days } => fl!("doctor-caution-ends", days = days.max(0)),
        Caution::ScopeMissing => fl!("doctor-caution-scope"),
        Caution::NotRenewable => fl!("doctor-caution-not-renewable"),
        Caution::Unconfirmed => fl!("doctor-caution-unconfirmed"),
    }
}

/// How it stands where nothing failed.
pub fn all_well(report: &Report) -> String {
    let skipped =
        |step| report.finding(step).is_none_or(|finding| finding.outcome == Outcome::Skipped);
    if skipped(Step::Inbox) { fl!("doctor-well-so-far") } else { fl!("doctor-all-well") }
}

/// How the connection is protected, as it is written in every language.
fn protection(tls: TlsMode) -> &'static str {
    match tls {
        TlsMode::Implicit => "TLS",
        TlsMode::StartTls => "STARTTLS",
        TlsMode::None => "-",
    }
}

/// What to do, as one plain sentence.
pub fn advice(advice: Advice) -> String {
    use Advice as A;

    match advice {
        A::CheckAddress => fl!("doctor-do-check-address"),
        A::SetUpByHand => fl!("doctor-do-set-up-by-hand"),
        A::CheckConnection => fl!("doctor-do-check-connection"),
        A::CheckHost => fl!("doctor-do-check-host"),
        A::CheckPort => fl!("doctor-do-check-port"),
        A::CheckEncryption => fl!("doctor-do-check-encryption"),
        A::LogInToNetwork => fl!("doctor-do-log-in-to-network"),
        A::CheckDate => fl!("doctor-do-check-date"),
        A::CompareFingerprint => fl!("doctor-do-compare-fingerprint"),
        A::UseCertificateName => fl!("doctor-do-use-certificate-name"),
        A::AskBeforeTrusting => fl!("doctor-do-ask-before-trusting"),
        A::CheckPassword => fl!("doctor-do-check-password"),
        A::UseAppPassword => fl!("doctor-do-use-app-password"),
        A::SignInInBrowser => fl!("doctor-do-sign-in-in-browser"),
        A::ConfirmOnTheWeb => fl!("doctor-do-confirm-on-the-web"),
        A::SwitchImapOn => fl!("doctor-do-switch-imap-on"),
        A::ChangePassword => fl!("doctor-do-change-password"),
        A::HaveItUnlocked => fl!("doctor-do-have-it-unlocked"),
        A::AskAdministrator => fl!("doctor-do-ask-administrator"),
        A::GiveClient => fl!("doctor-do-give-client"),
        A::GivePassword => fl!("doctor-do-give-password"),
        A::UnlockKeyring => fl!("doctor-do-unlock-keyring"),
        A::TryCommand => fl!("doctor-do-try-command"),
        A::CloseOthers => fl!("doctor-do-close-others"),
        A::Wait(time) => {
            let minutes = i64::try_from(time.as_secs().div_ceil(60)).unwrap_or(i64::MAX);
            fl!("doctor-do-wait", minutes = minutes.max(1))
        }
        A::TryLater => fl!("doctor-do-try-later"),
        A::AskOperator => fl!("doctor-do-ask-operator"),
        A::MakeRoom => fl!("doctor-do-make-room"),
        A::CheckFile => fl!("doctor-do-check-file"),
        A::Report => fl!("doctor-do-report"),
    }
}
