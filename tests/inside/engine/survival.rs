//! Stocks of vintages that survive by lognormal and Weibull service lives, against closed forms and sums written out here.

use super::pipeline::{assert_close, draws_of, equations, model, path_of, problems, run, scenario, values};

/// The part of a vintage that survives to an age, by a formula of this test's own.
type Survival = fn(f64) -> f64;

/// exp(-(age / 8)^2.2), as `weibull_life(…, 8 yr, 2.2, …)` has it.
fn weibull(age: f64) -> f64 {
    (-(age / 8.0).powf(2.2)).exp()
}

/// Phi(-ln(age / 8) / 0.4), as `lognormal_life(…, 8 yr, 0.4, …)` has it.
fn lognormal(age: f64) -> f64 {
    0.5 * libm::erfc((age / 8.0).ln() / 0.4 / std::f64::consts::SQRT_2)
}

/// A stock of each kind of the inflow `u`, with its survival function.
fn stocks(longest: u32, initial: &str) -> [(String, Survival); 2] {
    [
        (format!("lognormal_life(u, 8 yr, 0.4, {longest} yr, {initial})"), lognormal as Survival),
        (format!("weibull_life(u, 8 yr, 2.2, {longest} yr, {initial})"), weibull),
    ]
}

/// The path of a stock of the inflow `u`, in steps of `step` years from 2020 to `end`.
fn stock(u: &str, stock: &str, step: f64, end: i32) -> Vec<f64> {
    path_of(&scenario(
        &format!("start = 2020\nend = {end}\nstep = {step}"),
        &equations(&[("u", u, "1/yr"), ("x", stock, "1")]),
    ))
}

#[test]
fn a_constant_inflow_is_worth_its_mean_life() {
    // Mean lives: median exp(sigma^2 / 2), scale Gamma(1 + 1/shape); Gamma(1 + 1/2.2) from scipy.special.gamma.
    let means = [8.0 * (0.4_f64 * 0.4 / 2.0).exp(), 8.0 * 0.885_624_462_155_624_2];
    for ((equation, _), mean) in stocks(120, "5 [1/yr]").into_iter().zip(means) {
        let found = stock("5 [1/yr]", &equation, 1.0, 2030);
        assert_close(&found, &[5.0 * mean; 11], 2e-5, &equation);
        // From nothing it grows to that.
        let found = stock("5 [1/yr]", &equation.replace("5 [1/yr]", "0 [1/yr]"), 1.0, 2140);
        assert_close(&found[119..], &[5.0 * mean, 5.0 * mean], 2e-5, &equation);
        assert!(found[0] == 0.0 && found.windows(2).all(|pair| pair[0] <= pair[1]));
    }
}

#[test]
fn one_vintage_is_left_by_its_law() {
    for (equation, survival) in stocks(30, "0 [1/yr]") {
        let found = stock("pulse(100, 2021 yr)", &equation, 0.5, 2060);
        let expected: Vec<f64> = (0..81)
            .map(|n: i32| match n - 2 {
                // 100 within half a year from 2021 on; of an age that is counted from the middle of that.
                steps @ 1..=60 => 100.0 * survival((f64::from(steps) - 0.5) * 0.5),
                _ => 0.0,
            })
            .collect();
        assert_close(&found, &expected, 1e-12, &equation);
    }
}

#[test]
fn history_comes_before_what_stands_for_it() {
    let past = "[variables.u.history.past]\nvalues = { 2016 = 16, 2018 = 18, 2019 = 19 }\nsource = \"judgement\"\n";
    for (equation, survival) in stocks(6, "3 [1/yr]") {
        let body = equations(&[("u", "20 [1/yr]", "1/yr"), ("x", &equation, "1")]) + past;
        let inflows = [19.0, 18.0, 3.0, 16.0, 3.0, 3.0];
        let vintage = |(n, inflow): (usize, &f64)| inflow * survival(n as f64 + 0.5);
        let first: f64 = inflows.iter().enumerate().map(vintage).sum();
        let later = [20.0, 19.0, 18.0, 3.0, 16.0, 3.0];
        let second: f64 = later.iter().enumerate().map(vintage).sum();
        let found = path_of(&scenario("start = 2020\nend = 2021", &body));
        assert_close(&found, &[first, second], 1e-12, &equation);
    }
}

#[test]
fn nothing_is_lost_or_made() {
    let inflow = |n: i32| if n < 0 { 4.0 } else { f64::from(10 + n * n % 7) };
    for (equation, survival) in stocks(25, "4 [1/yr]") {
        let found = stock("10 [1/yr] + mod(((time - 2020 yr) / 1 yr) ^ 2, 7) * 1 [1/yr]", &equation, 1.0, 2060);
        for (now, pair) in (0..).zip(found.windows(2)) {
            // What retires in a year is what came in, less what the stock grew by: of each vintage what is lost of it.
            let retired = inflow(now) - (pair[1] - pair[0]);
            let left = |age: i32| if age < 25 { survival(f64::from(age) + 0.5) } else { 0.0 };
            let lost: f64 = (0..25).map(|age| inflow(now - 1 - age) * (left(age) - left(age + 1))).sum::<f64>()
                + inflow(now) * (1.0 - left(0));
            assert!((retired - lost).abs() < 1e-11 && retired > 0.0, "{equation}, {now}: {retired}, not {lost}");
        }
    }
}

#[test]
fn certain_lives_are_a_service_life() {
    for u in ["6 [1/yr] + ramp(1 [1/yr^2], 2021 yr)", "pulse(9, 2022 yr, 3 yr)"] {
        let expected = stock(u, "service_life(u, 4 yr, 2 [1/yr])", 0.25, 2030);
        for equation in
            ["lognormal_life(u, 4 yr, 0.0001, 9 yr, 2 [1/yr])", "weibull_life(u, 4 yr, 100000, 9 yr, 2 [1/yr])"]
        {
            assert_close(&stock(u, equation, 0.25, 2030), &expected, 1e-12, equation);
        }
    }
}

/// At shape 1 a constant part of the stock retires, K' = u - K / scale; the error falls with the square of the step.
#[test]
fn shorter_steps_come_nearer() {
    let expected = 5.0 * 8.0 * (1.0 - (-1_f64).exp());
    let error = |step: f64| {
        let found = stock("5 [1/yr]", "weibull_life(u, 8 yr, 1, 200 yr, 0 [1/yr])", step, 2028);
        found[found.len() - 1] - expected
    };
    let errors = [1.0, 0.5, 0.25].map(error);
    for pair in errors.windows(2) {
        assert!((pair[0] / pair[1] - 4.0).abs() < 0.02, "{errors:?}");
    }
}

#[test]
fn lives_may_be_uncertain() {
    let body = "[assumptions.scale]\ndistribution = { uniform = { low = 5, high = 20 } }\nunit = \"yr\"\nsource = \"judgement\"\n\
                [assumptions.shape]\ndistribution = { uniform = { low = 1, high = 4 } }\nunit = \"1\"\nsource = \"judgement\"\n";
    let variables = equations(&[
        ("u", "3 [1/yr]", "1/yr"),
        ("a", "scale", "yr"),
        ("b", "shape", "1"),
        ("x", "weibull_life(u, a, shape, 15 yr, 3 [1/yr])", "1"),
        ("y", "lognormal_life(u, scale, shape / 10, 15 yr, 3 [1/yr])", "1"),
    ]);
    let model = model(&scenario("start = 2020\nend = 2022\n[ensemble]\ndraws = 64", &(body.to_owned() + &variables)));
    let [a, b, x, y] = ["a", "b", "x", "y"].map(|name| draws_of(&model, name, 0));
    for (draw, (scale, shape)) in a[0].iter().zip(&b[0]).enumerate() {
        let sum = |survival: &dyn Fn(f64) -> f64| (0..15).map(|n| 3.0 * survival(f64::from(n) + 0.5)).sum::<f64>();
        let weibull = sum(&|age| (-(age / scale).powf(*shape)).exp());
        let lognormal = sum(&|age| 0.5 * libm::erfc((age / scale).ln() / (shape / 10.0) / std::f64::consts::SQRT_2));
        for time in 0..3 {
            assert_close(&[x[time][draw], y[time][draw]], &[weibull, lognormal], 1e-12, "a draw");
        }
    }
}

/// Elements have lives of their own, and methods other than Euler's change nothing: vintages go by whole steps.
#[test]
fn elements_and_methods() {
    let body = "[dimensions.kind]\nelements = [\"long\", \"short\"]\n\
                [assumptions.median]\ndims = [\"kind\"]\nvalue = 12\nunit = \"yr\"\nsource = \"judgement\"\nelements = { short = { value = 3 } }\n\
                [variables.x]\ndims = [\"kind\"]\nunit = \"1\"\nequation = 'lognormal_life(2 [1/yr], median, 0.3, 40 yr, 2 [1/yr])'\n";
    for method in ["euler", "rk4"] {
        let projection = run(&scenario(&format!("start = 2020\nend = 2023\nmethod = \"{method}\""), body));
        for (element, median) in [("long", 12.0), ("short", 3.0)] {
            let mean = median * (0.09_f64 / 2.0).exp();
            let found = values(&projection, &format!("x[{element}]"));
            assert_close(&found, &[2.0 * mean; 4], 2e-4, element);
        }
    }
}

#[test]
fn lives_that_change_are_an_error() {
    let stock = |median: &str| {
        scenario(
            "start = 2020\nend = 2025",
            &equations(&[
                ("median", "5 yr + (time - 2020 yr) / 2", "yr"),
                ("x", &format!("lognormal_life(1 [1/yr], {median}, 0.3, 20 yr, 0 [1/yr])"), "1"),
            ]),
        )
    };
    assert_eq!(problems(&stock("median")).as_slice()[0].code, "varying-lives");
    assert_eq!(path_of(&stock("init(median)")), path_of(&stock("5 yr")));
}
