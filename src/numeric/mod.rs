//! Numbers: vector kernels, random and quasi-random numbers, quantiles. Nothing here knows of models.

pub mod dispatch;
pub mod math;
pub mod normal;
