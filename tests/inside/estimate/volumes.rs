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
