//! Apache Arrow, record batch by record batch.

use std::io::Cursor;

use polars_arrow::array::Array;
use polars_arrow::datatypes::{ArrowSchema, Field};
use polars_arrow::io::ipc::read::{
    FileReader, StreamReader, StreamState, get_row_count, read_file_metadata, read_stream_metadata,
};
use polars_arrow::record_batch::RecordBatchT;

use super::{MOST_CELLS, Opened, Text, wrong};

/// The text of a file.
pub(super) fn text_of_file(bytes: &[u8]) -> Result<Opened, String> {
    let metadata = read_file_metadata(&mut Cursor::new(bytes)).map_err(|error| wrong(&error))?;
    let rows = get_row_count(&mut Cursor::new(bytes)).map_err(|error| wrong(&error))?;
    let mut text = Text::of(&fields(&metadata.schema), u64::try_from(rows).unwrap_or(u64::MAX))?;
    for batch in FileReader::new(Cursor::new(bytes), metadata, None, None) {
        add(&mut text, batch.map_err(|error| wrong(&error))?)?;
    }
    Ok(text.opened())
}

/// The text of a stream.
pub(super) fn text_of_stream(bytes: &[u8]) -> Result<Opened, String> {
    let mut cursor = Cursor::new(bytes);
    let metadata = read_stream_metadata(&mut cursor).map_err(|error| wrong(&error))?;
    let fields = fields(&metadata.schema);
    let mut text = Text::of(&fields, 0)?;
    let mut rows = 0_u64;
    for batch in StreamReader::new(cursor, metadata, None) {
        let StreamState::Some(batch) = batch.map_err(|error| wrong(&error))? else {
            return Err("it is not whole".to_owned());
        };
        rows = rows.saturating_add(batch.len() as u64);
        if rows.saturating_mul(fields.len() as u64) > MOST_CELLS {
            return Text::of(&fields, rows).map(Text::opened);
        }
        add(&mut text, batch)?;
    }
    Ok(text.opened())
}

fn fields(schema: &ArrowSchema) -> Vec<Field> {
    schema.iter_values().cloned().collect()
}

fn add(text: &mut Text, batch: RecordBatchT<Box<dyn Array>>) -> Result<(), String> {
    let columns: Vec<Vec<Box<dyn Array>>> = batch.into_arrays().into_iter().map(|array| vec![array]).collect();
    text.add(&columns)
}
