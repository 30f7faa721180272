//! Times of several kinds in one column, as years beside quarters: those of one kind are read.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use super::{Covers, Frame};
use crate::data::block::LeftOut;
use crate::data::names;
use crate::diagnostic::{Code, Diagnostic};

/// Why times of other kinds are not read.
const WHY: &str = "the table has times of several kinds, and most are of another";
/// Columns that say whether times are years, quarters or months.
pub(in crate::data) const KINDS: &[&str] =
    &["freq", "frequency", "frequency code", "periodicity", "frequenz", "fréquence", "frecuencia", "频率"];

impl Frame {
    /// Keeps the rows whose times are of the kind that is asked for; of years, quarters and months of which none stands alone the
    /// kind that most are of. Says what it takes away. Where a column says of which kind each row is, that column is to be asked.
    ///
    /// # Errors
    /// No time is of the kind that is asked for.
    pub fn take_one_kind(
        &mut self,
        column: usize,
        asked: Option<Covers>,
        rows: &mut Vec<u32>,
    ) -> Result<(), Diagnostic> {
        if !self.mixed && asked.is_none() {
            return Ok(());
        }
        let mut known: HashMap<String, Option<Covers>, RandomState> = HashMap::default();
        let mut kind = |row: u32| {
            let text = self.text(row, column);
            if let Some(kind) = known.get(text.as_ref()) {
                return *kind;
            }
            let kind = self.clock.read(&text).map(|(_, covers)| covers);
            known.insert(text.into_owned(), kind);
            kind
        };
        // By kind: how many rows there are, and the first.
        let mut counts: BTreeMap<Covers, (usize, u32)> = BTreeMap::new();
        for row in rows.iter() {
            if let Some(kind) = kind(*row) {
                counts.entry(kind).or_insert((0, *row)).0 += 1;
            }
        }
        let kept = match asked {
            Some(asked) if !counts.contains_key(&asked) => return Err(self.none_of(asked, counts.into_keys())),
            Some(asked) => asked,
            None => match self.most(&counts) {
                Some(most) => most,
                None => return Ok(()),
            },
        };
        rows.retain(|row| kind(*row).is_none_or(|kind| kind == kept));
        for (other, (count, first)) in counts.into_iter().filter(|(other, _)| *other != kept) {
            let (text, place) = (self.text(first, column), self.grid.place_in_words(first as usize, column));
            let (row, kind) = (if count == 1 { "row" } else { "rows" }, other.words());
            let what = format!("{count} {row} of {kind}, as `{text}` {place}: --frequency {kind} takes them");
            self.left_out.push(LeftOut { what, why: if asked.is_some() { "other times were asked for" } else { WHY } });
        }
        Ok(())
    }

    /// The kind of times that most rows have; none where that is not evident.
    fn most(&self, counts: &BTreeMap<Covers, (usize, u32)>) -> Option<Covers> {
        let told = |other: &usize| {
            let texts = || counts.values().map(|(_, first)| self.text(*first, *other));
            names::rank(KINDS, self.heading(*other)).is_some() && texts().any(|text| Some(text) != texts().next())
        };
        let usual = |kind: &Covers| matches!(kind, Covers::Number | Covers::Half | Covers::Quarter | Covers::Month);
        let evident = counts.len() > 1 && counts.iter().all(|(kind, (count, _))| usual(kind) && *count > 1);
        if !evident || (0..self.roles.len()).any(|column| told(&column)) {
            return None;
        }
        counts.iter().max_by_key(|(_, (count, _))| *count).map(|(kind, _)| *kind)
    }

    /// What to say where no time is of the kind that is asked for.
    pub(in crate::data) fn none_of(&self, asked: Covers, kinds: impl Iterator<Item = Covers>) -> Diagnostic {
        let there: Vec<&str> = kinds.map(Covers::words).collect();
        let message = format!("no times of `{}` are {}", self.grid.source.path.display(), asked.words());
        let help = format!("there are {}", there.join(" and "));
        Diagnostic::error(Code::NoRows, message, self.header_span(), "").with_help(help)
    }
}
