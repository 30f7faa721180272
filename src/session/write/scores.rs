//! The folder of a backtest of series: scores, where values fell, a histogram for each method.

use std::io::Write;

use super::made::Made;
use super::{PICTURES, write_picture};
use crate::charts::{Calibration, Picture};
use crate::export::{ExportError, Folder, write_rows};
use crate::forecast::{CONFIDENCES, Means, PARTS, Report};
use crate::session::{Error, Scores};
use crate::wording::{number, phrase};

/// What errors are calibrated by.
pub(super) const SAMPLER: &str = "calibrated errors of rolling origins";

/// Columns of `scores.csv`.
const SCORES: [&str; 17] = [
    "method",
    "smape",
    "mape",
    "mase",
    "crps",
    "pinball",
    "wql",
    "sql",
    "coverage_50",
    "coverage_80",
    "coverage_90",
    "coverage_95",
    "msis",
    "skill_naive",
    "skill_drift",
    "benchmark",
    "p",
];

/// Columns of `scores.csv` that are means; `steps.csv` has them at each step ahead.
const MEANS: std::ops::Range<usize> = 1..13;

impl Scores {
    /// Writes `scores.csv`, `steps.csv`, `pit.csv`, histograms and the manifest; returns the files.
    ///
    /// # Errors
    /// A chart cannot be drawn, or the folder cannot take a file; it is then left as it was.
    pub fn write(&self, folder: Folder) -> Result<Vec<std::path::PathBuf>, Error> {
        folder.write("scores.csv", |out| self.write_csv(out))?;
        folder.write("steps.csv", |out| self.write_steps_csv(out))?;
        folder.write("pit.csv", |out| self.write_levels_csv(out))?;
        for picture in self.pictures()? {
            write_picture(&picture, &folder, PICTURES)?;
        }
        let ran = self.table.ran(format!("Backtest of {}", self.table.path.display()))?;
        let made = Made { seed: 0, draws: 0, sampler: SAMPLER.to_owned() };
        let times = [("backtest".to_owned(), self.time)];
        Ok(folder.commit(&made.manifest(vec![ran], &times, self.table.panel.notes.clone()))?)
    }

    /// Writes `scores.csv`: a row for each method.
    ///
    /// # Errors
    /// `out` cannot take it.
    pub fn write_csv(&self, out: &mut dyn Write) -> Result<(), ExportError> {
        write_rows("scores.csv", &SCORES, self.backtest.reports.iter().map(scores), out)
    }

    /// Writes `steps.csv`: a row for each method and step ahead.
    ///
    /// # Errors
    /// `out` cannot take it.
    pub fn write_steps_csv(&self, out: &mut dyn Write) -> Result<(), ExportError> {
        let header: Vec<&str> = ["method", "ahead"].into_iter().chain(SCORES[MEANS].iter().copied()).collect();
        let rows = self.backtest.reports.iter().flat_map(|report| {
            (1..).zip(&report.steps).map(|(ahead, means): (usize, _)| {
                let cells = [report.method.name().to_owned(), ahead.to_string()];
                cells.into_iter().chain(numbers(means)).collect()
            })
        });
        write_rows("steps.csv", &header, rows, out)
    }

    /// Writes `pit.csv`: the share of values in each part of what each method had forecast.
    ///
    /// # Errors
    /// `out` cannot take it.
    pub fn write_levels_csv(&self, out: &mut dyn Write) -> Result<(), ExportError> {
        let levels = self.backtest.reports.iter().flat_map(|report| {
            report.levels.iter().enumerate().map(move |(part, share)| {
                let edges = [part, part + 1].map(|edge| (edge as f64 / PARTS as f64).to_string());
                let [from, to] = edges;
                vec![report.method.name().to_owned(), from, to, share.to_string()]
            })
        });
        write_rows("pit.csv", &["method", "from", "to", "share"], levels, out)
    }

    /// Draws a histogram for each method: where values fell.
    ///
    /// # Errors
    /// [`Error::Chart`] if one cannot be drawn.
    pub fn pictures(&self) -> Result<Vec<Picture>, Error> {
        let failed = |error| Error::Chart { name: "pit".to_owned(), error };
        self.backtest.reports.iter().map(|report| self.histogram(report).draw().map_err(failed)).collect()
    }

    /// Where values fell in the forecasts of a method.
    fn histogram(&self, report: &Report) -> Calibration {
        let found = &self.backtest;
        let covered = report.means.coverage[CONFIDENCES.len() - 1] * 100.0;
        Calibration {
            name: format!("pit-{}", report.method.name()),
            title: format!("Where values fell in the forecasts of {}: {}", self.table.id(), report.method.name()),
            subtitle: format!("{}\u{a0}% of values were inside the 95\u{a0}% interval", number::decimals(covered, 1)),
            footer: vec![format!(
                "{} of {} series, {}, up to {} ahead",
                phrase::count(found.values, "value"),
                number::decimals(found.series as f64, 0),
                phrase::count(found.origins, "origin"),
                phrase::count(found.horizon, "step")
            )],
            shares: report.levels.to_vec(),
        }
    }
}

/// The cells of a method.
fn scores(report: &Report) -> Vec<String> {
    let optional = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let mut cells = vec![report.method.name().to_owned()];
    cells.extend(numbers(&report.means));
    cells.extend([report.skill_naive, report.skill_drift].map(optional));
    cells.push(report.test.map_or_else(String::new, |test| test.benchmark.name().to_owned()));
    cells.push(optional(report.test.map(|test| test.comparison.p_value)));
    cells
}

/// The cells of means; those that do not exist, as scaled errors of series that never changed, are empty.
fn numbers(means: &Means) -> impl Iterator<Item = String> {
    let Means { smape, mape, mase, crps, pinball, wql, sql, coverage, msis } = *means;
    let numbers = [smape, mape, mase, crps, pinball, wql, sql].into_iter().chain(coverage).chain([msis]);
    numbers.map(|number| if number.is_nan() { String::new() } else { number.to_string() })
}
