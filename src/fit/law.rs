//! The laws that can be fitted: parameters, formula, and a call of the very function that equations call.

use super::number::Number;
use super::scale::{Domain, Scale};
use crate::laws::{diffusion, growth, learning};

/// Units in which a parameter is given; times are in years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// That of the values.
    Value,
    /// That of the values, a year.
    ValueRate,
    /// 1.
    Number,
    /// 1/yr.
    Rate,
    /// A point of time in years.
    Time,
}

/// A parameter of a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What it is measured in.
    pub quantity: Quantity,
    /// What values it may take.
    pub domain: Domain,
}

/// Which formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Linear,
    Exponential,
    Logistic,
    Gompertz,
    Bass,
    BassAdoptions,
    FisherPry,
    Wright,
}

/// A law that can be fitted to data.
#[derive(Debug, PartialEq, Eq)]
pub struct Law {
    /// Name on the command line.
    pub name: &'static str,
    /// What it says.
    pub doc: &'static str,
    /// Formula, `t0` being the first time of the data.
    pub formula: &'static str,
    /// Parameters.
    pub parameters: &'static [Parameter],
    /// How observations scatter around it unless said otherwise.
    pub scale: Scale,
    /// Whether it is a function of cumulative volume rather than of time.
    pub by_volume: bool,
    /// Whether values are what is added in each period rather than a level.
    pub per_period: bool,
    pub(super) form: Form,
}

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
    /// The law called `name`, case and hyphens apart.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let folded = name.trim().to_lowercase().replace([' ', '_'], "-");
        LAWS.iter().find(|law| law.name == folded)
    }

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

const fn parameter(name: &'static str, doc: &'static str, quantity: Quantity, domain: Domain) -> Parameter {
    Parameter { name, doc, quantity, domain }
}

const CAPACITY: Parameter = parameter("capacity", "the level that growth ends at", Quantity::Value, Domain::Positive);
const MARKET: Parameter = parameter("market", "all who will ever adopt", Quantity::Value, Domain::Positive);
const INNOVATION: Parameter = parameter("p", "coefficient of innovation", Quantity::Rate, Domain::Positive);
const IMITATION: Parameter = parameter("q", "coefficient of imitation", Quantity::Rate, Domain::Positive);

/// Every law that can be fitted.
pub static LAWS: &[Law] = &[
    Law {
        name: "linear",
        doc: "The same amount is added every year.",
        formula: "level + slope (t - t0)",
        parameters: &[
            parameter("level", "value at t0", Quantity::Value, Domain::Real),
            parameter("slope", "growth a year", Quantity::ValueRate, Domain::Real),
        ],
        scale: Scale::Level,
        by_volume: false,
        per_period: false,
        form: Form::Linear,
    },
    Law {
        name: "exponential",
        doc: "The same percentage is added every year.",
        formula: "level (1 + growth)^(t - t0)",
        parameters: &[
            parameter("level", "value at t0", Quantity::Value, Domain::Positive),
            parameter("growth", "growth a year, 0.1 = 10 %", Quantity::Rate, Domain::Growth),
        ],
        scale: Scale::Log,
        by_volume: false,
        per_period: false,
        form: Form::Exponential,
    },
    Law {
        name: "logistic",
        doc: "A symmetric S-curve to a capacity.",
        formula: "capacity / (1 + exp(-rate (t - midpoint)))",
        parameters: &[
            CAPACITY,
            parameter("rate", "initial exponential rate", Quantity::Rate, Domain::Real),
            parameter("midpoint", "time at which half is reached", Quantity::Time, Domain::Real),
        ],
        scale: Scale::Level,
        by_volume: false,
        per_period: false,
        form: Form::Logistic,
    },
    Law {
        name: "gompertz",
        doc: "An S-curve that rises fast and levels off slowly.",
        formula: "capacity exp(-gap exp(-rate (t - t0)))",
        parameters: &[
            CAPACITY,
            parameter("gap", "ln(capacity / value at t0)", Quantity::Number, Domain::Positive),
            parameter("rate", "rate at which the logarithmic gap closes", Quantity::Rate, Domain::Real),
        ],
        scale: Scale::Level,
        by_volume: false,
        per_period: false,
        form: Form::Gompertz,
    },
    Law {
        name: "bass",
        doc: "Cumulative adopters: some by themselves, most by imitation.",
        formula: "market (1 - exp(-(p+q) (t - launch))) / (1 + (q/p) exp(-(p+q) (t - launch)))",
        parameters: &[MARKET, INNOVATION, IMITATION],
        scale: Scale::Level,
        by_volume: false,
        per_period: false,
        form: Form::Bass,
    },
    Law {
        name: "bass-adoptions",
        doc: "First purchases in each period, the growth of `bass` (Srinivasan and Mason 1986, doi:10.1287/mksc.5.2.169).",
        formula: "bass(t) - bass(t - period)",
        parameters: &[MARKET, INNOVATION, IMITATION],
        scale: Scale::Level,
        by_volume: false,
        per_period: true,
        form: Form::BassAdoptions,
    },
    Law {
        name: "fisher-pry",
        doc: "The share of a new technology that replaces an old one: its logit grows steadily.",
        formula: "logit(share) = logit(start) + rate (t - t0)",
        parameters: &[
            parameter("start", "share at t0", Quantity::Number, Domain::Share),
            parameter("rate", "growth of the logit a year", Quantity::Rate, Domain::Real),
        ],
        scale: Scale::Logit,
        by_volume: false,
        per_period: false,
        form: Form::FisherPry,
    },
    Law {
        name: "wright",
        doc: "Unit cost falls by the same percentage with each doubling of cumulative volume.",
        formula: "cost (volume / volume0)^(-exponent)",
        parameters: &[
            parameter("cost", "cost at the first volume", Quantity::Value, Domain::Positive),
            parameter(
                "exponent",
                "learning exponent; the learning rate is 1 - 2^(-exponent)",
                Quantity::Number,
                Domain::Real,
            ),
        ],
        scale: Scale::Log,
        by_volume: true,
        per_period: false,
        form: Form::Wright,
    },
];

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
