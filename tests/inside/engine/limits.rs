//! Equations that are small on paper stay small inside, and those that are not are refused.

use std::time::{Duration, Instant};

use super::pipeline::{equations, path_of, problems, run, scenario, values};

/// A function around itself so many times, with `x` in the middle.
fn nested(depth: usize, before: &str, after: &str, core: &str) -> String {
    before.repeat(depth) + core + &after.repeat(depth)
}

#[test]
fn nested_functions_do_not_double_with_every_level() {
    let begin = Instant::now();
    for (equation, expected) in [
        (nested(60, "safediv(1, ", ")", "two"), 2.0),
        (nested(45, "logit(invlogit(", "))", "two"), 2.0),
        (nested(22, "ramp(1 [1/yr], 2019 yr + 1 yr * (", "))", "two * 0"), 0.0),
        // The innermost comes in 2020, the one around it in 2021 because of that, and so on by turns.
        (nested(22, "pulse(1 yr, 2020 yr + 1 yr * (", "))", "two * 0"), 0.0),
        (nested(30, "mean(s + ", ", sector)", "two * 0"), 30.0),
        (nested(20, "previous(two, lag(two, 3 yr, ", "))", "two"), 2.0),
    ] {
        let text = scenario(
            "start = 2020\nend = 2021",
            &("[dimensions.sector]\nelements = [\"a\", \"b\"]\n".to_owned()
                + "[variables.s]\ndims = [\"sector\"]\nunit = \"1\"\nequation = '1'\n"
                + &equations(&[("x", &equation, "1"), ("two", "2", "1")])),
        );
        let found = values(&run(&text), "x")[0];
        assert!((found - expected).abs() < 1e-9, "{equation} is {found}, not {expected}");
    }
    assert!(begin.elapsed() < Duration::from_secs(20), "took {:?}", begin.elapsed());
}

#[test]
fn long_equations_are_read_and_longer_ones_refused() {
    let chain = |terms: usize| {
        let equation = "1+".repeat(terms - 1) + "1";
        scenario("start = 2020\nend = 2021", &equations(&[("x", &equation, "1")]))
    };
    assert_eq!(path_of(&chain(900)), [900.0; 2]);
    let found = problems(&chain(100_000)).into_vec();
    assert_eq!(found[0].code, "syntax");
    assert!(found[0].message.contains("more than 2000"), "{}", found[0].message);
}

#[test]
fn a_past_too_long_to_remember_is_refused() {
    let text = scenario(
        "start = 2020\nend = 2021",
        "[dimensions.sector]\nelements = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\"]\n\
         [variables.x]\ndims = [\"sector\"]\nunit = \"1\"\nequation = 'lag(1, 99999 yr, 0) * (if sector = a then 1 else 2)'\n\
         [variables.y]\ndims = [\"sector\"]\nunit = \"1\"\nequation = 'lag(x, 99999 yr, 0)'\n",
    );
    let found = problems(&text).into_vec();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, "too-many-states");
}

#[test]
fn a_chain_of_ten_thousand_variables_is_put_in_order() {
    let mut body = equations(&[("x", "v1", "1")]);
    for n in 1..10_000 {
        body += &equations(&[(&format!("v{n}"), &format!("v{} + 1", n + 1), "1")]);
    }
    body += &equations(&[("v10000", "1", "1")]);
    assert_eq!(path_of(&scenario("start = 2020\nend = 2021", &body)), [10_000.0; 2]);
}
