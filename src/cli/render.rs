//! `pombo render FILE.eml OUT`: a message as its sender designed it, as one picture or, where the name
//! says so, as a PDF for paper.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use serde_json::json;

use super::args::{ImagesArg, RenderWish, ThemeArg};
use super::show::read_file;
use super::{Context, End, Problem};
use crate::fl;
use crate::mime::{self, Form};
use crate::model::body::Text;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::paths;
use crate::render;
use crate::render::drawn::{Named, Sheet};
use crate::render::layout::Look;
use crate::render::layout::paper;
use crate::sandbox::{Answer, Ask, Mail, Octets, Print, Sandbox, Trouble};
use crate::ui;

/// CSS pixels that a picture is wide where nothing else is asked for.
const WIDTH: u16 = 800;
/// Pixels of a picture's height; what is below is left out.
const MAX_HEIGHT: u32 = 60_000;
/// Pixels that are painted at once.
const TILE: u32 = 2_000;

pub async fn run(context: &Context, wish: &RenderWish) -> Result<End, Problem> {
    let name = wish.file.display().to_string();
    let message = read_file(&wish.file)?;
    let failed = |why: Trouble| {
        Problem::failed(fl!("cli-not-drawn", file = name.as_str(), why = why.to_string()))
    };
    let mut sandbox = Sandbox::new(paths::program());
    if wish.out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf")) {
        return print(context, wish, &message, &mut sandbox).await;
    }
    let mail = mail_of(&message, look(wish), wish.images, render::document);
    let opened = match sandbox.ask(&Ask::Open(Box::new(mail))).await.map_err(failed)? {
        Answer::Opened(opened) => opened,
        _ => return Err(failed(Trouble::Failed("an answer to something else".to_owned()))),
    };
    let height = (opened.drawn.height * f32::from(wish.scale)).ceil().max(1.0) as u32;
    let (width, rows) = paint(&mut sandbox, height.min(MAX_HEIGHT)).await.map_err(failed)?;
    save(&wish.out, width, &rows)?;
    tell(context, wish, &opened)?;
    Ok(End::Done)
}

/// Writes the message as a PDF; always light.
async fn print(
    context: &Context,
    wish: &RenderWish,
    message: &[u8],
    sandbox: &mut Sandbox,
) -> Result<End, Problem> {
    let width = wish.width.map_or(paper::WIDTH, f32::from);
    let mail = mail_of(message, Look { width, ..look(wish) }, wish.images, render::printed);
    let (structure, _) = mime::structure(message);
    let attachments = mime::plan(&structure).attachments;
    let pictures = mime::pictures(&structure).into_iter();
    let shown: Vec<_> =
        pictures.filter_map(|(at, _)| Some(structure.parts.get(at)?.id.clone())).collect();
    let print = Print {
        mail,
        head: ui::paper::head(&mime::envelope(message), &attachments, &shown),
        sort: ui::paper::sort(),
    };
    let name = wish.file.display().to_string();
    let failed = |why: Trouble| {
        Problem::failed(fl!("cli-not-drawn", file = name.as_str(), why = why.to_string()))
    };
    match sandbox.ask(&Ask::Paper(Box::new(print))).await.map_err(failed)? {
        Answer::Paper { pdf, pages, is_cut } => {
            std::fs::write(&wish.out, &pdf.0).map_err(|error| fault(&wish.out, &error))?;
            let out = wish.out.display().to_string();
            let value = json!({ "pdf": out, "pages": pages, "octets": pdf.0.len(), "cut": is_cut });
            let cut = if is_cut { fl!("cli-pdf-cut") } else { String::new() };
            context.out.record(&value, || {
                let told = fl!("cli-pdf", file = out.as_str(), count = pages);
                format!("{told} {cut}").trim_end().to_owned()
            })?;
            Ok(End::Done)
        }
        _ => Err(failed(Trouble::Failed("an answer to something else".to_owned()))),
    }
}

fn fault(path: &Path, error: &dyn std::fmt::Display) -> Fault {
    Fault::new(FaultKind::Disk, Place::File, format!("{}: {error}", path.display()))
}

fn look(wish: &RenderWish) -> Look {
    Look {
        width: f32::from(wish.width.unwrap_or(WIDTH)),
        scale: f32::from(wish.scale),
        zoom: 1.0,
        is_dark: wish.theme == ThemeArg::Dark,
    }
}

/// What is laid out: the texts of the message as one document, and the pictures that came with it.
pub fn mail_of(
    message: &[u8],
    look: Look,
    images: ImagesArg,
    document: fn(&[Text]) -> String,
) -> Mail {
    let (structure, raw) = mime::structure(message);
    let plan = mime::plan_as(&structure, Form::Html);
    let texts: Vec<_> = plan
        .texts
        .iter()
        .filter_map(|&at| Some(mime::text(structure.parts.get(at)?, raw.get(at)?)))
        .collect();
    let mut pictures = Vec::new();
    if images == ImagesArg::Inline {
        for (at, id) in mime::pictures(&structure) {
            if let (Some(part), Some(raw)) = (structure.parts.get(at), raw.get(at)) {
                let mut decoder = mime::Decoder::new(&part.encoding);
                let mut octets = decoder.push(raw);
                octets.extend(decoder.finish());
                pictures.push((Named::Part(id.to_owned()), Octets(octets)));
            }
        }
    }
    Mail { html: document(&texts), look, pictures }
}

/// All pixels of the page, from top to bottom.
async fn paint(sandbox: &mut Sandbox, height: u32) -> Result<(u32, Vec<u8>), Trouble> {
    let (mut rows, mut width, mut top) = (Vec::new(), 0, 0);
    while top < height {
        let ask = Ask::Tile { top, height: TILE.min(height - top) };
        match sandbox.ask(&ask).await? {
            Answer::Tile { width: wide, rgba, height } => {
                width = wide;
                rows.extend(rgba.0);
                top += height.max(1);
            }
            _ => return Err(Trouble::Failed("an answer to something else".to_owned())),
        }
    }
    Ok((width, rows))
}

fn save(path: &Path, width: u32, rows: &[u8]) -> Result<(), Problem> {
    let fault = |error: png::EncodingError| fault(path, &error);
    let file = File::create(path).map_err(|error| fault(error.into()))?;
    let height = rows.len() / 4 / usize::try_from(width.max(1)).unwrap_or(1);
    let mut encoder =
        png::Encoder::new(BufWriter::new(file), width, u32::try_from(height).unwrap_or(1));
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(fault)?;
    writer.write_image_data(rows).map_err(fault)?;
    writer.finish().map_err(fault)?;
    Ok(())
}

fn tell(context: &Context, wish: &RenderWish, opened: &Sheet) -> Result<(), Problem> {
    let out = wish.out.display().to_string();
    let waiting = opened.pictures.iter().filter(|picture| !picture.is_shown);
    let value = json!({
        "picture": out,
        "width": opened.drawn.width,
        "height": opened.drawn.height,
        "links": opened.links.len(),
        "words": opened.drawn.words.0,
        "words_shown": opened.drawn.words.1,
        "pictures": opened.pictures.len(),
        "pictures_not_shown": waiting.count(),
        "trackers": opened.pictures.iter().filter(|picture| picture.is_tracker).count(),
        "cut": opened.drawn.is_cut,
    });
    context.out.record(&value, || fl!("cli-picture", file = out.as_str()))
}
