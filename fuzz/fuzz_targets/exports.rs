//! Any bytes as a scenario whose tables are written, without a panic.

#![no_main]

#[path = "../entries.rs"]
#[allow(dead_code)]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::exports(bytes));
