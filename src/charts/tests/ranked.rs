//! Pictures of ranked things: tornados and Sobol indices.

use super::*;

fn words(name: &str) -> Words {
    Words {
        name: name.to_owned(),
        title: "What moves equipment investment, 2030".to_owned(),
        subtitle: "One assumption at a time from its 5 % to its 95 % quantile, all others at their medians".to_owned(),
        footer: vec!["Scenario: Baseline · 4,096 base samples · seed 1".to_owned()],
    }
}

fn tornado(base: f64, bars: &[(&str, f64, f64)]) -> Tornado {
    let bar = |&(label, low, high): &(&str, f64, f64)| Bar { label: label.to_owned(), low, high };
    Tornado {
        words: words("tornado"),
        unit: "bn CNY_2020/yr".to_owned(),
        base,
        ends: ["at its 5 % quantile", "at its 95 % quantile"].map(str::to_owned),
        bars: bars.iter().map(bar).collect(),
    }
}

const LONG: &str = "Elasticity of substitution between what domestically owned makers sell and what is imported, as long as no \
    controls are in force and prices move freely: key components";

fn typical() -> Tornado {
    tornado(
        840.0,
        &[
            ("Trend of investment", 610.0, 1190.0),
            ("Depreciation: industrial robots", 905.0, 790.0),
            ("Nothing to do with it", 840.0, 840.0),
            ("Amplitude of the cycle", 700.0, 830.0),
            (LONG, 838.0, 844.0),
        ],
    )
}

fn many() -> Tornado {
    let labels: Vec<String> = (0..25).map(|index| format!("Assumption {index}")).collect();
    let bars: Vec<(&str, f64, f64)> = labels
        .iter()
        .enumerate()
        .map(|(index, label)| (label.as_str(), -1.0 - index as f64, 0.5 * index as f64))
        .collect();
    tornado(0.1, &bars)
}

fn indices() -> Indices {
    let row = |label: &str, first: [f64; 3], total: [f64; 3]| IndexRow { label: label.to_owned(), first, total };
    Indices {
        words: words("indices"),
        level: 0.95,
        rows: vec![
            row("Amplitude of the cycle", [0.05, 0.02, 0.08], [0.11, 0.09, 0.14]),
            row("Trend of investment", [0.71, 0.66, 0.75], [0.83, 0.79, 0.87]),
            row("Noise", [-0.01, -0.03, 0.01], [0.0, 0.0, 0.0]),
        ],
    }
}

fn pictures() -> Vec<(&'static str, Picture)> {
    let few = Indices { rows: indices().rows[..1].to_vec(), ..indices() };
    let share = Tornado { unit: "%".to_owned(), ..tornado(62.0, &[("Learning", 41.0, 83.0), ("Tariff", 60.0, 64.0)]) };
    [
        ("tornado", typical().draw()),
        ("tornado_many", many().draw()),
        ("tornado_share", share.draw()),
        ("tornado_huge", tornado(2.5e6, &[("One", 1e6, 3e6)]).draw()),
        ("indices", indices().draw()),
        ("indices_one", few.draw()),
    ]
    .map(|(name, picture)| (name, picture.expect(name)))
    .to_vec()
}

#[test]
fn they_are_painted_without_overlaps() {
    let folder = std::env::var_os("CATCHUP_GALLERY").map(std::path::PathBuf::from);
    for (name, picture) in pictures() {
        assert_apart(name, &picture);
        let png = picture.png().expect(name);
        assert!(png.len() > 10_000, "{name} is blank");
        if let Some(folder) = &folder {
            std::fs::write(folder.join(format!("{name}.png")), png).expect(name);
        }
    }
}

/// The texts in the order they are drawn, no-break spaces as blanks.
fn found(picture: &Picture) -> Vec<String> {
    texts(picture).into_iter().map(|(words, _)| words.replace('\u{a0}', " ")).collect()
}

#[test]
fn the_longest_bar_is_at_the_top_and_ends_are_labelled() {
    let found = found(&typical().draw().expect("bars"));
    let place =
        |wanted: &str| found.iter().position(|text| text == wanted).unwrap_or_else(|| panic!("{wanted}: {found:?}"));
    assert!(place("Trend of investment") < place("Amplitude of the cycle"));
    assert!(place("Amplitude of the cycle") < place("Depreciation: industrial robots"));
    for wanted in [
        "610",
        "1,190",
        "790",
        "905",
        "all at their medians: 840",
        "One assumption that moves it less, or not at all, is not shown.",
        "at its 5 % quantile",
    ] {
        place(wanted);
    }
    assert!(!found.iter().any(|text| text.contains("Nothing to do")), "{found:?}");
    let alt = typical().draw().expect("bars").alt.replace('\u{a0}', " ");
    assert!(alt.contains("840 with all at their medians; Trend of investment from 610 to 1,190"), "{alt}");
}

#[test]
fn the_lesser_value_stands_at_the_left() {
    let picture = tornado(10.0, &[("Falling", 14.0, 4.0)]).draw().expect("a bar");
    let at = |wanted: &str| texts(&picture).into_iter().find(|(text, _)| text == wanted).expect(wanted).1;
    // Ticks carry no decimals here, labels one.
    assert!(at("4.0").right < at("14.0").left);
}

#[test]
fn more_bars_than_fit_are_counted() {
    let found = found(&many().draw().expect("bars"));
    assert!(
        found.iter().any(|text| text == "11 assumptions that move it less, or not at all, are not shown."),
        "{found:?}"
    );
    assert!(found.iter().any(|text| text == "Assumption 11") && !found.iter().any(|text| text == "Assumption 10"));
}

#[test]
fn indices_are_ordered_by_their_totals() {
    let found = found(&indices().draw().expect("rows"));
    let place =
        |wanted: &str| found.iter().position(|text| text == wanted).unwrap_or_else(|| panic!("{wanted}: {found:?}"));
    assert!(place("Trend of investment") < place("Amplitude of the cycle"));
    assert!(!found.contains(&"Noise".to_owned()), "0 % is not drawn: {found:?}");
    for wanted in ["83 %", "11 %", "95 % interval", "1 more with lesser total indices is not shown."] {
        place(wanted);
    }
}

#[test]
fn nothing_to_draw_is_an_error() {
    for bars in [&[][..], &[("Still", 1.0, 1.0)], &[("Lost", f64::NAN, 1.0)]] {
        let error = tornado(1.0, bars).draw().expect_err("no length");
        assert_eq!(error, ChartError::NothingToShow { chart: "tornado".to_owned() });
    }
    let empty = Indices { rows: Vec::new(), ..indices() };
    assert!(matches!(empty.draw(), Err(ChartError::NothingToShow { .. })));
}

#[test]
fn odd_sizes_are_drawn() {
    for (name, base, low, high) in [
        ("huge", 2e299, 1e290, 3e299),
        ("tiny", 2e-12, 1e-12, 3e-12),
        ("below", -5.0, -7.0, -6.0),
        ("zero", 0.0, 0.0, 1e-300),
    ] {
        let picture = tornado(base, &[("One", low, high)]).draw().expect(name);
        assert!(!picture.svg.contains("NaN") && !picture.svg.contains("inf"), "{name}");
        assert_apart(name, &picture);
    }
}
