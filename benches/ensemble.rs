//! Speed of the engine against the same model written by hand, in the same run: `cargo bench --bench ensemble`.
//!
//! Model R1 (`r1.toml`): sampling, simulation and exact quantiles of six variables over 18 years. The hand-written program
//! works as an expert would write it: blocks of 512 draws, the year loop outside, one loop over the block for each line of
//! the model, vectorised by the compiler for this processor, with the same samples, the same exponential and logarithm
//! and the same quantiles. A second one has all lines of a year fused into one loop: the practical limit.
//! The programs take turns, and ratios are medians of ratios of neighbours, since the speed of shared machines drifts.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use catchup::parallel;
use catchup::projection::Level;
use catchup::workbench::analysis::model_of;
use catchup::workbench::engine::{self, Settings};
use catchup::workbench::model::Model;
use catchup::workbench::model::compile::compile;
use catchup::workbench::numeric::buffer::Buffer;
use catchup::workbench::numeric::quantile::Quantiles;
use catchup::workbench::scenario::{Sampler, options::Options, read::read};
use ndarray::ArrayView3;

#[path = "support/by_hand.rs"]
mod by_hand;

const YEARS: f64 = 18.0;
/// Levels of the benchmark's definition.
const PERCENTILES: [f64; 5] = [0.05, 0.25, 0.50, 0.75, 0.95];

fn main() {
    let model = load();
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    println!("model R1, {} draws a run unless said, times in ns per draw-year", 100_000);
    for threads in [1, all] {
        parallel::within(threads, || compare(&model, 100_000, 15, threads));
        if all == 1 {
            break;
        }
    }
    linear(&model);
}

fn load() -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/r1.toml");
    let (scenario, _) = read(&path, &Options::default()).expect("R1 reads");
    model_of(scenario).expect("R1 is valid").0
}

/// Seconds of the two parts of a run: sampling with simulation, and quantiles.
struct Times {
    simulate: f64,
    quantiles: f64,
}

impl Times {
    fn total(&self) -> f64 {
        self.simulate + self.quantiles
    }
}

fn timed(run: impl FnOnce() -> Buffer) -> Times {
    let begin = Instant::now();
    let values = run();
    let simulate = begin.elapsed().as_secs_f64();
    let begin = Instant::now();
    black_box(quantiles(values.view()));
    Times { simulate, quantiles: begin.elapsed().as_secs_f64() }
}

fn quantiles(values: ArrayView3<f64>) -> f64 {
    assert_eq!(Level::MEDIAN.probability(), PERCENTILES[2], "the median is one of both sets of levels");
    let variables: Vec<_> = values.outer_iter().collect();
    let sums = parallel::map(&variables, |variable| {
        let mut scratch = Quantiles::default();
        let mut sum = 0.0;
        for row in variable.outer_iter() {
            let mut out = [0.0; 5];
            scratch.linear(row.as_slice().expect("rows are contiguous"), &PERCENTILES, &mut out).expect("finite");
            sum += out.iter().sum::<f64>();
        }
        sum
    });
    sums.iter().sum()
}

fn engine_run(model: &Model, draws: u64) -> Buffer {
    let program = compile(model, |variable, _| model.variables[variable].reported);
    let settings = Settings::new(draws, 1, Sampler::Sobol);
    let kept: Vec<usize> = (0..program.columns.len()).collect();
    engine::memory(engine::run(model, &program, &settings, 0..draws, &kept, &|_| {}).expect("memory"))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn compare(model: &Model, draws: u64, repeats: usize, threads: usize) {
    let distributions = by_hand::distributions(model);
    let programs: [(&str, &dyn Fn() -> Buffer); 3] = [
        ("engine", &|| engine_run(model, draws)),
        ("hand-written", &|| by_hand::lines(&distributions, draws)),
        ("hand-fused limit", &|| by_hand::fused(&distributions, draws)),
    ];
    agree(&programs.map(|(_, run)| run()));
    let sampling: Vec<f64> = (0..repeats)
        .map(|_| {
            let begin = Instant::now();
            black_box(by_hand::samples_only(&distributions, draws));
            begin.elapsed().as_secs_f64()
        })
        .collect();
    let rounds: Vec<[Times; 3]> = (0..repeats).map(|_| programs.map(|(_, run)| timed(run))).collect();
    let per_draw_year = |seconds: f64| seconds * 1e9 / (draws as f64 * YEARS);
    let sampling = per_draw_year(median(sampling));
    println!("\n{threads} thread{}:", if threads == 1 { "" } else { "s" });
    println!("{:<18} {:>8} {:>18} {:>12} {:>10}", "", "total", "sampling and sim.", "sim. alone", "quantiles");
    for (index, (name, _)) in programs.iter().enumerate() {
        let of =
            |part: fn(&Times) -> f64| per_draw_year(median(rounds.iter().map(|round| part(&round[index])).collect()));
        let simulate = of(|times| times.simulate);
        println!(
            "{name:<18} {:>8.1} {simulate:>18.1} {:>12.1} {:>10.1}",
            of(Times::total),
            simulate - sampling,
            of(|times| times.quantiles)
        );
    }
    let ratio = |other: usize, part: fn(&Times) -> f64| {
        median(rounds.iter().map(|round| part(&round[0]) / part(&round[other])).collect())
    };
    println!(
        "ratio to hand-written: {:.2} ({threads} thread{})",
        ratio(1, Times::total),
        if threads == 1 { "" } else { "s" }
    );
    println!("ratio to the hand-fused limit: {:.2}", ratio(2, Times::total));
}

/// All programs must compute the same thing, or their speed means nothing.
fn agree(results: &[Buffer; 3]) {
    for other in &results[1..] {
        for (a, b) in results[0].view().iter().zip(other.view().iter()) {
            assert!((a - b).abs() <= 1e-11 * a.abs().max(1.0), "the programs disagree: {a} and {b}");
        }
    }
}

/// Time must grow in proportion to the draws.
fn linear(model: &Model) {
    println!("\nengine on all cores, total:");
    for draws in [10_000, 100_000, 1_000_000] {
        let times: Vec<f64> = (0..3).map(|_| timed(|| engine_run(model, draws)).total()).collect();
        let seconds = median(times);
        println!("{draws:>9} draws {seconds:>8.3} s, {:>6.1} ns per draw-year", seconds * 1e9 / (draws as f64 * YEARS));
    }
}
