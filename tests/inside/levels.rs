//! Kernels at all levels of instruction sets that this processor has: the lower ones are forced.

use super::pipeline::{draws, equations, run, scenario, values};
use super::support::Folder;
use catchup::numeric::dispatch::Level;
use catchup::numeric::dispatch::forced;
use catchup::numeric::moments::mean_sd;
use catchup::numeric::normal::{normal_cdf, normal_scores};
use catchup::numeric::{random, sobol};
use catchup::parallel;
use catchup::scenario::options::Options;

/// What work gives at each level; kernels run on this thread, as other tests run on others.
fn at_each_level<R>(work: impl Fn() -> R) -> Vec<(Level, R)> {
    forced::at_each_level(|| parallel::alone(&work))
}

/// What levels with and without fused multiplication may differ by, as a part of the number: some roundings of a model.
const ROUNDING: f64 = 1e-11;

/// Holds what the levels gave against one another: with fused multiplication to the bit, without it up to rounding.
#[track_caller]
fn agree(found: &[(Level, Vec<f64>)]) {
    let (lowest, baseline) = &found[0];
    assert_eq!(*lowest, Level::Baseline);
    for (level, numbers) in &found[1..] {
        assert_eq!(numbers.len(), baseline.len());
        for (number, expected) in numbers.iter().zip(baseline) {
            let gap = (number - expected).abs();
            // What cancels leaves the roundings of numbers around 1.
            assert!(gap <= ROUNDING * expected.abs().max(1e-4), "{level:?}: {number} for {expected}");
        }
    }
    let bits = |numbers: &[f64]| numbers.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
    for pair in found[1..].windows(2) {
        assert_eq!(bits(&pair[0].1), bits(&pair[1].1), "{:?} and {:?}", pair[0].0, pair[1].0);
    }
}

/// Probabilities that reach into both tails; their number is none that registers hold.
fn probabilities() -> Vec<f64> {
    let middle = (1..1000).map(|i| f64::from(i) / 1000.0);
    middle.chain([1e-12, 1e-6, 1.0 - 1e-6, 1.0 - 1e-12]).collect()
}

#[test]
fn normal_scores_have_their_probabilities_at_each_level() {
    let found = at_each_level(|| {
        let mut scores = probabilities();
        normal_scores(&mut scores);
        scores
    });
    agree(&found);
    for (level, scores) in &found {
        for (score, probability) in scores.iter().zip(probabilities()) {
            assert!((normal_cdf(*score) / probability - 1.0).abs() < 1e-11, "{level:?}: {probability}");
        }
    }
}

#[test]
fn random_and_quasi_random_numbers_are_the_same_bits_at_each_level() {
    let found = at_each_level(|| {
        let mut numbers = vec![0.0; 3001];
        random::fill_uniform(&mut numbers[..1001], 5, random::key(7, "a", 0), 3);
        sobol::fill(&mut numbers[1001..], 1001, 9, 11);
        numbers
    });
    assert!(found.iter().all(|(_, numbers)| *numbers == found[0].1));
}

#[test]
fn moments_of_whole_numbers_are_known_at_each_level() {
    // Of 1 to n: mean (n + 1) / 2, variance n (n + 1) / 12.
    for count in [1_u32, 7, 64, 4096, 10_001] {
        let numbers: Vec<f64> = (1..=count).map(f64::from).collect();
        let n = f64::from(count);
        for (level, (mean, sd)) in at_each_level(|| mean_sd(&numbers)) {
            let expected = if count == 1 { 0.0 } else { (n * (n + 1.0) / 12.0).sqrt() };
            assert!((mean - 0.5 * (n + 1.0)).abs() < 1e-12 * n, "{level:?}: {mean}");
            assert!((sd - expected).abs() < 1e-12 * n, "{level:?}: {sd}");
        }
    }
}

#[test]
fn a_whole_model_is_the_same_at_each_level() {
    let text = include_str!("../files/everything_varies.toml");
    let model = Folder::new(&[("case.toml", text)]).model(&Options::default());
    let found = at_each_level(|| draws(&model, 0..500, None).values.view().iter().copied().collect::<Vec<f64>>());
    assert!(found[0].1.len() > 10_000);
    agree(&found);
}

#[test]
fn laws_have_their_closed_forms_at_each_level() {
    let body = equations(&[
        ("growth", "1.02 ^ ((time - 2000 yr) / 1 yr)", "1"),
        ("share", "1 / (1 + exp(-(time - 2010 yr) * 0.3 [1/yr]))", "1"),
        ("root", "sqrt(ln((time - 1990 yr) / 1 yr))", "1"),
    ]);
    let text = scenario("start = 2000\nend = 2030", &body);
    for (level, run) in at_each_level(|| run(&text)) {
        for (step, year) in (2000..=2030).enumerate() {
            let t = f64::from(year);
            for (name, expected) in [
                ("growth", 1.02_f64.powf(t - 2000.0)),
                ("share", 1.0 / (1.0 + (-(t - 2010.0) * 0.3).exp())),
                ("root", (t - 1990.0).ln().sqrt()),
            ] {
                let found = values(&run, name)[step];
                assert!((found / expected - 1.0).abs() < 1e-14, "{name} {year} at {level:?}: {found}, {expected}");
            }
        }
    }
}
