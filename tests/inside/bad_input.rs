//! One bad scenario file for every error: what is said of it is kept in a snapshot beside it.
//!
//! A new case is a new `tests/bad/NAME.toml`; its first lines are `#` comments, of which `# --set …` gives settings.

use std::fs;
use std::path::{Path, PathBuf};

use catchup::Session;
use catchup::diagnostic::render;
use catchup::scenario::options::Options;

/// What the program says of a file that it reads and checks.
fn said_of(path: &Path) -> String {
    let options = Options { set: settings(path), ..Options::default() };
    match Session::open_with(path, options) {
        Ok(session) => format!("no error in the scenario `{}`\n", session.id()),
        Err(found) => render(found.as_slice(), false, 100),
    }
}

/// The settings named in comments of the file.
fn settings(path: &Path) -> Vec<String> {
    let text = fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.lines().filter_map(|line| line.strip_prefix("# --set ")).map(str::to_owned).collect()
}

#[test]
fn every_bad_file_is_explained() {
    let mut files: Vec<PathBuf> = fs::read_dir("tests/bad")
        .expect("the folder of cases")
        .map(|entry| entry.expect("a case").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    assert!(files.len() > 20, "cases are missing");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../bad");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for path in files {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = said_of(&path);
        assert!(!text.contains("no error"), "{} is accepted", path.display());
        settings.bind(|| insta::assert_snapshot!(name, text));
    }
}
