//! Smoothing and material delays, against the response of the continuous delay: the Erlang distribution, which each unit of
//! what flows in waits.

use super::pipeline::{assert_close, draws_of, equations, model as checked, path_of, run, scenario, values};

const METHODS: [&str; 2] = ["euler", "rk4"];

/// A clock and the equation `x` over years from 2020.
fn model(method: &str, years: usize, others: &[(&str, &str, &str)], x: &str) -> String {
    let axis = format!("start = 2020\nend = {}\nmethod = \"{method}\"", 2020 + years);
    scenario(&axis, &equations(&[others, &[("x", x, "1")]].concat()))
}

/// The distribution function of the waiting time: Erlang's, of a mean of tau years.
fn waited(order: usize, tau: f64, years: f64) -> f64 {
    let ratio = years * order as f64 / tau;
    let mut term = (-ratio).exp();
    let mut sum = term;
    for stage in 1..order {
        term *= ratio / stage as f64;
        sum += term;
    }
    1.0 - sum
}

/// What comes out at whole years of an input that is constant within each, and was always as in the first before.
fn response(order: usize, tau: f64, input: &[f64]) -> Vec<f64> {
    let out = |year: usize| {
        let waiting = input[0] * (1.0 - waited(order, tau, year as f64));
        let came = (0..year).map(|since| {
            let (first, last) = ((year - since) as f64, (year - since - 1) as f64);
            input[since] * (waited(order, tau, first) - waited(order, tau, last))
        });
        waiting + came.sum::<f64>()
    };
    (0..input.len()).map(out).collect()
}

#[test]
fn any_delay_answers_a_step_as_the_continuous_one_does() {
    let input: Vec<f64> = (0..13).map(|year| if year < 2 { 10.0 } else { 20.0 }).collect();
    for method in METHODS {
        for tau in [0.01, 0.1, 0.3, 0.5, 1.0, 1.7, 4.0, 30.0, 100.0] {
            for (name, order) in [("smth1", 1), ("smth3", 3), ("delay1", 1), ("delay3", 3)] {
                let text = model(
                    method,
                    12,
                    &[("u", "if time >= 2022 yr then 20 else 10", "1")],
                    &format!("{name}(u, {tau} yr)"),
                );
                assert_close(&path_of(&text), &response(order, tau, &input), 1e-13, &format!("{name} {tau} {method}"));
            }
        }
    }
}

#[test]
fn an_input_that_moves_each_year_comes_out_by_the_waiting_time() {
    let input: Vec<f64> = (0..7).map(|n| 10.0 + 0.9 * f64::from(n * n)).collect();
    let others = [("n", "(time - 2020 yr) / 1 yr", "1"), ("u", "10 + 0.9 * n ^ 2", "1")];
    for (name, order, tau) in [("smth1", 1, 4.0), ("smth3", 3, 4.0), ("delay1", 1, 0.7), ("delay3", 3, 0.7)] {
        let found = path_of(&model("euler", 6, &others, &format!("{name}(u, {tau} yr)")));
        assert_close(&found, &response(order, tau, &input), 1e-13, name);
    }
}

#[test]
fn an_initial_value_replaces_the_equilibrium() {
    // From 2, towards the constant 10: the gap shrinks by exp(-1/4) a year.
    for name in ["smth1", "delay1"] {
        let found = path_of(&model("euler", 6, &[("u", "10", "1")], &format!("{name}(u, 4 yr, 2)")));
        let expected: Vec<f64> = (0..7).map(|n| 10.0 - 8.0 * (-0.25 * f64::from(n)).exp()).collect();
        assert_close(&found, &expected, 1e-13, name);
    }
}

#[test]
fn a_constant_input_stays_in_equilibrium() {
    for method in METHODS {
        for name in ["smth1", "smth3", "delay1", "delay3"] {
            for tau in ["4", "0.02"] {
                let found = path_of(&model(method, 6, &[("u", "10", "1")], &format!("{name}(u, {tau} yr)")));
                assert_close(&found, &[10.0; 7], 1e-14, name);
            }
        }
    }
}

/// The level of a chain of smoothing, integrated in many small steps: `delays` is the mean delay in each year, and the result
/// the level at its beginning.
fn integrated(order: usize, delays: &[f64], input: &[f64]) -> Vec<f64> {
    const PARTS: usize = 4000;
    let mut levels = vec![input[0]; order];
    let mut found = Vec::new();
    for (tau, u) in delays.iter().zip(input) {
        let time = tau / order as f64;
        let rates = |levels: &[f64]| -> Vec<f64> {
            let from = |stage: usize| if stage == 0 { *u } else { levels[stage - 1] };
            (0..order).map(|stage| (from(stage) - levels[stage]) / time).collect()
        };
        found.push(levels[order - 1]);
        for _ in 0..PARTS {
            // Heun's method.
            let h = 1.0 / PARTS as f64;
            let first = rates(&levels);
            let ahead: Vec<f64> = levels.iter().zip(&first).map(|(level, rate)| level + h * rate).collect();
            let second = rates(&ahead);
            for (level, (a, b)) in levels.iter_mut().zip(first.iter().zip(&second)) {
                *level += 0.5 * h * (a + b);
            }
        }
    }
    found
}

#[test]
fn the_time_of_smoothing_may_change() {
    let delays: Vec<f64> = (0..9).map(|year| if year < 3 { 3.0 } else { 1.5 - 0.2 * f64::from(year - 3) }).collect();
    let input: Vec<f64> = (0..9).map(|year| if year < 2 { 10.0 } else { 20.0 }).collect();
    let others = [
        ("u", "if time >= 2022 yr then 20 else 10", "1"),
        ("tau", "if time < 2023 yr then 3 yr else 1.5 yr - 0.2 * (time - 2023 yr)", "yr"),
    ];
    for (name, order) in [("smth1", 1), ("smth3", 3)] {
        let found = path_of(&model("euler", 8, &others, &format!("{name}(u, tau)")));
        assert_close(&found, &integrated(order, &delays, &input), 1e-5, name);
    }
}

/// What is under way in equilibrium with an input of 1 a year, if it leaves as rates that hold over a year: what has waited
/// no longer than it will, counted year by year.
fn under_way(order: usize, tau: f64) -> f64 {
    (0..2000).map(|year| 1.0 - waited(order, tau, f64::from(year))).sum()
}

#[test]
fn nothing_is_lost_or_made_where_a_delay_changes() {
    for (name, order) in [("delay1", 1), ("delay3", 3)] {
        for (before, after) in [(4.0, 0.5), (5.0, 0.05), (0.3, 6.0), (2.0, 1.5), (1.0, 1.0)] {
            let others = [
                ("u", "if time >= 2022 yr then 20 else 10", "1"),
                ("tau", &format!("if time >= 2025 yr then {after} yr else {before} yr"), "yr"),
            ];
            let out = path_of(&model("euler", 120, &others, &format!("{name}(u, tau)")));
            let came: f64 = 10.0 * under_way(order, before) + 2.0 * 10.0 + 118.0 * 20.0;
            let left: f64 = out[..120].iter().sum();
            let there = 20.0 * under_way(order, after);
            assert!((came - left - there).abs() < 1e-8 * came, "{name} {before} {after}: {came} {left} {there}");
            // At no time has more left than came in.
            let mut ledger = 10.0 * under_way(order, before);
            for (year, out) in out[..120].iter().enumerate() {
                ledger += if year < 2 { 10.0 } else { 20.0 } - out;
                assert!(*out >= 0.0 && ledger > -1e-9, "{name} {before} {after}: {ledger} in {year}");
            }
        }
    }
}

#[test]
fn an_uncertain_delay_puts_out_neither_more_than_came_in_nor_less_than_nothing() {
    let body =
        "[assumptions.tau]\ndistribution = { uniform = { low = 0.01, high = 4 } }\nunit = \"yr\"\nlabel = \"t\"\nsource = \"judgement\"\n"
            .to_owned()
            + &equations(&[("u", "if time >= 2023 yr then 150 else 100", "1"), ("x", "delay3(u, tau)", "1")]);
    for method in METHODS {
        let text = scenario(&format!("start = 2020\nend = 2030\nmethod = \"{method}\""), &body);
        let paths = draws_of(&checked(&text), "x", 0);
        assert!(paths[0].len() > 100);
        for value in paths.into_iter().flatten() {
            assert!((100.0 - 1e-9..=150.0 + 1e-9).contains(&value), "{method}: {value}");
        }
    }
}

#[test]
fn what_is_in_a_delay_and_what_left_it_is_what_came_in() {
    for name in ["delay1", "delay3"] {
        for tau in [0.2, 1.0, 5.0] {
            let pulse = "(if time >= 2022 yr and time < 2024 yr then 20 else 0) / 1 yr";
            let body = equations(&[("u", pulse, "1/yr"), ("x", &format!("{name}(u, {tau} yr)"), "1/yr")])
                + "[variables.total]\nlabel = \"t\"\nunit = \"1\"\nstock = { initial = \"0\", inflow = \"x\" }\n";
            let total = values(&run(&scenario("start = 2020\nend = 2100", &body)), "total");
            assert!((total[total.len() - 1] - 40.0).abs() < 1e-4, "{name} {tau}: {total:?}");
            assert!(total.windows(2).all(|pair| pair[1] >= pair[0] && pair[1] <= 40.0 + 1e-9), "{name} {tau}");
        }
    }
}

#[test]
fn runge_kutta_follows_a_smooth_input_to_the_second_order() {
    // x' = (u - x) / 2 with u = t: x = t - 2 + 2 exp(-t/2).
    let worst = |step: f64| {
        let axis = format!("start = 2020\nend = 2024\nstep = {step}\nmethod = \"rk4\"");
        let text = scenario(&axis, &equations(&[("x", "smth1((time - 2020 yr) / 1 yr, 2 yr, 0)", "1")]));
        let gap = |(n, value): (usize, f64)| {
            let t = n as f64 * step;
            (value - (t - 2.0 + 2.0 * (-t / 2.0).exp())).abs()
        };
        path_of(&text).into_iter().enumerate().map(gap).fold(0.0, f64::max)
    };
    let (coarse, fine) = (worst(0.5), worst(0.25));
    assert!(coarse < 0.02 && fine < coarse / 3.5, "{coarse} {fine}");
}

#[test]
fn no_delay_of_nothing_or_less() {
    for tau in ["0 yr", "0 - 1 yr", "-2 yr"] {
        let found = super::pipeline::problems(&model("euler", 3, &[], &format!("smth1(10, {tau})"))).into_vec();
        assert_eq!(found[0].code, "bad-value", "{tau}");
    }
}

/// A mean delay that is drawn below zero is named with its value and what it is made from, as other broken draws are.
#[test]
fn a_delay_that_is_drawn_below_zero_is_named() {
    for (call, tau) in [("smth1", "lag"), ("delay3", "lag"), ("delay1", "2 * lag")] {
        let text = model("euler", 3, &[], &format!("{call}(10 + (time - 2020 yr) / 1 yr, {tau})"))
            + "[assumptions.lag]\ndistribution = { uniform = { low = -1, high = -0.5 } }\nunit = \"yr\"\nsource = \"s\"\n";
        let session = catchup::session::Session::from_text("case", &text).unwrap_or_else(|found| panic!("{found}"));
        let Err(catchup::session::Error::Run { error: catchup::analysis::RunError::NotFinite(found), .. }) =
            session.run()
        else {
            panic!("{call} runs")
        };
        let help = found.help.expect("says why");
        assert!(
            help.contains("a mean delay, made from `lag`, is -") && help.contains("must be above 0"),
            "{call}: {help}"
        );
    }
}

/// `x` made of `u`, with observations of one of them until 2024.
fn driven(method: &str, end: i32, variables: &[(&str, &str, &str)], (name, values): (&str, &str)) -> String {
    let axis = format!("start = 2020\nend = {end}\nmethod = \"{method}\"\nknown_until = 2024");
    let history =
        format!("[variables.{name}.history.data]\nvalues = {{ {values} }}\nuse = \"drive\"\nsource = \"judgement\"\n");
    scenario(&axis, &(equations(variables) + &history))
}

const FUNCTIONS: [(&str, usize); 4] = [("smth1", 1), ("smth3", 3), ("delay1", 1), ("delay3", 3)];

#[test]
fn a_driven_input_is_what_a_delay_takes() {
    let input = [10.0, 30.0, 20.0, 60.0, 40.0, 8.0, 8.0, 8.0];
    for method in METHODS {
        for (call, order) in FUNCTIONS {
            for tau in [0.3, 1.0, 4.0] {
                let x = format!("{call}(u, {tau} yr)");
                let values = "2020 = 10, 2021 = 30, 2022 = 20, 2023 = 60, 2024 = 40, 2025 = 1000";
                let text = driven(method, 2027, &[("u", "8", "1"), ("x", &x, "1")], ("u", values));
                assert_close(&path_of(&text), &response(order, tau, &input), 1e-13, &format!("{x} {method}"));
            }
        }
    }
}

/// A constant input of 100, and what observations changed, each of which fades as what waits in a delay does.
fn going_on(order: usize, tau: f64, observed: &[(usize, f64)], years: usize) -> Vec<f64> {
    let mut gaps: Vec<(usize, f64)> = Vec::new();
    let mut path = Vec::new();
    for year in 0..years {
        let left = |(since, gap): &(usize, f64)| gap * (1.0 - waited(order, tau, (year - since) as f64));
        let mut value = 100.0 + gaps.iter().map(left).sum::<f64>();
        if let Some((_, came)) = observed.iter().find(|(of, _)| *of == year) {
            gaps.push((year, came - value));
            value = *came;
        }
        path.push(value);
    }
    path
}

#[test]
fn what_comes_out_of_a_delay_goes_on_from_what_was_observed() {
    for method in METHODS {
        for (call, order) in FUNCTIONS {
            for tau in [0.3, 1.0, 5.0] {
                let x = format!("{call}(u, {tau} yr)");
                // Less and less from equilibrium; more of it; from the first year on.
                for observed in [vec![(1, 40.0)], vec![(1, 120.0), (2, 150.0), (4, 160.0)], vec![(0, 70.0)]] {
                    let values: Vec<String> =
                        observed.iter().map(|(year, value)| format!("{} = {value}", 2020 + year)).collect();
                    let text = driven(method, 2028, &[("u", "100", "1"), ("x", &x, "1")], ("x", &values.join(", ")));
                    let expected = going_on(order, tau, &observed, 9);
                    assert_close(&path_of(&text), &expected, 1e-12, &format!("{x} {method} {observed:?}"));
                }
            }
        }
    }
}

#[test]
fn smoothing_goes_on_from_data_below_and_above_what_is_computed() {
    let observed = [(1, 1.0), (2, 2.0), (4, 140.0)];
    for method in METHODS {
        for (call, order) in [("smth1", 1), ("smth3", 3)] {
            let x = format!("{call}(u, 3 yr)");
            let values = "2021 = 1, 2022 = 2, 2024 = 140";
            let text = driven(method, 2028, &[("u", "100", "1"), ("x", &x, "1")], ("x", values));
            assert_close(&path_of(&text), &going_on(order, 3.0, &observed, 9), 1e-12, &format!("{x} {method}"));
        }
    }
}

#[test]
fn less_material_than_computed_is_less_in_proportion() {
    // Nothing comes in any more: half of what comes out is half of all that is still to come.
    for method in METHODS {
        for (call, order) in [("delay1", 1), ("delay3", 3)] {
            let x = format!("{call}(u, 5 yr)");
            let others = [("u", "if time >= 2021 yr then 0 else 100", "1"), ("x", &x, "1")];
            let plain = path_of(&driven(method, 2030, &others, ("u", "2019 = 1")));
            let text = driven(method, 2030, &others, ("x", &format!("2023 = {}", 0.5 * plain[3])));
            let found = path_of(&text);
            assert_close(&found[..3], &plain[..3], 1e-12, &x);
            let halves: Vec<f64> = plain[3..].iter().map(|value| 0.5 * value).collect();
            assert_close(&found[3..], &halves, 1e-12, &format!("{x} {method} of order {order}"));
        }
    }
}

#[test]
fn an_element_without_data_keeps_its_delay() {
    let text = scenario(
        "start = 2020\nend = 2023\nknown_until = 2021",
        "[dimensions.region]\nelements = [\"north\", \"south\"]\n\
         [variables.x]\ndims = [\"region\"]\nunit = \"1\"\nequation = \"smth1(100, 2 yr)\"\n\
         [variables.x.history.data]\nelement = \"north\"\nvalues = { 2021 = 20 }\nuse = \"drive\"\nsource = \"s\"\n",
    );
    let found = run(&text);
    let left = (-0.5_f64).exp();
    let north = [100.0, 20.0, 100.0 - 80.0 * left, 100.0 - 80.0 * left * left];
    assert_close(&values(&found, "x[north]"), &north, 1e-12, "north");
    assert_close(&values(&found, "x[south]"), &[100.0; 4], 1e-12, "south");
}

#[test]
fn within_a_runge_kutta_step_what_was_observed_moves_on() {
    // From 40, the level in the middle of the year is what integrating it takes: a stock gains the mean by Simpson's rule.
    let text = driven("rk4", 2022, &[("y", "smth1(100, 2 yr)", "1")], ("y", "2021 = 40"))
        + "[variables.x]\nunit = \"yr\"\nstock = { initial = \"0 yr\", inflow = \"y\" }\n";
    let level = |years: f64| 100.0 - 60.0 * (-0.5 * years).exp();
    let mean = (level(0.0) + 4.0 * level(0.5) + level(1.0)) / 6.0;
    assert_close(&path_of(&text), &[0.0, 100.0, 100.0 + mean], 1e-12, "sum");
}

/// Numbers from 0 to 1 that follow from a seed (Park and Miller 1988, doi:10.1145/63039.63042).
fn random(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state * 48_271 % 2_147_483_647;
        state as f64 / 2_147_483_647.0
    }
}

/// Material for twenty years, half of them without, and a mean delay of a hundredth of a step to a hundred steps, each
/// another one; then nothing comes in and all leaves.
#[test]
fn all_that_comes_in_leaves_however_the_delay_changes() {
    for (method, seed) in METHODS.iter().flat_map(|method| (1..9).map(move |seed| (method, seed))) {
        let mut next = random(seed);
        let input: Vec<f64> = (0..40).map(|year| if year < 20 && next() < 0.5 { 50.0 * next() } else { 0.0 }).collect();
        let tau: Vec<f64> =
            (0..40).map(|year| if year < 25 { 10_f64.powf(4.0 * next() - 2.0) } else { 0.05 }).collect();
        let list = |values: &[f64]| {
            let rows = values.iter().enumerate().map(|(year, value)| format!("{} = {value:?}", 2021 + year));
            rows.collect::<Vec<_>>().join(", ")
        };
        let driven = |name: &str, values: &[f64]| {
            format!(
                "[variables.{name}.history.data]\nvalues = {{ {} }}\nuse = \"drive\"\nsource = \"s\"\n",
                list(values)
            )
        };
        let flow = |name: &str, of: &str| {
            format!("[variables.{name}]\nunit = \"1\"\nstock = {{ initial = \"0\", inflow = \"{of}\" }}\n")
        };
        for call in ["delay1", "delay3"] {
            let body = "[assumptions.scale]\ndistribution = { uniform = { low = 0.2, high = 5 } }\nunit = \"1\"\nsource = \"s\"\n"
                .to_owned()
                + &equations(&[("u", "0 / 1 yr", "1/yr"), ("tau", "1 yr", "yr")])
                + &equations(&[("x", &format!("{call}(u, scale * tau)"), "1/yr")])
                + &driven("u", &input) + &driven("tau", &tau) + &flow("came", "u") + &flow("left", "x");
            let axis = format!("start = 2020\nend = 2070\nmethod = \"{method}\"\nknown_until = 2060");
            let model = checked(&scenario(&axis, &body));
            let [came, left, out] = ["came", "left", "x"].map(|name| draws_of(&model, name, 0));
            let all: f64 = input.iter().sum();
            for year in 0..came.len() {
                for draw in 0..came[0].len() {
                    assert!(out[year][draw] > -1e-12 * all, "{call} {method} {seed}: {} in {year}", out[year][draw]);
                    assert!(left[year][draw] <= came[year][draw] + 1e-12 * all, "{call} {method} {seed}: {year}");
                }
            }
            for left in &left[40] {
                assert!((left - all).abs() < 1e-12 * all, "{call} {method} {seed}: {left} of {all}");
            }
        }
    }
}

#[test]
fn what_leaves_a_delay_is_integrated_to_the_second_order() {
    // x' = (u - x) / 2 with u = t: x = t - 2 + 2 exp(-t/2), of which t^2 / 2 - 2 t + 4 (1 - exp(-t/2)) has left.
    let worst = |step: f64| {
        let axis = format!("start = 2020\nend = 2024\nstep = {step}\nmethod = \"rk4\"");
        let body = equations(&[("y", "delay1((time - 2020 yr) / 1 yr, 2 yr, 0)", "1")])
            + "[variables.x]\nunit = \"yr\"\nstock = { initial = \"0 yr\", inflow = \"y\" }\n";
        let gap = |(n, value): (usize, f64)| {
            let t = n as f64 * step;
            (value - (0.5 * t * t - 2.0 * t + 4.0 * (1.0 - (-t / 2.0).exp()))).abs()
        };
        path_of(&scenario(&axis, &body)).into_iter().enumerate().map(gap).fold(0.0, f64::max)
    };
    let (coarse, fine) = (worst(0.5), worst(0.25));
    assert!(coarse < 0.02 && fine < coarse / 3.5, "{coarse} {fine}");
}

#[test]
fn an_input_that_ends_within_a_runge_kutta_step_leaves_no_less_than_nothing() {
    for call in ["delay1", "delay3"] {
        for tau in [0.01, 0.5, 3.0] {
            let u = "(if time < 2021.25 yr then 10 else 0) / 1 yr";
            let body = equations(&[("u", u, "1/yr"), ("y", &format!("{call}(u, {tau} yr, 0 / 1 yr)"), "1/yr")])
                + "[variables.left]\nunit = \"1\"\nstock = { initial = \"0\", inflow = \"y\" }\n";
            let found = run(&scenario("start = 2020\nend = 2060\nmethod = \"rk4\"", &body));
            let (out, left) = (values(&found, "y"), values(&found, "left"));
            assert!(out.iter().all(|value| *value >= 0.0), "{call} {tau}: {out:?}");
            // Ten in the first year; of the second the sixth that Runge-Kutta sees, at most.
            let all = left[left.len() - 1];
            assert!((10.0 - 1e-3..=10.0 + 10.0 / 6.0 + 1e-9).contains(&all), "{call} {tau}: {all}");
        }
    }
}
