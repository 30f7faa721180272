//! Numbers: vector kernels, random and quasi-random numbers, quantiles. Nothing here knows of models.

pub mod bracket;
pub mod brackets;
pub mod buffer;
pub mod cholesky;
pub mod copula;
pub mod dispatch;
pub mod goal;
pub mod math;
pub mod moments;
pub mod normal;
pub mod order;
pub mod permutation;
pub mod quantile;
pub mod random;
pub mod sobol;
pub mod sorting;
pub mod weights;
