//! What remembers: lags and service lives, against recursions written out here.

use super::pipeline::{assert_close, equations, path_of, problems, run, scenario, values};

/// An input that moves about: 10, 10.9, 13.6, …
fn input(n: usize) -> f64 {
    10.0 + 0.9 * (n * n) as f64
}

/// `u` is [`input`], and `x` the equation, over six years from 2020.
fn with_input(equation: &str) -> String {
    let years =
        equations(&[("n", "(time - 2020 yr) / 1 yr", "1"), ("u", "10 + 0.9 * n ^ 2", "1"), ("x", equation, "1")]);
    scenario("start = 2020\nend = 2026", &years)
}

#[test]
fn lags_look_back() {
    for (equation, steps, before) in [
        ("previous(u, 7)", 1, 7.0),
        ("previous(u * 1, u)", 1, 10.0),
        ("lag(u, 1 yr, 5)", 1, 5.0),
        ("lag(u, 3 yr, 5)", 3, 5.0),
        ("delay(u, 24 month, -1)", 2, -1.0),
        ("lag(lag(u, 1 yr, 5), 2 yr, 5)", 3, 5.0),
    ] {
        let expected: Vec<f64> = (0..7).map(|n| if n < steps { before } else { input(n - steps) }).collect();
        assert_close(&path_of(&with_input(equation)), &expected, 1e-13, equation);
    }
    // A feedback through the past: x(t) = u(t) + x(t-1) / 2.
    let mut expected = vec![10.0 + 0.5];
    for n in 1..7 {
        expected.push(input(n) + expected[n - 1] / 2.0);
    }
    assert_close(&path_of(&with_input("u + previous(x, 1) / 2")), &expected, 1e-13, "feedback");
    assert_close(
        &path_of(&with_input("u - init(u)")),
        &(0..7).map(|n| input(n) - 10.0).collect::<Vec<_>>(),
        1e-13,
        "init",
    );
}

#[test]
fn lags_in_quarters_count_steps() {
    let text = scenario(
        "start = 2020\nend = 2021\nstep = 0.25",
        &equations(&[("u", "(time - starttime) / 1 yr", "1"), ("x", "lag(u, 0.5 yr, -1)", "1")]),
    );
    assert_close(&path_of(&text), &[-1.0, -1.0, 0.0, 0.25, 0.5], 1e-12, "quarters");
}

#[test]
fn lags_before_the_start_read_history_then_their_initial_value() {
    let body = |initial: &str| {
        equations(&[("u", "100", "1"), ("x", &format!("lag(u, 3 yr{initial})"), "1")])
            + "[variables.u.history.past]\nvalues = { 2017 = 17, 2019 = 19, 2020 = 20 }\nsource = \"judgement\"\n"
    };
    let text = scenario("start = 2020\nend = 2024", &body(", 5"));
    // 2018 is missing; 2020 is history too, but it is only compared.
    assert_close(&values(&run(&text), "x"), &[17.0, 5.0, 19.0, 100.0, 100.0], 0.0, "history");
    let found = problems(&scenario("start = 2020\nend = 2024", &body(""))).into_vec();
    assert_eq!(found[0].code, "lag-initial");
    assert!(found[0].message.contains("2018"), "{}", found[0].message);
}

#[test]
fn a_service_life_sums_what_was_installed() {
    // IFR's annual installations of industrial robots in China, 2011-2022: a stock of twelve years at the end of 2022 is
    // their plain sum (1 501 535), a year later 2011 has left and 2023 has come.
    let installed =
        [22_577, 22_987, 36_560, 57_096, 68_556, 96_500, 156_176, 154_032, 144_839, 178_391, 268_195, 295_626];
    let sum: i32 = installed.iter().sum();
    let history: String = (2011..).zip(installed).map(|(year, units)| format!("{year} = {units}, ")).collect();
    let text = |start: i32, usage: &str| {
        scenario(
            &format!("start = {start}\nend = 2025\nknown_until = 2022"),
            &format!(
                "[units]\nrobot = \"base\"\n\
                 [variables.installations]\nunit = \"robot/yr\"\nequation = '300000 [robot/yr]'\n\
                 [variables.installations.history.ifr]\nvalues = {{ {history} }}\nuse = \"{usage}\"\nsource = \"judgement\"\n\
                 [variables.stock]\nunit = \"robot\"\nat = \"end\"\nequation = 'service_life(installations, 12 yr, 0 [robot/yr])'\n"
            ),
        )
    };
    // Started within the data: the years before the start are read from history.
    let later = f64::from(sum);
    let expected: Vec<f64> = (0..4)
        .scan(later, |stock, n: usize| {
            let now = *stock;
            *stock += 300_000.0 - f64::from(installed[n]);
            Some(now)
        })
        .collect();
    assert_close(&values(&run(&text(2022, "drive")), "stock"), &expected, 1e-14, "from 2022");
    // Started before the data: it grows from nothing.
    let found = values(&run(&text(2010, "drive")), "stock");
    let first = 300_000.0;
    let mut running = vec![first];
    for n in 0..15_usize {
        let inflow = installed.get(n).map_or(300_000.0, |units| f64::from(*units));
        let leaving = match n {
            11 => first,
            12.. => f64::from(installed[n - 12]),
            _ => 0.0,
        };
        running.push(running[n] + inflow - leaving);
    }
    assert_close(&found, &running, 1e-14, "from 2010");
    assert_eq!(running[12], f64::from(sum));
}

#[test]
fn under_runge_kutta_a_service_life_still_is_the_sum_of_its_steps() {
    // The inflow grows within steps; what retires is what came in, so the stock is the last four quarters' sum.
    let text = scenario(
        "start = 2020\nend = 2023\nstep = 0.25\nmethod = \"rk4\"",
        &equations(&[("u", "10 + 8 * ((time - starttime) / 1 yr) ^ 2", "1"), ("x", "service_life(u, 1 yr, 10)", "yr")]),
    );
    let inflow = |quarter: i32| if quarter < 0 { 10.0 } else { 10.0 + 0.5 * f64::from(quarter * quarter) };
    let expected: Vec<f64> = (0..13).map(|now| (now - 4..now).map(|n| 0.25 * inflow(n)).sum()).collect();
    assert_close(&path_of(&text), &expected, 1e-13, "service life");
}
