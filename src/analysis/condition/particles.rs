//! The particles of a sampler: draws as points in the space of normal scores, which can be resampled and moved.

use std::collections::HashMap;

use ndarray::{Array2, Axis};

use super::likelihood::Likelihood;
use crate::analysis::RunError;
use crate::analysis::study::Study;
use crate::engine::{self, Moved};
use crate::model::Model;
use crate::numeric::normal::normal_scores;
use crate::numeric::random;
use crate::numeric::weights::Weights;
use crate::parallel;

/// Tables of all coordinates of all particles that are held at once: particles, proposals and what a run reads.
const TABLES: u128 = 5;

/// A random number that a draw's likelihood depends on.
#[derive(Clone, Copy)]
enum Coordinate {
    /// Key of the stream.
    Assumption(u64),
    /// Key of the stream, and step.
    Noise(u64, u64),
}

/// Draws as points in the space of normal scores.
pub(super) struct Particles {
    coordinates: Vec<Coordinate>,
    /// [coordinate, draw].
    pub scores: Array2<f64>,
    /// Logarithm of the likelihood of each.
    pub likelihood: Vec<f64>,
}

impl Particles {
    /// The sampler's draws.
    ///
    /// # Errors
    /// [`RunError::Moves`] if all tables are over the budget of memory; as [`Likelihood::of`].
    pub fn new(model: &Model, likelihood: &Likelihood, prior: &Study) -> Result<Self, RunError> {
        let settings = &prior.settings;
        let sources = likelihood.sources();
        let noises = engine::noises(&likelihood.program, settings, likelihood.steps());
        affordable(prior, sources.len() + noises.len())?;
        let (keys, mut columns): (Vec<u64>, Vec<Vec<f64>>) =
            engine::streams(model, &sources, settings).into_iter().unzip();
        parallel::for_each(&mut columns, |column| normal_scores(column));
        let draws = prior.draws as usize;
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
        Ok(Self { coordinates, scores, likelihood: likelihood.of(prior)? })
    }

    /// Weights by this power of the likelihood.
    ///
    /// # Errors
    /// [`RunError::Impossible`] if no draw has any.
    pub fn weights(&self, power: f64) -> Result<Weights, RunError> {
        let logarithms: Vec<f64> = self.likelihood.iter().map(|likelihood| power * likelihood).collect();
        Weights::of_logarithms(&logarithms).ok_or(RunError::Impossible)
    }

    /// Systematic resampling (Kitagawa 1996, doi:10.1080/10618600.1996.10474692): a draw is taken as often as its weight
    /// says, up to one.
    pub fn resample(&mut self, weights: &Weights, offset: f64) {
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
        let mut table = Moved { scores: HashMap::new(), noise: HashMap::new() };
        for (coordinate, row) in self.coordinates.iter().zip(scores.rows()) {
            match *coordinate {
                Coordinate::Assumption(key) => {
                    table.scores.insert(key, row.to_vec());
                }
                Coordinate::Noise(key, step) => {
                    table.noise.insert((key, step), row.to_vec());
                }
            }
        }
        table
    }
}

/// Whether all tables fit the budget of memory.
fn affordable(prior: &Study, numbers: usize) -> Result<(), RunError> {
    let needed = TABLES * u128::from(prior.draws) * numbers as u128 * 8;
    let budget = prior.memory();
    if needed <= u128::from(budget) {
        return Ok(());
    }
    Err(RunError::Moves { draws: prior.draws, numbers, needed, budget })
}
