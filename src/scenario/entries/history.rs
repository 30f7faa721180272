//! `[variables.NAME.history.NAME]`: observed values, and the times of the axis at which they lie.

use super::Entries;
use super::variables::at;
use crate::calendar::Span as Frequency;
use crate::data::{DateOrder, Decimal};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Spanned};
use crate::encoding::{self, Encoding};
use crate::numeric::sorting::sort_by;
use crate::scenario::fields::Fields;
use crate::scenario::history::{Query, Written};
use crate::scenario::tree::Key;
use crate::scenario::{At, Entry, History, Stated, Time, Use};

/// An observed value.
struct Observed {
    /// Time in years.
    time: f64,
    value: f64,
    /// Its time as written.
    written: Spanned<String>,
    /// When the month ends, in years, of which its time is the last day.
    ends: Option<f64>,
}

impl Entries<'_> {
    /// A history of a variable, which is a stock or not.
    pub(super) fn history(&mut self, key: &Key, fields: Fields<'_>, is_stock: bool) -> History {
        let from_file = fields.text("file");
        let source = fields.plain_text("source").filter(|source| !source.trim().is_empty());
        if let (false, Some(values)) = (fields.says("source"), fields.item("values")) {
            self.missing_source("history", key, &values.key.span);
        }
        let source = source.or(from_file.as_ref().map(|file| file.value.clone())).unwrap_or_default();
        let (mut observed, stated) = match from_file {
            Some(file) => self.rows(file, fields),
            None => (self.values(fields), Stated::default()),
        };
        let period_ends = are_period_ends(&observed, self.time);
        if period_ends {
            for one in &mut observed {
                one.time = one.ends.map_or(one.time, |end| end - self.time.step.value);
            }
        }
        // What a stock is at the last day of a period is its state when the period is over.
        let at = if period_ends && is_stock && !fields.says("at") { At::End } else { at(fields) };
        History {
            element: fields.text("element"),
            source,
            points: observed.iter().map(|one| (one.time, one.value)).collect(),
            written: observed.into_iter().map(|one| one.written).collect(),
            unit: fields.text("unit"),
            stated,
            usage: if fields.is("use", "drive") { Use::Drive } else { Use::Compare },
            scored: fields.flag("scored").unwrap_or(true),
            at,
            allow: fields.allowed(),
        }
    }

    fn rows(&mut self, file: Spanned<String>, fields: Fields<'_>) -> (Vec<Observed>, Stated) {
        let query = query(file, fields, self.found);
        let table = self.data.table(&query, &[], self.found);
        let stated = Stated { unit: table.of_values, multiplied: table.multiplied != 1.0 };
        let rows = table.rows.into_iter();
        let observed =
            rows.map(|row| Observed { time: row.time, value: row.value, written: row.written, ends: row.ends });
        (observed.collect(), stated)
    }

    /// `values` by year, in increasing time.
    fn values(&mut self, fields: Fields<'_>) -> Vec<Observed> {
        let mut observed: Vec<Observed> = fields
            .entries("values")
            .filter_map(|(key, node)| {
                let (time, value) = (key.written.trim().parse().ok()?, node.as_number()?);
                Some(Observed { time, value, written: Spanned::new(key.written.clone(), key.span.clone()), ends: None })
            })
            .collect();
        sort_by(&mut observed, |a, b| a.time.total_cmp(&b.time));
        for pair in observed.windows(2).filter(|pair| pair[0].time == pair[1].time) {
            let message = format!("there are two values for {}", pair[0].time);
            let diagnostic =
                Diagnostic::error(Code::DuplicateTime, message, pair[1].written.span.clone(), "again here");
            self.found.push(diagnostic.with_label(pair[0].written.span.clone(), "first here"));
        }
        observed
    }
}

/// Whether all dates are last days of a step of the axis, as 31 December of one that has a point each year.
fn are_period_ends(observed: &[Observed], time: &Time) -> bool {
    let (start, step) = (time.start.value, time.step.value);
    let on_axis = |time: f64| {
        let position = (time - start) / step;
        (position - position.round()).abs() < 1e-3
    };
    observed.iter().all(|one| one.ends.is_some_and(on_axis))
}

fn query(file: Spanned<String>, fields: Fields<'_>, found: &mut Diagnostics) -> Query {
    let or_default =
        |key, default: &str| fields.text(key).unwrap_or_else(|| Spanned::new(default.to_owned(), file.span.clone()));
    let (column, time) = (or_default("column", "value"), Some(or_default("time", "year")));
    let filter = fields.texts_by_name("where");
    let filter =
        filter.into_iter().map(|Entry { written, span, value, .. }| (Spanned::new(written, span), value)).collect();
    Query { file, column, time, filter, written: written(fields, found) }
}

/// How the table is written, as far as the entry says it.
fn written(fields: Fields<'_>, found: &mut Diagnostics) -> Written {
    let decimal = match fields.plain_text("decimal").as_deref() {
        Some("point") => Some(Decimal::Point),
        Some("comma") => Some(Decimal::Comma),
        _ => None,
    };
    let order = match fields.plain_text("dates").as_deref() {
        Some("day-first") => Some(DateOrder::DayFirst),
        Some("month-first") => Some(DateOrder::MonthFirst),
        _ => None,
    };
    let frequency = fields.plain_text("frequency").as_deref().and_then(Frequency::named);
    let encoding = fields.text("encoding").and_then(|name| {
        let known = Encoding::named(&name.value);
        if known.is_none() {
            let message = format!("`{}` is no encoding that is known", name.value);
            found.push(Diagnostic::error(Code::BadEncoding, message, name.span, "").with_help(encoding::NAMES));
        }
        known
    });
    Written {
        sheet: fields.plain_text("sheet"),
        range: fields.plain_text("range"),
        decimal,
        order,
        frequency,
        encoding,
        missing: fields.texts("missing").into_iter().map(|text| text.value).collect(),
    }
}
