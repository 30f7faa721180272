//! Asks the linker of this machine for a smaller program, where it can make one and the system can start it.
//!
//! Equal functions are kept once, and what the loader must move is listed in a tenth of the room. Neither changes what is
//! computed. A program so linked asks for a C library of 2022 or later (glibc 2.36), which it says when it is started with an
//! older one: build on the oldest of the machines that it is for.

use std::env;
use std::path::Path;
use std::process::Command;

/// Flags of the linker, each of which is tried.
const SMALLER: [&str; 2] = ["-Wl,--icf=all", "-Wl,-z,pack-relative-relocs"];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let of = |name: &str| env::var(name).unwrap_or_default();
    // What is tried must run here, and only these are flags of a compiler that calls such a linker.
    if of("TARGET") != of("HOST") || of("CARGO_CFG_TARGET_OS") != "linux" || of("CARGO_CFG_TARGET_ENV") != "gnu" {
        return;
    }
    let probe = Path::new(&of("OUT_DIR")).join("probe");
    for flag in SMALLER {
        if runs(&of("RUSTC"), flag, &probe) {
            println!("cargo:rustc-link-arg-bins={flag}");
        }
    }
}

/// Whether an empty program links with a flag, and ends well.
fn runs(compiler: &str, flag: &str, probe: &Path) -> bool {
    let source = probe.with_extension("rs");
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    // The linker that was set for this target, if one was.
    let linker = env::var("RUSTC_LINKER").map(|linker| format!("-Clinker={linker}"));
    let linked = std::fs::write(&source, "fn main() {}").is_ok_and(|()| {
        Command::new(compiler)
            .args(flags.split('\u{1f}').filter(|flag| !flag.is_empty()))
            .args(linker)
            .args(["--crate-name", "probe", "--edition", "2024"])
            .arg(format!("-Clink-arg={flag}"))
            .arg("-o")
            .args([probe, &source])
            .output()
            .is_ok_and(|output| output.status.success())
    });
    linked && Command::new(probe).output().is_ok_and(|output| output.status.success())
}
