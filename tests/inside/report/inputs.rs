//! What goes into a scenario, as reports list it.

use catchup::projection::{Input, InputKind, Projection};

use super::{folder, projected};

fn base(set: &[&str]) -> Projection {
    projected(&folder(), "base.toml", set).0
}

fn input<'a>(projection: &'a Projection, selector: &str) -> &'a Input {
    projection.inputs.iter().find(|input| input.selector == selector).unwrap_or_else(|| panic!("no input {selector}"))
}

#[track_caller]
fn close(range: Option<[f64; 3]>, expected: [f64; 3]) {
    let range = range.expect("a range");
    for (value, expected) in range.into_iter().zip(expected) {
        assert!((value - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{range:?} is not {expected}");
    }
}

#[test]
fn every_element_of_every_input_is_listed_in_order() {
    let projection = base(&[]);
    let listed: Vec<(InputKind, &str)> =
        projection.inputs.iter().map(|input| (input.kind, input.selector.as_str())).collect();
    let expected = [
        (InputKind::Assumption, "growth"),
        (InputKind::Assumption, "share[robots]"),
        (InputKind::Assumption, "share[tools]"),
        (InputKind::Assumption, "price"),
        (InputKind::Lever, "push[robots]"),
        (InputKind::Lever, "push[tools]"),
        (InputKind::Shock, "strike"),
        (InputKind::Shock, "bonus"),
    ];
    assert_eq!(listed, expected);
}

#[test]
fn ranges_are_quantiles_in_the_declared_unit() {
    let projection = base(&[]);
    // Triangular on 0, 0.04, 0.08: F(x) = x^2 / (0.08 * 0.04) below the mode.
    let low = (0.05_f64 * 0.08 * 0.04).sqrt();
    close(input(&projection, "growth").range, [low, 0.04, 0.08 - low]);
    // Uniform between 20 and 40 per cent stays in per cent.
    close(input(&projection, "share[robots]").range, [21.0, 30.0, 39.0]);
    close(input(&projection, "share[tools]").range, [60.0; 3]);
    // Lognormal: median times exp of 0.5 times the normal quantile, 1.6448536269514722 (Abramowitz and Stegun 26.2).
    let spread = (0.5 * 1.644_853_626_951_472_2_f64).exp();
    close(input(&projection, "price").range, [2.0 / spread, 2.0, 2.0 * spread]);
    close(input(&projection, "push[robots]").range, [0.01; 3]);
    close(input(&projection, "push[tools]").range, [0.0; 3]);
    assert_eq!(input(&projection, "strike").range, None);
}

#[test]
fn texts_units_labels_and_sources_are_those_of_the_file() {
    let projection = base(&[]);
    for (selector, label, unit, text, source) in [
        ("growth", "Growth of demand", "1/yr", "triangular: low 0, mode 0.04, high 0.08", "A yearbook"),
        ("share[robots]", "Share: Robots", "%", "uniform: low 20, high 40", "A survey"),
        ("share[tools]", "Share: Tools", "%", "60", "A ministry"),
        ("push[tools]", "Push: Tools", "1/yr", "neutral 0, max 0.25, from 2022", "judgement"),
        ("strike", "strike", "1", "demand times 0.5, 2025 to 2026", "What if"),
        ("bonus", "bonus", "bn CNY", "demand plus 3, 2027 to 2027", "What if too"),
    ] {
        let input = input(&projection, selector);
        let found = (input.label.as_str(), input.unit.as_str(), input.text.as_str(), input.source.as_str());
        assert_eq!(found, (label, unit, text, source), "{selector}");
    }
}

#[test]
fn settings_of_the_command_line_count() {
    let projection = base(&["growth=0.02", "share[robots]=33"]);
    close(input(&projection, "growth").range, [0.02; 3]);
    close(input(&projection, "share[robots]").range, [33.0; 3]);
    assert_eq!(input(&projection, "growth").source, "set on the command line");
    let places: Vec<&str> = projection.changes.iter().map(|change| change.place.as_str()).collect();
    assert_eq!(places, ["--set", "--set"]);
}

#[test]
fn changes_say_file_and_line() {
    let (projection, ..) = projected(&folder(), "push.toml", &[]);
    let change = |key: &str| {
        projection.changes.iter().find(|change| change.key == key).unwrap_or_else(|| panic!("no change of {key}"))
    };
    let push = change("levers.push.value");
    assert_eq!((push.before.as_deref(), push.after.as_deref()), (Some("0.01"), Some("0.03")));
    assert_eq!(push.place, "push.toml:8");
    assert_eq!(change("assumptions.price.value").place, "push.toml:11");
}
