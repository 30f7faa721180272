//! `catchup explain`: what an error code means.

use super::{CliError, terminal};
use crate::diagnostic::did_you_mean;

/// Say what an error code means, such as `unit-mismatch`; all codes without one.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The code in brackets behind `error` or `warning`.
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// The guide, in which every code stands.
const GUIDE: &str = include_str!("../../docs/outputs.md");

/// Codes with what they mean, in the order of the guide.
fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let section = GUIDE.split_once("## Error codes").map_or("", |(_, after)| after);
    let section = section.split("\n## ").next().unwrap_or_default();
    section.lines().filter_map(|line| {
        let (code, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
        Some((code, rest.trim_end().trim_end_matches('|').trim_end()))
    })
}

/// Prints what a code means.
///
/// # Errors
/// There is no such code, or standard output is closed.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let width = terminal::width();
    let Some(asked) = &arguments.code else {
        let lines: String =
            codes().map(|(code, means)| format!("{code}\n{}", terminal::wrap(means, width, "    "))).collect();
        return terminal::print(&lines);
    };
    let asked = asked.trim().trim_matches(['[', ']']).to_ascii_lowercase();
    let asked = asked.split_once('[').map_or(asked.as_str(), |(_, inside)| inside);
    match codes().find(|(code, _)| *code == asked) {
        Some((code, means)) => terminal::print(&format!("{code}\n{}", terminal::wrap(means, width, "    "))),
        None => {
            let near = did_you_mean(asked, codes().map(|(code, _)| code));
            let hint =
                near.map_or_else(|| "`catchup explain` lists all".to_owned(), |code| format!("did you mean `{code}`?"));
            Err(CliError::Usage(format!("there is no error code `{asked}`; {hint}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_guide_is_found() {
        assert!(codes().count() > 80);
        assert!(codes().all(|(code, means)| !code.contains('`') && means.len() > 10));
        let meaning = codes().find(|(code, _)| *code == "unit-mismatch").map(|(_, means)| means);
        assert_eq!(meaning, Some("two sides differ in unit; both are shown"));
    }
}
