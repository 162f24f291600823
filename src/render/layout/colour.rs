//! Colours of light pages on dark screens, and how well they can be told apart (WCAG 2.2, relative
//! luminance and contrast ratio).

use std::sync::LazyLock;

/// Red, green, blue, as screens have them.
pub type Rgb = [u8; 3];

/// What white becomes.
pub const DARK: Rgb = [0x1e, 0x1e, 0x1e];
/// The contrast that a text has at least (WCAG 2.2, 1.4.3).
pub const LEAST: f32 = 4.5;

/// Linear light of each of the 256 steps of a channel.
static LINEAR: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|step| {
        let channel = step as f32 / 255.0;
        if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    })
});

/// Lightness before and after: what is nearly white becomes nearly black and stays apart from it;
/// what was chosen to be read on white, grey or not, can be read on black.
const CURVE: [(f32, f32); 5] =
    [(0.0, 0.96), (0.45, 0.74), (0.66, 0.64), (0.86, 0.20), (1.0, 0.113)];

/// Relative luminance, 0 to 1.
pub fn luminance(colour: Rgb) -> f32 {
    let [r, g, b] = linear(colour);
    0.212_6 * r + 0.715_2 * g + 0.072_2 * b
}

/// Contrast ratio, 1 to 21.
pub fn contrast(one: Rgb, other: Rgb) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// What a colour of a light page becomes on a dark screen: its lightness turned around, its hue kept.
pub fn dark(colour: Rgb) -> Rgb {
    let before = luminance(colour);
    let wanted = luminance_of(turned(lightness_of(before)));
    let [mut r, mut g, mut b] = linear(colour);
    if before < 1e-4 {
        (r, g, b) = (wanted, wanted, wanted);
    } else {
        let most = r.max(g).max(b);
        let factor = (wanted / before).min(1.0 / most);
        (r, g, b) = (r * factor, g * factor, b * factor);
        // As bright as its hue can be: the rest comes from white.
        let reached = before * factor;
        if reached < wanted {
            let white = (wanted - reached) / (1.0 - reached).max(1e-4);
            (r, g, b) = (r + (1.0 - r) * white, g + (1.0 - g) * white, b + (1.0 - b) * white);
        }
    }
    [channel(r), channel(g), channel(b)]
}

fn linear([r, g, b]: Rgb) -> [f32; 3] {
    let of = |step: u8| LINEAR.get(usize::from(step)).copied().unwrap_or_default();
    [of(r), of(g), of(b)]
}

fn channel(linear: f32) -> u8 {
    let linear = linear.clamp(0.0, 1.0);
    let channel =
        if linear <= 0.003_130_8 { linear * 12.92 } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
    (channel * 255.0).round() as u8
}

/// CIE 1976 lightness, 0 to 1.
fn lightness_of(luminance: f32) -> f32 {
    if luminance <= 0.008_856 { luminance * 9.033 } else { 1.16 * luminance.cbrt() - 0.16 }
}

fn luminance_of(lightness: f32) -> f32 {
    if lightness <= 0.08 { lightness / 9.033 } else { ((lightness + 0.16) / 1.16).powi(3) }
}

fn turned(lightness: f32) -> f32 {
    let mut before = (0.0, 0.96);
    for point in CURVE {
        if lightness <= point.0 {
            let part = (lightness - before.0) / (point.0 - before.0).max(1e-4);
            return before.1 + (point.1 - before.1) * part;
        }
        before = point;
    }
    before.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_becomes_dark_and_black_nearly_white() {
        assert_eq!(dark([255, 255, 255]), DARK);
        assert!(dark([0, 0, 0]).iter().all(|part| *part > 235));
    }

    #[test]
    fn what_can_be_read_on_white_can_be_read_on_dark() {
        let colours: [Rgb; 9] = [
            [0, 0, 0],
            [0, 0, 238],
            [0x55, 0x1a, 0x8b],
            [255, 0, 0],
            [0x99, 0x99, 0x99],
            [0x8a, 0x5a, 0x2b],
            [0, 128, 0],
            [0x33, 0x33, 0x33],
            [0x1a, 0x73, 0xe8],
        ];
        for colour in colours {
            for ground in [[255, 255, 255], [0xfb, 0xf6, 0xec], [0xf5, 0xf5, 0xf5]] {
                let ratio = contrast(dark(colour), dark(ground));
                assert!(ratio >= LEAST, "{colour:?} on {ground:?}: {ratio}");
            }
        }
    }

    #[test]
    fn hues_stay() {
        let [r, g, b] = dark([0, 0, 160]);
        assert!(b > r && b > g, "{r} {g} {b}");
        let [r, g, b] = dark([160, 0, 0]);
        assert!(r > g && r > b, "{r} {g} {b}");
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((contrast([255, 255, 255], [0, 0, 0]) - 21.0).abs() < 0.01);
        assert!((contrast([0x77, 0x77, 0x77], [255, 255, 255]) - 4.48).abs() < 0.01);
    }
}
