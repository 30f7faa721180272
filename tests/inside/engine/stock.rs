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
