//! The command-line program: parse arguments, call, print the error, set the exit code.

use std::process::ExitCode;

use catchup::cli;

fn main() -> ExitCode {
    cli::main()
}
