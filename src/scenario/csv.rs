//! A CSV file whose cells know where they stand.

use std::collections::HashMap;
use std::sync::Arc;

use csv_core::{ReadFieldResult, Reader};

use crate::diagnostic::{Code, Diagnostic, Source, Span, Spanned, fold};

/// A header and rows of equal length.
#[derive(Debug)]
pub struct Csv {
    /// The text.
    pub source: Arc<Source>,
    /// Names of the columns.
    pub header: Vec<Spanned<String>>,
    /// The rows, top to bottom.
    pub rows: Vec<Vec<Spanned<String>>>,
}

impl Csv {
    /// Reads comma-separated values (RFC 4180): quoted fields, both kinds of line ends, blank lines skipped, and a
    /// byte order mark tolerated. Blanks around a field do not count.
    ///
    /// # Errors
    /// If there is no row, a column has the name of another, or a row has not as many fields as the header.
    pub fn read(source: &Arc<Source>) -> Result<Self, Diagnostic> {
        let mut records = records(source).into_iter();
        let whole = Span::start_of(source);
        let Some(header) = records.next() else {
            let message = format!("`{}` is empty", source.path.display());
            return Err(Diagnostic::error(Code::BadCsv, message, whole, ""));
        };
        if let ([only], true) = (header.as_slice(), source.text.contains([';', '\t'])) {
            let message = "columns must be separated by commas";
            return Err(Diagnostic::error(Code::BadCsv, message, only.span.clone(), "this is read as one column"));
        }
        no_name_twice(&header)?;
        let rows: Vec<_> = records.collect();
        if let Some(row) = rows.iter().find(|row| row.len() != header.len()) {
            let count = |number: usize| format!("{number} field{}", if number == 1 { "" } else { "s" });
            let message = format!("this row has {}, the header has {}", count(row.len()), count(header.len()));
            let place = row.first().map_or(&whole, |cell| &cell.span);
            let last = row.last().map_or(place, |cell| &cell.span);
            return Err(Diagnostic::error(Code::BadCsv, message, place.join(last), "")
                .with_help("put fields that contain a comma in double quotes"));
        }
        Ok(Self { source: Arc::clone(source), header, rows })
    }

    /// The place of the column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        let exact = self.header.iter().position(|column| column.value == name);
        exact.or_else(|| self.header.iter().position(|column| fold(&column.value) == fold(name)))
    }

    /// Where the header stands.
    #[must_use]
    pub fn header_span(&self) -> Span {
        let mut spans = self.header.iter().map(|column| &column.span);
        match (spans.next(), spans.next_back()) {
            (Some(first), Some(last)) => first.join(last),
            (Some(only), None) => only.clone(),
            _ => Span::start_of(&self.source),
        }
    }
}

/// Which of two columns of one name is meant, nobody can tell. Columns without a name are not asked for.
fn no_name_twice(header: &[Spanned<String>]) -> Result<(), Diagnostic> {
    let mut seen: HashMap<&str, &Span> = HashMap::new();
    for column in header.iter().filter(|column| !column.value.is_empty()) {
        if let Some(first) = seen.insert(&column.value, &column.span) {
            let message = format!("there are two columns `{}`", column.value);
            return Err(Diagnostic::error(Code::BadCsv, message, column.span.clone(), "the second of this name")
                .with_label(first.clone(), "the first is here")
                .with_help("give one of them another name"));
        }
    }
    Ok(())
}

fn records(source: &Arc<Source>) -> Vec<Vec<Spanned<String>>> {
    let text = source.text.as_bytes();
    let mut position = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader::new();
    let mut buffer = vec![0; text.len() + 1];
    let mut records = Vec::new();
    let mut record = Vec::new();
    loop {
        let (result, read, written) = reader.read_field(&text[position..], &mut buffer);
        let range = position..position + read;
        position = range.end;
        match result {
            // All input is given at once: the second call, with none left, ends the last field.
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull if read > 0 => {
                let (result, _, more) = reader.read_field(&[], &mut buffer[written..]);
                if matches!(result, ReadFieldResult::Field { .. }) {
                    record.push(cell(source, range, &buffer[..written + more]));
                    records.push(std::mem::take(&mut record));
                }
            }
            ReadFieldResult::Field { record_end } => {
                record.push(cell(source, range, &buffer[..written]));
                if record_end {
                    records.push(std::mem::take(&mut record));
                }
            }
            _ => return records,
        }
    }
}

/// A cell; its place is without line ends, the comma and blanks around it.
fn cell(source: &Arc<Source>, range: std::ops::Range<usize>, value: &[u8]) -> Spanned<String> {
    let raw = source.text.get(range.clone()).unwrap_or_default();
    let from_start = raw.trim_start();
    let start = range.end - from_start.len();
    let trimmed = from_start.trim_end();
    let trimmed = trimmed.strip_suffix(',').unwrap_or(trimmed).trim_end();
    let value = String::from_utf8_lossy(value).trim().to_owned();
    Spanned::new(value, Span::new(source, start..start + trimmed.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<(String, String)>> {
        let csv = Csv::read(&Source::new("x.csv", text)).expect("is well formed");
        let all = std::iter::once(&csv.header).chain(&csv.rows);
        all.map(|row| row.iter().map(|cell| (cell.value.clone(), cell.span.text().to_owned())).collect()).collect()
    }

    #[test]
    fn cells_and_their_places() {
        let same = |cells: &[&str]| -> Vec<(String, String)> {
            cells.iter().map(|cell| ((*cell).to_owned(), (*cell).to_owned())).collect()
        };
        let expected = vec![same(&["year", "value"]), same(&["2019", "0.3"]), same(&["2020", ""])];
        for text in [
            "year,value\n2019,0.3\n2020,\n",
            "year,value\r\n2019,0.3\r\n2020,\r\n",
            "\u{feff}year,value\n\n2019, 0.3\n\n2020,",
        ] {
            assert_eq!(rows(text), expected, "{text:?}");
        }
        let quoted = rows("a,b\n\"x, \"\"y\"\"\",\"1\n2\"\n");
        assert_eq!(quoted[1][0], ("x, \"y\"".to_owned(), "\"x, \"\"y\"\"\"".to_owned()));
        assert_eq!(quoted[1][1], ("1\n2".to_owned(), "\"1\n2\"".to_owned()));
        assert_eq!(rows("only")[0], same(&["only"]));
    }

    #[test]
    fn what_is_not_a_table() {
        for (text, message, at) in [
            ("", "`x.csv` is empty", ""),
            ("\n\n", "`x.csv` is empty", ""),
            ("a,b\n1,2\n3\n", "this row has 1 field, the header has 2 fields", "3"),
            ("a\n1,2,3\n", "this row has 3 fields, the header has 1 field", "1,2,3"),
        ] {
            let found = Csv::read(&Source::new("x.csv", text)).expect_err(text);
            assert_eq!((found.message.as_str(), found.labels[0].span.text()), (message, at), "{text:?}");
        }
    }

    #[test]
    fn columns_by_name() {
        let csv =
            Csv::read(&Source::new("x.csv", "Year,Domestic share,share,Share\n1,2,3,4\n")).expect("is well formed");
        for (name, index) in
            [("year", Some(0)), ("domestic_share", Some(1)), ("share", Some(2)), ("Share", Some(3)), ("x", None)]
        {
            assert_eq!(csv.column(name), index, "{name}");
        }
        assert_eq!(csv.header_span().text(), "Year,Domestic share,share,Share");
    }
}
