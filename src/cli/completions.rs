//! `catchup completions`: what a shell completes.

use clap_complete::Shell;

use super::{CliError, command, terminal};

/// Print what lets a shell complete commands and options; files are completed as everywhere.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Prints the completions.
///
/// # Errors
/// Standard output is closed.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command(), "catchup", &mut script);
    terminal::print(&String::from_utf8_lossy(&script))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shell_is_told_of_every_command() {
        for shell in <Shell as clap::ValueEnum>::value_variants() {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut command(), "catchup", &mut script);
            let script = String::from_utf8(script).expect("text");
            for own in command().get_subcommands() {
                assert!(script.contains(own.get_name()), "{shell} {}", own.get_name());
            }
        }
    }
}
