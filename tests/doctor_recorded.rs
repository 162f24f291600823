//! Recorded failures, replayed on loopback: the doctor has to name the step at which each happened,
//! with a sentence for what it is and one for what to do, and its report may give nobody away.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod doctor_cases;

use doctor_cases::case::{self, Case};
use doctor_cases::world::{ACCESS, LOCAL_PART, PASSWORD, REFRESH, World};
use futures::StreamExt as _;
use pombo::i18n::exam as words;
use pombo::model::exam::{Outcome, Report, Seen, Step};

/// Cases that run at once.
const AT_ONCE: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_recorded_failure_is_named_by_its_step() {
    let cases = case::all();
    assert!(cases.len() >= 60, "{} cases", cases.len());
    let runs = futures::stream::iter(cases).map(|case| async move {
        let report = World::of(&case).await.examined().await;
        judged(&case, &report)
    });
    let wrong: Vec<String> =
        runs.buffer_unordered(AT_ONCE).filter_map(|wrong| async { wrong }).collect().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with a report, if anything.
fn judged(case: &Case, report: &Report) -> Option<String> {
    let Some(verdict) = report.verdict() else {
        return Some(format!("{}: nothing failed", case.name));
    };
    if verdict.step != case.step() || !case.is_kind(&verdict.fault.kind) {
        let found = format!("{:?} {}", verdict.step, verdict.fault);
        return Some(format!("{}: {} {} expected, {found}", case.name, case.step, case.kind));
    }
    let after = report.findings.iter().filter(|finding| finding.step > verdict.step);
    for finding in after {
        assert_eq!(finding.outcome, Outcome::Skipped, "{}: {finding:?}", case.name);
    }
    assert_eq!(report.findings.last().unwrap().step, Step::Inbox);
    for sentence in [words::what(verdict.fault), words::advice(verdict.advice)] {
        let is_whole = sentence.ends_with('.') || sentence.ends_with('?');
        assert!(is_whole && sentence.len() > 15, "{}: {sentence}", case.name);
    }
    gives_nobody_away(case, report);
    None
}

fn gives_nobody_away(case: &Case, report: &Report) {
    let text = words::report(report);
    let lower = text.to_lowercase();
    for secret in [LOCAL_PART, PASSWORD, ACCESS, REFRESH, "zenobia"] {
        let secret = secret.to_lowercase();
        assert!(!lower.contains(&secret), "{}: {secret} in\n{text}", case.name);
    }
    for personal in ["203.0.113.", "198.51.100.", "AKgnsbttoGtD4OMtfxi7uAy8s84fzfawS"] {
        assert!(!text.contains(personal), "{}: {personal} in\n{text}", case.name);
    }
    assert!(text.contains("example.org") && text.contains(case.host()), "{}: {text}", case.name);
    // Nor in what goes to a log.
    let printed = format!("{report:?}");
    for secret in [PASSWORD, ACCESS, REFRESH] {
        assert!(!printed.contains(secret), "{}: {secret} in {printed}", case.name);
    }
}

#[tokio::test]
async fn what_a_certificate_says_is_told_whether_it_is_believed_or_not() {
    for (cert, issuer, until) in [
        (None, "CN=Authority of the tests", 3_944_678_400),
        (Some("expired"), "CN=Authority of the tests", 1_577_836_800),
        (Some("self-signed"), "CN=imap.example.org", 3_944_678_400),
    ] {
        let case = Case { cert: cert.map(str::to_owned), ..Case::default() };
        let world = World::of(&case).await;
        let report = world.examined().await;
        let Seen::Tls(tls) = &report.finding(Step::Tls).unwrap().seen else {
            panic!("{report:#?}")
        };
        let certificate = tls.certificate.as_ref().unwrap();
        assert_eq!(certificate.names, ["imap.example.org"]);
        assert_eq!(certificate.subject, "CN=imap.example.org");
        assert_eq!((certificate.issuer.as_str(), certificate.not_after), (issuer, until));
        assert_eq!(certificate.is_self_signed(), cert == Some("self-signed"));
        assert_eq!(tls.version.is_some(), cert.is_none());
        assert!(!tls.by_hand);
    }
}

#[tokio::test]
async fn an_account_that_is_well_is_followed_to_its_inbox() {
    let report = World::of(&Case::default()).await.examined().await;
    assert_eq!(report.verdict(), None, "{report:#?}");
    let steps: Vec<Step> = report.findings.iter().map(|finding| finding.step).collect();
    assert_eq!(steps, Step::ALL[2..]);
    let text = words::report(&report);
    for told in ["TLS 1.3", "imap.example.org", "Authority of the tests", "3 messages", "PLAIN"] {
        assert!(text.contains(told), "{told} in\n{text}");
    }
}
