//! The guide tells the truth: its scenarios are valid and run, its commands print what it shows, its links lead somewhere.
//!
//! A fenced block ```` ```toml NAME.toml ```` is a complete file; one whose name begins with `wrong` shows mistakes. A block
//! ```` ```console ```` is a command after `$ ` and what it prints; a line `…` stands for any lines. The blocks of a page run
//! in order in one folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use catchup::workbench::analysis::{RunOptions, model_of, project};
use catchup::workbench::scenario::{options::Options, read::read};

use super::succeeds;

const ELISION: &str = "…";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page with its text.
fn pages() -> Vec<(PathBuf, String)> {
    let mut files: Vec<PathBuf> =
        ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md"].map(|name| root().join(name)).into();
    let docs = std::fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    files.extend(docs.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    files.sort();
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(&path).unwrap())).collect()
}

/// Fenced blocks in order: what stands behind the opening fence, and the text.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    page.split("\n```").skip(1).step_by(2).filter_map(|block| block.split_once('\n')).collect()
}

#[test]
fn links_lead_to_files_that_exist() {
    let mut checked = 0;
    for (path, text) in pages() {
        for part in text.split("](").skip(1) {
            let target = part.split(')').next().unwrap().split('#').next().unwrap();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            let file = path.parent().unwrap().join(target);
            assert!(file.exists(), "{} links to {target}", path.display());
            checked += 1;
        }
    }
    assert!(checked > 20, "only {checked} links were found");
}

#[test]
fn complete_scenarios_are_valid_and_run() {
    let mut run = 0;
    for (path, text) in pages() {
        let folder = tempfile::tempdir().unwrap();
        for (info, content) in blocks(&text) {
            let Some(name) = info.strip_prefix("toml ").filter(|name| !name.starts_with("wrong")) else { continue };
            let file = folder.path().join(name);
            std::fs::write(&file, content).unwrap();
            if content.starts_with("extends = \"my-study.toml\"") {
                new_study(folder.path());
            }
            let options = Options { draws: Some(64), ..Options::default() };
            let (scenario, _) = read(&file, &options).unwrap_or_else(|p| panic!("{}, {name}: {p}", path.display()));
            let (model, _) = model_of(scenario).unwrap_or_else(|p| panic!("{}, {name}: {p}", path.display()));
            let outcome = project(&model, &RunOptions { colour: 0, keep_draws: false }, &|_| {}).unwrap();
            assert!(!outcome.projection.variables.is_empty());
            run += 1;
        }
    }
    assert!(run >= 2, "only {run} complete scenarios were found");
}

fn catchup(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
    command.current_dir(folder).env("COLUMNS", "100").env("NO_COLOR", "1");
    command
}

/// A copy of the project's scenarios, for pages that run them.
fn scenarios(folder: &Path) {
    let copy = folder.join("scenarios");
    for part in ["", "data", "examples", "worlds"] {
        std::fs::create_dir_all(copy.join(part)).unwrap();
        for entry in std::fs::read_dir(root().join("scenarios").join(part)).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_file() {
                std::fs::copy(entry.path(), copy.join(part).join(entry.file_name())).unwrap();
            }
        }
    }
}

fn new_study(folder: &Path) {
    if !folder.join("my-study.toml").exists() {
        succeeds(catchup(folder).args(["new", "my-study"]));
    }
}

#[test]
fn commands_print_what_the_guide_shows() {
    let mut run = 0;
    for (path, text) in pages() {
        let folder = tempfile::tempdir().unwrap();
        for (info, content) in blocks(&text) {
            if let Some(name) = info.strip_prefix("toml ") {
                std::fs::write(folder.path().join(name), content).unwrap();
            } else if info == "console" {
                let (command, expected) = content.split_once('\n').unwrap();
                let arguments =
                    command.strip_prefix("$ catchup ").unwrap_or_else(|| panic!("not a command: {command}"));
                if arguments.contains("scenarios/") {
                    scenarios(folder.path());
                }
                let output = catchup(folder.path()).args(arguments.split_whitespace()).output().unwrap();
                let printed = [output.stdout, output.stderr].concat();
                let printed = without_forewarnings(&String::from_utf8(printed).unwrap());
                let place = path.strip_prefix(root()).unwrap().display();
                assert!(matches(expected, &printed), "{place}: `{command}` prints\n{printed}\nnot\n{expected}");
                run += 1;
            }
        }
    }
    assert!(run >= 8, "only {run} commands were found");
}

/// What was printed without the notes of how long it will take, which come on a slow machine alone.
fn without_forewarnings(printed: &str) -> String {
    let forewarning = |line: &&str| line.starts_with("note: ") && line.ends_with(" to go");
    printed.lines().filter(|line| !forewarning(line)).fold(String::new(), |text, line| text + line + "\n")
}

/// Whether the pieces between elisions follow one another in what was printed, whole lines, without anything left over.
/// Blanks that do not break count as blanks.
fn matches(expected: &str, printed: &str) -> bool {
    let lines = |text: &str| {
        let text = text.replace('\u{a0}', " ");
        text.trim().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>()
    };
    let (expected, printed) = (lines(expected), lines(printed));
    let pieces: Vec<&[String]> = expected.split(|line| line == ELISION).collect();
    let mut rest = &printed[..];
    for (index, piece) in pieces.iter().enumerate() {
        let at = match index {
            0 => Some(0),
            _ if index + 1 == pieces.len() => rest.len().checked_sub(piece.len()),
            _ => (0..=rest.len()).find(|at| rest[*at..].starts_with(piece)),
        };
        match at {
            Some(at) if rest[at..].starts_with(piece) => rest = &rest[at + piece.len()..],
            _ => return false,
        }
    }
    rest.is_empty()
}

#[test]
fn elisions_stand_for_lines() {
    for (expected, printed, fits) in [
        ("a\nb", "a\nb\n", true),
        ("5 %", "5\u{a0}%", true),
        ("a", "a\nb", false),
        ("a\n…", "a\nb\nc", true),
        ("…\nc", "a\nb\nc", true),
        ("a\n…\nc", "a\nb\nc", true),
        ("a\n…\nc", "a\nb\nc\nd", false),
        ("a\n…\nc\n…", "a\nb\nc\nd", true),
        ("a\n…\nx\n…", "a\nb\nc\nd", false),
    ] {
        assert_eq!(matches(expected, printed), fits, "{expected:?} and {printed:?}");
    }
}
