//! From ensembles to what is reported: quantiles, targets, milestones, and where numbers break.

mod charts;
pub mod compare;
mod condition;
mod drivers;
mod estimate;
mod hindcast;
mod inputs;
mod locate;
mod milestone;
mod project;
pub mod sensitivity;
mod solve;
mod summary;

pub use drivers::{Discovery, Driver, DriverOptions, Limits, Miss, Region, announced, discovery, drivers};
pub use estimate::checked;
pub use hindcast::hindcast;
pub use inputs::inputs;
pub use locate::locate;
pub use milestone::milestone;
pub use project::{Outcome, RunError, RunOptions, project};
pub use solve::{Question, solve};
