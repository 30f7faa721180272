//! The charts of a scenario that asks for none.

use crate::projection::{Chart, ChartKind, Projection, Variable};

/// The most charts that nobody has asked for.
const MOST_CHARTS: usize = 12;
/// Up to so many series are shown a panel each; more as lines.
const MOST_PANELS: usize = 12;
/// A longer description is no subtitle.
const LONGEST_SUBTITLE: usize = 100;

/// A chart for each reported variable, in the order of the file, at most a dozen: a fan if it has one series, small
/// multiples if it has up to twelve, lines otherwise.
#[must_use]
pub fn default_charts(projection: &Projection) -> Vec<Chart> {
    projection
        .variables
        .iter()
        .enumerate()
        .filter(|(_, variable)| !variable.series.is_empty())
        .take(MOST_CHARTS)
        .map(|(index, variable)| chart(index, variable))
        .collect()
}

fn chart(index: usize, variable: &Variable) -> Chart {
    let kind = match variable.series.len() {
        ..=1 => ChartKind::Fan,
        2..=MOST_PANELS => ChartKind::SmallMultiples,
        _ => ChartKind::Lines,
    };
    let description = variable.description.trim().trim_end_matches('.');
    let short = description.chars().count() <= LONGEST_SUBTITLE && !description.contains('\n');
    Chart {
        by: variable.dims.first().copied(),
        title: variable.label.clone(),
        subtitle: if short { description.to_owned() } else { String::new() },
        ..Chart::new(kind, &variable.name, vec![index])
    }
}
