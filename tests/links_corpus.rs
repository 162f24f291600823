//! The x-ray of every link in the corpus beside the project (`../shared/mail`, where it is present):
//! ordinary mail is hardly ever marked, and looking never fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::print_stderr)]

mod corpus_kit;

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use pombo::mime::{self, plan, structure};
use pombo::model::body::Body;
use pombo::render::xray::{Finding, look};
use pombo::render::{Page, page};

use corpus_kit::corpus;

fn read(message: &[u8]) -> (Option<String>, Page) {
    let envelope = mime::envelope(message);
    let from = envelope.from.first().and_then(|from| from.email.rsplit_once('@'));
    let (structure, raw) = structure(message);
    let plan = plan(&structure);
    let texts = plan.texts.iter().map(|at| mime::text(&structure.parts[*at], &raw[*at])).collect();
    let body = Body { texts, ..Body::default() };
    (from.map(|(_, host)| host.to_owned()), page(&body))
}

fn kind(finding: &Finding) -> &'static str {
    match finding {
        Finding::OtherHost { .. } => "other host",
        Finding::Lookalike { .. } => "look-alike",
        Finding::Punycode => "punycode",
        Finding::MixedScripts => "mixed",
        Finding::Address => "number",
        Finding::Port(_) => "port",
        Finding::Userinfo => "userinfo",
        Finding::Hidden => "(hidden)",
        Finding::NotEncrypted => "(not encrypted)",
        Finding::Scheme(_) => "scheme",
        Finding::Unreadable => "unreadable",
        Finding::Inside => "inside",
    }
}

/// The mails that the corpus has for spam, by their file: honest mail must be left in peace, spam
/// need not.
fn spam() -> HashSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/mail");
    let manifest = std::fs::read_to_string(root.join("manifest.tsv")).unwrap_or_default();
    let is_spam = |line: &str| {
        let mut fields = line.split('\t');
        let (file, path) = (fields.next()?, fields.nth(1)?);
        path.contains("/spam-").then(|| file.to_owned())
    };
    manifest.lines().filter_map(is_spam).collect()
}

#[test]
fn ordinary_mail_is_hardly_ever_marked() {
    let spam = spam();
    let mut all: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut kinds: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for path in corpus() {
        let group = if spam.iter().any(|file| path.ends_with(file)) { "spam" } else { "mail" };
        let (sender, page) = read(&std::fs::read(&path).expect("readable"));
        for paragraph in &page.paragraphs {
            for link in &paragraph.links {
                let text = &paragraph.text[link.from..link.to];
                let xray = look(text, &link.target, sender.as_deref());
                let count = all.entry(group).or_default();
                count.0 += 1;
                count.1 += usize::from(xray.is_marked());
                for finding in &xray.findings {
                    *kinds.entry((group, kind(finding))).or_default() += 1;
                }
                if xray.is_marked() {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    let short: String = link.target.chars().take(120).collect();
                    let text: String = text.chars().take(60).collect();
                    let alarms: Vec<_> = xray.findings.iter().filter(|f| f.is_alarm()).collect();
                    eprintln!("{group} {name}: {text:?} -> {short} {alarms:?}");
                }
            }
        }
    }
    for ((group, kind), count) in &kinds {
        eprintln!("{group}: {count} {kind}");
    }
    for (group, (links, marked)) in &all {
        eprintln!("{group}: {marked} of {links} links are marked");
    }
    if let Some((links, marked)) = all.get("mail") {
        assert!(marked * 50 < *links, "{marked} of {links} links of ordinary mail are marked");
    }
}
