//! Two settings side by side, in the same worlds: what differs, and why.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::asked::{Asked, Setting};
use super::opened::Opened;
use super::{Explorer, Problem, numbers, pictures};
use crate::charts::{Size, comparison_pictures};
use crate::projection::{
    Attribution, Chart, ChartKind, Comparison, Difference, Projection, Quantiles, Series, Summary, Variable,
};
use crate::session::{self, CompareOptions, Session, Variation, combinations};
use crate::wording::phrase::{difference, difference_range, unit_of_summaries};
use crate::wording::unit::Unit;

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
    let names: Vec<&str> = chart.variables.iter().map(|index| opened.outline.variables[*index].name.as_str()).collect();
    let [pinned, moved] = &comparison.projections[..] else { unreachable!("two settings are compared") };
    let (differing, chart) = differing([pinned, moved], &comparison.differences[1], &names, chart);
    pictures::drawn(&differing, &chart, size)
}

/// The paired differences of some variables, in the order of their names, and the chart that shows them as `chart` shows the
/// variables.
fn differing(
    [pinned, moved]: [&Projection; 2],
    differences: &[Difference],
    names: &[&str],
    chart: &Chart,
) -> (Projection, Chart) {
    let mut differing = Projection { variables: Vec::new(), charts: Vec::new(), ..moved.clone() };
    // What the two sides are called apart is not the title of their difference.
    if let Some((_, title)) = differing.about.title.split_once(": ") {
        differing.about.title = title.to_owned();
    }
    for name in names {
        let found = moved.variables.iter().position(|variable| variable.name == *name);
        let all = differences.iter().filter(|difference| Some(difference.variable) == found);
        let Some(variable) = found.map(|place| &moved.variables[place]) else { continue };
        let pinned = pinned.variables.iter().find(|other| other.name == *name);
        let (factor, unit) = unit_of_differences(&[Some(variable), pinned]);
        let series = all.map(|difference| {
            let own = &variable.series[difference.series];
            let other = pinned.and_then(|pinned| pinned.series.get(difference.series));
            let least = rounding([Some(own), other]);
            let clean = |value: &f64| if value.abs() <= least { 0.0 } else { value * factor };
            let points = difference.quantiles.points();
            Series {
                elements: own.elements.clone(),
                mean: difference.mean.iter().map(clean).collect(),
                ..Series::estimated(Quantiles::from_fn(points, |level, at| clean(&difference.quantiles[level][at])))
            }
        });
        let series = series.collect();
        differing.variables.push(Variable { series, unit, headline: Vec::new(), ..variable.clone() });
    }
    let count: usize = differing
        .variables
        .iter()
        .map(|variable| variable.series.iter().filter(|series| chart.shows(&variable.dims, &series.elements)).count())
        .sum();
    let kind = if count == 1 { ChartKind::Fan } else { ChartKind::SmallMultiples };
    let title = if chart.title.is_empty() { &chart.name } else { &chart.title };
    let chart = Chart {
        kind,
        variables: (0..differing.variables.len()).collect(),
        title: format!("Difference: {}", lower_first(title)),
        subtitle: "Moved less pinned, in the same worlds".to_owned(),
        log: false,
        ..chart.clone()
    };
    (differing, chart)
}

/// What differences of a variable are multiplied by, and the unit they are then in: shares differ by points, and numbers
/// that are none by their own unit, however little they differ.
fn unit_of_differences(sides: &[Option<&Variable>]) -> (f64, String) {
    let sides = || sides.iter().flatten();
    let declared = sides().next().map_or("", |variable| variable.unit.trim());
    let shares: Vec<Unit> = sides().map(|variable| Unit::of(variable)).collect();
    if shares.iter().all(|unit| !unit.suffix.is_empty()) {
        let rest = declared.trim_start_matches(['1', '%']);
        return (shares.first().map_or(1.0, |unit| unit.factor), format!("point{rest}"));
    }
    let plain =
        if declared == "1" { Some("") } else { declared.strip_prefix('1').filter(|rest| rest.starts_with('/')) };
    (1.0, plain.unwrap_or(declared).to_owned())
}

/// Up to what a difference of two series is the rounding of their values.
fn rounding(sides: [Option<&Series>; 2]) -> f64 {
    const RELATIVE: f64 = 1e-12;
    let values = sides.into_iter().flatten().flat_map(|series| series.quantiles.values());
    RELATIVE * values.fold(0.0, |most: f64, value| most.max(value.abs()))
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
    use crate::projection::{About, Basis};

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

    fn side(unit: &str, values: [f64; 2]) -> Variable {
        let series = Series::estimated(Quantiles::from_fn(2, |_, at| values[at]));
        Variable::of_series("x", "X", unit, series)
    }

    #[test]
    fn shares_differ_by_points_and_numbers_by_their_unit() {
        let units = |unit: &str, values: [f64; 2]| {
            let side = side(unit, values);
            unit_of_differences(&[Some(&side), None])
        };
        assert_eq!(units("1", [0.2, 0.9]), (100.0, "point".to_owned()));
        assert_eq!(units("1/yr", [0.0, 0.1]), (100.0, "point/yr".to_owned()));
        assert_eq!(units("%", [3.0, 60.0]), (1.0, "point".to_owned()));
        // An index from 3 to 5: half of one more is no 50 %.
        assert_eq!(units("1", [3.0, 5.0]), (1.0, String::new()));
        assert_eq!(units("1/yr", [3.0, 5.0]), (1.0, "/yr".to_owned()));
        assert_eq!(units("bn EUR", [0.1, 0.2]), (1.0, "bn EUR".to_owned()));
        assert_eq!(Unit::new("point/yr", 0.0, 3.0).words.replace('\u{a0}', " "), "points a year");
    }

    /// Two variables, of which the second alone is moved, but for the rounding of the first.
    #[test]
    fn all_variables_of_a_chart_are_in_its_difference_and_rounding_is_none() {
        let about = || About::new("a", "A", Basis::Estimated { method: String::new(), uncertain: true });
        let path = |second: f64| {
            Projection::new(
                about(),
                vec![2025.0, 2030.0],
                vec![
                    Variable { name: "a".to_owned(), ..side("TWh", [500.0, 700.0]) },
                    Variable { name: "b".to_owned(), ..side("1", [0.25, second]) },
                ],
            )
        };
        let difference = |variable: usize, values: [f64; 2]| Difference {
            variable,
            series: 0,
            mean: values.to_vec(),
            quantiles: Quantiles::from_fn(2, |_, at| values[at]),
        };
        let differences = [difference(0, [0.0, 1.1e-13]), difference(1, [0.0, 0.25])];
        let chart = Chart { kind: ChartKind::Lines, ..Chart::new(ChartKind::Lines, "both", vec![0, 1]) };
        let (differing, chart) = differing([&path(0.25), &path(0.5)], &differences, &["b", "a"], &chart);
        assert_eq!(chart.variables, [0, 1]);
        let [b, a] = &differing.variables[..] else { panic!("two variables") };
        assert_eq!((b.name.as_str(), b.unit.as_str(), b.series[0].median()), ("b", "point", &[0.0, 25.0][..]));
        assert_eq!((a.name.as_str(), a.series[0].median()), ("a", &[0.0, 0.0][..]));
        let picture = pictures::drawn(&differing, &chart, Size::Page);
        let titles: Vec<&str> =
            picture["readouts"].as_array().expect("plots").iter().filter_map(|plot| plot["title"].as_str()).collect();
        assert_eq!(titles.len(), 2, "{picture}");
    }

    /// All subsets up to twelve changes; beyond, 64 orders and their reverses, each of which passes all but the two ends.
    #[test]
    fn the_more_combinations_the_fewer_draws() {
        assert_eq!([1, 7, 10, 12].map(combinations), [2, 128, 1024, 4096]);
        assert_eq!(combinations(14), 2 + 128 * 13);
        assert_eq!([1, 3, 7, 10, 12, 14].map(why_draws), [40_000, 10_000, 625, 78, 64, 64]);
    }
}
