//! From a file to a [`Scenario`].

use std::path::Path;
use std::sync::Arc;

use super::Scenario;
use super::files::{Disk, Files};
use super::merged::Merged;
use super::options::Options;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Reads a scenario file from disk, all it extends and the data they name; returns warnings besides.
///
/// # Errors
/// All problems found, each with the place it stands at: what cannot be read, is not TOML, is unknown, missing, of the
/// wrong kind or out of bounds. What equations, units and distributions mean is not checked here.
pub fn read(path: &Path, options: &Options) -> Result<(Scenario, Vec<Diagnostic>), Diagnostics> {
    whole(read_through(path, options))
}

#[cfg(test)]
/// The same from other files, such as texts in [`Memory`](super::files::Memory).
///
/// # Errors
/// As of [`read`].
pub fn read_from(
    files: Arc<dyn Files>,
    path: &Path,
    options: &Options,
) -> Result<(Scenario, Vec<Diagnostic>), Diagnostics> {
    whole(through(files, path, options))
}

/// What [`read`] gives, with the scenario even where it has errors, as far as it could be understood: so that what a
/// later stage finds wrong can be said at the same time. None if a file could not be read or is not TOML.
#[must_use]
pub fn read_through(path: &Path, options: &Options) -> (Option<Scenario>, Diagnostics) {
    through(Arc::new(Disk), path, options)
}

fn whole((scenario, found): (Option<Scenario>, Diagnostics)) -> Result<(Scenario, Vec<Diagnostic>), Diagnostics> {
    match scenario {
        Some(scenario) => found.or(scenario),
        None => Err(found),
    }
}

fn through(files: Arc<dyn Files>, path: &Path, options: &Options) -> (Option<Scenario>, Diagnostics) {
    let mut found = Diagnostics::new();
    let scenario = Merged::load_from(files, path, &mut found).map(|merged| merged.scenario(options, &mut found));
    (scenario, found)
}

#[cfg(test)]
mod tests {
    use super::super::files::Memory;
    use super::*;
    use crate::analysis::{RunOptions, project};
    use crate::model::check::check;
    use crate::projection::Level;

    const BASE: &str = r#"
[scenario]
title = "Base"
[time]
start = 2020
end = 2023
known_until = 2021
[ensemble]
draws = 100
[assumptions.growth]
distribution = { empirical = { file = "data/growth.csv", column = "growth" } }
unit = "1"
source = "seen"
[variables.robots]
stock = { initial = "10", inflow = "growth / 1 [yr] * robots" }
unit = "1"
headline = [2023]
[variables.robots.history.seen]
file = "data/robots.csv"
use = "drive"
"#;
    const CHILD: &str = "extends = \"parts/base.toml\"\n[scenario]\ntitle = \"Child\"\n[time]\nend = 2024\n";
    const FILES: [(&str, &str); 4] = [
        ("child.toml", CHILD),
        ("parts/base.toml", BASE),
        ("parts/data/growth.csv", "growth\n0.1\n0.2\n0.4\n0.3\n"),
        ("parts/data/robots.csv", "year,value\n2020,11\n2021,13\n"),
    ];

    #[test]
    fn memory_gives_the_scenario_and_the_numbers_of_the_disk() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(folder.path().join("parts/data")).expect("a folder");
        for (name, text) in FILES {
            std::fs::write(folder.path().join(name), text).expect("written");
        }
        let options = Options::default();
        let disk = read(&folder.path().join("child.toml"), &options);
        let memory = read_from(Arc::new(Memory::new(FILES)), Path::new("child.toml"), &options);
        let projections = [disk, memory].map(|found| {
            let (scenario, warnings) = found.unwrap_or_else(|found| panic!("{found}"));
            assert!(warnings.is_empty());
            let hash = scenario.hash.clone();
            let model = check(scenario).unwrap_or_else(|found| panic!("{found}"));
            let outcome = project(&model, &RunOptions::default(), &|_| {}).expect("finite");
            (hash, outcome.projection.variables[0].series[0].quantiles.clone())
        });
        let [disk, memory] = projections;
        assert_eq!(disk, memory);
        assert_eq!(memory.1[Level::P10][..2], [11.0, 13.0], "the past is what was seen");
    }

    #[test]
    fn what_memory_lacks_is_said_where_it_is_named() {
        for (left_out, expected) in [
            (0, "there is no file `child.toml`"),
            (1, "there is no file `parts/base.toml`"),
            (3, "there is no file `parts/data/robots.csv`"),
        ] {
            let files = FILES.iter().enumerate().filter(|(index, _)| *index != left_out).map(|(_, file)| *file);
            let found = read_from(Arc::new(Memory::new(files)), Path::new("child.toml"), &Options::default());
            let problems = found.expect_err("a file is missing").to_string();
            assert!(problems.contains(expected), "{problems}");
        }
    }

    #[test]
    fn files_in_memory_may_not_extend_one_another_in_a_loop() {
        let files = Memory::new([("a.toml", "extends = \"b/../b.toml\"\n"), ("b.toml", "extends = \"./a.toml\"\n")]);
        let found = read_from(Arc::new(files), Path::new("a.toml"), &Options::default()).expect_err("a loop");
        assert!(found.to_string().contains("files extend one another in a loop"), "{found}");
    }
}
