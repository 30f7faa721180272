//! How times and numbers of a table are written, decided by whole columns; open questions are refused with both readings.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use foldhash::fast::RandomState;

use super::no_years::no_years;
use super::{Asked, Axis, Crossing, Frame, Role};
use crate::calendar::{FORMS, Span as Covers, Stamp, has_mark};
use crate::data::block::{LeftOut, twice};
use crate::data::clock::{self, Ambiguous, Clock, DateOrder, Hints};
use crate::data::grid::{TOGETHER, Token};
use crate::data::names;
use crate::data::notation::Evidence;
use crate::data::number::Decimal;
use crate::data::part::Part;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::parallel;

impl Frame {
    pub(super) fn read_clock(&mut self, asked: &Asked) -> Result<(), Diagnostics> {
        match self.axis.take() {
            Some(Axis::Column(column)) => {
                self.axis = Some(Axis::Column(column));
                self.clock = self.clock_of(column, asked.order, asked.frequency)?;
                self.take_whole_years(column);
                self.are_credible(column)?;
                let mut rows = std::mem::take(&mut self.rows);
                let left = self.take_no_years(column, &mut rows);
                self.left_out.extend(left);
                let taken = self.take_one_kind(column, asked.frequency, &mut rows);
                self.rows = rows;
                taken?;
            }
            // Parts of years in headings are times only with the years of rows.
            Some(Axis::Across(times, crossing)) if !matches!(crossing, Some(Crossing::Years(_))) => {
                self.axis = Some(Axis::Across(self.one_kind(times, asked)?, crossing));
            }
            other => self.axis = other,
        }
        let mut rows = std::mem::take(&mut self.rows);
        let decided = self.decide_parts(&mut rows, asked.frequency);
        self.rows = rows;
        decided
    }

    /// Takes away rows of whole years among months of six digits, as `202313`, and says so.
    fn take_whole_years(&mut self, column: usize) {
        if !self.clock.is_compact() {
            return;
        }
        let (kept, left): (Vec<u32>, Vec<u32>) =
            self.rows.iter().partition(|row| !clock::is_whole_year(&self.text(**row, column)));
        if let Some(first) = left.first() {
            let (text, place) = (self.text(*first, column), self.grid.place_in_words(*first as usize, column));
            let rows = if left.len() == 1 { "row" } else { "rows" };
            let what = format!("{} {rows} of whole years, as `{text}` {place}", left.len());
            self.left_out.push(LeftOut { what, why: "the table has times of several kinds, and most are of another" });
        }
        self.rows = kept;
    }

    /// Numbers far above all years that do not count from a small one are no times.
    fn are_credible(&self, column: usize) -> Result<(), Diagnostic> {
        let number = |row: &u32| clock::count(self.clock, &self.text(*row, column)).map(|at| (*row, at));
        if self.rows.first().and_then(number).is_none_or(|(_, at)| at <= clock::LARGEST) {
            return Ok(());
        }
        let least = self.rows.iter().filter_map(number).min_by_key(|(_, at)| *at);
        let Some((row, _)) = least.filter(|(_, at)| *at > clock::LARGEST) else { return Ok(()) };
        let (text, place) = (self.text(row, column), self.grid.place_in_words(row as usize, column));
        let message = format!("`{text}` {place} is neither a year nor a date");
        Err(Diagnostic::error(Code::BadTime, message, self.span(row, column), "")
            .with_help(format!("write times as {FORMS}, or count them from 0 or 1; --time names another column")))
    }

    /// Times in headings, read by what all of them say; of several kinds, as years beside quarters, the one there is most of.
    fn one_kind(
        &mut self,
        times: Vec<(usize, Stamp, Covers)>,
        asked: &Asked,
    ) -> Result<Vec<(usize, Stamp, Covers)>, Diagnostic> {
        let columns: Vec<usize> = times.iter().map(|(column, ..)| *column).collect();
        let headings = columns.iter().map(|column| self.heading(*column));
        let part = asked.frequency.and_then(Part::of_kind);
        let hints = Hints { named: true, order: asked.order, part, ..Hints::default() };
        let (clock, note) = Clock::of(headings, hints).map_err(|open| self.open_heading(&columns, &open))?;
        self.notes.extend(note);
        let marked = times.iter().map(|(column, ..)| self.heading(*column)).filter(|heading| has_mark(heading));
        let note = marks_left_away("times in headings", marked.map(Cow::Borrowed));
        self.notes.extend(note);
        let read = |(column, stamp, covers): (usize, Stamp, Covers)| {
            let (stamp, covers) = clock.read(self.heading(column)).unwrap_or((stamp, covers));
            (column, stamp, covers)
        };
        let times: Vec<(usize, Stamp, Covers)> = times.into_iter().map(read).collect();
        let mut seen = BTreeMap::new();
        for (column, at, covers) in &times {
            if let Some(first) = seen.insert((self.measures.1[*column], *at, *covers), *column) {
                return Err(twice(&self.block.headings[first], &self.block.headings[*column]));
            }
        }
        let mut counts: BTreeMap<Covers, usize> = BTreeMap::new();
        for (.., covers) in &times {
            *counts.entry(*covers).or_default() += 1;
        }
        let most = match asked.frequency {
            Some(asked) if !counts.contains_key(&asked) => return Err(self.none_of(asked, counts.into_keys())),
            Some(asked) => asked,
            None => match counts.into_iter().max_by_key(|(_, count)| *count) {
                Some((most, _)) => most,
                None => return Ok(times),
            },
        };
        let (kept, others): (Vec<_>, Vec<_>) = times.into_iter().partition(|(.., covers)| *covers == most);
        if let Some((column, ..)) = others.first() {
            let columns = if others.len() == 1 { "column" } else { "columns" };
            let what = format!("{} {columns} of other times, as `{}`", others.len(), self.heading(*column));
            self.left_out.push(LeftOut { what, why: "the table has times of several kinds, and most are of another" });
        }
        for (column, ..) in others {
            self.roles[column] = Role::Unused;
        }
        Ok(kept)
    }

    /// How the times of a column are read; notes what was decided.
    pub fn clock_of(
        &mut self,
        column: usize,
        order: Option<DateOrder>,
        frequency: Option<Covers>,
    ) -> Result<Clock, Diagnostics> {
        let named = names::rank(names::TIME, self.heading(column)).is_some();
        let part = frequency.and_then(Part::of_kind).or_else(|| self.part_by_frequency(&self.rows));
        let hints = Hints { order, named, from_1904: self.grid.from_1904, part };
        let texts = self.distinct(column);
        let decided = Clock::of(texts.iter().map(AsRef::as_ref), hints);
        let mut kinds = decided.iter().flat_map(|(clock, _)| texts.iter().filter_map(|text| clock.read(text)));
        let first = kinds.next().map(|(_, covers)| covers);
        let mixed = kinds.any(|(_, covers)| Some(covers) != first);
        let no_years = decided.as_ref().map_or_else(|_| Vec::new(), |(clock, _)| no_years(&texts, *clock));
        let marks = marks_left_away("times", texts.into_iter().filter(|text| has_mark(text)));
        self.no_years = no_years;
        self.mixed = mixed;
        self.notes.extend(marks);
        match decided {
            Ok((clock, note)) => {
                self.notes.extend(note);
                Ok(clock)
            }
            Err(open) => Err(self.open_time(column, &open).into()),
        }
    }

    /// The texts of a column, each once as far as that is cheap.
    fn distinct(&self, column: usize) -> Vec<Cow<'_, str>> {
        // There may be many, and each is told by every thread that finds it.
        let some = self.rows.len().div_ceil(parallel::threads()).max(TOGETHER);
        let pieces: Vec<&[u32]> = self.rows.chunks(some).collect();
        let of_piece = |rows: &&[u32]| match self.told_apart(rows, column) {
            Some(rows) => rows.into_iter().map(|row| self.text(row, column)).collect(),
            None => distinct(rows.iter().map(|row| self.text(*row, column))),
        };
        distinct(parallel::map(&pieces, of_piece).into_iter().flatten())
    }

    /// The rows, of some, that have each text of a column that is not empty first; none where that cannot be known cheaply.
    pub(super) fn told_apart(&self, rows: &[u32], column: usize) -> Option<Vec<u32>> {
        /// Most times and names are found here, and asked for no further.
        const NEAR: usize = 256;
        let mut seen = Seen::default();
        let (mut near, mut found) = ([None; NEAR], Vec::new());
        let told = self.grid.cursor(column).each_token(rows, |at, token| {
            let known = &mut near[token.slot(NEAR)];
            if *known != Some(token) {
                *known = Some(token);
                if seen.insert(token) {
                    found.push(rows[at]);
                }
            }
        });
        if !told {
            return None;
        }
        found.retain(|row| !self.text(*row, column).is_empty());
        Some(found)
    }

    fn open_time(&self, column: usize, open: &Ambiguous) -> Diagnostic {
        let row = self.rows.iter().find(|row| self.text(**row, column) == open.text.as_str());
        let [one, other] = &open.readings;
        let message = format!("`{}` may be {one} or {other}, and nothing in its column decides", open.text);
        let place = row.map_or_else(|| self.header_span(), |row| self.span(*row, column));
        Diagnostic::error(Code::AmbiguousTime, message, place, "").with_help(open.remedy)
    }

    pub(super) fn read_notation(&mut self, asked: &Asked) -> Result<(), Diagnostics> {
        let values: Vec<usize> = self.columns(Role::Value).collect();
        let mut found = Diagnostics::new();
        let groups: Vec<Vec<usize>> = match &self.axis {
            Some(Axis::Across(..)) => {
                let (names, which) = &self.measures;
                let of = |measure: usize| values.iter().copied().filter(|column| which[*column] == measure).collect();
                (0..names.len().max(1)).map(of).collect()
            }
            _ => values.into_iter().map(|column| vec![column]).collect(),
        };
        for note in self.notation(&groups, asked.decimal, &mut found) {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        if found.has_errors() { Err(found) } else { Ok(()) }
    }

    /// Decides how the numbers of groups of columns are written; gives notes.
    pub fn notation(&mut self, groups: &[Vec<usize>], asked: Option<Decimal>, found: &mut Diagnostics) -> Vec<String> {
        let of = |columns: &Vec<usize>| {
            let found = Evidence::of(&self.grid, &self.rows, columns);
            let one_row = |row: &u32| Evidence::of(&self.grid, &[*row], columns).is_mixed();
            if found.is_mixed() && columns.len() > 1 && !self.rows.iter().any(one_row) { found.by_row() } else { found }
        };
        let mut evidence: Vec<Evidence> = groups.iter().map(of).collect();
        let joined = |evidence: &[Evidence]| evidence.iter().fold(Evidence::default(), |all, one| all.joined(*one));
        let all = joined(&evidence);
        for (columns, one) in groups.iter().zip(&mut evidence).filter(|(_, one)| one.is_open(&all)) {
            *one = Evidence::of_all(&self.grid, &self.rows, columns);
        }
        let mut all = joined(&evidence);
        if all.is_undecided() {
            // What is not read may say it: sums have more digits than what they add up.
            let unread = |column: &usize| matches!(self.roles[*column], Role::Unused | Role::About);
            let others = (0..self.roles.len()).filter(unread).filter(|column| self.is_of_numbers(*column));
            all = others.fold(all, |all, column| all.joined(Evidence::of(&self.grid, &self.rows, &[column])));
        }
        let rupees = self.says_rupees();
        let mut notes = Vec::new();
        for (columns, evidence) in groups.iter().zip(&evidence) {
            if let Err(problem) = evidence.decide_sides(&self.grid, rupees) {
                found.push(problem);
                continue;
            }
            let decided = match asked {
                Some(decimal) => Ok((decimal, None)),
                None => evidence.decide(&self.grid, &all),
            };
            match decided {
                Ok((decimal, note)) => {
                    notes.extend(note);
                    for column in columns {
                        self.decimals[*column] = decimal;
                        self.percent[*column] = evidence.is_percent();
                    }
                }
                Err(problem) => found.push(problem),
            }
        }
        notes
    }

    /// Whether the headings, the rows of units or what stands above the table speak of rupees, and not of the sides of a ledger.
    fn says_rupees(&self) -> bool {
        const WORDS: [&str; 9] = ["rs", "inr", "rupee", "rupees", "crore", "crores", "lakh", "lakhs", "pkr"];
        const SIDES: [&str; 6] = ["debit", "credit", "debits", "credits", "dr", "cr"];
        let says = |text: &str| {
            text.contains('₹')
                || text.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
        };
        let headings = || self.block.headings.iter().map(|heading| heading.value.as_str());
        if headings().any(|heading| SIDES.contains(&names::folded(names::without_unit(heading).0).as_str())) {
            return false;
        }
        let about = self.left_out.iter().map(|one| one.what.as_str());
        let units = self.columns(Role::Unit).filter_map(|column| Some(self.text(*self.rows.first()?, column)));
        headings().chain(self.block.units.iter().map(String::as_str)).chain(about).any(says)
            || units.into_iter().any(|unit| says(&unit))
    }
}

/// What was seen in a column: texts by their numbers, others by what stands for them.
#[derive(Default)]
struct Seen {
    texts: Vec<u64>,
    others: HashSet<Token, RandomState>,
}

impl Seen {
    /// Whether it was not seen before.
    #[inline]
    fn insert(&mut self, token: Token) -> bool {
        let Some(text) = token.text() else { return self.others.insert(token) };
        let (word, bit) = (text / 64, 1 << (text % 64));
        if self.texts.len() <= word {
            self.texts.resize(word + 1, 0);
        }
        let new = self.texts[word] & bit == 0;
        self.texts[word] |= bit;
        new
    }
}

/// What is said of times whose marks are left away.
fn marks_left_away<'a>(what: &str, marked: impl Iterator<Item = Cow<'a, str>>) -> Option<String> {
    /// Times that are named.
    const NAMED: usize = 8;
    let marked: Vec<Cow<str>> = marked.collect();
    let more = if marked.len() > NAMED { format!(", and {} more", marked.len() - NAMED) } else { String::new() };
    let named = marked[..marked.len().min(NAMED)].join(", ");
    (!marked.is_empty()).then(|| format!("marks beside {what} are left away: {named}{more}"))
}

/// Texts that differ from the one before, each once as far as that is cheap.
fn distinct<'a>(texts: impl Iterator<Item = Cow<'a, str>>) -> Vec<Cow<'a, str>> {
    let mut seen: HashSet<Cow<'a, str>, RandomState> = HashSet::default();
    let mut last = Cow::Borrowed("");
    let mut found = Vec::new();
    for text in texts {
        if text != last {
            if !seen.contains(&text) {
                seen.insert(text.clone());
                found.push(text.clone());
            }
            last = text;
        }
    }
    found
}
