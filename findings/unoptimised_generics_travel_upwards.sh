#!/usr/bin/env bash
# A crate that is compiled for size runs functions of the standard library unoptimised, if any crate that it depends on, however
# far below, is compiled at `opt-level = 0` and has used them with the same types.
#
# Software   rustc and cargo 1.95.0; aho-corasick 1.1.4 as the crate below, of which nothing is called.
# Expected   `opt-level` in [profile.release.package.NAME] is of that package alone: what a program at "s" calls of `core` is
#            compiled with the program, and small functions marked `#[inline]` are inlined.
# Seen       At "s" and "z" (and 0 and 1) generic functions that a crate below has compiled are taken from there, and at 0 that
#            is so of functions marked `#[inline]` too, which are kept out of line there. The loop of the program calls `next` of
#            a range, unoptimised: it is in the program, and is not where the crate below is at 1 instead. At 2 and 3 nothing is
#            shared. Of Parquet's writer, at "z" above a crate for regular expressions at 0, it was a third of the time.
# Mended     by giving no crate below those at "z" the level 0.
#
# Needs rustup and a network, and a system whose programs are ELF. Fails if the behaviour changes.
set -euo pipefail

version=1.95.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export RUSTUP_HOME=$work/rustup CARGO_TARGET_DIR=$work/target
unset CARGO_PROFILE_RELEASE_STRIP RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
rustup --quiet toolchain install "$version" --profile minimal --no-self-update >/dev/null

mkdir -p "$work/demo/src"
cd "$work/demo"
cat >src/main.rs <<'PROGRAM'
use aho_corasick as _;

fn main() {
    let values: Vec<u64> = std::env::args().map(|text| text.len() as u64).collect();
    let mut sum = 0;
    for place in 0..values.len() {
        sum += values[place] * place as u64;
    }
    println!("{sum}");
}
PROGRAM

# How many functions `next` of ranges are in the program: its level, and that of the crate below.
out_of_line() {
    cat >Cargo.toml <<MANIFEST
[package]
name = "demo"
version = "1.0.0"
edition = "2024"

[dependencies]
aho-corasick = "=1.1.4"

[profile.release]
opt-level = $1
strip = "none"

[profile.release.package.aho-corasick]
opt-level = $2
MANIFEST
    cargo "+$version" build --release --quiet
    # Only what this program has beyond what every program has of the standard library's own.
    nm -C "$work/target/release/demo" | grep -cE 'Range<.*> as core::iter::.*::(next|spec_next)|Iterator for core::ops::range::Range<A>>::next' || true
}

above_0=$(out_of_line '"s"' 0)
above_1=$(out_of_line '"s"' 1)
at_2=$(out_of_line 2 0)
echo "rustc $version: functions that step a range, in a program at \"s\" above a crate at 0: $above_0, at 1: $above_1; at 2 above one at 0: $at_2"
[ "$above_0" -gt 0 ] && [ "$above_1" -eq 0 ] && [ "$at_2" -eq 0 ] || {
    echo "the behaviour has changed" >&2
    exit 1
}
