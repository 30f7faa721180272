//! `[fits]` with errors that draw on those before them, and equations that go on from the value before.

use super::super::pipeline::{draws_of, mean, sd};
use super::{load, near, only, parameters};
use catchup::scenario::Worth;
use catchup::scenario::options::Options;

/// Costs of sixteen years.
const COSTS: [f64; 16] =
    [50.0, 47.1, 43.8, 44.0, 41.9, 36.0, 33.1, 31.9, 31.5, 27.8, 24.9, 25.1, 22.0, 20.9, 20.1, 18.4];

fn costs(errors: &str) -> String {
    let values: Vec<String> = COSTS.iter().enumerate().map(|(at, cost)| format!("{} = {cost}", 2005 + at)).collect();
    format!(
        r#"
[scenario]
title = "Costs"
[time]
start = 2005
end = 2030
known_until = 2020
[ensemble]
draws = 8192
[assumptions.level]
value = 50
unit = "1"
[assumptions.growth]
value = -0.05
unit = "1/yr"
[assumptions.scatter]
value = 0.1
unit = "1"
[assumptions.left]
value = 0.5
unit = "1"
[fits.cost]
variable = "cost"
law = "exponential"
errors = "{errors}"
parameters = {{ level = "level", growth = "growth", residual = "scatter", memory = "left" }}
[variables.law]
equation = "cagr(level, growth, time - 2005 yr)"
unit = "1"
[variables.before]
equation = "cagr(level, growth, time - 2006 yr)"
unit = "1"
[variables.cost]
equation = "law * (previous(cost, 50) / before) ^ left * exp(scatter * normal(0, 1))"
unit = "1"
report = true
[variables.cost.history.seen]
values = {{ {} }}
source = "seen"
use = "drive"
"#,
        values.join(", ")
    )
}

/// If errors walk, the growth of the logarithm is the mean of its changes, the scatter their standard deviation: by
/// hand. What comes goes on from the last value.
#[test]
fn a_walk_goes_on_from_the_last_value() {
    let (model, warnings) = load(&costs("walk"), &Options::default());
    assert!(warnings.is_empty(), "{warnings:?}");
    assert!(only(&model).describe().ends_with("16 values (exponential, random walk log errors)"));
    let changes: Vec<f64> = COSTS.windows(2).map(|pair| (pair[1] / pair[0]).ln()).collect();
    let step = mean(&changes);
    let scatter = (changes.iter().map(|change| (change - step).powi(2)).sum::<f64>() / 14.0).sqrt();
    let [level, growth, residual, memory] = parameters(&model) else { panic!("four parameters") };
    near(level.value, 50.0, 1e-6);
    near(growth.value, step.exp_m1(), 1e-7);
    near(growth.error.expect("is free"), step.exp() * scatter / 15_f64.sqrt(), 1e-7);
    near(residual.value, scatter, 1e-7);
    assert_eq!((memory.value, memory.error), (1.0, Some(0.0)));
    assert!(matches!(&model.assumptions[3].declared.value.worth, Some(Worth::Value(value)) if value.value == 1.0));
    // Ten years on: ten steps, and ten times the error of the growth.
    let after: Vec<f64> = draws_of(&model, "cost", 0)[25].iter().map(|cost| cost.ln()).collect();
    near(mean(&after), COSTS[15].ln() + 10.0 * step, 0.01);
    let wide = scatter * (10.0 + 100.0 / 15.0_f64).sqrt();
    near(sd(&after), wide, 0.08 * wide);
}

/// Independent errors leave nothing; autoregressive ones a part, which is not known for sure.
#[test]
fn the_memory_of_errors_is_a_parameter() {
    let memory = |errors: &str| {
        let (model, _) = load(&costs(errors), &Options::default());
        let [.., memory] = parameters(&model) else { panic!("four parameters") };
        (memory.value, memory.error.expect("is told"))
    };
    assert_eq!(memory("independent"), (0.0, 0.0));
    let (value, error) = memory("ar1");
    assert!((0.0..1.0).contains(&value) && error > 0.05 && error < 0.6, "{value} {error}");
}
