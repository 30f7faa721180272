//! `catchup backtest` of a scenario: what it would have projected from years in the past, and what came.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::answer::Answer;
use super::super::load::{Loaded, load};
use super::super::output::{Format, write_picture};
use super::super::summary::file_list;
use super::super::terminal::{self, Row, table, wrap};
use super::super::{CliError, error, fits};
use crate::analysis::{RunError, RunOptions, backtest, project};
use crate::charts::unit::Unit;
use crate::charts::{self, number};
use crate::export::{Folder, fit_json, write_backtests};
use crate::projection::{Backtest, Chart, ChartKind, Held, Projection};
use crate::report::series;
use crate::scenario::Estimated;
use crate::scenario::options::Options;

/// The key that a cut-off changes.
const KNOWN_UNTIL: &str = "time.known_until";

/// What is asked.
pub(super) struct Question<'a> {
    pub file: &'a Path,
    /// Years until which history is known.
    pub until: &'a [f64],
    pub draws: Option<u64>,
    pub out: Option<&'a Path>,
    pub answer: Answer,
}

/// Runs the scenario from each year and holds it against what came.
///
/// # Errors
/// The file is not valid, nothing was observed after a year, a run fails, or output cannot be written.
pub(super) fn run(question: &Question) -> Result<(), CliError> {
    if question.until.is_empty() {
        return Err(CliError::Usage(
            "a scenario is backtested from a year in the past: say --until YEAR, or several with commas".to_owned(),
        ));
    }
    let folder = question.out.map(Folder::create).transpose()?;
    let mut found: Vec<Tested> = Vec::new();
    let mut said: Vec<String> = Vec::new();
    for until in question.until {
        let tested = test(question, *until)?;
        let mut new = tested.file.warnings.clone();
        new.retain(|warning| !said.contains(&warning.message));
        said.extend(new.iter().map(|warning| warning.message.clone()));
        if !question.answer.quiet {
            error::show(&new);
        }
        if let Some(folder) = &folder {
            let options = RunOptions { colour: 0, keep_draws: false };
            let projection = project(&tested.file.model, &options, &|_| {}).map_err(|error| tested.failed(error))?;
            draw(&projection.projection, &tested.backtest, folder)?;
        }
        found.push(tested);
    }
    let backtests: Vec<Backtest> = found.iter().map(|tested| tested.backtest.clone()).collect();
    let mut files = Vec::new();
    if let (Some(folder), Some(last)) = (folder, found.last()) {
        folder.write("backtest.csv", |out| write_backtests(&backtests, out))?;
        let sampler = last.file.model.scenario.ensemble.sampler.name().to_owned();
        let mut manifest = last.file.manifest((last.backtest.seed, last.backtest.draws, sampler), &[]);
        manifest.warnings = said;
        for ran in &mut manifest.scenarios {
            let known = found.iter().flat_map(|tested| &tested.file.model.scenario.overrides);
            ran.overrides.retain(|change| change.key != KNOWN_UNTIL);
            ran.overrides.extend(known.filter(|change| change.key == KNOWN_UNTIL).cloned());
            ran.estimated = found.iter().flat_map(|tested| tested.fits().to_vec()).collect();
        }
        files = folder.commit(&manifest)?;
    }
    let object = || json!({ "backtests": found.iter().map(object).collect::<Vec<_>>(), "files": paths(&files) });
    let text = || {
        let mut text: String = found.iter().map(|tested| text(tested, terminal::width())).collect();
        if !files.is_empty() {
            text.push('\n');
            text.push_str(&file_list(&files, terminal::width()));
        }
        text
    };
    question.answer.print(object, text)
}

/// A scenario with what was known until a year, held against what came after.
struct Tested {
    file: Loaded,
    backtest: Backtest,
}

impl Tested {
    fn fits(&self) -> &[Estimated] {
        &self.file.model.scenario.estimated
    }

    fn failed(&self, error: RunError) -> CliError {
        CliError::Run { scenario: self.file.model.scenario.id.clone(), error }
    }
}

fn test(question: &Question, until: f64) -> Result<Tested, CliError> {
    let options = Options { draws: question.draws, known_until: Some(until), ..Options::default() };
    let file = load(question.file, &options).map_err(CliError::Input)?;
    let variables = &file.model.scenario.variables;
    if variables.iter().all(|variable| variable.value.history.is_empty()) {
        return Err(CliError::Usage(format!(
            "{} has no history: give a variable observed values in [variables.NAME.history.NAME] to test it by",
            question.file.display()
        )));
    }
    let failed = |error| CliError::Run { scenario: file.model.scenario.id.clone(), error };
    let backtest = backtest(&file.model, until, &|_| {}).map_err(failed)?;
    if backtest.held.is_empty() {
        let year = number::year(until);
        return Err(CliError::Usage(format!("nothing was observed after {year}, so there is nothing to test")));
    }
    Ok(Tested { file, backtest })
}

fn paths(files: &[PathBuf]) -> Vec<String> {
    files.iter().map(|file| file.display().to_string()).collect()
}

/// A fan for each series that is reported and was held back: rings are what came.
fn draw(projection: &Projection, backtest: &Backtest, folder: &Folder) -> Result<(), CliError> {
    for series in backtest.by_series() {
        let name = crate::diagnostic::fold(series[0].selector.split('[').next().unwrap_or_default());
        let Some(index) = projection.variables.iter().position(|variable| variable.name == name) else { continue };
        let variable = &projection.variables[index];
        let own = variable.series.iter().find(|own| {
            let known = series::selector(projection, variable, own);
            known == crate::diagnostic::fold(&series[0].selector) || known == series[0].selector
        });
        let Some(own) = own.or_else(|| variable.series.first().filter(|_| variable.dims.is_empty())) else { continue };
        let until = number::year(backtest.until);
        let stem: String = series[0].selector.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        let chart = Chart {
            name: format!("until-{until}-{}", stem.trim_matches('-').replace("--", "-")),
            kind: ChartKind::Fan,
            variables: vec![index],
            fixed: variable.dims.iter().copied().zip(own.elements.iter().copied()).collect(),
            by: None,
            title: format!("{}, known until {until}", series[0].label),
            subtitle: "Rings after the rule are what came".to_owned(),
            source: String::new(),
            from: None,
            until: series.last().map(|held| held.time + 1.0),
            log: false,
        };
        let failed = |error| CliError::Chart { name: chart.name.clone(), error };
        let picture = charts::draw(projection, &chart).map_err(failed)?;
        write_picture(&picture, folder, &[Format::Png, Format::Svg])?;
    }
    Ok(())
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}

/// How much smaller the score is than the error of a benchmark, over the observations that have both.
fn skill(held: &[&Held], benchmark: fn(&Held) -> Option<f64>) -> Option<f64> {
    let both: Vec<(f64, f64)> = held.iter().filter_map(|held| Some((held.score, benchmark(held)?))).collect();
    let (score, other) = (mean(both.iter().map(|pair| pair.0))?, mean(both.iter().map(|pair| pair.1))?);
    crate::forecast::scores::skill(score, other)
}

fn text(tested: &Tested, width: usize) -> String {
    let backtest = &tested.backtest;
    let series = backtest.by_series();
    let share = |skill: Option<f64>| skill.map_or_else(String::new, |skill| number::decimals(skill, 2));
    let rows: Vec<Row> = series
        .iter()
        .map(|held| {
            let inside = held.iter().filter(|held| held.inside()).count();
            let level = mean(held.iter().map(|held| held.level)).unwrap_or(f64::NAN);
            let cells = vec![
                format!("{inside} of {}", held.len()),
                number::decimals(level, 2),
                share(skill(held, |held| held.naive)),
                share(skill(held, |held| held.drift)),
            ];
            Row::Cells(held[0].label.clone(), cells)
        })
        .collect();
    let columns = ["in 90 %", "mean level", "over naive", "over drift"].map(str::to_owned);
    let coverage = backtest.coverage().map_or_else(String::new, number::probability);
    let title = format!(
        "Known until {}: {coverage} of {} observations in the 90 % range",
        number::year(backtest.until),
        backtest.held.len()
    );
    let mut text = format!("\n{}", wrap(&title, width, ""));
    text.push_str(&fits::text(tested.fits(), width));
    text.push_str(&table("Series", &columns, &rows, width));
    let missed: Vec<Row> = backtest.held.iter().filter(|held| !held.inside()).map(missed).collect();
    let columns = ["year", "came", "projected (5–95 %)"].map(str::to_owned);
    text.push_str(&table("Missed", &columns, &missed, width));
    text
}

fn missed(held: &Held) -> Row {
    let unit = Unit::new(&held.unit, held.projected[0].min(held.observed), held.projected[2].max(held.observed));
    let show = |value: f64| number::significant(value * unit.factor, 3);
    let [low, median, high] = held.projected.map(show);
    let cells = vec![
        number::year(held.time),
        format!("{}{}", show(held.observed), unit.suffix),
        format!("{median} ({low} to {high})"),
    ];
    Row::Cells(held.label.clone(), cells)
}

fn object(tested: &Tested) -> Value {
    let backtest = &tested.backtest;
    let held: Vec<Value> = backtest
        .held
        .iter()
        .map(|held| {
            json!({
                "series": held.selector, "label": held.label, "unit": held.unit, "year": held.time,
                "observed": held.observed, "p05": held.projected[0], "p50": held.projected[1], "p95": held.projected[2],
                "inside": held.inside(), "level": held.level, "crps": held.score, "naive": held.naive, "drift": held.drift,
            })
        })
        .collect();
    json!({
        "known_until": backtest.until, "draws": backtest.draws, "seed": backtest.seed, "coverage_90": backtest.coverage(),
        "fits": tested.fits().iter().map(fit_json).collect::<Vec<_>>(), "observations": held,
    })
}
