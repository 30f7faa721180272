//! What was understood of a table, for people and for programs.

use serde_json::{Value, json};

use super::frame::{Axis, Role};
use super::grid::{Delimiter, TOGETHER};
use super::names::folded;
use super::series::Tidy;
use crate::calendar::Stamp;
use crate::parallel;

/// Layouts of offices, by headings that they alone have together.
const OFFICES: &[(&str, &[&str])] = &[
    ("IMF", &["country name", "indicator name", "attribute"]),
    ("World Bank", &["country name", "country code", "indicator name", "indicator code"]),
    ("World Bank", &["country name", "country code", "series name", "series code"]),
    ("World Bank", &["country name", "series name"]),
    ("World Bank API", &["countryiso3code", "date", "value"]),
    ("Eurostat SDMX-CSV", &["dataflow", "last update", "time period", "obs value"]),
    ("SDMX-CSV", &["dataflow", "time period", "obs value"]),
    ("SDMX-CSV", &["structure", "structure id", "time period", "obs value"]),
    ("SDMX-CSV", &["time period", "obs value"]),
    ("OECD", &["location", "indicator", "time", "value"]),
    ("IMF World Economic Outlook", &["weo country code"]),
    ("IMF", &["dataset", "series code"]),
    ("UN Comtrade", &["reportercode", "flowcode", "primaryvalue"]),
    ("UN Comtrade", &["reporter", "trade flow", "commodity"]),
    ("Our World in Data", &["entity", "code", "year"]),
    ("FRED", &["observation date"]),
    ("FRED API", &["realtime start", "realtime end", "date", "value"]),
    ("IRENA", &["country/area", "technology"]),
    ("IEA", &["country", "product", "flow"]),
    ("NBS China", &["指标"]),
    ("customs of China", &["数据年月"]),
    ("customs of China", &["商品编码", "贸易伙伴编码"]),
    ("Penn World Table", &["countrycode", "country", "currency unit", "year"]),
    ("FAOSTAT", &["area", "item", "element", "year", "value"]),
    ("IAMC", &["model", "scenario", "region", "variable", "unit"]),
];
/// Series that a report shows in full.
pub const SHOWN: usize = 40;

/// One series of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary<'a> {
    /// Its name.
    pub name: &'a str,
    /// The columns that tell it apart, with its texts.
    pub keys: Vec<(&'a str, &'a str)>,
    /// The heading of its values.
    pub measure: Option<&'a str>,
    /// Its unit.
    pub unit: &'a str,
    /// Values that are numbers, and that are missing.
    pub counts: (usize, usize),
    /// The first and last values by time, with their times.
    pub ends: Option<[(String, f64); 2]>,
}

impl Tidy {
    /// The form of the file: what stands between cells, or what a workbook is.
    #[must_use]
    pub fn format(&self) -> String {
        let text = match self.frame.grid.delimiter {
            Delimiter::Comma => "CSV",
            Delimiter::Semicolon => "CSV with semicolons",
            Delimiter::Tab => "TSV",
            Delimiter::Bar => "CSV with bars",
        };
        let form = self.frame.grid.form.unwrap_or(text);
        self.frame.grid.sheet.as_ref().map_or_else(|| form.to_owned(), |sheet| format!("{form}, sheet `{sheet}`"))
    }

    /// The office whose layout it has, if it is one of those known.
    #[must_use]
    pub fn office(&self) -> Option<&'static str> {
        let headings: Vec<String> = self.frame.block.headings.iter().map(|heading| folded(&heading.value)).collect();
        if self.frame.grid.delimiter == Delimiter::Tab && self.frame.grid.text(0, 0).contains('\\')
            || headings.iter().any(|heading| heading == "freq") && matches!(self.frame.axis, Some(Axis::Across(..)))
        {
            return Some("Eurostat TSV");
        }
        let has = |names: &&(&str, &[&str])| names.1.iter().all(|name| headings.iter().any(|heading| heading == name));
        OFFICES.iter().find(has).map(|(office, _)| *office)
    }

    /// What was decided and what was left out, in sentences.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        /// Lines and columns that are named.
        const NAMED: usize = 5;
        let mut notes = self.frame.notes.clone();
        let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
        for one in &self.frame.left_out {
            match by_reason.iter_mut().find(|(why, _)| *why == one.why) {
                Some((_, what)) => what.push(&one.what),
                None => by_reason.push((one.why, vec![&one.what])),
            }
        }
        for (why, what) in by_reason {
            let more = if what.len() > NAMED { format!(", and {} more", what.len() - NAMED) } else { String::new() };
            let named = what[..what.len().min(NAMED)].join(", ").replace(", column ", ", ");
            let why = if why == "not used" { "not used".to_owned() } else { format!("left out ({why})") };
            notes.push(format!("{why}: {named}{more}"));
        }
        notes
    }

    /// How series are laid out.
    #[must_use]
    pub fn layout(&self) -> &'static str {
        match &self.frame.axis {
            Some(Axis::Across(..)) => "a column for each time",
            _ if self.frame.columns(Role::Value).nth(1).is_some() => "a column for each series",
            _ => "a row for each value",
        }
    }

    /// So many series, from the first, with their first and last values: made one by one, as there may be very many.
    pub fn summaries(&self, most: usize) -> impl Iterator<Item = Summary<'_>> {
        let most = most.min(self.series.len());
        // Series that follow one another most often begin and end together.
        let mut known: [Option<(Stamp, String)>; 2] = [None, None];
        let mut end = move |at: usize, place: u32| {
            let place = place as usize;
            let stamp = self.points.stamp(place);
            let text = match &known[at] {
                Some((other, text)) if *other == stamp => text.clone(),
                _ => known[at].insert((stamp, self.covers.text(stamp))).1.clone(),
            };
            (text, self.points.values_of(place..place + 1)[0])
        };
        self.series[..most].iter().zip(self.points.ends(most)).map(move |(series, ends)| Summary {
            name: &series.name,
            keys: self.keys.iter().map(String::as_str).zip(series.keys.iter().map(AsRef::as_ref)).collect(),
            measure: series.measure.as_deref(),
            unit: &series.unit,
            counts: (ends.known as usize, ends.missing as usize),
            ends: (ends.known > 0).then(|| [end(0, ends.first), end(1, ends.last)]),
        })
    }

    /// Columns that say the same of all series, with what they say.
    #[must_use]
    pub fn constants(&self) -> Vec<(String, String)> {
        let Some(first) = self.frame.rows.first() else { return Vec::new() };
        let same = |column: &usize| {
            let text = self.frame.text(*first, *column);
            !text.is_empty() && self.frame.rows.iter().all(|row| self.frame.text(*row, *column) == text)
        };
        let about = self.frame.columns(Role::About).filter(same);
        about
            .map(|column| (self.frame.heading(column).to_owned(), self.frame.text(*first, column).into_owned()))
            .collect()
    }

    /// The first and last time of all values.
    #[must_use]
    pub fn span(&self) -> Option<(String, String)> {
        let (first, last) = self.first_and_last()?;
        Some((self.covers.text(first), self.covers.text(last)))
    }

    pub(super) fn first_and_last(&self) -> Option<(Stamp, Stamp)> {
        let of_piece = |piece: usize| {
            let stamps = self.points.stamps_of(piece * TOGETHER..(piece + 1) * TOGETHER);
            stamps.fold(None, |ends: Option<(Stamp, Stamp)>, stamp| match ends {
                Some((first, last)) => Some((first.min(stamp), last.max(stamp))),
                None => Some((stamp, stamp)),
            })
        };
        let pieces = self.points.len().div_ceil(TOGETHER);
        let ends = parallel::map_indices(pieces, of_piece).into_iter().flatten();
        ends.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
    }

    /// All but the series as one JSON object: in their place is nothing, [`Self::summaries`] gives them.
    #[must_use]
    pub fn json(&self) -> Value {
        let times = self.first_and_last().map(|(first, last)| {
            let count = self.points.distinct_times(first, last);
            let [first, last] = [first, last].map(|stamp| self.covers.text(stamp));
            json!({ "unit": self.covers.words(), "first": first, "last": last, "count": count })
        });
        let left_out: Vec<Value> =
            self.frame.left_out.iter().map(|one| json!({ "what": one.what, "why": one.why })).collect();
        json!({
            "file": self.frame.grid.source.path.display().to_string(),
            "format": self.format(),
            "office": self.office(),
            "layout": self.layout(),
            "rows": self.frame.rows.len(),
            "keys": self.keys,
            "constants": self.constants().into_iter().map(|(name, text)| (name, json!(text))).collect::<serde_json::Map<_, _>>(),
            "series": null,
            "times": times,
            "values": self.points.len() - self.missing,
            "missing": self.missing,
            "flags": self.flags,
            "left_out": left_out,
            "notes": self.frame.notes,
        })
    }
}
