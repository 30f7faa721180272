//! Observations to fit a law to.

/// Values by time, or by cumulative volume.
#[derive(Debug, Clone, PartialEq)]
pub struct Observations {
    /// Times in years, or cumulative volumes; increasing.
    pub x: Vec<f64>,
    /// Values.
    pub y: Vec<f64>,
    /// Weights: the variance of an observation is in inverse proportion to its weight. All equal to 1 unless given.
    pub weights: Vec<f64>,
}

impl Observations {
    /// Observations of equal weight.
    #[must_use]
    pub fn new(points: &[(f64, f64)]) -> Self {
        let (x, y) = points.iter().copied().unzip();
        Self { x, y, weights: vec![1.0; points.len()] }
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

    /// Pairs of abscissa and value.
    #[must_use]
    pub fn points(&self) -> Vec<(f64, f64)> {
        self.x.iter().copied().zip(self.y.iter().copied()).collect()
    }

    /// The median step between neighbours; 1 if there are no two.
    #[must_use]
    pub fn period(&self) -> f64 {
        let mut steps: Vec<f64> = self.x.windows(2).map(|pair| pair[1] - pair[0]).collect();
        steps.sort_by(f64::total_cmp);
        steps.get(steps.len() / 2).copied().unwrap_or(1.0)
    }

    /// About `count` observations, evenly spread.
    pub(super) fn thinned(&self, count: usize) -> Self {
        let step = self.len().div_ceil(count.max(1)).max(1);
        let some = |values: &[f64]| values.iter().copied().step_by(step).collect();
        Self { x: some(&self.x), y: some(&self.y), weights: some(&self.weights) }
    }
}
