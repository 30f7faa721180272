//! `projections.parquet`: the tidy table with types.

use std::io::Write;

use polars::prelude::ParquetWriter;

use super::table::projection_table;
use super::{ExportError, Exporter};
use crate::projection::Projection;

/// The table of [`projection_table`] as Apache Parquet, compressed with Zstandard.
#[derive(Debug, Clone, Copy)]
pub struct Parquet;

impl Exporter for Parquet {
    fn file_name(&self) -> &'static str {
        "projections.parquet"
    }

    fn write(&self, projection: &Projection, out: &mut dyn Write) -> Result<(), ExportError> {
        projection_table(projection)
            .and_then(|mut frame| ParquetWriter::new(out).finish(&mut frame))
            .map_err(|source| ExportError::Table { file: self.file_name(), source })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use polars::io::SerReader;
    use polars::prelude::ParquetReader;

    use super::super::sample::sample;
    use super::*;

    #[test]
    fn read_back_it_is_the_table() {
        let mut bytes = Vec::new();
        Parquet.write(&sample(), &mut bytes).unwrap();
        let frame = ParquetReader::new(Cursor::new(bytes)).finish().unwrap();
        assert_eq!(frame.shape(), (8, 16));
        assert!(frame.equals_missing(&projection_table(&sample()).unwrap()));
        let places = frame.column("place").unwrap().str().unwrap();
        assert_eq!((places.get(0), places.get(4)), (None, Some("suzhou")));
        let years = frame.column("year").unwrap().i64().unwrap();
        assert_eq!((years.get(0), years.get(1)), (Some(2020), Some(2021)));
    }
}
