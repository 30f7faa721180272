//! Golden values: the headline projections of every scenario in the project, so that no change moves them unnoticed.
//!
//! They are our own output, checked once against an independent computation (docs/china-model.md); they change only on
//! purpose: `CATCHUP_GOLDEN=write cargo test --release --lib golden` writes them anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use catchup::analysis::{RunOptions, model_of, project};
use catchup::projection::Level;
use catchup::scenario::{options::Options, read::read};

/// Instruction sets round differently, and differences grow a little from year to year.
const TOLERANCE: f64 = 1e-7;

/// Scenario, place of the golden file: everything in scenarios/ that is not a template.
fn scenarios() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<PathBuf> = [root.clone(), root.join("examples")]
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
}

/// `variable[elements]@year` with its 5 %, 50 % and 95 % quantiles, a line each.
fn headlines(path: &Path) -> Option<Vec<(String, [f64; 3])>> {
    let options = Options { draws: Some(512), ..Options::default() };
    let (scenario, _) = read(path, &options).unwrap_or_else(|problems| panic!("{problems}"));
    if scenario.about.template {
        return None;
    }
    let (model, _) = model_of(scenario).unwrap_or_else(|problems| panic!("{problems}"));
    let outcome = project(&model, &RunOptions { colour: 0, keep_draws: false }, &|_| {}).unwrap();
    let projection = outcome.projection;
    let mut lines = Vec::new();
    for variable in &projection.variables {
        for series in &variable.series {
            for year in &variable.headline {
                let point = projection.point(*year).unwrap();
                let name = format!("{}{:?}@{year}", variable.name, series.elements).replace(", ", " ");
                lines.push((name, Level::RANGE.map(|level| series.quantile(level, point))));
            }
        }
    }
    Some(lines)
}

#[test]
fn headline_projections_are_as_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let write = std::env::var("CATCHUP_GOLDEN").is_ok_and(|value| value == "write");
    let mut compared = 0;
    for path in scenarios() {
        let Some(found) = headlines(&path) else { continue };
        assert!(!found.is_empty(), "{} has no headline", path.display());
        let golden = folder.join(path.file_stem().unwrap()).with_extension("csv");
        if write {
            let mut text = String::from("selector,p05,p50,p95\n");
            for (name, [low, median, high]) in &found {
                let _ = writeln!(text, "{name},{low},{median},{high}");
            }
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&golden, text).unwrap();
            continue;
        }
        let text = std::fs::read_to_string(&golden)
            .unwrap_or_else(|error| panic!("{} ({error}); write it with CATCHUP_GOLDEN=write", golden.display()));
        let expected: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(expected.len(), found.len(), "{}: number of headline values", path.display());
        for (line, (name, values)) in expected.iter().zip(&found) {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells[0], name, "{}", path.display());
            for (cell, value) in cells[1..].iter().zip(values) {
                let golden: f64 = cell.parse().unwrap();
                let scale = golden.abs().max(1e-9);
                assert!(
                    (value - golden).abs() <= TOLERANCE * scale,
                    "{}: {name} was {golden}, is {value}",
                    path.display()
                );
                compared += 1;
            }
        }
    }
    assert!(write || compared > 500, "only {compared} values were compared");
}
