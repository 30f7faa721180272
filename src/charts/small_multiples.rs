//! Small multiples: a small fan for each series, side by side.

use super::axis::ValueAxis;
use super::content::Content;
use super::equal::{Equal, beside};
use super::frame::{self, Plot, Swatch};
use super::geometry::Rect;
use super::labels::{self, LINE_HEIGHT};
use super::palette::{Colour, INK, MUTED};
use super::period::Period;
use super::readout;
use super::sheet::{Align, Sheet, Style};
use super::trace::{Trace, range};
use super::{ChartError, Drawing, fan, marks};

/// The most panels in one picture.
const MOST: usize = 24;
/// Panels whose sizes differ by more than this have axes of their own.
const COMMON_LIMIT: f64 = 20.0;
/// Between panels: half of a year stands beyond each end of a time axis, and the two must not read as one number.
const GAP: f64 = 32.0;
const TITLE: f64 = 13.0;
/// Height of the plot of a panel on narrow paper, where panels are as many below one another as there must be.
const NARROW_PLOT: f64 = 88.0;
/// The least height of the plot of a panel on other paper.
const LEAST_PLOT: f64 = 52.0;
/// Below the times of a panel.
const BELOW: f64 = 10.0;

/// How panels are laid out.
struct Grid {
    columns: usize,
    /// Room left of a panel's plot for tick labels, and whether every column has it.
    ticks: f64,
    own_axes: bool,
    /// By panel: its title, and what is to be said of it.
    titles: Vec<Vec<(String, Style)>>,
    /// Size of a panel with all around it.
    cell: (f64, f64),
    inner: Rect,
}

/// Draws a panel for each series, with a common value axis unless sizes or units differ much; the subtitle then says so.
///
/// # Errors
/// [`ChartError::NothingToShow`] if there is no series.
pub fn draw(content: &Content) -> Result<Drawing, ChartError> {
    let traces = &content.traces[..content.traces.len().min(MOST)];
    let axes = axes(content, traces);
    let own_axes = axes.len() > 1;
    let colour = content.first()?.colour;
    let mut key = marks::key(content, traces, colour);
    let equal = Equal::of(content, traces.len());
    key.extend(beside_key(content, &equal));
    let (mut sheet, inner) =
        frame::page_of_least(content, &note(content, &axes), &key, heights(content, traces, &axes, &equal));
    let grid = Grid::new((content, &equal), traces, &axes, inner);
    let mut ends = Vec::new();
    for (index, trace) in traces.iter().enumerate() {
        let axis = &axes[if own_axes { index } else { 0 }];
        let plot = grid.plot(index, axis.clone(), content.period);
        grid.lay_title(&mut sheet, index, &plot);
        plot.lay_values(&mut sheet, &trace.unit, own_axes || index % grid.columns == 0);
        plot.lay_times(&mut sheet);
        panel(&mut sheet, &plot, grid.corner(index).0, (trace, beside(content, index)), content.uncertain);
        let others = beside(content, index);
        let mut own = trace.clone();
        if !others.is_empty() {
            // What the key calls it.
            "median".clone_into(&mut own.label);
        }
        let answering: Vec<&Trace> = std::iter::once(&own).chain(others).collect();
        readout::answer_traces(&mut sheet, &plot, &trace.label, &answering, content.uncertain);
        ends.push(format!("{}: {}", trace.label, fan::horizon_words(content, trace, &plot)));
    }
    Ok(Drawing { sheet, alt: format!("{}. {}.", content.title, ends.join("; ")) })
}

/// The height of the paper, and what is left of it for panels at least: enough for their plots, however long their names are.
fn heights(content: &Content, traces: &[Trace], axes: &[ValueAxis], equal: &Equal) -> (f64, f64) {
    let rows = traces.len().div_ceil(columns(content, traces.len())) as f64;
    let (margin, usual) = (frame::margin(content), frame::height(content));
    let inner = Rect { left: margin, top: 0.0, right: content.look.size.paper().0 - margin, bottom: 0.0 };
    let titles = Grid::new((content, equal), traces, axes, inner).title_height();
    let narrow = content.look.size.is_narrow();
    let plot = if narrow { NARROW_PLOT } else { LEAST_PLOT };
    let least = rows * (titles + plot + frame::BELOW + BELOW) - BELOW;
    (if narrow { usual } else { usual + 190.0 * (rows - 2.0).max(0.0) }, least)
}

/// Entries of the key for the series beside, each once; those of one colour are one.
fn beside_key(content: &Content, equal: &Equal) -> Vec<(Swatch, String)> {
    let mut key: Vec<(Colour, Vec<&str>)> = Vec::new();
    for trace in content.beside.iter().flatten() {
        match key.iter_mut().find(|(colour, _)| *colour == trace.colour) {
            Some((_, labels)) if labels.contains(&trace.label.as_str()) => {}
            Some((_, labels)) => labels.push(&trace.label),
            None => key.push((trace.colour, vec![&trace.label])),
        }
    }
    key.into_iter()
        .filter_map(|(colour, labels)| Some((Swatch::Line(colour), equal.in_key(content, &labels)?)))
        .collect()
}

fn columns(content: &Content, panels: usize) -> usize {
    match panels {
        _ if content.look.size.is_narrow() => panels.clamp(1, 2),
        0..=3 => panels.max(1),
        4 => 2,
        5 | 6 | 9 => 3,
        _ => 4,
    }
}

/// One axis for all panels, or one for each.
fn axes(content: &Content, traces: &[Trace]) -> Vec<ValueAxis> {
    let extent = |side: &Content, index: usize| {
        let own = side.traces.get(index).map(|trace| trace.extent(side.uncertain));
        let medians = beside(side, index).iter().map(|other| other.extent(false));
        range(own.into_iter().chain(medians).flat_map(<[f64; 2]>::from))
    };
    let extents: Vec<(f64, f64)> = (0..traces.len()).map(|index| content.extent(|side| extent(side, index))).collect();
    let sizes = extents.iter().map(|(low, high)| low.abs().max(high.abs())).filter(|size| *size > 0.0);
    let (least, greatest) = range(sizes);
    let one_unit = traces.iter().all(|trace| trace.unit == traces[0].unit);
    if one_unit && (content.log || greatest <= COMMON_LIMIT * least || !least.is_finite()) {
        let all = range(extents.into_iter().flat_map(<[f64; 2]>::from));
        return vec![content.axis(all, &traces[0].unit, 4)];
    }
    extents.into_iter().zip(traces).map(|(extent, trace)| content.axis(extent, &trace.unit, 3)).collect()
}

fn note(content: &Content, axes: &[ValueAxis]) -> String {
    let all = content.traces.len();
    let cut = if all > MOST { format!("the first {MOST} of {all}") } else { String::new() };
    let unit = |index: usize| &content.traces[index].unit;
    let (scales, beginning) = match axes {
        [axis] => (if all > 1 { "all panels on one scale" } else { "" }, axis.beginning(unit(0))),
        _ if axes.iter().enumerate().any(|(index, axis)| !axis.beginning(unit(index)).is_empty()) => {
            ("each panel with its own scale", "some without zero".to_owned())
        }
        _ => ("each panel with its own scale", String::new()),
    };
    frame::joined(&[&cut, scales, &beginning])
}

impl Grid {
    fn new((content, equal): (&Content, &Equal), traces: &[Trace], axes: &[ValueAxis], inner: Rect) -> Self {
        let columns = columns(content, traces.len());
        let rows = traces.len().div_ceil(columns) as f64;
        let own_axes = axes.len() > 1;
        let axis_of = |index: usize| &axes[if own_axes { index } else { 0 }];
        let rooms = traces.iter().enumerate().map(|(index, trace)| frame::tick_room(axis_of(index), &trace.unit));
        let ticks = rooms.fold(0.0, f64::max);
        let across = inner.width() - GAP * (columns - 1) as f64 - if own_axes { 0.0 } else { ticks };
        let cell = (across / columns as f64, (inner.height() + BELOW) / rows);
        let style = Style::semi_bold(TITLE, INK);
        let one_unit = traces.iter().all(|trace| trace.unit == traces[0].unit);
        let titles = traces
            .iter()
            .enumerate()
            .map(|(index, trace)| {
                let title = if one_unit || trace.unit.words.is_empty() {
                    trace.label.clone()
                } else {
                    format!("{},\u{a0}{}", trace.label, trace.unit.words)
                };
                let title = style.wrap(&title, cell.0, if content.look.size.is_narrow() { 5 } else { 3 });
                let light = Style::regular(11.0, MUTED);
                let remarks = equal.in_panel(content, index);
                let remarks = remarks.iter().flat_map(|remark| light.wrap(remark, cell.0, 3));
                title.into_iter().map(|line| (line, style)).chain(remarks.map(|line| (line, light))).collect()
            })
            .collect();
        Self { columns, ticks, own_axes, titles, cell, inner }
    }

    /// Height of the titles of all panels, so that plots of a row are level.
    fn title_height(&self) -> f64 {
        let most = self.titles.iter().map(Vec::len).max().unwrap_or(1);
        (most + 1) as f64 * TITLE * LINE_HEIGHT + 8.0
    }

    fn corner(&self, index: usize) -> (f64, f64) {
        let (row, column) = (index / self.columns, index % self.columns);
        let first = self.inner.left + if self.own_axes { 0.0 } else { self.ticks };
        (first + column as f64 * (self.cell.0 + GAP), self.inner.top + row as f64 * self.cell.1)
    }

    fn plot(&self, index: usize, axis: ValueAxis, period: Period) -> Plot {
        let (left, top) = self.corner(index);
        let area = Rect {
            left: left + if self.own_axes { self.ticks } else { 0.0 },
            top: top + self.title_height(),
            // Half of the last label of the time axis stands beyond the plot.
            right: left + self.cell.0 - 8.0,
            bottom: top + self.cell.1 - frame::BELOW - BELOW,
        };
        Plot::new(area, axis, period)
    }

    fn lay_title(&self, sheet: &mut Sheet, index: usize, plot: &Plot) {
        let (left, _) = self.corner(index);
        let lines = &self.titles[index];
        for (line, (text, style)) in lines.iter().enumerate() {
            let up = (lines.len() - line) as f64 * TITLE * LINE_HEIGHT;
            sheet.text(text, *style, Align::Left, (left, plot.area.top - 13.0 - up));
        }
    }
}

fn panel(sheet: &mut Sheet, plot: &Plot, label_left: f64, (trace, beside): (&Trace, &[Trace]), uncertain: bool) {
    // The first is named where several lie over one another, and none hides what the panel is of.
    fan::layers_over(sheet, plot, trace, uncertain, 2.0, |sheet| {
        for other in beside.iter().rev() {
            marks::median(sheet, plot, other, [other.colour; 2], 1.4);
        }
    });
    if let Some(time) = trace.observed_until() {
        marks::projection_begins(sheet, plot, time, false);
    }
    let mut obstacles = fan::obstacles(plot, trace);
    let style = Style::regular(11.0, INK);
    for goal in &trace.targets {
        let at = plot.at(goal.time, goal.value);
        let words = marks::goal_words(goal, trace, &plot.period).map(|line| (line, style));
        // One goal is told by its place; of several each says which it is, if there is room, or stands nearest to its own.
        obstacles.strict = trace.targets.len() > 1;
        if !obstacles.strict || !labels::lay_beside(sheet, &words, at, plot.area, &mut obstacles) {
            labels::lay_beside(sheet, &words[1..], at, plot.area, &mut obstacles);
        }
        frame::diamond(sheet, at, 4.5, INK);
    }
    if trace.horizon().is_some() {
        let lines = end_lines(trace, &plot.axis, uncertain);
        let mut x = label_left;
        for (text, style) in &lines {
            sheet.text(text, *style, Align::Left, (x, plot.area.top - 11.0));
            x += style.width(text) + 6.0;
        }
    }
}

/// The label at the end of a panel: the median, and the range of 90 % of the draws.
fn end_lines(trace: &Trace, axis: &ValueAxis, uncertain: bool) -> Vec<(String, Style)> {
    let Some((_, [low, middle, high])) = trace.horizon() else {
        return Vec::new();
    };
    let strong = Style::semi_bold(TITLE, trace.colour.for_text());
    let mut lines = vec![(axis.value(middle, &trace.unit), strong)];
    if uncertain {
        let light = Style::regular(11.0, MUTED);
        lines.push((axis.range(low, high, &trace.unit), light));
    }
    lines
}
