//! Stocks that may not become negative: what leaves is cut in proportion, and nothing is lost on the way.

use super::pipeline::{assert_close, equations, problems, run, scenario, values};

const METHODS: [&str; 2] = ["euler", "rk4"];

fn stock(name: &str, initial: &str, flows: &str) -> String {
    format!("[variables.{name}]\nstock = {{ initial = \"{initial}\", {flows} }}\nunit = \"1\"\n")
}

fn over(method: &str, last: i32, body: &str) -> String {
    scenario(&format!("start = 2020\nend = {last}\nmethod = \"{method}\""), body)
}

#[test]
fn outflows_are_cut_in_proportion_and_arrive_as_they_left() {
    // 100 in store; 80 and 60 a year are asked for: 100 / 140 of each leaves in the first year, then nothing is left.
    let body = stock("store", "100", "outflow = \"sold + scrapped\", non_negative = true")
        + &stock("customers", "0", "inflow = \"sold\"")
        + &stock("heap", "0", "inflow = \"scrapped\"")
        + &equations(&[("sold", "80 / 1 yr", "1/yr"), ("scrapped", "60 / 1 yr", "1/yr")]);
    let found = run(&over("euler", 2022, &body));
    assert_close(&values(&found, "store"), &[100.0, 0.0, 0.0], 1e-12, "store");
    assert_close(&values(&found, "sold"), &[8000.0 / 140.0, 0.0, 0.0], 1e-12, "sold");
    assert_close(&values(&found, "customers"), &[0.0, 8000.0 / 140.0, 8000.0 / 140.0], 1e-12, "customers");
    assert_close(&values(&found, "heap"), &[0.0, 6000.0 / 140.0, 6000.0 / 140.0], 1e-12, "heap");
}

#[test]
fn whatever_is_asked_for_the_sum_of_all_stocks_stays() {
    for method in METHODS {
        let body =
            stock("store", "100", "inflow = \"made\", outflow = \"sold + 0.3 * store / 1 yr\", non_negative = true")
                + &stock("road", "5", "inflow = \"sold\", outflow = \"arrived\", non_negative = true")
                + &stock("gone", "0", "inflow = \"arrived\"")
                + &equations(&[
                    ("made", "7 / 1 yr", "1/yr"),
                    ("sold", "(20 + 15 * (time - 2020 yr) / 1 yr) / 1 yr", "1/yr"),
                    ("arrived", "4 * road / 1 yr", "1/yr"),
                ]);
        let found = run(&over(method, 2030, &body));
        let paths = ["store", "road", "gone"].map(|name| values(&found, name));
        for (name, path) in ["store", "road", "gone"].iter().zip(&paths) {
            assert!(path.iter().all(|value| *value >= -1e-12), "{method} {name}: {path:?}");
        }
        let out = values(&found, "sold");
        assert!(out[10] < 20.0, "{method}: the demand is not met: {out:?}");
        // What decays in store is all that leaves the three together.
        if method == "euler" {
            let mut left = 105.0;
            for year in 0..10 {
                let total: f64 = paths.iter().map(|path| path[year]).sum();
                assert!((total - left).abs() < 1e-9, "{year}: {total} {left}");
                let asked = 20.0 + 15.0 * year as f64 + 0.3 * paths[0][year];
                left += 7.0 - 0.3 * paths[0][year] * (paths[0][year] / asked).min(1.0);
            }
        }
    }
}

#[test]
fn elements_are_cut_each_by_its_own_stock() {
    let body = "[dimensions.region]\nelements = [\"north\", \"south\"]\n".to_owned()
        + "[variables.store]\ndims = [\"region\"]\nunit = \"1\"\n\
           stock = { initial = \"if region = north then 10 else 100\", outflow = \"sold\", non_negative = true }\n\
           [variables.sold]\ndims = [\"region\"]\nunit = \"1/yr\"\nequation = \"30 / 1 yr\"\n\
           [variables.pool]\nunit = \"1\"\nstock = { initial = \"50\", outflow = \"sum(drawn, region)\", non_negative = true }\n\
           [variables.drawn]\ndims = [\"region\"]\nunit = \"1/yr\"\nequation = \"if region = north then 20 / 1 yr else 60 / 1 yr\"\n";
    let found = run(&over("euler", 2021, &body));
    assert_close(&values(&found, "sold[north]"), &[10.0, 0.0], 1e-12, "north");
    assert_close(&values(&found, "sold[south]"), &[30.0, 30.0], 1e-12, "south");
    assert_close(&values(&found, "drawn[north]"), &[12.5, 0.0], 1e-12, "drawn");
    assert_close(&values(&found, "drawn[south]"), &[37.5, 0.0], 1e-12, "drawn");
}

#[test]
fn flows_of_one_stock_that_need_one_another_are_a_loop() {
    let body = stock("store", "100", "outflow = \"sold + scrapped\", non_negative = true")
        + &equations(&[("sold", "80 / 1 yr", "1/yr"), ("scrapped", "sold / 10", "1/yr")]);
    let found = problems(&over("euler", 2022, &body)).into_vec();
    assert_eq!(found[0].code, "cycle", "{}", found[0].message);
    // Each once, by the names of the file, and the stock by which the one needs the other.
    let said = &found[0].message;
    let at_start = said.split(": ").nth(1).expect("names");
    let names: Vec<&str> = at_start.split(" → ").collect();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]) && names.len() == 4, "{said}");
    assert!(["store", "sold", "scrapped"].iter().all(|name| names.contains(name)), "{said}");
    assert!(
        found[0].help.as_ref().is_some_and(|help| help.contains("`store` is `non_negative` and cuts")),
        "{found:?}"
    );
}

#[test]
fn what_is_taken_at_the_start_of_a_cut_flow_is_what_is_cut() {
    // 30 in store, 80 asked for, 30 made a year: 30 leave each year from the start on, and a delay of it never moves.
    for method in METHODS {
        for call in
            ["delay1(sold, 2 yr)", "delay3(sold, 2 yr)", "smth1(sold, 2 yr)", "init(sold)", "previous(sold, sold)"]
        {
            let body =
                equations(&[("sold", "80 / 1 yr", "1/yr"), ("made", "30 / 1 yr", "1/yr"), ("came", call, "1/yr")])
                    + &stock("store", "30", "inflow = \"made\", outflow = \"sold\", non_negative = true");
            let found = run(&over(method, 2021, &body));
            assert_close(&values(&found, "came")[..1], &[30.0], 1e-12, call);
            if method == "euler" {
                assert_close(&values(&found, "came"), &[30.0; 2], 1e-12, call);
            }
        }
    }
}

#[test]
fn a_chain_of_cut_stocks_begins_with_what_gets_through() {
    // 12 in a, of which 20 and 40 are asked for: a fifth each, 4 and 8. Of the 4, b holds 3 and hands on 3 of 10 that are
    // asked for; c begins with twice that.
    let body = stock("a", "12", "outflow = \"ab + gone\", non_negative = true")
        + &stock("b", "3 * init(ab) / 4 * 1 yr", "inflow = \"ab\", outflow = \"bc\", non_negative = true")
        + &stock("c", "2 yr * bc", "inflow = \"bc\"")
        + &equations(&[("ab", "20 / 1 yr", "1/yr"), ("gone", "40 / 1 yr", "1/yr"), ("bc", "10 / 1 yr", "1/yr")]);
    let found = run(&over("euler", 2021, &body));
    assert_close(&values(&found, "a"), &[12.0, 0.0], 1e-12, "a");
    assert_close(&values(&found, "b"), &[3.0, 4.0], 1e-12, "b");
    assert_close(&values(&found, "c"), &[6.0, 9.0], 1e-12, "c");
}

/// What a stock begins with and what leaves it at the start cannot each be made from the other.
#[test]
fn a_stock_that_begins_with_what_leaves_it_cuts_nothing_at_the_start_and_says_where_that_matters() {
    let warned = |body: &str| -> Vec<String> {
        let session = catchup::session::Session::from_text("case", &over("euler", 2022, body)).expect("is valid");
        let found = session.warnings().iter().filter(|warning| warning.code == "uncut-start");
        found.map(|warning| warning.message.clone()).collect()
    };
    // Half a year's sales in store, of which at most that much leaves in a year.
    let model = |reader: &str| {
        stock("store", "0.5 yr * sold", "inflow = \"made\", outflow = \"sold\", non_negative = true")
            + &equations(&[("sold", "80 / 1 yr", "1/yr"), ("made", "30 / 1 yr", "1/yr"), ("came", reader, "1/yr")])
    };
    let delayed = model("delay1(sold, 2 yr)");
    let found = run(&over("euler", 2022, &delayed));
    assert_close(&values(&found, "store"), &[40.0, 30.0, 30.0], 1e-12, "store");
    assert_close(&values(&found, "sold"), &[40.0, 30.0, 30.0], 1e-12, "sold");
    // The gap to sales of 40, and then of 30, shrinks by exp(-1/2) a year.
    let left = (-0.5_f64).exp();
    let second = 40.0 + left * 40.0;
    assert_close(&values(&found, "came"), &[80.0, second, 30.0 + left * (second - 30.0)], 1e-12, "came");
    let said = warned(&delayed);
    assert!(said.len() == 1 && said[0].contains("`came` begins with what `sold` would be uncut"), "{said:?}");
    // Nobody else asks at the start, or the delay has a start of its own.
    for quiet in ["sold / 2", "delay1(sold, 2 yr, 30 / 1 yr)", "previous(made, made)"] {
        assert_eq!(warned(&model(quiet)), [""; 0], "{quiet}");
    }
    // By way of other variables and stocks, whichever is named first.
    let round = stock("b", "a / 2", "outflow = \"ba\", non_negative = true")
        + &stock("a", "1 yr * twice", "outflow = \"ab\", non_negative = true")
        + &equations(&[("ab", "80 / 1 yr", "1/yr"), ("ba", "8 / 1 yr", "1/yr"), ("twice", "2 * ba + ab", "1/yr")])
        + &equations(&[("came", "smth1(twice, 1 yr)", "1/yr")]);
    let found = run(&over("euler", 2021, &round));
    assert_close(&values(&found, "a"), &[96.0, 16.0], 1e-12, "a");
    assert_close(&values(&found, "b"), &[48.0, 40.0], 1e-12, "b");
    assert_close(&values(&found, "came")[..1], &[96.0], 1e-12, "came");
    // What `b` holds is made from `ba` by way of `a`, which begins with it, and `came` with both.
    assert_eq!(warned(&round).len(), 3, "{:?}", warned(&round));
}

/// The lines that are given for `NPV`, `PMT`, `PV` and `FV` of spreadsheets, against their formulas worked out by hand: ten
/// payments of 100 at 5 % a year are worth (1 - 1.05^-10) / .05 times 100 a year before the first.
#[test]
fn lines_for_functions_of_finance_give_what_spreadsheets_give() {
    let stock = |name: &str, flow: &str| {
        format!("[variables.{name}]\nstock = {{ initial = \"0\", inflow = \"{flow}\" }}\nunit = \"EUR\"\n")
    };
    let plain = |name: &str, equation: &str, unit: &str| {
        format!("[variables.{name}]\nequation = \"{equation}\"\nunit = \"{unit}\"\n")
    };
    let text = over(
        "euler",
        2030,
        &[
            plain("rate", "5 [%/yr]", "1/yr"),
            plain("x", "100 [EUR/yr]", "EUR/yr"),
            stock("early", "x / cagr(1, rate, time - starttime)"),
            stock("late", "x / cagr(1, rate, time - starttime + dt)"),
            plain("pmt", "1000 [EUR] * rate / (1 - cagr(1, rate, -10 yr))", "EUR/yr"),
            plain("pv", "x / rate * (1 - cagr(1, rate, -10 yr))", "EUR"),
            plain("fv", "cagr(1000 [EUR], rate, 10 yr)", "EUR"),
        ]
        .concat(),
    );
    let found = run(&text);
    let worth = 100.0 * (1.0 - 1.05_f64.powi(-10)) / 0.05;
    for (name, expected) in [
        ("late", worth),
        ("early", worth * 1.05),
        ("pmt", 1000.0 * 0.05 / (1.0 - 1.05_f64.powi(-10))),
        ("pv", worth),
        ("fv", 1000.0 * 1.05_f64.powi(10)),
    ] {
        let last = *values(&found, name).last().expect("eleven times");
        assert!((last - expected).abs() < 1e-9 * expected, "{name}: {last}, not {expected}");
    }
}
