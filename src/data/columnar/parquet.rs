//! Apache Parquet, row group by row group.

use std::io::Cursor;

use polars_arrow::array::Array;
use polars_arrow::datatypes::Field;
use polars_parquet::read::{
    BasicDecompressor, PageReader, RowGroupMetadata, column_iter_to_arrays, infer_schema, read_metadata,
};

use super::{Opened, Text, cells, wrong};

/// Bytes that a page may have.
const LARGEST_PAGE: usize = 1 << 28;

/// The text of a file.
pub(super) fn text(bytes: &[u8]) -> Result<Opened, String> {
    let metadata = read_metadata(&mut Cursor::new(bytes)).map_err(|error| wrong(&error))?;
    let schema = infer_schema(&metadata).map_err(|error| wrong(&error))?;
    let fields: Vec<Field> = schema.iter_values().cloned().collect();
    let rows = metadata.row_groups.iter().map(|group| group.num_rows() as u64).fold(0, u64::saturating_add);
    let mut text = Text::of(&fields, rows)?;
    for group in &metadata.row_groups {
        let of = |field: &Field| {
            if cells::is_cell(&field.dtype) { arrays(bytes, group, field) } else { Ok(Vec::new()) }
        };
        let columns = fields.iter().map(of).collect::<Result<Vec<_>, String>>()?;
        text.add(&columns)?;
    }
    Ok(text.opened())
}

/// The values of a column in a row group.
fn arrays(bytes: &[u8], group: &RowGroupMetadata, field: &Field) -> Result<Vec<Box<dyn Array>>, String> {
    let mut chunks = group.columns_under_root_iter(&field.name).ok_or("it is damaged: a column is missing")?;
    let chunk = chunks.next().ok_or("it is damaged: a column is missing")?;
    let range = chunk.byte_range();
    let part = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
    let part = part.and_then(|(start, end)| bytes.get(start..end)).ok_or("it is not whole")?;
    let pages = PageReader::new(Cursor::new(part.to_vec().into()), chunk, vec![], LARGEST_PAGE);
    let kind = &chunk.descriptor().descriptor.primitive_type;
    let found = column_iter_to_arrays(vec![BasicDecompressor::new(pages, vec![])], vec![kind], field.clone(), None);
    found.map(|(arrays, _)| arrays).map_err(|error| wrong(&error))
}
