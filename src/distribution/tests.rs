//! Values of all kinds against references; what cannot be built is tested in `errors`.

mod errors;
mod references;

use super::*;
use crate::numeric::sobol;
use references::{LEVELS, METALOGS, REFERENCE};

type Numbers = &'static [(&'static str, f64)];

fn parameters(numbers: Numbers) -> Parameters {
    numbers.iter().map(|&(name, number)| (name.to_owned(), Value::Number(number))).collect()
}

fn of(kind: &str, numbers: Numbers) -> Distribution {
    build(kind, &parameters(numbers)).unwrap()
}

#[test]
fn moments_and_quantiles_are_those_of_scipy() {
    for (kind, numbers, mean, sd, quantiles) in REFERENCE {
        let distribution = of(kind, numbers);
        assert!(
            (distribution.mean() / mean - 1.0).abs() < 1e-12,
            "{}: mean {}",
            distribution.describe(),
            distribution.mean()
        );
        assert!((distribution.sd() / sd - 1.0).abs() < 1e-12, "{}: sd {}", distribution.describe(), distribution.sd());
        for (u, expected) in LEVELS.into_iter().zip(quantiles) {
            let error = (distribution.quantile(u) - expected) / sd;
            assert!(error.abs() < 1e-9, "{} at {u:e}: off by {error:e} sd", distribution.describe());
        }
    }
}

/// Probabilities from 2^-33 to 1 - 2^-33, dense in both tails, none of them where a table has its nodes.
fn probabilities() -> impl Iterator<Item = f64> {
    (0..=4000).map(|i| crate::numeric::math::logistic::<false>((f64::from(i) / 2000.0 - 1.0) * 22.87))
}

/// Distributions with a continuous quantile function, of every kind that has one.
fn continuous() -> Vec<Distribution> {
    let mut all: Vec<Distribution> = REFERENCE.into_iter().map(|(kind, numbers, ..)| of(kind, numbers)).collect();
    all.push(truncated("normal", &[("mean", 1.0), ("sd", 2.0)], &[("low", 0.0), ("high", 2.5)]));
    all.push(truncated("gamma", &[("shape", 2.0), ("scale", 1.0)], &[("high", 3.0)]));
    all.push(truncated("beta", &[("alpha", 0.5), ("beta", 2.0)], &[("low", 0.1), ("high", 0.5)]));
    for (numbers, ..) in METALOGS {
        all.push(of("quantiles", numbers));
    }
    all
}

#[test]
fn tabulated_quantiles_are_right_everywhere() {
    // The distribution function of statrs at 1e-9 sd on either side encloses the probability.
    for distribution in continuous() {
        let tolerance = 1e-9 * distribution.sd().min(1e300);
        for u in probabilities() {
            let x = distribution.quantile(u);
            let (below, above) = (distribution.cdf(x - tolerance), distribution.cdf(x + tolerance));
            // The distribution function itself is right to a dozen digits for great shapes.
            let rounding = 1e-15 + 1e-12 * u.min(1.0 - u);
            assert!(
                below <= u + rounding && u <= above + rounding,
                "{} at {u:e}: {x:e} has {below:e} … {above:e}",
                distribution.describe()
            );
        }
    }
}

#[test]
fn quantiles_rise_and_stay_in_the_support() {
    for distribution in continuous() {
        let (low, high) = distribution.support();
        let mut last = f64::NEG_INFINITY;
        for u in probabilities() {
            let x = distribution.quantile(u);
            assert!(last <= x && low <= x && x <= high, "{} at {u:e}: {last} then {x}", distribution.describe());
            last = x;
        }
        for extreme in [2f64.powi(-53), 1.0 - 2f64.powi(-53)] {
            let x = distribution.quantile(extreme);
            assert!(x.is_finite() && low <= x && x <= high, "{} at {extreme:e}: {x}", distribution.describe());
        }
    }
}

#[test]
fn normal_scores_lead_to_the_same_quantiles() {
    for distribution in continuous() {
        for z in [-5.0, -1.3, 0.0, 0.2, 2.0, 4.0] {
            let mut from_score = [z];
            distribution.fill_from_normal(&mut from_score);
            let expected = distribution.quantile(normal_cdf(z));
            let error = (from_score[0] - expected).abs();
            assert!(
                error <= 1e-9 * distribution.sd().min(expected.abs().max(1.0)),
                "{} at {z}: {error:e}",
                distribution.describe()
            );
        }
    }
}

fn at_score(distribution: &Distribution, z: f64) -> f64 {
    let mut value = [z];
    distribution.fill_from_normal(&mut value);
    value[0]
}

/// Where draws are led to that must agree with something far from what was assumed: scores to 37, beyond all that samplers draw.
/// Distributions whose quantiles at the probability beyond, q, or up to there, p, are closed forms.
#[test]
fn quantiles_far_in_the_tails_are_the_closed_forms() {
    let exponential: Numbers = &[("shape", 1.0), ("scale", 3.0)];
    let unit: Numbers = &[("shape", 1.0), ("scale", 1.0)];
    let half = truncated("normal", &[("mean", 0.0), ("sd", 1.0)], &[("low", 0.0)]);
    let logistic = 19_f64.ln();
    for z in [6.5, 8.0, 8.4, 8.6, 9.0, 12.3, 20.0, 30.1, 37.0] {
        let q = normal_cdf(-z);
        for (distribution, expected) in [
            (of("gamma", exponential), -3.0 * q.ln()),
            (truncated("gamma", unit, &[("low", 1.0)]), 1.0 - q.ln()),
            (of("quantiles", &[("p05", -1.0), ("p95", 1.0)]), -q.ln() / logistic),
            (of("quantiles", &[("p05", 0.1), ("p95", 10.0), ("low", 0.0)]), (-q.ln() * 10_f64.ln() / logistic).exp()),
        ] {
            let found = at_score(&distribution, z);
            assert!(
                (found / expected - 1.0).abs() < 1e-6,
                "{} at {z}: {found}, not {expected}",
                distribution.describe()
            );
        }
        // Twice the tail of the normal distribution.
        let found = 2.0 * normal_cdf(-at_score(&half, z));
        assert!((found / q - 1.0).abs() < 1e-6, "half normal at {z}: {found:e}, not {q:e}");
        for (distribution, expected) in [
            (of("gamma", exponential), 3.0 * q),
            (of("beta", &[("alpha", 2.0), ("beta", 1.0)]), q.sqrt()),
            (of("beta", &[("alpha", 1.0), ("beta", 4.0)]), q / 4.0),
            (of("quantiles", &[("p05", -1.0), ("p95", 1.0)]), q.ln() / logistic),
        ] {
            let found = at_score(&distribution, -z);
            assert!(
                (found / expected - 1.0).abs() < 1e-6,
                "{} at -{z}: {found:e}, not {expected:e}",
                distribution.describe()
            );
        }
    }
}

#[test]
fn quantiles_rise_to_the_farthest_score() {
    let mut all = continuous();
    all.push(of("gamma", &[("shape", 0.01), ("scale", 1.0)]));
    all.push(of("gamma", &[("shape", 10_000.0), ("scale", 1.0)]));
    all.push(of("beta", &[("alpha", 0.01), ("beta", 0.02)]));
    all.push(of("beta", &[("alpha", 10_000.0), ("beta", 0.5)]));
    for distribution in all {
        let (low, high) = distribution.support();
        let mut last = f64::NEG_INFINITY;
        for z in (-800..=800).map(|place| f64::from(place) / 20.0) {
            let x = at_score(&distribution, z);
            // Polynomials of tails are less exact than those of the middle.
            let slack = 1e-7 * x.abs().max(last.abs().min(f64::MAX));
            assert!(x.is_finite() && low <= x && x <= high, "{} at {z}: {x}", distribution.describe());
            assert!(
                last.is_infinite() || last <= x + slack.max(1e-300),
                "{} at {z}: {last} then {x}",
                distribution.describe()
            );
            last = x;
        }
    }
}

#[test]
fn sobol_samples_have_the_moments() {
    for distribution in continuous() {
        let (mean, sd) = (distribution.mean(), distribution.sd());
        let mut x = vec![0.0; 1 << 14];
        sobol::fill(&mut x, 0, 3, 17);
        distribution.fill(&mut x);
        let (sample_mean, sample_sd) = crate::numeric::moments::mean_sd(&x);
        assert!((sample_mean - mean).abs() < 2e-3 * sd, "{}: mean {sample_mean}, not {mean}", distribution.describe());
        // With one bound a metalog has the tail of a power, whose squares do not settle with any number of draws.
        let (low, high) = distribution.support();
        let has_power_tail = distribution.describe().starts_with("quantiles") && low.is_finite() != high.is_finite();
        if !has_power_tail {
            assert!((sample_sd / sd - 1.0).abs() < 0.01, "{}: sd {sample_sd}, not {sd}", distribution.describe());
        }
    }
}

#[test]
fn a_value_depends_on_its_own_probability_alone() {
    for distribution in continuous() {
        let u: Vec<f64> = probabilities().take(77).collect();
        let mut together = u.clone();
        distribution.fill(&mut together);
        let alone: Vec<f64> = u.into_iter().map(|u| distribution.quantile(u)).collect();
        assert_eq!(together, alone, "{}", distribution.describe());
    }
}

#[test]
fn scaling_divides_where_a_factor_would_round() {
    let percent = of("triangular", &[("low", 5.0), ("mode", 6.0), ("high", 7.0)]).scaled(1.0, 100.0);
    assert_eq!(percent.quantile(0.5), 0.06);
    assert_eq!(percent.support(), (0.05, 0.07));
    assert!((percent.mean() - 0.06).abs() < 1e-17 && (percent.cdf(0.06) - 0.5).abs() < 1e-14);
    let back = percent.scaled(100.0, 1.0).scaled(3.0, 1.0);
    assert_eq!((back.quantile(0.5), back.sd()), (18.0, 3.0 / 6f64.sqrt()));
}

fn nested(kind: &str, inner: Numbers, outer: Numbers) -> Parameters {
    let mut all = vec![("of".to_owned(), Value::Nested(kind.to_owned(), parameters(inner)))];
    all.extend(parameters(outer));
    all
}

fn truncated(kind: &str, inner: Numbers, outer: Numbers) -> Distribution {
    build("truncated", &nested(kind, inner, outer)).unwrap()
}

#[test]
fn truncation_of_scipy() {
    // scipy.stats.truncnorm, and gamma.ppf(u F(3)) with moments by quad.
    let between = truncated("normal", &[("mean", 1.0), ("sd", 2.0)], &[("low", 0.0), ("high", 2.5)]);
    let far = truncated("normal", &[("mean", 0.0), ("sd", 1.0)], &[("low", 3.0)]);
    let gamma = truncated("gamma", &[("shape", 2.0), ("scale", 1.0)], &[("high", 3.0)]);
    let cases = [
        (&between, 0.05, 0.129_989_421_864_343_7),
        (&between, 0.8, 1.937_666_732_104_808),
        (&far, 0.05, 3.015_589_034_785_826),
        (&far, 0.9999, 5.143_282_202_298_54),
        (&gamma, 0.001, 0.040_565_191_011_416_03),
        (&gamma, 0.975, 2.871_569_570_478_68),
    ];
    for (distribution, u, expected) in cases {
        assert!((distribution.quantile(u) - expected).abs() < 1e-9, "{} at {u}", distribution.describe());
    }
    for (distribution, mean, sd) in [
        (&between, 1.219_122_409_795_272_2, 0.702_621_822_178_038_9),
        (&gamma, 1.440_491_166_507_081_9, 0.753_612_764_128_605_3),
    ] {
        assert!((distribution.mean() - mean).abs() < 1e-9 && (distribution.sd() - sd).abs() < 1e-9);
    }
    assert_eq!(between.support(), (0.0, 2.5));
    assert_eq!((between.cdf(-1.0), between.cdf(2.5)), (0.0, 1.0));
}

#[test]
fn metalogs_of_numpy() {
    for (numbers, values, mean, sd) in METALOGS {
        let distribution = of("quantiles", numbers);
        for (u, expected) in [0.001, 0.3, 0.99].into_iter().zip(values) {
            assert!((distribution.quantile(u) / expected - 1.0).abs() < 1e-12, "{} at {u}", distribution.describe());
        }
        assert!((distribution.mean() - mean).abs() < 1e-7, "{}: mean {}", distribution.describe(), distribution.mean());
        if !sd.is_nan() {
            assert!((distribution.sd() - sd).abs() < 1e-7, "{}: sd {}", distribution.describe(), distribution.sd());
        }
        for &(key, value) in numbers {
            if let Some(level) = quantile_level(key) {
                let error = (distribution.quantile(level) - value).abs();
                assert!(error < 1e-12 * (1.0 + value.abs()), "{} misses {key} by {error:e}", distribution.describe());
            }
        }
    }
}

#[test]
fn metalogs_of_seven_symmetric_levels_and_of_heavy_tails() {
    let seven: Numbers =
        &[("p01", 0.0), ("p05", 1.0), ("p25", 2.0), ("p50", 2.8), ("p75", 3.6), ("p95", 4.6), ("p99", 5.6)];
    let distribution = of("quantiles", seven);
    for &(key, value) in seven {
        assert!((distribution.quantile(quantile_level(key).unwrap()) - value).abs() < 1e-10, "{key}");
    }
    // Lower bound 0 and a log-odds coefficient a: the tail P(X > x) ~ x^(-1/a) has a mean only if a < 1.
    let heavy = of("quantiles", &[("p10", 0.01), ("p90", 100.0), ("low", 0.0)]);
    assert_eq!((heavy.mean(), heavy.sd()), (f64::INFINITY, f64::INFINITY));
}

fn list(name: &str, values: &[f64]) -> (String, Value) {
    (name.to_owned(), Value::List(values.to_vec()))
}

#[test]
fn discrete_values_come_in_proportion() {
    let weighted =
        build("discrete", &vec![list("values", &[3.0, 1.0, 2.0, 9.0]), list("weights", &[1.0, 2.0, 1.0, 0.0])])
            .unwrap();
    for (u, expected) in [(1e-9, 1.0), (0.5, 1.0), (0.500_001, 2.0), (0.75, 2.0), (0.76, 3.0), (1.0 - 1e-9, 3.0)] {
        assert_eq!(weighted.quantile(u), expected, "{u}");
    }
    assert_eq!((weighted.mean(), weighted.sd(), weighted.support()), (1.75, 0.6875f64.sqrt(), (1.0, 3.0)));
    assert_eq!([0.0, 1.0, 2.5, 3.0].map(|x| weighted.cdf(x)), [0.0, 0.5, 0.75, 1.0]);

    let observed = build("empirical", &vec![list("values", &[4.0, 2.0, 2.0, 0.0])]).unwrap();
    assert_eq!([0.2, 0.3, 0.7, 0.8].map(|u| observed.quantile(u)), [0.0, 2.0, 2.0, 4.0]);
    assert_eq!((observed.mean(), observed.sd()), (2.0, 2f64.sqrt()));

    let inner = Value::Nested("discrete".to_owned(), vec![list("values", &[1.0, 2.0, 3.0, 4.0])]);
    let within = build("truncated", &vec![("of".to_owned(), inner), ("low".to_owned(), Value::Number(2.0))]).unwrap();
    assert_eq!((within.quantile(0.1), within.quantile(0.9), within.mean()), (2.0, 4.0, 3.0));
}

#[test]
fn descriptions() {
    let cases: [(&str, Numbers, &str); 6] = [
        ("triangular", &[("low", 0.05), ("mode", 0.1), ("high", 0.15)], "triangular 0.05 … 0.10 … 0.15"),
        ("uniform", &[("low", 1.0), ("high", 20.0)], "uniform 1 … 20"),
        ("normal", &[("mean", 0.1), ("sd", 0.02)], "normal, mean 0.10, sd 0.02"),
        ("beta", &[("alpha", 2.0), ("beta", 0.5)], "beta, alpha 2.0, beta 0.5, on 0 … 1"),
        ("quantiles", &[("p05", 1.0), ("p50", 2.5), ("low", 0.0)], "quantiles p5 1, p50 2.5, at least 0"),
        ("gamma", &[("shape", 2.0), ("scale", 1.5)], "gamma, shape 2.0, scale 1.5"),
    ];
    for (kind, numbers, expected) in cases {
        assert_eq!(of(kind, numbers).describe(), expected);
    }
    let confined = truncated("normal", &[("mean", 0.0), ("sd", 1.0)], &[("low", 0.0)]);
    assert_eq!(confined.describe(), "normal, mean 0, sd 1, at least 0");
}

#[test]
fn a_lognormal_goes_through_two_quantiles() {
    // ln 2 / z(.9), and the geometric mean of the two.
    const SIGMA: f64 = std::f64::consts::LN_2 / 1.281_551_565_544_600_4;
    let found = of("lognormal", &[("p10", 4.0), ("p90", 16.0)]);
    let expected = of("lognormal", &[("median", 8.0), ("sigma", SIGMA)]);
    for u in [1e-6, 0.1, 0.3, 0.5, 0.9, 0.999] {
        assert!((found.quantile(u) / expected.quantile(u) - 1.0).abs() < 1e-12, "{u}");
    }
    assert!((found.quantile(0.1) - 4.0).abs() < 1e-12 && (found.quantile(0.9) - 16.0).abs() < 1e-12);
    assert!((of("lognormal", &[("p50", 3.0), ("p97.5", 9.0)]).quantile(0.5) - 3.0).abs() < 1e-12);
    assert_eq!(found.describe(), "lognormal, p10 4, p90 16");
}

#[test]
fn a_bound_on_one_side_leaves_the_tail_of_a_power() {
    // With two quantiles and a lower bound of 0 the logarithm is logistic with scale s = ln(x9 / x1) / (2 ln 9), and the
    // quantile at 1 - p grows like p^-s.
    let exponent = 3.0_f64.ln() / (2.0 * 9.0_f64.ln());
    let low = of("quantiles", &[("p10", 1.0), ("p90", 3.0), ("low", 0.0)]);
    let high = of("quantiles", &[("p10", -3.0), ("p90", -1.0), ("high", 0.0)]);
    for tail in [low.power_tail(), high.power_tail()] {
        assert!((tail.expect("a power") - exponent).abs() < 1e-12, "{tail:?}");
    }
    assert_eq!(of("quantiles", &[("p10", 1.0), ("p90", 3.0)]).power_tail(), None);
    assert_eq!(of("quantiles", &[("p10", 1.0), ("p90", 3.0), ("low", 0.0), ("high", 9.0)]).power_tail(), None);
    assert_eq!(of("lognormal", &[("p10", 1.0), ("p90", 3.0)]).power_tail(), None);
}
