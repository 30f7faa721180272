//! Charts of a comparison: paths side by side, costs, years of passing, and why paths differ.

mod cost;
mod milestones;
mod paths;
mod spread;
mod waterfall;

use super::content::{Content, run_words};
use super::frame::Swatch;
use super::palette::{self, Colour};
use super::rows::{Around, Rows, Ticks};
use super::sheet::Sheet;
use super::{ChartError, Drawing, Picture};
use crate::parallel;
use crate::projection::{Comparison, Projection};

/// Draws a picture from the words around it.
type Draw<'a> = dyn Fn(&Content) -> Result<Drawing, ChartError> + Send + Sync + 'a;

/// A picture in the making: the words around it, and the function that draws it.
struct Plan<'a> {
    content: Content,
    draw: Box<Draw<'a>>,
}

/// The least height of a row.
const ROW: f64 = 40.0;

/// All pictures of a comparison.
///
/// For each variable that the reference charts or shows as a headline: the medians of all scenarios, or, with dimensions, a
/// panel for each element; for one without dimensions also the fans of all scenarios. Then histograms that it asks for, costs, years of passing, and a
/// waterfall for each attribution.
///
/// # Errors
/// A picture cannot be written.
pub fn comparison_pictures(comparison: &Comparison) -> Result<Vec<Picture>, ChartError> {
    let mut plans = paths::plans(comparison);
    plans.extend(spread::plans(comparison));
    plans.extend(cost::plan(comparison));
    plans.extend(milestones::plans(comparison));
    plans.extend(waterfall::plans(comparison));
    parallel::try_map(&plans, |Plan { content, draw }| Picture::drawn(content.clone(), &|content| draw(content)))
}

/// What a scenario is called beside others: its title up to a colon, or behind it if all of them begin alike; its id if another
/// is called the same.
///
/// # Panics
/// There is no scenario at `index`.
#[must_use]
pub fn short_title(comparison: &Comparison, index: usize) -> String {
    let parts = |projection: &Projection| -> [String; 2] {
        let title = projection.about.title.as_str();
        let (before, behind) = title.split_once([':', '：']).unwrap_or((title, title));
        [before, behind].map(|part| part.trim().to_owned())
    };
    let own = parts(&comparison.projections[index]);
    let called = |place: usize| {
        let is_same = |other: &&Projection| parts(other)[place] == own[place];
        comparison.projections.iter().filter(is_same).count()
    };
    let all = comparison.projections.len();
    let [before, behind] = own.clone();
    match (called(0), called(1)) {
        (1, _) => before,
        (same, 1) if same == all && !behind.is_empty() => behind,
        _ => comparison.projections[index].about.id.clone(),
    }
}

/// The colour of each scenario: its own, or the first free one where two would have the same.
fn colours(comparison: &Comparison) -> Vec<Colour> {
    let mut taken: Vec<usize> = Vec::new();
    for projection in &comparison.projections {
        let wanted = projection.about.colour % palette::MOST;
        let free = (0..palette::MOST).find(|place| !taken.contains(place));
        taken.push(if taken.contains(&wanted) { free.unwrap_or(wanted) } else { wanted });
    }
    taken.into_iter().map(palette::series).collect()
}

/// How the scenarios were run, and the source.
fn footer(comparison: &Comparison) -> Vec<String> {
    let reference = &comparison.projections[comparison.reference];
    let count = comparison.projections.len();
    let mut lines = vec![format!("{count} scenarios in the same worlds · {}", run_words(reference))];
    if !reference.about.source.is_empty() {
        lines.push(format!("Source: {}", reference.about.source));
    }
    lines
}

/// A sheet with a row for each label; `right` is room for words right of the values.
fn rows_of(
    (content, note): (&Content, &str),
    key: &[(Swatch, String)],
    labels: &[String],
    ticks: &Ticks,
    right: f64,
) -> (Sheet, Rows) {
    let right = if content.look.size.is_narrow() { right.min(96.0) } else { right };
    Rows::new(&Around { content, note, key, above: 0.0, margins: [0.0, right], least: ROW }, labels, ticks)
}
