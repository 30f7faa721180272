//! The laws that can be fitted: calls of the very functions that equations call.

use super::number::Number;
use crate::laws::curves::Form;
use crate::laws::{diffusion, growth, learning};

pub use crate::laws::curves::{CURVES as LAWS, Curve as Law, Parameter, Quantity};

/// What a law takes from the data as given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// The first time, or the first cumulative volume.
    pub origin: f64,
    /// When diffusion began: time at which nobody had adopted.
    pub launch: f64,
    /// Years in one period.
    pub period: f64,
}

impl Law {
    /// Its value at a time in years, or at a cumulative volume.
    pub fn value<N: Number>(&self, b: &[N], frame: &Frame, x: f64) -> N {
        let number = N::constant;
        let since = |start: f64| number(x - start);
        match self.form {
            Form::Linear => b[0] + b[1] * since(frame.origin),
            Form::Exponential => growth::cagr(b[0], b[1], since(frame.origin)),
            Form::Logistic => diffusion::logistic(b[0], b[1], b[2], number(x)),
            Form::Gompertz => diffusion::gompertz(b[0], b[1], b[2], since(frame.origin)),
            Form::Bass => b[0] * diffusion::bass(b[1], b[2], since(frame.launch)),
            Form::BassAdoptions => {
                let until = |time: N| diffusion::bass(b[1], b[2], time);
                b[0] * (until(since(frame.launch)) - until(since(frame.launch + frame.period)))
            }
            Form::FisherPry => diffusion::fisher_pry(b[0], b[1], since(frame.origin)),
            Form::Wright => learning::wright(b[0], number(x), number(frame.origin), b[1]),
        }
    }

    /// What else its parameters say: name, unit, value.
    pub fn derived<N: Number>(&self, b: &[N], frame: &Frame) -> Vec<(&'static str, &'static str, N)> {
        let number = N::constant;
        match self.form {
            Form::Exponential => {
                vec![("doubling time", "yr", number(std::f64::consts::LN_2) / (number(1.0) + b[1]).ln())]
            }
            Form::Logistic => vec![("time from 10 % to 90 %", "yr", diffusion::takeover_time(b[1]))],
            Form::Gompertz => vec![("time of steepest growth", "yr", number(frame.origin) + b[1].ln() / b[2])],
            Form::Bass | Form::BassAdoptions => {
                vec![("time of peak adoption", "yr", number(frame.launch) + (b[2] / b[1]).ln() / (b[1] + b[2]))]
            }
            Form::FisherPry => {
                let half = number(frame.origin) - (b[0] / (number(1.0) - b[0])).ln() / b[1];
                vec![("time from 10 % to 90 %", "yr", diffusion::takeover_time(b[1])), ("time of half", "yr", half)]
            }
            Form::Wright => {
                vec![("learning rate", "1", number(1.0) - (-(b[1] * number(std::f64::consts::LN_2))).exp())]
            }
            Form::Linear => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame { origin: 2000.0, launch: 1999.0, period: 1.0 };

    fn value(name: &str, b: &[f64], x: f64) -> f64 {
        Law::named(name).expect("is listed").value(b, &FRAME, x)
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
            (Law::named("wright").expect("is listed").value(&[8.0, 1.0], &FRAME, 4000.0), 4.0),
        ] {
            assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
        }
        assert!(Law::named("logistics").is_none());
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
                Law::named(name).expect("is listed").derived(&b, &FRAME).into_iter().map(|d| d.2).collect();
            assert_eq!(found.len(), expected.len());
            assert!(
                found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-9),
                "{name}: {found:?}, not {expected:?}"
            );
        }
    }
}
