//! What charts show of draws: the bars of histograms, and draws as thin lines.

use super::form::{Form, Measure};
use super::scope::{Item, Keys, Scope, measure};
use super::sheet::{Cell, Table, fits};
use crate::export::projections::clean;
use crate::projection::{Bar, Chart, ChartKind, Histogram, Level, Projection, bar_width};
use crate::wording::{number, time};

/// Bars of histograms as rows, and which rows belong together.
pub struct Bars<'a> {
    /// Whose scenarios they are.
    pub scope: &'a Scope<'a>,
    /// The table.
    pub table: Table<'a>,
    /// By histogram.
    pub groups: Vec<Group<'a>>,
    /// Column of the words that say where a bar lies.
    pub words: usize,
    /// Column of the shares of draws.
    pub shares: usize,
}

/// The bars of one histogram.
pub struct Group<'a> {
    /// Whose they are.
    pub item: Item<'a>,
    /// When, in words.
    pub when: String,
    /// Index of its first row with a bar, and of the last.
    pub rows: (usize, usize),
}

/// Draws of series over time as rows: for each series the median, and then its draws.
pub struct Lines<'a> {
    /// The table.
    pub table: Table<'a>,
    /// The series, with the indices of their median and of their last draw.
    pub groups: Vec<(Item<'a>, usize, usize)>,
    /// Index of the first column of values.
    pub first_column: usize,
}

/// A series that a chart shows, with its histogram.
type Counted<'a> = (Item<'a>, &'a Histogram);

/// The bars of all histograms that charts of a projection show, in each projection of a scope. None without any, or if they are
/// too many for a sheet.
pub fn bars<'a>(scope: &'a Scope<'a>, charts: &[(&'a Projection, &'a Chart)]) -> Option<Bars<'a>> {
    let shown: Vec<(&Chart, Vec<Counted>)> =
        charts.iter().map(|(of, chart)| (*chart, counted(scope, of, chart))).collect();
    let items: Vec<Item> = shown.iter().flat_map(|(_, counted)| counted.iter().map(|(item, _)| *item)).collect();
    let keys = Keys::new(&items);
    let mut head = vec![Cell::text("Chart")];
    head.extend(keys.head(scope));
    head.push(Cell::text("Time"));
    let words = head.len() + 2;
    head.extend(["From", "To", "Bar", "Share of draws"].map(Cell::text));
    let (mut rows, mut groups) = (Vec::new(), Vec::new());
    for (chart, counted) in &shown {
        let all: Vec<&Histogram> = counted.iter().map(|(_, histogram)| *histogram).collect();
        let draws = counted.first().and_then(|(item, _)| item.projection.about.basis.sample());
        let Some((times, exponent)) = bar_width(&all, draws.map_or(0, |sample| sample.draws)) else { continue };
        for (item, histogram) in counted {
            let when = item.projection.times[histogram.point];
            let mut beside = vec![Cell::text(&chart.name)];
            beside.extend(keys.cells(scope, item));
            beside.push(Cell::year(clean(when)));
            let row = |cells: [Cell<'a>; 4]| beside.iter().cloned().chain(cells).collect::<Vec<_>>();
            let bars = histogram.bars(times, exponent).unwrap_or_default();
            let [low, high] = histogram.ends().map(|end| item.measure.cell(end));
            if histogram.below > 0.0 {
                rows.push(row([Cell::Empty, low, Cell::text("less"), Cell::share(histogram.below)]));
            }
            let first = rows.len();
            rows.extend(bars.iter().map(|bar| {
                let [from, to] = bar.edges.map(|edge| item.measure.cell(edge));
                row([from, to, Cell::owned(place(bar, item.measure)), Cell::share(bar.share)])
            }));
            if rows.len() > first {
                let when = time::of(when, &item.projection.times);
                groups.push(Group { item: *item, when, rows: (first, rows.len() - 1) });
            }
            if histogram.above > 0.0 {
                rows.push(row([high, Cell::Empty, Cell::text("more"), Cell::share(histogram.above)]));
            }
        }
    }
    let about = "How draws spread at one time: their shares in equal bars, and beyond them";
    let table = Table { name: "Histograms", about, head, rows, frozen: 3 };
    let is_there = !groups.is_empty() && fits(table.rows.len(), table.head.len());
    is_there.then_some(Bars { scope, table, groups, words, shares: words + 1 })
}

/// The series that a histogram of one projection shows, in each projection that has them.
fn counted<'a>(scope: &'a Scope<'a>, of: &'a Projection, chart: &Chart) -> Vec<Counted<'a>> {
    let point = chart.last_point(&of.times);
    let mut found = Vec::new();
    for variable in chart.variables.iter().filter_map(|index| of.variables.get(*index)) {
        let shown = |place: &usize| chart.shows(&variable.dims, &variable.series[*place].elements);
        for place in (0..variable.series.len()).filter(shown) {
            found.extend(scope.projections.iter().enumerate().filter_map(|(scenario, projection)| {
                let variable = projection.variables.iter().find(|own| own.name == variable.name)?;
                let series = variable.series.get(place)?;
                let histogram = series.histograms.iter().find(|one| Some(one.point) == point)?;
                let measure = measure(variable);
                Some((Item { scenario, projection, variable, series, measure }, histogram))
            }));
        }
    }
    found
}

/// Where a bar lies: `60 to 65%`.
fn place(bar: &Bar, measure: Measure) -> String {
    let [from, to] = bar.edges.map(|edge| measure.shown(edge)).map(|edge| number::significant(edge, 6));
    let sign = if measure.form == Form::Percent { "%" } else { "" };
    format!("{from} to {to}{sign}")
}

/// The draws that charts show as thin lines. None without any, or if they are too many for a sheet.
pub fn lines<'a>(scope: &'a Scope<'a>) -> Option<Lines<'a>> {
    let asked = |item: &Item| {
        let charts = item.projection.charts.iter().filter(|chart| chart.kind == ChartKind::Spaghetti);
        let of = |place: &usize| std::ptr::eq(&raw const item.projection.variables[*place], item.variable);
        !item.series.lines.is_empty()
            && charts
                .filter(|chart| chart.variables.iter().any(of))
                .any(|chart| chart.shows(&item.variable.dims, &item.series.elements))
    };
    let items: Vec<Item> = scope.items().filter(asked).collect();
    let times = items.first().map_or(&[][..], |item| &item.projection.times);
    let keys = Keys::new(&items);
    let mut head = keys.head(scope);
    head.push(Cell::text("Line"));
    let first_column = head.len();
    head.extend(times.iter().map(|time| Cell::year(clean(*time))));
    let count: usize = items.iter().map(|item| 1 + item.series.lines.len()).sum();
    if items.is_empty() || !fits(count, head.len()) {
        return None;
    }
    let (mut rows, mut groups) = (Vec::new(), Vec::new());
    for item in items {
        let first = rows.len();
        let median = (Cell::text("median of all draws"), &item.series.quantiles[Level::MEDIAN]);
        let lines = item.series.lines.iter().enumerate();
        let lines = lines.map(|(place, line)| (Cell::owned(format!("line {}", place + 1)), &line[..]));
        for (name, values) in std::iter::once((median.0, median.1)).chain(lines) {
            let mut row = keys.cells(scope, &item);
            row.push(name);
            row.extend(values.iter().map(|value| item.measure.cell(*value)));
            rows.push(row);
        }
        groups.push((item, first, rows.len() - 1));
    }
    let about = "The median, and some draws, of series that charts show as thin lines";
    Some(Lines { table: Table { name: "Lines", about, head, rows, frozen: 2 }, groups, first_column })
}
