//! The PNG of a sheet: its marks painted by tiny-skia, its texts as outlines of the fonts.

use std::collections::HashMap;

use tiny_skia::{FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect as Box, Stroke, Transform};

use super::ChartError;
use super::geometry::Point;
use super::palette::{Colour, PAPER};
use super::plot::{self, Canvas, UNITS};
use super::sheet::{Align, Sheet, Style};
use super::text;

/// Paints a sheet.
///
/// # Errors
/// [`ChartError::Raster`] if it has no extent, or is too large.
pub fn png(sheet: &Sheet) -> Result<Vec<u8>, ChartError> {
    let density = sheet.look.size.density();
    let [width, height] = [sheet.width, sheet.height].map(|side| (side * density).round() as u32);
    let mut pixels = Pixmap::new(width, height).ok_or_else(|| raster("it has no extent, or is too large"))?;
    pixels.fill(tiny_colour(sheet.look.colour(PAPER), 1.0));
    let scale = Transform::from_scale(density as f32, density as f32);
    let mut painter = Painter { pixels, sheet, scale, texts: Vec::new() };
    plot::draw(sheet, &mut painter);
    for Set { text, style, align, baseline } in std::mem::take(&mut painter.texts) {
        painter.set(&text, style, align, baseline);
    }
    encode(&painter.pixels)
}

struct Painter<'a> {
    pixels: Pixmap,
    sheet: &'a Sheet,
    scale: Transform,
    texts: Vec<Set>,
}

/// A text, which stands above all other marks.
struct Set {
    text: String,
    style: Style,
    align: Align,
    baseline: Point,
}

impl Canvas for Painter<'_> {
    fn line(&mut self, points: &[(i32, i32)], colour: Colour, width: u32) {
        let stroke = Stroke {
            width: pixels(width as i32) as f32,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        if let Some(path) = path(points, false) {
            let paint = self.colour(colour, 1.0);
            self.pixels.stroke_path(&path, &paint, &stroke, self.scale, None);
        }
    }

    fn area(&mut self, points: &[(i32, i32)], colour: Colour, opacity: f64) {
        if let Some(path) = path(points, true) {
            self.fill(&path, colour, opacity, self.scale);
        }
    }

    fn dot(&mut self, centre: (i32, i32), radius: u32, colour: Colour) {
        let [x, y, radius] = [centre.0, centre.1, radius as i32].map(|units| pixels(units) as f32);
        if let Some(path) = PathBuilder::from_circle(x, y, radius) {
            self.fill(&path, colour, 1.0, self.scale);
        }
    }

    fn text(&mut self, text: &str, style: Style, align: Align, (x, y): (i32, i32)) {
        self.texts.push(Set { text: text.to_owned(), style, align, baseline: (pixels(x), pixels(y)) });
    }
}

fn pixels(units: i32) -> f64 {
    f64::from(units) / UNITS
}

impl Painter<'_> {
    fn set(&mut self, text: &str, style: Style, align: Align, baseline: Point) {
        let (runs, width) = text::set(text, style.weight);
        let left = match align {
            Align::Left => baseline.0,
            Align::Centre => baseline.0 - width * style.size / 2.0,
            Align::Right => baseline.0 - width * style.size,
        };
        for run in runs {
            for glyph in run.glyphs {
                let Some(outline) = run.face.outline(glyph.id) else { continue };
                let (x, y) = (left + glyph.x * style.size, baseline.1 - glyph.y * style.size);
                let size = style.size as f32;
                let place = Transform::from_row(size, 0.0, 0.0, size, x as f32, y as f32).post_concat(self.scale);
                self.fill(&outline, style.colour, 1.0, place);
            }
        }
    }

    fn fill(&mut self, path: &Path, colour: Colour, opacity: f64, place: Transform) {
        let paint = self.colour(colour, opacity);
        self.pixels.fill_path(path, &paint, FillRule::Winding, place, None);
    }

    fn colour(&self, colour: Colour, opacity: f64) -> Paint<'static> {
        let mut paint = Paint { anti_alias: true, ..Paint::default() };
        paint.set_color(tiny_colour(self.sheet.look.colour(colour), opacity));
        paint
    }
}

fn tiny_colour(colour: Colour, opacity: f64) -> tiny_skia::Color {
    tiny_skia::Color::from_rgba8(colour.0, colour.1, colour.2, (opacity.clamp(0.0, 1.0) * 255.0).round() as u8)
}

fn path(points: &[(i32, i32)], closed: bool) -> Option<Path> {
    let place = |(x, y): &(i32, i32)| (pixels(*x) as f32, pixels(*y) as f32);
    if let ([a, b, c, d], true) = (points, closed)
        && a.1 == b.1
        && b.0 == c.0
        && c.1 == d.1
        && d.0 == a.0
        && let ((left, top), (right, bottom)) = (place(a), place(c))
        && let Some(rect) = Box::from_ltrb(left, top, right, bottom)
    {
        return Some(PathBuilder::from_rect(rect));
    }
    let mut builder = PathBuilder::new();
    for (index, (x, y)) in points.iter().map(place).enumerate() {
        if index == 0 {
            builder.move_to(x, y);
        } else {
            builder.line_to(x, y);
        }
    }
    if closed {
        builder.close();
    }
    builder.finish()
}

/// The pixels as a PNG of 256 colours, which is a third of the bytes: charts have few, and of those of the edges of letters
/// the rarest are taken for the nearest.
fn encode(pixels: &Pixmap) -> Result<Vec<u8>, ChartError> {
    let mut counts: HashMap<[u8; 3], u32> = HashMap::new();
    for (colour, length) in runs(pixels) {
        *counts.entry(colour).or_default() += length;
    }
    let mut colours: Vec<([u8; 3], u32)> = counts.into_iter().collect();
    colours.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let kept: Vec<[u8; 3]> = colours.iter().take(256).map(|(colour, _)| *colour).collect();
    let place = |(place, (colour, _)): (usize, &([u8; 3], u32))| {
        let place = if place < kept.len() { place } else { nearest(&kept, *colour) };
        (*colour, place as u8)
    };
    let places: HashMap<[u8; 3], u8> = colours.iter().enumerate().map(place).collect();
    let mut indices = Vec::with_capacity(pixels.data().len() / 4);
    for (colour, length) in runs(pixels) {
        indices.extend(std::iter::repeat_n(places[&colour], length as usize));
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(kept.concat());
    encoder.set_deflate_compression(png::DeflateCompression::Level(4));
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().map_err(raster)?;
    writer.write_image_data(&indices).map_err(raster)?;
    writer.finish().map_err(raster)?;
    Ok(bytes)
}

/// Neighbouring pixels of one colour, from the first to the last pixel.
fn runs(pixels: &Pixmap) -> impl Iterator<Item = ([u8; 3], u32)> + '_ {
    let (pieces, _) = pixels.data().as_chunks::<4>();
    pieces.chunk_by(|a, b| a == b).map(|run| ([run[0][0], run[0][1], run[0][2]], run.len() as u32))
}

/// The place of the colour nearest to another.
fn nearest(kept: &[[u8; 3]], colour: [u8; 3]) -> usize {
    let off = |other: &[u8; 3]| -> u32 { other.iter().zip(colour).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum() };
    (0..kept.len()).min_by_key(|place| off(&kept[*place])).unwrap_or(0)
}

fn raster(problem: impl std::fmt::Display) -> ChartError {
    ChartError::Raster { problem: problem.to_string() }
}
