//! History that drives, gaps in it, the moment it belongs to, and what is labelled observed.

use super::pipeline::{assert_close, equations, run, scenario, series, values};

/// Equation 100 throughout, with data in 2021, 2022, 2024 and 2025.
fn driven(known_until: &str, history: &str, variable: &str) -> String {
    scenario(
        &format!("start = 2020\nend = 2026\n{known_until}"),
        &format!(
            "[variables.x]\nunit = \"1\"\nreport = true\n{variable}\n\
             [variables.x.history.data]\nvalues = {{ 2021 = 1, 2022 = 2, 2024 = 4, 2025 = 5 }}\nsource = \"judgement\"\n{history}\n"
        ),
    )
}

#[test]
fn history_replaces_the_equation_until_it_is_known() {
    let equation = "equation = '100'";
    let known = "known_until = 2024";
    let nothing = [100.0; 7];
    for (time, history, expected) in [
        (known, "use = \"drive\"", [100.0, 1.0, 2.0, 100.0, 4.0, 100.0, 100.0]),
        ("known_until = 2021", "use = \"drive\"", [100.0, 1.0, 100.0, 100.0, 100.0, 100.0, 100.0]),
        (known, "use = \"compare\"", nothing),
        ("", "use = \"drive\"", nothing),
        // The end of 2021 is the start of 2022.
        (known, "use = \"drive\"\nat = \"end\"", [100.0, 100.0, 1.0, 2.0, 100.0, 4.0, 100.0]),
        (known, "use = \"drive\"\nunit = \"%\"", [100.0, 0.01, 0.02, 100.0, 0.04, 100.0, 100.0]),
    ] {
        let projection = run(&driven(time, history, equation));
        assert_close(&values(&projection, "x"), &expected, 1e-15, history);
        let observed: Vec<bool> = expected.iter().map(|value| *value != 100.0).collect();
        assert_eq!(series(&projection, "x").observed, observed, "{history}");
        let drives: Vec<f64> =
            series(&projection, "x").history.iter().filter(|point| point.drives).map(|point| point.value).collect();
        let count = observed.iter().filter(|observed| **observed).count();
        assert_eq!(drives.len(), count, "{history}");
    }
}

#[test]
fn an_equation_can_ask_until_when_history_is_known() {
    // A trend that learns half of what came while history is known, and wears off by half each year afterwards.
    let trend = "equation = '0.5 * previous(x, 0) + (if time <= known_until then 8 else 0)'";
    for (time, expected) in [
        ("known_until = 2022", [8.0, 12.0, 14.0, 7.0, 3.5, 1.75, 0.875]),
        // Without the key nothing is known, not even the first year.
        ("", [0.0; 7]),
    ] {
        let projection = run(&driven(time, "use = \"compare\"", trend));
        assert_close(&values(&projection, "x"), &expected, 0.0, time);
    }
}

#[test]
fn a_driven_stock_goes_on_from_what_was_observed() {
    let stock = "stock = { initial = '50', inflow = '10 [1/yr]' }";
    let projection = run(&driven("known_until = 2024", "use = \"drive\"", stock));
    // 2020 is computed; 2023 is a gap and follows from the 2 of 2022; 2025 from the 4 of 2024.
    let expected = [50.0, 1.0, 2.0, 12.0, 4.0, 14.0, 24.0];
    assert_close(&values(&projection, "x"), &expected, 0.0, "at the start");
    let at_end = format!("{stock}\nat = \"end\"");
    let projection = run(&driven("known_until = 2024", "use = \"drive\"\nat = \"end\"", &at_end));
    // Reported and observed at the end: 2021 shows the 1 that 2021 ended with.
    let expected = [60.0, 1.0, 2.0, 12.0, 4.0, 14.0, 24.0];
    assert_close(&values(&projection, "x"), &expected, 0.0, "at the end");
    let observed = &series(&projection, "x").observed;
    assert_eq!(*observed, [false, true, true, false, true, false, false]);
    // Observed at the end, reported at the start: shown a year later.
    let projection = run(&driven("known_until = 2024", "use = \"drive\"\nat = \"end\"", stock));
    let expected = [50.0, 60.0, 1.0, 2.0, 12.0, 4.0, 14.0];
    assert_close(&values(&projection, "x"), &expected, 0.0, "shifted");
    let times: Vec<f64> = series(&projection, "x").history.iter().map(|point| point.time).collect();
    assert_eq!(times, [2022.0, 2023.0, 2025.0, 2026.0]);
}

#[test]
fn what_reads_a_driven_variable_reads_the_data() {
    let text = driven("known_until = 2024", "use = \"drive\"", "equation = '100'")
        + &equations(&[("twice", "2 * x", "1")])
        + "[variables.sum]\nunit = \"yr\"\nreport = true\nstock = { initial = '0 yr', inflow = 'x' }\n"
        + "[variables.back]\nunit = \"1\"\nreport = true\nequation = 'previous(x, x)'\n";
    let projection = run(&text);
    let x = [100.0, 1.0, 2.0, 100.0, 4.0, 100.0, 100.0];
    let mut sum = vec![0.0];
    for n in 0..6 {
        sum.push(sum[n] + x[n]);
    }
    assert_close(&values(&projection, "sum"), &sum, 0.0, "sum");
    let mut back = vec![x[0]];
    back.extend(&x[..6]);
    assert_close(&values(&projection, "back"), &back, 0.0, "back");
}

#[test]
fn under_runge_kutta_an_observed_flow_acts_over_its_whole_step() {
    // The data say 10 in 2021 where the equation says 100: the stock gains 10 in that year, not a blend of both.
    let text = scenario(
        "start = 2020\nend = 2023\nmethod = \"rk4\"\nknown_until = 2022",
        "[variables.sum]\nunit = \"yr\"\nreport = true\nstock = { initial = '0 yr', inflow = 'flow' }\n\
         [variables.flow]\nunit = \"1\"\nequation = '100'\n\
         [variables.flow.history.data]\nvalues = { 2021 = 10 }\nuse = \"drive\"\nsource = \"judgement\"\n",
    );
    assert_close(&values(&run(&text), "sum"), &[0.0, 100.0, 110.0, 210.0], 1e-12, "sum");
}

#[test]
fn under_runge_kutta_a_driven_stock_goes_on_from_its_data() {
    // dx/dt = x from the observed 4: one step of RK4 multiplies by 1 + 1 + 1/2 + 1/6 + 1/24.
    let text = scenario(
        "start = 2020\nend = 2022\nmethod = \"rk4\"\nknown_until = 2021",
        "[variables.x]\nunit = \"1\"\nstock = { initial = '1', inflow = 'x * 1 [1/yr]' }\n\
         [variables.x.history.data]\nvalues = { 2021 = 4 }\nuse = \"drive\"\nsource = \"judgement\"\n",
    );
    let factor = 1.0 + 1.0 + 1.0 / 2.0 + 1.0 / 6.0 + 1.0 / 24.0;
    assert_close(&values(&run(&text), "x"), &[1.0, 4.0, 4.0 * factor], 1e-14, "stock");
}

#[test]
fn history_of_another_age_is_let_be() {
    let text = scenario(
        "start = 2020\nend = 2021\nknown_until = 2021",
        "[variables.x]\nunit = \"1\"\nequation = 'previous(x, 5)'\n\
         [variables.x.history.data]\nvalues = { \"1e300\" = 1, \"-1e300\" = 2, 9223372036854775807 = 3 }\nuse = \"drive\"\nat = \"end\"\nsource = \"judgement\"\n",
    );
    assert_eq!(values(&run(&text), "x"), [5.0, 5.0]);
}

#[test]
fn history_of_elements_drives_its_element_only() {
    let text = scenario(
        "start = 2020\nend = 2022\nknown_until = 2021",
        "[dimensions.sector]\nelements = [\"robots\", \"machine tools\"]\n\
         [variables.x]\ndims = [\"sector\"]\nunit = \"%\"\nequation = '0.5'\n\
         [variables.x.history.tools]\nelement = \"machine tools\"\nvalues = { 2020 = 7, 2021 = 8, 2022 = 9 }\nuse = \"drive\"\nsource = \"judgement\"\n",
    );
    let projection = run(&text);
    assert_close(&values(&projection, "x[robots]"), &[50.0; 3], 0.0, "robots");
    assert_close(&values(&projection, "x[machine_tools]"), &[7.0, 8.0, 50.0], 1e-15, "tools");
    assert!(series(&projection, "x[robots]").history.is_empty());
    let drives: Vec<bool> = series(&projection, "x[machine_tools]").history.iter().map(|point| point.drives).collect();
    assert_eq!(drives, [true, true, false]);
}

#[test]
fn quarterly_history_is_found_on_a_quarterly_axis() {
    let text = scenario(
        "start = 2020\nend = 2021\nstep = 0.25\nknown_until = 2020.5",
        "[variables.x]\nunit = \"1\"\nequation = '100'\n\
         [variables.x.history.data]\nvalues = { 2020 = 1, \"2020.25\" = 2, \"2020.5\" = 3, \"2020.75\" = 4 }\nuse = \"drive\"\nsource = \"judgement\"\n",
    );
    assert_close(&values(&run(&text), "x"), &[1.0, 2.0, 3.0, 100.0, 100.0], 0.0, "quarters");
}
