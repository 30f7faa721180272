//! From ensembles to what is reported: quantiles, targets, milestones, and where numbers break.

mod charts;
mod drivers;
mod inputs;
mod locate;
mod milestone;
mod project;
mod quantity;
pub mod sensitivity;
mod summary;

pub use drivers::{Discovery, Driver, DriverOptions, Limits, Miss, Region, announced, discovery, drivers};
pub use locate::locate;
pub use milestone::milestone;
pub use project::{Outcome, RunError, RunOptions, project};
pub use quantity::{Quantity, quantity};
