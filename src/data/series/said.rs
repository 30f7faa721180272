//! What is said of the values of a table: marks beside them, what multiplied them, and what did not.

use std::collections::BTreeMap;

use super::{Reader, Series};
use crate::data::block::ABOVE;
use crate::data::frame::{Reading, Role};
use crate::data::grid::TOGETHER;
use crate::data::names;
use crate::parallel;

impl Reader {
    /// Says which marks stood beside values, and how often.
    pub(super) fn say_marks(&mut self) {
        let marks: Vec<String> = self.tidy.flags.iter().map(|(mark, count)| format!("{mark} ({count})")).collect();
        if !marks.is_empty() {
            self.tidy.frame.notes.push(format!("marks beside values: {}", marks.join(", ")));
        }
    }

    /// Says which marks stand in columns of their own, and how often.
    pub(super) fn say_marks_beside(&mut self) {
        let frame = &self.tidy.frame;
        let mut below: BTreeMap<String, usize> = BTreeMap::new();
        for mark in frame.marks_below() {
            *below.entry(mark).or_insert(0) += 1;
        }
        let row = frame.name_of_marked().unwrap_or_default();
        self.say_marks_in(&format!("rows `{row}`"), below);
        let frame = &self.tidy.frame;
        let columns: Vec<usize> = frame.columns(Role::Flag).collect();
        for column in columns {
            let counts = self.marks_in(column);
            let frame = &self.tidy.frame;
            let place = match (frame.heading(column), column.checked_sub(1)) {
                ("", Some(before)) => format!("the column behind `{}`", frame.heading(before)),
                (heading, _) => format!("column `{heading}`"),
            };
            self.say_marks_in(&place, counts);
        }
    }

    fn say_marks_in(&mut self, place: &str, counts: BTreeMap<String, usize>) {
        let marks: Vec<String> = counts.iter().map(|(mark, count)| format!("{mark} ({count})")).collect();
        if !marks.is_empty() {
            self.tidy.frame.notes.push(format!("marks in {place}: {}", marks.join(", ")));
        }
        for (mark, count) in counts {
            *self.tidy.flags.entry(mark).or_insert(0) += count;
        }
    }

    /// How often each text stands in a column.
    fn marks_in(&self, column: usize) -> BTreeMap<String, usize> {
        let frame = &self.tidy.frame;
        let of_piece = |rows: &&[u32]| {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for row in *rows {
                let text = frame.text(*row, column);
                if text.is_empty() {
                    continue;
                }
                match counts.get_mut(text.as_ref()) {
                    Some(count) => *count += 1,
                    None => drop(counts.insert(text.into_owned(), 1)),
                }
            }
            counts
        };
        let pieces: Vec<&[u32]> = frame.rows.chunks(TOGETHER).collect();
        let mut all: BTreeMap<String, usize> = BTreeMap::new();
        for (mark, count) in parallel::map(&pieces, of_piece).into_iter().flatten() {
            *all.entry(mark).or_insert(0) += count;
        }
        all
    }

    /// Says by what values were multiplied, and which are in per cent.
    pub(super) fn say_units(&mut self) {
        let frame = &mut self.tidy.frame;
        let mut notes = Vec::new();
        for column in &frame.multipliers {
            let said = || frame.rows.iter().map(|row| frame.text(*row, *column)).filter(|text| !text.is_empty());
            let (first, heading) = (said().next().unwrap_or_default(), frame.heading(*column));
            notes.push(format!("values are multiplied by what column `{heading}` says, as {first}"));
            let blank = frame.rows.len() - said().count();
            if blank > 0 {
                let rows = if blank == 1 { "1 row is".to_owned() } else { format!("{blank} rows are") };
                notes.push(format!("values of which column `{heading}` says nothing are as written: {rows} so"));
            }
        }
        for column in &frame.worded {
            let mut units = frame.rows.iter().filter_map(|row| Some((*row, frame.unit_in(*row, *column)?)));
            let decides = |row: u32, factor: f64| {
                self.values.iter().any(|value| frame.said(row, *value).is_some_and(|(said, _)| said == factor))
            };
            if let Some((row, (factor, _))) = units.find(|(row, (factor, _))| *factor != 1.0 && decides(*row, *factor))
            {
                let text = frame.text(row, *column);
                notes.push(format!("values are multiplied by what their unit says: those of `{text}` by {factor}"));
            }
        }
        for column in self.values.iter().filter(|column| frame.units[**column].0 != 1.0) {
            let factor = frame.units[*column].0;
            notes.push(format!("values of `{}` are multiplied by {factor}", frame.heading(*column)));
        }
        if let Some(((row, column), count)) = self.worded
            && let Reading::Number { value, .. } = frame.number(row, column)
        {
            let (text, place) = (frame.text(row, column), frame.grid.place_in_words(row as usize, column));
            let more = if count > 1 { format!(", and {} more", count - 1) } else { String::new() };
            notes.push(format!("words behind numbers multiply them: `{text}` {place} is {value}{more}"));
        }
        if self.values.iter().any(|column| frame.percent[*column]) {
            notes.push("values are in per cent: 15% is read as 15 with the unit %".to_owned());
        }
        frame.notes.extend(notes);
    }

    /// Says which units name a scale that values are not multiplied by, and which lines above the table do.
    pub(super) fn say_scales(&mut self) {
        let frame = &self.tidy.frame;
        let mut notes = Vec::new();
        let unscaled: Vec<&Series> =
            self.tidy.series.iter().filter(|one| !one.unit.is_empty() && names::has_scale(&one.unit)).collect();
        if let Some(first) = unscaled.first() {
            let more = if unscaled.len() > 1 {
                format!(", and those of {} more series", unscaled.len() - 1)
            } else {
                String::new()
            };
            notes.push(format!(
                "values of `{}` are as written, in {}{more}: a scale in words multiplies nothing",
                first.name, first.unit
            ));
        }
        // `k` is a thousand to many, `K` too; kelvin is another thing.
        let is_thousand = |one: &&Series| matches!(&*one.unit, "k" | "K") && !names::is_temperature(&one.name);
        if let Some(first) = self.tidy.series.iter().find(is_thousand) {
            notes.push(format!(
                "the unit {} of `{}` is a sign of thousands or of kelvin, and multiplies nothing: write `thousand` for the one, and `Temperature ({0})` \
                 for the other",
                first.unit, first.name
            ));
        }
        let lines = frame.left_out.iter().filter(|one| one.why == ABOVE && names::has_scale(&one.what));
        notes.extend(lines.map(|line| format!("{} names a scale, which multiplies nothing", line.what)));
        self.tidy.frame.notes.extend(notes);
    }
}
