//! Tests of what crosses the modules of the library, from a file to numbers, pictures and pages.

mod ask;
mod at_once;
mod backtest;
mod bad_input;
mod china;
mod compare;
mod condition;
mod engine;
mod estimate;
#[cfg(feature = "explorer")]
mod explorer;
mod goals;
mod golden;
mod health;
mod heard;
#[cfg(feature = "models")]
mod interchange;
mod levels;
mod lock;
mod periods;
mod progress;
mod r1;
mod records;
mod reference;
#[cfg(feature = "report")]
mod report;
mod reproducible;
#[cfg(feature = "models")]
mod round_trip;
mod scenario_changes;
mod scenario_file;
mod scenario_limits;
mod selectors;
mod sensitivity;
mod silences;
mod solve;
mod worlds;

#[path = "../support/estimates.rs"]
mod estimates;
#[path = "../support/pipeline.rs"]
mod pipeline;
#[path = "../support/mod.rs"]
mod support;
