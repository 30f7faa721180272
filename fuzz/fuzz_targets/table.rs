//! Any bytes as a table of values: fitted and forecast, without a panic.

#![no_main]

#[path = "../entries.rs"]
#[allow(dead_code)]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::table(bytes));
