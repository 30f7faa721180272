//! Closed forms and independent recursions, each through the whole pipeline: file, model, program, projection.

mod history;
mod integration;
mod language;
mod laws;
mod limits;
mod memory;
mod noise;
#[path = "../support/pipeline.rs"]
mod pipeline;
mod policy;
#[path = "../support/mod.rs"]
mod support;
mod survival;
