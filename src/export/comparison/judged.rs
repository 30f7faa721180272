//! What paths cost, how they do by each criterion, and why they differ.

use super::super::table::{Column, Table};
use crate::projection::{Attribution, Comparison, Criterion, Part, Premium, Summary};

/// Costs by part and in total.
pub(super) fn costs(comparison: &Comparison) -> Table<'_> {
    let Some(costs) = &comparison.costs else { return Table::default() };
    let mut rows: Vec<(&str, &str, Summary, Summary)> = Vec::new();
    let scenarios = costs.costs.iter().zip(&costs.differences).zip(&comparison.projections);
    for ((own, gaps), projection) in scenarios {
        let parts = costs.parts.iter().map(String::as_str).chain(["total"]);
        rows.extend(
            own.iter().zip(gaps).zip(parts).map(|((own, gap), part)| (projection.about.id.as_str(), part, *own, *gap)),
        );
    }
    let mut columns = vec![
        Column::text("scenario", rows.iter().map(|row| row.0)),
        Column::text("part", rows.iter().map(|row| row.1)),
        Column::text("unit", rows.iter().map(|_| costs.unit.as_str())),
        Column::number("year", rows.iter().map(|_| costs.year)),
    ];
    columns.extend(summaries("", rows.iter().map(|row| row.2)));
    columns.extend(summaries("difference_", rows.iter().map(|row| row.3)));
    Table::new(columns)
}

/// What would be lost if what is depended on were withheld, by first year, and what it costs to lose less.
pub(super) fn exposure(comparison: &Comparison) -> Table<'_> {
    let Some(exposure) = &comparison.exposure else { return Table::default() };
    let times = exposure.times.len();
    let rows: Vec<(usize, usize)> =
        (0..comparison.projections.len()).flat_map(|path| (0..times).map(move |place| (path, place))).collect();
    let premium = |of: fn(&Premium) -> f64| rows.iter().map(move |(path, _)| exposure.premiums[*path].as_ref().map(of));
    let mut columns = vec![
        Column::text("scenario", rows.iter().map(|(path, _)| comparison.projections[*path].about.id.as_str())),
        Column::text("variable", rows.iter().map(|_| exposure.variable.as_str())),
        Column::text("unit", rows.iter().map(|_| exposure.unit.as_str())),
        Column::number("year", rows.iter().map(|(_, place)| exposure.times[*place])),
    ];
    columns.extend(summaries("", rows.iter().map(|(path, place)| exposure.values[*path][*place])));
    columns.extend(summaries("difference_", rows.iter().map(|(path, place)| exposure.differences[*path][*place])));
    columns.extend([
        Column::number("saved", premium(|own| own.saved)),
        Column::number("cost", premium(|own| own.cost)),
        Column::number("times", premium(|own| own.times)),
    ]);
    Table::new(columns)
}

/// How each scenario does by each criterion.
pub(super) fn criteria(comparison: &Comparison) -> Table<'_> {
    let scenarios = comparison.projections.len();
    let rows: Vec<_> =
        comparison.criteria.iter().flat_map(|criterion| (0..scenarios).map(move |index| (criterion, index))).collect();
    // What is not ranked has no place among the others.
    let option = |of: fn(&Criterion, usize) -> f64| {
        rows.iter().map(move |(criterion, index)| comparison.is_ranked(*index).then(|| of(criterion, *index)))
    };
    let mut columns = vec![
        Column::text("scenario", rows.iter().map(|(_, index)| comparison.projections[*index].about.id.as_str())),
        Column::text("criterion", rows.iter().map(|(criterion, _)| criterion.name.as_str())),
        Column::text("label", rows.iter().map(|(criterion, _)| criterion.label.as_str())),
        Column::text("of", rows.iter().map(|(criterion, _)| criterion.selector.as_str())),
        Column::text("unit", rows.iter().map(|(criterion, _)| criterion.unit.as_str())),
        Column::text(
            "better",
            rows.iter().map(|(criterion, _)| if criterion.higher_is_better { "high" } else { "low" }),
        ),
    ];
    columns.extend(summaries("", rows.iter().map(|(criterion, index)| criterion.values[*index])));
    columns.extend(summaries("difference_", rows.iter().map(|(criterion, index)| criterion.differences[*index])));
    columns.extend([
        Column::number("best", option(|criterion, index| criterion.best[index])),
        Column::number("regret_mean", option(|criterion, index| criterion.regret[index].mean)),
        Column::number("regret_p95", option(|criterion, index| criterion.regret[index].high)),
        Column::number("regret_greatest", option(|criterion, index| criterion.regret[index].greatest)),
    ]);
    Table::new(columns)
}

/// Which scenario dominates which.
pub(super) fn dominance(comparison: &Comparison) -> Table<'_> {
    let Some(dominance) = &comparison.dominance else { return Table::default() };
    let ids: Vec<&str> = comparison.projections.iter().map(|projection| projection.about.id.as_str()).collect();
    let mut columns = vec![
        Column::text("scenario", ids.iter().copied()),
        Column::number("undominated", dominance.undominated.iter().copied()),
    ];
    for (other, id) in ids.iter().enumerate() {
        columns.push(Column::number(format!("dominates_{id}"), dominance.dominates.column(other).iter().copied()));
    }
    Table::new(columns)
}

/// The parts of every gap.
pub(super) fn attribution(comparison: &Comparison) -> Table<'_> {
    let rows: Vec<(&Attribution, &Part)> =
        comparison.attributions.iter().flat_map(|gap| gap.parts.iter().map(move |part| (gap, part))).collect();
    let mut columns = vec![
        Column::text("scenario", rows.iter().map(|(gap, _)| comparison.projections[gap.scenario].about.id.as_str())),
        Column::text("of", rows.iter().map(|(gap, _)| gap.selector.as_str())),
        Column::text("label", rows.iter().map(|(gap, _)| gap.label.as_str())),
        Column::text("unit", rows.iter().map(|(gap, _)| gap.unit.as_str())),
        Column::number("from", rows.iter().map(|(gap, _)| gap.from)),
        Column::number("to", rows.iter().map(|(gap, _)| gap.to)),
        Column::text("group", rows.iter().map(|(_, part)| part.name.as_str())),
        Column::text("group_label", rows.iter().map(|(_, part)| part.label.as_str())),
        Column::text("changes", rows.iter().map(|(_, part)| part.changes.join("; "))),
    ];
    columns.extend(summaries("", rows.iter().map(|(_, part)| part.summary)));
    columns.extend([
        Column::number("standard_error", rows.iter().map(|(_, part)| part.error)),
        Column::whole("draws", rows.iter().map(|(gap, _)| gap.draws as i64)),
    ]);
    Table::new(columns)
}

/// `mean`, `p05`, `p50`, `p95`, after a prefix.
pub(super) fn summaries<'a>(prefix: &str, values: impl Iterator<Item = Summary>) -> [Column<'a>; 4] {
    let values: Vec<Summary> = values.collect();
    let column = |name: &str, of: fn(&Summary) -> f64| Column::number(format!("{prefix}{name}"), values.iter().map(of));
    [
        column("mean", |summary| summary.mean),
        column("p05", |summary| summary.low),
        column("p50", |summary| summary.median),
        column("p95", |summary| summary.high),
    ]
}
