//! From ensembles to what is reported: quantiles, targets, milestones, and where numbers break.

mod ask;
mod assemble;
mod backtest;
mod charts;
pub mod compare;
mod condition;
mod error;
mod estimate;
mod glance;
pub mod health;
mod histogram;
mod inputs;
mod kept;
mod locate;
mod milestone;
mod project;
pub mod sensitivity;
mod simulation;
mod solve;
mod streamed;
mod study;
mod summary;
mod varying;

pub use ask::{Clause, ask};
pub use backtest::backtest;
pub use error::RunError;
pub use estimate::model_of;
#[cfg_attr(not(feature = "explorer"), allow(unused_imports, reason = "the explorer asks for it"))]
pub use glance::Glance;
pub use inputs::{inputs, shocks};
pub use project::{Outcome, RunOptions, outline, project};
pub use sensitivity::{Discovery, Driver, Limits, Miss, Region, SensitivityOptions, announced, discovery, sensitivity};
pub use solve::{Question, solve};
pub use streamed::{Merged, NextPass, Shard, add, begin, merge, shard};
