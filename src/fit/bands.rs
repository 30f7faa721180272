//! The curve of a fitted law with its bands.

use ndarray::Array2;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::candidate::Component;
use super::dependence::Dependence;
use super::fitted::{Fitted, Gradient, quadratic, student};
use super::problem::linked;
use super::{At, Structure};

/// Halvings that find a quantile of several distributions together.
const HALVINGS: usize = 60;

/// The curve at one place, with bands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The law.
    pub value: f64,
    /// Ends of the confidence interval of the law.
    pub confidence: [f64; 2],
    /// What is to be expected of an observation: the law, and what is left of the last error before.
    pub expected: f64,
    /// Ends of the interval for a new observation of weight 1.
    pub prediction: [f64; 2],
}

/// A solution that bands average over.
#[derive(Debug, Clone)]
pub(super) struct Member {
    inner: Vec<f64>,
    covariance: Array2<f64>,
    sigma: f64,
    pub(super) dependence: Dependence,
    pub(super) weight: f64,
    is_reported: bool,
}

/// Something that is known about as Student's distribution says.
#[derive(Clone, Copy)]
struct About {
    centre: f64,
    error: f64,
    weight: f64,
}

impl Member {
    pub(super) fn of(component: &Component, is_reported: bool) -> Self {
        Self {
            inner: component.best.parameters.clone(),
            covariance: component.uncertainty.covariance.clone(),
            sigma: component.uncertainty.sigma,
            dependence: component.problem.whitening.dependence,
            weight: component.weight,
            is_reported,
        }
    }

    /// The law at a place on the error scale, with its derivatives by parameters on their inner scales.
    fn gradient(&self, of: &Fitted, at: &At) -> Gradient {
        let dual: Vec<Gradient> =
            self.inner.iter().enumerate().map(|(index, value)| Gradient::along(*value, index)).collect();
        linked(of.law, &of.frame, of.scale, &dual, at)
    }

    /// The law, and a new observation after the last one before it.
    fn there(&self, of: &Fitted, at: &At) -> [About; 2] {
        let here = self.gradient(of, at);
        let before = of.observed.partition_point(|(known, _)| known.time < at.time);
        let last = before.checked_sub(1).map(|last| of.observed[last]);
        let last = last.filter(|_| self.dependence.structure() != Structure::Independent);
        let (left, added) = match last {
            Some((last, _)) => self.dependence.after((at.time - last.time) / of.frame.period),
            None => (0.0, self.dependence.first()),
        };
        let (mut centre, mut slopes) = (here.value, here.derivative);
        if let Some((last, linked)) = last {
            let there = self.gradient(of, &last);
            centre += left * (linked - there.value);
            slopes.iter_mut().zip(there.derivative).for_each(|(slope, there)| *slope -= left * there);
        }
        let error = |slopes: &[f64], added: f64| (quadratic(slopes, &self.covariance).max(0.0) + added).sqrt();
        let weight = self.weight;
        [
            About { centre: here.value, error: error(&here.derivative, 0.0), weight },
            About { centre, error: error(&slopes, added * self.sigma * self.sigma), weight },
        ]
    }
}

impl Fitted {
    /// The curve at a place, with its confidence and prediction interval at a level such as 0.95.
    ///
    /// Intervals are by linear approximation on the error scale, so that they stay positive, or between 0 and 1, where
    /// values do; a parameter that ran to a bound counts as known. Where errors draw on those before them, a new
    /// observation goes on from the last one before it.
    #[must_use]
    pub fn curve(&self, at: impl Into<At>, level: f64) -> CurvePoint {
        let at = at.into();
        let all: Vec<[About; 2]> = self.members.iter().map(|member| member.there(self, &at)).collect();
        let reported = self.members.iter().position(|member| member.is_reported).unwrap_or(0);
        let ends = |which: usize| {
            let parts: Vec<About> = all.iter().map(|both| both[which]).collect();
            self.ends(&parts, level).map(|end| self.scale.unlink(end))
        };
        CurvePoint {
            value: self.scale.unlink(all[reported][0].centre),
            confidence: ends(0),
            expected: self.scale.unlink(all[reported][1].centre),
            prediction: ends(1),
        }
    }

    /// Between which ends the level of several Student's distributions together lies.
    fn ends(&self, parts: &[About], level: f64) -> [f64; 2] {
        let t = student(self.freedom, level);
        let alone = |part: &About, sign: f64| part.centre + sign * t * part.error;
        if let [one] = parts {
            return [-1.0, 1.0].map(|sign| alone(one, sign));
        }
        let Ok(standard) = StudentsT::new(0.0, 1.0, self.freedom.max(1) as f64) else { return [f64::NAN; 2] };
        let beyond = |value: f64, sign: f64| -> f64 {
            let tail = |part: &About| {
                let away = sign * (value - part.centre);
                // Something that is known exactly is on one side.
                part.weight
                    * if part.error > 0.0 { standard.cdf(-away / part.error) } else { f64::from(u8::from(away < 0.0)) }
            };
            parts.iter().map(tail).sum()
        };
        [-1.0, 1.0].map(|sign| {
            let own = parts.iter().map(|part| alone(part, sign));
            let (mut low, mut high) =
                own.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
            for _ in 0..HALVINGS {
                let middle = 0.5 * (low + high);
                // Further out there is less beyond.
                let further = beyond(middle, sign) > 0.5 - 0.5 * level;
                if further == (sign > 0.0) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            0.5 * (low + high)
        })
    }
}
