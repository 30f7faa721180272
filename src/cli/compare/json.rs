//! What a comparison says as JSON.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::super::json as single;
use crate::projection::{Attribution, Comparison, Costs, Exposure, Regret, Satisfied, Summary, Worlds};

/// The comparison as one object: by scenario its milestones, targets, costs and criteria, by pair with the reference the
/// attribution with its parts.
pub(super) fn object(comparison: &Comparison, times: &[(String, Duration)], files: &[PathBuf]) -> Value {
    let id = |index: usize| comparison.projections[index].about.id.clone();
    let seconds: Map<String, Value> =
        times.iter().map(|(name, time)| (name.clone(), json!(time.as_secs_f64()))).collect();
    let scenarios: Vec<Value> = (0..comparison.projections.len()).map(|index| scenario(comparison, index)).collect();
    let pairs: Vec<Value> = (0..comparison.projections.len())
        .filter(|index| *index != comparison.reference)
        .map(|index| {
            let gaps = comparison.attributions.iter().filter(|gap| gap.scenario == index);
            json!({
                "scenario": id(index),
                "reference": id(comparison.reference),
                "cost_difference": comparison.costs.as_ref().map(|costs| cost(costs, &costs.differences[index])),
                "attribution": gaps.map(attribution).collect::<Vec<_>>(),
            })
        })
        .collect();
    let sample = comparison.projections[comparison.reference].about.basis.sample();
    let in_worlds = comparison.worlds.as_ref();
    let each = |of: &dyn Fn(&Worlds, usize) -> Value| -> Option<Map<String, Value>> {
        in_worlds.map(|worlds| (0..comparison.projections.len()).map(|path| (id(path), of(worlds, path))).collect())
    };
    json!({
        "reference": id(comparison.reference),
        "draws": sample.map(|sample| sample.draws),
        "seed": sample.map(|sample| sample.seed),
        "sampler": sample.map(|sample| sample.sampler.name()),
        "scenarios": scenarios,
        "pairs": pairs,
        "exposure": comparison.exposure.as_ref().map(|found| exposure(comparison, found)),
        "worlds": in_worlds.map(|worlds| cells(comparison, worlds)),
        "undominated": each(&|worlds, path| json!(worlds.undominated.as_ref().map(|shares| shares[path]))),
        "weights": each(&|worlds, path| weights(comparison, worlds, path)),
        "satisficing": each(&|worlds, path| satisfied(worlds, &worlds.satisficing[path])),
        "worst": each(&|worlds, path| worst(comparison, worlds, path)),
        "robust": in_worlds.and_then(Worlds::robust).map(id),
        "notes": comparison.notes,
        "timings": seconds,
        "files": files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
    })
}

/// Mean and quantiles.
pub(in crate::cli) fn summary(of: &Summary) -> Value {
    json!({ "mean": of.mean, "p05": of.low, "p50": of.median, "p95": of.high })
}

fn cost(costs: &Costs, values: &[Summary]) -> Value {
    let names = costs.parts.iter().map(String::as_str).chain(["total"]);
    let parts: Map<String, Value> = names.zip(values).map(|(name, value)| (name.to_owned(), summary(value))).collect();
    json!({ "variable": costs.variable, "unit": costs.unit, "year": costs.year, "parts": parts })
}

/// The sum of all parts in one scenario, and its paired difference to the reference.
fn total(costs: &Costs, index: usize) -> Value {
    let last = |rows: &[Vec<Summary>]| rows[index].last().map(summary);
    json!({
        "variable": costs.variable, "unit": costs.unit, "year": costs.year,
        "value": last(&costs.costs), "difference": last(&costs.differences),
    })
}

fn scenario(comparison: &Comparison, index: usize) -> Value {
    let projection = &comparison.projections[index];
    let said = single::summary(projection, &[], &[]);
    // What is not ranked has no place among the others.
    let ranked = comparison.is_ranked(index);
    let criteria: Vec<Value> = comparison
        .criteria
        .iter()
        .map(|criterion| {
            let regret = criterion.regret[index];
            json!({
                "name": criterion.name, "label": criterion.label, "of": criterion.selector, "unit": criterion.unit,
                "better": if criterion.higher_is_better { "high" } else { "low" },
                "value": summary(&criterion.values[index]), "difference": summary(&criterion.differences[index]),
                "best": ranked.then_some(criterion.best[index]),
                "regret": ranked.then(|| losses(&regret)),
            })
        })
        .collect();
    json!({
        "id": projection.about.id,
        "title": projection.about.title,
        "is_reference": index == comparison.reference,
        "ranked": projection.about.ranked,
        "headline": said["headline"],
        "milestones": said["milestones"],
        "targets": said["targets"],
        "cumulative_import_bill": comparison.imports.as_ref().map(|imports| total(imports, index)),
        "costs": comparison.costs.as_ref().map(|costs| cost(costs, &costs.costs[index])),
        "criteria": criteria,
        "undominated": comparison.dominance.as_ref().map(|dominance| dominance.undominated[index]),
    })
}

/// What each path would lose if what it depends on were withheld, by first year, and what it costs to lose less.
fn exposure(comparison: &Comparison, found: &Exposure) -> Value {
    let by_year = |values: &[Summary]| -> Map<String, Value> {
        found.times.iter().zip(values).map(|(year, value)| (year.to_string(), summary(value))).collect()
    };
    let paths: Map<String, Value> = comparison
        .projections
        .iter()
        .enumerate()
        .map(|(path, projection)| {
            let premium = found.premiums[path].as_ref();
            let premium =
                premium.map(|own| json!({ "cost": own.cost, "saved": own.saved, "times": own.times }));
            let told = json!({
                "value": by_year(&found.values[path]), "difference": by_year(&found.differences[path]), "premium": premium,
            });
            (projection.about.id.clone(), told)
        })
        .collect();
    json!({ "variable": found.variable, "label": found.label, "unit": found.unit, "paths": paths })
}

fn losses(regret: &Regret) -> Value {
    json!({ "mean": regret.mean, "p95": regret.high, "greatest": regret.greatest })
}

/// Every path in every world by every criterion.
fn cells(comparison: &Comparison, worlds: &Worlds) -> Vec<Value> {
    let mut found = Vec::new();
    for world in &worlds.worlds {
        for (criterion, standing) in comparison.criteria.iter().zip(&world.criteria) {
            found.extend(comparison.projections.iter().enumerate().map(|(path, projection)| {
                json!({
                    "path": projection.about.id, "world": world.id, "title": world.title, "criterion": criterion.name,
                    "unit": criterion.unit, "median": standing.values[path].median, "value": summary(&standing.values[path]),
                    "best": worlds.ranked[path].then_some(standing.best[path]),
                    "regret": worlds.ranked[path].then(|| losses(&standing.regret[path])),
                    "satisficing": satisfied(worlds, &world.satisficing[path]),
                })
            }));
        }
    }
    found
}

/// How targets are met, if there are any.
fn satisfied(worlds: &Worlds, of: &Satisfied) -> Value {
    if worlds.targets == 0 { Value::Null } else { json!({ "all": of.all, "part": of.part }) }
}

/// The share of weights for which a path wins, and their ranges by criterion.
fn weights(comparison: &Comparison, worlds: &Worlds, path: usize) -> Value {
    if comparison.criteria.is_empty() {
        return Value::Null;
    }
    let winning = &worlds.weights[path];
    let ranges = winning.ranges.iter().flatten().zip(&comparison.criteria);
    let ranges: Map<String, Value> = ranges.map(|(range, criterion)| (criterion.name.clone(), json!(range))).collect();
    json!({ "share": winning.share, "ranges": ranges })
}

/// Where a path loses most.
fn worst(comparison: &Comparison, worlds: &Worlds, path: usize) -> Value {
    worlds.worst.get(path).map_or(Value::Null, |worst| {
        json!({
            "regret": worst.regret, "criterion": comparison.criteria[worst.criterion].name,
            "world": worlds.worlds[worst.world].id,
        })
    })
}

fn attribution(gap: &Attribution) -> Value {
    let parts: Vec<Value> = gap
        .parts
        .iter()
        .map(|part| {
            json!({
                "name": part.name, "label": part.label, "changes": part.changes, "value": part.summary.mean,
                "draws": summary(&part.summary), "standard_error": part.error,
            })
        })
        .collect();
    json!({
        "of": gap.selector, "label": gap.label, "unit": gap.unit, "from": gap.from, "to": gap.to,
        "gap": gap.to - gap.from, "draws": gap.draws, "sampled_orders": gap.sampled_orders, "parts": parts,
    })
}
