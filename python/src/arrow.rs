//! Columns as Arrow hands them from library to library: the C data and stream interfaces, inside `PyCapsule`s.
//!
//! The structs are those of <https://arrow.apache.org/docs/format/CDataInterface.html> and `CStreamInterface.html`; names and
//! duties of capsules those of `CDataInterface/PyCapsuleInterface.html`. Buffers are not copied: whatever took an array keeps
//! the columns alive until it lets go.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ptr::{null, null_mut};
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyCapsule;

/// Named columns of one length, as their buffers.
#[derive(Debug)]
pub struct Batch {
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: usize,
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its values; whatever where there is none.
    pub values: Values,
    /// A bit for each row, set where there is a value, least significant first; none if there is one in all.
    pub valid: Option<Vec<u8>>,
    /// Rows without a value.
    pub nulls: usize,
}

/// Values as Arrow lays them out.
#[derive(Debug)]
pub enum Values {
    /// Text: where each begins, and behind the last one the end; all bytes (`large_string`).
    Text(Vec<i64>, Vec<u8>),
    /// Numbers.
    Number(Vec<f64>),
    /// Whole numbers.
    Whole(Vec<i64>),
    /// A bit for each row, and how many rows there are.
    Truth(Vec<u8>, usize),
}

impl Column {
    /// A column of texts, some of which are not there.
    pub fn text<'t>(name: &str, values: impl Iterator<Item = Option<&'t str>>) -> Self {
        let (mut offsets, mut bytes, mut present) = (vec![0], Vec::new(), Vec::new());
        for value in values {
            bytes.extend_from_slice(value.unwrap_or_default().as_bytes());
            offsets.push(bytes.len() as i64);
            present.push(value.is_some());
        }
        Self::new(name, Values::Text(offsets, bytes), &present)
    }

    /// A column of numbers.
    pub fn number(name: &str, values: impl Iterator<Item = Option<f64>>) -> Self {
        let (present, values) = apart(values);
        Self::new(name, Values::Number(values), &present)
    }

    /// A column of whole numbers.
    pub fn whole(name: &str, values: impl Iterator<Item = Option<i64>>) -> Self {
        let (present, values) = apart(values);
        Self::new(name, Values::Whole(values), &present)
    }

    /// A column that says whether something is so.
    pub fn truth(name: &str, values: impl Iterator<Item = Option<bool>>) -> Self {
        let (present, values): (Vec<bool>, Vec<bool>) = apart(values);
        Self::new(name, Values::Truth(bits(&values), values.len()), &present)
    }

    fn new(name: &str, values: Values, present: &[bool]) -> Self {
        let nulls = present.iter().filter(|there| !**there).count();
        Self { name: name.to_owned(), values, valid: (nulls > 0).then(|| bits(present)), nulls }
    }

    /// Whether a row has a value.
    pub fn has(&self, row: usize) -> bool {
        self.valid.as_ref().is_none_or(|valid| bit(valid, row))
    }

    fn format(&self) -> &'static CStr {
        match self.values {
            Values::Text(..) => c"U",
            Values::Number(_) => c"g",
            Values::Whole(_) => c"l",
            Values::Truth(..) => c"b",
        }
    }

    fn buffers(&self) -> Vec<*const c_void> {
        let valid = self.valid.as_ref().map_or(null(), |valid| valid.as_ptr().cast());
        match &self.values {
            Values::Text(offsets, bytes) => vec![valid, offsets.as_ptr().cast(), bytes.as_ptr().cast()],
            Values::Number(values) => vec![valid, values.as_ptr().cast()],
            Values::Whole(values) => vec![valid, values.as_ptr().cast()],
            Values::Truth(bits, _) => vec![valid, bits.as_ptr().cast()],
        }
    }
}

impl Values {
    /// The text of a row.
    pub fn text_at(&self, row: usize) -> Option<&str> {
        let Self::Text(offsets, bytes) = self else { return None };
        std::str::from_utf8(&bytes[offsets[row] as usize..offsets[row + 1] as usize]).ok()
    }
}

fn apart<T: Default>(values: impl Iterator<Item = Option<T>>) -> (Vec<bool>, Vec<T>) {
    values.map(|value| (value.is_some(), value.unwrap_or_default())).unzip()
}

fn bits(values: &[bool]) -> Vec<u8> {
    values.chunks(8).map(|eight| eight.iter().rev().fold(0, |byte, set| byte << 1 | u8::from(*set))).collect()
}

/// A bit of a row.
pub fn bit(bits: &[u8], row: usize) -> bool {
    bits[row / 8] >> (row % 8) & 1 == 1
}

#[repr(C)]
struct Schema {
    format: *const c_char,
    name: *const c_char,
    metadata: *const c_char,
    flags: i64,
    n_children: i64,
    children: *mut *mut Schema,
    dictionary: *mut Schema,
    release: Option<unsafe extern "C" fn(*mut Schema)>,
    private_data: *mut c_void,
}

#[repr(C)]
struct Array {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *mut *const c_void,
    children: *mut *mut Array,
    dictionary: *mut Array,
    release: Option<unsafe extern "C" fn(*mut Array)>,
    private_data: *mut c_void,
}

#[repr(C)]
struct Stream {
    get_schema: Option<unsafe extern "C" fn(*mut Stream, *mut Schema) -> c_int>,
    get_next: Option<unsafe extern "C" fn(*mut Stream, *mut Array) -> c_int>,
    get_last_error: Option<unsafe extern "C" fn(*mut Stream) -> *const c_char>,
    release: Option<unsafe extern "C" fn(*mut Stream)>,
    private_data: *mut c_void,
}

/// That a column may lack values.
const NULLABLE: i64 = 2;

/// What a schema holds on to.
struct SchemaHold {
    _name: CString,
    children: Vec<*mut Schema>,
}

/// What an array holds on to.
struct ArrayHold {
    _batch: Arc<Batch>,
    buffers: Vec<*const c_void>,
    children: Vec<*mut Array>,
}

/// What a stream holds on to.
struct StreamHold {
    batch: Arc<Batch>,
    given: bool,
}

impl Schema {
    fn new(format: &'static CStr, name: &str, flags: i64, children: Vec<Schema>) -> Self {
        let children = children.into_iter().map(|child| Box::into_raw(Box::new(child))).collect();
        // A name with a zero byte cannot be handed over; it is handed over without.
        let name = CString::new(name.replace('\0', "")).unwrap_or_default();
        let pointer = name.as_ptr();
        let mut hold = Box::new(SchemaHold { _name: name, children });
        Self {
            format: format.as_ptr(),
            name: pointer,
            metadata: null(),
            flags,
            n_children: hold.children.len() as i64,
            children: hold.children.as_mut_ptr(),
            dictionary: null_mut(),
            release: Some(release_schema),
            private_data: Box::into_raw(hold).cast(),
        }
    }

    fn of(batch: &Batch) -> Self {
        let columns = batch.columns.iter().map(|column| Self::new(column.format(), &column.name, NULLABLE, Vec::new()));
        Self::new(c"+s", "", 0, columns.collect())
    }
}

impl Array {
    fn new(batch: &Arc<Batch>, [length, nulls]: [usize; 2], buffers: Vec<*const c_void>, children: Vec<Array>) -> Self {
        let children = children.into_iter().map(|child| Box::into_raw(Box::new(child))).collect();
        let mut hold = Box::new(ArrayHold { _batch: Arc::clone(batch), buffers, children });
        Self {
            length: length as i64,
            null_count: nulls as i64,
            offset: 0,
            n_buffers: hold.buffers.len() as i64,
            n_children: hold.children.len() as i64,
            buffers: hold.buffers.as_mut_ptr(),
            children: hold.children.as_mut_ptr(),
            dictionary: null_mut(),
            release: Some(release_array),
            private_data: Box::into_raw(hold).cast(),
        }
    }

    /// One that nobody has to let go of.
    fn released() -> Self {
        Self {
            length: 0,
            null_count: 0,
            offset: 0,
            n_buffers: 0,
            n_children: 0,
            buffers: null_mut(),
            children: null_mut(),
            dictionary: null_mut(),
            release: None,
            private_data: null_mut(),
        }
    }

    fn of(batch: &Arc<Batch>) -> Self {
        let columns = batch
            .columns
            .iter()
            .map(|column| Self::new(batch, [batch.rows, column.nulls], column.buffers(), Vec::new()));
        Self::new(batch, [batch.rows, 0], vec![null()], columns.collect())
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: the release of a schema that is still there is the one it was given.
            unsafe { release(self) }
        }
    }
}

impl Drop for Array {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: as for a schema.
            unsafe { release(self) }
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: as for a schema.
            unsafe { release(self) }
        }
    }
}

// SAFETY: what they point to is owned by them alone or never changed, and may be let go on any thread.
unsafe impl Send for Schema {}
unsafe impl Send for Stream {}

/// Lets go of a schema that `Schema::new` made.
unsafe extern "C" fn release_schema(schema: *mut Schema) {
    // SAFETY: whoever calls has a schema that was made here and not let go; its private data is a box of this type, and its
    // children are boxes of schemas, which let go of themselves unless they were moved away and so have no `release`.
    unsafe {
        (*schema).release = None;
        let hold = Box::from_raw((*schema).private_data.cast::<SchemaHold>());
        hold.children.iter().for_each(|child| drop(Box::from_raw(*child)));
    }
}

/// Lets go of an array that `Array::new` made.
unsafe extern "C" fn release_array(array: *mut Array) {
    // SAFETY: as for a schema.
    unsafe {
        (*array).release = None;
        let hold = Box::from_raw((*array).private_data.cast::<ArrayHold>());
        hold.children.iter().for_each(|child| drop(Box::from_raw(*child)));
    }
}

/// Lets go of a stream that `stream` made.
unsafe extern "C" fn release_stream(stream: *mut Stream) {
    // SAFETY: whoever calls has a stream that was made here and not let go; its private data is a box of this type.
    unsafe {
        (*stream).release = None;
        drop(Box::from_raw((*stream).private_data.cast::<StreamHold>()));
    }
}

unsafe extern "C" fn stream_schema(stream: *mut Stream, out: *mut Schema) -> c_int {
    // SAFETY: the stream was made here and is not let go; `out` is a place for a schema.
    unsafe {
        let hold = &*(*stream).private_data.cast::<StreamHold>();
        out.write(Schema::of(&hold.batch));
    }
    0
}

unsafe extern "C" fn stream_next(stream: *mut Stream, out: *mut Array) -> c_int {
    // SAFETY: as for the schema; nobody else asks the stream at the same time.
    unsafe {
        let hold = &mut *(*stream).private_data.cast::<StreamHold>();
        // The end is an array that is let go already.
        let end = std::mem::replace(&mut hold.given, true);
        out.write(if end { Array::released() } else { Array::of(&hold.batch) });
    }
    0
}

unsafe extern "C" fn stream_error(_stream: *mut Stream) -> *const c_char {
    null()
}

/// `arrow_array_stream`: the batch as a stream of one record batch.
pub fn stream<'py>(py: Python<'py>, batch: &Arc<Batch>) -> PyResult<Bound<'py, PyCapsule>> {
    let hold = Box::new(StreamHold { batch: Arc::clone(batch), given: false });
    let stream = Stream {
        get_schema: Some(stream_schema),
        get_next: Some(stream_next),
        get_last_error: Some(stream_error),
        release: Some(release_stream),
        private_data: Box::into_raw(hold).cast(),
    };
    PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
}

/// `arrow_schema`: the names and types of the columns.
pub fn schema<'py>(py: Python<'py>, batch: &Batch) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, Schema::of(batch), c"arrow_schema")
}
