//! What the runs of one question share: its draws, how much each counts, and the memory they may take together.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::RunError;
use super::condition::condition;
use super::locate::locate;
use crate::engine::{self, Ensemble, Keep, Moved, Progress, Settings};
use crate::model::Model;
use crate::model::program::Program;
use crate::numeric::weights::Weights;
use crate::projection::{Conditioning, Sample};
use crate::scenario::Sampler;

/// Results that take more bytes are not kept to be summarised: asking the system for memory takes longer than having the
/// draws again.
const KEPT: u64 = 1 << 29;

/// The draws in which a question is put to one model or several: draw i is the same world in every run.
#[derive(Clone)]
pub(super) struct Study<'a> {
    /// How draws are made, those that have been moved included.
    pub settings: Settings,
    /// How many of them are run: the first ones.
    pub draws: u64,
    /// How much each counts.
    pub weights: Weights,
    /// How they were made to agree with history; none if nothing asks for it.
    pub conditioning: Option<Conditioning>,
    /// Bytes that results and moved draws may take together.
    memory: u64,
    /// Points of time.
    points: usize,
    progress: &'a dyn Progress,
    /// Draws are not reported to `progress`, which may stop runs all the same.
    quiet: bool,
}

impl<'a> Study<'a> {
    /// The draws of a model's scenario, in agreement with history; one is enough where nothing is uncertain.
    ///
    /// # Errors
    /// No draw agrees with history, or memory does not suffice.
    pub fn new(model: &Model, progress: &'a dyn Progress) -> Result<Self, RunError> {
        Self::of_several(model, model.is_uncertain(), progress)
    }

    /// The draws of a model's scenario for it and others of the same points of time, any of which may be `uncertain`.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn of_several(model: &Model, uncertain: bool, progress: &'a dyn Progress) -> Result<Self, RunError> {
        let ensemble = &model.header.ensemble;
        let draws = if uncertain { ensemble.draws.value } else { 1 };
        condition(model, Self::sampled(model, draws, ensemble.sampler, progress))
    }

    /// Draws as a sampler gives them; all count the same.
    pub fn sampled(model: &Model, draws: u64, sampler: Sampler, progress: &'a dyn Progress) -> Self {
        let ensemble = &model.header.ensemble;
        Self {
            settings: Settings::new(draws, ensemble.seed, sampler),
            draws,
            weights: Weights::equal(),
            conditioning: None,
            memory: ensemble.memory,
            points: model.axis.points,
            progress,
            quiet: false,
        }
    }

    /// The first so many draws; none if no weight is theirs.
    pub fn first(&self, draws: u64) -> Option<Self> {
        Some(Self { draws, weights: self.weights.of_first(draws as usize)?, ..self.clone() })
    }

    /// Another number of draws from the same sampler, which all count the same.
    pub fn of_draws(&self, draws: u64) -> Self {
        let settings = Settings { draws, ..self.settings.clone() };
        Self { settings, draws, weights: Weights::equal(), ..self.clone() }
    }

    /// The same with weights.
    pub fn weighted(&self, weights: Weights) -> Self {
        Self { weights, ..self.clone() }
    }

    /// The same with draws that have been moved.
    pub fn moved(&self, table: Arc<Moved>) -> Self {
        Self { settings: Settings { moved: Some(table), ..self.settings.clone() }, ..self.clone() }
    }

    /// The same, whose draws are not reported to who follows.
    pub fn quiet(&self) -> Self {
        Self { quiet: true, ..self.clone() }
    }

    /// The same with another budget of memory.
    #[cfg(test)]
    pub fn with_memory(&self, memory: u64) -> Self {
        Self { memory, ..self.clone() }
    }

    /// What a projection says of the draws it rests on.
    pub fn sample(&self) -> Sample {
        let Settings { draws, seed, sampler, .. } = self.settings;
        Sample { draws, seed, sampler }
    }

    /// All that the runs may take, in bytes, moved draws included.
    pub fn memory(&self) -> u64 {
        self.memory
    }

    /// Bytes that the draws themselves, where they were moved, leave to results.
    pub fn left(&self) -> u64 {
        let held = self.settings.moved.as_ref().map_or(0, |moved| moved.bytes());
        self.memory.saturating_sub(held)
    }

    /// Bytes of one column of results of so many draws.
    fn column_bytes(&self, draws: u64) -> u128 {
        u128::from(draws) * self.points as u128 * 8
    }

    /// How many columns of so many draws fit, if as many `ensembles` are held at a time; at least one.
    ///
    /// # Errors
    /// [`RunError::Memory`] if none does.
    pub fn fitting(&self, draws: u64, ensembles: u64) -> Result<usize, RunError> {
        let budget = self.left() / ensembles.max(1);
        let needed = self.column_bytes(draws);
        if needed > u128::from(budget) {
            return Err(RunError::Memory { draws, points: self.points, needed, budget });
        }
        Ok(usize::try_from(u128::from(budget) / needed.max(1)).unwrap_or(usize::MAX))
    }

    /// So many columns, in groups that fit the memory.
    ///
    /// # Errors
    /// [`RunError::Memory`] if one alone does not fit.
    pub fn groups(&self, columns: usize) -> Result<Vec<Vec<usize>>, RunError> {
        Ok(in_groups(columns, self.fitting(self.draws, 1)?))
    }

    /// So many columns, each of which takes so many bytes, in groups that fit the memory.
    ///
    /// # Errors
    /// [`RunError::Memory`] if one alone does not fit.
    pub fn groups_of(&self, columns: usize, bytes: u64) -> Result<Vec<Vec<usize>>, RunError> {
        let (draws, points, needed, budget) = (self.draws, self.points, u128::from(bytes), self.left());
        if needed > u128::from(budget) {
            return Err(RunError::Memory { draws, points, needed, budget });
        }
        Ok(in_groups(columns, usize::try_from(budget / bytes.max(1)).unwrap_or(usize::MAX)))
    }

    /// Whether so many columns are better summarised without keeping draws, where one then takes so many bytes: all draws count
    /// the same, and would take much memory, or more runs of groups of columns.
    pub fn streams(&self, columns: usize, bytes: u64) -> bool {
        let kept = self.column_bytes(self.draws);
        let groups = |one: u128| (columns as u128).div_ceil((u128::from(self.left()) / one.max(1)).max(1));
        let fits = |one: u128| one <= u128::from(self.left());
        let is_much = kept * columns as u128 > u128::from(KEPT) || !fits(kept);
        let streamed = u128::from(bytes);
        // Where neither fits, what needs less says how much it needs.
        let possible = fits(streamed) || (!fits(kept) && streamed < kept);
        self.weights.shares().is_none() && possible && (is_much || groups(kept) > 2 * groups(streamed))
    }

    /// Sees to it that so many columns may be kept all at once.
    ///
    /// # Errors
    /// [`RunError::Memory`] if not even one fits, [`RunError::KeepDraws`] if not all do.
    pub fn keeps(&self, columns: usize) -> Result<(), RunError> {
        if columns <= self.fitting(self.draws, 1)? {
            return Ok(());
        }
        Err(RunError::KeepDraws { needed: self.column_bytes(self.draws) * columns as u128, budget: self.left() })
    }

    /// How many runs of so many columns fit the memory at the same time; at least one, which may take groups.
    pub fn at_once(&self, columns: usize) -> usize {
        let one = self.column_bytes(self.draws) * columns as u128;
        usize::try_from(u128::from(self.left()) / one.max(1)).unwrap_or(usize::MAX).max(1)
    }

    /// Who follows a run.
    pub fn follow<T>(&self, run: impl FnOnce(&dyn Progress) -> T) -> T {
        if self.quiet { run(&Quiet(self.progress)) } else { run(self.progress) }
    }

    /// Who follows a run hears of draws as of one of so many passes over them; of none of them, nothing.
    pub fn follow_part<T>(&self, passes: u64, run: impl FnOnce(&dyn Progress) -> T) -> T {
        match passes {
            0 => run(&Quiet(self.progress)),
            1 => self.follow(run),
            _ => self.follow(|progress| run(&Part { progress, passes, done: AtomicU64::new(0) })),
        }
    }

    /// Who follows a run hears of its draws as steps of a work: after so many, of at least so many.
    pub fn follow_work<T>(&self, work: &str, (after, draws): (u64, u64), run: impl FnOnce(&dyn Progress) -> T) -> T {
        self.follow(|progress| run(&Counted { progress, work, draws, done: AtomicU64::new(after) }))
    }

    /// Runs some draws of a program.
    ///
    /// # Errors
    /// The system does not give the memory, or the run is cancelled.
    pub fn run(&self, model: &Model, program: &Program, draws: Range<u64>, keep: Keep) -> Result<Ensemble, RunError> {
        Ok(self.follow(|progress| engine::run_in(model, program, &self.settings, draws, keep, progress))?)
    }

    /// A number of a model is not finite in a draw: where that begins.
    pub fn not_finite(&self, model: &Model, draw: u64) -> RunError {
        RunError::NotFinite(Box::new(locate(model, &self.settings, draw)))
    }
}

/// Tells of draws as of steps of a work.
struct Counted<'a> {
    progress: &'a dyn Progress,
    work: &'a str,
    draws: u64,
    done: AtomicU64,
}

impl Progress for Counted<'_> {
    fn done(&self, draws: u64) {
        let before = self.done.fetch_add(draws, Ordering::Relaxed);
        self.progress.step(self.work, before + draws, self.draws);
    }

    fn step(&self, work: &str, done: u64, at_least: u64) {
        self.progress.step(work, done, at_least);
    }

    fn stopped(&self) -> bool {
        self.progress.stopped()
    }
}

/// So many columns in groups of at most so many.
fn in_groups(columns: usize, size: usize) -> Vec<Vec<usize>> {
    let size = size.min(columns).max(1);
    (0..columns).step_by(size).map(|first| (first..columns.min(first + size)).collect()).collect()
}

/// Stops runs as another does, and hears of nothing.
pub(super) struct Quiet<'a>(pub &'a dyn Progress);

impl Progress for Quiet<'_> {
    fn done(&self, _: u64) {}

    fn step(&self, work: &str, done: u64, at_least: u64) {
        self.0.step(work, done, at_least);
    }

    fn stopped(&self) -> bool {
        self.0.stopped()
    }
}

/// Hears of every draw once in so many passes.
struct Part<'a> {
    progress: &'a dyn Progress,
    passes: u64,
    done: AtomicU64,
}

impl Progress for Part<'_> {
    fn done(&self, draws: u64) {
        let before = self.done.fetch_add(draws, Ordering::Relaxed);
        self.progress.done((before + draws) / self.passes - before / self.passes);
    }

    fn step(&self, work: &str, done: u64, at_least: u64) {
        self.progress.step(work, done, at_least);
    }

    fn stopped(&self) -> bool {
        self.progress.stopped()
    }
}
