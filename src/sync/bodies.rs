//! Fetches the text of a message: its structure, then the parts that are shown and the small ones that
//! say what it is, and nothing of what is attached.

use super::board::BodyAsk;
use super::wire::Wire;
use crate::mime::{self, Aside, Decoder, Form};
use crate::model::body::{Body, Part, Picture, Structure, Text};
use crate::model::envelope::Message;
use crate::model::event::{Fact, Source};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::model::ids::PartId;
use crate::model::remote::Uid;
use crate::model::request::BodyLimit;

/// What is fetched of each shown part at first.
pub(super) const FIRST: u64 = 256 * 1024;

/// What can be shown at all of a part, and of a message that must be fetched as one.
const WHOLE: u64 = 8 * 1024 * 1024;

/// Octets in one command.
pub const PIECE: u64 = 1024 * 1024;

/// What is fetched of one picture that belongs to a text, and of all those of a message.
const PICTURE: u64 = 8 * 1024 * 1024;
const PICTURES: u64 = 24 * 1024 * 1024;
const MAX_PICTURES: usize = 200;

/// More text parts than this are left out; no reader scrolls through them.
const TEXTS: usize = 64;

impl Wire {
    /// Fetches a body and tells it. A fault of the message is its answer; only what broke the
    /// connection goes on.
    pub async fn body(&mut self, ask: BodyAsk) -> Result<(), Fault> {
        if ask.only_origin {
            return self.origin(ask).await;
        }
        let result = self.load(ask).await;
        let broken = match &result {
            Err(fault @ Fault { kind: FaultKind::Throttled { .. }, .. }) => Some(fault.clone()),
            Err(fault) if !self.session.is_open() => Some(fault.clone()),
            _ => None,
        };
        self.desk.board().body_begun = None;
        let result = result.map(Box::new);
        let origin = result.as_ref().ok().map(|loaded| (loaded.0.clone(), loaded.1.origin.clone()));
        self.desk.tell(Fact::BodyLoaded { key: ask.key, result, source: Source::Server });
        if let Some((message, origin)) = origin {
            self.desk.regards.push(message, origin);
        }
        match broken {
            Some(fault) => Err(fault),
            None => self.heed().await,
        }
    }

    async fn load(&mut self, ask: BodyAsk) -> Result<(Message, Body), Fault> {
        let known = self.desk.books.locate(vec![ask.key]).await?.remove(&ask.key);
        let Some((Some(remote), message)) = known else { return Err(gone()) };
        let selected = self.visit(remote.mailbox).await?;
        if selected.uid_validity != remote.uidvalidity {
            self.make_due(remote.mailbox);
            return Err(gone());
        }
        let limit = match ask.limit {
            BodyLimit::First => FIRST,
            BodyLimit::Whole => WHOLE,
            BodyLimit::Pictures => {
                if let Some((_, body)) = self.desk.books.body(ask.key).await? {
                    let body = self.pictures(remote.uid, body).await?;
                    self.desk.books.put_body(ask.key, body.clone()).await?;
                    return Ok((message, body));
                }
                FIRST
            }
        };
        let body = match self.session.opening(remote.uid).await {
            Ok((structure, fields)) if !structure.parts.is_empty() => {
                let origin = Some(Box::new(mime::origin(&fields)));
                Body { origin, ..self.texts(remote.uid, &structure, limit).await? }
            }
            Err(fault) if fault.kind == FaultKind::Gone && self.is_beyond(&remote) => {
                return Err(super::window::out_of_reach());
            }
            Err(fault) if fault.kind == FaultKind::Gone || !self.session.is_open() => {
                return Err(fault);
            }
            // Some servers cannot tell the structure of some messages: then read it ourselves.
            Ok(_) | Err(_) => self.by_hand(remote.uid, limit).await?,
        };
        self.desk.books.put_body(ask.key, body.clone()).await?;
        Ok((message, body))
    }

    pub(super) async fn texts(
        &mut self,
        uid: Uid,
        structure: &Structure,
        limit: u64,
    ) -> Result<Body, Fault> {
        let plan = mime::plan_as(structure, Form::Html);
        let pictures = pictures(structure);
        let mut raw = Vec::new();
        let parts = plan.texts.iter().filter_map(|&place| structure.parts.get(place));
        for part in parts.take(TEXTS) {
            let bytes = self.piece_by_piece(uid, &part.id, part.size, limit).await?;
            raw.push((part.clone(), bytes));
        }
        let asides = self.asides(uid, structure).await?;
        let structure = structure.clone();
        on_worker(move || {
            let texts: Vec<Text> = raw.iter().map(|(part, bytes)| decode(part, bytes)).collect();
            let nature = Some(Box::new(mime::nature(&structure, &asides, &texts)));
            let attachments = plan.attachments;
            Body { texts, attachments, pictures, is_designed: true, origin: None, nature }
        })
        .await
    }

    /// The small parts that say what the message is. One that cannot be had is left out.
    async fn asides(
        &mut self,
        uid: Uid,
        structure: &Structure,
    ) -> Result<Vec<(Aside, Vec<u8>)>, Fault> {
        let mut read = Vec::new();
        for aside in mime::asides(structure) {
            match self.piece_by_piece(uid, &aside.part, 0, aside.limit).await {
                Ok(bytes) => read.push((aside, bytes)),
                Err(_) if self.session.is_open() => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(read)
    }

    /// Fetches the pictures of a message that are not kept, as far as a message may have them.
    async fn pictures(&mut self, uid: Uid, mut body: Body) -> Result<Body, Fault> {
        let mut left = PICTURES;
        for picture in &mut body.pictures {
            left = left.saturating_sub(picture.size);
            if picture.octets.is_some() || picture.size > PICTURE || left == 0 {
                continue;
            }
            let raw = match self.piece_by_piece(uid, &picture.part, picture.size, PICTURE).await {
                Ok(raw) => raw,
                // The others may be had.
                Err(_) if self.session.is_open() => continue,
                Err(fault) => return Err(fault),
            };
            let mut decoder = Decoder::new(&picture.encoding);
            let mut octets = decoder.push(&raw);
            octets.extend(decoder.finish());
            picture.octets = Some(octets);
        }
        Ok(body)
    }

    /// A part up to a limit, in commands short enough for something else to come between them.
    async fn piece_by_piece(
        &mut self,
        uid: Uid,
        part: &PartId,
        size: u64,
        limit: u64,
    ) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        loop {
            let from = bytes.len() as u64;
            let want = limit.saturating_sub(from).min(PIECE);
            if want == 0 {
                return Ok(bytes);
            }
            let piece = self.session.part(uid, part, from, want).await?;
            let short = (piece.len() as u64) < want;
            bytes.extend(piece);
            if short || bytes.len() as u64 >= size && size > 0 {
                return Ok(bytes);
            }
        }
    }

    async fn by_hand(&mut self, uid: Uid, limit: u64) -> Result<Body, Fault> {
        let whole = PartId(String::new());
        let bytes = self.piece_by_piece(uid, &whole, 0, limit.max(PIECE)).await?;
        on_worker(move || read_whole(&bytes)).await
    }
}

/// Decoding megabytes takes a while: not on a thread that others wait for.
async fn on_worker(work: impl FnOnce() -> Body + Send + 'static) -> Result<Body, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|broken| {
        let detail = format!("the message broke a worker: {broken}");
        Fault::new(FaultKind::Nonsense, Place::Message, detail)
    })
}

fn decode(part: &Part, bytes: &[u8]) -> Text {
    let mut text = mime::text(part, bytes);
    text.left_out = part.size.saturating_sub(bytes.len() as u64);
    text
}

fn read_whole(bytes: &[u8]) -> Body {
    let (structure, raw) = mime::structure(bytes);
    let plan = mime::plan_as(&structure, Form::Html);
    let pictures = pictures(&structure);
    let shown = plan.texts.iter().take(TEXTS);
    let pairs = shown.filter_map(|&place| structure.parts.get(place).zip(raw.get(place)));
    let texts: Vec<Text> = pairs.map(|(part, bytes)| decode(part, bytes)).collect();
    let nature = mime::nature_of(bytes, &structure, &raw, &texts);
    Body {
        texts,
        attachments: plan.attachments,
        pictures,
        is_designed: true,
        origin: Some(Box::new(mime::origin(bytes))),
        nature: Some(Box::new(nature)),
    }
}

/// The pictures that its HTML may show; nothing of them is here yet.
fn pictures(structure: &Structure) -> Vec<Picture> {
    let named = mime::pictures(structure).into_iter().take(MAX_PICTURES);
    let part = |(place, id): (usize, &str)| {
        let part = structure.parts.get(place)?;
        Some(Picture {
            part: part.id.clone(),
            content_id: id.to_owned(),
            encoding: part.encoding.clone(),
            size: part.size,
            octets: None,
        })
    };
    named.filter_map(part).collect()
}

/// The message is not there any more.
pub fn gone() -> Fault {
    super::replay::gone()
}
