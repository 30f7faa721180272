//! What holds for the times of series: one kind in a table, none twice in a series; dates that are months.

use super::{Axis, Covers, Point, Stamp, Tidy};
use crate::calendar::{Unit, cumulated};
use crate::data::frame::{KINDS, Role};
use crate::data::names;
use crate::data::names::parts::HOUR;
use crate::data::roles::{OF_DAY, advice_on_time};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// After this many problems of one kind the rest is not said.
const ENOUGH: usize = 10;
impl Tidy {
    /// What is said of a row whose time is of another kind than the first: a year among quarters.
    pub(super) fn of_another_kind(&self, row: u32) -> Diagnostic {
        let column = self.frame.time_column().unwrap_or(0);
        let first = self.points.get(0).row;
        let (text, place) = (self.frame.text(row, column), self.frame.span(row, column));
        let message = format!("the time `{text}` is written in another way than the first");
        let kinds = |column: &usize| {
            names::rank(KINDS, self.frame.heading(*column)).is_some()
                && self.frame.text(row, *column) != self.frame.text(first, *column)
        };
        let help = match (0..self.frame.block.headings.len()).find(kinds) {
            Some(kind) => format!(
                "take those of one kind, as --where {}={}",
                self.frame.heading(kind),
                self.frame.text(first, kind)
            ),
            None => {
                let kind = self.covers.words();
                format!("write all times of a file in the same form, or take those of one kind, as --frequency {kind}")
            }
        };
        Diagnostic::error(Code::BadTime, message, place, "")
            .with_label(self.frame.span(first, column), "the first")
            .with_help(help)
    }

    /// No series has two values for one time.
    ///
    /// # Errors
    /// Some have: the first of them, each with both places.
    pub(super) fn no_time_twice(&self) -> Result<(), Diagnostics> {
        if self.points.rise() || self.points.differ(self.series.len()) {
            return Ok(());
        }
        // Of most tables the rows of each series are in order.
        let mut last: Vec<Option<(Stamp, Option<bool>)>> = vec![None; self.series.len()];
        let mut ordered = vec![true; self.series.len()];
        for (place, stamp) in self.points.steps() {
            let rises = last[place].is_none_or(|(before, _)| before < stamp);
            let known = last[place].is_some();
            if let Some((before, rose)) = last[place] {
                ordered[place] &= before != stamp && rose.is_none_or(|rose| rose == rises);
            }
            last[place] = Some((stamp, known.then_some(rises)));
        }
        if ordered.iter().all(|ordered| *ordered) {
            return Ok(());
        }
        let mut points: Vec<(usize, Point)> =
            self.points.iter().enumerate().filter(|(_, point)| !ordered[point.series as usize]).collect();
        points.sort_unstable_by_key(|(at, point)| (point.series, point.stamp, *at));
        let twice =
            |pair: &&[(usize, Point)]| pair[0].1.series == pair[1].1.series && pair[0].1.stamp == pair[1].1.stamp;
        let mut pairs: Vec<&[(usize, Point)]> = points.windows(2).filter(twice).collect();
        pairs.sort_unstable_by_key(|pair| pair[1].0);
        let problems: Vec<Diagnostic> =
            pairs.into_iter().take(ENOUGH).map(|pair| self.twice(&pair[0].1, &pair[1].1)).collect();
        if problems.is_empty() { Ok(()) } else { Err(Diagnostics::from(problems)) }
    }

    fn twice(&self, first: &Point, again: &Point) -> Diagnostic {
        let time = match &self.frame.axis {
            Some(Axis::Column(_)) => self.time_text(again).into_owned(),
            _ => self.covers.text(again.stamp),
        };
        let message = format!("series `{}` has two values for {time}", self.series[again.series as usize].name);
        let help = match self.difference(first.row, again.row) {
            _ if self.has_hours(again.row) => OF_DAY.to_owned(),
            Some(column) => {
                let (name, text) = (self.frame.heading(column), self.frame.text(first.row, column));
                format!(
                    "the rows differ in column `{name}`: take some with --where {name}={text}, or tell series apart with --series {name}"
                )
            }
            None => self.group_between(first.row, again.row).unwrap_or_else(|| {
                self.name_twice(first.row, again.row).unwrap_or_else(|| {
                    "keep one of them, or name the column that tells series apart with --series".to_owned()
                })
            }),
        };
        if let Some(column) = self.frame.keys.first()
            && self.frame.text(again.row, *column).is_empty()
            && self.series.iter().any(|one| one.keys.iter().any(|key| !key.is_empty()))
            && self.series[again.series as usize].keys.iter().all(|key| key.is_empty())
        {
            return self.frame.blank_key(again.row, *column).with_label(self.value_at(first), "the same time is here");
        }
        Diagnostic::error(Code::DuplicateTime, message, self.value_at(again), "again here")
            .with_label(self.value_at(first), "first here")
            .with_help(help)
    }

    /// Whether rows are of hours, by what is written behind their dates or by a column that is called so.
    fn has_hours(&self, row: u32) -> bool {
        let behind = |column: usize| advice_on_time(&self.frame.text(row, column)) == Some(OF_DAY);
        let called = || self.frame.block.headings.iter().any(|heading| names::parts::is_called(HOUR, &heading.value));
        self.covers == Covers::Day && (self.frame.time_column().is_some_and(behind) || called())
    }

    /// What to do where a row of a group, as `Ardonia` without values, stands between two rows of one name.
    fn group_between(&self, first: u32, again: u32) -> Option<String> {
        let Some(Axis::Across(times, _)) = &self.frame.axis else { return None };
        let is_group = |row: &u32| times.iter().all(|(column, ..)| self.frame.text(*row, *column).is_empty());
        let row = (first.min(again)..first.max(again)).rev().find(is_group)?;
        let texts = (0..self.frame.roles.len()).map(|column| self.frame.text(row, column));
        let group = texts.into_iter().find(|text| !text.is_empty())?;
        Some(format!("write the group of each row, as `{group}`, in a column of its own"))
    }

    /// What to do where two rows of a table with times in its headings have one name.
    fn name_twice(&self, first: u32, again: u32) -> Option<String> {
        let across = matches!(self.frame.axis, Some(Axis::Across(..))) && first != again;
        let key = *self.frame.keys.first().filter(|_| across)?;
        let [one, other] = [first, again].map(|row| self.frame.grid.place_in_words(row as usize, key));
        let name = self.frame.text(again, key);
        Some(format!(
            "`{name}` {one} and {other} are parts of different groups, or the same: write the group of each row before its name, or in a column of its own"
        ))
    }

    /// The first column by which two rows of one series could be told apart.
    fn difference(&self, one: u32, other: u32) -> Option<usize> {
        let frame = &self.frame;
        let tells = |column: &usize| {
            matches!(frame.roles[*column], Role::Unused | Role::About | Role::Unit)
                && !frame.heading(*column).is_empty()
                && frame.text(one, *column) != frame.text(other, *column)
        };
        (0..frame.block.headings.len()).find(tells)
    }
}

impl Tidy {
    /// Dates at least four weeks apart, none two in one month, are months.
    pub(super) fn to_months(&mut self) {
        let mut last: Vec<Option<(Stamp, bool)>> = vec![None; self.series.len()];
        let mut known = 0;
        for (place, stamp) in self.points.steps() {
            let before = &mut last[place];
            let rises = match before {
                None => true,
                Some((before, _)) => *before < stamp,
            };
            let apart = match *before {
                None => stamp.unit == Unit::Day,
                Some((before, _)) if rises => before.is_month_before(stamp),
                Some((before, _)) => stamp.is_month_before(before),
            };
            if !apart || before.is_some_and(|(_, rose)| known > self.series.len() && rose != rises) {
                return;
            }
            *before = Some((stamp, rises));
            known += 1;
        }
        if known <= self.series.len() || self.covers != Covers::Day {
            return;
        }
        let years = self.points.stamps().all(|stamp| stamp.to_string().ends_with("-12-31"));
        self.points.change_times(Stamp::to_month);
        self.covers = Covers::Month;
        let and = if years { "; all are the last of December, so each may stand for its year" } else { "" };
        self.frame.notes.push(format!("dates are read as months: no month has two{and}"));
    }

    /// Says where times lie that are no points of a calendar.
    pub(super) fn say_times(&mut self) {
        let said = |stamp: Stamp, covers: Covers| covers.text(stamp);
        let Some(first) = self.points.first() else { return };
        let written = self.time_text(&first).to_lowercase();
        match self.covers {
            Covers::Half => {
                let text = said(first.stamp, Covers::Half);
                self.frame
                    .notes
                    .push(format!("half-years are counted by their first quarters: {text} is {}", first.stamp));
            }
            Covers::Week => {
                let text = said(first.stamp, Covers::Week);
                self.frame.notes.push(format!("weeks are dated by their Mondays: {text} is {}", first.stamp));
            }
            Covers::Number if written.trim_matches('"').starts_with("fy") => {
                self.frame.notes.push(format!(
                    "fiscal years are counted by the year that names them: {} is {}",
                    self.time_text(&first),
                    first.stamp
                ));
            }
            Covers::Number | Covers::FiscalYear | Covers::Quarter | Covers::Month | Covers::Day => {}
        }
    }

    /// Says what years would be that all lie where those of other calendars lie now. They are read as they stand.
    pub(super) fn say_calendar(&mut self) {
        /// Where years of a calendar lie in tables of our time, what it is called, and how far ours are ahead.
        const CALENDARS: [(i64, i64, &str, i64); 2] = [(2440, 2600, "Buddhist", -543), (1300, 1460, "Iranian", 621)];
        let Some((first, last)) = self.first_and_last() else { return };
        let [first, last] = [first, last].map(|stamp| stamp.years().floor() as i64);
        for (from, to, name, ahead) in CALENDARS {
            if first >= from && last <= to {
                self.frame.notes.push(format!(
                    "years are read as they stand; in the {name} calendar {first} to {last} would be {} to {}",
                    first + ahead,
                    last + ahead
                ));
            }
        }
    }
}

/// Why what stands in place of a time is none, where that is known.
pub(super) fn no_time(text: &str) -> Option<&'static str> {
    const WEIGHTS: [&str; 7] = ["weight", "weights", "gewicht", "poids", "权重", "權數", "ウエイト"];
    if is_total(text) {
        Some("it is a total of other times")
    } else if WEIGHTS.contains(&text.to_lowercase().as_str()) {
        Some("it has weights, and no time")
    } else {
        cumulated(text).map(|_| SEVERAL_MONTHS)
    }
}

/// Why values of January and February together are not read beside those of months.
pub(in crate::data) const SEVERAL_MONTHS: &str = "it has several months together";

/// Whether what stands in place of a time says that its row is the sum of others.
fn is_total(text: &str) -> bool {
    const TOTALS: [&str; 12] = [
        "total",
        "totals",
        "grand total",
        "sum",
        "overall",
        "gesamt",
        "gesamtergebnis",
        "total général",
        "total general",
        "合计",
        "总计",
        "總計",
    ];
    TOTALS.contains(&text.to_lowercase().as_str())
}
