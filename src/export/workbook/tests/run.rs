//! The workbook of a run.

use super::*;

#[test]
fn every_table_has_a_sheet() {
    let opened = open(&run(&full()));
    let expected = [
        "About",
        "Charts",
        "Headline",
        "Projections",
        "Milestones",
        "Targets",
        "History",
        "Assumptions",
        "Changes",
        "Variables",
    ];
    assert_eq!(opened.sheet_names(), expected);
    // Nothing goes in and nothing was changed: no empty sheets.
    let opened = open(&run(&sample()));
    assert_eq!(
        opened.sheet_names(),
        ["About", "Charts", "Headline", "Projections", "Milestones", "Targets", "Variables"]
    );
}

#[test]
fn projections_are_wide_and_whole() {
    let mut opened = open(&run(&full()));
    let found = rows(&mut opened, "Projections");
    assert_eq!(found[0], ["Name", "Variable", "sector", "place", "Unit", "Statistic", "#2020", "#2021"]);
    let statistics: Vec<&str> = found[1..10].iter().map(|row| row[5].as_str()).collect();
    let expected = ["median", "5 %", "95 %", "mean", "standard deviation", "10 %", "25 %", "75 %", "90 %"];
    assert_eq!(statistics, expected);
    // 27 % with 2.5 points between quantiles: 57.125 - 3 * 2.5 is the 5 % quantile.
    assert_eq!(
        found[1],
        ["share", "Home share, by value", "Industrial robots", "", "%", "median", "#0.27", "#0.57125"]
    );
    assert_eq!(found[2][6..], ["#0.195", "#0.49625"]);
    assert_eq!(found[3][6..], ["#0.345", "#0.64625"]);
    assert_eq!(found[4][6..], ["#0.2825", "#0.58375"]);
    assert_eq!(found.len(), 1 + 4 * 9);
    let price = &found[1 + 2 * 9];
    assert_eq!(price[..6], ["price", "Price", "", "Suzhou", "CNY_2020", "median"]);
    // What is not a number is told as such.
    assert_eq!(found[1 + 3 * 9][6..], [&format!("#{}", 1.0 / 3.0), "n/a"]);
    assert_eq!(format(&mut opened, "Projections", (0, 6)), "0");
    assert_eq!(format(&mut opened, "Projections", (1, 7)), "0.0%");
    assert_eq!(format(&mut opened, "Projections", (19, 6)), "#,##0.0000");
}

#[test]
fn a_certain_projection_has_one_row_a_series() {
    let mut projection = full();
    projection.about.basis = certain();
    let found = rows(&mut open(&run(&projection)), "Projections");
    assert_eq!(found.len(), 5);
    assert_eq!(found[1][5..], ["value", "#0.27", "#0.57125"]);
}

#[test]
fn headline_milestones_and_targets() {
    let mut opened = open(&run(&full()));
    let found = rows(&mut opened, "Headline");
    assert_eq!(found[0], ["Name", "Variable", "sector", "Unit", "Year", "Median", "5 %", "95 %", "Mean"]);
    let row = [
        "share",
        "Home share, by value",
        "Industrial robots",
        "%",
        "#2021",
        "#0.57125",
        "#0.49625",
        "#0.64625",
        "#0.58375",
    ];
    assert_eq!(found[1], row);
    assert_eq!(found.len(), 3);

    let found = rows(&mut opened, "Milestones");
    assert_eq!(
        found[0][4..],
        [
            "Threshold",
            "Direction",
            "Passage",
            "Lasting, years",
            "From",
            "Until",
            "5 %",
            "Median",
            "95 %",
            "Already",
            "Never"
        ]
    );
    assert_eq!(
        found[1][4..],
        ["#0.004", "above", "first", "#0", "", "", "already", "#2021", "never", "#0.25", "#0.125"]
    );
    assert_eq!(
        found[2][4..],
        ["#0.006999999999999999", "below", "last", "#2", "#2020", "", "#2020.25", "never", "never", "#0", "#0.75"]
    );

    let found = rows(&mut opened, "Targets");
    let plan = ["Plan", "#2021", "at least", "#0.5", "#0.625", "#0.015", "no", "State Council"];
    assert_eq!(found[1][4..], plan);
    let cap = ["Cap \"soft\"", "#2020", "at most", "#0.8", "#1", "#-0.53", "yes", "Ministry"];
    assert_eq!(found[2][4..], cap);
    assert_eq!(format(&mut opened, "Targets", (1, 5)), "0");
    assert_eq!(format(&mut opened, "Targets", (1, 8)), "0.0%");
}

#[test]
fn texts_are_never_formulas() {
    let bytes = run(&full());
    let mut opened = open(&bytes);
    let input = &rows(&mut opened, "Assumptions")[1];
    let expected = [
        "assumption",
        "growth[robots]",
        "=SUM(A1)",
        "%/yr",
        "triangular: low 0, mode 4, high 8",
        "#0.01",
        "#0.04",
        "#0.07",
        "+judgement",
    ];
    assert_eq!(input[..], expected);
    assert_eq!(rows(&mut opened, "Changes")[1], ["levers.tariff.value", "0.05", "", "push.toml:3"]);
    assert_eq!(rows(&mut opened, "History")[1][4..], ["#2020", "#0.27", "yes", "-IFR"]);
    let about = rows(&mut opened, "About");
    assert_eq!(about[0][0], "=1+1");
    assert_eq!(about[2], ["Narrative", "@home and abroad"]);
    for sheet in 1..=10 {
        assert!(!part(&bytes, &format!("xl/worksheets/sheet{sheet}.xml")).contains("<f>"), "{sheet}");
    }
}

#[test]
fn heads_stay_in_view_and_can_be_filtered() {
    let sheet = part(&run(&full()), "xl/worksheets/sheet4.xml");
    for expected in [
        r#"<pane xSplit="2" ySplit="1" topLeftCell="C2" activePane="bottomRight" state="frozen"/>"#,
        r#"<autoFilter ref="A1:H37"/>"#,
    ] {
        assert!(sheet.contains(expected), "{expected}");
    }
}

#[test]
fn charts_read_the_cells() {
    let bytes = run(&full());
    // The variable `share` is the only headline; it has two series.
    assert_eq!(charts(&bytes), 2);
    let chart = part(&bytes, "xl/charts/chart2.xml");
    for expected in [
        "<c:f>Projections!$F$11</c:f>",
        "<c:f>Projections!$G$1:$H$1</c:f>",
        "<c:f>Projections!$G$11:$H$11</c:f>",
        "<c:f>Projections!$G$12:$H$12</c:f>",
        "<c:f>Projections!$G$13:$H$13</c:f>",
        "Home share, by value: Tools | machines (%)",
    ] {
        assert!(chart.contains(expected), "{expected}");
    }
}

#[test]
fn the_same_projection_gives_the_same_bytes() {
    assert!(run(&full()) == run(&full()));
}

#[test]
fn what_is_too_much_is_told() {
    let mut projection = full();
    projection.inputs[0].source = "x".repeat(40_000);
    projection.about.narrative = "y".repeat(40_000);
    let mut opened = open(&run(&projection));
    let about = rows(&mut opened, "About");
    // A narrative goes on in the next cell.
    assert_eq!((about[2][1].len(), about[3][1].len()), (32_767, 7_233));
    let notes: Vec<&str> = about.iter().filter(|row| row[0] == "Note").map(|row| row[1].as_str()).collect();
    assert!(notes[0].starts_with("1 texts were longer"), "{notes:?}");
    assert!(rows(&mut opened, "Assumptions")[1][8].ends_with("x … (cut)"));

    let mut projection = full();
    let times: u16 = 16_384;
    projection.times = (0..times).map(f64::from).collect();
    for series in projection.variables.iter_mut().flat_map(|variable| &mut variable.series) {
        series.quantiles = Quantiles::from_fn(usize::from(times), |_, _| 0.0);
        (series.mean, series.sd) = (vec![0.0; usize::from(times)], Some(vec![0.0; usize::from(times)]));
        series.observed = vec![false; usize::from(times)];
    }
    let mut opened = open(&run(&projection));
    assert!(!opened.sheet_names().contains(&"Projections".to_owned()));
    let about = rows(&mut opened, "About");
    let told = about.iter().any(|row| row[1].starts_with("Projections is larger than a spreadsheet program can open"));
    assert!(told, "{about:?}");
}

#[test]
fn more_charts_than_a_sheet_takes_are_told() {
    let mut projection = full();
    let series = projection.variables[0].series[0].clone();
    projection.variables[0].series = vec![series; 61];
    let bytes = run(&projection);
    assert_eq!(charts(&bytes), 60);
    let about = rows(&mut open(&bytes), "About");
    assert!(about.iter().any(|row| row[1].contains("first 60 charts; 1 more")), "{about:?}");
}

/// Bars are rows, with what lies beyond them; their chart reads the bars alone.
#[test]
fn histograms_and_thin_lines_have_sheets_and_charts() {
    let mut projection = full();
    let series = &mut projection.variables[0].series[0];
    series.histograms =
        vec![Histogram { point: 1, exponent: -1, first: 3, below: 0.0, shares: vec![0.0, 0.25, 0.5], above: 0.25 }];
    series.lines = vec![vec![20.0, 50.0], vec![30.0, 60.0]];
    let before = charts(&run(&projection));
    let chart = |kind, name: &str| Chart { fixed: vec![(0, 0)], ..Chart::new(kind, name, vec![0]) };
    projection.charts = vec![chart(ChartKind::Histogram, "spread"), chart(ChartKind::Spaghetti, "draws")];
    let bytes = run(&projection);
    assert_eq!(charts(&bytes), before + 2);
    let mut opened = open(&bytes);
    let names = opened.sheet_names();
    assert_eq!(names[3..6], ["Projections", "Histograms", "Lines"]);
    let found = rows(&mut opened, "Histograms");
    let head = ["Chart", "Name", "Variable", "sector", "Unit", "Time", "From", "To", "Bar", "Share of draws"];
    assert_eq!(found[0], head);
    assert_eq!(found[1][..6], ["spread", "share", "Home share, by value", "Industrial robots", "%", "#2021"]);
    assert_eq!(found[1][6..], ["#0.004", "#0.005", "0.4 to 0.5%", "#0.25"]);
    assert_eq!(found[2][6..], ["#0.005", "#0.006", "0.5 to 0.6%", "#0.5"]);
    assert_eq!(found[3][6..], ["#0.006", "", "more", "#0.25"]);
    let found = rows(&mut opened, "Lines");
    let lines: Vec<&[String]> = found.iter().map(|row| &row[4..]).collect();
    assert_eq!(lines[0], ["Line", "#2020", "#2021"]);
    assert_eq!(lines[1], ["median of all draws", "#0.27", "#0.57125"]);
    assert_eq!(lines[3], ["line 2", "#0.3", "#0.6"]);
    let drawn: Vec<String> =
        (1..=before + 2).map(|place| part(&bytes, &format!("xl/charts/chart{place}.xml"))).collect();
    let bars = drawn.iter().find(|chart| chart.contains("Histograms!")).expect("its chart");
    assert!(bars.contains("Histograms!$J$2:$J$3") && bars.contains("Histograms!$I$2:$I$3"), "{bars}");
    let lines = drawn.iter().find(|chart| chart.contains("Lines!")).expect("its chart");
    assert!(lines.contains("Lines!$F$4:$G$4") && lines.contains("Lines!$F$2:$G$2"), "{lines}");
}
