//! Workbooks as an independent reader sees them.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use ndarray::{Array2, array};

use super::*;
use crate::export::sample::sample;
use crate::projection::{
    Attribution, Change, Costs, Criterion, Difference, Dominance, Input, InputKind, LEVELS, Observation, Part, Regret,
    Summary,
};

type Opened = Xlsx<Cursor<Vec<u8>>>;

fn run(projection: &Projection) -> Vec<u8> {
    let mut out = Vec::new();
    Workbook.write(projection, &mut out).unwrap();
    out
}

fn compare(comparison: &Comparison) -> Vec<u8> {
    let mut out = Vec::new();
    write_comparison_workbook(comparison, &mut out).unwrap();
    out
}

fn open(bytes: &[u8]) -> Opened {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap()
}

/// The cells of a sheet: texts as they are, numbers after a `#`.
fn rows(opened: &mut Opened, sheet: &str) -> Vec<Vec<String>> {
    let show = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(number) => format!("#{number}"),
        other => panic!("{other:?}"),
    };
    opened.worksheet_range(sheet).unwrap().rows().map(|row| row.iter().map(show).collect()).collect()
}

/// The number format of a cell.
fn format(opened: &mut Opened, sheet: &str, cell: (u32, u32)) -> String {
    let styles = opened.worksheet_style(sheet).unwrap();
    let format = styles.get(cell).and_then(|style| style.number_format.clone()).unwrap();
    format.format_code
}

/// A file in the archive.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn charts(bytes: &[u8]) -> usize {
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    archive.file_names().flatten().filter(|name| name.starts_with("xl/charts/chart")).count()
}

/// The sample with something for every sheet, and texts that look like formulas.
fn full() -> Projection {
    let mut projection = sample();
    projection.about.title = "=1+1".to_owned();
    projection.about.narrative = "@home\nand abroad".to_owned();
    projection.variables[0].headline = vec![2021.0];
    projection.variables[0].series[0].history =
        vec![Observation { time: 2020.0, value: 27.0, drives: true, source: "-IFR".to_owned() }];
    projection.inputs = vec![Input {
        kind: InputKind::Assumption,
        selector: "growth[robots]".to_owned(),
        label: "=SUM(A1)".to_owned(),
        unit: "%/yr".to_owned(),
        text: "triangular: low 0, mode 4, high 8".to_owned(),
        range: Some([1.0, 4.0, 7.0]),
        source: "+judgement".to_owned(),
    }];
    projection.changes = vec![Change {
        key: "levers.tariff.value".to_owned(),
        before: Some("0.05".to_owned()),
        after: None,
        place: "push.toml:3".to_owned(),
    }];
    projection
}

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
    projection.about.uncertain = false;
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
    assert_eq!(found[0][4..], ["Threshold", "5 %", "Median", "95 %", "Already", "Never"]);
    assert_eq!(found[1][4..], ["#0.004", "already", "#2021", "never", "#0.25", "#0.125"]);
    assert_eq!(found[2][4..], ["#0.006999999999999999", "#2020.25", "never", "never", "#0", "#0.75"]);

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
    assert!(compare(&comparison()) == compare(&comparison()));
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
        series.quantiles = Array2::zeros((LEVELS.len(), usize::from(times)));
        (series.mean, series.sd) = (vec![0.0; usize::from(times)], vec![0.0; usize::from(times)]);
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
        quantiles: Array2::from_shape_fn((LEVELS.len(), 2), |(level, time)| level as f64 + time as f64),
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
        imports: None,
        costs: Some(costs),
        criteria: vec![criterion],
        dominance: Some(Dominance { undominated: vec![1.0, 0.5], dominates: array![[0.0, 0.5], [0.0, 0.0]] }),
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
