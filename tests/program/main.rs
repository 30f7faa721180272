//! Tests that start the program, and look at what it prints and writes.

mod cli;
mod docs;
mod estimate;
mod fit;
mod forecast;
mod published;
mod reproducible;
mod sensitivity;

#[path = "../support/estimates.rs"]
mod estimates;
#[path = "../support/mod.rs"]
mod support;
