//! Faults of several kinds in one file, from a missing key to a wrong unit, are all named at once, and nothing besides.

use catchup::Session;
use catchup::session::{Memory, Options};
use std::path::Path;
use std::sync::Arc;

const SOUND: &str = r#"[scenario]
title = "Heat pumps"
[time]
start = 2025
end = 2040
[units]
pump = "base"
[dimensions.country]
elements = ["poland", "czechia"]
[assumptions.price]
value = 12
unit = "k EUR_2024/pump"
source = "judgement"
[assumptions.growth]
distribution = { triangular = { low = 0.02, mode = 0.05, high = 0.1 } }
unit = "1/yr"
source = "judgement"
[assumptions.homes]
dims = ["country"]
unit = "pump"
source = "judgement"
elements = { poland = { value = 6000000 }, czechia = { value = 2000000 } }
[levers.subsidy]
value = 20
neutral = 0
min = 0
max = 50
unit = "%"
source = "judgement"
[variables.stock]
dims = ["country"]
stock = { initial = "0.05 * homes", inflow = "sales" }
unit = "pump"
report = true
[variables.sales]
dims = ["country"]
equation = "(homes - previous(stock, 0.05 * homes)) * growth * (1 + subsidy)"
unit = "pump/yr"
report = true
[variables.cost]
equation = "sum(sales, country) * price * subsidy"
unit = "bn EUR_2024/yr"
report = true
[variables.stock.targets.plan]
year = 2035
at_least = 2000000
elements = ["poland"]
source = "judgement"
[charts.stock]
kind = "lines"
variables = ["stock"]
by = "country"
"#;

/// Codes of what is said of a text, each with what stands at its place, in the order of the file.
fn said(text: &str) -> Vec<String> {
    let files = Arc::new(Memory::new([("file.toml", text)]));
    match Session::open_from(files, Path::new("file.toml"), Options::default()) {
        Ok(_) => Vec::new(),
        Err(found) => {
            let mut found = found.into_vec();
            found.sort_by_key(|problem| problem.labels[0].span.range.start);
            found.iter().map(|problem| format!("{}: {}", problem.code, problem.labels[0].span.text())).collect()
        }
    }
}

/// Each case: what is written in the place of what, and what is to be said.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);

#[test]
fn faults_of_all_stages_are_named_and_nothing_that_follows_from_them() {
    assert!(said(SOUND).is_empty(), "{:?}", said(SOUND));
    let cases: [Case; 10] = [
        // A value is missing, a name is misspelled, a unit is wrongly defined, which many have.
        (
            &[("value = 12\n", ""), ("* price * subsidy", "* prise * subsidy"), ("pump = \"base\"", "pump = \"bas\"")],
            &["unknown-unit: bas", "missing-key: price", "unknown-variable: prise"],
        ),
        // What has no unit fits everything; a unit and a year elsewhere are wrong all the same.
        (
            &[("unit = \"1/yr\"\n", ""), ("\"bn EUR_2024/yr\"", "\"bn EUR_2024\""), ("year = 2035", "year = 2055")],
            &["missing-unit: growth", "unit-mismatch: sum(sales, country) * price * subsidy", "off-axis: 2055"],
        ),
        (
            &[("kind = \"lines\"", "kind = \"line\""), ("1 + subsidy", "1 + subsidi"), ("max = 50", "max = 10")],
            &["out-of-bounds: 20", "unknown-variable: subsidi", "bad-value: line"],
        ),
        // Without an axis nothing is said of its times.
        (
            &[
                ("end = 2040", "end = \"2040\""),
                ("\"pump/yr\"", "\"pumps/yr\""),
                ("sum(sales", "summ(sales"),
                ("year = 2035", "year = 2055"),
            ],
            &["wrong-type: 2040", "unknown-unit: pumps", "unknown-function: summ"],
        ),
        (
            &[("start = 2025\nend = 2040", "start = 2040\nend = 2025"), ("* price", "* prise")],
            &["bad-time: 2025", "unknown-variable: prise"],
        ),
        (
            &[
                ("equation = \"(homes", "equaton = \"(homes"),
                ("price * subsidy", "price * subsidy + 1"),
                ("low = 0.02", "low = 0.2"),
            ],
            &["distribution: low", "unknown-key: equaton", "unit-mismatch: 1"],
        ),
        // Nothing is said of what varies by a dimension that is in doubt.
        (
            &[
                ("[\"poland\", \"czechia\"]", "[\"poland\", \"poland\"]"),
                ("k EUR_2024/pump", "k EUR_24/pump"),
                ("variables = [\"stock\"]", "variables = [\"stok\"]"),
            ],
            &["duplicate-name: poland", "unknown-unit: EUR_24", "unknown-variable: stok"],
        ),
        // Tables of a misspelled kind are read as what was meant.
        (
            &[("[levers.subsidy]", "[lever.subsidy]"), ("* price *", "* prise *"), ("EUR_2024/yr", "EUR_2024/y")],
            &["unknown-key: lever", "unknown-variable: prise", "unknown-unit: y"],
        ),
        (
            &[
                ("source = \"judgement\"\n[assumptions.growth]", "[assumptions.growth]"),
                ("distribution = {", "value = 1\ndistribution = {"),
                ("inflow = \"sales\"", "inflow = \"sale\""),
                ("by = \"country\"", "by = \"country\"\ncolour = 3"),
            ],
            &[
                "missing-source: value",
                "conflicting-keys: distribution",
                "unknown-variable: sale",
                "unknown-key: colour",
            ],
        ),
        (
            &[
                ("[variables.cost]", "[variables.\"co@st\"]"),
                ("1 + subsidy", "1 + subsidi"),
                ("at_least = 2000000", "at_least = \"many\""),
            ],
            &["unknown-variable: subsidi", "bad-name: \"co@st\"", "wrong-type: many"],
        ),
    ];
    for (changes, expected) in cases {
        let text = changes.iter().fold(SOUND.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        assert_eq!(said(&text), expected, "{changes:?}");
    }
}
