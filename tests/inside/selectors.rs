//! Elements named for targets and charts mean the same cells as everywhere else, also where dimensions share names.

use std::path::PathBuf;
use std::sync::Arc;

use catchup::analysis::{RunOptions, project};
use catchup::model::check::check;
use catchup::scenario::{options::Options, read::read};
use catchup::session::{Memory, Session};

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
    // A chart without a title says whose numbers it shows.
    assert_eq!(projection.charts[0].title, "Trade, B, A");
    #[cfg(feature = "charts")]
    assert!(catchup::charts::draw(&projection, &projection.charts[0]).is_ok());
}

#[test]
fn what_has_no_effect_is_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join("idle.toml");
    let text = "[scenario]\ntitle = \"Idle\"\n[time]\nstart = 2020\nend = 2022\n\
        [levers.late]\nvalue = 1\nneutral = 0\nunit = \"1\"\nfrom = 2050\nsource = \"judgement\"\n\
        [shocks.late]\nvariable = \"x\"\nyears = [2050, 2051]\nmultiply = 2\nsource = \"judgement\"\n\
        [variables.x]\nequation = \"late_lever + 1\"\nunit = \"1\"\n\
        [variables.x.history.data]\nvalues = { 2020 = 3 }\nuse = \"drive\"\nsource = \"judgement\"\n";
    let text = text.replace("late_lever", "late");
    std::fs::write(&file, &text).unwrap();
    let read_model = || {
        let (scenario, _) = read(&file, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"));
        check(scenario).unwrap_or_else(|problems| panic!("{problems}"))
    };
    let found = catchup::model::check::warnings(&read_model());
    assert_eq!(found.iter().map(|warning| warning.code).collect::<Vec<_>>(), ["no-effect"; 3], "{found:?}");
    std::fs::write(&file, text.replace("2050", "2021").replace("end = 2022", "end = 2022\nknown_until = 2020"))
        .unwrap();
    assert!(catchup::model::check::warnings(&read_model()).is_empty());
}

#[test]
fn units_may_stand_in_any_order_and_chart_names_are_no_paths() {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join("case.toml");
    let text = "[scenario]\ntitle = \"Case\"\n[time]\nstart = 2020\nend = 2021\n\
        [units]\nfleet = \"12 robot\"\nrobot = \"base\"\n\
        [variables.x]\nequation = \"1 fleet + 6 robot\"\nunit = \"robot\"\n\
        [charts.NAME]\nkind = \"fan\"\nvariables = [\"x\"]\n";
    let model = |name: &str| {
        std::fs::write(&file, text.replace("NAME", name)).unwrap();
        let (scenario, _) = read(&file, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"));
        check(scenario)
    };
    let good = model("x").unwrap_or_else(|problems| panic!("{problems}"));
    let projection = project(&good, &RunOptions { colour: 0, keep_draws: false }, &|_| {}).unwrap().projection;
    assert_eq!(projection.variables[0].series[0].mean, [18.0, 18.0]);
    let problems = model("\"../../evil\"").expect_err("a path is refused");
    assert_eq!(problems.as_slice()[0].code, "bad-name");
}

#[test]
fn charts_of_several_units_are_refused_before_anything_runs() {
    let body = |kind: &str, unit: &str| {
        format!(
            "[scenario]\ntitle = \"Case\"\n[time]\nstart = 2020\nend = 2021\n\
            [variables.x]\nequation = \"1\"\nunit = \"1\"\n[variables.y]\nequation = \"2\"\nunit = \"{unit}\"\n\
            [charts.both]\nkind = \"{kind}\"\nvariables = [\"x\", \"y\"]\n"
        )
    };
    let found = |kind: &str, unit: &str| {
        let text = body(kind, unit);
        let files = Memory::new([("case.toml", text.as_str())]);
        Session::open_from(Arc::new(files), "case.toml", Options::default())
    };
    let Err(problems) = found("lines", "%") else { panic!("a chart of two units is taken") };
    let text = problems.to_string();
    assert!(text.contains("one axis for several units") && text.contains("small-multiples"), "{text}");
    assert!(found("small-multiples", "%").is_ok() && found("lines", "1").is_ok());
}
