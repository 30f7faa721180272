//! Observations to fit a law to.

use super::{At, Input};

/// Values by time, with the volumes that laws of learning depend on.
#[derive(Debug, Clone, PartialEq)]
pub struct Observations {
    /// Times in years; increasing.
    pub x: Vec<f64>,
    /// Values.
    pub y: Vec<f64>,
    /// Weights: the variance of an observation is in inverse proportion to its weight. All equal to 1 unless given.
    pub weights: Vec<f64>,
    /// By [`Input`]: its value at each time; empty if there is none.
    pub inputs: [Vec<f64>; Input::ALL.len()],
}

impl Observations {
    /// Observations of equal weight.
    #[must_use]
    pub fn new(points: &[(f64, f64)]) -> Self {
        let (x, y) = points.iter().copied().unzip();
        Self { x, y, weights: vec![1.0; points.len()], inputs: Default::default() }
    }

    /// The same with an input, a value for each time.
    #[must_use]
    pub fn with(mut self, input: Input, values: Vec<f64>) -> Self {
        debug_assert_eq!(values.len(), self.len());
        self.inputs[input as usize] = values;
        self
    }

    /// Rows in which the cumulative volume is less than in the row before, which it cannot be: most likely it is a volume
    /// of a period.
    #[must_use]
    pub fn falls(&self) -> Vec<usize> {
        let volumes = &self.inputs[Input::Volume as usize];
        (1..volumes.len()).filter(|&row| volumes[row] < volumes[row - 1]).collect()
    }

    /// Some of them.
    pub(crate) fn rows(&self, rows: &[usize]) -> Self {
        let of = |values: &[f64]| rows.iter().filter_map(|row| values.get(*row).copied()).collect();
        Self {
            x: of(&self.x),
            y: of(&self.y),
            weights: of(&self.weights),
            inputs: self.inputs.each_ref().map(|all| of(all)),
        }
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.x.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.x.is_empty()
    }

    /// Whether there are values of an input.
    #[must_use]
    pub fn has(&self, input: Input) -> bool {
        !self.inputs[input as usize].is_empty()
    }

    /// Where an observation was made.
    #[must_use]
    #[inline]
    pub fn at(&self, row: usize) -> At {
        // Called for each value of each trial: nothing here is left to be called.
        let mut inputs = [f64::NAN; Input::ALL.len()];
        let mut place = 0;
        while place < inputs.len() {
            if let Some(value) = self.inputs[place].get(row) {
                inputs[place] = *value;
            }
            place += 1;
        }
        At { time: self.x[row], inputs }
    }

    /// Pairs of place and value.
    #[must_use]
    pub fn points(&self) -> Vec<(At, f64)> {
        (0..self.len()).map(|row| (self.at(row), self.y[row])).collect()
    }

    /// The median step between neighbours; 1 if there are no two.
    #[must_use]
    pub fn period(&self) -> f64 {
        let mut steps = self.steps();
        steps.sort_by(f64::total_cmp);
        steps.get(steps.len() / 2).copied().unwrap_or(1.0)
    }

    /// Years between neighbours.
    pub(super) fn steps(&self) -> Vec<f64> {
        self.x.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }

    /// Observations from a row on.
    pub(super) fn from_row(&self, row: usize) -> Self {
        self.picked(|values| values.iter().skip(row).copied().collect())
    }

    /// About `count` observations, evenly spread.
    pub(crate) fn thinned(&self, count: usize) -> Self {
        let step = self.len().div_ceil(count.max(1)).max(1);
        self.picked(|values| values.iter().copied().step_by(step).collect())
    }

    fn picked(&self, pick: impl Fn(&[f64]) -> Vec<f64>) -> Self {
        Self {
            x: pick(&self.x),
            y: pick(&self.y),
            weights: pick(&self.weights),
            inputs: self.inputs.each_ref().map(|values| pick(values)),
        }
    }
}
