//! Arguments of commands that run ensembles.

use crate::parallel;
use crate::scenario::options::{Options, parse_memory};
use crate::scenario::{MOST_DRAWS, Sampler};

/// How an ensemble is run, instead of what its file says.
#[derive(Debug, clap::Args)]
pub(super) struct EnsembleArguments {
    /// Number of draws, instead of the file's.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..=MOST_DRAWS))]
    draws: Option<u64>,
    /// Seed, instead of the file's.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    seed: Option<u64>,
    /// Sampler, instead of the file's.
    #[arg(long, value_name = "SAMPLER", value_parser = ["sobol", "latin-hypercube", "random"])]
    sampler: Option<String>,
    /// Memory that kept results may take, such as "4 GiB", instead of the file's.
    #[arg(long, value_name = "AMOUNT", value_parser = parse_memory)]
    memory: Option<u64>,
    /// Threads; all cores unless given. Results do not depend on it.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..=i64::from(parallel::MOST)))]
    threads: Option<u16>,
    /// Fix an assumption or set a lever: NAME=NUMBER or NAME[element]=NUMBER, in its declared unit.
    #[arg(long, value_name = "NAME[ELEMENT]=NUMBER")]
    set: Vec<String>,
    /// Let history be known until this year only, instead of the file's: for what drives, is fitted, and is agreed with.
    #[arg(long, value_name = "YEAR", value_parser = parse_year, allow_negative_numbers = true)]
    known_until: Option<f64>,
    /// Report when a variable passes a threshold, NAME>=NUMBER or NAME<=NUMBER in its declared unit, besides those of the file.
    #[arg(long, value_name = "THRESHOLD")]
    milestone: Vec<String>,
}

/// A year, which may have a fraction.
pub(super) fn parse_year(text: &str) -> Result<f64, String> {
    let year = text.trim().parse().ok().filter(|year: &f64| year.is_finite());
    year.ok_or_else(|| "a year is a number, such as 2024 or 2024.25".to_owned())
}

impl EnsembleArguments {
    /// What they say, for the reader of files.
    pub(super) fn options(&self) -> Options {
        Options {
            set: self.set.clone(),
            milestones: self.milestone.clone(),
            known_until: self.known_until,
            draws: self.draws,
            seed: self.seed,
            sampler: self.sampler.as_deref().and_then(Sampler::named),
            memory: self.memory,
            locking: false,
        }
    }

    /// Starts as many threads as are asked for.
    pub(super) fn start_threads(&self) {
        start_threads(self.threads);
    }
}

/// Starts so many threads; one for each core unless a number is given.
pub(super) fn start_threads(threads: Option<u16>) {
    parallel::start(threads.map_or(0, usize::from));
}
