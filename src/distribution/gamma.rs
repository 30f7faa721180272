//! The gamma distribution.

use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};

use super::beta::{TOLERANCE, shape};
use super::parameters::{Kind, Parameter, Reader};
use super::table::{Invertible, ScoreTable};
use super::{Family, with_equal_decimals};
use crate::numeric::dispatch::dispatch;
use crate::numeric::math::exp;
use crate::numeric::normal::normal_scores;

pub(super) const KIND: Kind = Kind {
    name: "gamma",
    doc: "The gamma distribution; its mean is shape times scale.",
    parameters: &[
        Parameter::required("shape", "shape, above 0; 1 is the exponential distribution"),
        Parameter::required("scale", "scale, above 0"),
    ],
    takes_quantiles: false,
    build: |reader: &mut Reader| {
        let (shape, scale) = (shape(reader, "shape"), reader.positive("scale"));
        Some(Box::new(Gamma::new(shape?, scale?)))
    },
};

#[derive(Debug)]
struct Gamma {
    standard: Standard,
    scale: f64,
    /// Logarithm of the quantile at scale 1.
    logarithms: ScoreTable<Standard>,
}

impl Gamma {
    fn new(shape: f64, scale: f64) -> Self {
        let standard = Standard { shape, ln_gamma: ln_gamma(shape) };
        Self { standard, scale, logarithms: ScoreTable::new(standard, TOLERANCE) }
    }
}

impl Family for Gamma {
    fn fill(&self, u: &mut [f64]) {
        normal_scores(u);
        self.fill_from_normal(u);
    }

    fn fill_from_normal(&self, z: &mut [f64]) {
        for z in &mut *z {
            *z = self.logarithms.at(*z);
        }
        from_logarithms(z, self.scale);
    }

    fn cdf(&self, x: f64) -> f64 {
        let x = x / self.scale;
        if x <= 0.0 {
            0.0
        } else if x.is_infinite() {
            1.0
        } else {
            gamma_lr(self.standard.shape, x)
        }
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn mean(&self) -> f64 {
        self.standard.shape * self.scale
    }

    fn sd(&self) -> f64 {
        self.standard.shape.sqrt() * self.scale
    }

    fn describe(&self) -> String {
        let [shape, scale] = with_equal_decimals([self.standard.shape, self.scale]);
        format!("gamma, shape {shape}, scale {scale}")
    }
}

dispatch! {
    fn from_logarithms(y: &mut [f64], scale: f64) = from_logarithms_kernel;
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]
fn from_logarithms_kernel<const FMA: bool>(y: &mut [f64], scale: f64) {
    for y in y {
        *y = scale * exp::<FMA>(*y);
    }
}

/// The distribution of the logarithm y of a gamma variable x at scale 1.
#[derive(Debug, Clone, Copy)]
struct Standard {
    shape: f64,
    ln_gamma: f64,
}

impl Invertible for Standard {
    fn tail(&self, y: f64, lower: bool) -> f64 {
        let x = y.exp();
        if lower { gamma_lr(self.shape, x) } else { gamma_ur(self.shape, x) }
    }

    /// x^k e^-x / Gamma(k), since dx/dy = x.
    fn density(&self, y: f64) -> (f64, f64) {
        let x = y.exp();
        ((self.shape * y - x - self.ln_gamma).exp(), self.shape - x)
    }

    fn weigh(&self, y: f64, error: f64) -> f64 {
        y.exp() * error / self.shape.sqrt()
    }
}
