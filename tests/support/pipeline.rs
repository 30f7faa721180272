//! Small scenarios written to a folder, read, checked and run through the whole pipeline.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use catchup::diagnostic::Diagnostics;
use catchup::projection::{Projection, Series};
use catchup::workbench::analysis::model_of;
use catchup::workbench::analysis::{Outcome, RunError, RunOptions, project};
use catchup::workbench::engine::{self, Ensemble, Settings};
use catchup::workbench::model::Model;
use catchup::workbench::model::compile::compile;
use catchup::workbench::scenario::options::Options;
use catchup::workbench::scenario::read::read;

use super::support::Folder;
pub use super::support::{equations, scenario};

impl Folder {
    /// The checked model of the first file, or what is wrong.
    pub fn try_model(&self, options: &Options) -> Result<Model, Diagnostics> {
        read(&self.main, options).and_then(|(scenario, _)| Ok(model_of(scenario)?.0))
    }

    pub fn model(&self, options: &Options) -> Model {
        self.try_model(options).unwrap_or_else(|problems| panic!("{problems}"))
    }
}

/// The checked model of a scenario text.
pub fn model(text: &str) -> Model {
    Folder::new(&[("case.toml", text)]).model(&Options::default())
}

/// What is wrong with a scenario text.
pub fn problems(text: &str) -> Diagnostics {
    match Folder::new(&[("case.toml", text)]).try_model(&Options::default()) {
        Ok(_) => panic!("accepted:\n{text}"),
        Err(problems) => problems,
    }
}

pub fn try_project(model: &Model) -> Result<Outcome, RunError> {
    let options = RunOptions { colour: 0, keep_draws: false };
    project(model, &options, &|_| {})
}

/// What a scenario text projects.
pub fn run(text: &str) -> Projection {
    run_model(&model(text))
}

pub fn run_model(model: &Model) -> Projection {
    match try_project(model) {
        Ok(outcome) => outcome.projection,
        Err(error) => panic!("{error}"),
    }
}

/// The series of `name` or `name[element, …]`.
pub fn series<'a>(projection: &'a Projection, selector: &str) -> &'a Series {
    projection.series(selector).unwrap_or_else(|error| panic!("{error}"))
}

/// The values over time of something that is not uncertain.
pub fn values(projection: &Projection, selector: &str) -> Vec<f64> {
    let series = series(projection, selector);
    let sd = series.sd.as_ref().expect("a run has deviations");
    assert!(sd.iter().all(|sd| *sd < 1e-9), "`{selector}` is uncertain");
    series.median().to_vec()
}

/// The values over time of the variable `x` of a scenario text in which nothing is uncertain.
pub fn path_of(text: &str) -> Vec<f64> {
    values(&run(text), "x")
}

/// Every draw of every variable, in base units, in the blocks asked for.
pub fn draws(model: &Model, range: std::ops::Range<u64>, block: Option<usize>) -> Ensemble {
    let program = compile(model, |_, _| true);
    let kept: Vec<usize> = (0..program.columns.len()).collect();
    let ensemble = &model.header.ensemble;
    let settings = Settings { block, ..Settings::new(ensemble.draws.value, ensemble.seed, ensemble.sampler) };
    engine::run(model, &program, &settings, range, &kept, &|_| {}).expect("memory")
}

/// All draws, [time][draw], of an element of a variable.
pub fn draws_of(model: &Model, name: &str, element: usize) -> Vec<Vec<f64>> {
    let ensemble = draws(model, 0..model.header.ensemble.draws.value, None);
    let slot = ensemble
        .columns
        .iter()
        .position(|column| model.variables[column.variable].declared.name == name && column.element == element)
        .unwrap_or_else(|| panic!("no column of `{name}`"));
    let values = ensemble.values.view();
    values.index_axis(ndarray::Axis(0), slot).outer_iter().map(|row| row.to_vec()).collect()
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Standard deviation, divisor n.
pub fn sd(values: &[f64]) -> f64 {
    let centre = mean(values);
    let squares = values.iter().map(|value| (value - centre).powi(2));
    (squares.sum::<f64>() / values.len() as f64).sqrt()
}

/// Pearson correlation.
pub fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (centre_a, centre_b) = (mean(a), mean(b));
    let products = a.iter().zip(b).map(|(a, b)| (a - centre_a) * (b - centre_b));
    products.sum::<f64>() / a.len() as f64 / (sd(a) * sd(b))
}

/// Asserts that two paths are equal to a relative error.
#[track_caller]
pub fn assert_close(found: &[f64], expected: &[f64], tolerance: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}: {found:?}");
    for (position, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() <= tolerance * expected.abs().max(1.0),
            "{what}: at {position}, {found} is not {expected}"
        );
    }
}
