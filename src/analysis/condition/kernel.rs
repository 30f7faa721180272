//! The Markov kernel that moves particles and leaves a stage's distribution as it is: one chain for each particle.
//!
//! Preconditioned Crank-Nicolson (Cotter, Roberts, Stuart and White 2013, doi:10.1214/13-STS421): in the coordinates w of a
//! normal reference, w' = sqrt(1 - s^2) w + s xi leaves the reference as it is, so that acceptance asks only for posterior
//! over reference. Moves take turns between two references: the prior itself, and the normal distribution with mean and
//! covariance of the draws (Rudolf and Sprungk 2018, doi:10.1007/s10208-016-9340-x), under which years of noise that only
//! make sense together move together. References and sizes of steps are fixed within a stage.

use std::ops::Range;
use std::sync::Arc;

use ndarray::{Array1, Array2, ArrayView2, Axis, s};

use super::likelihood::Likelihood;
use super::particles::Particles;
use crate::analysis::RunError;
use crate::analysis::study::Study;
use crate::numeric::cholesky::cholesky;
use crate::numeric::random;
use crate::parallel;

/// The share of moves that should be accepted: near the optimum of random walks (Roberts, Gelman and Gilks 1997,
/// doi:10.1214/aoap/1034625254).
const WANTED: f64 = 0.25;
/// Coordinates that are moved together, at most: of all, and for each draw, whose covariance would be noise otherwise.
const BLOCK: (usize, f64) = (256, 0.125);
/// Draws that are proposed together; results do not depend on threads.
const CHUNK: usize = 512;

/// A normal distribution over a block of coordinates.
struct Reference {
    /// [coordinate, 1].
    mean: Array2<f64>,
    /// The lower Cholesky factor of the covariance, and its inverse.
    factor: Array2<f64>,
    inverse: Array2<f64>,
}

impl Reference {
    /// Mean and covariance of scores [coordinate, draw]; none where a coordinate is wholly given by others.
    fn of(scores: ArrayView2<f64>) -> Option<Self> {
        let draws = scores.ncols() as f64;
        let mean = scores.mean_axis(Axis(1))?.insert_axis(Axis(1));
        let centred = &scores - &mean;
        let covariance = centred.dot(&centred.t()) / draws;
        let sd = covariance.diag().mapv(f64::sqrt);
        let size = scores.nrows();
        let correlation: Vec<Vec<f64>> =
            (0..size).map(|i| (0..size).map(|j| covariance[[i, j]] / (sd[i] * sd[j])).collect()).collect();
        let lower = cholesky(&correlation)?;
        if (0..size).any(|i| lower[i][i].is_nan() || lower[i][i] < 1e-6) {
            return None;
        }
        let factor = Array2::from_shape_fn((size, size), |(i, j)| sd[i] * lower[i][j]);
        Some(Self { mean, inverse: inverse(&factor), factor })
    }

    /// Scores to coordinates in which the reference is standard normal.
    fn whitened(&self, scores: ArrayView2<f64>) -> Array2<f64> {
        self.inverse.dot(&(&scores - &self.mean))
    }

    fn coloured(&self, whitened: &Array2<f64>) -> Array2<f64> {
        self.factor.dot(whitened) + &self.mean
    }
}

/// The inverse of a lower triangular matrix, by forward substitution.
fn inverse(lower: &Array2<f64>) -> Array2<f64> {
    let size = lower.nrows();
    let mut inverse = Array2::zeros((size, size));
    for i in 0..size {
        let mut row: Array1<f64> = Array1::zeros(size);
        row[i] = 1.0;
        for k in 0..i {
            row.scaled_add(-lower[[i, k]], &inverse.row(k));
        }
        inverse.row_mut(i).assign(&(row / lower[[i, i]]));
    }
    inverse
}

/// The kernel with its sizes of steps.
pub(super) struct Kernel<'a> {
    likelihood: &'a Likelihood<'a>,
    prior: &'a Study<'a>,
    /// Sizes of steps, 0 to 1: from the normal reference, and from the prior.
    steps: [f64; 2],
    /// Counts moves, so that each has random numbers of its own.
    round: u64,
    /// Sweeps of blocks in the stages before.
    done: u64,
}

impl<'a> Kernel<'a> {
    pub(super) fn new(likelihood: &'a Likelihood<'a>, prior: &'a Study<'a>) -> Self {
        Self { likelihood, prior, steps: [0.7, 0.4], round: 0, done: 0 }
    }

    /// Moves all particles so often, then adapts the sizes of steps for the next stage; returns the share of moves that was
    /// accepted, of those from the normal reference if there were any.
    pub(super) fn stage(&mut self, particles: &mut Particles, power: f64, sweeps: usize) -> Result<f64, RunError> {
        let (coordinates, draws) = particles.scores.dim();
        let size = ((draws as f64 * BLOCK.1) as usize).clamp(1, BLOCK.0);
        let blocks: Vec<Range<usize>> =
            (0..coordinates).step_by(size).map(|first| first..coordinates.min(first + size)).collect();
        let references: Vec<Option<Reference>> =
            parallel::map(&blocks, |block| Reference::of(particles.scores.slice(s![block.clone(), ..])));
        let mut shares = [const { Vec::new() }; 2];
        let all = (sweeps * blocks.len()) as u64;
        for sweep in 0..sweeps {
            for (place, (block, reference)) in blocks.iter().zip(&references).enumerate() {
                let done = (sweep * blocks.len() + place) as u64;
                // Each stage that is to come has as many at least; how many there are is not known.
                self.prior.follow(|progress| {
                    progress.step("making draws agree with history", self.done + done, self.done + all);
                });
                let reference = reference.as_ref().filter(|_| sweep.is_multiple_of(2));
                let kind = usize::from(reference.is_none());
                shares[kind].push(self.sweep(particles, power, block, reference, self.steps[kind])?);
            }
        }
        self.done += all;
        let means = shares.map(|shares| (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64));
        for (step, mean) in self.steps.iter_mut().zip(means) {
            *step = (*step * mean.map_or(1.0, |mean| (2.0 * (mean - WANTED)).exp())).clamp(1e-4, 1.0);
        }
        Ok(means[0].or(means[1]).unwrap_or(0.0))
    }

    /// Proposes a move of a block of coordinates of every particle; returns the share that was accepted, by Metropolis and
    /// Hastings.
    fn sweep(
        &mut self,
        particles: &mut Particles,
        power: f64,
        block: &Range<usize>,
        reference: Option<&Reference>,
        step: f64,
    ) -> Result<f64, RunError> {
        self.round += 1;
        let (moved, gains) = self.propose(particles.scores.slice(s![block.clone(), ..]), reference, step);
        let mut scores = particles.scores.clone();
        scores.slice_mut(s![block.clone(), ..]).assign(&moved);
        let likelihood = self.likelihood.of(&self.prior.moved(Arc::new(particles.table(&scores))))?;
        let key = self.key("accepted");
        let accepted: Vec<usize> = (0..likelihood.len())
            .filter(|draw| {
                let gain = gains[*draw] + power * (likelihood[*draw] - particles.likelihood[*draw]);
                gain >= 0.0 || random::uniform(*draw as u64, key, 0).ln() < gain
            })
            .collect();
        for draw in &accepted {
            particles.scores.slice_mut(s![block.clone(), *draw]).assign(&moved.column(*draw));
            particles.likelihood[*draw] = likelihood[*draw];
        }
        Ok(accepted.len() as f64 / likelihood.len() as f64)
    }

    /// Where a block of coordinates [coordinate, draw] is proposed to go, and how much the logarithm of prior over reference
    /// gains by it.
    fn propose(&self, from: ArrayView2<f64>, reference: Option<&Reference>, step: f64) -> (Array2<f64>, Array1<f64>) {
        let (key, keep) = (self.key("move"), (1.0 - step * step).sqrt());
        let mut to = Array2::zeros(from.raw_dim());
        let mut gains = Array1::zeros(from.ncols());
        let chunks = to.axis_chunks_iter_mut(Axis(1), CHUNK).zip(from.axis_chunks_iter(Axis(1), CHUNK));
        let chunks = chunks.zip(gains.axis_chunks_iter_mut(Axis(0), CHUNK)).enumerate();
        parallel::for_each(chunks, |(chunk, ((mut to, from), mut gains))| {
            let mut fresh = vec![0.0; from.ncols()];
            let here = reference.map_or_else(|| from.to_owned(), |reference| reference.whitened(from));
            let mut there = keep * &here;
            for (coordinate, mut row) in there.rows_mut().into_iter().enumerate() {
                random::fill_normal(&mut fresh, (chunk * CHUNK) as u64, key, coordinate as u64);
                for (there, fresh) in row.iter_mut().zip(&fresh) {
                    *there += step * fresh;
                }
            }
            to.assign(&reference.map_or_else(|| there.clone(), |reference| reference.coloured(&there)));
            for (draw, gain) in gains.iter_mut().enumerate() {
                let squares = |column: ndarray::ArrayView1<f64>| column.dot(&column);
                let prior = squares(from.column(draw)) - squares(to.column(draw));
                *gain = 0.5 * (prior + squares(there.column(draw)) - squares(here.column(draw)));
            }
        });
        (to, gains)
    }

    fn key(&self, what: &str) -> u64 {
        random::key(self.prior.settings.seed, &format!("condition {what}"), self.round)
    }
}
