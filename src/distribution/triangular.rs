//! The triangular distribution.
#![allow(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]

use super::parameters::{Kind, Parameter, Reader};
use super::{Family, with_equal_decimals};
use crate::numeric::dispatch::dispatch;
use crate::numeric::math::multiply_add;

pub(super) const KIND: Kind = Kind {
    name: "triangular",
    doc: "The density rises straight from the least value to the likeliest and falls straight to the greatest.",
    parameters: &[
        Parameter::required("low", "least value"),
        Parameter::required("mode", "likeliest value"),
        Parameter::required("high", "greatest value"),
    ],
    takes_quantiles: false,
    build: |reader: &mut Reader| {
        let [low, mode, high] = reader.range(["low", "mode", "high"])?;
        Some(Box::new(Triangular { low, mode, high }))
    },
};

#[derive(Debug, Clone, Copy)]
struct Triangular {
    low: f64,
    mode: f64,
    high: f64,
}

impl Triangular {
    fn width(self) -> f64 {
        self.high - self.low
    }
}

impl Family for Triangular {
    fn fill(&self, u: &mut [f64]) {
        fill(u, *self);
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= self.low {
            0.0
        } else if x < self.mode {
            (x - self.low) / self.width() * ((x - self.low) / (self.mode - self.low))
        } else if x < self.high {
            1.0 - (self.high - x) / self.width() * ((self.high - x) / (self.high - self.mode))
        } else {
            1.0
        }
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    fn mean(&self) -> f64 {
        self.low + (self.width() + (self.mode - self.low)) / 3.0
    }

    /// With w = high - low and m = mode - low, the variance is (w^2 - w m + m^2) / 18.
    fn sd(&self) -> f64 {
        let share = (self.mode - self.low) / self.width();
        self.width() * ((1.0 - share + share * share) / 18.0).sqrt()
    }

    fn describe(&self) -> String {
        let [low, mode, high] = with_equal_decimals([self.low, self.mode, self.high]);
        format!("triangular {low} … {mode} … {high}")
    }
}

dispatch! {
    fn fill(u: &mut [f64], of: Triangular) = fill_kernel;
}

/// On either side of the mode the distance from the nearer end is the root of a multiple of the probability beyond.
#[inline(always)]
fn fill_kernel<const FMA: bool>(u: &mut [f64], of: Triangular) {
    let width = of.width();
    let left = (of.mode - of.low) / width;
    let (left_root, right_root) = (width * left.sqrt(), width * ((of.high - of.mode) / width).sqrt());
    for u in u {
        let is_left = *u < left;
        let root = if is_left { *u } else { 1.0 - *u }.sqrt();
        let end = if is_left { of.low } else { of.high };
        *u = multiply_add::<FMA>(root, if is_left { left_root } else { -right_root }, end);
    }
}
