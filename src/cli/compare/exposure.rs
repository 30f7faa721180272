//! What paths would lose if what they depend on were withheld, in the terminal.

use super::super::terminal::{Row, wrap};
use super::text::{numbers, titled, worded};
use crate::projection::{Comparison, Costs, Exposure, Premium, Summary};
use crate::wording::number;
use crate::wording::phrase::unit_of_summaries;

/// Starting years that are shown.
const MOST: usize = 4;

/// Medians by starting year, and what losing less costs; nothing where the model does not say what is exposed.
pub(super) fn text(comparison: &Comparison, width: usize) -> String {
    let Some(exposure) = &comparison.exposure else { return String::new() };
    let unit = unit_of_summaries(&exposure.unit, exposure.values.iter().flatten());
    let show = |summary: &Summary| number::significant(summary.median * unit.factor, 3);
    let rows: Vec<Row> = shown(exposure.times.len())
        .into_iter()
        .map(|place| {
            let cells = exposure.values.iter().map(|own| show(&own[place]));
            Row::Cells(number::year(exposure.times[place]), cells.collect())
        })
        .collect();
    let title = format!("{}{}: medians by first year. {}", exposure.label, worded(&unit), exposure.description);
    let table = titled(&title, &numbers(comparison), &rows, width);
    let costs = comparison.costs.as_ref();
    table + &costs.map_or_else(String::new, |costs| premiums(comparison, exposure, costs, width))
}

/// At most so many places, from the first to the last, evenly apart.
fn shown(count: usize) -> Vec<usize> {
    let few = count.min(MOST);
    (0..few).map(|place| if few < 2 { 0 } else { place * (count - 1) / (few - 1) }).collect()
}

fn premiums(comparison: &Comparison, exposure: &Exposure, costs: &Costs, width: usize) -> String {
    let [lost, spent] = [(&exposure.unit, &exposure.differences), (&costs.unit, &costs.differences)]
        .map(|(unit, all)| unit_of_summaries(unit, all.iter().flatten()));
    let row = |(path, premium): (usize, &Option<Premium>)| {
        let premium = premium.as_ref()?;
        let cells = vec![
            number::significant(premium.saved * lost.factor, 3),
            number::significant(premium.cost * spent.factor, 3),
            times(premium),
        ];
        Some(Row::Cells((path + 1).to_string(), cells))
    };
    let rows: Vec<Row> = exposure.premiums.iter().enumerate().filter_map(row).collect();
    let heading = [
        format!("loses less each time{}", worded(&lost)),
        format!("costs more{}", worded(&spent)),
        "pays if that often".to_owned(),
    ];
    let title =
        format!("What it costs to lose less than {}: means by {}", comparison.reference + 1, number::year(costs.year));
    let table = titled(&title, &heading, &rows, width);
    let told = "The cost buys more than that: it pays by this alone if it is withheld so often until then.";
    if table.is_empty() { table } else { table + &wrap(told, width, "") }
}

/// How often it must be withheld for the cost to pay: what costs nothing more pays without that.
fn times(premium: &Premium) -> String {
    if premium.cost > 0.0 { number::significant(premium.times, 2) } else { "always".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_loses_less_and_costs_less_pays_whatever_comes() {
        let of = |cost: f64| times(&Premium { cost, saved: 2.0, times: cost.max(0.0) / 2.0 });
        assert_eq!([of(-3.0), of(0.0), of(5.0)], ["always", "always", "2.5"]);
    }
}
