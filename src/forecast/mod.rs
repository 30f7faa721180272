//! Forecasts of series by their own past, with calibrated intervals, and how good they have been.
//!
//! ```text
//! text -> Panel -> Trained -> Predictive -> Backtest
//!         read     learn      forecast      score
//! ```
//!
//! A [`Panel`] holds the series of a file. [`Trained::new`] forecasts from rolling origins inside their histories, and
//! learns from the errors what the candidates of the combination count for and how wide intervals are. A
//! [`Predictive`] is a distribution for each step ahead. [`backtest`] does all of it at origins in the past.

mod backtest;
mod calibration;
mod cleared;
mod combination;
mod common;
mod criterion;
mod empirical;
mod factor;
mod hierarchy;
mod line;
pub mod methods;
mod origins;
mod outlier;
mod panel;
mod paths;
mod pooled;
mod predictive;
mod prepared;
mod profile;
mod reconcile;
mod ridge;
mod scale;
mod score;
pub mod scores;
mod season;
mod shift;
mod simplex;
mod sporadic;
mod start;
mod together;
mod trained;

pub use crate::data::Columns;
pub use backtest::{Backtest, Plan, Report, Test, backtest};
pub use combination::Combination;
pub use hierarchy::{Group, Hierarchy, Tier};
pub use methods::Method;
pub use origins::{MOST_SERIES, Told};
pub use panel::{Panel, Series};
pub use predictive::Predictive;
pub use prepared::{LONGEST, Prepared};
pub use reconcile::Reconciled;
pub use score::{CONFIDENCES, DECILES, Means, PARTS};
pub use start::LEAST;
pub use together::MOST as MOST_TOGETHER;
pub use trained::{Settings, Trained};
