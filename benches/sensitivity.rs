//! Speed of Sobol indices: `cargo bench --bench sensitivity`.
//!
//! Sobol's G function of 20 assumptions, written as a scenario, with 2^14 base samples: 22 × 16,384 evaluations. Beside it
//! the same function in a plain loop over the same points, as one would write it by hand, with the same estimators. The
//! programs take turns, and ratios are medians of ratios of neighbours, since the speed of shared machines drifts.

use std::time::Instant;

use catchup::diagnostic::{Source, Span, Spanned};
use catchup::workbench::analysis::model_of;
use catchup::workbench::analysis::sensitivity::estimators::functions::{sobol_g, sobol_g_indices};
use catchup::workbench::analysis::sensitivity::estimators::{Bootstrap, Indices, Pairs, indices};
use catchup::workbench::analysis::{SensitivityOptions, sensitivity};
use catchup::workbench::model::Model;
use catchup::workbench::model::quantity;
use catchup::workbench::scenario::{options::Options, read::read};
use ndarray::{Array2, ArrayView1};

const FACTORS: usize = 20;
const POINTS: usize = 1 << 14;
const SEED: u64 = 1;
const ROUNDS: usize = 7;

fn main() {
    let model = model();
    let evaluations = ((FACTORS + 2) * POINTS) as f64;
    println!("Sobol indices of {FACTORS} assumptions, {POINTS} base samples, {evaluations} evaluations");
    let factors: Vec<f64> = (0..FACTORS).map(coefficient).collect();
    for replicates in [0, 1000] {
        let bootstrap = Bootstrap { replicates, level: 0.95, seed: SEED };
        let mut rounds: Vec<[f64; 2]> = Vec::new();
        for _ in 0..ROUNDS {
            let (program, found) = timed(|| by_program(&model, &bootstrap));
            let (hand, expected) = timed(|| by_hand(&factors, &bootstrap));
            agree(&found, &expected, &factors);
            rounds.push([program, hand]);
        }
        let of = |which: usize| median(rounds.iter().map(|round| round[which]).collect());
        let ratio = median(rounds.iter().map(|[program, hand]| program / hand).collect());
        println!("\n{replicates} bootstrap replicates:");
        println!("{:<14} {:>8.3} s {:>12.0} evaluations/s", "catchup", of(0), evaluations / of(0));
        println!("{:<14} {:>8.3} s {:>12.0} evaluations/s", "hand-written", of(1), evaluations / of(1));
        println!("ratio to hand-written: {ratio:.2}");
    }
}

/// The coefficients of the G function: the first matter most.
fn coefficient(factor: usize) -> f64 {
    factor as f64 / 2.0
}

/// The G function as a scenario.
fn model() -> Model {
    let mut text = "[scenario]\ntitle = \"G\"\n[time]\nstart = 2020\nend = 2021\n[ensemble]\nseed = 1\n".to_owned();
    let mut product = Vec::new();
    for factor in 0..FACTORS {
        text += &format!(
            "[assumptions.u{factor}]\ndistribution = {{ uniform = {{ low = 0, high = 1 }} }}\nunit = \"1\"\nsource = \"-\"\n"
        );
        let a = coefficient(factor);
        product.push(format!("(abs(4 * u{factor} - 2) + {a}) / {}", 1.0 + a));
    }
    text += &format!("[variables.g]\nequation = \"{}\"\nunit = \"1\"\n", product.join(" * "));
    let folder = tempfile::tempdir().expect("a folder for the scenario");
    let path = folder.path().join("g.toml");
    std::fs::write(&path, text).expect("room for a small file");
    let (scenario, _) = read(&path, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"));
    model_of(scenario).unwrap_or_else(|problems| panic!("{problems}")).0
}

/// Total and first-order indices of all factors, by the number in the name of the assumption.
fn by_program(model: &Model, bootstrap: &Bootstrap) -> Vec<[f64; 2]> {
    let source = Source::new("--of", "g@2020");
    let of = quantity(model, &Spanned::new("g@2020".to_owned(), Span::new(&source, 0..6))).expect("g is there");
    let options = SensitivityOptions {
        samples: POINTS,
        swing: false,
        sobol: true,
        ranking: false,
        trajectories: 0,
        bootstrap: *bootstrap,
    };
    let mut found = vec![[0.0; 2]; FACTORS];
    for driver in sensitivity(model, of, &options, &|_| {}).expect("a small run") {
        let number: usize = driver.label[1..].parse().expect("a number in the name");
        let Indices { first, total } = driver.indices.expect("asked for");
        found[number] = [first.estimate, total.estimate];
    }
    found
}

/// A loop over the points, and a loop over the factors in it.
fn by_hand(factors: &[f64], bootstrap: &Bootstrap) -> Vec<[f64; 2]> {
    let pairs = Pairs::new(FACTORS, POINTS, SEED);
    let mut a = vec![0.0; POINTS];
    let mut b = vec![0.0; POINTS];
    let mut mixed = Array2::zeros((FACTORS, POINTS));
    let mut point = vec![0.0; FACTORS];
    for index in 0..POINTS {
        for (value, own) in point.iter_mut().zip(pairs.b.column(index)) {
            *value = *own;
        }
        b[index] = sobol_g(&point, factors);
        for (value, own) in point.iter_mut().zip(pairs.a.column(index)) {
            *value = *own;
        }
        a[index] = sobol_g(&point, factors);
        for factor in 0..FACTORS {
            let own = point[factor];
            point[factor] = pairs.b[[factor, index]];
            mixed[[factor, index]] = sobol_g(&point, factors);
            point[factor] = own;
        }
    }
    let found = indices(ArrayView1::from(&a), ArrayView1::from(&b), mixed.view(), bootstrap);
    found.iter().map(|index| [index.first.estimate, index.total.estimate]).collect()
}

/// Both must find the same, and what is known.
fn agree(found: &[[f64; 2]], expected: &[[f64; 2]], factors: &[f64]) {
    for ((found, expected), known) in found.iter().zip(expected).zip(sobol_g_indices(factors)) {
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "the programs disagree: {found} and {expected}");
        }
        assert!((found[0] - known.first).abs() < 0.03 && (found[1] - known.total).abs() < 0.03, "{found:?} {known:?}");
    }
}

fn timed<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let begin = Instant::now();
    let result = run();
    (begin.elapsed().as_secs_f64(), result)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
