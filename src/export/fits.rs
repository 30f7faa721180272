//! What was fitted to history, as JSON.

use serde_json::{Value, json};

use crate::laws::curves::Structure;
use crate::scenario::{Estimated, ParameterEstimate};

/// One fit: data, estimates with standard errors, rank correlations; or why there are none.
#[must_use]
pub fn fit_json(fit: &Estimated) -> Value {
    let mut object = json!({
        "name": fit.name,
        "variable": fit.variable,
        "source": fit.source,
        "law": fit.law.name,
        "errors": fit.scale.name(),
        "structure_of_errors": fit.structure.map(Structure::name),
        "known_until": fit.known_until,
        "from": fit.period.map(|(first, _)| first),
        "until": fit.period.map(|(_, last)| last),
        "values": fit.values,
    });
    match &fit.outcome {
        Ok(estimates) => {
            let name = |index: usize| fit.law.parameters[index].name;
            let correlation =
                |(a, b, rank): &(usize, usize, f64)| json!({ "between": [name(*a), name(*b)], "rank": rank });
            object["parameters"] = estimates.iter().map(parameter).collect();
            object["correlations"] = fit.correlations.iter().map(correlation).collect();
            object["remarks"] = json!(fit.remarks);
        }
        Err(reason) => object["not_fitted"] = json!(reason),
    }
    object
}

fn parameter(estimate: &ParameterEstimate) -> Value {
    let mut object = json!({
        "name": estimate.parameter.name,
        "assumption": estimate.assumption,
        "unit": estimate.unit,
        "value": estimate.value,
        "standard_error": estimate.error,
        "interval_95": estimate.interval,
    });
    if estimate.assumption.is_some() {
        object["in_the_file"] = json!(estimate.fallback);
        object["set"] = json!(estimate.set);
    }
    object
}
