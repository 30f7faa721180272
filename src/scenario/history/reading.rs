//! One query carried out against one table: rows picked, times and values read, what is wrong said.

use super::{ENOUGH, FARTHEST, FEWEST_DIGITS, Query, Row, Table, USUAL};
use crate::calendar::{FORMS, Span as Covers, Stamp, Unit};
use crate::data::{self, Axis, Crossing, Frame, Reading as Value, Role};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Spanned, did_you_mean};
use crate::numeric::sorting::sort_by;
use crate::wording::phrase::count;

/// A row while it is read.
struct Point {
    row: Row,
    /// Its time as a date, if it is written as one.
    stamp: Option<Stamp>,
}

/// Where the times of a query stand.
enum Times {
    /// None are asked for.
    None,
    /// In a column.
    Column(usize),
    /// As the table has them: in two columns, or in headings.
    OfTable,
}

/// One query against one file.
pub(super) struct Reading<'a> {
    pub frame: &'a mut Frame,
    pub query: &'a Query,
    pub found: &'a mut Diagnostics,
}

impl Reading<'_> {
    pub fn table(&mut self, more: &[Spanned<String>]) -> Option<Table> {
        let query = self.query;
        self.frame.missing.clone_from(&query.written.missing);
        let values = self.values();
        let times = self.times();
        let more: Vec<_> = more.iter().map(|name| self.column(name)).collect();
        let filter: Vec<_> = query.filter.iter().map(|(name, text)| self.column(name).map(|at| (at, text))).collect();
        let filter: Vec<_> = filter.into_iter().collect::<Option<_>>()?;
        let (values, mut times) = (values?, times?);
        // One month of each year was asked for.
        if let (Times::OfTable, Some(Axis::Across(_, Some(Crossing::Years(years))))) = (&times, &self.frame.axis)
            && self.frame.column(&query.column.value).is_some()
        {
            times = Times::Column(*years);
        }
        let more: Vec<usize> = more.into_iter().collect::<Option<_>>()?;
        let picked = |row: &u32| filter.iter().all(|(at, text)| self.frame.text(*row, *at) == text.value.as_str());
        let mut rows: Vec<u32> = self.frame.rows.iter().copied().filter(picked).collect();
        if rows.is_empty() {
            self.no_rows(&filter);
            return None;
        }
        self.decide(&values, &more, &times, &mut rows)?;
        let (mut points, empty) = self.points(&rows, &values, &times, &more);
        let multiplied = rows.iter().map(|row| self.frame.multiplied(*row, values[0])).find(|factor| *factor != 1.0);
        let of_values = self.unit(&rows, &values);
        let mut table = Table { empty, of_values, multiplied: multiplied.unwrap_or(1.0), ..Table::default() };
        if !matches!(times, Times::None) {
            table.reordered = !points.is_sorted_by_key(|point| point.row.time);
            sort_by(&mut points, |a, b| a.row.time.total_cmp(&b.row.time));
            table.unit = self.dates(&mut points);
            self.no_time_twice(&points);
        }
        table.rows = points.into_iter().map(|point| point.row).collect();
        Some(table)
    }

    /// The columns of values: that of the name, or those of the times in headings; where no name was given, the only one.
    fn values(&mut self) -> Option<Vec<usize>> {
        let name = &self.query.column;
        if let Some(column) = self.frame.column(&name.value) {
            return Some(vec![column]);
        }
        let values: Vec<usize> = self.frame.columns(Role::Value).collect();
        let across = matches!(self.frame.axis, Some(Axis::Across(..)));
        // Headings with times and what is measured: the columns of one measure.
        let (measures, which) = &self.frame.measures;
        if let Some(measure) = measures.iter().position(|measure| *measure == name.value) {
            return Some(values.into_iter().filter(|column| which[*column] == measure).collect());
        }
        if name.value == USUAL[1] && (across || (values.len() == 1 && self.is_meant(values[0], name))) {
            return Some(values);
        }
        self.column(name).map(|column| vec![column])
    }

    /// Whether a column is taken for one that has the usual name: not where that name may have been mistyped.
    fn is_meant(&self, column: usize, name: &Spanned<String>) -> bool {
        let heading = self.frame.heading(column);
        self.frame.is_usual(column) || did_you_mean(&name.value, [heading]).is_none()
    }

    /// Where times stand: in the column of the name; where no name was given, where the table has them.
    fn times(&mut self) -> Option<Times> {
        let Some(name) = &self.query.time else { return Some(Times::None) };
        if let Some(column) = self.frame.column(&name.value) {
            // Years beside which months stand are no times by themselves.
            let composed = self
                .frame
                .axis
                .as_ref()
                .is_some_and(|axis| !matches!(axis, Axis::Column(_)) && axis.columns().contains(&column));
            return Some(if composed { Times::OfTable } else { Times::Column(column) });
        }
        if name.value == USUAL[0] {
            match &self.frame.axis {
                Some(Axis::Column(column)) if self.is_meant(*column, name) => return Some(Times::Column(*column)),
                Some(Axis::Columns(..) | Axis::Across(..)) => return Some(Times::OfTable),
                Some(Axis::Column(_)) | None => {}
            }
        }
        self.column(name).map(Times::Column)
    }

    /// Decides how the numbers and times of columns are written, by all their cells.
    fn decide(&mut self, values: &[usize], more: &[usize], times: &Times, rows: &mut Vec<u32>) -> Option<()> {
        let mut problems = Diagnostics::new();
        let across = matches!((times, &self.frame.axis), (Times::OfTable, Some(Axis::Across(..))));
        let mut groups: Vec<Vec<usize>> = if across { vec![values.to_vec()] } else { vec![vec![values[0]]] };
        groups.extend(more.iter().map(|column| vec![*column]));
        let notes = self.frame.notation(&groups, self.query.written.decimal, &mut problems);
        self.frame.notes.extend(notes);
        if let Times::Column(column) = times {
            match self.frame.clock_of(*column, self.query.written.order, self.query.written.frequency) {
                Ok(clock) => {
                    self.frame.clock = clock;
                    let left = self.frame.take_no_years(*column, rows);
                    self.frame.notes.extend(left.map(|left| format!("left out ({}): {}", left.why, left.what)));
                    // Rows of other kinds are left away only where that was said.
                    if let Some(asked) = self.query.written.frequency
                        && let Err(none) = self.frame.take_one_kind(*column, Some(asked), rows)
                    {
                        problems.push(none);
                    }
                }
                Err(open) => problems.extend(open),
            }
        }
        if let Times::OfTable = times
            && let Err(open) = self.frame.decide_parts(rows, self.query.written.frequency)
        {
            problems.extend(open);
        }
        let fine = !problems.has_errors();
        let place = &self.query.file.span;
        self.found.extend(problems.into_iter().map(|problem| problem.with_label(place.clone(), "read for this")));
        fine.then_some(())
    }

    fn unit(&self, rows: &[u32], values: &[usize]) -> String {
        rows.first().map_or_else(String::new, |row| self.frame.unit_of(*row, values[0]))
    }

    /// The rows with a value, and how many have none.
    fn points(&mut self, rows: &[u32], values: &[usize], times: &Times, more: &[usize]) -> (Vec<Point>, usize) {
        let across = match (times, &self.frame.axis) {
            (Times::OfTable, Some(Axis::Across(across, _))) => {
                Some(across.iter().filter(|(column, ..)| values.contains(column)).copied().collect::<Vec<_>>())
            }
            _ => None,
        };
        let bad_before = self.found.as_slice().len();
        let (mut points, mut empty) = (Vec::new(), 0);
        for row in rows {
            let cells: Vec<(usize, Option<Stamp>)> = match &across {
                Some(times) => {
                    let at = |(column, stamp, covers): &(usize, Stamp, Covers)| {
                        Some((*column, Some(self.frame.time_across(*row, (*stamp, *covers))?.0)))
                    };
                    let cells: Option<Vec<_>> = times.iter().map(at).collect();
                    cells.unwrap_or_else(|| {
                        self.bad_time(*row);
                        Vec::new()
                    })
                }
                None => vec![(values[0], None)],
            };
            for (column, stamp) in cells {
                if matches!(self.frame.number(*row, column), Value::Missing(_)) {
                    empty += 1;
                } else {
                    points.extend(self.point(*row, column, stamp, times, more));
                }
            }
            if self.found.as_slice().len() - bad_before >= ENOUGH {
                break;
            }
        }
        (points, empty)
    }

    /// A value that is there with its time; none if something in it is wrong.
    fn point(&mut self, row: u32, column: usize, stamp: Option<Stamp>, times: &Times, more: &[usize]) -> Option<Point> {
        let (time, written) = match (stamp, times) {
            (Some(stamp), _) => (Some((stamp.years(), Some(stamp))), self.frame.block.headings[column].clone()),
            (None, Times::Column(at)) => (self.time(row, *at), self.frame.grid.cell(row as usize, *at)),
            (None, Times::OfTable) => {
                let at = self.frame.time_column().unwrap_or(column);
                let stamp = self.frame.time(row).map(|(stamp, _)| (stamp.years(), Some(stamp)));
                if stamp.is_none() {
                    self.bad_time(row);
                }
                (stamp, self.frame.grid.cell(row as usize, at))
            }
            (None, Times::None) => (Some((0.0, None)), self.frame.grid.cell(row as usize, column)),
        };
        let number = self.number(row, column, "value");
        let others: Option<Vec<f64>> = more.iter().map(|at| self.number(row, *at, "number")).collect();
        let (Some((time, stamp)), Some(value), Some(more)) = (time, number, others) else { return None };
        let (place, ends) = (self.frame.span(row, column), stamp.and_then(Stamp::month_end));
        Some(Point { row: Row { time, value, more, place, written, ends }, stamp })
    }

    fn bad_time(&mut self, row: u32) {
        let problem = self.frame.bad_time(row);
        self.found.push(problem.with_label(self.query.file.span.clone(), "read for this"));
    }

    /// A time in years, and the date if it is written as one: a number is a year, but for whole ones that can be digits of
    /// a date.
    fn time(&mut self, row: u32, column: usize) -> Option<(f64, Option<Stamp>)> {
        let text = self.frame.text(row, column);
        let written = text.parse::<f64>().ok();
        let number = written.filter(|number| number.abs() <= FARTHEST);
        let plain =
            self.frame.clock.reads_numbers_as_they_are() && number.is_some_and(|number| number.abs() < FEWEST_DIGITS);
        let stamp = if plain { None } else { self.frame.clock.read(&text).map(|(stamp, _)| stamp) };
        if let Some(stamp) = stamp {
            return Some((number.filter(|_| stamp.unit == Unit::Number).unwrap_or_else(|| stamp.years()), Some(stamp)));
        }
        if number.is_none() {
            let cell = self.frame.span(row, column);
            let place = self.frame.grid.place_in_words(row as usize, column);
            let is =
                if written.is_some_and(f64::is_finite) { "too far for a year" } else { "neither a number nor a date" };
            let message = format!("the time `{text}` {place} is {is}");
            let diagnostic = Diagnostic::error(Code::BadTime, message, cell, "")
                .with_label(self.query.file.span.clone(), "read for this")
                .with_help(format!("write times as {FORMS}"));
            self.found.push(diagnostic);
        }
        number.map(|number| (number, None))
    }

    /// Reads points in order as dates if they are: as months if they can be. Gives the unit; two forms are a problem.
    fn dates(&mut self, points: &mut [Point]) -> Unit {
        let unit = |point: &Point| point.stamp.map_or(Unit::Number, |stamp| stamp.unit);
        let Some(first) = points.iter().min_by_key(|point| point.row.written.span.range.start) else {
            return Unit::Number;
        };
        let (wanted, place) = (unit(first), first.row.written.span.clone());
        for other in points.iter().filter(|point| unit(point) != wanted).take(ENOUGH) {
            let written = &other.row.written;
            let message = format!("the time `{}` is written in another way than the first", written.value);
            let diagnostic = Diagnostic::error(Code::BadTime, message, written.span.clone(), "")
                .with_label(place.clone(), "the first")
                .with_help(
                    "write all times of a file in the same form, or say which are read with `frequency`, as quarters",
                );
            self.found.push(diagnostic);
        }
        let months = points.windows(2).all(|pair| match (pair[0].stamp, pair[1].stamp) {
            (Some(a), Some(b)) => a.is_month_before(b),
            _ => false,
        });
        let digits: Option<Vec<Stamp>> = points.iter().map(|point| point.stamp?.compact_month()).collect();
        let read: Vec<Stamp> = match digits {
            Some(digits) => digits,
            None if months && points.len() > 1 => {
                points.iter().filter_map(|point| point.stamp).map(Stamp::to_month).collect()
            }
            None => return wanted,
        };
        for (point, stamp) in points.iter_mut().zip(read) {
            point.row.time = stamp.years();
        }
        Unit::Month
    }

    fn column(&mut self, name: &Spanned<String>) -> Option<usize> {
        let index = self.frame.column(&name.value);
        if index.is_none() {
            self.found.push(self.frame.no_column(name));
        }
        index
    }

    fn number(&mut self, row: u32, column: usize, what: &str) -> Option<f64> {
        if let Value::Number { value, .. } = self.frame.number(row, column) {
            return Some(value);
        }
        let cell = self.frame.span(row, column);
        let place = self.frame.grid.place_in_words(row as usize, column);
        let message = format!("the {what} `{}` {place} is not a number", self.frame.text(row, column));
        let diagnostic = Diagnostic::error(Code::NotANumber, message, cell, "")
            .with_label(self.query.file.span.clone(), "read for this")
            .with_help(data::number_help(&self.frame.text(row, column)));
        self.found.push(diagnostic);
        None
    }

    /// Which condition leaves no row, and what could have been meant.
    fn no_rows(&mut self, filter: &[(usize, &Spanned<String>)]) {
        let all = |at: usize, text: &str| self.frame.rows.iter().all(|row| self.frame.text(*row, at) != text);
        if let Some((column, text)) = filter.iter().find(|(at, text)| all(*at, &text.value)) {
            self.found.push(self.frame.no_such_text(*column, text));
            return;
        }
        let message = format!("no row of `{}` meets all conditions", self.frame.grid.source.path.display());
        let span = filter.first().map_or(&self.query.file.span, |(_, text)| &text.span);
        self.found.push(Diagnostic::error(Code::NoRows, message, span.clone(), ""));
    }

    /// By which columns rows can be picked, with a text that there is.
    fn pick_help(&self) -> String {
        let by = self.frame.keys.first().zip(self.frame.rows.first());
        let [name, text] = by.map_or(["series".to_owned(), "robots".to_owned()], |(key, row)| {
            [self.frame.heading(*key).to_owned(), self.frame.text(*row, *key).into_owned()]
        });
        if self.query.column.span.source.path.starts_with("--column") {
            return format!("pick rows by the text of a column, as with --where {name:?}={text:?}");
        }
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        let name = if plain { name } else { format!("{name:?}") };
        format!("pick rows by the text of a column, as in where = {{ {name} = {text:?} }}")
    }

    fn no_time_twice(&mut self, points: &[Point]) {
        let mut twice = points.windows(2).filter(|pair| pair[0].row.time == pair[1].row.time).collect::<Vec<_>>();
        // Where most times stand more than once, several series are in one table: that is one mistake.
        let all = twice.len();
        let several = 2 * all >= points.len() - all && all > 2;
        twice.truncate(if several { 1 } else { ENOUGH });
        for pair in twice {
            let (first, second): (&Span, &Span) = (&pair[0].row.written.span, &pair[1].row.written.span);
            let others = if several { format!(", and so for {} more", count(all - 1, "row")) } else { String::new() };
            let message = format!("there are two values for {}{others}", pair[1].row.written.value);
            let diagnostic = Diagnostic::error(Code::DuplicateTime, message, second.clone(), "again here")
                .with_label(first.clone(), "first here")
                .with_label(self.query.file.span.clone(), "read for this")
                .with_help(self.pick_help());
            self.found.push(diagnostic);
        }
    }
}
