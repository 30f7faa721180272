//! What is said of history that a run hears, and of draws before it is heard.

use super::pipeline;
use catchup::analysis::{RunOptions, project};
use catchup::projection::{Heard, Projection};
use catchup::session::{SensitivityMethod, SensitivityRequest, Session};

/// A line with one value a year, of which draws agree with some.
const CONDITIONED: &str = r#"
scenario.title = "Line"
time = { start = 2020, end = 2025 }
ensemble.draws = 64
assumptions.slope = { distribution = { normal = { mean = 1, sd = 0.3 } }, unit = "1/yr", source = "x" }
variables.line.equation = "slope * (time - 2019 yr)"
variables.line.unit = "1"
variables.line.history.seen = { values = { 2020 = 1.1, 2021 = 1.9, 2022 = 3.2, 2023 = 4.1 }, source = "x" }
"#;

fn heard(text: &str) -> Vec<Heard> {
    let options = RunOptions { colour: 0, keep_draws: false };
    let outcome = project(&pipeline::model(text), &options, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    let Projection { variables, .. } = outcome.projection;
    let line = variables.iter().find(|variable| variable.name == "line").expect("reported");
    line.series[0].history.iter().map(|seen| seen.heard).collect()
}

#[test]
fn observations_say_what_a_run_hears_of_them() {
    assert_eq!(heard(CONDITIONED), [Heard::No; 4]);
    let on = "condition.on.line = { of = \"line\", sd = 0.2, from = 2021, until = 2022, source = \"x\" }\n";
    let found = heard(&format!("{CONDITIONED}{on}"));
    assert_eq!(found, [Heard::No, Heard::Condition, Heard::Condition, Heard::No]);
    let fit =
        "fits.line = { variable = \"line\", law = \"linear\", until = 2022, parameters = { slope = \"slope\" } }\n";
    assert_eq!(heard(&format!("{CONDITIONED}{fit}")), [Heard::Fit, Heard::Fit, Heard::Fit, Heard::No]);
}

#[test]
fn sensitivity_says_that_it_is_of_the_draws_before_history() {
    let on = "condition.on.line = { of = \"line\", sd = 0.2, source = \"x\" }\n";
    let asked = SensitivityRequest { methods: vec![SensitivityMethod::Swing], samples: 16, ..Default::default() };
    for (more, expected) in [("", false), (on, true)] {
        let session =
            Session::from_text("x", &format!("{CONDITIONED}{more}")).unwrap_or_else(|problems| panic!("{problems}"));
        let found = session.sensitivity("line@2025", &asked).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(found.before_history, expected);
    }
}
