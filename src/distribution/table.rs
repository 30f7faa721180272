//! Slow quantile functions, tabulated once over normal scores.
//!
//! A score table interpolates a smooth increasing function Y(z) of the normal score z by quintic Hermite polynomials: values,
//! slopes and curvatures at equally spaced scores are exact, the spacing is halved until the middles are right too. Over
//! scores quantile functions are far smoother than over probabilities: they have no infinite slopes in the tails.

use crate::numeric::normal::{normal_cdf, normal_density};

/// Scores are tabulated from minus to plus this: probabilities beyond are less than 1e-17.
const RANGE: f64 = 8.5;
const COARSEST: usize = 68;
const FINEST: usize = COARSEST << 8;

/// A function at one score.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Its value.
    pub value: f64,
    /// Its slope.
    pub slope: f64,
    /// Its second derivative.
    pub curvature: f64,
}

/// A continuous distribution on the real line that has to be inverted numerically.
pub(super) trait Invertible {
    /// The probability of a value below y if `lower`, else above: the one that is small.
    fn tail(&self, y: f64, lower: bool) -> f64;

    /// The density at y, and the derivative of its logarithm.
    fn density(&self, y: f64) -> (f64, f64);

    /// How far an error of `error` in y takes the quantile from the truth, in standard deviations.
    fn weigh(&self, y: f64, error: f64) -> f64;
}

/// A function of the normal score by piecewise polynomials.
#[derive(Debug)]
pub(super) struct ScoreTable {
    /// Coefficients in the share of the way from one node to the next, lowest power first.
    pieces: Vec<[f64; 6]>,
}

impl ScoreTable {
    /// Tabulates the quantiles of a distribution so that no error weighs more than `tolerance`.
    pub(super) fn new(of: &impl Invertible, tolerance: f64) -> Self {
        let mut nodes = Vec::with_capacity(COARSEST + 1);
        for i in 0..=COARSEST {
            let guess = nodes.last().map(|last: &Node| last.value);
            nodes.push(node(of, score(i, COARSEST), guess.unwrap_or(0.0)));
        }
        loop {
            let table = Self::through(&nodes);
            let count = nodes.len() - 1;
            let middles: Vec<Node> = (0..count)
                .map(|i| {
                    let z = score(2 * i + 1, 2 * count);
                    node(of, z, table.at(z))
                })
                .collect();
            let is_fine = middles.iter().enumerate().all(|(i, middle)| {
                let error = table.at(score(2 * i + 1, 2 * count)) - middle.value;
                of.weigh(middle.value, error.abs()) <= tolerance
            });
            if is_fine || count >= FINEST {
                return table;
            }
            let last = nodes[count];
            nodes = nodes.iter().zip(&middles).flat_map(|(node, middle)| [*node, *middle]).collect();
            nodes.push(last);
        }
    }

    fn through(nodes: &[Node]) -> Self {
        let step = 2.0 * RANGE / (nodes.len() - 1) as f64;
        Self { pieces: nodes.windows(2).map(|pair| quintic(pair[0], pair[1], step)).collect() }
    }

    /// The function at a score; beyond the table, its value at the end.
    pub(super) fn at(&self, z: f64) -> f64 {
        let count = self.pieces.len();
        let place = (z.clamp(-RANGE, RANGE) + RANGE) * (count as f64 / (2.0 * RANGE));
        let index = (place as usize).min(count - 1);
        let share = place - index as f64;
        self.pieces[index].iter().rev().fold(0.0, |sum, coefficient| sum * share + coefficient)
    }
}

/// The i-th of `count + 1` scores.
fn score(i: usize, count: usize) -> f64 {
    RANGE * (2.0 * i as f64 / count as f64 - 1.0)
}

/// The polynomial of fifth degree that has given values, slopes and curvatures at 0 and 1.
fn quintic(from: Node, to: Node, step: f64) -> [f64; 6] {
    let difference = to.value - from.value;
    let (slope, next_slope) = (from.slope * step, to.slope * step);
    let (curvature, next_curvature) = (from.curvature * step * step, to.curvature * step * step);
    [
        from.value,
        slope,
        0.5 * curvature,
        10.0 * difference - 6.0 * slope - 4.0 * next_slope - 1.5 * curvature + 0.5 * next_curvature,
        -15.0 * difference + 8.0 * slope + 7.0 * next_slope + 1.5 * curvature - next_curvature,
        6.0 * difference - 3.0 * slope - 3.0 * next_slope - 0.5 * curvature + 0.5 * next_curvature,
    ]
}

/// The quantile Y at a score and its derivatives: with densities p of the score and g of Y, Y' = p / g and, since
/// (ln p)' = -z, Y'' = -Y' (z + Y' (ln g)').
fn node(of: &impl Invertible, z: f64, guess: f64) -> Node {
    let value = invert(of, z, guess);
    let (density, log_slope) = of.density(value);
    let slope = normal_density(z) / density;
    Node { value, slope, curvature: -slope * (z + slope * log_slope) }
}

/// Solves ln tail(y) = ln tail(z) by Newton's method, which is quick since the logarithm is nearly straight, kept inside
/// a bracket, which makes it safe.
fn invert(of: &impl Invertible, z: f64, guess: f64) -> f64 {
    let lower = z <= 0.0;
    let target = normal_cdf(-z.abs());
    let (mut low, mut high) = (-700.0, 700.0);
    let mut y = guess.clamp(low, high);
    for _ in 0..200 {
        let tail = of.tail(y, lower);
        let excess = (tail / target).ln();
        if (excess > 0.0) == lower {
            high = y;
        } else {
            low = y;
        }
        let step = excess * tail / of.density(y).0;
        let newton = if lower { y - step } else { y + step };
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        // The step after a step this small would be lost in rounding.
        if (next - y).abs() <= 1e-9 * y.abs().max(1e-3) && next == newton || next == y {
            return next;
        }
        y = next;
    }
    y
}
