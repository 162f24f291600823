//! `pombo show KEY|FILE.eml`: headers, text and parts of one message.

use std::path::Path;

use serde_json::{Value, json};

use super::list::people;
use super::out::stamp;
use super::sync::{PATIENCE, engine};
use super::{Context, End};
use crate::fl;
use crate::i18n;
use crate::mime;
use crate::model::address::Address;
use crate::model::body::{Attachment, Body, Text};
use crate::model::envelope::Envelope;
use crate::model::event::Fact;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::MessageKey;
use crate::model::link::Link;
use crate::model::request::{Ask, BodyLimit, Request};
use crate::render;

use super::args::ShowWish;

/// Largest file that is read, octets.
const FILE_LIMIT: u64 = 256 * 1024 * 1024;

pub async fn run(context: &Context, wish: ShowWish) -> Result<End, Fault> {
    let path = Path::new(&wish.message);
    let (envelope, body) = match wish.message.parse::<MessageKey>() {
        Ok(key) if !path.exists() => from_account(context, key).await?,
        _ => from_file(path)?,
    };
    tell(context, &envelope, &body);
    Ok(End::Done)
}

fn from_file(path: &Path) -> Result<(Envelope, Body), Fault> {
    let fault = |error: std::io::Error| {
        Fault::new(FaultKind::Invalid, Place::File, format!("{}: {error}", path.display()))
    };
    if std::fs::metadata(path).map_err(fault)?.len() > FILE_LIMIT {
        return Err(Fault::new(FaultKind::TooLarge, Place::File, path.display().to_string()));
    }
    let message = std::fs::read(path).map_err(fault)?;
    Ok((mime::envelope(&message), body_of(&message)))
}

/// The texts and attachments of a whole message.
pub fn body_of(message: &[u8]) -> Body {
    let (structure, raw) = mime::structure(message);
    let plan = mime::plan(&structure);
    let texts: Vec<Text> = plan
        .texts
        .iter()
        .filter_map(|&at| Some(mime::text(structure.parts.get(at)?, raw.get(at)?)))
        .collect();
    Body { texts, attachments: plan.attachments }
}

async fn from_account(context: &Context, key: MessageKey) -> Result<(Envelope, Body), Fault> {
    let account = context.account(Some(&key.account().0.to_string()))?;
    let id = account.id;
    let (engine, mut events) = engine(context, vec![account], true)?;
    engine.send(Request { account: id, ask: Ask::Body { key, limit: BodyLimit::Whole } });
    let result = loop {
        let Some(event) = events.recv().await else {
            break Err(Fault::new(FaultKind::Lost, Place::Message, "the engine stopped"));
        };
        match event.fact {
            Fact::BodyLoaded { key: loaded, result, .. } if loaded == key => {
                break result.map(|found| (found.0.envelope, found.1));
            }
            Fact::Linked(Link::Offline { fault, .. } | Link::SignInNeeded(fault)) => {
                break Err(fault);
            }
            _ => {}
        }
    };
    engine.shutdown(PATIENCE).await;
    result
}

fn tell(context: &Context, envelope: &Envelope, body: &Body) {
    let page = render::page(body);
    let text: Vec<&str> = page.paragraphs.iter().map(|p| p.text.as_str()).collect();
    let links: Vec<&str> =
        page.paragraphs.iter().flat_map(|p| &p.links).map(|l| l.target.as_str()).collect();
    let value = json!({
        "from": people(&envelope.from),
        "reply_to": people(&envelope.reply_to),
        "to": people(&envelope.to),
        "cc": people(&envelope.cc),
        "subject": envelope.subject,
        "date": envelope.date.map(stamp),
        "message_id": envelope.message_id,
        "in_reply_to": envelope.in_reply_to,
        "references": envelope.references,
        "list_id": envelope.list_id,
        "text": text.join("\n"),
        "links": links,
        "reduced_from_html": page.reduced,
        "left_out": page.left_out,
        "attachments": attachments(&body.attachments),
    });
    context.out.record(&value, || readable(envelope, &text, &body.attachments));
}

fn attachments(all: &[Attachment]) -> Value {
    all.iter()
        .map(|a| {
            let safe = mime::safe_name(&a.name, &a.media);
            json!({ "part": a.part.0, "name": safe, "type": a.media, "size": a.size })
        })
        .collect()
}

fn readable(envelope: &Envelope, text: &[&str], files: &[Attachment]) -> String {
    let all =
        |people: &[Address]| people.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut lines = vec![
        fl!("show-from", value = all(&envelope.from)),
        fl!("show-to", value = all(&envelope.to)),
        fl!("show-subject", value = envelope.subject.as_str()),
    ];
    if let Some(date) = envelope.date {
        lines.push(fl!("show-date", value = stamp(date)));
    }
    lines.push(String::new());
    lines.extend(text.iter().map(|line| (*line).to_owned()));
    for file in files {
        let name = mime::safe_name(&file.name, &file.media);
        lines.push(fl!("show-attachment", name = name, size = i18n::size(file.size)));
    }
    lines.join("\n")
}
