//! Curves in closed form, what follows from their parameters, and their equations.

use super::*;

const FRAME: Frame = Frame { origin: 2000.0, launch: 1999.0, period: 1.0 };

fn value(name: &str, b: &[f64], x: f64) -> f64 {
    Curve::named(name).expect("is listed").value(b, &FRAME, x)
}

#[test]
fn laws_in_closed_form() {
    let bass = |t: f64| (1.0 - (-0.41 * t).exp()) / (1.0 + 0.38 / 0.03 * (-0.41 * t).exp());
    for (found, expected) in [
        (value("linear", &[5.0, 2.0], 2003.0), 11.0),
        (value("exponential", &[100.0, 0.1], 2003.0), 133.1),
        (value("Logistic", &[80.0, 0.4, 2005.0], 2005.0), 40.0),
        (value("gompertz", &[80.0, 4_f64.ln(), 0.3], 2000.0), 20.0),
        (value("bass", &[50.0, 0.03, 0.38], 2004.0), 50.0 * bass(5.0)),
        (value("bass_adoptions", &[50.0, 0.03, 0.38], 2004.0), 50.0 * (bass(5.0) - bass(4.0))),
        (value("fisher pry", &[0.1, 81_f64.ln() / 10.0], 2010.0), 0.9),
        (Curve::named("wright").expect("is listed").value(&[8.0, 1.0], &FRAME, 4000.0), 4.0),
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
        ("bass", vec![1.0, 0.03, 0.38], vec![1999.0 + (0.38_f64 / 0.03).ln() / 0.41]),
        ("fisher-pry", vec![0.1, 81_f64.ln() / 10.0], vec![10.0, 2005.0]),
        ("wright", vec![1.0, 1.0], vec![0.5]),
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
    let frame = Frame { origin: 2000.25, ..FRAME };
    for (name, x, expected) in [
        ("linear", "time", "a + b * (time - 2000.25 yr)"),
        ("exponential", "time", "cagr(a, b, time - 2000.25 yr)"),
        ("logistic", "time", "logistic(a, b, c, time)"),
        ("gompertz", "time", "gompertz(a, b, c, time - 2000.25 yr)"),
        ("bass", "time", "a * bass(b, c, time - 1999 yr)"),
        ("bass-adoptions", "time", "a * (bass(b, c, time - 1999 yr) - bass(b, c, time - 2000 yr))"),
        ("fisher-pry", "time", "fisher_pry(a, b, time - 2000.25 yr)"),
        ("wright", "volume(time)", "wright(a, volume(time), 2000.25, b)"),
    ] {
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(Curve::named(name).expect("is listed").equation(&names, &frame, x), expected);
    }
}

#[test]
fn numbers_as_they_are_written() {
    for (value, expected) in [(2000.0, "2000"), (0.1 + 0.2, "0.3"), (1e-7, "1e-7"), (1e20, "1e20"), (-2.5, "-2.5")] {
        assert_eq!(number(value), expected);
    }
}
