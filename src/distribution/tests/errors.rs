//! What cannot be built, and what is said of it.

use super::*;

/// For each problem, the parameter and a part of what is said.
type Problems = &'static [(&'static str, &'static str)];

#[rustfmt::skip]
const NUMBERS: [(&str, Numbers, Problems); 29] = [
    ("uniformm", &[], &[("", "no distribution `uniformm`")]),
    ("uniform", &[], &[("", "`uniform` needs `low`"), ("", "`uniform` needs `high`")]),
    ("uniform", &[("low", 2.0), ("high", 1.0)], &[("low", "`low` (2) is above `high` (1)")]),
    ("uniform", &[("low", 2.0), ("high", 2.0)], &[("low", "both 2")]),
    ("uniform", &[("low", -1.7e308), ("high", 1.7e308)], &[("high", "too far")]),
    ("uniform", &[("low", f64::NAN), ("high", 1.0)], &[("low", "`low` is NaN")]),
    ("uniform", &[("low", 0.0), ("high", 1.0), ("mean", 1.0)], &[("mean", "no parameter `mean`")]),
    ("triangular", &[("low", 3.0), ("mode", 2.0), ("high", 1.0)], &[("low", "above `mode`"), ("mode", "above `high`")]),
    ("normal", &[("mean", 0.0), ("sd", 0.0)], &[("sd", "`sd` is 0")]),
    ("normal", &[("mean", f64::INFINITY), ("sd", -1.0)], &[("mean", "inf"), ("sd", "`sd` is -1")]),
    ("lognormal", &[("median", -1.0), ("sigma", 0.0)], &[("median", "-1"), ("sigma", "0")]),
    ("lognormal", &[("median", 1.0)], &[("", "`lognormal` needs `sigma`")]),
    ("lognormal", &[("p10", 1.0)], &[("", "has 1 quantile")]),
    ("lognormal", &[("p10", 1.0), ("p90", 2.0), ("sigma", 1.0)], &[("", "2 quantiles beside")]),
    ("lognormal", &[("p10", -1.0), ("p90", 2.0)], &[("p10", "-1")]),
    ("lognormal", &[("p10", 2.0), ("p90", 1.0)], &[("p90", "not above `p10`")]),
    ("pert", &[("low", 0.0), ("mode", 2.0), ("high", 1.0), ("weight", 0.0)], &[("weight", "0"), ("mode", "above `high`")]),
    ("pert", &[("low", 0.0), ("mode", 1.0), ("high", 1.0), ("weight", 1e5)], &[("weight", "100000")]),
    ("beta", &[("alpha", 0.0), ("beta", 1e5)], &[("alpha", "0"), ("beta", "100000")]),
    ("gamma", &[("shape", 0.001), ("scale", 1.0)], &[("shape", "0.001")]),
    ("gamma", &[("shape", 1.0), ("scale", -2.0)], &[("scale", "-2")]),
    ("discrete", &[("values", 1.0)], &[("values", "is a number")]),
    ("quantiles", &[("p50", 1.0)], &[("", "`quantiles` has 1 of them")]),
    ("quantiles", &[("p05", 1.0), ("p100", 2.0)], &[("p100", "no parameter `p100`"), ("", "`quantiles` has 1 of them")]),
    ("quantiles", &[("p05", 1.0), ("p50", 0.5), ("p95", 2.0)], &[("p50", "not above `p05`")]),
    ("quantiles", &[("p5", 1.0), ("p05", 2.0)], &[("p05", "not above")]),
    ("quantiles", &[("p05", 1.0), ("p95", 2.0), ("low", 1.0), ("high", 1.5)], &[("low", "not below"), ("high", "not above")]),
    ("quantiles", &[("p05", 1.0), ("p50", 2.0), ("p95", 30.0)], &[("", "no metalog distribution goes through")]),
    ("truncated", &[("of", 1.0), ("low", 1.0)], &[("of", "is a number")]),
];

#[test]
fn impossible_numbers() {
    for (kind, numbers, expected) in NUMBERS {
        check_problems(kind, &parameters(numbers), expected);
    }
}

#[test]
#[rustfmt::skip]
fn impossible_lists() {
    let values = |values: &[f64]| list("values", values);
    let weights = |weights: &[f64]| list("weights", weights);
    let cases: [(&str, Parameters, Problems); 6] = [
        ("discrete", vec![values(&[])], &[("values", "empty")]),
        ("discrete", vec![values(&[1.0, f64::INFINITY])], &[("values", "contains inf")]),
        ("discrete", vec![values(&[1.0]), weights(&[1.0, 2.0])], &[("weights", "not as many weights as values: 2 and 1")]),
        ("discrete", vec![values(&[1.0]), weights(&[-1.0])], &[("weights", "-1")]),
        ("discrete", vec![values(&[1.0]), weights(&[0.0])], &[("weights", "all weights are 0")]),
        ("empirical", vec![("values".to_owned(), Value::Number(1.0))], &[("values", "is a number")]),
    ];
    for (kind, parameters, expected) in cases {
        check_problems(kind, &parameters, expected);
    }
}

#[test]
#[rustfmt::skip]
fn impossible_truncations() {
    let normal: Numbers = &[("mean", 0.0), ("sd", 1.0)];
    let cases: [(Parameters, Problems); 5] = [
        (nested("normal", normal, &[]), &[("", "neither `low` nor `high`")]),
        (nested("normal", normal, &[("low", 2.0), ("high", 1.0)]), &[("low", "not below")]),
        (nested("normal", normal, &[("low", 9.0)]), &[("", "lies in the range")]),
        (nested("normal", &[("mean", 0.0), ("sd", -1.0)], &[("low", 0.0)]), &[("of.sd", "-1")]),
        (nested("norm", &[], &[("low", 0.0)]), &[("of", "no distribution `norm`")]),
    ];
    for (parameters, expected) in cases {
        check_problems("truncated", &parameters, expected);
    }
}

fn check_problems(kind: &str, parameters: &Parameters, expected: &[(&str, &str)]) {
    let errors = build(kind, parameters).err().unwrap_or_default();
    assert_eq!(errors.len(), expected.len(), "{kind} {parameters:?}: {errors:?}");
    for (error, (parameter, part)) in errors.iter().zip(expected) {
        assert_eq!(error.parameter.as_deref().unwrap_or(""), *parameter, "{error}");
        assert!(error.problem.contains(part) && !error.expected.is_empty(), "{error} does not say {part}");
    }
}

#[test]
fn keys_of_quantiles() {
    for (key, level) in [("p05", 0.05), ("p5", 0.05), ("p97.5", 0.975), ("p0.1", 0.001), ("p99.9", 0.999)] {
        assert!((quantile_level(key).unwrap() - level).abs() < 1e-15, "{key}");
    }
    for key in ["p", "p0", "p100", "q05", "p-5", "p1e1", "pinf", "p+5", "p0.5.1", "50", "p025", "p005", "p050", "p975"]
    {
        assert_eq!(quantile_level(key), None, "{key}");
    }
}

#[test]
fn levels_without_their_point_have_the_key_to_write_instead() {
    for (key, help) in [("p025", "`p2.5`"), ("p005", "`p0.5`"), ("p975", "`p97.5`"), ("p999", "`p99.9`")] {
        let mut numbers = parameters(&[("p50", 2.0), ("p90", 3.0)]);
        numbers.push((key.to_owned(), Value::Number(1.0)));
        let errors = build("quantiles", &numbers).expect_err("no such level");
        assert!(errors[0].expected.contains(help), "{key}: {}", errors[0]);
    }
}

#[test]
fn signatures_name_all_parameters() {
    let signatures: Vec<String> = KINDS.iter().map(Kind::signature).collect();
    for expected in [
        "uniform { low, high }",
        "pert { low, mode, high, weight = 4 }",
        "truncated { of, low (optional), high (optional) }",
        "quantiles { p05, p50, …, low (optional), high (optional) }",
    ] {
        assert!(signatures.iter().any(|signature| signature == expected), "{expected} is not in {signatures:?}");
    }
}

/// What is called otherwise elsewhere is one error, which names what is meant.
#[test]
#[rustfmt::skip]
fn parameters_of_other_names_are_read_as_what_is_meant() {
    let cases: [(&str, Numbers, &str, &str); 16] = [
        ("normal", &[("mean", 3.0), ("std", 1.0)], "std", "but `sd`; expected normal { mean, sd }: standard deviation"),
        ("normal", &[("mean", 3.0), ("stdev", 1.0)], "stdev", "but `sd`"),
        ("normal", &[("average", 3.0), ("sd", 1.0)], "average", "but `mean`"),
        ("uniform", &[("low", 3.0), ("max", 4.0)], "max", "but `high`"),
        ("triangular", &[("low", 1.0), ("peak", 2.0), ("high", 3.0)], "peak", "but `mode`"),
        ("pert", &[("low", 1.0), ("mod", 2.0), ("high", 3.0)], "mod", "but `mode`"),
        ("pert", &[("low", 1.0), ("guess", 2.0), ("high", 3.0)], "guess", "but `mode`"),
        ("gamma", &[("shape", 1.0), ("theta", 2.0)], "theta", "but `scale`"),
        ("lognormal", &[("median", 1.0), ("s", 0.3)], "s", "but `sigma`"),
        ("quantiles", &[("p05", 1.0), ("median", 2.0), ("p95", 3.0)], "median", "but `p50`"),
        ("quantiles", &[("q05", 1.0), ("p50", 2.0), ("p95", 3.0)], "q05", "but `p05`"),
        // A variance of 4 is a standard deviation of 2.
        ("normal", &[("mean", 3.0), ("variance", 4.0)], "variance", "normal = { mean = 3.000000, sd = 2.000000 }"),
        // e^1; and as in a spreadsheet's RiskLognorm(10, 5): 10 / sqrt(1.25), sqrt(ln 1.25).
        ("lognormal", &[("mu", 1.0), ("sigma", 0.5)], "mu", "median = 2.718282, sigma = 0.500000"),
        ("lognormal", &[("mean", 10.0), ("sd", 5.0)], "mean", "median = 8.944272, sigma = 0.472381"),
        ("gamma", &[("shape", 2.0), ("rate", 4.0)], "rate", "shape = 2.000000, scale = 0.250000"),
        // alpha + beta = 0.3 0.7 / 0.01 - 1 = 20.
        ("beta", &[("mean", 0.3), ("sd", 0.1)], "mean", "alpha = 6.000000, beta = 14.000000"),
    ];
    for (kind, numbers, parameter, part) in cases {
        let errors = build(kind, &parameters(numbers)).expect_err("a name of elsewhere");
        assert_eq!(errors.len(), 1, "{kind} {numbers:?}: {errors:?}");
        assert_eq!(errors[0].parameter.as_deref(), Some(parameter));
        assert!(errors[0].to_string().contains(part), "{} does not say {part}", errors[0]);
    }
    // What else is wrong is said besides; bounds of what has none are not taken for what is missing.
    let both = build("normal", &parameters(&[("mean", 3.0), ("std", -1.0)])).expect_err("two errors");
    assert!(both.len() == 2 && both[1].problem == "`sd` is -1", "{both:?}");
    let bound = build("normal", &parameters(&[("mean", 3.0), ("minimum", 0.0)])).expect_err("two errors");
    assert!(bound.len() == 2 && bound.iter().any(|error| error.problem == "`normal` needs `sd`"), "{bound:?}");
    let bounded = "{ truncated = { of = { normal = … }, low = … } }";
    assert!(bound.iter().any(|error| error.expected == bounded), "{bound:?}");
}
