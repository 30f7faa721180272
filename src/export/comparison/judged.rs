//! What paths cost, how they do by each criterion, and why they differ.

use polars::frame::DataFrame;
use polars::prelude::{Column, PolarsResult};

use crate::projection::{Attribution, Comparison, Part, Summary};

/// Costs by part and in total.
pub(super) fn costs(comparison: &Comparison) -> PolarsResult<DataFrame> {
    let Some(costs) = &comparison.costs else { return Ok(DataFrame::empty()) };
    let mut rows: Vec<(&str, &str, Summary, Summary)> = Vec::new();
    let scenarios = costs.costs.iter().zip(&costs.differences).zip(&comparison.projections);
    for ((own, gaps), projection) in scenarios {
        let parts = costs.parts.iter().map(String::as_str).chain(["total"]);
        rows.extend(
            own.iter().zip(gaps).zip(parts).map(|((own, gap), part)| (projection.about.id.as_str(), part, *own, *gap)),
        );
    }
    let mut columns = vec![
        text("scenario", rows.iter().map(|row| row.0)),
        text("part", rows.iter().map(|row| row.1)),
        text("unit", rows.iter().map(|_| costs.unit.as_str())),
        number("year", rows.iter().map(|_| costs.year)),
    ];
    columns.extend(summaries("", rows.iter().map(|row| row.2)));
    columns.extend(summaries("difference_", rows.iter().map(|row| row.3)));
    DataFrame::new_infer_height(columns)
}

/// How each scenario does by each criterion.
pub(super) fn criteria(comparison: &Comparison) -> PolarsResult<DataFrame> {
    let scenarios = comparison.projections.len();
    let rows: Vec<_> =
        comparison.criteria.iter().flat_map(|criterion| (0..scenarios).map(move |index| (criterion, index))).collect();
    let mut columns = vec![
        text("scenario", rows.iter().map(|(_, index)| comparison.projections[*index].about.id.as_str())),
        text("criterion", rows.iter().map(|(criterion, _)| criterion.name.as_str())),
        text("label", rows.iter().map(|(criterion, _)| criterion.label.as_str())),
        text("of", rows.iter().map(|(criterion, _)| criterion.selector.as_str())),
        text("unit", rows.iter().map(|(criterion, _)| criterion.unit.as_str())),
        text("better", rows.iter().map(|(criterion, _)| if criterion.higher_is_better { "high" } else { "low" })),
    ];
    columns.extend(summaries("", rows.iter().map(|(criterion, index)| criterion.values[*index])));
    columns.extend(summaries("difference_", rows.iter().map(|(criterion, index)| criterion.differences[*index])));
    columns.extend([
        number("best", rows.iter().map(|(criterion, index)| criterion.best[*index])),
        number("regret_mean", rows.iter().map(|(criterion, index)| criterion.regret[*index].mean)),
        number("regret_p95", rows.iter().map(|(criterion, index)| criterion.regret[*index].high)),
        number("regret_greatest", rows.iter().map(|(criterion, index)| criterion.regret[*index].greatest)),
    ]);
    DataFrame::new_infer_height(columns)
}

/// Which scenario dominates which.
pub(super) fn dominance(comparison: &Comparison) -> PolarsResult<DataFrame> {
    let Some(dominance) = &comparison.dominance else { return Ok(DataFrame::empty()) };
    let ids: Vec<&str> = comparison.projections.iter().map(|projection| projection.about.id.as_str()).collect();
    let mut columns =
        vec![text("scenario", ids.iter().copied()), number("undominated", dominance.undominated.iter().copied())];
    for (other, id) in ids.iter().enumerate() {
        columns.push(number(&format!("dominates_{id}"), dominance.dominates.column(other).iter().copied()));
    }
    DataFrame::new_infer_height(columns)
}

/// The parts of every gap.
pub(super) fn attribution(comparison: &Comparison) -> PolarsResult<DataFrame> {
    let rows: Vec<(&Attribution, &Part)> =
        comparison.attributions.iter().flat_map(|gap| gap.parts.iter().map(move |part| (gap, part))).collect();
    let changes: Vec<String> = rows.iter().map(|(_, part)| part.changes.join("; ")).collect();
    let mut columns = vec![
        text("scenario", rows.iter().map(|(gap, _)| comparison.projections[gap.scenario].about.id.as_str())),
        text("of", rows.iter().map(|(gap, _)| gap.selector.as_str())),
        text("label", rows.iter().map(|(gap, _)| gap.label.as_str())),
        text("unit", rows.iter().map(|(gap, _)| gap.unit.as_str())),
        number("from", rows.iter().map(|(gap, _)| gap.from)),
        number("to", rows.iter().map(|(gap, _)| gap.to)),
        text("group", rows.iter().map(|(_, part)| part.name.as_str())),
        text("group_label", rows.iter().map(|(_, part)| part.label.as_str())),
        text("changes", changes.iter().map(String::as_str)),
    ];
    columns.extend(summaries("", rows.iter().map(|(_, part)| part.summary)));
    let errors: Vec<Option<f64>> = rows.iter().map(|(_, part)| part.error).collect();
    let draws: Vec<i64> = rows.iter().map(|(gap, _)| gap.draws as i64).collect();
    columns.extend([Column::new("standard_error".into(), errors), Column::new("draws".into(), draws)]);
    DataFrame::new_infer_height(columns)
}

fn text<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Column {
    Column::new(name.into(), values.collect::<Vec<_>>())
}

fn number(name: &str, values: impl Iterator<Item = f64>) -> Column {
    Column::new(name.into(), values.collect::<Vec<_>>())
}

/// `mean`, `p05`, `p50`, `p95`, after a prefix.
fn summaries(prefix: &str, values: impl Iterator<Item = Summary>) -> [Column; 4] {
    let values: Vec<Summary> = values.collect();
    let column = |name: &str, of: fn(&Summary) -> f64| number(&format!("{prefix}{name}"), values.iter().map(of));
    [
        column("mean", |summary| summary.mean),
        column("p05", |summary| summary.low),
        column("p50", |summary| summary.median),
        column("p95", |summary| summary.high),
    ]
}
