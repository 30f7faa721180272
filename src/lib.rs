//! Forecasting and simulation of industrial catch-up under uncertainty.
//!
//! An analyst writes a scenario file: assumptions with ranges, units and sources; equations; policy levers and shocks. A
//! [`Session`] is an open scenario, and answers what a front end may ask of it:
//!
//! ```
//! use catchup::{Session, projection::Level};
//!
//! let mut session = Session::from_text("robots", r#"
//!     scenario = { title = "Robots made at home" }
//!     time = { start = 2024, end = 2035 }
//!     assumptions.rate = { distribution.uniform = { low = 0.1, high = 0.3 }, unit = "1/yr", source = "judgement" }
//!     levers.push = { value = 0, neutral = 0, max = 0.1, unit = "1/yr", source = "a programme" }
//!     variables.share = { equation = "fisher_pry(0.5, rate + push, time - 2024 yr)", unit = "1" }
//! "#)?;
//! session.set("push", 0.05)?;
//! let share = session.run()?.projection.number("share@2035")?.quantile(Level::P50);
//! assert!((share - 0.94).abs() < 0.005); // half, eleven years on, at rates around 0.25 a year
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Besides [`Session::run`] there are [`session::compare`], [`Session::solve`], [`Session::sensitivity`],
//! [`Session::backtest`], and for data [`session::FitData`] and [`session::Table`]. Results are plain data that answer by
//! name, element, year and level ([`projection`]); errors say where and what to write instead ([`diagnostic`]).
//!
//! # How it is made
//! A scenario file becomes projections in one direction, each noun a type and each arrow a function:
//!
//! ```text
//! file -> Scenario -> Model -> Program -> Ensemble -> Projection -> files
//!         scenario    model    model      engine      analysis      charts, export, report
//! ```

mod analysis;
mod calendar;
#[cfg(feature = "charts")]
pub mod charts;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod clock;
mod data;
pub mod diagnostic;
mod distribution;
mod encoding;
mod engine;
#[cfg(feature = "explorer")]
pub mod explorer;
#[cfg(feature = "tables")]
#[cfg_attr(not(feature = "folders"), allow(dead_code, reason = "some tables are of folders alone"))]
pub mod export;
mod fault;
pub mod fit;
pub mod forecast;
#[cfg(feature = "models")]
mod interchange;
mod laws;
mod model;
mod numeric;
pub mod parallel;
pub mod projection;
#[cfg(any(test, feature = "records"))]
pub mod record;
#[cfg(feature = "report")]
pub mod report;
mod scenario;
mod selector;
pub mod session;
pub mod wording;
#[doc(hidden)]
pub mod workbench;

pub use session::Session;

/// Tests name the library as its users do, wherever they are compiled.
#[cfg(test)]
extern crate self as catchup;
#[cfg(test)]
#[path = "../tests/inside/mod.rs"]
mod inside;
