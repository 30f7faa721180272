//! Distribution function: how likely it is, at the last time shown, that a number is no greater than each value.

use super::axis::ValueAxis;
use super::content::Content;
use super::frame::{self, Plot, Swatch};
use super::geometry::Rect;
use super::goals::Listed;
use super::labels::{self, Obstacles};
use super::lines::{cut, largest};
use super::palette::{self, Colour, GRID, INK};
use super::period::Period;
use super::readout::{Reading, Readout};
use super::sheet::{Align, Sheet, Style};
use super::text::CAPITALS;
use super::trace::{Goal, Trace, range};
use super::{ChartError, Drawing, marks};
use crate::projection::Level;
use crate::wording::number;
use crate::wording::unit::Unit;

/// Size of the words at the median and at goals.
const SIZE: f64 = 12.0;
/// Room at the right for half of the last label of the axis.
const END: f64 = 18.0;

/// A series, with its quantiles at the time shown.
type Curve<'t> = (&'t Trace, [f64; Level::COUNT]);

/// Draws a line for each series through the quantiles that are known, 5 to 95 % of draws, with a dot at each, and the goals
/// of that time.
///
/// # Errors
/// [`ChartError::NothingToShow`] if there is no series, [`ChartError::Certain`] if nothing is uncertain.
pub fn draw(content: &Content) -> Result<Drawing, ChartError> {
    let unit = &content.first()?.unit;
    let time = content.time_of_spread()?;
    let whole = of_time(content, time);
    let traces = largest(&whole, palette::MOST);
    let curves: Vec<Curve> = traces.iter().map(|trace| (trace, quantiles(trace))).collect();
    let goals: Vec<Vec<Goal>> = curves.iter().map(|(trace, _)| goals_of_time(trace, time)).collect();
    let (low, high) = content.extent(|side| {
        let traces = largest(&of_time(side, time), palette::MOST);
        let goals = traces.iter().flat_map(|trace| goals_of_time(trace, time)).map(|goal| goal.value);
        range(traces.iter().flat_map(quantiles).chain(goals))
    });
    let logarithmic = ValueAxis::logarithmic(low, high).filter(|_| content.log);
    let across = logarithmic.unwrap_or_else(|| ValueAxis::around(low, high, 8));
    let share = Unit { factor: 1.0, words: String::new(), suffix: "\u{a0}%", calendar: false };
    let up = ValueAxis::linear(0.0, 100.0, &share, 5);
    let ends = content.traces.len() - whole.len();
    let notes = [
        format!("share of draws that are no greater, {}", content.period.when(time)),
        cut(traces.len(), whole.len()),
        if ends > 0 { format!("{ends} that end before left out") } else { String::new() },
    ];
    let note = notes.into_iter().filter(|note| !note.is_empty()).collect::<Vec<String>>().join(", ");
    let all = curves.iter().zip(&goals).flat_map(|((trace, _), goals)| goals.iter().map(move |goal| (*trace, goal)));
    let listed = Listed::placed(
        content,
        all.map(|(trace, goal)| (trace, goal, trace.colour.for_text(), (goal.value, 100.0 * below(goal)))),
    );
    let height = frame::height(content) + listed.height();
    let (mut sheet, inner) = frame::page(content, &note, &key(&curves), height);
    let inner = listed.lay(&mut sheet, inner);
    let left = inner.left + frame::tick_room(&up, &share);
    let (right, bottom) = (inner.right - END, inner.bottom - frame::BELOW);
    let area = Rect { left, top: inner.top + frame::ABOVE / 2.0, right, bottom };
    let mut plot = Plot::new(area, up, Period::years(across.low, across.high));
    plot.x = super::axis::Scale::new(across.low, across.high, area.left, area.right, across.log);
    plot.lay_values(&mut sheet, &share, true);
    lay_across(&mut sheet, &plot, &across, unit);
    for ((trace, values), goals) in curves.iter().zip(&goals) {
        let points: Vec<(f64, f64)> =
            values.iter().zip(Level::PROBABILITIES).map(|(x, p)| plot.at(*x, 100.0 * p)).collect();
        sheet.line(points.clone(), trace.colour, 2.4);
        for point in points {
            sheet.dot(point, 3.4, trace.colour);
        }
        for goal in goals.iter().filter(|_| listed.is_empty()) {
            frame::diamond(&mut sheet, plot.at(goal.value, 100.0 * below(goal)), 5.5, trace.colour.for_text());
        }
    }
    if let [(trace, values)] = curves[..] {
        lay_median(&mut sheet, &plot, trace, values[Level::MEDIAN as usize], &across);
        if listed.is_empty() {
            lay_goals(&mut sheet, &plot, (trace, &values), (&goals[0], &content.period));
        }
    }
    listed.mark(&mut sheet, &plot);
    for (trace, values) in &curves {
        sheet.answer(readout(&plot, &across, trace, values));
    }
    let told: Vec<String> = curves.iter().map(|(trace, values)| told(trace, values, &across)).collect();
    Ok(Drawing { sheet, alt: format!("{}, {}: {}.", content.title, content.period.when(time), told.join("; ")) })
}

/// The series that reach to a time.
fn of_time(content: &Content, time: f64) -> Vec<Trace> {
    content.traces.iter().filter(|trace| trace.times.last() == Some(&time)).cloned().collect()
}

/// The goals of a series at a time.
pub fn goals_of_time(trace: &Trace, time: f64) -> Vec<Goal> {
    trace.targets.iter().filter(|goal| (goal.time - time).abs() < 1e-6).cloned().collect()
}

/// The quantiles of a series at its last time.
fn quantiles(trace: &Trace) -> [f64; Level::COUNT] {
    let last = trace.times.len().saturating_sub(1);
    Level::ALL.map(|level| trace.quantiles[level][last])
}

fn key(curves: &[Curve]) -> Vec<(Swatch, String)> {
    if curves.len() < 2 {
        return Vec::new();
    }
    curves.iter().map(|(trace, _)| (Swatch::Line(trace.colour), trace.label.clone())).collect()
}

/// Values below the plot, with lines up through it.
pub fn lay_across(sheet: &mut Sheet, plot: &Plot, across: &ValueAxis, unit: &Unit) {
    let texts: Vec<String> = across.ticks.iter().map(|tick| across.tick(*tick, unit)).collect();
    let style = Style::regular(frame::AXIS_SIZE, GRID);
    let widths: Vec<f64> = texts.iter().map(|text| style.width(text)).collect();
    let widest = widths.iter().copied().fold(0.0, f64::max);
    let places: Vec<f64> = across.ticks.iter().map(|tick| plot.x.at(*tick)).collect();
    let least = places.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    // Where words would meet, one in so many has some, and none leaves the paper.
    let every = ((widest + 12.0) / least).ceil().max(1.0) as usize;
    for (index, (text, x)) in texts.iter().zip(places).enumerate() {
        sheet.line(vec![(x, plot.area.top), (x, plot.area.bottom)], GRID, 1.0);
        if index % every == 0 && x + widths[index] / 2.0 <= sheet.width - 4.0 {
            plot.lay_time(sheet, text, x);
        }
    }
}

/// The median in words, at its dot.
fn lay_median(sheet: &mut Sheet, plot: &Plot, trace: &Trace, median: f64, across: &ValueAxis) {
    let (x, y) = plot.at(median, 50.0);
    sheet.line(vec![(plot.area.left, y), (x, y), (x, plot.area.bottom)], trace.colour, 1.0);
    let text = format!("median {}", across.value(median, &trace.unit));
    let style = Style::semi_bold(SIZE, text_colour(trace));
    // A distribution function rises: below a point of it there is room at the right.
    let right = x + 12.0 + style.width(&text) <= plot.area.right;
    let (align, at) = if right { (Align::Left, x + 12.0) } else { (Align::Right, x - 12.0) };
    let baseline = if right { y + style.size + 4.0 } else { y - 8.0 };
    sheet.text(&text, style, align, (at, baseline + style.size * CAPITALS / 2.0));
}

/// Goals in words, each where it covers least of the line.
fn lay_goals(
    sheet: &mut Sheet,
    plot: &Plot,
    (trace, values): (&Trace, &[f64; Level::COUNT]),
    (goals, period): (&[Goal], &Period),
) {
    let mut obstacles = Obstacles::default();
    let at: Vec<(f64, f64)> = values.iter().zip(Level::PROBABILITIES).map(|(x, p)| plot.at(*x, 100.0 * p)).collect();
    // The one line of the picture is not written through.
    (0..3).for_each(|_| obstacles.line(&at));
    let dot = |(x, y): &(f64, f64)| Rect { left: *x, top: *y, right: *x, bottom: *y }.grown(6.0);
    obstacles.boxes.extend(at.iter().map(dot));
    let median = plot.at(values[Level::MEDIAN as usize], 50.0);
    obstacles.rule(&[(plot.area.left, median.1), median, (median.0, plot.area.bottom)]);
    // The words at the median, on either side of it.
    obstacles.boxes.push(Rect { left: median.0, top: median.1, right: median.0, bottom: median.1 }.grown(28.0));
    let (strong, light) = (Style::semi_bold(SIZE, text_colour(trace)), Style::regular(SIZE, text_colour(trace)));
    for goal in goals {
        let [what, outcome] = marks::goal_words(goal, trace, period);
        let name = strong.wrap(&goal.label, 180.0, 2).into_iter().filter(|line| !line.is_empty());
        let mut lines: Vec<(String, Style)> = name.map(|line| (line, strong)).collect();
        lines.push((format!("{what} · {outcome}"), light));
        labels::lay_beside(sheet, &lines, plot.at(goal.value, 100.0 * below(goal)), plot.area, &mut obstacles);
    }
}

/// The share of draws that are below a goal's level.
fn below(goal: &Goal) -> f64 {
    if goal.at_least { 1.0 - goal.probability } else { goal.probability }
}

/// The colour of words about a series.
pub fn text_colour(trace: &Trace) -> Colour {
    if trace.behind { INK } else { trace.colour.for_text() }
}

/// Under a pointer: the share of draws that are no greater.
fn readout(plot: &Plot, across: &ValueAxis, trace: &Trace, values: &[f64; Level::COUNT]) -> Readout {
    let area = plot.area;
    let words = |level: f64| format!("{}\u{a0}% of draws are no greater", number::decimals(100.0 * level, 0));
    Readout {
        title: trace.label.clone(),
        area: [area.left, area.top, area.right, area.bottom],
        times: values.iter().map(|value| across.value(*value, &trace.unit)).collect(),
        x: values.iter().map(|value| plot.x.at(*value)).collect(),
        readings: vec![Reading {
            label: trace.label.clone(),
            colour: trace.colour.hexadecimal(),
            points: Level::PROBABILITIES.iter().map(|level| Some((plot.y.at(100.0 * level), words(*level)))).collect(),
        }],
    }
}

/// `Robots: half of the draws are no greater than 74 %, nine of ten from 60 to 86 %`.
fn told(trace: &Trace, values: &[f64; Level::COUNT], across: &ValueAxis) -> String {
    let [low, median, high] = Level::RANGE.map(|level| values[level as usize]);
    let range = across.range(low, high, &trace.unit);
    format!("{}: median {}, 9 of 10 draws {range}", trace.label, across.value(median, &trace.unit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sheet::Mark;
    use crate::charts::tests::synthetic::{self, SHARE};
    use crate::projection::{Chart, ChartKind};

    /// Dots stand at the quantiles, at heights that are their levels, and the goal at the share that misses it.
    #[test]
    fn dots_are_quantiles_and_goals_stand_where_the_chance_says() {
        let projection = synthetic::projection();
        let chart = Chart {
            fixed: vec![(0, 0)],
            until: Some(2030.0),
            ..synthetic::chart(ChartKind::Distribution, &[SHARE], "Share of robots")
        };
        let picture = crate::charts::draw(&projection, &chart).expect("a picture");
        let dots: Vec<(f64, f64)> = picture
            .sheet
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Dot { centre, .. } => Some(*centre),
                Mark::Line { .. } | Mark::Area { .. } | Mark::Text { .. } => None,
            })
            .collect();
        assert_eq!(dots.len(), Level::COUNT);
        let series = &projection.variables[SHARE].series[0];
        let values = Level::ALL.map(|level| series.quantiles[level][17]);
        let along = |index: usize| (dots[index].0 - dots[0].0) / (dots[6].0 - dots[0].0);
        let height = |index: usize| (dots[0].1 - dots[index].1) / (dots[0].1 - dots[6].1);
        for index in 0..Level::COUNT {
            let value = (values[index] - values[0]) / (values[6] - values[0]);
            let level = (Level::PROBABILITIES[index] - 0.05) / 0.9;
            assert!((along(index) - value).abs() < 1e-9 && (height(index) - level).abs() < 1e-9, "{index}");
        }
        // The chance of the goal of 2030 is 41 %: 59 % of draws are below it.
        let of_level = |level: f64| dots[0].1 - (level - 0.05) / 0.9 * (dots[0].1 - dots[6].1);
        let tops: Vec<f64> = picture
            .sheet
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Area { points, .. } if points.len() == 4 => Some(f64::midpoint(points[0].1, points[2].1)),
                Mark::Line { .. } | Mark::Area { .. } | Mark::Dot { .. } | Mark::Text { .. } => None,
            })
            .collect();
        assert!(tops.iter().any(|y| (y - of_level(0.59)).abs() < 1e-6), "{tops:?}");
        let deterministic = crate::charts::draw(&synthetic::deterministic(), &chart);
        assert!(matches!(deterministic, Err(ChartError::Certain { .. })));
    }
}
