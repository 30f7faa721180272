//! Runs programs: draws samples, executes instructions block by block on all cores, keeps what is reported.

mod kernels;
mod run;
mod sampling;

pub use run::{Ensemble, Moved, OutOfMemory, Progress, Settings, run, run_at, samples, streams};
