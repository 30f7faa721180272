//! How strong a lever must be: closed forms, and goals that no strength reaches.

use catchup::analysis::{Question, RunError, solve};
use catchup::engine::Progress;
use catchup::model::Quantity;
use catchup::projection::Frontier;

use super::pipeline;

/// `y` as this equation of a uniform number `u` and the lever `s`, at 2020; the cost is 2 s.
fn found(equation: &str, goal: f64, probability: f64) -> Frontier {
    tried(equation, goal, probability, "1 GiB").expect("it runs")
}

fn tried(equation: &str, goal: f64, probability: f64, memory: &str) -> Result<Frontier, RunError> {
    solved(&case(equation, memory, 0.0), goal, probability, &|_| {})
}

/// The case, with another neutral setting.
fn case(equation: &str, memory: &str, neutral: f64) -> String {
    format!(
        r#"
[scenario]
title = "Case"
[time]
start = 2020
end = 2021
[ensemble]
draws = 1024
memory = "{memory}"
[assumptions.u]
distribution = {{ uniform = {{ low = 0, high = 1 }} }}
unit = "1"
source = "judgement"
[levers.s]
value = 0.25
neutral = {neutral}
min = -2
max = 2
unit = "1"
source = "choice"
[variables.y]
equation = "{equation}"
unit = "1"
[variables.cost]
equation = "2 * s"
unit = "1"
[comparison]
cost = "cost"
"#
    )
}

fn solved(text: &str, goal: f64, probability: f64, progress: &dyn Progress) -> Result<Frontier, RunError> {
    reached(text, goal, true, probability, progress)
}

fn reached(
    text: &str,
    goal: f64,
    at_least: bool,
    probability: f64,
    progress: &dyn Progress,
) -> Result<Frontier, RunError> {
    let model = pipeline::model(text);
    let of = Quantity { variable: 0, element: 0, point: 0 };
    let question = Question { lever: 0, element: None, between: (-2.0, 2.0), of, goal, at_least, probability };
    solve(&model, &question, progress)
}

#[test]
fn the_budget_of_memory_binds() {
    // 1024 draws at 2 times take 16 384 bytes a column; there are two of them, the number and the cost.
    let Err(RunError::Memory { needed, budget, .. }) = tried("u + s", 1.2, 0.8, "16 kB") else { panic!("too much") };
    assert_eq!((needed, budget), (16_384, 16_000));
    let solved = |memory: &str| tried("u + s", 1.2, 0.8, memory).expect("it fits").solution.map(|found| found.strength);
    assert_eq!(solved("17 kB"), solved("1 GiB"));
}

#[test]
fn the_strength_that_just_suffices() {
    // u + s >= 1.2 in 80 % of worlds: u >= 1.2 - s has probability 0.8 where 1.2 - s = 0.2.
    let found = found("u + s", 1.2, 0.8);
    let solved = found.solution.expect("within the bounds");
    assert!((solved.strength - 1.0).abs() < 2.0 / 1024.0, "{}", solved.strength);
    assert!(solved.probability >= 0.8 && solved.probability < 0.8 + 2.0 / 1024.0, "{}", solved.probability);
    // Against the current setting of 0.25.
    let cost = solved.cost.expect("the model says what a path costs");
    assert!((cost.median - 2.0 * (solved.strength - 0.25)).abs() < 1e-12);
    assert!(!found.falls);
    assert_eq!((found.tried[0].strength, found.tried[0].probability), (-2.0, 0.0));
}

#[test]
fn the_answer_can_be_written_as_it_is() {
    // u >= 1.23 - s has probability 0.7 where s = 0.93; the search ends within 4e-5 of it, so five decimals are enough.
    let solved = found("u + s", 1.23, 0.7).solution.expect("within the bounds");
    assert_eq!(format!("{:.5}", solved.strength).parse(), Ok(solved.strength));
    assert!(solved.probability >= 0.7 && (solved.strength - 0.93).abs() < 2.0 / 1024.0, "{solved:?}");
}

#[test]
fn a_goal_that_is_just_reached_is_reached() {
    let solved = found("s + 0 * u", 1.0, 1.0).solution.expect("within the bounds");
    assert_eq!((solved.strength, solved.probability), (1.0, 1.0));
}

#[test]
fn a_lever_that_works_downwards_is_moved_down() {
    let found = found("u - s", 1.2, 0.8);
    let solved = found.solution.expect("within the bounds");
    assert!((solved.strength + 1.0).abs() < 2.0 / 1024.0, "{}", solved.strength);
}

#[test]
fn the_nearest_strength_is_the_answer_and_a_fall_is_said() {
    // s (2 - s) rises to 1 at s = 1 and falls again: u + s (2 - s) >= 1.2 in 80 % of worlds only at s = 1.
    let found = found("u + s * (2 - s)", 1.15, 0.8);
    let solved = found.solution.expect("near the top");
    // u >= 1.15 - s (2 - s) = 0.2 where s (2 - s) = 0.95: s = 1 - sqrt(0.05).
    assert!((solved.strength - (1.0 - 0.05_f64.sqrt())).abs() < 5e-3, "{}", solved.strength);
    assert!(found.falls);
}

#[test]
fn what_already_holds_needs_nothing_and_what_cannot_be_has_no_answer() {
    let met = found("u + s", 0.0, 0.9).solution.expect("it holds at the neutral setting");
    assert_eq!((met.strength, met.probability), (0.0, 1.0));
    let never = found("u + s", 9.0, 0.5);
    assert_eq!(never.solution, None);
    assert!(never.tried.iter().all(|tried| tried.probability == 0.0));
}

#[test]
fn the_search_begins_at_a_neutral_setting_that_is_not_on_the_grid() {
    // Strengths are tried in steps of 1/8, and the neutral setting, 0.03, as it is. There u + s >= 0.03 always holds.
    let near = |equation: &str, goal: f64, probability: f64| {
        let found = solved(&case(equation, "1 GiB", 0.03), goal, probability, &|_| {}).expect("it runs");
        found.solution.expect("within the bounds")
    };
    let met = near("u + s", 0.03, 1.0);
    assert_eq!((met.strength, met.probability), (0.03, 1.0));
    // u + d >= 1.2 in 80 % of worlds where d = 1: upwards that takes a move of 1, downwards one of 1/2.
    let nearest = near("u + max(s - 0.03, 2 * (0.03 - s))", 1.2, 0.8);
    assert!((nearest.strength - (0.03 - 0.5)).abs() < 2.0 / 1024.0, "{}", nearest.strength);
}

/// Strengths are tried in steps of 1/8. u + 10 exp(-((s - c) / w)^2) >= 10.1 in 80 % of worlds where the exponential is at least
/// .99: from w sqrt(-ln .99) below c on, which is a range of 1/166 or 1/1247.
#[test]
fn a_range_that_suffices_between_two_strengths_is_found() {
    let below = (-0.99_f64.ln()).sqrt();
    for (centre, width, tried) in [
        // Seen from its neighbours on the grid, or only from those of a grid twice as fine.
        (0.7, 0.03, 65),
        (0.69, 0.004, 65),
        (-1.61, 0.03, 65),
    ] {
        let of = found(&format!("u + 10 * exp(-((s - {centre}) / {width}) ^ 2)"), 10.1, 0.8);
        let solved = of.solution.unwrap_or_else(|| panic!("{centre}: none"));
        let expected = centre - f64::signum(centre) * width * below;
        assert!((solved.strength - expected).abs() < 1e-4, "{} is not {expected}", solved.strength);
        assert!(!of.steady && of.falls && of.apart == 4.0 / 64.0 && of.tried.len() > tried, "{}", of.tried.len());
    }
    // One that is nearer than what suffices on the grid.
    let of = found("u + max(10 * exp(-((s - 0.3) / 0.03) ^ 2), 20 * (s - 1.4))", 10.1, 0.8);
    let solved = of.solution.expect("near .3");
    assert!((solved.strength - (0.3 - 0.03 * below)).abs() < 1e-4, "{}", solved.strength);
    assert!(of.tried.windows(2).all(|pair| pair[0].strength < pair[1].strength));
}

/// What holds in 80 % of worlds is climbed by the number that 80 % of them reach: 70 % of the worlds are far beyond the goal
/// whatever the strength, and rise with it, so that the median and upper quantiles say nothing of the range that suffices.
#[test]
fn it_climbs_by_the_worlds_that_decide() {
    let worlds = "if u < 0.3 then u + 10 * exp(-((s - 0.7) / 0.03) ^ 2) else 30 + s";
    let expected = 0.7 - 0.03 * (-0.99_f64.ln()).sqrt();
    for (equation, goal, at_least) in [(worlds.to_owned(), 10.1, true), (format!("-({worlds})"), -10.1, false)] {
        let of = reached(&case(&equation, "1 GiB", 0.0), goal, at_least, 0.8, &|_| {}).expect("it runs");
        let solved = of.solution.unwrap_or_else(|| panic!("{equation}: none"));
        assert!((solved.strength - expected).abs() < 1e-4, "{} is not {expected}", solved.strength);
    }
}

#[test]
fn what_may_have_been_passed_over_is_known() {
    // No slope leads there.
    let of = found("u + if s > 0.51 and s < 0.512 then 10 else 0", 10.1, 0.8);
    assert_eq!((of.solution, of.steady, of.apart, of.tried.len()), (None, false, 4.0 / 64.0, 65));
    // Nothing can be passed over on a slope, of which no more is tried: seen from both ends.
    for equation in ["u + s", "u - s", "u + max(s, 0)"] {
        let of = found(equation, 9.0, 0.8);
        assert_eq!((of.solution, of.steady, of.apart), (None, true, 4.0 / 32.0), "{equation}");
        assert_eq!(of.tried.len(), 33, "{equation}");
    }
}

#[test]
fn a_search_that_is_stopped_has_no_answer() {
    struct Stop;
    impl Progress for Stop {
        fn done(&self, _: u64) {}
        fn stopped(&self) -> bool {
            true
        }
    }
    let result = solved(&case("u + s", "1 GiB", 0.0), 1.2, 0.8, &Stop);
    assert!(matches!(result, Err(RunError::Cancelled)), "{result:?}");
}
