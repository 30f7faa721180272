//! Equations: functions, units, lookups, elements and what is gathered over them.

use super::pipeline::{assert_close, equations, path_of, run, scenario, values};

/// The value of a dimensionless equation at 2020, with a few names to use.
fn value(equation: &str, unit: &str) -> f64 {
    let body = equations(&[("x", equation, unit), ("two", "2", "1"), ("money", "5 bn CNY", "CNY")]);
    path_of(&scenario("start = 2020\nend = 2022", &body.replacen("unit = ", "report = true\nunit = ", 1)))[0]
}

#[test]
fn functions_and_operators_have_their_values() {
    use std::f64::consts::{E, PI};
    for (equation, expected) in [
        ("2 + 3 * 4 ^ 2 / 8 - 1", 7.0),
        ("-two ^ 2", -4.0),
        ("2 ^ 3 ^ two", 512.0),
        ("2 ^ -two", 0.25),
        ("two ^ 0.5", 2.0_f64.sqrt()),
        ("abs(-two)", 2.0),
        ("exp(1)", E),
        ("ln(exp(two))", 2.0),
        ("log10(1000)", 3.0),
        ("sqrt(9)", 3.0),
        ("sin(pi / 6)", 0.5),
        ("cos(pi / 3)", 0.5),
        ("tan(pi / 4)", 1.0),
        ("4 * arctan(1)", PI),
        ("int(-1.7)", -1.0),
        ("round(1.7)", 2.0),
        ("sign(-two)", -1.0),
        ("min(3, two, 5)", 2.0),
        ("max(3, two, 5)", 5.0),
        ("clamp(7, 0, 5)", 5.0),
        ("clamp(-7, 0, 5)", 0.0),
        ("mod(7, 3)", 1.0),
        ("mod(-7, 3)", 2.0),
        ("safediv(1, two - 2)", 0.0),
        ("safediv(1, two - 2, 9)", 9.0),
        ("safediv(1, two, 9)", 0.5),
        ("logit(0.8)", 4.0_f64.ln()),
        ("invlogit(logit(0.3))", 0.3),
        ("if two > 1 and not two = 3 then 1 else 0", 1.0),
        ("if two >= 2 or 1 / 0 > 1 then 1 else 0", 1.0),
        ("(two <> 2) + (two <= 2) * 10", 10.0),
        ("49.1%", 0.491),
        ("money / (2 bn CNY)", 2.5),
        ("money / 1 CNY * 1e-9", 5.0),
        ("(time - starttime) / 1 yr + (stoptime - time) / 1 yr", 2.0),
        ("time / 1 yr", 2020.0),
        ("12 month / 1 yr", 1.0),
        ("dt / 1 yr", 1.0),
    ] {
        let found = value(equation, "1");
        assert!((found - expected).abs() < 1e-12 * expected.abs().max(1.0), "{equation} is {found}, not {expected}");
    }
    // In the declared unit.
    assert!((value("0.06", "%") - 6.0).abs() < 1e-12);
    assert!((value("money * 2", "mn CNY") - 10_000.0).abs() < 1e-8);
    assert!((value("sqrt(money * money)", "bn CNY") - 5.0).abs() < 1e-12);
}

#[test]
fn laws_are_what_their_sources_say() {
    // Worked out here from the formulas of the user guide.
    for (equation, expected) in [
        ("cagr(100, 0.1 [1/yr], 3 yr)", 133.1),
        ("logistic(10, 0.5 [1/yr], 2022 yr, time)", 10.0 / (1.0 + 1.0_f64.exp())),
        ("fisher_pry(0.2, 0.3 [1/yr], 5 yr)", 1.0 / (1.0 + 4.0 * (-1.5_f64).exp())),
        ("takeover_time(0.5 [1/yr]) / 1 yr", 81.0_f64.ln() / 0.5),
        ("wright(100, 8, 1, learning_exponent(0.2))", 51.2),
        ("armington_share(0.4, 1.2, 1, 3)", {
            let (d, m) = (0.4 * 1.2_f64.powi(-2), 0.6);
            d / (d + m)
        }),
        ("armington_share(0.4, 1.2, 1, 1)", 0.4),
        ("self_sufficiency(80, 40, 20)", 0.8),
        ("import_penetration(80, 40, 20)", 0.4),
    ] {
        let found = value(equation, "1");
        assert!((found - expected).abs() < 1e-11 * expected.abs().max(1.0), "{equation} is {found}, not {expected}");
    }
}

#[test]
fn inputs_come_at_their_moments() {
    for (equation, expected) in [
        ("step(5, 2022 yr)", [0.0, 0.0, 5.0, 5.0, 5.0, 5.0]),
        ("ramp(2 [1/yr], 2021 yr, 2023 yr)", [0.0, 0.0, 2.0, 4.0, 4.0, 4.0]),
        ("ramp(2 [1/yr], 2021 yr)", [0.0, 0.0, 2.0, 4.0, 6.0, 8.0]),
        ("pulse(3 yr, 2021 yr)", [0.0, 3.0, 0.0, 0.0, 0.0, 0.0]),
        ("pulse(3 yr, 2021 yr, 2 yr)", [0.0, 3.0, 0.0, 3.0, 0.0, 3.0]),
        // Whatever part of a step a moment lies in; again and again within steps too.
        ("pulse(3 yr, 2021.5 yr)", [0.0, 3.0, 0.0, 0.0, 0.0, 0.0]),
        ("pulse(3 yr, 2021.99 yr)", [0.0, 3.0, 0.0, 0.0, 0.0, 0.0]),
        ("pulse(3 yr, 2021.5 yr, 0.5 yr)", [0.0, 3.0, 6.0, 6.0, 6.0, 6.0]),
        ("pulse(3 yr, 2020.7 yr, 1.5 yr)", [3.0, 0.0, 3.0, 3.0, 0.0, 3.0]),
        ("pulse(3 yr, 2021.5 yr, 0 yr)", [0.0, 3.0, 0.0, 0.0, 0.0, 0.0]),
        ("pulse(3 yr, 2019.5 yr)", [0.0; 6]),
    ] {
        let found = path_of(&scenario("start = 2020\nend = 2025", &equations(&[("x", equation, "1")])));
        assert_close(&found, &expected, 1e-12, equation);
    }
    // A pulse brings its volume within one step, however short: 3 in a quarter is 12 a year.
    let text = scenario(
        "start = 2020\nend = 2021\nstep = 0.25",
        "[variables.x]\nunit = \"1\"\nstock = { initial = '0', inflow = 'pulse(3, 2020.25 yr)' }\n",
    );
    assert_close(&path_of(&text), &[0.0, 0.0, 3.0, 3.0, 3.0], 1e-12, "pulse");
}

#[test]
fn lookups_are_read_in_their_units() {
    let text = scenario(
        "start = 2020\nend = 2025",
        &(equations(&[("x", "availability(time)", "%"), ("y", "stairs((time - starttime) / 1 yr) + far(6 yr)", "1")])
            + "[lookups.availability]\nx = [2021, 2023]\ny = [100, 60]\nx_unit = \"yr\"\nunit = \"%\"\nsource = \"judgement\"\n\
               [lookups.stairs]\nx = [1, 3]\ny = [5, 7]\ninterpolation = \"step\"\nsource = \"judgement\"\n\
               [lookups.far]\nx = [1, 3]\ny = [5, 7]\nx_unit = \"yr\"\nextrapolation = \"extend\"\nsource = \"judgement\"\n"),
    );
    let projection = run(&text);
    assert_close(&values(&projection, "x"), &[100.0, 100.0, 80.0, 60.0, 60.0, 60.0], 1e-13, "linear");
    assert_close(&values(&projection, "y"), &[15.0, 15.0, 15.0, 17.0, 17.0, 17.0], 1e-13, "step and extend");
}

const GRID: &str = "[dimensions.sector]\nelements = [\"robots\", \"machine tools\"]\n\
     [dimensions.tier]\nelements = [\"finished\", \"parts\", \"ore\"]\n\
     [variables.base]\ndims = [\"sector\", \"tier\"]\nunit = \"1\"\n\
     [variables.base.elements]\n\
     robots = { equation = '10 + number' }\n\
     \"machine tools, parts\" = { equation = '100' }\n\
     \"machine tools, finished\" = { equation = '200' }\n\
     \"machine tools, ore\" = { equation = 'base[robots, ore] + 1' }\n\
     [variables.number]\ndims = [\"tier\"]\nunit = \"1\"\nequation = 'if tier = finished then 1 else if tier <> parts then 3 else 2'\n";

#[test]
fn elements_are_gathered_chosen_and_told_apart() {
    // base: robots 11, 12, 13; machine tools 200, 100, 14.
    for (equation, expected) in [
        ("sum(base, sector, tier)", 350.0),
        ("sum(sum(base, tier), sector)", 350.0),
        ("mean(base, sector, tier)", 350.0 / 6.0),
        ("min(base, sector, tier)", 11.0),
        ("max(base, sector, tier)", 200.0),
        ("prod(base[robots, tier], tier)", 1716.0),
        ("sum(base[sector, parts], sector)", 112.0),
        ("base[\"machine tools\", ore]", 14.0),
        ("sum(base * number, sector, tier)", 11.0 + 24.0 + 39.0 + 200.0 + 200.0 + 42.0),
        ("sum(base / sum(base, sector), sector, tier)", 3.0),
        ("max(sum(base, tier), sector)", 314.0),
    ] {
        let text = scenario("start = 2020\nend = 2021", &(GRID.to_owned() + &equations(&[("x", equation, "1")])));
        let found = values(&run(&text), "x")[0];
        assert!((found - expected).abs() < 1e-12 * expected, "{equation} is {found}, not {expected}");
    }
    let by_sector =
        format!("{GRID}[variables.x]\ndims = [\"sector\"]\nunit = \"1\"\nequation = 'sum(base, tier) + number[ore]'\n");
    let projection = run(&scenario("start = 2020\nend = 2021", &by_sector));
    assert_eq!(values(&projection, "x[robots]"), [39.0, 39.0]);
    assert_eq!(values(&projection, "x[machine_tools]"), [317.0, 317.0]);
}

#[test]
fn assumptions_of_elements_and_levers_of_elements_meet_by_name() {
    let text = scenario(
        "start = 2020\nend = 2021",
        "[dimensions.sector]\nelements = [\"robots\", \"tools\", \"sensors\"]\n\
         [assumptions.share]\ndims = [\"sector\"]\nvalue = 10\nunit = \"%\"\nsource = \"judgement\"\n\
         [assumptions.share.elements]\ntools = { value = 40, source = \"judgement\" }\n\
         [levers.push]\ndims = [\"sector\"]\nvalue = 1\nneutral = 0\nunit = \"1\"\nelements = { sensors = 3 }\nsource = \"judgement\"\n\
         [variables.x]\ndims = [\"sector\"]\nunit = \"1\"\nequation = 'share * (1 + push)'\n",
    );
    let projection = run(&text);
    for (element, expected) in [("robots", 0.2), ("tools", 0.8), ("sensors", 0.4)] {
        assert_close(&values(&projection, &format!("x[{element}]")), &[expected; 2], 1e-15, element);
    }
}
