//! Intervals that hold: profiles along curved valleys, open ends, and ends at which the profile is its limit.

use super::*;
use crate::fit::least_squares::TAKEN;
use crate::fit::profile::PATIENCE;

/// `1000 + 100/(1+exp(-.4 (t-2012)))`, 2003 to 2022, with normal errors of 0.3.
const ON_A_BASE: [f64; 20] = [
    1002.66, 1004.01, 1005.65, 1008.05, 1011.78, 1016.5, 1023.17, 1031.4, 1039.98, 1049.81, 1060.02, 1069.1, 1076.88,
    1082.92, 1088.07, 1091.89, 1093.86, 1095.95, 1096.77, 1097.81,
];

/// Growth on a floor of 3000.
const ON_A_FLOOR: [f64; 13] = [
    3000.39, 3000.16, 3000.30, 3001.41, 3001.38, 3002.04, 3003.85, 3005.27, 3008.26, 3012.47, 3016.68, 3023.25, 3031.17,
];

fn from(year: f64, values: &[f64]) -> Observations {
    let points = values.iter().enumerate();
    Observations::new(&points.map(|(at, value)| (year + at as f64, *value)).collect::<Vec<_>>())
}

/// Lower ends by scipy 1.17: `brentq` on sums of squares that `least_squares` finds from lines through logits, and
/// through logarithms of logarithms.
#[test]
fn a_capacity_without_an_upper_end() {
    for (name, data, low) in [
        ("logistic", from(2003.0, &ON_A_BASE), 1_164.846_818_96),
        ("gompertz", from(2003.0, &ON_A_FLOOR), 3_040.403_080_87),
    ] {
        let found = fitted(name, &data);
        let capacity = &found.estimates[0];
        assert_eq!((capacity.identified, capacity.interval[1]), (Identified::No, None), "{name}");
        close(capacity.interval[0].expect("has an end"), low, 1e-5);
        // As the capacity goes on, so does what goes with it: bounds of the search are no ends.
        let others = [found.estimates[1].interval, found.estimates[2].interval];
        assert!(others.iter().all(|[low, high]| low.is_none() || high.is_none()), "{name}: {others:?}");
        assert!(found.warnings()[0].contains("the data only say that it is above"), "{:?}", found.warnings());
    }
}

#[test]
fn a_law_with_a_base_finds_it() {
    let found = fitted("logistic-base", &from(2003.0, &ON_A_BASE));
    for (estimate, truth) in found.estimates.iter().zip([1000.0, 100.0, 0.4, 2012.0]) {
        let [low, high] = estimate.interval.map(|end| end.expect("has an end"));
        assert!(
            low < truth && truth < high && high - low < 0.05 * truth,
            "{}: {low} to {high}",
            estimate.parameter.name
        );
    }
    assert!(found.sigma < 0.4, "{}", found.sigma);
    let found = fitted("gompertz-base", &from(2003.0, &ON_A_FLOOR));
    let [low, high] = found.estimates[0].interval.map(|end| end.expect("has an end"));
    assert!(low < 3000.0 && 3000.0 < high && high - low < 2.0, "{low} to {high}");
    assert!(found.sigma < 0.5, "{}", found.sigma);
}

/// Eight quarters up and down, of which a curve with a base may be any part.
#[test]
fn along_a_ridge_intervals_take_no_longer_than_elsewhere() {
    let quarters = [10.0, 11.0, 12.0, 13.0, 9.0, 8.0, 11.0, 12.0];
    let points = quarters.iter().enumerate().map(|(at, value)| (2019.0 + at as f64 / 4.0, *value));
    let data = Observations::new(&points.collect::<Vec<_>>());
    let before = TAKEN.get();
    let request = Request { scale: Some(Scale::Log), ..Request::default() };
    let found = fit(law("gompertz-base"), &data, &request).expect("can be fitted");
    assert!(found.estimates.iter().any(|estimate| estimate.identified == Identified::No));
    // Those of the fits before are few.
    assert!(TAKEN.get() - before < 2 * PATIENCE, "{}", TAKEN.get() - before);
}

/// Held at an end of its interval, a parameter leaves (1 + t²/f) times the least sum of squares; the estimate lies
/// between.
#[test]
fn at_its_ends_a_profile_is_its_limit() {
    for (name, data) in [
        ("logistic", population()),
        ("gompertz", population()),
        ("exponential", population()),
        ("weibull", population()),
        ("logistic-base", population()),
        ("exponential-base", population()),
        ("logistic", from(2003.0, &ON_A_BASE)),
        ("gompertz", from(2003.0, &ON_A_FLOOR)),
        ("gompertz-base", from(2003.0, &ON_A_FLOOR)),
        ("logistic-base", from(2003.0, &ON_A_FLOOR)),
        ("exponential-base", from(2003.0, &ON_A_FLOOR)),
    ] {
        let found = fitted(name, &data);
        let least = found.sigma.powi(2) * found.freedom as f64;
        // Student's distribution with so many degrees of freedom, by scipy 1.17.
        let t = statrs::distribution::StudentsT::new(0.0, 1.0, found.freedom as f64).expect("is one");
        let limit = 1.0 + statrs::distribution::ContinuousCDF::inverse_cdf(&t, 0.975).powi(2) / found.freedom as f64;
        assert!(!found.warnings().iter().any(|warning| warning.contains("lost")), "{name}: {:?}", found.warnings());
        for (index, estimate) in found.estimates.iter().enumerate() {
            let [low, high] = estimate.interval;
            assert!(low.is_none_or(|low| low < estimate.value) && high.is_none_or(|high| high > estimate.value));
            for end in [low, high].into_iter().flatten() {
                let request = Request { fixed: vec![(index, end)], ..independent() };
                let held = fit(found.law, &data, &request).expect("can be fitted");
                let there = held.sigma.powi(2) * held.freedom as f64;
                let said = format!("{name}, {} = {end}: {there}, not {}", estimate.parameter.name, limit * least);
                assert!((there / (limit * least) - 1.0).abs() < 1e-3, "{said}");
            }
        }
    }
}

/// Adopters by p = 0.01, q = 0.38 among 1000, launched in 2003, and zeros until then: found without being told.
#[test]
fn zeros_in_front_say_when_growth_began() {
    let f = |t: f64| if t <= 0.0 { 0.0 } else { (1.0 - (-0.39 * t).exp()) / (1.0 + 38.0 * (-0.39 * t).exp()) };
    let error = |t: f64| if t <= 0.0 { 0.0 } else { 0.3 * (7.0 * t).sin() };
    let cumulative: Vec<f64> = (0..24).map(|year| f64::from(year) - 4.0).map(|t| 1000.0 * f(t) + error(t)).collect();
    let sales: Vec<f64> =
        (0..24).map(|year| f64::from(year) - 4.0).map(|t| 1000.0 * (f(t) - f(t - 1.0)) + error(t)).collect();
    for (name, values) in [("bass", cumulative), ("bass-adoptions", sales)] {
        let data = from(1999.0, &values);
        let found = fitted(name, &data);
        assert_eq!((found.frame.launch, found.before, found.fitted.len()), (2003.0, 5, 19), "{name}");
        close(found.estimates[1].value, 0.01, 0.02);
        assert_eq!(
            found.notes(),
            [format!("5 zeros in front say that growth began in 2003: {name} is fitted from there")]
        );
        // The zeros are not taken for errors of 0, whatever the launch.
        let told = fit(law(name), &data, &Request { launch: Some(2003.0), ..independent() }).expect("can be fitted");
        assert_eq!((told.sigma, told.before), (found.sigma, 5));
    }
    // A law without a launch has to fit them.
    assert_eq!(fitted("linear", &from(1999.0, &[0.0, 0.0, 1.0, 2.0, 3.5])).before, 0);
}

#[test]
fn a_law_of_positive_values_is_not_for_negative_ones() {
    let data = from(2000.0, &[-1.0, -2.5, -3.0, -6.0, -8.0, -9.0, -9.5]);
    for name in ["logistic", "gompertz", "weibull", "bass", "bass-adoptions"] {
        let error = fit(law(name), &data, &Request::default()).expect_err("is refused");
        assert_eq!(error, LawError::Negative { law: law(name).name });
        assert!(error.to_string().starts_with("no value is above 0"), "{error}");
    }
    for name in ["linear", "logistic-base", "gompertz-base", "exponential-base"] {
        assert!(fit(law(name), &data, &Request::default()).is_ok(), "{name}");
    }
}

#[test]
fn values_whose_squares_are_lost_are_refused() {
    let of = |unit: f64| from(2000.0, &[1.0, 2.1, 2.9, 4.2, 4.8, 6.1, 7.0].map(|value| value * unit));
    let error = fit(law("linear"), &of(1e-170), &independent()).expect_err("is refused");
    assert_eq!(error, LawError::Small { largest: 7e-170 });
    // Just above, intervals are those of the same numbers in another unit.
    let [tiny, plain] = [1e-120, 1.0].map(|unit| fit(law("linear"), &of(unit), &independent()).expect("can be fitted"));
    close(tiny.estimates[1].value, 1e-120 * plain.estimates[1].value, 1e-8);
    let width = |found: &Fitted| found.estimates[1].error.expect("an error") / found.estimates[1].value;
    close(width(&tiny), width(&plain), 1e-6);
}
