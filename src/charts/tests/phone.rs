//! Pictures for telephones and slides, and pictures that stand side by side: where their words and marks are.

use super::super::frame::AXIS_SIZE;
use super::super::geometry::Rect;
use super::super::palette::MUTED;
use super::super::sheet::{Align, Mark};
use super::super::{Size, draw_beside, draw_set};
use super::gallery::{gallery, twelve};
use super::synthetic::{self, INVESTMENT, SHARE};
use super::{assert_apart, crossed, texts};
use crate::charts::Picture;
use crate::projection::{Chart, ChartKind, Projection};

fn drawn(projection: &Projection, chart: &Chart, size: Size) -> Picture {
    draw_set(projection, chart, |content| content.look.size = size).expect("a picture")
}

/// The place of the first plot.
fn area(picture: &Picture) -> Rect {
    let [left, top, right, bottom] = picture.readouts[0].area;
    Rect { left, top, right, bottom }
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

#[test]
fn words_stay_apart_in_every_size() {
    for (name, projection, chart) in gallery() {
        for size in [Size::Phone, Size::Slide] {
            assert_apart(&format!("{name} {size:?}"), &drawn(&projection, &chart, size));
        }
    }
}

/// Leader lines of names at the ends of lines, layers and bars keep clear of the labels of the time axis.
#[test]
fn no_line_runs_through_the_times_below_a_plot() {
    use ChartKind::{Decomposition, Lines, Slope, Stacked};
    let mut looked = 0;
    // Thin layers at the foot have names that would stand beside the years.
    let mut thin = synthetic::projection();
    for series in thin.variables[INVESTMENT].series.iter_mut().take(4) {
        series.quantiles.values_mut().chain(&mut series.mean).for_each(|value| *value *= 0.02);
    }
    let thin = [Stacked, Lines].map(|kind| ("thin", thin.clone(), synthetic::chart(kind, &[INVESTMENT], "Investment")));
    for (name, projection, chart) in gallery().into_iter().chain(thin) {
        if ![Decomposition, Lines, Slope, Stacked].contains(&chart.kind) {
            continue;
        }
        for size in [Size::Page, Size::Phone] {
            let picture = drawn(&projection, &chart, size);
            let (sheet, foot) = (&picture.sheet, area(&picture).bottom);
            let is_time = |place: &Rect| (foot..foot + 12.0).contains(&place.top);
            let struck: Vec<_> = crossed(sheet).into_iter().filter(|(_, place)| is_time(place)).collect();
            assert!(struck.is_empty(), "{name} {size:?}: {struck:?}");
            looked += 1;
        }
    }
    assert!(looked > 20);
}

/// On a telephone words of goals stand below the plot, whole, and their diamonds in it.
#[test]
fn goals_are_listed_below_the_plot_of_a_telephone() {
    let long =
        "Made in China 2025: the share of domestic makers in what is installed, by value and at the prices of the year";
    let mut projection = synthetic::projection();
    projection.variables[SHARE].series[0].targets[1].label = long.to_owned();
    let goal = projection.variables[SHARE].series[0].targets[1].year;
    for kind in [ChartKind::Fan, ChartKind::Distribution, ChartKind::Histogram, ChartKind::Spaghetti] {
        let until = kind.is_of_one_time().then_some(goal);
        let chart = Chart { fixed: vec![(0, 0)], until, ..synthetic::chart(kind, &[SHARE], "Share of robots") };
        let picture = drawn(&projection, &chart, Size::Phone);
        let (plot, found) = (area(&picture), texts(&picture));
        let below: Vec<String> =
            found.iter().filter(|(_, place)| place.top > plot.bottom + 12.0).map(|(words, _)| plain(words)).collect();
        let below = below.join(" ");
        assert!(below.contains(&format!("{long}: ≥ 80 % by 2030 · 41 % likely")), "{kind:?}: {below}");
        let within = |words: &str| words.contains("likely") || words.contains('≥');
        let covering = found.iter().find(|(words, place)| within(words) && plot.meets(place));
        assert!(covering.is_none(), "{kind:?}: {covering:?}");
        let diamonds = picture.sheet.marks.iter().filter(|mark| match mark {
            Mark::Area { points, .. } => {
                points.len() == 4 && points[0].0 == points[2].0 && plot.grown(9.0).has(points[0])
            }
            Mark::Line { .. } | Mark::Dot { .. } | Mark::Text { .. } => false,
        });
        assert!(diamonds.count() >= 2, "{kind:?}: a diamond and its rim");
    }
}

/// Panels keep their height and their names, however many there are and however long these.
#[test]
fn panels_of_a_telephone_are_high_enough_and_have_whole_names() {
    let mut projection = twelve();
    for element in &mut projection.dimensions[0].elements {
        element.label += ", equipment and its key components as sold inside the country";
    }
    let picture = drawn(&projection, &synthetic::chart(ChartKind::SmallMultiples, &[SHARE], "Panels"), Size::Phone);
    assert_eq!(picture.readouts.len(), 12);
    for readout in &picture.readouts {
        let [_, top, _, bottom] = readout.area;
        assert!(bottom - top > 80.0, "{}: {top} to {bottom}", readout.title);
    }
    let all: Vec<String> = texts(&picture).into_iter().map(|(words, _)| plain(&words)).collect();
    assert!(all.iter().all(|words| !words.contains('…')), "{all:?}");
    assert_apart("panels", &picture);
}

/// Ticks of axes, in their order: words and where they stand.
fn ticks(sheet: &super::super::sheet::Sheet) -> Vec<(String, [i64; 2])> {
    let tick = |mark: &Mark| match mark {
        Mark::Text { text, style, align, baseline }
            if style.size == AXIS_SIZE && style.colour == MUTED && *align != Align::Left =>
        {
            Some((text.clone(), [baseline.0, baseline.1].map(|pixels| (10.0 * pixels).round() as i64)))
        }
        _ => None,
    };
    sheet.marks.iter().filter_map(tick).collect()
}

/// What stands side by side is compared by eye: the axes of both are the same, whatever their numbers.
#[test]
fn settings_side_by_side_are_on_one_scale() {
    use super::super::{Content, function_of};
    let own = synthetic::projection();
    let mut other = own.clone();
    let all = other.variables.iter_mut().flat_map(|variable| &mut variable.series);
    for series in all {
        series.quantiles.values_mut().chain(&mut series.mean).for_each(|value| *value *= 2.7);
        series.lines.iter_mut().flatten().for_each(|value| *value *= 2.7);
        series.targets.clear();
    }
    let (mut alone, mut seen) = (0, Vec::new());
    for (name, chart) in gallery().into_iter().map(|(name, _, chart)| (name, chart)) {
        if seen.contains(&chart.kind) {
            continue;
        }
        seen.push(chart.kind);
        let Ok(sides) = Content::pair([(&own, &chart), (&other, &chart)]) else { panic!("{name}") };
        let sides = sides.map(|content| function_of(chart.kind)(&content).expect(name).sheet);
        // Goals below a plot move it; page pictures have none there. Names at the ends of lines may be wider.
        let words = sides.each_ref().map(|sheet| ticks(sheet).into_iter().map(|(words, _)| words).collect::<Vec<_>>());
        assert_eq!(words[0], words[1], "{name}");
        let single = [&own, &other].map(|side| {
            let content = Content::new(side, &chart).expect(name);
            ticks(&function_of(chart.kind)(&content).expect(name).sheet)
                .into_iter()
                .map(|(words, _)| words)
                .collect::<Vec<_>>()
        });
        alone += usize::from(single[0] != single[1]);
        let shown = draw_beside([(&own, &chart), (&own, &chart)], Size::Page).map(|shown| shown.expect(name).svg);
        assert_eq!(shown[0], shown[1], "{name}: the same setting is one picture");
    }
    assert!(alone > 6 && seen.len() == 10, "{alone} of {seen:?}: most would have scales of their own");
}

/// Names that are too long for the ends of their lines, layers and bars are all listed below the plot, whole.
#[test]
fn long_names_are_listed_whole() {
    use ChartKind::{Decomposition, Lines, Slope, Stacked};
    let mut projection = twelve();
    let names: Vec<String> = projection.dimensions[0]
        .elements
        .iter_mut()
        .map(|element| {
            element.label += ", equipment and its key components as sold inside the country";
            element.label.clone()
        })
        .collect();
    for kind in [Lines, Slope, Stacked, Decomposition] {
        for size in [Size::Phone, Size::Page] {
            let picture = drawn(&projection, &synthetic::chart(kind, &[SHARE], "Shares"), size);
            assert_apart(&format!("{kind:?} {size:?}"), &picture);
            let foot = area(&picture).bottom;
            let listed: Vec<String> = texts(&picture)
                .into_iter()
                .filter(|(_, place)| place.top > foot)
                .map(|(words, _)| plain(&words))
                .collect();
            let listed = listed.join(" ");
            for name in &names {
                assert!(listed.contains(name.as_str()), "{kind:?} {size:?} lacks {name}: {listed}");
            }
        }
    }
    // Short names stay at the ends of their lines.
    let picture = drawn(&synthetic::projection(), &synthetic::chart(Lines, &[SHARE], "Shares"), Size::Page);
    let right = area(&picture).right;
    assert!(texts(&picture).iter().any(|(words, place)| words == "Industrial robots" && place.left > right));
}

/// Words of goals keep clear of those of shocks.
#[test]
fn goals_and_shocks_have_words_of_their_own() {
    use crate::projection::{Input, InputKind};
    let mut projection = synthetic::projection();
    let name = projection.variables[SHARE].name.clone();
    for kind in [ChartKind::Fan, ChartKind::Spaghetti] {
        for year in [2026, 2029, 2030, 2031] {
            let year = f64::from(year);
            projection.inputs = vec![Input {
                kind: InputKind::Shock,
                selector: "embargo".to_owned(),
                label: "embargo of machines and of all that belongs to them".to_owned(),
                unit: String::new(),
                text: String::new(),
                range: None,
                years: Some([year, year + 1.0]),
                reaches: vec![name.clone()],
                source: String::new(),
            }];
            let chart = Chart { fixed: vec![(0, 0)], ..synthetic::chart(kind, &[SHARE], "Share of robots") };
            assert_apart(&format!("{kind:?} {year}"), &drawn(&projection, &chart, Size::Page));
        }
    }
}
