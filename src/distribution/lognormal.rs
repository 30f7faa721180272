//! The lognormal distribution, by its median and the standard deviation of its logarithm.
#![allow(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]

use super::parameters::{Kind, Parameter, Reader};
use super::{Family, with_equal_decimals};
use crate::numeric::dispatch::dispatch;
use crate::numeric::math::exp;
use crate::numeric::normal::{normal_cdf, normal_scores};

pub(super) const KIND: Kind = Kind {
    name: "lognormal",
    doc: "The logarithm is normal; half of all values are below the median.",
    parameters: &[
        Parameter::required("median", "median, above 0"),
        Parameter::required(
            "sigma",
            "standard deviation of the natural logarithm, above 0; 0.3 is a spread of about 30 %",
        ),
    ],
    takes_quantiles: false,
    build: |reader: &mut Reader| {
        let (median, sigma) = (reader.positive("median"), reader.positive("sigma"));
        Some(Box::new(LogNormal { median: median?, sigma: sigma? }))
    },
};

#[derive(Debug)]
struct LogNormal {
    median: f64,
    sigma: f64,
}

impl Family for LogNormal {
    fn fill(&self, u: &mut [f64]) {
        normal_scores(u);
        self.fill_from_normal(u);
    }

    fn fill_from_normal(&self, z: &mut [f64]) {
        exponentiate(z, self.median, self.sigma);
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { normal_cdf((x / self.median).ln() / self.sigma) }
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn mean(&self) -> f64 {
        self.median * (0.5 * self.sigma * self.sigma).exp()
    }

    fn sd(&self) -> f64 {
        self.mean() * (self.sigma * self.sigma).exp_m1().sqrt()
    }

    fn describe(&self) -> String {
        let [median, sigma] = with_equal_decimals([self.median, self.sigma]);
        format!("lognormal, median {median}, sigma {sigma}")
    }
}

dispatch! {
    fn exponentiate(z: &mut [f64], median: f64, sigma: f64) = exponentiate_kernel;
}

#[inline(always)]
fn exponentiate_kernel<const FMA: bool>(z: &mut [f64], median: f64, sigma: f64) {
    for z in z {
        *z = median * exp::<FMA>(sigma * *z);
    }
}
