//! The curve of a fitted law with its bands.

use ndarray::Array2;
use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::gamma::ln_gamma;

use super::candidate::Component;
use super::dependence::Dependence;
use super::fitted::{Fitted, Gradient, quadratic, student};
use super::problem::linked;
use super::{At, Structure};
use crate::numeric::normal::normal_cdf;

/// From so many degrees of freedom on Student's distribution is taken by its series.
const MANY: f64 = 10_000.0;
/// Newton's steps that find a quantile of several distributions together; five are enough as a rule.
const STEPS: usize = 20;
/// Halvings that find it else.
const HALVINGS: usize = 60;
/// A step of this part of the distance between the ends of the parts is none.
const NONE: f64 = 1e-15;

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
#[derive(Debug, Clone, Copy)]
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

/// Student's distribution, and its quantile at a level.
#[derive(Clone, Copy)]
struct Student {
    freedom: f64,
    level: f64,
    /// The ends of the level are so many standard errors away.
    reach: f64,
    /// Its density at 0.
    peak: f64,
    exact: Option<StudentsT>,
}

impl Student {
    fn new(freedom: usize, level: f64) -> Self {
        let freedom_of = freedom.max(1) as f64;
        let gammas = ln_gamma(0.5 * (freedom_of + 1.0)) - ln_gamma(0.5 * freedom_of);
        Self {
            freedom: freedom_of,
            level,
            reach: student(freedom, level),
            peak: (gammas - 0.5 * (std::f64::consts::PI * freedom_of).ln()).exp(),
            exact: StudentsT::new(0.0, 1.0, freedom_of).ok(),
        }
    }

    /// The probability of values below one.
    fn below(&self, value: f64) -> f64 {
        if self.freedom < MANY {
            return self.exact.map_or(f64::NAN, |exact| exact.cdf(value));
        }
        normal_cdf(score(value, self.freedom))
    }
}

/// The standard normal score of a value of Student's distribution with many degrees of freedom (Hill 1970, Algorithm 395,
/// doi:10.1145/355598.355599), whose exact form is a continued fraction that grows longer with them.
fn score(value: f64, freedom: f64) -> f64 {
    let a = freedom - 0.5;
    let b = 48.0 * a * a;
    let y = a * (value * value / freedom).ln_1p();
    let series = (((-0.4 * y - 3.3) * y - 24.0) * y - 85.5) / (0.8 * y * y + 100.0 + b);
    ((series + y + 3.0) / b + 1.0) * y.sqrt().copysign(value)
}

/// The curve of a fitted law, whose bands hold one level.
pub struct Bands<'a> {
    of: &'a Fitted,
    student: Student,
}

impl Fitted {
    /// The curve with confidence and prediction intervals at a level such as 0.95.
    ///
    /// Intervals are by linear approximation on the error scale, so that they stay positive, or between 0 and 1, where
    /// values do; a parameter that ran to a bound counts as known. Where errors draw on those before them, a new
    /// observation goes on from the last one before it.
    #[must_use]
    pub fn bands(&self, level: f64) -> Bands<'_> {
        Bands { of: self, student: Student::new(self.freedom, level) }
    }

    /// The curve at a place: [`Self::bands`] for one.
    #[must_use]
    pub fn curve(&self, at: impl Into<At>, level: f64) -> CurvePoint {
        self.bands(level).at(at)
    }
}

impl Bands<'_> {
    /// The curve at a place.
    #[must_use]
    pub fn at(&self, at: impl Into<At>) -> CurvePoint {
        let (of, at) = (self.of, at.into());
        let all: Vec<[About; 2]> = of.members.iter().map(|member| member.there(of, &at)).collect();
        let reported = of.members.iter().position(|member| member.is_reported).unwrap_or(0);
        let ends = |which: usize| {
            let parts: Vec<About> = all.iter().map(|both| both[which]).collect();
            self.student.ends(&parts).map(|end| of.scale.unlink(end))
        };
        CurvePoint {
            value: of.scale.unlink(all[reported][0].centre),
            confidence: ends(0),
            expected: of.scale.unlink(all[reported][1].centre),
            prediction: ends(1),
        }
    }
}

impl Student {
    /// Between which ends the level of several of its kind together lies.
    fn ends(&self, parts: &[About]) -> [f64; 2] {
        let alone = |part: &About, sign: f64| part.centre + sign * self.reach * part.error;
        if let [one] = parts {
            return [-1.0, 1.0].map(|sign| alone(one, sign));
        }
        [-1.0, 1.0].map(|sign| {
            let own = parts.iter().map(|part| alone(part, sign));
            let (mut low, mut high) =
                own.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
            let negligible = NONE * (high - low);
            let mut end = 0.5 * (low + high);
            for turn in 0..STEPS + HALVINGS {
                // Further out there is less beyond.
                let above = self.beyond(parts, end, sign) - (0.5 - 0.5 * self.level);
                if (above > 0.0) == (sign > 0.0) {
                    low = end;
                } else {
                    high = end;
                }
                let step = sign * above / self.density(parts, end);
                let (middle, next) = (0.5 * (low + high), end + step);
                if middle <= low || middle >= high || next == end || step.abs() <= negligible {
                    break;
                }
                end = if turn < STEPS && low < next && next < high { next } else { middle };
            }
            end
        })
    }

    /// The density of several together at a value, near enough to step by.
    fn density(&self, parts: &[About], value: f64) -> f64 {
        let density = |part: &About| {
            let away = (value - part.centre) / part.error;
            let power = -0.5 * (self.freedom + 1.0) * (away * away / self.freedom).ln_1p();
            if part.error > 0.0 { part.weight * self.peak * power.exp() / part.error } else { 0.0 }
        };
        parts.iter().map(density).sum()
    }

    /// The probability of what lies beyond a value, on the side of a sign.
    fn beyond(&self, parts: &[About], value: f64, sign: f64) -> f64 {
        let tail = |part: &About| {
            let away = sign * (value - part.centre);
            // Something that is known exactly is on one side.
            part.weight
                * if part.error > 0.0 { self.below(-away / part.error) } else { f64::from(u8::from(away < 0.0)) }
        };
        parts.iter().map(tail).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Beyond an end lies half of what the level leaves, however far apart, wide and heavy the parts are; and the steps are
    /// those of the density.
    #[test]
    fn ends_of_several_leave_what_the_level_leaves() {
        let about = |centre, error, weight| About { centre, error, weight };
        let cases = [
            vec![about(0.0, 1.0, 0.5), about(0.1, 1.2, 0.3), about(0.0, 3.0, 0.2)],
            vec![about(5.0, 1e-3, 0.999), about(-5.0, 100.0, 0.001)],
            vec![about(0.0, 1.0, 0.974), about(1e6, 1.0, 0.026)],
            vec![about(1e-12, 1e-9, 0.5), about(1e-12, 2e-9, 0.5)],
            vec![about(3.0, 0.0, 0.5), about(3.5, 0.2, 0.5)],
        ];
        for freedom in [1, 3, 40, 20_000] {
            let student = Student::new(freedom, 0.95);
            for parts in &cases {
                for (end, sign) in student.ends(parts).into_iter().zip([-1.0, 1.0]) {
                    let width = parts.iter().map(|part| part.error).fold(0.0, f64::max);
                    let [inner, outer] =
                        [-1.0, 1.0].map(|way: f64| student.beyond(parts, end + way * sign * 1e-9 * width, sign));
                    assert!(
                        inner >= 0.025 - 1e-12 && outer <= 0.025 + 1e-12,
                        "{freedom} {parts:?}: {end}, {inner} and {outer}"
                    );
                }
                let (step, at) = (1e-4 * parts[1].error, parts[1].centre + 0.7 * parts[1].error);
                let slope =
                    (student.beyond(parts, at - step, 1.0) - student.beyond(parts, at + step, 1.0)) / (2.0 * step);
                let density = student.density(parts, at);
                assert!((density / slope - 1.0).abs() < 1e-4, "{freedom} {parts:?}: {density}, not {slope}");
            }
        }
    }

    /// Probabilities from `mpmath` with 40 digits.
    #[test]
    fn probabilities_for_many_degrees_of_freedom() {
        for (value, freedom, expected) in [
            (-1.96, 10_000.0, 0.025_011_760_115_916_524),
            (-0.3, 10_000.0, 0.382_091_695_614_666_16),
            (1.5, 20_000.0, 0.933_184_906_331_157_5),
            (-3.5, 50_000.0, 0.000_232_831_488_337_452_72),
            (-5.0, 10_000.0, 2.915_163_306_831_323_7e-07),
            (-1.0, 1_000_000.0, 0.158_655_374_916_789_08),
        ] {
            let found = normal_cdf(score(value, freedom));
            assert!((found / expected - 1.0).abs() < 1e-11, "{value}, {freedom}: {found}, not {expected}");
        }
    }
}
