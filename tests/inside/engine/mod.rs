//! Closed forms and independent recursions, each through the whole pipeline: file, model, program, projection.

mod delay;
mod history;
mod integration;
mod language;
mod laws;
mod limits;
mod memory;
mod noise;
mod policy;
mod stock;
mod survival;
mod versions;

use super::pipeline;
