//! Noise: moments and correlations over many draws, within four standard errors.

use super::pipeline::{assert_close, correlation, draws_of, equations, mean, model, scenario, sd};

const DRAWS: usize = 40_000;

/// All draws by time of the variable `x` with this equation, from 2020 to 2024.
fn noise(equation: &str, step: f64) -> Vec<Vec<f64>> {
    let text = scenario(
        &format!("start = 2020\nend = 2024\nstep = {step}"),
        &format!("[ensemble]\ndraws = {DRAWS}\n{}", equations(&[("x", equation, "1")])),
    );
    draws_of(&model(&text), "x", 0)
}

/// Four standard errors of a mean of this standard deviation.
fn error(sd: f64) -> f64 {
    4.0 * sd / (DRAWS as f64).sqrt()
}

#[track_caller]
fn assert_near(found: f64, expected: f64, error: f64, what: &str) {
    assert!((found - expected).abs() < error, "{what}: {found} is not {expected} ± {error}");
}

#[test]
fn normal_and_uniform_noise_are_independent_in_time() {
    for (equation, centre, spread) in [
        ("normal(3, 2)", 3.0, 2.0),
        // The standard deviation of a uniform on [1, 4] is 3 / sqrt(12).
        ("uniform(1, 4)", 2.5, 3.0 / 12.0_f64.sqrt()),
    ] {
        let x = noise(equation, 1.0);
        for year in 0..5 {
            assert_near(mean(&x[year]), centre, error(spread), equation);
            assert_near(sd(&x[year]), spread, error(spread), equation);
            if year > 0 {
                assert_near(correlation(&x[year], &x[year - 1]), 0.0, error(1.0), equation);
            }
        }
    }
}

#[test]
fn an_autoregression_is_stationary_from_the_start() {
    for step in [1.0, 0.25] {
        let x = noise("ar1(0.6, 2)", step);
        let year = (1.0 / step) as usize;
        for values in &x {
            assert_near(mean(values), 0.0, error(2.0), "mean");
            assert_near(sd(values), 2.0, error(2.0), "standard deviation");
        }
        // Correlation rho over a year whatever the step, rho^2 over two.
        for (years, expected) in [(1, 0.6), (2, 0.36), (4, 0.1296)] {
            let found = correlation(&x[0], &x[years * year]);
            assert_near(found, expected, error(1.0), "correlation from the start");
        }
        let last = x.len() - 1;
        assert_near(correlation(&x[last], &x[last - year]), 0.6, error(1.0), "correlation at the end");
    }
}

#[test]
fn geometric_brownian_motion_has_lognormal_moments() {
    // E x(t) = exp(drift t); Var ln x(t) = volatility^2 t; E ln x = (drift - volatility^2 / 2) t.
    let (drift, volatility) = (0.05_f64, 0.3_f64);
    for step in [1.0, 0.25] {
        let x = noise("gbm(0.05 [1/yr], 0.3)", step);
        assert!(x[0].iter().all(|value| *value == 1.0), "starts at 1");
        for years in [1.0, 4.0] {
            let now = &x[(years / step) as usize];
            let logs: Vec<f64> = now.iter().map(|value| value.ln()).collect();
            let spread = volatility * years.sqrt();
            assert_near(mean(&logs), (drift - volatility * volatility / 2.0) * years, error(spread), "log mean");
            assert_near(sd(&logs), spread, error(spread), "log deviation");
            let growth = (drift * years).exp();
            let relative = ((spread * spread).exp() - 1.0).sqrt();
            assert_near(mean(now), growth, error(growth * relative), "mean");
        }
    }
}

#[test]
fn noise_differs_between_elements_variables_and_places() {
    let text = scenario(
        "start = 2020\nend = 2021",
        "[ensemble]\ndraws = 40000\n[dimensions.sector]\nelements = [\"a\", \"b\"]\n\
         [variables.x]\ndims = [\"sector\"]\nunit = \"1\"\nequation = 'normal(0, 1)'\n\
         [variables.y]\nunit = \"1\"\nequation = 'normal(0, 1)'\n\
         [variables.z]\nunit = \"1\"\nequation = 'normal(0, 1) - normal(0, 1)'\n\
         [variables.w]\nunit = \"1\"\nequation = 'sum(x * normal(0, 1), sector) * normal(0, 1)'\n",
    );
    let model = model(&text);
    let columns = [("x", 0), ("x", 1), ("y", 0), ("z", 0), ("w", 0)]
        .map(|(name, element)| draws_of(&model, name, element)[1].clone());
    for (position, first) in columns.iter().enumerate() {
        for second in &columns[..position] {
            assert_near(correlation(first, second), 0.0, error(1.0), "independent");
        }
    }
    // Two places in one equation are two noises: their difference has variance 2.
    assert_near(sd(&columns[3]), 2.0_f64.sqrt(), error(2.0), "difference");
    // So are one inside a sum and one outside: E (sum x n) m = 0 and its variance is 2.
    assert_near(mean(&columns[4]), 0.0, error(2.0_f64.sqrt()), "sum");
}

#[test]
fn one_name_is_one_noise_wherever_it_is_read() {
    let text = scenario(
        "start = 2020\nend = 2022",
        &format!(
            "[ensemble]\ndraws = 100\n{}",
            equations(&[
                ("n", "ar1(0.5, 1)", "1"),
                ("a", "n * 2", "1"),
                ("back", "previous(n, init(n))", "1"),
                ("x", "a - n - n", "1")
            ])
        ),
    );
    let model = model(&text);
    assert!(draws_of(&model, "x", 0).iter().flatten().all(|value| *value == 0.0));
    let (n, back) = (draws_of(&model, "n", 0), draws_of(&model, "back", 0));
    assert_eq!(n[1], back[2]);
    // The start is computed once a draw for `init`, and as any other step otherwise: equal but for the last bit.
    assert_close(&back[0], &n[0], 1e-15, "the start");
    assert_close(&back[1], &n[0], 1e-15, "a year later");
}

/// Elements have noise of their own wherever it stands: inside a lag, a delay, a stock of what flowed in, or a sum.
#[test]
fn noise_inside_what_remembers_differs_between_elements() {
    for equation in [
        "normal(0, 1)",
        "previous(normal(0, 1), 0)",
        "lag(normal(0, 1), 2 yr, 0)",
        "smth1(ar1(0.5, 1), 2 yr)",
        "delay1(normal(0, 1), 2 yr)",
        "service_life(normal(0, 1), 2 yr, 0) / 1 yr",
        "sum(w * normal(0, 1), r)",
    ] {
        let text = scenario(
            "start = 2020\nend = 2024",
            &format!(
                "[ensemble]\ndraws = 4096\n[dimensions.s]\nelements = [\"a\", \"b\"]\n[dimensions.r]\nelements = [\"c\", \"d\"]\n\
                 [assumptions.w]\ndims = [\"r\"]\nvalue = 1\nunit = \"1\"\nsource = \"judgement\"\n\
                 [variables.x]\ndims = [\"s\"]\nequation = \"{equation}\"\nunit = \"1\"\n"
            ),
        );
        let model = model(&text);
        let (a, b) = (draws_of(&model, "x", 0), draws_of(&model, "x", 1));
        // Four standard errors of a correlation of nothing.
        let found = correlation(&a[4], &b[4]);
        assert!(found.abs() < 4.0 / 64.0, "{equation}: correlation {found} between elements");
        assert!(sd(&a[4]) > 0.1, "{equation} does not vary");
    }
}
