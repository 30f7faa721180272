//! Speed of forecasting: `cargo bench --bench forecast`.
//!
//! 645 short series, as in the yearly data of the M3 competition, with calibrated intervals from rolling origins: the
//! combination, against the two benchmarks naive and drift alone in the same run. If the data themselves are in the folder
//! that `CATCHUP_SHARED` names (default `../shared`), they are used besides. Programs take turns, and ratios are medians
//! of ratios of neighbours, since the speed of shared machines drifts.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use catchup::diagnostic::Source;
use catchup::forecast::{Columns, Method, Panel, Plan, Settings, Trained, backtest};
use catchup::parallel;
use catchup::workbench::numeric::random::{fill_normal, key};

const SERIES: u64 = 645;
const HORIZON: usize = 6;
const ROUNDS: usize = 5;

fn main() {
    let synthetic: Vec<Vec<f64>> = (0..SERIES).map(series).collect();
    let histories: Vec<&[f64]> = synthetic.iter().map(Vec::as_slice).collect();
    compare("645 synthetic series of 14 to 41 values", &histories);
    let shared = std::env::var("CATCHUP_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let file = Path::new(&shared).join("bench/m3_yearly.csv");
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("\nM3 yearly data are not there: {}", file.display());
        return;
    };
    let columns = Columns { split: Some("split".to_owned()), ..Columns::default() };
    let panel = Panel::read(&Source::new(&file, text), &columns, None).expect("the data are valid");
    let histories: Vec<&[f64]> = panel.series.iter().map(catchup::forecast::Series::history).collect();
    compare("M3 yearly data", &histories);
    let begin = Instant::now();
    let found = backtest(&panel, &settings(&[Method::Combination]), Plan::Split, &|_, _| {}).expect("a backtest");
    let report = &found.reports[0];
    println!(
        "backtest with scores: {:.2} s; sMAPE {:.3}, MASE {:.3}, {:.1} % in 95 %, MSIS {:.2}",
        begin.elapsed().as_secs_f64(),
        report.means.smape,
        report.means.mase,
        report.means.coverage[3] * 100.0,
        report.means.msis
    );
}

/// A random walk with a drift and a length of its own.
fn series(element: u64) -> Vec<f64> {
    let length = 14 + (element % 28) as usize;
    let mut noise = vec![0.0; length];
    fill_normal(&mut noise, 0, key(1, "bench", element), 0);
    let mut level = 1000.0_f64;
    noise
        .iter()
        .map(|noise| {
            level = (level + 20.0 + 60.0 * noise).max(1.0);
            level
        })
        .collect()
}

fn settings(methods: &[Method]) -> Settings {
    Settings { horizon: HORIZON, period: 1, maximum: None, methods: methods.to_vec() }
}

/// Trains and forecasts all series; gives seconds.
fn combination(histories: &[&[f64]]) -> f64 {
    let begin = Instant::now();
    let trained = Trained::new(histories, &settings(&[Method::Combination]));
    let high = |index: usize| -> f64 {
        trained.forecast(index, histories[index]).iter().map(|forecast| forecast.quantile(HORIZON, 0.975)).sum()
    };
    black_box(parallel::map_indices(histories.len(), high));
    begin.elapsed().as_secs_f64()
}

/// Naive and drift at the last origin of each series, many times over to be measurable; gives seconds for one time.
fn benchmarks(histories: &[&[f64]]) -> f64 {
    const TIMES: usize = 1000;
    let begin = Instant::now();
    for _ in 0..TIMES {
        let sum: f64 = histories
            .iter()
            .map(|history| {
                let naive = catchup::forecast::methods::naive::naive(history, HORIZON);
                let drift = catchup::forecast::methods::naive::drift(history, HORIZON);
                naive[HORIZON - 1] + drift[HORIZON - 1]
            })
            .sum();
        black_box(sum);
    }
    begin.elapsed().as_secs_f64() / TIMES as f64
}

fn compare(name: &str, histories: &[&[f64]]) {
    let rounds: Vec<[f64; 2]> = (0..ROUNDS).map(|_| [combination(histories), benchmarks(histories)]).collect();
    let median = |of: &dyn Fn(&[f64; 2]) -> f64| {
        let mut values: Vec<f64> = rounds.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[ROUNDS / 2]
    };
    println!("\n{name}, {HORIZON} steps ahead, {} threads:", parallel::threads());
    println!("combination with intervals {:>9.3} s for all series", median(&|round| round[0]));
    println!("naive and drift alone      {:>9.6} s", median(&|round| round[1]));
    println!("ratio                      {:>9.0}", median(&|round| round[0] / round[1]));
}
