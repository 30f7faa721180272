//! The lognormal distribution, by its median and the standard deviation of its logarithm, or by two quantiles.
#![allow(
    clippy::inline_always,
    reason = "a function that is not inlined keeps the loop around it from being vectorised"
)]

use super::parameters::{Kind, Parameter, Reader};
use super::{Family, with_equal_decimals};
use crate::numeric::dispatch::dispatch;
use crate::numeric::math::exp;
use crate::numeric::normal::{normal_cdf, normal_quantile, normal_scores};

pub(super) const KIND: Kind = Kind {
    name: "lognormal",
    doc: "The logarithm is normal; half of all values are below the median. By median and sigma, or by two quantiles.",
    parameters: &[
        Parameter::optional("median", "median, above 0"),
        Parameter::optional(
            "sigma",
            "standard deviation of the natural logarithm, above 0; 0.3 is a spread of about 30 %",
        ),
    ],
    takes_quantiles: true,
    build,
};

/// What says which lognormal distribution it is.
const EXPECTED: &str = "either `median` and `sigma`, or two quantiles such as p10 and p90";

fn build(reader: &mut Reader) -> Option<Box<dyn Family>> {
    let quantiles = reader.quantiles();
    let (median, sigma) = (reader.positive("median"), reader.positive("sigma"));
    if quantiles.is_empty() {
        for name in ["median", "sigma"] {
            if !reader.has(name) {
                reader.complain(None, format!("`lognormal` needs `{name}`"), EXPECTED.to_owned());
            }
        }
        return Some(Box::new(LogNormal { median: median?, sigma: sigma?, quantiles: None }));
    }
    let ([low, high], false, false) = (quantiles.as_slice(), reader.has("median"), reader.has("sigma")) else {
        let beside = if reader.has("median") || reader.has("sigma") { " beside `median` or `sigma`" } else { "" };
        let plural = if quantiles.len() == 1 { "" } else { "s" };
        let problem = format!("`lognormal` has {} quantile{plural}{beside}", quantiles.len());
        reader.complain(None, problem, EXPECTED.to_owned());
        return None;
    };
    let problem = format!("`{}` is {}", low.1, low.2);
    let mut fine = reader.require(low.2 > 0.0, low.1, &problem, "a number above 0");
    let problem = format!("`{}` ({}) is not above `{}` ({})", high.1, high.2, low.1, low.2);
    fine &= reader.require(low.2 < high.2 && low.0 < high.0, high.1, &problem, "values that rise with the level");
    let [from, to] = [low.0, high.0].map(normal_quantile::<false>);
    let sigma = (high.2 / low.2).ln() / (to - from);
    let median = low.2 * (-from * sigma).exp();
    let quantiles = Some([(low.1.to_owned(), low.2), (high.1.to_owned(), high.2)]);
    fine.then(|| Box::new(LogNormal { median, sigma, quantiles }) as Box<dyn Family>)
}

#[derive(Debug)]
struct LogNormal {
    median: f64,
    sigma: f64,
    /// The quantiles by which it is given, by their keys.
    quantiles: Option<[(String, f64); 2]>,
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
        if let Some([(low_key, low), (high_key, high)]) = &self.quantiles {
            return format!("lognormal, {low_key} {low}, {high_key} {high}");
        }
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
