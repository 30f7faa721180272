//! What was found, as JSON.

use serde_json::{Value, json};

use crate::analysis::sensitivity::Interval;
use crate::analysis::{Discovery, Driver, Miss};
use crate::session::Sensitivity;

/// All as one object.
pub fn object(found: &Sensitivity) -> Value {
    let mut object = json!({
        "of": found.of, "unit": found.unit, "samples": found.samples, "seed": found.seed, "confidence": found.level,
        "before_history": found.before_history,
    });
    if let Some(drivers) = &found.drivers {
        object["drivers"] = drivers.iter().map(driver).collect();
    }
    if let Some((miss, discovery)) = &found.discovery {
        object["discovery"] = discovered(miss, discovery);
    }
    object
}

fn driver(driver: &Driver) -> Value {
    let interval =
        |interval: Interval| json!({ "estimate": interval.estimate, "low": interval.low, "high": interval.high });
    json!({
        "assumption": driver.label,
        "first": driver.indices.map(|indices| interval(indices.first)),
        "total": driver.indices.map(|indices| interval(indices.total)),
        "ranking": driver.ranking,
        "swing": driver.swing.map(|swing| json!({ "p05": swing.low, "p95": swing.high, "base": swing.base })),
        "morris": driver.effects.map(|e| json!({ "mu_star": e.mu_star, "mu": e.mu, "sigma": e.sigma, "rare_values_untried": driver.untried })),
    })
}

fn discovered(miss: &Miss, discovery: &Discovery) -> Value {
    let name = |name: &String| if name.is_empty() { Value::Null } else { json!(name) };
    let region = discovery.region.as_ref().map(|region| {
        let limits = region.limits.iter().map(|limits| {
            json!({
                "assumption": limits.selector, "unit": limits.unit, "low": limits.low, "high": limits.high,
                "low_name": name(&limits.names[0]), "high_name": name(&limits.names[1]), "share": limits.share,
            })
        });
        json!({
            "limits": limits.collect::<Vec<_>>(), "coverage": region.coverage, "density": region.density,
            "mass": region.mass,
        })
    });
    json!({
        "miss": { "direction": if miss.below { "below" } else { "above" }, "bound": miss.bound, "target": miss.target },
        "misses": discovery.misses,
        "region": region,
    })
}
