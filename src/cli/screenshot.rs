//! `pombo screenshot OUT.png`: a picture of the window, no display needed.

use serde_json::json;
use tokio::runtime::Runtime;

use super::args::{SceneArg, ScreenshotWish, ThemeArg};
use super::{End, Out};
use crate::fl;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::ui::screenshot::{Scene, take};

/// Sides of a picture, pixels.
const LEAST: u32 = 400;
const MOST: u32 = 8_000;

/// Makes the picture and says where it is.
pub fn screenshot(wish: &ScreenshotWish, runtime: &Runtime, out: Out) -> Result<End, Fault> {
    let (width, height) = size(&wish.size)?;
    let scene = match wish.scene {
        SceneArg::Welcome => Scene::Welcome,
        SceneArg::SignIn => Scene::SignIn,
        SceneArg::Mail => Scene::Mail,
        SceneArg::Drag => Scene::Drag,
    };
    let dark = wish.theme == ThemeArg::Dark;
    let frame = take(scene, (width, height).into(), dark, runtime)?;
    frame.save(&wish.out).map_err(|error| {
        Fault::new(FaultKind::Disk, Place::File, format!("{}: {error}", wish.out.display()))
    })?;
    let file = wish.out.display().to_string();
    out.record(&json!({ "picture": file, "width": width, "height": height }), || {
        fl!("cli-picture", file = file.as_str())
    });
    Ok(End::Done)
}

fn size(text: &str) -> Result<(u32, u32), Fault> {
    let wrong = || Fault::new(FaultKind::Invalid, Place::Config, fl!("cli-bad-size", size = text));
    let (width, height) = text.split_once('x').ok_or_else(wrong)?;
    let side = |side: &str| {
        side.parse().ok().filter(|side| (LEAST..=MOST).contains(side)).ok_or_else(wrong)
    };
    Ok((side(width)?, side(height)?))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_is_width_and_height_within_bounds() {
        assert_eq!(size("1280x800"), Ok((1280, 800)));
        for wrong in ["", "1280", "1280x", "10x10", "99999x800", "axb"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
