//! What `catchup sensitivity` found, as comma-separated values and as JSON.

use serde_json::{Value, json};

use super::{Findings, LEVEL};
use crate::analysis::sensitivity::Interval;
use crate::analysis::{Discovery, Driver, Miss};

/// A field, quoted.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// The drivers with all digits; empty where a method does not apply.
pub fn drivers(found: &Findings) -> String {
    let mut text =
        "assumption,first,first_low,first_high,total,total_low,total_high,ranking,at_p05,at_p95,mu_star,mu,sigma\n"
            .to_owned();
    for driver in found.drivers.iter().flatten() {
        let interval = |interval: Option<Interval>| {
            [interval.map(|i| i.estimate), interval.map(|i| i.low), interval.map(|i| i.high)]
        };
        let first = interval(driver.indices.map(|indices| indices.first));
        let total = interval(driver.indices.map(|indices| indices.total));
        let ends = [driver.swing.map(|swing| swing.low), driver.swing.map(|swing| swing.high)];
        let effects = driver.effects;
        let effects = [effects.map(|e| e.mu_star), effects.map(|e| e.mu), effects.map(|e| e.sigma)];
        let numbers = first.into_iter().chain(total).chain([driver.ranking]).chain(ends).chain(effects);
        let cells: Vec<String> = numbers.map(number).collect();
        text.extend([quoted(&driver.label).as_str(), ",", &cells.join(","), "\n"]);
    }
    text
}

/// The limits of the region with all digits; empty where it is open.
pub fn region(found: &Findings) -> String {
    let mut text = "assumption,label,unit,low,high,share\n".to_owned();
    let region = found.discovery.iter().filter_map(|(_, discovery)| discovery.region.as_ref());
    for limits in region.flat_map(|region| &region.limits) {
        let words = [&limits.selector, &limits.label, &limits.unit].map(|text| quoted(text)).join(",");
        let numbers = [limits.low, limits.high, Some(limits.share)].map(number).join(",");
        text.extend([words.as_str(), ",", &numbers, "\n"]);
    }
    text
}

/// All as one object.
pub fn object(found: &Findings) -> Value {
    let seed = found.file.model.header.ensemble.seed;
    let mut object = json!({
        "of": found.of, "unit": found.unit, "samples": found.samples, "seed": seed, "confidence": LEVEL,
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
        "morris": driver.effects.map(|e| json!({ "mu_star": e.mu_star, "mu": e.mu, "sigma": e.sigma })),
    })
}

fn discovered(miss: &Miss, discovery: &Discovery) -> Value {
    let region = discovery.region.as_ref().map(|region| {
        let limits = region.limits.iter().map(|limits| {
            json!({
                "assumption": limits.selector, "unit": limits.unit, "low": limits.low, "high": limits.high,
                "share": limits.share,
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
