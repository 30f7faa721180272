//! Every path in every named world, and what holds over all of them.

use super::super::table::{Column, Table};
use super::judged::summaries;
use crate::projection::{Comparison, Criterion, Standing, World, Worlds};

/// A row for each criterion, world and path.
pub(super) fn worlds(comparison: &Comparison) -> Table<'_> {
    let Some(Worlds { worlds, .. }) = &comparison.worlds else { return Table::default() };
    let mut rows: Vec<(&Criterion, &World, &Standing, usize)> = Vec::new();
    for (place, criterion) in comparison.criteria.iter().enumerate() {
        for world in worlds {
            rows.extend((0..comparison.projections.len()).map(|path| (criterion, world, &world.criteria[place], path)));
        }
    }
    let mut columns = vec![
        Column::text("scenario", rows.iter().map(|(.., path)| comparison.projections[*path].about.id.as_str())),
        Column::text("world", rows.iter().map(|(_, world, ..)| world.id.as_str())),
        Column::text("title", rows.iter().map(|(_, world, ..)| world.title.as_str())),
        Column::text("criterion", rows.iter().map(|(criterion, ..)| criterion.name.as_str())),
        Column::text("label", rows.iter().map(|(criterion, ..)| criterion.label.as_str())),
        Column::text("of", rows.iter().map(|(criterion, ..)| criterion.selector.as_str())),
        Column::text("unit", rows.iter().map(|(criterion, ..)| criterion.unit.as_str())),
        Column::text(
            "better",
            rows.iter().map(|(criterion, ..)| if criterion.higher_is_better { "high" } else { "low" }),
        ),
    ];
    columns.extend(summaries("", rows.iter().map(|(.., standing, path)| standing.values[*path])));
    columns.extend([
        Column::number("best", rows.iter().map(|(.., standing, path)| standing.best[*path])),
        Column::number("regret_mean", rows.iter().map(|(.., standing, path)| standing.regret[*path].mean)),
        Column::number("regret_p95", rows.iter().map(|(.., standing, path)| standing.regret[*path].high)),
        Column::number("regret_greatest", rows.iter().map(|(.., standing, path)| standing.regret[*path].greatest)),
    ]);
    Table::new(columns)
}

/// A row for each path.
pub(super) fn robustness(comparison: &Comparison) -> Table<'_> {
    let Some(worlds) = &comparison.worlds else { return Table::default() };
    let mut columns =
        vec![Column::text("scenario", comparison.projections.iter().map(|projection| projection.about.id.as_str()))];
    columns.extend(worlds.undominated.as_ref().map(|shares| Column::number("undominated", shares.iter().copied())));
    if !comparison.criteria.is_empty() {
        columns.push(Column::number("weights", worlds.weights.iter().map(|winning| winning.share)));
    }
    for (place, criterion) in comparison.criteria.iter().enumerate() {
        for (end, name) in ["low", "high"].into_iter().enumerate() {
            let weights = worlds.weights.iter().map(|winning| winning.ranges.as_ref().map(|ranges| ranges[place][end]));
            columns.push(Column::number(format!("{}_weight_{name}", criterion.name), weights));
        }
    }
    if worlds.targets > 0 {
        columns.extend([
            Column::number("targets_all", worlds.satisficing.iter().map(|own| own.all)),
            Column::number("targets_part", worlds.satisficing.iter().map(|own| own.part)),
        ]);
    }
    if worlds.worst.len() == comparison.projections.len() {
        columns.extend([
            Column::number("worst_regret", worlds.worst.iter().map(|worst| worst.regret)),
            Column::text(
                "worst_criterion",
                worlds.worst.iter().map(|worst| comparison.criteria[worst.criterion].name.as_str()),
            ),
            Column::text("worst_world", worlds.worst.iter().map(|worst| worlds.worlds[worst.world].id.as_str())),
        ]);
    }
    Table::new(columns)
}
