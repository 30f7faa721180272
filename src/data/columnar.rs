//! Files of columns with types, as text: Apache Parquet and Arrow, line for line.

mod arrow;
mod cells;
mod parquet;

use std::collections::VecDeque;

use polars_arrow::array::Array;
use polars_arrow::datatypes::Field;

use super::guard::{Panicked, guarded};
use cells::Writer;

/// Cells that are read of a file: some of these forms say in few bytes that one value stands in very many rows.
const MOST_CELLS: u64 = 200_000_000;

/// What is said of a file with a column of a type that its reader does not know.
const UNREAD: &str = "a column has values of a type that is not read, such as runs (run-end encoded), views of lists, or decimals of 256 bits: write it \
                      as plain numbers or texts, or the file as Parquet";

/// A form of such files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Apache Parquet.
    Parquet,
    /// Apache Arrow's file, as Feather is from its second version on.
    ArrowFile,
    /// Apache Arrow's stream.
    ArrowStream,
    /// Feather's first version, which was no form of Arrow.
    OldFeather,
}

impl Form {
    /// What some bytes are, by how they begin; none if they are something else.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"PAR1") {
            Some(Self::Parquet)
        } else if bytes.starts_with(b"ARROW1") {
            Some(Self::ArrowFile)
        } else if bytes.starts_with(b"FEA1") {
            Some(Self::OldFeather)
        } else {
            // A message begins with the mark of one and its length.
            bytes.starts_with(&[0xff, 0xff, 0xff, 0xff]).then_some(Self::ArrowStream)
        }
    }

    /// Its name, for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parquet => "Apache Parquet",
            Self::ArrowFile => "Apache Arrow, a file",
            Self::ArrowStream => "Apache Arrow, a stream",
            Self::OldFeather => "Feather, version 1",
        }
    }
}

/// A file as comma-separated values.
pub(super) struct Opened {
    /// The values: the names of columns in the first line, row 5 in line 6.
    pub text: String,
    /// What was left away.
    pub notes: Vec<String>,
}

/// The text of a file.
///
/// # Errors
/// It is damaged or too large, or compressed in a way that is not read: in words.
pub(super) fn open(bytes: &[u8], form: Form) -> Result<Opened, String> {
    let read = || match form {
        Form::Parquet => parquet::text(bytes),
        Form::ArrowFile => arrow::text_of_file(bytes),
        Form::ArrowStream => arrow::text_of_stream(bytes),
        Form::OldFeather => {
            Err("this version of Feather is no longer in use and is not read: write it as version 2, or as Parquet"
                .to_owned())
        }
    };
    guarded(read).unwrap_or_else(|panicked| {
        Err(match panicked {
            Panicked::Unfinished => UNREAD.to_owned(),
            Panicked::Surprised => "it is damaged".to_owned(),
        })
    })
}

/// A text that grows by parts of a table.
struct Text {
    lines: String,
    /// By column: whether it is left away.
    left: Vec<bool>,
    notes: Vec<String>,
}

impl Text {
    /// The names of columns; those whose cells are no texts are left away, and noted.
    ///
    /// # Errors
    /// No column is left, or so many rows are too many.
    fn of(fields: &[Field], rows: u64) -> Result<Self, String> {
        if rows.saturating_mul(fields.len() as u64) > MOST_CELLS {
            return Err(format!(
                "it has {rows} rows of {} columns, more than {} million cells: write fewer of them",
                fields.len(),
                MOST_CELLS / 1_000_000
            ));
        }
        let left: Vec<bool> = fields.iter().map(|field| !cells::is_cell(&field.dtype)).collect();
        let of = |field: &Field| {
            format!("column `{}` is left out: its values are {}", field.name, cells::words(&field.dtype))
        };
        let mut notes: Vec<String> =
            fields.iter().zip(&left).filter(|(_, left)| **left).map(|(field, _)| of(field)).collect();
        notes.extend(fields.iter().filter_map(cells::note));
        if left.iter().all(|left| *left) {
            return Err(format!("no column has texts, numbers or times: {}", notes.join("; ")));
        }
        let mut text = String::new();
        let names = fields.iter().zip(&left).filter(|(_, left)| !**left);
        for (place, (field, _)) in names.enumerate() {
            separate(&mut text, place);
            cells::put(&mut text, &field.name);
        }
        text.push('\n');
        Ok(Self { lines: text, left, notes })
    }

    /// Adds rows of all columns, each of which comes in parts.
    ///
    /// # Errors
    /// The columns are not equally long.
    fn add(&mut self, columns: &[Vec<Box<dyn Array>>]) -> Result<(), String> {
        let wanted = columns.iter().zip(&self.left).filter(|(_, left)| !**left);
        let mut columns: Vec<Column> = wanted.map(|(parts, _)| Column::of(parts)).collect();
        let rows = columns.first().map_or(0, Column::rows);
        if columns.iter().any(|column| column.rows() != rows) {
            return Err("it is damaged: its columns are not equally long".to_owned());
        }
        for _ in 0..rows {
            for (place, column) in columns.iter_mut().enumerate() {
                separate(&mut self.lines, place);
                column.write(&mut self.lines);
            }
            self.lines.push('\n');
        }
        Ok(())
    }

    fn opened(self) -> Opened {
        Opened { text: self.lines, notes: self.notes }
    }
}

/// A column whose values are written one after the other.
struct Column<'a> {
    /// Those that are left: how many values each has, and what writes one.
    parts: VecDeque<(usize, Writer<'a>)>,
    /// The next value of the first.
    at: usize,
}

impl<'a> Column<'a> {
    fn of(parts: &'a [Box<dyn Array>]) -> Self {
        let parts = parts.iter().filter(|part| !part.is_empty());
        Self { parts: parts.map(|part| (part.len(), cells::writer(part.as_ref()))).collect(), at: 0 }
    }

    fn rows(&self) -> usize {
        self.parts.iter().map(|(rows, _)| rows).sum()
    }

    fn write(&mut self, text: &mut String) {
        let Some((rows, write)) = self.parts.front() else { return };
        write(self.at, text);
        self.at += 1;
        if self.at == *rows {
            self.parts.pop_front();
            self.at = 0;
        }
    }
}

fn separate(text: &mut String, place: usize) {
    if place > 0 {
        text.push(',');
    }
}

/// What a reader says is wrong with a file.
fn wrong(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    if let Some(codec) = ["Brotli", "Lzo"].into_iter().find(|codec| text.contains(codec)) {
        return format!(
            "it is compressed with {codec}, which is not read: write it with Snappy, Zstandard, LZ4, gzip or none"
        );
    }
    format!("it cannot be read: {}", text.lines().next().unwrap_or_default())
}

#[cfg(test)]
mod tests;
