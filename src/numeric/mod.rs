//! Numbers: vector kernels, random and quasi-random numbers, quantiles. Nothing here knows of models.

pub mod dispatch;
pub mod math;
pub mod normal;
pub mod permutation;
pub mod random;
pub mod sobol;
