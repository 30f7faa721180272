//! Levers with their periods, shocks with their inclusive years, and targets in both directions.

use super::pipeline::{assert_close, equations, run, scenario, series, values};

#[test]
fn levers_act_within_their_period() {
    let text = |period: &str| {
        scenario(
            "start = 2020\nend = 2025",
            &(equations(&[("x", "1 + tariff", "%")])
                + &format!(
                    "[levers.tariff]\nvalue = 25\nneutral = 5\nunit = \"%\"\nsource = \"judgement\"\n{period}\n"
                )),
        )
    };
    for (period, expected) in [
        ("", [125.0; 6]),
        ("from = 2022", [105.0, 105.0, 125.0, 125.0, 125.0, 125.0]),
        ("until = 2022", [125.0, 125.0, 125.0, 105.0, 105.0, 105.0]),
        ("from = 2021\nuntil = 2023", [105.0, 125.0, 125.0, 125.0, 105.0, 105.0]),
        ("from = 2030", [105.0; 6]),
    ] {
        assert_close(&values(&run(&text(period)), "x"), &expected, 1e-13, period);
    }
}

#[test]
fn years_are_whole_years_on_a_quarterly_axis() {
    // Both years of a period are inclusive: the last one with all its quarters.
    let text = scenario(
        "start = 2020\nend = 2023\nstep = 0.25",
        &(equations(&[("x", "lever", "1"), ("y", "0", "1")])
            + "[levers.lever]\nvalue = 1\nneutral = 0\nunit = \"1\"\nfrom = 2021\nuntil = 2022\nsource = \"judgement\"\n\
               [shocks.y]\nvariable = \"y\"\nyears = [2021, 2022]\nadd = 1\nsource = \"judgement\"\n"),
    );
    let projection = run(&text);
    let expected: Vec<f64> = (0..13).map(|quarter| f64::from(u8::from((4..12).contains(&quarter)))).collect();
    assert_close(&values(&projection, "y"), &expected, 0.0, "shock");
    assert_close(&values(&projection, "x"), &expected, 0.0, "lever");
}

#[test]
fn shocks_multiply_add_or_set_within_their_years() {
    let text = |effect: &str| {
        scenario(
            "start = 2020\nend = 2024",
            &(equations(&[("x", "10% * (time - 2019 yr) / 1 yr", "%"), ("after", "x", "%")])
                + &format!("[shocks.s]\nvariable = \"x\"\nyears = [2021, 2022]\nsource = \"judgement\"\n{effect}\n")),
        )
    };
    for (effect, expected) in [
        ("multiply = 0.5", [10.0, 10.0, 15.0, 40.0, 50.0]),
        ("multiply = 0", [10.0, 0.0, 0.0, 40.0, 50.0]),
        ("add = -3", [10.0, 17.0, 27.0, 40.0, 50.0]),
        ("set = 99", [10.0, 99.0, 99.0, 40.0, 50.0]),
    ] {
        let projection = run(&text(effect));
        assert_close(&values(&projection, "x"), &expected, 1e-13, effect);
        assert_close(&values(&projection, "after"), &expected, 1e-13, effect);
    }
    // One after the other, in the order of the file.
    let both = text("multiply = 0.5")
        + "[shocks.t]\nvariable = \"x\"\nyears = [2022, 2022]\nadd = 1\nsource = \"judgement\"\n";
    assert_close(&values(&run(&both), "x"), &[10.0, 10.0, 16.0, 40.0, 50.0], 1e-13, "both");
}

#[test]
fn shocks_strike_the_elements_they_name() {
    let text = scenario(
        "start = 2020\nend = 2021",
        "[dimensions.sector]\nelements = [\"robots\", \"tools\"]\n[dimensions.tier]\nelements = [\"finished\", \"parts\"]\n\
         [variables.x]\ndims = [\"sector\", \"tier\"]\nunit = \"1\"\nequation = '1'\n\
         [shocks.s]\nvariable = \"x\"\nelements = [\"robots, parts\", \"tools\"]\nyears = [2021, 2021]\nmultiply = 3\nsource = \"judgement\"\n",
    );
    let projection = run(&text);
    for (element, expected) in
        [("robots, finished", 1.0), ("robots, parts", 3.0), ("tools, finished", 3.0), ("tools, parts", 3.0)]
    {
        assert_eq!(values(&projection, &format!("x[{element}]")), [1.0, expected], "{element}");
    }
}

#[test]
fn a_shock_at_the_start_reaches_initial_values() {
    let text = scenario(
        "start = 2020\nend = 2021",
        &(equations(&[("level", "10", "1")])
            + "[variables.x]\nunit = \"1\"\nstock = { initial = 'level' }\n\
               [shocks.s]\nvariable = \"level\"\nyears = [2020, 2020]\nmultiply = 0.5\nsource = \"judgement\"\n"),
    );
    assert_eq!(values(&run(&text), "x"), [5.0, 5.0]);
}

#[test]
fn targets_count_the_draws_that_reach_them() {
    // x = u + 10 % a year, u uniform on [0, 1]: in 2022 at least 0.5 with probability 0.7, at most 0.5 with 0.3.
    let target =
        |name: &str, goal: &str| format!("[variables.x.targets.{name}]\nyear = 2022\n{goal}\nsource = \"judgement\"\n");
    let text = scenario(
        "start = 2020\nend = 2023",
        &("[ensemble]\ndraws = 10000\n[assumptions.u]\ndistribution = { uniform = { low = 0, high = 1 } }\nunit = \"1\"\nsource = \"judgement\"\n".to_owned()
            + "[variables.x]\nequation = 'u + 0.1 [1/yr] * (time - starttime)'\nunit = \"%\"\nmilestones = [50, 300]\n"
            + &target("up", "at_least = 50")
            + &target("down", "at_most = 50")),
    );
    let projection = run(&text);
    let x = series(&projection, "x");
    let found: Vec<(&str, f64)> = x.targets.iter().map(|target| (target.name.as_str(), target.probability)).collect();
    assert_eq!(found.len(), 2);
    for ((name, probability), (expected_name, expected)) in found.into_iter().zip([("up", 0.7), ("down", 0.3)]) {
        assert_eq!(name, expected_name);
        // Sobol points: each interval of length 2^-k has its share of draws but for a few.
        assert!((probability - expected).abs() < 1e-3, "{name}: {probability}");
    }
    assert!((x.targets[0].median_gap - 20.0).abs() < 0.1, "{}", x.targets[0].median_gap);
    assert!(!x.targets[0].observed);
    // The path passes 0.5 at 2020 + (0.5 - u) / 0.1 within three years if u is above 0.2; half of the draws begin there.
    let half = &x.milestones[0];
    assert!((half.already - 0.5).abs() < 1e-3 && (half.never - 0.2).abs() < 1e-3, "{half:?}");
    assert_eq!(half.years[0], 2020.0);
    assert!(half.years[2].is_infinite());
    assert_eq!((x.milestones[1].event.threshold, x.milestones[1].never), (300.0, 1.0));
}

#[test]
fn a_target_on_an_observed_date_is_met_or_missed() {
    let text = scenario(
        "start = 2020\nend = 2023\nknown_until = 2021",
        "[variables.x]\nunit = \"1\"\nequation = '5'\n\
         [variables.x.history.data]\nvalues = { 2021 = 3 }\nuse = \"drive\"\nsource = \"judgement\"\n\
         [variables.x.targets.a]\nyear = 2021\nat_most = 3\nsource = \"judgement\"\n\
         [variables.x.targets.b]\nyear = 2021\nat_least = 4\nsource = \"judgement\"\n",
    );
    let projection = run(&text);
    let targets = &series(&projection, "x").targets;
    let found: Vec<(bool, f64)> = targets.iter().map(|target| (target.observed, target.probability)).collect();
    assert_eq!(found, [(true, 1.0), (true, 0.0)]);
    assert_eq!(targets[1].median_gap, -1.0);
}
