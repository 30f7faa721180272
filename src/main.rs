//! The command-line program: parse arguments, call, print the error, set the exit code.

use std::process::ExitCode;

use catchup::cli;

#[global_allocator]
static ALLOCATOR: cli::memory::Allocator = cli::memory::Allocator;

fn main() -> ExitCode {
    cli::main()
}
