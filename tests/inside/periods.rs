//! Periods of levers and shocks are said as they are felt, on steps finer than a year.

use super::pipeline;
use catchup::analysis::{RunOptions, project};
use catchup::projection::Projection;

fn run(step: &str) -> Projection {
    let text = format!(
        "scenario.title = \"Ferries\"\n\
         time = {{ start = 2025, end = 2031, step = {step} }}\n\
         levers.fare = {{ value = 2, neutral = 1, unit = \"1\", from = 2026, until = 2030, source = \"x\" }}\n\
         variables.trips = {{ equation = \"10 * fare\", unit = \"1\", milestones = [{{ above = 5, from = 2026, until = 2031 }}] }}\n\
         shocks.closure = {{ variable = \"trips\", years = [2027, 2028], multiply = 0, source = \"x\" }}\n"
    );
    let options = RunOptions { colour: 0, keep_draws: false };
    project(&pipeline::model(&text), &options, &|_| {}).unwrap_or_else(|error| panic!("{error}")).projection
}

/// What is said of the lever and of the shock, and when the shock is felt by the numbers themselves.
fn said(projection: &Projection) -> ([String; 2], [f64; 2], [f64; 2]) {
    let texts = projection.inputs.iter().map(|input| input.text.replace('\u{a0}', " ")).collect::<Vec<_>>();
    let values = projection.variables[0].series[0].median();
    let felt: Vec<f64> =
        projection.times.iter().zip(values).filter(|(_, y)| **y == 0.0).map(|(time, _)| *time).collect();
    let years = projection.inputs[1].years.expect("a shock has years");
    (texts.try_into().expect("a lever and a shock"), years, [felt[0], felt[felt.len() - 1]])
}

#[test]
fn periods_are_said_as_they_are_felt() {
    for (step, lever, shock) in [
        ("1", "neutral 1, from 2026, until 2030", "trips times 0, 2027 to 2028"),
        ("0.25", "neutral 1, from 2026, until 2030 Q4", "trips times 0, 2027 to 2028 Q4"),
        ("0.08333333333333333", "neutral 1, from Jan 2026, until Dec 2030", "trips times 0, Jan 2027 to Dec 2028"),
        ("0.5", "neutral 1, from 2026, until 2030.5", "trips times 0, 2027 to 2028.5"),
    ] {
        let (texts, years, felt) = said(&run(step));
        assert_eq!(texts, [lever, shock], "{step}");
        assert!((years[0] - felt[0]).abs() < 1e-9 && (years[1] - felt[1]).abs() < 1e-9, "{step}: {years:?} {felt:?}");
    }
}

#[cfg(feature = "charts")]
#[test]
fn the_band_of_a_shock_is_captioned_as_it_is_felt() {
    let fan = catchup::projection::Chart::new(catchup::projection::ChartKind::Fan, "fan", vec![0]);
    let picture = catchup::charts::draw(&run("0.08333333333333333"), &fan).expect("a picture");
    let text = picture.svg.replace('\u{a0}', " ");
    assert!(text.contains("Closure Jan 2027–Dec 2028"), "{text}");
}
