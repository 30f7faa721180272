//! `catchup backtest` of a scenario: what it would have projected from years in the past, and what came.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::answer::Answer;
use super::super::follow::Follower;
use super::super::output::OutputArguments;
use super::super::summary::file_list;
use super::super::terminal::{self, Row, table, wrap};
use super::super::{CliError, error, fits};
use crate::export::fit_json;
use crate::projection::{Held, Summary};
use crate::scenario::options::Options;
use crate::session::write::{draw_backtest, write_backtests};
use crate::session::{Backtested, Session};
use crate::wording::ranged::Ranged;
use crate::wording::unit::Unit;
use crate::wording::{number, phrase};

/// What is asked.
pub(super) struct Question<'a> {
    pub file: &'a Path,
    /// Years until which history is known.
    pub until: &'a [f64],
    pub draws: Option<u64>,
    pub out: Option<&'a Path>,
    pub output: OutputArguments,
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
    let folder = question.output.optional(question.out)?;
    let mut found: Vec<Backtested> = Vec::new();
    let mut said: Vec<String> = Vec::new();
    for until in question.until {
        let options = Options { draws: question.draws, known_until: Some(*until), ..Options::default() };
        let session = Session::open_with(question.file, options)?;
        let title = format!("{}, known until {}", session.title(), number::year(*until));
        let follower = Follower::new(question.answer, &title, session.draws());
        let tested = session.backtest_with(*until, &follower)?;
        follower.finish();
        let mut new = tested.session.warnings().to_vec();
        new.retain(|warning| !said.contains(&warning.message));
        said.extend(new.iter().map(|warning| warning.message.clone()));
        if !question.answer.quiet {
            error::show(&new);
        }
        if let Some(folder) = &folder {
            draw_backtest(&tested, folder)?;
        }
        found.push(tested);
    }
    let files = folder.map_or(Ok(Vec::new()), |folder| write_backtests(&found, folder, said))?;
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

fn paths(files: &[PathBuf]) -> Vec<String> {
    files.iter().map(|file| file.display().to_string()).collect()
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

fn text(tested: &Backtested, width: usize) -> String {
    let backtest = &tested.found;
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
        "Known until {}: {coverage} of {} in the 90 % range",
        number::year(backtest.until),
        phrase::count(backtest.held.len(), "observation")
    );
    let mut text = format!("\n{}", wrap(&title, width, ""));
    text.push_str(&fits::text(tested.session.fits(), width));
    text.push_str(&table("Series", &columns, &rows, width));
    let missed: Vec<Row> = backtest.held.iter().filter(|held| !held.inside()).map(missed).collect();
    let columns = ["year", "came", "projected (5–95 %)"].map(str::to_owned);
    text.push_str(&table("Missed", &columns, &missed, width));
    text
}

fn missed(held: &Held) -> Row {
    let unit = Unit::new(&held.unit, held.projected[0].min(held.observed), held.projected[2].max(held.observed));
    let [low, median, high] = held.projected;
    let projected = Summary { mean: median, low, median, high };
    // What came is told from the end of the range that it is beyond.
    let came = Summary { mean: held.observed, median: held.observed, ..projected };
    let cells = vec![
        number::year(held.time),
        Ranged::median_beside(&came, &unit, &[low, high]).short(),
        Ranged::median(&projected, &unit).cell(),
    ];
    Row::Cells(unit.beside(&held.label), cells)
}

fn object(tested: &Backtested) -> Value {
    let backtest = &tested.found;
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
        "fits": tested.session.fits().iter().map(fit_json).collect::<Vec<_>>(), "observations": held,
    })
}
