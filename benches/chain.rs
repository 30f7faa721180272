//! Speed of a model of many stocks against the same model written by hand, in the same run: `cargo bench --bench chain`.
//!
//! A chain of a hundred stocks, each emptied into the next at a rate that is uncertain, over two hundred steps, one stock
//! reported. By hand it is two loops over a block of draws for each stock, the flow and the stock, in the order of the chain, and
//! compiled for this processor. Time of one draw on one thread, sampling included; programs take turns, and ratios are medians of
//! ratios of neighbours, since the speed of shared machines drifts.

use std::hint::black_box;
use std::time::Instant;

use catchup::parallel;
use catchup::workbench::analysis::model_of;
use catchup::workbench::engine::{self, Settings};
use catchup::workbench::model::Model;
use catchup::workbench::model::compile::compile;
use catchup::workbench::numeric::{dispatch::dispatch, math, random, sobol};
use catchup::workbench::scenario::{Sampler, options::Options, read::read};

const STOCKS: usize = 100;
const STEPS: usize = 200;
const STEP: f64 = 0.25;
const BLOCK: usize = 512;
const DRAWS: u64 = 16_384;
const ROUNDS: usize = 9;

fn main() {
    let model = load();
    parallel::within(1, || {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let (ours, end) = timed(|| of_engine(&model));
            let (by_hand, other) = timed(|| of_hand(&model));
            let apart = end.iter().zip(&other).map(|(a, b)| (a - b).abs() / b.abs()).fold(0.0, f64::max);
            assert!(apart < 1e-12, "they agree but for rounding, not {apart}");
            rounds.push((ours, by_hand));
        }
        let median = |of: &dyn Fn(&(f64, f64)) -> f64| {
            let mut found: Vec<f64> = rounds.iter().map(of).collect();
            found.sort_by(f64::total_cmp);
            found[found.len() / 2]
        };
        let each = |seconds: f64| seconds * 1e6 / DRAWS as f64;
        println!("{STOCKS} stocks, {STEPS} steps, {DRAWS} draws, one thread; microseconds a draw");
        println!("engine          {:>6.2}", each(median(&|round| round.0)));
        println!("by hand         {:>6.2}", each(median(&|round| round.1)));
        println!("ratio to hand-written: {:.2}", median(&|round| round.0 / round.1));
    });
}

fn timed(run: impl FnOnce() -> Vec<f64>) -> (f64, Vec<f64>) {
    let begin = Instant::now();
    let found = black_box(run());
    (begin.elapsed().as_secs_f64(), found)
}

/// The model as a file says it.
fn text() -> String {
    let mut text = format!(
        r#"
[scenario]
title = "A chain of stocks"
[time]
start = 2000
end = {}
step = {STEP}
[ensemble]
draws = {DRAWS}
[assumptions.rate]
distribution = {{ uniform = {{ low = 0.3, high = 0.9 }} }}
unit = "1/yr"
source = "judgement"
[variables.flow0]
equation = "3 / 1 yr"
unit = "1/yr"
"#,
        2000.0 + STEP * (STEPS - 1) as f64
    );
    for stock in 1..=STOCKS {
        text += &format!(
            "[variables.flow{stock}]\nequation = \"rate * stock{stock}\"\nunit = \"1/yr\"\n\
             [variables.stock{stock}]\nunit = \"1\"\nreport = {}\n\
             stock = {{ initial = \"{stock}\", inflow = \"flow{}\", outflow = \"flow{stock}\" }}\n",
            stock == STOCKS,
            stock - 1
        );
    }
    text
}

fn load() -> Model {
    let path = std::env::temp_dir().join(format!("catchup-chain-{}.toml", std::process::id()));
    std::fs::write(&path, text()).expect("a file");
    let (scenario, _) = read(&path, &Options::default()).expect("it reads");
    std::fs::remove_file(&path).expect("it was there");
    model_of(scenario).expect("it is valid").0
}

/// The last stock in the last step, by draw.
fn of_engine(model: &Model) -> Vec<f64> {
    let program = compile(model, |variable, _| model.variables[variable].reported);
    let settings = Settings::new(DRAWS, 1, Sampler::Sobol);
    let found = engine::run(model, &program, &settings, 0..DRAWS, &[0], &|_| {}).expect("memory");
    found.view().slice(ndarray::s![0, STEPS - 1, ..]).to_vec()
}

fn of_hand(model: &Model) -> Vec<f64> {
    let rate = &model.draws[0];
    let mut rates = vec![0.0; DRAWS as usize];
    sobol::fill(&mut rates, 0, 0, random::key(1, &rate.name, rate.stream.element));
    rate.distribution.fill(&mut rates);
    let mut stocks = vec![[0.0; BLOCK]; STOCKS];
    let mut found = Vec::with_capacity(rates.len());
    for rates in rates.chunks_exact(BLOCK) {
        for (place, stock) in stocks.iter_mut().enumerate() {
            stock.fill((place + 1) as f64);
        }
        for _ in 1..STEPS {
            step(rates.try_into().expect("whole blocks"), &mut stocks);
        }
        found.extend(stocks[STOCKS - 1]);
    }
    found
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "kernels are compiled into their callers")]
fn by_hand<const FMA: bool>(rates: &[f64; BLOCK], stocks: &mut [[f64; BLOCK]]) {
    let mut inflow = [3.0; BLOCK];
    for stock in stocks {
        let mut outflow = [0.0; BLOCK];
        for ((outflow, stock), rate) in outflow.iter_mut().zip(&*stock).zip(rates) {
            *outflow = rate * stock;
        }
        for ((stock, inflow), outflow) in stock.iter_mut().zip(&inflow).zip(&outflow) {
            *stock = math::multiply_add::<FMA>(STEP, inflow - outflow, *stock);
        }
        inflow = outflow;
    }
}

dispatch! {
    /// A step of all stocks.
    fn step(rates: &[f64; BLOCK], stocks: &mut [[f64; BLOCK]]) = by_hand;
}
