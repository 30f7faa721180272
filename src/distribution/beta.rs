//! The beta distribution, and PERT, which is a beta distribution in other words.

use statrs::function::beta::{beta_reg, ln_beta};

use super::parameters::{Kind, Parameter, Reader};
use super::table::{Invertible, ScoreTable};
use super::{Family, with_equal_decimals};
use crate::numeric::dispatch::dispatch;
use crate::numeric::math::{logistic, multiply_add};
use crate::numeric::normal::normal_scores;

/// Shapes for which the incomplete beta function is accurate.
pub(super) const SHAPES: std::ops::RangeInclusive<f64> = 0.01..=10_000.0;
/// Greatest error of a tabulated quantile in standard deviations, at the middle of a step.
pub(super) const TOLERANCE: f64 = 1e-10;

pub(super) const KIND: Kind = Kind {
    name: "beta",
    doc: "The beta distribution, stretched over a range.",
    parameters: &[
        Parameter::required("alpha", "first shape, above 0: the greater, the farther from the low end"),
        Parameter::required("beta", "second shape, above 0: the greater, the farther from the high end"),
        Parameter::with_default("low", "least value", 0.0),
        Parameter::with_default("high", "greatest value", 1.0),
    ],
    takes_quantiles: false,
    build: |reader: &mut Reader| {
        let (alpha, beta) = (shape(reader, "alpha"), shape(reader, "beta"));
        let [low, high] = reader.range(["low", "high"])?;
        let (alpha, beta) = (alpha?, beta?);
        let [a, b] = with_equal_decimals([alpha, beta]);
        let [from, to] = with_equal_decimals([low, high]);
        let description = format!("beta, alpha {a}, beta {b}, on {from} … {to}");
        Some(Box::new(Beta::new(alpha, beta, low, high, description)))
    },
};

pub(super) const PERT: Kind = Kind {
    name: "pert",
    doc: "A smooth curve from the least value over the likeliest to the greatest: a beta distribution with mean (low + weight mode + high) / (weight + 2).",
    parameters: &[
        Parameter::required("low", "least value"),
        Parameter::required("mode", "likeliest value"),
        Parameter::required("high", "greatest value"),
        Parameter::with_default("weight", "weight of the mode in the mean, above 0", 4.0),
    ],
    takes_quantiles: false,
    build: |reader: &mut Reader| {
        let weight = reader.positive("weight");
        let [low, mode, high] = reader.range(["low", "mode", "high"])?;
        let weight = weight?;
        let problem = format!("`weight` is {weight}");
        if !reader.require(weight < *SHAPES.end(), "weight", &problem, "a weight below 10000; 4 is usual") {
            return None;
        }
        // Malcolm, Roseboom, Clark and Fazar 1959, doi:10.1287/opre.7.5.646; Vose 2008, ISBN 9780470512845.
        let share = (mode - low) / (high - low);
        let [from, peak, to] = with_equal_decimals([low, mode, high]);
        let description = format!("pert {from} … {peak} … {to}");
        Some(Box::new(Beta::new(1.0 + weight * share, 1.0 + weight * (1.0 - share), low, high, description)))
    },
};

/// Reads a shape parameter.
pub(super) fn shape(reader: &mut Reader, name: &str) -> Option<f64> {
    let value = reader.positive(name)?;
    let expected = "a shape from 0.01 to 10000; beyond, a normal distribution is as good";
    reader.require(SHAPES.contains(&value), name, &format!("`{name}` is {value}"), expected).then_some(value)
}

#[derive(Debug)]
struct Beta {
    shapes: Shapes,
    low: f64,
    high: f64,
    description: String,
    /// Logit of the quantile on 0 … 1.
    logits: ScoreTable<Shapes>,
}

impl Beta {
    fn new(alpha: f64, beta: f64, low: f64, high: f64, description: String) -> Self {
        let shapes = Shapes { alpha, beta, ln_beta: ln_beta(alpha, beta) };
        Self { shapes, low, high, description, logits: ScoreTable::new(shapes, TOLERANCE) }
    }
}

impl Family for Beta {
    fn fill(&self, u: &mut [f64]) {
        normal_scores(u);
        self.fill_from_normal(u);
    }

    fn fill_from_normal(&self, z: &mut [f64]) {
        for z in &mut *z {
            *z = self.logits.at(*z);
        }
        from_logits(z, self.low, self.high);
    }

    fn cdf(&self, x: f64) -> f64 {
        beta_reg(self.shapes.alpha, self.shapes.beta, ((x - self.low) / (self.high - self.low)).clamp(0.0, 1.0))
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    fn mean(&self) -> f64 {
        self.low + (self.high - self.low) * self.shapes.mean()
    }

    fn sd(&self) -> f64 {
        (self.high - self.low) * self.shapes.sd()
    }

    fn describe(&self) -> String {
        self.description.clone()
    }
}

dispatch! {
    fn from_logits(y: &mut [f64], low: f64, high: f64) = from_logits_kernel;
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]
fn from_logits_kernel<const FMA: bool>(y: &mut [f64], low: f64, high: f64) {
    for y in y {
        *y = multiply_add::<FMA>(logistic::<FMA>(*y), high - low, low).min(high);
    }
}

/// The distribution of the logit y of a beta variable x on 0 … 1.
#[derive(Debug, Clone, Copy)]
struct Shapes {
    alpha: f64,
    beta: f64,
    ln_beta: f64,
}

impl Shapes {
    fn mean(self) -> f64 {
        self.alpha / (self.alpha + self.beta)
    }

    fn sd(self) -> f64 {
        let mean = self.mean();
        (mean * (1.0 - mean) / (self.alpha + self.beta + 1.0)).sqrt()
    }
}

impl Invertible for Shapes {
    /// The upper tail is the lower one of 1 - x, whose logit is -y: nothing cancels.
    fn tail(&self, y: f64, lower: bool) -> f64 {
        if lower {
            beta_reg(self.alpha, self.beta, logistic::<false>(y))
        } else {
            beta_reg(self.beta, self.alpha, logistic::<false>(-y))
        }
    }

    /// x^alpha (1 - x)^beta / B(alpha, beta), since dx/dy = x (1 - x).
    fn density(&self, y: f64) -> (f64, f64) {
        let (ln_x, ln_rest) = (-(-y).exp().ln_1p(), -y.exp().ln_1p());
        let density = (self.alpha * ln_x + self.beta * ln_rest - self.ln_beta).exp();
        (density, self.alpha * logistic::<false>(-y) - self.beta * logistic::<false>(y))
    }

    fn weigh(&self, y: f64, error: f64) -> f64 {
        logistic::<false>(y) * logistic::<false>(-y) * error / self.sd()
    }
}
