//! How sensitive a number of a projection is to the assumptions: which of them drive it, and where it misses what is wanted.

mod discovery;
pub mod estimators;
mod evaluator;
mod factors;
#[cfg(any(test, feature = "records"))]
mod records;

use std::cmp::Ordering;

use ndarray::{Array2, ArrayView1};

use super::RunError;
use super::study::Study;
use crate::engine::{Given, Progress};
use crate::model::{Model, Quantity};
use crate::numeric::sorting::sort_by;
use crate::scenario::Sampler;
use estimators::{Pairs, Trajectories, correlation_ratio, indices, swing_design, swings};
use evaluator::Evaluator;
use factors::{distinct, ends, name, placed, scores, share_rows, together};

pub use discovery::{Discovery, Limits, Miss, Region, announced, discovery};
pub use estimators::{Bootstrap, Effects, Indices, Interval, Swing};

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct SensitivityOptions {
    /// Base samples of Sobol indices, and draws of the ranking. Best a power of 2.
    pub samples: usize,
    /// Whether to compute swings.
    pub swing: bool,
    /// Whether to compute Sobol indices: (factors + 2) times `samples` runs.
    pub sobol: bool,
    /// Whether to rank by the correlation ratio.
    pub ranking: bool,
    /// Trajectories of elementary effects, each of (factors + 1) runs; none if 0.
    pub trajectories: usize,
    /// Intervals of Sobol indices.
    pub bootstrap: Bootstrap,
}

/// What an assumption, a group of correlated ones, or noise does to the number.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// A selector; several with ` + ` between them for a correlated group; `noise` for all noise together.
    pub label: String,
    /// The same in the words of the file.
    pub title: String,
    /// The number, in its declared unit, with the assumption at its own 5 % and 95 % quantiles and all others at their
    /// medians; at its least and greatest value if it has few and these quantiles are equal. Not for groups and noise.
    pub swing: Option<Swing>,
    /// Sobol indices. Members of a correlated group have none of their own.
    pub indices: Option<Indices>,
    /// Share of the variance explained by the assumption and what is correlated with it. Not for groups and noise.
    pub ranking: Option<f64>,
    /// Elementary effects, in the number's declared unit for a move through the whole distribution, from probability 0 to
    /// 1. Not for groups and noise.
    pub effects: Option<Effects>,
    /// Whether it has a value so rare that no elementary effect tries it.
    pub untried: bool,
}

impl Driver {
    fn new(label: String, title: String) -> Self {
        Self { label, title, swing: None, indices: None, ranking: None, effects: None, untried: false }
    }
}

/// All drivers of a number, that with the greatest total index first, then by ranking, elementary effect and swing.
///
/// Only assumptions that the number depends on count. Noise is one factor: it is the same in the two runs that a total
/// index compares and independent between the two samples. Swings and elementary effects are those of the mean over 256 draws
/// of the noise, the same for all; they move each assumption by itself, past correlations.
///
/// # Errors
/// Memory does not suffice, a number is not finite, or the runs are cancelled.
pub fn sensitivity(
    model: &Model,
    of: Quantity,
    options: &SensitivityOptions,
    progress: &dyn Progress,
) -> Result<Vec<Driver>, RunError> {
    let study = Study::sampled(model, options.samples as u64, Sampler::Sobol, progress);
    let evaluator = Evaluator::new(&study, model, of);
    let wanted = distinct(model, &evaluator.sources());
    let named = |draw: &usize| {
        let name = name(model, *draw);
        Driver::new(name.selector, name.label)
    };
    let mut found: Vec<Driver> = wanted.iter().map(named).collect();
    if options.swing {
        let ends: Vec<[f64; 2]> = wanted.iter().map(|draw| ends(model, *draw)).collect();
        let design = placed(model, &wanted, swing_design(&ends).view());
        let outputs = evaluator.in_same_worlds("swinging assumptions", &design)?;
        for (driver, swing) in found.iter_mut().zip(swings(&outputs)) {
            driver.swing = Some(swing);
        }
    }
    if options.trajectories > 0 {
        let trajectories = Trajectories::new(wanted.len(), options.trajectories, model.header.ensemble.seed);
        let design = placed(model, &wanted, trajectories.design.view());
        let outputs = evaluator.in_same_worlds("moving one assumption at a time", &design)?;
        for ((driver, effects), draw) in found.iter_mut().zip(trajectories.effects(&outputs)).zip(&wanted) {
            driver.effects = Some(effects);
            let values = model.draws[*draw].distribution.cumulative();
            driver.untried = values.is_some_and(|values| Trajectories::miss_a_value(&values));
        }
    }
    if options.sobol || options.ranking {
        add_shares(&evaluator, options, &wanted, &mut found)?;
    }
    sort_by(&mut found, strongest_first);
    Ok(found)
}

fn strongest_first(a: &Driver, b: &Driver) -> Ordering {
    let size = |driver: &Driver| {
        let total = driver.indices.map_or(-1.0, |indices| indices.total.estimate);
        let effect = driver.effects.map_or(0.0, |effects| effects.mu_star);
        let swing = driver.swing.map_or(0.0, |swing| (swing.high - swing.low).abs());
        [total, driver.ranking.unwrap_or(0.0), effect, swing]
    };
    let pairs = size(b).into_iter().zip(size(a));
    pairs.fold(Ordering::Equal, |known, (b, a)| known.then(b.total_cmp(&a)))
}

/// Shares of the variance: what one sample ranks by, and what two give as Sobol indices.
fn add_shares(
    evaluator: &Evaluator,
    options: &SensitivityOptions,
    wanted: &[usize],
    found: &mut Vec<Driver>,
) -> Result<(), RunError> {
    let model = evaluator.model();
    let mut pairs = Pairs::new(model.draws.len(), options.samples, model.header.ensemble.seed);
    share_rows(model, &mut pairs.a);
    share_rows(model, &mut pairs.b);
    // Samples are drawn once: what is mixed below are their values.
    let drawn = evaluator.sampled(pairs.a.view());
    let a = evaluator.followed("running the samples", Given::Values, drawn.view(), 0)?;
    if options.ranking {
        for (driver, draw) in found.iter_mut().zip(wanted) {
            driver.ranking = Some(correlation_ratio(&scores(model, *draw, pairs.a.view()), &a));
        }
    }
    if options.sobol {
        add_indices(evaluator, [drawn, evaluator.sampled(pairs.b.view())], &a, wanted, found, &options.bootstrap)?;
    }
    Ok(())
}

/// Sobol indices of all factors, from the values [draw source, point] of two samples; those of groups and noise are added as
/// drivers of their own.
fn add_indices(
    evaluator: &Evaluator,
    [design, other]: [Array2<f64>; 2],
    a: &[f64],
    wanted: &[usize],
    found: &mut Vec<Driver>,
    bootstrap: &Bootstrap,
) -> Result<(), RunError> {
    let points = a.len();
    let b = evaluator.at(Given::Values, other.view(), points as u64)?;
    let factors = factors_of(evaluator, wanted, found);
    let assumptions: Vec<&[usize]> =
        factors.iter().map(|(_, members)| members.as_slice()).filter(|members| !members.is_empty()).collect();
    let mut mixed = evaluator.mixed([design.view(), other.view()], &assumptions)?;
    if assumptions.len() < factors.len() {
        // Noise is the last factor: that of other draws.
        let noisy = evaluator.at(Given::Values, design.view(), points as u64)?;
        mixed.push_row(ArrayView1::from(&noisy)).unwrap_or_else(|_| unreachable!("there is one number for each point"));
    }
    let computed = indices(ArrayView1::from(a), ArrayView1::from(&b), mixed.view(), bootstrap);
    for ((index, _), indices) in factors.iter().zip(computed) {
        found[*index].indices = Some(indices);
    }
    Ok(())
}

/// The factors that vary independently, as the place of a driver and its draw sources: assumptions that vary alone, groups of
/// correlated ones, and noise, which is of no source. Drivers of groups and of noise are added.
fn factors_of(evaluator: &Evaluator, wanted: &[usize], found: &mut Vec<Driver>) -> Vec<(usize, Vec<usize>)> {
    let model = evaluator.model();
    let mut factors: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, draw) in wanted.iter().enumerate() {
        let members = together(model, *draw);
        if distinct(model, &members).len() == 1 {
            factors.push((index, members));
        } else if !groups.contains(&members) {
            groups.push(members);
        }
    }
    let mut add = |label: String, title: String, members: Vec<usize>| {
        factors.push((found.len(), members));
        found.push(Driver::new(label, title));
    };
    for members in groups {
        let names = distinct(model, &members).into_iter().map(|draw| name(model, draw));
        let (selectors, labels): (Vec<String>, Vec<String>) = names.map(|name| (name.selector, name.label)).unzip();
        add(selectors.join(" + "), labels.join(" + "), members);
    }
    if evaluator.is_noisy() {
        add("noise".to_owned(), "Noise".to_owned(), Vec::new());
    }
    factors
}
