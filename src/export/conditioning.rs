//! `conditioning.csv` and `weights.csv`: how draws were made to agree with history.

use crate::projection::{Conditioning, Summary};

/// Assumptions before and after: `assumption`, `label`, `unit`, then `mean`, `p05`, `p50`, `p95`, each with `before_` and
/// `after_`.
#[must_use]
pub fn conditioning_csv(found: &Conditioning) -> String {
    let names = ["mean", "p05", "p50", "p95"];
    let heading = ["before", "after"].iter().flat_map(|side| names.map(|name| format!("{side}_{name}")));
    let mut text = format!("assumption,label,unit,{}\n", heading.collect::<Vec<_>>().join(","));
    let numbers = |of: &Summary| [of.mean, of.low, of.median, of.high].map(|value| value.to_string());
    for shift in &found.shifts {
        let texts = [&shift.selector, &shift.label, &shift.unit].map(|text| quoted(text));
        let cells: Vec<String> = texts.into_iter().chain(numbers(&shift.before)).chain(numbers(&shift.after)).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// The weight of each draw: `draw` (from 0) and `weight`; weights add up to 1.
#[must_use]
pub fn weights_csv(shares: &[f64]) -> String {
    let rows = shares.iter().enumerate().map(|(draw, share)| format!("{draw},{share}\n"));
    std::iter::once("draw,weight\n".to_owned()).chain(rows).collect()
}

/// A field of a CSV file, in quotes where it must be.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::Shift;

    #[test]
    fn exact_text() {
        let summary = |mean: f64| Summary { mean, low: mean - 1.0, median: mean, high: mean + 1.0 };
        let found = Conditioning {
            draws: 2,
            effective: 1.5,
            moved: false,
            powers: Vec::new(),
            accepted: 0.0,
            worth: 1.5,
            observations: 3,
            temper: 1.0,
            shifts: vec![Shift {
                selector: "share[robots, parts]".to_owned(),
                label: "The \"share\"".to_owned(),
                unit: "%".to_owned(),
                before: summary(0.5),
                after: summary(2.0),
            }],
            apart: Vec::new(),
        };
        assert_eq!(
            conditioning_csv(&found),
            "assumption,label,unit,before_mean,before_p05,before_p50,before_p95,after_mean,after_p05,after_p50,after_p95\n\
             \"share[robots, parts]\",\"The \"\"share\"\"\",%,0.5,-0.5,0.5,1.5,2,1,2,3\n"
        );
        assert_eq!(weights_csv(&[0.25, 0.75]), "draw,weight\n0,0.25\n1,0.75\n");
    }
}
