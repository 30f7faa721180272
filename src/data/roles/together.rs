//! Headings that are times together, though none of them is one by itself: `202301`, `31/01/2023`, `Imported value in 2019`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Frame, heading_time};
use crate::calendar::{Span as Covers, Stamp, Unit, cumulated, minguo};
use crate::data::clock::{Clock, DateOrder, Hints, are_parted, is_parted, is_written_in_numbers};
use crate::data::frame::Axis;
use crate::diagnostic::{Code, Diagnostic, Spanned, fold};
use crate::numeric::sorting::sort_by_key;

/// Years that a heading may end or begin with.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2100;

impl Frame {
    /// The times of headings of a table that has none elsewhere; says so of words beside years.
    ///
    /// # Errors
    /// Dates in headings can be read in two ways.
    pub(super) fn times_together(
        &mut self,
        free: &[usize],
        order: Option<DateOrder>,
    ) -> Result<Option<Axis>, Diagnostic> {
        if self.block.headless {
            return Ok(None);
        }
        let parted: Vec<usize> = free.iter().copied().filter(|column| is_parted(self.heading(*column))).collect();
        if parted.len() > 1 && are_parted(parted.iter().map(|column| self.heading(*column))) {
            // What they are is decided with what was asked for.
            let time = |column: &usize| (*column, Stamp { unit: Unit::Number, at: 0 }, Covers::Number);
            return Ok(Some(Axis::Across(parted.iter().map(time).collect(), None)));
        }
        let numbers: Vec<usize> =
            free.iter().copied().filter(|column| is_written_in_numbers(self.heading(*column))).collect();
        if numbers.len() > 1 {
            let headings = numbers.iter().map(|column| self.heading(*column));
            let (clock, _) = Clock::of(headings, Hints { order, named: true, ..Hints::default() })
                .map_err(|open| self.open_heading(&numbers, &open))?;
            let time = |column: &usize| clock.read(self.heading(*column)).map(|(at, covers)| (*column, at, covers));
            let times: Vec<(usize, Stamp, Covers)> = numbers.iter().filter_map(time).collect();
            let dates = times.iter().all(|(_, at, _)| at.unit != Unit::Number);
            return Ok((dates && times.len() == numbers.len()).then_some(Axis::Across(times, None)));
        }
        let grouped = |time_in: fn(&str) -> Option<(Stamp, Covers, String)>| {
            let mut groups = Groups::new();
            for column in free {
                if let Some((at, covers, words)) = time_in(self.heading(*column)) {
                    groups.entry(words).or_default().push((*column, at, covers));
                }
            }
            groups.retain(|_, group| group.len() > 1);
            groups
        };
        let years = grouped(year_in);
        let groups = if years.is_empty() { grouped(time_beside) } else { years };
        if groups.len() > 1 {
            return Ok(self.words_beside_times(groups));
        }
        let Some(group) = groups.into_values().next() else { return Ok(None) };
        if distinct(&group).len() < group.len() {
            return Ok(None);
        }
        let (column, at, covers) = group[0];
        self.notes.push(format!("headings such as `{}` are times: {}", self.heading(column), covers.text(at)));
        Ok(Some(Axis::Across(group, None)))
    }

    /// Headings whose words say what is measured, each at the same times: `Workers 2019`, `Workers 2020`, `Firms 2019`, `Firms 2020`.
    fn words_beside_times(&mut self, groups: Groups) -> Option<Axis> {
        let mut groups: Vec<(String, Group)> = groups.into_iter().collect();
        let first = distinct(&groups[0].1);
        if groups.iter().any(|(_, group)| group.len() != first.len() || distinct(group) != first) {
            return None;
        }
        sort_by_key(&mut groups, |(_, group)| group[0].0);
        let column = groups[0].1[0].0;
        self.notes.push(format!("headings such as `{}` have a time and what is measured", self.heading(column)));
        let mut times = Vec::new();
        for (which, (words, group)) in groups.into_iter().enumerate() {
            let words: Vec<&str> = words.split(['…', ' ']).filter(|word| !word.is_empty()).collect();
            let name = words.join(" ");
            let name = name.trim_matches([',', ':', '-', '–', ' ']);
            // Brackets that belong together are those of a unit.
            let is_open = name.matches(['(', '（']).count() != name.matches([')', '）']).count();
            let name = if is_open { name.trim_matches(['(', ')', '（', '）', ',', ' ']) } else { name };
            self.measures.0.push(name.to_owned());
            for (column, at, covers) in group {
                self.measures.1[column] = which;
                times.push((column, at, covers));
            }
        }
        sort_by_key(&mut times, |(column, ..)| *column);
        Some(Axis::Across(times, None))
    }

    /// Keeps the times of what is measured under a name; whether there is that name.
    pub(super) fn take_measure(&mut self, name: &str) -> bool {
        let (measures, which) = &self.measures;
        let exact = measures.iter().position(|measure| measure == name);
        let found = exact.or_else(|| measures.iter().position(|measure| fold(measure) == fold(name)));
        let (Some(found), Some(Axis::Across(times, _))) = (found, &mut self.axis) else { return false };
        times.retain(|(column, ..)| which[*column] == found);
        self.measures = (vec![measures[found].clone()], vec![0; which.len()]);
        true
    }

    /// Headings that are times by a rule of their own, if there are several and none is a time otherwise: `109年`, `2024年1-5月`.
    pub(super) fn read_together(&self, free: &[usize]) -> Option<Vec<(usize, Stamp, Covers)>> {
        let heading = |column: &usize| self.heading(*column);
        let is = |column: &&usize| cumulated(heading(column)).is_some() || minguo(heading(column)).is_some();
        let columns: Vec<usize> = free.iter().filter(is).copied().collect();
        let other = |column: &usize| !columns.contains(column) && Stamp::lenient(heading(column)).is_some();
        if columns.len() < 2 || free.iter().any(other) {
            return None;
        }
        let (clock, note) = Clock::of(columns.iter().map(heading), Hints { named: true, ..Hints::default() }).ok()?;
        note?;
        columns.iter().map(|column| clock.read(heading(column)).map(|(at, covers)| (*column, at, covers))).collect()
    }

    /// Headings that have a time and what is measured, one above the other, as `2019 | Firms`, `2019 | Workers`, `2020 | Firms`:
    /// several of each, and none twice.
    pub(super) fn measures_beside_times(&mut self, series: Option<usize>, value: Option<usize>) {
        let mut found: Vec<(usize, Stamp, Covers, String)> = Vec::new();
        for column in (0..self.block.headings.len()).filter(|at| Some(*at) != series && Some(*at) != value) {
            let (times, others): (Vec<&str>, Vec<&str>) =
                self.heading(column).split(" | ").partition(|part| heading_time(part).is_some());
            if let ([time], false) = (times.as_slice(), others.is_empty())
                && let Some((at, covers)) = Stamp::lenient(time)
            {
                found.push((column, at, covers, others.join(" | ")));
            }
        }
        let distinct: BTreeSet<(Stamp, &str)> =
            found.iter().map(|(_, at, _, measure)| (*at, measure.as_str())).collect();
        let times: BTreeSet<Stamp> = found.iter().map(|(_, at, ..)| *at).collect();
        let mut measures: Vec<String> = Vec::new();
        for (.., measure) in &found {
            if !measures.contains(measure) {
                measures.push(measure.clone());
            }
        }
        let alone = (0..self.block.headings.len()).filter(|at| heading_time(self.heading(*at)).is_some()).count();
        let regular = distinct.len() == found.len() && found.len() == times.len() * measures.len();
        if self.block.headless || !regular || times.len() < 2 || measures.len() < 2 || alone > 0 {
            return;
        }
        let which = |measure: &String| measures.iter().position(|known| known == measure).unwrap_or(0);
        for (column, .., measure) in &found {
            self.measures.1[*column] = which(measure);
        }
        let first = found[0].0;
        self.notes.push(format!("headings such as `{}` have a time and what is measured", self.heading(first)));
        self.axis =
            Some(Axis::Across(found.into_iter().map(|(column, at, covers, _)| (column, at, covers)).collect(), None));
        self.measures.0 = measures;
    }

    /// What to say of dates in headings that can be read in two ways.
    pub(in crate::data) fn open_heading(&self, columns: &[usize], open: &crate::data::clock::Ambiguous) -> Diagnostic {
        let at = |column: &&usize| self.heading(**column) == open.text;
        let heading: &Spanned<String> = &self.block.headings[*columns.iter().find(at).unwrap_or(&columns[0])];
        let [one, other] = &open.readings;
        let message = format!("`{}` may be {one} or {other}, and no other heading decides", open.text);
        Diagnostic::error(Code::AmbiguousTime, message, heading.span.clone(), "").with_help(open.remedy)
    }
}

/// Columns with their times.
type Group = Vec<(usize, Stamp, Covers)>;

/// Such columns, by the words beside their times.
type Groups = BTreeMap<String, Group>;

/// The times of some columns, each once.
fn distinct(group: &[(usize, Stamp, Covers)]) -> BTreeSet<Stamp> {
    group.iter().map(|(_, at, _)| *at).collect()
}

/// The time other than a year that a heading begins or ends with, before or behind words, as `2023M10 Exports`; and the words.
fn time_beside(heading: &str) -> Option<(Stamp, Covers, String)> {
    let blanks: Vec<usize> = heading.match_indices(' ').map(|(at, _)| at).collect();
    // A time has two blanks at most, as `Mar 2020` or `31 March 2020`; the longest is meant.
    let before = blanks.iter().take(3).rev().map(|at| (&heading[..*at], &heading[*at..]));
    let behind = blanks.iter().rev().take(3).rev().map(|at| (&heading[*at..], &heading[..*at]));
    let is_time = |(time, words): (&str, &str)| {
        let (at, covers) = Stamp::lenient(time.trim()).filter(|(at, _)| at.unit != Unit::Number)?;
        words.contains(char::is_alphabetic).then(|| (at, covers, format!("…{}", words.trim())))
    };
    before.chain(behind).find_map(is_time)
}

/// The only year of a heading, and the words around it.
fn year_in(heading: &str) -> Option<(Stamp, Covers, String)> {
    let mut found = None;
    let bytes = heading.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    for at in (0..bytes.len()).filter(|at| digit(*at) && (*at == 0 || !digit(at - 1))) {
        let end = (at..=bytes.len()).find(|end| !digit(*end)).unwrap_or(bytes.len());
        if let Some(year) = heading[at..end].parse::<i64>().ok().filter(|year| end - at == 4 && YEARS.contains(year)) {
            if found.is_some() {
                return None;
            }
            found = Some((year, at..end));
        }
    }
    let (year, place) = found?;
    let behind = heading[place.end..].trim_start_matches(['年', '년']);
    let words = format!("{}…{behind}", &heading[..place.start]);
    let at = Stamp { unit: Unit::Number, at: year };
    words.contains(char::is_alphabetic).then_some((at, Covers::Number, words))
}
