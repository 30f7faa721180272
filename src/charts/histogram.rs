//! Histogram: how draws spread over equal bars at the last time shown.

use super::axis::{Scale, ValueAxis};
use super::content::Content;
use super::distribution::{goals_of_time, lay_across, text_colour};
use super::frame::{self, Plot};
use super::geometry::Rect;
use super::goals::Listed;
use super::labels::{self, LINE_HEIGHT, Obstacles};
use super::lines::{cut, largest};
use super::marks;
use super::palette::{self, MUTED, PAPER, RULE};
use super::period::Period;
use super::readout::{Reading, Readout};
use super::sheet::{Align, Sheet, Style};
use super::trace::Trace;
use super::{ChartError, Drawing};
use crate::projection::{Bar, Histogram, Level, bar_width};
use crate::wording::number;
use crate::wording::unit::Unit;

/// Size of the words in the plot.
const SIZE: f64 = 12.0;
/// The least height of one of several panels with its words.
const PANEL: f64 = 84.0;
/// Lines of the name above a panel on narrow paper.
const MOST_NAME_LINES: usize = 3;
/// The most that the ticks at the left of a panel take.
const NARROW_TICKS: f64 = 48.0;
/// Between panels.
const GAP: f64 = 10.0;
/// Room at the right for half of the last label of the axis.
const END: f64 = 18.0;
/// Shares of draws have this unit.
const PER_CENT: &str = "\u{a0}%";

/// A series, with its bars in the numbers of the chart.
struct Spread<'t> {
    trace: &'t Trace,
    bars: Vec<Bar>,
}

/// What all panels share.
struct Axes {
    across: ValueAxis,
    up: ValueAxis,
    share: Unit,
}

/// Draws bars of one width for each series, in a panel each on one scale where there are several, with the median and the goals
/// of that time.
///
/// # Errors
/// [`ChartError::NothingToShow`] if draws were not counted, [`ChartError::Certain`] if nothing is uncertain.
pub fn draw(content: &Content) -> Result<Drawing, ChartError> {
    let unit = &content.first()?.unit;
    let time = content.time_of_spread()?;
    let whole = counted(content, time);
    let traces = largest(&whole, palette::MOST);
    // What stands beside it has bars as wide, and the same scales.
    let beside: Vec<Trace> =
        content.other.iter().flat_map(|side| largest(&counted(side, time), palette::MOST)).collect();
    let all: Vec<&Histogram> = traces.iter().chain(&beside).filter_map(|trace| trace.histogram.as_ref()).collect();
    let (times, exponent) = bar_width(&all, content.draws).ok_or_else(|| content.nothing_to_show())?;
    let spread = |trace| Spread { trace, bars: bars(trace, times, exponent) };
    let spreads: Vec<Spread> = traces.iter().map(spread).collect();
    let axes = axes(spreads.iter().chain(&beside.iter().map(spread).collect::<Vec<_>>()), spreads.len());
    let early = content.traces.iter().filter(|trace| trace.times.last() != Some(&time)).count();
    let notes = [
        format!("share of draws in each bar, {}", content.period.when(time)),
        beyond(&traces),
        cut(traces.len(), whole.len()),
        if early > 0 { format!("{early} that end before left out") } else { String::new() },
    ];
    let note = notes.into_iter().filter(|note| !note.is_empty()).collect::<Vec<String>>().join(", ");
    let words = if content.look.size.is_narrow() { 1.0 + name_lines(content, &traces) } else { 1.0 };
    let several = content.traces.len() > 1;
    let listed = listed(content, &traces, time);
    // Above a picture of one series stand its median and range.
    let least = PANEL + GAP + (words - 1.0) * SIZE * LINE_HEIGHT;
    let height = frame::height(content) + (least * spreads.len() as f64 - 0.62 * frame::height(content)).max(0.0);
    let (mut sheet, inner) = frame::page(content, &note, &[], height + listed.height());
    let inner = listed.lay(&mut sheet, inner);
    let left = inner.left + frame::tick_room(&axes.up, &axes.share);
    let whole = Rect { left, top: inner.top, right: inner.right - END, bottom: inner.bottom - frame::BELOW };
    let across = Plot {
        x: Scale::new(axes.across.low, axes.across.high, whole.left, whole.right, false),
        ..Plot::new(whole, axes.up.clone(), Period::years(axes.across.low, axes.across.high))
    };
    lay_across(&mut sheet, &across, &axes.across, unit);
    let each = (whole.height() + GAP) / spreads.len() as f64;
    for (index, spread) in spreads.iter().enumerate() {
        let above = if several { words * SIZE * LINE_HEIGHT + 4.0 } else { 3.4 * SIZE };
        let top = whole.top + each * index as f64 + above;
        let bottom = whole.top + each * (index + 1) as f64 - GAP;
        let area = Rect { top, bottom, ..whole };
        let plot = Plot { x: across.x, ..Plot::new(area, axes.up.clone(), across.period) };
        if several {
            lay_name(&mut sheet, &plot, spread, &axes, words > 1.0);
        }
        panel(&mut sheet, &plot, spread, &axes, several);
        goals(&mut sheet, &plot, spread, (time, content), (several, &listed));
    }
    let told: Vec<String> = spreads.iter().map(|spread| told(spread, &axes)).collect();
    Ok(Drawing { sheet, alt: format!("{}, {}: {}.", content.title, content.period.when(time), told.join("; ")) })
}

/// The goals of a picture of one series, listed below it on narrow paper.
fn listed(content: &Content, traces: &[Trace], time: f64) -> Listed {
    let [trace] = traces else { return Listed::default() };
    let goals = goals_of_time(trace, time);
    Listed::placed(content, goals.iter().map(|goal| (trace, goal, palette::INK, (goal.value, 0.0))))
}

/// The series of which draws were counted at a time.
fn counted(content: &Content, time: f64) -> Vec<Trace> {
    let is_counted = |trace: &&Trace| trace.times.last() == Some(&time) && trace.histogram.is_some();
    content.traces.iter().filter(is_counted).cloned().collect()
}

/// The bars of a series in the numbers of the chart.
fn bars(trace: &Trace, times: i64, exponent: i32) -> Vec<Bar> {
    let bars = trace.histogram.as_ref().and_then(|histogram| histogram.bars(times, exponent)).unwrap_or_default();
    let factor = trace.unit.factor;
    bars.into_iter().map(|bar| Bar { edges: bar.edges.map(|edge| edge * factor), ..bar }).collect()
}

/// The axes that hold all bars, in so many panels.
fn axes<'s, 't: 's>(spreads: impl Iterator<Item = &'s Spread<'t>> + Clone, panels: usize) -> Axes {
    let bars = || spreads.clone().flat_map(|spread| &spread.bars);
    let (low, high) = super::trace::range(bars().flat_map(|bar| bar.edges));
    let share = Unit { factor: 1.0, words: String::new(), suffix: PER_CENT, calendar: false };
    let most = bars().map(|bar| 100.0 * bar.share).fold(0.0, f64::max);
    let ticks = if panels > 2 { 2 } else { 4 };
    Axes { across: ValueAxis::around(low, high, 8), up: ValueAxis::linear(0.0, most, &share, ticks), share }
}

/// What lies beyond the bars, if anything does: it is counted, and would make the rest a line.
fn beyond(traces: &[Trace]) -> String {
    let share = |trace: &Trace| trace.histogram.as_ref().map_or(0.0, |one| one.below + one.above);
    let most = traces.iter().map(share).fold(0.0, f64::max);
    let tenths = (1000.0 * most - 1e-9).ceil() / 10.0;
    let words = if traces.len() > 1 { "at most " } else { "" };
    if most > 0.0 { format!("{words}{}\u{a0}% of draws beyond", number::decimals(tenths, 1)) } else { String::new() }
}

/// Bars, their scale, the median, and what they answer.
fn panel(sheet: &mut Sheet, plot: &Plot, spread: &Spread, axes: &Axes, several: bool) {
    let Spread { trace, bars } = spread;
    plot.lay_values(sheet, &axes.share, true);
    for bar in bars.iter().filter(|bar| bar.share > 0.0) {
        let [left, right] = bar.edges.map(|edge| plot.x.at(edge));
        // A gap of a pixel tells bars apart, however narrow they are.
        let gap = 0.5_f64.min((right - left) / 8.0);
        let top = plot.y.at(100.0 * bar.share);
        let rect = Rect { left: left + gap, top, right: right - gap, bottom: plot.area.bottom };
        sheet.rect(rect, trace.colour.over(PAPER, 0.6), 1.0);
    }
    let base = plot.area.bottom;
    sheet.line(vec![(plot.area.left, base), (plot.area.right, base)], RULE, 1.0);
    let x = plot.x.at(median(trace));
    let above = if several { 0.0 } else { 6.0 };
    sheet.line(vec![(x, plot.area.top - above), (x, base)], trace.colour.for_text(), 2.0);
    if !several {
        let style = Style::semi_bold(SIZE, text_colour(trace));
        let light = Style::regular(SIZE, text_colour(trace));
        let [median, range] = summary(trace, axes);
        let widest = style.width(&median).max(light.width(&range)) + 8.0;
        // At the side where there is room, else across.
        let (align, at) = if x + widest <= plot.area.right {
            (Align::Left, x + 8.0)
        } else if x - widest >= plot.area.left {
            (Align::Right, x - 8.0)
        } else {
            (Align::Left, (plot.area.right - widest).max(0.0))
        };
        let line = SIZE * LINE_HEIGHT;
        // Above the lines of goals, which reach to the top of the plot.
        let baseline = plot.area.top - 6.0;
        sheet.text(&median, style, align, (at, baseline - line));
        sheet.text(&range, light, align, (at, baseline));
    }
    sheet.answer(readout(plot, spread, axes));
}

/// How many lines the longest name above a panel takes on narrow paper.
fn name_lines(content: &Content, traces: &[Trace]) -> f64 {
    let room = content.look.size.paper().0 - 2.0 * frame::margin(content) - END - NARROW_TICKS;
    let lines = |trace: &Trace| Style::semi_bold(SIZE, MUTED).wrap(&trace.label, room, MOST_NAME_LINES).len();
    traces.iter().map(lines).max().unwrap_or(1) as f64
}

/// The name of one of several series above its panel, and its median and range.
fn lay_name(sheet: &mut Sheet, plot: &Plot, spread: &Spread, axes: &Axes, narrow: bool) {
    let trace = spread.trace;
    let style = Style::semi_bold(SIZE, text_colour(trace));
    let light = Style::regular(SIZE, MUTED);
    let words = summary(trace, axes).join(", ");
    let room = plot.area.width() - if narrow { 0.0 } else { light.width(&words) + 16.0 };
    let names = style.wrap(&trace.label, room.max(60.0), if narrow { MOST_NAME_LINES } else { 1 });
    let line = SIZE * LINE_HEIGHT;
    let baseline = plot.area.top - 8.0;
    let below = usize::from(narrow);
    for (index, name) in names.iter().enumerate() {
        let up = line * (names.len() - 1 - index + below) as f64;
        sheet.text(name, style, Align::Left, (plot.area.left, baseline - up));
    }
    let after = if narrow { plot.area.left } else { plot.area.left + style.width(&names.concat()) + 10.0 };
    sheet.text(&words, light, Align::Left, (after, baseline));
}

/// The goals of the time shown: a line, and in a picture of one series its words at the top of the plot.
fn goals(
    sheet: &mut Sheet,
    plot: &Plot,
    spread: &Spread,
    (time, content): (f64, &Content),
    (several, listed): (bool, &Listed),
) {
    let trace = spread.trace;
    let colour = palette::INK;
    let mut obstacles = obstacles(plot, spread, time);
    for goal in &goals_of_time(trace, time) {
        let x = plot.x.at(goal.value);
        if !(plot.area.left - 0.5..=plot.area.right + 0.5).contains(&x) {
            continue;
        }
        sheet.line(vec![(x, plot.area.top), (x, plot.area.bottom)], colour, 1.2);
        frame::diamond(sheet, (x, plot.area.bottom), 5.5, colour);
        if several || !listed.is_empty() {
            continue;
        }
        let [what, outcome] = marks::goal_words(goal, trace, &content.period);
        let (strong, light) = (Style::semi_bold(SIZE, colour), Style::regular(SIZE, colour));
        let name = strong.wrap(&goal.label, 150.0, 2).into_iter().filter(|text| !text.is_empty());
        let lines: Vec<(String, Style)> =
            name.map(|text| (text, strong)).chain([(what, light), (outcome, light)]).collect();
        // The median and its range stand on the top of the plot.
        let middle = plot.area.top + 8.0 + lines.len() as f64 * SIZE * LINE_HEIGHT / 2.0;
        labels::lay_beside(sheet, &lines, (x, middle), plot.area, &mut obstacles);
    }
    listed.mark(sheet, plot);
}

/// What words of goals keep clear of: bars, the line at the median, and those at goals.
fn obstacles(plot: &Plot, Spread { trace, bars }: &Spread, time: f64) -> Obstacles {
    let rect = |bar: &Bar| {
        let [left, right] = bar.edges.map(|edge| plot.x.at(edge));
        Rect { left, top: plot.y.at(100.0 * bar.share), right, bottom: plot.area.bottom }
    };
    let mut obstacles = Obstacles { boxes: bars.iter().map(rect).collect(), ..Obstacles::default() };
    let goals = goals_of_time(trace, time).into_iter().map(|goal| goal.value);
    let rules: Vec<f64> = goals.chain([median(trace)]).map(|value| plot.x.at(value)).collect();
    for x in rules {
        obstacles.boxes.push(Rect { left: x, top: plot.area.top, right: x, bottom: plot.area.bottom }.grown(4.0));
    }
    obstacles
}

/// Under a pointer: the edges of a bar, and the share of draws in it.
fn readout(plot: &Plot, spread: &Spread, axes: &Axes) -> Readout {
    let (area, trace) = (plot.area, spread.trace);
    let middle = |bar: &Bar| plot.x.at(f64::midpoint(bar.edges[0], bar.edges[1]));
    let words = |bar: &Bar| format!("{}\u{a0}% of draws", number::decimals(100.0 * bar.share, 1));
    Readout {
        title: trace.label.clone(),
        area: [area.left, area.top, area.right, area.bottom],
        times: spread.bars.iter().map(|bar| axes.across.range(bar.edges[0], bar.edges[1], &trace.unit)).collect(),
        x: spread.bars.iter().map(middle).collect(),
        readings: vec![Reading {
            label: trace.label.clone(),
            colour: trace.colour.hexadecimal(),
            points: spread.bars.iter().map(|bar| Some((plot.y.at(100.0 * bar.share), words(bar)))).collect(),
        }],
    }
}

fn median(trace: &Trace) -> f64 {
    trace.median().last().copied().unwrap_or(f64::NAN)
}

/// `median 74 %` and `9 of 10 draws 60–86 %`.
fn summary(trace: &Trace, axes: &Axes) -> [String; 2] {
    let last = trace.times.len().saturating_sub(1);
    let [low, median, high] = Level::RANGE.map(|level| trace.quantiles[level][last]);
    let value = axes.across.value(median, &trace.unit);
    [format!("median {value}"), format!("9\u{a0}of\u{a0}10 draws {}", axes.across.range(low, high, &trace.unit))]
}

/// `Robots: median 74 %, 9 of 10 draws 60–86 %, most often 75–80 % (21 % of draws)`.
fn told(spread: &Spread, axes: &Axes) -> String {
    let trace = spread.trace;
    let most = spread.bars.iter().max_by(|a, b| a.share.total_cmp(&b.share));
    let often = most.map_or_else(String::new, |bar| {
        let range = axes.across.range(bar.edges[0], bar.edges[1], &trace.unit);
        format!(", most often {range} ({} of draws)", number::probability(bar.share))
    });
    format!("{}: {}{often}", trace.label, summary(trace, axes).join(", "))
}
