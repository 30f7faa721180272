//! Builds the module of live pages from the sources beside it, so that it is never out of step with them.
//!
//! `CATCHUP_LIVE_CARGO` names another cargo than the one that runs this, where the target is one of another toolchain.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, exit};

const TARGET: &str = "wasm32-unknown-unknown";
/// All browsers of these years have vectors; recursion has 4 MiB, and all memory together is at most 1 GiB.
///
/// Small functions alone are inlined: a twentieth less to load than by the compiler's own measure, and as fast.
const FLAGS: &str = "-Ctarget-feature=+simd128\u{1f}-Cllvm-args=-inline-threshold=10\u{1f}\
    -Clink-arg=-zstack-size=4194304\u{1f}-Clink-arg=--max-memory=1073741824";
/// What the module is made of, below the root of the repository.
const SOURCES: [&str; 4] = ["src", "assets/fonts", "Cargo.toml", "Cargo.lock"];

fn main() {
    let folder = |name: &str| PathBuf::from(env::var_os(name).unwrap_or_default());
    let (own, out) = (folder("CARGO_MANIFEST_DIR"), folder("OUT_DIR"));
    let root = own.join("../..");
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", root.join(source).display());
    }
    println!("cargo::rerun-if-env-changed=CATCHUP_LIVE_CARGO");
    let module = built(&root, &out.join("module"));
    let bytes =
        fs::read(&module).unwrap_or_else(|error| fails(&format!("{} cannot be read: {error}", module.display())));
    let bytes = pruned(&bytes).unwrap_or_else(|error| fails(&format!("the module cannot be pruned: {error}")));
    // A reader waits for each byte: the best that gzip can do, for some seconds of whoever builds.
    let compressed = File::create(out.join("live.wasm.gz"))
        .and_then(|file| zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, &bytes[..], file));
    if let Err(error) = compressed {
        fails(&format!("the module cannot be written: {error}"));
    }
}

/// Builds the module, and gives its path.
fn built(root: &Path, target: &Path) -> PathBuf {
    let cargo = env::var_os("CATCHUP_LIVE_CARGO").or_else(|| env::var_os("CARGO")).unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root).args([
        "rustc",
        "--locked",
        "--profile",
        "live",
        "--lib",
        "--crate-type",
        "cdylib",
        "--target",
        TARGET,
    ]);
    command.args(["--no-default-features", "--features", "module", "--target-dir"]).arg(target);
    // What is meant for the program is not meant for the module.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PROFILE_") || text.starts_with("CARGO_FEATURE_") || text.starts_with("CARGO_CFG_") {
            command.env_remove(name);
        }
    }
    command.env_remove("RUSTFLAGS").env_remove("CARGO_BUILD_TARGET").env("CARGO_ENCODED_RUSTFLAGS", FLAGS);
    match command.status() {
        Ok(status) if status.success() => target.join(TARGET).join("live/catchup.wasm"),
        Ok(_) => fails(&format!("the module of live pages was not built; does `rustup target add {TARGET}` help?")),
        Err(error) => fails(&format!("cargo cannot be run: {error}")),
    }
}

/// The module of what its page calls. Crates that draw in browsers leave some thousand functions beside it, for tools that do not
/// work on it; these and what only they need are dropped, and so are names and notes.
fn pruned(module: &[u8]) -> walrus::Result<Vec<u8>> {
    let mut module =
        walrus::ModuleConfig::new().generate_name_section(false).generate_producers_section(false).parse(module)?;
    let foreign: Vec<_> =
        module.exports.iter().filter(|export| export.name.starts_with("__")).map(walrus::Export::id).collect();
    foreign.into_iter().for_each(|export| module.exports.delete(export));
    let notes: Vec<_> = module.customs.iter().map(|(note, _)| note).collect();
    for note in notes {
        module.customs.delete(note);
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

fn fails(message: &str) -> ! {
    println!("cargo::error={message}");
    exit(1)
}
