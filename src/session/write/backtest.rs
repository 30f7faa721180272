//! The folder of backtests of a scenario.

use std::path::PathBuf;

use super::made::Made;
use super::{PICTURES, write_picture};
use crate::charts::{self, Picture};
use crate::export::{self, Folder};
use crate::projection::{Backtest, Chart, Projection};
use crate::session::{Backtested, Error};
use crate::wording::number;

/// The key that a cut-off changes.
const KNOWN_UNTIL: &str = "time.known_until";

/// Draws a fan for each series that was held back, as it was projected then.
///
/// # Errors
/// A run fails, or the folder cannot take a file.
pub fn draw_backtest(tested: &Backtested, folder: &Folder) -> Result<(), Error> {
    for picture in backtest_pictures(tested)? {
        write_picture(&picture, folder, PICTURES)?;
    }
    Ok(())
}

/// A fan for each series that is reported and was held back, as it was projected then: rings are what came.
///
/// # Errors
/// A run fails, or a chart cannot be drawn.
pub fn backtest_pictures(tested: &Backtested) -> Result<Vec<Picture>, Error> {
    draw(&tested.session.run()?.projection, &tested.found)
}

/// Writes what came of backtests from several years as one table, and the manifest; `warnings` are those that were said.
/// Returns the files.
///
/// # Errors
/// The folder cannot take a file; it is then left as it was.
pub fn write_backtests(tested: &[Backtested], folder: Folder, warnings: Vec<String>) -> Result<Vec<PathBuf>, Error> {
    let Some(last) = tested.last() else { return Ok(Vec::new()) };
    let found: Vec<Backtest> = tested.iter().map(|tested| tested.found.clone()).collect();
    folder.write("backtest.csv", |out| export::write_backtests(&found, out))?;
    let sampler = last.session.file.model.header.ensemble.sampler.name().to_owned();
    let made = Made { seed: last.found.seed, draws: last.found.draws, sampler };
    let mut ran = last.session.ran();
    let known = tested.iter().flat_map(|tested| &tested.session.file.model.header.overrides);
    ran.overrides.retain(|change| change.key != KNOWN_UNTIL);
    ran.overrides.extend(known.filter(|change| change.key == KNOWN_UNTIL).cloned());
    ran.estimated = tested.iter().flat_map(|tested| tested.session.fits().to_vec()).collect();
    Ok(folder.commit(&made.manifest(vec![ran], &[], warnings))?)
}

fn draw(projection: &Projection, backtest: &Backtest) -> Result<Vec<Picture>, Error> {
    let mut pictures = Vec::new();
    for series in backtest.by_series() {
        let until = number::year(backtest.until);
        let stem: String = series[0].selector.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        let name = format!("until-{until}-{}", stem.trim_matches('-').replace("--", "-"));
        // What is not reported has no picture.
        let Ok(fan) = projection.fan(&series[0].selector, name) else { continue };
        let chart = Chart {
            title: format!("{}, known until {until}", series[0].label),
            subtitle: format!("What was observed after {until} is what came: the run did not know it"),
            until: series.last().map(|held| held.time + 1.0),
            ..fan
        };
        let failed = |error| Error::Chart { name: chart.name.clone(), error };
        pictures.push(charts::draw(projection, &chart).map_err(failed)?);
    }
    Ok(pictures)
}
