//! What a model would have projected from a year in the past, against closed forms.

use super::support::Folder;
use catchup::analysis::{RunError, backtest};
use catchup::projection::Backtest;
use catchup::scenario::options::Options;

/// `x` is driven by what is known, then uniform between 0 and 1; it was 0.5 in 2022 and 2 in 2023.
const CASE: &str = r#"
[scenario]
title = "Case"
[time]
start = 2019
end = 2024
known_until = 2023
[ensemble]
draws = 4096
[assumptions.u]
distribution = { uniform = { low = 0, high = 1 } }
unit = "1"
source = "judgement"
[assumptions.mu]
distribution = { normal = { mean = 0, sd = 1 } }
unit = "1"
source = "judgement"
[variables.x]
equation = "u"
unit = "%"
[variables.x.history.seen]
values = { 2019 = 10, 2020 = 20, 2021 = 40, 2022 = 50, 2023 = 200 }
use = "drive"
source = "seen"
[variables.x.history.guessed]
values = { 2024 = 90 }
scored = false
source = "a forecast of others"
[variables.z]
equation = "mu"
unit = "1"
[variables.z.history.seen]
values = { 2020 = 1, 2022 = 7 }
source = "seen"
[condition]
method = "weights"
[condition.on.z]
of = "z"
sd = 1
source = "judgement"
"#;

fn until(year: f64) -> Backtest {
    within(year, None).unwrap_or_else(|error| panic!("{error}"))
}

fn within(year: f64, memory: Option<u64>) -> Result<Backtest, RunError> {
    let options = Options { known_until: Some(year), memory, ..Options::default() };
    let model = Folder::new(&[("case.toml", CASE)]).model(&options);
    backtest(&model, year, &|_| {})
}

#[test]
fn the_budget_of_memory_binds() {
    // 4096 draws at 6 times take 196 608 bytes a column; x and z are held against what came.
    let Err(RunError::Memory { needed, .. }) = within(2021.0, Some(196_607)) else { panic!("too much") };
    assert_eq!(needed, 196_608);
    let scores = |memory| -> Vec<f64> {
        within(2021.0, Some(memory)).expect("it fits").held.iter().map(|held| held.score).collect()
    };
    assert_eq!(scores(196_608), scores(1 << 30));
    assert_eq!(scores(1 << 30).len(), 3);
}

#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected} within {tolerance}");
}

#[test]
fn observations_after_the_year_are_held_against_the_draws() {
    let found = until(2021.0);
    let x: Vec<_> = found.held.iter().filter(|held| held.selector == "x").collect();
    assert_eq!(x.iter().map(|held| held.time).collect::<Vec<_>>(), [2022.0, 2023.0]);
    // Weighted by z, of which x does not know: a standard error of 0.3 / sqrt(effective draws) or so.
    near(x[0].projected[1], 50.0, 2.0);
    near(x[0].projected[0], 5.0, 2.0);
    near(x[0].level, 0.5, 0.02);
    // CRPS of the uniform distribution: E|X - y| - 1/6; 1/4 - 1/6 at its middle, 3/2 - 1/6 at 2. In per cent.
    near(x[0].score, 100.0 / 12.0, 0.5);
    near(x[1].score, 100.0 * 4.0 / 3.0, 1.5);
    assert_eq!((x[0].inside(), x[1].inside()), (true, false));
    near(x[1].level, 1.0, 1e-9);
    // The last known value is 40, the line through 10 in 2019 and 40 in 2021 leads to 55 and 70.
    near(x[0].naive.unwrap(), 10.0, 1e-9);
    near(x[0].drift.unwrap(), 5.0, 1e-9);
    near(x[1].drift.unwrap(), 130.0, 1e-9);
    assert_eq!(found.coverage(), Some(1.0 / 3.0));
}

#[test]
fn neither_history_nor_conditions_tell_of_what_came_later() {
    // Known until 2021, mu is conditioned on 1 alone: mean 1/2, variance 1/2. Had it known of the 7, it would be 8/3.
    let found = until(2021.0);
    let z = found.held.iter().find(|held| held.selector == "z").expect("the 7 was held back");
    near(z.projected[1], 0.5, 0.06);
    near(z.projected[2], 0.5 + 1.644_854 * 0.5_f64.sqrt(), 0.1);
    assert_eq!((z.observed, z.time, found.held.len()), (7.0, 2022.0, 3));
    // Known until 2019, there is nothing yet to agree with: mu is as it was.
    let early = until(2019.0);
    let z = early.held.iter().find(|held| held.selector == "z").expect("both were held back");
    near(z.projected[1], 0.0, 0.01);
    // Known until 2022, nothing of z is left to hold back.
    assert!(until(2022.0).held.iter().all(|held| held.selector == "x"));
}

#[test]
fn a_benchmark_that_is_right_but_for_rounding_has_no_error() {
    // 2.5, 2.8 and then 3.1: on the line, though 2.8 + (2.8 - 2.5) is not quite 3.1.
    let text =
        CASE.replace("2019 = 10, 2020 = 20, 2021 = 40, 2022 = 50, 2023 = 200", "2020 = 2.5, 2021 = 2.8, 2022 = 3.1");
    let options = Options { known_until: Some(2021.0), ..Options::default() };
    let model = Folder::new(&[("case.toml", &text)]).model(&options);
    let found = backtest(&model, 2021.0, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    let held = found.held.iter().find(|held| held.selector == "x").expect("2022 is held back");
    assert_eq!(held.drift, Some(0.0));
}

#[test]
fn a_value_of_the_end_of_the_last_known_year_is_known() {
    // The value of the end of 2021 is the state at the start of 2022 and drives it: only 2023 and 2024 are held back.
    let text = CASE.replace("use = \"drive\"", "use = \"drive\"\nat = \"end\"");
    let options = Options { known_until: Some(2021.0), ..Options::default() };
    let model = Folder::new(&[("case.toml", &text)]).model(&options);
    let found = backtest(&model, 2021.0, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    let held: Vec<(f64, f64)> =
        found.held.iter().filter(|held| held.selector == "x").map(|held| (held.time, held.observed)).collect();
    assert_eq!(held, [(2023.0, 50.0), (2024.0, 200.0)]);
    let last = found.held.iter().find(|held| held.selector == "x").and_then(|held| held.naive);
    near(last.expect("2022 is known"), 10.0, 1e-9);
}

#[test]
fn draws_that_equal_what_came_count_half() {
    let text = CASE.replace("equation = \"u\"", "equation = \"200%\"");
    let model =
        Folder::new(&[("case.toml", &text)]).model(&Options { known_until: Some(2022.0), ..Options::default() });
    let found = backtest(&model, 2022.0, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    let x = found.held.iter().find(|held| held.selector == "x").expect("2023 is held back");
    assert_eq!((x.observed, x.level, x.score), (200.0, 0.5, 0.0));
}

#[test]
fn a_variable_reported_at_the_end_of_a_year_is_held_against_that_year() {
    let text = CASE.replace("use = \"drive\"", "use = \"drive\"\nat = \"end\"");
    let text = text.replace("equation = \"u\"", "equation = \"u\"\nat = \"end\"");
    let model =
        Folder::new(&[("case.toml", &text)]).model(&Options { known_until: Some(2021.0), ..Options::default() });
    let found = backtest(&model, 2021.0, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    let held: Vec<(f64, f64)> =
        found.held.iter().filter(|held| held.selector == "x").map(|held| (held.time, held.observed)).collect();
    assert_eq!(held, [(2022.0, 50.0), (2023.0, 200.0)]);
}
