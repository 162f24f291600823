//! What `pombo show FILE.eml --json` tells beyond the text: the parts, the links and what is to be said
//! of them, what would be fetched, how well it can be read, what the header says of its sender.

use serde_json::{Value, json};
use url::Url;

use super::args::ImagesArg;
use super::render::mail_of;
use crate::mime;
use crate::model::body::{Body, Disposition, Part, Structure};
use crate::model::envelope::Envelope;
use crate::model::regard::{Leave, Remark};
use crate::paths;
use crate::render::drawn::{Named, Sheet};
use crate::render::layout::Look;
use crate::render::xray::{Finding, Link, look};
use crate::render::{self, Page};
use crate::sandbox::{Answer, Ask, Sandbox};
use crate::sync;

/// CSS pixels that the message is laid out for.
const WIDTH: f32 = 800.0;
/// Octets of a header that are read for what it says of its sender.
const HEADER: usize = 256 * 1024;

/// See the module.
pub async fn of_file(message: &[u8], envelope: &Envelope, body: &Body) -> Value {
    let (structure, _) = mime::structure(message);
    let sender = envelope.from.first().and_then(|from| from.email.rsplit_once('@'));
    let sender = sender.map(|(_, host)| host);
    let designed = drawn(message).await;
    let links = match &designed {
        Some((sheet, _)) => sheet.links.clone(),
        None => said_links(&render::page(body)),
    };
    let xray: Vec<Value> = links.iter().map(|link| link_of(link, sender)).collect();
    json!({
        "structure": parts(&structure),
        "html": structure.parts.iter().any(|part| part.media == "text/html"),
        "xray": xray,
        "sender_seen": regard(message, envelope),
        "design": designed.map(|(light, dark)| design(&light, dark.as_ref())),
    })
}

/// The tree of parts as a flat list, each with the place of the one above it.
fn parts(structure: &Structure) -> Vec<Value> {
    let parts = structure.parts.iter();
    parts
        .map(|part| {
            let Part { id, parent, media, encoding, size, name, content_id, .. } = part;
            let disposition = part.disposition.map(|disposition| match disposition {
                Disposition::Inline => "inline",
                Disposition::Attachment => "attachment",
            });
            json!({
                "part": id.0,
                "inside": parent,
                "type": media,
                "encoding": encoding,
                "charset": part.param("charset"),
                "size": size,
                "name": Some(name).filter(|name| !name.is_empty()),
                "disposition": disposition,
                "content_id": Some(content_id).filter(|id| !id.is_empty()),
            })
        })
        .collect()
}

/// The message as its sender designed it, light and dark; nothing where there is no HTML in it, or it
/// cannot be laid out.
async fn drawn(message: &[u8]) -> Option<(Sheet, Option<Sheet>)> {
    let (structure, _) = mime::structure(message);
    let plan = mime::plan_as(&structure, mime::Form::Html);
    let has_html = |at: &usize| structure.parts.get(*at).is_some_and(|p| p.media == "text/html");
    if !plan.texts.iter().any(has_html) {
        return None;
    }
    let mut sandbox = Sandbox::new(paths::program());
    let light = sheet(message, false, &mut sandbox).await?;
    let dark = sheet(message, true, &mut sandbox).await;
    Some((light, dark))
}

async fn sheet(message: &[u8], is_dark: bool, sandbox: &mut Sandbox) -> Option<Sheet> {
    let look = Look { width: WIDTH, scale: 1.0, zoom: 1.0, is_dark };
    let mail = mail_of(message, look, ImagesArg::Inline, render::document);
    match sandbox.ask(&Ask::Open(Box::new(mail))).await {
        Ok(Answer::Opened(sheet)) => Some(*sheet),
        _ => None,
    }
}

fn said_links(page: &Page) -> Vec<Link> {
    let links = page.paragraphs.iter().flat_map(|paragraph| {
        paragraph.links.iter().map(|link| {
            let text = paragraph.text.get(link.from..link.to).unwrap_or_default();
            Link { text: text.to_owned(), target: link.target.clone() }
        })
    });
    links.collect()
}

fn link_of(link: &Link, sender: Option<&str>) -> Value {
    let seen = look(&link.text, &link.target, sender);
    let via: Vec<Value> =
        seen.via.iter().map(|via| json!({ "who": via.who, "host": via.host })).collect();
    let findings: Vec<Value> = seen.findings.iter().map(finding).collect();
    json!({
        "text": link.text,
        "target": link.target,
        "leads_to": seen.target,
        "host": seen.host.as_ref().map(|host| &host.ascii),
        "via": via,
        "opens": seen.opens(),
        "wary": seen.is_marked(),
        "findings": findings,
    })
}

fn finding(finding: &Finding) -> Value {
    match finding {
        Finding::OtherHost { named } => json!({ "is": "other-host", "named": named }),
        Finding::Lookalike { of } => json!({ "is": "lookalike", "of": of }),
        Finding::Punycode => json!({ "is": "punycode" }),
        Finding::MixedScripts => json!({ "is": "mixed-scripts" }),
        Finding::Address => json!({ "is": "address" }),
        Finding::Port(port) => json!({ "is": "port", "port": port }),
        Finding::Userinfo => json!({ "is": "userinfo" }),
        Finding::Hidden => json!({ "is": "hidden" }),
        Finding::NotEncrypted => json!({ "is": "not-encrypted" }),
        Finding::Scheme(scheme) => json!({ "is": "scheme", "scheme": scheme }),
        Finding::Unreadable => json!({ "is": "unreadable" }),
        Finding::Inside => json!({ "is": "inside" }),
    }
}

/// What the engine made of it.
fn design(light: &Sheet, dark: Option<&Sheet>) -> Value {
    let remote =
        |picture: &&crate::render::drawn::Pictured| matches!(picture.named, Named::Remote(_));
    let pictures: Vec<Value> = light
        .pictures
        .iter()
        .filter(remote)
        .filter_map(|picture| match &picture.named {
            Named::Remote(url) => Some(json!({
                "url": url,
                "host": host_of(url),
                "tracker": picture.is_tracker,
                "background": picture.is_background,
            })),
            Named::Part(_) | Named::Data(_) => None,
        })
        .collect();
    json!({
        "remote_pictures": pictures,
        "trackers": light.pictures.iter().filter(|picture| picture.is_tracker).count(),
        "others": light.others,
        "words": { "said": light.drawn.words.0, "shown": light.drawn.words.1 },
        "cut": light.drawn.is_cut,
        "has_dark": light.has_dark,
        "contrast": { "light": light.drawn.contrast, "dark": dark.map(|dark| dark.drawn.contrast) },
        "is_card": dark.map(|dark| dark.drawn.is_card),
    })
}

fn host_of(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

/// What the header says of its sender, as far as that is known without a server and other mail.
fn regard(message: &[u8], envelope: &Envelope) -> Value {
    let header = message.get(..message.len().min(HEADER)).unwrap_or_default();
    let regard = sync::regard_of_a_file(envelope, &mime::origin(header));
    let remarks: Vec<Value> = regard
        .remarks
        .iter()
        .map(|remark| match remark {
            Remark::OtherAddress { known, .. } => json!({ "is": "other-address", "known": known }),
            Remark::AddressInName { shown } => json!({ "is": "address-in-name", "shown": shown }),
            Remark::RepliesElsewhere { to } => json!({ "is": "replies-elsewhere", "to": to }),
            Remark::First => json!({ "is": "first" }),
        })
        .collect();
    let leave: Vec<&str> = regard
        .leave
        .iter()
        .map(|way| match way {
            Leave::OneClick { url, .. } | Leave::Mail { url, .. } | Leave::Page { url, .. } => {
                url.as_str()
            }
        })
        .collect();
    json!({
        "remarks": remarks,
        "list": regard.list.map(|list| json!({ "id": list.id, "name": list.name, "post": list.post })),
        "leave": leave,
    })
}
