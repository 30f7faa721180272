//! Tables: named columns of one type each, as all formats are written from.

use std::borrow::Cow;
use std::io::{self, Write};

/// Named columns of one length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table<'a> {
    columns: Vec<Column<'a>>,
}

/// A column: its name, and a value or none in each row.
#[derive(Debug, Clone, PartialEq)]
pub struct Column<'a> {
    name: Cow<'a, str>,
    values: Values<'a>,
}

/// The values of a column, none where a row has none.
#[derive(Debug, Clone, PartialEq)]
pub enum Values<'a> {
    /// Texts.
    Text(Vec<Option<Cow<'a, str>>>),
    /// Numbers; NaN is a value.
    Number(Vec<Option<f64>>),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Whether something is so.
    Truth(Vec<Option<bool>>),
}

impl<'a> Table<'a> {
    /// A table of these columns.
    ///
    /// # Panics
    /// If they are not of one length.
    #[must_use]
    pub fn new(columns: Vec<Column<'a>>) -> Self {
        let rows = columns.first().map_or(0, Column::len);
        for column in &columns {
            assert_eq!(column.len(), rows, "rows of the column `{}`", column.name);
        }
        Self { columns }
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }

    /// The columns, from left to right.
    #[must_use]
    pub fn columns(&self) -> &[Column<'a>] {
        &self.columns
    }

    /// Puts a column of one text before all others.
    #[must_use]
    pub(super) fn labelled(mut self, name: &'a str, text: &'a str) -> Self {
        let rows = self.rows();
        self.columns.insert(0, Column::text(name, std::iter::repeat_n(text, rows)));
        self
    }

    /// The tables one under another. What a table has no column for is empty in its rows.
    pub(super) fn stacked(tables: Vec<Self>) -> Self {
        let mut all: Vec<Column> = Vec::new();
        let mut above = 0;
        for table in tables {
            let rows = table.rows();
            for column in table.columns {
                match all.iter_mut().find(|known| known.name == column.name) {
                    Some(known) => known.values.append(column.values),
                    None => {
                        let values = column.values.none(above).joined(column.values);
                        all.push(Column { name: column.name, values });
                    }
                }
            }
            above += rows;
            for column in &mut all {
                let lacking = column.values.none(above - column.len());
                column.values.append(lacking);
            }
        }
        Self::new(all)
    }

    /// Writes the table as CSV: comma, a header, fields quoted where they must be, floats with the digits they need, empty where
    /// there is no value, `""` where there is an empty text.
    ///
    /// # Errors
    /// `out` cannot take it.
    pub fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut text = Vec::new();
        // In the place of the comma after the last field.
        let end = |text: &mut Vec<u8>| {
            text.pop();
            text.push(b'\n');
        };
        for column in &self.columns {
            write_text(&column.name, &mut text);
            text.push(b',');
        }
        if self.columns.is_empty() {
            return Ok(());
        }
        end(&mut text);
        for row in 0..self.rows() {
            for column in &self.columns {
                column.values.write(row, &mut text);
                text.push(b',');
            }
            end(&mut text);
            if text.len() > 1 << 16 {
                out.write_all(&text)?;
                text.clear();
            }
        }
        out.write_all(&text)
    }
}

impl<'a> Column<'a> {
    /// A column of texts.
    pub fn text<T: Into<Cow<'a, str>>>(name: impl Into<Cow<'a, str>>, values: impl IntoIterator<Item = T>) -> Self {
        Self::optional_text(name, values.into_iter().map(|value| Some(value.into())))
    }

    /// A column of texts, some of which are not there.
    pub fn optional_text(
        name: impl Into<Cow<'a, str>>,
        values: impl IntoIterator<Item = Option<Cow<'a, str>>>,
    ) -> Self {
        Self { name: name.into(), values: Values::Text(values.into_iter().collect()) }
    }

    /// A column of numbers, some of which may not be there.
    pub fn number<T: Into<Option<f64>>>(name: impl Into<Cow<'a, str>>, values: impl IntoIterator<Item = T>) -> Self {
        Self { name: name.into(), values: Values::Number(values.into_iter().map(Into::into).collect()) }
    }

    /// A column of whole numbers.
    pub fn whole(name: impl Into<Cow<'a, str>>, values: impl IntoIterator<Item = i64>) -> Self {
        Self { name: name.into(), values: Values::Whole(values.into_iter().map(Some).collect()) }
    }

    /// A column that says whether something is so.
    pub fn truth(name: impl Into<Cow<'a, str>>, values: impl IntoIterator<Item = bool>) -> Self {
        Self { name: name.into(), values: Values::Truth(values.into_iter().map(Some).collect()) }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The values.
    #[must_use]
    pub fn values(&self) -> &Values<'a> {
        &self.values
    }

    fn len(&self) -> usize {
        match &self.values {
            Values::Text(values) => values.len(),
            Values::Number(values) => values.len(),
            Values::Whole(values) => values.len(),
            Values::Truth(values) => values.len(),
        }
    }
}

impl Values<'_> {
    /// So many rows of this type without a value.
    fn none(&self, rows: usize) -> Self {
        match self {
            Self::Text(_) => Self::Text(vec![None; rows]),
            Self::Number(_) => Self::Number(vec![None; rows]),
            Self::Whole(_) => Self::Whole(vec![None; rows]),
            Self::Truth(_) => Self::Truth(vec![None; rows]),
        }
    }

    /// Adds rows below. Whole numbers become numbers where they stand above or below such.
    ///
    /// # Panics
    /// If the types differ otherwise: tables that are stacked are made by one function.
    fn append(&mut self, below: Self) {
        let numbers = |whole: Vec<Option<i64>>| whole.into_iter().map(|value| value.map(|value| value as f64));
        match (&mut *self, below) {
            (Self::Text(above), Self::Text(below)) => above.extend(below),
            (Self::Number(above), Self::Number(below)) => above.extend(below),
            (Self::Whole(above), Self::Whole(below)) => above.extend(below),
            (Self::Truth(above), Self::Truth(below)) => above.extend(below),
            (Self::Number(above), Self::Whole(below)) => above.extend(numbers(below)),
            (Self::Whole(above), Self::Number(below)) => {
                *self = Self::Number(numbers(std::mem::take(above)).chain(below).collect());
            }
            (above, below) => panic!("{above:?} and {below:?} have nothing in common"),
        }
    }

    fn joined(mut self, below: Self) -> Self {
        self.append(below);
        self
    }

    /// The field of a row.
    fn write(&self, row: usize, text: &mut Vec<u8>) {
        match self {
            Self::Text(values) => {
                if let Some(value) = &values[row] {
                    write_text(value, text);
                }
            }
            Self::Number(values) => {
                if let Some(value) = values[row] {
                    text.extend_from_slice(zmij::Buffer::new().format(value).as_bytes());
                }
            }
            Self::Whole(values) => text.extend(values[row].map(|value| value.to_string()).unwrap_or_default().bytes()),
            Self::Truth(values) => {
                text.extend(values[row].map(|value| if value { "true" } else { "false" }).unwrap_or_default().bytes());
            }
        }
    }
}

/// A text as a field (RFC 4180): in quotes if it is empty or has commas, quotes or line ends.
fn write_text(value: &str, text: &mut Vec<u8>) {
    if value.is_empty() || value.contains([',', '"', '\n', '\r']) {
        text.push(b'"');
        text.extend(value.replace('"', "\"\"").bytes());
        text.push(b'"');
    } else {
        text.extend_from_slice(value.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(table: &Table) -> String {
        let mut out = Vec::new();
        table.write_csv(&mut out).expect("written");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let texts = ["plain", "a,b", "say \"x\"", "", "two\nlines"].map(|text| Some(text.into()));
        let table = Table::new(vec![
            Column::optional_text("a, \"b\"", texts.into_iter().chain([None])),
            Column::whole("n", 1..7),
        ]);
        let expected = "\"a, \"\"b\"\"\",n\nplain,1\n\"a,b\",2\n\"say \"\"x\"\"\",3\n\"\",4\n\"two\nlines\",5\n,6\n";
        assert_eq!(csv(&table), expected);
    }

    #[test]
    fn numbers_have_the_digits_they_need() {
        for (value, text) in [
            (29.5, "29.5"),
            (60.0, "60.0"),
            (-0.0, "-0.0"),
            (1e-5, "0.00001"),
            (1.5e-6, "1.5e-6"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.25e17, "1.25e+17"),
            (0.1 + 0.2, "0.30000000000000004"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(csv(&Table::new(vec![Column::number("x", [value])])), format!("x\n{text}\n"));
        }
        assert_eq!(csv(&Table::new(vec![Column::number("x", [None, Some(1.0)])])), "x\n\n1.0\n");
    }

    #[test]
    fn a_long_table_is_written_whole() {
        let table =
            Table::new(vec![Column::whole("n", 0..40_000), Column::truth("even", (0..40_000).map(|n| n % 2 == 0))]);
        let expected: String = (0..40_000).map(|n| format!("{n},{}\n", n % 2 == 0)).collect();
        assert!(csv(&table) == format!("n,even\n{expected}"));
    }

    #[test]
    fn stacked_tables_are_empty_where_they_lack_a_column() {
        let first = Table::new(vec![Column::text("a", ["x"]), Column::whole("year", [2020])]);
        let second = Table::new(vec![Column::text("b", ["y", "z"]), Column::number("year", [2020.5, 2021.0])]);
        let all = Table::stacked(vec![first.labelled("of", "one"), second.labelled("of", "two")]);
        assert_eq!(csv(&all), "of,a,year,b\none,x,2020.0,\ntwo,,2020.5,y\ntwo,,2021.0,z\n");
        assert_eq!(Table::stacked(Vec::new()).rows(), 0);
    }
}
