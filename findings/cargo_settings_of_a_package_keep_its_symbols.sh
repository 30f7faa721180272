#!/usr/bin/env bash
# A program whose package has any setting of its own in a profile is not stripped of its symbols, though the profile says so.
#
# Software   cargo and rustc 1.95.0.
# Expected   [profile.release.package.NAME] changes what it names for that package and keeps the rest of [profile.release], as it
#            does `opt-level`; so `strip = "symbols"` holds with it.
# Seen       `codegen-units` alone in the table of the package puts `strip` back to what holds where nothing is said of it,
#            `debuginfo`: cargo calls rustc with `-C strip=debuginfo`, says nothing, and the symbols stay in the program (a fifth
#            of ours). The same number in [profile.release] itself strips it.
# Mended     by saying it in the profile, and `codegen-units` of dependencies under `"*"`.
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
echo 'fn main() { println!("hello"); }' >src/main.rs

# What rustc is told of size and symbols, with these lines behind the profile.
told() {
    printf '[package]\nname = "demo"\nversion = "1.0.0"\nedition = "2024"\n\n[profile.release]\nopt-level = "s"\nstrip = "symbols"\n%s\n' "$1" >Cargo.toml
    rm -rf "$work/target"
    cargo "+$version" build --release --verbose 2>&1 | grep -oE '(strip|opt-level)=[a-z0-9]+' | sort -u | tr '\n' ' '
}

plain=$(told '')
in_profile=$(told 'codegen-units = 16')
of_package=$(told $'\n[profile.release.package.demo]\ncodegen-units = 16')
echo "cargo $version: nothing else: $plain; codegen-units in the profile: $in_profile; of the package: $of_package"
stripped="opt-level=s strip=symbols "
[ "$plain" = "$stripped" ] && [ "$in_profile" = "$stripped" ] && [ "$of_package" = "opt-level=s strip=debuginfo " ] || {
    echo "the behaviour has changed" >&2
    exit 1
}
