//! How often 95 % intervals of fits hold the truth, by law and by how errors hang together in time:
//!
//! ```text
//! cargo run --release --example coverage [FILES [LAW [FIRST]]]
//! ```
//!
//! For each law files of 40 years are made from known parameters, with errors that are independent, autoregressive or a
//! random walk. Each is fitted twice: told how errors hang together, and left to find out. Counted is how often the
//! interval of each parameter holds the true one, and how often the interval of what is to come in five years holds
//! what comes. A line passes if both shares are from 92 to 98 %, of parameters that of all their intervals. All numbers
//! follow from a seed; files are counted from FIRST, 0 unless given, so that another number gives others. LAW is one law or
//! `all`.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use catchup::fit::{At, Frame, Input, Law, Observations, Request, Scale, Structure, fit};

/// Files of a line unless the command line says another number.
const FILES: usize = 500;
/// Years in a file.
const YEARS: usize = 40;
/// How far ahead a forecast is looked at.
const AHEAD: usize = 5;
/// The correlation of autoregressive errors one year apart.
const CORRELATION: f64 = 0.6;
/// The shares that pass.
const PASSES: std::ops::RangeInclusive<f64> = 0.92..=0.98;
const LEVEL: f64 = 0.95;

/// A law with what is true.
struct Case {
    law: &'static str,
    truth: &'static [f64],
    /// Standard deviation of errors on the law's own scale: of independent errors; those that draw on others are so
    /// many times this.
    scatter: f64,
}

const fn case(law: &'static str, truth: &'static [f64], scatter: f64) -> Case {
    Case { law, truth, scatter }
}

const CASES: &[Case] = &[
    case("linear", &[50.0, 2.0], 3.0),
    case("exponential", &[10.0, 0.08], 0.1),
    case("exponential-base", &[100.0, 80.0, -0.15], 1.5),
    case("logistic", &[100.0, 0.35, 2012.0], 2.0),
    case("logistic-base", &[1000.0, 100.0, 0.4, 2014.0], 1.0),
    case("gompertz", &[100.0, 4.0, 0.18], 1.5),
    case("gompertz-base", &[1000.0, 100.0, 0.3, 2010.0], 1.0),
    case("weibull", &[100.0, 12.0, 2.5], 1.5),
    case("bass", &[100.0, 0.01, 0.35], 1.5),
    case("bass-adoptions", &[1000.0, 0.01, 0.35], 2.0),
    case("fisher-pry", &[0.05, 0.25], 0.3),
    case("wright", &[20.1, 0.32], 0.1),
    case("wright-base", &[5.0, 15.0, 0.5], 0.05),
    case("moore", &[20.1, 0.07], 0.1),
    case("goddard", &[20.1, 0.3], 0.1),
    case("sinclair-klepper-cohen", &[20.1, 0.1, 0.3], 0.1),
    case("nordhaus", &[20.1, 0.3, 0.02], 0.1),
    case("two-factor", &[20.1, 0.25, 0.15], 0.1),
];

/// Normal random numbers: `SplitMix64` (Steele, Lea and Flood 2014, doi:10.1145/2714064.2660195) and Box and Muller's
/// method.
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / 9_007_199_254_740_992.0
    }

    fn normal(&mut self) -> f64 {
        let (u, v) = (1.0 - self.uniform(), self.uniform());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}

/// Where observations are made: years, with production that grows by fits and starts and what has been made and found
/// out until then.
fn places(random: &mut Random) -> Vec<At> {
    let (mut rate, mut volume, mut knowledge) = (0.0, 40.0, 30.0);
    let mut research: f64 = 5.0;
    (0..YEARS + AHEAD)
        .map(|year| {
            rate += 0.12 + 0.2 * random.normal();
            let production = 10.0 * f64::exp(rate);
            volume += production;
            research *= f64::exp(0.05 + 0.25 * random.normal());
            knowledge += research;
            let at = At::time(2000.0 + year as f64).with(Input::Volume, volume);
            at.with(Input::Production, production).with(Input::Knowledge, knowledge)
        })
        .collect()
}

/// Errors of so many years, the innovations of which have the standard deviation `scatter`.
fn errors(random: &mut Random, structure: Structure, scatter: f64) -> Vec<f64> {
    let mut last = 0.0;
    let mut next = |year: usize| {
        let innovation = scatter * random.normal();
        last = match structure {
            Structure::Independent => innovation,
            Structure::Autoregressive if year == 0 => innovation / (1.0 - CORRELATION * CORRELATION).sqrt(),
            Structure::Autoregressive => CORRELATION * last + innovation,
            Structure::Walk => last + innovation,
        };
        last
    };
    (0..YEARS + AHEAD).map(&mut next).collect()
}

fn scattered(scale: Scale, value: f64, error: f64) -> f64 {
    match scale {
        Scale::Level => value + error,
        Scale::Log => value * error.exp(),
        Scale::Logit => 1.0 / (1.0 + (1.0 / value - 1.0) * (-error).exp()),
    }
}

/// One line of the table.
#[derive(Clone, Copy)]
struct Line {
    case: &'static Case,
    truth: Structure,
    told: bool,
}

/// How many intervals held, by parameter and for the forecast.
fn held(line: Line, files: Range<usize>) -> Vec<usize> {
    let Line { case, truth, told } = line;
    let law = Law::named(case.law).expect("is listed");
    let mut held = vec![0; case.truth.len() + 1];
    for file in files {
        let seed = case.law.bytes().fold(truth as u64, |seed, byte| 131 * seed + u64::from(byte));
        let mut random = Random((seed << 20) + file as u64);
        let at = places(&mut random);
        // The sum of errors that draw on others grows: their innovations are smaller.
        let part = match truth {
            Structure::Independent => 1.0,
            Structure::Autoregressive => 0.7,
            Structure::Walk => 0.5,
        };
        let errors = errors(&mut random, truth, part * case.scatter);
        let frame = Frame { first: at[0], launch: 1999.0, period: 1.0 };
        let values: Vec<f64> = at
            .iter()
            .zip(&errors)
            .map(|(at, error)| scattered(law.scale, law.value::<f64>(case.truth, &frame, at), *error))
            .collect();
        let points: Vec<(f64, f64)> = at[..YEARS].iter().zip(&values).map(|(at, value)| (at.time, *value)).collect();
        let mut data = Observations::new(&points);
        for input in Input::ALL {
            data = data.with(input, at[..YEARS].iter().map(|at| at.input(input)).collect());
        }
        let request = Request { errors: told.then_some(truth), launch: Some(1999.0), ..Request::default() };
        let Ok(found) = fit(law, &data, &request) else { continue };
        for ((held, estimate), truth) in held.iter_mut().zip(&found.estimates).zip(case.truth) {
            let [low, high] = estimate.interval;
            *held += usize::from(low.is_none_or(|low| low <= *truth) && high.is_none_or(|high| high >= *truth));
        }
        let next = YEARS + AHEAD - 1;
        let [low, high] = found.curve(at[next], LEVEL).prediction;
        held[case.truth.len()] += usize::from(low <= values[next] && values[next] <= high);
    }
    held
}

fn main() {
    let files = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(FILES);
    let only = std::env::args().nth(2).filter(|law| law != "all");
    let first: usize = std::env::args().nth(3).and_then(|text| text.parse().ok()).unwrap_or(0);
    let lines: Vec<Line> = CASES
        .iter()
        .filter(|case| only.as_deref().is_none_or(|only| only == case.law))
        .flat_map(|case| Structure::ALL.map(|truth| [true, false].map(|told| Line { case, truth, told })))
        .flatten()
        .collect();
    let next = AtomicUsize::new(0);
    let mut found: Vec<(usize, Vec<usize>)> = thread::scope(|scope| {
        let work = || {
            let mut done = Vec::new();
            while let Some((at, line)) =
                Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, *lines.get(at)?)))
            {
                done.push((at, held(line, first..first + files)));
            }
            done
        };
        let workers: Vec<_> =
            (0..thread::available_parallelism().map_or(1, usize::from)).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker ends")).collect()
    });
    found.sort_by_key(|(at, _)| *at);
    println!(
        "| law | errors | `--errors` | of parameters hold, % of {files} files | in {AHEAD} years | by parameter |  |"
    );
    println!("|---|---|---|---|---|---|---|");
    let mut passed = 0;
    for (line, (_, held)) in lines.iter().zip(&found) {
        let law = Law::named(line.case.law).expect("is listed");
        let shares: Vec<f64> = held.iter().map(|held| *held as f64 / files as f64).collect();
        let (ahead, of_parameters) = (shares[shares.len() - 1], &shares[..shares.len() - 1]);
        let mean = of_parameters.iter().sum::<f64>() / of_parameters.len() as f64;
        let all = PASSES.contains(&mean) && PASSES.contains(&ahead);
        passed += usize::from(all);
        let text: Vec<String> = law
            .parameters
            .iter()
            .zip(of_parameters)
            .map(|(parameter, share)| format!("{} {:.1}", parameter.name, 100.0 * share))
            .collect();
        let told = if line.told { line.truth.name() } else { Structure::AUTO };
        let verdict = if all { "passed" } else { "failed" };
        let (text, truth) = (text.join(", "), line.truth.words());
        println!(
            "| {} | {truth} | {told} | {:.1} | {:.1} | {text} | {verdict} |",
            law.name,
            100.0 * mean,
            100.0 * ahead
        );
    }
    println!("\n{passed} passed, {} failed", lines.len() - passed);
}
