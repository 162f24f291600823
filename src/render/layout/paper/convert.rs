//! Shapes and colours of the engine as those of the writer of PDF.

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Transform};
use krilla::num::NormalizedF32;
use krilla::paint::{
    Fill, FillRule, LineCap, LineJoin, LinearGradient, Paint, RadialGradient, SpreadMethod, Stop,
    Stroke, StrokeDash, SweepGradient,
};
use peniko::color::{AlphaColor, Srgb};
use peniko::kurbo::{self, Affine, PathEl, Shape};
use peniko::{Extend, Gradient, GradientKind};

/// How far a curve may be from what it stands for, pixels.
const TOLERANCE: f64 = 0.1;

pub fn transform(affine: Affine) -> Transform {
    let [a, b, c, d, e, f] = affine.as_coeffs().map(|number| number as f32);
    Transform::from_row(a, b, c, d, e, f)
}

/// A shape moved, turned and scaled; nothing where it has no extent.
pub fn path(shape: &impl Shape, affine: Affine) -> Option<Path> {
    let mut out = PathBuilder::new();
    for element in shape.path_elements(TOLERANCE) {
        let [p, q, r] = match affine * element {
            PathEl::MoveTo(p) => {
                out.move_to(p.x as f32, p.y as f32);
                continue;
            }
            PathEl::LineTo(p) => {
                out.line_to(p.x as f32, p.y as f32);
                continue;
            }
            PathEl::ClosePath => {
                out.close();
                continue;
            }
            PathEl::QuadTo(p, q) => {
                out.quad_to(p.x as f32, p.y as f32, q.x as f32, q.y as f32);
                continue;
            }
            PathEl::CurveTo(p, q, r) => [p, q, r].map(|p| (p.x as f32, p.y as f32)),
        };
        out.cubic_to(p.0, p.1, q.0, q.1, r.0, r.1);
    }
    out.finish()
}

/// A colour, and how much of it covers.
pub fn colour(colour: AlphaColor<Srgb>) -> (rgb::Color, NormalizedF32) {
    let [r, g, b, a] = colour.to_rgba8().to_u8_array();
    (rgb::Color::new(r, g, b), part(f32::from(a) / 255.0))
}

/// A number brought between 0 and 1.
pub fn part(number: f32) -> NormalizedF32 {
    let number = if number.is_finite() { number.clamp(0.0, 1.0) } else { 1.0 };
    NormalizedF32::new(number).unwrap_or(NormalizedF32::ONE)
}

pub fn rule(fill: peniko::Fill) -> FillRule {
    match fill {
        peniko::Fill::NonZero => FillRule::NonZero,
        peniko::Fill::EvenOdd => FillRule::EvenOdd,
    }
}

pub fn solid(of: AlphaColor<Srgb>, rule: FillRule) -> Fill {
    let (colour, opacity) = colour(of);
    Fill { paint: colour.into(), opacity, rule }
}

/// A gradient; nothing where it has no colours.
pub fn gradient(gradient: &Gradient, affine: Affine) -> Option<Paint> {
    let stops = stops(gradient);
    if stops.is_empty() {
        return None;
    }
    let transform = transform(affine);
    let spread_method = match gradient.extend {
        Extend::Pad => SpreadMethod::Pad,
        Extend::Repeat => SpreadMethod::Repeat,
        Extend::Reflect => SpreadMethod::Reflect,
    };
    let anti_alias = false;
    Some(match gradient.kind {
        GradientKind::Linear(line) => LinearGradient {
            x1: line.start.x as f32,
            y1: line.start.y as f32,
            x2: line.end.x as f32,
            y2: line.end.y as f32,
            transform,
            spread_method,
            stops,
            anti_alias,
        }
        .into(),
        GradientKind::Radial(circles) => RadialGradient {
            fx: circles.start_center.x as f32,
            fy: circles.start_center.y as f32,
            fr: circles.start_radius,
            cx: circles.end_center.x as f32,
            cy: circles.end_center.y as f32,
            cr: circles.end_radius,
            transform,
            spread_method,
            stops,
            anti_alias,
        }
        .into(),
        GradientKind::Sweep(sweep) => SweepGradient {
            cx: sweep.center.x as f32,
            cy: sweep.center.y as f32,
            start_angle: sweep.start_angle.to_degrees(),
            end_angle: sweep.end_angle.to_degrees(),
            transform,
            spread_method,
            stops,
            anti_alias,
        }
        .into(),
    })
}

/// The colours of a gradient, none before the one before it.
fn stops(gradient: &Gradient) -> Vec<Stop> {
    let mut last = 0.0_f32;
    let stops = gradient.stops.iter().map(|stop| {
        last = if stop.offset.is_finite() { stop.offset.clamp(last, 1.0) } else { last };
        let (colour, opacity) = colour(stop.color.to_alpha_color::<Srgb>());
        Stop { offset: part(last), color: colour.into(), opacity }
    });
    stops.collect()
}

pub fn stroke(style: &kurbo::Stroke, paint: Paint, opacity: NormalizedF32) -> Stroke {
    let array: Vec<f32> = style.dash_pattern.iter().map(|length| *length as f32).collect();
    let is_dashed = array.iter().any(|length| *length > 0.0);
    Stroke {
        paint,
        width: style.width as f32,
        miter_limit: (style.miter_limit as f32).max(1.0),
        line_cap: match style.start_cap {
            kurbo::Cap::Butt => LineCap::Butt,
            kurbo::Cap::Square => LineCap::Square,
            kurbo::Cap::Round => LineCap::Round,
        },
        line_join: match style.join {
            kurbo::Join::Bevel => LineJoin::Bevel,
            kurbo::Join::Miter => LineJoin::Miter,
            kurbo::Join::Round => LineJoin::Round,
        },
        opacity,
        dash: is_dashed.then_some(StrokeDash { array, offset: style.dash_offset as f32 }),
    }
}
