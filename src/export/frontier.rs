//! `frontier.csv`: what each strength of a lever gives.

use crate::projection::{Frontier, Summary};

/// The table: `strength`, `probability`, `mean`, `p05`, `p50`, `p95` of the number, `cost_mean` … of the paired difference
/// of cost to the current setting (empty if the model does not say what a path costs), and `solution`.
#[must_use]
pub fn frontier_csv(found: &Frontier) -> String {
    let mut text = "strength,probability,mean,p05,p50,p95,cost_mean,cost_p05,cost_p50,cost_p95,solution\n".to_owned();
    let summary =
        |summary: Summary| [summary.mean, summary.low, summary.median, summary.high].map(|value| value.to_string());
    let rows = found.tried.iter().map(|tried| (tried, false)).chain(found.solution.iter().map(|solved| (solved, true)));
    for (tried, solution) in rows {
        let cost = tried.cost.map_or_else(|| [const { String::new() }; 4], summary);
        let cells = [tried.strength.to_string(), tried.probability.to_string()];
        let all: Vec<String> =
            cells.into_iter().chain(summary(tried.value)).chain(cost).chain([solution.to_string()]).collect();
        text.push_str(&all.join(","));
        text.push('\n');
    }
    text
}
