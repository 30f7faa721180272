//! Errors that are autoregressive: a law fitted with many correlations, and how much each of them counts.

use super::candidate::{Candidate, Component};
use super::dependence::Dependence;
use super::least_squares::{Options, solve};
use super::profile::CREEPING;
use super::search::SAMPLED;

impl Candidate<'_> {
    /// Errors that are autoregressive: correlations with their restricted likelihoods, every correlation from 0 to 1 as
    /// likely as any other before the data are seen. The one of greatest restricted likelihood is reported; the
    /// likelihood is the greatest there is.
    pub(super) fn autoregressive(&self, options: &Options) -> Option<Self> {
        let from = self.reported();
        if from.problem.data.len() > SAMPLED {
            return Some(Self::single(by_residuals(from, options)?));
        }
        // The last digits matter only of the one that is reported.
        let rough = Options { offset: ROUGH, steps: CREEPING, ..options.clone() };
        let mut path = Path { from, options: &rough, found: Vec::new() };
        for memory in MEMORIES {
            path.add(memory);
        }
        let likeliest = path.climb(Component::log_likelihood, 7)?;
        let log_likelihood = path.found[likeliest].1.log_likelihood();
        path.refine();
        let central = path.climb(|one| one.restricted, 12)?;
        let mut all = path.candidate(central, log_likelihood);
        let reported = all.reported().best.clone();
        all.improve(all.central, reported, options);
        Some(all)
    }
}

/// Offset of fits along correlations.
const ROUGH: f64 = 1e-6;
/// Correlations to begin with, as -ln(1 - correlation).
const MEMORIES: [f64; 11] = [0.0, 0.12, 0.3, 0.5, 0.8, 1.2, 1.7, 2.4, 3.2, 4.2, LONGEST];
/// The longest memory: a correlation of 0.998.
const LONGEST: f64 = 6.2;
/// Points that are put between others where the likelihood is steep.
const BETWEEN: usize = 24;
/// Neighbours differ by no more than this logarithm of likelihood where it is high.
const SMOOTH: f64 = 1.2;
/// What is so far below the best in the logarithm has no part.
const NEGLIGIBLE: f64 = 7.0;

/// The logarithm of the density of a memory before data are seen: every correlation from 0 to 1 is as likely as any
/// other.
fn prior(memory: f64) -> f64 {
    -memory
}

/// Solutions along correlations.
struct Path<'p, 'a> {
    from: &'p Component<'a>,
    options: &'p Options,
    /// In increasing memory, -ln(1 - correlation).
    found: Vec<(f64, Component<'a>)>,
}

impl<'a> Path<'_, 'a> {
    /// Solves for a memory; where it stands, if there is a solution.
    fn add(&mut self, memory: f64) -> Option<usize> {
        let place = self.found.partition_point(|(known, _)| *known < memory);
        if self.found.get(place).is_some_and(|(known, _)| *known == memory) {
            return Some(place);
        }
        let problem = self.from.problem.with(Dependence::Autoregressive(-(-memory).exp_m1()));
        let neighbours = [place.checked_sub(1), Some(place)].into_iter().flatten();
        let starts = neighbours.filter_map(|at| self.found.get(at)).map(|(_, one)| &one.best.parameters);
        let start = starts.chain([&self.from.best.parameters]).next()?;
        let best = solve(&problem, start, self.options).ok()?;
        self.found.insert(place, (memory, Component::new(problem, best)));
        Some(place)
    }

    /// Goes up to where something is greatest, by golden sections; where that stands.
    fn climb(&mut self, height: impl Fn(&Component<'a>) -> f64, steps: usize) -> Option<usize> {
        let part = 0.5 * (3.0 - 5_f64.sqrt());
        for _ in 0..steps {
            let top = self.top(&height)?;
            let at = self.found[top].0;
            let below = top.checked_sub(1).map(|below| self.found[below].0);
            let above = self.found.get(top + 1).map(|(above, _)| *above);
            let wider = |side: Option<f64>| side.map_or(0.0, |side| (side - at).abs());
            let side = if wider(below) > wider(above) { below } else { above }?;
            if (side - at).abs() < 1e-5 {
                break;
            }
            self.add(at + part * (side - at))?;
        }
        self.top(&height)
    }

    fn top(&self, height: impl Fn(&Component<'a>) -> f64) -> Option<usize> {
        let heights = self.found.iter().map(|(_, one)| height(one)).enumerate();
        heights.filter(|(_, height)| !height.is_nan()).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
    }

    /// Puts points where the likelihood is high and steep.
    fn refine(&mut self) {
        for _ in 0..BETWEEN {
            let heights: Vec<f64> = self.found.iter().map(|(memory, one)| one.restricted + prior(*memory)).collect();
            let most = heights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let steep = heights.windows(2).position(|pair| {
                pair[0].max(pair[1]) > most - NEGLIGIBLE
                    && (pair[0].max(most - NEGLIGIBLE) - pair[1].max(most - NEGLIGIBLE)).abs() > SMOOTH
            });
            let Some(at) = steep else { return };
            if self.add(0.5 * (self.found[at].0 + self.found[at + 1].0)).is_none() {
                return;
            }
        }
    }

    /// The solutions with their weights, by the trapezoidal rule; those without weight are left out.
    fn candidate(self, central: usize, log_likelihood: f64) -> Candidate<'a> {
        let memories: Vec<f64> = self.found.iter().map(|(memory, _)| *memory).collect();
        let width = |at: usize| {
            let (first, last) = (memories[at.saturating_sub(1)], memories[(at + 1).min(memories.len() - 1)]);
            0.5 * (last - first)
        };
        let mut components: Vec<Component> = self.found.into_iter().map(|(_, one)| one).collect();
        for (at, component) in components.iter_mut().enumerate() {
            component.share = width(at).max(f64::MIN_POSITIVE).ln() + prior(memories[at]);
        }
        Candidate { components, central, log_likelihood }.kept().fewer()
    }
}

/// For many observations: the correlation of neighbouring residuals, and the law fitted anew with it, twice (Cochrane
/// and Orcutt 1949, doi:10.1080/01621459.1949.10483290).
fn by_residuals<'a>(from: &Component<'a>, options: &Options) -> Option<Component<'a>> {
    let mut best = from.best.clone();
    let mut problem = from.problem.clone();
    for _ in 0..2 {
        let errors: Vec<f64> = (0..problem.data.len()).map(|row| problem.error::<f64>(&best.parameters, row)).collect();
        let product: f64 = errors.windows(2).map(|pair| pair[0] * pair[1]).sum();
        let square: f64 = errors.iter().map(|error| error * error).sum();
        problem = from.problem.with(Dependence::Autoregressive((product / square).clamp(0.0, 0.999)));
        best = solve(&problem, &best.parameters, options).ok()?;
    }
    Some(Component::new(problem, best))
}
