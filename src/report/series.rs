//! How series are named and found, for reports, the terminal and JSON.

use crate::projection::{Element, Projection, Series, Variable};

/// Place of the 5 % quantile in [`crate::projection::LEVELS`].
pub const LOW: usize = 0;
/// Place of the 95 % quantile.
pub const HIGH: usize = 6;

fn elements<'a>(
    projection: &'a Projection,
    variable: &'a Variable,
    series: &'a Series,
) -> impl Iterator<Item = &'a Element> {
    variable.dims.iter().zip(&series.elements).map(|(dim, element)| &projection.dimensions[*dim].elements[*element])
}

/// The labels of a series' elements: `Industrial robots, Key components`; empty without dimensions.
#[must_use]
pub fn element_label(projection: &Projection, variable: &Variable, series: &Series) -> String {
    let labels: Vec<&str> = elements(projection, variable, series).map(|element| element.label.as_str()).collect();
    labels.join(", ")
}

/// The label of a series: the variable's and its elements'.
#[must_use]
pub fn label(projection: &Projection, variable: &Variable, series: &Series) -> String {
    if variable.dims.is_empty() {
        return variable.label.clone();
    }
    format!("{}: {}", variable.label, element_label(projection, variable, series))
}

/// The selector of a series: `share[robots, components]`.
#[must_use]
pub fn selector(projection: &Projection, variable: &Variable, series: &Series) -> String {
    let names: Vec<&str> = elements(projection, variable, series).map(|element| element.name.as_str()).collect();
    if names.is_empty() { variable.name.clone() } else { format!("{}[{}]", variable.name, names.join(", ")) }
}

/// The point of time of a year, if it is on the axis.
#[must_use]
pub fn point(projection: &Projection, year: f64) -> Option<usize> {
    projection.times.iter().position(|time| (time - year).abs() < 1e-6)
}

/// The times at which a variable is a headline; the last one of every variable if the file names none at all.
#[must_use]
pub fn headline_years(projection: &Projection, variable: &Variable) -> Vec<f64> {
    if projection.variables.iter().all(|variable| variable.headline.is_empty()) {
        return projection.times.last().copied().into_iter().collect();
    }
    variable.headline.clone()
}

/// Each headline value: variable, series, year, and its place in time.
pub fn headlines(projection: &Projection) -> impl Iterator<Item = (&Variable, &Series, f64, usize)> {
    projection.variables.iter().flat_map(move |variable| {
        variable.series.iter().flat_map(move |series| {
            headline_years(projection, variable)
                .into_iter()
                .filter_map(move |year| point(projection, year).map(|point| (variable, series, year, point)))
        })
    })
}
