//! Runs programs: draws samples, executes instructions block by block on all cores, keeps what is reported.

mod blocks;
mod kernels;
mod material;
mod mixed;
mod partition;
mod registers;
mod run;
mod runge_kutta;
mod sampling;
mod stream;
mod trail;
mod versions;

pub use mixed::run_mixed;
pub use run::{
    Ensemble, Keep, Moved, Progress, Settings, Unfinished, noises, run, run_at, run_in, sampled, samples, streams,
};
pub use sampling::Given;
pub use stream::stream;
pub use trail::{Ran, Trail};
#[cfg(test)]
pub(crate) use versions::run_each_within;
pub use versions::{Number, run_each};
