//! Faults of several kinds in one file, from a missing key to a wrong unit, are all named at once, and nothing besides.

use catchup::Session;
use catchup::diagnostic::{Diagnostic, Diagnostics};
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
[variables.tax]
equation = "0 * sum(sales, country) / 1 [pump/yr]"
unit = "1"
[charts.stock]
kind = "lines"
variables = ["stock"]
by = "country"
[criteria.cost]
of = "cost@2035"
better = "low"
"#;

/// Codes of what is said of a text, each with what stands at its place, in the order of the file.
fn said(text: &str) -> Vec<String> {
    problems(text).iter().map(|problem| format!("{}: {}", problem.code, problem.labels[0].span.text())).collect()
}

fn problems(text: &str) -> Vec<Diagnostic> {
    let files = Arc::new(Memory::new([("file.toml", text)]));
    let opened = Session::open_from(files, Path::new("file.toml"), Options::default());
    let mut found = opened.err().map_or_else(Vec::new, Diagnostics::into_vec);
    found.sort_by_key(|problem| problem.labels[0].span.range.start);
    found
}

/// Each case: what is written in the place of what, and what is to be said.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);

#[test]
fn faults_of_all_stages_are_named_and_nothing_that_follows_from_them() {
    assert!(said(SOUND).is_empty(), "{:?}", said(SOUND));
    let cases: [Case; 17] = [
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
        // What names what is not there, and loops, are told beside errors of names, units and values.
        (
            &[
                ("* price *", "* prise *"),
                ("of = \"cost@2035\"", "of = \"costs@2035\""),
                ("subsidy)\"", "subsidy + 0 * tax)\""),
            ],
            &["cycle: sales", "unknown-variable: prise", "unknown-name: costs"],
        ),
        (
            &[("unit = \"pump/yr\"\n", ""), ("\"0.05 * homes\"", "\"0.05 * prise\""), ("cost@2035", "cost@2055")],
            &["unknown-variable: prise", "missing-unit: sales", "off-axis: 2055"],
        ),
        // What has no unit, or what is none, hides no other fault of its entry.
        (
            &[("unit = \"pump/yr\"\n", ""), ("(1 + subsidy)", "(1 [yr] + subsidy) * prise")],
            &["missing-unit: sales", "unit-mismatch: subsidy", "unknown-variable: prise"],
        ),
        (&[("unit = \"k EUR_2024/pump\"", "unit = 5")], &["wrong-type: 5"]),
        // A name that is of nothing is one mistake, whatever is missing without it, wherever it stands.
        (
            &[("[assumptions.homes]\ndims = [\"country\"]", "[assumptions.homes]\ndims = [\"contry\"]")],
            &["unknown-dimension: contry"],
        ),
        (&[("[dimensions.country]", "[dimensions.countries]")], &["unknown-dimension: country"]),
        // Tables below a name that is misspelled belong to what was meant.
        (&[("[variables.stock.targets.plan]", "[variables.stok.targets.plan]")], &["missing-key: stok"]),
    ];
    for (changes, expected) in cases {
        let text = changes.iter().fold(SOUND.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        assert_eq!(said(&text), expected, "{changes:?}");
    }
}

/// The key that a line of a scenario file begins with, and where: that of a value, or the first of the head of a table.
fn key_of(line: &str) -> Option<std::ops::Range<usize>> {
    let start = usize::from(line.starts_with('['));
    let end = line.find(if start == 1 { ['.', ']'] } else { [' ', '='] })?;
    Some(start..end)
}

#[test]
fn a_key_that_is_misspelled_is_one_error_with_what_was_meant() {
    let mut at = 0;
    for line in SOUND.split_inclusive('\n') {
        let begins = at;
        at += line.len();
        let Some(key) = key_of(line).filter(|_| !line.starts_with("pump")) else { continue };
        let (key, rest) = (&line[key.clone()], begins + key.start + key.len() / 2);
        let text = format!("{}{}", &SOUND[..rest], &SOUND[rest + 1..]);
        let spoilt = format!("{}{}", &key[..key.len() / 2], &key[key.len() / 2 + 1..]);
        assert_eq!(said(&text), [format!("unknown-key: {spoilt}")], "{line}");
        let found = problems(&text);
        let meant = format!("did you mean `{key}`?");
        assert_eq!(found[0].help.as_deref(), Some(meant.as_str()), "{line}");
    }
}

#[test]
fn what_is_worth_knowing_is_told_beside_errors_it_does_not_rest_on() {
    // 0.2 % are likely 20; what has no effect may have one once the errors are gone.
    let text = SOUND.replace("value = 20\n", "value = 0.2\n").replace("* price *", "* prise *");
    assert_eq!(said(&text), ["share-in-percent: 0.2", "unknown-variable: prise"]);
    let text = text.replace("value = 0.2\n", "value = \"0.2\"\n");
    assert_eq!(said(&text), ["wrong-type: 0.2", "unknown-variable: prise"]);
}
