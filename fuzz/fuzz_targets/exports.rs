//! Any bytes as a scenario whose tables are written, without a panic.

#![no_main]

#[path = "../entries.rs"]
#[allow(dead_code)]
mod entries;
#[path = "../written.rs"]
#[allow(dead_code)]
mod written;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| written::exports(bytes));
