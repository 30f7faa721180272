//! Random numbers of Vensim, which lie between two bounds (Reference Manual, "Random number functions").
//!
//! Vensim draws again until a number lies between the bounds. What it ends with has the distribution's own quantiles, of a
//! chance that is even between those of the bounds, which is how it is found here. The stream has no part in it: all noise is
//! from the seed of the scenario.

use statrs::function::beta::{beta_reg, inv_beta_reg};

use super::super::expression::{Expression, Kind, Name};
use super::super::lexer::Dialect;
use super::super::model::{Graph, Shape};
use super::super::toml::decimal;
use super::Translator;
use super::scope::{Scope, Stop};
use super::stateful::MOST_MEAN;
use super::written::{ATOM, CHOICE, PRODUCT, SUM, Written};
use crate::diagnostic::Code;
use crate::numeric::normal::{CENTRAL, FAR, MIDDLE, Rational, normal_cdf};

/// Trials of a binomial distribution at most, whose values are written out.
const MOST_TRIALS: f64 = 100.0;

/// Cells that a range is cut into where a distribution is given by its chances.
const CELLS: usize = 400;

/// Trials at most that a number of successes may need.
const MOST_NEEDED: usize = 400;

impl Translator<'_> {
    /// A random number between bounds; none if this is not one.
    pub(super) fn random(
        &mut self,
        name: &Name,
        arguments: &[Expression],
        whole: &Expression,
        scope: &Scope,
    ) -> Option<Result<Written, Stop>> {
        if self.model.dialect != Dialect::Vensim {
            return None;
        }
        Some(match (name.folded.as_str(), arguments) {
            ("random_normal", [low, high, mean, deviation, _]) => {
                self.random_normal([low, high, mean, deviation], whole, scope)
            }
            ("random_exponential", [low, high, shift, stretch, _]) => {
                self.random_exponential([low, high, shift, stretch], whole, scope)
            }
            ("random_weibull", [low, high, shape, shift, stretch, _]) => {
                self.random_weibull([low, high, shape, shift, stretch], whole, scope)
            }
            ("random_beta", [low, high, alpha, beta, shift, stretch, _]) => {
                self.random_beta([low, high, alpha, beta, shift, stretch], whole, scope)
            }
            ("random_lookup", [density, low, high, shift, stretch, _]) => {
                self.random_lookup(density, [low, high, shift, stretch], whole, scope)
            }
            ("random_triangular", [low, high, start, peak, end, _]) => {
                self.random_triangular([low, high, start, peak, end], whole, scope)
            }
            ("random_poisson", [low, high, mean, shift, stretch, _]) => {
                self.fixed([low, high, mean, shift, stretch], scope).and_then(|[low, high, mean, shift, stretch]| {
                    if !(0.0..=MOST_MEAN).contains(&mean) {
                        return Err(
                            self.unsupported("`RANDOM POISSON` with a mean that is not from 0 to 100", &whole.range)
                        );
                    }
                    let masses = poisson(mean);
                    self.counted(&masses, [low, high, shift, stretch], whole, scope)
                })
            }
            ("random_binomial", [low, high, chance, trials, shift, stretch, _]) => self
                .fixed([low, high, chance, trials, shift, stretch], scope)
                .and_then(|[low, high, chance, trials, shift, stretch]| {
                    let fine =
                        (0.0..=1.0).contains(&chance) && trials.fract() == 0.0 && (0.0..=MOST_TRIALS).contains(&trials);
                    if !fine {
                        let what = "`RANDOM BINOMIAL` with a chance that is not from 0 to 1 or more than 100 trials";
                        return Err(self.unsupported(what, &whole.range));
                    }
                    let masses = binomial(chance, trials as usize);
                    self.counted(&masses, [low, high, shift, stretch], whole, scope)
                }),
            ("random_negative_binomial", [low, high, chance, successes, shift, stretch, _]) => self
                .fixed([low, high, chance, successes, shift, stretch], scope)
                .and_then(|[low, high, chance, successes, shift, stretch]| {
                    let counted = successes.fract() == 0.0 && (1.0..=MOST_TRIALS).contains(&successes);
                    let masses = if counted { negative_binomial(chance, successes as usize) } else { None };
                    let Some(masses) = masses else {
                        let what = "`RANDOM NEGATIVE BINOMIAL` that may need more than 400 trials";
                        return Err(self.unsupported(what, &whole.range));
                    };
                    self.counted(&masses, [low, high, shift, stretch], whole, scope)
                }),
            _ => return None,
        })
    }

    /// `RANDOM TRIANGULAR(low, high, start, peak, end, stream)`: the quantile of the triangle at a chance that is even between those
    /// of the bounds.
    fn random_triangular(&mut self, all: [&Expression; 5], whole: &Expression, scope: &Scope) -> Result<Written, Stop> {
        let [low, high, start, peak, end] = self.fixed(all, scope)?;
        if !(start <= peak && peak <= end && start < end) {
            return Err(self.unsupported("a triangle whose peak is not between its ends", &all[3].range));
        }
        let below = |x: f64| {
            let x = x.clamp(start, end);
            if x < peak || peak == end {
                (x - start) * (x - start) / ((end - start) * (peak - start))
            } else {
                1.0 - (end - x) * (end - x) / ((end - start) * (end - peak))
            }
        };
        let chance = self.chance([below(low), below(high)], whole, scope)?;
        let left = decimal((end - start) * (peak - start));
        let right = decimal((end - start) * (end - peak));
        let text = format!(
            "if {chance} < {} then {} + sqrt({chance} * {left}) else {} - sqrt((1 - {chance}) * {right})",
            decimal(below(peak)),
            decimal(start),
            decimal(end),
        );
        Ok(Written::new(text, CHOICE))
    }

    /// `RANDOM BETA(low, high, alpha, beta, shift, stretch, stream)`: a beta distribution from 0 to 1, stretched and then shifted.
    fn random_beta(&mut self, all: [&Expression; 6], whole: &Expression, scope: &Scope) -> Result<Written, Stop> {
        let [low, high, alpha, beta, shift, stretch] = self.fixed(all, scope)?;
        let shapes = 0.01..=10_000.0;
        if stretch <= 0.0 || !shapes.contains(&alpha) || !shapes.contains(&beta) {
            let what = "a beta distribution whose shapes are not from 0.01 to 10000, or whose stretch is not above 0";
            return Err(self.unsupported(what, &whole.range));
        }
        // Beyond these no number that is drawn lies.
        let ends = [1e-12, 1.0 - 1e-12].map(|chance| inv_beta_reg(alpha, beta, chance));
        let below = |x: f64| beta_reg(alpha, beta, x.clamp(0.0, 1.0));
        self.by_cells(ends, &below, [low, high, shift, stretch], whole, scope)
    }

    /// `RANDOM LOOKUP(lookup, low, high, shift, stretch, stream)`: the lookup is the density, whatever its area is.
    fn random_lookup(
        &mut self,
        density: &Expression,
        all: [&Expression; 4],
        whole: &Expression,
        scope: &Scope,
    ) -> Result<Written, Stop> {
        let [low, high, shift, stretch] = self.fixed(all, scope)?;
        let points = match &density.kind {
            Kind::Name(name) => match self.find(&name.folded, &scope.module) {
                Some(place) => self.graph_of(place, name, scope)?.sorted().points,
                None => return Err(self.unknown(name)),
            },
            _ => Vec::new(),
        };
        let area = |to: f64| -> f64 {
            let piece = |pair: &[(f64, f64)]| {
                let ((x, y), (next, after)) = (pair[0], pair[1]);
                let width = to.min(next) - x;
                if width <= 0.0 { 0.0 } else { width * (y + (after - y) * width / (next - x) / 2.0) }
            };
            points.windows(2).map(piece).sum()
        };
        let ends = [points.first(), points.last()].map(|point| point.map_or(0.0, |(x, _)| *x));
        let total = area(ends[1]);
        if total <= 0.0 || points.iter().any(|(_, y)| *y < 0.0) || stretch <= 0.0 {
            let what = "a density that is below 0, or 0 throughout, or a stretch that is not above 0";
            return Err(self.unsupported(what, &density.range));
        }
        self.by_cells(ends, &|x| area(x) / total, [low, high, shift, stretch], whole, scope)
    }

    /// A number between two ends by its distribution function, stretched and then shifted: the range is cut into cells, each of
    /// which has its own chance, and within which numbers are even.
    fn by_cells(
        &mut self,
        ends: [f64; 2],
        below: &dyn Fn(f64) -> f64,
        [low, high, shift, stretch]: [f64; 4],
        whole: &Expression,
        scope: &Scope,
    ) -> Result<Written, Stop> {
        let [from, to] = [(low - shift) / stretch, (high - shift) / stretch];
        let (from, to) = (from.max(ends[0]), to.min(ends[1]));
        let chance = self.chance([below(from), below(to)], whole, scope)?;
        let at = |cell: usize| from + (to - from) * cell as f64 / CELLS as f64;
        let mut points: Vec<(f64, f64)> =
            (0..=CELLS).map(|cell| (below(at(cell)), at(cell) * stretch + shift)).collect();
        points.dedup_by_key(|point| point.0);
        let graph = Graph { points, data: None, shape: Shape::Continuous, range: whole.range.clone() };
        let lookup = self.names.give(&format!("{}_quantiles", scope.own));
        self.add_lookup(&lookup, &graph, "")?;
        Ok(Written::atom(format!("{lookup}({chance})")))
    }

    /// A whole number by the chances of 0, 1, 2 and so on, stretched and then shifted: drawn again until it lies between bounds.
    fn counted(
        &mut self,
        masses: &[f64],
        [low, high, shift, stretch]: [f64; 4],
        whole: &Expression,
        scope: &Scope,
    ) -> Result<Written, Stop> {
        let value = |count: usize| count as f64 * stretch + shift;
        let inside: Vec<usize> = (0..masses.len()).filter(|count| (low..=high).contains(&value(*count))).collect();
        let total: f64 = inside.iter().map(|count| masses[*count]).sum();
        let (Some(first), true) = (inside.first(), total > 0.0) else {
            return Err(self.wrong(Code::Syntax, "no random number lies between these bounds", &whole.range));
        };
        let own = self.names.give(&format!("{}_chance", scope.own));
        self.add_helper(&own, "equation", "uniform(0, 1)".into(), scope);
        let mut sum = 0.0;
        let mut text = decimal(value(*first));
        for pair in inside.windows(2) {
            sum += masses[pair[0]] / total;
            text.push_str(&format!(" + ({own} > {}) * {}", decimal(sum), decimal(value(pair[1]) - value(pair[0]))));
        }
        Ok(Written::new(text, SUM))
    }

    /// What arguments are, which have to be fixed numbers.
    fn fixed<const N: usize>(&mut self, arguments: [&Expression; N], scope: &Scope) -> Result<[f64; N], Stop> {
        let mut values = [0.0; N];
        for (value, argument) in values.iter_mut().zip(arguments) {
            *value = match self.settled(argument, scope) {
                Some(value) => value,
                None if scope.at.is_none() && !scope.dims.is_empty() => return Err(Stop::Elements),
                None => {
                    return Err(
                        self.unsupported("random numbers whose bounds and shape are not fixed", &argument.range)
                    );
                }
            };
        }
        Ok(values)
    }

    /// A chance that is even between two, and a name for it.
    fn chance(&mut self, between: [f64; 2], whole: &Expression, scope: &Scope) -> Result<String, Stop> {
        if between[0] >= between[1] {
            return Err(self.wrong(Code::Syntax, "no random number lies between these bounds", &whole.range));
        }
        let own = self.names.give(&format!("{}_chance", scope.own));
        let equation = format!("uniform({}, {})", decimal(between[0]), decimal(between[1]));
        self.add_helper(&own, "equation", equation.into(), scope);
        Ok(own)
    }

    /// `RANDOM NORMAL(low, high, mean, deviation, stream)`.
    fn random_normal(&mut self, all: [&Expression; 4], whole: &Expression, scope: &Scope) -> Result<Written, Stop> {
        let [low, high, mean, deviation] = self.fixed(all, scope)?;
        if deviation < 0.0 {
            return Err(self.unsupported("a standard deviation below 0", &all[3].range));
        }
        if deviation == 0.0 && (low..=high).contains(&mean) {
            return self.expression(all[2], scope);
        }
        let at = |bound: f64| normal_cdf((bound - mean) / deviation);
        let chance = self.chance([at(low), at(high)], whole, scope)?;
        let score = self.names.give(&format!("{}_score", scope.own));
        self.add_helper(&score, "equation", normal_quantile(&chance).into(), scope);
        let mean = self.expression(all[2], scope)?;
        let deviation = self.expression(all[3], scope)?;
        let text = format!("clamp({} + {score} * {}, ", mean.at(SUM), deviation.at(ATOM));
        Ok(Written::atom(format!("{text}{}, {})", decimal(low), decimal(high))))
    }

    /// `RANDOM EXPONENTIAL(low, high, shift, stretch, stream)`: of mean 1, stretched and then shifted.
    fn random_exponential(
        &mut self,
        all: [&Expression; 4],
        whole: &Expression,
        scope: &Scope,
    ) -> Result<Written, Stop> {
        let [low, high, shift, stretch] = self.fixed(all, scope)?;
        if stretch <= 0.0 {
            return Err(self.unsupported("a stretch that is not above 0", &all[3].range));
        }
        // The chance of a greater number.
        let beyond = |bound: f64| (-((bound - shift) / stretch).max(0.0)).exp();
        let chance = self.chance([beyond(high), beyond(low)], whole, scope)?;
        let (shift, stretch) = (self.expression(all[2], scope)?, self.expression(all[3], scope)?);
        Ok(Written::new(format!("{} - {} * ln({chance})", shift.at(SUM), stretch.at(PRODUCT)), SUM))
    }

    /// `RANDOM WEIBULL(low, high, shape, shift, stretch, stream)`: of mean 1, stretched and then shifted.
    fn random_weibull(&mut self, all: [&Expression; 5], whole: &Expression, scope: &Scope) -> Result<Written, Stop> {
        let [low, high, shape, shift, stretch] = self.fixed(all, scope)?;
        if stretch <= 0.0 || shape <= 0.0 {
            return Err(self.unsupported("a shape or a stretch that is not above 0", &whole.range));
        }
        let scale = stretch / gamma(1.0 + 1.0 / shape);
        // The chance of a greater number.
        let beyond = |bound: f64| (-((bound - shift) / scale).max(0.0).powf(shape)).exp();
        let chance = self.chance([beyond(high), beyond(low)], whole, scope)?;
        let text = format!("{} + {} * (-ln({chance})) ^ {}", decimal(shift), decimal(scale), decimal(1.0 / shape));
        Ok(Written::new(text, SUM))
    }
}

/// The gamma function of a number above 0, by Stirling's series of one eight above it.
fn gamma(x: f64) -> f64 {
    let above = x + 8.0;
    let series = [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0];
    let rest: f64 = series.iter().zip([1, 3, 5, 7, 9]).map(|(factor, power)| factor / above.powi(power)).sum();
    let logarithm = (above - 0.5) * above.ln() - above + std::f64::consts::TAU.ln() / 2.0 + rest;
    logarithm.exp() / (0..8).map(|step| x + f64::from(step)).product::<f64>()
}

/// The chances of 0, 1, 2 and so on by a Poisson distribution, as far as any number that is drawn lies.
fn poisson(mean: f64) -> Vec<f64> {
    let mut masses = vec![(-mean).exp()];
    while masses.iter().sum::<f64>() < 1.0 - 1e-15 && (masses.len() as f64) < 4.0 * MOST_MEAN {
        let next = masses[masses.len() - 1] * mean / masses.len() as f64;
        masses.push(next);
    }
    masses
}

/// The chances of 0, 1, 2 and so on successes in so many trials.
fn binomial(chance: f64, trials: usize) -> Vec<f64> {
    let mut masses = vec![1.0];
    for _ in 0..trials {
        let more = masses.iter().map(|mass| mass * chance);
        let none = masses.iter().map(|mass| mass * (1.0 - chance));
        masses = none.chain([0.0]).zip([0.0].into_iter().chain(more)).map(|(one, other)| one + other).collect();
    }
    masses
}

/// The chances that 0, 1, 2 and so on trials are needed for so many successes; none if more than 400 may be.
fn negative_binomial(chance: f64, successes: usize) -> Option<Vec<f64>> {
    let mut masses = vec![0.0; successes];
    masses.push(chance.powi(successes as i32));
    while masses.iter().sum::<f64>() < 1.0 - 1e-12 {
        let trials = masses.len();
        if trials > MOST_NEEDED {
            return None;
        }
        let next = masses[trials - 1] * (1.0 - chance) * (trials - 1) as f64 / (trials - successes) as f64;
        masses.push(next);
    }
    Some(masses)
}

/// The quantile of the normal distribution at a chance, as [`crate::numeric::normal::normal_quantile`] has it.
fn normal_quantile(chance: &str) -> String {
    let middle = quotient(&CENTRAL, &format!("(0.180625 - ({chance} - 0.5) ^ 2)"));
    let smaller = format!("max(min({chance}, 1 - {chance}), 1e-300)");
    let root = format!("sqrt(-ln({smaller}))");
    let outer = quotient(&MIDDLE, &format!("({root} - 1.6)"));
    let far = quotient(&FAR, &format!("({root} - 5)"));
    format!(
        "if abs({chance} - 0.5) <= 0.425 then ({chance} - 0.5) * {middle} \
         else (if {chance} < 0.5 then -1 else 1) * (if {root} <= 5 then {outer} else {far})"
    )
}

/// A quotient of polynomials of x.
fn quotient(of: &Rational, x: &str) -> String {
    let polynomial = |coefficients: &[f64]| {
        coefficients.iter().rev().fold(String::new(), |inner, next| match inner.as_str() {
            "" => decimal(*next),
            _ => format!("({inner} * {x} + {})", decimal(*next)),
        })
    };
    format!("{} / {}", polynomial(&of.numerator), polynomial(&of.denominator))
}
