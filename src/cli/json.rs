//! What a run says as JSON: headline projections, milestones, targets, and where the files are.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use crate::projection::{Basis, Conditioning, Level, Projection, Sample, Summary};

/// How draws were made to agree with history.
fn conditioning(found: &Conditioning) -> Value {
    let summary = |of: &Summary| json!({ "mean": of.mean, "p05": of.low, "p50": of.median, "p95": of.high });
    let shifts: Vec<Value> = found
        .shifts
        .iter()
        .map(|shift| {
            json!({
                "assumption": shift.selector, "unit": shift.unit, "before": summary(&shift.before),
                "after": summary(&shift.after),
            })
        })
        .collect();
    let apart = found.apart.iter();
    let apart: Vec<Value> = apart
        .map(|of| json!({ "of": of.selector, "time": of.time, "observed": of.observed, "distance": of.distance }))
        .collect();
    json!({
        "far_observations": apart,
        "observations": found.observations, "effective_draws": found.effective, "worth_draws": found.worth, "moved": found.moved,
        "stages": found.powers, "accepted": found.accepted, "temper": found.temper, "assumptions": shifts,
    })
}

/// The report as one JSON object. A year of infinity (never) is `null`.
pub(super) fn summary(projection: &Projection, times: &[(String, Duration)], files: &[PathBuf]) -> Value {
    let about = &projection.about;
    let headline: Vec<Value> = projection
        .headlines()
        .map(|(number, year)| {
            let mut object = json!({
                "variable": projection.selector(number.variable, number.series),
                "label": projection.label(number.variable, number.series),
                "unit": number.variable.unit,
                "year": year,
                "observed": number.is_observed(),
                "mean": number.summary().mean,
            });
            for level in Level::RANGE {
                object[level.name()] = json!(number.quantile(level));
            }
            object
        })
        .collect();
    let mut milestones = Vec::new();
    let mut targets = Vec::new();
    for variable in &projection.variables {
        for series in &variable.series {
            let name = projection.selector(variable, series);
            let finite = |year: f64| year.is_finite().then_some(year);
            milestones.extend(series.milestones.iter().map(|milestone| {
                json!({
                    "variable": name, "threshold": milestone.event.threshold,
                    "direction": milestone.event.direction.name(), "passage": milestone.event.passage.name(),
                    "lasting": milestone.event.lasting, "from": milestone.event.from, "until": milestone.event.until,
                    "already": milestone.already,
                    "never": milestone.never, "p05": finite(milestone.years[0]), "p50": finite(milestone.years[1]),
                    "p95": finite(milestone.years[2]),
                })
            }));
            targets.extend(series.targets.iter().map(|target| {
                json!({
                    "variable": name, "target": target.name, "label": target.label, "year": target.year,
                    "direction": if target.at_least { "at_least" } else { "at_most" }, "value": target.value,
                    "probability": target.probability, "median_gap": target.median_gap, "shortfall": target.shortfall, "observed": target.observed, "past": target.past,
                    "source": target.source,
                })
            }));
        }
    }
    let seconds: serde_json::Map<String, Value> =
        times.iter().map(|(name, time)| (name.clone(), json!(time.as_secs_f64()))).collect();
    let mut scenario = json!({ "id": about.id, "title": about.title, "narrative": about.narrative });
    match &about.basis {
        Basis::Run(Sample { draws, seed, sampler }) | Basis::Certain(Sample { draws, seed, sampler }) => {
            scenario["draws"] = json!(draws);
            scenario["seed"] = json!(seed);
            scenario["sampler"] = json!(sampler.name());
        }
        Basis::Estimated { method, .. } => scenario["method"] = json!(method),
    }
    scenario["uncertain"] = json!(about.is_uncertain());
    json!({
        "scenario": scenario,
        "conditioning": projection.conditioning.as_ref().map(conditioning),
        "headline": headline,
        "milestones": milestones,
        "targets": targets,
        "timings": seconds,
        "files": files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
    })
}
