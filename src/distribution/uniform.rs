//! The uniform distribution.
#![allow(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]

use super::parameters::{Kind, Parameter, Reader};
use super::{Family, with_equal_decimals};
use crate::numeric::dispatch::dispatch;
use crate::numeric::math::multiply_add;

pub(super) const KIND: Kind = Kind {
    name: "uniform",
    doc: "Every value between two ends is as likely as any other.",
    parameters: &[Parameter::required("low", "least value"), Parameter::required("high", "greatest value")],
    takes_quantiles: false,
    build: |reader: &mut Reader| {
        let [low, high] = reader.range(["low", "high"])?;
        Some(Box::new(Uniform { low, high }))
    },
};

#[derive(Debug)]
struct Uniform {
    low: f64,
    high: f64,
}

impl Family for Uniform {
    fn fill(&self, u: &mut [f64]) {
        fill(u, self.low, self.high);
    }

    fn cdf(&self, x: f64) -> f64 {
        ((x - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    fn mean(&self) -> f64 {
        self.low + (self.high - self.low) / 2.0
    }

    fn sd(&self) -> f64 {
        (self.high - self.low) / 12f64.sqrt()
    }

    fn describe(&self) -> String {
        let [low, high] = with_equal_decimals([self.low, self.high]);
        format!("uniform {low} … {high}")
    }
}

dispatch! {
    fn fill(u: &mut [f64], low: f64, high: f64) = fill_kernel;
}

#[inline(always)]
fn fill_kernel<const FMA: bool>(u: &mut [f64], low: f64, high: f64) {
    for u in u {
        *u = multiply_add::<FMA>(*u, high - low, low).min(high);
    }
}
