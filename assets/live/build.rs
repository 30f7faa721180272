//! Builds the module of live pages from the sources beside it, so that it is never out of step with them.
//!
//! `CATCHUP_LIVE_CARGO` names another cargo than the one that runs this, where the target is one of another toolchain.

use std::env;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, exit};

const TARGET: &str = "wasm32-unknown-unknown";
/// All browsers of these years have vectors; recursion has 4 MiB, and all memory together is at most 1 GiB.
const FLAGS: &str =
    "-Ctarget-feature=+simd128\u{1f}-Clink-arg=-zstack-size=4194304\u{1f}-Clink-arg=--max-memory=1073741824";
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
    let file = File::create(out.join("live.wasm.gz"));
    let bytes = without_notes(&bytes).unwrap_or_else(|| fails("the module is no module of WebAssembly"));
    let compressed = file.and_then(|file| {
        let mut writer = flate2::write::GzEncoder::new(file, flate2::Compression::best());
        writer.write_all(&bytes)?;
        writer.finish()
    });
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

/// The module without its custom sections: names, and what crates leave for tools that do not work on it. Nothing if it has
/// another form than section after section, each with its number, its length as LEB128 and its content.
fn without_notes(module: &[u8]) -> Option<Vec<u8>> {
    const HEAD: usize = 8;
    const CUSTOM: u8 = 0;
    let mut kept = module.get(..HEAD)?.to_vec();
    let mut at = HEAD;
    while at < module.len() {
        let (mut length, mut shift, mut content) = (0_usize, 0, at + 1);
        loop {
            let byte = *module.get(content)?;
            content += 1;
            length |= usize::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
        let end = content.checked_add(length)?;
        let section = module.get(at..end)?;
        if module[at] != CUSTOM {
            kept.extend_from_slice(section);
        }
        at = end;
    }
    Some(kept)
}

fn fails(message: &str) -> ! {
    println!("cargo::error={message}");
    exit(1)
}
