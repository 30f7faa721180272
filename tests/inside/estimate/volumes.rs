//! `[fits]` with laws of learning: what they depend on besides time is history of other variables.

use super::super::estimates::line;
use super::{known_until, load, near, only, parameters, try_load};
use catchup::scenario::options::Options;

/// Costs of 2010 to 2017 and what had been made until then, in thousands; of 2012 nobody knows what had been made.
const SEEN: [(i32, f64, f64); 8] = [
    (2010, 80.0, 1.0),
    (2011, 72.5, 1.6),
    (2012, 66.0, f64::NAN),
    (2013, 57.1, 4.4),
    (2014, 52.3, 6.9),
    (2015, 41.8, 13.1),
    (2016, 36.9, 23.0),
    (2017, 33.4, 36.0),
];

fn costs(fit: &str) -> String {
    let list = |of: fn(&(i32, f64, f64)) -> f64| {
        let known = SEEN.iter().filter(|row| of(row).is_finite());
        known.map(|row| format!("{} = {}", row.0, of(row))).collect::<Vec<_>>().join(", ")
    };
    format!(
        r#"
[scenario]
title = "Costs"
[time]
start = 2010
end = 2025
known_until = 2017
[ensemble]
draws = 256
[units]
unit = "base"
[assumptions.first]
value = 50
unit = "1"
[assumptions.slope]
value = 0.2
unit = "1"
[fits.learning]
variable = "cost"
{fit}
parameters = {{ cost = "first", exponent = "slope" }}
[variables.cost]
equation = "wright(first, made, 1000 unit, slope)"
unit = "1"
[variables.cost.history.seen]
values = {{ {} }}
source = "seen"
[variables.made]
equation = "1000 unit * exp(0.5 * (time - 2010 yr) / 1 yr)"
unit = "unit"
[variables.made.history.counted]
values = {{ {} }}
unit = "k unit"
source = "counted"
"#,
        list(|row| row.1),
        list(|row| row.2)
    )
}

/// The line through logarithms: its intercept is the logarithm of the cost where the data begin.
#[test]
fn the_law_of_wright_is_fitted_to_the_history_of_two_variables() {
    for (until, values) in [(2017, 7), (2014, 4)] {
        let text = costs("law = \"wright\"\nvolume = \"made\"");
        let (model, warnings) = load(&text, &known_until(f64::from(until)));
        let known = SEEN.iter().filter(|row| row.2.is_finite() && row.0 <= until);
        let points: Vec<(f64, f64)> = known.map(|row| (row.2.ln(), row.1.ln())).collect();
        let expected = line(&points);
        let [first, slope] = parameters(&model) else { panic!("two parameters") };
        near(first.value, expected.intercept.exp(), 1e-6);
        near(slope.value, -expected.slope, 1e-8);
        near(slope.error.expect("is free"), expected.errors[1], 1e-8);
        assert_eq!((only(&model).values, only(&model).known_until), (values, Some(f64::from(until))));
        assert_eq!(warnings.iter().map(|warning| warning.code).collect::<Vec<_>>(), ["left-out"]);
        let said =
            format!("1 of {} values of `cost` are left out, the first of 2012: cumulative volume is not", values + 1);
        assert!(warnings[0].message.starts_with(&said), "{}", warnings[0].message);
    }
}

#[test]
fn what_a_law_depends_on_is_named_and_nothing_else() {
    for (fit, code, said) in [
        ("law = \"wright\"", "missing-key", "`wright` is a law of cumulative volume, and no variable says it"),
        ("law = \"wright\"\nvolume = \"mad\"", "unknown-name", "there is no variable `mad`"),
        (
            "law = \"wright\"\nvolume = \"made\"\nknowledge = \"made\"",
            "conflicting-keys",
            "does not depend on knowledge",
        ),
        ("law = \"goddard\"\nvolume = \"made\"", "missing-key", "law of production in a period"),
        (
            "law = \"wright\"\nvolume = \"made\"\nfrom = 2012\nuntil = 2012",
            "nothing-observed",
            "`made` is not observed",
        ),
    ] {
        let problems = try_load(&[("case.toml", &costs(fit))], &Options::default()).expect_err(fit);
        let found = problems.as_slice().iter().find(|problem| problem.code == code);
        assert!(found.is_some_and(|problem| problem.message.contains(said)), "{fit}: {problems}");
    }
}

#[test]
fn a_cumulative_volume_that_falls_is_named() {
    let text = costs("law = \"wright\"\nvolume = \"made\"").replace("2016 = 23", "2016 = 12");
    let (_, warnings) = load(&text, &Options::default());
    let falls = warnings.iter().find(|warning| warning.code == "falling-volume").expect("it falls");
    assert!(falls.message.contains("falls in 2016"), "{}", falls.message);
}

/// Twelve years of costs, of what was made until the end of each (thousands) and in it (units), and of knowledge.
const LEARNT: [[f64; 4]; 12] = [
    [80.0, 5.9, 900.0, 30.0],
    [72.5, 7.5, 1600.0, 36.0],
    [66.0, 8.9, 1400.0, 45.0],
    [57.1, 11.8, 2900.0, 49.0],
    [52.3, 15.1, 3300.0, 60.0],
    [41.8, 21.9, 6800.0, 64.0],
    [36.9, 29.1, 7200.0, 79.0],
    [33.4, 41.0, 11900.0, 83.0],
    [31.0, 50.4, 9400.0, 99.0],
    [26.2, 66.4, 16000.0, 105.0],
    [25.1, 80.5, 14100.0, 110.0],
    [21.7, 101.5, 21000.0, 131.0],
];

/// A scenario with these histories, and a fit of a law whose assumptions are named as its parameters.
fn learnt(law: &str, inputs: &str, parameters: &[&str]) -> String {
    let list = |of: usize| {
        let rows = LEARNT.iter().enumerate().map(|(at, row)| format!("{} = {}", 2010 + at, row[of]));
        rows.collect::<Vec<_>>().join(", ")
    };
    let variable = |name: &str, unit: &str, of: usize, own: &str| {
        format!(
            "[variables.{name}]\nequation = \"1 [{unit}]\"\nunit = \"{unit}\"\n\
             [variables.{name}.history.seen]\nvalues = {{ {} }}\nunit = \"{own}\"\nsource = \"seen\"\n",
            list(of)
        )
    };
    let assumption = |name: &&str| {
        let unit = if *name == "rate" { "1/yr" } else { "1" };
        format!("[assumptions.{name}]\nvalue = 1\nunit = \"{unit}\"\n")
    };
    let bound: Vec<String> = parameters.iter().map(|name| format!("{name} = \"{name}\"")).collect();
    "[scenario]\ntitle = \"Costs\"\n[time]\nstart = 2010\nend = 2025\nknown_until = 2021\n[units]\nunit = \"base\"\n"
        .to_owned()
        + &parameters.iter().map(assumption).collect::<String>()
        + &format!("[fits.learning]\nvariable = \"spent\"\nlaw = \"{law}\"\n{inputs}\n")
        + &format!("parameters = {{ {} }}\n", bound.join(", "))
        + &variable("spent", "1", 0, "1")
        + &variable("made", "unit", 1, "k unit")
        + &variable("yearly", "k unit", 2, "unit")
        + &variable("known", "1", 3, "1")
}

/// A law, its inputs, its parameters, their values, standard errors of all but the first, and the interval of the second.
type Case<'a> = (&'a str, String, &'a [&'a str], &'a [f64], &'a [f64], [f64; 2]);

/// Least squares of logarithms by numpy 2.4 (`numpy.linalg.lstsq`, standard errors from the inverse of X'X with n - k degrees
/// of freedom, intervals with Student's t of scipy 1.17): the cost at the start, then exponents and rates.
#[test]
fn laws_of_learning_are_lines_through_logarithms() {
    let (made, yearly, known) = ("volume = \"made\"", "production = \"yearly\"", "knowledge = \"known\"");
    let both = |a: &str, b: &str| format!("{a}\n{b}");
    let cases: [Case; 5] = [
        (
            "goddard",
            yearly.to_owned(),
            &["cost", "exponent"],
            &[86.395_571_731_440_33, 0.413_257_808_265_014_07],
            &[0.023_715_647_644_874_12],
            [0.360_416_052_347_453_3, 0.466_099_564_182_574_87],
        ),
        (
            "sinclair-klepper-cohen",
            both(made, yearly),
            &["cost", "scale", "exponent"],
            &[80.903_070_557_974_5, 0.155_999_628_132_125_42, 0.290_785_088_815_014_9],
            &[0.024_163_194_400_022_99, 0.026_291_453_842_848_415],
            [0.101_338_684_844_027_94, 0.210_660_571_420_222_9],
        ),
        (
            "nordhaus",
            made.to_owned(),
            &["cost", "exponent", "rate"],
            &[79.166_080_192_693_67, 0.443_034_750_450_756_2, 0.002_304_020_820_707_059],
            &[0.138_000_791_083_869_26, 0.037_356_029_251_143_28],
            [0.130_855_272_428_562_7, 0.755_214_228_472_949_7],
        ),
        (
            "two-factor",
            both(made, known),
            &["cost", "doing", "searching"],
            &[80.244_161_362_162_29, 0.400_877_977_440_760_26, 0.106_577_047_226_868_67],
            &[0.054_044_489_984_777_844, 0.112_365_521_885_234_17],
            [0.278_620_847_311_919_2, 0.523_135_107_569_601_4],
        ),
        (
            "wright",
            made.to_owned(),
            &["cost", "exponent"],
            &[79.124_204_602_032_28, 0.451_529_303_492_403_5],
            &[0.008_264_710_336_121_951],
            [0.433_114_381_292_077_63, 0.469_944_225_692_729_4],
        ),
    ];
    for (law, inputs, names, values, errors, interval) in cases {
        let (model, warnings) = load(&learnt(law, &inputs, names), &Options::default());
        assert_eq!(
            warnings.iter().filter(|one| one.code == "left-out" || one.code == "not-fitted").count(),
            0,
            "{law}"
        );
        let found = parameters(&model);
        assert_eq!(found.len(), values.len(), "{law}");
        for (found, expected) in found.iter().zip(values) {
            near(found.value, *expected, 1e-8 * expected.abs());
        }
        for (found, expected) in found[1..].iter().zip(errors) {
            near(found.error.expect("is free"), *expected, 1e-8);
        }
        for (found, expected) in found[1].interval.iter().zip(interval) {
            near(found.expect("ends"), expected, 1e-6);
        }
    }
}
