//! Laws fitted to data, against published and independently computed values.

mod errors;
mod intervals;

use super::least_squares::{FitError, Options, Problem, solve};
use super::*;

/// Resident population of the United States, 1790 to 2000, millions (US Census Bureau, decennial censuses).
const POPULATION: [f64; 22] = [
    3.929, 5.308, 7.240, 9.638, 12.861, 17.063, 23.192, 31.443, 38.558, 50.189, 62.980, 76.212, 92.228, 106.022,
    123.203, 132.165, 151.326, 179.323, 203.302, 226.542, 248.710, 281.422,
];

fn population() -> Observations {
    let decades = POPULATION.iter().enumerate();
    Observations::new(&decades.map(|(index, value)| (1790.0 + 10.0 * index as f64, *value)).collect::<Vec<_>>())
}

fn law(name: &str) -> &'static Law {
    Law::named(name).expect("is listed")
}

/// With independent errors, as the programs that are compared with have them.
fn independent() -> Request {
    Request { errors: Some(Structure::Independent), ..Request::default() }
}

fn fitted(name: &str, data: &Observations) -> Fitted {
    fit(law(name), data, &independent()).expect("can be fitted")
}

fn close(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs(), "{found}, not {expected}");
}

/// What an independent program found.
struct Known {
    law: &'static str,
    /// Value, standard error, ends of the 95 % profile interval, by parameter.
    parameters: &'static [[f64; 4]],
    sigma: f64,
    log_likelihood: f64,
    aicc: f64,
    bic: f64,
    r_squared: f64,
    /// Correlation of the first two parameters on their inner scales.
    correlation: f64,
    /// In 2010 on the error scale: value, ends of confidence interval, ends of prediction interval.
    in_2010: [f64; 5],
}

/// By mpmath (Gauss-Newton with 40 digits) and, for the ends of profiles, by scipy 1.17 (`least_squares` and `brentq`).
/// The logistic estimates and errors are also those of Fox and Weisberg (2011), *Nonlinear Regression and Nonlinear
/// Least Squares in R*, table of the US population model: 440.83 (35.00), 0.02161 (0.00101), residual standard error
/// 4.909.
const KNOWN: &[Known] = &[
    Known {
        law: "logistic",
        parameters: &[
            [440.830_537_754_5, 34.999_707_139_7, 381.476_710_7, 536.910_213_1],
            [0.021_605_999_475_387, 0.001_007_138_013_352_8, 0.019_613_112_77, 0.023_718_851_15],
            [1_976.633_473_181_2, 7.555_733_538_577_5, 1_963.003_804_59, 1_995.435_660_60],
        ],
        sigma: 4.908_700_973,
        log_likelihood: -64.606_214_976,
        aicc: 139.565_371_129,
        bic: 141.576_599_766,
        r_squared: 0.997_137_156_26,
        correlation: -0.915_472_545_791,
        in_2010: [296.594_731_313, 285.044_369_208, 308.145_093_418, 281.136_188_659, 312.053_273_968],
    },
    Known {
        law: "exponential",
        parameters: &[
            [6.063_932_153_225, 0.637_918_036_62, 4.869_141_939_5, 7.551_900_030_0],
            [0.020_398_609_439_559_623, 0.000_875_008_267_108_100_3, 0.018_575_005_648, 0.022_225_478_117],
        ],
        sigma: 0.255_174_093_68,
        log_likelihood: -86.418_944_298,
        aicc: 180.171_221_929,
        bic: 182.111_015_957,
        r_squared: 0.781_505_726_1,
        correlation: -0.855_896_103_236,
        in_2010: [6.244_894_255_21, 6.009_961_516_31, 6.479_826_994_1, 5.663_069_995_03, 6.826_718_515_38],
    },
    Known {
        law: "gompertz",
        parameters: &[
            [1_240.070_619_095, 207.867_049_8, 912.330_148_9, 1_871.253_933_4],
            [5.710_898_372_732_768, 0.078_342_251_781_009_52, 5.551_672_944, 5.900_944_783],
            [0.006_376_065_218_218_7, 0.000_490_567_866_499_64, 0.005_369_129_831, 0.007_419_985_756],
        ],
        sigma: 3.214_895_381_3,
        log_likelihood: -55.295_495_496_6,
        aicc: 120.943_932_149_62,
        bic: 122.955_160_786_583,
        r_squared: 0.998_772_000_53,
        correlation: 0.465_016_232_018,
        in_2010: [304.441_485_675, 297.339_880_871, 311.543_090_478, 294.658_323_688, 314.224_647_661],
    },
];

#[test]
fn population_of_the_united_states() {
    for known in KNOWN {
        let found = fitted(known.law, &population());
        assert!(found.converged, "{}", known.law);
        for (estimate, [value, error, low, high]) in found.estimates.iter().zip(known.parameters) {
            close(estimate.value, *value, 1e-9);
            close(estimate.error.expect("is free"), *error, 1e-8);
            close(estimate.interval[0].expect("has an end"), *low, 1e-5);
            close(estimate.interval[1].expect("has an end"), *high, 1e-5);
            assert_eq!(estimate.identified, Identified::Yes);
        }
        close(found.sigma, known.sigma, 1e-8);
        close(found.log_likelihood, known.log_likelihood, 1e-9);
        close(found.aicc, known.aicc, 1e-9);
        close(found.bic, known.bic, 1e-9);
        close(found.r_squared, known.r_squared, 1e-8);
        close(found.correlation[[0, 1]], known.correlation, 1e-9);
        let curve = found.curve(2010.0, 0.95);
        let there = [curve.value, curve.confidence[0], curve.confidence[1], curve.prediction[0], curve.prediction[1]];
        for (found_there, expected) in there.iter().zip(known.in_2010) {
            close(found.scale.link(*found_there), expected, 1e-9);
        }
    }
}

/// A weight of 2 counts as an observation made twice, but for the degrees of freedom.
#[test]
fn weights_count_as_repeats() {
    let mut weighted = population();
    let mut repeated = population();
    for row in [3, 11, 21] {
        weighted.weights[row] = 2.0;
        repeated.x.push(repeated.x[row]);
        repeated.y.push(repeated.y[row]);
        repeated.weights.push(1.0);
    }
    for name in ["logistic", "exponential"] {
        let (a, b) = (fitted(name, &weighted), fitted(name, &repeated));
        for (a, b) in a.estimates.iter().zip(&b.estimates) {
            close(a.value, b.value, 1e-8);
        }
        close(a.sigma * a.sigma * a.freedom as f64, b.sigma * b.sigma * b.freedom as f64, 1e-8);
    }
}

/// Exact data give back the parameters they were made with, from nothing but the data.
#[test]
fn parameters_are_recovered() {
    let volumes: Vec<f64> = (0..25).map(|step| 100.0 + 9.0 * f64::from(step * step)).collect();
    let production: Vec<f64> = (0..25).map(|step| 20.0 + f64::from(step * 7 % 11)).collect();
    let knowledge: Vec<f64> = (0..25).map(|step| 5.0 + f64::from(step) + f64::from(step % 5)).collect();
    let data = Observations::new(&(0..25).map(|step| (2000.0 + f64::from(step), 0.0)).collect::<Vec<_>>())
        .with(Input::Volume, volumes)
        .with(Input::Production, production)
        .with(Input::Knowledge, knowledge);
    let frame = Frame { first: data.at(0), launch: 1999.0, period: 1.0 };
    for (name, parameters) in [
        ("linear", vec![5.0, -2.0]),
        ("exponential", vec![3.0, 0.12]),
        ("exponential", vec![3.0, -0.3]),
        ("logistic", vec![70.0, 0.35, 2012.0]),
        ("logistic", vec![0.8, -0.2, 2009.0]),
        ("gompertz", vec![9e6, 6.0, 0.2]),
        ("weibull", vec![70.0, 11.0, 2.6]),
        ("weibull", vec![3e5, 4.0, 1.0]),
        ("weibull", vec![0.9, 15.0, 0.6]),
        ("bass", vec![40.0, 0.02, 0.4]),
        ("bass", vec![40.0, 0.000_5, 0.8]),
        ("bass-adoptions", vec![1e6, 0.01, 0.38]),
        ("fisher-pry", vec![0.03, 0.3]),
        ("wright", vec![80.0, 0.32]),
        ("wright-base", vec![20.0, 80.0, 0.32]),
        ("wright-base", vec![0.5, 80.0, 0.9]),
        ("moore", vec![80.0, 0.07]),
        ("goddard", vec![80.0, 0.4]),
        ("sinclair-klepper-cohen", vec![80.0, 0.1, 0.3]),
        ("nordhaus", vec![80.0, 0.3, 0.02]),
        ("two-factor", vec![80.0, 0.3, 0.2]),
        ("exponential-base", vec![1000.0, 50.0, 0.12]),
        ("exponential-base", vec![20.0, 80.0, -0.3]),
        ("logistic-base", vec![1000.0, 80.0, 0.4, 2012.0]),
        ("logistic-base", vec![1000.0, 80.0, -0.4, 2012.0]),
        ("gompertz-base", vec![-30.0, 80.0, 0.3, 2009.0]),
        ("gompertz-base", vec![3000.0, 80.0, -0.3, 2009.0]),
    ] {
        let law = law(name);
        let y = (0..25).map(|row| law.value(&parameters, &frame, &data.at(row))).collect();
        let found = fitted(name, &Observations { y, ..data.clone() });
        for (estimate, expected) in found.estimates.iter().zip(&parameters) {
            close(estimate.value, *expected, 1e-9);
        }
        assert!(found.r_squared > 1.0 - 1e-9, "{name}: {}", found.r_squared);
    }
}

/// Biochemical oxygen demand by days of incubation (Box, Hunter and Hunter 1978; NIST `StRD`, `BoxBOD`).
const OXYGEN: [(f64, f64); 6] = [(1.0, 109.0), (2.0, 149.0), (3.0, 149.0), (5.0, 191.0), (7.0, 213.0), (10.0, 224.0)];

/// With a shape of 1 it is NIST's `BoxBOD`, b1 (1 - exp(-b2 x)), as certified: b2 = 0.54723748542, error 0.10455993237.
/// With a free shape, Gauss-Newton steps in forty digits (mpmath) say what there is to be found.
#[test]
fn weibull_against_certified_values() {
    let data = Observations::new(&OXYGEN);
    let request = Request { fixed: vec![(2, 1.0)], launch: Some(0.0), ..independent() };
    let found = fit(law("weibull"), &data, &request).expect("can be fitted");
    let (b2, error) = (0.547_237_485_42, 0.104_559_932_37);
    let estimates = [(213.809_408_89, 12.354_515_176), (1.0 / b2, error / b2 / b2)];
    for (estimate, (value, error)) in found.estimates.iter().zip(estimates) {
        close(estimate.value, value, 1e-9);
        close(estimate.error.expect("is free"), error, 1e-8);
    }
    close(found.sigma, 17.088_072_423, 1e-9);

    let found = fit(law("weibull"), &data, &Request { fixed: Vec::new(), ..request }).expect("can be fitted");
    let estimates = [
        (326.799_771_168_468_4, 214.721_458_443_936_9),
        (6.903_360_404_997_71, 17.015_072_603_615_72),
        (0.462_595_928_969_701, 0.204_853_547_319_078_5),
    ];
    for (estimate, (value, error)) in found.estimates.iter().zip(estimates) {
        close(estimate.value, value, 1e-8);
        close(estimate.error.expect("is free"), error, 1e-7);
    }
    close(found.sigma, 9.382_012_020_391_385, 1e-9);
    close(found.derived[1].value, 6.903_360_404_997_71 * 2_f64.ln().powf(1.0 / 0.462_595_928_969_701), 1e-7);
}

#[test]
fn what_grows_doubles_and_what_shrinks_halves() {
    for (growth, expected) in
        [(0.25_f64, "time in which the height doubles"), (-0.25, "time in which the height halves")]
    {
        let point = |year: u32| {
            (f64::from(year), 3.0 + 2.0 * (1.0 + growth).powf(f64::from(year)) + 0.01 * f64::from(year % 2))
        };
        let data = Observations::new(&(0..12).map(point).collect::<Vec<_>>());
        let found = fit(law("exponential-base"), &data, &independent()).expect("can be fitted");
        let [derived] = found.derived.as_slice() else { panic!("{:?}", found.derived) };
        assert_eq!(derived.name, expected);
        let height_after = (1.0 + found.estimates[2].value).powf(derived.value);
        close(height_after, if growth > 0.0 { 2.0 } else { 0.5 }, 1e-12);
    }
}

/// Twelve years of an S-curve that bends in year 20: its capacity cannot be known yet.
#[test]
fn a_capacity_before_the_bend_is_not_identified() {
    let noise = [0.9, -1.1, 0.3, 0.8, -0.6, -0.2, 1.2, -0.9, 0.1, 0.5, -1.3, 0.4];
    let points: Vec<(f64, f64)> = noise
        .iter()
        .enumerate()
        .map(|(year, noise)| {
            let t = year as f64;
            (2000.0 + t, 100.0 / (1.0 + (-0.3 * (t - 20.0)).exp()) + 0.1 * noise)
        })
        .collect();
    let found = fitted("logistic", &Observations::new(&points));
    let capacity = &found.estimates[0];
    assert_eq!(capacity.identified, Identified::No);
    assert!(capacity.interval[0].is_some_and(|low| low < 100.0) && capacity.interval[1].is_none());
    assert!(
        found.warnings()[0].starts_with("capacity of logistic is not identified: the data only say that it is above")
    );
    // Given the capacity, the rest is known.
    let request = Request { fixed: vec![(0, 100.0)], ..independent() };
    let found = fit(law("logistic"), &Observations::new(&points), &request).expect("can be fitted");
    assert_eq!((found.estimates[0].value, found.estimates[0].identified), (100.0, Identified::Fixed));
    assert_eq!((found.estimates[0].error, found.freedom), (None, 10));
    let [low, high] = found.estimates[2].interval.map(|end| end.expect("has an end"));
    assert!(low < 2020.0 && 2020.0 < high && high - low < 4.0, "{low} to {high}");
}

#[test]
fn data_that_say_nothing() {
    let years = |values: &[f64]| {
        let points = values.iter().enumerate();
        Observations::new(&points.map(|(year, value)| (2000.0 + year as f64, *value)).collect::<Vec<_>>())
    };
    let tell = |name: &str, values: &[f64]| match fit(law(name), &years(values), &Request::default()) {
        Ok(found) => panic!("{name} was fitted: {:?}", found.estimates),
        Err(error) => error.to_string(),
    };
    for (name, values, expected) in [
        ("logistic", &[][..], "logistic has 3 free parameters and needs at least 4 observations, there are 0"),
        ("logistic", &[1.0, 2.0, 3.0], "logistic has 3 free parameters and needs at least 4 observations, there are 3"),
        ("linear", &[0.0; 9], "all values are 0: nothing can be learnt about linear from data that do not change"),
        ("exponential", &[1.0, 2.0, 0.0], "0 cannot be fitted with log errors: values must be above 0"),
        ("linear", &[1.0, f64::NAN, 2.0], "NaN cannot be fitted with level errors: values must be finite"),
        (
            "fisher-pry",
            &[20.0, 30.0, 40.0],
            "20 cannot be fitted with logit errors: values must be shares between 0 and 1",
        ),
    ] {
        assert_eq!(tell(name, values), expected);
    }
    let mut weighted = years(&[1.0, 2.0, 4.0]);
    weighted.weights[1] = 0.0;
    let error = fit(law("linear"), &weighted, &Request::default()).expect_err("a weight of 0");
    assert_eq!(error, LawError::Weight { row: 1, weight: 0.0 });
}

/// b0 exp(b1 x) with bounds.
struct Exponential;

impl Problem for Exponential {
    fn parameters(&self) -> usize {
        2
    }

    fn rows(&self) -> usize {
        4
    }

    fn residual<N: Number>(&self, b: &[N], row: usize) -> N {
        N::constant([2.0, 3.1, 4.4, 6.8][row]) - b[0] * (b[1] * N::constant(row as f64)).exp()
    }
}

/// With b1 held at its upper bound, b0 is a linear problem with a closed solution.
#[test]
fn bounds_hold() {
    let options = Options { bounds: vec![(0.0, 10.0), (0.0, 0.3)], ..Options::default() };
    let found = solve(&Exponential, &[1.0, 0.1], &options).expect("can be solved");
    let (mut product, mut square) = (0.0, 0.0);
    for (row, y) in [2.0, 3.1, 4.4, 6.8].iter().enumerate() {
        let e = (0.3 * row as f64).exp();
        product += e * y;
        square += e * e;
    }
    assert_eq!((found.parameters[1], &found.held[..]), (0.3, &[false, true][..]));
    close(found.parameters[0], product / square, 1e-12);
    let uncertainty = Uncertainty::of(&found);
    assert_eq!(uncertainty.freedom, 3);
    close(uncertainty.standard_errors()[0], (found.sum_of_squares / 3.0 / square).sqrt(), 1e-12);
    assert_eq!(uncertainty.standard_errors()[1], 0.0);
}

#[test]
fn a_search_that_cannot_begin() {
    assert_eq!(solve(&Exponential, &[1.0, 1e4], &Options::default()).expect_err("overflow"), FitError::NotFinite);
}

/// Thirty thousand observations take another way to the same place: parameters of a curve with known errors.
#[test]
fn many_observations() {
    let points: Vec<(f64, f64)> = (0..30_000)
        .map(|index| {
            let t = f64::from(index) * 1e-3;
            // Errors that alternate in pairs are orthogonal to any smooth curve.
            let error = if index / 2 % 2 == 0 { 0.5 } else { -0.5 };
            (t, 80.0 / (1.0 + (-0.4 * (t - 14.0)).exp()) + error)
        })
        .collect();
    let found = fitted("logistic", &Observations::new(&points));
    for (estimate, expected) in found.estimates.iter().zip([80.0, 0.4, 14.0]) {
        close(estimate.value, expected, 1e-4);
        let [low, high] = estimate.interval.map(|end| end.expect("has an end"));
        assert!(low < expected && expected < high, "{low} to {high}");
        assert_eq!(estimate.identified, Identified::Yes);
    }
    close(found.sigma, 0.5, 1e-3);
}
