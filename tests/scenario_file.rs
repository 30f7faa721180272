//! Reading scenario files: every key, inheritance, settings, limits, and what is neither.

use std::fs;
use std::path::PathBuf;

use catchup::diagnostic::Diagnostics;
use catchup::scenario::options::Options;
use catchup::scenario::read::read;
use catchup::scenario::{
    At, Definition, Effect, Extrapolation, Method, Parameter, Sampler, Scenario, Use, Worth,
};
use proptest::prelude::*;

/// A file with every key there is.
const FULL: &str = include_str!("files/full.toml");

/// A folder with files, the first of which is read.
struct Folder {
    folder: tempfile::TempDir,
    main: PathBuf,
}

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("written");
        }
        let main = folder.path().join(files[0].0);
        Self { folder, main }
    }

    fn read(&self, set: &[&str]) -> Result<Scenario, Diagnostics> {
        let options = Options {
            set: set.iter().map(|&text| text.to_owned()).collect(),
            ..Options::default()
        };
        read(&self.main, &options).map(|(scenario, _)| scenario)
    }
}

fn full() -> Folder {
    let data = "year,series,value\n2020,robots,27\n2019,robots,30\n2020,tools,5\n";
    Folder::new(&[("full_example.toml", FULL), ("data.csv", data)])
}

/// A scenario that must be well formed.
fn good(result: Result<Scenario, Diagnostics>) -> Scenario {
    result.unwrap_or_else(|found| panic!("{found}"))
}

/// Changes as `key: before -> after`.
fn changes(scenario: &Scenario) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let change = |change: &catchup::scenario::Override| {
        let (before, after) = (text(&change.before), text(&change.after));
        format!("{}: {before} -> {after}", change.key)
    };
    scenario.overrides.iter().map(change).collect()
}

#[test]
fn every_key_is_read() {
    let scenario = good(full().read(&[]));
    assert_eq!(scenario.id, "full_example");
    assert_eq!(scenario.files.len(), 1);
    let about = &scenario.about;
    assert_eq!(
        (about.title.as_str(), about.narrative.as_str()),
        ("Full", "All keys")
    );
    assert_eq!(
        (about.model.as_str(), about.region.as_str()),
        ("china", "China")
    );
    assert_eq!((about.source.as_str(), about.colour), ("Yearbook", Some(0)));
    let time = &scenario.time;
    assert_eq!(
        (time.start.value, time.end.value, time.step.value),
        (2013.0, 2035.0, 0.25)
    );
    assert_eq!(
        (time.method, time.known_until.as_ref().map(|t| t.value)),
        (Method::Rk4, Some(2024.0))
    );
    let ensemble = &scenario.ensemble;
    assert_eq!((ensemble.draws.value, ensemble.seed), (500, 7));
    assert_eq!(
        (ensemble.sampler, ensemble.memory),
        (Sampler::LatinHypercube, 2 << 30)
    );
    let units: Vec<_> = scenario
        .units
        .iter()
        .map(|u| (u.name.as_str(), u.value.value.as_str()))
        .collect();
    assert_eq!(units, [("robot", "base"), ("fleet", "12 robot")]);

    let sector = &scenario.dimensions[0].value;
    let elements: Vec<_> = sector
        .elements
        .iter()
        .map(|e| (e.name.as_str(), e.value.as_str()))
        .collect();
    assert_eq!(
        elements,
        [
            ("robots", "Industrial robots"),
            ("machine_tools", "Machine tools")
        ]
    );
    assert_eq!((sector.label.as_str(), sector.region), ("Sector", true));
    assert_eq!(scenario.dimensions[1].value.label, "Value tier");
}

#[test]
fn assumptions_are_read() {
    let scenario = good(full().read(&[]));
    let learning = &scenario.assumptions[0].value;
    let Some(Worth::Distribution(default)) = &learning.worth else {
        panic!("a distribution")
    };
    let parameters: Vec<_> = default
        .parameters
        .iter()
        .map(|p| match p.value {
            Parameter::Number(number) => (p.name.as_str(), number),
            _ => panic!("a number"),
        })
        .collect();
    assert_eq!(default.kind.value, "triangular");
    assert_eq!(parameters, [("low", 0.05), ("mode", 0.1), ("high", 0.15)]);
    assert_eq!(
        (learning.dims[0].value.as_str(), learning.shared),
        ("sector", true)
    );
    assert_eq!(
        (learning.unit.value.as_str(), learning.note.as_str()),
        ("1", "A remark")
    );
    assert_eq!(
        (learning.label.as_str(), learning.source.as_str()),
        ("Learning rate", "Wright")
    );
    let sources: Vec<_> = learning
        .elements
        .iter()
        .map(|e| (e.name.as_str(), e.value.source.as_str()))
        .collect();
    assert_eq!(sources, [("robots", "Survey"), ("machine_tools", "Wright")]);

    let tiered = &scenario.assumptions[1];
    assert_eq!(
        (tiered.written.as_str(), tiered.value.label.as_str()),
        ("tiered_share", "Tiered share")
    );
    assert!(tiered.value.worth.is_none());
    assert_eq!(tiered.value.elements[0].name, "robots, components");
    let Worth::Distribution(nested) = &tiered.value.elements[0].value.worth else {
        panic!("a distribution")
    };
    let Parameter::Distribution(inner) = &nested.parameters[0].value else {
        panic!("a distribution")
    };
    assert_eq!(
        (nested.kind.value.as_str(), inner.kind.value.as_str()),
        ("truncated", "normal")
    );

    let Some(Worth::Distribution(observed)) = &scenario.assumptions[2].value.worth else {
        panic!("a distribution")
    };
    assert_eq!(
        (
            observed.parameters.len(),
            observed.parameters[0].name.as_str()
        ),
        (1, "values")
    );
    let Parameter::List(values) = &observed.parameters[0].value else {
        panic!("a list")
    };
    assert_eq!(values, &[27.0, 30.0, 5.0]);

    let correlation = &scenario.correlations[0].value;
    assert_eq!(
        (correlation.between.len(), correlation.rank.value),
        (2, 0.4)
    );
    let lookup = &scenario.lookups[0].value;
    assert_eq!(
        (lookup.x.value.as_slice(), lookup.y.value.as_slice()),
        (&[2020.0, 2027.0][..], &[1.0, 0.6][..])
    );
    assert_eq!(
        (lookup.x_unit.value.as_str(), lookup.unit.value.as_str()),
        ("yr", "1")
    );
    assert_eq!(
        (lookup.step, lookup.extrapolation),
        (true, Extrapolation::Extend)
    );
}

#[test]
fn variables_are_read() {
    let scenario = good(full().read(&[]));
    let capital = &scenario.variables[0].value;
    let Some(Definition::Stock {
        initial,
        inflow,
        outflow,
    }) = &capital.definition
    else {
        panic!("a stock")
    };
    assert_eq!(initial.value, "1");
    assert_eq!(
        (inflow.as_ref().map(|e| e.value.as_str()), outflow.is_none()),
        (Some("invest"), true)
    );
    assert!(
        matches!(&capital.elements[0].value, Definition::Equation(equation) if equation.value == "2")
    );
    assert_eq!((capital.at, capital.report), (At::End, Some(true)));
    assert_eq!(
        capital.headline.iter().map(|t| t.value).collect::<Vec<_>>(),
        [2025.0, 2030.0]
    );
    assert_eq!(
        capital
            .milestones
            .iter()
            .map(|t| t.value)
            .collect::<Vec<_>>(),
        [0.4, 0.5]
    );
    let target = &capital.targets[0].value;
    assert_eq!(
        (target.year.value, target.at_least, target.value.value),
        (2025.0, false, 0.7)
    );
    assert_eq!(
        (target.elements[0].value.as_str(), target.label.as_str()),
        ("robots", "Plan 2025")
    );
    let [from_file, inline] = capital.history.as_slice() else {
        panic!("two histories")
    };
    assert_eq!(from_file.value.points, [(2019.0, 30.0), (2020.0, 27.0)]);
    assert_eq!(
        (from_file.value.usage, from_file.value.at),
        (Use::Drive, At::End)
    );
    assert_eq!(
        (
            from_file.value.source.as_str(),
            from_file.value.unit.as_ref().map(|u| u.value.as_str())
        ),
        ("data.csv", Some("%"))
    );
    assert_eq!(
        inline.value.points,
        [(2019.0, 0.3), (2019.25, 0.2), (2020.0, 0.27)]
    );
    assert_eq!(
        (inline.value.usage, inline.value.at),
        (Use::Compare, At::Start)
    );
}

#[test]
fn levers_shocks_and_charts_are_read() {
    let scenario = good(full().read(&[]));
    let lever = &scenario.levers[0].value;
    assert_eq!((lever.value.value, lever.neutral.value), (0.05, 0.0));
    assert_eq!(
        lever
            .min
            .as_ref()
            .zip(lever.max.as_ref())
            .map(|(a, b)| (a.value, b.value)),
        Some((0.0, 0.25))
    );
    assert_eq!(
        lever
            .from
            .as_ref()
            .zip(lever.until.as_ref())
            .map(|(a, b)| (a.value, b.value)),
        Some((2026.0, 2030.0))
    );
    assert_eq!(
        (
            lever.elements[0].name.as_str(),
            lever.elements[0].value.value
        ),
        ("robots", 0.1)
    );
    let effects: Vec<_> = scenario
        .shocks
        .iter()
        .map(|shock| match &shock.value.effect {
            Effect::Multiply(number) => ("multiply", number.value),
            Effect::Add(number) => ("add", number.value),
            Effect::Set(number) => ("set", number.value),
        })
        .collect();
    assert_eq!(effects, [("multiply", 0.6), ("add", 2.0), ("set", 3.0)]);
    assert_eq!(
        (
            scenario.shocks[0].value.years.value,
            scenario.shocks[0].value.variable.value.as_str()
        ),
        ((2027.0, 2030.0), "capital")
    );
    let chart = &scenario.charts[0].value;
    assert_eq!(
        (chart.kind.value.as_str(), chart.title.as_str(), chart.log),
        ("small-multiples", "Capital stock", true)
    );
    assert_eq!(
        (
            chart.from,
            chart.until,
            chart.by.as_ref().map(|b| b.value.as_str())
        ),
        (Some(2015.0), Some(2030.0), Some("sector"))
    );
}

#[test]
fn texts_keep_the_place_inside_their_quotes() {
    let scenario = good(full().read(&[]));
    let Some(Definition::Stock {
        inflow: Some(inflow),
        ..
    }) = &scenario.variables[0].value.definition
    else {
        panic!("a stock")
    };
    assert_eq!(inflow.span.part(2..5).text(), "ves");
}

const BASE: &str = r#"
[scenario]
title = "Base"
narrative = "A base"
template = true
region = "China"
[time]
start = 2020
end = 2030
[dimensions.sector]
elements = ["robots", "tools"]
[assumptions.first]
dims = ["sector"]
value = 0.1
unit = "1"
source = "base"
elements = { robots = { value = 0.3 } }
[assumptions.second]
value = 1
unit = "1"
source = "base"
[levers.tariff]
value = 0.05
elements = { robots = 0.1 }
dims = ["sector"]
neutral = 0
max = 0.25
unit = "1"
source = "base"
[variables.stock]
stock = { initial = "1", inflow = "2" }
unit = "1"
[variables.stock.history.seen]
file = "data.csv"
where = { series = "a" }
[shocks.strike]
variable = "stock"
years = [2021, 2022]
multiply = 0.5
source = "base"
[shocks.flood]
enabled = false
variable = "stock"
years = [2021, 2022]
multiply = 0.9
source = "base"
"#;

const DATA: &str = "year,series,value\n2019,a,1\n";

#[test]
fn a_file_changes_just_what_it_names() {
    let child = r#"
extends = "base.toml"
[scenario]
title = "Child"
[time]
end = 2030.0
[assumptions.third]
value = 3
unit = "1"
source = "child"
[assumptions.FIRST]
distribution = { uniform = { low = 0, high = 1 } }
source = "child"
[levers.tariff]
elements = { tools = 0.2 }
[variables.stock]
equation = "3"
[variables.stock.history.seen]
values = { 2019 = 5 }
source = "child"
[shocks.strike]
enabled = false
[shocks.flood]
enabled = true
multiply = 0.8
"#;
    let folder = Folder::new(&[
        ("child.toml", child),
        ("base.toml", BASE),
        ("data.csv", DATA),
    ]);
    let scenario = good(folder.read(&[]));
    assert_eq!(
        scenario.files,
        [folder.folder.path().join("base.toml"), folder.main.clone()]
    );
    let about = &scenario.about;
    assert_eq!(
        (
            about.title.as_str(),
            about.narrative.as_str(),
            about.template
        ),
        ("Child", "", false)
    );
    assert_eq!(
        (about.region.as_str(), about.model.as_str()),
        ("China", "base")
    );
    let order: Vec<_> = scenario
        .assumptions
        .iter()
        .map(|entry| entry.name.as_str())
        .collect();
    assert_eq!(order, ["first", "second", "third"], "the root's first");
    let first = &scenario.assumptions[0].value;
    assert!(matches!(first.worth, Some(Worth::Distribution(_))) && first.elements.is_empty());
    assert!(matches!(
        scenario.variables[0].value.definition,
        Some(Definition::Equation(_))
    ));
    assert_eq!(
        scenario.variables[0].value.history[0].value.points,
        [(2019.0, 5.0)]
    );
    assert_eq!(
        scenario.levers[0].value.elements.len(),
        2,
        "elements of levers merge"
    );
    let shocks: Vec<_> = scenario
        .shocks
        .iter()
        .map(|entry| entry.name.as_str())
        .collect();
    assert_eq!(shocks, ["flood"]);
    assert_eq!(
        changes(&scenario),
        [
            r#"assumptions.third: - -> { value = 3, unit = "1", source = "child" }"#,
            "assumptions.first.value: 0.1 -> -",
            "assumptions.first.elements: { robots = { value = 0.3 } } -> -",
            "assumptions.first.distribution: - -> { uniform = { low = 0, high = 1 } }",
            r#"assumptions.first.source: "base" -> "child""#,
            "levers.tariff.elements.tools: - -> 0.2",
            r#"variables.stock.stock: { initial = "1", inflow = "2" } -> -"#,
            r#"variables.stock.equation: - -> "3""#,
            r#"variables.stock.history.seen.file: "data.csv" -> -"#,
            r#"variables.stock.history.seen.where: { series = "a" } -> -"#,
            "variables.stock.history.seen.values: - -> { 2019 = 5 }",
            r#"variables.stock.history.seen.source: - -> "child""#,
            r#"shocks.strike: { variable = "stock", years = [2021, 2022], multiply = 0.5, source = "base" } -> -"#,
            r#"shocks.flood: - -> { variable = "stock", years = [2021, 2022], multiply = 0.8, source = "base" }"#,
        ]
    );
    assert_eq!(scenario.overrides[0].span.text(), "third");
}

#[test]
fn a_chain_of_files_is_merged_in_order() {
    let middle = "extends = \"base.toml\"\n[scenario]\ntitle = \"Middle\"\ncolour = 2\n[assumptions.middle]\nvalue = 1\nunit = \"1\"\nsource = \"m\"\n[shocks.strike]\nenabled = false\n";
    let leaf = "extends = \"middle.toml\"\n[scenario]\ntitle = \"Leaf\"\n[assumptions.leaf]\nvalue = 1\nunit = \"1\"\nsource = \"l\"\n[shocks.strike]\nenabled = true\n";
    let folder = Folder::new(&[
        ("leaf.toml", leaf),
        ("middle.toml", middle),
        ("base.toml", BASE),
        ("data.csv", DATA),
    ]);
    let scenario = good(folder.read(&[]));
    let order: Vec<_> = scenario
        .assumptions
        .iter()
        .map(|entry| entry.name.as_str())
        .collect();
    assert_eq!(order, ["first", "second", "middle", "leaf"]);
    assert_eq!(
        (
            scenario.about.colour,
            scenario.shocks.len(),
            scenario.files.len()
        ),
        (None, 1, 3)
    );
}

#[test]
fn settings_fix_assumptions_and_levers() {
    let base = Folder::new(&[("base.toml", BASE), ("data.csv", DATA)]);
    let worth = |scenario: &Scenario, index: usize| match &scenario.assumptions[index].value.worth {
        Some(Worth::Value(number)) => number.value,
        _ => panic!("a value"),
    };
    let scenario = good(base.read(&["First=0.2", "tariff = 0.2"]));
    assert_eq!(
        (
            worth(&scenario, 0),
            scenario.assumptions[0].value.elements.len()
        ),
        (0.2, 0)
    );
    assert_eq!(
        scenario.assumptions[0].value.source,
        "set on the command line"
    );
    assert_eq!(
        (
            scenario.levers[0].value.value.value,
            scenario.levers[0].value.elements.len()
        ),
        (0.2, 0)
    );
    assert_eq!(
        changes(&scenario),
        [
            "assumptions.first.value: 0.1 -> 0.2",
            "levers.tariff.value: 0.05 -> 0.2"
        ]
    );

    let scenario = good(base.read(&[
        "first[tools]=1e-3",
        "first[Robots]=5",
        "tariff[robots]=0",
        "second=-2",
    ]));
    let elements: Vec<_> = scenario.assumptions[0]
        .value
        .elements
        .iter()
        .map(|element| match &element.value.worth {
            Worth::Value(number) => (
                element.name.as_str(),
                number.value,
                element.value.source.as_str(),
            ),
            Worth::Distribution(_) => panic!("a value"),
        })
        .collect();
    assert_eq!(
        elements,
        [
            ("robots", 5.0, "set on the command line"),
            ("tools", 0.001, "set on the command line")
        ]
    );
    assert_eq!(worth(&scenario, 0), 0.1, "other elements keep their worth");
    assert_eq!(scenario.levers[0].value.elements[0].value.value, 0.0);
    assert_eq!(
        changes(&scenario),
        [
            "assumptions.first.elements.tools: 0.1 -> 1e-3",
            "assumptions.first.elements.robots: 0.3 -> 5",
            "levers.tariff.elements.robots: 0.1 -> 0",
            "assumptions.second.value: 1 -> -2",
        ]
    );
}

#[test]
fn the_command_line_takes_precedence() {
    let options = Options {
        draws: Some(20),
        seed: Some(3),
        sampler: Some(Sampler::Random),
        memory: Some(1 << 20),
        ..Options::default()
    };
    let folder = full();
    let (scenario, warnings) =
        read(&folder.main, &options).unwrap_or_else(|found| panic!("{found}"));
    let ensemble = &scenario.ensemble;
    assert_eq!(
        (
            ensemble.draws.value,
            ensemble.seed,
            ensemble.sampler,
            ensemble.memory
        ),
        (20, 3, Sampler::Random, 1 << 20)
    );
    assert!(warnings.is_empty());
    let none = Options {
        draws: Some(0),
        ..Options::default()
    };
    let found = read(&folder.main, &none).expect_err("no draws").to_string();
    assert!(found.contains("--draws:1:1"), "{found}");
}

#[test]
fn the_hash_follows_every_text() {
    let hash = |base: &str, data: &str, set: &[&str]| {
        good(Folder::new(&[("base.toml", base), ("data.csv", data)]).read(set)).hash
    };
    let first = hash(BASE, DATA, &[]);
    assert_eq!(first.len(), 64);
    assert_eq!(first, hash(BASE, DATA, &[]), "the folder does not matter");
    for other in [
        hash(&format!("{BASE}# a remark\n"), DATA, &[]),
        hash(BASE, "year,series,value\n2019,a,2\n", &[]),
        hash(BASE, DATA, &["second=2"]),
    ] {
        assert_ne!(first, other);
    }
}

#[test]
fn large_files_are_refused_at_once() {
    let text = format!("# {}\n", "x".repeat(8_000_000));
    let found = Folder::new(&[("large.toml", &text)])
        .read(&[])
        .expect_err("too large")
        .to_string();
    assert!(found.contains("is larger than 8 MB"), "{found}");
}

#[test]
fn a_byte_order_mark_and_line_ends_do_not_matter() {
    let text = format!("\u{feff}{}", BASE.replace('\n', "\r\n"));
    let data = format!("\u{feff}{}", DATA.replace('\n', "\r\n"));
    let folder = Folder::new(&[("base.toml", &text), ("data.csv", &data)]);
    assert_eq!(good(folder.read(&[])).assumptions.len(), 2);
}

/// Reads bytes as a scenario file; whatever they are, this must return.
fn survive(bytes: &[u8]) {
    let folder = full();
    fs::write(&folder.main, bytes).expect("written");
    for set in [&[][..], &["growth=1", "=", "[[@"][..]] {
        if let Err(found) = folder.read(set) {
            assert!(!found.to_string().is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arbitrary_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        survive(&bytes);
    }

    #[test]
    fn mutations_are_survived(
        edits in proptest::collection::vec((0..FULL.len(), 0..40usize, "[\\[\\]{}=\"',.\n#0-9a-zé-]{0,4}"), 1..6)
    ) {
        let mut bytes = FULL.as_bytes().to_vec();
        for (at, length, text) in edits {
            let start = at.min(bytes.len());
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, text.bytes());
        }
        survive(&bytes);
    }

    #[test]
    fn mutated_data_is_survived(text in "(year|value|series|,|\n|\"|[0-9]{1,4}|é|;){0,60}") {
        let folder = full();
        fs::write(folder.folder.path().join("data.csv"), text).expect("written");
        if let Err(found) = folder.read(&[]) {
            prop_assert!(!found.to_string().is_empty());
        }
    }
}
