//! The shadow of a box as rings that cover more and more of what lies behind.

use peniko::Color;
use peniko::kurbo::{Rect, RoundedRect};

/// Rings of one shadow.
const RINGS: u8 = 10;

/// The shapes that a blurred box is made of, largest first, and the colour of each of them.
pub fn rings(rect: Rect, radius: f64, blur: f64, colour: Color) -> (Vec<RoundedRect>, Color) {
    let alpha = colour.components[3].clamp(0.0, 0.999);
    let each = 1.0 - (1.0 - alpha).powf(1.0 / f32::from(RINGS));
    let shapes = (0..RINGS).filter_map(|ring| {
        let outwards = 1.0 - 2.0 * (f64::from(ring) + 0.5) / f64::from(RINGS);
        let by = outwards * blur * 1.5;
        let rect = rect.inflate(by, by);
        let is_there = rect.width() > 0.0 && rect.height() > 0.0;
        is_there.then(|| rect.to_rounded_rect((radius + by.max(0.0)).max(0.0)))
    });
    (shapes.collect(), colour.with_alpha(each))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_as_dark_as_was_asked_for_and_the_rim_fades() {
        let colour = Color::from_rgba8(0, 0, 0, 128);
        let (rings, each) = rings(Rect::new(0.0, 0.0, 100.0, 100.0), 4.0, 10.0, colour);
        assert_eq!(rings.len(), usize::from(RINGS));
        let through = (1.0 - each.components[3]).powi(i32::from(RINGS));
        assert!((1.0 - through - 128.0 / 255.0).abs() < 0.01);
        let widths: Vec<f64> = rings.iter().map(|ring| ring.rect().width()).collect();
        assert!(widths.is_sorted_by(|one, other| one > other));
    }
}
