//! Leads draws from the prior to the posterior: a tempered sequential Monte Carlo sampler.
//!
//! Del Moral, Doucet and Jasra 2006, Sequential Monte Carlo samplers, doi:10.1111/j.1467-9868.2006.00553.x: particles follow
//! a sequence of distributions, prior times likelihood^power, whose power rises from 0 in stages. Each stage weights them by
//! what the power rises, resamples, and moves them by a Markov kernel that leaves the stage's distribution as it is. The power
//! rises as far as keeps half of the particles counting (Jasra, Stephens, Doucet and Tsagaris 2011,
//! doi:10.1111/j.1467-9469.2010.00723.x).

use super::kernel::Kernel;
use super::likelihood::Likelihood;
use super::particles::Particles;
use crate::analysis::RunError;
use crate::analysis::study::Study;
use crate::engine::Moved;
use crate::model::Model;
use crate::numeric::random;
use crate::numeric::weights::Weights;

/// The effective sample size that a stage keeps, as a share of the particles.
const KEPT: f64 = 0.5;
/// Sweeps of the kernel after each stage, and after the last.
const SWEEPS: usize = 5;
const LAST_SWEEPS: usize = 15;
/// More stages than this are not taken: the last then leads to the full power at once.
const MOST_STAGES: usize = 200;

/// Where draws were led to, and how.
pub(super) struct Sampled {
    /// Row i is draw i; all count the same.
    pub table: Moved,
    /// The power of the likelihood after each stage.
    pub powers: Vec<f64>,
    /// The share of moves that was accepted in the last.
    pub accepted: f64,
}

/// Leads all draws of a prior to its posterior, prior times likelihood^temper.
///
/// # Errors
/// [`RunError::Impossible`] if no draw has likelihood, memory does not suffice, or the runs are cancelled.
pub(super) fn sample(model: &Model, likelihood: &Likelihood, prior: &Study, temper: f64) -> Result<Sampled, RunError> {
    let mut particles = Particles::new(model, likelihood, prior)?;
    let mut kernel = Kernel::new(likelihood, prior);
    let mut powers: Vec<f64> = Vec::new();
    let (mut power, mut accepted) = (0.0, 0.0);
    while power < temper {
        let left = temper - power;
        let rise = if powers.len() + 1 < MOST_STAGES { rise(&particles.likelihood, left) } else { left };
        power = if left - rise < 1e-12 { temper } else { power + rise };
        let logarithms: Vec<f64> = particles.likelihood.iter().map(|likelihood| rise * likelihood).collect();
        let weights = Weights::of_logarithms(&logarithms).ok_or(RunError::Impossible)?;
        let key = random::key(prior.settings.seed, "condition resampling", powers.len() as u64);
        particles.resample(&weights, random::uniform(0, key, 0));
        powers.push(power);
        accepted = kernel.stage(&mut particles, power, if power < temper { SWEEPS } else { LAST_SWEEPS })?;
    }
    Ok(Sampled { table: particles.table(&particles.scores), powers, accepted })
}

/// The greatest rise of the power, at most `most`, that keeps [`KEPT`] of the draws counting.
fn rise(likelihood: &[f64], most: f64) -> f64 {
    let effective = |rise: f64| {
        let logarithms: Vec<f64> = likelihood.iter().map(|likelihood| rise * likelihood).collect();
        Weights::of_logarithms(&logarithms).map_or(0.0, |weights| weights.effective(likelihood.len()))
    };
    let wanted = KEPT * likelihood.len() as f64;
    if effective(most) >= wanted {
        return most;
    }
    let (mut low, mut high) = (0.0, most);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if effective(middle) >= wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    // Where some draws have likelihood 0, no rise however small may keep that many.
    if low > 0.0 { low } else { high }
}
