//! Estimated against analytical Sobol indices of two functions for which they are known.
//!
//! Prints each estimate with its bootstrap interval at 99 % confidence and whether the analytical value lies inside.

use catchup::workbench::analysis::sensitivity::estimators::functions::{
    Known, ishigami, ishigami_indices, sobol_g, sobol_g_indices,
};
use catchup::workbench::analysis::sensitivity::estimators::{Bootstrap, Interval, Pairs, indices};
use ndarray::{Array1, Array2};

const BASE_SAMPLES: usize = 1 << 14;
const SEED: u64 = 2025;
const BOOTSTRAP: Bootstrap = Bootstrap { replicates: 1000, level: 0.99, seed: SEED };

/// Prints the indices of a function, and counts those inside their interval and those outside.
fn compare(title: &str, known: &[Known], f: impl Fn(&[f64]) -> f64) -> [usize; 2] {
    let factors = known.len();
    let pairs = Pairs::new(factors, BASE_SAMPLES, SEED);
    let at = |design: &Array2<f64>| -> Array1<f64> { design.columns().into_iter().map(|u| f(&u.to_vec())).collect() };
    let mut mixed = Array2::zeros((factors, BASE_SAMPLES));
    for (factor, mut row) in mixed.outer_iter_mut().enumerate() {
        row.assign(&at(&pairs.mixed(factor)));
    }
    println!("{title}: {BASE_SAMPLES} base samples, {:.0} % bootstrap intervals", 100.0 * BOOTSTRAP.level);
    println!("factor  index  analytical  estimated  interval");
    let mut counts = [0; 2];
    let found = indices(at(&pairs.a).view(), at(&pairs.b).view(), mixed.view(), &BOOTSTRAP);
    for (factor, (found, known)) in found.iter().zip(known).enumerate() {
        for (name, found, known) in [("first", found.first, known.first), ("total", found.total, known.total)] {
            let inside = found.contains(known);
            counts[usize::from(!inside)] += 1;
            let Interval { estimate, low, high } = found;
            let verdict = if inside { "" } else { "  outside" };
            println!("x{:<6} {name}  {known:>10.5}  {estimate:>9.5}  {low:>8.5} to {high:.5}{verdict}", factor + 1);
        }
    }
    println!();
    counts
}

fn main() {
    let (a, b) = (7.0, 0.1);
    let first = compare("Ishigami, a = 7, b = 0.1", &ishigami_indices(a, b), |u| ishigami([u[0], u[1], u[2]], a, b));
    let weights = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
    let second = compare("G, a = 0, 1, 4.5, 9, 99, 99, 99, 99", &sobol_g_indices(&weights), |u| sobol_g(u, &weights));
    println!("{} passed, {} failed", first[0] + second[0], first[1] + second[1]);
    if first[1] + second[1] > 0 {
        std::process::exit(1);
    }
}
