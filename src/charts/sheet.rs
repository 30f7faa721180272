//! A sheet of paper: marks are laid on it in pixels, and written as SVG or painted as PNG.
//!
//! Marks are kept until the sheet is finished, so that laying them cannot fail.

use super::ChartError;
use super::geometry::{Point, Rect};
use super::look::Look;
use super::palette::Colour;
use super::raster;
use super::readout::Readout;
use super::svg::{self, Ink};
use super::text::{self, Weight};

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
#[derive(Debug, Clone, Copy, PartialEq)]
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

/// What is laid on a sheet.
#[derive(Debug, Clone)]
pub enum Mark {
    /// A line through points.
    Line { points: Vec<Point>, colour: Colour, width: f64 },
    /// A filled polygon.
    Area { points: Vec<Point>, colour: Colour, opacity: f64 },
    /// A filled circle.
    Dot { centre: Point, radius: f64, colour: Colour },
    /// One line of text; texts stand above all other marks.
    Text { text: String, style: Style, align: Align, baseline: Point },
}

/// Marks on paper of a size in pixels, in the order they are laid.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Width of the paper.
    pub width: f64,
    /// Height of the paper.
    pub height: f64,
    /// How it looks.
    pub look: Look,
    /// The marks, in the order they were laid.
    pub marks: Vec<Mark>,
    readouts: Vec<Readout>,
}

impl Sheet {
    /// Empty paper.
    #[must_use]
    pub fn new(width: f64, height: f64, look: Look) -> Self {
        Self { width, height, look, marks: Vec::new(), readouts: Vec::new() }
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
    pub fn readouts(&self) -> &[Readout] {
        &self.readouts
    }

    /// The SVG, with a title and a description for those who do not see it.
    #[must_use]
    pub fn svg(&self, title: &str, description: &str) -> String {
        svg::write(self, Some([title, description]), Ink::Fixed)
    }

    /// The SVG for a page, which has words for those who do not see it, and the colours of `page_colours`.
    #[must_use]
    pub fn page_svg(&self) -> String {
        svg::write(self, None, Ink::OfPage)
    }

    /// The PNG.
    ///
    /// # Errors
    /// [`ChartError::Raster`] if it cannot be painted.
    pub fn png(&self) -> Result<Vec<u8>, ChartError> {
        raster::png(self)
    }

    /// All texts with their boxes: from the top of capitals to the baseline.
    #[cfg(test)]
    pub fn texts(&self) -> Vec<(String, Rect)> {
        let boxed = |mark: &Mark| {
            let Mark::Text { text, style, align, baseline: (x, y) } = mark else { return None };
            let width = text::set(text, style.weight).1 * style.size;
            let left = match align {
                Align::Left => *x,
                Align::Centre => x - width / 2.0,
                Align::Right => x - width,
            };
            let rect = Rect { left, top: y - 0.76 * style.size, right: left + width, bottom: y + 0.2 * style.size };
            Some((text.trim().to_owned(), rect))
        };
        self.marks.iter().filter_map(boxed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::palette::INK;

    #[test]
    fn text_stands_where_it_is_put_in_the_weight_it_is_given() {
        let mut sheet = Sheet::new(300.0, 100.0, Look::default());
        let styles = [Style::regular(20.0, INK), Style::semi_bold(20.0, INK)];
        sheet.text("0A0A0", styles[0], Align::Left, (50.0, 40.0));
        sheet.text("0A0A0", styles[1], Align::Right, (250.0, 80.0));
        let svg = sheet.svg("A < B", "“quoted” & more");
        assert!(svg.contains("font-weight=\"600\""));
        assert!(svg.contains("<title>A &lt; B</title>"));
        let boxes: Vec<_> = sheet.texts().into_iter().map(|(_, place)| place).collect();
        assert_eq!(boxes.len(), 2);
        assert!((boxes[0].left - 50.0).abs() < 1e-9);
        assert!((boxes[1].right - 250.0).abs() < 1e-9);
        for (index, style) in styles.iter().enumerate() {
            // Kerning makes a text a little narrower than its letters.
            let kerned = style.width("0A0A0") - boxes[index].width();
            assert!((0.0..1.5).contains(&kerned), "{index}: {kerned}");
        }
        assert!(boxes[1].width() > boxes[0].width() + 0.5, "semi-bold is drawn wider than regular");
    }

    /// What is painted is inside the box that is told of a text.
    #[test]
    fn ink_is_where_texts_say() -> Result<(), ChartError> {
        let mut sheet = Sheet::new(300.0, 100.0, Look::default());
        sheet.text("HHHH", Style::regular(40.0, INK), Align::Centre, (150.0, 70.0));
        let (_, place) = sheet.texts().swap_remove(0);
        let png = sheet.png()?;
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let frame = reader.next_frame(&mut pixels).expect("pixels");
        assert_eq!((frame.width, frame.height), (600, 200));
        let inked = |x: u32, y: u32| pixels[3 * (y * frame.width + x) as usize] < 128;
        let across = (0..frame.width).filter(|x| (0..frame.height).any(|y| inked(*x, y)));
        let down = (0..frame.height).filter(|y| (0..frame.width).any(|x| inked(x, *y)));
        let [left, right] = [across.clone().min(), across.max()].map(|x| f64::from(x.unwrap_or(0)) / 2.0);
        let [top, bottom] = [down.clone().min(), down.max()].map(|y| f64::from(y.unwrap_or(0)) / 2.0);
        // An H of Inter has side bearings of a tenth of its size; its height is that of capitals, 2048 of 2816.
        assert!(
            (left - place.left - 4.0).abs() < 1.5 && (place.right - right - 4.0).abs() < 1.5,
            "{left} {right} {place:?}"
        );
        assert!((bottom - 70.0).abs() <= 1.0 && (70.0 - top - 40.0 * 2048.0 / 2816.0).abs() <= 1.0, "{top} {bottom}");
        Ok(())
    }
}
