//! Any bytes as a model of XMILE or Vensim: read, checked and written as a scenario, without a panic.

#![no_main]

#[path = "../entries.rs"]
#[allow(dead_code)]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::model(bytes));
