//! Fitting: parameters of models from data by nonlinear least squares.

mod covariance;
mod decomposition;
mod extended;
pub mod least_squares;
mod number;
mod refine;

pub use covariance::{UNIDENTIFIED, Uncertainty};
pub use extended::Extended;
pub use number::Number;
