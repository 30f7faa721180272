//! The pictures that the tests look through: each kind, in several shapes.

use super::synthetic::{BY_REGION, EFFECTS, INVESTMENT, ROBOTS, SHARE, chart, deterministic, projection};
use crate::projection::ChartKind::{
    Decomposition, Distribution, Fan, HeatMap, Histogram, Lines, Slope, SmallMultiples, Spaghetti, Stacked,
};
use crate::projection::{Chart, ChartKind, Projection};

/// A picture to draw: its name, the projection, the chart.
pub type Exhibit = (&'static str, Projection, Chart);

const TITLE: &str = "Domestic share of industrial robots will pass 70 % around 2029";
const LONG: &str = "What the domestic industry sells of all that is sold, imports included, at the prices of the year and \
    after deduction of what foreign-owned plants inside the country make and sell there under their own names";

/// All exhibits.
pub fn gallery() -> Vec<Exhibit> {
    [fans(), lines(), areas_and_bars(), multiples(), others()].concat()
}

fn fans() -> Vec<Exhibit> {
    let installed = chart(Fan, &[ROBOTS], "Industrial robots installed a year");
    let share = element(chart(Fan, &[SHARE], TITLE), 0);
    let software = element(chart(Fan, &[SHARE], "Domestic share of industrial software"), 3);
    vec![
        ("fan_share", projection(), share.clone()),
        ("fan_count", projection(), installed.clone()),
        ("fan_log", projection(), logarithmic(installed)),
        ("fan_compared", projection(), software),
        ("fan_deterministic", deterministic(), share),
        ("fan_long", wordy(), element(long_chart(Fan, &[SHARE]), 0)),
    ]
}

fn lines() -> Vec<Exhibit> {
    let investment = chart(Lines, &[INVESTMENT], "Investment by sector");
    let shares = |title| chart(Lines, &[SHARE], title);
    let mut three = projection();
    three.variables[SHARE].series.truncate(3);
    vec![
        ("lines_three", three, shares("Robots catch up with machine tools")),
        ("lines_six", projection(), shares("Domestic shares by sector")),
        ("lines_log", projection(), logarithmic(investment)),
        ("lines_twelve", twelve(), shares("A dozen lines")),
        ("lines_long", wordy(), long_chart(Lines, &[SHARE])),
    ]
}

fn areas_and_bars() -> Vec<Exhibit> {
    let effects = chart(Decomposition, &EFFECTS, "What drives the change of domestic output");
    let investment = chart(Stacked, &[INVESTMENT], "Who invests in equipment");
    let world = chart(Stacked, &[BY_REGION], "Where the world's robots go");
    vec![
        ("stacked", projection(), investment),
        ("stacked_shares", projection(), world),
        ("decomposition", projection(), effects.clone()),
        ("decomposition_deterministic", deterministic(), effects),
        ("decomposition_long", wordy(), long_chart(Decomposition, &[INVESTMENT])),
    ]
}

fn multiples() -> Vec<Exhibit> {
    let panels = |variables: &[usize], title| chart(SmallMultiples, variables, title);
    let regions = "China installs ever more of the world's robots";
    vec![
        ("multiples_sectors", projection(), panels(&[SHARE], "Domestic share by sector")),
        ("multiples_regions", projection(), panels(&[BY_REGION], regions)),
        ("multiples_units", projection(), panels(&[ROBOTS, SHARE, 3, 6], "Axes of their own")),
        ("multiples_many", twelve(), panels(&[SHARE], "Twelve panels")),
        ("multiples_long", wordy(), long_chart(SmallMultiples, &[SHARE])),
    ]
}

fn others() -> Vec<Exhibit> {
    let share = |kind, title| chart(kind, &[SHARE], title);
    let robots = element(chart(Distribution, &[SHARE], "Domestic share of industrial robots"), 0);
    vec![
        ("slope", projection(), share(Slope, "Domestic shares by sector")),
        ("slope_twelve", twelve(), share(Slope, "A dozen slopes")),
        ("slope_deterministic", deterministic(), share(Slope, "One run")),
        ("slope_long", wordy(), long_chart(Slope, &[SHARE])),
        ("heat_map", projection(), share(HeatMap, "Domestic share by sector")),
        ("heat_map_signs", projection(), chart(HeatMap, &EFFECTS, "What drives the change of domestic output")),
        ("heat_map_log", projection(), logarithmic(chart(HeatMap, &[INVESTMENT], "Investment by sector"))),
        ("heat_map_long", wordy(), long_chart(HeatMap, &[SHARE])),
        ("distribution", projection(), robots.clone()),
        ("distribution_goal", projection(), Chart { until: Some(2030.0), ..robots }),
        ("distribution_six", projection(), share(Distribution, "Domestic shares by sector")),
        ("distribution_long", wordy(), long_chart(Distribution, &[SHARE])),
        ("histogram", projection(), element(share(Histogram, "Domestic share of industrial robots"), 0)),
        (
            "histogram_goal",
            projection(),
            Chart { until: Some(2030.0), ..element(share(Histogram, "Robots in 2030"), 0) },
        ),
        ("histogram_six", projection(), share(Histogram, "Domestic shares by sector")),
        ("histogram_long", wordy(), long_chart(Histogram, &[SHARE])),
        ("spaghetti", projection(), element(share(Spaghetti, "Domestic share of industrial robots"), 0)),
        ("spaghetti_long", wordy(), element(long_chart(Spaghetti, &[SHARE]), 0)),
    ]
}

/// A chart of one element of the first dimension.
fn element(chart: Chart, element: usize) -> Chart {
    Chart { fixed: vec![(0, element)], ..chart }
}

fn logarithmic(chart: Chart) -> Chart {
    Chart { log: true, ..chart }
}

/// A chart whose every text is too long.
fn long_chart(kind: ChartKind, variables: &[usize]) -> Chart {
    Chart { subtitle: LONG.to_owned(), ..chart(kind, variables, &format!("{LONG}: {LONG}")) }
}

/// A projection whose labels and notes are too long.
fn wordy() -> Projection {
    let mut wordy = projection();
    wordy.about.title = LONG.to_owned();
    wordy.about.source = format!("{LONG}; {LONG}; {LONG}");
    for element in &mut wordy.dimensions[0].elements {
        element.label += " and everything that belongs to it";
    }
    wordy
}

/// A share with a dozen series, many of which end at nearly the same height.
pub fn twelve() -> Projection {
    let mut twelve = projection();
    let mut more = twelve.variables[SHARE].series.clone();
    for (index, series) in more.iter_mut().enumerate() {
        series.elements = vec![6 + index];
        series.quantiles.values_mut().for_each(|value| *value *= 0.97);
    }
    twelve.variables[SHARE].series.extend(more);
    let mut elements = twelve.dimensions[0].elements.clone();
    for element in &mut elements {
        element.label += " II";
    }
    twelve.dimensions[0].elements.extend(elements);
    twelve
}
