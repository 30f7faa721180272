//! The laws that equations may call: names, parameters, units, sources, and a call by name.

mod table;

pub use table::{LAWS, apply};

/// A parameter of a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, as in the formula.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
}

/// How the units of a call hang together.
///
/// Each text is `1`, a symbol, or `symbol/symbol`, with `1` allowed above the stroke. `yr` is the year; `U`, `V`, `A`
/// and `P` are unit variables that stand for any unit, but for the same one throughout a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitRule {
    /// One for each parameter.
    pub parameters: &'static [&'static str],
    /// The result's.
    pub result: &'static str,
}

/// A law as equations know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Law {
    /// Name.
    pub name: &'static str,
    /// Parameters in order.
    pub parameters: &'static [Parameter],
    /// Units of parameters and result.
    pub unit_rule: UnitRule,
    /// Formula and meaning.
    pub doc: &'static str,
    /// Author, year, DOI or place.
    pub source: &'static str,
}

/// The law called `name`.
#[must_use]
pub fn law(name: &str) -> Option<&'static Law> {
    LAWS.iter().find(|law| law.name == name)
}

#[cfg(test)]
mod tests {
    use super::super::{Dual, Real};
    use super::*;

    /// Arguments inside every law's domain, away from kinks, with the value computed independently in Python.
    const POINTS: &[(&str, &[f64], f64)] = &[
        ("cagr", &[100.0, 0.1, 2.5], 126.905_870_628_588_36),
        ("growth_rate", &[80.0, 130.0, 7.0], 0.071_820_130_006_494_23),
        ("fading_growth", &[0.49, 0.08, 0.3, 4.0], 0.203_489_626_884_002_85),
        ("logistic", &[90.0, 0.35, 8.0, 5.5], 26.479_347_494_668_99),
        ("gompertz", &[90.0, 2.2, 0.25, 6.0], 55.087_526_873_650_944),
        ("weibull", &[90.0, 9.0, 2.3, 6.0], 29.280_277_543_713_446),
        ("bass", &[0.03, 0.38, 5.0], 0.331_198_642_491_373_43),
        ("bass_rate", &[0.03, 0.38, 4.0], 0.090_946_190_967_971_48),
        ("fisher_pry", &[0.27, 0.32, 3.0], 0.491_345_220_753_414_75),
        ("takeover_time", &[0.32], 13.732_653_608_351_372),
        ("wright", &[5.0, 300.0, 40.0, 0.32], 2.623_918_853_474_139),
        ("moore", &[5.0, 0.08, 6.5], 2.972_602_739_850_971),
        ("goddard", &[5.0, 300.0, 40.0, 0.32], 2.623_918_853_474_139),
        ("sinclair_klepper_cohen", &[5.0, 30.0, 20.0, 0.2, 300.0, 40.0, 0.32], 2.419_536_333_874_567),
        ("nordhaus", &[5.0, 300.0, 40.0, 0.25, 0.03, 6.5], 2.486_092_391_942_923),
        ("two_factor_learning", &[5.0, 300.0, 40.0, 0.25, 9.0, 4.0, 0.15], 2.675_329_699_402_362),
        ("learning_exponent", &[0.18], 0.286_304_185_156_641_1),
        ("initial_capital", &[50.0, 0.07, 0.1225], 259.740_259_740_259_7),
        ("depreciation_rate", &[1.65, 14.0], 0.117_857_142_857_142_85),
        ("lognormal_survival", &[17.0, 14.0, 0.4], 0.313_699_849_461_690_94),
        ("weibull_survival", &[17.0, 14.0, 2.2], 0.215_914_625_445_084_36),
        ("armington_share", &[0.27, 0.8, 1.1, 3.8], 0.474_284_677_345_768_3),
        ("value_share", &[0.4, 2.5], 0.625),
        ("import_penetration", &[14.7, 10.6, 1.4], 0.443_514_644_351_464_4),
        ("self_sufficiency", &[14.7, 10.6, 1.4], 0.615_062_761_506_276_1),
        ("home_share", &[14.7, 10.6, 1.4], 0.556_485_355_648_535_6),
        ("home_share_welfare", &[0.6, 0.5, 3.8], 0.936_959_855_124_607_2),
        ("mix_welfare", &[0.6, 0.5, 3.8], 0.994_689_455_349_76),
        ("demand_effect", &[100.0, 140.0, 0.4, 0.55], 19.0),
        ("substitution_effect", &[100.0, 140.0, 0.4, 0.55], 18.0),
        ("chenery_substitution", &[0.3, 0.45, 140.0], 21.0),
    ];

    #[test]
    fn every_law_is_called_by_its_name_with_arguments_in_order() {
        for law in LAWS {
            let points = POINTS.iter().filter(|point| point.0 == law.name);
            assert!(points.count() > 0, "no test point for {}", law.name);
        }
        for (name, arguments, expected) in POINTS {
            let value = apply(name, arguments).unwrap_or_else(|| panic!("{name} is not called"));
            assert!((value - expected).abs() <= 1e-13 * expected.abs(), "{name}: {value}, not {expected}");
        }
    }

    /// Each partial derivative against a central difference, whose error here is below 1e-7 relative.
    #[test]
    fn dual_derivatives_agree_with_central_differences() {
        for (name, arguments, _) in POINTS {
            for index in 0..arguments.len() {
                let mut duals: Vec<Dual> = arguments.iter().map(|&value| Dual::constant(value)).collect();
                duals[index] = Dual::variable(arguments[index]);
                let derivative = apply(name, &duals).unwrap().derivative[0];

                let width = 1e-5 * arguments[index].abs().max(0.1);
                let shifted = |by: f64| {
                    let mut moved = arguments.to_vec();
                    moved[index] += by;
                    apply(name, &moved).unwrap()
                };
                let difference = (shifted(width) - shifted(-width)) / (2.0 * width);
                let scale = derivative.abs().max(1e-3);
                assert!(
                    (derivative - difference).abs() <= 1e-7 * scale,
                    "{name}, argument {index}: {derivative}, difference {difference}"
                );
            }
        }
    }

    #[test]
    fn laws_are_well_formed_and_unique() {
        for (index, law) in LAWS.iter().enumerate() {
            assert_eq!(law.parameters.len(), law.unit_rule.parameters.len(), "{}", law.name);
            assert!(!law.doc.is_empty() && !law.source.is_empty(), "{}", law.name);
            assert!(LAWS[..index].iter().all(|other| other.name != law.name), "{} twice", law.name);
            assert_eq!(super::law(law.name), Some(law));
        }
    }

    #[test]
    fn unit_rules_keep_to_their_grammar() {
        let symbol = |text: &str| matches!(text, "1" | "yr" | "U" | "V" | "A" | "P");
        for law in LAWS {
            for rule in law.unit_rule.parameters.iter().chain([&law.unit_rule.result]) {
                let valid = rule
                    .split_once('/')
                    .map_or_else(|| symbol(rule), |(above, below)| symbol(above) && symbol(below) && below != "1");
                assert!(valid, "{}: {rule}", law.name);
            }
            // A unit variable of the result must be known from a parameter.
            for letter in law.unit_rule.result.chars().filter(char::is_ascii_uppercase) {
                assert!(law.unit_rule.parameters.iter().any(|rule| rule.contains(letter)), "{}: {letter}", law.name);
            }
        }
    }

    #[test]
    fn unknown_names_and_wrong_counts_are_none() {
        assert_eq!(apply("no_such_law", &[1.0]), None);
        assert_eq!(apply("cagr", &[1.0, 2.0]), None);
        assert_eq!(law("no_such_law"), None);
    }
}
