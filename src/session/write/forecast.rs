//! The folder of a forecast: quantiles, sample paths, a fan for each of the first series.

use std::collections::HashMap;
use std::io::Write;
use std::ops::Range;
use std::path::PathBuf;

use super::made::Made;
use super::scores::SAMPLER;
use super::{PICTURES, write_picture};
use crate::charts::{self, Picture};
use crate::engine::Progress;
use crate::export::{ExportError, Folder, write_rows};
use crate::forecast::{Predictive, Series};
use crate::parallel;
use crate::projection::Chart;
use crate::session::{Error, Forecast, Learned, Table, level_name};

/// What of a forecast is written.
#[derive(Debug, Clone)]
pub struct ForecastOutput {
    /// Sample paths of each series.
    pub paths: u32,
    /// Seed of the sample paths.
    pub seed: u64,
    /// Charts at most, of the first series.
    pub charts: usize,
    /// Unit of the values, for charts; that of the table if none.
    pub unit: Option<String>,
}

impl Default for ForecastOutput {
    fn default() -> Self {
        Self { paths: 0, seed: 1, charts: 12, unit: None }
    }
}

impl Forecast {
    /// Writes `forecast.csv`, sample paths, charts and the manifest, with `notes` in it; returns the files.
    ///
    /// # Errors
    /// A chart cannot be drawn, or the folder cannot take a file; it is then left as it was.
    pub fn write(&self, folder: Folder, output: &ForecastOutput, notes: Vec<String>) -> Result<Vec<PathBuf>, Error> {
        folder.write("forecast.csv", |out| self.write_csv(out))?;
        if output.paths > 0 {
            folder.write("paths.csv", |out| self.write_paths_csv(output.paths, output.seed, out))?;
        }
        let drawn: Vec<usize> = (0..output.charts.min(self.forecasts.len())).collect();
        parallel::try_map(&drawn, |index| {
            write_picture(&self.picture(*index, output.unit.as_deref())?, &folder, PICTURES)
        })?;
        let ran = self.table.ran(format!("Forecast of {}", self.table.path.display()))?;
        let made = Made { seed: output.seed, draws: u64::from(output.paths), sampler: SAMPLER.to_owned() };
        Ok(folder.commit(&made.manifest(vec![ran], &[("forecast".to_owned(), self.time)], notes))?)
    }

    /// Writes `forecast.csv`: `series`, `time`, and the quantiles asked for at each step ahead, as `p50`; where series add up,
    /// `point` before them, which does.
    ///
    /// # Errors
    /// `out` cannot take it.
    pub fn write_csv(&self, out: &mut dyn Write) -> Result<(), ExportError> {
        write_quantiles(&self.table, (self.horizon, &self.levels), self.series(), out)
    }

    /// Writes `paths.csv`: so many sample paths of each series, `series`, `draw`, `time`, `value`.
    ///
    /// # Errors
    /// `out` cannot take it.
    pub fn write_paths_csv(&self, paths: u32, seed: u64, out: &mut dyn Write) -> Result<(), ExportError> {
        let mut added_up = HashMap::new();
        for group in &self.adds_up {
            added_up.extend(group.members.iter().copied().zip(group.paths(seed, paths as usize)));
        }
        let rows = self.series().enumerate().flat_map(|(place, (series, forecast))| {
            let alone = || forecast.paths(seed, &series.name, paths as usize);
            let paths = added_up.remove(&place).unwrap_or_else(alone);
            paths.into_iter().enumerate().flat_map(move |(draw, path)| {
                (1..).zip(path).map(move |(ahead, value)| {
                    vec![series.name.clone(), draw.to_string(), self.time_of(series, ahead), value.to_string()]
                })
            })
        });
        let header = ["series", "draw", "time", "value"];
        write_rows("paths.csv", &header, rows, out)
    }

    /// Draws a series, by its place in the table, with its forecast; in the unit that the table says unless another is given.
    ///
    /// # Errors
    /// [`Error::Chart`] if it cannot be drawn.
    pub fn picture(&self, index: usize, unit: Option<&str>) -> Result<Picture, Error> {
        let (series, forecast) = (&self.table.panel.series[index], &self.forecasts[index]);
        let unit = unit.unwrap_or_else(|| self.table.unit(series));
        let projection = self.projection(series, forecast, unit);
        let chart = Chart::fan(format!("{:03}-{}", index + 1, plain(&series.name)), "");
        let chart = Chart { log: self.spans_magnitudes(series, forecast), ..chart };
        charts::draw_dated(&projection, &chart, self.table.panel.calendar.unit)
            .map_err(|error| Error::Chart { name: series.name.clone(), error })
    }
}

impl Learned {
    /// Writes the rows of `forecast.csv` that are of some of the series, by their places in the table, below a header.
    ///
    /// # Errors
    /// `out` cannot take it.
    ///
    /// # Panics
    /// If there are not so many series.
    pub fn write_csv(
        &self,
        places: Range<usize>,
        progress: &dyn Progress,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        let forecasts = self.forecasts(places.clone(), progress);
        let series = self.table.panel.series[places].iter().zip(&forecasts);
        write_quantiles(&self.table, (self.horizon, &self.levels), series, out)
    }
}

/// Rows of series and time, so many steps ahead, with quantiles at levels.
fn write_quantiles<'a>(
    table: &Table,
    (horizon, levels): (usize, &[f64]),
    series: impl Iterator<Item = (&'a Series, &'a Predictive)>,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let names: Vec<String> = levels.iter().map(|level| level_name(*level)).collect();
    let adds_up = !table.panel.hierarchy.groups.is_empty();
    let point = adds_up.then_some("point");
    let header: Vec<&str> =
        ["series", "time"].into_iter().chain(point).chain(names.iter().map(String::as_str)).collect();
    let rows = series.flat_map(|(series, forecast)| {
        (1..=horizon).map(move |ahead| {
            let mut cells = vec![series.name.clone(), table.time_of(series, ahead)];
            // A series that is in no sum has its median for a point.
            cells.extend(adds_up.then(|| forecast.point(ahead).unwrap_or_else(|| forecast.median(ahead)).to_string()));
            cells.extend(levels.iter().map(|level| forecast.quantile(ahead, *level).to_string()));
            cells
        })
    });
    write_rows("forecast.csv", &header, rows, out)
}

/// A name as part of a file name.
fn plain(name: &str) -> String {
    name.chars()
        .map(|letter| if letter.is_alphanumeric() || "-_".contains(letter) { letter } else { '_' })
        .take(60)
        .collect()
}
