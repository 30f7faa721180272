//! Fitting: parameters of laws, or of any model, from data by nonlinear least squares.
//!
//! [`least_squares::solve`] minimises the residuals of a [`least_squares::Problem`], whose derivatives come from dual
//! numbers; [`Uncertainty`] says how sure the solution is. [`fit`] does all of it for a [`Law`]: the very functions of
//! `crate::laws`, starting values, error scales, profile intervals, criteria and tests of residuals.

mod autoregressive;
mod bands;
mod candidate;
mod covariance;
mod decomposition;
mod dependence;
mod error;
mod extended;
mod fitted;
mod fitting;
pub mod least_squares;
mod number;
mod observations;
mod problem;
mod profile;
mod refine;
mod request;
mod residuals;
mod scale;
mod scatter;
mod search;
mod spread;
#[cfg(test)]
mod tests;

pub use crate::laws::curves::{
    At, CURVES as LAWS, Curve as Law, Frame, Input, Parameter, Quantity, Structure, Texts, rounded,
};
pub use bands::CurvePoint;
pub use covariance::{UNIDENTIFIED, Uncertainty};
pub use error::LawError;
pub use extended::Extended;
pub use fitted::{Compared, DerivedQuantity, Estimate, Fitted, Identified, LEVEL};
pub use fitting::fit;
pub(crate) use fitting::nearness;
pub use number::Number;
pub use observations::Observations;
pub use request::Request;
pub use residuals::ResidualTests;
pub use scale::{Domain, Scale};
pub use spread::Spread;
