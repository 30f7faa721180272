//! Headline values of all paths by year, for comparisons without criteria.

use super::super::terminal::{Row, wrap};
use super::text::{others, points, titled, with_range, worded};
use crate::projection::{Beside, Comparison};
use crate::wording::time;
use crate::wording::unit::Unit;

/// Series that are shown; the others stand in `projections.csv` and `differences.csv`.
const MOST: usize = 12;

/// A table for each headline series: paths by year, and below them paired differences to the reference.
pub(super) fn text(comparison: &Comparison, width: usize) -> String {
    let all = comparison.side_by_side();
    let headline = |beside: &&Beside| !beside.projection.headline_years(beside.variable).is_empty();
    let shown: Vec<&Beside> = all.iter().filter(headline).collect();
    let mut text: String = shown.iter().take(MOST).map(|beside| series(comparison, beside, width)).collect();
    if shown.len() > MOST {
        let left = shown.len() - MOST;
        text.push_str(&wrap(&format!("{left} headline series more: see projections.csv."), width, ""));
    }
    text
}

fn series(comparison: &Comparison, beside: &Beside, width: usize) -> String {
    let unit = Unit::of(beside.variable);
    let years = beside.projection.headline_years(beside.variable);
    let heading: Vec<String> = years.iter().map(|year| time::of(*year, &beside.projection.times)).collect();
    let value = |path: usize, year: f64| {
        let point = comparison.projections[path].point(year)?;
        Some(with_range(beside.all[path]?.at(point), &unit, false))
    };
    let gap = |path: usize, year: f64| {
        let summary = comparison.difference(path, &beside.selector, year)?;
        let nothing = [summary.low, summary.median, summary.high].iter().all(|value| *value == 0.0);
        Some(if nothing { "0".to_owned() } else { with_range(summary, &unit, true) })
    };
    let cells = |of: &dyn Fn(usize, f64) -> Option<String>, path: usize| -> Vec<String> {
        years.iter().map(|year| of(path, *year).unwrap_or_else(|| "–".to_owned())).collect()
    };
    let mut rows: Vec<Row> =
        (0..comparison.projections.len()).map(|path| Row::Cells((path + 1).to_string(), cells(&value, path))).collect();
    let first = comparison.reference + 1;
    rows.extend(others(comparison).map(|path| Row::Cells(format!("{} less {first}", path + 1), cells(&gap, path))));
    let name = beside.projection.label(beside.variable, beside.series);
    let points = points(&unit).map_or_else(String::new, |words| format!("; differences in {words}"));
    titled(
        &format!("{name}{}: median (5–95 %), paired differences below{points}", worded(&unit)),
        &heading,
        &rows,
        width,
    )
}
