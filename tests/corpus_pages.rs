//! Every HTML mail of the corpus beside the project (`../shared/mail`, where it is present), laid
//! out and painted by the process that does it for the window: none ends it, none takes long, and
//! no page is empty whose mail says something.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::print_stderr)]

mod corpus_kit;

use std::path::PathBuf;

use pombo::mime::{self, Form};
use pombo::model::body::{Text, TextKind};
use pombo::render::document;
use pombo::render::drawn::{Named, Sheet};
use pombo::render::layout::Look;
use pombo::sandbox::{Answer, Ask, Mail, Octets, Sandbox};

use corpus_kit::corpus;

/// Hundredths of a second of processor time that a mail may take.
const MOST: u64 = 200;
/// How much of what a mail says is drawn, at the least.
const COVERED: f64 = 0.95;

/// What the process is asked about a message that has HTML.
fn mail(message: &[u8], width: f32) -> Option<Mail> {
    let (structure, raw) = mime::structure(message);
    let plan = mime::plan_as(&structure, Form::Html);
    let texts: Vec<Text> =
        plan.texts.iter().map(|&at| mime::text(&structure.parts[at], &raw[at])).collect();
    if !texts.iter().any(|text| text.kind == TextKind::Html) {
        return None;
    }
    let pictures = mime::pictures(&structure).into_iter().map(|(at, id)| {
        let mut decoder = mime::Decoder::new(&structure.parts[at].encoding);
        let mut octets = decoder.push(&raw[at]);
        octets.extend(decoder.finish());
        (Named::Part(id.to_owned()), Octets(octets))
    });
    let look = Look { width, scale: 1.0, zoom: 1.0, is_dark: false };
    Some(Mail { html: document(&texts), look, pictures: pictures.collect() })
}

/// Hundredths of a second of processor time that a process has had.
fn used(sandbox: &Sandbox) -> u64 {
    let Some(id) = sandbox.process_id() else { return 0 };
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{id}/stat")) else { return 0 };
    let fields: Vec<&str> = stat[stat.rfind(')').unwrap()..].split(' ').collect();
    fields[12].parse::<u64>().unwrap() + fields[13].parse::<u64>().unwrap()
}

/// What is wrong with a page, where something is.
async fn fault(sandbox: &mut Sandbox, mail: Mail) -> Option<String> {
    let before = used(sandbox);
    let sheet: Sheet = match sandbox.ask(&Ask::Open(Box::new(mail))).await {
        Ok(Answer::Opened(sheet)) => *sheet,
        other => return Some(format!("{other:?}")),
    };
    let painted = sandbox.ask(&Ask::Tile { top: 0, height: 1_000 }).await;
    if !matches!(painted, Ok(Answer::Tile { .. })) {
        return Some("it cannot be painted".to_owned());
    }
    let took = used(sandbox) - before;
    let (said, shown) = sheet.drawn.words;
    if took > MOST {
        return Some(format!("it took {took} hundredths of a second"));
    }
    let is_less = (shown as f64) < said as f64 * COVERED;
    is_less.then(|| format!("{shown} of {said} words are shown"))
}

#[tokio::test]
async fn every_mail_of_the_corpus_is_drawn_whole_and_soon() {
    let mut sandbox = Sandbox::new(PathBuf::from(env!("CARGO_BIN_EXE_pombo")));
    let mut wrong = Vec::new();
    let mut count = 0;
    for path in corpus() {
        let message = std::fs::read(&path).unwrap();
        let Some(mail) = mail(&message, 800.0) else { continue };
        if count == 0 {
            // Starting and reading the fonts is no mail's fault.
            let first = Mail { html: "<p>first</p>".to_owned(), ..mail.clone() };
            sandbox.ask(&Ask::Open(Box::new(first))).await.unwrap();
        }
        count += 1;
        if let Some(fault) = fault(&mut sandbox, mail).await {
            wrong.push(format!("{}: {fault}", path.display()));
        }
    }
    eprintln!("{count} mails with HTML");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
