//! The folder of a forecast: quantiles, sample paths, a fan for each of the first series.

use std::path::PathBuf;

use super::made::Made;
use super::scores::SAMPLER;
use super::{PICTURES, write_picture};
use crate::charts;
use crate::export::{Folder, write_rows};
use crate::forecast::{Predictive, Series};
use crate::parallel;
use crate::projection::Chart;
use crate::session::{Error, Forecast, QUANTILES};

/// What of a forecast is written.
#[derive(Debug, Clone)]
pub struct ForecastOutput {
    /// Sample paths of each series.
    pub paths: u32,
    /// Seed of the sample paths.
    pub seed: u64,
    /// Charts at most, of the first series.
    pub charts: usize,
    /// Unit of the values, for charts.
    pub unit: String,
}

impl Default for ForecastOutput {
    fn default() -> Self {
        Self { paths: 0, seed: 1, charts: 12, unit: "value".to_owned() }
    }
}

impl Forecast {
    /// Writes `forecast.csv`, sample paths, charts and the manifest, with `notes` in it; returns the files.
    ///
    /// # Errors
    /// A chart cannot be drawn, or the folder cannot take a file; it is then left as it was.
    pub fn write(&self, folder: Folder, output: &ForecastOutput, notes: Vec<String>) -> Result<Vec<PathBuf>, Error> {
        self.write_quantiles(&folder)?;
        if output.paths > 0 {
            self.write_paths(&folder, output)?;
        }
        let drawn: Vec<(usize, (&Series, &Predictive))> = self.series().take(output.charts).enumerate().collect();
        let draw = |(index, (series, forecast)): &(usize, (&Series, &Predictive))| {
            self.write_chart(*index, series, forecast, output, &folder)
        };
        parallel::try_map(&drawn, draw)?;
        let ran = self.table.ran(format!("Forecast of {}", self.table.path.display()));
        let made = Made { seed: output.seed, draws: u64::from(output.paths), sampler: SAMPLER.to_owned() };
        Ok(folder.commit(&made.manifest(vec![ran], &[("forecast".to_owned(), self.time)], notes))?)
    }

    fn write_quantiles(&self, folder: &Folder) -> Result<(), Error> {
        let header: Vec<&str> = ["series", "time"].into_iter().chain(QUANTILES.map(|(_, name)| name)).collect();
        let rows = self.series().flat_map(|(series, forecast)| {
            (1..=self.horizon).map(move |ahead| {
                let mut cells = vec![series.name.clone(), self.time_of(series, ahead)];
                cells.extend(QUANTILES.map(|(level, _)| forecast.quantile(ahead, level).to_string()));
                cells
            })
        });
        Ok(folder.write("forecast.csv", |out| write_rows("forecast.csv", &header, rows, out))?)
    }

    fn write_paths(&self, folder: &Folder, output: &ForecastOutput) -> Result<(), Error> {
        let rows = self.series().flat_map(|(series, forecast)| {
            let paths = forecast.paths(output.seed, &series.name, output.paths as usize);
            paths.into_iter().enumerate().flat_map(move |(draw, path)| {
                (1..).zip(path).map(move |(ahead, value)| {
                    vec![series.name.clone(), draw.to_string(), self.time_of(series, ahead), value.to_string()]
                })
            })
        });
        let header = ["series", "draw", "time", "value"];
        Ok(folder.write("paths.csv", |out| write_rows("paths.csv", &header, rows, out))?)
    }

    fn write_chart(
        &self,
        index: usize,
        series: &Series,
        forecast: &Predictive,
        output: &ForecastOutput,
        folder: &Folder,
    ) -> Result<(), Error> {
        let projection = self.projection(series, forecast, &output.unit);
        let chart = Chart::fan(format!("{:03}-{}", index + 1, plain(&series.name)), "");
        let picture = charts::draw_dated(&projection, &chart, self.table.panel.calendar.unit)
            .map_err(|error| Error::Chart { name: series.name.clone(), error })?;
        write_picture(&picture, folder, PICTURES)
    }
}

/// A name as part of a file name.
fn plain(name: &str) -> String {
    name.chars()
        .map(|letter| if letter.is_alphanumeric() || "-_".contains(letter) { letter } else { '_' })
        .take(60)
        .collect()
}
