//! The marks of a series in a plot: bands, lines, observations, goals, and where the projection begins.
//!
//! None of them knows which chart it is part of, or how many projections that shows.

use crate::projection::{Band, Heard, Level};

use super::content::{Content, Happening};
use super::frame::{self, Plot, Swatch};
use super::geometry::{Point, Rect};
use super::palette::{Colour, GRID, INK, MUTED, PAPER, RULE};
use super::period::Period;
use super::sheet::{Align, Sheet, Style};
use super::text::CAPITALS;
use super::trace::{Dot, Goal, Trace};
use crate::wording::number;

/// Opacity that each of the nested bands adds.
const fn opacity(band: Band) -> f64 {
    match band {
        Band::Ninety => 0.16,
        Band::Eighty => 0.18,
        Band::Fifty => 0.26,
    }
}

/// Half the width, in pixels, of what is shown of one time alone.
const ALONE: f64 = 18.0;

/// Points of values over time; of one time alone the ends of a short level line, so that areas of it can be seen.
#[must_use]
pub fn points(plot: &Plot, times: &[f64], values: &[f64]) -> Vec<Point> {
    if let ([time], [value]) = (times, values) {
        let (x, y) = plot.at(*time, *value);
        return vec![(x - ALONE, y), (x + ALONE, y)];
    }
    times.iter().zip(values).map(|(time, value)| plot.at(*time, *value)).collect()
}

/// The area between two lines over the same times.
pub fn band(sheet: &mut Sheet, plot: &Plot, times: &[f64], edges: [&[f64]; 2], colour: Colour, opacity: f64) {
    let mut outline = points(plot, times, edges[0]);
    outline.extend(points(plot, times, edges[1]).into_iter().rev());
    sheet.area(outline, colour, opacity);
}

/// The nested 90, 80 and 50 % bands.
pub fn fan(sheet: &mut Sheet, plot: &Plot, trace: &Trace) {
    for of in Band::ALL {
        band(sheet, plot, &trace.times, trace.quantiles.band(of), trace.colour, opacity(of));
    }
}

/// The 90 % band alone with fine edges, light enough that three of them can lie on one another.
pub fn outer_band(sheet: &mut Sheet, plot: &Plot, trace: &Trace) {
    let edges = trace.quantiles.band(Band::Ninety);
    band(sheet, plot, &trace.times, edges, trace.colour, opacity(Band::Ninety));
    for edge in edges {
        let fine = trace.colour.over(PAPER, 0.5);
        sheet.line(points(plot, &trace.times, edge), fine, 0.8);
    }
}

/// The median: what was observed in one colour, what is projected in another.
pub fn median(sheet: &mut Sheet, plot: &Plot, trace: &Trace, colours: [Colour; 2], width: f64) {
    let points: Vec<Point> =
        trace.times.iter().zip(trace.median()).map(|(time, value)| plot.at(*time, *value)).collect();
    let known = |step: usize| trace.observed[step] && trace.observed[step + 1];
    let mut from = 0;
    for step in 1..points.len() {
        let last = step + 1 == points.len();
        if last || known(step - 1) != known(step) {
            let colour = colours[usize::from(!known(step - 1))];
            sheet.line(points[from..=step].to_vec(), colour, width);
            from = step;
        }
    }
    if let [point] = points[..] {
        sheet.dot(point, width + 1.0, colours[1]);
    }
}

/// Observations: those that drive the run are filled, those that are only compared are hollow and joined by a thin line.
pub fn history(sheet: &mut Sheet, plot: &Plot, dots: &[Dot], colour: Colour, radius: f64) {
    let at = |dot: &Dot| plot.at(dot.time, dot.value);
    let compared: Vec<Point> = dots.iter().filter(|dot| !dot.drives).map(at).collect();
    sheet.line(compared.clone(), colour.over(PAPER, 0.75), 1.2);
    for point in compared {
        frame::ring(sheet, point, radius + 0.4, colour);
    }
    for dot in dots.iter().filter(|dot| dot.drives) {
        sheet.dot(at(dot), radius, colour);
    }
}

/// The marker where what was observed ends and the projection begins, with words above the plot if there is room.
pub fn projection_begins(sheet: &mut Sheet, plot: &Plot, time: f64, words: bool) {
    let x = plot.x.at(time);
    if !(plot.area.left - 0.5..plot.area.right).contains(&x) {
        return;
    }
    let top = if words { plot.area.top - frame::ABOVE + 3.0 } else { plot.area.top };
    sheet.line(vec![(x, top), (x, plot.area.bottom)], RULE, 0.8);
    if words {
        let style = Style::regular(11.0, MUTED);
        let baseline = top + 3.0 + style.size * CAPITALS;
        sheet.text("projection →", style, Align::Left, (x + 5.0, baseline));
    }
}

/// What happens in some years: a grey band behind the plot, and its words at the top of it, or at its foot where lines or bands
/// run through the top alone.
///
/// Returns where its words stand, which other words keep clear of.
pub fn shocks(sheet: &mut Sheet, plot: &Plot, content: &Content) -> Vec<Rect> {
    let style = Style::regular(11.0, MUTED);
    let mut taken = Vec::new();
    for (row, Happening { label, from, until, half }) in content.shocks.iter().enumerate() {
        let [left, right] =
            [from - half, until + half].map(|time| plot.x.at(time).clamp(plot.area.left, plot.area.right));
        sheet.rect(Rect { left, right, ..plot.area }, GRID.over(PAPER, 0.55), 1.0);
        let years = content.period.span(*from, *until);
        let words = style.wrap(&format!("{label} {years}"), 160.0, 1);
        let (text, width) = (words.concat(), style.width(&words.concat()));
        let x = f64::midpoint(left, right)
            .clamp(plot.area.left + width / 2.0, (plot.area.right - width / 2.0).max(plot.area.left + width / 2.0));
        let down = 14.0 * row as f64;
        let [top, foot] = [plot.area.top + 12.0 + down, plot.area.bottom - 6.0 - down];
        let crossed = |baseline: f64| crosses(plot, content, [x - width / 2.0, x + width / 2.0], baseline);
        let baseline = if crossed(top) && !crossed(foot) { foot } else { top };
        sheet.text(&text, style, Align::Centre, (x, baseline));
        let top = baseline - style.size;
        taken.push(Rect { left: x - width / 2.0, top, right: x + width / 2.0, bottom: baseline }.grown(3.0));
    }
    taken
}

/// Whether a series runs through words between two ends on a baseline.
fn crosses(plot: &Plot, content: &Content, ends: [f64; 2], baseline: f64) -> bool {
    let rows = baseline - 14.0..baseline + 4.0;
    let edges: &[Level] = if content.uncertain { &[Level::P05, Level::P50, Level::P95] } else { &[Level::P50] };
    content.traces.iter().any(|trace| {
        edges.iter().any(|level| {
            let points = points(plot, &trace.times, &trace.quantiles[*level]);
            points.windows(2).any(|pair| {
                let beside = pair[1].0 < ends[0] || pair[0].0 > ends[1];
                let (low, high) = (pair[0].1.min(pair[1].1), pair[0].1.max(pair[1].1));
                !beside && low < rows.end && high > rows.start
            })
        })
    })
}

/// A goal as text: `≥ 70 % by 2025`, and `12 % likely`, or `missed (57 %)` if that is settled, `missed by the run (57 %)` if
/// nothing drives it there that was observed.
#[must_use]
pub fn goal_words(goal: &Goal, trace: &Trace, period: &Period) -> [String; 2] {
    let sign = if goal.at_least { '≥' } else { '≤' };
    let value = trace.unit.plain(number::given(goal.value));
    let what = format!("{sign}\u{a0}{value}{} by {}", trace.unit.suffix, period.text(goal.time));
    let outcome = if goal.settled {
        let reached = if goal.probability >= 0.5 { "reached" } else { "missed" };
        let by = if goal.observed { "" } else { " by the run" };
        let actual = trace.times.iter().position(|time| (time - goal.time).abs() < 1e-6).map(|index| {
            let [low, median, high] = Level::RANGE.map(|level| trace.quantiles[level][index]);
            let value = number::beside(median, goal.value).unwrap_or_else(|| trace.unit.figure(median, [low, high]));
            format!(" ({}{})", trace.unit.plain(value), trace.unit.suffix)
        });
        format!("{reached}{by}{}", actual.unwrap_or_default())
    } else {
        format!("{} likely", number::probability(goal.probability))
    };
    [what, outcome]
}

/// The key of a fan: only what the traces have.
#[must_use]
pub fn key(content: &Content, traces: &[Trace], colour: Colour) -> Vec<(Swatch, String)> {
    let mut key = history_key(traces, INK);
    let [middle, band] = content.band_words();
    // A line through nothing but observations is no projection.
    let projected =
        |trace: &Trace| trace.times.last() > trace.history.iter().rfind(|dot| dot.drives).map(|dot| &dot.time);
    if content.uncertain || traces.iter().any(projected) {
        key.push((Swatch::Line(colour), if content.uncertain { middle } else { "projection" }.to_owned()));
    }
    if content.uncertain {
        let mut tint = PAPER;
        let mut bands = Vec::new();
        for of in Band::ALL {
            tint = colour.over(tint, opacity(of));
            let words = match of {
                Band::Ninety => band,
                Band::Eighty => "8\u{a0}of\u{a0}10",
                Band::Fifty => "half",
            };
            bands.push((Swatch::Band(tint), words.to_owned()));
        }
        key.extend(bands.into_iter().rev());
    }
    key.extend(target_key(traces));
    key
}

/// Entries of the key for observations.
#[must_use]
pub fn history_key(traces: &[Trace], colour: Colour) -> Vec<(Swatch, String)> {
    let has = |drives: bool| traces.iter().any(|trace| trace.history.iter().any(|dot| dot.drives == drives));
    let mut key = Vec::new();
    if has(true) {
        key.push((Swatch::Dot(colour), "observed".to_owned()));
    }
    if has(false) {
        let rings = || traces.iter().flat_map(|trace| &trace.history).filter(|dot| !dot.drives);
        let words = match (heard_words(&|heard| rings().any(|dot| dot.heard == heard)), has(true)) {
            (Some(words), true) => format!("observed, {words}"),
            (Some(words), false) => format!("observed ({words})"),
            (None, true) => "observed, only compared".to_owned(),
            (None, false) => "observed (not used by the run)".to_owned(),
        };
        key.push((Swatch::Ring(colour), words));
    }
    key
}

/// What a run heard of observations that do not drive it; none if it heard nothing.
fn heard_words(has: &dyn Fn(Heard) -> bool) -> Option<String> {
    let kinds = [(Heard::Condition, "used to condition"), (Heard::Fit, "fitted to")];
    let words: Vec<&str> = kinds.into_iter().filter(|(heard, _)| has(*heard)).map(|(_, words)| words).collect();
    let all = words.join(" or ");
    let in_part = if has(Heard::No) { "in part " } else { "" };
    (!words.is_empty()).then(|| format!("{in_part}{all}"))
}

/// The entry of the key for goals.
#[must_use]
pub fn target_key(traces: &[Trace]) -> Option<(Swatch, String)> {
    traces.iter().any(|trace| !trace.targets.is_empty()).then(|| (Swatch::Diamond(INK), "target".to_owned()))
}
