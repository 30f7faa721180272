//! Elements named for targets and charts mean the same cells as everywhere else, also where dimensions share names.

use std::path::PathBuf;

use catchup::analysis::{RunOptions, project};
use catchup::model::check::check;
use catchup::scenario::{options::Options, read::read};

const TRADE: &str = r#"
[scenario]
title = "Trade"
[time]
start = 2020
end = 2021
[dimensions.from]
elements = ["a", "b"]
[dimensions.to]
elements = ["a", "b"]
[assumptions.size]
dims = ["from", "to"]
unit = "1"
source = "judgement"
[assumptions.size.elements]
"a, a" = { value = 1 }
"a, b" = { value = 2 }
"b, a" = { value = 3 }
"b, b" = { value = 4 }
[variables.trade]
dims = ["from", "to"]
equation = "size"
unit = "1"
[variables.trade.targets.goal]
year = 2021
at_least = 2
elements = ["a, b"]
source = "judgement"
[charts.cell]
kind = "fan"
variables = ["trade"]
elements = ["b, a"]
"#;

#[test]
fn elements_are_taken_by_position() {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join("trade.toml");
    std::fs::write(&file, TRADE).unwrap();
    let (scenario, _) = read(&file, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"));
    let model = check(scenario).unwrap_or_else(|problems| panic!("{problems}"));
    let projection = project(&model, &RunOptions { colour: 0, keep_draws: false }, &|_| {}).unwrap().projection;
    let bound: Vec<(Vec<usize>, f64)> = projection.variables[0]
        .series
        .iter()
        .flat_map(|series| series.targets.iter().map(|target| (series.elements.clone(), target.median_gap)))
        .collect();
    assert_eq!(bound, [(vec![0, 1], 0.0)]);
    assert_eq!(projection.charts[0].fixed, [(0, 1), (1, 0)]);
    assert!(catchup::charts::draw(&projection, &projection.charts[0]).is_ok());
}
