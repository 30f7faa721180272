//! Fits laws to a series and forecasts it by its own past: `cargo run --release --example table`.

use std::path::Path;

use catchup::forecast::Columns;
use catchup::session::{FitColumns, FitData, FitOptions, FitRequest, ForecastOptions, Table, TableOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = Path::new("scenarios/data/robots.csv");
    let filter = vec![("series".to_owned(), "robot_installations".to_owned())];
    let columns = FitColumns { filter, ..FitColumns::default() };
    let fits = FitData::read(file, &columns, &FitOptions::default())?.fit(&FitRequest::default())?;
    for (fitted, weight) in fits.laws.iter().zip(fits.weights()) {
        println!("{:>15}: AICc {:.1}, weight {weight:.2}", fitted.law.name, fitted.aicc);
    }
    let [series, time, value] = ["series", "year", "value"].map(|name| Some(name.to_owned()));
    let options = TableOptions { columns: Columns { series, time, value, split: None }, ..TableOptions::default() };
    let forecast = Table::read(file, &options)?.forecast(&ForecastOptions::default());
    for (series, ahead) in forecast.series() {
        let [low, median, high] = [0.05, 0.5, 0.95].map(|level| ahead.quantile(1, level));
        println!("{} in {}: {median:.1} ({low:.1} to {high:.1})", series.name, forecast.time_of(series, 1));
    }
    Ok(())
}
