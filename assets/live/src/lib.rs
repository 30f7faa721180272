//! The module of live pages: the library `catchup` compiled for WebAssembly and compressed by gzip.

/// The module.
pub const MODULE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/live.wasm.gz"));
