//! The errors so many steps ahead: what their size depends on, and how they spread over that.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::forecast::empirical::Empirical;
use crate::forecast::ridge::Ridge;
use crate::forecast::start::SHAPES;

/// Measures that the size of errors depends on: the shapes of a history, how far candidates are apart, own past errors.
pub(super) const MEASURES: usize = SHAPES + 2;
/// The standard deviation among the shapes.
const DEVIATION: usize = 0;
/// The weight, in origins, of what is believed before any error was seen: errors of a random walk with drift, in
/// standard deviations of its changes, follow Student's t with few degrees of freedom.
pub const PRIOR: f64 = 25.0;
/// The weight, in origins, of the size of those errors; seen ones soon say what size errors have, later how they spread.
const SIZE: f64 = 5.0;
/// Points that stand for that distribution.
const POINTS: usize = 199;
/// The weight, in errors, of the scale of a random walk in what scales depend on.
const RIDGE: f64 = 10.0;

/// What is learned of one step.
#[derive(Debug, Clone)]
pub(super) struct Step {
    centre: [f64; MEASURES],
    coefficients: [f64; MEASURES],
    /// Errors over their scale.
    pub(super) errors: Empirical,
    /// The share of what is believed beforehand in them.
    pub(super) believed: f64,
    /// What the belief was taken times.
    pub(super) level: f64,
    /// What errors were moved by, so that their median is zero.
    pub(super) moved: f64,
    /// How many times as wide 80 % intervals became for what all series may have in common.
    pub(super) widened: f64,
}

/// One error at an origin.
pub(super) struct Row {
    pub(super) measures: [f64; MEASURES],
    /// The error in units times the growth of a random walk's.
    pub(super) error: f64,
    pub(super) weight: f64,
    /// Its series, and how many of the values of that are after the origin.
    pub(super) series: usize,
    pub(super) back: usize,
}

/// The steps, each from its own errors and, where they are few, from those of all steps: over their scales, errors of
/// near and far steps are much alike.
pub(super) fn learn_steps(rows: &[Vec<Row>], freedom: f64) -> Vec<Step> {
    let mut steps: Vec<Step> = rows.iter().map(|rows| Step::fit(rows)).collect();
    let seen: Vec<Vec<(f64, f64)>> = steps.iter().zip(rows).map(|(step, rows)| step.relative(rows)).collect();
    for (step, own) in steps.iter_mut().zip(&seen) {
        let total: f64 = own.iter().map(|(_, weight)| weight).sum();
        let shared = PRIOR / (PRIOR + total) / seen.len() as f64;
        let others = seen.iter().flatten().map(|(error, weight)| (*error, weight * shared));
        let all: Vec<(f64, f64)> = own.iter().copied().chain(others.filter(|(_, weight)| *weight > 0.0)).collect();
        step.believed = PRIOR / (PRIOR + all.iter().map(|(_, weight)| weight).sum::<f64>());
        let believed = prior_errors(freedom);
        step.level = level(&all, &believed);
        let believed = believed.into_iter().map(|(error, weight)| (error * step.level, weight));
        (step.errors, step.moved) = Empirical::new(all.into_iter().chain(believed).collect()).centred();
    }
    steps
}

impl Step {
    /// Fits what scales depend on; errors are still to come.
    fn fit(rows: &[Row]) -> Self {
        let total: f64 = rows.iter().map(|row| row.weight).sum();
        let mut centre: [f64; MEASURES] = std::array::from_fn(|index| {
            let sum: f64 = rows.iter().map(|row| row.weight * row.measures[index]).sum();
            if total > 0.0 { sum / total } else { 0.0 }
        });
        // A standard deviation counts as it is: with its prior coefficient of one the scale is that of a random walk.
        centre[DEVIATION] = 0.0;
        // One predictor more, for the level; the distribution of errors over scales takes it up.
        let mut ridge = Ridge::<{ MEASURES + 1 }>::default();
        for row in rows {
            let centred = |index: usize| if index < MEASURES { row.measures[index] - centre[index] } else { 1.0 };
            // A tenth of a unit keeps a lucky hit from weighing more than any miss.
            ridge.add(&std::array::from_fn(centred), (row.error.abs() + 0.1).ln(), row.weight);
        }
        let (mut prior, mut penalty) = ([0.0; MEASURES + 1], [RIDGE; MEASURES + 1]);
        (prior[DEVIATION], penalty[MEASURES]) = (1.0, 1e-9);
        let fitted = ridge.solve(&prior, &penalty);
        let coefficients = std::array::from_fn(|index| fitted[index]);
        Self { centre, coefficients, errors: Empirical::default(), believed: 1.0, level: 1.0, moved: 0.0, widened: 1.0 }
    }

    /// Errors over their scales, with weights.
    fn relative(&self, rows: &[Row]) -> Vec<(f64, f64)> {
        rows.iter().map(|row| (row.error / self.scale(&row.measures), row.weight)).collect()
    }

    /// The scale of errors, in units times growth.
    pub(super) fn scale(&self, measures: &[f64; MEASURES]) -> f64 {
        let terms = self.coefficients.iter().zip(measures).zip(&self.centre);
        terms.map(|((coefficient, measure), centre)| coefficient * (measure - centre)).sum::<f64>().exp()
    }
}

/// What believed errors are taken times to be of the size of those seen, in logarithms as far as these count.
fn level(seen: &[(f64, f64)], believed: &[(f64, f64)]) -> f64 {
    let sums = |errors: &[(f64, f64)]| {
        errors.iter().fold((0.0, 0.0), |(sum, total), (error, weight)| (sum + weight * error.abs(), total + weight))
    };
    let ((sum, weight), (expected, whole)) = (sums(seen), sums(believed));
    let ratio = (sum / weight) / (expected / whole);
    // Histories without any error say nothing.
    if ratio.is_finite() && ratio > 0.0 { ratio.powf(weight / (weight + SIZE)) } else { 1.0 }
}

fn prior_errors(freedom: f64) -> Vec<(f64, f64)> {
    let Ok(student) = StudentsT::new(0.0, 1.0, freedom) else { return Vec::new() };
    let level = |point: usize| (point as f64 + 0.5) / POINTS as f64;
    (0..POINTS).map(|point| (student.inverse_cdf(level(point)), PRIOR / POINTS as f64)).collect()
}
