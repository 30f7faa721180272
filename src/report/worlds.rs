//! Tables of paths in named worlds.

use maud::{Markup, html};

use super::address::{link, slug};
use super::compare::{loss, path};
use super::table::{Cell, Column, Row, Table};
use crate::projection::{Comparison, Criterion, Satisfied, Winning, Worlds, Worst};
use crate::wording::number;
use crate::wording::phrase::{short, unit_of_summaries};

/// A table of worlds by paths for each criterion, and what holds over all worlds; nothing without worlds.
pub fn worlds(comparison: &Comparison) -> Markup {
    let Some(worlds) = &comparison.worlds else { return Markup::default() };
    html! {
        p {
            "Every path with what each world changes, in the same draws. A median, and below it the mean regret: what is lost \
             against the best path of each draw."
        }
        @for (place, criterion) in comparison.criteria.iter().enumerate() {
            (matrix(comparison, worlds, place, criterion).markup())
        }
        (robustness(comparison, worlds, true).markup())
    }
}

fn matrix(comparison: &Comparison, worlds: &Worlds, place: usize, criterion: &Criterion) -> Table {
    let unit = unit_of_summaries(&criterion.unit, worlds.worlds.iter().flat_map(|world| &world.criteria[place].values));
    let mut columns = vec![Column::words("World")];
    columns.extend((0..comparison.projections.len()).map(|scenario| Column::numbers(path(comparison, scenario))));
    let row = |world: &crate::projection::World| {
        let standing = &world.criteria[place];
        let cells = standing.values.iter().zip(&standing.regret).map(|(summary, regret)| {
            let cell = Cell::number(short(summary.median, &unit), summary.median);
            if regret.mean > 0.0 { cell.with_note(format!("loses {}", loss(regret.mean, &unit))) } else { cell }
        });
        Row {
            id: format!("world-{}-{}", slug(&criterion.name), slug(&world.id)),
            cells: std::iter::once(Cell::words(world.title.clone())).chain(cells).collect(),
        }
    };
    let words = if unit.words.is_empty() { String::new() } else { format!(", {}", unit.words) };
    let better = if criterion.higher_is_better { "more" } else { "less" };
    let caption = format!("{}{words}: {better} is better", criterion.label);
    Table { caption, columns, rows: worlds.worlds.iter().map(row).collect() }
}

/// Address of the row of a path under all worlds at once.
fn robust_id(scenario: usize) -> String {
    format!("robust-{scenario}")
}

/// What holds over all worlds for the paths to choose from, without ranges of weights; none without worlds.
pub fn short_table(comparison: &Comparison) -> Option<Table> {
    let worlds = comparison.worlds.as_ref()?;
    let mut table = robustness(comparison, worlds, false);
    let mut ranked = worlds.ranked.iter();
    table.rows.retain(|_| ranked.next().copied().unwrap_or(true));
    Some(table)
}

/// The least and the greatest weight of each criterion for which a path wins, as far as they say anything.
fn ranges(comparison: &Comparison, winning: &Winning) -> String {
    let all = winning.ranges.iter().flatten().zip(&comparison.criteria);
    let told = all.filter(|(range, _)| range[0] > 0.01 || range[1] < 0.99).map(|(range, criterion)| {
        let [low, high] = range.map(number::probability);
        format!("{} {low} to {high}", criterion.label)
    });
    told.collect::<Vec<_>>().join("; ")
}

/// A row for each path, with or without the weights of criteria for which it wins.
fn robustness(comparison: &Comparison, worlds: &Worlds, weights: bool) -> Table {
    let share = |value: f64| Cell::number(number::probability(value), value);
    let mut columns = vec![Column::words("Path")];
    let names = ["Undominated in", "Best for", "All targets met in", "Part of targets met", "Lost at worst"];
    columns.extend(names.map(Column::numbers));
    columns.push(Column::words("Where"));
    if weights {
        columns.push(Column::words("Wins at weights of"));
    }
    let row = |scenario: usize| {
        let undominated = worlds.undominated.as_ref().map(|shares| share(shares[scenario]));
        let ranked = worlds.ranked[scenario];
        let met = |of: fn(&Satisfied) -> f64| {
            if worlds.targets == 0 { Cell::default() } else { share(of(&worlds.satisficing[scenario])) }
        };
        let place = |worst: &Worst| {
            format!("{}, by {}", worlds.worlds[worst.world].title, comparison.criteria[worst.criterion].label)
        };
        let worst = worlds.worst.get(scenario).filter(|_| ranked);
        let mut cells = vec![
            Cell::words(path(comparison, scenario)),
            undominated.unwrap_or_default(),
            match (ranked, comparison.criteria.is_empty()) {
                (true, false) => share(worlds.weights[scenario].share),
                (true, true) => Cell::default(),
                (false, _) => Cell::words("not ranked"),
            },
            met(|own| own.all),
            met(|own| own.part),
            worst.map_or_else(Cell::default, |worst| share(worst.regret)),
            worst.map_or_else(Cell::default, |worst| Cell::words(place(worst))),
        ];
        if weights {
            let told = if ranked { ranges(comparison, &worlds.weights[scenario]) } else { String::new() };
            cells.push(Cell::words(told));
        }
        Row { id: robust_id(scenario), cells }
    };
    let caption =
        "Over all worlds: shares of worlds and of weights; the greatest mean regret as a part of the criterion's range"
            .to_owned();
    let rows = (0..comparison.projections.len()).map(row).collect();
    Table { caption, columns, rows }.without_empty_columns()
}

/// Which path loses least at worst.
pub fn sentence(comparison: &Comparison) -> Option<Markup> {
    let worlds = comparison.worlds.as_ref()?;
    let robust = worlds.robust()?;
    let worst = worlds.worst.get(robust)?;
    Some(html! {
        "In " (worlds.worlds.len()) " worlds “" (path(comparison, robust)) "” loses least at worst: "
        (link(&robust_id(robust), &number::probability(worst.regret))) " of the range of " strong { (comparison.criteria[worst.criterion].label) }
        ", in the world “" (worlds.worlds[worst.world].title) "”."
    })
}
