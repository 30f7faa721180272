//! Two settings side by side, in the same worlds: what differs, and why.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::asked::{Asked, Setting};
use super::opened::Opened;
use super::{Explorer, Problem, numbers, pictures};
use crate::charts::{Size, comparison_pictures};
use crate::projection::{Attribution, Chart, ChartKind, Comparison, Projection, Series, Summary, Variable};
use crate::session::{self, CompareOptions, Session, Variation, combinations};
use crate::wording::phrase::{difference, difference_range, unit_of_summaries};

/// Draws of all combinations of changes together: with many combinations, each has fewer,
const WHY_RUNS: u64 = 80_000;
/// but no fewer than this.
const LEAST_WHY_DRAWS: u64 = 64;

/// Answers `compare`: the paired difference of a setting to one that was pinned, chart by chart, and by criterion.
pub fn compare(explorer: &Explorer, body: &Value) -> Result<Value, Problem> {
    let asked = Asked::new(body, &["page", "move", "pinned", "setting", "draws", "charts", "narrow"])?;
    let own = asked.whole("move")?.unwrap_or(0);
    let turn = explorer.turns.take(asked.text("page")?, own)?;
    let (pinned, setting) = (asked.setting("pinned")?, asked.setting("setting")?);
    let opened = explorer.scenario(&setting.scenario)?;
    let charts: Vec<&Chart> =
        asked.texts("charts")?.into_iter().map(|name| opened.chart(name)).collect::<Result<_, _>>()?;
    let size = pictures::size(asked.flag("narrow")?);
    let draws = asked.draws(opened.session.draws())?;
    let mut wanted = opened.variables(&charts);
    wanted.extend(numbers::variables(opened.session.model()));
    // A run reports something.
    if wanted.is_empty() {
        wanted.extend(opened.charts.first().map(|first| opened.variables(&[first])).unwrap_or_default());
    }
    let sides = sides(explorer, [&pinned, &setting], draws, &wanted)?;
    let options = CompareOptions { reference: None, attribute: false, ..CompareOptions::default() };
    let comparison = session::compare(&sides, &options, &turn)?;
    let drawn: Vec<Value> = charts.iter().map(|chart| of_difference(&comparison, opened, chart, size)).collect();
    Ok(json!({ "move": own, "draws": draws, "charts": drawn, "criteria": criteria(&comparison) }))
}

/// Both settings as sessions with names of their own, which report some variables alone.
fn sides(explorer: &Explorer, settings: [&Setting; 2], draws: u64, wanted: &[usize]) -> Result<Vec<Session>, Problem> {
    let side = |(setting, word): (&Setting, &str)| -> Result<Session, Problem> {
        let opened = explorer.scenario(&setting.scenario)?;
        let session = Session::clone(&*opened.with(setting)?);
        // A title up to its colon is what pictures call a path.
        let mut session = session.in_draws(draws).titled(&format!("{word}: {}", opened.session.title()));
        session.reports(wanted);
        Ok(session)
    };
    settings.into_iter().zip(["pinned", "now"]).map(side).collect()
}

/// The picture of the paired differences of what a chart shows: a fan, or a panel for each series.
fn of_difference(comparison: &Comparison, opened: &Opened, chart: &Chart, size: Size) -> Value {
    let moved = &comparison.projections[1];
    let names: Vec<&str> = chart.variables.iter().map(|index| opened.outline.variables[*index].name.as_str()).collect();
    let mut differing = Projection { variables: Vec::new(), charts: Vec::new(), ..moved.clone() };
    for variable in &moved.variables {
        if !names.contains(&variable.name.as_str()) {
            continue;
        }
        let own =
            |difference: &&crate::projection::Difference| moved.variables[difference.variable].name == variable.name;
        let series = comparison.differences[1].iter().filter(own).map(|difference| Series {
            elements: variable.series[difference.series].elements.clone(),
            mean: difference.mean.clone(),
            ..Series::estimated(difference.quantiles.clone())
        });
        let series = series.collect();
        differing.variables.push(Variable { series, headline: Vec::new(), ..variable.clone() });
    }
    let count: usize = differing
        .variables
        .iter()
        .map(|variable| variable.series.iter().filter(|series| chart.shows(&variable.dims, &series.elements)).count())
        .sum();
    let kind = if count == 1 { ChartKind::Fan } else { ChartKind::SmallMultiples };
    // Panels are of one variable.
    let variables = if kind == ChartKind::Fan { 0..differing.variables.len() } else { 0..1 };
    let title = if chart.title.is_empty() { &chart.name } else { &chart.title };
    let chart = Chart {
        kind,
        variables: variables.collect(),
        title: format!("Difference: {}", lower_first(title)),
        subtitle: "Moved less pinned, in the same worlds".to_owned(),
        log: false,
        ..chart.clone()
    };
    pictures::drawn(&differing, &chart, size)
}

fn lower_first(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => title.to_owned(),
    }
}

fn criteria(comparison: &Comparison) -> Vec<Value> {
    let row = |criterion: &crate::projection::Criterion| {
        // Shares differ by points, however little; what is written in thousands of a unit may differ by few of them.
        let of_values = unit_of_summaries(&criterion.unit, &criterion.values);
        let of_differences = unit_of_summaries(&criterion.unit, &criterion.differences[1..2]);
        let unit =
            if of_values.suffix.is_empty() && of_differences.suffix.is_empty() { of_differences } else { of_values };
        let Summary { mean, low, high, .. } = criterion.differences[1];
        json!({
            "name": criterion.name, "label": criterion.label, "difference": difference(mean, &unit),
            "range": difference_range(low, high, &unit), "value": mean, "better": criterion.best[1],
            "equal": criterion.regret.iter().all(|regret| regret.greatest == 0.0), "more": criterion.higher_is_better,
        })
    };
    comparison.criteria.iter().map(row).collect()
}

/// Answers `why`: the difference of the criteria, split among what was moved.
pub fn why(explorer: &Explorer, body: &Value) -> Result<Value, Problem> {
    let asked = Asked::new(body, &["page", "move", "pinned", "setting", "draws"])?;
    let own = asked.whole("move")?.unwrap_or(0);
    let turn = explorer.turns.take(asked.text("page")?, own)?;
    let (pinned, setting) = (asked.setting("pinned")?, asked.setting("setting")?);
    let opened = explorer.scenario(&setting.scenario)?;
    if opened.session.model().criteria.is_empty() {
        let file = opened.session.path().display();
        let message = format!("differences are split by criterion, and {file} has no [criteria]");
        return Err(Problem::Setting(message));
    }
    let most = asked.draws(opened.session.draws())?;
    let draws = most.min(why_draws(moved(&pinned.variation, &setting.variation)));
    let sides = sides(explorer, [&pinned, &setting], draws, &numbers::variables(opened.session.model()))?;
    let options = CompareOptions { attribution_draws: Some(draws), ..CompareOptions::default() };
    let mut comparison = session::compare(&sides, &options, &turn)?;
    let gaps: Vec<Value> = comparison.attributions.iter().map(gap).collect();
    // Of all pictures of a comparison, a page shows those of the gaps.
    for projection in &mut comparison.projections {
        projection.variables.clear();
        projection.charts.clear();
    }
    let drawn = comparison_pictures(&Comparison { costs: None, ..comparison });
    let drawn = drawn.map_err(|error| Problem::Setting(error.to_string()))?;
    let drawn: Vec<Value> = drawn
        .iter()
        .filter(|picture| picture.name.starts_with("why-"))
        .map(|picture| pictures::shown(&picture.shown()))
        .collect();
    Ok(json!({ "move": own, "draws": draws, "gaps": gaps, "charts": drawn }))
}

/// How many things two settings put otherwise: levers, with their elements and years, assumptions and shocks.
fn moved(pinned: &Variation, setting: &Variation) -> usize {
    fn differing<'a, T: PartialEq>(one: &'a [(String, T)], other: &'a [(String, T)]) -> impl Iterator<Item = &'a str> {
        let only = |own: &'a [(String, T)], others: &'a [(String, T)]| {
            own.iter().filter(|entry| !others.contains(entry)).map(|(name, _)| name.split('[').next().unwrap_or(name))
        };
        only(one, other).chain(only(other, one))
    }
    let numbers = differing(&pinned.numbers, &setting.numbers);
    let inputs: BTreeSet<&str> = numbers.chain(differing(&pinned.years, &setting.years)).collect();
    let shocks: BTreeSet<&str> = differing(&pinned.shocks, &setting.shocks).collect();
    inputs.len() + shocks.len()
}

/// Draws of each combination of so many changes, at most.
fn why_draws(changes: usize) -> u64 {
    (WHY_RUNS / combinations(changes)).max(LEAST_WHY_DRAWS)
}

fn gap(gap: &Attribution) -> Value {
    let summaries: Vec<Summary> = gap.parts.iter().map(|part| part.summary).collect();
    let unit = unit_of_summaries(&gap.unit, &summaries);
    let parts: Vec<Value> = gap
        .parts
        .iter()
        .map(|part| {
            let Summary { mean, low, high, .. } = part.summary;
            json!({
                "name": part.name, "label": part.label, "changes": part.changes, "difference": difference(mean, &unit),
                "range": difference_range(low, high, &unit), "value": mean,
            })
        })
        .collect();
    json!({
        "selector": gap.selector, "label": gap.label, "unit": unit.words,
        "difference": difference(gap.to - gap.from, &unit), "value": gap.to - gap.from, "parts": parts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variation(numbers: &[(&str, f64)], years: &[(&str, [f64; 2])], shocks: &[(&str, bool)]) -> Variation {
        Variation {
            numbers: numbers.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect(),
            years: years.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect(),
            shocks: shocks.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect(),
        }
    }

    #[test]
    fn a_lever_is_one_change_with_all_its_elements_and_years() {
        let none = Variation::default();
        let push = variation(&[("push[a]", 1.0), ("push[b]", 2.0)], &[("push", [2025.0, 2030.0])], &[("push", true)]);
        assert_eq!(moved(&none, &none), 0);
        assert_eq!((moved(&none, &push), moved(&push, &none), moved(&push, &push)), (2, 2, 0));
        let other = variation(&[("push[a]", 1.0), ("push[b]", 3.0), ("growth", 0.1)], &[], &[("push", true)]);
        assert_eq!(moved(&push, &other), 2, "push is set otherwise, and growth is set");
    }

    /// All subsets up to twelve changes; beyond, 64 orders and their reverses, each of which passes all but the two ends.
    #[test]
    fn the_more_combinations_the_fewer_draws() {
        assert_eq!([1, 7, 10, 12].map(combinations), [2, 128, 1024, 4096]);
        assert_eq!(combinations(14), 2 + 128 * 13);
        assert_eq!([1, 3, 7, 10, 12, 14].map(why_draws), [40_000, 10_000, 625, 78, 64, 64]);
    }
}
