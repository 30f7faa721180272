//! Speed of fitting against the same fit written by hand, in the same run: `cargo bench --bench fit`.
//!
//! A logistic curve through 30 points. The hand-written program is Gauss and Newton's method with the derivatives written
//! out and the normal equations of three parameters solved by elimination: nothing but what this one fit needs, and no
//! answer where it diverges. The library's search starts from the same place; a whole `fit` adds starting values, several
//! searches, profile intervals, criteria and tests of residuals. Programs take turns, and ratios are medians of ratios of
//! neighbours, since the speed of shared machines drifts.

use std::hint::black_box;
use std::time::Instant;

use catchup::fit::least_squares::{Options, Problem, solve};
use catchup::fit::{Law, Number, Observations, Request, fit};
use catchup::workbench::laws::diffusion;

const POINTS: usize = 30;
const ROUNDS: usize = 201;
/// Fits in one round by each program: about half a millisecond, so that other programs of the machine rarely come between.
const FITS: [usize; 3] = [20, 250, 1];

/// Observations with errors that no law explains.
fn data() -> Vec<(f64, f64)> {
    (0..POINTS)
        .map(|index| {
            let t = index as f64;
            let error = 0.6 * ((7 * index * index + 3 * index) % 11) as f64 - 3.0;
            (t, 100.0 / (1.0 + (-0.35 * (t - 15.0)).exp()) + error)
        })
        .collect()
}

struct Logistic(Vec<(f64, f64)>);

impl Problem for Logistic {
    fn parameters(&self) -> usize {
        3
    }

    fn rows(&self) -> usize {
        self.0.len()
    }

    fn residual<N: Number>(&self, b: &[N], row: usize) -> N {
        let (t, y) = self.0[row];
        N::constant(y) - diffusion::logistic(b[0], b[1], b[2], N::constant(t))
    }
}

/// Gauss-Newton steps until they are shorter than 1e-9 of the parameters.
fn by_hand(data: &[(f64, f64)], start: [f64; 3]) -> [f64; 3] {
    let mut b = start;
    for _ in 0..50 {
        let mut normal = [[0.0; 4]; 3];
        for (t, y) in data {
            let decay = (-b[1] * (t - b[2])).exp();
            let share = 1.0 / (1.0 + decay);
            let slope = b[0] * share * share * decay;
            let row = [share, slope * (t - b[2]), -slope * b[1], y - b[0] * share];
            for i in 0..3 {
                for j in 0..4 {
                    normal[i][j] += row[i] * row[j];
                }
            }
        }
        let step = eliminate(normal);
        for (value, part) in b.iter_mut().zip(step) {
            *value += part;
        }
        if step.iter().zip(&b).all(|(part, value)| part.abs() <= 1e-9 * value.abs()) {
            break;
        }
    }
    b
}

/// Solves three equations by elimination; the fourth column is the right-hand side.
fn eliminate(mut a: [[f64; 4]; 3]) -> [f64; 3] {
    for pivot in 0..3 {
        let lead = a[pivot];
        for row in a.iter_mut().skip(pivot + 1) {
            let factor = row[pivot] / lead[pivot];
            for (value, part) in row.iter_mut().zip(lead) {
                *value -= factor * part;
            }
        }
    }
    let mut x = [0.0; 3];
    for row in (0..3).rev() {
        let known: f64 = (row + 1..3).map(|column| a[row][column] * x[column]).sum();
        x[row] = (a[row][3] - known) / a[row][row];
    }
    x
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Seconds of one of many runs.
fn timed<T>(count: usize, run: impl Fn() -> T) -> f64 {
    let begin = Instant::now();
    for _ in 0..count {
        black_box(run());
    }
    begin.elapsed().as_secs_f64() / count as f64
}

fn main() {
    let points = data();
    let (start, problem) = ([80.0, 0.25, 13.0], Logistic(points.clone()));
    let (law, observations) = (Law::named("logistic").expect("is listed"), Observations::new(&points));
    let library = || solve(&problem, &start, &Options::default()).expect("can be fitted").parameters;
    let whole = || fit(law, &observations, &Request::default()).expect("can be fitted");
    // Both must find the same thing, or their speed means nothing.
    for other in [library(), whole().estimates.iter().map(|estimate| estimate.value).collect()] {
        for (a, b) in by_hand(&points, start).iter().zip(other) {
            assert!((a - b).abs() <= 1e-8 * a.abs(), "the programs disagree: {a} and {b}");
        }
    }
    let rounds: Vec<[f64; 3]> = (0..ROUNDS)
        .map(|_| [timed(FITS[0], library), timed(FITS[1], || by_hand(&points, start)), timed(FITS[2], whole)])
        .collect();
    println!("logistic curve through {POINTS} points, one thread");
    for (index, name) in ["search", "hand-written", "whole fit"].into_iter().enumerate() {
        let seconds = median(rounds.iter().map(|round| round[index]).collect());
        println!("{name:<14} {:>9.1} µs {:>10.0} a second", seconds * 1e6, 1.0 / seconds);
    }
    println!("ratio to hand-written: {:.2}", median(rounds.iter().map(|round| round[0] / round[1]).collect()));
}
