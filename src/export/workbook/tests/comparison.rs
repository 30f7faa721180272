//! The workbook of a comparison.

use super::*;

fn summary(mean: f64) -> Summary {
    Summary { mean, low: mean - 1.0, median: mean + 0.5, high: mean + 2.0 }
}

/// Two scenarios of one title; the second has another tariff and costs more.
fn comparison() -> Comparison {
    let (reference, mut push) = (full(), full());
    push.about.id = "harder".to_owned();
    push.about.colour = 3;
    push.inputs.push(Input {
        selector: "tariff".to_owned(),
        kind: InputKind::Lever,
        range: None,
        ..push.inputs[0].clone()
    });
    let difference = Difference {
        variable: 0,
        series: 1,
        mean: vec![1.0, 2.0],
        quantiles: Quantiles::from_fn(2, |level, time| (level.index() + time) as f64),
    };
    let costs = Costs {
        variable: "cost".to_owned(),
        label: "Cost".to_owned(),
        unit: "bn CNY_2020".to_owned(),
        year: 2021.0,
        description: "Discounted at 3 %".to_owned(),
        parts: vec!["Imports".to_owned(), "Subsidies".to_owned()],
        costs: vec![[10.0, 2.0, 12.0].map(summary).to_vec(), [8.0, 5.0, 13.0].map(summary).to_vec()],
        differences: vec![[0.0; 3].map(summary).to_vec(), [-2.0, 3.0, 1.0].map(summary).to_vec()],
    };
    let criterion = Criterion {
        name: "cheap".to_owned(),
        label: "Cheap".to_owned(),
        selector: "cost@2021".to_owned(),
        unit: "bn CNY_2020".to_owned(),
        higher_is_better: false,
        values: [12.0, 13.0].map(summary).to_vec(),
        differences: [0.0, 1.0].map(summary).to_vec(),
        best: vec![0.75, 0.25],
        regret: [0.5, 1.5].map(|mean| Regret { mean, high: 2.0, greatest: 4.0 }).to_vec(),
    };
    let part = |name: &str, mean: f64| Part {
        name: name.to_owned(),
        label: format!("Label of {name}"),
        changes: vec!["a = 1".to_owned(), "b = 2".to_owned()],
        summary: summary(mean),
        error: None,
    };
    let attribution = Attribution {
        scenario: 1,
        selector: "cost@2021".to_owned(),
        label: "Cost".to_owned(),
        unit: "bn CNY_2020".to_owned(),
        from: 12.0,
        to: 13.0,
        draws: 8,
        parts: vec![part("levers.tariff", -2.0), part("levers.push", 3.0)],
        sampled_orders: None,
    };
    Comparison {
        projections: vec![reference, push],
        reference: 0,
        differences: vec![Vec::new(), vec![difference]],
        exposure: None,
        imports: None,
        costs: Some(costs),
        criteria: vec![criterion],
        dominance: Some(Dominance { undominated: vec![1.0, 0.5], dominates: array![[0.0, 0.5], [0.0, 0.0]] }),
        worlds: None,
        attributions: vec![attribution],
        notes: vec!["A template was skipped.".to_owned()],
    }
}

#[test]
fn comparisons_have_a_sheet_for_each_table() {
    let bytes = compare(&comparison());
    let mut opened = open(&bytes);
    let expected = [
        "About",
        "Charts",
        "Costs",
        "Criteria",
        "Dominance",
        "Attribution",
        "Milestones",
        "Targets",
        "Paths",
        "Differences",
        "Assumptions",
        "Changes",
        "Variables",
    ];
    assert_eq!(opened.sheet_names(), expected);
    // Both titles are the same, so files tell them apart.
    let (first, second) = ("=1+1 (push)", "=1+1 (harder)");

    let found = rows(&mut opened, "Costs");
    assert_eq!(found[2], ["Imports", second, "bn CNY_2020", "#8.5", "#7", "#10", "#8", "#-1.5", "#-3", "#0", "#-2"]);
    assert_eq!(found[5][..7], ["Total", first, "bn CNY_2020", "#12.5", "#11", "#14", "#12"]);
    assert_eq!(found.len(), 7);

    let found = rows(&mut opened, "Criteria");
    let expected =
        ["cheap", "Cheap", "cost@2021", "bn CNY_2020", "lower", second, "#0.25", "#1.5", "#2", "#4", "#13.5"];
    assert_eq!(found[2][..11], expected);

    let found = rows(&mut opened, "Dominance");
    assert_eq!(found[0][2..], [format!("Dominates {first}"), format!("Dominates {second}")]);
    assert_eq!(found[1..], [[first, "#1", "", "#0.5"], [second, "#0.5", "#0", ""]]);

    let found = rows(&mut opened, "Attribution");
    let expected = [
        second,
        "cost@2021",
        "Cost",
        "bn CNY_2020",
        "#12",
        "#13",
        "Label of levers.push",
        "#3",
        "#3.5",
        "#2",
        "#5",
        "",
        "levers.push",
        "a = 1; b = 2",
        "#8",
        "all",
    ];
    assert_eq!(found[2], expected);

    let found = rows(&mut opened, "Paths");
    assert_eq!(found[0][..3], ["Scenario", "Name", "Variable"]);
    assert_eq!(found.len(), 1 + 2 * 4 * 3);
    assert_eq!(found[13][..2], [second, "share"]);
    assert_eq!(found[13][6..], ["median", "#0.27", "#0.57125"]);

    // Only the second scenario differs, in one series: quantiles 3, 0 and 6 at first, one more a year later.
    let found = rows(&mut opened, "Differences");
    let values: Vec<&[String]> = found[1..].iter().map(|row| &row[5..]).collect();
    assert_eq!(
        values,
        [["median", "#0.03", "#0.04"], ["5 %", "#0", "#0.01"], ["95 %", "#0.06", "#0.07"], ["mean", "#0.01", "#0.02"]]
    );
    assert_eq!(found[1][..4], [second, "share", "Home share, by value", "Tools | machines"]);

    // The assumption that both share stands once.
    let found = rows(&mut opened, "Assumptions");
    assert_eq!(found[1..].iter().map(|row| &row[2]).collect::<Vec<_>>(), ["growth[robots]", "tariff"]);
    assert_eq!(rows(&mut opened, "Milestones").len(), 5);
    let about = rows(&mut opened, "About");
    assert!(about.contains(&vec!["Reference".to_owned(), first.to_owned()]), "{about:?}");
    assert!(about.contains(&vec!["Note".to_owned(), "A template was skipped.".to_owned()]), "{about:?}");
}

#[test]
fn the_same_comparison_gives_the_same_bytes() {
    assert!(compare(&comparison()) == compare(&comparison()));
}

#[test]
fn comparisons_are_drawn() {
    let bytes = compare(&comparison());
    // `CATCHUP_GALLERY=folder` keeps it for looking at.
    if let Some(folder) = std::env::var_os("CATCHUP_GALLERY") {
        std::fs::write(std::path::Path::new(&folder).join(COMPARISON_WORKBOOK), &bytes).unwrap();
    }
    // Costs, one attribution, two headline series.
    assert_eq!(charts(&bytes), 4);
    for (name, expected) in [
        (
            "chart1",
            &[
                "barDir val=\"bar\"",
                "grouping val=\"stacked\"",
                "Costs!$G$2:$G$3",
                "Costs!$G$4:$G$5",
                "Costs!$B$2:$B$3",
            ][..],
        ),
        ("chart2", &["Attribution!$H$2:$H$3", "Attribution!$G$2:$G$3"]),
        ("chart3", &["Paths!$A$2", "Paths!$A$14", "Paths!$H$2:$I$2", "Paths!$H$14:$I$14"]),
    ] {
        let chart = part(&bytes, &format!("xl/charts/{name}.xml"));
        for text in expected {
            assert!(chart.contains(text), "{name} {text}");
        }
    }
}

#[test]
fn a_comparison_may_lack_everything_but_its_scenarios() {
    let bare = Comparison {
        differences: vec![Vec::new(), Vec::new()],
        costs: None,
        criteria: Vec::new(),
        dominance: None,
        attributions: Vec::new(),
        notes: Vec::new(),
        ..comparison()
    };
    let expected = ["About", "Charts", "Milestones", "Targets", "Paths", "Assumptions", "Changes", "Variables"];
    assert_eq!(open(&compare(&bare)).sheet_names(), expected);
    let nothing = Comparison { projections: Vec::new(), differences: Vec::new(), ..bare };
    assert_eq!(open(&compare(&nothing)).sheet_names(), ["About"]);
}

/// Of a histogram that one scenario asks for, the bars of all have a chart each, in the same bars.
#[test]
fn histograms_have_bars_of_all_scenarios() {
    let mut found = comparison();
    let counted = |first, shares: &[f64]| {
        vec![Histogram { point: 1, exponent: 0, first, below: 0.0, shares: shares.to_vec(), above: 0.0 }]
    };
    found.projections[0].variables[0].series[0].histograms = counted(3, &[0.25, 0.75]);
    found.projections[1].variables[0].series[0].histograms = counted(4, &[1.0]);
    let before = charts(&compare(&found));
    found.projections[1].charts =
        vec![Chart { fixed: vec![(0, 0)], ..Chart::new(ChartKind::Histogram, "spread", vec![0]) }];
    let bytes = compare(&found);
    assert_eq!(charts(&bytes), before + 2);
    let rows = rows(&mut open(&bytes), "Histograms");
    let bars: Vec<[&str; 3]> = rows[1..].iter().map(|row| [1, 9, 10].map(|place| row[place].as_str())).collect();
    let (first, second) = ("=1+1 (push)", "=1+1 (harder)");
    assert_eq!(bars, [[first, "3 to 4%", "#0.25"], [first, "4 to 5%", "#0.75"], [second, "4 to 5%", "#1"]]);
}
