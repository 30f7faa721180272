//! Tables of the histograms that charts show.

use maud::{Markup, html};

use super::table::{Cell, Column, Row, Table};
use crate::numeric::sorting::sort_by;
use crate::projection::{Bar, Chart, ChartKind, Histogram, Projection, Series, Variable, bar_width};
use crate::wording::unit::Unit;
use crate::wording::{number, time};

/// A series that a chart shows, with its histogram.
type Shown<'p> = (&'p Variable, &'p Series, &'p Histogram);

/// A table for each histogram that the scenario asks for: the share of draws in each bar.
pub fn tables(projection: &Projection) -> Markup {
    let charts = projection.charts.iter().filter(|chart| chart.kind == ChartKind::Histogram);
    html! { @for chart in charts { (table(projection, chart).markup()) } }
}

fn table(projection: &Projection, chart: &Chart) -> Table {
    let Some(point) = chart.last_point(&projection.times).filter(|_| projection.about.is_uncertain()) else {
        return Table::default();
    };
    let variables = chart.variables.iter().map(|index| &projection.variables[*index]);
    let series = variables.flat_map(|variable| variable.series.iter().map(move |series| (variable, series)));
    let shown: Vec<Shown> = series
        .filter(|(variable, series)| chart.shows(&variable.dims, &series.elements))
        .filter_map(|(variable, series)| {
            Some((variable, series, series.histograms.iter().find(|one| one.point == point)?))
        })
        .collect();
    let all: Vec<&Histogram> = shown.iter().map(|(.., histogram)| *histogram).collect();
    let draws = projection.about.basis.sample().map_or(0, |sample| sample.draws);
    let Some((times, exponent)) = bar_width(&all, draws) else { return Table::default() };
    let bars: Vec<Vec<Bar>> = all.iter().map(|one| one.bars(times, exponent).unwrap_or_default()).collect();
    let unit = unit_of(&shown, &bars);
    let mut edges: Vec<[f64; 2]> = bars.iter().flatten().map(|bar| bar.edges).collect();
    sort_by(&mut edges, |a, b| a[0].total_cmp(&b[0]));
    edges.dedup();
    let share = |share: f64| Cell::number(number::probability(share), share);
    let inside = |edges: &[f64; 2], own: &[Bar]| {
        own.iter().find(|bar| bar.edges == *edges).map_or_else(Cell::default, |bar| share(bar.share))
    };
    let mut rows: Vec<Row> = edges
        .iter()
        .map(|ends| {
            let [low, high] = ends.map(|edge| number::significant(edge * unit.factor, 6));
            let words = format!("{low} to {high}{}", unit.suffix);
            let cells = bars.iter().map(|own| inside(ends, own));
            Row { id: String::new(), cells: std::iter::once(Cell::number(words, ends[0])).chain(cells).collect() }
        })
        .collect();
    for (words, order, of) in [
        ("less", f64::NEG_INFINITY, (|one: &Histogram| one.below) as fn(&Histogram) -> f64),
        ("more", f64::INFINITY, |one| one.above),
    ] {
        if all.iter().any(|one| of(one) > 0.0) {
            let cells = all.iter().map(|one| share(of(one)));
            rows.push(Row {
                id: String::new(),
                cells: std::iter::once(Cell::number(words, order)).chain(cells).collect(),
            });
        }
    }
    let heading = if unit.words.is_empty() { "Value".to_owned() } else { unit.words.clone() };
    let names = shown.iter().map(|(variable, series, _)| Column::numbers(projection.label(variable, series)));
    let when = time::of(projection.times[point], &projection.times);
    let title = if chart.title.is_empty() { shown[0].0.label.as_str() } else { chart.title.as_str() };
    Table {
        caption: format!("{title}, {when}: share of draws in each bar"),
        columns: std::iter::once(Column::words(heading)).chain(names).collect(),
        rows,
    }
}

/// The unit that fits all bars.
fn unit_of(shown: &[Shown], bars: &[Vec<Bar>]) -> Unit {
    let ends = bars.iter().flatten().flat_map(|bar| bar.edges);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
    Unit::new(shown.first().map_or("", |(variable, ..)| variable.unit.as_str()), low, high)
}
