//! The marks of a sheet, drawn by plotters on a canvas.
//!
//! Plotters gets whole tenths of a pixel, which keeps curves smooth. The canvases are our own: plotters' do not set text in the
//! script that it is written in, follow the colours of a page, or paint edges smoothly.

use std::convert::Infallible;

use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as Ink, FontFamily, FontStyle, RGBAColor, RGBColor, TextStyle};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};

use super::geometry::Point;
use super::palette::Colour;
use super::sheet::{Align, Mark, Sheet, Style};
use super::text::Weight;

/// Units of a canvas in a pixel.
pub const UNITS: f64 = 10.0;

/// What takes marks, in whole units, in the order they are laid.
pub trait Canvas {
    /// A line through points.
    fn line(&mut self, points: &[BackendCoord], colour: Colour, width: u32);
    /// A filled polygon.
    fn area(&mut self, points: &[BackendCoord], colour: Colour, opacity: f64);
    /// A filled circle.
    fn dot(&mut self, centre: BackendCoord, radius: u32, colour: Colour);
    /// One line of text on a baseline; its size is in pixels.
    fn text(&mut self, text: &str, style: Style, align: Align, baseline: BackendCoord);
}

/// A number of pixels in units.
pub fn units(pixels: f64) -> i32 {
    (pixels * UNITS).round() as i32
}

/// Draws all marks of a sheet.
pub fn draw(sheet: &Sheet, canvas: &mut impl Canvas) {
    let paper =
        Backend { canvas, size: [sheet.width, sheet.height].map(|side| units(side) as u32) }.into_drawing_area();
    for mark in &sheet.marks {
        if let Err(problem) = lay(mark, &paper) {
            unreachable!("a canvas takes every mark: {problem}");
        }
    }
}

type Paper<'a, C> = DrawingArea<Backend<'a, C>, plotters::coord::Shift>;

fn lay<C: Canvas>(mark: &Mark, paper: &Paper<C>) -> Result<(), DrawingAreaErrorKind<Infallible>> {
    match mark {
        Mark::Line { points, colour, width } => {
            paper.draw(&PathElement::new(all_units(points), Ink::stroke_width(&opaque(*colour), units(*width) as u32)))
        }
        Mark::Area { points, colour, opacity } => {
            paper.draw(&Polygon::new(all_units(points), opaque(*colour).mix(*opacity).filled()))
        }
        Mark::Dot { centre, radius, colour } => {
            paper.draw(&Circle::new(point(*centre), units(*radius), opaque(*colour).filled()))
        }
        Mark::Text { text, style, align, baseline } => {
            paper.draw(&Text::new(text.as_str(), point(*baseline), plotters_style(*style, *align)))
        }
    }
}

fn point((x, y): Point) -> BackendCoord {
    (units(x), units(y))
}

fn all_units(points: &[Point]) -> Vec<BackendCoord> {
    points.iter().copied().map(point).collect()
}

fn opaque(colour: Colour) -> RGBAColor {
    RGBColor(colour.0, colour.1, colour.2).to_rgba()
}

fn plotters_style(style: Style, align: Align) -> TextStyle<'static> {
    let horizontal = match align {
        Align::Left => HPos::Left,
        Align::Centre => HPos::Center,
        Align::Right => HPos::Right,
    };
    let weight = match style.weight {
        Weight::Regular => FontStyle::Normal,
        Weight::SemiBold => FontStyle::Bold,
    };
    let mut set = TextStyle::from((FontFamily::SansSerif, style.size, weight)).pos(Pos::new(horizontal, VPos::Bottom));
    set.color = opaque(style.colour).to_backend_color();
    set
}

/// A canvas as plotters knows it.
struct Backend<'a, C> {
    canvas: &'a mut C,
    size: [u32; 2],
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

fn colour_of(colour: BackendColor) -> Colour {
    Colour(colour.rgb.0, colour.rgb.1, colour.rgb.2)
}

impl<C: Canvas> DrawingBackend for Backend<'_, C> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size.into()
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Drawn {
        self.canvas.area(&[(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)], colour_of(colour), colour.alpha);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let points: Vec<BackendCoord> = path.into_iter().collect();
        self.canvas.line(&points, colour_of(style.color()), style.stroke_width());
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, style: &S, _fill: bool) -> Drawn {
        self.canvas.dot(centre, radius, colour_of(style.color()));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, points: I, style: &S) -> Drawn {
        let points: Vec<BackendCoord> = points.into_iter().collect();
        self.canvas.area(&points, colour_of(style.color()), style.color().alpha);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, baseline: BackendCoord) -> Drawn {
        let align = match style.anchor().h_pos {
            HPos::Left => Align::Left,
            HPos::Center => Align::Centre,
            HPos::Right => Align::Right,
        };
        let weight = match style.style() {
            FontStyle::Bold => Weight::SemiBold,
            FontStyle::Normal | FontStyle::Oblique | FontStyle::Italic => Weight::Regular,
        };
        let set = Style { size: style.size(), weight, colour: colour_of(style.color()) };
        self.canvas.text(text, set, align, baseline);
        Ok(())
    }
}
