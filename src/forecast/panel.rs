//! Series on a common grid of time.

use std::sync::Arc;

use crate::calendar::{Calendar, SPANNING, Stamp, Unit, common_divisor};
use crate::data::{self, AddsUp, Columns, Frame, Point, Tidy};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source, Span, counted};
use crate::numeric::sorting::sort_by_key;

use super::cleared::{Cleared, cleared};
use super::hierarchy::Hierarchy;
use super::prepared::LONGEST;
use super::start::LEAST;

/// After this many problems of one kind the rest is not said.
const ENOUGH: usize = 10;
/// Level shifts and outliers of so many series are told of one by one.
const TOLD: usize = 3;
/// A series may have so many steps for each value; more are a mistake in a time.
const SPARSEST: i64 = 20;

/// What is said of series whose times are the numbers of their own values.
const COUNTED: &str = "each series counts its own values, and they end at different numbers: at equal numbers they are not taken to \
                       be at the same time, so nothing is taken to move them together";

/// Series of a file.
#[derive(Debug, Clone)]
pub struct Panel {
    /// How times follow one another; the same for all series.
    pub calendar: Calendar,
    /// The series, in the order of the file.
    pub series: Vec<Series>,
    /// What was done to the data, in sentences.
    pub notes: Vec<String>,
    /// Which of them are sums of others.
    pub hierarchy: Hierarchy,
}

/// One series.
#[derive(Debug, Clone)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// The time of the first value.
    pub first: i64,
    /// Values by step; the first and the last to learn from are numbers, missing ones are not.
    pub values: Vec<f64>,
    /// How many of the values are to be learned from; all but those that a split calls `test`.
    pub known: usize,
}

impl Series {
    /// The values to learn from.
    #[must_use]
    pub fn history(&self) -> &[f64] {
        &self.values[..self.known]
    }

    /// The step of a value that counts as missing, for it is far from all others, if there is one.
    #[must_use]
    pub fn outlier(&self) -> Option<usize> {
        Cleared::of(self.history()).outlier
    }

    /// Where a forecast begins: the last value to learn from, or what stands for it if it counts as missing.
    #[must_use]
    pub fn last(&self) -> f64 {
        cleared(self.history()).last().copied().unwrap_or(f64::NAN)
    }

    /// The time of a step, from 0.
    #[must_use]
    pub fn time(&self, step: usize, calendar: &Calendar) -> i64 {
        self.first + step as i64 * calendar.step
    }

    /// Whether all values to learn from are equal.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        let mut known = self.history().iter().filter(|value| value.is_finite());
        let first = known.next();
        known.all(|value| Some(value) == first)
    }
}

impl Panel {
    /// Reads a text: a table in any layout.
    ///
    /// # Errors
    /// All problems of one kind that it has, each with its place.
    pub fn read(source: &Arc<Source>, columns: &Columns, maximum: Option<f64>) -> Result<Self, Diagnostics> {
        let frame = Frame::read(data::Grid::read(source)?, &columns.asked())?;
        Self::of(&Tidy::read(frame)?, maximum)
    }

    /// The series of a table on a common grid, of which no value may be above `maximum` if that is given.
    ///
    /// Rows need not be in order. Missing values are put on the straight line between their neighbours, those at the ends
    /// are left away; both are noted.
    ///
    /// # Errors
    /// A series has fewer than four values or a gap that can only be a mistake, or `test` comes before `train`: all
    /// problems of one kind at once.
    pub fn of(tidy: &Tidy, maximum: Option<f64>) -> Result<Self, Diagnostics> {
        let mut notes = tidy.notes();
        let names: Vec<String> = tidy.series.iter().map(|series| series.name.to_string()).collect();
        let mut rows: Vec<Vec<Point>> = vec![Vec::new(); names.len()];
        for point in tidy.points.iter() {
            rows[point.series as usize].push(point);
        }
        within(tidy, &rows, maximum)?;
        no_open_years(tidy, &rows)?;
        let serial = serial(tidy, &rows);
        notes.extend(serial.clone());
        notes.extend(digits_to_months(&mut rows));
        let unsorted = rows.iter_mut().map(|rows| sort(rows)).filter(|was_sorted| !was_sorted).count();
        if unsorted > 0 {
            notes.push(format!("the rows of {} were put in order of time", count(unsorted, "series")));
        }
        to_months(&mut rows);
        let calendar = calendar(&rows);
        let mut found = Diagnostics::new();
        let whole = tidy.frame.header_span();
        let series: Vec<Series> = names
            .into_iter()
            .zip(&rows)
            .filter_map(|(name, rows)| {
                one(name, rows, &Grid { tidy, calendar, whole: &whole }).map_err(|problem| found.push(problem)).ok()
            })
            .collect();
        let problems = found.into_vec();
        if !problems.is_empty() {
            let hinted = |problem: Diagnostic| match &serial {
                Some(hint) => problem.with_help(hint),
                None => problem,
            };
            return Err(first_of(problems.into_iter().map(hinted).collect()));
        }
        let mut panel = Self { calendar, series, notes, hierarchy: Hierarchy::default() };
        panel.note(&rows);
        if tidy.frame.adds_up != AddsUp::Nothing {
            panel.hierarchy = Hierarchy::of(tidy, &mut panel)?;
        }
        Ok(panel)
    }

    /// The steps of the common calendar that series end at if so many of their values are known, the first step being 0; none if each
    /// counts its own values from 0 or 1: at equal numbers they need not be at the same time.
    #[must_use]
    pub fn ends(&self, known: &[(usize, usize)]) -> Option<Vec<i64>> {
        let end = |(series, known): &(usize, usize)| {
            self.series[*series].first.div_euclid(self.calendar.step) + *known as i64
        };
        (!self.count_by_themselves()).then(|| known.iter().map(end).collect())
    }

    /// Whether the times of each series are the numbers of its own values: all begin at 0 or at 1 and end at different numbers.
    fn count_by_themselves(&self) -> bool {
        let begin = self.series.first().map_or(0, |series| series.first);
        let alike = self.series.windows(2).all(|pair| pair[0].values.len() == pair[1].values.len());
        let counted = |series: &Series| series.first == begin;
        self.calendar.unit == Unit::Number && (0..=1).contains(&begin) && self.series.iter().all(counted) && !alike
    }

    /// Says what is unusual about the series, and what was done.
    fn note(&mut self, rows: &[Vec<Point>]) {
        let finite = |values: &[f64]| values.iter().filter(|value| value.is_finite()).count();
        let ends = |(series, rows): &(&Series, &Vec<Point>)| {
            rows.iter().any(|cell| {
                !cell.value.is_finite()
                    && !(series.first..=series.time(series.values.len() - 1, &self.calendar)).contains(&cell.stamp.at)
            })
        };
        let gaps = |series: &&Series| finite(series.history()) < series.known;
        if self.count_by_themselves() {
            self.notes.push(COUNTED.to_owned());
        }
        let time = |series: &Series, step: usize| self.calendar.text(series.time(step, &self.calendar));
        let told = |series: &Series| {
            Cleared::of(series.history()).told(&series.name, series.history(), |step| time(series, step))
        };
        let cleared: Vec<Vec<String>> = self.series.iter().map(told).filter(|told| !told.is_empty()).collect();
        let notes = [
            (
                self.named(|series| gaps(&series)),
                "missing values were put on the straight line between their neighbours",
            ),
            (
                self.series.iter().zip(rows).filter(ends).map(|(series, _)| series.name.as_str()).collect(),
                "missing values before the first or after the last one were left away",
            ),
            (
                self.named(Series::is_constant),
                "nothing ever changed, so there is no error to learn from: intervals have no width",
            ),
            (self.named(|series| series.known > LONGEST), "only the last 500 values are used"),
        ];
        let notes: Vec<String> = notes
            .into_iter()
            .filter(|(names, _)| !names.is_empty())
            .map(|(names, what)| format!("{}: {what}", list(&names)))
            .collect();
        self.notes.extend(notes);
        let more = cleared.len().saturating_sub(TOLD);
        self.notes.extend(cleared.into_iter().take(TOLD).flatten());
        if more > 0 {
            self.notes.push(format!(
                "in {more} more series a level shift or an outlier was found, and what is said above was done"
            ));
        }
    }

    fn named(&self, which: impl Fn(&Series) -> bool) -> Vec<&str> {
        self.series.iter().filter(|series| which(series)).map(|series| series.name.as_str()).collect()
    }
}

/// `3 series (a, b, …)`, or the name of one.
fn list(names: &[&str]) -> String {
    match names {
        [only] => format!("`{only}`"),
        _ => {
            let more = if names.len() > 3 { ", …" } else { "" };
            format!("{} series ({}{more})", names.len(), names[..names.len().min(3)].join(", "))
        }
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}")
}

/// Sorts by time; whether it was sorted before.
fn sort(rows: &mut [Point]) -> bool {
    let sorted = rows.is_sorted_by_key(|cell| cell.stamp.at);
    if !sorted {
        sort_by_key(rows, |cell| cell.stamp.at);
    }
    sorted
}

/// What there is to say of times that look like a spreadsheet's dates.
fn serial(tidy: &Tidy, rows: &[Vec<Point>]) -> Option<String> {
    let mut cells = rows.iter().flatten();
    cells.find_map(|cell| {
        let number = (cell.stamp.unit == Unit::Number).then_some(cell.stamp.at as f64)?;
        Stamp::serial_hint(&tidy.time_text(cell), number)
    })
}

/// No value is above the maximum or, if there is one, below zero.
fn within(tidy: &Tidy, rows: &[Vec<Point>], maximum: Option<f64>) -> Result<(), Diagnostics> {
    let Some(maximum) = maximum else { return Ok(()) };
    let outside = rows.iter().flatten().filter(|cell| cell.value > maximum || cell.value < 0.0);
    let problem = |cell: &Point| {
        let message = format!("the value {} is not between 0 and the {maximum} of --max", cell.value);
        Diagnostic::error(Code::OutOfBounds, message, tidy.value_at(cell), "")
    };
    let problems: Vec<Diagnostic> = outside.take(ENOUGH).map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(Diagnostics::from(problems)) }
}

/// Not all times may be years or months.
fn no_open_years(tidy: &Tidy, rows: &[Vec<Point>]) -> Result<(), Diagnostics> {
    let Some(first) = rows.iter().flatten().next() else { return Ok(()) };
    let mut all = rows.iter().flatten();
    if all.clone().any(|cell| cell.stamp != first.stamp) && all.all(|cell| cell.stamp.may_span_years()) {
        let message = format!("`{}` and all other times may be years or months", tidy.time_text(first));
        return Err(Diagnostic::error(Code::BadTime, message, tidy.time_at(first), "").with_help(SPANNING).into());
    }
    Ok(())
}

/// Six digits in all times are years and months; says so.
fn digits_to_months(rows: &mut [Vec<Point>]) -> Option<String> {
    let first = rows.iter().flatten().next()?.stamp;
    if !rows.iter().flatten().all(|cell| cell.stamp.compact_month().is_some()) {
        return None;
    }
    for cell in rows.iter_mut().flatten() {
        cell.stamp = cell.stamp.compact_month().unwrap_or(cell.stamp);
    }
    Some(format!("times such as {first} are read as a year and a month"))
}

/// Dates at least four weeks apart, none two in one month, are months.
fn to_months(rows: &mut [Vec<Point>]) {
    let days = rows.iter().flatten().all(|cell| cell.stamp.unit == Unit::Day);
    let apart = |pair: &[Point]| pair[0].stamp.is_month_before(pair[1].stamp);
    if days && rows.iter().all(|rows| rows.windows(2).all(apart)) {
        for cell in rows.iter_mut().flatten() {
            cell.stamp = cell.stamp.to_month();
        }
    }
}

/// The unit of times and their greatest common step.
fn calendar(rows: &[Vec<Point>]) -> Calendar {
    let unit = rows.iter().flatten().next().map_or(Unit::Number, |cell| cell.stamp.unit);
    let gaps = rows.iter().flat_map(|rows| rows.windows(2).map(|pair| pair[1].stamp.at - pair[0].stamp.at));
    Calendar { unit, step: gaps.fold(0, common_divisor).max(1) }
}

/// What the series of a table have in common.
struct Grid<'a> {
    tidy: &'a Tidy,
    calendar: Calendar,
    whole: &'a Span,
}

/// One series on the grid.
fn one(name: String, rows: &[Point], grid: &Grid) -> Result<Series, Diagnostic> {
    let calendar = &grid.calendar;
    let place = |cell: Option<&Point>| cell.map_or_else(|| grid.whole.clone(), |cell| grid.tidy.value_at(cell));
    let known: Vec<&Point> = rows.iter().filter(|cell| !cell.test && cell.value.is_finite()).collect();
    if known.len() < LEAST {
        let message =
            format!("series `{name}` has {} to learn from; a forecast needs {LEAST}", counted(known.len(), "value"));
        let at = place(known.last().copied().or_else(|| rows.last()));
        return Err(Diagnostic::error(Code::TooShort, message, at, "the last"));
    }
    let (first, last) = (known[0], known[known.len() - 1]);
    let early = rows.iter().find(|cell| cell.test && cell.stamp <= last.stamp);
    if let Some(early) = early {
        let message = format!("`test` comes before the end of `train` in series `{name}`");
        let problem = Diagnostic::error(Code::BadSplit, message, grid.tidy.time_at(early), "test");
        return Err(problem.with_label(grid.tidy.time_at(last), "train"));
    }
    let steps = |from: Stamp, to: Stamp| (to.at - from.at) / calendar.step;
    let end = rows.iter().rfind(|cell| cell.value.is_finite()).map_or(last.stamp, |cell| cell.stamp);
    if steps(first.stamp, end) > SPARSEST * rows.len() as i64 {
        let widest = rows.windows(2).max_by_key(|pair| pair[1].stamp.at - pair[0].stamp.at).unwrap_or(rows);
        let (before, after) = (&widest[0], &widest[widest.len() - 1]);
        let message =
            format!("the times of series `{name}` are too uneven: nearly all steps of {} are missing", calendar.step);
        let problem =
            Diagnostic::error(Code::BadTime, message, grid.tidy.time_at(after), "a long time after the one before");
        return Err(problem.with_label(grid.tidy.time_at(before), "the one before"));
    }
    let mut values = vec![f64::NAN; steps(first.stamp, end) as usize + 1];
    for cell in rows.iter().filter(|cell| cell.value.is_finite()) {
        values[steps(first.stamp, cell.stamp) as usize] = cell.value;
    }
    Ok(Series { name, first: first.stamp.at, values, known: steps(first.stamp, last.stamp) as usize + 1 })
}

/// The first problems, with a word on how many there are.
fn first_of(mut problems: Vec<Diagnostic>) -> Diagnostics {
    let all = problems.len();
    problems.truncate(ENOUGH);
    if let (true, Some(last)) = (all > ENOUGH, problems.last_mut()) {
        last.help = Some(match all - ENOUGH {
            1 => "1 more series has such problems".to_owned(),
            more => format!("{more} more series have such problems"),
        });
    }
    Diagnostics::from(problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(series: &[(&str, i64, usize)]) -> Panel {
        let row = |(name, first, values): &(&str, i64, usize)| -> String {
            (0..*values).map(|step| format!("{name},{},{}\n", first + step as i64, 10 + step)).collect()
        };
        let text = format!("series,time,value\n{}", series.iter().map(row).collect::<String>());
        Panel::read(&Source::new("data.csv", text), &Columns::default(), None).expect("a panel")
    }

    /// Numbers from 1 that end differently are no calendar; years are, and so are numbers that end alike.
    #[test]
    fn series_that_count_by_themselves_share_no_times() {
        let ends = |series: &[(&str, i64, usize)]| {
            let known: Vec<(usize, usize)> = series.iter().map(|(.., values)| *values).enumerate().collect();
            let panel = panel(series);
            let said = panel.notes.iter().any(|note| note == COUNTED);
            let ends = panel.ends(&known);
            assert_eq!(said, ends.is_none());
            ends
        };
        assert_eq!(ends(&[("a", 1, 8), ("b", 1, 9)]), None);
        assert_eq!(ends(&[("a", 0, 8), ("b", 0, 9)]), None);
        assert_eq!(ends(&[("a", 1, 8), ("b", 1, 8)]), Some(vec![9, 9]));
        assert_eq!(ends(&[("a", 1, 8), ("b", 2, 8)]), Some(vec![9, 10]));
        assert_eq!(ends(&[("a", 2001, 8), ("b", 2001, 9)]), Some(vec![2009, 2010]));
    }
}
