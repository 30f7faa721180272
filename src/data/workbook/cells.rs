//! The cells of a sheet that say something, and the first table among them as text.

use std::collections::{BTreeMap, BTreeSet};

use super::place::Area;
use super::{LARGEST_CELL, Opened};
use crate::data::block::{Kind, heading_time, kind};
use crate::data::grid::name_of;
use crate::data::names;

/// Empty cells that stand before others in their rows, and rows before others, at most.
const MOST_EMPTY: usize = 32_000_000;
/// Cells that one merged cell fills at most, and all of them together.
const MOST_FILLED: usize = 1_000_000;

/// A cell: where it stands, and its part of the text.
#[derive(Debug, Clone, Copy)]
struct Cell {
    row: u32,
    column: u32,
    start: usize,
    end: usize,
    /// Blanks before it.
    indent: u8,
}

/// The first and the last of merged cells, by row and column.
pub(super) type Merged = ((u32, u32), (u32, u32));

/// The cells of a sheet that say something.
#[derive(Debug, Default)]
pub(super) struct Cells {
    all: Vec<Cell>,
    text: String,
    /// Whether a cell is a number with decimals.
    decimals: bool,
    filled: usize,
    /// Formulas without a stored value: how many, and the first.
    open: Option<(usize, (u32, u32))>,
    /// Merged cells that are values: how many, and the first with where it ends.
    merged_values: Option<(usize, Merged)>,
}

impl Cells {
    /// Adds a cell, unless it is empty or outside of an area.
    ///
    /// # Errors
    /// It is longer than cells of tables are.
    pub fn put(&mut self, area: Option<&Area>, at: (u32, u32), text: &str) -> Result<(), String> {
        self.put_indented(area, at, text, 0)
    }

    /// The same for a cell whose text stands so many steps to the right.
    ///
    /// # Errors
    /// It is longer than cells of tables are.
    pub fn put_indented(&mut self, area: Option<&Area>, at: (u32, u32), text: &str, steps: u8) -> Result<(), String> {
        /// Blanks of a step, so that steps and blanks before a text can be compared.
        const STEP: u8 = 2;
        if text.len() > LARGEST_CELL {
            return Err(format!("cell {} has more than {} MB", name_of(at), LARGEST_CELL >> 20));
        }
        if area.is_some_and(|area| !area.has(at)) {
            return Ok(());
        }
        let start = self.text.len();
        for word in text.split_whitespace() {
            if self.text.len() > start {
                self.text.push(' ');
            }
            self.text.push_str(word);
        }
        if self.text.len() > start {
            let blanks = text.chars().take_while(|letter| letter.is_whitespace()).count();
            let indent = steps.saturating_mul(STEP).saturating_add(u8::try_from(blanks).unwrap_or(u8::MAX));
            self.all.push(Cell { row: at.0, column: at.1, start, end: self.text.len(), indent });
        }
        Ok(())
    }

    /// Adds a number, which has a point before its decimals.
    ///
    /// # Errors
    /// None that a number could have.
    pub fn put_number(
        &mut self,
        area: Option<&Area>,
        at: (u32, u32),
        number: f64,
        percent: bool,
    ) -> Result<(), String> {
        self.decimals |= number.fract() != 0.0;
        let text = if percent { per_cent(number) } else { number.to_string() };
        self.put(area, at, &text)
    }

    /// Takes cells away.
    pub fn take(&mut self, places: &BTreeSet<(u32, u32)>) {
        self.all.retain(|cell| !places.contains(&(cell.row, cell.column)));
    }

    /// Counts a formula without a stored value.
    pub fn put_open(&mut self, area: Option<&Area>, at: (u32, u32)) {
        if area.is_none_or(|area| area.has(at)) {
            let (count, first) = self.open.unwrap_or((0, at));
            self.open = Some((count + 1, first));
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn text(&self, cell: &Cell) -> &str {
        &self.text[cell.start..cell.end]
    }

    /// All cells, by row and column from 0.
    pub fn places(mut self) -> Vec<((u32, u32), String)> {
        self.sort();
        self.all.iter().map(|cell| ((cell.row, cell.column), self.text(cell).to_owned())).collect()
    }

    /// Puts cells in the order of rows and columns; of two in one place the first is kept.
    pub fn sort(&mut self) {
        self.all.sort_by_key(|cell| (cell.row, cell.column));
        self.all.dedup_by_key(|cell| (cell.row, cell.column));
    }

    /// What a merged cell says holds for all of its rows, if it says what they are; a value is that of the first of them, which is
    /// said.
    pub fn fill(&mut self, start: (u32, u32), end: (u32, u32)) {
        let Ok(at) = self.all.binary_search_by_key(&start, |cell| (cell.row, cell.column)) else { return };
        let rows = (end.0.saturating_sub(start.0)) as usize;
        if self.is_value(at, end) {
            self.merged_values.get_or_insert((0, (start, end))).0 += 1;
            return;
        }
        if self.filled + rows > MOST_FILLED {
            return;
        }
        self.filled += rows;
        let first = self.all[at];
        self.all.extend((start.0 + 1..=end.0).map(|row| Cell { row, ..first }));
    }

    /// Whether a merged cell is a value rather than what names rows or columns: a number that is no time above others, in a
    /// column of numbers that are no times and do not count or name something.
    fn is_value(&self, at: usize, end: (u32, u32)) -> bool {
        let cell = self.all[at];
        let is_number = |cell: &Cell| kind(self.text(cell)) == Kind::Number;
        if !is_number(&cell) {
            return false;
        }
        let is_time = |cell: &Cell| heading_time(self.text(cell)).is_some();
        if end.1 > cell.column {
            return !is_time(&cell);
        }
        let column = || self.all.iter().filter(|other| other.column == cell.column);
        let first = self.all.iter().map(|other| other.column).min() == Some(cell.column);
        let numbers = || column().filter(|other| is_number(other));
        let heading = column().take_while(|other| other.row < cell.row).filter(|other| !is_number(other)).last();
        let names_rows = heading.is_some_and(|heading| {
            let text = self.text(heading);
            names::is_code(text)
                || [names::TIME, names::SERIES, names::MULTIPLIER].iter().any(|list| names::rank(list, text).is_some())
        });
        !(first || names_rows || numbers().all(is_time))
    }

    /// Whether numbers stand in two rows, or in one below headings.
    pub fn has_table(&self) -> bool {
        let is_number = |cell: &&Cell| kind(self.text(cell)) == Kind::Number;
        if self.all.iter().filter(is_number).map(|cell| cell.row).collect::<BTreeSet<_>>().len() > 1 {
            return true;
        }
        let texts: BTreeSet<(u32, u32)> =
            self.all.iter().filter(|cell| !is_number(cell)).map(|cell| (cell.row + 1, cell.column)).collect();
        self.all.iter().filter(is_number).filter(|cell| texts.contains(&(cell.row, cell.column))).count() > 1
    }

    /// The cells as text, each row a line, up to its last cell; of a whole sheet, those of its first table.
    ///
    /// # Errors
    /// So much is empty between them that the text would be many times the cells.
    pub fn opened(
        mut self,
        sheet: String,
        form: &'static str,
        asked: bool,
        mut notes: Vec<String>,
    ) -> Result<Opened, String> {
        self.sort();
        if let Some((count, first)) = self.open {
            let formulas = if count == 1 { "formula has" } else { "formulas have" };
            notes.push(format!(
                "{count} {formulas} no stored value, as {}, and what they give is missing: open the workbook in a spreadsheet and save it",
                name_of(first)
            ));
        }
        if let Some((count, (start, end))) = self.merged_values {
            let (cells, more) = (format!("{}:{}", name_of(start), name_of(end)), count - 1);
            let more = if more > 0 { format!(", as of {more} more merged cells") } else { String::new() };
            notes.push(format!(
                "the number in {cells}, which are merged, is taken as the value of {} alone{more}",
                name_of(start)
            ));
        }
        if !asked {
            self.first_table(&mut notes);
        }
        let mut empty = 0;
        let (mut line, mut column) = (0, 0);
        for cell in &self.all {
            if cell.row != line {
                empty += (cell.row - line) as usize;
                (line, column) = (cell.row, 0);
            }
            empty += (cell.column - column) as usize;
            column = cell.column;
        }
        if empty > MOST_EMPTY {
            return Err(format!("the cells of sheet `{sheet}` lie too far apart: name some with --range"));
        }
        Ok(Opened { text: self.written(empty), sheet, form, numbers: self.decimals, from_1904: false, notes })
    }

    fn written(&self, empty: usize) -> String {
        let mut text = String::with_capacity(empty + self.text.len() + self.all.len());
        let (mut line, mut column) = (0, 0);
        for cell in &self.all {
            while line < cell.row {
                text.push('\n');
                (line, column) = (line + 1, 0);
            }
            text.extend(std::iter::repeat_n(',', (cell.column - column) as usize));
            column = cell.column;
            let said = self.text(cell);
            text.extend(std::iter::repeat_n(' ', cell.indent.into()));
            if said.contains([',', '"', ';', '\t', '|']) {
                text.push('"');
                text.push_str(&said.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(said);
            }
        }
        text.push('\n');
        text
    }

    /// Leaves the first of several tables: up to an empty column behind which another begins, and up to an empty row below
    /// which another has its headings.
    fn first_table(&mut self, notes: &mut Vec<String>) {
        if let Some(column) = self.next_beside() {
            self.all.retain(|cell| cell.column < column);
            let name = name_of((0, column));
            let name = name.trim_end_matches('1');
            notes.push(format!(
                "the table left of column {name} is read, and not the one from there: --range takes another"
            ));
        }
        if let Some(row) = self.next_below() {
            self.all.retain(|cell| cell.row < row);
            notes.push(format!(
                "the table above row {} is read, and not the one from there: --range takes another",
                row + 1
            ));
        }
    }

    /// The first column of a table beside the first one: it is behind an empty column, and has texts or times.
    fn next_beside(&self) -> Option<u32> {
        let mut columns: BTreeMap<u32, Vec<&Cell>> = BTreeMap::new();
        for cell in &self.all {
            columns.entry(cell.column).or_default().push(cell);
        }
        let used: Vec<(u32, Vec<&Cell>)> = columns.into_iter().filter(|(_, cells)| cells.len() > 1).collect();
        let is_key = |cells: &[&Cell]| {
            let no_value =
                |cell: &&&Cell| kind(self.text(cell)) == Kind::Text || heading_time(self.text(cell)).is_some();
            cells.iter().filter(no_value).count() * 10 > cells.len() * 9
        };
        let begins =
            |at: &usize| used[*at].0 > used[at - 1].0 + 1 && *at > 1 && used.len() > at + 1 && is_key(&used[*at].1);
        (1..used.len()).find(begins).map(|at| used[at].0)
    }

    /// The first row of a table below the first one: it is behind an empty row, and has headings.
    fn next_below(&self) -> Option<u32> {
        let rows: Vec<&[Cell]> = self.all.chunk_by(|a, b| a.row == b.row).collect();
        let number = |cell: &Cell| kind(self.text(cell)) == Kind::Number;
        let mut numbers = 0;
        let mut gap = None;
        for (at, row) in rows.iter().enumerate() {
            if at > 0 && row[0].row > rows[at - 1][0].row + 1 {
                gap = Some(row[0].row);
            }
            let times = || row.len() > 2 && row[1..].iter().all(|cell| heading_time(self.text(cell)).is_some());
            let headings = row.len() > 1 && (!row.iter().any(number) || times());
            let below = || rows[at + 1..].iter().take(3).filter(|row| row.iter().any(number)).count() > 1;
            match gap {
                Some(row) if numbers > 1 && headings && below() => return Some(row),
                _ => {}
            }
            // A title may stand between the empty row and the headings.
            if row.len() > 1 {
                gap = None;
            }
            numbers += usize::from(row.iter().any(number));
        }
        None
    }
}

/// A number as the sheet shows it: 0.15 is 15%.
fn per_cent(number: f64) -> String {
    /// Decimals of 15 digits, which spreadsheets have.
    const ROUND: f64 = 1e10;
    format!("{}%", (number * 100.0 * ROUND).round() / ROUND)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Cells {
        let mut cells = Cells::default();
        for (row, texts) in rows.iter().enumerate() {
            for (column, text) in texts.iter().enumerate() {
                cells.put(None, (row as u32, column as u32), text).expect("short");
            }
        }
        cells
    }

    fn opened(rows: &[&[&str]]) -> Opened {
        sheet(rows).opened("S".to_owned(), "", false, Vec::new()).expect("small")
    }

    #[test]
    fn the_first_of_several_tables() {
        let one: [&[&str]; 4] = [&["Made", ""], &["year", "robots"], &["2019", "1"], &["2020", "2"]];
        let other: [&[&str]; 5] = [&[], &["Sold"], &["year", "robots"], &["2019", "7"], &["2020", "8"]];
        let both = opened(&[&one[..], &other[..]].concat());
        assert_eq!(both.text, "Made\nyear,robots\n2019,1\n2020,2\n");
        assert!(both.notes[0].starts_with("the table above row 6 is read"), "{:?}", both.notes);
        let beside =
            opened(&[&["a", "b", "", "c", "d"], &["2019", "1", "", "2019", "5"], &["2020", "2", "", "2020", "6"]]);
        assert_eq!(beside.text, "a,b\n2019,1\n2020,2\n");
        assert!(beside.notes[0].starts_with("the table left of column D is read"), "{:?}", beside.notes);
    }

    #[test]
    fn what_is_one_table_is_not_cut() {
        for rows in [
            // A column left empty for looks, and a row that parts groups.
            &[&["", "2018", "2019", "", "2020"][..], &["A", "1", "2", "", "3"], &[], &["B", "4", "5", "", "6"]][..],
            &[&["year", "x"], &["2018", "1"], &["2019", "2"], &[], &["Source", "office"]],
            &[
                &["country", "2019", "2020"],
                &["Asia"],
                &["A", "1", "2"],
                &["B", "1", "2"],
                &[],
                &["Europe"],
                &["C", "1", "2"],
            ],
        ] {
            assert!(opened(rows).notes.is_empty(), "{rows:?}");
        }
    }

    #[test]
    fn cells_far_apart_are_no_text() {
        let mut cells = Cells::default();
        for row in 0..3000 {
            cells.put(None, (row, 16_383), "1").expect("short");
        }
        assert!(cells.opened("S".to_owned(), "", true, Vec::new()).expect_err("far").contains("too far apart"));
        let long = "x".repeat(LARGEST_CELL + 1);
        assert!(Cells::default().put(None, (6, 1), &long).expect_err("long").contains("cell B7 has more than 1 MB"));
    }

    #[test]
    fn merged_cells_hold_for_their_rows() {
        let mut cells = sheet(&[&["A", "1"], &["", "2"], &["", "3"], &["B", "x"]]);
        cells.sort();
        cells.fill((0, 0), (2, 0));
        cells.fill((3, 1), (u32::MAX, 1));
        let opened = cells.opened("S".to_owned(), "", true, Vec::new()).expect("small");
        assert_eq!(opened.text, "A,1\nA,2\nA,3\nB,x\n");
    }

    #[test]
    fn merged_values_are_those_of_their_first_rows() {
        let rows: [&[&str]; 4] = [
            &["country", "year", "code", "value"],
            &["A", "2019", "7", "1"],
            &["A", "", "", ""],
            &["B", "2020", "8", "3"],
        ];
        let opened = |merged: &[Merged]| {
            let mut cells = sheet(&rows);
            cells.sort();
            for (start, end) in merged {
                cells.fill(*start, *end);
            }
            cells.opened("S".to_owned(), "", true, Vec::new()).expect("small")
        };
        let found = opened(&[((1, 1), (2, 1)), ((1, 2), (2, 2)), ((1, 3), (2, 3))]);
        assert_eq!(found.text, "country,year,code,value\nA,2019,7,1\nA,2019,7\nB,2020,8,3\n");
        assert_eq!(found.notes, ["the number in D2:D3, which are merged, is taken as the value of D2 alone"]);
    }

    /// A scale is of all rows that it is merged over.
    #[test]
    fn merged_scales_hold_for_their_rows() {
        let rows: [&[&str]; 4] =
            [&["year", "UNIT_MULT", "value"], &["2019", "6", "1"], &["2020", "", "2"], &["2021", "3", "3"]];
        let mut cells = sheet(&rows);
        cells.sort();
        cells.fill((1, 1), (2, 1));
        let opened = cells.opened("S".to_owned(), "", true, Vec::new()).expect("small");
        assert_eq!(opened.text, "year,UNIT_MULT,value\n2019,6,1\n2020,6,2\n2021,3,3\n");
        assert!(opened.notes.is_empty(), "{:?}", opened.notes);
    }

    #[test]
    fn one_row_below_headings_is_a_table() {
        assert!(sheet(&[&["", "Jan 2019", "Feb 2019"], &["Sales", "1", "2"]]).has_table());
        assert!(!sheet(&[&["Page", "1", "2"], &["of", "a report"]]).has_table());
    }

    #[test]
    fn percent_is_as_the_sheet_shows_it() {
        assert_eq!([0.15, 0.175, 1.0, 0.07, -0.001].map(per_cent), ["15%", "17.5%", "100%", "7%", "-0.1%"]);
    }
}
