//! A sheet of paper: marks are laid on it in pixels, and plotters writes it as SVG.
//!
//! Marks are kept until the sheet is finished, so that laying them cannot fail. Plotters' SVG backend knows whole
//! units only; the sheet is written in tenths of a pixel (the `viewBox` says so), which keeps curves smooth.

use plotters::backend::SVGBackend;
use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, PathElement, Polygon, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontFamily, FontStyle, RGBAColor, RGBColor, TextStyle};

use super::ChartError;
use super::geometry::{Point, Rect};
use super::palette::{Colour, PAPER};
use super::readout::Readout;
use super::text::{self, Weight};

/// Units of the SVG in a pixel.
const UNITS: f64 = 10.0;
/// Plotters' SVG backend divides font sizes by this.
const FONT_FACTOR: f64 = 1.24;
/// What plotters' SVG backend adds to the y of top-anchored text, in units of the font size: it then is the baseline.
const BASELINE: f64 = 0.76;

/// Where a text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// The point is at its left.
    Left,
    /// The point is in its middle.
    Centre,
    /// The point is at its right.
    Right,
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Font size in pixels.
    pub size: f64,
    /// Weight.
    pub weight: Weight,
    /// Colour.
    pub colour: Colour,
}

impl Style {
    /// Regular weight.
    #[must_use]
    pub fn regular(size: f64, colour: Colour) -> Self {
        let weight = Weight::Regular;
        Self { size, weight, colour }
    }

    /// Semi-bold weight.
    #[must_use]
    pub fn semi_bold(size: f64, colour: Colour) -> Self {
        let weight = Weight::SemiBold;
        Self { size, weight, colour }
    }

    /// Width of a text in pixels.
    #[must_use]
    pub fn width(&self, text: &str) -> f64 {
        text::width(text, self.size, self.weight)
    }

    /// The text in lines at most `room` pixels wide and at most `most` of them.
    #[must_use]
    pub fn wrap(&self, text: &str, room: f64, most: usize) -> Vec<String> {
        text::wrap(text, self.size, self.weight, room, most)
    }
}

#[derive(Debug, Clone)]
enum Mark {
    Line { points: Vec<Point>, colour: Colour, width: f64 },
    Area { points: Vec<Point>, colour: Colour, opacity: f64 },
    Dot { centre: Point, radius: f64, colour: Colour },
    Text { text: String, style: Style, align: Align, baseline: Point },
}

/// Marks on paper of a size in pixels, in the order they are laid.
#[derive(Debug, Clone)]
pub struct Sheet {
    width: f64,
    height: f64,
    marks: Vec<Mark>,
    readouts: Vec<Readout>,
}

impl Sheet {
    /// Empty white paper.
    #[must_use]
    pub fn new(width: f64, height: f64) -> Self {
        let mut sheet = Self { width, height, marks: Vec::new(), readouts: Vec::new() };
        sheet.rect(Rect { left: 0.0, top: 0.0, right: width, bottom: height }, PAPER, 1.0);
        sheet
    }

    /// A line through points.
    pub fn line(&mut self, points: Vec<Point>, colour: Colour, width: f64) {
        if points.len() > 1 {
            self.marks.push(Mark::Line { points, colour, width });
        }
    }

    /// A filled polygon.
    pub fn area(&mut self, points: Vec<Point>, colour: Colour, opacity: f64) {
        if points.len() > 2 {
            self.marks.push(Mark::Area { points, colour, opacity });
        }
    }

    /// A filled rectangle.
    pub fn rect(&mut self, rect: Rect, colour: Colour, opacity: f64) {
        let Rect { left, top, right, bottom } = rect;
        self.area(vec![(left, top), (right, top), (right, bottom), (left, bottom)], colour, opacity);
    }

    /// A filled circle.
    pub fn dot(&mut self, centre: Point, radius: f64, colour: Colour) {
        self.marks.push(Mark::Dot { centre, radius, colour });
    }

    /// One line of text on a baseline.
    pub fn text(&mut self, text: &str, style: Style, align: Align, baseline: Point) {
        if !text.trim().is_empty() {
            self.marks.push(Mark::Text { text: text.to_owned(), style, align, baseline });
        }
    }

    /// What one of its plots answers to a pointer.
    pub fn answer(&mut self, readout: Readout) {
        self.readouts.push(readout);
    }

    /// What its plots answer to a pointer, in the order they were laid.
    #[must_use]
    pub fn into_readouts(self) -> Vec<Readout> {
        self.readouts
    }

    /// The SVG, with a title and a description for those who do not see it.
    ///
    /// # Errors
    /// [`ChartError::Svg`] if plotters cannot write it.
    pub fn svg(&self, title: &str, description: &str) -> Result<String, ChartError> {
        let mut svg = String::new();
        self.write(&mut svg).map_err(|problem| ChartError::Svg { problem: problem.to_string() })?;
        Ok(self.finish(&svg, title, description))
    }

    fn write(&self, svg: &mut String) -> Result<(), Box<dyn std::error::Error + '_>> {
        text::register();
        let size = (units(self.width) as u32, units(self.height) as u32);
        let paper = SVGBackend::with_string(svg, size).into_drawing_area();
        for mark in &self.marks {
            match mark {
                Mark::Line { points, colour, width } => {
                    let style = opaque(*colour).stroke_width(units(*width) as u32);
                    paper.draw(&PathElement::new(all_units(points), style))?;
                }
                Mark::Area { points, colour, opacity } => {
                    let style = opaque(*colour).mix(*opacity).filled();
                    paper.draw(&Polygon::new(all_units(points), style))?;
                }
                Mark::Dot { centre, radius, colour } => {
                    let style = opaque(*colour).filled();
                    paper.draw(&Circle::new(point_units(*centre), units(*radius), style))?;
                }
                Mark::Text { text, style, align, baseline } => {
                    let top = (baseline.0, baseline.1 - BASELINE * style.size);
                    paper.draw(&Text::new(text.as_str(), point_units(top), plotters_style(style, *align)))?;
                }
            }
        }
        paper.present()?;
        Ok(())
    }

    /// Gives plotters' SVG its size in pixels, a title and description, and font families with a fallback for viewers
    /// that lack Inter.
    fn finish(&self, svg: &str, title: &str, description: &str) -> String {
        let body = svg.split_once('>').map_or("", |(_, body)| body);
        // Quotes in the text of a picture are escaped, so these attributes cannot occur in it.
        let body = body
            .replace("font-family=\"Inter SemiBold\"", "font-family=\"Inter, sans-serif\" font-weight=\"600\"")
            .replace("font-family=\"Inter\"", "font-family=\"Inter, sans-serif\"");
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {wide} {high}\" stroke-linejoin=\"round\" stroke-linecap=\"round\">\n\
             <title>{title}</title>\n<desc>{description}</desc>{body}",
            width = self.width,
            height = self.height,
            wide = units(self.width),
            high = units(self.height),
            title = escape(title),
            description = escape(description),
        )
    }
}

fn units(pixels: f64) -> i32 {
    (pixels * UNITS).round() as i32
}

fn point_units(point: Point) -> (i32, i32) {
    (units(point.0), units(point.1))
}

fn all_units(points: &[Point]) -> Vec<(i32, i32)> {
    points.iter().copied().map(point_units).collect()
}

fn opaque(colour: Colour) -> RGBAColor {
    RGBColor(colour.0, colour.1, colour.2).to_rgba()
}

fn plotters_style(style: &Style, align: Align) -> TextStyle<'static> {
    let horizontal = match align {
        Align::Left => HPos::Left,
        Align::Centre => HPos::Center,
        Align::Right => HPos::Right,
    };
    let font = (FontFamily::Name(style.weight.family()), style.size * UNITS * FONT_FACTOR, FontStyle::Normal);
    let mut set = TextStyle::from(font).pos(Pos::new(horizontal, VPos::Top));
    set.color = opaque(style.colour).to_backend_color();
    set
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::palette::INK;
    use crate::charts::tests::texts;

    #[test]
    fn text_stands_where_it_is_put_in_the_weight_it_is_given() -> Result<(), ChartError> {
        let mut sheet = Sheet::new(300.0, 100.0);
        let styles = [Style::regular(20.0, INK), Style::semi_bold(20.0, INK)];
        sheet.text("0A0A0", styles[0], Align::Left, (50.0, 40.0));
        sheet.text("0A0A0", styles[1], Align::Right, (250.0, 80.0));
        let svg = sheet.svg("A < B", "“quoted” & more")?;
        assert!(svg.contains("font-family=\"Inter, sans-serif\" font-weight=\"600\""));
        assert!(svg.contains("<title>A &lt; B</title>"));
        let boxes: Vec<_> = texts(&svg).into_iter().map(|(_, place)| place).collect();
        assert_eq!(boxes.len(), 2);
        let width = |index: usize| f64::from(boxes[index].width());
        assert!((f64::from(boxes[0].left()) - 50.0).abs() < 0.2);
        assert!((f64::from(boxes[1].right()) - 250.0).abs() < 0.2);
        for (index, style) in styles.iter().enumerate() {
            assert!((width(index) - style.width("0A0A0")).abs() < 0.4, "{index}");
        }
        assert!(width(1) > width(0) + 0.5, "semi-bold is drawn wider than regular");
        Ok(())
    }
}
