//! Questions with an if, against closed forms.

use catchup::session::{Answered, Session};

const MODEL: &str = r#"
[scenario]
title = "Case"
[time]
start = 2020
end = 2024
[ensemble]
draws = 16384
seed = 3
[dimensions.sector]
elements = ["robots and arms", "tools"]
[assumptions.x]
distribution = { normal = { mean = 0, sd = 1 } }
unit = "1"
source = "judgement"
[assumptions.e]
distribution = { normal = { mean = 0, sd = 1 } }
unit = "1"
source = "judgement"
[assumptions.apart]
distribution = { normal = { mean = 0, sd = 1 } }
unit = "1"
source = "judgement"
[assumptions.u]
dims = ["sector"]
distribution = { uniform = { low = 0, high = 1 } }
unit = "1"
source = "judgement"
[variables.y]
equation = "0.6 * x + 0.8 * e"
unit = "1"
report = true
[variables.cause]
equation = "x + 0 * apart"
unit = "1"
[variables.level]
dims = ["sector"]
equation = "u + (time - starttime) / 1 yr"
unit = "1"
"#;

fn asked(question: &str) -> Answered {
    let session = Session::from_text("case", MODEL).unwrap_or_else(|found| panic!("{found}"));
    session.check_question(question).unwrap_or_else(|error| panic!("{error}"));
    session.ask(question).unwrap_or_else(|error| panic!("{error}"))
}

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
}

#[test]
fn a_normal_given_a_half_of_another() {
    // E[y | x >= 0] = .6 sqrt(2 / pi); y is then skew normal with shape .6 / .8: quantiles by scipy 1.17.
    let found = asked("y@2023 given cause@2023 >= 0");
    near(found.asked.chance, 0.5, 0.002);
    assert_eq!(found.asked.draws, 16384);
    let given = found.asked.given.expect("worlds");
    near(given.effective, 8192.0, 40.0);
    near(given.summary.mean, 0.6 * (2.0 / std::f64::consts::PI).sqrt(), 0.01);
    near(given.summary.low, -0.947_436, 0.03);
    near(given.summary.median, 0.468_457, 0.02);
    near(given.summary.high, 1.940_068, 0.03);
    let otherwise = found.asked.otherwise.expect("worlds").summary;
    near(otherwise.mean, -given.summary.mean, 0.02);
    near(otherwise.low, -given.summary.high, 0.05);
    near(found.asked.all.summary.median, 0.0, 0.01);
    near(found.asked.all.summary.high, 1.644_854, 0.03);
    let shared: Vec<&str> = found.asked.shared.iter().map(|shift| shift.selector.as_str()).collect();
    assert_eq!(shared[0], "x", "{shared:?}");
    near(found.asked.shared[0].after.median, 0.674_490, 0.01);
}

#[test]
fn conditions_hold_in_every_year_and_together() {
    // u + 1 in 2021 … u + 4 in 2024: at least 1.75 in each is u >= .75, in the first of them.
    let found = asked("level[tools]@2024 given level[tools]@2021..2024 >= 1.75");
    near(found.asked.chance, 0.25, 0.001);
    near(found.asked.given.expect("worlds").summary.median, 4.875, 0.002);
    near(found.asked.otherwise.expect("worlds").summary.median, 4.375, 0.002);
    assert_eq!(
        (found.given[0].years, found.given[0].label.to_lowercase().as_str()),
        ([2021.0, 2024.0], "level, tools")
    );
    let both = "level[tools]@2024 GIVEN level[robots and arms]@2020 < 0.5 and level[tools]@2020 > 0.5 and level[tools]@2020 <= 0.75";
    let found = asked(both);
    near(found.asked.chance, 0.125, 0.002);
    near(found.asked.given.expect("worlds").summary.mean, 4.625, 0.002);
    // Nobody meets it, everybody does, nothing is asked.
    let never = asked("y@2023 given level[tools]@2020 >= 7");
    assert!(never.asked.given.is_none() && never.asked.shared.is_empty() && never.asked.chance == 0.0);
    let always = asked("y@2023 given level[tools]@2020 < 7");
    assert!(always.asked.otherwise.is_none() && always.asked.chance == 1.0);
    assert!(asked("y@2023").given.is_empty());
}

#[test]
fn a_bound_that_is_met_exactly_is_met() {
    for (sign, chance) in [(">=", 1.0), ("<=", 1.0), (">", 0.0), ("<", 0.0)] {
        let session = Session::from_text("case", &MODEL.replace("0.6 * x + 0.8 * e", "0.1 + 0.2 + 0 * x"));
        let session = session.unwrap_or_else(|found| panic!("{found}"));
        let found = session.ask(&format!("y@2023 given y@2023 {sign} 0.3")).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(found.asked.chance, chance, "{sign}");
    }
}

#[test]
fn what_cannot_be_read_is_said_where_it_stands() {
    let session = Session::from_text("case", MODEL).unwrap_or_else(|found| panic!("{found}"));
    for (question, message) in [
        ("", "name is missing"),
        ("y", "a year is missing"),
        ("z@2023", "there is no variable `z`"),
        ("y@2023 given", "nothing is compared"),
        ("y@2023 given y@2023", "nothing is compared"),
        ("y@2023 given y >= 3", "a year is missing"),
        ("y@2023 given y@2023 >= three", "`three` is not a number"),
        ("y@2023 given y@2023 > = 3", "`>=` is written without a blank"),
        ("y@2023 given y@2023..2021 >= 3", "the last year is before the first"),
        ("y@2023 given y@2023..2050 >= 3", "2050 is not on the time axis"),
        ("y@2023 given level@2023 >= 3", "level"),
        ("y@2023 given y@2023 >= 1 given y@2023 <= 2", "`given` stands once"),
        ("y@2023 given y@2023 >= 1 and", "nothing is compared"),
    ] {
        let error = session.check_question(question).expect_err(question).to_string();
        assert!(error.contains(message), "{question}: {error}");
    }
}

#[test]
fn more_draws_than_memory_holds_are_refused_before_memory_is_asked_for() {
    let text = MODEL.replace("draws = 16384", "draws = 1_000_000_000_000");
    let session = Session::from_text("case", &text).unwrap_or_else(|found| panic!("{found}"));
    let error = session.ask("y@2023").expect_err("five times eight bytes for each of so many draws");
    assert!(error.to_string().contains("needs 36.4 TiB, more than the budget"), "{error}");
}
