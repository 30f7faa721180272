//! What paths would lose if what they depend on were withheld, and what it costs to lose less.

use crate::model::Model;
use crate::numeric::goal::nothing;
use crate::projection::{Costs, Difference, Exposure, Level, Premium, Projection, Series, Summary};

/// The exposure of all paths by starting time, if the reference says which variable that is and all paths have it.
///
/// `differences` are, by scenario, the paired differences to the reference.
pub(super) fn exposure(
    base: &Model,
    projections: &[Projection],
    differences: &[Vec<Difference>],
    costs: Option<&Costs>,
    notes: &mut Vec<String>,
) -> Option<Exposure> {
    let variable = &base.variables[base.exposure?];
    let entry = &variable.declared;
    let place = |projection: &Projection| projection.variables.iter().position(|own| own.name == entry.name);
    if let Some(lacking) = projections.iter().find(|projection| place(projection).is_none()) {
        notes.push(format!("{} does not report `{}`, so exposure is left out", lacking.about.title, entry.written));
        return None;
    }
    let known = base.header.time.known_until.as_ref().map_or(f64::NEG_INFINITY, |until| until.value);
    let points: Vec<usize> = (0..base.axis.points).filter(|point| base.axis.time(*point) > known + 1e-9).collect();
    let own = |projection: &Projection| -> Vec<Summary> {
        let series = place(projection).and_then(|place| projection.variables[place].series.first());
        series.map_or_else(Vec::new, |series| points.iter().map(|point| at(series, *point)).collect())
    };
    let gaps = |scenario: usize| -> Vec<Summary> {
        let wanted = place(&projections[scenario]);
        let found = differences[scenario].iter().find(|gap| Some(gap.variable) == wanted);
        points.iter().map(|point| found.map_or(ZERO, |gap| gap_at(gap, *point))).collect()
    };
    let differences: Vec<Vec<Summary>> = (0..projections.len()).map(gaps).collect();
    let premium = |scenario: usize| premium(base, costs?, scenario, &differences[scenario]);
    Some(Exposure {
        variable: entry.name.clone(),
        label: entry.value.label.clone(),
        unit: entry.value.unit.value.clone(),
        description: entry.value.description.clone(),
        times: points.iter().map(|point| base.axis.time(*point)).collect(),
        values: projections.iter().map(own).collect(),
        premiums: (0..projections.len()).map(premium).collect(),
        differences,
    })
}

const ZERO: Summary = Summary { mean: 0.0, low: 0.0, median: 0.0, high: 0.0 };

fn at(series: &Series, point: usize) -> Summary {
    series.at(point)
}

fn gap_at(gap: &Difference, point: usize) -> Summary {
    let [low, median, high] = Level::RANGE.map(|level| gap.quantiles[level][point]);
    Summary { mean: gap.mean[point], low, median, high }
}

/// What a path costs more for what it would lose less; none where it loses as much, or where the two are not one kind of thing.
fn premium(base: &Model, costs: &Costs, scenario: usize, gaps: &[Summary]) -> Option<Premium> {
    let [cost_unit, unit] = [base.cost?, base.exposure?].map(|variable| &base.variables[variable].signature.unit);
    let cost = costs.differences.get(scenario)?.last()?.mean;
    let saved = -gaps.iter().map(|gap| gap.mean).sum::<f64>() / gaps.len().max(1) as f64;
    let scale = gaps.iter().map(|gap| gap.low.abs().max(gap.high.abs())).fold(0.0, f64::max);
    let found = Premium { cost, saved, times: cost_unit.to_base(cost.max(0.0)) / unit.to_base(saved) };
    (cost_unit.dimension == unit.dimension && saved > nothing(scale) && saved > 0.0).then_some(found)
}
