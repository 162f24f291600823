//! What the engine paints, written into a page of PDF.

use std::sync::Arc;

use anyrender::{
    Filter, Glyph, ImageRenderer, NormalizedCoord, Paint, PaintRef, PaintScene, RenderContext,
};
use anyrender_vello_cpu::VelloCpuImageRenderer;
use krilla::geom::Point;
use krilla::graphic::Graphic;
use krilla::paint::{Fill as Filled, FillRule, Pattern};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use peniko::kurbo::{Affine, Rect, Shape, Stroke, Vec2};
use peniko::{
    BlendMode, Color, Compose, Extend, Fill, FontData, ImageAlphaType, ImageBrushRef, ImageData,
    ImageFormat, StyleRef,
};

use super::convert;
use super::font::FontFiles;
use super::pictures::Pictures;
use super::shadow;
use super::texts::{Said, Texts};

/// Pixels of an emoji's height.
const EMOJI: u16 = 96;

/// See the module.
pub struct Painter<'a, 's> {
    surface: &'a mut Surface<'s>,
    texts: &'a Texts,
    pictures: &'a mut Pictures,
    files: &'a mut FontFiles,
    /// Pixels from the top of the page to where the next one begins.
    height: f64,
    layers: Vec<Layer>,
    /// Layers of which nothing is painted.
    hidden: usize,
}

enum Layer {
    Hidden,
    /// How many things the surface has to forget at its end.
    Shown(u8),
}

impl<'a, 's> Painter<'a, 's> {
    pub fn new(
        surface: &'a mut Surface<'s>,
        texts: &'a Texts,
        pictures: &'a mut Pictures,
        files: &'a mut FontFiles,
        height: f64,
    ) -> Self {
        Self { surface, texts, pictures, files, height, layers: Vec::new(), hidden: 0 }
    }

    /// Ends what the engine left open.
    pub fn finish(mut self) {
        while !self.layers.is_empty() {
            self.pop_layer();
        }
    }

    fn layer(&mut self, fill: Fill, transform: Affine, clip: &impl Shape, alpha: f32) {
        let path = convert::path(clip, transform).filter(|_| self.hidden == 0 && alpha > 0.0);
        let Some(path) = path else {
            self.hidden += 1;
            self.layers.push(Layer::Hidden);
            return;
        };
        self.surface.push_clip_path(&path, &convert::rule(fill));
        let is_whole = alpha >= 1.0;
        if !is_whole {
            self.surface.push_opacity(convert::part(alpha));
        }
        self.layers.push(Layer::Shown(if is_whole { 1 } else { 2 }));
    }

    /// Whether any of it comes to stand on this page.
    fn is_here(&self, transform: Affine, bounds: Rect) -> bool {
        let bounds = transform.transform_rect_bbox(bounds);
        self.hidden == 0 && bounds.y0 < self.height && bounds.y1 > 0.0
    }

    fn fill_with(&mut self, fill: Filled, path: &krilla::geom::Path) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill));
        self.surface.draw_path(path);
    }

    fn picture(
        &mut self,
        brush: ImageBrushRef<'_>,
        brush_transform: Affine,
        shape: &impl Shape,
        rule: FillRule,
    ) {
        let Some(form) = self.pictures.form(self.surface, brush.image) else { return };
        let (width, height) = (brush.image.width as f32, brush.image.height as f32);
        let Some(path) = convert::path(shape, Affine::IDENTITY) else { return };
        let is_faint = brush.sampler.alpha < 1.0;
        if is_faint {
            self.surface.push_opacity(convert::part(brush.sampler.alpha));
        }
        let sampler = &brush.sampler;
        let is_padded = sampler.x_extend == Extend::Pad && sampler.y_extend == Extend::Pad;
        let whole = Rect::new(-0.5, -0.5, f64::from(width) + 0.5, f64::from(height) + 0.5);
        let is_once =
            brush_transform == Affine::IDENTITY && whole.contains_rect(shape.bounding_box());
        if is_padded || is_once {
            self.surface.push_clip_path(&path, &rule);
            self.surface.push_transform(&convert::transform(brush_transform));
            place(self.surface, form, (0.0, 0.0), width, height);
            self.surface.pop();
            self.surface.pop();
        } else {
            let mut stream = self.surface.stream_builder();
            let mut inside = stream.surface();
            place(&mut inside, form, (0.0, 0.0), width, height);
            inside.finish();
            let stream = stream.finish();
            let transform = convert::transform(brush_transform);
            let paint = Pattern { stream, transform, width, height }.into();
            self.fill_with(Filled { paint, rule, ..Filled::default() }, &path);
        }
        if is_faint {
            self.surface.pop();
        }
    }

    /// Glyphs as text, which the writer has the shapes for.
    fn write(
        &mut self,
        font: Font,
        size: f32,
        glyphs: &[Glyph],
        said: Option<&Said>,
        colour: Color,
    ) {
        let Some(first) = glyphs.first() else { return };
        let text = said.map_or(" ", |said| said.text.as_str());
        let placed: Vec<KrillaGlyph> = glyphs
            .iter()
            .enumerate()
            .map(|(at, glyph)| {
                let next = glyphs.get(at + 1).map_or(glyph.x, |next| next.x);
                let range = said.and_then(|said| said.ranges.get(at).cloned()).unwrap_or(0..1);
                let up = (first.y - glyph.y) / size;
                let advance = (next - glyph.x) / size;
                KrillaGlyph::new(GlyphId::new(glyph.id), advance, 0.0, up, 0.0, range, None)
            })
            .collect();
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(convert::solid(colour, FillRule::NonZero)));
        let start = Point::from_xy(first.x, first.y);
        self.surface.draw_glyphs(start, &placed, font, text, size, false);
    }

    /// Glyphs that are pictures.
    fn stamp(&mut self, font: &FontData, size: f32, glyphs: &[Glyph], colour: Color) {
        for glyph in glyphs {
            let Some(image) = self.files.emoji(font, glyph.id, |id| emoji(font, id, colour)) else {
                continue;
            };
            let Some(form) = self.pictures.form(self.surface, &image) else { continue };
            let corner = (glyph.x - size * 0.25, glyph.y - size * 1.25);
            place(self.surface, form, corner, size * 1.75, size * 1.75);
        }
    }
}

/// Draws a picture into a rectangle.
fn place(surface: &mut Surface<'_>, form: Graphic, corner: (f32, f32), width: f32, height: f32) {
    let (x, y) = corner;
    let square = krilla::geom::Transform::from_row(width, 0.0, 0.0, -height, x, y + height);
    surface.push_transform(&square);
    surface.draw_graphic(form);
    surface.pop();
}

/// A glyph as pixels: a square of one and three quarters of its size, with the glyph a quarter from the left
/// and its line one and a quarter from the top.
fn emoji(font: &FontData, id: u32, colour: Color) -> ImageData {
    let size = f32::from(EMOJI);
    let side = u32::from(EMOJI) * 7 / 4;
    let glyph = Glyph { id, x: size * 0.25, y: size * 1.25 };
    let mut pixels = Vec::new();
    let mut renderer = VelloCpuImageRenderer::new(side, side);
    renderer.render_to_vec(
        |scene| {
            let paint = Paint::Solid(colour);
            scene.draw_glyphs(
                font,
                size,
                false,
                &[],
                Vec2::ZERO,
                Fill::NonZero,
                paint,
                1.0,
                Affine::IDENTITY,
                None,
                std::iter::once(glyph),
            );
        },
        &mut pixels,
    );
    ImageData {
        data: pixels.into(),
        format: ImageFormat::Rgba8,
        alpha_type: ImageAlphaType::AlphaPremultiplied,
        width: side,
        height: side,
    }
}

impl RenderContext for Painter<'_, '_> {}

impl PaintScene for Painter<'_, '_> {
    fn reset(&mut self) {}

    fn push_layer(
        &mut self,
        fill: Fill,
        blend: impl Into<BlendMode>,
        alpha: f32,
        transform: Affine,
        clip: &impl Shape,
        filter: Option<Arc<Filter>>,
        _: Option<Arc<Filter>>,
    ) {
        // A layer without opacity or filter is what shadows that fall inwards and masks are cut out
        // of; neither is printed.
        let is_cut_out =
            blend.into().compose != Compose::SrcOver || (alpha >= 1.0 && filter.is_none());
        self.layer(fill, transform, clip, if is_cut_out { 0.0 } else { alpha });
    }

    fn push_clip_layer(&mut self, fill: Fill, transform: Affine, clip: &impl Shape) {
        self.layer(fill, transform, clip, 1.0);
    }

    fn pop_layer(&mut self) {
        match self.layers.pop() {
            Some(Layer::Hidden) => self.hidden -= 1,
            Some(Layer::Shown(count)) => (0..count).for_each(|_| self.surface.pop()),
            None => {}
        }
    }

    fn stroke<'a>(
        &mut self,
        style: &Stroke,
        transform: Affine,
        brush: impl Into<PaintRef<'a>>,
        brush_transform: Option<Affine>,
        shape: &impl Shape,
    ) {
        let bounds = shape.bounding_box().inflate(style.width, style.width);
        if !self.is_here(transform, bounds) {
            return;
        }
        let (paint, opacity) = match brush.into() {
            Paint::Solid(of) => {
                let (colour, opacity) = convert::colour(of);
                (colour.into(), opacity)
            }
            Paint::Gradient(gradient) => {
                let paint = convert::gradient(gradient, brush_transform.unwrap_or_default());
                let Some(paint) = paint else { return };
                (paint, krilla::num::NormalizedF32::ONE)
            }
            Paint::Image(_) | Paint::Resource(_) | Paint::Custom(_) => return,
        };
        let Some(path) = convert::path(shape, Affine::IDENTITY) else { return };
        self.surface.push_transform(&convert::transform(transform));
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(convert::stroke(style, paint, opacity)));
        self.surface.draw_path(&path);
        self.surface.set_stroke(None);
        self.surface.pop();
    }

    fn fill<'a>(
        &mut self,
        style: Fill,
        transform: Affine,
        brush: impl Into<PaintRef<'a>>,
        brush_transform: Option<Affine>,
        shape: &impl Shape,
    ) {
        if !self.is_here(transform, shape.bounding_box()) {
            return;
        }
        let rule = convert::rule(style);
        let brush_transform = brush_transform.unwrap_or_default();
        let fill = match brush.into() {
            Paint::Solid(of) if of.components[3] <= 0.0 => return,
            Paint::Solid(of) => convert::solid(of, rule),
            Paint::Gradient(gradient) => {
                let Some(paint) = convert::gradient(gradient, brush_transform) else { return };
                Filled { paint, rule, ..Filled::default() }
            }
            Paint::Image(image) => {
                self.surface.push_transform(&convert::transform(transform));
                self.picture(image, brush_transform, shape, rule);
                self.surface.pop();
                return;
            }
            Paint::Resource(_) | Paint::Custom(_) => return,
        };
        let Some(path) = convert::path(shape, Affine::IDENTITY) else { return };
        self.surface.push_transform(&convert::transform(transform));
        self.fill_with(fill, &path);
        self.surface.pop();
    }

    fn draw_glyphs<'a, 'g: 'a>(
        &'g mut self,
        font: &'a FontData,
        font_size: f32,
        _: bool,
        _: &'a [NormalizedCoord],
        _: Vec2,
        _: impl Into<StyleRef<'a>>,
        brush: impl Into<PaintRef<'a>>,
        _: f32,
        transform: Affine,
        glyph_transform: Option<Affine>,
        glyphs: impl Iterator<Item = Glyph> + Clone,
    ) {
        let glyphs: Vec<Glyph> = glyphs.collect();
        let Some(first) = glyphs.first().filter(|_| font_size > 0.0) else { return };
        let Paint::Solid(colour) = brush.into() else { return };
        let line = transform * peniko::kurbo::Point::new(first.x.into(), first.y.into());
        // A line stands on the page on which its letters stand, and on no other.
        let is_here = self.hidden == 0 && (0.0..self.height).contains(&line.y);
        if !is_here || colour.components[3] <= 0.0 {
            return;
        }
        let places: Vec<(u32, f32, f32)> =
            glyphs.iter().map(|glyph| (glyph.id, glyph.x, glyph.y)).collect();
        let said = self.texts.of(font, font_size, &places);
        let axes = said.map(|said| said.axes.clone()).unwrap_or_default();
        self.surface.push_transform(&convert::transform(transform));
        if self.files.is_pictured(font) {
            self.stamp(font, font_size, &glyphs, colour);
        }
        // Glyphs are drawn upwards, and pages are read downwards.
        let slanted = glyph_transform.map(|slant| {
            let up = Affine::translate((0.0, f64::from(first.y))) * Affine::FLIP_Y;
            up * slant * Affine::FLIP_Y * Affine::translate((0.0, -f64::from(first.y)))
        });
        self.surface.push_transform(&convert::transform(slanted.unwrap_or_default()));
        if let Some(font) = self.files.font(font, &axes) {
            self.write(font, font_size, &glyphs, said, colour);
        }
        self.surface.pop();
        self.surface.pop();
    }

    fn draw_box_shadow(
        &mut self,
        transform: Affine,
        rect: Rect,
        brush: Color,
        radius: f64,
        std_dev: f64,
    ) {
        let (rings, colour) = shadow::rings(rect, radius, std_dev, brush);
        for ring in rings {
            self.fill(Fill::NonZero, transform, colour, None, &ring);
        }
    }
}
