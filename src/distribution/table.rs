//! Slow quantile functions, tabulated once over normal scores.
//!
//! A score table interpolates a smooth increasing function Y(z) of the normal score z by quintic Hermite polynomials: values,
//! slopes and curvatures at equally spaced scores are exact, the spacing is halved until the middles are right too. Over
//! scores quantile functions are far smoother than over probabilities: they have no infinite slopes in the tails.

use std::sync::OnceLock;

use crate::numeric::normal::{normal_cdf, normal_density};

/// Scores are tabulated from minus to plus this: probabilities beyond are less than 1e-17, and no sampler draws them.
const RANGE: f64 = 8.5;
const COARSEST: usize = 68;
/// Draws that are moved towards what was observed go farther out; beyond this, probabilities are no numbers any more.
const FARTHEST: f64 = 37.5;
const COARSEST_TAIL: usize = 116;
/// Greatest error of a tail in standard deviations.
const TAIL_TOLERANCE: f64 = 1e-7;
/// Steps are halved so many times at most.
const HALVED: usize = 8;

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

/// The quantile of a distribution as a function of the normal score.
#[derive(Debug)]
pub(super) struct ScoreTable<T> {
    of: T,
    middle: Pieces,
    /// Below and above, tabulated when they are first asked for.
    tails: [OnceLock<Pieces>; 2],
}

impl<T: Invertible> ScoreTable<T> {
    /// Tabulates the quantiles of a distribution so that no error weighs more than `tolerance`.
    pub(super) fn new(of: T, tolerance: f64) -> Self {
        let middle = Pieces::new(&of, (-RANGE, RANGE), COARSEST, 0.0, tolerance);
        Self { of, middle, tails: [OnceLock::new(), OnceLock::new()] }
    }

    /// The quantile at a score; beyond 37.5, what it is there.
    pub(super) fn at(&self, z: f64) -> f64 {
        if z.abs() <= RANGE {
            return self.middle.at(z);
        }
        let above = z > 0.0;
        let tail = self.tails[usize::from(above)].get_or_init(|| {
            let range = if above { (RANGE, FARTHEST) } else { (-FARTHEST, -RANGE) };
            let near = self.middle.at(if above { RANGE } else { -RANGE });
            Pieces::new(&self.of, range, COARSEST_TAIL, near, TAIL_TOLERANCE)
        });
        tail.at(z)
    }
}

/// A function over a range of scores by polynomials between equally spaced nodes.
#[derive(Debug)]
struct Pieces {
    range: (f64, f64),
    /// Coefficients in the share of the way from one node to the next, lowest power first.
    coefficients: Vec<[f64; 6]>,
}

impl Pieces {
    /// The quantiles of a distribution, in `coarsest` pieces or as many as it takes that no error weighs more than `tolerance`; the
    /// search for the first begins at `guess`.
    fn new(of: &impl Invertible, range: (f64, f64), coarsest: usize, guess: f64, tolerance: f64) -> Self {
        let (centre, half) = (f64::midpoint(range.0, range.1), 0.5 * (range.1 - range.0));
        // The i-th of `count + 1` scores.
        let score = |i: usize, count: usize| centre + half * (2.0 * i as f64 / count as f64 - 1.0);
        let mut nodes: Vec<Node> = Vec::with_capacity(coarsest + 1);
        for i in 0..=coarsest {
            let guess = nodes.last().map_or(guess, |last: &Node| last.value);
            nodes.push(node(of, score(i, coarsest), guess));
        }
        loop {
            let table = Self::through(&nodes, range);
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
            if is_fine || count >= coarsest << HALVED {
                return table;
            }
            let last = nodes[count];
            nodes = nodes.iter().zip(&middles).flat_map(|(node, middle)| [*node, *middle]).collect();
            nodes.push(last);
        }
    }

    fn through(nodes: &[Node], range: (f64, f64)) -> Self {
        let step = (range.1 - range.0) / (nodes.len() - 1) as f64;
        Self { range, coefficients: nodes.windows(2).map(|pair| quintic(pair[0], pair[1], step)).collect() }
    }

    /// The function at a score; beyond the range, its value at the end.
    fn at(&self, z: f64) -> f64 {
        let (from, to) = self.range;
        let count = self.coefficients.len();
        let place = (z.clamp(from, to) - from) * (count as f64 / (to - from));
        let index = (place as usize).min(count - 1);
        let share = place - index as f64;
        self.coefficients[index].iter().rev().fold(0.0, |sum, coefficient| sum * share + coefficient)
    }
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
