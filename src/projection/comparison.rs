//! What is reported of several scenarios side by side, on common random numbers: draw i is the same world in all of them.
//!
//! Plain data. All numbers are in the unit their variable declares.

use ndarray::Array2;

use super::{Chart, ChartKind, Projection, Quantiles, Worlds};

/// Several scenarios of one model side by side.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The scenarios, in the order in which they were named.
    pub projections: Vec<Projection>,
    /// Index of the reference in [`Comparison::projections`].
    pub reference: usize,
    /// By scenario: paired differences to the reference, for each variable that both report; empty for the reference.
    pub differences: Vec<Vec<Difference>>,
    /// What the paths cost, if the model says which variable that is.
    pub costs: Option<Costs>,
    /// The import bill summed up until the last time, if the model says which variable that is.
    pub imports: Option<Costs>,
    /// What paths would lose if what they depend on were withheld, if the model says which variable that is.
    pub exposure: Option<Exposure>,
    /// What is wanted of a path, and which path is best by it.
    pub criteria: Vec<Criterion>,
    /// How paths do by all criteria at once; none with fewer than two criteria or scenarios.
    pub dominance: Option<Dominance>,
    /// Every path in every named world, if worlds were given.
    pub worlds: Option<Worlds>,
    /// Why paths differ from the reference, for each scenario and criterion.
    pub attributions: Vec<Attribution>,
    /// What was left out or treated in a way that a reader should know of.
    pub notes: Vec<String>,
}

impl Comparison {
    /// Between which values what a gap explains lies on all paths, so that every gap of one number is written in one unit: as its
    /// criterion has them, and as all gaps of that number begin and end.
    #[must_use]
    pub fn ends_of(&self, gap: &Attribution) -> (f64, f64) {
        let criterion = self.criteria.iter().filter(|criterion| criterion.selector == gap.selector);
        let values = criterion.flat_map(|criterion| &criterion.values).flat_map(|summary| [summary.low, summary.high]);
        let gaps = self.attributions.iter().filter(|other| other.selector == gap.selector);
        let all = values.chain(gaps.flat_map(|other| [other.from, other.to]));
        all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    }

    /// The charts of one kind that scenarios ask for, each with the scenario whose it is: those of the reference, then those that
    /// others have under names that it has not.
    #[must_use]
    pub fn charts(&self, kind: ChartKind) -> Vec<(&Projection, &Chart)> {
        let others = (0..self.projections.len()).filter(|index| *index != self.reference);
        let all = std::iter::once(self.reference).chain(others).filter_map(|index| self.projections.get(index));
        let mut found: Vec<(&Projection, &Chart)> = Vec::new();
        for projection in all {
            for chart in projection.charts.iter().filter(|chart| chart.kind == kind) {
                if found.iter().all(|(_, known)| known.name != chart.name) {
                    found.push((projection, chart));
                }
            }
        }
        found
    }
}

/// Mean and quantiles over draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Mean.
    pub mean: f64,
    /// 5 % quantile.
    pub low: f64,
    /// Median.
    pub median: f64,
    /// 95 % quantile.
    pub high: f64,
}

impl Summary {
    /// Whether this, the difference between two numbers, is not worth telling: nine of ten draws are within a hundredth of the greater
    /// of the two.
    #[must_use]
    pub fn is_little_beside(&self, numbers: [f64; 2]) -> bool {
        const LITTLE: f64 = 0.01;
        self.low.abs().max(self.high.abs()) <= LITTLE * numbers[0].abs().max(numbers[1].abs())
    }
}

/// Scenario minus reference, draw by draw, for one element of a variable over time.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Index in the variables of the scenario's projection.
    pub variable: usize,
    /// Index in the series of that variable.
    pub series: usize,
    /// Mean over draws, by time.
    pub mean: Vec<f64>,
    /// Quantiles of the difference, by level and time.
    pub quantiles: Quantiles,
}

/// Costs of all paths at one time, by part and in total.
#[derive(Debug, Clone)]
pub struct Costs {
    /// Name of the variable.
    pub variable: String,
    /// Its label.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// The time at which costs are read, in years.
    pub year: f64,
    /// What else belongs to the numbers, such as the discount rate.
    pub description: String,
    /// Labels of the parts.
    pub parts: Vec<String>,
    /// By scenario, then by part, the total last.
    pub costs: Vec<Vec<Summary>>,
    /// The same as paired differences to the reference; zeros for the reference.
    pub differences: Vec<Vec<Summary>>,
}

/// What paths would lose if what they depend on were withheld, by starting time, and what it costs to lose less.
#[derive(Debug, Clone)]
pub struct Exposure {
    /// Name of the variable.
    pub variable: String,
    /// Its label.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// What else belongs to the numbers.
    pub description: String,
    /// Starting times after what is known, in years.
    pub times: Vec<f64>,
    /// By scenario and time: what is lost.
    pub values: Vec<Vec<Summary>>,
    /// By scenario and time: the paired difference to the reference; zeros for the reference.
    pub differences: Vec<Vec<Summary>>,
    /// By scenario: what it costs to lose less than the reference; none where it does not, or where nothing says what paths cost.
    pub premiums: Vec<Option<Premium>>,
}

/// What the resilience of a path costs beside the reference, in means over draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Premium {
    /// How much more the path costs until the last time, in the unit of costs; negative where it costs less.
    pub cost: f64,
    /// How much less is lost if it is withheld once, in the unit of exposure: the mean over starting times.
    pub saved: f64,
    /// So many times must what is depended on be withheld until the last time for the path to be worth its cost by that alone:
    /// `cost` over `saved`, in one unit; 0 where the path costs nothing more.
    pub times: f64,
}

/// One thing wanted of a path.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// Name.
    pub name: String,
    /// Label.
    pub label: String,
    /// The number it looks at: `NAME[element, …]@YEAR`.
    pub selector: String,
    /// Unit.
    pub unit: String,
    /// Whether more is better.
    pub higher_is_better: bool,
    /// By scenario: its values.
    pub values: Vec<Summary>,
    /// By scenario: paired differences to the reference.
    pub differences: Vec<Summary>,
    /// By scenario: share of worlds in which it is the best; ties are shared out.
    pub best: Vec<f64>,
    /// By scenario: what is lost against the best path of each world.
    pub regret: Vec<Regret>,
}

impl Criterion {
    /// The medians of the paths that a path is compared with: the reference, and of the reference all others.
    #[must_use]
    pub fn beside(&self, scenario: usize, reference: usize) -> Vec<f64> {
        let all = self.values.iter().enumerate();
        let compared = |path: usize| path != scenario && (path == reference || scenario == reference);
        all.filter(|(path, _)| compared(*path)).map(|(_, value)| value.median).collect()
    }
}

/// What a path loses against the best of each world; never negative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Regret {
    /// Mean over worlds.
    pub mean: f64,
    /// 95 % quantile.
    pub high: f64,
    /// The greatest in any world.
    pub greatest: f64,
}

/// Paths by all criteria at once.
#[derive(Debug, Clone)]
pub struct Dominance {
    /// By scenario: share of worlds in which no other path is at least as good by every criterion and better by one.
    pub undominated: Vec<f64>,
    /// [scenario, other]: share of worlds in which `scenario` dominates `other`.
    pub dominates: Array2<f64>,
}

/// The gap between a scenario and the reference, split among the changes that make it.
#[derive(Debug, Clone)]
pub struct Attribution {
    /// Index of the scenario.
    pub scenario: usize,
    /// The number it explains: `NAME[element, …]@YEAR`.
    pub selector: String,
    /// Label of that number.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// Mean over draws in the reference.
    pub from: f64,
    /// Mean over draws in the scenario.
    pub to: f64,
    /// Draws used.
    pub draws: u64,
    /// The parts; their means add up to `to - from`.
    pub parts: Vec<Part>,
    /// Orders of the changes that were sampled; none if all were counted.
    pub sampled_orders: Option<u64>,
}

/// What one group of changes adds: its Shapley value.
#[derive(Debug, Clone)]
pub struct Part {
    /// Name of the group, such as `levers.push_start`; fused groups have ` + ` between their names.
    pub name: String,
    /// Label for readers.
    pub label: String,
    /// What is changed, a line for each key.
    pub changes: Vec<String>,
    /// Over draws.
    pub summary: Summary,
    /// Standard error of the mean from sampling orders; none if all were counted.
    pub error: Option<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is little is so beside the two numbers compared, whatever others there are; equal numbers differ by little, zeros too.
    #[test]
    fn little_differences_are_little_beside_their_own_numbers() {
        let gap = |low: f64, high: f64| Summary { mean: 0.0, low, median: 0.0, high };
        assert!(gap(-0.1, 0.1).is_little_beside([13.9, 13.9]) && gap(0.0, 0.0).is_little_beside([0.0, 0.0]));
        assert!(!gap(-6.69, -6.69).is_little_beside([7.2, 13.9]) && !gap(-0.2, 0.0).is_little_beside([-13.9, 13.8]));
    }
}
