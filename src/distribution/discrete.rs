//! Finitely many values, each with its probability.

use super::Family;
use super::parameters::{Kind, Parameter, Presence, Reader, Shape};
use crate::numeric::sorting::sort_by;

pub(super) const KIND: Kind = Kind {
    name: "discrete",
    doc: "One of a list of values, each with its own weight.",
    parameters: &[
        Parameter::list("values", "the values"),
        Parameter {
            name: "weights",
            doc: "how likely each value is, in proportion; equally likely if not given",
            shape: Shape::List,
            presence: Presence::Optional,
        },
    ],
    takes_quantiles: false,
    build: |reader: &mut Reader| {
        let values = reader.list("values")?;
        let weights = reader.list("weights").map_or_else(|| vec![1.0; values.len()], <[f64]>::to_vec);
        let problem = format!("there are not as many weights as values: {} and {}", weights.len(), values.len());
        let mut fine = reader.require(values.len() == weights.len(), "weights", &problem, "one weight for each value");
        if let Some(negative) = weights.iter().find(|&&weight| weight < 0.0) {
            fine = reader.require(false, "weights", &format!("a weight is {negative}"), "weights of 0 or more");
        } else if fine && weights.iter().all(|&weight| weight == 0.0) {
            fine = reader.require(false, "weights", "all weights are 0", "at least one weight above 0");
        }
        fine.then(|| Box::new(Discrete::new("discrete", values.iter().copied().zip(weights))) as Box<dyn Family>)
    },
};

/// Values in increasing order with the probability of each or a lesser one.
#[derive(Debug)]
pub(super) struct Discrete {
    /// What to call it.
    name: &'static str,
    values: Vec<f64>,
    cumulative: Vec<f64>,
}

impl Discrete {
    /// Of values with weights, at least one of which is above 0.
    pub(super) fn new(name: &'static str, weighted: impl Iterator<Item = (f64, f64)>) -> Self {
        let mut weighted: Vec<(f64, f64)> = weighted.filter(|&(_, weight)| weight > 0.0).collect();
        sort_by(&mut weighted, |a, b| a.0.total_cmp(&b.0));
        // Shares of the greatest weight cannot overflow in their sum.
        let greatest = weighted.iter().fold(0.0, |greatest: f64, &(_, weight)| greatest.max(weight));
        let mut sum = 0.0;
        let sums: Vec<f64> = weighted
            .iter()
            .map(|&(_, weight)| {
                sum += weight / greatest;
                sum
            })
            .collect();
        Self {
            name,
            values: weighted.iter().map(|&(value, _)| value).collect(),
            cumulative: sums.iter().map(|partial| partial / sum).collect(),
        }
    }

    /// Values and their probabilities.
    fn probabilities(&self) -> impl Iterator<Item = (f64, f64)> {
        let before = std::iter::once(&0.0).chain(&self.cumulative);
        self.values
            .iter()
            .zip(self.cumulative.iter().zip(before))
            .map(|(&value, (&up_to, &before))| (value, up_to - before))
    }
}

impl Family for Discrete {
    /// The least value whose cumulative probability reaches u.
    fn fill(&self, u: &mut [f64]) {
        for u in u {
            let index = self.cumulative.partition_point(|&up_to| up_to < *u);
            *u = self.values[index.min(self.values.len() - 1)];
        }
    }

    fn cdf(&self, x: f64) -> f64 {
        match self.values.partition_point(|&value| value <= x) {
            0 => 0.0,
            count => self.cumulative[count - 1],
        }
    }

    fn support(&self) -> (f64, f64) {
        (self.values[0], self.values[self.values.len() - 1])
    }

    fn mean(&self) -> f64 {
        self.probabilities().map(|(value, probability)| value * probability).sum()
    }

    fn sd(&self) -> f64 {
        let mean = self.mean();
        self.probabilities().map(|(value, probability)| (value - mean).powi(2) * probability).sum::<f64>().sqrt()
    }

    fn describe(&self) -> String {
        let (low, high) = self.support();
        format!("{}, {} values from {low} to {high}", self.name, self.values.len())
    }

    fn within(&self, low: f64, high: f64) -> Option<Box<dyn Family>> {
        let inside = self.probabilities().filter(|&(value, _)| low <= value && value <= high);
        Some(Box::new(Self::new(self.name, inside)))
    }

    fn cumulative(&self) -> Option<Vec<f64>> {
        // A value may be listed more than once.
        let equal = self.values.chunk_by(|a, b| a == b);
        let last = equal.scan(0, |end, values| {
            *end += values.len();
            Some(self.cumulative[*end - 1])
        });
        Some(last.collect())
    }
}
