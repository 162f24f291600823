//! `pombo show KEY|FILE.eml`: headers, text and parts of one message.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

use super::args::ShowWish;
use super::kept::{Kept, unknown};
use super::list::{flag_names, people};
use super::out::{line, merged, stamp};
use super::{Context, End, PATIENCE, Problem, seen};
use crate::fl;
use crate::i18n;
use crate::mime;
use crate::model::address::Address;
use crate::model::body::{Attachment, Body, Text, TextKind};
use crate::model::envelope::{Envelope, Message};
use crate::model::event::{Event, Fact};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::{AccountId, MessageKey};
use crate::model::link::Link;
use crate::model::request::{Ask, BodyLimit, Request};
use crate::render;
use crate::sync::Engine;
use crate::trace;

/// Largest file that is read, octets.
const FILE_LIMIT: u64 = 256 * 1024 * 1024;

pub async fn run(context: &Context, wish: &ShowWish) -> Result<End, Problem> {
    let path = Path::new(&wish.message);
    let (value, envelope, body) = match wish.message.parse::<MessageKey>() {
        Ok(key) if !path.exists() => from_account(context, key).await?,
        _ => from_file(path, context.out.json).await?,
    };
    let value = tell(context, value, &envelope, &body)?;
    trace::mark("body shown", &[("key", value.get("key").cloned().unwrap_or_default())]);
    Ok(End::Done)
}

/// What is known of it besides its headers, its headers, its inside.
type Opened = (Value, Envelope, Body);

/// `in_full`: with what only programs ask for.
async fn from_file(path: &Path, in_full: bool) -> Result<Opened, Problem> {
    let message = read_file(path)?;
    let mut value = json!({ "file": path.display().to_string(), "size": message.len() });
    let (envelope, body) = (mime::envelope(&message), body_of(&message));
    if in_full {
        value = merged(value, seen::of_file(&message, &envelope, &body).await);
    }
    Ok((value, envelope, body))
}

/// A message in a file.
pub fn read_file(path: &Path) -> Result<Vec<u8>, Problem> {
    let name = path.display().to_string();
    let unreadable = |error: std::io::Error| {
        Problem::not_found(fl!("cli-no-file", file = name.as_str(), why = error.to_string()))
    };
    let mut message = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(FILE_LIMIT + 1).read_to_end(&mut message).map_err(unreadable)?;
    if message.len() as u64 > FILE_LIMIT {
        return Err(Fault::new(FaultKind::TooLarge, Place::File, name).into());
    }
    Ok(message)
}

/// The texts and attachments of a whole message.
fn body_of(message: &[u8]) -> Body {
    let (structure, raw) = mime::structure(message);
    let plan = mime::plan(&structure);
    let texts: Vec<Text> = plan
        .texts
        .iter()
        .filter_map(|&at| Some(mime::text(structure.parts.get(at)?, raw.get(at)?)))
        .collect();
    Body { texts, attachments: plan.attachments, ..Body::default() }
}

/// From what is kept where that is all of it, else from the server.
async fn from_account(context: &Context, key: MessageKey) -> Result<Opened, Problem> {
    let absent = || unknown(&key.to_string());
    let account = context.account(Some(&key.account().0.to_string())).map_err(|_| absent())?;
    let kept = Kept::open(context, &account)?;
    let message = kept.message(key)?.ok_or_else(absent)?;
    let value = place(&kept, &message)?;
    let body = kept.body(key);
    kept.close();
    if let Some(body) = body {
        return Ok((value, message.envelope, body));
    }
    let id = account.id;
    let (engine, mut events) = context.engine(vec![account], false)?;
    let result = fetch(&engine, &mut events, id, key).await;
    engine.shutdown(PATIENCE).await;
    let (message, body) = *result?;
    Ok((value, message.envelope, body))
}

/// What a message is besides its headers.
fn place(kept: &Kept, message: &Message) -> Result<Value, Fault> {
    let row = &message.row;
    Ok(json!({
        "key": row.key.to_string(),
        "mailbox": kept.name(message.mailbox),
        "uid": kept.uid(row.key)?.map(|uid| uid.0),
        "flags": flag_names(row.flags),
        "received": stamp(row.received),
        "size": row.size,
        "waits": kept.waits(row.key),
    }))
}

async fn fetch(
    engine: &Engine,
    events: &mut UnboundedReceiver<Event>,
    account: AccountId,
    key: MessageKey,
) -> Result<Box<(Message, Body)>, Fault> {
    engine.send(Request { account, ask: Ask::Body { key, limit: BodyLimit::Whole } });
    let mut partly = None;
    while let Some(event) = events.recv().await {
        match event.fact {
            Fact::BodyLoaded { key: loaded, result, .. } if loaded == key => match result {
                // What is kept of it comes first, the whole after it.
                Ok(found) if found.1.texts.iter().any(|text| text.left_out > 0) => {
                    if partly.replace(found).is_some() {
                        break;
                    }
                }
                result => return result,
            },
            Fact::Linked(Link::Offline { fault, .. } | Link::SignInNeeded(fault)) => {
                return partly.ok_or(fault);
            }
            _ => {}
        }
    }
    partly.ok_or_else(|| Fault::new(FaultKind::Lost, Place::Message, "the engine stopped"))
}

fn tell(
    context: &Context,
    value: Value,
    envelope: &Envelope,
    body: &Body,
) -> Result<Value, Problem> {
    let page = render::page(body);
    let said = page.paragraphs.iter().filter(|p| p.kind != render::Kind::Fold);
    let text: Vec<&str> = said.map(|p| p.text.as_str()).collect();
    let links = page.paragraphs.iter().flat_map(|p| &p.links).map(|link| link.target.as_str());
    let fields = json!({
        "from": people(&envelope.from),
        "sender": people(&envelope.sender),
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
        "links": links.collect::<Vec<_>>(),
        "reduced_from_html": page.reduced,
        "left_out": page.left_out,
        "parts": parts(body),
    });
    let value = merged(value, fields);
    context.out.record(&value, || readable(envelope, &text, body))?;
    Ok(value)
}

fn parts(body: &Body) -> Value {
    let texts = body.texts.iter().map(|text| {
        let media = match text.kind {
            TextKind::Plain { .. } => "text/plain",
            TextKind::Html => "text/html",
        };
        json!({ "part": text.part.0, "type": media, "shown": true, "left_out": text.left_out })
    });
    let files = body.attachments.iter().map(|file| {
        json!({
            "part": file.part.0,
            "type": file.media,
            "shown": false,
            "name": safe_name(file),
            "size": file.size,
        })
    });
    texts.chain(files).collect()
}

fn safe_name(file: &Attachment) -> String {
    mime::safe_name(&file.name, &file.media)
}

fn readable(envelope: &Envelope, text: &[&str], body: &Body) -> String {
    let all = |people: &[Address]| {
        line(&people.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
    };
    let mut lines = vec![fl!("show-from", value = all(&envelope.from))];
    if !envelope.to.is_empty() {
        lines.push(fl!("show-to", value = all(&envelope.to)));
    }
    if !envelope.cc.is_empty() {
        lines.push(fl!("show-cc", value = all(&envelope.cc)));
    }
    lines.push(fl!("show-subject", value = line(&envelope.subject)));
    if let Some(date) = envelope.date {
        lines.push(fl!("show-date", value = i18n::full_date(date)));
    }
    lines.push(String::new());
    lines.extend(text.iter().map(|line| (*line).to_owned()));
    if !body.attachments.is_empty() {
        lines.push(String::new());
    }
    for file in &body.attachments {
        lines.push(fl!("show-attachment", name = safe_name(file), size = i18n::size(file.size)));
    }
    let left_out: u64 = body.texts.iter().map(|text| text.left_out).sum();
    if left_out > 0 {
        lines.push(fl!("show-left-out", size = i18n::size(left_out)));
    }
    lines.join("\n")
}
