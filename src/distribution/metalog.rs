//! The distribution through elicited quantiles: Keelin's metalog.
#![allow(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]

use super::Family;
use super::moments::mean_sd;
use super::parameters::{Kind, Parameter, Reader};
use crate::numeric::dispatch::dispatch;
use crate::numeric::math::{exp, ln, logistic, multiply_add, polynomial};

/// With more terms the curve through all quantiles swings between them.
const MOST_TERMS: usize = 9;
/// The log-odds of the least and greatest probabilities drawn, 2^-53 and 1 - 2^-53, lie inside minus and plus this.
const LOG_ODDS_RANGE: f64 = 40.0;

pub(super) const KIND: Kind = Kind {
    name: "quantiles",
    doc: "A smooth distribution through 2 to 9 quantiles (metalog, Keelin 2016, doi:10.1287/deca.2016.0338).",
    parameters: &[
        Parameter::optional("low", "least possible value; values are unbounded below if not given"),
        Parameter::optional("high", "greatest possible value; values are unbounded above if not given"),
    ],
    takes_quantiles: true,
    build,
};

fn build(reader: &mut Reader) -> Option<Box<dyn Family>> {
    let quantiles = reader.quantiles();
    let count = quantiles.len();
    if !(2..=MOST_TERMS).contains(&count) {
        let expected = format!("2 to {MOST_TERMS}, such as p05, p50 and p95");
        reader.complain(None, format!("`quantiles` has {count} of them"), expected);
        return None;
    }
    let mut fine = true;
    for pair in quantiles.windows(2) {
        let [(low_level, low_key, low), (level, key, value)] = [pair[0], pair[1]];
        let problem = format!("`{key}` ({value}) is not above `{low_key}` ({low})");
        let expected = "values that rise with the level, each level once";
        fine &= reader.require(low < value && low_level < level, key, &problem, expected);
    }
    let (least, greatest) = (quantiles[0], quantiles[count - 1]);
    let bounds = Bounds { low: reader.number("low"), high: reader.number("high") };
    if let Some(low) = bounds.low {
        let problem = format!("`low` ({low}) is not below `{}` ({})", least.1, least.2);
        fine &= reader.require(low < least.2, "low", &problem, "a bound below all quantiles");
    }
    if let Some(high) = bounds.high {
        let problem = format!("`high` ({high}) is not above `{}` ({})", greatest.1, greatest.2);
        fine &= reader.require(high > greatest.2, "high", &problem, "a bound above all quantiles");
    }
    if !fine {
        return None;
    }
    let points: Vec<(f64, f64)> = quantiles.iter().map(|&(level, _, value)| (level, value)).collect();
    let metalog = Metalog::through(points, bounds);
    if let Some(level) = metalog.falls_at() {
        let problem = format!(
            "no metalog distribution goes through these quantiles: it would have to fall near p{:.3}",
            100.0 * level
        );
        let expected = "quantiles whose distances change more evenly, fewer of them, or a bound `low` or `high`";
        reader.complain(None, problem, expected.to_owned());
        return None;
    }
    Some(Box::new(metalog))
}

/// Ends of the range, if there are any.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    low: Option<f64>,
    high: Option<f64>,
}

impl Bounds {
    /// From a value to the unbounded scale that the series describes (Keelin 2016, sections 4.1 and 4.2).
    fn unbound(self, x: f64) -> f64 {
        match (self.low, self.high) {
            (None, None) => x,
            (Some(low), None) => (x - low).ln(),
            (None, Some(high)) => -(high - x).ln(),
            (Some(low), Some(high)) => ((x - low) / (high - x)).ln(),
        }
    }

    /// The way back.
    #[inline(always)]
    fn bind<const FMA: bool>(self, y: f64) -> f64 {
        match (self.low, self.high) {
            (None, None) => y,
            (Some(low), None) => low + exp::<FMA>(y),
            (None, Some(high)) => high - exp::<FMA>(-y),
            (Some(low), Some(high)) => multiply_add::<FMA>(logistic::<FMA>(y), high - low, low).min(high),
        }
    }
}

/// A metalog M(u) = P(u - 1/2) + L(u) Q(u - 1/2) on the unbounded scale, L being the log-odds ln(u / (1 - u)).
#[derive(Debug)]
struct Metalog {
    points: Vec<(f64, f64)>,
    bounds: Bounds,
    /// P, coefficients lowest power first.
    plain: [f64; 5],
    /// Q, likewise.
    odds: [f64; 4],
}

impl Metalog {
    /// With as many terms as there are points (level and value), so that it goes through all.
    fn through(points: Vec<(f64, f64)>, bounds: Bounds) -> Self {
        let rows = points.iter().map(|&(level, value)| {
            let odds = (level / (1.0 - level)).ln();
            let mut row: Vec<f64> =
                (0..points.len()).map(|index| basis(term(index, points.len()), level - 0.5, odds)).collect();
            row.push(bounds.unbound(value));
            row
        });
        let (mut plain, mut odds) = ([0.0; 5], [0.0; 4]);
        for (index, coefficient) in solve(rows.collect()).into_iter().enumerate() {
            let (takes_odds, power) = place(term(index, points.len()));
            *(if takes_odds { &mut odds[usize::from(power)] } else { &mut plain[usize::from(power)] }) = coefficient;
        }
        Self { points, bounds, plain, odds }
    }

    /// M at given log-odds and distance from 1/2.
    #[inline(always)]
    fn unbounded<const FMA: bool>(&self, log_odds: f64, distance: f64) -> f64 {
        let factor = polynomial::<FMA, 4>(distance, &self.odds);
        multiply_add::<FMA>(log_odds, factor, polynomial::<FMA, 5>(distance, &self.plain))
    }

    /// dM / dL: du/dL is u (1 - u).
    fn slope(&self, log_odds: f64) -> f64 {
        let (distance, density) = logistic_density(log_odds);
        let derivative = |coefficients: &[f64]| {
            let terms = coefficients.iter().enumerate().skip(1);
            terms.rev().fold(0.0, |sum, (power, coefficient)| sum * distance + power as f64 * coefficient)
        };
        let curved = derivative(&self.plain) + log_odds * derivative(&self.odds);
        polynomial::<false, 4>(distance, &self.odds) + density * curved
    }

    /// A level near which the quantile function does not rise; none if it does everywhere.
    fn falls_at(&self) -> Option<f64> {
        (-2560..=2560)
            .map(|i| f64::from(i) * LOG_ODDS_RANGE / 2560.0)
            .map(|log_odds| (self.slope(log_odds), log_odds))
            .filter(|(slope, _)| *slope <= 0.0 || !slope.is_finite())
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, log_odds)| logistic::<false>(log_odds))
    }

    /// Log-odds at which M reaches a value on the unbounded scale.
    fn invert(&self, y: f64) -> f64 {
        let (mut low, mut high) = (-LOG_ODDS_RANGE, LOG_ODDS_RANGE);
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            let rises_to = self.unbounded::<false>(middle, logistic_density(middle).0);
            *(if rises_to < y { &mut low } else { &mut high }) = middle;
        }
        0.5 * (low + high)
    }

    /// A bound on one side makes the other tail that of a power: P(X > x) ~ x^(-1 / exponent).
    fn exponent(&self) -> Option<f64> {
        match (self.bounds.low, self.bounds.high) {
            (Some(_), None) => Some(polynomial::<false, 4>(0.5, &self.odds)),
            (None, Some(_)) => Some(polynomial::<false, 4>(-0.5, &self.odds)),
            (None, None) | (Some(_), Some(_)) => None,
        }
    }

    /// Mean and standard deviation by the trapezoidal rule over log-odds, as far out as slow tails need.
    fn moments(&self) -> (f64, f64) {
        let steps = (-11_200..=11_200).map(|i| f64::from(i) / 16.0);
        let values = steps.map(|log_odds| {
            let (distance, density) = logistic_density(log_odds);
            (self.bounds.bind::<false>(self.unbounded::<false>(log_odds, distance)), density)
        });
        let exponent = self.exponent().unwrap_or(0.0);
        let sign = if self.bounds.low.is_some() { 1.0 } else { -1.0 };
        if exponent >= 1.0 {
            return (sign * f64::INFINITY, f64::INFINITY);
        }
        let (mean, sd) = mean_sd(values);
        (mean, if exponent >= 0.5 { f64::INFINITY } else { sd })
    }
}

impl Family for Metalog {
    fn power_tail(&self) -> Option<f64> {
        self.exponent()
    }

    fn fill(&self, u: &mut [f64]) {
        fill(u, self);
    }

    fn exceeded(&self, beyond: f64) -> Option<f64> {
        let log_odds = (-beyond).ln_1p() - beyond.ln();
        Some(self.bounds.bind::<false>(self.unbounded::<false>(log_odds, 0.5 - beyond)))
    }

    fn cdf(&self, x: f64) -> f64 {
        let (low, high) = self.support();
        if x <= low {
            0.0
        } else if x >= high {
            1.0
        } else {
            logistic::<false>(self.invert(self.bounds.unbound(x)))
        }
    }

    fn support(&self) -> (f64, f64) {
        (self.bounds.low.unwrap_or(f64::NEG_INFINITY), self.bounds.high.unwrap_or(f64::INFINITY))
    }

    fn mean(&self) -> f64 {
        self.moments().0
    }

    fn sd(&self) -> f64 {
        self.moments().1
    }

    fn describe(&self) -> String {
        let point = |&(level, value): &(f64, f64)| format!("p{} {value}", (level * 1e6).round() / 1e4);
        let points: Vec<String> = self.points.iter().map(point).collect();
        let low = self.bounds.low.map(|low| format!(", at least {low}")).unwrap_or_default();
        let high = self.bounds.high.map(|high| format!(", at most {high}")).unwrap_or_default();
        format!("quantiles {}{low}{high}", points.join(", "))
    }
}

dispatch! {
    fn fill(u: &mut [f64], of: &Metalog) = fill_kernel;
}

#[inline(always)]
fn fill_kernel<const FMA: bool>(u: &mut [f64], of: &Metalog) {
    for u in u {
        let log_odds = ln::<FMA>(*u) - ln::<FMA>(1.0 - *u);
        *u = of.bounds.bind::<FMA>(of.unbounded::<FMA>(log_odds, *u - 0.5));
    }
}

/// The term of the series at an index, both from 0. Seven levels symmetric about 1/2 cannot determine the four odd ones of
/// the first seven terms, so that the eighth, an even one, stands for the seventh.
fn term(index: usize, count: usize) -> usize {
    if count == 7 && index == 6 { 7 } else { index }
}

/// Whether a term (from 0) has the log-odds as a factor, and its power of u - 1/2 (Keelin 2016, equation 6).
fn place(term: usize) -> (bool, u8) {
    match term {
        0 => (false, 0),
        1 => (true, 0),
        2 => (true, 1),
        3 => (false, 1),
        _ => (term % 2 == 1, term as u8 / 2),
    }
}

fn basis(term: usize, distance: f64, log_odds: f64) -> f64 {
    let (takes_odds, power) = place(term);
    distance.powi(power.into()) * if takes_odds { log_odds } else { 1.0 }
}

/// u - 1/2 and u (1 - u) at given log-odds, without cancellation.
fn logistic_density(log_odds: f64) -> (f64, f64) {
    let e = (-log_odds.abs()).exp();
    (0.5 * (1.0 - e) / (1.0 + e) * log_odds.signum(), e / (1.0 + e).powi(2))
}

/// Solves linear equations, each row ending in its right-hand side, by elimination with partial pivoting.
fn solve(mut rows: Vec<Vec<f64>>) -> Vec<f64> {
    let n = rows.len();
    for column in 0..n {
        let pivot = (column..n).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()));
        rows.swap(column, pivot.unwrap_or(column));
        let (done, below) = rows.split_at_mut(column + 1);
        let pivot = &done[column];
        for row in below {
            let factor = row[column] / pivot[column];
            for (entry, of_pivot) in row.iter_mut().zip(pivot).skip(column) {
                *entry -= factor * of_pivot;
            }
        }
    }
    let mut solution = vec![0.0; n];
    for (column, row) in rows.iter().enumerate().rev() {
        let known: f64 = row[column + 1..n].iter().zip(&solution[column + 1..]).map(|(a, x)| a * x).sum();
        solution[column] = (row[n] - known) / row[column];
    }
    solution
}
