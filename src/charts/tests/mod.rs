//! Whole pictures: that they hold what they should, inside the paper, without overlaps.

mod contrast;
mod gallery;
mod honest;
mod phone;
mod ranked;
pub mod synthetic;

use super::geometry::Rect;
use super::*;
use crate::projection::{ChartKind, Input, InputKind};
use gallery::{gallery, twelve};
use synthetic::{ROBOTS, SHARE};

/// All texts of a picture with their boxes, in pixels.
pub fn texts(picture: &Picture) -> Vec<(String, Rect)> {
    picture.sheet.texts()
}

/// All texts lie on the paper, and none over another.
pub fn assert_apart(name: &str, picture: &Picture) {
    let paper = Rect { left: 0.0, top: 0.0, right: picture.sheet.width, bottom: picture.sheet.height };
    let texts = texts(picture);
    for (index, (words, place)) in texts.iter().enumerate() {
        assert!(paper.holds(place), "{name}: {words:?} leaves the paper: {place:?}");
        for (other, taken) in &texts[..index] {
            let across = place.right.min(taken.right) - place.left.max(taken.left);
            let down = place.bottom.min(taken.bottom) - place.top.max(taken.top);
            // A hair of overlap between the boxes of neighbouring lines is no overlap of letters.
            assert!(across <= 0.5 || down <= 0.5, "{name}: {words:?} overlaps {other:?}");
        }
    }
}

/// Words that a line runs through, with their places: one that paper laid over it hides is none.
pub fn crossed(sheet: &super::sheet::Sheet) -> Vec<(String, Rect)> {
    use super::sheet::Mark;
    let mut texts = sheet.texts().into_iter();
    let mut struck = Vec::new();
    for (index, mark) in sheet.marks.iter().enumerate() {
        let Mark::Text { .. } = mark else { continue };
        let (words, place) = texts.next().expect("a place for each text");
        let inner = place.grown(-1.0);
        let runs_through = |points: &[(f64, f64)]| {
            points.windows(2).any(|pair| {
                (0..=40).any(|step| {
                    let share = f64::from(step) / 40.0;
                    let along = |from: f64, to: f64| from + share * (to - from);
                    inner.has((along(pair[0].0, pair[1].0), along(pair[0].1, pair[1].1)))
                })
            })
        };
        let is_hidden = |line: usize| {
            line < index
                && sheet.marks[line..index].iter().any(|mark| match mark {
                    Mark::Area { points, colour, opacity } => {
                        let (left, right) = super::trace::range(points.iter().map(|point| point.0));
                        let (top, bottom) = super::trace::range(points.iter().map(|point| point.1));
                        *colour == super::palette::PAPER
                            && *opacity == 1.0
                            && Rect { left, top, right, bottom }.holds(&inner)
                    }
                    Mark::Line { .. } | Mark::Dot { .. } | Mark::Text { .. } => false,
                })
        };
        let is_struck = |(line, mark): (usize, &Mark)| match mark {
            Mark::Line { points, .. } => runs_through(points) && !is_hidden(line),
            Mark::Area { .. } | Mark::Dot { .. } | Mark::Text { .. } => false,
        };
        if sheet.marks.iter().enumerate().any(is_struck) {
            struck.push((words, place));
        }
    }
    struck
}

#[test]
fn texts_stay_on_the_paper_and_apart() {
    for (name, projection, chart) in gallery() {
        let picture = draw(&projection, &chart).expect(name);
        assert!(texts(&picture).len() > 10, "{name} has hardly any text");
        assert_apart(name, &picture);
    }
}

/// A shock is named with its years, with one if it lasts no longer.
#[test]
fn shocks_are_named_with_their_years() {
    let shock = |label: &str, years| Input {
        kind: InputKind::Shock,
        selector: label.to_owned(),
        label: label.to_owned(),
        unit: String::new(),
        text: String::new(),
        range: None,
        years: Some(years),
        reaches: vec![synthetic::projection().variables[ROBOTS].name.clone()],
        source: String::new(),
    };
    let mut projection = synthetic::projection();
    projection.inputs = vec![shock("slump", [2026.0, 2027.0]), shock("boom", [2030.0, 2030.0])];
    let chart = synthetic::chart(ChartKind::Fan, &[ROBOTS], "Robots");
    let picture = draw(&projection, &chart).expect("a picture");
    let words: Vec<String> = texts(&picture).into_iter().map(|(words, _)| words).collect();
    for wanted in ["Slump 2026–2027", "Boom 2030"] {
        assert!(words.iter().any(|words| words == wanted), "{wanted}: {words:?}");
    }
}

/// Words that a reader must find; no-break spaces count as blanks.
#[test]
fn pictures_say_what_they_show() {
    let cases: [(&str, &[&str]); 8] = [
        (
            "fan_share",
            &[
                "Domestic share of industrial robots will pass 70 % around 2029",
                "China, by value, %",
                "Made in China 2025",
                "≥ 70 % by 2025 · 12 % likely",
                "projection →",
                "median in 2035",
                "Scenario: Baseline · 10,000 draws · seed 1 · Sobol sampling",
                "Source: IFR World Robotics; National Bureau of Statistics of China · data until 2024",
                "100 %",
                "2030",
                "9 of 10 draws",
            ],
        ),
        ("fan_compared", &["observed (not used by the run)"]),
        ("fan_deterministic", &["Scenario: Baseline · one deterministic run", "≥ 70 % by 2025 · missed (63 %)"]),
        ("lines_three", &["Industrial robots", "Machine tools", "China, by value, % · median and 9 of 10 draws"]),
        ("stacked", &["Total 1,230", "China, by value, bn CNY (2020 prices) · mean of draws"]),
        ("multiples_regions", &["Republic of Korea", "Rest of the world"]),
        (
            "multiples_units",
            &["China, by value · each panel with its own scale", "Industrial robots installed, robots a year"],
        ),
        ("decomposition", &["Import substitution", "Sum", "China, by value, bn CNY (2020 prices) · mean of draws"]),
    ];
    for (wanted, phrases) in cases {
        let (_, projection, chart) = gallery().into_iter().find(|(name, ..)| *name == wanted).expect(wanted);
        let picture = draw(&projection, &chart).expect(wanted);
        let found: Vec<String> = texts(&picture).into_iter().map(|(words, _)| words.replace('\u{a0}', " ")).collect();
        for phrase in phrases {
            assert!(found.iter().any(|words| words == phrase), "{wanted} lacks {phrase:?}: {found:#?}");
        }
    }
}

#[test]
fn the_png_is_twice_as_wide_and_not_blank() -> Result<(), ChartError> {
    let (_, projection, chart) = gallery().swap_remove(0);
    let picture = draw(&projection, &chart)?;
    let png = picture.png()?;
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut pixels).expect("pixels");
    assert_eq!((frame.width, frame.height), (1920, 1200));
    let inked = pixels.chunks(3).filter(|pixel| pixel[0] < 250).count();
    assert!((20_000..1_000_000).contains(&inked), "{inked} pixels have colour");
    Ok(())
}

/// Every picture of the gallery becomes a PNG of the right width; `CATCHUP_GALLERY=folder` keeps them for looking at.
#[test]
fn the_gallery_is_painted() {
    let folder = std::env::var_os("CATCHUP_GALLERY").map(std::path::PathBuf::from);
    for (name, projection, chart) in gallery() {
        let picture = draw(&projection, &chart).expect(name);
        let png = picture.png().expect(name);
        assert_eq!(&png[1..4], b"PNG", "{name}");
        // The width stands big-endian at byte 16 of a PNG.
        assert_eq!(png[16..20], 1920_u32.to_be_bytes(), "{name}");
        assert!(png.len() > 10_000, "{name} is blank");
        assert!(!picture.alt.is_empty(), "{name}");
        if let Some(folder) = &folder {
            std::fs::write(folder.join(format!("{name}.svg")), &picture.svg).expect(name);
            std::fs::write(folder.join(format!("{name}.png")), png).expect(name);
        }
    }
}

/// Numbers at the edge of what a chart can show.
#[test]
fn odd_numbers_are_drawn() {
    use ChartKind::{Decomposition, Fan, Lines, SmallMultiples, Stacked};
    let cases: [(&str, &[f64], &[f64]); 9] = [
        ("one time", &[2024.0], &[5.0]),
        ("all zero", &[2024.0, 2025.0, 2026.0], &[0.0; 3]),
        ("constant", &[2024.0, 2025.0, 2026.0], &[7.0; 3]),
        ("huge", &[2024.0, 2025.0], &[1e290, 3e299]),
        ("tiny", &[2024.0, 2025.0], &[1e-12, 3e-12]),
        ("wide", &[2024.0, 2025.0], &[1e-9, 1e9]),
        ("quarters", &[2024.0, 2024.25, 2024.5, 2024.75], &[1.0, 2.0, 3.0, 2.0]),
        ("not a number in between", &[2024.0, 2025.0, 2026.0], &[1.0, f64::NAN, 2.0]),
        ("a long time", &[1900.0, 2024.0, 3000.0], &[1.0, 4.0, 9.0]),
    ];
    for (name, times, values) in cases {
        let projection = synthetic::plain(times, values);
        for kind in [Fan, Lines, SmallMultiples, Stacked, Decomposition] {
            for log in [false, true] {
                let chart = Chart { log, ..synthetic::chart(kind, &[0], "Odd") };
                let picture = draw(&projection, &chart).expect(name);
                assert_eq!(picture.sheet.width, 960.0);
                assert!(!picture.svg.contains("NaN") && !picture.svg.contains("inf"), "{name} {kind:?}");
                for (words, place) in texts(&picture) {
                    assert!(place.left >= 0.0 && place.right <= 960.0, "{name} {kind:?}: {words}");
                }
            }
        }
    }
}

#[test]
fn a_log_axis_needs_positive_values_and_says_so() -> Result<(), ChartError> {
    let projection = synthetic::plain(&[2024.0, 2025.0], &[-1.0, 100.0]);
    let chart = Chart { log: true, ..synthetic::chart(ChartKind::Fan, &[0], "Odd") };
    let picture = draw(&projection, &chart)?;
    let found = texts(&picture);
    let says = |wanted: &str| found.iter().any(|(words, _)| words == wanted);
    assert!(says("The axis is linear, for not all values are positive."));
    assert!(says("−20") || says("−50"), "{found:?}");
    Ok(())
}

#[test]
fn charts_that_cannot_be_drawn_say_why() {
    use ChartKind::{Fan, Lines, Stacked};
    let full = synthetic::projection;
    let chart = synthetic::chart;
    let cases = [
        (full(), Chart { from: Some(2100.0), ..chart(Fan, &[ROBOTS], "Late") }, "nothing to show"),
        (full(), chart(Lines, &[], "Empty"), "nothing to show"),
        (full(), chart(Lines, &[99], "Unknown"), "nothing to show"),
        (synthetic::plain(&[], &[]), chart(Fan, &[0], "No time"), "nothing to show"),
        (full(), chart(Fan, &[SHARE], "Six"), "6 remain: fix elements"),
        (full(), chart(Lines, &[ROBOTS, SHARE], "Mixed"), "several units (1, robot/yr)"),
        (
            synthetic::plain(&[2024.0, 2025.0], &[1.0, -1.0]),
            chart(Stacked, &[0], "Below"),
            "`An odd one` is negative in 2025",
        ),
    ];
    for (projection, chart, reason) in cases {
        let error = draw(&projection, &chart).expect_err(&chart.title).to_string();
        assert!(error.contains(reason), "{}: {error}", chart.title);
    }
}

#[test]
fn a_period_cuts_lines_history_and_targets() -> Result<(), ChartError> {
    let period = Chart {
        fixed: vec![(0, 0)],
        from: Some(2020.0),
        until: Some(2028.0),
        ..synthetic::chart(ChartKind::Fan, &[SHARE], "Cut")
    };
    let content = Content::new(&synthetic::projection(), &period)?;
    let trace = &content.traces[0];
    assert_eq!((trace.times.first(), trace.times.last()), (Some(&2020.0), Some(&2028.0)));
    assert_eq!(trace.history.len(), 5);
    assert_eq!(trace.targets.len(), 1);
    // The share of 0.57 in 2024 is 57 in the numbers of the chart.
    assert!((trace.median()[4] - 57.0).abs() < 1e-9);
    assert_eq!(trace.observed_until(), Some(2024.0));
    Ok(())
}

#[test]
fn more_series_than_colours_are_cut_or_summed_up() -> Result<(), ChartError> {
    let mut projection = twelve();
    let extra: Vec<_> = projection.variables[SHARE].series.iter().take(3).cloned().collect();
    projection.variables[SHARE].series.extend(extra);
    let says = |kind: ChartKind, phrase: &str| -> Result<bool, ChartError> {
        let picture = draw(&projection, &synthetic::chart(kind, &[SHARE], "Fifteen"))?;
        let found = texts(&picture);
        Ok(found.iter().any(|(words, _)| words.replace('\u{a0}', " ").contains(phrase)))
    };
    assert!(says(ChartKind::Lines, "the 12 largest of 15")?);
    assert!(says(ChartKind::Stacked, "4 others")?);
    assert!(says(ChartKind::SmallMultiples, "Lasers II")?);
    Ok(())
}

#[test]
fn a_scenario_that_asks_for_no_charts_gets_some() {
    let projection = synthetic::projection();
    let charts = default_charts(&projection);
    let kinds: Vec<_> = charts.iter().map(|chart| (chart.name.as_str(), chart.kind)).collect();
    assert_eq!(kinds.len(), projection.variables.len());
    assert_eq!(kinds[SHARE], ("domestic_share", ChartKind::SmallMultiples));
    assert_eq!(kinds[ROBOTS], ("robots", ChartKind::Fan));
    for chart in &charts {
        let picture = draw(&projection, chart).expect("drawn");
        assert_eq!(picture.name, chart.name);
        assert!(picture.alt.contains("2035"), "{}", picture.alt);
    }
}

#[test]
fn pictures_answer_a_pointer_within_their_plots() {
    for (name, projection, chart) in gallery() {
        let picture = draw(&projection, &chart).expect(name);
        let (width, height) = (picture.sheet.width, picture.sheet.height);
        assert!(!picture.readouts.is_empty(), "{name}");
        for Readout { area: [left, top, right, bottom], times, x, readings, .. } in &picture.readouts {
            assert!(0.0 <= *left && left < right && *right <= width, "{name}");
            assert!(0.0 <= *top && top < bottom && *bottom <= height, "{name}");
            assert_eq!(times.len(), x.len(), "{name}");
            assert!(x.windows(2).all(|pair| pair[0] < pair[1]), "{name}: {x:?}");
            assert!(x.iter().all(|x| (left - 0.1..=right + 0.1).contains(x)), "{name}: {x:?}");
            for reading in readings {
                assert_eq!(reading.points.len(), times.len(), "{name}");
                for (y, words) in reading.points.iter().flatten() {
                    assert!((top - 0.1..=bottom + 0.1).contains(y) && !words.is_empty(), "{name}: {y} {words}");
                }
            }
        }
    }
}

#[test]
fn answers_are_the_numbers_at_their_places() {
    let fan = synthetic::chart(ChartKind::Fan, &[0], "Fan");
    let picture = draw(&synthetic::plain(&[2020.0, 2021.0, 2022.0], &[10.0, 20.0, 30.0]), &fan).expect("a chart");
    let [readout] = &picture.readouts[..] else { panic!("{:?}", picture.readouts) };
    assert_eq!(readout.times, ["2020", "2021", "2022"]);
    assert!((readout.x[0] - readout.area[0]).abs() < 1e-9 && (readout.x[2] - readout.area[2]).abs() < 1e-9);
    let (heights, words): (Vec<f64>, Vec<&str>) =
        readout.readings[0].points.iter().flatten().map(|(y, words)| (*y, words.as_str())).unzip();
    assert!((heights[0] - heights[1] - (heights[1] - heights[2])).abs() < 1e-9 && heights[0] > heights[2]);
    for (words, number) in words.iter().zip(["10", "20", "30"]) {
        assert!(words.starts_with(number), "{words}");
    }
    // The layers of a stack add up to its total.
    let (_, projection, chart) = gallery().into_iter().find(|(name, ..)| *name == "stacked").expect("a stack");
    let picture = draw(&projection, &chart).expect("a chart");
    let readings = &picture.readouts[0].readings;
    let last = |reading: &Reading| reading.points.last().cloned().flatten().expect("a point");
    let (total, layers) = readings.split_last().expect("a total");
    assert_eq!(total.label, "Total");
    assert_eq!(last(total).0, last(&layers[layers.len() - 1]).0);
    let number = |reading: &Reading| last(reading).1.replace(',', "").parse::<f64>().expect("a number");
    let sum: f64 = layers.iter().map(number).sum();
    // Each is rounded to the last digit shown.
    assert!((sum - number(total)).abs() <= layers.len() as f64, "{sum} {}", number(total));
}
