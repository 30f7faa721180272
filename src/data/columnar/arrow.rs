//! Apache Arrow, record batch by record batch.

use std::io::Cursor;

use polars_arrow::array::Array;
use polars_arrow::datatypes::{ArrowSchema, Field};
use polars_arrow::io::ipc::format::ipc::planus::ReadAsRoot;
use polars_arrow::io::ipc::format::ipc::{MessageHeaderRef, MessageRef};
use polars_arrow::io::ipc::read::{
    FileReader, StreamReader, StreamState, get_row_count, read_file_metadata, read_stream_metadata,
};
use polars_arrow::record_batch::RecordBatchT;

use super::{MOST_CELLS, Opened, Text, wrong};

/// Bytes that the columns of a message may unpack to.
const MOST_BYTES: u64 = 4_000_000_000;

/// The text of a file.
pub(super) fn text_of_file(bytes: &[u8]) -> Result<Opened, String> {
    let metadata = read_file_metadata(&mut Cursor::new(bytes)).map_err(|error| wrong(&error))?;
    let rows = get_row_count(&mut Cursor::new(bytes)).map_err(|error| wrong(&error))?;
    let mut text = Text::of(&fields(&metadata.schema), u64::try_from(rows).unwrap_or(u64::MAX))?;
    for block in metadata.blocks.iter().chain(metadata.dictionaries.iter().flatten()) {
        let (offset, header) = (usize::try_from(block.offset), usize::try_from(block.meta_data_length));
        if let (Ok(offset), Ok(header)) = (offset, header)
            && let Some((message, _)) = message(bytes, offset)
        {
            unpacks(bytes, &message, offset.saturating_add(header))?;
        }
    }
    for batch in FileReader::new(Cursor::new(bytes), metadata, None, None) {
        add(&mut text, batch.map_err(|error| wrong(&error))?)?;
    }
    Ok(text.opened())
}

/// The text of a stream.
pub(super) fn text_of_stream(bytes: &[u8]) -> Result<Opened, String> {
    let mut cursor = Cursor::new(bytes);
    let metadata = read_stream_metadata(&mut cursor).map_err(|error| wrong(&error))?;
    let mut at = 0;
    while let Some((message, body)) = message(bytes, at) {
        unpacks(bytes, &message, body)?;
        let length = message.body_length().ok().and_then(|length| usize::try_from(length).ok());
        at = body.saturating_add(length.unwrap_or(usize::MAX));
    }
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

/// The message that begins at a byte, and where its body does; none if there is none.
fn message(bytes: &[u8], at: usize) -> Option<(MessageRef<'_>, usize)> {
    let number = |at: usize| Some(i32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?));
    let at = if number(at)? == -1 { at + 4 } else { at };
    let length = usize::try_from(number(at)?).ok().filter(|length| *length > 0)?;
    let body = (at + 4).checked_add(length)?;
    Some((MessageRef::read_as_root(bytes.get(at + 4..body)?).ok()?, body))
}

/// Refuses a message whose columns say that they have more values, or unpack to more bytes, than are read: its reader makes room for
/// what they say.
fn unpacks(bytes: &[u8], message: &MessageRef, body: usize) -> Result<(), String> {
    let batch = match message.header() {
        Ok(Some(MessageHeaderRef::RecordBatch(batch))) => Some(batch),
        Ok(Some(MessageHeaderRef::DictionaryBatch(batch))) => batch.data().ok().flatten(),
        _ => None,
    };
    let Some(batch) = batch else { return Ok(()) };
    let nodes = batch.nodes().ok().flatten().into_iter().flatten();
    if let Some(values) = nodes.map(|node| node.length()).find(|length| !(0..=MOST_CELLS as i64).contains(length)) {
        return Err(format!("a column says that it has {values} values, more than {} million", MOST_CELLS / 1_000_000));
    }
    if !matches!(batch.compression(), Ok(Some(_))) {
        return Ok(());
    }
    let mut sum = 0_u64;
    for buffer in batch.buffers().ok().flatten().into_iter().flatten().filter(|buffer| buffer.length() >= 8) {
        // Its unpacked length stands before it.
        let length = usize::try_from(buffer.offset()).ok().and_then(|offset| {
            let start = body.checked_add(offset)?;
            let said = bytes.get(start..start.checked_add(8)?)?.try_into().ok()?;
            u64::try_from(i64::from_le_bytes(said)).ok()
        });
        sum = sum.saturating_add(length.unwrap_or(0));
    }
    if sum > MOST_BYTES {
        return Err(format!("it says that it unpacks to {sum} bytes, more than {} GB", MOST_BYTES / 1_000_000_000));
    }
    Ok(())
}

fn fields(schema: &ArrowSchema) -> Vec<Field> {
    schema.iter_values().cloned().collect()
}

fn add(text: &mut Text, batch: RecordBatchT<Box<dyn Array>>) -> Result<(), String> {
    let columns: Vec<Vec<Box<dyn Array>>> = batch.into_arrays().into_iter().map(|array| vec![array]).collect();
    text.add(&columns)
}
