//! Fits laws to a series and forecasts it by its own past: `cargo run --release --example table [FILE]`.
//!
//! The file has columns `year` and `value`; without one the installations of robots in China are taken, which stand here.

use std::path::Path;
use std::sync::Arc;

use catchup::session::{
    Disk, Files, FitColumns, FitData, FitOptions, FitRequest, ForecastOptions, Memory, Table, TableOptions,
};

/// Robots installed a year, in thousands (International Federation of Robotics, World Robotics).
const ROBOTS: &str = "year,value
2013,37\n2014,57\n2015,69\n2016,97\n2017,156\n2018,155\n2019,148\n2020,178\n2021,268\n2022,290\n2023,276\n2024,295\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let argument = std::env::args().nth(1);
    let files: Arc<dyn Files> = match argument {
        Some(_) => Arc::new(Disk),
        None => Arc::new(Memory::new([("robots.csv", ROBOTS)])),
    };
    let name = argument.unwrap_or_else(|| "robots.csv".to_owned());
    let file = Path::new(&name);

    let data = FitData::read_from(Arc::clone(&files), file, &FitColumns::default(), &FitOptions::default())?;
    let fits = data.fit(&FitRequest::default())?;
    for (fitted, weight) in fits.laws.iter().zip(fits.weights()) {
        println!("{:>15}: AICc {:.1}, weight {weight:.2}", fitted.law.name, fitted.aicc);
    }

    let table = Table::read_from(&*files, file, &TableOptions::default())?;
    let forecast = table.forecast(&ForecastOptions::default())?;
    for (series, ahead) in forecast.series() {
        for step in 1..=forecast.horizon {
            let [low, median, high] = [0.05, 0.5, 0.95].map(|level| ahead.quantile(step, level));
            println!("{} in {}: {median:.0} ({low:.0} to {high:.0})", series.name, forecast.time_of(series, step));
        }
    }
    Ok(())
}
