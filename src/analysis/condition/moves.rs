//! Moves draws from the prior to the posterior in stages: a tempered sequential sampler.
//!
//! Del Moral, Doucet and Jasra 2006, Sequential Monte Carlo samplers, doi:10.1111/j.1467-9868.2006.00553.x: the power of the
//! likelihood rises in stages, each as large as keeps half of the draws counting; draws are then resampled, and moved by
//! Markov chains that leave the stage's posterior as it is.

use std::collections::HashMap;

use ndarray::{Array2, Axis};

use super::Likelihood;
use super::chain::Chain;
use crate::analysis::RunError;
use crate::engine::{self, Moved, Settings};
use crate::model::Model;
use crate::numeric::normal::{normal_scores, score_uniform};
use crate::numeric::random;
use crate::numeric::weights::Weights;
use crate::parallel;

/// The effective sample size that a stage keeps, as a share of the draws.
const KEPT: f64 = 0.5;
/// Moves after each stage, and after the last.
const SWEEPS: usize = 5;
const LAST_SWEEPS: usize = 15;
/// More stages than this are not taken: the last then leads to the full power at once.
const MOST_STAGES: usize = 200;
/// Tables of all coordinates of all draws that are held at once: draws, proposals and what a run reads.
const TABLES: u128 = 5;

/// Where draws were moved to, and how.
pub(super) struct Found {
    pub table: Moved,
    pub powers: Vec<f64>,
    pub accepted: f64,
}

/// A random number that a draw's likelihood depends on.
#[derive(Clone, Copy)]
enum Coordinate {
    /// Key of the stream.
    Assumption(u64),
    /// Key of the stream, and step.
    Noise(u64, u64),
}

/// Draws as points in the space of normal scores.
pub(super) struct Points {
    coordinates: Vec<Coordinate>,
    /// [coordinate, draw].
    pub scores: Array2<f64>,
    /// Logarithm of the likelihood of each.
    pub likelihood: Vec<f64>,
}

/// Moves all draws.
///
/// # Errors
/// [`RunError::Impossible`] if no draw has likelihood, or memory does not suffice.
pub(super) fn moved(
    model: &Model,
    likelihood: &Likelihood,
    settings: &Settings,
    temper: f64,
) -> Result<Found, RunError> {
    let mut points = Points::new(model, likelihood, settings)?;
    let mut chain = Chain::new(likelihood, settings);
    let mut powers: Vec<f64> = Vec::new();
    let (mut power, mut accepted) = (0.0, 0.0);
    while power < temper {
        let left = temper - power;
        let rise = if powers.len() + 1 < MOST_STAGES { rise(&points.likelihood, left) } else { left };
        power = if left - rise < 1e-12 { temper } else { power + rise };
        let logarithms: Vec<f64> = points.likelihood.iter().map(|likelihood| rise * likelihood).collect();
        let weights = Weights::of_logarithms(&logarithms).ok_or(RunError::Impossible)?;
        let key = random::key(settings.seed, "condition resampling", powers.len() as u64);
        points.resample(&weights, random::uniform(0, key, 0));
        powers.push(power);
        accepted = chain.stage(&mut points, power, if power < temper { SWEEPS } else { LAST_SWEEPS })?;
    }
    Ok(Found { table: points.table(&points.scores), powers, accepted })
}

/// Whether all tables fit the budget of memory.
fn affordable(model: &Model, settings: &Settings, numbers: usize) -> Result<(), RunError> {
    let needed = TABLES * u128::from(settings.draws) * numbers as u128 * 8;
    let budget = model.header.ensemble.memory;
    if needed <= u128::from(budget) {
        return Ok(());
    }
    Err(RunError::Moves { draws: settings.draws, numbers, needed, budget })
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

impl Points {
    /// The sampler's draws.
    fn new(model: &Model, likelihood: &Likelihood, settings: &Settings) -> Result<Self, RunError> {
        let program = &likelihood.program;
        let sources: Vec<usize> = program.samples.iter().map(|(source, _)| *source).collect();
        let noises = engine::noises(program, settings, likelihood.steps());
        affordable(model, settings, sources.len() + noises.len())?;
        let (keys, mut columns): (Vec<u64>, Vec<Vec<f64>>) =
            engine::streams(model, &sources, settings).into_iter().unzip();
        parallel::for_each(&mut columns, |column| normal_scores(column));
        let draws = settings.draws as usize;
        let noise = |(key, step): &(u64, u64)| {
            let mut column = vec![0.0; draws];
            random::fill_normal(&mut column, 0, *key, *step);
            column
        };
        columns.extend(parallel::map(&noises, noise));
        let coordinates: Vec<Coordinate> = keys
            .into_iter()
            .map(Coordinate::Assumption)
            .chain(noises.into_iter().map(|(key, step)| Coordinate::Noise(key, step)))
            .collect();
        let scores = Array2::from_shape_fn((columns.len(), draws), |(row, draw)| columns[row][draw]);
        Ok(Self { coordinates, scores, likelihood: likelihood.of(settings)? })
    }

    /// Systematic resampling (Kitagawa 1996, doi:10.1080/10618600.1996.10474692): a draw is taken as often as its weight
    /// says, up to one.
    fn resample(&mut self, weights: &Weights, offset: f64) {
        let draws = self.likelihood.len();
        let mut from = Vec::with_capacity(draws);
        let (mut sum, mut draw) = (weights.share(0, draws), 0);
        for index in 0..draws {
            let at = (index as f64 + offset) / draws as f64;
            while sum < at && draw + 1 < draws {
                draw += 1;
                sum += weights.share(draw, draws);
            }
            from.push(draw);
        }
        self.scores = self.scores.select(Axis(1), &from);
        self.likelihood = from.iter().map(|draw| self.likelihood[*draw]).collect();
    }

    /// What a run reads in place of the sampler's draws, where these have the scores [coordinate, draw].
    pub fn table(&self, scores: &Array2<f64>) -> Moved {
        let mut table = Moved { uniforms: HashMap::new(), noise: HashMap::new() };
        for (coordinate, row) in self.coordinates.iter().zip(scores.rows()) {
            match *coordinate {
                Coordinate::Assumption(key) => {
                    table.uniforms.insert(key, parallel::map(&row.to_vec(), |score| score_uniform(*score)));
                }
                Coordinate::Noise(key, step) => {
                    table.noise.insert((key, step), row.to_vec());
                }
            }
        }
        table
    }
}
