//! Charts: pictures of a [`Projection`].
//!
//! [`draw`] turns what a scenario asks for into a [`Picture`]: an SVG written by plotters, of which the PNG is a
//! rendering, so that both are one picture. Pictures of other numbers, such as [`Tornado`], draw themselves. A kind of chart is one file with one function from `Content` to
//! `Drawing`, named in `function_of`.

mod axis;
mod comparison;
mod content;
mod decomposition;
mod defaults;
mod fan;
mod frame;
mod frontier;
mod geometry;
mod histogram;
mod indices;
mod labels;
mod lines;
mod marks;
mod period;
mod raster;
mod readout;
mod rows;
mod sheet;
mod small_multiples;
mod stacked;
#[cfg(test)]
mod tests;
mod text;
mod tornado;
mod trace;

use crate::calendar;
use crate::projection::{Chart, ChartKind, Projection, palette};

use content::Content;
use sheet::Sheet;

pub use comparison::{comparison_pictures, short_title};
pub use defaults::default_charts;
pub use frontier::frontier;
pub use histogram::Histogram;
pub use indices::{IndexRow, Indices};
pub use readout::{Reading, Readout};
pub use rows::Words;
pub use text::fonts;
pub use tornado::{Bar, Tornado};

/// A finished chart.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The chart's name: the stem of its files.
    pub name: String,
    /// The picture, 960 pixels wide.
    pub svg: String,
    /// What it shows, in a sentence with its key numbers, for those who do not see it.
    pub alt: String,
    /// The numbers of its plots and where they are, for a page that shows them under a pointer.
    pub readouts: Vec<Readout>,
}

impl Picture {
    /// The picture of a finished sheet.
    fn new(name: &str, title: &str, sheet: Sheet, alt: String) -> Result<Self, ChartError> {
        let svg = sheet.svg(title, &alt)?;
        Ok(Self { name: name.to_owned(), svg, alt, readouts: sheet.into_readouts() })
    }

    /// The same picture as PNG at twice the pixel density: 1920 pixels wide.
    ///
    /// # Errors
    /// [`ChartError::Raster`] if it cannot be rendered.
    pub fn png(&self) -> Result<Vec<u8>, ChartError> {
        raster::png(&self.svg)
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
    /// A fan of several series.
    #[error(
        "chart `{chart}` is a fan of one series, but {found} remain: fix elements, or use kind \"small-multiples\" or \"lines\""
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
    /// Plotters could not write the SVG.
    #[error("cannot write the SVG of a chart: {problem}")]
    Svg {
        /// Why.
        problem: String,
    },
    /// The SVG could not be rendered.
    #[error("cannot render a chart: {problem}")]
    Raster {
        /// Why.
        problem: String,
    },
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
    }
}

/// Draws a chart of a projection.
///
/// # Errors
/// [`ChartError`] if the chart has nothing to show, if its series do not go together, or if it cannot be written.
pub fn draw(projection: &Projection, chart: &Chart) -> Result<Picture, ChartError> {
    draw_dated(projection, chart, calendar::Unit::Number)
}

/// The same for a projection whose times are quarters, months or days: they are written so, rather than as years.
///
/// # Errors
/// As [`draw`].
pub fn draw_dated(projection: &Projection, chart: &Chart, times: calendar::Unit) -> Result<Picture, ChartError> {
    let mut content = Content::new(projection, chart)?;
    content.period.unit = times;
    let Drawing { sheet, alt } = function_of(chart.kind)(&content)?;
    Picture::new(&chart.name, &content.title, sheet, alt)
}
