//! A fit as JSON.

use serde_json::{Value, json};

use super::Done;
use super::moment::when;
use super::text::weights;
use crate::fit::{Estimate, Fitted, Identified};

/// One object; numbers that are not finite are `null`.
pub(super) fn object(done: &Done) -> Value {
    let weights = weights(&done.fits);
    let laws: Vec<Value> = done.fits.iter().zip(weights).map(|(fitted, weight)| law(fitted, weight, done)).collect();
    let skipped: Vec<Value> =
        done.skipped.iter().map(|(law, error)| json!({ "law": law.name, "why": error.to_string() })).collect();
    let times = &done.input.by_time.x;
    json!({
        "data": {
            "label": done.input.label,
            "unit": done.input.unit,
            "source": done.input.source,
            "observations": times.len(),
            "from": times.first(),
            "until": times.last(),
            "first": times.first().map(|first| when(*first, done.input.times)),
            "last": times.last().map(|last| when(*last, done.input.times)),
            "notes": done.input.notes,
        },
        "best": done.fits.first().map(|best| best.law.name),
        "laws": laws,
        "skipped": skipped,
        "files": done.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
    })
}

fn law(fitted: &Fitted, weight: f64, done: &Done) -> Value {
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
        "origin": fitted.frame.origin,
        "launch": fitted.frame.launch,
        "parameters": fitted.estimates.iter().map(|estimate| parameter(estimate, &done.input.unit)).collect::<Vec<_>>(),
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
        "warnings": fitted.warnings(),
    })
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
