//! Another distribution, confined to a range.

use super::moments::over_scores;
use super::parameters::{Kind, Parameter, Presence, Reader, Shape};
use super::{Family, GREATEST_PROBABILITY, build_family};
use crate::numeric::normal::normal_quantile;

/// Probabilities are resolved to 1e-16, so that this much keeps ten digits.
const LEAST_PROBABILITY: f64 = 1e-6;

pub(super) const KIND: Kind = Kind {
    name: "truncated",
    doc: "Another distribution, given that its value lies in a range.",
    parameters: &[
        Parameter {
            name: "of",
            doc: "the other distribution",
            shape: Shape::Distribution,
            presence: Presence::Required,
        },
        Parameter::optional("low", "least value; that of the other distribution if not given"),
        Parameter::optional("high", "greatest value; that of the other distribution if not given"),
    ],
    takes_quantiles: false,
    build,
};

fn build(reader: &mut Reader) -> Option<Box<dyn Family>> {
    let (low, high) = (reader.number("low"), reader.number("high"));
    let of = match reader.nested("of").map(|(kind, parameters)| build_family(kind, parameters))? {
        Ok(of) => of,
        Err(errors) => {
            reader.complain_of_nested("of", errors);
            return None;
        }
    };
    if low.is_none() && high.is_none() {
        reader.complain(None, "`truncated` has neither `low` nor `high`".to_owned(), "at least one of them".to_owned());
        return None;
    }
    let low = low.unwrap_or(f64::NEG_INFINITY);
    let high = high.unwrap_or(f64::INFINITY);
    let problem = format!("`low` ({low}) is not below `high` ({high})");
    if !reader.require(low < high, "low", &problem, "low < high") {
        return None;
    }
    // A value equal to the lower end is inside.
    let before = of.cdf(low.next_down());
    let probability = of.cdf(high) - before;
    if probability < LEAST_PROBABILITY {
        let problem = format!("only {probability:e} of the distribution ({}) lies in the range", of.describe());
        reader.complain(None, problem, format!("a range that holds at least {LEAST_PROBABILITY:e} of it"));
        return None;
    }
    if let Some(discrete) = of.within(low, high) {
        return Some(discrete);
    }
    let (least, greatest) = of.support();
    Some(Box::new(Truncated { of, low: low.max(least), high: high.min(greatest), before, probability }))
}

#[derive(Debug)]
struct Truncated {
    of: Box<dyn Family>,
    low: f64,
    high: f64,
    /// Probabilities below and within the range.
    before: f64,
    probability: f64,
}

impl Family for Truncated {
    fn fill(&self, u: &mut [f64]) {
        for u in &mut *u {
            // Rounding must not make it certain: the quantile would be infinite.
            *u = (self.before + *u * self.probability).min(GREATEST_PROBABILITY);
        }
        self.of.fill(u);
        for u in &mut *u {
            *u = u.clamp(self.low, self.high);
        }
    }

    fn exceeded(&self, beyond: f64) -> Option<f64> {
        self.high.is_infinite().then(|| {
            let mut value = [-normal_quantile::<false>(beyond * self.probability)];
            self.of.fill_from_normal(&mut value);
            value[0].max(self.low)
        })
    }

    fn cdf(&self, x: f64) -> f64 {
        if x < self.low {
            0.0
        } else if x >= self.high {
            1.0
        } else {
            ((self.of.cdf(x) - self.before) / self.probability).clamp(0.0, 1.0)
        }
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    fn mean(&self) -> f64 {
        over_scores(self).0
    }

    fn sd(&self) -> f64 {
        over_scores(self).1
    }

    fn power_tail(&self) -> Option<f64> {
        // What is cut off on both sides has no tail.
        self.of.power_tail().filter(|_| self.low.is_infinite() || self.high.is_infinite())
    }

    fn describe(&self) -> String {
        match (self.low.is_finite(), self.high.is_finite()) {
            (true, true) => format!("{}, within {} … {}", self.of.describe(), self.low, self.high),
            (true, false) => format!("{}, at least {}", self.of.describe(), self.low),
            _ => format!("{}, at most {}", self.of.describe(), self.high),
        }
    }
}
