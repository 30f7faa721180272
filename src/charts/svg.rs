//! A sheet as SVG: short, for pages hold many.
//!
//! Coordinates are whole tenths of a pixel (the `viewBox` says so), relative to the point before; marks of one style that
//! follow one another are one element; texts stand at the end, in groups of one style.

use std::fmt::Write as _;

use super::palette::{Colour, PAPER};
use super::plot::{self, Canvas, units};
use super::sheet::{Align, Sheet, Style};
use super::text::Weight;

/// How colours are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// As those of the look of the sheet.
    Fixed,
    /// As variables of the page around it, which follow its theme.
    OfPage,
}

/// Writes a sheet; `words` are a title and a description for those who do not see it.
pub fn write(sheet: &Sheet, words: Option<[&str; 2]>, ink: Ink) -> String {
    let mut writer = Writer { sheet, ink, svg: String::with_capacity(8192), open: None, texts: Vec::new() };
    writer.begin(words);
    plot::draw(sheet, &mut writer);
    writer.finish_path();
    writer.texts();
    writer.svg.push_str("</svg>\n");
    writer.svg
}

/// How a path is drawn; paths of one style are one element.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Pen {
    Stroke(Colour, u32),
    Fill(Colour, f64),
}

struct Writer<'a> {
    sheet: &'a Sheet,
    ink: Ink,
    svg: String,
    open: Option<(Pen, String)>,
    texts: Vec<Set>,
}

/// A text as it is set.
struct Set {
    text: String,
    style: Style,
    align: Align,
    baseline: (i32, i32),
}

impl Canvas for Writer<'_> {
    fn line(&mut self, points: &[(i32, i32)], colour: Colour, width: u32) {
        let points = apart(points);
        self.path(Pen::Stroke(colour, width), |data| lay(data, &points, false));
    }

    fn area(&mut self, points: &[(i32, i32)], colour: Colour, opacity: f64) {
        let points = apart(points);
        self.path(Pen::Fill(colour, opacity), |data| lay(data, &points, true));
        // Areas that can be seen through add up where they lie on one another.
        if opacity < 1.0 {
            self.finish_path();
        }
    }

    /// A dot is a line without length, with round ends.
    fn dot(&mut self, centre: (i32, i32), radius: u32, colour: Colour) {
        self.path(Pen::Stroke(colour, 2 * radius), |data| {
            lay(data, &[centre], false);
            data.push_str("h0");
        });
    }

    fn text(&mut self, text: &str, style: Style, align: Align, baseline: (i32, i32)) {
        self.texts.push(Set { text: text.to_owned(), style, align, baseline });
    }
}

impl Writer<'_> {
    fn begin(&mut self, words: Option<[&str; 2]>) {
        let Sheet { width, height, look, .. } = self.sheet;
        let zoom = look.size.zoom();
        let (wide, high) = (units(*width), units(*height));
        let _ = write!(
            self.svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" {} width=\"{}\" height=\"{}\" viewBox=\"0 0 {wide} {high}\" \
             fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\" font-family=\"Inter,sans-serif\">",
            if words.is_some() { "role=\"img\"" } else { "aria-hidden=\"true\"" },
            width * zoom,
            height * zoom
        );
        if let Some([title, description]) = words {
            let _ = write!(self.svg, "\n<title>{}</title>\n<desc>{}</desc>\n", escape(title), escape(description));
            let paper = self.colour(PAPER);
            let _ = write!(self.svg, "<path fill=\"{paper}\" d=\"M0 0h{wide}v{high}H0z\"/>");
        }
    }

    fn colour(&self, colour: Colour) -> String {
        match self.ink {
            Ink::Fixed => self.sheet.look.colour(colour).hexadecimal(),
            Ink::OfPage => colour.variable(),
        }
    }

    fn path(&mut self, pen: Pen, draw: impl Fn(&mut String)) {
        if self.open.as_ref().is_none_or(|(open, _)| *open != pen) {
            self.finish_path();
            self.open = Some((pen, String::new()));
        }
        if let Some((_, data)) = &mut self.open {
            draw(data);
        }
    }

    fn finish_path(&mut self) {
        let Some((pen, data)) = self.open.take() else { return };
        let style = match pen {
            Pen::Stroke(colour, width) => format!("stroke=\"{}\" stroke-width=\"{width}\"", self.colour(colour)),
            Pen::Fill(colour, opacity) if opacity >= 1.0 => format!("fill=\"{}\"", self.colour(colour)),
            Pen::Fill(colour, opacity) => {
                let opacity = (opacity * 100.0).round() / 100.0;
                format!("fill=\"{}\" opacity=\"{opacity}\"", self.colour(colour))
            }
        };
        let _ = write!(self.svg, "<path {style} d=\"{data}\"/>");
    }

    /// The texts, those of one style together, in the order in which styles come.
    fn texts(&mut self) {
        let texts = std::mem::take(&mut self.texts);
        let mut styles: Vec<(Style, Align)> = Vec::new();
        for set in &texts {
            if !styles.contains(&(set.style, set.align)) {
                styles.push((set.style, set.align));
            }
        }
        for (style, align) in styles {
            self.begin_group(style, align);
            for Set { text, baseline: (x, y), .. } in
                texts.iter().filter(|set| (set.style, set.align) == (style, align))
            {
                let _ = write!(self.svg, "<text x=\"{x}\" y=\"{y}\">{}</text>", escape(text));
            }
            self.svg.push_str("</g>");
        }
    }

    fn begin_group(&mut self, style: Style, align: Align) {
        let anchor = match align {
            Align::Left => "",
            Align::Centre => " text-anchor=\"middle\"",
            Align::Right => " text-anchor=\"end\"",
        };
        let weight = match style.weight {
            Weight::Regular => "",
            Weight::SemiBold => " font-weight=\"600\"",
        };
        let (colour, size) = (self.colour(style.colour), units(style.size));
        let _ = write!(self.svg, "\n<g fill=\"{colour}\" font-size=\"{size}\"{weight}{anchor}>");
    }
}

/// Points without those that stand where the one before does.
fn apart(points: &[(i32, i32)]) -> Vec<(i32, i32)> {
    let mut apart = points.to_vec();
    apart.dedup();
    if let ([only], [.., last]) = (&apart[..], points) {
        apart = vec![*only, *last];
    }
    apart
}

/// Path data of a line or polygon.
fn lay(data: &mut String, points: &[(i32, i32)], closed: bool) {
    let Some((mut x, mut y)) = points.first().copied() else { return };
    let _ = write!(data, "M{x} {y}");
    let mut command = 'M';
    for (to_x, to_y) in &points[1..] {
        let (right, down) = (to_x - x, to_y - y);
        let next = match (right, down) {
            (_, 0) => 'h',
            (0, _) => 'v',
            _ => 'l',
        };
        if next != command {
            data.push(next);
        }
        let repeated = next == command;
        let mut number = |value: i32, first: bool| {
            if value >= 0 && (repeated || !first) {
                data.push(' ');
            }
            let _ = write!(data, "{value}");
        };
        match next {
            'h' => number(right, true),
            'v' => number(down, true),
            _ => {
                number(right, true);
                number(down, false);
            }
        }
        command = next;
        (x, y) = (*to_x, *to_y);
    }
    if closed {
        data.push('z');
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_short_and_right() {
        type Case = (&'static [(i32, i32)], bool, &'static str);
        let cases: [Case; 4] = [
            (&[(0, 0), (10, 0), (10, 20), (0, 20)], true, "M0 0h10v20h-10z"),
            (&[(5, 5), (6, 7), (9, 2)], false, "M5 5l1 2 3-5"),
            (&[(5, 5), (5, 9), (5, 12)], false, "M5 5v4 3"),
            (&[(5, 5), (4, 4), (3, 4)], false, "M5 5l-1-1h-1"),
        ];
        for (points, closed, expected) in cases {
            let mut data = String::new();
            lay(&mut data, points, closed);
            assert_eq!(data, expected);
        }
    }
}
