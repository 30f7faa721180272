//! Native charts: they read the cells of the tables, so that they follow what is changed there.

use rust_xlsxwriter::{
    Chart, ChartAxis, ChartAxisLabelPosition, ChartFont, ChartFormat, ChartLegendPosition, ChartLine,
    ChartLineDashType, ChartMarker, ChartRange, ChartSolidFill, ChartType, Color,
};

use super::form::Form;
use super::sheet::split;
use crate::projection::palette;

const INK: Color = Color::RGB(palette::INK.number());
const MUTED: Color = Color::RGB(palette::MUTED.number());
const PAPER: Color = Color::RGB(palette::PAPER.number());
const GRID: Color = Color::RGB(palette::GRID.number());
/// Size of a chart in pixels.
pub const WIDTH: u32 = 576;
/// See [`WIDTH`].
pub const HEIGHT: u32 = 320;
/// UTF-16 units of a title: a limit of spreadsheet programs.
const LONGEST_TITLE: usize = 255;
/// Labels along the time axis.
const LABELS: usize = 8;

/// Labels below columns, each of some words.
const COLUMN_LABELS: usize = 6;

/// A colour by its index; indices beyond the palette begin again.
pub fn colour(index: usize) -> Color {
    Color::RGB(palette::series(index).number())
}

/// The tint of a range in a colour.
pub fn tint(index: usize) -> Color {
    Color::RGB(palette::series(index).over(palette::PAPER, 0.3).number())
}

/// Cells of one sheet.
#[derive(Debug, Clone, Copy)]
pub struct Cells {
    /// The sheet.
    pub sheet: &'static str,
    /// First row and column.
    pub first: (usize, usize),
    /// Last row and column.
    pub last: (usize, usize),
}

impl Cells {
    /// One cell.
    pub fn one(sheet: &'static str, row: usize, column: usize) -> Self {
        Self { sheet, first: (row, column), last: (row, column) }
    }

    /// Cells of one row from one column to another.
    pub fn row(sheet: &'static str, row: usize, columns: (usize, usize)) -> Self {
        Self { sheet, first: (row, columns.0), last: (row, columns.1) }
    }

    /// Cells of one column from one row to another.
    pub fn column(sheet: &'static str, column: usize, rows: (usize, usize)) -> Self {
        Self { sheet, first: (rows.0, column), last: (rows.1, column) }
    }

    fn range(self) -> ChartRange {
        let (first, last) = (self.first, self.last);
        ChartRange::new_from_range(self.sheet, first.0 as u32, first.1 as u16, last.0 as u32, last.1 as u16)
    }
}

/// The cells with the times of a chart, and how their labels are written.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    cells: Cells,
    form: Form,
    /// One label for so many points.
    every: u16,
}

impl Times {
    /// Cells that hold these times, in years. Labels stand at whole years where times are parts of years; where that cannot be,
    /// no label is rounded to a year that it is not in.
    pub fn new(cells: Cells, times: &[f64]) -> Self {
        let is_year = |time: &f64| (time - time.round()).abs() < 1e-6;
        let least = times.len().div_ceil(LABELS).max(1);
        let step = times.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
        let a_year = (1.0 / step).round();
        let whole = a_year > 1.0 && (a_year * step - 1.0).abs() < 1e-6 && times.first().is_some_and(is_year);
        let every = if whole && least > 1 { least.next_multiple_of(a_year as usize) } else { least };
        let form = if times.iter().step_by(every).all(is_year) { Form::Year } else { Form::Date };
        Self { cells, form, every: every as u16 }
    }
}

/// A line or a group of bars.
pub struct Drawn {
    /// The cell with its name.
    pub name: Cells,
    /// The cells with its values.
    pub values: Cells,
    /// Its colour.
    pub colour: Color,
    /// An edge of a band: thin and dashed.
    pub edge: bool,
}

/// Lines over time.
pub fn lines(title: &str, times: Times, drawn: &[Drawn], form: Form) -> Chart {
    let mut chart = Chart::new(ChartType::Line);
    for one in drawn {
        let mut line = ChartLine::new();
        line.set_color(one.colour).set_width(if one.edge { 1.0 } else { 2.25 });
        if one.edge {
            line.set_dash_type(ChartLineDashType::Dash);
        }
        chart
            .add_series()
            .set_name(&one.name.range())
            .set_categories(&times.cells.range())
            .set_values(&one.values.range())
            .set_format(ChartFormat::new().set_line(&line))
            .set_marker(ChartMarker::new().set_none());
    }
    style_times(&mut chart, times);
    style_values(chart.y_axis(), form);
    finish(&mut chart, title);
    chart
}

/// A median on its 90 % range: an area up to the upper edge, and paper up to the lower one, so that values of one sign only
/// have it.
pub fn fan(title: &str, times: Times, median: &Drawn, [low, high]: [&Drawn; 2], tint: Color, form: Form) -> Chart {
    let mut chart = Chart::new(ChartType::Area);
    for (edge, fill) in [(high, tint), (low, PAPER)] {
        chart
            .add_series()
            .set_name(&edge.name.range())
            .set_categories(&times.cells.range())
            .set_values(&edge.values.range())
            .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(fill)).set_no_border());
    }
    let mut line = Chart::new(ChartType::Line);
    line.add_series()
        .set_name(&median.name.range())
        .set_categories(&times.cells.range())
        .set_values(&median.values.range())
        .set_format(ChartFormat::new().set_line(ChartLine::new().set_color(median.colour).set_width(2.25)))
        .set_marker(ChartMarker::new().set_none());
    chart.combine(&line);
    style_times(&mut chart, times);
    style_values(chart.y_axis(), form);
    finish(&mut chart, title);
    // The paper below the range is no series to name.
    chart.legend().delete_entries(&[1]);
    chart
}

/// Draws as thin lines, with the median on top of them.
pub fn thin_lines(title: &str, times: Times, (draws, tint): (&[Drawn], Color), median: &Drawn, form: Form) -> Chart {
    let mut chart = Chart::new(ChartType::Line);
    let lines = draws.iter().map(|draw| (draw, tint, 0.5)).chain([(median, median.colour, 2.25)]);
    for (line, colour, width) in lines {
        chart
            .add_series()
            .set_name(&line.name.range())
            .set_categories(&times.cells.range())
            .set_values(&line.values.range())
            .set_format(ChartFormat::new().set_line(ChartLine::new().set_color(colour).set_width(width)))
            .set_marker(ChartMarker::new().set_none());
    }
    style_times(&mut chart, times);
    style_values(chart.y_axis(), form);
    finish(&mut chart, title);
    chart.legend().set_hidden();
    chart
}

/// Columns side by side, such as the `count` bars of a histogram.
pub fn columns(title: &str, names: Cells, drawn: &Drawn, count: usize) -> Chart {
    let mut chart = Chart::new(ChartType::Column);
    chart
        .add_series()
        .set_name(&drawn.name.range())
        .set_categories(&names.range())
        .set_values(&drawn.values.range())
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(drawn.colour)))
        .set_gap(4);
    let every = count.div_ceil(COLUMN_LABELS).max(1) as u16;
    style_names(chart.x_axis().set_label_interval(every).set_tick_interval(every));
    style_values(chart.y_axis(), Form::Percent);
    finish(&mut chart, title);
    chart.legend().set_hidden();
    chart
}

/// Years that stand upright, as many as there is room for.
fn style_times(chart: &mut Chart, times: Times) {
    let mut upright = font(9.0, MUTED);
    upright.set_rotation(0);
    chart
        .x_axis()
        .set_num_format(times.form.code())
        .set_label_interval(times.every)
        .set_tick_interval(times.every)
        .set_font(&upright)
        .set_label_position(ChartAxisLabelPosition::Low);
}

/// Horizontal bars, stacked if there are several groups.
pub fn bars(title: &str, names: Cells, drawn: &[Drawn], form: Form) -> Chart {
    let mut chart = Chart::new(if drawn.len() > 1 { ChartType::BarStacked } else { ChartType::Bar });
    for one in drawn {
        chart
            .add_series()
            .set_name(&one.name.range())
            .set_categories(&names.range())
            .set_values(&one.values.range())
            .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(one.colour)))
            .set_gap(60);
    }
    // Horizontal bars swap the axes: y holds the names, from top to bottom, x the values, whose labels stay below.
    style_names(chart.y_axis().set_reverse());
    style_values(chart.x_axis().set_label_position(ChartAxisLabelPosition::High), form);
    finish(&mut chart, title);
    if drawn.len() == 1 {
        chart.legend().set_hidden();
    }
    chart
}

fn font(size: f64, colour: Color) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_size(size).set_color(colour);
    font
}

/// Labels stay at the edge where values below 0 reach past the axis.
fn style_names(axis: &mut ChartAxis) {
    axis.set_font(&font(9.0, MUTED)).set_label_position(ChartAxisLabelPosition::Low);
}

fn style_values(axis: &mut ChartAxis, form: Form) {
    axis.set_font(&font(9.0, MUTED))
        .set_num_format(axis_code(form))
        .set_major_gridlines_line(ChartLine::new().set_color(GRID).set_width(0.75))
        .set_format(ChartFormat::new().set_no_line());
}

fn finish(chart: &mut Chart, title: &str) {
    // A title that begins with `=` would be read as a reference; a chart takes no longer ones.
    let (title, _) = split(title.trim_start_matches(['=', ' ']), LONGEST_TITLE);
    chart.title().set_name(title).set_font(font(11.0, INK).set_bold());
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9.0, MUTED));
    chart.set_width(WIDTH).set_height(HEIGHT).set_alt_text(title);
}

/// Labels of an axis need fewer digits than cells.
fn axis_code(form: Form) -> String {
    match form {
        Form::Percent => "0%".to_owned(),
        Form::Decimals(places) => Form::Decimals(places.saturating_sub(2)).code(),
        form => form.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_labelled_by_what_they_are() {
        let labels = |first: f64, step: f64, count: usize| {
            let times: Vec<f64> = (0..count).map(|index| first + index as f64 * step).collect();
            let times = Times::new(Cells::row("Projections", 0, (3, 2 + count)), &times);
            (times.form.code(), times.every)
        };
        assert_eq!(labels(2013.0, 1.0, 23), ("0".to_owned(), 3));
        // 33 quarters: one label in eight, so that each is a whole year.
        assert_eq!(labels(2022.0, 0.25, 33), ("0".to_owned(), 8));
        assert_eq!(labels(2024.0, 0.25, 7), ("0.00".to_owned(), 1));
        assert_eq!(labels(2022.25, 0.25, 33), ("0.00".to_owned(), 5));
        assert_eq!(labels(2024.0, 1.0 / 12.0, 30), ("0".to_owned(), 12));
        assert_eq!(labels(2020.0, 0.1, 11), ("0".to_owned(), 10));
        assert_eq!(labels(2020.0, 5.0, 4), ("0".to_owned(), 1));
        assert_eq!(labels(2020.0, 1.0, 1), ("0".to_owned(), 1));
    }
}
