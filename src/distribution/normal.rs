//! The normal distribution.
#![allow(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]

use super::parameters::{Kind, Parameter, Reader};
use super::{Family, with_equal_decimals};
use crate::numeric::dispatch::dispatch;
use crate::numeric::math::multiply_add;
use crate::numeric::normal::{normal_cdf, normal_scores};

pub(super) const KIND: Kind = Kind {
    name: "normal",
    doc: "The normal (Gaussian) distribution.",
    parameters: &[
        Parameter::required("mean", "mean and median"),
        Parameter::required("sd", "standard deviation, above 0"),
    ],
    takes_quantiles: false,
    build: |reader: &mut Reader| {
        let (mean, sd) = (reader.number("mean"), reader.positive("sd"));
        Some(Box::new(Normal { mean: mean?, sd: sd? }))
    },
};

#[derive(Debug)]
struct Normal {
    mean: f64,
    sd: f64,
}

impl Family for Normal {
    fn fill(&self, u: &mut [f64]) {
        normal_scores(u);
        self.fill_from_normal(u);
    }

    fn fill_from_normal(&self, z: &mut [f64]) {
        stretch(z, self.mean, self.sd);
    }

    fn cdf(&self, x: f64) -> f64 {
        normal_cdf((x - self.mean) / self.sd)
    }

    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn sd(&self) -> f64 {
        self.sd
    }

    fn describe(&self) -> String {
        let [mean, sd] = with_equal_decimals([self.mean, self.sd]);
        format!("normal, mean {mean}, sd {sd}")
    }
}

dispatch! {
    fn stretch(z: &mut [f64], mean: f64, sd: f64) = stretch_kernel;
}

#[inline(always)]
fn stretch_kernel<const FMA: bool>(z: &mut [f64], mean: f64, sd: f64) {
    for z in z {
        *z = multiply_add::<FMA>(*z, sd, mean);
    }
}
