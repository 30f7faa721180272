//! Forecasting and simulation of industrial catch-up under uncertainty.
//!
//! A scenario file becomes projections in one direction, each noun a type and each arrow a function:
//!
//! ```text
//! file -> Scenario -> Model -> Program -> Ensemble -> Projection -> files
//!         scenario    model    model      engine      analysis      charts, export, report
//! ```

pub mod analysis;
pub mod calendar;
#[cfg(feature = "charts")]
pub mod charts;
#[cfg(feature = "cli")]
pub mod cli;
pub mod clock;
pub mod diagnostic;
pub mod distribution;
pub mod engine;
#[cfg(feature = "tables")]
pub mod export;
pub mod fit;
pub mod forecast;
pub mod laws;
pub mod model;
pub mod numeric;
pub mod parallel;
pub mod projection;
#[cfg(feature = "report")]
pub mod report;
pub mod scenario;
pub mod selector;
#[cfg(feature = "report")]
pub mod session;

#[cfg(feature = "report")]
pub use session::Session;

/// Tests name the library as its users do, wherever they are compiled.
#[cfg(test)]
extern crate self as catchup;
#[cfg(test)]
#[path = "../tests/inside/mod.rs"]
mod inside;
