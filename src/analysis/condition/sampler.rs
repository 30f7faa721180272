//! Leads draws from the prior to the posterior: a tempered sequential Monte Carlo sampler.
//!
//! Del Moral, Doucet and Jasra 2006, Sequential Monte Carlo samplers, doi:10.1111/j.1467-9868.2006.00553.x: particles follow
//! a sequence of distributions, prior times likelihood^power, whose power rises from 0 in stages. Each stage weights them by
//! what the power rises, resamples, and moves them by a Markov kernel that leaves the stage's distribution as it is. The power
//! rises as far as keeps half of the particles counting (Jasra, Stephens, Doucet and Tsagaris 2011,
//! doi:10.1111/j.1467-9469.2010.00723.x).

use ndarray::{Array2, ArrayView1, Axis};

use super::ENOUGH;
use super::kernel::Kernel;
use super::likelihood::Likelihood;
use super::particles::Particles;
use crate::analysis::RunError;
use crate::analysis::study::Study;
use crate::engine::Moved;
use crate::model::Model;
use crate::numeric::random;
use crate::numeric::sorting::sort_by;
use crate::numeric::weights::Weights;

/// The effective sample size that a stage keeps, as a share of the particles.
const KEPT: f64 = 0.5;
/// Sweeps of the kernel after each stage, and after the last.
const SWEEPS: usize = 5;
const LAST_SWEEPS: usize = 15;
/// Fewer particles are not led: mean and covariance of few are noise, and moves by them so small that fewer take longer.
const FEWEST: u64 = 1000;
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
    /// How many independent draws of the posterior they are worth.
    pub worth: f64,
}

/// Leads all draws of a prior to its posterior, prior times likelihood^temper. Where they are few, more are led, and as many
/// as there are to be are taken out of them.
///
/// What they are worth is followed from stage to stage. `inflation` is the variance of their mean over that of as many
/// independent draws: weights that leave a share e of the draws counting divide by e; moves, after which scores correlate by
/// r with those before, leave r^2 of what it is above 1.
///
/// # Errors
/// [`RunError::Impossible`] if no draw has likelihood, memory does not suffice, or the runs are cancelled.
pub(super) fn sample(model: &Model, likelihood: &Likelihood, prior: &Study, temper: f64) -> Result<Sampled, RunError> {
    let wanted = prior.draws;
    let prior = &prior.of_draws(wanted.max(FEWEST));
    let mut particles = Particles::new(model, likelihood, prior)?;
    let mut kernel = Kernel::new(likelihood, prior);
    let mut powers: Vec<f64> = Vec::new();
    let (mut power, mut accepted, mut inflation) = (0.0, 0.0, 1.0);
    let all_at_once = particles.weights(temper)?;
    let counting = all_at_once.effective(prior.draws as usize);
    if prior.draws > wanted && counting >= ENOUGH.1 {
        // Many draws tell enough by their weights: few are taken out of them as they are.
        let key = random::key(prior.settings.seed, "condition resampling", 0);
        particles.resample(&all_at_once, random::uniform(0, key, 0));
        inflation = prior.draws as f64 / counting;
        (power, powers) = (temper, vec![temper]);
    }
    while power < temper {
        let left = temper - power;
        let rise = if powers.len() + 1 < MOST_STAGES { rise(&particles.likelihood, left) } else { left };
        power = if left - rise < 1e-12 { temper } else { power + rise };
        let weights = particles.weights(rise)?;
        let key = random::key(prior.settings.seed, "condition resampling", powers.len() as u64);
        inflation *= prior.draws as f64 / weights.effective(prior.draws as usize);
        particles.resample(&weights, random::uniform(0, key, 0));
        powers.push(power);
        let before = particles.scores.clone();
        accepted = kernel.stage(&mut particles, power, if power < temper { SWEEPS } else { LAST_SWEEPS })?;
        inflation = 1.0 + kept(&before, &particles.scores) * (inflation - 1.0);
    }
    let picked = picked(prior, wanted);
    let worth = 1.0 / (1.0 / wanted as f64 + (inflation - 1.0) / prior.draws as f64);
    Ok(Sampled { table: particles.table(&particles.scores.select(Axis(1), &picked)), powers, accepted, worth })
}

/// The square of the correlation of scores [coordinate, draw] before and after moves, of the coordinate that keeps most.
fn kept(before: &Array2<f64>, after: &Array2<f64>) -> f64 {
    let centred = |row: ArrayView1<f64>| &row - row.mean().unwrap_or(0.0);
    let square = |(before, after): (ArrayView1<f64>, ArrayView1<f64>)| {
        let (before, after) = (centred(before), centred(after));
        let square = before.dot(&after).powi(2) / (before.dot(&before) * after.dot(&after));
        // All draws are one where a coordinate does not vary.
        if square.is_finite() { square } else { 1.0 }
    };
    before.rows().into_iter().zip(after.rows()).map(square).fold(0.0, f64::max)
}

/// Which particles are the draws: all, or as many as wanted, at random, since those of one ancestor lie together.
fn picked(prior: &Study, wanted: u64) -> Vec<usize> {
    let mut all: Vec<usize> = (0..prior.draws as usize).collect();
    if wanted < prior.draws {
        let key = random::key(prior.settings.seed, "condition picking", 0);
        let order: Vec<f64> = all.iter().map(|draw| random::uniform(*draw as u64, key, 0)).collect();
        sort_by(&mut all, |a, b| order[*a].total_cmp(&order[*b]));
        all.truncate(wanted as usize);
    }
    all
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
