//! Inheritance and settings: what a file or the command line changes in what another file says.

use super::support::{BASE, DATA, Folder, good};
use catchup::scenario::{Definition, Scenario, Worth};

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
    let folder = Folder::new(&[("child.toml", child), ("base.toml", BASE), ("data.csv", DATA)]);
    let scenario = good(folder.read(&[]));
    assert_eq!(scenario.files, [folder.folder.path().join("base.toml"), folder.main.clone()]);
    let about = &scenario.about;
    assert_eq!((about.title.as_str(), about.narrative.as_str(), about.template), ("Child", "", false));
    assert_eq!((about.region.as_str(), about.model.as_str()), ("China", "base"));
    let order: Vec<_> = scenario.assumptions.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(order, ["first", "second", "third"], "the root's first");
    let first = &scenario.assumptions[0].value;
    assert!(matches!(first.worth, Some(Worth::Distribution(_))) && first.elements.is_empty());
    assert!(matches!(scenario.variables[0].value.definition, Some(Definition::Equation(_))));
    assert_eq!(scenario.variables[0].value.history[0].value.points, [(2019.0, 5.0)]);
    assert_eq!(scenario.levers[0].value.elements.len(), 2, "elements of levers merge");
    let shocks: Vec<_> = scenario.shocks.iter().map(|entry| entry.name.as_str()).collect();
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
    let folder = Folder::new(&[("leaf.toml", leaf), ("middle.toml", middle), ("base.toml", BASE), ("data.csv", DATA)]);
    let scenario = good(folder.read(&[]));
    let order: Vec<_> = scenario.assumptions.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(order, ["first", "second", "middle", "leaf"]);
    assert_eq!((scenario.about.colour, scenario.shocks.len(), scenario.files.len()), (None, 1, 3));
}

#[test]
fn settings_fix_assumptions_and_levers() {
    let base = Folder::new(&[("base.toml", BASE), ("data.csv", DATA)]);
    let worth = |scenario: &Scenario, index: usize| match &scenario.assumptions[index].value.worth {
        Some(Worth::Value(number)) => number.value,
        _ => panic!("a value"),
    };
    let scenario = good(base.read(&["First=0.2", "tariff = 0.2"]));
    assert_eq!((worth(&scenario, 0), scenario.assumptions[0].value.elements.len()), (0.2, 0));
    assert_eq!(scenario.assumptions[0].value.source, "set on the command line");
    assert_eq!((scenario.levers[0].value.value.value, scenario.levers[0].value.elements.len()), (0.2, 0));
    assert_eq!(changes(&scenario), ["assumptions.first.value: 0.1 -> 0.2", "levers.tariff.value: 0.05 -> 0.2"]);

    let scenario = good(base.read(&["first[tools]=1e-3", "first[Robots]=5", "tariff[robots]=0", "second=-2"]));
    let elements: Vec<_> = scenario.assumptions[0]
        .value
        .elements
        .iter()
        .map(|element| match &element.value.worth {
            Worth::Value(number) => (element.name.as_str(), number.value, element.value.source.as_str()),
            Worth::Distribution(_) => panic!("a value"),
        })
        .collect();
    assert_eq!(elements, [("robots", 5.0, "set on the command line"), ("tools", 0.001, "set on the command line")]);
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
