//! `catchup man`: pages of the manual.

use clap_mangen::Man;

use super::{CliError, command, terminal};
use crate::diagnostic::did_you_mean;

/// Print a page of the manual, as `man` reads it: of the program, or of one of its commands.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The command; without one, the page of the program, which names all.
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// Prints the page.
///
/// # Errors
/// There is no such command, or standard output is closed.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    terminal::print(&page(arguments.command.as_deref())?)
}

/// A page, in roff.
fn page(name: Option<&str>) -> Result<String, CliError> {
    let mut program = command();
    program.build();
    let found = match name {
        None => Some(program.clone()),
        Some(name) => program.find_subcommand(name).cloned(),
    };
    let Some(found) = found else {
        let asked = name.unwrap_or_default();
        let near = did_you_mean(asked, program.get_subcommands().map(clap::Command::get_name));
        let hint = near.map_or_else(|| "`catchup help` lists all".to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(CliError::Usage(format!("there is no command `{asked}`; {hint}")));
    };
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _written = Man::new(found).render(&mut text);
    Ok(String::from_utf8_lossy(&text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page() {
        assert!(page(None).expect("the program").starts_with(".ie"));
        for own in command().get_subcommands() {
            let page = page(Some(own.get_name())).expect("a page");
            assert!(page.contains(".SH SYNOPSIS") && page.contains(own.get_name()), "{}", own.get_name());
        }
    }

    #[test]
    fn a_command_that_is_none_is_answered_with_the_nearest() {
        let CliError::Usage(said) = page(Some("forcast")).expect_err("none") else { panic!("another error") };
        assert!(said.contains("did you mean `forecast`?"), "{said}");
    }
}
