//! The page of a comparison: projections of a small model, with invented numbers for the rest.

use catchup::export::Manifest;
use catchup::projection::{
    Attribution, Comparison, Costs, Criterion, Difference, Dominance, Level, Part, Projection, Quantiles, Regret,
    Summary,
};
use catchup::report::compare_page;
use ndarray::array;

use super::{folder, projected};

const NOTHING: Summary = Summary { mean: 0.0, low: 0.0, median: 0.0, high: 0.0 };

fn summary(low: f64, median: f64, high: f64) -> Summary {
    Summary { mean: median, low, median, high }
}

/// Base and push, with nothing else.
fn bare() -> (Comparison, Manifest) {
    let folder = folder();
    let (base, _, mut manifest) = projected(&folder, "base.toml", &[]);
    let (push, _, other) = projected(&folder, "push.toml", &[]);
    manifest.scenarios.extend(other.scenarios);
    let comparison = Comparison {
        projections: vec![base, push],
        reference: 0,
        differences: Vec::new(),
        exposure: None,
        imports: None,
        costs: None,
        criteria: Vec::new(),
        dominance: None,
        worlds: None,
        attributions: Vec::new(),
        notes: Vec::new(),
    };
    (comparison, manifest)
}

/// A difference of a tenth at all times and levels but the 5 % quantile, for the share of robots.
fn difference(projection: &Projection) -> Difference {
    let points = projection.times.len();
    let quantiles = Quantiles::from_fn(points, |level, _| if level == Level::P05 { 0.05 } else { 0.1 });
    let variable = projection.variables.iter().position(|variable| variable.name == "domestic").expect("a variable");
    Difference { variable, series: 0, mean: vec![0.1; points], quantiles }
}

pub(crate) fn full() -> (Comparison, Manifest) {
    let (mut comparison, manifest) = bare();
    comparison.differences = vec![Vec::new(), vec![difference(&comparison.projections[1])]];
    comparison.costs = Some(Costs {
        variable: "cost".to_owned(),
        label: "Cost of the path".to_owned(),
        unit: "bn CNY".to_owned(),
        year: 2030.0,
        description: "Discounted at 3 % a year.".to_owned(),
        parts: vec!["Import bill".to_owned(), "Premium".to_owned()],
        costs: vec![
            vec![summary(80.0, 90.0, 100.0), summary(1.0, 2.0, 3.0), summary(81.0, 92.0, 103.0)],
            vec![summary(60.0, 70.0, 80.0), summary(30.0, 34.0, 40.0), summary(90.0, 104.0, 120.0)],
        ],
        differences: vec![
            vec![NOTHING; 3],
            vec![summary(-25.0, -20.0, -15.0), summary(28.0, 32.0, 37.0), summary(8.0, 12.0, 17.0)],
        ],
    });
    comparison.criteria = vec![Criterion {
        name: "domestic_share".to_owned(),
        label: "domestic share of robots".to_owned(),
        selector: "domestic[robots]@2030".to_owned(),
        unit: "1".to_owned(),
        higher_is_better: true,
        values: vec![summary(0.3, 0.45, 0.6), summary(0.35, 0.55, 0.7)],
        differences: vec![NOTHING, summary(0.05, 0.1, 0.12)],
        best: vec![0.125, 0.875],
        regret: vec![
            Regret { mean: 0.08, high: 0.11, greatest: 0.15 },
            Regret { mean: 0.005, high: 0.01, greatest: 0.04 },
        ],
    }];
    comparison.dominance = Some(Dominance { undominated: vec![0.9, 0.6], dominates: array![[0.0, 0.4], [0.1, 0.0]] });
    comparison.attributions = vec![Attribution {
        scenario: 1,
        selector: "domestic[robots]@2030".to_owned(),
        label: "domestic share of robots".to_owned(),
        unit: "1".to_owned(),
        from: 0.45,
        to: 0.55,
        draws: 500,
        parts: vec![
            Part {
                name: "levers.push".to_owned(),
                label: "Push".to_owned(),
                changes: vec!["levers.push.value: 0.01 → 0.03".to_owned()],
                summary: summary(0.06, 0.08, 0.1),
                error: Some(0.002),
            },
            Part {
                name: "assumptions.price".to_owned(),
                label: "Price <of> robots".to_owned(),
                changes: Vec::new(),
                summary: summary(0.01, 0.02, 0.03),
                error: None,
            },
        ],
        sampled_orders: Some(64),
    }];
    comparison.notes = vec!["A <template> was left out.".to_owned()];
    (comparison, manifest)
}

fn page((comparison, manifest): &(Comparison, Manifest)) -> String {
    compare_page(comparison, &[], manifest, None).replace('\u{a0}', " ")
}

/// What lies between two texts, without tags.
fn section(page: &str, id: &str) -> String {
    let (_, rest) = page.split_once(&format!("<section id=\"{id}\"")).unwrap_or_else(|| panic!("no section {id}"));
    let section = rest.split("</section>").next().unwrap_or_default();
    let texts = section.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
    texts.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn paths_whose_titles_begin_alike_are_called_by_the_rest() {
    let (mut comparison, _) = full();
    let mut called = |titles: &[&str]| -> Vec<String> {
        comparison.projections.iter_mut().zip(titles).for_each(|(one, title)| one.about.title = (*title).to_owned());
        (0..titles.len()).map(|index| catchup::charts::short_title(&comparison, index)).collect()
    };
    assert_eq!(called(&["Robots: base", "Tools: push"]), ["Robots", "Tools"]);
    assert_eq!(called(&["Robots: base", "Robots: push"]), ["base", "push"]);
    assert_eq!(called(&["机器人：基准", "机器人：推动"]), ["基准", "推动"]);
    // Nothing tells them apart but their files.
    assert_eq!(called(&["Robots", "Robots"]), ["base", "push"]);
}

#[test]
fn the_story_says_who_leads_at_what_cost_and_why() {
    let story = section(&page(&full()), "story");
    let story = story.replace(" ,", ",").replace(" .", ".").replace(" )", ")");
    for part in [
        "leads in 88 % of worlds by domestic share of robots with a median of 55 % (5–95 %: 35–70 %), +10 points \
         against “Base path”",
        "takes 12 bn CNY more than “Base path” in the same world (5–95 %: +8 to +17), until 2030 by Cost of the path.",
        "Of the mean gap of +10 points in domestic share of robots",
        "Push explains most: +8 points.",
        "in its worst world it loses 4 points against the best path there.",
    ] {
        assert!(story.contains(part), "`{part}` is missing in\n{story}");
    }
}

/// The answer of a brief in one line, without typographic spaces.
fn answer(comparison: &Comparison) -> String {
    let text = catchup::report::brief::brief(comparison).markdown().replace('\u{a0}', " ");
    text.split("\n## ").next().unwrap_or_default().to_owned()
}

#[test]
fn what_leads_a_brief_counts_in_the_table_beneath() {
    let (mut comparison, _) = full();
    assert!(
        answer(&comparison).contains("leads in 88 % of worlds by domestic share of robots"),
        "{}",
        answer(&comparison)
    );
    // Best in as many worlds, but by a thousandth: the table says of it "as the reference".
    comparison.criteria[0].values = vec![summary(0.3, 0.45, 0.6), summary(0.3, 0.4501, 0.6)];
    comparison.criteria[0].differences = vec![NOTHING, summary(0.0, 0.0001, 0.0002)];
    let text = answer(&comparison);
    assert!(catchup::report::brief::brief(&comparison).markdown().contains("as the reference"));
    assert!(!text.contains("leads") && text.contains("By no criterion does one of them lead"), "{text}");
    // What moves is told instead: the paired difference of a headline.
    assert!(text.contains("Of the headlines, Domestic share: Robots in 2030 moves most"), "{text}");
    assert!(text.contains("+10 points (5–95 %: +5 to +10)"), "{text}");
}

#[test]
fn a_comparison_without_criteria_says_what_moves_most() {
    let (mut comparison, _) = full();
    comparison.criteria = Vec::new();
    for projection in &mut comparison.projections {
        for target in projection.variables.iter_mut().flat_map(|own| &mut own.series).flat_map(|own| &mut own.targets) {
            (target.observed, target.past) = (false, false);
            target.probability = 0.3;
        }
    }
    assert!(!answer(&comparison).contains("target"), "{}", answer(&comparison));
    let pushed = comparison.projections[1].variables.iter_mut().flat_map(|own| &mut own.series);
    pushed.flat_map(|own| &mut own.targets).for_each(|target| target.probability = 0.64);
    let text = answer(&comparison);
    assert!(text.contains("its chance is 30 % on “Base path” and 64 % on “Push"), "{text}");
    assert!(text.contains("Of the headlines"), "{text}");
}

#[test]
fn what_is_not_ranked_has_no_place_among_the_others() {
    let (mut comparison, manifest) = full();
    comparison.projections[1].about.ranked = false;
    let criteria = section(&page(&(comparison, manifest)), "criteria");
    assert!(criteria.contains("55 % 35–70 % +10 points +5 to +12 – – – –"), "{criteria}");
    assert!(!criteria.contains("88 %"), "{criteria}");
}

#[test]
fn tables_hold_paths_side_by_side() {
    let page = page(&full());
    let criteria = section(&page, "criteria");
    assert!(criteria.contains("domestic share of robots, %: more is better (domestic[robots]@2030)"), "{criteria}");
    assert!(criteria.contains("55 % 35–70 % +10 points +5 to +12 88 % 0.5 points 1 points 4 points"), "{criteria}");
    assert!(criteria.contains("Undominated in") && criteria.contains("90 %"), "{criteria}");
    let costs = section(&page, "costs");
    assert!(costs.starts_with("What the paths cost Discounted at 3 % a year."), "{costs}");
    assert!(costs.contains("104 90–120") && costs.contains("−20 −25 to −15 +32 +28 to +37 +12 +8 to +17"), "{costs}");
    let why = section(&page, "attribution");
    assert!(why.contains("from 45 % on the reference to 55 %, in means of 500 draws, from 64 sampled orders"), "{why}");
    assert!(why.contains("+8 points ± 0.2 points standard error +6 to +10"), "{why}");
    assert!(why.contains("All together +10 points"), "{why}");
    let differences = section(&page, "differences");
    assert!(differences.contains("Domestic share Robots % 2030 +10 points +5 to +10"), "{differences}");
    let milestones = section(&page, "milestones");
    assert!(milestones.contains("Domestic share Robots ≥ 40 %"), "{milestones}");
    assert!(section(&page, "targets").contains("The plan Domestic share Robots ≥ 40 % 2028"));
    assert!(section(&page, "changes").contains("levers.push.value 0.01 0.03 push.toml:8"));
    assert!(section(&page, "method").contains("A &lt;template&gt; was left out."));
    assert!(page.contains("Price &lt;of&gt; robots") && page.contains("Push &lt;script&gt;"));
    assert_eq!(page.matches("<script").count(), 1, "only the page's own");
}

#[test]
fn all_links_lead_somewhere() {
    for page in [page(&full()), page(&bare())] {
        for link in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().expect("a link")) {
            assert!(page.contains(&format!("id=\"{link}\"")), "{link} leads nowhere");
        }
    }
}

#[test]
fn what_is_missing_is_left_out() {
    let page = page(&bare());
    for id in ["criteria", "costs", "attribution", "differences", "charts"] {
        assert!(!page.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert!(section(&page, "story").contains("2 paths are compared in the same 500 worlds"));
    assert!(section(&page, "paths").contains("Base path reference"));
    let (comparison, manifest) = bare();
    let none = Comparison { projections: Vec::new(), ..comparison };
    assert!(compare_page(&none, &[], &manifest, None).contains("<main"));
}

#[test]
fn a_leading_reference_is_set_against_the_costliest_path() {
    let (mut comparison, manifest) = full();
    comparison.criteria[0].best = vec![1.0, 0.0];
    let story = section(&page(&(comparison, manifest)), "story");
    assert!(story.contains("“ Base path ” leads") || story.contains("“Base path” leads"), "{story}");
    assert!(story.contains("bn CNY more than"), "{story}");
}

#[test]
fn the_story_tells_of_the_first_criterion_that_is_not_cost() {
    let (mut comparison, manifest) = full();
    let mut cost = comparison.criteria[0].clone();
    (cost.name, cost.label) = ("cost".to_owned(), "cost of the path".to_owned());
    (cost.selector, cost.best) = ("cost@2030".to_owned(), vec![0.75, 0.25]);
    (cost.unit, cost.higher_is_better) = ("bn CNY".to_owned(), false);
    comparison.criteria.insert(0, cost);
    let story = section(&page(&(comparison, manifest)), "story");
    assert!(story.contains("By cost of the path “Base path” is best in 75 % of worlds; by domestic"), "{story}");
    assert!(story.contains("leads by domestic share of robots with a median of 55 %"), "{story}");
}

#[test]
fn what_paths_assume_and_set_otherwise_is_side_by_side() {
    let inputs = section(&page(&full()), "inputs");
    let table = inputs.split("Levers").next().unwrap_or_default();
    assert!(table.contains("Where paths assume or set something else than the reference"), "{inputs}");
    // The lever is 0.01 in the reference and 0.03 on the other path; growth is the same on both.
    let rows = table.split("Assumptions with their").next().unwrap_or_default();
    assert!(rows.contains("0.01") && rows.contains("0.03"), "{rows}");
    assert!(!rows.contains("Growth"), "{rows}");
}

#[test]
fn rows_of_charts_answer_with_their_numbers() {
    let (comparison, _) = full();
    let pictures = catchup::charts::comparison_pictures(&comparison).expect("drawn");
    let answers = |name: &str| -> Vec<(String, Vec<String>)> {
        let picture = pictures.iter().find(|picture| picture.name.starts_with(name)).expect("a picture");
        let row = |plot: &catchup::charts::Readout| {
            let words = plot.readings.iter().filter_map(|reading| {
                Some(format!("{} {}", reading.label, reading.points[0].as_ref()?.1).replace('\u{a0}', " "))
            });
            (plot.times[0].clone(), words.collect())
        };
        picture.readouts.iter().map(row).collect()
    };
    let costs = answers("costs");
    assert_eq!(costs.len(), 2);
    // The costliest first.
    assert_eq!(costs[0].1, ["Import bill 70", "Premium 34", "Total 104", "Difference +12 (+8 to +17)"]);
    assert_eq!(costs[1].1, ["Import bill 90", "Premium 2", "Total 92", "Difference reference"]);
    let why = answers("why-push");
    assert_eq!(why.iter().map(|row| row.0.as_str()).skip(1).take(2).collect::<Vec<_>>(), ["Push", "Price <of> robots"]);
    assert_eq!(why[1].1, ["Mean +8.0 points", "9 of 10 draws +6.0 points to +10.0 points"]);
    assert_eq!((why.len(), why[0].1.len()), (4, 1));
}

#[test]
fn shares_by_element_have_paths_though_no_chart_shows_them() {
    let drawn = |unit: &str| {
        let (mut comparison, _) = bare();
        for projection in &mut comparison.projections {
            projection.charts.retain(|chart| chart.name != "domestic");
            let shares = projection.variables.iter_mut().find(|variable| variable.name == "domestic").expect("shares");
            shares.headline.clear();
            shares.unit = unit.to_owned();
        }
        let pictures = catchup::charts::comparison_pictures(&comparison).expect("drawn");
        pictures.iter().any(|picture| picture.name == "paths-domestic")
    };
    assert!(drawn("%") && !drawn("bn CNY"));
}

/// A panel for each path would show one picture many times where all are equal.
#[test]
fn equal_paths_have_no_panels() {
    let panels = |equal: bool| {
        let (mut comparison, _) = bare();
        let mut other = comparison.projections[0].variables.clone();
        let all = other.iter_mut().flat_map(|variable| &mut variable.series);
        let factor = if equal { 1.0 } else { 1.5 };
        all.flat_map(|series| series.quantiles.values_mut()).for_each(|value| *value *= factor);
        comparison.projections[1].variables = other;
        let pictures = catchup::charts::comparison_pictures(&comparison).expect("drawn");
        pictures.iter().filter(|picture| picture.name.ends_with("-fans")).count()
    };
    assert!(panels(false) > 0);
    assert_eq!(panels(true), 0);
}
