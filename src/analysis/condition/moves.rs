//! Moves draws from the prior to the posterior in stages: a tempered sequential sampler.
//!
//! Del Moral, Doucet and Jasra 2006, Sequential Monte Carlo samplers, doi:10.1111/j.1467-9868.2006.00553.x: the power of the
//! likelihood rises in stages, each as large as keeps half of the draws counting; draws are then resampled, and moved by
//! Markov chains that leave the stage's posterior as it is.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Likelihood;
use crate::analysis::RunError;
use crate::engine::{self, Moved, Settings};
use crate::model::Model;
use crate::numeric::normal::{normal_cdf, normal_scores};
use crate::numeric::random;
use crate::numeric::weights::Weights;

/// The effective sample size that a stage keeps, as a share of the draws.
const KEPT: f64 = 0.5;
/// Moves after each stage, and after the last.
const SWEEPS: usize = 5;
const LAST_SWEEPS: usize = 15;
/// The share of moves that should be accepted: near the optimum of random walks (Roberts, Gelman and Gilks 1997,
/// doi:10.1214/aoap/1034625254).
const WANTED: f64 = 0.25;
/// More stages than this are not taken: the last then leads to the full power at once.
const MOST_STAGES: usize = 200;

/// Where draws were moved to, and how.
pub(super) struct Found {
    pub table: Moved,
    pub powers: Vec<f64>,
    pub accepted: f64,
}

/// Draws as points: normal scores of their uniform numbers, and whose noise they have.
struct Points {
    /// Keys of the streams.
    keys: Vec<u64>,
    /// [stream][draw].
    scores: Vec<Vec<f64>>,
    noise: Vec<u64>,
    /// Logarithm of the likelihood of each.
    likelihood: Vec<f64>,
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
    let sources: Vec<usize> = likelihood.program.samples.iter().map(|(source, _)| *source).collect();
    let (keys, mut scores): (Vec<u64>, Vec<Vec<f64>>) = engine::streams(model, &sources, settings).into_iter().unzip();
    scores.par_iter_mut().for_each(|column| normal_scores(column));
    let noisy = !likelihood.program.noise.is_empty();
    let mut points =
        Points { keys, scores, noise: (0..settings.draws).collect(), likelihood: likelihood.of(settings)? };
    let mut chain = Chain { likelihood, settings, noisy, step: 0.5, round: 0, fresh: settings.draws };
    let mut powers: Vec<f64> = Vec::new();
    let (mut power, mut accepted) = (0.0, 0.0);
    while power < temper {
        let left = temper - power;
        let rise = if powers.len() + 1 < MOST_STAGES { rise(&points.likelihood, left) } else { left };
        power = if left - rise < 1e-12 { temper } else { power + rise };
        let logarithms: Vec<f64> = points.likelihood.iter().map(|likelihood| rise * likelihood).collect();
        let weights = Weights::of_logarithms(&logarithms).ok_or(RunError::Impossible)?;
        points.resample(&weights, random::uniform(powers.len() as u64, chain.key("resampling"), 0));
        powers.push(power);
        for _ in 0..if power < temper { SWEEPS } else { LAST_SWEEPS } {
            accepted = chain.sweep(&mut points, power)?;
        }
    }
    Ok(Found { table: points.table(), powers, accepted })
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
    /// Systematic resampling (Kitagawa 1996, doi:10.1080/10618600.1996.10474692): a draw is taken as often as its weight
    /// says, up to one.
    fn resample(&mut self, weights: &Weights, offset: f64) {
        let draws = self.noise.len();
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
        let take = |column: &[f64]| from.iter().map(|draw| column[*draw]).collect::<Vec<f64>>();
        for column in &mut self.scores {
            *column = take(column);
        }
        self.likelihood = take(&self.likelihood);
        self.noise = from.iter().map(|draw| self.noise[*draw]).collect();
    }

    /// The table of uniform numbers, strictly between 0 and 1.
    fn table(&self) -> Moved {
        let uniform = |score: &f64| normal_cdf(*score).clamp(f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0);
        let columns = self.keys.iter().zip(&self.scores);
        let uniforms: HashMap<u64, Vec<f64>> =
            columns.map(|(key, column)| (*key, column.par_iter().map(uniform).collect())).collect();
        Moved { uniforms, noise: self.noise.clone() }
    }
}

/// A Markov chain for each draw.
struct Chain<'a> {
    likelihood: &'a Likelihood<'a>,
    settings: &'a Settings,
    noisy: bool,
    /// Size of the steps, 0 to 1.
    step: f64,
    /// Counts sweeps, so that each has random numbers of its own.
    round: u64,
    /// The first draw whose noise nobody has had.
    fresh: u64,
}

impl Chain<'_> {
    fn key(&self, what: &str) -> u64 {
        random::key(self.settings.seed, &format!("condition {what}"), self.round)
    }

    /// Proposes a move of the assumptions of every draw and, if there is noise, then a fresh noise; returns the share of
    /// the former that was accepted, and adapts the size of steps to it.
    fn sweep(&mut self, points: &mut Points, power: f64) -> Result<f64, RunError> {
        self.round += 1;
        let mut share = 0.0;
        if !points.keys.is_empty() {
            share = self.walk(points, power)?;
            let factor = if share > WANTED { 1.15 } else { 0.87 };
            self.step = (self.step * factor).clamp(1e-4, 1.0);
        }
        if self.noisy {
            let renewed = self.renew(points, power)?;
            share = if points.keys.is_empty() { renewed } else { share };
        }
        Ok(share)
    }

    /// Preconditioned Crank-Nicolson (Cotter et al. 2013, doi:10.1214/13-STS421): z' = sqrt(1 - s^2) z + s xi leaves the
    /// normal prior as it is, so that acceptance asks only for the likelihood.
    fn walk(&self, points: &mut Points, power: f64) -> Result<f64, RunError> {
        let keep = (1.0 - self.step * self.step).sqrt();
        let step = |(column, key): (&Vec<f64>, &u64)| {
            let mut moved = vec![0.0; column.len()];
            random::fill_normal(&mut moved, 0, self.key("walk") ^ key, 0);
            for (moved, score) in moved.iter_mut().zip(column) {
                *moved = keep * score + self.step * *moved;
            }
            moved
        };
        let scores: Vec<Vec<f64>> = points.scores.par_iter().zip(&points.keys).map(step).collect();
        let there = Points { keys: points.keys.clone(), scores, noise: points.noise.clone(), likelihood: Vec::new() };
        let likelihood = self.of(&there)?;
        let accepted = self.accepted(points, &likelihood, power, "walk accepted");
        for (column, moved) in points.scores.iter_mut().zip(&there.scores) {
            for draw in &accepted {
                column[*draw] = moved[*draw];
            }
        }
        for draw in &accepted {
            points.likelihood[*draw] = likelihood[*draw];
        }
        Ok(accepted.len() as f64 / points.noise.len() as f64)
    }

    /// Gives every draw a fresh noise, where that is accepted.
    fn renew(&mut self, points: &mut Points, power: f64) -> Result<f64, RunError> {
        let draws = points.noise.len() as u64;
        let noise: Vec<u64> = (self.fresh..self.fresh + draws).collect();
        self.fresh += draws;
        let (keys, scores) = (points.keys.clone(), points.scores.clone());
        let there = Points { keys, scores, noise, likelihood: Vec::new() };
        let likelihood = self.of(&there)?;
        let accepted = self.accepted(points, &likelihood, power, "noise accepted");
        for draw in &accepted {
            points.noise[*draw] = there.noise[*draw];
            points.likelihood[*draw] = likelihood[*draw];
        }
        Ok(accepted.len() as f64 / draws as f64)
    }

    fn of(&self, points: &Points) -> Result<Vec<f64>, RunError> {
        let settings = Settings { moved: Some(Arc::new(points.table())), ..self.settings.clone() };
        self.likelihood.of(&settings)
    }

    /// The draws whose move is accepted, by Metropolis and Hastings.
    fn accepted(&self, points: &Points, likelihood: &[f64], power: f64, what: &str) -> Vec<usize> {
        let key = self.key(what);
        (0..likelihood.len())
            .filter(|draw| {
                let gain = power * (likelihood[*draw] - points.likelihood[*draw]);
                gain >= 0.0 || random::uniform(*draw as u64, key, 0).ln() < gain
            })
            .collect()
    }
}
