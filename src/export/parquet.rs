//! Tables as Apache Parquet, and `projections.parquet`: the tidy table with types.

use std::io::{self, Write};

use polars_arrow::array::{Array, BooleanArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field};
use polars_parquet::write::{
    CompressedPage, CompressionOptions, DynIter, DynStreamingIterator, Encoding, FileWriter, ParquetType,
    StatisticsOptions, Version, WriteOptions, array_to_columns, compress, fallible_streaming_iterator,
    get_dtype_encoding, to_parquet_schema,
};

use super::projections::projection_table;
use super::table::{Column, Table, Values};
use super::{ExportError, Exporter, Format};
use crate::parallel;
use crate::projection::Projection;

/// Rows in one row group of a table.
const ROWS_PER_GROUP: usize = 1 << 18;

/// The table of [`projection_table`] as Apache Parquet, compressed with Snappy.
#[derive(Debug, Clone, Copy)]
pub struct Parquet;

impl Exporter for Parquet {
    fn file_name(&self) -> &'static str {
        "projections.parquet"
    }

    fn format(&self) -> Format {
        Format::Parquet
    }

    fn write(&self, projection: &Projection, out: &mut dyn Write) -> Result<(), ExportError> {
        parquet_file(self.file_name(), &projection_table(projection), out)
    }
}

/// Writes a table as a file of this name.
pub(super) fn parquet_file(file: &'static str, table: &Table, out: &mut dyn Write) -> Result<(), ExportError> {
    write_parquet(table, out).map_err(|source| ExportError::Table { file, source })
}

fn write_parquet(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let columns = table.columns();
    let mut writer = ParquetWriter::new(columns.iter().map(|column| (column.name(), column.arrow_type())), out)?;
    for first in (0..table.rows()).step_by(ROWS_PER_GROUP) {
        let rows = first..table.rows().min(first + ROWS_PER_GROUP);
        let arrays: Vec<_> = columns.iter().map(|column| column.array(rows.clone())).collect();
        writer.write(&arrays)?;
    }
    writer.finish()
}

impl Column<'_> {
    fn arrow_type(&self) -> ArrowDataType {
        match self.values() {
            Values::Text(_) => ArrowDataType::Utf8View,
            Values::Number(_) => ArrowDataType::Float64,
            Values::Whole(_) => ArrowDataType::Int64,
            Values::Truth(_) => ArrowDataType::Boolean,
        }
    }

    /// Some rows as an array.
    fn array(&self, rows: std::ops::Range<usize>) -> Box<dyn Array> {
        match self.values() {
            Values::Text(values) => Utf8ViewArray::from_slice(
                values[rows].iter().map(|value| value.as_deref()).collect::<Vec<Option<&str>>>(),
            )
            .boxed(),
            Values::Number(values) => PrimitiveArray::<f64>::from(&values[rows]).boxed(),
            Values::Whole(values) => PrimitiveArray::<i64>::from(&values[rows]).boxed(),
            Values::Truth(values) => BooleanArray::from(&values[rows]).boxed(),
        }
    }
}

/// Writes a table some rows at a time, each time as one row group: compressed with Snappy, with statistics.
pub(super) struct ParquetWriter<'a> {
    writer: FileWriter<&'a mut dyn Write>,
    columns: Vec<(ParquetType, Vec<Encoding>)>,
}

impl<'a> ParquetWriter<'a> {
    /// Begins a file with columns of these names and types.
    pub(super) fn new<'b>(
        columns: impl Iterator<Item = (&'b str, ArrowDataType)>,
        out: &'a mut dyn Write,
    ) -> io::Result<Self> {
        let schema: ArrowSchema =
            columns.map(|(name, kind)| (name.into(), Field::new(name.into(), kind, true))).collect();
        let types = to_parquet_schema(&schema).map_err(io::Error::other)?;
        let encodings = schema.iter_values().map(|field| get_dtype_encoding(&field.dtype));
        let columns = types.fields().iter().cloned().zip(encodings).collect();
        let writer = FileWriter::try_new(out, schema, OPTIONS).map_err(io::Error::other)?;
        Ok(Self { writer, columns })
    }

    /// Adds a row group: an array for each column.
    pub(super) fn write(&mut self, arrays: &[Box<dyn Array>]) -> io::Result<()> {
        let rows = arrays.first().map_or(0, |array| array.len());
        let jobs: Vec<_> = arrays.iter().zip(&self.columns).collect();
        let pages = parallel::try_map(&jobs, |(array, (kind, encoding))| pages(array.as_ref(), kind, encoding))?;
        let columns = pages
            .iter()
            .map(|pages| Ok(DynStreamingIterator::new(fallible_streaming_iterator::convert(pages.iter().map(Ok)))));
        self.writer.write(rows as u64, DynIter::new(columns)).map_err(io::Error::other)
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.writer.end(None).map(|_| ()).map_err(io::Error::other)
    }
}

const OPTIONS: WriteOptions = WriteOptions {
    statistics: StatisticsOptions {
        min_value: true,
        max_value: true,
        distinct_count: false,
        null_count: true,
        binary_statistics_truncate_length: None,
    },
    version: Version::V1,
    compression: CompressionOptions::Snappy,
    data_page_size: None,
};

/// The compressed pages of a column.
fn pages(array: &dyn Array, kind: &ParquetType, encoding: &[Encoding]) -> io::Result<Vec<CompressedPage>> {
    let columns = array_to_columns(array.to_boxed(), kind.clone(), OPTIONS, encoding).map_err(io::Error::other)?;
    let pages = columns.into_iter().flatten();
    pages
        .map(|page| {
            compress(page.map_err(io::Error::other)?, Vec::new(), OPTIONS.compression).map_err(io::Error::other)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{read_parquet, sample};
    use super::*;

    #[test]
    fn read_back_it_is_the_table() {
        let mut bytes = Vec::new();
        Parquet.write(&sample(), &mut bytes).unwrap();
        let found = read_parquet(bytes);
        assert_eq!((found.groups, found.table.rows(), found.table.columns().len()), (1, 8, 16));
        let (found, sample) = (format!("{:?}", found.table), sample());
        assert_eq!(found, format!("{:?}", projection_table(&sample)));
        assert!(found.contains("Whole([Some(2020), Some(2021)"), "years are whole numbers: {found}");
        assert!(found.contains("Text([None, None, None, None, Some(\"suzhou\")"), "places are missing: {found}");
    }

    #[test]
    fn long_tables_have_several_row_groups() {
        let rows = ROWS_PER_GROUP + 10;
        let texts = (0..rows).map(|row| (row % 3 > 0).then(|| format!("a text of some length, {row}").into()));
        let table = Table::new(vec![
            Column::optional_text("text", texts),
            Column::number("number", (0..rows).map(|row| (row % 5 > 0).then_some(row as f64 / 3.0))),
            Column::truth("truth", (0..rows).map(|row| row % 7 > 2)),
        ]);
        let mut bytes = Vec::new();
        write_parquet(&table, &mut bytes).unwrap();
        let found = read_parquet(bytes);
        assert_eq!(found.groups, 2);
        assert!(found.table == table);
    }
}
