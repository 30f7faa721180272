//! The engine: sampling, program execution, integration, quantiles.
//!
//! It knows nothing of files, pictures or what an equation means.

pub mod dispatch;
pub mod math;
pub mod moments;
pub mod normal;
pub mod order;
pub mod permutation;
pub mod quantile;
pub mod random;
pub mod sobol;
