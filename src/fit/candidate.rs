//! A law fitted with one structure of errors: its likelihood, and the solutions that its intervals average over.

use super::Structure;
use super::covariance::{Uncertainty, log_determinant};
use super::dependence::Dependence;
use super::least_squares::{Options, Solution, solve};
use super::problem::LawProblem;
use super::search::search;

/// A solution for one dependence of errors.
pub(super) struct Component<'a> {
    pub problem: LawProblem<'a>,
    pub best: Solution,
    pub uncertainty: Uncertainty,
    /// Its part in intervals; all parts add up to 1.
    pub weight: f64,
    /// The logarithm of its restricted likelihood.
    pub restricted: f64,
    /// The logarithm of what that counts for: prior density times width.
    pub share: f64,
}

impl<'a> Component<'a> {
    pub(super) fn new(problem: LawProblem<'a>, best: Solution) -> Self {
        let uncertainty = Uncertainty::of(&best);
        let restricted = restricted(&problem, &best);
        Self { problem, best, uncertainty, weight: 1.0, restricted, share: 0.0 }
    }

    /// The logarithm of the normal likelihood of the observed values at the best variance: densities of logarithms and
    /// logits, of weighted and of whitened errors are turned into densities of values, so that fits on all error scales
    /// and with all structures of errors can be compared.
    pub(super) fn log_likelihood(&self) -> f64 {
        let (data, scale) = (self.problem.data, self.problem.scale);
        let count = data.len() as f64;
        let turned: f64 =
            data.y.iter().zip(&data.weights).map(|(value, weight)| scale.log_slope(*value) + 0.5 * weight.ln()).sum();
        let whitened = self.problem.whitening.log_determinant();
        -0.5 * count * ((std::f64::consts::TAU * self.best.sum_of_squares / count).ln() + 1.0) + turned + whitened
    }

    fn improve(&mut self, better: Solution, options: &Options) {
        // The profiled parameter was held there; set free, it may go further still.
        let free = solve(&self.problem, &better.parameters, options).ok();
        self.best = free.filter(|free| free.sum_of_squares <= better.sum_of_squares).unwrap_or(better);
        self.uncertainty = Uncertainty::of(&self.best);
        self.restricted = restricted(&self.problem, &self.best);
    }
}

/// The logarithm of the restricted likelihood (Patterson and Thompson 1971, doi:10.1093/biomet/58.3.545), up to a
/// constant: what is left of the likelihood of a dependence once parameters and variance are averaged over. It has no
/// part in the bias by which residuals look less alike than errors are.
fn restricted(problem: &LawProblem, best: &Solution) -> f64 {
    let (determinant, searched) = log_determinant(best);
    let freedom = problem.data.len().saturating_sub(searched).max(1) as f64;
    problem.whitening.log_determinant() - 0.5 * freedom * best.sum_of_squares.ln() - 0.5 * determinant
}

/// A law fitted with one structure of errors.
pub(super) struct Candidate<'a> {
    /// Solutions that intervals average over.
    pub components: Vec<Component<'a>>,
    /// Which of them is reported.
    pub central: usize,
    /// Its greatest likelihood.
    pub log_likelihood: f64,
}

impl<'a> Candidate<'a> {
    pub(super) fn single(component: Component<'a>) -> Self {
        let log_likelihood = component.log_likelihood();
        Self { components: vec![component], central: 0, log_likelihood }
    }

    /// Errors that are independent.
    pub(super) fn independent(problem: LawProblem<'a>, options: &Options, known: &[Option<f64>]) -> Option<Self> {
        let best = search(&problem, options, known, &[])?;
        Some(Self::single(Component::new(problem, best)))
    }

    /// Errors that walk.
    pub(super) fn walk(&self, options: &Options, known: &[Option<f64>]) -> Option<Self> {
        let from = self.reported();
        let problem = from.problem.with(Dependence::Walk);
        let best = search(&problem, options, known, &[&from.best.parameters])?;
        Some(Self::single(Component::new(problem, best)))
    }

    /// Akaike's corrected criterion of the structure of errors, by the restricted likelihood of what the law leaves:
    /// structures are compared for one law, and its parameters bias the likelihood itself against errors that draw on
    /// those before them.
    pub(super) fn criterion(&self) -> f64 {
        let one = self.reported();
        let left = one.problem.data.len().saturating_sub(log_determinant(&one.best).1) as f64;
        let count = if self.dependence().correlation().is_some() { 2.0 } else { 1.0 };
        let spare = left - count - 1.0;
        let correction = if spare > 0.0 { 2.0 * count * (count + 1.0) / spare } else { f64::INFINITY };
        2.0 * count - 2.0 * one.restricted + correction
    }

    /// Several structures of errors as one, of which one is reported: intervals average over all, each by its
    /// restricted likelihood, a structure being as likely as any other before the data are seen.
    pub(super) fn averaged(all: Vec<Self>, chosen: usize) -> Option<Self> {
        let before: usize = all.iter().take(chosen).map(|one| one.components.len()).sum();
        let central = before + all.get(chosen)?.central;
        let log_likelihood = all[chosen].log_likelihood;
        let prior = |structure| match structure {
            Structure::Independent | Structure::Autoregressive => 0.25_f64,
            Structure::Walk => 0.5,
        };
        let mut components: Vec<Component> = all.into_iter().flat_map(|one| one.components).collect();
        for one in &mut components {
            one.share += prior(one.problem.whitening.dependence.structure()).ln();
        }
        Some(Self { components, central, log_likelihood }.kept())
    }

    /// How much a structure of errors counts.
    pub(super) fn weight(&self, structure: Structure) -> f64 {
        let of = self.components.iter().filter(|one| one.problem.whitening.dependence.structure() == structure);
        of.fold(0.0, |sum, one| sum + one.weight)
    }

    /// The same with few components: neighbours of little weight are told by the weightiest of them.
    pub(super) fn fewer(mut self) -> Self {
        let central = self.central;
        let mut kept: Vec<Kept> = Vec::new();
        let mut sum = 0.0;
        for (at, one) in self.components.into_iter().enumerate() {
            // The middle of a component in the order of correlations says to which part of them it belongs. Those with
            // the longest memory are wide: each of them says how far an interval reaches.
            let middle = sum + 0.5 * one.weight;
            let part = if middle < WIDE { (middle * FEW).floor() } else { FEW + at as f64 };
            sum += one.weight;
            let worth = one.restricted + one.share;
            let is_central = at == central;
            match kept.last_mut() {
                Some(last) if last.part == part => last.take(one, worth, is_central),
                Some(_) | None => kept.push(Kept { part, worth, is_central, one }),
            }
        }
        self.central = kept.iter().position(|kept| kept.is_central).unwrap_or(0);
        self.components = kept.into_iter().map(Kept::told).collect();
        self.weigh();
        self
    }

    /// The same without components of no weight.
    pub(super) fn kept(mut self) -> Self {
        self.weigh();
        let central = self.central;
        let is_kept = |(at, one): &(usize, Component)| *at == central || one.weight > NO_WEIGHT;
        let kept: Vec<(usize, Component)> = self.components.into_iter().enumerate().filter(is_kept).collect();
        self.central = kept.iter().position(|(at, _)| *at == central).unwrap_or(0);
        self.components = kept.into_iter().map(|(_, one)| one).collect();
        self.weigh();
        self
    }

    /// The solution that is reported.
    pub(super) fn reported(&self) -> &Component<'a> {
        &self.components[self.central]
    }

    /// How errors depend on those before them.
    pub(super) fn dependence(&self) -> Dependence {
        self.reported().problem.whitening.dependence
    }

    /// Puts something better in the place of a solution.
    pub(super) fn improve(&mut self, component: usize, better: Solution, options: &Options) {
        self.components[component].improve(better, options);
        self.weigh();
        self.log_likelihood = self.log_likelihood.max(self.components[component].log_likelihood());
    }

    /// Makes weights of restricted likelihoods.
    fn weigh(&mut self) {
        let worth: Vec<f64> = self.components.iter().map(|one| one.restricted + one.share).collect();
        let most = worth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = worth.iter().map(|worth| (worth - most).exp()).sum();
        for (component, worth) in self.components.iter_mut().zip(&worth) {
            component.weight = (worth - most).exp() / sum;
        }
    }
}

/// Parts of equal weight, each of which one component stands for.
const FEW: f64 = 8.0;
/// From this part on each component stands for itself.
const WIDE: f64 = 0.9;
/// Components of less weight than this have no part in intervals.
const NO_WEIGHT: f64 = 1e-3;

/// A component that stands for its neighbours too.
struct Kept<'a> {
    part: f64,
    /// The logarithm of what all of them count for.
    worth: f64,
    is_central: bool,
    one: Component<'a>,
}

impl<'a> Kept<'a> {
    fn take(&mut self, other: Component<'a>, worth: f64, is_central: bool) {
        self.worth = self.worth.max(worth) + (-(self.worth - worth).abs()).exp().ln_1p();
        if is_central || (!self.is_central && other.weight > self.one.weight) {
            (self.one, self.is_central) = (other, is_central);
        }
    }

    fn told(mut self) -> Component<'a> {
        self.one.share = self.worth - self.one.restricted;
        self.one
    }
}
