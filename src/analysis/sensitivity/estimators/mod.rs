//! Which inputs an output depends on: estimators on arrays of uniform numbers and outputs, one method per file.
//!
//! A factor is one input, uniform between 0 and 1; a design is an array [factor, point] at which the model is evaluated,
//! and every estimator takes the outputs at the points of its design. Nothing here knows of models.

pub mod functions;
mod interval;
mod morris;
mod prim;
mod ranking;
mod sobol;
mod swing;

pub use interval::{Bootstrap, Interval};
pub use morris::{Effects, Trajectories};
pub use prim::{Peeling, discover};
pub use ranking::correlation_ratio;
pub use sobol::{Indices, Pairs, indices};
pub use swing::{ENDS, Swing, swing_design, swings};
