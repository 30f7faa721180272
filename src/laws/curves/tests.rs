//! Curves in closed form, what follows from their parameters, and their equations.

use super::*;

const FRAME: Frame = Frame { first: FIRST, launch: 1999.0, period: 1.0 };
const FIRST: At = At::time(2000.0).with(Input::Volume, 100.0).with(Input::Production, 20.0).with(Input::Knowledge, 5.0);

fn value(name: &str, b: &[f64], time: f64) -> f64 {
    // Volume and production have doubled, four times of each is known.
    let at = At::time(time).with(Input::Volume, 200.0).with(Input::Production, 40.0).with(Input::Knowledge, 20.0);
    Curve::named(name).expect("is listed").value(b, &FRAME, &at)
}

#[test]
fn laws_in_closed_form() {
    let bass = |t: f64| (1.0 - (-0.41 * t).exp()) / (1.0 + 0.38 / 0.03 * (-0.41 * t).exp());
    for (found, expected) in [
        (value("linear", &[5.0, 2.0], 2003.0), 11.0),
        (value("exponential", &[100.0, 0.1], 2003.0), 133.1),
        (value("Logistic", &[80.0, 0.4, 2005.0], 2005.0), 40.0),
        (value("gompertz", &[80.0, 4_f64.ln(), 0.3], 2000.0), 20.0),
        (value("weibull", &[50.0, 5.0, 2.0], 2004.0), 50.0 * (1.0 - (-1_f64).exp())),
        (value("weibull", &[50.0, 5.0, 2.0], 1998.0), 0.0),
        (value("bass", &[50.0, 0.03, 0.38], 2004.0), 50.0 * bass(5.0)),
        (value("bass_adoptions", &[50.0, 0.03, 0.38], 2004.0), 50.0 * (bass(5.0) - bass(4.0))),
        (value("fisher pry", &[0.1, 81_f64.ln() / 10.0], 2010.0), 0.9),
        (value("exponential-base", &[100.0, 50.0, -0.5], 2002.0), 112.5),
        (value("logistic-base", &[100.0, 80.0, 0.4, 2005.0], 2005.0), 140.0),
        (value("gompertz-base", &[100.0, 80.0, 0.3, 2005.0], 2005.0), 100.0 + 80.0 / 1_f64.exp()),
        (value("wright", &[8.0, 1.0], 2004.0), 4.0),
        (value("wright-base", &[3.0, 8.0, 1.0], 2004.0), 7.0),
        (value("moore", &[8.0, 0.5], 2002.0), 8.0 / 1_f64.exp()),
        (value("goddard", &[8.0, 2.0], 2004.0), 2.0),
        (value("sinclair-klepper-cohen", &[8.0, 1.0, 2.0], 2004.0), 8.0 / 2.0 / 4.0),
        (value("nordhaus", &[8.0, 1.0, 0.5], 2002.0), 4.0 / 1_f64.exp()),
        (value("two-factor", &[8.0, 1.0, 0.5], 2004.0), 2.0),
    ] {
        assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
    }
    assert!(Curve::named("logistics").is_none());
}

#[test]
fn derived_quantities() {
    for (name, b, expected) in [
        ("exponential", vec![1.0, 1.0], vec![1.0]),
        ("logistic", vec![1.0, 81_f64.ln() / 12.0, 2000.0], vec![12.0]),
        ("gompertz", vec![1.0, 1_f64.exp(), 0.5], vec![2002.0]),
        ("weibull", vec![1.0, 10.0, 1.0], vec![10.0 * 9_f64.ln(), 1999.0 + 10.0 * 2_f64.ln()]),
        ("bass", vec![1.0, 0.03, 0.38], vec![1999.0 + (0.38_f64 / 0.03).ln() / 0.41]),
        ("fisher-pry", vec![0.1, 81_f64.ln() / 10.0], vec![10.0, 2005.0]),
        ("wright", vec![1.0, 1.0], vec![0.5]),
        ("wright-base", vec![5.0, 1.0, 2.0], vec![0.75]),
        ("linear", vec![1.0, 1.0], vec![]),
    ] {
        let found: Vec<f64> =
            Curve::named(name).expect("is listed").derived(&b, &FRAME).into_iter().map(|d| d.2).collect();
        assert_eq!(found.len(), expected.len());
        assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-9), "{name}: {found:?}, not {expected:?}");
    }
}

#[test]
fn equations() {
    let frame = Frame { first: At { time: 2000.25, ..FIRST }, ..FRAME };
    let texts = Texts { time: "time".to_owned(), inputs: ["x", "q", "k"].map(str::to_owned) };
    for (name, expected) in [
        ("linear", "a + b * (time - 2000.25 yr)"),
        ("exponential", "cagr(a, b, time - 2000.25 yr)"),
        ("logistic", "logistic(a, b, c, time)"),
        ("gompertz", "gompertz(a, b, c, time - 2000.25 yr)"),
        ("weibull", "weibull(a, b, c, time - 1999 yr)"),
        ("bass", "a * bass(b, c, time - 1999 yr)"),
        ("bass-adoptions", "a * (bass(b, c, time - 1999 yr) - bass(b, c, time - 2000 yr))"),
        ("fisher-pry", "fisher_pry(a, b, time - 2000.25 yr)"),
        ("wright", "wright(a, x, 100, b)"),
        ("wright-base", "a + wright(b, x, 100, c)"),
        ("moore", "moore(a, b, time - 2000.25 yr)"),
        ("goddard", "goddard(a, q, 20, b)"),
        ("sinclair-klepper-cohen", "sinclair_klepper_cohen(a, q, 20, b, x - q, 80, c)"),
        ("nordhaus", "nordhaus(a, x, 100, b, c, time - 2000.25 yr)"),
        ("two-factor", "two_factor_learning(a, x, 100, b, k, 5, c)"),
        ("exponential-base", "a + cagr(b, c, time - 2000.25 yr)"),
        ("logistic-base", "a + logistic(b, c, d, time)"),
        ("gompertz-base", "a + gompertz(b, 1, c, time - d)"),
    ] {
        let names = ["a", "b", "c", "d"].map(str::to_owned);
        assert_eq!(Curve::named(name).expect("is listed").equation(&names, &frame, &texts), expected);
    }
}

#[test]
fn numbers_as_they_are_written() {
    for (value, expected) in [(2000.0, "2000"), (0.1 + 0.2, "0.3"), (1e-7, "1e-7"), (1e20, "1e20"), (-2.5, "-2.5")] {
        assert_eq!(number(value), expected);
    }
}
