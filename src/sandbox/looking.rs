//! Files that came with a mail, each looked at by itself: decoded, listed or unwrapped.

use super::speech::{Answer, Octets, What};
use crate::mime::{archive, tnef};
use crate::model::listing::Listing;
use crate::render::pdf::Paper;
use crate::render::picture;
use crate::render::pixels::Hindrance;

/// Looks at a file; a PDF file stays open.
pub fn look(what: What, octets: Vec<u8>, open: &mut Option<Paper>) -> Answer {
    *open = None;
    let looked = match what {
        What::Picture { most } => painted(&octets, most),
        What::Pdf => leaves(octets, open),
        What::Zip => listed(archive::zip(&octets)),
        What::Tar => listed(archive::tar(&octets)),
        What::TarGz => listed(archive::tar_gz(&octets)),
        What::Wrapped => unwrapped(&octets),
    };
    looked.unwrap_or_else(Answer::Refused)
}

/// Paints a page of the PDF file that is open.
pub fn leaf(open: Option<&Paper>, number: u32, width: u32) -> Answer {
    let number = usize::try_from(number).unwrap_or(usize::MAX);
    let pixels = open.and_then(|paper| paper.paint(number, width));
    pixels.map_or_else(|| Answer::Failed("there is no such page".to_owned()), Answer::from)
}

fn painted(octets: &[u8], most: u32) -> Result<Answer, Hindrance> {
    let picture = picture::decode(octets, most)?;
    let shown = (picture.pixels.width, picture.pixels.height);
    let (width, height, rgba) = (picture.width, picture.height, Octets(picture.pixels.rgba));
    Ok(Answer::Painted { width, height, shown, rgba })
}

fn leaves(octets: Vec<u8>, open: &mut Option<Paper>) -> Result<Answer, Hindrance> {
    let paper = open.insert(Paper::open(octets)?);
    let count = u32::try_from(paper.count()).map_err(|_| Hindrance::TooLarge)?;
    Ok(Answer::Leaves { count, sides: paper.leaves() })
}

fn listed(listing: Option<Listing>) -> Result<Answer, Hindrance> {
    listing.map(Answer::Listed).ok_or(Hindrance::Broken)
}

fn unwrapped(octets: &[u8]) -> Result<Answer, Hindrance> {
    let unwrapped = tnef::unwrap(octets).ok_or(Hindrance::Broken)?;
    let octets = unwrapped.octets.into_iter().map(Octets).collect();
    Ok(Answer::Unwrapped(unwrapped.wrapped, octets))
}
