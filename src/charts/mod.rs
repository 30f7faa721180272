//! Charts: pictures of a [`Projection`].
//!
//! [`draw`] turns what a scenario asks for into a [`Picture`]: marks on a sheet, which plotters draws on a canvas that writes
//! SVG or on one that paints PNG, so that both are one picture. Pictures of other numbers, such as [`Tornado`], draw themselves. A kind of chart is one file with one function from `Content` to
//! `Drawing`, named in `function_of`.

mod axis;
mod calibration;
mod comparison;
mod content;
mod decomposition;
mod defaults;
mod distribution;
mod equal;
mod fan;
mod finding;
mod fonts;
mod frame;
mod frontier;
mod geometry;
mod goals;
pub mod graph;
mod heat_map;
mod histogram;
mod indices;
mod labels;
mod lines;
mod look;
mod marks;
mod named;
mod period;
mod plot;
mod raster;
mod readout;
mod rows;
mod sheet;
mod slope;
mod small_multiples;
mod spaghetti;
mod stacked;
mod svg;
mod taken;
#[cfg(test)]
mod tests;
mod text;
mod tornado;
mod trace;

use crate::calendar;
use crate::projection::{Chart, ChartKind, Projection, palette};

use content::Content;
use sheet::Sheet;

pub use calibration::Calibration;
pub use comparison::{comparison_pictures, short_title};
pub use defaults::default_charts;
pub use fonts::{fonts, missing_characters, missing_note, use_font};
pub use frontier::frontier;
pub use indices::{IndexRow, Indices};
pub use look::{Look, Size};
pub use readout::{Reading, Readout};
pub use rows::Words;
pub use tornado::{Bar, Tornado};

/// A finished chart.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The chart's name: the stem of its files.
    pub name: String,
    /// The picture, 960 pixels wide unless its size is another.
    pub svg: String,
    /// What it shows, in a sentence with its key numbers, for those who do not see it.
    pub alt: String,
    /// The numbers of its plots and where they are, for a page that shows them under a pointer.
    pub readouts: Vec<Readout>,
    sheet: Sheet,
    /// The same drawn for a telephone, for a page that is read on one.
    narrow: Option<Sheet>,
}

impl Picture {
    /// The picture that a kind of chart makes of its content; also for a telephone, if it is for a page.
    fn drawn(mut content: Content, draw: &dyn Fn(&Content) -> Result<Drawing, ChartError>) -> Result<Self, ChartError> {
        let Drawing { sheet, alt } = draw(&content)?;
        let mut picture = Self::new(&content.name, &content.title, sheet, alt);
        if content.look.size == Size::Page {
            content.look.size = Size::Phone;
            picture.narrow = Some(draw(&content)?.sheet);
        }
        Ok(picture)
    }

    /// The picture of a finished sheet.
    fn new(name: &str, title: &str, sheet: Sheet, alt: String) -> Self {
        let readouts = sheet.readouts().to_vec();
        Self { name: name.to_owned(), svg: sheet.svg(title, &alt), alt, readouts, sheet, narrow: None }
    }

    /// The same picture as PNG at twice the pixel density: 1920 pixels wide.
    ///
    /// # Errors
    /// [`ChartError::Raster`] if it cannot be painted.
    pub fn png(&self) -> Result<Vec<u8>, ChartError> {
        self.sheet.png()
    }

    /// The same picture as a page shows it.
    #[must_use]
    pub fn shown(&self) -> Shown {
        Shown::new(&self.name, &self.sheet, &self.alt)
    }

    /// The same picture for a page that says what it shows, in colours that are variables of the page.
    #[must_use]
    pub fn page_svg(&self) -> String {
        self.sheet.page_svg()
    }

    /// The same drawn for 390 pixels, with the places of its plots in the order of [`Picture::readouts`]: left, top, right
    /// and bottom in its pixels. None if it is not drawn for a page.
    #[must_use]
    pub fn narrow(&self) -> Option<(String, Vec<[f64; 4]>)> {
        let sheet = self.narrow.as_ref()?;
        let areas: Vec<[f64; 4]> = sheet.readouts().iter().map(|readout| readout.area).collect();
        (areas.len() == self.readouts.len()).then(|| (sheet.page_svg(), areas))
    }
}

/// A chart as a page shows it, which needs none of the forms of a [`Picture`] that become files.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The chart's name.
    pub name: String,
    /// The picture, in colours that are variables of the page.
    pub svg: String,
    /// As [`Picture::alt`].
    pub alt: String,
    /// As [`Picture::readouts`].
    pub readouts: Vec<Readout>,
}

impl Shown {
    fn new(name: &str, sheet: &Sheet, alt: &str) -> Self {
        let readouts = sheet.readouts().to_vec();
        Self { name: name.to_owned(), svg: sheet.page_svg(), alt: alt.to_owned(), readouts }
    }
}

/// Why a chart could not be drawn.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ChartError {
    /// No series, or no time, is left.
    #[error("chart `{chart}` has nothing to show: no reported numbers for its variables, elements and period")]
    NothingToShow {
        /// The chart.
        chart: String,
    },
    /// Several series where one is shown.
    #[error(
        "chart `{chart}` shows one series, but {found} remain: fix elements, or use kind \"small-multiples\" or \"lines\""
    )]
    NotOneSeries {
        /// The chart.
        chart: String,
        /// How many series remain.
        found: usize,
    },
    /// Variables of several units on one axis.
    #[error(
        "chart `{chart}` would need one axis for several units ({units}): use kind \"small-multiples\", or a chart for each"
    )]
    MixedUnits {
        /// The chart.
        chart: String,
        /// The units.
        units: String,
    },
    /// The distribution of what is certain.
    #[error("chart `{chart}` shows how likely values are, and nothing is uncertain: use kind \"lines\"")]
    Certain {
        /// The chart.
        chart: String,
    },
    /// Negative values cannot be stacked as areas.
    #[error("chart `{chart}` stacks areas, but `{series}` is negative in {time}: use kind \"decomposition\"")]
    NegativeArea {
        /// The chart.
        chart: String,
        /// The series.
        series: String,
        /// When.
        time: String,
    },
    /// The picture could not be painted.
    #[error("cannot paint a chart: {problem}")]
    Raster {
        /// Why.
        problem: String,
    },
}

impl ChartError {
    /// The chart that cannot be drawn, if it is of one.
    #[must_use]
    pub fn chart(&self) -> Option<&str> {
        match self {
            Self::NothingToShow { chart }
            | Self::NotOneSeries { chart, .. }
            | Self::MixedUnits { chart, .. }
            | Self::Certain { chart }
            | Self::NegativeArea { chart, .. } => Some(chart),
            Self::Raster { .. } => None,
        }
    }

    /// Whether it hangs on the numbers of a run rather than on what the chart asks for, so that the same chart may be drawn of other
    /// numbers.
    #[must_use]
    pub fn is_of_numbers(&self) -> bool {
        match self {
            Self::NothingToShow { .. } | Self::Certain { .. } | Self::NegativeArea { .. } => true,
            Self::NotOneSeries { .. } | Self::MixedUnits { .. } | Self::Raster { .. } => false,
        }
    }
}

/// What a kind of chart makes of its content.
struct Drawing {
    /// The marks.
    sheet: Sheet,
    /// A sentence that describes them.
    alt: String,
}

/// The function that draws a kind of chart.
fn function_of(kind: ChartKind) -> fn(&Content) -> Result<Drawing, ChartError> {
    match kind {
        ChartKind::Fan => fan::draw,
        ChartKind::Lines => lines::draw,
        ChartKind::Stacked => stacked::draw,
        ChartKind::SmallMultiples => small_multiples::draw,
        ChartKind::Decomposition => decomposition::draw,
        ChartKind::Slope => slope::draw,
        ChartKind::HeatMap => heat_map::draw,
        ChartKind::Distribution => distribution::draw,
        ChartKind::Histogram => histogram::draw,
        ChartKind::Spaghetti => spaghetti::draw,
    }
}

/// Draws a chart of a projection.
///
/// # Errors
/// [`ChartError`] if the chart has nothing to show, if its series do not go together, or if it cannot be written.
pub fn draw(projection: &Projection, chart: &Chart) -> Result<Picture, ChartError> {
    draw_set(projection, chart, |_| {})
}

/// The same as a page shows it in one size.
///
/// # Errors
/// As [`draw`].
pub fn draw_shown(projection: &Projection, chart: &Chart, size: Size) -> Result<Shown, ChartError> {
    let content = content(projection, chart, |content| content.look.size = size)?;
    let Drawing { sheet, alt } = function_of(chart.kind)(&content)?;
    Ok(Shown::new(&content.name, &sheet, &alt))
}

/// The same of two settings of one scenario, which stand side by side: on one scale, so that they can be compared by eye. Each
/// projection has the chart in its own numbers of variables.
///
/// # Errors
/// As [`draw`], of each.
pub fn draw_beside(sides: [(&Projection, &Chart); 2], size: Size) -> [Result<Shown, ChartError>; 2] {
    let kind = sides[0].1.kind;
    let Ok(contents) = Content::pair(sides) else {
        return sides.map(|(projection, chart)| draw_shown(projection, chart, size));
    };
    contents.map(|mut content| {
        content.look.size = size;
        content.find();
        let Drawing { sheet, alt } = function_of(kind)(&content)?;
        Ok(Shown::new(&content.name, &sheet, &alt))
    })
}

/// The same for a projection whose times are quarters, months or days: they are written so, rather than as years.
///
/// # Errors
/// As [`draw`].
pub fn draw_dated(projection: &Projection, chart: &Chart, times: calendar::Unit) -> Result<Picture, ChartError> {
    draw_set(projection, chart, |content| content.period.unit = times)
}

fn draw_set(projection: &Projection, chart: &Chart, set: impl FnOnce(&mut Content)) -> Result<Picture, ChartError> {
    Picture::drawn(content(projection, chart, set)?, &function_of(chart.kind))
}

fn content(projection: &Projection, chart: &Chart, set: impl FnOnce(&mut Content)) -> Result<Content, ChartError> {
    let mut content = Content::new(projection, chart)?;
    set(&mut content);
    content.find();
    Ok(content)
}
