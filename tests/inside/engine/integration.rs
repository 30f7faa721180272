//! Stocks: Euler and Runge-Kutta against closed forms, with their orders of convergence.

use super::pipeline::{assert_close, equations, model, path_of, run, scenario, values};
use crate::model::compile::compile;

/// A scenario from 2020 to 2022 with a stock `x`.
fn stock(method: &str, step: f64, initial: &str, inflow: &str, outflow: &str, rest: &str) -> String {
    let time = format!("start = 2020\nend = 2022\nstep = {step}\nmethod = \"{method}\"");
    let body = format!(
        "[variables.x]\nunit = \"1\"\nreport = true\nstock = {{ initial = '{initial}', inflow = '{inflow}', outflow = '{outflow}' }}\n{rest}"
    );
    scenario(&time, &body)
}

/// Orders of convergence at the end, from successive halvings of the step.
fn orders(text: impl Fn(f64) -> String, exact: f64) -> Vec<f64> {
    let error = |step: f64| {
        let path = path_of(&text(step));
        (path[path.len() - 1] - exact).abs()
    };
    let errors = [0.25, 0.125, 0.0625].map(error);
    errors.windows(2).map(|pair| (pair[0] / pair[1]).log2()).collect()
}

#[track_caller]
fn assert_orders(text: impl Fn(f64) -> String, exact: f64, expected: f64) {
    for order in orders(text, exact) {
        assert!((order - expected).abs() < 0.25, "order {order}, not {expected}");
    }
}

#[test]
fn euler_growth_is_compound_growth() {
    // x(t + h) = x (1 + g h): annual steps compound once, quarters four times a year.
    for (step, points) in [(1.0, 3), (0.25, 9)] {
        let found = path_of(&stock("euler", step, "100", "0.1 [1/yr] * x", "0 [1/yr]", ""));
        let expected: Vec<f64> = (0..points).map(|n| 100.0 * (1.0_f64 + 0.1 * step).powi(n)).collect();
        assert_close(&found, &expected, 1e-14, "growth");
    }
}

#[test]
fn growth_converges_with_the_order_of_its_method() {
    let exact = 100.0 * (0.6_f64 * 2.0).exp();
    let text = |method: &'static str| move |step| stock(method, step, "100", "0.6 [1/yr] * x", "0 [1/yr]", "");
    assert_orders(text("euler"), exact, 1.0);
    assert_orders(text("rk4"), exact, 4.0);
}

#[test]
fn rates_that_depend_on_time_converge_too() {
    // dx/dt = x cos t, so that x = exp(sin t): the intermediate times of the stages matter.
    let exact = 2.0_f64.sin().exp();
    let direct = "x * cos((time - starttime) / 1 yr) * 1 [1/yr]";
    let through_auxiliaries =
        equations(&[("clock", "(time - starttime) / 1 yr", "1"), ("rate", "cos(clock) * 1 [1/yr]", "1/yr")]);
    for (inflow, rest) in [(direct, ""), ("rate * x", through_auxiliaries.as_str())] {
        assert_orders(|step| stock("euler", step, "1", inflow, "0 [1/yr]", rest), exact, 1.0);
        assert_orders(|step| stock("rk4", step, "1", inflow, "0 [1/yr]", rest), exact, 4.0);
    }
}

#[test]
fn the_logistic_equation_follows_its_closed_form() {
    // dx/dt = r x (1 - x / K): x = K / (1 + (K / x0 - 1) exp(-r t)).
    let inflow = "1.5 [1/yr] * x * (1 - x / 10)";
    let exact = |t: f64| 10.0 / (1.0 + 9.0 * (-1.5 * t).exp());
    assert_orders(|step| stock("rk4", step, "1", inflow, "0 [1/yr]", ""), exact(2.0), 4.0);
    let found = path_of(&stock("rk4", 0.01, "1", inflow, "0 [1/yr]", ""));
    let expected: Vec<f64> = (0..=200).map(|n| exact(f64::from(n) * 0.01)).collect();
    assert_close(&found, &expected, 1e-8, "logistic");
}

#[test]
fn coupled_stocks_move_together() {
    // x'' = -x: x = cos t. Each stage must use the other stock's intermediate value.
    let speed = "[variables.v]\nunit = \"1/yr\"\nstock = { initial = '0 [1/yr]', outflow = 'x * 1 [1/yr^2]' }\n";
    let text = |step| stock("rk4", step, "1", "v", "0 [1/yr]", speed);
    assert_orders(text, 2.0_f64.cos(), 4.0);
    // Euler updates both from the old values: x1 = x0 + h v0, v1 = v0 - h x0.
    let found = path_of(&stock("euler", 1.0, "1", "v", "0 [1/yr]", speed));
    assert_close(&found, &[1.0, 1.0, 0.0], 0.0, "Euler");
}

#[test]
fn uncertain_stocks_are_integrated_draw_by_draw() {
    // The mean over g ~ U(0, 0.4) of exp(2 g) is (exp(0.8) - 1) / 0.8.
    let text = scenario(
        "start = 2020\nend = 2022\nstep = 0.1\nmethod = \"rk4\"",
        "[ensemble]\ndraws = 4096\n\
         [assumptions.g]\ndistribution = { uniform = { low = 0, high = 0.4 } }\nunit = \"1/yr\"\nsource = \"judgement\"\n\
         [variables.x]\nunit = \"1\"\nstock = { initial = '1', inflow = 'g * x' }\n",
    );
    let projection = run(&text);
    let mean = projection.variables[0].series[0].mean[20];
    let exact = (0.8_f64.exp() - 1.0) / 0.8;
    assert!((mean - exact).abs() < 1e-5, "{mean} is not {exact}");
}

#[test]
fn perpetual_inventory_starts_at_the_steady_state() {
    // K(t0) = I(t0) / (g + delta), K(t+1) = (1 - delta) K(t) + I(t).
    let text = scenario(
        "start = 2010\nend = 2015",
        "[variables.capital]\nunit = \"bn CNY_2020\"\n\
         stock = { initial = 'initial_capital(investment, 0.07 [1/yr], 0.05 [1/yr])', inflow = 'investment', outflow = '0.05 [1/yr] * capital' }\n\
         [variables.investment]\nunit = \"bn CNY_2020/yr\"\nequation = 'cagr(120 [bn CNY_2020/yr], 0.12 [1/yr], time - starttime)'\n",
    );
    let investment = |n: i32| 120.0 * 1.12_f64.powi(n);
    let mut expected = vec![120.0 / 0.12];
    for n in 0..5 {
        expected.push(0.95 * expected[n as usize] + investment(n));
    }
    assert_close(&values(&run(&text), "capital"), &expected, 1e-13, "capital");
}

#[test]
fn reports_of_the_end_show_the_state_after_the_step() {
    let text = |at: &str| {
        scenario(
            "start = 2020\nend = 2023",
            &format!(
                "[variables.x]\nunit = \"1\"\nat = \"{at}\"\nstock = {{ initial = '1', inflow = 'flow' }}\n\
                 [variables.flow]\nunit = \"1/yr\"\nat = \"{at}\"\nequation = '(time - starttime + 1 yr) / 1 [yr^2]'\n"
            ),
        )
    };
    let (start, end) = (run(&text("start")), run(&text("end")));
    // Flows 1, 2, 3, 4: the stock is 1, 2, 4, 7 and after the closing step 11; the flow of the closing step is 5.
    assert_close(&values(&start, "x"), &[1.0, 2.0, 4.0, 7.0], 0.0, "start");
    assert_close(&values(&end, "x"), &[2.0, 4.0, 7.0, 11.0], 0.0, "end");
    assert_close(&values(&start, "flow"), &[1.0, 2.0, 3.0, 4.0], 0.0, "flow at start");
    assert_close(&values(&end, "flow"), &[2.0, 3.0, 4.0, 5.0], 0.0, "flow at end");
    assert!(end.variables.iter().all(|variable| variable.at_end));
}

#[test]
fn a_scenario_without_uncertainty_is_one_run() {
    let projection = run(&scenario("start = 2020\nend = 2021", &equations(&[("x", "2 * 3", "1")])));
    assert_eq!(
        (projection.about.basis.sample().map(|sample| sample.draws), projection.about.is_uncertain()),
        (Some(1), false)
    );
    let series = &projection.variables[0].series[0];
    assert!(series.quantiles.values().chain(&series.mean).all(|value| *value == 6.0));
    assert!(series.sd.iter().flatten().all(|sd| *sd == 0.0) && series.sd.is_some(), "{:?}", series.sd);
}

#[test]
fn stocks_that_read_one_another_take_their_next_values_together() {
    // Each goes halfway to the one before it, in a ring: multiples of powers of two, which are not rounded.
    let stock = |(name, before, initial): (&str, &str, f64)| {
        format!(
            "[variables.{name}]\nunit = \"1\"\nreport = true\n\
             stock = {{ initial = \"{initial}\", inflow = \"({before} - {name}) / 1 yr\" }}\n"
        )
    };
    let names = ["a", "b", "c", "d"];
    let ring = [("a", "d", 64.0), ("b", "a", 0.0), ("c", "b", 128.0), ("d", "c", 32.0)];
    let found = run(&scenario("start = 2020\nend = 2023\nstep = 0.5", &ring.map(stock).concat()));
    let mut expected = ring.map(|(_, _, initial)| initial);
    for point in 0..7 {
        for (name, expected) in names.iter().zip(expected) {
            assert_eq!(values(&found, name)[point], expected, "{name} {point}");
        }
        let [a, b, c, d] = expected;
        expected = [(a, d), (b, a), (c, b), (d, c)].map(|(own, before)| 0.5 * (own + before));
    }
}

#[test]
fn a_chain_of_stocks_takes_one_register_for_each() {
    let registers = |stocks: usize| {
        let stock = |place: usize| {
            format!(
                "[variables.flow{place}]\nunit = \"1/yr\"\nequation = \"0.3 [1/yr] * x{place}\"\n[variables.x{place}]\n\
                 unit = \"1\"\nstock = {{ initial = \"1\", inflow = \"flow{}\", outflow = \"flow{place}\" }}\n",
                place - 1
            )
        };
        let chain: String = (1..=stocks).map(stock).collect();
        let text = scenario("start = 2020\nend = 2023", &(equations(&[("flow0", "1 / 1 yr", "1/yr")]) + &chain));
        compile(&model(&text), |_, _| true).registers
    };
    assert_eq!(registers(40) - registers(20), 20);
}
