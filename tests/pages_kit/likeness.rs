//! How alike two pages are: the words of one in the other, their places, their pictures.

use std::collections::HashMap;
use std::path::Path;

use super::{Shot, Word};

/// CSS pixels that a word may be away.
const NEAR: (f32, f32) = (12.0, 24.0);
/// Pixels of a side of what becomes one pixel before pictures are compared, and of the windows.
const SMALLER: usize = 4;
const WINDOW: usize = 8;

/// Shares from 0 to 1.
#[derive(Debug, Clone, Copy, Default)]
pub struct Likeness {
    /// Of the other page's words those that are there.
    pub there: f64,
    /// Of the words on both pages those that begin at the same distance from the left, and from
    /// the top.
    pub x: f64,
    pub y: f64,
}

/// Compares words, the k-th of a text with the k-th of the same text.
pub fn words(ours: &[Word], theirs: &[Word]) -> Likeness {
    let mut known: HashMap<&str, std::collections::VecDeque<&Word>> = HashMap::new();
    for word in ours {
        known.entry(&word.text).or_default().push_back(word);
    }
    let (mut there, mut x, mut y) = (0_u32, 0_u32, 0_u32);
    for word in theirs {
        let Some(own) = known.get_mut(word.text.as_str()).and_then(|own| own.pop_front()) else {
            continue;
        };
        there += 1;
        x += u32::from((own.x - word.x).abs() <= NEAR.0);
        y += u32::from((own.y - word.y).abs() <= NEAR.1);
    }
    let share = |part: u32, of: f64| if of > 0.0 { f64::from(part) / of } else { 1.0 };
    Likeness {
        there: share(there, theirs.len() as f64),
        x: share(x, f64::from(there)),
        y: share(y, f64::from(there)),
    }
}

/// The lightness of a picture at a quarter of its size; what is below its end is white.
fn small(shot: &Shot, width: usize, height: usize) -> Vec<f64> {
    let lightness = |x: usize, y: usize| {
        let at = (y * shot.width + x) * 4;
        match shot.rgba.get(at..at + 3) {
            Some([r, g, b]) if x < shot.width => {
                0.299 * f64::from(*r) + 0.587 * f64::from(*g) + 0.114 * f64::from(*b)
            }
            _ => 255.0,
        }
    };
    let mut out = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let inside = (0..SMALLER * SMALLER)
                .map(|at| lightness(x * SMALLER + at % SMALLER, y * SMALLER + at / SMALLER));
            out.push(inside.sum::<f64>() / (SMALLER * SMALLER) as f64);
        }
    }
    out
}

/// Structural similarity of two pictures (Wang et al. 2004), the mean of windows of 8 by 8 at a
/// quarter of their size.
pub fn pictures(ours: &Shot, theirs: &Shot) -> f64 {
    let rows = |shot: &Shot| shot.rgba.len() / 4 / shot.width.max(1);
    let width = ours.width.min(theirs.width) / SMALLER;
    let height = rows(ours).max(rows(theirs)) / SMALLER;
    let (a, b) = (small(ours, width, height), small(theirs, width, height));
    let (mut sum, mut count) = (0.0, 0.0);
    for top in (0..height.saturating_sub(WINDOW - 1)).step_by(WINDOW / 2) {
        for left in (0..width.saturating_sub(WINDOW - 1)).step_by(WINDOW / 2) {
            let at = |at: usize| (top + at / WINDOW) * width + left + at % WINDOW;
            let window = |of: &[f64]| (0..WINDOW * WINDOW).map(|i| of[at(i)]).collect::<Vec<_>>();
            sum += similar(&window(&a), &window(&b));
            count += 1.0;
        }
    }
    if count > 0.0 { sum / count } else { 1.0 }
}

fn similar(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let (mut va, mut vb, mut both) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        va += (x - ma).powi(2) / n;
        vb += (y - mb).powi(2) / n;
        both += (x - ma) * (y - mb) / n;
    }
    let (c1, c2) = (6.5025, 58.5225);
    (2.0 * ma * mb + c1) * (2.0 * both + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))
}

/// Writes two pages beside each other, a dark line between them.
pub fn save(path: &Path, ours: &Shot, theirs: &Shot) {
    let rows = |shot: &Shot| shot.rgba.len() / 4 / shot.width.max(1);
    let height = rows(ours).max(rows(theirs));
    let side = |side: usize| u32::try_from(side).unwrap();
    let width = side(ours.width + 4 + theirs.width);
    let white = image::Rgba([255, 255, 255, 255]);
    let mut both = image::RgbaImage::from_pixel(width, side(height), white);
    for y in 0..side(height) {
        for x in side(ours.width)..side(ours.width) + 4 {
            both.put_pixel(x, y, image::Rgba([40, 40, 40, 255]));
        }
    }
    for (shot, left) in [(ours, 0), (theirs, ours.width + 4)] {
        let picture =
            image::RgbaImage::from_raw(side(shot.width), side(rows(shot)), shot.rgba.clone());
        image::imageops::replace(&mut both, &picture.unwrap(), i64::try_from(left).unwrap(), 0);
    }
    both.save(path).unwrap();
}
