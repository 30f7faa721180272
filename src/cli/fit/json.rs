//! A fit as JSON.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::fit::{Compared, Estimate, Fitted, Identified};
use crate::session::{Fits, when};

/// One object; numbers that are not finite are `null`.
pub(super) fn object(found: &Fits, files: &[PathBuf]) -> Value {
    let weights = found.weights();
    let laws: Vec<Value> = found.laws.iter().zip(weights).map(|(fitted, weight)| law(fitted, weight, found)).collect();
    let skipped: Vec<Value> =
        found.skipped.iter().map(|(law, error)| json!({ "law": law.name, "why": error.to_string() })).collect();
    let times = &found.data.observations.x;
    json!({
        "data": {
            "label": found.data.label,
            "unit": found.data.unit,
            "source": found.data.source,
            "observations": times.len(),
            "from": times.first(),
            "until": times.last(),
            "first": times.first().map(|first| when(*first, found.data.times)),
            "last": times.last().map(|last| when(*last, found.data.times)),
            "notes": found.data.notes,
        },
        "best": found.best().law.name,
        "laws": laws,
        "skipped": skipped,
        "files": files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
    })
}

fn law(fitted: &Fitted, weight: f64, found: &Fits) -> Value {
    let matrix =
        |matrix: &ndarray::Array2<f64>| -> Vec<Vec<f64>> { matrix.outer_iter().map(|row| row.to_vec()).collect() };
    let derived: Vec<Value> = fitted
        .derived
        .iter()
        .map(|derived| {
            json!({
                "name": derived.name, "unit": derived.unit, "value": derived.value, "standard_error": derived.error,
            })
        })
        .collect();
    let tests = &fitted.tests;
    json!({
        "law": fitted.law.name,
        "formula": fitted.law.formula,
        "error_scale": fitted.scale.name(),
        "errors": fitted.errors.name(),
        "correlation_of_errors": fitted.correlation_of_errors,
        "structures": fitted.structures.iter().map(compared).collect::<Vec<_>>(),
        "origin": fitted.frame.first.time,
        "first": first(fitted),
        "launch": fitted.frame.launch,
        "parameters": fitted.estimates.iter().map(|estimate| parameter(estimate, &found.data.unit)).collect::<Vec<_>>(),
        "derived": derived,
        "covariance": matrix(&fitted.covariance),
        "correlation": matrix(&fitted.correlation),
        "condition": fitted.condition,
        "sigma": fitted.sigma,
        "degrees_of_freedom": fitted.freedom,
        "log_likelihood": fitted.log_likelihood,
        "aicc": fitted.aicc,
        "bic": fitted.bic,
        "weight": weight,
        "r_squared": fitted.r_squared,
        "residuals": {
            "durbin_watson": tests.durbin_watson,
            "autocorrelation": tests.autocorrelation,
            "runs": tests.runs,
            "runs_p": tests.runs_p,
            "jarque_bera": tests.jarque_bera,
            "jarque_bera_p": tests.jarque_bera_p,
        },
        "converged": fitted.converged,
        "notes": fitted.notes(),
        "warnings": fitted.warnings(),
    })
}

fn compared(one: &Compared) -> Value {
    json!({ "errors": one.structure.name(), "criterion": one.criterion, "weight": one.weight })
}

/// The volumes that a law of learning counts from.
fn first(fitted: &Fitted) -> Value {
    let inputs = fitted.law.inputs.iter();
    inputs.map(|input| (input.name().to_owned(), json!(fitted.frame.first.input(*input)))).collect()
}

fn parameter(estimate: &Estimate, unit_of_values: &str) -> Value {
    json!({
        "name": estimate.parameter.name,
        "meaning": estimate.parameter.doc,
        "unit": estimate.parameter.quantity.unit(unit_of_values),
        "value": estimate.value,
        "standard_error": estimate.error,
        "low": estimate.interval[0],
        "high": estimate.interval[1],
        "identified": estimate.identified == Identified::Yes,
        "fixed": estimate.identified == Identified::Fixed,
    })
}
