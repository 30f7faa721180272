//! Digits: what is printed tells apart what stands beside it, and is what was computed.

use serde_json::Value;

use super::{catchup, command, exits};
use crate::support::Folder;

/// A pressure that is known to a thousandth: normal with 1013.4 and .6 in 2030, where nine of ten draws are within .987.
const NARROW: &str = r#"
[scenario]
title = "Pressure"
[time]
start = 2020
end = 2030
[ensemble]
draws = 4096
[assumptions.a]
distribution = { normal = { mean = 1012.4, sd = 0.6 } }
unit = "hPa"
source = "x"
[assumptions.middle]
distribution = { normal = { mean = 2004.3, sd = 0.4 } }
unit = "yr"
source = "x"
[units]
hPa = "base"
[levers.lift]
value = 0
neutral = 0
min = 0
max = 10
unit = "1"
source = "x"
[variables.p]
equation = "a + (0.1 * (time - 2020 yr) / 1 yr + lift) * 1 [hPa]"
unit = "hPa"
headline = [2020, 2025, 2030]
[variables.p.targets.t]
year = 2030
at_least = 1013
source = "x"
[variables.peak]
equation = "middle + 1 yr"
unit = "yr"
headline = [2030]
"#;

#[test]
fn a_range_is_told_from_its_median_and_no_year_is_left_out_that_fits() {
    let folder = Folder::new(&[("narrow.toml", NARROW)]);
    let here = folder.folder.path();
    let ask = ["run", "narrow.toml", "--format", "csv", "--out", "o"];
    let (out, _) = exits(&catchup(here, &ask), 0);
    for part in ["1,013.4 (1,012.4–1,014.4)", "1,012.4 (1,011.4–1,013.4)", "2005.3 (2004.6–2006.0)", "+0.4"] {
        assert!(out.contains(part), "`{part}` is missing in\n{out}");
    }
    let narrow = command(here, &["run", "narrow.toml", "--format", "csv", "--out", "p"]).env("COLUMNS", "70").output();
    let (out, _) = exits(&narrow.expect("it runs"), 0);
    assert!(out.contains("Not shown, for want of width: 2020.") && !out.contains("1,011.4"), "{out}");
}

#[test]
fn a_strength_is_printed_as_the_one_that_has_the_chance_beside_it() {
    let folder = Folder::new(&[("narrow.toml", NARROW)]);
    let here = folder.folder.path();
    let ask = ["solve", "narrow.toml", "--lever", "lift", "--reach", "p@2030=1015", "--probability", "0.9"];
    let (out, _) = exits(&catchup(here, &ask), 0);
    // The 10 % quantile of a normal is 1.28155 sd below its mean: 1015 - 1013.4 + .6 × 1.28155 = 2.369.
    let (_, said) = out.split_once("must be ").expect("an answer");
    let strength = said.split_whitespace().next().expect("a number");
    assert!((strength.parse::<f64>().expect("a number") - 2.369).abs() < 0.01, "{out}");
    let rows: Vec<(&str, &str)> =
        out.lines().filter_map(|line| line.split_once(" %")?.0.trim_end().rsplit_once(' ')).collect();
    let rows: Vec<(&str, &str)> =
        rows.iter().filter(|(label, _)| label.trim().parse::<f64>().is_ok()).copied().collect();
    assert!(rows.len() >= 3, "{out}");
    for (label, chance) in [rows[0], rows[1], (strength, "90")] {
        let set = format!("lift={}", label.trim());
        let ask = ["ask", "narrow.toml", "p@2030 given p@2030 >= 1015", "--set", &set, "--json"];
        let (out, _) = exits(&catchup(here, &ask), 0);
        let found: Value = serde_json::from_str(&out).expect("JSON");
        let found = found["chance"].as_f64().unwrap_or_else(|| panic!("{out}"));
        assert_eq!(format!("{:.0}", found * 100.0), chance, "at {label}");
    }
}
