//! That pictures say no more than their numbers do: of what is projected, of goals, of shocks, within their paper.

use super::super::content::Content;
use super::super::sheet::Mark;
use super::super::{Size, draw_set, palette};
use super::synthetic;
use super::{assert_apart, texts};
use crate::charts::Picture;
use crate::projection::{Chart, ChartKind, Heard, Input, InputKind, Observation, Projection, Target};

fn phone(projection: &Projection, chart: &Chart) -> Picture {
    draw_set(projection, chart, |content| content.look.size = Size::Phone).expect("a picture")
}

fn words(picture: &Picture) -> Vec<String> {
    texts(picture).into_iter().map(|(words, _)| words.replace('\u{a0}', " ")).collect()
}

fn observed(times: &[f64], values: &[f64], drives: bool) -> Projection {
    let mut projection = synthetic::plain(times, values);
    let seen = |(time, value): (&f64, &f64)| Observation {
        time: *time,
        value: *value,
        drives,
        heard: Heard::No,
        source: String::new(),
    };
    projection.variables[0].series[0].history = times.iter().zip(values).map(seen).collect();
    projection
}

fn fan() -> Chart {
    Chart::new(ChartKind::Fan, "fan", vec![0])
}

/// The key says what a run hears of observations that do not drive it.
#[test]
fn the_key_says_what_observations_are_used_for() {
    let (times, values) = ([2020.0, 2021.0, 2022.0, 2023.0], [0.91, 0.95, 0.97, 0.98]);
    for (heard, first_drives, expected) in [
        ([Heard::No; 3], false, "observed (not used by the run)"),
        ([Heard::Condition; 3], false, "observed (used to condition)"),
        ([Heard::Fit; 3], false, "observed (fitted to)"),
        ([Heard::No, Heard::Condition, Heard::Condition], false, "observed (in part used to condition)"),
        ([Heard::Fit, Heard::Condition, Heard::Fit], false, "observed (used to condition or fitted to)"),
        ([Heard::No, Heard::No, Heard::No], true, "observed, only compared"),
        ([Heard::No, Heard::Condition, Heard::Condition], true, "observed, used to condition"),
    ] {
        let mut projection = observed(&times, &values, false);
        let history = &mut projection.variables[0].series[0].history;
        history.truncate(3);
        history.iter_mut().zip(heard).for_each(|(seen, heard)| seen.heard = heard);
        history[0].drives = first_drives;
        let found = words(&draw_set(&projection, &fan(), |_| {}).expect("a picture"));
        assert!(found.iter().any(|words| words == expected), "{expected}: {found:?}");
    }
}

#[test]
fn a_line_through_observations_is_no_projection_and_what_is_only_compared_begins_none() {
    let values = ([2020.0, 2021.0, 2022.0], [0.91, 0.95, 0.98]);
    let read = words(
        &draw_set(&observed(&values.0, &values.1, true), &fan(), |content| content.uncertain = false)
            .expect("a picture"),
    );
    assert!(
        read.iter().any(|words| words == "observed") && read.iter().all(|words| !words.contains("projection")),
        "{read:?}"
    );
    // Observed until 2021 alone, as by a scenario that goes on.
    for drives in [true, false] {
        let mut projection = observed(&values.0, &values.1, drives);
        projection.variables[0].series[0].history.truncate(2);
        let found = words(&draw_set(&projection, &fan(), |_| {}).expect("a picture"));
        assert_eq!(found.iter().any(|words| words == "projection →"), drives, "{found:?}");
    }
}

#[test]
fn numbers_finer_than_ticks_stay_on_the_paper() {
    let times = [1900.0, 2100.0];
    let slope = Chart::new(ChartKind::Slope, "slope", vec![0]);
    assert_apart("slope", &phone(&synthetic::plain(&times, &[-0.059, 2.39]), &slope));
    let spread = Chart::new(ChartKind::Distribution, "distribution", vec![0]);
    for size in [3.5e7, 3.5e-11] {
        let mut projection = synthetic::plain(&times, &[size, size]);
        for (place, value) in projection.variables[0].series[0].quantiles.values_mut().enumerate() {
            *value *= 1.0 + place as f64 / 20.0;
        }
        assert_apart("distribution", &phone(&projection, &spread));
    }
}

fn goal(year: f64, value: f64, probability: f64) -> Target {
    let target = synthetic::projection().variables[synthetic::SHARE].series[0].targets[0].clone();
    Target { year, value, probability, label: "Climate law".to_owned(), observed: false, past: false, ..target }
}

/// Of two goals of one panel, none has the chance of the other beside it.
#[test]
fn chances_stand_nearest_to_their_own_goals() {
    let times: Vec<f64> = (0..9).map(|year| 2022.0 + f64::from(year)).collect();
    let values: Vec<f64> = times.iter().map(|time| ((time - 2022.0) / 5.0).min(1.0)).collect();
    let mut projection = synthetic::plain(&times, &values);
    projection.variables[0].series[0].targets = vec![goal(2025.5, 0.5, 0.96), goal(2028.0, 1.0, 0.7)];
    let other = projection.variables[0].clone();
    projection.variables.extend([other.clone(), other]);
    let panels = Chart::new(ChartKind::SmallMultiples, "panels", vec![0, 1, 2]);
    for size in [Size::Phone, Size::Page, Size::Slide] {
        let picture = draw_set(&projection, &panels, |content| content.look.size = size).expect("a picture");
        let diamonds: Vec<(f64, f64)> = picture
            .sheet
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Area { points, colour, .. } if points.len() == 4 && *colour == palette::INK => {
                    Some((points[0].0, points[1].1))
                }
                _ => None,
            })
            .collect();
        for (text, place) in texts(&picture).iter().filter(|(text, _)| text.ends_with("likely")) {
            let nearest = |first: usize| {
                let away = diamonds.iter().skip(first).step_by(2).map(|diamond| place.distance(*diamond));
                away.fold(f64::INFINITY, f64::min)
            };
            // The key has one too, before all others.
            let [early, late] = [nearest(1), nearest(2)];
            let said = texts(&picture).iter().any(|(other, above)| {
                other.starts_with('≥')
                    && (above.left - place.left).abs() < 0.1
                    && above.top < place.top
                    && place.top - above.top < 20.0
            });
            assert!(said || (early < late) == text.starts_with("96"), "{size:?}: {text} at {place:?}, {diamonds:?}");
        }
    }
    let alone = words(&phone(&projection, &fan()));
    assert_eq!(alone.iter().filter(|words| words.contains("likely")).count(), 2, "{alone:?}");
}

#[test]
fn shocks_are_as_wide_as_steps_and_stand_where_they_are_felt() {
    let times: Vec<f64> = (0..7).map(|step| 2020.0 + 5.0 * f64::from(step)).collect();
    let mut projection = synthetic::plain(&times, &[5.0; 7]);
    let shock = |reaches: &str| Input {
        kind: InputKind::Shock,
        selector: "slump".to_owned(),
        label: "slump".to_owned(),
        unit: String::new(),
        text: String::new(),
        range: None,
        years: Some([2030.0, 2035.0]),
        reaches: vec![reaches.to_owned()],
        source: String::new(),
    };
    let own = projection.variables[0].name.clone();
    for (reaches, shown) in [(own.as_str(), 1), ("another", 0)] {
        projection.inputs = vec![shock(reaches)];
        let shocks = Content::new(&projection, &fan()).expect("content").shocks;
        assert_eq!(shocks.len(), shown);
        assert!(shocks.iter().all(|shock| (shock.half - 2.5).abs() < 1e-12));
    }
}

#[test]
fn months_are_called_by_their_names_and_tenths_of_years_no_quarters() {
    let labelled = |step: f64, time: f64| {
        let times: Vec<f64> = (0..25).map(|place| 2024.0 + f64::from(place) * step).collect();
        let projection = synthetic::plain(&times, &[5.0; 25]);
        Content::new(&projection, &fan()).expect("content").period.text(time).replace('\u{a0}', " ")
    };
    assert_eq!(labelled(1.0 / 12.0, 2024.0 + 5.0 / 12.0), "Jun 2024");
    assert_eq!(labelled(1.0 / 12.0, 2024.25), "Apr 2024");
    assert_eq!(labelled(0.25, 2024.25), "2024 Q2");
    assert_eq!(labelled(0.1, 2024.5), "2024.5");
    assert_eq!(labelled(1.0, 2024.0), "2024");
}

/// The name of a shock is not struck through by a line along the top, if there is room at the foot.
#[test]
fn shocks_are_named_where_no_line_runs() {
    let times: Vec<f64> = (0..11).map(|step| 2020.0 + f64::from(step)).collect();
    for (value, at_top) in [(100.0, false), (10.0, true)] {
        let mut values = vec![value; 11];
        values[0] = 100.0 - value;
        let mut projection = synthetic::plain(&times, &values);
        let name = projection.variables[0].name.clone();
        projection.variables[0].unit = "%".to_owned();
        projection.inputs = vec![Input {
            kind: InputKind::Shock,
            selector: "storm".to_owned(),
            label: "storm".to_owned(),
            unit: String::new(),
            text: String::new(),
            range: None,
            years: Some([2025.0, 2026.0]),
            reaches: vec![name],
            source: String::new(),
        }];
        let picture = draw_set(&projection, &fan(), |_| {}).expect("a picture");
        let [_, top, _, bottom] = picture.readouts[0].area;
        let found = texts(&picture);
        let (_, place) = found.iter().find(|(words, _)| words.starts_with("Storm")).expect("its name");
        assert_eq!(place.top - top < bottom - place.bottom, at_top, "{value}: {place:?}");
    }
}

/// Sixty lines are no reason to leave a goal without its words, and none of them has a place of another.
#[test]
fn goals_among_thin_lines_have_their_words() {
    let mut projection = synthetic::projection();
    projection.variables[synthetic::SHARE].series[0].targets.truncate(1);
    let chart = Chart { fixed: vec![(0, 0)], ..synthetic::chart(ChartKind::Spaghetti, &[synthetic::SHARE], "Robots") };
    for size in [Size::Phone, Size::Page, Size::Slide] {
        let picture = draw_set(&projection, &chart, |content| content.look.size = size).expect("a picture");
        assert_apart("spaghetti", &picture);
        let said = words(&picture).join(" ");
        for wanted in ["Made in China 2025", "≥ 70 % by 2025", "12 % likely"] {
            assert!(said.contains(wanted), "{size:?}: {wanted} in {said}");
        }
    }
}

/// Of 40 parts, 11 and the sum of the rest have bars and names; parts that are nothing have none.
#[test]
fn bars_of_many_parts_are_the_largest_and_the_rest() {
    let times = [2020.0, 2021.0, 2022.0];
    let mut projection = synthetic::plain(&times, &[1.0; 3]);
    let one = projection.variables[0].clone();
    projection.variables = (0..40)
        .map(|part| {
            let mut own = one.clone();
            own.label = format!("Part {part}");
            own.series[0].mean = vec![if part == 3 { 0.0 } else { f64::from(40 - part) }; 3];
            own
        })
        .collect();
    let bars = Chart { title: "Parts".to_owned(), ..Chart::new(ChartKind::Decomposition, "bars", (0..40).collect()) };
    let picture = draw_set(&projection, &bars, |_| {}).expect("a picture");
    assert_apart("bars", &picture);
    let said = words(&picture);
    let named = |name: &str| said.iter().filter(|words| words.starts_with(name)).count();
    // Parts 0 to 11 without 3 are the largest: 40 + 39 + 38 + 36 … + 29, and the others add up to 1 + … + 28.
    assert_eq!((named("Part "), named("29 others +406"), named("Sum +783")), (11, 1, 1), "{said:?}");
    let few = Chart { variables: vec![0, 1, 3], ..bars };
    let said = words(&draw_set(&projection, &few, |_| {}).expect("a picture"));
    assert!(said.iter().any(|words| words == "Part 1") && said.iter().all(|words| words != "Part 3"), "{said:?}");
}

/// A number that is the same in all draws is written once, and not as the range from itself to itself.
#[test]
fn what_is_certain_has_no_range() {
    let mut projection = synthetic::plain(&[2020.0, 2021.0], &[100.0, 100.0]);
    projection.variables[0].unit = "%".to_owned();
    projection.variables.push(projection.variables[0].clone());
    projection.variables[1].label = "Another".to_owned();
    for level in crate::projection::Level::ALL {
        projection.variables[1].series[0].quantiles[level].fill(20.0 + level.index() as f64);
    }
    let lines = Chart::new(ChartKind::Lines, "lines", vec![0, 1]);
    let said = words(&draw_set(&projection, &lines, |_| {}).expect("a picture"));
    assert!(said.contains(&"100 %".to_owned()) && said.contains(&"23 % (20–26 %)".to_owned()), "{said:?}");
    assert!(said.iter().all(|words| !words.contains("100–100")), "{said:?}");
}
